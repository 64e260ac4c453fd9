"""An equation as the sum of known equations, each times a factor of any sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp
from hardlimit.proofs.author import at_most, combine, differs, equal

from ..lab import accepted, paper, refused, refused_by_rule

HALF = sp.Rational(1, 2)


@dataclass
class Sheet:
    """2 x = y and x <= z, with a number s that is not 0."""

    def __post_init__(self) -> None:
        self.d = d = paper()
        self.x, self.y, self.z, self.s = (d.symbol(name) for name in "xyzs")
        self.twice: Any = d.assume("twice", equal(2 * self.x, self.y))
        self.below: Any = d.assume("below", at_most(self.x, self.z))
        d.assume("apart", differs(self.s, 0))


def test_multiples_of_any_sign() -> None:
    o = Sheet()
    o.d.have(equal(o.x, o.y / 2), combine((o.twice, HALF)), "Half of it.")
    o.d.have(equal(o.z * o.y, 2 * o.z * o.x), combine((o.twice, -o.z)), "Times any number.")
    o.d.have(equal(2 * o.x / o.s, o.y / o.s), combine((o.twice, 1 / o.s)), "Divided by s.")
    accepted(o.d)


def test_an_inequality_is_no_part_of_an_equation() -> None:
    o = Sheet()
    o.d.have(equal(o.x, o.z), combine(o.below), "x")
    refused(o.d, "below is not an equation")


def test_an_equation_leaves_nothing_out() -> None:
    o = Sheet()
    o.d.have(equal(2 * o.x, o.y + o.z**2), combine(o.twice, gap=o.z**2), "x")
    refused(o.d, "a sum of equations alone")


def test_another_multiple() -> None:
    o = Sheet()
    o.d.have(equal(o.x, o.y), combine((o.twice, HALF)), "x")
    refused(o.d, "do not add up")


def test_the_factor_has_a_value() -> None:
    o = Sheet()
    o.d.have(equal(o.x / o.z, o.y / (2 * o.z)), combine((o.twice, HALF / o.z)), "z may be 0.")
    refused_by_rule(o.d, "z")
