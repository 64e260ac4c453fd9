"""Learned weights: why an empty component stays empty, and why fixed weights let it recover.

Main results:
    * D6 ``tropical-weights``: what one step of EM makes of weights exp(-c_k / 2 sigma^2).
    * D6b ``tropical-means``: and of the means.
    * D6c ``sticky-component``: learned weights give back little by little.
    * D6d ``fixed-weights-recover``: with fixed weights the component takes its point at once.
    * D6e ``sticky-steps``: what a handicap loses in T steps, at every width.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp
from hardlimit.numeric import Problem, responsibilities, tropical_step
from hardlimit.proofs.author import (
    Algebra,
    AtMinimum,
    ByHypothesis,
    Chapter,
    Derivation,
    Gap,
    Index,
    LimitLaws,
    MinimumIsLeast,
    Monotone,
    Ref,
    Rewrite,
    Squeeze,
    Unfold,
    at_most,
    combine,
    delta,
    derivation,
    equal,
    indicator,
    minimum,
    tends_to,
    termwise,
    total,
)

from .crosschecks import compare
from .exact_values import first_on_a_point, fractions, squares
from .hardening import hardening
from .notation import Mixture, mixture, width

CHAPTER = Chapter(
    "tropical",
    "Learned weights are sticky",
    "Fixed weights drop out of the limit (D1). Learned ones need not: a component that loses its "
    "points loses its weight exponentially fast, $\\pi_k = e^{-c_k/2\\sigma^2}$, and then $c_k$ "
    "counts as much as the squared distances do (D2). What does EM make of such a *handicap* $c_k$ "
    "in one step? The answer has minima where EM has sums, and sums where it has products: EM "
    "becomes *tropical*. It explains what one sees in practice. After a bad start a component of "
    "the mixture may sit on a point and not get it, for as many steps as its handicap lasts, while "
    "k-means, whose weights are fixed, gives it that point at once. Over many steps, and for every "
    "width and not only in the limit, this is D6e. It adds up what a handicap loses in each step; "
    "that such a sum is the first handicap less the last one cannot be said of symbolic many steps "
    "in these derivations, and is proved in Coq alone (D6).",
)


@dataclass(frozen=True)
class Tropical:
    """A mixture whose weights are exp(-c_k / 2 sigma^2), up to a common factor."""

    m: Mixture
    i: Index
    s: Any
    c: Any
    cost: Any
    least: Any
    excess: Any
    new: Any
    r: Any

    def falling(self, n: Any, k: Any) -> Any:
        """exp(-q_nk / 2 sigma^2): 1 for a best component."""
        return sp.exp(-self.excess[n, k] / (2 * self.s**2))

    def mass(self, n: Any) -> Any:
        """The sum of these over the components: between 1 and K."""
        return total(self.falling(n, self.m.j), self.m.j)


def tropical(d: Derivation) -> Tropical:
    """Declare handicaps c, the costs d + c, and the handicaps after one step."""
    m = mixture(d)
    n, k, j = m.n, m.k, m.j
    i = d.index("i", m.N)
    s = width(d)
    c = d.family("c", m.K, note="handicaps: the weights are $e^{-c_k/2\\sigma^2}$, up to a factor")
    cost = d.define("E", (n, k), m.distance(n, k) + c[k], note="distance with handicap")
    least = d.define("M", n, minimum(cost[n, j], j), note="the least of these")
    excess = d.define("q", (n, k), cost[n, k] - least[n], note="how much more component $k$ costs")
    new = d.define("c_new", k, minimum(excess[i, k], i), tex="c'", note="the least excess")

    def bell(a: Any) -> Any:
        return sp.exp(-c[a] / (2 * s**2)) * sp.exp(-m.distance(n, a) / (2 * s**2))

    r = d.define("r", (n, k), bell(k) / total(bell(j), j), note="responsibilities")
    return Tropical(m, i, s, c, cost, least, excess, new, r)


def handicaps(problem: Problem) -> Any:
    """Some handicaps of the size of the squared distances."""
    spread = np.square(problem.x - problem.x[0]).max()
    return spread * np.arange(len(problem.means)) / 4


@derivation(
    label="D6",
    slug="tropical-weights",
    title="What EM makes of vanishing weights",
    summary="Let $q_{nk}$ be how much more component $k$ costs at point $n$ than the best one, "
    "distances and handicaps added up. The new handicap of $k$ is the least of these, at the "
    "point where it is nearest to being the best: $\\pi'_k$ vanishes like "
    "$e^{-c'_k/2\\sigma^2}$. The error is at most $2\\sigma^2 \\log NK$.",
)
def tropical_weights(d: Derivation) -> None:
    """c' <= -2 s^2 log pi'_k <= c' + 2 s^2 log(N K), and the limit c'."""
    g = tropical(d)
    n, k, s, i, N, K = g.m.n, g.m.k, g.s, g.i, g.m.N, g.m.K
    learned = d.define("pi_new", k, total(g.r[n, k], n) / N, tex=r"\pi'", note="learned weights")
    value = -2 * s**2 * sp.log(learned[k])
    slack = 2 * s**2 * sp.log(N * K)
    upper = g.new[k] + slack
    small = sp.exp(-g.new[k] / (2 * s**2))
    one, share = g.falling(n, k), g.falling(n, k) / g.mass(n)
    form = d.have(
        equal(g.r[n, k], share),
        "Weight and bell make one exponential. Divide by the largest, as in D1.",
        Unfold("r", "q", "E"),
    )
    low, high = _between(d, g)
    with d.details():
        late = d.have(at_most(one, small), "No excess is below the least.", Monotone())
    with d.calc(learned[k]) as line:
        line.eq(total(share, n) / N, "The new weight is a mean.", Rewrite(form, "pi_new"))
        line.le(
            total(one, n) / N,
            "The denominator is at least one, since the best component is in it.",
            termwise(high, n, factor=1 / N),
        )
        with line.through("None of these $N$ exponentials is above the largest.") as finer:
            finer.le(total(small, n) / N, "Term by term.", termwise(late, n, factor=1 / N))
            finer.eq(small, "These are $N$ equal terms.", Algebra())
    above = line.shown
    with d.details():
        logs = d.have(
            at_most(sp.log(learned[k]), -g.new[k] / (2 * s**2)), "Take logs.", Monotone(above)
        )
    lower = d.show(
        at_most(g.new[k], value), "Take logs, times $-2\\sigma^2$.", combine((logs, 2 * s**2))
    )
    single = d.have(
        at_most(one / (N * K), learned[k]),
        "For the other bound count one point alone; its denominator is at most $K$.",
        combine(
            (low, 1 / N),
            (form, -1 / N),
            "pi_new",
            gap=total((1 - delta(i, n)) * g.r[i, k], i) / N,
        ),
    )
    with d.details():
        logs = d.have(
            at_most(sp.log(one / (N * K)), sp.log(learned[k])), "Take logs.", Monotone(single)
        )
        every = d.have(
            at_most(value - slack, g.excess[n, k]),
            "Solve for the excess.",
            combine((logs, 2 * s**2), logs=True),
        )
        least = d.have(
            at_most(value - slack, minimum(g.excess[n, k], n)),
            "So it is for the least.",
            MinimumIsLeast(every),
        )
    higher = d.show(
        at_most(value, upper),
        "Take logs. This holds for every point, so it holds for the one of least excess.",
        combine(least, "c_new"),
    )
    with d.details():
        limit = d.have(tends_to(upper, s, g.new[k]), "The slack vanishes.", LimitLaws())
    d.show(
        tends_to(value, s, g.new[k]),
        "Between the two bounds there is no room in the limit.",
        Squeeze(lower, higher, None, limit),
    )
    d.pitfall(
        "“Weights do not matter in the limit” is about *fixed* weights. An EM that learns them has "
        "weights that depend on $\\sigma$, and those of its empty components matter."
    )
    compare(
        d,
        tropical_step,
        g.new[k],
        lambda p: tropical_step(p.x, p.means, handicaps(p)).handicaps,
        axes=(k,),
        c=handicaps,
    )


def _between(d: Derivation, g: Tropical) -> tuple[Ref, Ref]:
    """e_nk / K <= e_nk / sum_j e_nj <= e_nk, since the sum lies between 1 and K."""
    n, k, j, K = g.m.n, g.m.k, g.m.j, g.m.K
    one, mass = g.falling(n, k), g.mass(n)
    with d.details():
        with d.when("best", equal(g.cost[n, k], g.least[n])) as best, d.calc(1) as line:
            line.eq(one, "A best component has the exponential 1.", Rewrite(best, "q"))
            line.le(mass, "It is one term.", Gap(total((1 - delta(j, k)) * g.falling(n, j), j)))
        many = d.have(at_most(1, mass), "Some component is best.", AtMinimum(line.shown))
        not_above = d.have(at_most(one, 1), "No exponential is above one.", Monotone())
        with d.calc(mass) as line:
            line.le(total(1, j), "Put one for each.", termwise(not_above.at({k: j}), j))
            line.eq(K, "There are $K$ of them.", Algebra())
        few = line.shown
        return (
            d.have(
                at_most(one / K, one / mass),
                "So the sum is at most $K$.",
                combine((few, one / (K * mass))),
            ),
            d.have(
                at_most(one / mass, one),
                "And it is at least one.",
                combine((many, one / mass)),
            ),
        )


@derivation(
    label="D6b",
    slug="tropical-means",
    title="And what of the means",
    summary="The mean of component $k$ tends to the mean of the points where its excess is least, "
    "each counted one over the number of its best components. If the component is empty this is, "
    "as a rule, one point: the one that is nearest to being won.",
)
def tropical_means(d: Derivation) -> None:
    """mu'_k -> sum 1[q_nk = c'_k] x_n / A_n over sum 1[q_nk = c'_k] / A_n."""
    g = tropical(d)
    n, k, j, s, f, x = g.m.n, g.m.k, g.m.j, g.s, g.m.f, g.m.x
    best = indicator(g.cost[n, j], g.least[n])
    ties = d.define("A", n, total(best, j), note="number of best components")
    now = indicator(g.excess[n, k], g.new[k]) / ties[n]
    soft = total(g.r[n, k] * x[n, f], n) / total(g.r[n, k], n)
    hard = total(now * x[n, f], n) / total(now, n)
    late = sp.exp(-(g.excess[n, k] - g.new[k]) / (2 * s**2)) / total(
        sp.exp(-(g.cost[n, j] - g.least[n]) / (2 * s**2)), j
    )
    with d.calc(soft) as line:
        line.eq(
            total(late * x[n, f], n) / total(late, n),
            "Divide every responsibility by the largest exponential of its point, and then "
            "numerator and denominator by the largest of the component, as in D5.",
            Unfold("r", "q", "E"),
        )
        line.tends(
            hard,
            s,
            "Only the points of least excess keep a share, and the denominators count the best.",
            LimitLaws("A"),
            goal=True,
        )
    d.pitfall(
        "So in the limit the mean of an empty component sits *on* a data point, at distance zero, "
        "and yet the component does not win it if its handicap is too large."
    )
    compare(
        d,
        tropical_step,
        hard,
        lambda p: tropical_step(p.x, p.means, handicaps(p)).means,
        axes=(k, f),
        c=handicaps,
    )
    compare(
        d,
        tropical_step,
        soft,
        lambda p: tropical_step(p.x, p.means, handicaps(p), p.sigma2).means,
        axes=(k, f),
        c=handicaps,
    )


@derivation(
    label="D6c",
    slug="sticky-component",
    title="Learned weights give back little by little",
    summary="If no point costs more than $R$ at its best component, a handicap falls by at most "
    "$R$ a step, however the means lie. And it does fall, by the cost of the best component at "
    "the point on which the mean sits. Over many steps this is D6e.",
)
def sticky_component(d: Derivation) -> None:
    """c_k - R <= c'_k <= c_k + d_nk - M_n."""
    g = tropical(d)
    n, k = g.m.n, g.m.k
    R = d.symbol("R", note="no point costs more than this at its best component")
    near = d.assume("near", at_most(g.least[n], R), forall=n)
    each = d.have(
        at_most(g.c[k] - R, g.excess[n, k]),
        "The excess is distance plus handicap, less the best cost. Distances are not negative.",
        combine(near, "q", "E", gap=g.m.distance(n, k)),
    )
    with d.calc(g.c[k] - R, "So it is for the least excess.", goal=True) as line:
        line.le(minimum(g.excess[n, k], n), "No value is below.", MinimumIsLeast(each))
        line.eq(g.new[k], "This minimum is the new handicap.", Unfold("c_new"))
    d.show(
        at_most(g.new[k], g.c[k] + g.m.distance(n, k) - g.least[n]),
        "The least excess is at most that of any point: where the mean sits, the distance is zero.",
        ByHypothesis(),
    )
    d.pitfall(
        "A component that has lost its points is not repaired by further steps as long as its "
        "handicap lasts. Programs that restart or split components do something else than EM."
    )
    compare(
        d,
        tropical_step,
        g.new[k],
        lambda p: tropical_step(p.x, p.means, handicaps(p)).handicaps,
        axes=(k,),
        c=handicaps,
        R=_most,
    )


def _most(problem: Problem) -> Fraction:
    """What no point costs more than at its best component."""
    return _worst(problem, problem.means, handicaps(problem))


def _worst(problem: Problem, means: Any, c: Any) -> Fraction:
    """The same for these centres and handicaps, exactly."""
    most: Fraction = (squares(problem.x, means) + fractions(c)).min(axis=1).max()
    return most


@derivation(
    label="D6d",
    slug="fixed-weights-recover",
    title="With fixed weights it recovers at once",
    summary="Let the mean of component $k$ sit on a data point that is no other centre. With "
    "fixed weights, however small, the component takes the whole point in the limit of one step.",
)
def fixed_weights_recover(d: Derivation) -> None:
    """d_nj = 0 for j = k and for no other j implies r_nk -> 1."""
    g = hardening(d)
    n, k, j = g.m.n, g.m.k, g.m.j
    zero = indicator(g.d[n, j], 0)
    only = d.assume("one_centre_there", equal(zero, delta(j, k)), forall=j)
    others = total((1 - delta(j, k)) * g.pi[j] * sp.exp(-g.d[n, j] / (2 * g.s**2)), j)
    own = g.pi[k] * sp.exp(-g.d[n, k] / (2 * g.s**2))
    kept = g.pi[k] * indicator(g.d[n, k], 0)
    with d.details():
        here = d.have(equal(indicator(g.d[n, k], 0), 1), "It is there.", Rewrite(only))
    with d.calc(g.r[n, k]) as line:
        line.eq(own / (own + others), "Take the component out of the sum.", Unfold("r"))
        line.tends(
            kept / (kept + total((1 - delta(j, k)) * g.pi[j] * zero, j)),
            g.s,
            "Every exponential at a positive distance vanishes, and at distance zero it is one.",
            LimitLaws(),
        )
        line.eq(1, "No other centre is there.", Rewrite(here, only), goal=True)
    d.pitfall(
        "“Learning the weights can only help” is true of the likelihood that is reached in the "
        "end, not of the way there: with learned weights the same component may stay without its "
        "point."
    )
    compare(
        d,
        responsibilities,
        kept / (kept + total((1 - delta(j, k)) * g.pi[j] * zero, j)),
        lambda p: responsibilities(p.x, first_on_a_point(p), p.weights, 0.0),
        axes=(n, k),
        mu=first_on_a_point,
    )


@derivation(
    label="D6e",
    slug="sticky-steps",
    title="Many steps, at every width",
    summary="Run EM for $T$ steps, and let $-2\\sigma^2 \\log \\pi_k$ be the handicap before each. "
    "If no point ever costs more than $R$ at its best component, a handicap loses at most $R$ a "
    "step and $TR$ in all. While it is above $R$ the component has no point, and of each a share "
    "of at most $e^{-(c - R)/2\\sigma^2}$.",
)
def sticky_steps(d: Derivation) -> None:
    """c_t - R <= c_(t+1) for the exact step at sigma, so sum_t (c_t - c_(t+1)) <= T R."""
    N, K, D = (
        d.size("N", note="number of data points"),
        d.size("K", note="number of components"),
        d.size("D", note="dimension"),
    )
    T = d.size("T", note="number of steps")
    n, (k, j), e, t = d.index("n", N), d.indices("k j", K), d.index("e", D), d.index("t", T)
    x = d.family("x", N, D, vector=True, note="data points")
    mu = d.family("mu", T, K, D, vector=True, note="centres before step $t$, whatever they are")
    c = d.family(
        "c", T, K, note="handicaps before step $t$: the weights are $e^{-c_{tk}/2\\sigma^2}$"
    )
    s = width(d)
    R = d.symbol("R", note="no point costs more than this at its best component")

    def bell(i: Any) -> Any:
        return sp.exp(-cost[t, n, i] / (2 * s**2))

    each = total((x[n, e] - mu[t, k, e]) ** 2, e) + c[t, k]
    cost = d.define("E", (t, n, k), each, note="distance with handicap")
    r = d.define("r", (t, n, k), bell(k) / total(bell(j), j), note="responsibilities")
    share = total(r[t, n, k], n) / N
    after = d.define("c_new", (t, k), -2 * s**2 * sp.log(share), tex="c'", note="and after it")
    near = d.assume("near", at_most(minimum(cost[t, n, j], j), R), forall=(t, n))
    few = sp.exp(-(c[t, k] - R) / (2 * s**2))
    mass, floor = total(bell(j), j), sp.exp(-R / (2 * s**2))
    with d.details():
        best = equal(cost[t, n, k], minimum(cost[t, n, j], j))
        with d.when("best", best) as least:
            cheap = d.have(at_most(cost[t, n, k], R), "It is not above.", combine(near, least))
            up = d.have(
                at_most(floor, bell(k)), "In exponentials.", Monotone(cheap, 1 / (2 * s**2))
            )
            others = total((1 - delta(j, k)) * bell(j), j)
            there = d.have(at_most(floor, mass), "It is one of the terms.", combine(up, gap=others))
        low = d.have(at_most(floor, mass), "Some component is best.", AtMinimum(there))
        dear = d.have(
            at_most(c[t, k], cost[t, n, k]),
            "A distance is not negative.",
            combine("E", gap=total((x[n, e] - mu[t, k, e]) ** 2, e)),
        )
        top = d.have(
            at_most(bell(k), sp.exp(-c[t, k] / (2 * s**2))), "So.", Monotone(dear, 1 / (2 * s**2))
        )
    small = d.show(
        at_most(r[t, n, k], few),
        "The bell of $k$ is at most its weight, and the total at least that of the best component.",
        combine((low, few / mass), (top, 1 / mass), "r"),
    )
    with d.details(), d.calc(share) as line:
        line.le(total(few, n) / N, "Term by term.", termwise(small, n, factor=1 / N))
        line.eq(few, "All terms are the same.", Algebra())
    with d.details():
        logs = d.have(
            at_most(sp.log(share), -(c[t, k] - R) / (2 * s**2)), "Logs.", Monotone(line.shown)
        )
    lost = d.show(
        at_most(c[t, k] - R, after[t, k]),
        "The new weight is the mean share. Take logs, times $-2\\sigma^2$.",
        combine((logs, 2 * s**2), "c_new"),
    )
    d.show(
        at_most(total(c[t, k] - after[t, k], t), T * R),
        "Add up over the steps. If $c_{t+1}$ is $c'_t$, the left side is what the handicap has "
        "lost from the first step to the last.",
        termwise(lost, t),
    )
    d.pitfall(
        "The number of steps does not depend on $\\sigma$: a narrower mixture is not quicker to "
        "repair. It depends on $c$, so on how far away the component once was."
    )
    compare(
        d,
        tropical_step,
        after[t, k],
        lambda p: [tropical_step(p.x, *start, p.sigma2).handicaps for start in _starts(p)],
        axes=(t, k),
        mu=lambda p: np.array([means for means, _ in _starts(p)]),
        c=lambda p: np.array([c for _, c in _starts(p)]),
        R=_most_of_all,
    )


def _starts(problem: Problem) -> list[tuple[Any, Any]]:
    """Centres and handicaps before each of two steps: the theorem holds for any."""
    c = handicaps(problem)
    return [(problem.means, c), (np.roll(problem.means, 1, axis=0), c[::-1])]


def _most_of_all(problem: Problem) -> Fraction:
    """What no point costs more than at its best component, before any of the steps."""
    return max(_worst(problem, *start) for start in _starts(problem))
