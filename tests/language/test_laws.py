"""Expectations under finite laws: what is no law, what does not hold, and what does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Law,
    Ref,
    Rewrite,
    Rule,
    Tangents,
    Unfold,
    at_most,
    covariance,
    equal,
    expect,
    less,
    total,
    variance,
)
from hardlimit.proofs.language.errors import DerivationError, VocabularyError

from ..lab import accepted, barred, refused, refused_by_rule
from ..names import Names


class Chances(Names):
    """A law q over k, a joint law w over k and j, and a law v over j for each k."""

    def __init__(self) -> None:
        super().__init__()
        d = self.d
        self.q = d.probabilities("q", self.k)
        self.joint = d.probabilities("w2", self.k, self.j)
        self.v = d.probabilities("v", self.j, given=self.k)
        self.u, self.z = d.family("u", self.K), d.family("z", self.K)


@pytest.fixture
def c() -> Chances:
    return Chances()


def mean(c: Chances) -> Any:
    return expect(c.u[c.k], c.q)


FALSE: dict[str, Callable[[Chances], Any]] = {
    "a variance is not linear": lambda c: equal(
        variance(c.y * c.u[c.k], c.q), c.y * variance(c.u[c.k], c.q)
    ),
    "an expectation of a product": lambda c: equal(
        expect(c.u[c.k] * c.z[c.k], c.q), mean(c) * expect(c.z[c.k], c.q)
    ),
    "what is drawn jointly need not be independent": lambda c: equal(
        expect(c.u[c.k] * c.z[c.j], c.joint),
        expect(c.u[c.k], c.joint) * expect(c.z[c.j], c.joint),
    ),
    "Jensen the wrong way": lambda c: at_most(expect(c.u[c.k] ** 2, c.q), mean(c) ** 2),
    "a sum of variances": lambda c: equal(
        variance(c.u[c.k] + c.z[c.k], c.q),
        variance(c.u[c.k], c.q) + variance(c.z[c.k], c.q),
    ),
    "an unweighted mean": lambda c: equal(mean(c), total(c.u[c.k], c.k) / c.K),
    "the variance of the mean is left out": lambda c: equal(
        expect(expect(c.b[c.k, c.j] ** 2, c.v) - expect(c.b[c.k, c.j], c.v) ** 2, c.q),
        expect(expect(c.b[c.k, c.j] ** 2, c.v), c.q) - expect(expect(c.b[c.k, c.j], c.v), c.q) ** 2,
    ),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_does_not_hold(c: Chances, name: str) -> None:
    relation = FALSE[name](c)
    rule = Rewrite((Ref("q_total"),)) if "equal" in type(relation).__name__.lower() else Algebra()
    c.d.have(relation, rule, "x")
    refused(c.d, "")


def test_a_law_sums_to_1(c: Chances) -> None:
    """Of numbers that are given it is a line, which nothing shows."""
    c.d.law(c.p[c.k], c.k, by=ByHypothesis())
    refused(c.d, "")
    c = Chances()
    # The family may be of any sign: that it is not negative is the line that fails.
    c.d.assume("one", equal(total(c.u[c.k], c.k), 1))
    c.d.law(c.u[c.k], c.k, nonnegative=ByHypothesis())
    refused(c.d, "")


def test_what_is_no_law(c: Chances) -> None:
    for bad in (c.p[c.k], c.p, None):
        with pytest.raises(VocabularyError, match="under a law"):
            expect(c.u[c.k], bad)  # type: ignore[arg-type]
    with pytest.raises(VocabularyError, match="does not depend on n"):
        c.d.law(c.p[c.k], c.n)
    with pytest.raises(VocabularyError, match="over an index"):
        c.d.law(c.p[c.k])
    with pytest.raises(VocabularyError, match="takes 1 indices, 2 were given"):
        c.q[c.k, c.j]


def test_what_is_no_random_quantity(c: Chances) -> None:
    with pytest.raises(VocabularyError, match="does not depend on k, over which the law is, but"):
        expect(c.x[c.n], c.q)
    with pytest.raises(VocabularyError, match="does not depend on k"):
        expect(c.u[c.j], c.q)
    for of in (c.y, sp.Integer(3), mean(c)):
        with pytest.raises(VocabularyError, match="is no random quantity"):
            variance(of, c.q)
    with pytest.raises(VocabularyError, match="is no random quantity"):
        covariance(c.u[c.k], c.y, c.q)


Q = Ref("q_total")
TRUE: dict[str, Callable[[Chances], tuple[Any, Rule]]] = {
    "of a number": lambda c: (equal(expect(c.y, c.q), c.y), Rewrite((Q,))),
    "linear": lambda c: (
        equal(expect(c.y * c.u[c.k] + c.s, c.q), c.y * mean(c) + c.s),
        Rewrite((Q,)),
    ),
    "the variance by squares": lambda c: (
        equal(variance(c.u[c.k], c.q), expect(c.u[c.k] ** 2, c.q) - mean(c) ** 2),
        Rewrite((Q,)),
    ),
    "the variance of a x + b": lambda c: (
        equal(variance(c.y * c.u[c.k] + c.s, c.q), c.y**2 * variance(c.u[c.k], c.q)),
        Rewrite((Q,)),
    ),
    "what is drawn jointly": lambda c: (
        equal(
            covariance(c.u[c.k], c.z[c.j], c.joint),
            expect(c.u[c.k] * c.z[c.j], c.joint)
            - expect(c.u[c.k], c.joint) * expect(c.z[c.j], c.joint),
        ),
        Rewrite((Ref("w2_total"),)),
    ),
    "given the index before": lambda c: (
        equal(expect(c.s * c.b[c.k, c.j], c.v), c.s * expect(c.b[c.k, c.j], c.v)),
        Algebra(),
    ),
    "a mean of positive numbers": lambda c: (less(0, expect(c.p[c.k], c.q)), ByHypothesis()),
    "Jensen": lambda c: (
        at_most(expect(sp.log(c.p[c.k]), c.q), sp.log(expect(c.p[c.k], c.q))),
        Tangents(
            ((c.p[c.k] / expect(c.p[c.j], c.d.law(c.q[c.j], c.j)), c.q[c.k], (c.k,)),),
            ((Q, sp.log(expect(c.p[c.k], c.q)) - 1, ()),),
        ),
    ),
}


@pytest.mark.parametrize("name", TRUE)
def test_what_holds(c: Chances, name: str) -> None:
    relation, rule = TRUE[name](c)
    c.d.have(relation, rule, "x")
    accepted(c.d)


def test_a_mean_of_positive_numbers_needs_weights(c: Chances) -> None:
    """Weights that may all be 0, or numbers that may be."""
    v = c.d.family("a", c.K, sign="nonnegative")
    for of in (total(v[c.k] * c.p[c.k], c.k), total(c.q[c.k] * v[c.k], c.k)):
        c.d.steps.clear()
        c.d.goals.clear()
        c.d.have(less(0, of), ByHypothesis(), "x")
        refused_by_rule(c.d, "")


def test_laws_that_are_made_of_others(c: Chances) -> None:
    """What is drawn independently, and what is drawn one after the other."""
    soft = c.d.define("g", c.k, c.p[c.k] / total(c.p[c.j], c.j))
    law = c.d.law(soft[c.k], c.k, by=Unfold("g"), nonnegative=ByHypothesis())
    assert isinstance(law, Law)
    # What is declared or assumed needs no line.
    assert len(c.d.steps) == 2
    both = c.d.law(
        c.q[c.k] * c.v[c.k, c.j], c.k, c.j,
        by=Rewrite((Ref("v_total"), Q)), nonnegative=ByHypothesis(),
    )  # fmt: skip
    assert len(c.d.steps) == 4
    inner = expect(expect(c.b[c.k, c.j], c.v), c.q)
    c.d.have(equal(expect(c.b[c.k, c.j], both), inner), Algebra(), "x")
    accepted(c.d)
    assert law[c.j] == soft[c.j]
    assert c.v[c.k, c.i] == c.v.weight.base[c.k, c.i]


# -- two moments ---------------------------------------------------------------------------
def test_what_two_moments_do_not_tell(c: Chances) -> None:
    X = c.d.moments("X", c.y, c.s**2)
    x = X.letter
    for bad in (x**3, sp.exp(x), sp.Abs(x), 1 / x, x**2 * (x + 1), c.s**x):
        with pytest.raises(VocabularyError, match="no more is declared than mean and variance"):
            expect(bad, X)
    for of in (c.y, sp.Integer(2)):
        with pytest.raises(VocabularyError, match="is no random quantity"):
            variance(of, X)
    with pytest.raises(DerivationError, match="must be seen not to be negative"):
        c.d.moments("Y", c.y, c.y)
    with pytest.raises(DerivationError, match="declared twice"):
        c.d.symbol("X")
    # Outside of an expectation the letter is nothing.
    c.d.have(equal(x, c.y), ByHypothesis(), "x")
    barred(c.d, "not declared")


SAID = (Ref("X_has_mean"), Ref("X_has_variance"))
MOMENTS_FALSE: dict[str, Callable[[Chances, Any], Any]] = {
    "a deviation": lambda c, X: equal(variance(X.letter, X), c.s),
    "no square": lambda c, X: equal(variance(2 * X.letter, X), 2 * c.s**2),
    "the bias is left out": lambda c, X: equal(expect((X.letter - c.w[c.n]) ** 2, X), c.s**2),
    "the square of the mean": lambda c, X: equal(expect(X.letter**2, X), c.y**2),
}
MOMENTS_TRUE: dict[str, Callable[[Chances, Any], Any]] = {
    "the mean": lambda c, X: equal(expect(c.s * X.letter + 3, X), c.s * c.y + 3),
    "the variance": lambda c, X: equal(variance(3 - 2 * X.letter, X), 4 * c.s**2),
    "bias and variance": lambda c, X: equal(
        expect((X.letter - c.w[c.n]) ** 2, X), (c.y - c.w[c.n]) ** 2 + c.s**2
    ),
    "a sum": lambda c, X: equal(
        expect(total((X.letter - c.w[c.n]) ** 2, c.n), X),
        total((c.y - c.w[c.n]) ** 2, c.n) + c.N * c.s**2,
    ),
    "a covariance": lambda c, X: equal(covariance(X.letter, c.s - X.letter, X), -(c.s**2)),
}


@pytest.mark.parametrize("name", MOMENTS_FALSE)
def test_what_moments_are_not(c: Chances, name: str) -> None:
    c.d.have(MOMENTS_FALSE[name](c, c.d.moments("X", c.y, c.s**2)), Rewrite(SAID), "x")
    refused(c.d, "")


@pytest.mark.parametrize("name", MOMENTS_TRUE)
def test_what_moments_are(c: Chances, name: str) -> None:
    """What follows from the law rests on it: its two axioms are hypotheses, and named as used."""
    relation = MOMENTS_TRUE[name](c, c.d.moments("X", c.y, c.s**2))
    c.d.have(relation, Algebra(), "without the law")
    refused_by_rule(c.d, "")
    c.d.steps.clear()
    c.d.goals.clear()
    used = [ref for ref in SAID if name != "the mean" or ref == SAID[0]]
    c.d.have(relation, Rewrite(tuple(used)), "x")
    assert {ref.target for ref in used} <= set(accepted(c.d).used)
