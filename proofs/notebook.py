"""Checked theorems in a Jupyter notebook, or at any Python prompt.

    from hardlimit.proofs.notebook import theorem

    D1 = theorem("D1")      # shown with its formulas set
    D1[2]                   # its second line, with the steps that carry it

Nothing is shown that was not checked, or found in the cache of verdicts.
"""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

from .book.cache import Cache
from .book.discovery import LIBRARY, InputError, packages
from .book.session import Session
from .book.shelf import Request
from .report.display import ShownTheorem

__all__ = ["theorem", "theorems"]


def theorem(name: str, file: str | os.PathLike[str] = "") -> ShownTheorem:
    """The derivation of that label or slug, checked: of the installed ones, or of a file.

    Raises:
        InputError: if there is none.
    """
    session = _session()
    found = _of_file(session, file) if file else _installed(session)
    chosen = [r for r in found if name in (r.card.label, r.card.slug)]
    if not chosen:
        where = f"derivation in {os.fspath(file)}" if file else "installed derivation"
        raise InputError(f"there is no {where} {name!r}")
    return _checked(session, chosen[:1])[0]


def theorems(file: str | os.PathLike[str]) -> list[ShownTheorem]:
    """All derivations of a file (``.py``, or notes), checked.

    Raises:
        InputError: if it cannot be read, or holds none.
    """
    session = _session()
    return _checked(session, _of_file(session, file))


def _session() -> Session:
    if multiprocessing.current_process().daemon:
        # The code of a notebook is run for what it derives, in a process that starts no others.
        raise InputError(
            "what is checked already is shown here: a notebook that is itself a target of "
            "`hardlimit verify` cannot show it, so keep this cell in another one"
        )
    return Session(Cache())


def _installed(session: Session) -> list[Request]:
    cards = session.contents(LIBRARY).cards if packages() else ()
    return [Request(LIBRARY, card) for card in cards]


def _of_file(session: Session, file: str | os.PathLike[str]) -> list[Request]:
    return session.in_file(Path(file).resolve())


def _checked(session: Session, requests: list[Request]) -> list[ShownTheorem]:
    return [ShownTheorem(result.report) for result in session.results(requests)]
