"""The soft maximum hardens: what LimitLaws takes of it, and what it must refuse."""

from __future__ import annotations

from typing import Any

import pytest
from hardlimit.proofs.author import LimitLaws, equal, minimum, tends_to, total
from sympy import Rational, exp, log

from ..lab import accepted, refused, refused_by_rule, wipe
from ..names import Names


class Energies(Names):
    """The same with z_k of any sign, and weights v_k that may be 0."""

    def __init__(self) -> None:
        super().__init__()
        self.z = self.d.family("z", self.K)
        self.v = self.d.family("v", self.K, sign="nonnegative")
        self.d.assume("one", equal(total(self.v[self.k], self.k), 1))


@pytest.fixture
def o() -> Energies:
    return Energies()


def soft(o: Names, scale: Any, rate: Any, weight: Any = 1) -> Any:
    """scale log sum_k weight_k e^(rate_k)."""
    return scale * log(total(weight * exp(rate), o.k))


def largest(o: Names, rate: Any) -> Any:
    return -minimum(-rate, o.k)


TRUE: dict[str, Any] = {
    "largest": lambda o: (soft(o, o.s, o.z[o.k] / o.s), largest(o, o.z[o.k])),
    "least": lambda o: (soft(o, -o.s, -o.z[o.k] / o.s), minimum(o.z[o.k], o.k)),
    "weights": lambda o: (soft(o, o.s, o.z[o.k] / o.s, o.p[o.k]), largest(o, o.z[o.k])),
    "squared width": lambda o: (
        soft(o, -2 * o.s**2, -o.z[o.k] / (2 * o.s**2)), minimum(o.z[o.k], o.k)),
    "what does not grow weighs": lambda o: (
        soft(o, o.s, o.z[o.k] + o.x[o.n] / o.s), o.x[o.n]),
    "of each of a sum": lambda o: (
        o.s * total(log(total(exp(o.x[o.n] * o.z[o.k] / o.s), o.k)), o.n),
        total(largest(o, o.x[o.n] * o.z[o.k]), o.n)),
    "halved": lambda o: (
        soft(o, o.s / 2, o.z[o.k] / o.s), largest(o, o.z[o.k]) / 2),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_what_a_soft_maximum_tends_to(o: Energies, name: str) -> None:
    function, limit = TRUE[name](o)
    o.d.have(tends_to(function, o.s, limit), LimitLaws(), "x")
    accepted(o.d)


FALSE: dict[str, Any] = {
    "least for largest": lambda o: (
        soft(o, o.s, o.z[o.k] / o.s), minimum(o.z[o.k], o.k), "another limit"),
    "largest for least": lambda o: (
        soft(o, -o.s, -o.z[o.k] / o.s), largest(o, o.z[o.k]), "another limit"),
    "half of it": lambda o: (
        soft(o, o.s, o.z[o.k] / (2 * o.s)), largest(o, o.z[o.k]), "another limit"),
    "log K stays": lambda o: (
        soft(o, o.s, o.z[o.k] / o.s), largest(o, o.z[o.k]) + log(o.K), "another limit"),
    "a weight may be 0": lambda o: (
        soft(o, o.s, o.z[o.k] / o.s, o.v[o.k]), largest(o, o.z[o.k]), "0 < v[k"),
    "the scale stays": lambda o: (
        soft(o, 1 + o.s, o.z[o.k] / (1 + o.s)), largest(o, o.z[o.k]), "another limit"),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_no_other_limit_of_a_soft_maximum(o: Energies, name: str) -> None:
    function, limit, reason = FALSE[name](o)
    o.d.have(tends_to(function, o.s, limit), LimitLaws(), "x")
    refused(o.d, reason)


def test_weights_that_move_and_a_scale_of_unknown_sign_are_left(o: Energies) -> None:
    for function in (
        soft(o, o.s, o.z[o.k] / o.s, 1 + o.s * o.p[o.k]),
        soft(o, o.y * o.s, o.z[o.k] / (o.y * o.s)),
        soft(o, o.s, o.z[o.k] / o.s ** Rational(1, 2)),
    ):
        wipe(o.d)
        o.d.have(tends_to(function, o.s, largest(o, o.z[o.k])), LimitLaws(), "x")
        refused_by_rule(o.d, "")
