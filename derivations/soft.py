"""The soft loss alone is hard: weights that sum to one do not soften k-means.

Main results:
    * F1 ``soft-loss-is-hard``: over soft assignments the squared loss is least at hard ones.
    * F1b ``ties-share-freely``: every split among nearest centres is a minimiser.
    * F1c ``negative-weights``: without w >= 0 the loss takes every value.
"""

from __future__ import annotations

from hardlimit.numeric import (
    distortion,
)
from hardlimit.proofs.author import (
    Cases,
    Chapter,
    Cite,
    Derivation,
    Family,
    GlobalOptimum,
    KnownIndicators,
    Ref,
    Rewrite,
    Unfold,
    at_most,
    combine,
    delta,
    derivation,
    differs,
    equal,
    indicator,
    less,
    minimises,
    minimum,
    total,
)

from .crosschecks import compare
from .notation import Mixture, mixture

CHAPTER = Chapter(
    "soft",
    "The soft loss alone is hard",
    "The answer that started this text mentions a soft variant of k-means: minimise $\\sum_n "
    "\\sum_k w_{nk} d_{nk}$ over weights that sum to one for each point, and get fuzzy "
    "assignments. But a weighted mean of distances is least when all the weight is on the "
    "smallest, so the minimisers of this loss are hard: it is k-means again. And the weights must "
    "not be negative, or the loss has no least value at all. What does soften k-means is the "
    "matter of the next chapter.",
)


def assignments(d: Derivation, m: Mixture) -> tuple[Family, Ref]:
    """Soft assignments w >= 0 whose rows sum to one, and that hypothesis."""
    w = d.family("w", m.N, m.K, sign="nonnegative", note="soft assignments")
    return w, d.assume("rows_sum_to_one", equal(total(w[m.n, m.k], m.k), 1), forall=m.n)


@derivation(
    label="F1",
    slug="soft-loss-is-hard",
    title="The soft loss alone is hard",
    summary="For soft assignments the loss is the k-means objective plus the weight that each "
    "farther centre holds, times its excess distance. So the least value is that of hard "
    "k-means, and it is reached only if no weight is on a centre that is not nearest.",
)
def soft_loss_is_hard(d: Derivation) -> None:
    """sum w d = D + sum w (d - m) >= D, and every single term of the excess counts."""
    m = mixture(d)
    n, k, j = m.n, m.k, m.j
    i, b = d.index("i", m.N), d.index("b", m.K)
    w, rows = assignments(d, m)
    dist = d.define("d", (n, k), m.distance(n, k), note="squared distances")
    least = d.define("m", n, minimum(dist[n, j], j), note="least squared distance")
    loss = d.define("L", (), total(w[n, k] * dist[n, k], k, n), note="the soft loss")
    D = d.define("distortion", (), total(least[n], n), tex=r"\mathcal{D}", note="k-means objective")
    excess = total(w[n, k] * (dist[n, k] - least[n]), k, n)
    single = w[i, b] * (dist[i, b] - least[i])
    with d.calc(
        loss,
        "Every distance is the least distance of its point plus an excess. The weights of each "
        "point sum to one, so the least distance counts once.",
    ) as split:
        split.eq(total(w[n, k] * least[n], k, n) + excess, "Least plus excess.", Unfold("L"))
        split.eq(total(least[n], n) + excess, "The weights sum to one.", Rewrite(rows))
        split.eq(D + excess, "Least distances add up.", Unfold("distortion"), goal=True)
    d.show(
        at_most(D, loss),
        "Weights and excesses are not negative, so the excess term can be left out.",
        combine((split.shown, -1), gap=excess),
    )
    rest = total((1 - delta(n, i) * delta(k, b)) * w[n, k] * (dist[n, k] - least[n]), k, n)
    d.show(
        at_most(D + single, loss),
        "Leave all out but the term of one point $i$ and one centre $b$: if that centre is not "
        "nearest and holds any weight, the loss is strictly above the least value.",
        combine((split.shown, -1), gap=rest),
    )
    d.pitfall(
        "Minimising the soft loss over the weights is a linear program, and linear programs are "
        "solved at corners. That the weights sum to one does not make them soft."
    )
    d.refer("stats.stackexchange.com/questions/551529")
    compare(d, distortion, D)


