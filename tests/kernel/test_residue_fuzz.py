"""Random identities and random falsehoods: the normal form accepts no false one.

A modest number runs here; :mod:`.fuzz` is the same code as a command, for long runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .fuzz import accepts, false_pair, instances, lines, truth
from .language import Maker
from .variations import KINDS


def test_the_instances_are_there() -> None:
    assert len(instances()) >= 10
    assert {i.sizes["N"] for i in instances()} == {1, 2, 3}


@pytest.mark.parametrize("seed", [1, 2])
def test_no_false_line_of_a_sample_is_accepted(seed: int) -> None:
    seen, shown = lines(("false", seed, 150))
    assert shown == []
    assert seen["false", "refused"] == 150


@pytest.mark.parametrize("kind", KINDS)
def test_true_lines_of_a_sample_are_accepted(kind: str) -> None:
    seen, shown = lines((kind, 1, 20))
    assert seen[kind, "refused"] <= 2, shown
    assert not any(line.startswith("not true") for line in shown)


@st.composite
def spoiled_pairs(draw: Any) -> tuple[Any, Any] | None:
    """Pairs of which most are false, drawn so that hypothesis can make them small."""

    def choose(options: Sequence[Any]) -> Any:
        return options[draw(st.integers(0, len(options) - 1))]

    return false_pair(Maker(choose, maps=draw(st.booleans())))


@settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(spoiled_pairs(), st.booleans(), st.booleans())
def test_no_false_line_is_accepted(both: tuple[Any, Any] | None, unfold: bool, logs: bool) -> None:
    if both is not None and accepts(*both, unfold=unfold, logs=logs):
        assert truth(*both) != "false"
