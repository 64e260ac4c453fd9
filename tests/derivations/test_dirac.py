"""Wrong claims about deltas: as a prior, as a limit, as a number; who refuses them, and why."""

import sympy as sp
from hardlimit.derivations.hard_model import bells, lower_bound
from hardlimit.derivations.notation import mixture, weights, width
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Gap,
    KnownIndicators,
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
    termwise,
    total,
    xlogy,
)


def test_a_delta_is_no_prior_its_log_is_not_defined(wrong, refused):
    m = mixture(wrong)
    n, k = m.n, m.k
    c = wrong.assignment("c", m.N, values=m.K)
    dist = wrong.define("d", (n, k), m.distance(n, k))
    phi = bells(wrong, m, width(wrong), dist)
    prior = delta(k, c[n])
    wrong.have(
        equal(sp.log(prior * phi[n, k]), sp.log(prior) + sp.log(phi[n, k])), LogLaws(), "A product."
    )
    step = refused(wrong, "log needs it positive")
    assert step.instances.detail.startswith("undefined: log")


def test_the_reversed_divergence_is_infinite(wrong, refused):
    m = mixture(wrong)
    n, k = m.n, m.k
    r = wrong.family("r", m.N, m.K, sign="positive")
    c = wrong.assignment("c", m.N, values=m.K)
    wrong.assume("rows", equal(total(r[n, k], k), 1), forall=n)
    reversed_kl = total(xlogy(r[n, k], r[n, k] / delta(k, c[n])), k)
    wrong.have(at_most(0, reversed_kl), Gap(reversed_kl), "A divergence is not negative.")
    step = refused(wrong, "nothing here shows that")
    assert step.instances.detail.startswith("undefined")


def test_the_bound_at_a_point_mass_is_not_the_log_likelihood(wrong, refused):
    m = mixture(wrong)
    n, k = m.n, m.k
    c = wrong.assignment("c", m.N, values=m.K)
    dist = wrong.define("d", (n, k), m.distance(n, k))
    phi = bells(wrong, m, width(wrong), dist)
    ell = total(sp.log(total(phi[n, k] / m.K, k)), n)
    wrong.have(equal(lower_bound(m, phi, c), ell), Algebra(), "All the weight is on one label.")
    refused(wrong, "the two sides differ: their residue is not zero")


def test_with_unequal_weights_the_nearest_point_mass_is_not_the_best(wrong, refused):
    m = mixture(wrong)
    n, k = m.n, m.k
    pi, _ = weights(wrong, m)
    s = width(wrong)
    c, b = (wrong.assignment(name, m.N, values=m.K) for name in "cb")
    dist = wrong.define("d", (n, k), m.distance(n, k))
    near = wrong.assume("nearest", at_most(dist[n, b[n]], dist[n, k]), forall=(n, k))

    def bound(labels):
        log_weights = total(sp.log(pi[labels[n]]), n)
        return log_weights - total(dist[n, labels[n]], n) / (2 * s**2)

    wrong.have(
        at_most(bound(c), bound(b)),
        termwise(near.at({k: c[n]}), n, factor=1 / (2 * s**2)),
        "The nearest centre is best.",
    )
    step = refused(wrong, "the inequalities do not add up to the claim")
    assert "is false" in step.instances.detail


def test_deltas_for_bells_give_zero_over_zero(wrong, refused):
    """The claim is true (D1), and the laws divide by the largest bell before they take limits:
    what they find says nothing of h, which is not named."""
    m = mixture(wrong)
    n, k, j = m.n, m.k, m.j
    pi, _ = weights(wrong, m)
    s = width(wrong)
    dist = wrong.define("d", (n, k), m.distance(n, k))
    least = wrong.define("m", n, minimum(dist[n, k], k))
    h = wrong.define("h", (n, k), indicator(dist[n, k], least[n]))
    wrong.assume("apart", less(0, dist[n, k]), forall=(n, k))
    bell = pi[k] * sp.exp(-dist[n, k] / (2 * s**2))
    ratio = bell / total(pi[j] * sp.exp(-dist[n, j] / (2 * s**2)), j)
    share = pi[k] * h[n, k] / total(pi[j] * h[n, j], j)
    wrong.have(tends_to(ratio, s, share), LimitLaws(), "The bells become deltas.")
    refused(wrong, "the limit laws give another limit", alone="accepts")


def test_a_responsibility_does_not_vanish_because_its_numerator_does(wrong, refused):
    m = mixture(wrong)
    n, k, j = m.n, m.k, m.j
    s = width(wrong)
    dist = wrong.define("d", (n, k), m.distance(n, k))
    wrong.assume("apart", less(0, dist[n, k]), forall=(n, k))
    ratio = sp.exp(-dist[n, k] / (2 * s**2)) / total(sp.exp(-dist[n, j] / (2 * s**2)), j)
    wrong.have(tends_to(ratio, s, 0), LimitLaws(), "The numerator vanishes.")
    refused(wrong, "the limit laws give another limit")


