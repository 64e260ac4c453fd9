"""What tests of compiled passes share."""

from __future__ import annotations

import pytest
from hardlimit.numeric import compiling


@pytest.fixture
def loader(monkeypatch: pytest.MonkeyPatch) -> compiling._Loader:
    """A process that has done nothing yet, asked for nothing."""
    monkeypatch.delenv("HARDLIMIT_NUMBA", raising=False)
    fresh = compiling._Loader()
    monkeypatch.setattr(compiling, "_LOADER", fresh)
    return fresh