@derivation(
    label="F1b",
    slug="ties-share-freely",
    title="With a tie every split is as good",
    summary="However the weight of a point is split among its nearest centres, the soft loss has "
    "its least value. So with ties the minimiser is not unique, and the loss does not "
    "tell the split that EM makes in the limit from any other.",
)
def ties_share_freely(d: Derivation) -> None:
    """All weights on nearest centres, split in any way, minimise the loss."""
    m = mixture(d)
    n, k, j = m.n, m.k, m.j
    i, b = d.index("i", m.N), d.index("b", m.K)
    w, _ = assignments(d, m)
    dist = d.define("d", (n, k), m.distance(n, k), note="squared distances")
    least = d.define("m", n, minimum(dist[n, j], j), note="least squared distance")
    h = d.define("h", (n, k), indicator(dist[n, k], least[n]), note="one for a nearest centre")
    v = d.family("v", m.N, m.K, sign="nonnegative", note="any shares")
    d.assume("some_share", less(0, total(v[n, j] * h[n, j], j)), forall=n)
    u = d.define(
        "u", (n, k), v[n, k] * h[n, k] / total(v[n, j] * h[n, j], j), note="shares, nearest only"
    )
    loss = d.define("L", (), total(w[n, k] * dist[n, k], k, n), note="the soft loss")
    D = d.define("distortion", (), total(least[n], n), tex=r"\mathcal{D}", note="k-means objective")
    split = total(u[n, k] * dist[n, k], k, n)
    best = minimises(u[i, b], w[i, b], loss, domain=("rows_sum_to_one",))
    same = equal(h[n, k] * dist[n, k], h[n, k] * least[n])
    with d.details():
        with d.when("nearest", equal(dist[n, k], least[n])) as nearest:
            if_near = d.have(same, "It is the least.", Rewrite(nearest))
        with d.when("farther", differs(dist[n, k], least[n])):
            if_far = d.have(same, "Both sides are zero.", KnownIndicators("h"))
        each = d.have(same, "In both cases.", Cases(if_near, if_far))
    value = d.show(
        equal(split, D),
        "Only nearest centres have weight, and for them every distance is the least one. The "
        "shares of each point sum to one and are gone.",
        Rewrite(each, "u", "distortion"),
    )
    with d.details():
        lower = d.have(at_most(D, loss), "None is smaller (F1).", Cite("soft-loss-is-hard", 1))
        bound = d.have(at_most(split, loss), "As good as any.", combine(lower, value))
    d.show(
        best,
        "No soft assignment has a smaller loss (F1), and this split is one.",
        GlobalOptimum(bound),
    )
    d.pitfall(
        "In the limit of EM the shares are $v_{nk} = \\pi_k$. The soft loss cannot know this: the "
        "mixing weights do not occur in it."
    )


@derivation(
    label="F1c",
    slug="negative-weights",
    title="Without a sign the soft loss takes every value",
    summary="If the weights must sum to one but may be negative, the soft loss has no least "
    "value: put a weight above one on the nearer of two centres and a negative one on the "
    "farther. Then every real number is a value of the loss.",
)
def negative_weights(d: Derivation) -> None:
    """For any value v there are weights of any sign with sum one and loss v."""
    K = d.size("K", note="number of centres")
    k, a, b = d.indices("k a b", K)
    dist = d.family("d", K, note="squared distances of one point")
    v = d.symbol("v", note="any value")
    d.assume("two_distances", less(dist[a], dist[b]))
    much = (dist[b] - v) / (dist[b] - dist[a])
    w = d.define(
        "w",
        (k, a, b),
        delta(k, b) + much * (delta(k, a) - delta(k, b)),
        note="weights on centres $a$ and $b$ only",
    )
    d.show(
        equal(total(w[k, a, b], k), 1),
        "What is added on $a$ is taken away on $b$, so the sum stays one.",
        Unfold("w"),
    )
    d.show(
        equal(total(w[k, a, b] * dist[k], k), v),
        "Each unit moved from $b$ to $a$ lowers the loss by the difference of the two distances.",
        Unfold("w"),
    )
    d.pitfall(
        "The condition $w_{nk} \\ge 0$ is often left out. It cannot be: soft assignments are "
        "probabilities."
    )
    d.refer("stats.stackexchange.com/questions/551529")
