"""Limits are judged by rate, at several s: slow powers are right, wrong constants are not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Derivation,
    LimitLaws,
    at_most,
    less,
    minimum,
    tends_to,
    total,
)
from hardlimit.proofs.instances.pool import Pool
from hardlimit.proofs.instances.witness import COUNT, examine
from hardlimit.proofs.kernel.gate import check
from hardlimit.proofs.language.claims import Claim

#: Whatever a derivation is called, the verdict is the same.
SLUGS = ("probe", "a-limit", "x17", "softmin", "z")

exp, log, sqrt, R = sp.exp, sp.log, sp.sqrt, sp.Rational
ZERO, ONE = sp.Integer(0), sp.Integer(1)


class Sheet:
    """Numbers of each sign, ordered ones, weights, distances; s falls to 0."""

    def __init__(self, slug: str) -> None:
        self.d = Derivation("L", slug, "A limit", "tests")
        K = self.d.size("K")
        self.k, self.j = self.d.indices("k j", K)
        self.s = self.d.symbol("s", "positive")
        self.y, self.z = self.d.symbol("y"), self.d.symbol("z")
        self.a, self.b = self.d.symbol("a", "positive"), self.d.symbol("b", "positive")
        self.g = self.d.family("g", K, sign="nonnegative")
        self.w = self.d.family("w", K, sign="positive")
        self.d.assume("order", less(self.b, self.a))

    def says(self, function: Any, limit: Any) -> str:
        """What the instances say of function -> limit."""
        pool = Pool(self.d.context, self.d.slug, COUNT, shrink=False)
        return examine(Claim(tends_to(function, self.s, limit)), pool).status


Line = Callable[[Sheet], tuple[Any, Any]]

TRUE: dict[str, Line] = {
    "s": lambda t: (t.s, ZERO),
    "s^(1/2)": lambda t: (sqrt(t.s), ZERO),
    "s^(1/5)": lambda t: (t.s ** R(1, 5), ZERO),
    "s^(1/50)": lambda t: (t.s ** R(1, 50), ZERO),
    "s^(1/1000)": lambda t: (t.s ** R(1, 1000), ZERO),
    "s^(10^-9)": lambda t: (t.s ** R(1, 10**9), ZERO),
    "s^(10^-30)": lambda t: (t.s ** R(1, 10**30), ZERO),
    "s^7": lambda t: (t.s**7, ZERO),
    "s^(7/3)": lambda t: (t.s ** R(7, 3), ZERO),
    "10^40 s^(1/5)": lambda t: (10**40 * t.s ** R(1, 5), ZERO),
    "10^-40 s^(1/5)": lambda t: (R(1, 10**40) * t.s ** R(1, 5), ZERO),
    "a constant": lambda t: (t.y + t.s, t.y),
    "a tiny constant": lambda t: (R(1, 10**30) + t.s, R(1, 10**30)),
    "no s at all": lambda t: (log(2) + sqrt(t.a), log(2) + sqrt(t.a)),
    "an exact constant": lambda t: (t.y * t.z, t.y * t.z),
    "2/(1+s^(1/5))": lambda t: (2 / (1 + t.s ** R(1, 5)), sp.Integer(2)),
    "2/(1+s^(1/50))": lambda t: (2 / (1 + t.s ** R(1, 50)), sp.Integer(2)),
    "a/(a+s)": lambda t: (t.a / (t.a + t.s), ONE),
    "s/(1+s)": lambda t: (t.s / (1 + t.s), ZERO),
    "e^s": lambda t: (exp(t.s), ONE),
    "(e^s-1)/s": lambda t: ((exp(t.s) - 1) / t.s, ONE),
    "(e^s-1-s)/s^2": lambda t: ((exp(t.s) - 1 - t.s) / t.s**2, R(1, 2)),
    "log(1+s)/s": lambda t: (log(1 + t.s) / t.s, ONE),
    "e^(-1/s)": lambda t: (exp(-1 / t.s), ZERO),
    "e^(-1/s^(1/5))": lambda t: (exp(-(t.s ** R(-1, 5))), ZERO),
    "e^(-e^y/s)": lambda t: (exp(-exp(t.y) / t.s), ZERO),
    "e^(-e^-58/s)": lambda t: (exp(-exp(sp.Integer(-58)) / t.s), ZERO),
    "e^(-e^-5800/s)": lambda t: (exp(-exp(sp.Integer(-5800)) / t.s), ZERO),
    "e^(-10^-90/s)": lambda t: (exp(-R(1, 10**90) / t.s), ZERO),
    "e^(-a/s)/s^9": lambda t: (exp(-t.a / t.s) / t.s**9, ZERO),
    "e^(-10^-30/s)/s": lambda t: (exp(-R(1, 10**30) / t.s) / t.s, ZERO),
    "s log s": lambda t: (t.s * log(t.s), ZERO),
    "s^(1/9) (log s)^3": lambda t: (t.s ** R(1, 9) * log(t.s) ** 3, ZERO),
    "s^2 log(2 pi s^2)": lambda t: (t.s**2 * log(2 * sp.pi * t.s**2), ZERO),
    "s^(s)": lambda t: (exp(t.s * log(t.s)), ONE),
    "two rates": lambda t: (t.a * exp(-(t.a - t.b) / t.s) + t.b, t.b),
    "two rates, raw": lambda t: (
        (t.a * exp(-t.a / t.s) + t.b * exp(-t.b / t.s)) * exp(t.b / t.s),
        t.b,
    ),
    "a share": lambda t: (exp(-t.a / t.s) / (exp(-t.a / t.s) + exp(-t.b / t.s)), ZERO),
    "the other share": lambda t: (exp(-t.b / t.s) / (exp(-t.a / t.s) + exp(-t.b / t.s)), ONE),
    "soft minimum of two": lambda t: (
        -t.s * log(exp(-t.a / t.s) + exp(-t.b / t.s)),
        t.b,
    ),
    "soft minimum": lambda t: (
        -t.s * log(total(t.w[t.k] * exp(-t.g[t.k] / t.s), t.k)),
        minimum(t.g[t.k], t.k),
    ),
    "root of a sum": lambda t: (sqrt(t.a + t.s ** R(1, 5)), sqrt(t.a)),
    "log of a sum": lambda t: (log(t.a + t.s), log(t.a)),
    "absolute value": lambda t: (sp.Abs(t.y - t.s), sp.Abs(t.y)),
    "a weighted sum": lambda t: (
        total(t.w[t.k] / (t.w[t.k] + sqrt(t.s)), t.k),
        total(ONE, t.k),
    ),
}  # fmt: skip

FALSE: dict[str, Line] = {
    "s to 1": lambda t: (t.s, ONE),
    "s to 10^-30": lambda t: (t.s, R(1, 10**30)),
    "10^-30 to 0": lambda t: (R(1, 10**30) + t.s, ZERO),
    "10^-300 to 0": lambda t: (R(1, 10**300) + t.s, ZERO),
    "10^-300 too much": lambda t: (1 + R(1, 10**300) + t.s, ONE),
    "10^-30 and a slow power": lambda t: (R(1, 10**30) + t.s ** R(1, 50), ZERO),
    "10^-30, slower": lambda t: (R(1, 10**30) + t.s ** R(1, 10**6), ZERO),
    "e^-70 to 0": lambda t: (exp(sp.Integer(-70)) + t.s, ZERO),
    "e^-7000 to 0": lambda t: (exp(sp.Integer(-7000)) + t.s, ZERO),
    "e^-70 too much": lambda t: (1 + exp(sp.Integer(-70)) + t.s ** 2, ONE),
    "a part in 10^9": lambda t: (t.a + t.s, t.a * (1 + R(1, 10**9))),
    "a part in 10^9, slow": lambda t: (t.a + t.s ** R(1, 5), t.a * (1 + R(1, 10**9))),
    "a part in 10^9 off, two rates": lambda t: (
        t.a * exp(-(t.a - t.b) / t.s) + t.b,
        t.b * (1 - R(1, 10**9)),
    ),
    "a part in 10^40": lambda t: (t.a + t.s, t.a * (1 + R(1, 10**40))),
    "2/(1+s^(1/5)) to 1": lambda t: (2 / (1 + t.s ** R(1, 5)), ONE),
    "2/(1+s^(1/5)) to 2 - 10^-9": lambda t: (2 / (1 + t.s ** R(1, 5)), 2 - R(1, 10**9)),
    "a/(a+s) to a": lambda t: (t.a / (t.a + t.s), t.a),
    "(e^s-1)/s to 1 + 10^-9": lambda t: ((exp(t.s) - 1) / t.s, 1 + R(1, 10**9)),
    "(e^s-1)/s to 0": lambda t: ((exp(t.s) - 1) / t.s, ZERO),
    "(e^s-1-s)/s^2 to 1": lambda t: ((exp(t.s) - 1 - t.s) / t.s**2, ONE),
    "1/s to 0": lambda t: (1 / t.s, ZERO),
    "s^(-1/50) to 1": lambda t: (t.s ** R(-1, 50), ONE),
    "e^(1/s) to 0": lambda t: (exp(1 / t.s), ZERO),
    "e^(1/s) to 1": lambda t: (exp(1 / t.s), ONE),
    "log s to 0": lambda t: (log(t.s), ZERO),
    "log s / log(2 s) to 2": lambda t: (log(t.s) / log(2 * t.s), sp.Integer(2)),
    "s log s to 1": lambda t: (t.s * log(t.s), ONE),
    "log(s)/s to 0": lambda t: (log(t.s) / t.s, ZERO),
    "e^(-e^y/s) to 1": lambda t: (exp(-exp(t.y) / t.s), ONE),
    "e^(-e^y s) to 0": lambda t: (exp(-exp(t.y) * t.s), ZERO),
    "e^(-e^-58/s) to 1": lambda t: (exp(-exp(sp.Integer(-58)) / t.s), ONE),
    "e^(-g/s) to 0": lambda t: (exp(-t.g[t.k] / t.s), ZERO),
    "the wrong rate": lambda t: (t.a * exp(-(t.a - t.b) / t.s) + t.b, t.a),
    "no rate": lambda t: (t.a * exp(-(t.a - t.b) / t.s) + t.b, ZERO),
    "the wrong rate, raw": lambda t: (
        (t.a * exp(-t.a / t.s) + t.b * exp(-t.b / t.s)) * exp(t.b / t.s),
        t.a,
    ),
    "no order": lambda t: (t.w[t.j] * exp(-(t.g[t.k] - t.g[t.j]) / t.s), ZERO),
    "a share to 1": lambda t: (exp(-t.a / t.s) / (exp(-t.a / t.s) + exp(-t.b / t.s)), ONE),
    "a share to 1/2": lambda t: (exp(-t.b / t.s) / (exp(-t.a / t.s) + exp(-t.b / t.s)), R(1, 2)),
    "soft minimum to the greater": lambda t: (
        -t.s * log(exp(-t.a / t.s) + exp(-t.b / t.s)),
        t.a,
    ),
    "soft minimum to the mean": lambda t: (
        -t.s * log(total(t.w[t.k] * exp(-t.g[t.k] / t.s), t.k)),
        total(t.g[t.k], t.k),
    ),
    "a root to its square": lambda t: (sqrt(t.a + t.s), t.a),
    "y - s to |y|": lambda t: (t.y - t.s, sp.Abs(t.y)),
    "s^s to 0": lambda t: (exp(t.s * log(t.s)), ZERO),
    "one to much": lambda t: (total(t.w[t.k] / (t.w[t.k] + sqrt(t.s)), t.k), ONE),
}  # fmt: skip

#: True, and approached more slowly than any power: neither accepted nor refuted.
SLOW: dict[str, Line] = {
    "1/(1 - log s)": lambda t: (1 / (1 + log(1 + 1 / t.s)), ZERO),
    "1/(log s)^2": lambda t: (1 / (1 + log(1 + 1 / t.s)) ** 2, ZERO),
    "1/log log": lambda t: (1 / (1 + log(1 + log(1 + 1 / t.s))), ZERO),
    "s + 1/log": lambda t: (t.s + 1 / (1 + log(1 + 1 / t.s)), ZERO),
    "log s / log(2 s)": lambda t: (log(1 + 1 / t.s) / log(1 + 2 / t.s), ONE),
    "a slow term": lambda t: (t.a + 1 / (9 + log(1 + 1 / t.s)), t.a),
}

#: False by a term that is slow: never accepted.
SLOWLY_FALSE: dict[str, Line] = {
    "1/log to 10^-9": lambda t: (1 / (1 + log(1 + 1 / t.s)), R(1, 10**9)),
    "1/log to 10^-30": lambda t: (1 / (1 + log(1 + 1 / t.s)), R(1, 10**30)),
    "10^-30 and 1/log": lambda t: (R(1, 10**30) + 1 / (1 + log(1 + 1 / t.s)), ZERO),
    "a slow term lost": lambda t: (t.a + 1 / (9 + log(1 + 1 / t.s)), t.a + R(1, 10**9)),
    "log s / log(2 s) to 1 + 10^-9": lambda t: (
        log(1 + 1 / t.s) / log(1 + 2 / t.s),
        1 + R(1, 10**9),
    ),
}


def test_there_are_many_of_each() -> None:
    assert len(TRUE) >= 40
    assert len(FALSE) >= 40


@pytest.mark.parametrize("name", TRUE)
def test_what_is_approached_at_a_rate_is_accepted(name: str) -> None:
    said = {slug: _says(slug, TRUE[name]) for slug in SLUGS}
    assert set(said.values()) == {"accepts"}, said


@pytest.mark.parametrize("name", FALSE)
def test_what_stays_away_is_refuted(name: str) -> None:
    said = {slug: _says(slug, FALSE[name]) for slug in SLUGS}
    assert set(said.values()) == {"refutes"}, said


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW)
def test_what_is_slower_than_any_power_is_undecided(name: str) -> None:
    said = {slug: _says(slug, SLOW[name]) for slug in SLUGS}
    assert set(said.values()) == {"undecided"}, said


@pytest.mark.parametrize("name", SLOWLY_FALSE)
def test_a_slow_term_makes_no_wrong_limit_right(name: str) -> None:
    said = {slug: _says(slug, SLOWLY_FALSE[name]) for slug in SLUGS}
    assert "accepts" not in said.values(), said


def _says(slug: str, line: Line) -> str:
    sheet = Sheet(slug)
    return sheet.says(*line(sheet))


@pytest.mark.parametrize("slug", SLUGS)
def test_a_limit_that_one_s_refuted_holds(slug: str) -> None:
    """exp(-exp(y)/s) -> 0 for every y: at y = -58 the exponent is -0.06 where s = 10^-24."""
    d = Derivation("L", slug, "A limit", "tests")
    s, y = d.symbol("s", "positive"), d.symbol("y")
    d.assume("low", at_most(y, -58))
    line = tends_to(exp(-exp(y) / s), s, 0)
    d.goal(line)
    d.have(line, LimitLaws(), "The rate is positive.")
    outcome = check(d.frozen())
    assert outcome.theorem is not None, outcome.failure


def test_a_function_without_a_value_at_some_s_is_refuted() -> None:
    sheet = Sheet("undefined")
    assert sheet.says(log(sheet.a - sheet.s), log(sheet.a)) == "refutes"


def test_the_message_names_s_and_both_values() -> None:
    sheet = Sheet("said")
    pool = Pool(sheet.d.context, "said", COUNT, shrink=False)
    detail = examine(Claim(tends_to(1 + sheet.s, sheet.s, ZERO)), pool).detail
    assert detail == "at s = 2^-(2^65) the value is 1.0000000, not near 0"
