"""Fractions that are quick are Python's fractions."""

from __future__ import annotations

import copy
import fractions
import operator
import pickle
import random
from typing import Any

import pytest
from hardlimit.proofs.language.exact import Fraction

OPERATIONS = (
    *(operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod),
    *(operator.eq, operator.ne, operator.lt, operator.le),
)


def test_they_are_the_same_numbers() -> None:
    rng = random.Random(20)
    tops, bottoms = (0, 1, -1, 2, -3, 10**30 + 1, -(10**30)), (1, 1, 2, 3, 7, 10**20)
    for _ in range(400):
        x, y = (fractions.Fraction(rng.choice(tops), rng.choice(bottoms)) for _ in range(2))
        a, b = Fraction(x), Fraction(y)
        assert (-a, abs(a), hash(a), bool(a)) == (-x, abs(x), hash(x), bool(x))
        for operation in OPERATIONS:
            if not y and operation in OPERATIONS[3:6]:
                with pytest.raises(ZeroDivisionError):
                    operation(a, b)
                continue
            pairs: list[Any] = [(a, b), (a, y), (x, b)]
            pairs += [(a, int(y))] * (y.denominator == 1) + [(int(x), b)] * (x.denominator == 1)
            for left, right in pairs:
                found, wanted = operation(left, right), operation(x, y)
                assert (found, hash(found)) == (wanted, hash(wanted))


def test_they_stay_what_they_are() -> None:
    third = Fraction(1, 3)
    made = [third + 1, 1 - third, third * third, third - third, -third, 1 / third, third / 2]
    made += [third**-2, Fraction("1/3"), Fraction(0.5), Fraction(third), copy.copy(third)]
    assert {type(one) for one in made} == {Fraction}
    assert pickle.loads(pickle.dumps(third)) == third
    assert type(third + 0.5) is float
    with pytest.raises(TypeError):
        third + "1"
    with pytest.raises(ZeroDivisionError):
        third / 0
