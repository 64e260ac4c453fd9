"""Wrong claims about the bound and about EM: who refuses them, and why."""

import sympy as sp
from hardlimit.derivations.models import bound, model
from hardlimit.proofs.author import (
    ByHypothesis,
    Gap,
    LogLaws,
    Monotone,
    Ref,
    Rewrite,
    Unfold,
    at_most,
    combine,
    delta,
    differs,
    equal,
    less,
    total,
    xlogy,
)


def test_the_average_under_q_needs_rows_that_sum_to_one(wrong, refused):
    m = model(wrong)
    n, k = m.n, m.k
    q = wrong.family("q", m.N, m.K, sign="nonnegative")
    plain = total(sp.log(m.evidence[n]), n)
    average = total(q[n, k] * sp.log(m.evidence[n]), k, n)
    wrong.have(equal(plain, average), Rewrite((Ref("rows"),)), "Average under q.")
    refused(wrong, "there is no earlier step or hypothesis 'rows'")


def test_the_gap_is_not_the_reversed_divergence(wrong, refused):
    m = model(wrong)
    b = bound(wrong, m)
    n, k = m.n, m.k
    reverse = total(xlogy(m.r[n, k], m.r[n, k] / b.q[n, k]), k, n)
    wrong.have(equal(m.ell, b.F + reverse), LogLaws(("ell", "F", "r")), "From the posterior to q.")
    refused(wrong, "nothing here shows that q")


def test_the_reversed_divergence_of_a_point_mass_has_no_value(wrong, refused):
    m = model(wrong)
    n, k = m.n, m.k
    c = wrong.assignment("c", m.N, values=m.K)
    reverse = total(xlogy(m.r[n, k], m.r[n, k] / delta(k, c[n])), k, n)
    wrong.have(at_most(0, reverse), ByHypothesis(), "A divergence is not negative.")
    step = refused(wrong, "nothing here shows that")
    assert "delta(k, c[n]) != 0" in step.rule_detail
    assert step.instances.detail.startswith("undefined")


def test_the_bound_is_not_the_log_likelihood_for_every_q(wrong, refused):
    m = model(wrong)
    b = bound(wrong, m)
    wrong.have(equal(m.ell, b.F), LogLaws(("ell", "F")), "The bound is tight.")
    refused(wrong, "the two sides differ, also by the laws of the logarithm")


def test_the_log_of_an_average_is_not_the_average_of_logs(wrong, refused):
    m = model(wrong)
    b = bound(wrong, m)
    n, k = m.n, m.k
    average = total(b.q[n, k] * sp.log(m.p[n, k]), k, n)
    wrong.have(equal(m.ell, average), LogLaws(("ell",)), "Average the log of the joint density.")
    refused(wrong, "the two sides differ, also by the laws of the logarithm")


def test_the_nearest_labels_are_not_the_best_point_masses(wrong, refused):
    N, K = wrong.size("N"), wrong.size("K")
    n, k = wrong.index("n", N), wrong.index("k", K)
    pi = wrong.family("pi", K, sign="positive")
    dist = wrong.family("d", N, K, sign="nonnegative")
    b, c = (wrong.assignment(name, N, values=K) for name in "bc")
    wrong.assume("nearest", at_most(dist[n, c[n]], dist[n, k]), forall=(n, k))

    def value(label):
        return total(sp.log(pi[label[n]] * sp.exp(-dist[n, label[n]])), n)

    nearer = wrong.have(
        at_most(dist[n, c[n]], dist[n, b[n]]),
        ByHypothesis(Ref("nearest").at({k: b[n]})),
        "No centre is nearer than the nearest one.",
    )
    wrong.have(
        at_most(value(b), value(c)),
        combine((nearer, 1, (n,)), logs=True),
        "So the nearest labels are best.",
    )
    refused(wrong, "the inequalities do not add up to the claim")


def test_the_best_point_mass_is_not_unique_where_labels_tie(wrong, refused):
    m = model(wrong)
    n, k, p = m.n, m.k, m.p
    b, c = (wrong.assignment(name, m.N, values=m.K) for name in "bc")
    most = wrong.assume("most_probable", at_most(p[n, k], p[n, c[n]]), forall=(n, k))
    other = wrong.case("other", differs(b[n], c[n]))
    wrong.have(
        less(sp.log(p[n, b[n]]), sp.log(p[n, c[n]])),
        Monotone(most.at({k: b[n]})),
        "Other labels are worse.",
        under=other,
    )
    refused(wrong, "nothing here is strict: only <= follows")


def new_parameters(d):
    """A model before and after a step, the two values of Q, and the two log-likelihoods."""
    m = model(d)
    n, k, j = m.n, m.k, m.j
    new = d.family("p_new", m.N, m.K, sign="positive")
    ell = d.define("ell_new", (), total(sp.log(total(new[n, j], j)), n))
    before, after = (total(m.r[n, k] * sp.log(p[n, k]), k, n) for p in (m.p, new))
    return m, ell, before, after


def test_a_step_that_lowers_the_bound_may_lower_the_likelihood(wrong, refused):
    m, ell, _, _ = new_parameters(wrong)
    wrong.have(at_most(m.ell, ell), Gap(ell - m.ell), "EM never lowers the likelihood.")
    refused(wrong, "the gap between the two sides: nothing here shows that")


def test_the_likelihood_does_not_rise_by_exactly_as_much_as_the_bound(wrong, refused):
    m, ell, before, after = new_parameters(wrong)
    wrong.have(
        equal(ell - m.ell, after - before),
        Unfold(("ell", "ell_new", "r", "evidence")),
        "The entropy does not change.",
    )
    refused(wrong, "the two sides differ, also with the definitions written out")
