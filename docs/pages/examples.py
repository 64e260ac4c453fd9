"""For each rule of inference a derivation that it accepts, and one that it refuses.

The site shows them as they stand here, with what the checker answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from hardlimit.proofs.author import (
    AbsoluteBound,
    AbsoluteValue,
    Algebra,
    Antisymmetry,
    AtMinimum,
    ByHypothesis,
    Cases,
    Chain,
    Cite,
    ConvexOptimum,
    Derivation,
    Gap,
    GlobalOptimum,
    Gradient,
    KnownIndicators,
    LimitLaws,
    LinearRoot,
    LogBound,
    LogLaws,
    MeanOverAssignments,
    MinimumIsLeast,
    Monotone,
    Pigeonhole,
    Rewrite,
    Squeeze,
    SumOverAssignments,
    Tangents,
    Unfold,
    at_most,
    combine,
    differs,
    equal,
    has_gradient,
    indicator,
    less,
    maximises,
    minimises,
    minimum,
    over_maps,
    product,
    tends_to,
    total,
    zero_exactly_at,
)
from sympy import Abs, exp, log

Example = Callable[[Derivation], Any]
E = TypeVar("E", bound=Example)
#: By the name of the rule: one for each word that authors have for it.
ACCEPTED: dict[str, list[Example]] = {}
REFUSED: dict[str, list[Example]] = {}


def accepted(rule: str) -> Callable[[E], E]:
    """Mark an example whose lines all hold."""
    return _kept(ACCEPTED, rule)


def refused(rule: str) -> Callable[[E], E]:
    """Mark an example whose last line the rule refuses."""
    return _kept(REFUSED, rule)


def _kept(kept: dict[str, list[Example]], rule: str) -> Callable[[E], E]:
    def keep(example: E) -> E:
        kept.setdefault(rule, []).append(example)
        return example

    return keep


# -- equations ----------------------------------------------------------------------------
@accepted("Algebra")
def _(d: Derivation) -> None:
    N = d.size("N")
    n = d.index("n", N)
    x, t = d.family("x", N), d.symbol("t")
    squares = total(x[n] ** 2, n) - 2 * t * total(x[n], n) + N * t**2
    d.show(equal(total((x[n] - t) ** 2, n), squares), "Multiply out, term by term.", Algebra())


@refused("Algebra")
def _(d: Derivation) -> None:
    N = d.size("N")
    n = d.index("n", N)
    x, t = d.family("x", N), d.symbol("t")
    squares = total(x[n] ** 2, n) - 2 * t * total(x[n], n) + t**2
    d.show(equal(total((x[n] - t) ** 2, n), squares), "The last term is summed, too.", Algebra())


@accepted("Algebra")
def _(d: Derivation) -> None:
    N = d.size("N")
    n = d.index("n", N)
    x = d.family("x", N)
    m = d.define("m", (), total(x[n], n) / N)
    d.show(equal(total(x[n] - m, n), 0), "The distances to the mean cancel.", Unfold("m"))


@refused("Algebra")
def _(d: Derivation) -> None:
    N = d.size("N")
    n = d.index("n", N)
    x, w = d.family("x", N), d.family("w", N, sign="positive")
    m = d.define("m", (), total(x[n], n) / N)
    d.show(equal(total(w[n] * (x[n] - m), n), 0), "Not with weights.", Unfold("m"))


@accepted("Algebra")
def _(d: Derivation) -> None:
    p, q, s = (d.symbol(name, "positive") for name in ("p", "q", "s"))
    d.show(
        equal(log(p * exp(-q / s)), log(p) - q / s),
        "The log of a product, and of a power of e.",
        LogLaws(),
    )


@refused("Algebra")
def _(d: Derivation) -> None:
    a, b = d.symbol("a"), d.symbol("b")
    d.show(equal(log(a * b), log(a) + log(b)), "Both may be negative.", LogLaws())


@accepted("Rewrite")
def _(d: Derivation) -> None:
    N, K = d.size("N"), d.size("K")
    n, k = d.index("n", N), d.index("k", K)
    r = d.family("r", N, K)
    one = d.assume("one", equal(total(r[n, k], k), 1), forall=n)
    d.show(equal(total(total(r[n, k], k) ** 2, n), N), "Each inner sum is one.", Rewrite(one))


@refused("Rewrite")
def _(d: Derivation) -> None:
    N, K = d.size("N"), d.size("K")
    n, k = d.index("n", N), d.index("k", K)
    r = d.family("r", N, K)
    one = d.assume("one", equal(total(r[n, k], k), 1), forall=n)
    d.show(equal(total(r[n, k], n), 1), "The sum runs over points.", Rewrite(one))


@accepted("Rewrite")
def _(d: Derivation) -> None:
    N, K = d.size("N"), d.size("K")
    n, k = d.index("n", N), d.index("k", K)
    r, f = d.family("r", N, K), d.family("f", N)
    one = d.assume("one", equal(total(r[n, k], k), 1), forall=n)
    d.show(
        equal(total(r[n, k] * f[n], n, k), total(f[n], n)),
        "No f depends on k, so that the shares of a point add up.",
        Rewrite(one),
    )


@refused("Rewrite")
def _(d: Derivation) -> None:
    N, K = d.size("N"), d.size("K")
    n, k = d.index("n", N), d.index("k", K)
    r, f = d.family("r", N, K), d.family("f", N, K)
    one = d.assume("one", equal(total(r[n, k], k), 1), forall=n)
    d.show(
        equal(total(r[n, k] * f[n, k], n, k), total(f[n, k], n, k)),
        "Here f does depend on k.",
        Rewrite(one),
    )


@accepted("AbsoluteValue")
def _(d: Derivation) -> None:
    x, y = d.symbol("x"), d.symbol("y")
    d.assume("order", at_most(y, x))
    d.show(equal(Abs(x - y), x - y), "The smaller one is taken away.", AbsoluteValue())


@refused("AbsoluteValue")
def _(d: Derivation) -> None:
    x, y = d.symbol("x"), d.symbol("y")
    d.show(equal(Abs(x - y), x - y), "The larger one may be y.", AbsoluteValue())


@accepted("Algebra")
def _(d: Derivation) -> None:
    x, y = d.symbol("x"), d.symbol("y")
    d.assume("apart", differs(x, y))
    d.show(equal(3 + indicator(x, y), 3), "They differ.", KnownIndicators())


@refused("Algebra")
def _(d: Derivation) -> None:
    x, y = d.symbol("x"), d.symbol("y")
    d.assume("order", at_most(x, y))
    d.show(equal(3 + indicator(x, y), 3), "They may be equal.", KnownIndicators())


@accepted("Chain")
def _(d: Derivation) -> None:
    a, b = d.symbol("a"), d.symbol("b")
    low, high = d.assume("low", at_most(a, b)), d.assume("high", at_most(b, a))
    d.show(equal(a, b), "Neither is larger.", Antisymmetry(low, high))


@refused("Chain")
def _(d: Derivation) -> None:
    a, b, c = (d.symbol(name) for name in ("a", "b", "c"))
    low, high = d.assume("low", at_most(a, b)), d.assume("high", at_most(b, c))
    d.show(equal(a, b), "The second says nothing of a.", Antisymmetry(low, high))


# -- inequalities --------------------------------------------------------------------------
@accepted("Combine")
def _(d: Derivation) -> None:
    a, b = d.symbol("a"), d.symbol("b")
    d.show(at_most(2 * a * b, a**2 + b**2), "The difference is a square.", Gap((a - b) ** 2))


@refused("Combine")
def _(d: Derivation) -> None:
    a, b = d.symbol("a"), d.symbol("b")
    d.show(less(2 * a * b, a**2 + b**2), "A square may be zero.", Gap((a - b) ** 2))


@accepted("Combine")
def _(d: Derivation) -> None:
    N = d.size("N")
    n = d.index("n", N)
    x, w, b = d.family("x", N), d.family("w", N, sign="positive"), d.symbol("b")
    low = d.assume("low", at_most(b, x[n]), forall=n)
    d.show(
        at_most(b * total(w[n], n), total(w[n] * x[n], n)),
        "Times the weights, and added up.",
        combine((low, w[n], (n,))),
    )


@refused("Combine")
def _(d: Derivation) -> None:
    N = d.size("N")
    n = d.index("n", N)
    x, w, b = d.family("x", N), d.family("w", N), d.symbol("b")
    low = d.assume("low", at_most(b, x[n]), forall=n)
    d.show(
        at_most(b * total(w[n], n), total(w[n] * x[n], n)),
        "These weights may be negative.",
        combine((low, w[n], (n,))),
    )


@accepted("AbsoluteValue")
def _(d: Derivation) -> None:
    u, b = d.symbol("u"), d.symbol("b")
    above, below = d.assume("above", at_most(u, b)), d.assume("below", at_most(-u, b))
    d.show(at_most(Abs(u), b), "Neither sign is larger than b.", AbsoluteBound(above, below))
    sizes = Abs(u) + Abs(b)
    by_signs = AbsoluteBound(over=sizes - u - b, under=sizes + u + b)
    d.show(at_most(Abs(u + b), sizes), "No number exceeds its absolute value.", by_signs)


@refused("AbsoluteValue")
def _(d: Derivation) -> None:
    u, b = d.symbol("u"), d.symbol("b")
    above, below = d.assume("above", at_most(u, b)), d.assume("below", at_most(u, 2 * b))
    d.show(at_most(Abs(u), b), "Far below zero |u| is large.", AbsoluteBound(above, below))


@accepted("Monotone")
def _(d: Derivation) -> None:
    a, b = d.symbol("a"), d.symbol("b")
    order = d.assume("order", less(a, b))
    d.show(less(exp(a), exp(b)), "The exponential increases.", Monotone(order))


@refused("Monotone")
def _(d: Derivation) -> None:
    a, b = d.symbol("a"), d.symbol("b")
    order = d.assume("order", less(a, b))
    d.show(less(log(a), log(b)), "Of numbers below zero there is no log.", Monotone(order))


@accepted("LogBound")
def _(d: Derivation) -> None:
    p, q = d.symbol("p", "positive"), d.symbol("q", "positive")
    d.show(at_most(log(p / q), p / q - 1), "The tangent at one lies above.", LogBound())


@refused("LogBound")
def _(d: Derivation) -> None:
    p, q = d.symbol("p", "positive"), d.symbol("q", "positive")
    d.show(less(log(p / q), p / q - 1), "At p = q both are zero.", LogBound())


@accepted("Combine")
def _(d: Derivation) -> None:
    K = d.size("K")
    k = d.index("k", K)
    p, q = d.family("p", K, sign="positive"), d.family("q", K, sign="positive")
    one = d.assume("one", equal(total(p[k], k), 1))
    other = d.assume("other", equal(total(q[k], k), 1))
    d.show(
        at_most(total(p[k] * log(q[k] / p[k]), k), 0),
        "Gibbs: a tangent for each term, and both sum to one.",
        Tangents(((q[k] / p[k], p[k], (k,)),), ((one, -1, ()), (other, 1, ()))),
    )


@refused("Combine")
def _(d: Derivation) -> None:
    K = d.size("K")
    k = d.index("k", K)
    p, q = d.family("p", K, sign="positive"), d.family("q", K, sign="positive")
    one = d.assume("one", equal(total(p[k], k), 1))
    d.show(
        at_most(total(p[k] * log(q[k] / p[k]), k), 0),
        "Nobody said that q sums to one.",
        Tangents(((q[k] / p[k], p[k], (k,)),), ((one, -1, ()),)),
    )


@accepted("MinimumIsLeast")
def _(d: Derivation) -> None:
    K = d.size("K")
    k = d.index("k", K)
    f, c = d.family("f", K), d.symbol("c")
    low = d.assume("low", at_most(c, f[k]), forall=k)
    d.show(at_most(c, minimum(f[k], k)), "It is below each of them.", MinimumIsLeast(low))


@refused("MinimumIsLeast")
def _(d: Derivation) -> None:
    K = d.size("K")
    j, k = d.indices("j k", K)
    f, c = d.family("f", K), d.symbol("c")
    low = d.assume("low", at_most(c, f[j]))
    d.show(at_most(c, minimum(f[k], k)), "It is below one of them.", MinimumIsLeast(low))


# -- reasoning -----------------------------------------------------------------------------
@accepted("ByHypothesis")
def _(d: Derivation) -> None:
    N, K = d.size("N"), d.size("K")
    n, k = d.index("n", N), d.index("k", K)
    f = d.family("f", N, K)
    c = d.assignment("c", N, values=K)
    j = d.index("j", K)
    near = d.assume("near", at_most(f[n, c[n]], f[n, k]), forall=(n, k))
    d.show(at_most(f[n, c[n]], f[n, j]), "It was supposed for all k.", ByHypothesis(near))


@refused("ByHypothesis")
def _(d: Derivation) -> None:
    N, K = d.size("N"), d.size("K")
    n, k = d.index("n", N), d.index("k", K)
    f = d.family("f", N, K)
    c = d.assignment("c", N, values=K)
    near = d.assume("near", at_most(f[n, c[n]], f[n, k]), forall=(n, k))
    d.show(less(f[n, c[n]], f[n, k]), "There may be ties.", ByHypothesis(near))


@accepted("Chain")
def _(d: Derivation) -> None:
    a, b, c = (d.symbol(name) for name in ("a", "b", "c"))
    first, second = d.assume("first", at_most(a, b)), d.assume("second", less(b, c))
    d.show(less(a, c), "From a over b to c.", Chain(first, second))


@refused("Chain")
def _(d: Derivation) -> None:
    a, b, c = (d.symbol(name) for name in ("a", "b", "c"))
    first, second = d.assume("first", at_most(a, b)), d.assume("second", less(c, b))
    d.show(less(a, c), "The second does not go on from b.", Chain(first, second))


@accepted("Cases")
def _(d: Derivation) -> None:
    a, b = d.symbol("a"), d.symbol("b")
    line = at_most(0, (a - b) ** 2)
    with d.when("same", equal(a, b)):
        first = d.have(line, "Then it is zero.", Gap((a - b) ** 2))
    with d.when("apart", differs(a, b)):
        second = d.have(line, "Then it is above zero.", Gap((a - b) ** 2))
    d.show(line, "One of the two is the case.", Cases(first, second))


@refused("Cases")
def _(d: Derivation) -> None:
    a, b = d.symbol("a"), d.symbol("b")
    with d.when("less", less(a, b)):
        first = d.have(less(0, (a - b) ** 2), "They differ.", Gap((a - b) ** 2))
    with d.when("more", less(b, a)):
        second = d.have(less(0, (a - b) ** 2), "They differ.", Gap((a - b) ** 2))
    d.show(less(0, (a - b) ** 2), "They may be equal.", Cases(first, second))


@accepted("Cases")
def _(d: Derivation) -> None:
    K = d.size("K")
    j, k = d.indices("j k", K)
    p = d.family("p", K, sign="positive")
    least = minimum(p[j], j)
    with d.when("here", equal(p[k], least)):
        line = d.have(less(0, least), "It is one of them, and positive.", ByHypothesis())
    d.show(less(0, least), "Some index attains the minimum.", AtMinimum(line))


@refused("Cases")
def _(d: Derivation) -> None:
    K = d.size("K")
    j, k = d.indices("j k", K)
    p = d.family("p", K, sign="positive")
    least = minimum(p[j], j)
    with d.when("here", equal(p[k], least)) as here:
        line = d.have(at_most(p[k], least), "Here they are equal.", combine(here))
    d.show(at_most(p[k], least), "For any other k it is false.", AtMinimum(line))


@accepted("Cite")
def _(d: Derivation) -> None:
    N = d.size("N")
    n = d.index("n", N)
    y, t = d.family("y", N), d.symbol("t")
    squares = total(y[n] ** 2, n) - 2 * t * total(y[n], n) + N * t**2
    d.show(
        equal(total((y[n] - t) ** 2, n), squares),
        "The example of Algebra, with y for x.",
        Cite("algebra", x=(n, y[n])),
    )


@refused("Cite")
def _(d: Derivation) -> None:
    N = d.size("N")
    n = d.index("n", N)
    y, t = d.family("y", N), d.symbol("t")
    squares = total(y[n] ** 2, n) - 2 * t * total(y[n], n) + N * t**2
    d.show(
        equal(total((y[n] - t) ** 2, n), squares),
        "It says this of x and t, not of y and 2 t.",
        Cite("algebra", t=2 * t, x=(n, y[n])),
    )


@accepted("Pigeonhole")
def _(d: Derivation) -> None:
    N, K, T = d.size("N"), d.size("K"), d.size("T")
    n, t = d.index("n", N), d.index("t", T)
    cost = d.family("cost", N, K)
    c = d.assignment("c", T, N, values=K)
    J = d.define("J", t, total(cost[n, c[t, n]], n))
    falls = d.assume("falls", less(J[t + 1], J[t]), forall=t)
    d.show(at_most(T + 1, K**N), "No assignment comes twice.", Pigeonhole(falls, "c"))


@refused("Pigeonhole")
def _(d: Derivation) -> None:
    N, K, T = d.size("N"), d.size("K"), d.size("T")
    n, t = d.index("n", N), d.index("t", T)
    cost = d.family("cost", N, K)
    c = d.assignment("c", T, N, values=K)
    J = d.define("J", t, total(cost[n, c[t, n]], n))
    falls = d.assume("falls", at_most(J[t + 1], J[t]), forall=t)
    d.show(at_most(T + 1, K**N), "It may stand still for ever.", Pigeonhole(falls, "c"))


# -- sums over all assignments -------------------------------------------------------------
@accepted("OverAssignments")
def _(d: Derivation) -> None:
    N, K = d.size("N"), d.size("K")
    n, k = d.index("n", N), d.index("k", K)
    f = d.family("f", N, K)
    z = d.assignment("z", N, values=K)
    d.show(
        equal(over_maps(product(f[n, z[n]], n), z), product(total(f[n, k], k), n)),
        "Each point chooses by itself.",
        SumOverAssignments(),
    )


@refused("OverAssignments")
def _(d: Derivation) -> None:
    N, K = d.size("N"), d.size("K")
    n, k = d.index("n", N), d.index("k", K)
    f = d.family("f", N, K)
    z = d.assignment("z", N, values=K)
    d.show(
        equal(over_maps(product(f[n, z[n]], n), z), total(product(f[n, k], n), k)),
        "That would be one label for all points.",
        SumOverAssignments(),
    )


@accepted("OverAssignments")
def _(d: Derivation) -> None:
    N, K = d.size("N"), d.size("K")
    m, n = d.indices("m n", N)
    k = d.index("k", K)
    r, g = d.family("r", N, K, sign="nonnegative"), d.family("g", N, K)
    z = d.assignment("z", N, values=K)
    rows = d.assume("rows", equal(total(r[n, k], k), 1), forall=n)
    mean = over_maps(product(r[n, z[n]], n) * total(g[m, z[m]], m), z)
    d.show(
        equal(mean, total(r[m, k] * g[m, k], k, m)),
        "The mean of a sum is the sum of the means.",
        MeanOverAssignments(rows),
    )


@refused("OverAssignments")
def _(d: Derivation) -> None:
    N, K = d.size("N"), d.size("K")
    m, n = d.indices("m n", N)
    k = d.index("k", K)
    r, g = d.family("r", N, K, sign="nonnegative"), d.family("g", N, K)
    z = d.assignment("z", N, values=K)
    rows = d.assume("rows", at_most(total(r[n, k], k), 1), forall=n)
    mean = over_maps(product(r[n, z[n]], n) * total(g[m, z[m]], m), z)
    d.show(
        equal(mean, total(r[m, k] * g[m, k], k, m)),
        "These are no probabilities.",
        MeanOverAssignments(rows),
    )


# -- slopes and optima ---------------------------------------------------------------------
@accepted("Gradient")
def _(d: Derivation) -> None:
    N = d.size("N")
    n = d.index("n", N)
    x, t = d.family("x", N), d.symbol("t")
    d.show(
        has_gradient(total((x[n] - t) ** 2, n), t, -2 * total(x[n] - t, n)),
        "Term by term, by the chain rule.",
        Gradient(),
    )


@refused("Gradient")
def _(d: Derivation) -> None:
    N = d.size("N")
    n = d.index("n", N)
    x, t = d.family("x", N), d.symbol("t")
    d.show(
        has_gradient(total((x[n] - t) ** 2, n), t, 2 * total(x[n] - t, n)),
        "The inner derivative is missing.",
        Gradient(),
    )


@accepted("LinearRoot")
def _(d: Derivation) -> None:
    N = d.size("N")
    n = d.index("n", N)
    x, t = d.family("x", N), d.symbol("t")
    slope = -2 * total(x[n] - t, n)
    d.show(
        zero_exactly_at(slope, t, total(x[n], n) / N),
        "The slope is -2 N times the mean minus t.",
        LinearRoot(-2 * N),
    )


@refused("LinearRoot")
def _(d: Derivation) -> None:
    N = d.size("N")
    n = d.index("n", N)
    x, w, t = d.family("x", N), d.family("w", N), d.symbol("t")
    slope = -2 * total(w[n] * (x[n] - t), n)
    mean = total(w[n] * x[n], n) / total(w[n], n)
    d.show(
        zero_exactly_at(slope, t, mean),
        "These weights may add up to zero.",
        LinearRoot(-2 * total(w[n], n)),
    )


@accepted("GlobalOptimum")
def _(d: Derivation) -> None:
    y, t = d.symbol("y"), d.symbol("t")
    loss = 3 + (y - t) ** 2
    bound = d.have(at_most(3, loss), "A square is not negative.", Gap((y - t) ** 2))
    d.show(minimises(y, t, loss), "The bound is reached at y.", GlobalOptimum(bound))


@refused("GlobalOptimum")
def _(d: Derivation) -> None:
    y, t = d.symbol("y"), d.symbol("t")
    loss = 3 + (y - t) ** 2
    bound = d.have(at_most(3, loss), "A square is not negative.", Gap((y - t) ** 2))
    d.show(minimises(y + 1, t, loss), "There the loss is four.", GlobalOptimum(bound))


@accepted("ConvexOptimum")
def _(d: Derivation) -> None:
    a, rate = d.symbol("a", "positive"), d.symbol("rate", "positive")
    gain = 2 * log(rate) - 2 * a * rate
    d.show(
        maximises(1 / a, rate, gain),
        "The tangent of the log at 1/a.",
        ConvexOptimum(((a * rate, 2, ()),)),
    )


@refused("ConvexOptimum")
def _(d: Derivation) -> None:
    a, rate = d.symbol("a", "positive"), d.symbol("rate", "positive")
    gain = 2 * log(rate) - 2 * a * rate
    d.show(
        maximises(a, rate, gain),
        "At a the slope is not zero.",
        ConvexOptimum(((a * rate, 2, ()),)),
    )


# -- limits --------------------------------------------------------------------------------
@accepted("LimitLaws")
def _(d: Derivation) -> None:
    p, q, g, s = (d.symbol(name, "positive") for name in ("p", "q", "g", "s"))
    share = q * exp(-g / s) / (p + q * exp(-g / s))
    d.show(tends_to(share, s, 0), "The denominator tends to p, which is not 0.", LimitLaws())


@refused("LimitLaws")
def _(d: Derivation) -> None:
    p, q, s = (d.symbol(name, "positive") for name in ("p", "q", "s"))
    g = d.symbol("g", "nonnegative")
    share = q * exp(-g / s) / (p + q * exp(-g / s))
    d.show(tends_to(share, s, 0), "At g = 0 the exponential is one.", LimitLaws())


@accepted("Squeeze")
def _(d: Derivation) -> None:
    b, s = d.symbol("b", "positive"), d.symbol("s", "positive")
    f = s * b / (b + s)
    below = d.have(at_most(0, f), "Nothing in it is negative.", Gap(f))
    above = d.have(at_most(f, s), "The fraction is at most one.", Gap(s**2 / (b + s)))
    falls = d.have(tends_to(s, s, 0), "So does s itself.", LimitLaws())
    d.show(tends_to(f, s, 0), "It is caught between 0 and s.", Squeeze(below, above, None, falls))


@refused("Squeeze")
def _(d: Derivation) -> None:
    b, s = d.symbol("b", "positive"), d.symbol("s", "positive")
    f = 1 + s * b / (b + s)
    below = d.have(at_most(0, f), "Nothing in it is negative.", Gap(f))
    above = d.have(at_most(f, 1 + s), "The fraction is at most one.", Gap(s**2 / (b + s)))
    falls = d.have(tends_to(1 + s, s, 1), "The sum of the limits.", LimitLaws())
    d.show(tends_to(f, s, 1), "The bounds have two limits.", Squeeze(below, above, None, falls))
