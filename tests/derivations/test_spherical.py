"""Wrong claims about spherical mixtures and k-means: who refuses them, and why."""

import sympy as sp
from hardlimit.derivations.tropical import tropical
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    LimitLaws,
    LogLaws,
    Unfold,
    at_most,
    combine,
    delta,
    equal,
    indicator,
    less,
    minimum,
    tends_to,
    total,
)

ANOTHER_LIMIT = "the limit laws give another limit"
NOTHING = "it follows from what is given: nothing here shows that"
DIFFER = "the two sides differ"


def one_point(d):
    """One point: its distances to K centres, weights that sum to one, a width."""
    K = d.size("K")
    k, j, a, b = d.indices("k j a b", K)
    dist = d.family("d", K, sign="nonnegative")
    pi = d.family("pi", K, sign="positive")
    d.assume("weights_sum_to_one", equal(total(pi[k], k), 1))
    return k, j, a, b, dist, pi, d.symbol("sigma", "positive")


def test_no_width_is_narrow_enough_for_all_points(wrong, refused):
    """D3: the gap of a point is missing from this bound."""
    _, _, a, b, dist, pi, s = one_point(wrong)
    wrong.assume("nearer", less(dist[a], dist[b]))
    small = sp.exp(-(dist[b] - dist[a]) / (2 * s**2))
    error = pi[b] * small / (pi[a] + pi[b] * small)
    wrong.have(
        at_most(error, sp.exp(-1 / (2 * s**2)) / pi[a]),
        "EM converges to k-means, uniformly.",
        ByHypothesis(),
    )
    refused(wrong, NOTHING)


def test_handicaps_do_not_vanish_in_one_step(wrong, refused):
    """D6: the weights of the last step are still in those of the next."""
    g = tropical(wrong)
    n, k, j, i = g.m.n, g.m.k, g.m.j, g.i
    nearest = minimum(g.m.distance(i, j), j)
    wrong.have(
        equal(g.new[k], minimum(g.m.distance(i, k) - nearest, i)),
        "Weights do not matter in the limit.",
        Unfold("c_new", "q", "E", "M"),
    )
    refused(wrong, DIFFER)
    assert n in g.least[n].free_symbols


def test_a_handicap_falls_by_no_more_than_a_cost(wrong, refused):
    """D6c: with learned weights a component does not come back at once."""
    g = tropical(wrong)
    wrong.have(
        at_most(g.new[g.m.k], g.m.distance(g.m.n, g.m.k)),
        "Next time it is nearest, it gets its point.",
        ByHypothesis(),
    )
    refused(wrong, NOTHING)


def widths(d):
    k, j, a, b, dist, pi, s = one_point(d)
    v = d.family("v", k.size, sign="positive")
    return k, j, a, b, dist, pi, s, v


def test_with_own_widths_the_nearest_centre_does_not_win(wrong, refused):
    k, j, a, _, dist, pi, s, v = widths(wrong)
    cost = wrong.define("E", k, dist[k] / v[k])
    best, nearest = minimum(cost[j], j), minimum(dist[j], j)

    def soft(i):
        return pi[i] * sp.exp(-(cost[i] - best) / (2 * s**2))

    def hard(i):
        return pi[i] * indicator(dist[i], nearest)

    claim = tends_to(soft(a) / total(soft(k), k), s, hard(a) / total(hard(k), k))
    wrong.have(claim, "A spherical mixture becomes k-means.", LimitLaws())
    refused(wrong, ANOTHER_LIMIT)


def test_the_border_of_unequal_widths_is_not_half_way(wrong, refused):
    _, _, a, b, dist, _, _, v = widths(wrong)
    nearer = wrong.assume("nearer", less(dist[a], dist[b]))
    claim = less(dist[a] / v[a], dist[b] / v[b])
    wrong.have(claim, "The nearer centre wins.", combine((nearer, 1 / v[a])))
    refused(wrong, "the inequalities do not add up to the claim")


def test_log_determinants_do_not_stay_in_the_limit(wrong, refused):
    """D12b: as a fixed charge they would move the border."""
    k, j, a, _, dist, pi, s, v = widths(wrong)
    cost = wrong.define("E", k, dist[k] / v[k])
    charged = wrong.define("L", k, cost[k] + sp.log(v[k]))
    best, least = minimum(cost[j], j), minimum(charged[j], j)

    def soft(i):
        return pi[i] * sp.exp(-(cost[i] - best) / (2 * s**2))

    def hard(i):
        return pi[i] * indicator(charged[i], least)

    claim = tends_to(soft(a) / total(soft(k), k), s, hard(a) / total(hard(k), k))
    wrong.have(claim, "A wide component pays for its width.", LimitLaws())
    refused(wrong, ANOTHER_LIMIT)


