"""What several folders of tests share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .names import Names


@pytest.fixture(scope="session")
def whole_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Coq library, compiled once."""
    from hardlimit.proofs.coq.run import store

    if shutil.which("coqc") is None:
        pytest.skip("there is no coqc here")
    folder = tmp_path_factory.mktemp("coq") / "library"
    store.build_library(folder)
    return folder


@pytest.fixture
def o() -> Names:
    """Fresh declarations."""
    return Names()
