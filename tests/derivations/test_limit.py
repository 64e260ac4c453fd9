"""Wrong claims about the limit of one EM step: who refuses them, and why."""

import pytest
import sympy as sp
from hardlimit.derivations.hardening import hardening
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    LimitLaws,
    Rewrite,
    at_most,
    delta,
    equal,
    indicator,
    less,
    minimum,
    tends_to,
    total,
)

ANOTHER_LIMIT = "the limit laws give another limit"
VANISHING = "the limit of a denominator must not be 0: nothing here shows that"


def gap_form(g, n, k, j):
    return g.pi[k] * g.falling(n, k) / total(g.pi[j] * g.falling(n, j), j)


def one_point(d):
    """One point: its distances to K centres, and the weights of these."""
    K = d.size("K")
    k, j, a, b = d.indices("k j a b", K)
    dist = d.family("d", K, sign="nonnegative")
    pi = d.family("pi", K, sign="positive")
    d.assume("weights_sum_to_one", equal(total(pi[k], k), 1))
    return k, j, a, b, dist, pi, d.symbol("sigma", "positive")


def test_tied_centres_of_unequal_weight_do_not_share_equally(wrong, refused):
    k, j, _, b, dist, pi, s = one_point(wrong)
    least = wrong.define("m", (), minimum(dist[j], j))

    def falling(i):
        return pi[i] * sp.exp(-(dist[i] - least) / (2 * s**2))

    equally = indicator(dist[b], least) / total(indicator(dist[k], least), k)
    claim = tends_to(falling(b) / total(falling(k), k), s, equally)
    wrong.have(claim, LimitLaws(), "The nearest centres share the point equally.")
    refused(wrong, ANOTHER_LIMIT)


def test_a_quotient_of_two_zeros_has_no_limit_before_one_divides(wrong, refused):
    """The laws divide by the largest exponential; which one that is, m says, and is not named."""
    g = hardening(wrong)
    n, k = g.m.n, g.m.k
    wrong.assume("off", less(0, g.d[n, k]), forall=(n, k))
    claim = tends_to(g.r[n, k], g.s, g.t[n, k])
    wrong.have(claim, LimitLaws(("r", "t", "h", "W")), "The smallest goes to zero most slowly.")
    refused(wrong, "the limit laws give another limit", alone="accepts")


def test_the_first_of_two_energies_is_not_the_winner(wrong, refused):
    """What a computer algebra system answers when asked for this limit."""
    a, b, s = (wrong.symbol(name, "positive") for name in ("a", "b", "s"))
    share = sp.exp(-a / s) / (sp.exp(-a / s) + sp.exp(-b / s))
    wrong.have(tends_to(share, s, 1), LimitLaws(), "The exponentials cancel.")
    refused(wrong, VANISHING)


def test_to_be_a_nearest_centre_is_not_enough(wrong, refused):
    k, j, a, b, dist, pi, s = one_point(wrong)
    wrong.assume("nearest", at_most(dist[a], dist[j]), forall=j)
    wrong.assume("some_weight", less(0, total(pi[k] * indicator(dist[k], dist[a]), k)))

    def falling(i):
        return pi[i] * sp.exp(-(dist[i] - dist[a]) / (2 * s**2))

    claim = tends_to(falling(b) / total(falling(k), k), s, delta(a, b))
    wrong.have(claim, LimitLaws(), "All goes to the nearest centre.")
    refused(wrong, ANOTHER_LIMIT)


def test_a_light_centre_is_not_as_fast_as_a_heavy_one(wrong, refused):
    """The bound for equal weights, (K - 1) exp(-gap / 2 sigma^2), here for K = 2."""
    _, _, a, b, dist, pi, s = one_point(wrong)
    wrong.assume("nearer", less(dist[a], dist[b]))
    small = sp.exp(-(dist[b] - dist[a]) / (2 * s**2))
    error = pi[b] * small / (pi[a] + pi[b] * small)
    wrong.have(at_most(error, small), ByHypothesis(), "The weights do not matter.")
    refused(wrong, "it follows from what is given: nothing here shows that")


def test_weights_that_vanish_do_matter(wrong, refused):
    k, j, _, b, dist, a, s = one_point(wrong)
    c = wrong.family("c", k.size)
    cost = wrong.define("E", k, dist[k] + c[k])
    best, nearest = minimum(cost[j], j), minimum(dist[j], j)

    def mass(i):
        return a[i] * sp.exp(-(cost[i] - best) / (2 * s**2))

    def hard(i):
        return a[i] * indicator(dist[i], nearest)

    claim = tends_to(mass(b) / total(mass(k), k), s, hard(b) / total(hard(k), k))
    wrong.have(claim, LimitLaws(), "Weights do not matter in the limit.")
    refused(wrong, ANOTHER_LIMIT)


