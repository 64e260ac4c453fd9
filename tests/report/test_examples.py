"""The examples in the docstrings hold."""

from __future__ import annotations

import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["breaking", "picture", "prose"])
def test_docstrings(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"hardlimit.proofs.report.render.{name}"))
    assert result.attempted > 0
    assert result.failed == 0