def test_a_bell_does_not_vanish_at_its_own_centre(wrong, refused):
    m = mixture(wrong)
    n, k = m.n, m.k
    s = width(wrong)
    dist = wrong.define("d", (n, k), m.distance(n, k))
    wrong.have(tends_to(sp.exp(-dist[n, k] / (2 * s**2)), s, 0), LimitLaws(), "It becomes narrow.")
    step = refused(wrong, "give another limit")
    assert "not near 0" in step.instances.detail


def test_a_tie_is_not_given_to_one_label(wrong, refused):
    """The limit splits a tied point; the point mass of E1 gives it to one of its centres."""
    m = mixture(wrong)
    n, k, j = m.n, m.k, m.j
    s = width(wrong)
    c = wrong.assignment("c", m.N, values=m.K)
    dist = wrong.define("d", (n, k), m.distance(n, k))
    wrong.assume("nearest", at_most(dist[n, c[n]], dist[n, k]), forall=(n, k))
    least = wrong.define("m", n, minimum(dist[n, k], k))
    bell = sp.exp(-(dist[n, k] - least[n]) / (2 * s**2))
    ratio = bell / total(sp.exp(-(dist[n, j] - least[n]) / (2 * s**2)), j)
    wrong.have(tends_to(ratio, s, delta(k, c[n])), LimitLaws(), "The posterior becomes a delta.")
    refused(wrong, "give another limit")


def test_without_signs_full_weight_on_one_label_says_nothing_of_the_others(wrong, refused):
    N, K = wrong.size("N"), wrong.size("K")
    n, k = wrong.index("n", N), wrong.index("k", K)
    q = wrong.family("q", N, K)
    c = wrong.assignment("c", N, values=K)
    wrong.assume("q_sums_to_one", equal(total(q[n, k], k), 1), forall=n)
    wrong.assume("all_weight_on_c", equal(q[n, c[n]], 1), forall=n)
    others = (1 - delta(k, c[n])) * q[n, k]
    wrong.have(at_most(0, others), ByHypothesis(), "No weight is negative.")
    step = refused(wrong, "nothing here shows that", alone="accepts")
    assert step.paste.startswith('d.assume("name_it", at_most(0, ')


def test_an_indicator_of_unknown_labels_is_not_decided(wrong, refused):
    N, K = wrong.size("N"), wrong.size("K")
    n, k = wrong.index("n", N), wrong.index("k", K)
    c = wrong.assignment("c", N, values=K)
    wrong.have(equal(delta(k, c[n]), 1), KnownIndicators(), "The point is in its cluster.")
    step = refused(wrong, "no indicator here is decided by what is known")
    assert "0 = 1 is false" in step.instances.detail


def test_the_indicators_of_a_cluster_do_not_sum_to_one(wrong, refused):
    N, K = wrong.size("N"), wrong.size("K")
    n, k = wrong.index("n", N), wrong.index("k", K)
    c = wrong.assignment("c", N, values=K)
    wrong.have(equal(total(delta(k, c[n]), n), 1), Algebra(), "They sum to one.")
    refused(wrong, "the two sides differ: their residue is not zero")


def test_a_cloud_is_no_point_for_a_function_with_a_jump(wrong, refused):
    C = wrong.size("C")
    c = wrong.index("c", C)
    q = wrong.family("q", C, sign="nonnegative")
    v, f = wrong.family("v", C), wrong.family("f", C)
    f0, s = wrong.symbol("f0"), wrong.symbol("sigma", "positive")
    wrong.assume("q_sums_to_one", equal(total(q[c], c), 1))
    size = s**2 * total(q[c] * v[c] ** 2, c)
    mean = wrong.define("M", (), total(q[c] * f[c], c))
    wrong.have(
        at_most((mean - f0) ** 2, size), combine(gap=size - (mean - f0) ** 2), "The cloud is small."
    )
    step = refused(wrong, "nothing here shows that")
    assert "is false" in step.instances.detail


def test_the_entropy_of_soft_weights_is_not_zero(wrong, refused):
    K = wrong.size("K")
    k = wrong.index("k", K)
    q = wrong.family("q", K, sign="nonnegative")
    wrong.assume("q_sums_to_one", equal(total(q[k], k), 1))
    H = wrong.define("H", (), -total(xlogy(q[k], q[k]), k))
    wrong.have(equal(H, 0), Unfold(("H",)), "Each point has one label.")
    refused(wrong, "the two sides differ, also with the definitions written out")
