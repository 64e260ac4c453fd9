"""Small made-up steps, one or two for each rule, each with a line like it that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import sympy as sp
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
    LimitLaws,
    LinearRoot,
    LogBound,
    MeanOverAssignments,
    MinimumIsLeast,
    Monotone,
    Pigeonhole,
    Ref,
    Squeeze,
    SumOverAssignments,
    Tangents,
    at_most,
    combine,
    delta,
    differs,
    equal,
    has_gradient,
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
from hardlimit.proofs.language.claims import Relation


class Steps:
    """A derivation of steps that need not belong together.

    Attributes:
        d: the derivation, all of whose lines are right.
        wrong: the wrong lines, by the number of the step in whose place they stand.
    """

    def __init__(self, slug: str) -> None:
        self.d = Derivation("T", slug, "T", "c")
        self.wrong: dict[str, Relation] = {}

    def have(self, right: Relation, wrong: Relation | None, rule: Any, under: Any = ()) -> Ref:
        """Add a step, and what would be wrong in its place."""
        ref = self.d.have(right, rule, "", under)
        if wrong is not None:
            self.wrong[ref.target] = wrong
        return ref

    def with_wrong(self, number: str) -> Any:
        """The derivation with the wrong line in the place of step ``number``."""
        right = self.d.frozen()
        steps = list(right.steps)
        (place,) = (p for p, step in enumerate(steps) if step.number == number)
        claim = replace(steps[place].claim, relation=self.wrong[number])
        steps[place] = replace(steps[place], claim=claim)
        return replace(right, steps=tuple(steps))


def order() -> Steps:
    """Gaps, combinations, bounds, chains and absolute values."""
    t = Steps("order")
    d = t.d
    N, K = d.size("N"), d.size("K")
    n = d.index("n", N)
    j, k = d.indices("j k", K)
    s, y = d.symbol("s", "positive"), d.symbol("y")
    x, p = d.family("x", N), d.family("p", K, sign="positive")
    least = d.assume("least", at_most(s, p[k]), k)
    below = d.assume("below", less(y, s))
    above = d.assume("above", less(-y, s))
    up, down = d.assume("up", at_most(x[n], y), n), d.assume("down", at_most(y, x[n]), n)
    wide = d.assume("wide", less(-s, x[n]), n)
    t.have(at_most(2 * s * y, s**2 + y**2), at_most(2 * s * y, s**2 + y**2 - 1), Gap((s - y) ** 2))
    t.have(less(y, y + s), less(y + s, y), Gap(s))
    t.have(
        at_most(K * s, total(p[k], k)), at_most(total(p[k], k), K * s), combine((least, 1, (k,)))
    )
    t.have(less(y + s, 2 * p[k]), less(2 * p[k], y + s), combine(below, (least, 2)))
    t.have(at_most(sp.log(s), s - 1), at_most(sp.log(s), s - 2), LogBound())
    t.have(at_most(2 * s / (s + 2), sp.log(1 + s)), at_most(s, sp.log(1 + s)), LogBound())
    t.have(less(2 * s / (s + 2), sp.log(1 + s)), less(s, sp.log(1 + s)), LogBound())
    t.have(less(sp.exp(y), sp.exp(s)), less(sp.exp(s), sp.exp(y)), Monotone(below))
    t.have(at_most(sp.log(s), sp.log(p[k])), at_most(sp.log(p[k]), sp.log(s)), Monotone(least))
    t.have(at_most(1 + y, sp.exp(y)), at_most(2 + y, sp.exp(y)), Tangents(((sp.exp(y), 1, ()),)))
    gain = total(p[k] * sp.log(s / p[k]), k)
    bound = at_most(gain, K * s - total(p[k], k))
    t.have(bound, at_most(gain, s - total(p[k], k)), Tangents(((s / p[k], p[k], (k,)),)))
    smallest = minimum(p[k], k)
    t.have(at_most(s, smallest), at_most(2 * s, smallest), MinimumIsLeast(least))
    t.have(equal(x[n], y), equal(x[n], y + 1), Antisymmetry(up, down))
    t.have(equal(sp.Abs(y - s), s - y), equal(sp.Abs(y - s), y - s), AbsoluteValue())
    t.have(less(sp.Abs(y), s), less(sp.Abs(y), s / 2), AbsoluteBound(below, above))
    two, sizes = y + s, sp.Abs(y) + sp.Abs(s)
    both = AbsoluteBound(over=sizes - two, under=sizes + two)
    t.have(at_most(sp.Abs(two), sizes), less(sp.Abs(two), sizes), both)
    whole, each = total(x[n], n), total(sp.Abs(x[n]), n)
    each_way = [total(sp.Abs(x[n]) - sign * x[n], n) for sign in (1, -1)]
    both = AbsoluteBound(over=each_way[0], under=each_way[1])
    t.have(at_most(sp.Abs(whole), each), at_most(each, sp.Abs(whole)), both)
    t.have(at_most(y, 2 * sp.Abs(y)), at_most(2 * sp.Abs(y), y), Gap(2 * sp.Abs(y) - y))
    t.have(less(y, sp.Abs(y) + s), less(sp.Abs(y) + s, y), Gap(sp.Abs(y) - y + s))
    t.have(less(y, p[j]), less(p[j], y), Chain((below, least.at({k: j}))))
    # Letters that stand between alone.
    t.have(less(-s, y), less(s, y), Chain((wide, up)))
    return t


def reasoning() -> Steps:
    """Cases, an index at the minimum, hypotheses, optima, assignments."""
    t = Steps("reasoning")
    d = t.d
    N, K, T = d.size("N"), d.size("K"), d.size("T")
    n, m = d.indices("n m", N)
    j, k = d.indices("j k", K)
    i = d.index("i", T)
    # Names that a script might want for itself.
    s, y, v = d.symbol("bound", "positive"), d.symbol("other"), d.symbol("differ")
    p, f, g = d.family("least", K, sign="positive"), d.family("same", K), d.family("known", N, K)
    r = d.family("r", N, K, sign="nonnegative")
    c, z = d.assignment("c", T, N, values=K), d.assignment("z", N, values=K)
    least = d.assume("smallest", at_most(s, p[k]), k)
    rows = d.assume("rows", equal(total(r[n, k], k), 1), n)
    cost, after = (total(f[k] * delta(k, c[at, n]), k, n) for at in (i, i + 1))
    falls = d.assume("falls", less(after, cost), i)
    t.have(at_most(s, p[j]), less(p[j], s), ByHypothesis(least.at({k: j})))
    rate = d.symbol("rate", "positive")
    touch = ConvexOptimum(((rate * s, N, ()),))
    growth = N * sp.log(rate) - N * s * rate
    t.have(maximises(1 / s, rate, growth), maximises(2 / s, rate, growth), touch)
    t.have(maximises(1 / s, rate, growth, unique=True),
           maximises(2 / s, rate, growth, unique=True), touch)  # fmt: skip
    only, both = ConvexOptimum((), gap=(y - s) ** 2), y**2 * (y - s) ** 2
    far = y**2 - 2 * s * y
    t.have(minimises(s, y, far, unique=True), minimises(0, y, both, unique=True), only)
    t.have(less(0, s * p[k]), less(s * p[k], 0), ByHypothesis())
    zero, other = d.case("zero", equal(y, 0)), d.case("other", differs(y, 0))
    square, small = at_most(0, y**2), at_most(y**2, 0)
    in_cases = [t.have(square, None, Gap(y**2), case) for case in (zero, other)]
    t.have(square, small, Cases(tuple(in_cases)))
    smallest = minimum(p[j], j)
    here = d.case("here", equal(p[k], smallest))
    line = t.have(less(0, smallest), None, ByHypothesis(), here)
    t.have(less(0, smallest), less(smallest, 0), AtMinimum(line))
    bound = t.have(at_most(0, (v - y) ** 2), None, Gap((v - y) ** 2))
    away = d.case("away", differs(v, y))
    strict = t.have(less(0, (v - y) ** 2), at_most((v - y) ** 2, 0), Gap((v - y) ** 2), away)
    loss = (v - y) ** 2
    t.have(minimises(y, v, loss), minimises(y + 1, v, loss), GlobalOptimum(bound))
    t.have(minimises(y, v, loss, unique=True), minimises(-y, v, loss, unique=True),
           GlobalOptimum(bound, strict))  # fmt: skip
    t.have(at_most(T + 1, K**N), at_most(T + 2, K**N), Pigeonhole(falls, "c"))
    chances = product(r[n, z[n]], n)
    t.have(equal(over_maps(chances, z), product(total(r[n, k], k), n)),
           equal(over_maps(chances, z), total(product(r[n, k], n), k)),
           SumOverAssignments())  # fmt: skip
    mean = over_maps(chances * total(g[m, z[m]], m), z)
    t.have(equal(mean, total(r[m, k] * g[m, k], k, m)), equal(mean, total(g[m, k], k, m)),
           MeanOverAssignments(rows))  # fmt: skip
    # Points and labels of one range, and the same index on either side for the one and the other.
    w, table = d.assignment("w", N, values=N), d.family("table", N, N)
    every = over_maps(product(table[n, w[n]], n), w)
    t.have(equal(every, product(total(table[m, n], n), m)),
           equal(every, product(total(table[n, m], n), m)), SumOverAssignments())  # fmt: skip
    # Of two factors of a label the whole one moves to the index, its inverse stays.
    label, weight, at = d.assignment("label", N, values=K), d.family("weight", K), d.family("at", K)
    d.assume("weighty", differs(weight[label[n]], 0), n)
    inside = total(delta(k, label[n]) * at[label[n]] / weight[label[n]], n)
    outside = at[k] * total(delta(k, label[n]) / weight[label[n]], n)
    t.have(equal(inside, outside), equal(inside, at[k]), Algebra())
    return t


def analysis() -> Steps:
    """Gradients, roots, limits."""
    t = Steps("analysis")
    d = t.d
    N, K = d.size("N"), d.size("K")
    n, k = d.index("n", N), d.index("k", K)
    s, v, y = d.symbol("s", "positive"), d.symbol("v", "positive"), d.symbol("found")
    x, p = d.family("x", N), d.family("p", K, sign="positive")
    loss = total((x[n] - v) ** 2 + sp.log(v), n)
    slope = total(2 * (v - x[n]) + 1 / v, n)
    t.have(has_gradient(loss, v, slope), has_gradient(loss, v, -slope), Gradient())
    j, m = d.index("j", K), d.index("m", N)
    whole, every = product(v + p[j] ** 2, j), product(x[m], m)
    rates = total(1 / (v + p[j] ** 2), j)
    t.have(has_gradient(whole, v, whole * rates), has_gradient(whole, v, rates), Gradient())
    others = product(x[m] * (1 - delta(n, m)) + delta(n, m), m)
    t.have(has_gradient(every, x[n], others), has_gradient(every, x[n], every), Gradient())
    t.have(zero_exactly_at(p[k] * (y - v), v, y), zero_exactly_at(p[k] * (y - v), v, y + 1),
           LinearRoot(p[k]))  # fmt: skip
    f = s * p[k] + s**2
    low = t.have(less(s * p[k], f), less(f, s * p[k]), Gap(s**2))
    high = t.have(less(f, f + s), less(f + s, f), Gap(s))
    a = t.have(tends_to(s * p[k], s, 0), tends_to(s * p[k], s, p[k]), LimitLaws())
    b = t.have(tends_to(f + s, s, 0), tends_to(f + s, s, 1), LimitLaws())
    t.have(tends_to(f, s, 0), tends_to(f, s, p[k]), Squeeze(low, high, a, b))
    root = s ** sp.Rational(3, 2)
    t.have(tends_to(root * sp.log(s), s, 0), tends_to(root * sp.log(s), s, 1), LimitLaws())
    ratio = (y + s) / (p[k] + sp.exp(-p[k] / s))
    t.have(tends_to(ratio, s, y / p[k]), tends_to(ratio, s, y), LimitLaws())
    return t


def cited() -> dict[str, Derivation]:
    """An equation, an inequality with a hypothesis, a limit and an optimum."""
    linear, bounded = Derivation("T1", "linear", "T", "c"), Derivation("T2", "bounded", "T", "c")
    N = linear.size("N")
    n, a = linear.index("n", N), linear.symbol("a")
    x = linear.family("x", N)
    linear.have(equal(total(a * x[n], n), a * total(x[n], n)), None, "")  # type: ignore[arg-type]
    q, top = bounded.symbol("q", "positive"), bounded.symbol("top")
    bounded.assume("small", at_most(q, top))
    bounded.have(at_most(q**2, top**2), None, "")  # type: ignore[arg-type]
    limit, best = Derivation("T3", "limit", "T", "c"), Derivation("T4", "best", "T", "c")
    tau, a = limit.symbol("tau", "positive"), limit.symbol("a")
    limit.have(tends_to(a * tau, tau, 0), None, "")  # type: ignore[arg-type]
    w, a = best.symbol("w"), best.symbol("a")
    best.have(minimises(a, w, (w - a) ** 2 + 1), None, "")  # type: ignore[arg-type]
    found = {d.slug: d for d in (linear, bounded, limit, best)}
    for d in found.values():
        d.goals.append(d.steps[0].claim.relation)
    return found


def citing() -> Steps:
    """Each of them with other names put in."""
    t = Steps("citing")
    d = t.d
    M, K = d.size("M"), d.size("K")
    m, k = d.index("m", M), d.index("k", K)
    s, y = d.symbol("s", "positive"), d.symbol("y")
    g = d.family("g", M, K)
    d.assume("at_most_two", at_most(s, 2))
    inside = total((y + 1) * g[m, k] ** 2, m)
    rule = Cite("linear", sizes=(("N", M),), symbols=(("a", y + 1),),
                families=(("x", (m,), g[m, k] ** 2),))  # fmt: skip
    whole = (y + 1) * total(g[m, k] ** 2, m)
    t.have(equal(inside, whole), equal(inside, whole + 1), rule)
    rule = Cite("bounded", symbols=(("q", s), ("top", sp.Integer(2))))
    t.have(at_most(s**2, 4), at_most(s**2, 3), rule)
    rule = Cite("limit", symbols=(("tau", s), ("a", sp.Integer(3))))
    t.have(tends_to(3 * s, s, 0), tends_to(3 * s, s, 3), rule)
    rule = Cite("best", symbols=(("w", s), ("a", y)))
    t.have(at_most(1, (s - y) ** 2 + 1), at_most((s - y) ** 2 + 1, 1), rule)
    return t


ALL: dict[str, Callable[[], Steps]] = {
    "order": order,
    "reasoning": reasoning,
    "analysis": analysis,
    "citing": citing,
}
