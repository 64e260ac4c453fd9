"""Wrong claims about mixtures that are found in print: who refuses them, and why."""

import sympy as sp
from hardlimit.derivations.models import gaussians
from hardlimit.proofs.author import (
    Gap,
    LinearRoot,
    LogLaws,
    Monotone,
    Ref,
    SumOverAssignments,
    Unfold,
    combine,
    equal,
    less,
    over_maps,
    product,
    total,
    zero_exactly_at,
)
from hardlimit.proofs.kernel.gate import check


def labelled(d):
    """Weights, densities of any kind, and a labelling of the data."""
    N, K = d.size("N"), d.size("K")
    n, (k, j) = d.index("n", N), d.indices("k j", K)
    pi = d.family("pi", K, sign="positive")
    f = d.family("f", N, K, sign="positive")
    return n, k, j, pi, f, d.assignment("z", N, values=K)


def test_one_common_label_is_not_one_label_for_each_point(wrong, refused):
    n, k, _, pi, f, z = labelled(wrong)
    apart = over_maps(product(pi[z[n]] * f[n, z[n]], n), z)
    common = total(product(pi[k] * f[n, k], n), k)
    wrong.have(equal(apart, common), SumOverAssignments(), "One label is drawn for all points.")
    refused(wrong, "the right side is not a product over n of a sum over k")


def test_a_posterior_needs_its_denominator(wrong, refused):
    n, k, j, pi, f, z = labelled(wrong)
    r = wrong.define("r", (n, k), pi[k] * f[n, k] / total(pi[j] * f[n, j], j))
    joint = product(pi[z[n]] * f[n, z[n]], n)
    wrong.have(equal(joint, product(r[n, z[n]], n)), Unfold(("r",)), "Bayes' rule.")
    refused(wrong, "the two sides differ, also with the definitions written out")


def test_the_normaliser_of_the_likelihood_is_not_a_constant_to_be_dropped(wrong, refused):
    g = gaussians(wrong)
    n, k = g.m.n, g.m.k
    whole = total(sp.log(total(g.pi[k] * g.density[n, k], k)), n)
    without = total(sp.log(total(g.pi[k] * g.bell(n, k), k)), n)
    wrong.have(equal(whole, without), LogLaws(("density", "d")), "A constant may be dropped.")
    refused(wrong, "the two sides differ, also by the laws of the logarithm")


def test_normalisers_of_different_widths_do_not_cancel(wrong, refused):
    N, K, D = (wrong.size(name) for name in "NKD")
    n, (k, i) = wrong.index("n", N), wrong.indices("k i", K)
    pi = wrong.family("pi", K, sign="positive")
    s = wrong.family("sigma", K, sign="positive")
    dist = wrong.family("d", N, K, sign="nonnegative")

    def bell(c):
        return sp.exp(-dist[n, c] / (2 * s[c] ** 2))

    density = wrong.define("f", (n, k), (2 * sp.pi * s[k] ** 2) ** (-D / 2) * bell(k))
    share = pi[k] * density[n, k] / total(pi[i] * density[n, i], i)
    soft = pi[k] * bell(k) / total(pi[i] * bell(i), i)
    wrong.have(equal(share, soft), LogLaws(("f",)), "The normalisers cancel.")
    refused(wrong, "the two sides differ, also by the laws of the logarithm")


def test_the_log_ratio_is_not_affine_if_the_widths_differ(wrong, refused):
    D = wrong.size("D")
    e = wrong.index("e", D)
    x, a, b = (wrong.family(name, D, vector=True) for name in "xab")
    s, t = wrong.symbol("s", "positive"), wrong.symbol("t", "positive")

    def distance(m):
        return total((x[e] - m[e]) ** 2, e)

    def length(m):
        return total(m[e] ** 2, e)

    quadratic = distance(b) / (2 * t**2) - distance(a) / (2 * s**2)
    slope = total((a[e] / s**2 - b[e] / t**2) * x[e], e)
    affine = slope - length(a) / (2 * s**2) + length(b) / (2 * t**2)
    wrong.have(equal(quadratic, affine), LogLaws(), "The square of the point cancels.")
    refused(wrong, "the two sides differ, also by the laws of the logarithm")


def two_components(d):
    """The bell curves of two components of one width at distances a < b, and their weights."""
    a, b, s = d.symbol("a"), d.symbol("b"), d.symbol("sigma", "positive")
    d.assume("nearer", less(a, b))
    near, far = (sp.exp(-distance / (2 * s**2)) for distance in (a, b))
    return near, far, d.symbol("p", "positive"), d.symbol("q", "positive")


def test_the_nearest_component_need_not_be_the_most_probable(wrong, refused):
    near, far, p, q = two_components(wrong)
    wrong.have(less(q * far, p * near), Gap(p * near - q * far), "The nearer one is more probable.")
    refused(wrong, "the gap between the two sides: nothing here shows that")


def test_with_equal_weights_it_is(wrong):
    near, far, p, _ = two_components(wrong)
    wrong.have(less(far, near), Monotone(), "The exponential increases.")
    wrong.have(less(p * far, p * near), combine((Ref("1"), p)), "Times the common weight.")
    wrong.goal(less(p * far, p * near))
    assert check(wrong.frozen()).theorem is not None


def test_the_boundary_is_not_the_midpoint(wrong, refused):
    p, q, s, L = (wrong.symbol(name, "positive") for name in ("p", "q", "sigma", "L"))
    u = wrong.symbol("u")
    odds = sp.log(p / q) + L * u / s**2
    wrong.have(zero_exactly_at(odds, u, 0), LinearRoot(-L / s**2), "Half way between them.")
    refused(wrong, "the function is not the factor times (solution - unknown)")


def test_the_boundary_is_not_shifted_toward_the_heavier_component(wrong, refused):
    p, q, s, L = (wrong.symbol(name, "positive") for name in ("p", "q", "sigma", "L"))
    u = wrong.symbol("u")
    odds = sp.log(p / q) + L * u / s**2
    shift = s**2 / L * sp.log(p / q)
    wrong.have(zero_exactly_at(odds, u, shift), LinearRoot(-L / s**2), "The sign got lost.")
    refused(wrong, "the function is not the factor times (solution - unknown)")
