"""Cases a <= b and b <= a: together they are all there are, as long as one is not strict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hardlimit.proofs.author import Cases, Derivation, Gap, at_most, less

from ..lab import accepted, paper, refused_by_rule

#: The two cases, by the order of a, b and c.
Pair = Callable[[Any, Any, Any], tuple[Any, Any]]


def two_cases(pair: Pair) -> Derivation:
    """0 <= (a - b)^2, in two cases."""
    d = paper()
    a, b, c = d.symbol("a"), d.symbol("b"), d.symbol("c")
    claim = at_most(0, (a - b) ** 2)
    shown = [
        d.have(claim, Gap((a - b) ** 2), "A square.", under=d.case(name, relation))
        for name, relation in zip(("one", "two"), pair(a, b, c), strict=True)
    ]
    d.have(claim, Cases(tuple(shown)), "Either way.")
    return d


@pytest.mark.parametrize(
    "pair",
    [
        lambda a, b, c: (at_most(a, b), at_most(b, a)),
        lambda a, b, c: (at_most(a, b), less(b, a)),
        lambda a, b, c: (less(a, b), at_most(b, a)),
    ],
)
def test_either_way(pair: Pair) -> None:
    accepted(two_cases(pair))


@pytest.mark.parametrize(
    "pair",
    [
        lambda a, b, c: (less(a, b), less(b, a)),
        lambda a, b, c: (at_most(a, b), less(a, b)),
        lambda a, b, c: (at_most(a, b), at_most(b, c)),
        lambda a, b, c: (at_most(a, b), at_most(b + 1, a)),
        lambda a, b, c: (at_most(1 / c, b), at_most(b, 1 / c)),
    ],
)
def test_what_leaves_a_case_out(pair: Pair) -> None:
    refused_by_rule(two_cases(pair), "")
