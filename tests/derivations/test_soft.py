"""Wrong claims about soft k-means: who refuses them, and why."""

import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    GlobalOptimum,
    Gradient,
    Ref,
    Rewrite,
    at_most,
    combine,
    differs,
    equal,
    has_gradient,
    indicator,
    less,
    minimises,
    minimum,
    total,
    xlogy,
)

NO_BOUND = "the line named does not compare the optimum with every other value"


def one_point(d, *, sign="nonnegative"):
    """One point: its distances to K centres, and weights w of some sign with sum one."""
    K = d.size("K")
    k, j, b = d.indices("k j b", K)
    dist = d.family("d", K)
    w = d.family("w", K, sign=sign)
    rows = d.assume("sum_to_one", equal(total(w[k], k), 1))
    return k, j, b, dist, w, rows


def test_without_a_sign_the_soft_loss_is_not_bounded_below(wrong, refused):
    k, j, _, dist, w, rows = one_point(wrong, sign="real")
    least = minimum(dist[j], j)
    loss = total(w[k] * dist[k], k)
    excess = total(w[k] * (dist[k] - least), k)
    split = wrong.have(equal(loss, least + excess), Rewrite((rows,)), "Least and excess.")
    wrong.have(at_most(least, loss), combine((split, -1), gap=excess), "Drop the excess.")
    refused(wrong, "the term left out: nothing here shows that")


def test_responsibilities_do_not_minimise_the_soft_loss(wrong, refused):
    k, j, _, dist, w, _ = one_point(wrong)
    s = wrong.symbol("sigma", "positive")

    def bell(i):
        return sp.exp(-dist[i] / (2 * s**2))

    soft = total(bell(k) / total(bell(j), j) * dist[k], k)
    wrong.have(
        at_most(soft, total(w[k] * dist[k], k)),
        ByHypothesis(),
        "Closer centres have larger weights.",
    )
    refused(wrong, "it follows from what is given: nothing here shows that")


def test_with_ties_the_minimiser_of_the_soft_loss_is_not_unique(wrong, refused):
    k, j, b, dist, w, rows = one_point(wrong)
    least = wrong.define("m", (), minimum(dist[j], j))
    h = wrong.define("h", k, indicator(dist[k], least))
    even = wrong.define("u", k, h[k] / total(h[j], j))
    loss = total(w[k] * dist[k], k)
    excess = total(w[k] * (dist[k] - least), k)
    split = wrong.have(equal(loss, least + excess), Rewrite((rows,)), "Least and excess.")
    elsewhere = wrong.case("elsewhere", differs(w[b], even[b]))
    wrong.have(
        less(least, loss),
        combine((split, -1), gap=excess),
        "Other weights are worse.",
        under=elsewhere,
    )
    refused(wrong, "nothing here is strict: only <= follows")


def test_there_is_no_derivative_where_a_weight_is_zero(wrong, refused):
    k, _, b, dist, w, _ = one_point(wrong)
    loss = total(w[k] * dist[k], k)
    wrong.have(has_gradient(loss, w[b], dist[b]), Gradient(), "Differentiate by one weight.")
    refused(wrong, "the variable may lie on the boundary", alone="accepts")


def with_entropy(d):
    """The loss of one point with entropy relative to pi, and bells weighted as one likes."""
    k, _, b, dist, w, _ = one_point(d)
    pi = d.family("pi", k.size, sign="positive")
    d.assume("weights_sum_to_one", equal(total(pi[k], k), 1))
    s = d.symbol("sigma", "positive")
    loss = total(w[k] * dist[k], k) + 2 * s**2 * total(xlogy(w[k], w[k] / pi[k]), k)

    def soft(weight):
        def bell(i):
            return weight(i) * sp.exp(-dist[i] / (2 * s**2))

        return bell(b) / total(bell(k), k)

    return b, w, pi, loss, soft


def test_the_minimiser_does_not_forget_the_mixing_weights(wrong, refused):
    b, w, _, loss, soft = with_entropy(wrong)
    best = minimises(soft(lambda _: 1), w[b], loss, domain=("sum_to_one",))
    wrong.have(best, GlobalOptimum(Ref("sum_to_one")), "Weights are equal, or do not matter.")
    refused(wrong, NO_BOUND)


def test_with_the_mixing_weights_only_the_proof_is_missing(wrong, refused):
    b, w, pi, loss, soft = with_entropy(wrong)
    best = minimises(soft(lambda i: pi[i]), w[b], loss, domain=("sum_to_one",), unique=True)
    wrong.have(best, GlobalOptimum(Ref("sum_to_one")), "The derivative is zero there.")
    refused(wrong, NO_BOUND, alone="accepts")


def test_fuzzy_weights_are_not_responsibilities(wrong, refused):
    """Fuzzy c-means with exponent 2: weights in proportion to one over the squared distance."""
    K = wrong.size("K")
    k, j = wrong.indices("k j", K)
    dist = wrong.family("d", K, sign="positive")
    s = wrong.symbol("sigma", "positive")
    fuzzy = 1 / dist[k] / total(1 / dist[j], j)
    soft = sp.exp(-dist[k] / (2 * s**2)) / total(sp.exp(-dist[j] / (2 * s**2)), j)
    wrong.have(equal(fuzzy, soft), Algebra(), "Without the limit it is fuzzy c-means.")
    refused(wrong, "the two sides differ: their residue is not zero")
