"""What several folders of tests share."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hardlimit.proofs.cli.pytest_plugin import read_groups
from hypothesis import settings

from .names import Names
from .sizes import SEED

# The same draws in every run, unless a seed is given (then pytest's --hypothesis-seed, too).
settings.register_profile("tests", derandomize=not SEED, database=None, deadline=None)
settings.load_profile("tests")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Have one process run all tests of a file: what they share is made once.

    Else each process makes anew what a group shares: the book, what Coq has compiled.
    What needs the whole Coq library is slow: to compile it alone takes twenty seconds.
    """
    item: Any
    for item in items:
        if "whole_library" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(str(item.path)))
    yield
    read_groups(items)


def pytest_collection_finish() -> None:
    """What is there by now stays: to look through thousands of tests again and again is dear."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def whole_library(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Coq library, compiled once, whatever number of processes and runs of the tests.

    What is kept between runs goes by Coq's version and the texts, and is compiled anew if one of
    its files is another than was written.
    """
    import fcntl

    from hardlimit.proofs.coq.run import store

    if shutil.which("coqc") is None:
        pytest.skip("there is no coqc here")
    cache = getattr(pytestconfig, "cache", None)
    home = cache.mkdir("coq") if cache is not None else tmp_path_factory.mktemp("coq")
    folder = store.library_folder(Path(home))
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        store.prune(Path(home), [folder])
        store.build_library(folder)
    return folder


@pytest.fixture
def o() -> Names:
    """Fresh declarations."""
    return Names()
