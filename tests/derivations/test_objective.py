"""Wrong claims about the limit of the objective: who refuses them, and why."""

import sympy as sp
from hardlimit.derivations.hardening import (
    distortion,
    hardening,
    soft_objective,
    totals,
    two_mixtures,
)
from hardlimit.proofs.author import (
    Algebra,
    LimitLaws,
    LogLaws,
    Monotone,
    Ref,
    at_most,
    combine,
    equal,
    tends_to,
    total,
)


def log_likelihood(d, g):
    n, k, s = g.m.n, g.m.k, g.s
    density = (2 * sp.pi * s**2) ** (-g.m.D / 2) * sp.exp(-g.d[n, k] / (2 * s**2))
    return d.define("ell", (), total(sp.log(total(g.pi[k] * density, k)), n))


def test_without_weights_the_soft_minimum_is_not_above_the_minimum(wrong, refused):
    g = hardening(wrong)
    n, k = g.m.n, g.m.k
    plain = -2 * g.s**2 * sp.log(total(sp.exp(-g.d[n, k] / (2 * g.s**2)), k))
    wrong.have(
        at_most(sp.exp(-g.d[n, k] / (2 * g.s**2)), sp.exp(-g.least[n] / (2 * g.s**2))),
        Monotone(),
        "No distance is below the least.",
    )
    wrong.have(
        at_most(g.least[n], plain), combine((Ref("1"), 1, (k,)), logs=True), "Add up, take logs."
    )
    refused(wrong, "the inequalities do not add up to the claim")


def test_the_scaled_likelihood_is_not_the_soft_objective(wrong, refused):
    g = hardening(wrong)
    F = totals(wrong, g).soft
    ell = log_likelihood(wrong, g)
    wrong.have(equal(-2 * g.s**2 * ell, F), LogLaws(("ell", "F")), "Up to a constant, that is.")
    refused(wrong, "the two sides differ, also by the laws of the logarithm")


def test_the_likelihood_itself_has_no_limit(wrong, refused):
    g = hardening(wrong)
    hard = totals(wrong, g).hard
    ell = log_likelihood(wrong, g)
    wrong.have(tends_to(ell, g.s, -hard / 2), LimitLaws(("ell",)), "The factor goes into the unit.")
    refused(wrong, "no limit law applies to")


def test_the_expected_log_likelihood_needs_its_factor(wrong, refused):
    """Formula (9.43) of Bishop's book, without the factor sigma^2."""
    g = hardening(wrong)
    n, k, j, s = g.m.n, g.m.k, g.m.j, g.s
    soft = g.pi[k] * g.falling(n, k) / total(g.pi[j] * g.falling(n, j), j)
    each = wrong.have(tends_to(soft, s, g.t[n, k]), LimitLaws(("t", "h", "W")), "It is known.")
    logs = sp.log(g.pi[k]) - g.m.D / 2 * sp.log(2 * sp.pi * s**2) - g.d[n, k] / (2 * s**2)
    claim = tends_to(total(soft * logs, k, n), s, -total(g.t[n, k] * g.d[n, k], k, n) / 2)
    wrong.have(claim, LimitLaws(known=(each,)), "Bishop (9.43), up to a constant.")
    refused(wrong, "may grow without bound")


def test_best_for_em_is_not_best_for_k_means(wrong, refused):
    m, pi, s, nu, _ = two_mixtures(wrong)
    soft, soft_nu = soft_objective(wrong, m, pi, s, m.mu), soft_objective(wrong, m, pi, s, nu)
    hard, hard_nu = distortion(wrong, m, m.mu), distortion(wrong, m, nu)
    better = wrong.assume("better_for_em", at_most(soft, soft_nu))
    wrong.have(at_most(hard, hard_nu), combine(better), "One objective tends to the other.")
    refused(wrong, "the inequalities do not add up to the claim")


def test_the_tie_term_does_not_vanish_at_positive_width(wrong, refused):
    g = hardening(wrong)
    both = totals(wrong, g)
    wrong.have(equal(both.soft, both.hard), Algebra(), "The excess is small.")
    refused(wrong, "the two sides differ: their residue is not zero")