def test_the_criterion_of_learned_widths_has_no_lower_bound(wrong, refused):
    dist, v = wrong.symbol("d", "nonnegative"), wrong.symbol("v", "positive")
    wrong.have(
        at_most(dist, dist / v + sp.log(v)), "It is the loss of k-means at least.", ByHypothesis()
    )
    refused(wrong, NOTHING)


def test_a_mixture_has_a_scale(wrong, refused):
    """F3c: only fuzzy c-means has none."""
    k, j, _, _, dist, pi, s = one_point(wrong)
    t = wrong.symbol("t", "positive")

    def soft(unit):
        return (
            pi[k]
            * sp.exp(-unit * dist[k] / (2 * s**2))
            / total(pi[j] * sp.exp(-unit * dist[j] / (2 * s**2)), j)
        )

    wrong.have(equal(soft(t), soft(1)), "The unit of the data does not matter.", LogLaws())
    refused(wrong, DIFFER)


def test_a_power_below_one_lies_below_its_tangent(wrong, refused):
    """F3a with an exponent of 1/(1 + p) for 1 + p."""
    t, p = wrong.symbol("t", "positive"), wrong.symbol("p", "positive")
    wrong.have(
        at_most(1 + (t - 1) / (1 + p), t ** (1 / (1 + p))), "Powers are convex.", ByHypothesis()
    )
    refused(wrong, NOTHING)


def test_em_does_not_lower_its_width(wrong, refused):
    """B8c: started below its floor, one learned width grows."""
    N, K = wrong.size("N"), wrong.size("K")
    n, (k, j) = wrong.index("n", N), wrong.indices("k j", K)
    x, mu = wrong.family("x", N), wrong.family("mu", K)
    s = wrong.symbol("sigma", "positive")

    def bell(i):
        return sp.exp(-((x[n] - mu[i]) ** 2) / (2 * s**2))

    r = wrong.define("r", (n, k), bell(k) / total(bell(j), j))
    learned = total(r[n, k] * (x[n] - mu[k]) ** 2, k, n) / N
    wrong.have(at_most(learned, s**2), "EM drives the width to zero.", ByHypothesis())
    refused(wrong, NOTHING)


def test_a_wide_mixture_does_not_share_equally(wrong, refused):
    k, j, a, _, dist, pi, _ = one_point(wrong)
    beta = wrong.symbol("beta", "positive")

    def bell(i):
        return pi[i] * sp.exp(-beta * dist[i] / 2)

    claim = tends_to(bell(a) / total(bell(j), j), beta, 1 / k.size)
    wrong.have(claim, "Everything becomes uniform.", LimitLaws())
    refused(wrong, ANOTHER_LIMIT)


def test_at_the_collapse_moves_count_by_weight(wrong, refused):
    """D13d: what the centres have in common is their mean by the weights, not the plain one."""
    K = wrong.size("K")
    k, b = wrong.indices("k b", K)
    pi, t = wrong.family("pi", K, sign="positive"), wrong.family("t", K)
    wrong.assume("weights_sum_to_one", equal(total(pi[k], k), 1))
    moved = total((delta(k, b) - pi[b]) * t[b], b)
    wrong.have(equal(moved, t[k] - total(t[b], b) / K), "By symmetry.", Algebra())
    refused(wrong, DIFFER)


def test_a_step_of_k_means_may_lower_the_likelihood(wrong, refused):
    """G6b: the points -a and a, and centres that go from -c and c onto them."""
    a, c, s = (wrong.symbol(name, "positive") for name in ("a", "c", "sigma"))

    def likelihood(u):
        bells = [sp.exp(-((a - v) ** 2) / (2 * s**2)) for v in (u, -u)]
        return 2 * sp.log((bells[0] + bells[1]) / 2)

    wrong.have(
        at_most(likelihood(c), likelihood(a)),
        "k-means is hard EM, and EM climbs the likelihood.",
        ByHypothesis(),
    )
    step = refused(wrong, NOTHING)
    assert set(step.instances.instance.values) == {"a", "c", "sigma"}


