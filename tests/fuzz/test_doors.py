"""Attempts at the doors, a modest number; :mod:`.door_runs` is the same as a command."""

from __future__ import annotations

import random

import pytest

from .. import sizes
from ..sizes import draws
from .door_makers import MAKERS
from .door_runs import work
from .doors import fails


@pytest.mark.parametrize("kind", MAKERS)
def test_no_attempt_of_a_sample_is_accepted(kind: str) -> None:
    seen, shown = work((kind, False, sizes.number(1), draws(50)))
    assert shown == []
    assert seen["tried"] == draws(50)


@pytest.mark.parametrize("kind", MAKERS)
def test_the_true_twins_of_a_sample_are_accepted(kind: str) -> None:
    seen, shown = work((kind, True, sizes.number(1), draws(25)))
    assert seen["tried"] == draws(25)
    assert len(shown) <= draws(1), shown


@pytest.mark.parametrize("kind", ["ranges", "undefined", "unevaluated"])
def test_attempts_are_false(kind: str) -> None:
    """Most have an instance of all hypotheses at which they fail."""
    rng = random.Random(kind)
    drawn = [a for a in (MAKERS[kind](rng, true=False) for _ in range(60)) if a is not None]
    assert all(a.at is not None for a in drawn)
    assert sum(map(fails, drawn)) > len(drawn) // 2
