"""Termination: the means of k-means stop moving after finitely many steps.

Main results:
    * G2 ``lloyd-terminates``: the means move at most K^N times, whatever the tie rule.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hardlimit.proofs.author import (
    Chapter,
    Cite,
    Derivation,
    Pigeonhole,
    Ref,
    Rewrite,
    at_most,
    combine,
    delta,
    derivation,
    equal,
    indicator,
    less,
    total,
)

CHAPTER = Chapter(
    "termination",
    "Why k-means stops",
    "A step of k-means never raises the loss, and lowers it if a mean moves. That alone is no "
    "proof that the algorithm stops: a loss can fall for ever, by less and less. What saves the "
    "day is that after an update the loss belongs to the *partition*, and there are only "
    "finitely many partitions. The argument must get by without a rule for ties, because the "
    "data may contain equal points and equal distances.",
)


@dataclass(frozen=True)
class Run:
    """A run of k-means, its loss after each step, and what the next update saves."""

    t: Any
    n: Any
    k: Any
    e: Any
    x: Any
    mu: Any
    c: Any
    count: Any
    sums: Any
    empty: Any
    updated: Ref
    again: Any = None
    V: Any = None
    saved: Any = None

    def formula(self, t: Any, k: Any, e: Any) -> Any:
        """The new centre of cluster k for the labels of step t."""
        kept = self.empty[t, k] * self.mu[t, k, e]
        return (self.sums[t, k, e] + kept) / (self.count[t, k] + self.empty[t, k])


def lloyd_run(d: Derivation) -> Run:
    """Declare a run: labels c_t, then centres mu_(t+1), then labels c_(t+1) nearest to them."""
    N, D = d.size("N", note="number of data points"), d.size("D", note="dimension")
    T = d.size("T", note="number of steps after the first")
    K = d.size("K", note="number of clusters")
    n, k, t, e = d.index("n", N), d.index("k", K), d.index("t", T), d.index("e", D)
    x = d.family("x", N, D, vector=True, note="data points")
    mu = d.family("mu", T, K, D, vector=True, note="centres before step $t$")
    c = d.assignment("c", T, N, values=K, note="labels in step $t$")
    member = delta(k, c[t, n])
    count = d.define("count", (t, k), total(member, n), tex="N", note="cluster sizes in step $t$")
    points = total(member * x[n, e], n)
    sums = d.define("s", (t, k, e), points, vector=True, note="sums of the clusters")
    empty = d.define("h", (t, k), indicator(count[t, k], 0), note="one for an empty cluster")
    plain = Run(t, n, k, e, x, mu, c, count, sums, empty, Ref("updated"))
    d.assume("updated", equal(mu[t + 1, k, e], plain.formula(t, k, e)), forall=(t, k, e))
    own, other = mu[t + 1, c[t + 1, n], e], mu[t + 1, k, e]
    d.assume(
        "nearest",
        at_most(total((x[n, e] - own) ** 2, e), total((x[n, e] - other) ** 2, e)),
        forall=(t, n, k),
    )
    again = d.define(
        "again",
        (t, k, e),
        plain.formula(t + 1, k, e),
        tex=r"\mu^{+}",
        vector=True,
        note="centres after step $t + 1$",
    )
    moves = total(count[t + 1, k] * total((mu[t + 1, k, e] - again[t, k, e]) ** 2, e), k)
    saved = d.define("S", t, moves, tex=r"\Delta", note="what the update in step $t + 1$ saves")
    d.assume("moving", less(0, saved[t]), forall=t)
    mean = d.define(
        "y",
        (t, n, e),
        sums[t, c[t, n], e] / count[t, c[t, n]],
        vector=True,
        note="mean of the cluster that point $n$ is in",
    )
    error = total(total((x[n, e] - mean[t, n, e]) ** 2, e), n)
    V = d.define("V", t, error, note="loss after step $t$, by the labels alone")
    return replace(plain, again=again, V=V, saved=saved)


@derivation(
    label="G2",
    slug="lloyd-terminates",
    title="The means move finitely often",
    summary="After an update the loss is a number that belongs to the partition, and there are at "
    "most $K^N$ of them. It falls strictly as long as means move, so no partition comes back, and "
    "a run in which means move in every step is short. Ties may be decided in any way, even "
    "differently each time. (Steps that move nothing leave all centres where they are, since "
    "empty clusters keep theirs; they can be left out of a run.)",
)
def lloyd_terminates(d: Derivation) -> None:
    """T + 1 <= K^N if the means of non-empty clusters move in each step after the first."""
    g = lloyd_run(d)
    c, t, n, k, e, x, mu = g.c, g.t, g.n, g.k, g.e, g.x, g.mu
    T, K, N = (d.context.sizes[s] for s in "TKN")
    d.goal(less(g.V[t + 1], g.V[t]), at_most(T + 1, K**N))
    for time, words in ((t, "In step $t$"), (t + 1, "In step $t + 1$")):
        put = _at(g, time)
        d.have(
            less(0, g.count[time, k] + g.empty[time, k]),
            Cite("update-step", families=put),
            f"{words} the new centres are well defined (G1.1),",
        )
        d.have(
            less(0, g.count[time, c[time, n]]),
            Cite("update-step", part=2, families=put),
            "and the cluster of a point is not empty.",
        )
    reached = total(total((x[n, e] - mu[t + 1, c[t, n], e]) ** 2, e), n)
    line = d.calc(reached)
    line.eq(
        total(total((x[n, e] - g.formula(t, c[t, n], e)) ** 2, e), n),
        Rewrite((g.updated,)),
        "The loss after step $t$: the centres are those of the update,",
    )
    line.eq(
        g.V[t],
        Cite("update-step", part=3, families=_at(g, t)),
        "so it depends on the labels $c_t$ alone (G1.1). Call it $V_t$.",
    )
    before = line.done()
    next_loss = total(total((x[n, e] - g.again[t, c[t + 1, n], e]) ** 2, e), n)
    after = d.have(
        equal(next_loss, g.V[t + 1]),
        Cite("update-step", part=3, families=_at(g, t + 1)),
        "Likewise after the step that follows.",
    )
    step = d.have(
        at_most(next_loss + g.saved[t], reached),
        Cite(
            "lloyd-descent",
            part=1,
            families=(
                ("c", (n,), c[t, n]),
                ("b", (n,), c[t + 1, n]),
                ("mu", (k, e), mu[t + 1, k, e]),
            ),
        ),
        "That step lowers the loss by what its update saves, at least (G1).",
    )
    falls = d.have(
        less(g.V[t + 1], g.V[t]),
        combine(step, (after, -1), before, gap=g.saved[t]),
        "By assumption this is positive, because means move. So the loss falls strictly,",
    )
    d.have(
        at_most(T + 1, K**N),
        Pigeonhole(falls, "c"),
        "and no labelling can occur twice: it would have the same loss. There are $K^N$ of them.",
    )
    d.pitfall(
        "One often reads that ties must be decided consistently, or the algorithm may not stop. "
        "That is needed if one waits for the *labels* to repeat; the means stop in any case. "
        "The bound $K^N$ is no estimate of the running time, which is usually short but can be "
        "exponential."
    )
    d.refer("Shalev-Shwartz and Ben-David, Understanding Machine Learning, section 22.2")


def _at(g: Run, time: Any) -> tuple[Any, ...]:
    """The update of the labels and centres of step ``time``, for citing G1.1."""
    return (("c", (g.n,), g.c[time, g.n]), ("mu", (g.k, g.e), g.mu[time, g.k, g.e]))
