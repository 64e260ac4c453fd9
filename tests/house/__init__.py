"""What is asked of the source itself; each file of it is parsed once."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


#: All in one process, so that what is parsed is shared.
ONE_PROCESS = pytest.mark.xdist_group("house")