def means(g, share):
    n, f, x = g.m.n, g.m.f, g.m.x
    return total(share * x[n, f], n) / total(share, n)


def test_with_ties_the_limit_of_the_mean_is_no_mean_of_a_cluster(wrong, refused):
    """One of the tied centres takes the point, as in k-means: never what EM does."""
    N, K = wrong.size("N"), wrong.size("K")
    n, (k, j, b) = wrong.index("n", N), wrong.indices("k j b", K)
    x, dist = wrong.family("x", N), wrong.family("d", N, K, sign="nonnegative")
    pi, s = wrong.family("pi", K, sign="positive"), wrong.symbol("sigma", "positive")
    c = wrong.assignment("c", N, values=K)
    wrong.assume("nearest", at_most(dist[n, c[n]], dist[n, j]), forall=(n, j))
    h = wrong.define("h", (n, k), indicator(dist[n, k], dist[n, c[n]]))
    t = wrong.define("t", (n, k), pi[k] * h[n, k] / total(pi[j] * h[n, j], j))
    wrong.assume("some_weight", less(0, total(pi[j] * h[n, j], j)), forall=n)
    wrong.assume("not_empty", less(0, total(delta(b, c[n]), n)))
    wrong.assume("nor_in_the_limit", less(0, total(t[n, b], n)))

    def falling(i):
        return pi[i] * sp.exp(-(dist[n, i] - dist[n, c[n]]) / (2 * s**2))

    def mean(share):
        return total(share * x[n], n) / total(share, n)

    soft = falling(b) / total(falling(k), k)
    each = wrong.have(tends_to(soft, s, t[n, b]), LimitLaws(("t", "h")), "It is known.")
    claim = tends_to(mean(soft), s, mean(delta(b, c[n])))
    wrong.have(claim, LimitLaws(known=(each,)), "Give tied points to one of their centres.")
    refused(wrong, ANOTHER_LIMIT)


def test_the_mean_of_an_empty_cluster_is_not_covered_by_the_limit_of_its_points(wrong, refused):
    g = hardening(wrong)
    n, k, j = g.m.n, g.m.k, g.m.j
    claim = tends_to(means(g, gap_form(g, n, k, j)), g.s, means(g, g.t[n, k]))
    wrong.have(claim, LimitLaws(("t", "h", "W")), "Sums and quotients pass to the limit.")
    refused(wrong, "a denominator: nothing here shows that")


@pytest.mark.slow
def test_the_mean_of_an_empty_cluster_does_not_stay(wrong, refused):
    """A usual convention of k-means; the limit of EM is another."""
    g = hardening(wrong)
    n, k, f, j = g.m.n, g.m.k, g.m.f, g.m.j
    wrong.assume("empty", equal(total(g.h[n, k], n), 0))
    claim = tends_to(means(g, gap_form(g, n, k, j)), g.s, g.m.mu[k, f])
    wrong.have(claim, LimitLaws(("h",)), "Nobody pulls at it.")
    refused(wrong, VANISHING)


def test_points_that_are_nearest_to_defecting_do_not_count_equally(wrong, refused):
    """They count by 1 / W_n: a point with heavy rivals counts less."""
    N = wrong.size("N")
    n, i = wrong.indices("n i", N)
    x, W = wrong.family("x", N), wrong.family("W", N, sign="positive")
    q = wrong.family("q", N, sign="nonnegative")
    s = wrong.symbol("sigma", "positive")
    first = wrong.define("q_min", (), minimum(q[i], i))
    late = sp.exp(-(q[n] - first) / (2 * s**2)) / W[n]
    now = indicator(q[n], first)
    claim = tends_to(
        total(late * x[n], n) / total(late, n), s, total(now * x[n], n) / total(now, n)
    )
    wrong.have(claim, LimitLaws(), "All of them are equally near.")
    refused(wrong, ANOTHER_LIMIT)


def test_a_tied_indicator_is_no_kronecker_delta(wrong, refused):
    _, j, a, b, dist, _, _ = one_point(wrong)
    wrong.assume("nearest", at_most(dist[a], dist[j]), forall=j)
    one = wrong.have(equal(indicator(dist[a], dist[a]), 1), Algebra(), "The nearest is nearest.")
    wrong.have(equal(indicator(dist[b], dist[a]), delta(b, a)), Rewrite((one,)), "So one is.")
    refused(wrong, "does not occur in this line")
