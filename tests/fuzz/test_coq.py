"""A false line with the Coq proof of the true one: refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..coq.opened import book, needs_coq
from .coq import try_in_coq


@pytest.mark.slow
@needs_coq
def test_coq_refuses_false_lines(whole_library: Path, tmp_path: Path) -> None:
    trial = try_in_coq(book()["A2"], whole_library, tmp_path, 6)
    assert trial.false == 6
    assert trial.accepted == ()
