"""Wrong claims about k-means, its termination and hard EM; who refuses them, and why."""

import sympy as sp
from hardlimit.derivations.hard_model import bells, double_sum, lower_bound
from hardlimit.derivations.lloyd import lloyd_step, loss, update
from hardlimit.derivations.notation import mixture, width
from hardlimit.proofs.author import (
    ByHypothesis,
    Gap,
    LogLaws,
    Pigeonhole,
    Unfold,
    at_most,
    combine,
    delta,
    differs,
    equal,
    less,
    termwise,
    total,
)


def test_the_mean_of_an_empty_cluster_is_not_defined(wrong, refused):
    m = mixture(wrong)
    n, k, e = m.n, m.k, m.e
    c = wrong.assignment("c", m.N, values=m.K)
    count = wrong.define("count", k, total(delta(k, c[n]), n))
    points = wrong.define("s", (k, e), total(delta(k, c[n]) * m.x[n, e], n))
    mean = wrong.define("xbar", (k, e), points[k, e] / count[k])
    wrong.have(
        equal(count[k] * mean[k, e], points[k, e]), Unfold(("xbar",)), "Size times mean is the sum."
    )
    step = refused(wrong, "a denominator: nothing here shows that count[k] != 0")
    assert step.paste == 'd.assume("name_it", differs(count[k], 0), forall=(k,))'
    assert step.instances.detail == "undefined: division by zero"


def test_an_update_that_moves_nothing_saves_nothing(wrong, refused):
    g = lloyd_step(wrong)
    wrong.assume("defined", less(0, g.u.whole(g.m.k)), forall=g.m.k)
    wrong.have(less(g.J_new, g.J_new + g.u.saved), Gap(g.u.saved), "Every step lowers the loss.")
    step = refused(wrong, "the gap between the two sides: nothing here shows that 0 <")
    assert "is false" in step.instances.detail


def test_other_labels_need_not_lower_the_loss(wrong, refused):
    """A tied point may change sides for nothing."""
    g = lloyd_step(wrong)
    m, n, k = g.m, g.m.n, g.m.k
    i = wrong.index("i", m.N)
    wrong.assume("changed", differs(g.b[i], g.c[i]))
    wrong.have(
        less(g.J_b, g.J),
        termwise(g.nearest.at({k: g.c[n]}), n, names=("J", "J_b")),
        "A label has changed, so the loss has fallen.",
    )
    step = refused(wrong, "nothing here is strict: only <= follows")
    assert "is false" in step.instances.detail


def test_labels_that_are_not_nearest_may_raise_the_loss(wrong, refused):
    m = mixture(wrong)
    c, b = (wrong.assignment(name, m.N, values=m.K) for name in "cb")
    before, after = loss(m, c, m.mu), loss(m, b, m.mu)
    wrong.have(at_most(after, before), combine(gap=before - after), "A step of an algorithm.")
    refused(wrong, "nothing here shows that 0 <= ")


def test_a_loss_that_only_does_not_rise_may_go_on_for_ever(wrong, refused):
    """The pigeonhole needs a strict fall in every step to bound the number of steps."""
    N, K, T = (wrong.size(name) for name in "NKT")
    n, t = wrong.index("n", N), wrong.index("t", T)
    f = wrong.family("f", N, K)
    c = wrong.assignment("c", T, N, values=K)
    V = wrong.define("V", t, total(f[n, c[t, n]], n))
    wrong.assume("falls", at_most(V[t + 1], V[t]), forall=t)
    line = wrong.have(at_most(V[t + 1], V[t]), ByHypothesis(), "The loss does not rise.")
    wrong.have(at_most(T + 1, K**N), Pigeonhole(line, "c"), "There are finitely many labellings.")
    refused(wrong, "what follows is ")


def test_a_loss_with_centres_in_it_is_no_number_of_the_labels(wrong, refused):
    N, K, T = (wrong.size(name) for name in "NKT")
    n, t = wrong.index("n", N), wrong.index("t", T)
    x, mu = wrong.family("x", N), wrong.family("mu", T, K)
    c = wrong.assignment("c", T, N, values=K)
    J = wrong.define("J", t, total((x[n] - mu[t, c[t, n]]) ** 2, n))
    wrong.assume("falls", less(J[t + 1], J[t]), forall=t)
    line = wrong.have(less(J[t + 1], J[t]), ByHypothesis(), "The loss falls.")
    wrong.have(at_most(T + 1, K**N), Pigeonhole(line, "c"), "There are finitely many labellings.")
    step = refused(wrong, "t occurs outside the assignment")
    assert "is false" in step.instances.detail


