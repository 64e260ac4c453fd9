"""Shares of exponentials harden: what LimitLaws takes of them, and what it must refuse."""

from __future__ import annotations

from typing import Any

import pytest
from hardlimit.proofs.author import (
    LimitLaws,
    indicator,
    minimum,
    tends_to,
    total,
)
from sympy import exp, pi

from ..lab import accepted, refused
from ..names import Names


class Distances(Names):
    """The same with distances z_k of any sign, and weights v_k that may be 0."""

    def __init__(self) -> None:
        super().__init__()
        self.z = self.d.family("z", self.K)
        self.v = self.d.family("v", self.K, sign="nonnegative")


@pytest.fixture
def o() -> Distances:
    return Distances()


def share(o: Any, weight: Any, fall: Any, at: Any = None) -> Any:
    """weight_k e^(fall_k) / sum_j weight_j e^(fall_j)."""
    at = o.k if at is None else at
    return weight(at) * exp(fall(at)) / total(weight(o.j) * exp(fall(o.j)), o.j)


def by_distance(o: Any) -> Any:
    return share(o, lambda k: o.p[k], lambda k: -o.z[k] / (2 * o.s**2))


def shared(o: Any, weight: Any) -> Any:
    """The share among the nearest."""
    least = minimum(o.z[o.i], o.i)
    return (
        weight(o.k)
        * indicator(o.z[o.k], least)
        / total(weight(o.j) * indicator(o.z[o.j], least), o.j)
    )


def test_all_goes_to_the_nearest_in_proportion_to_the_weights(o: Distances) -> None:
    o.d.have(tends_to(by_distance(o), o.s, shared(o, lambda k: o.p[k])), LimitLaws(), "x")
    accepted(o.d)


def test_heights_of_equally_wide_bells_cancel(o: Distances) -> None:
    height = (2 * pi * o.s**2) ** (-1)
    wide = share(o, lambda k: o.p[k] * height, lambda k: -o.z[k] / (2 * o.s**2))
    o.d.have(tends_to(wide, o.s, shared(o, lambda k: o.p[k])), LimitLaws(), "x")
    accepted(o.d)


FALSE: dict[str, Any] = {
    "without the weights": (by_distance, lambda o: shared(o, lambda k: 1), "another limit"),
    "alone whatever the others are": (by_distance, lambda o: 1, "another limit"),
    "nothing": (by_distance, lambda o: 0, "another limit"),
    "the farthest": (
        lambda o: share(o, lambda k: o.p[k], lambda k: o.z[k] / (2 * o.s**2)),
        lambda o: shared(o, lambda k: o.p[k]), "another limit"),
    "weights that may be 0": (
        lambda o: share(o, lambda k: o.v[k], lambda k: -o.z[k] / o.s),
        lambda o: shared(o, lambda k: o.v[k]), ""),
    "nothing falls": (
        lambda o: share(o, lambda k: o.p[k], lambda k: -o.z[k] * o.s),
        lambda o: shared(o, lambda k: o.p[k]), "another limit"),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_no_other_limit_of_a_share(o: Distances, name: str) -> None:
    function, limit, reason = FALSE[name]
    o.d.have(tends_to(function(o), o.s, limit(o)), LimitLaws(), "x")
    refused(o.d, reason)