def test_the_centre_of_k_means_is_not_the_mean_of_the_cloud(wrong, refused):
    """D14: unless nothing of the cloud lies beyond the border."""
    C = wrong.size("C")
    c = wrong.index("c", C)
    q, y = wrong.family("q", C, sign="nonnegative"), wrong.family("y", C)
    wrong.have(
        equal(total(q[c] * sp.Abs(y[c]), c), total(q[c] * y[c], c)),
        "What is lost on one side is won on the other.",
        Algebra(),
    )
    refused(wrong, DIFFER)


def test_a_common_ellipse_does_not_keep_nearest_centres(wrong, refused):
    """D12: what is nearest in the whitened data need not be so in the data as they are."""
    D = wrong.size("D")
    e = wrong.index("e", D)
    x, mu, nu = (wrong.family(name, D) for name in ("x", "mu", "nu"))
    w = wrong.family("w", D, sign="positive")
    near = wrong.assume(
        "nearer", less(total((x[e] - mu[e]) ** 2, e), total((x[e] - nu[e]) ** 2, e))
    )
    wrong.have(
        less(total(w[e] * (x[e] - mu[e]) ** 2, e), total(w[e] * (x[e] - nu[e]) ** 2, e)),
        "Tied covariances are k-means.",
        combine(near),
    )
    refused(wrong, "the inequalities do not add up to the claim")


def test_a_small_difference_does_not_die_out_at_every_width(wrong, refused):
    """D13e: below the variance of the data it grows."""
    n = wrong.index("n", wrong.size("N"))
    z, u, s = wrong.family("z", n.size), wrong.symbol("u"), wrong.symbol("sigma", "positive")
    after = total(z[n] ** 2, n) / n.size * u / s**2
    wrong.have(at_most(after**2, u**2), "EM climbs, so it stays at a fixed point.", ByHypothesis())
    refused(wrong, NOTHING)


def test_with_other_weights_the_mixture_does_not_stay_at_the_truth(wrong, refused):
    """D14b: the mean share of a component is its weight only if that is the true one."""
    N, K = wrong.size("N"), wrong.size("K")
    n, (k, j) = wrong.index("n", N), wrong.indices("k j", K)
    pi, rho = (wrong.family(name, K, sign="positive") for name in ("pi", "rho"))
    p = wrong.family("p", N, K, sign="positive")
    wrong.assume("p_sums_to_one", equal(total(p[n, k], n), 1), forall=k)
    share = rho[k] * p[n, k] / total(rho[j] * p[n, j], j)
    claim = equal(total(total(pi[j] * p[n, j], j) * share, n), rho[k])
    wrong.have(claim, "A mixture is consistent.", Algebra())
    refused(wrong, DIFFER)


def test_a_wide_mixture_does_not_pull_its_centres_apart(wrong, refused):
    """D14d, for a cloud of one place."""
    y, t, s = (wrong.symbol(name, "positive") for name in ("y", "t", "sigma"))
    w = sp.exp(2 * t * y / s**2)
    wrong.have(
        at_most(t, y * (w - 1) / (w + 1)), "Two clusters are found at any width.", ByHypothesis()
    )
    refused(wrong, NOTHING)


def test_centres_that_are_far_apart_need_not_part(wrong, refused):
    """D14e: at the right width, too, only those that are near do; a cloud of one place."""
    y, t, s = (wrong.symbol(name, "positive") for name in ("y", "t", "sigma"))
    wrong.assume("narrow", less(s, y))
    w = sp.exp(2 * t * y / s**2)
    wrong.have(
        less(t, y * (w - 1) / (w + 1)), "A narrow mixture pulls its centres apart.", ByHypothesis()
    )
    refused(wrong, NOTHING)


def test_labels_are_not_the_best_shares_of_fuzzy_c_means(wrong, refused):
    """F3: they are those of the soft loss (F1), but powers reward sharing."""
    k, j, _, _, dist, _, _ = one_point(wrong)
    w = wrong.family("w", k.size, sign="positive")
    wrong.assume("shares_sum_to_one", equal(total(w[k], k), 1))
    claim = at_most(minimum(dist[j], j), total(w[k] ** 2 * dist[k], k))
    wrong.have(claim, "No mean of distances is below the least.", ByHypothesis())
    refused(wrong, NOTHING)