def test_with_unequal_weights_the_most_probable_centre_is_not_the_nearest(wrong, refused):
    m = mixture(wrong)
    n, k, j = m.n, m.k, m.j
    s = width(wrong)
    pi = wrong.family("pi", m.K, sign="positive")
    dist = wrong.define("d", (n, k), m.distance(n, k))
    phi = bells(wrong, m, s, dist)
    odds = sp.log(pi[k] * phi[n, k]) - sp.log(pi[j] * phi[n, j])
    wrong.have(
        equal(odds, (dist[n, j] - dist[n, k]) / (2 * s**2)), LogLaws(("phi",)), "Weights cancel."
    )
    step = refused(wrong, "the two sides differ")
    assert "is false" in step.instances.detail


def test_with_unequal_widths_the_normalisers_do_not_cancel(wrong, refused):
    m = mixture(wrong)
    n, k, j = m.n, m.k, m.j
    s = wrong.family("sigma", m.K, sign="positive")
    dist = wrong.define("d", (n, k), m.distance(n, k))

    def log_density(i):
        normaliser = (2 * sp.pi * s[i] ** 2) ** (-m.D / 2)
        return sp.log(normaliser * sp.exp(-dist[n, i] / (2 * s[i] ** 2)))

    wrong.have(
        equal(
            log_density(k) - log_density(j),
            dist[n, j] / (2 * s[j] ** 2) - dist[n, k] / (2 * s[k] ** 2),
        ),
        LogLaws(),
        "The normalisers cancel.",
    )
    step = refused(wrong, "the two sides differ")
    assert "is false" in step.instances.detail


def test_the_centres_of_hard_em_do_not_depend_on_the_width(wrong, refused):
    """A mean that is shrunk by the width, as a prior on the centres would do, is another one."""
    m = mixture(wrong)
    c = wrong.assignment("c", m.N, values=m.K)
    u = update(wrong, m, c)
    s = width(wrong)
    shrunk = u.sums[m.k, m.f] / (u.count[m.k] + s**2)
    wrong.assume("occupied", less(0, u.count[m.k]), forall=m.k)
    wrong.have(
        equal(u.new[m.k, m.f], shrunk), Unfold(("new", "h")), "The width widens the denominator."
    )
    refused(wrong, "the two sides differ, also with the definitions written out")


def test_the_learned_variance_needs_some_error(wrong, refused):
    m = mixture(wrong)
    c = wrong.assignment("c", m.N, values=m.K)
    J = wrong.define("J", (), double_sum(m, c))
    mean_square = J / (m.N * m.D)
    bound = -m.N * m.D / 2 * (sp.log(2 * sp.pi * mean_square) + 1)
    wrong.have(
        equal(bound, -m.N * m.D / 2 * (sp.log(2 * sp.pi) + sp.log(mean_square) + 1)),
        LogLaws(),
        "A mean of squares has a logarithm.",
    )
    refused(wrong, "log needs it positive: nothing here shows that 0 <")


def test_the_gap_has_no_limit_unless_labels_are_nearest(wrong, refused):
    m = mixture(wrong)
    n, k = m.n, m.k
    c = wrong.assignment("c", m.N, values=m.K)
    dist = wrong.define("d", (n, k), m.distance(n, k))
    phi = bells(wrong, m, width(wrong), dist)
    F = lower_bound(m, phi, c)
    ell = total(sp.log(total(phi[n, k] / m.K, k)), n)
    gap = F + m.N * sp.log(m.K) - ell
    wrong.have(at_most(ell, F + m.N * sp.log(m.K)), Gap(gap), "No point pays more than log K.")
    step = refused(wrong, "nothing here shows that")
    assert "is false" in step.instances.detail


def test_k_means_may_lower_the_likelihood(wrong, refused):
    """A step raises the bound (G5.2), not always the likelihood itself."""
    g = lloyd_step(wrong)
    m, n, k, e = g.m, g.m.n, g.m.k, g.m.e
    s = width(wrong)

    def likelihood(centre):
        square = total((m.x[n, e] - centre[k, e]) ** 2, e)
        return total(sp.log(total(sp.exp(-square / (2 * s**2)), k)), n)

    wrong.assume("defined", less(0, g.u.whole(k)), forall=k)
    rise = likelihood(g.u.new) - likelihood(m.mu)
    wrong.have(at_most(likelihood(m.mu), likelihood(g.u.new)), Gap(rise), "The loss falls.")
    step = refused(wrong, "the gap between the two sides: nothing here shows that")
    assert "is false" in step.instances.detail
