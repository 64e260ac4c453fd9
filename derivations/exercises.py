"""The exercises of the book: each answer is a small derivation, with two points or two centres.

Here the weights are p and q, the squared distances a and b, and the width is sigma; what the
book proves for all numbers of points and centres can be done by hand.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    Chapter,
    Derivation,
    Gap,
    LimitLaws,
    LogLaws,
    Rewrite,
    at_most,
    derivation,
    equal,
    tends_to,
    total,
    zero_exactly_at,
)
from hardlimit.proofs.rules import LinearRoot

from .notation import width

CHAPTER = Chapter(
    "exercises",
    "Exercises",
    "The answers to the exercises of the book. Two centres are enough for all of them: their "
    "weights are $p$ and $q$, and $a$ and $b$ the squared distances of a point.",
)


def _weights(d: Derivation) -> tuple[Any, Any]:
    return (
        d.symbol("p", "positive", note="weight of the first bell"),
        d.symbol("q", "positive", note="weight of the second bell"),
    )


def _bell(distance: Any, s: Any) -> Any:
    return sp.exp(-distance / (2 * s**2))


@derivation(label="Ex1", slug="exercise-sigmoid", title="A share is a sigmoid of the gap")
def sigmoid(d: Derivation) -> None:
    """p e^-a / (p e^-a + q e^-b) in terms of b - a."""
    s, (p, q) = width(d), _weights(d)
    a = d.symbol("a", "nonnegative", note="squared distances")
    b = d.symbol("b", "nonnegative")
    share = p * _bell(a, s) / (p * _bell(a, s) + q * _bell(b, s))
    d.show(
        equal(share, 1 / (1 + q / p * _bell(b - a, s))),
        "Divide numerator and denominator by $p\\,e^{-a/2\\sigma^2}$.",
        Algebra(),
    )


@derivation(
    label="Ex2", slug="exercise-equal-distance", title="At equal distance only the weights count"
)
def equal_distance(d: Derivation) -> None:
    """p e^-a / (p e^-a + q e^-a) = p / (p + q)."""
    s, (p, q) = width(d), _weights(d)
    a = d.symbol("a", "nonnegative", note="squared distance to both centres")
    share = p * _bell(a, s) / (p * _bell(a, s) + q * _bell(a, s))
    d.show(equal(share, p / (p + q)), "The exponential cancels.", Algebra())


@derivation(label="Ex3", slug="exercise-on-a-line", title="Two centres on a line")
def on_a_line(d: Derivation) -> None:
    """Centres u and -u: the gap is 4 u x, and the share a sigmoid of it."""
    s = width(d)
    x, u = d.symbol("x", note="a point"), d.symbol("u", "positive", note="the centres: ±u")
    d.show(equal((x + u) ** 2 - (x - u) ** 2, 4 * u * x), "Multiply out.", Algebra())
    here, there = _bell((x - u) ** 2, s), _bell((x + u) ** 2, s)
    d.show(
        equal(here / (here + there), 1 / (1 + sp.exp(-2 * u * x / s**2))),
        "Divide by the numerator; in the exponent stands the gap $4ux$ over $2\\sigma^2$.",
        Algebra(),
    )


@derivation(label="Ex4", slug="exercise-border", title="The border of unequal weights")
def border(d: Derivation) -> None:
    """The log of the odds vanishes at x = -(s^2 / 2u) log(p/q)."""
    s, (p, q) = width(d), _weights(d)
    x, u = d.symbol("x", note="a point"), d.symbol("u", "positive", note="the centres: ±u")
    odds = sp.log(p / q) + 2 * u * x / s**2
    root = -(s**2) / (2 * u) * sp.log(p / q)
    d.show(
        zero_exactly_at(odds, x, root),
        "The log of the odds is linear in $x$ with a slope that is not $0$.",
        LinearRoot(-2 * u / s**2),
    )
    d.show(
        tends_to(root, s, 0),
        "The logarithm stays where it is, and its factor goes to $0$.",
        LimitLaws(),
    )


@derivation(label="Ex5", slug="exercise-far", title="The share of the farther centre vanishes")
def far(d: Derivation) -> None:
    """q e^-g / (p + q e^-g) -> 0 for a gap g > 0."""
    s, (p, q) = width(d), _weights(d)
    g = d.symbol("g", "positive", note="the gap: how much farther, squared")
    d.show(
        tends_to(q * _bell(g, s) / (p + q * _bell(g, s)), s, 0),
        "The exponential goes to $0$, and the denominator to $p$, which is not $0$.",
        LimitLaws(),
    )


@derivation(label="Ex6", slug="exercise-zero-over-zero", title="Before one divides it is 0/0")
def zero_over_zero(d: Derivation) -> None:
    """Numerator and denominator of a share both tend to 0."""
    s, (p, q) = width(d), _weights(d)
    a = d.symbol("a", "positive", note="squared distances")
    b = d.symbol("b", "positive")
    d.show(tends_to(p * _bell(a, s), s, 0), "The exponential goes to $0$.", LimitLaws())
    d.show(tends_to(p * _bell(a, s) + q * _bell(b, s), s, 0), "Both exponentials do.", LimitLaws())


@derivation(label="Ex7", slug="exercise-how-small", title="How small is small")
def how_small(d: Derivation) -> None:
    """With equal weights the farther centre keeps at most e^(-g / 2 s^2)."""
    s = width(d)
    g = d.symbol("g", "positive", note="the gap: how much farther, squared")
    d.show(
        at_most(_bell(g, s) / (1 + _bell(g, s)), _bell(g, s)),
        "To divide by something above $1$ makes it smaller.",
        Gap(_bell(g, s) ** 2 / (1 + _bell(g, s))),
    )


@derivation(label="Ex8", slug="exercise-two-points", title="The mean of two points, by Steiner")
def two_points(d: Derivation) -> None:
    """(x-z)^2 + (y-z)^2 around the middle."""
    x, y, z = d.symbol("x", note="two points"), d.symbol("y"), d.symbol("z", note="a centre")
    d.show(
        equal(
            (x - z) ** 2 + (y - z) ** 2,
            (x - y) ** 2 / 2 + 2 * (z - (x + y) / 2) ** 2,
        ),
        "Multiply out both sides.",
        Algebra(),
    )


@derivation(label="Ex9", slug="exercise-between", title="A weighted mean stays between")
def between(d: Derivation) -> None:
    """x <= (p x + q y) / (p + q) for x <= y."""
    p, q = _weights(d)
    x, y = d.symbol("x", note="two points"), d.symbol("y")
    d.assume("in_order", at_most(x, y))
    d.show(
        at_most(x, (p * x + q * y) / (p + q)),
        "What the mean has more than $x$ is a share of $y - x$.",
        Gap(q * (y - x) / (p + q)),
    )


@derivation(label="Ex10", slug="exercise-split-point", title="A tie keeps a centre from moving on")
def split_point(d: Derivation) -> None:
    """Points -u and 0, the second split in half: the mean is -2u/3 again."""
    u = d.symbol("u", "positive", note="the points: $-u$, $0$, $u$")
    r = d.symbol("r", note="the share of the middle point")
    half = d.assume("half", equal(r, sp.Rational(1, 2)))
    d.show(
        equal(-u / (1 + r), -2 * u / 3),
        "The point $-u$ counts whole and the point $0$ half: divide $-u$ by three halves.",
        Rewrite((half,)),
    )


@derivation(label="Ex11", slug="exercise-alone", title="The soft minimum of one bell")
def alone(d: Derivation) -> None:
    """-2 s^2 log(p e^-a) = a + 2 s^2 log(1/p)."""
    s = width(d)
    p = d.symbol("p", "positive", note="weight of the bell")
    a = d.symbol("a", "nonnegative", note="squared distance to its centre")
    d.show(
        equal(-2 * s**2 * sp.log(p * _bell(a, s)), a + 2 * s**2 * sp.log(1 / p)),
        "The log of the product is a sum, and undoes the exponential.",
        LogLaws(),
    )


@derivation(label="Ex12", slug="exercise-uniform-entropy", title="The doubt of a uniform guess")
def uniform_entropy(d: Derivation) -> None:
    """-sum_k 1/K log 1/K = log K."""
    K = d.size("K", note="number of labels")
    k = d.index("k", K)
    d.show(
        equal(-total(1 / K * sp.log(1 / K), k), sp.log(K)),
        "$K$ equal terms, each with the weight $1/K$.",
        LogLaws(),
    )
