"""Asset files and the few placeholders in them.

A placeholder is ``@@name`` or ``@@{name}``; the sign was chosen because neither TeX, CSS,
JavaScript nor HTML uses it.
"""

from __future__ import annotations

import string
from importlib import resources

_ASSETS = "hardlimit.proofs.report.render.assets"


class _Template(string.Template):
    delimiter = "@@"


def asset_text(name: str) -> str:
    """The asset file ``name`` as text, its line ends normalised."""
    return resources.files(_ASSETS).joinpath(name).read_text(encoding="utf-8").strip("\n")


def asset_bytes(name: str) -> bytes:
    """The asset file ``name`` as bytes."""
    return resources.files(_ASSETS).joinpath(name).read_bytes()


def fill(name: str, **values: str) -> str:
    """The asset file ``name`` with its placeholders replaced, once and in one pass.

    Raises:
        KeyError: if the file has a placeholder that ``values`` lacks.
    """
    return _Template(asset_text(name)).substitute(values)