def test_with_a_large_power_fuzzy_shares_do_not_stay_with_the_nearest(wrong, refused):
    """F3b: they become uniform."""
    K = wrong.size("K")
    k, j, i = wrong.indices("k j i", K)
    lam, q = wrong.family("lam", K), wrong.symbol("q", "positive")
    least = minimum(lam[i], i)
    hard = indicator(lam[k], least) / total(indicator(lam[j], least), j)
    soft = sp.exp(-lam[k] * q) / total(sp.exp(-lam[j] * q), j)
    wrong.have(tends_to(soft, q, hard), "A larger power is a harder one.", LimitLaws())
    refused(wrong, ANOTHER_LIMIT)


def test_a_density_may_be_above_one(wrong, refused):
    """B8: and it is above any bound where a width may shrink."""
    u = wrong.symbol("u", "positive")
    peak = (2 * sp.pi * u) ** sp.Rational(-1, 2)
    wrong.have(at_most(sp.log(peak), 0), "Probabilities are at most one.", ByHypothesis())
    refused(wrong, NOTHING)


def test_rows_that_are_not_different_points_keep_no_loss_up(wrong, refused):
    """B8b: with one centre, and two of the points apart."""
    N = wrong.size("N")
    n, a, b = wrong.indices("n a b", N)
    x, m, gap = wrong.family("x", N), wrong.symbol("m"), wrong.symbol("delta", "positive")
    wrong.assume("apart", at_most(gap, (x[a] - x[b]) ** 2))
    wrong.have(
        at_most(gap * (N - 1) / 2, total((x[n] - m) ** 2, n)),
        "There are more rows than centres.",
        ByHypothesis(),
    )
    refused(wrong, NOTHING)


def test_a_step_does_not_forget_all_of_the_centres(wrong, refused):
    """D10: the labels that they give are left, and a small part of their gaps."""
    n = wrong.index("n", wrong.size("N"))
    x, s = wrong.family("x", n.size), wrong.symbol("sigma", "positive")
    gaps = [wrong.family(name, n.size, sign="positive") for name in ("g", "h")]
    shares = [1 / (1 + sp.exp(-gap[n] / (2 * s**2))) for gap in gaps]
    before, after = (total(r * x[n], n) / total(r, n) for r in shares)
    wrong.have(equal(before, after), "Both give the same labels.", Algebra())
    refused(wrong, DIFFER)


def test_near_centres_need_not_give_the_same_labels(wrong, refused):
    """D10b: if a point may be as near to a border as it likes."""
    names = ("x", "mu", "nu", "rho", "tau")
    x, mu, nu, rho, tau = map(wrong.symbol, names)
    small = wrong.symbol("epsilon", "positive")
    nearer = wrong.assume("nearer", less((x - mu) ** 2, (x - nu) ** 2))
    wrong.assume("near", at_most((rho - mu) ** 2 + (tau - nu) ** 2, small))
    wrong.have(less((x - rho) ** 2, (x - tau) ** 2), "They hardly moved.", combine(nearer))
    refused(wrong, "the inequalities do not add up to the claim")


def test_where_em_rests_its_centres_are_not_the_means_of_clusters(wrong, refused):
    """D11: they are so but for an error; here all points are nearest to the centre."""
    n = wrong.index("n", wrong.size("N"))
    x, mu = wrong.family("x", n.size), wrong.symbol("mu")
    r = wrong.family("r", n.size, sign="positive")
    wrong.assume("mostly_there", at_most(sp.Rational(1, 2), r[n]), forall=n)
    wrong.assume("at_rest", equal(mu * total(r[n], n), total(r[n] * x[n], n)))
    claim = equal(mu * n.size, total(x[n], n))
    wrong.have(claim, "Fixed points of EM are those of k-means.", Algebra())
    refused(wrong, DIFFER)


def test_with_a_point_on_a_border_k_means_does_not_stop_at_a_local_minimum(wrong, refused):
    """G3b: the point y may join a cluster whose centre then moves towards it, however little."""
    n = wrong.index("n", wrong.size("N"))
    x, mu, y = wrong.family("x", n.size), wrong.symbol("mu"), wrong.symbol("y")
    t = wrong.symbol("t", "positive")
    wrong.assume("mean", equal(total(x[n], n), n.size * mu))
    wrong.assume("small", at_most(t, sp.Rational(1, 100)))
    nu = mu + t * (y - mu) / (n.size + 1)

    def loss(centre):
        return total((x[n] - centre) ** 2, n) + (y - centre) ** 2

    wrong.have(at_most(loss(mu), loss(nu)), "k-means ends in a local minimum.", ByHypothesis())
    refused(wrong, NOTHING)
