"""Derivations of a single number have instances of it that are not zero."""

from __future__ import annotations

from flint import arb
from hardlimit.proofs.author import (
    has_gradient,
)
from hardlimit.proofs.instances import numbers
from hardlimit.proofs.instances.pool import Pool
from hardlimit.proofs.rules import Gradient

from ..lab import paper, refused


def test_instances_of_a_single_number_are_not_all_zero() -> None:
    d = paper()
    x = d.symbol("x")
    values = [i.values["x"] for i in Pool(d.context, d.slug, 16).instances(())]
    assert len(set(map(str, values))) > 3
    d.have(has_gradient(x**2, x, x), Gradient(), "x")
    refused(d, "another gradient")


def test_a_tight_ball_around_zero_is_shown_as_zero_and_a_wide_one_is_not() -> None:
    shown = [numbers.show(arb(0, radius)) for radius in (1e-40, 3)]
    assert shown == ["0", "0e+1"]
    assert numbers.show(2 * arb(10) ** -60) == "2.0000000e-60"
