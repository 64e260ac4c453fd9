"""Random identities and random falsehoods: nothing accepts a false one.

A modest number runs here; :mod:`.lines` is the same code as a command, for long runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .. import sizes
from ..sizes import draws
from .falsehoods import Line, equations, inequalities, judged, poles, replacements, signs
from .language import Maker
from .lines import false_task, really_false, sound, state_with, true_task, verdict
from .truths import instances
from .variations import KINDS

DRAWS = (equations, replacements, inequalities, signs, poles)


def test_the_instances_are_there() -> None:
    assert len(instances()) >= 10
    assert {i.sizes["N"] for i in instances()} == {1, 2, 3}


@pytest.mark.parametrize("seed", [1, 2])
def test_no_false_line_of_a_sample_is_accepted(seed: int) -> None:
    seen, shown = false_task(sizes.number(seed), draws(100))
    assert shown == []
    assert seen["false", "tried"] >= draws(100)
    assert seen["false", "equation"] > 0
    assert seen["false", "sign"] + seen["false", "inequality"] > 0


@pytest.mark.parametrize("kind", KINDS)
def test_true_lines_of_a_sample_are_accepted(kind: str) -> None:
    seen, shown = true_task(kind, sizes.number(1), draws(10))
    assert seen[kind, "refused"] <= draws(1), shown
    assert not any(line.startswith("not true") for line in shown)


@st.composite
def judged_lines(draw: Any) -> list[tuple[Line, list[Any]]]:
    """Lines of which most are false, drawn so that hypothesis can make them small."""

    def choose(options: Sequence[Any]) -> Any:
        return options[draw(st.integers(0, len(options) - 1))]

    make = Maker(choose, maps=draw(st.booleans()))
    lines = list(choose(DRAWS)(make))
    return [(line, list(judged(make, line, state_with(line.earlier)))) for line in lines]


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(judged_lines())
def test_no_false_line_is_accepted(lines: list[tuple[Line, list[Any]]]) -> None:
    for line, judges in lines:
        accepted = [name for name, judge in judges if verdict(judge) == "accepted"]
        assert not (accepted and really_false(line) and sound(line.earlier)), accepted
