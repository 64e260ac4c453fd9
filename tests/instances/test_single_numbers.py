"""Derivations of a single number have instances of it that are not zero."""

from __future__ import annotations

from hardlimit.proofs.author import (
    has_gradient,
)
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
