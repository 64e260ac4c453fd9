"""The M-step: what it maximises, and the new centres.

Main results:
    * C0 ``expected-log-likelihood``: what the M-step maximises, as a mean over labellings.
    * C0s ``separate-parts``: the same by components, with the parameters in separate places.
    * C1 ``means``: the new centres are weighted means, whatever the variances are.
    * C1f ``means-any-covariance``: and whatever covariances are.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from hardlimit.numeric import (
    evidence_lower_bound,
    expected_complete_log_likelihood,
    mean_update,
)
from hardlimit.proofs.author import (
    Algebra,
    Chapter,
    Cite,
    Derivation,
    Family,
    GlobalOptimum,
    Gradient,
    LinearRoot,
    LogLaws,
    MeanOverAssignments,
    Rewrite,
    Unfold,
    at_most,
    combine,
    derivation,
    differs,
    equal,
    has_gradient,
    less,
    maximises,
    minimises,
    over_maps,
    product,
    total,
    xlogy,
    zero_exactly_at,
)

from .crosschecks import compare, distinct_variances, expected_at
from .models import expected
from .notation import mixture
from .propose import gradient, solve

CHAPTER = Chapter(
    "m_steps",
    "The M-step: the centres",
    "The E-step has fixed the responsibilities $r_{nk}$. Now hold them fast and choose the "
    "parameters anew, so that the bound rises as far as it can. What has to be maximised is $Q$, "
    "the expected complete log-likelihood. For each parameter we go the way that most readers "
    "know: SymPy differentiates $Q$, with symbolic sums, and solves for the zero of the gradient. "
    "A zero of a gradient may be anything, though, so each time a second argument without "
    "calculus shows that it is the one global maximum.",
)


@derivation(
    label="C0",
    slug="expected-log-likelihood",
    title="What the M-step maximises",
    summary="If the labels were known, the log-likelihood would be a plain sum, one term for each "
    "point and its label. They are not, so take the average under the responsibilities. "
    "Each term feels the label of its own point only; in it, the indicator of a label is "
    "replaced by its probability $r_{nk}$. The result $Q$ splits into parts for weights, "
    "variances and centres.",
)
def expected_log_likelihood(d: Derivation) -> None:
    """E_r log p(X, Z) = Q = sum_k (N_k log pi_k - (D N_k / 2) log 2 pi v_k - S_k / 2 v_k)."""
    w = expected(d)
    m, n, k, e, r, pi, v = w.m, w.m.n, w.m.k, w.m.e, w.r, w.pi, w.v
    i = d.index("i", m.N)
    c = d.assignment("c", m.N, values=m.K, note="any one labelling of the data")
    z = d.assignment("z", m.N, values=m.K, note="labels that run through all possibilities")
    rows = w.rows(d)
    square = (m.x[n, e] - m.mu[k, e]) ** 2
    one = (2 * sp.pi * v[k]) ** sp.Rational(-1, 2) * sp.exp(-square / (2 * v[k]))
    density = d.define(
        "density",
        (n, k),
        product(one, e),
        tex=r"\mathcal{N}",
        note="density of component $k$ at point $n$",
    )
    F = d.define(
        "F",
        (),
        total(xlogy(r[n, k], pi[k] * density[n, k] / r[n, k]), k, n),
        tex=r"\mathcal{F}",
        note="the bound of B3",
    )
    H = d.define(
        "H", (), -total(xlogy(r[n, k], r[n, k]), k, n), note="entropy of the responsibilities"
    )

    def known(labels: Family) -> Any:
        return total(sp.log(pi[labels[i]] * density[i, labels[i]]), i)

    mean = over_maps(product(r[n, z[n]], n) * known(z), z)
    logs = total(r[n, k] * (sp.log(pi[k]) + sp.log(density[n, k])), k, n)
    complete = equal(sp.log(product(pi[c[n]] * density[n, c[n]], n)), known(c))
    d.goal(equal(mean, w.Q), equal(F, w.Q + H), complete)
    d.have(
        complete,
        "If the labels $c$ were known, the log of the joint density would have no sum inside any "
        "logarithm.",
        LogLaws(),
    )
    with d.details():
        bell = d.have(
            equal(
                sp.log(density[n, k]),
                -m.D / 2 * sp.log(2 * sp.pi * v[k]) - m.distance(n, k) / (2 * v[k]),
            ),
            "The log of one Gaussian.",
            Cite("log-density", 1, sigma=sp.sqrt(v[k]), x=(e, m.x[n, e]), m=(e, m.mu[k, e])),
        )
    with d.calc(
        mean,
        "The labels are not known, so average over all labellings. They are independent under "
        "$r$, so the term of a point is averaged over its own label alone; that sum is $Q$.",
    ) as line:
        line.eq(
            total(r[n, k] * sp.log(pi[k] * density[n, k]), k, n),
            "Each term is averaged over the label of its own point.",
            MeanOverAssignments(rows),
        )
        line.eq(logs, "The log of a product is the sum of the logs.", LogLaws())
        line.eq(w.at(), "Put in the log of the Gaussian.", Rewrite(bell))
        line.eq(w.Q, "This sum is what we call $Q$.", Unfold("Q"))
    with d.calc(
        F,
        "The bound is an average log-density plus an entropy (B3). The average is $Q$, and the "
        "entropy does not depend on the parameters.",
    ) as line:
        line.eq(
            total(r[n, k] * sp.log(pi[k] * density[n, k]), k, n) + H,
            "The bound has two parts (B3).",
            Cite("elbo", 1, p=(n, k, pi[k] * density[n, k]), q=(n, k, r[n, k])),
        )
        line.eq(logs + H, "The log of a product is the sum of the logs.", LogLaws())
        line.eq(w.at() + H, "Put in the log of the Gaussian.", Rewrite(bell))
        line.eq(w.Q + H, "They differ by the entropy.", Unfold("Q"))
    d.pitfall(
        "$Q$ is not the log-likelihood at the new parameters, and not the log of an average: the "
        "average is taken outside the logarithm. That is what makes it a bound, and what makes it "
        "easy."
    )
    d.refer("Bishop, PRML, section 9.3", "Stanford CS229, lecture notes")
    for function, formula in ((expected_complete_log_likelihood, w.Q), (evidence_lower_bound, F)):
        at = expected_at(function)
        compare(d, function, formula, at, v=distinct_variances)


@derivation(
    label="C0s",
    slug="separate-parts",
    title="Weights, variances and centres apart",
    summary="Add over the points first. Then only one count $N_k$ and one sum of squares $S_k$ of "
    "each component are left of the data, and weights, variances and centres stand in "
    "different places. This is why they can be maximised one after the other.",
)
def separate_parts(d: Derivation) -> None:
    """Q = sum_k (N_k log pi_k - (D N_k / 2) log 2 pi v_k - S_k / 2 v_k)."""
    w = expected(d)
    d.show(
        equal(w.Q, w.by_component()),
        "The two sums may be exchanged. Weights and variances do not depend on the point and move "
        "out of the inner one.",
        Unfold("Q", "N_r", "S"),
    )
    d.pitfall(
        "Separate does not mean that no order matters: the best variance depends on the centres. "
        "The centres come first, because the best ones depend on nothing else."
    )
    d.refer("MacKay, ITILA, chapter 22")


@derivation(
    label="C1",
    slug="means",
    title="The new centres are weighted means",
    summary="The gradient of $Q$ in a centre is a weighted sum of the differences $\\mathbf{x}_n "
    "- \\boldsymbol{\\mu}_j$, and it vanishes at their balance point. Steiner's identity "
    "shows that this is the only maximum. Neither weights nor variances enter the answer.",
)
def means(d: Derivation) -> None:
    """argmax over mu of Q is sum_n r_nk x_n / N_k."""
    w = expected(d)
    m, n, k, j, e, f, r, v = w.m, w.m.n, w.m.k, w.m.j, w.m.e, w.m.f, w.r, w.v
    x, mu = m.x, m.mu
    w.nonempty(d)
    best = d.define(
        "m",
        (k, e),
        total(r[n, k] * x[n, e], n) / w.count[k],
        tex=r"\hat{\mu}",
        vector=True,
        note="weighted means",
    )
    around = total(r[n, k] * total((x[n, e] - best[k, e]) ** 2, e), n)
    within = d.define("T", k, around, note="squared distances to the weighted mean")
    top = d.define("Q_m", (), w.at(mu=best), tex=r"\hat{Q}", note="$Q$ at the weighted means")
    slope = gradient(d.context.unfold_all(w.Q), mu[j, f])
    move = total((mu[k, e] - best[k, e]) ** 2, e)
    extra = total(w.count[k] / (2 * v[k]) * move, k)
    optimum = maximises(best[j, f], mu[j, f], w.Q, unique=True)
    with d.details():
        d.show(has_gradient(w.Q, mu[j, f], slope), "Term by term.", Gradient("Q"))
        d.have(equal(solve(slope, mu[j, f]), best[j, f]), "SymPy's zero is it.", Unfold("m", "N_r"))
    d.show(
        zero_exactly_at(slope, mu[j, f], best[j, f]),
        "The gradient is linear in the coordinate, with a factor that is not zero, so it vanishes "
        "in one place only: the weighted mean.",
        LinearRoot(w.count[j] / v[j], "m", "N_r"),
    )
    with d.details():
        steiner = d.have(
            equal(w.spread[k], within[k] + w.count[k] * move),
            "What a move costs (A2).",
            Cite("steiner", w=(n, r[n, k]), m=(e, mu[k, e])),
        )
        now = d.have(equal(w.Q, w.by_component()), "Sum over points first.", Cite("separate-parts"))
        then = d.have(
            equal(top, w.by_component(spread=within)),
            "The same at the means.",
            Cite("separate-parts", mu=(k, e, best[k, e])),
        )
    with d.calc(
        top - w.Q,
        "Sum $Q$ over the points first: the centres enter through sums of squares only. By "
        "Steiner's identity (A2) each of these is least at the weighted mean, and grows by $N_k$ "
        "times the squared move.",
    ) as gain:
        gain.eq(w.by_component(spread=within) - w.by_component(), "Subtract.", Rewrite(now, then))
        gain.eq(total((w.spread[k] - within[k]) / (2 * v[k]), k), "The rest cancels.", Algebra())
        gain.eq(extra, "That is the cost of the moves.", Rewrite(steiner), goal=True)
    with d.details():
        bound = d.show(
            at_most(w.Q, top), "No term is negative.", combine((gain.shown, -1), gap=extra)
        )
        with d.when("elsewhere", differs(mu[j, f], best[j, f])):
            strict = d.have(
                less(w.Q, top), "One is positive.", combine((gain.shown, -1), gap=extra)
            )
    d.show(
        optimum,
        "A sum of squares is never negative, and positive if one coordinate of one centre is "
        "moved. So the weighted means are the one global maximum, for all centres at once.",
        GlobalOptimum(bound, strict),
    )
    d.pitfall(
        "If a component is empty, $N_k = 0$, then $Q$ does not depend on its centre at all, and "
        "the formula reads $0/0$. A vanishing gradient alone would prove no maximum. And the "
        "answer does not depend on the variances: this is why centres may be fitted first."
    )
    d.refer("Bishop, PRML, section 9.2", "MacKay, ITILA, chapter 22")
    compare(d, mean_update, best[k, e])


@derivation(
    label="C1f",
    slug="means-any-covariance",
    title="Whatever the covariance is",
    summary="Full, diagonal or tied covariances do not change the answer. Write the inverse "
    "covariance as $\\mathbf{B}_k^\\top \\mathbf{B}_k$: the matrix $\\mathbf{B}_k$ turns "
    "the cloud into a round one, where Steiner's identity applies, and the mean of the "
    "turned points is the turned mean.",
)
def means_any_covariance(d: Derivation) -> None:
    """The weighted means minimise sum r_nk |B_k (x_n - mu_k)|^2 for any matrices B_k."""
    m = mixture(d)
    n, k, j, e, f, x, mu = m.n, m.k, m.j, m.e, m.f, m.x, m.mu
    g = d.index("g", m.D)
    r = d.family("r", m.N, m.K, sign="nonnegative", note="responsibilities, held fixed")
    B = d.family("B", m.K, m.D, m.D, note="a square root of the inverse covariance")
    count = d.define(
        "N_r", k, total(r[n, k], n), tex="N", note="number of points that component $k$ answers for"
    )
    d.assume("nonempty", less(0, count[k]), forall=k)
    best = d.define(
        "m",
        (k, e),
        total(r[n, k] * x[n, e], n) / count[k],
        tex=r"\hat{\mu}",
        vector=True,
        note="weighted means",
    )

    def length(vector: Any) -> Any:
        return total(total(B[k, g, e] * vector, e) ** 2, g)

    about = total(r[n, k] * length(x[n, e] - mu[k, e]), n)
    spread = d.define("S", k, about, note="Mahalanobis distances to the centre")
    around = total(r[n, k] * length(x[n, e] - best[k, e]), n)
    within = d.define("T", k, around, note="the same to the weighted mean")
    E, least = total(spread[k], k), total(within[k], k)
    move = length(mu[k, e] - best[k, e])
    extra = total(count[k] * move, k)
    optimum = minimises(best[j, f], mu[j, f], E)
    with d.details():
        steiner = d.have(
            equal(spread[k], within[k] + count[k] * move),
            "Steiner's identity (A2) in the coordinates $\\mathbf{B}_k\\mathbf{x}$.",
            Cite(
                "steiner",
                w=(n, r[n, k]),
                x=(n, g, total(B[k, g, e] * x[n, e], e)),
                m=(g, total(B[k, g, e] * mu[k, e], e)),
            ),
        )
    whole = d.show(
        equal(E, least + extra),
        "Steiner's identity (A2) for the points $\\mathbf{B}_k\\mathbf{x}_n$: since "
        "$\\mathbf{B}_k$ is linear, their mean is $\\mathbf{B}_k$ times the mean. Add over the "
        "components.",
        Rewrite(steiner),
    )
    with d.details():
        bound = d.show(
            at_most(least, E), "Squares are not negative.", combine((whole, -1), gap=extra)
        )
    d.show(
        optimum,
        "The weighted means minimise these distances, hence maximise $Q$, for every choice of "
        "covariances. (That they are the only minimum if the covariances are invertible is not "
        "shown here.)",
        GlobalOptimum(bound),
    )
    d.pitfall(
        "Differentiating the quadratic form uses that the inverse covariance is symmetric, which "
        "is often not said. And because the answer is the same for all covariances, fitting the "
        "centres first and the covariances afterwards loses nothing."
    )
    d.refer("Bishop, PRML, section 9.2", "Stanford CS229, lecture notes")
