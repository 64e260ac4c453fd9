"""Random identities and random falsehoods: the normal form accepts no false one.

Pairs are made by :mod:`.language` and :mod:`.variations`: two forms of one value, and the
same with one change.  The strict evaluator decides at many instances which of them are true.
A modest number runs here; the same code has been run on more than 100 000 pairs.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest
from hardlimit.proofs.attack.places import places
from hardlimit.proofs.claims import Equal
from hardlimit.proofs.errors import HardlimitError, Undecided, Undefined, VocabularyError
from hardlimit.proofs.form import positive_definitions
from hardlimit.proofs.hygiene import check_expression
from hardlimit.proofs.instances.draw import Drawer
from hardlimit.proofs.instances.evaluate import Instance
from hardlimit.proofs.instances.profiles import profiles
from hardlimit.proofs.instances.witness import Refuted, check_at
from hardlimit.proofs.normal.convert import Normaliser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .language import CONTEXT, DEFINED, Maker
from .variations import spoil, vary

#: Instances at which truth is decided, and how many of them make a line credible.
INSTANCES, ENOUGH = 14, 4
LARGEST = 160


@cache
def instances() -> tuple[Instance, ...]:
    """Small adversarial instances of the vocabulary of the fuzzer."""
    drawer = Drawer(CONTEXT, (), "residue fuzz")
    small = [p for p in profiles(4 * INSTANCES, len(CONTEXT.sizes)) if max(p.sizes) <= 3]
    drawn = (drawer.draw(p) for p in small[:INSTANCES])
    return tuple(i for i in drawn if i is not None)


def truth(lhs: Any, rhs: Any) -> str:
    """ "true", "false", or "unknown" where too few instances give both sides a value."""
    good = 0
    for instance in instances():
        try:
            check_at(Equal(lhs, rhs), instance)
        except Refuted:
            return "false"
        except (Undefined, Undecided):
            continue
        good += 1
    return "true" if good >= ENOUGH else "unknown"


def accepts(lhs: Any, rhs: Any, logs: bool) -> bool:
    """Whether the normal form takes the two for equal (undecided counts as no)."""
    positive = positive_definitions(CONTEXT)
    normal = Normaliser(CONTEXT, unfold=DEFINED, logs=logs, positive=positive)
    try:
        return normal.equal(lhs, rhs)
    except (HardlimitError, RecursionError):
        return False


def pair(make: Maker, spoiled: bool) -> tuple[Any, Any] | None:
    """Two well-formed expressions, equal by construction unless ``spoiled``."""
    lhs = make.real(make.choose([1, 2, 2, 3, 3, 4]), ())
    rhs = vary(make, lhs, make.choose([1, 2, 3]))
    if spoiled:
        rhs = spoil(make, rhs)
    if lhs == rhs or sum(1 for _ in places(rhs)) > LARGEST:
        return None
    try:
        check_expression(lhs, CONTEXT)
        check_expression(rhs, CONTEXT)
    except VocabularyError:
        return None
    return lhs, rhs


def run(seed: int, count: int) -> Counter[str]:
    """Fuzz ``count`` pairs; no false one may be accepted."""
    make = Maker(random.Random(seed).choice)
    seen: Counter[str] = Counter()
    for number in range(count):
        both = pair(make, spoiled=number % 5 < 3)
        if both is None:
            continue
        logs = number % 2 == 0
        fact, verdict = truth(*both), accepts(*both, logs)
        assert not (verdict and fact == "false"), f"false but accepted: {both[0]} = {both[1]}"
        if number % 5 >= 3:
            assert fact != "false", f"not an identity: {both[0]} = {both[1]}"
            if fact == "true":
                seen["true refused" if not verdict else "true accepted"] += 1
        elif fact == "false":
            seen["false refused"] += 1
    return seen


@pytest.mark.parametrize("seed", [1, 2])
def test_random_lines(seed: int) -> None:
    seen = run(seed, 300)
    assert seen["false refused"] > 90
    assert seen["true refused"] < 0.05 * seen["true accepted"]


@st.composite
def spoiled_pairs(draw: Any) -> tuple[Any, Any] | None:
    """Pairs of which most are false, drawn so that hypothesis can make them small."""

    def choose(options: Sequence[Any]) -> Any:
        return options[draw(st.integers(0, len(options) - 1))]

    return pair(Maker(choose), spoiled=True)


@settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(spoiled_pairs(), st.booleans())
def test_no_false_line_is_accepted(both: tuple[Any, Any] | None, logs: bool) -> None:
    if both is not None and accepts(*both, logs):
        assert truth(*both) != "false"
