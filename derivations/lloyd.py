"""Steps of k-means and what labels decide, declared once for the chapters that speak of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hardlimit.proofs.author import Derivation, Index, Ref, at_most, delta, indicator, total

from .notation import Mixture, mixture


@dataclass(frozen=True)
class Update:
    """The update for labels c: sizes, sums and errors of the clusters, and their new centres."""

    count: Any
    sums: Any
    empty: Any
    new: Any
    before: Any
    after: Any
    saved: Any

    def whole(self, k: Any) -> Any:
        """The denominator of the new centre."""
        return self.count[k] + self.empty[k]


def update(d: Derivation, m: Mixture, c: Any) -> Update:
    """Declare the new centres for labels c; an empty cluster keeps its centre."""
    n, k, e, x, mu = m.n, m.k, m.e, m.x, m.mu
    member = delta(k, c[n])
    count = d.define("count", k, total(member, n), tex="N", note="size of cluster $k$")
    sums = d.define("s", (k, e), total(member * x[n, e], n), vector=True, note="sum of its points")
    empty = d.define("h", k, indicator(count[k], 0), note="one for an empty cluster")
    new = d.define(
        "new",
        (k, e),
        (sums[k, e] + empty[k] * mu[k, e]) / (count[k] + empty[k]),
        tex=r"\mu'",
        vector=True,
        note="new centres: the mean of the cluster; an empty one keeps its centre",
    )

    def error(centre: Any) -> Any:
        return total(member * total((x[n, e] - centre[k, e]) ** 2, e), n)

    return Update(
        count,
        sums,
        empty,
        new,
        d.define("E", k, error(mu), note="squared error of cluster $k$, old centre"),
        d.define("E_new", k, error(new), tex="E'", note="squared error of cluster $k$, new centre"),
        total(count[k] * total((mu[k, e] - new[k, e]) ** 2, e), k),
    )


def loss(m: Mixture, labels: Any, centre: Any) -> Any:
    """The loss of k-means: squared distances to the centres that the labels choose."""
    return total(total((m.x[m.n, m.e] - centre[labels[m.n], m.e]) ** 2, m.e), m.n)


@dataclass(frozen=True)
class Step:
    """One step of k-means: labels c, centres mu; nearest labels b, updated centres."""

    m: Mixture
    c: Any
    b: Any
    nearest: Ref
    u: Update
    J: Any
    J_b: Any
    J_new: Any


def lloyd_step(d: Derivation) -> Step:
    """Declare a step of k-means from labels c and centres mu."""
    m = mixture(d)
    n, k = m.n, m.k
    c = d.assignment("c", m.N, values=m.K, note="the labels before the step")
    b = d.assignment("b", m.N, values=m.K, tex="c'", note="the labels after it: nearest centres")
    nearest = d.assume("nearest", at_most(m.distance(n, b[n]), m.distance(n, k)), forall=(n, k))
    u = update(d, m, b)
    return Step(
        m,
        c,
        b,
        nearest,
        u,
        d.define(
            "J", (), loss(m, c, m.mu), tex=r"J(c, \boldsymbol{\mu})", note="loss before the step"
        ),
        d.define(
            "J_b",
            (),
            loss(m, b, m.mu),
            tex=r"J(c', \boldsymbol{\mu})",
            note="loss after the assignment",
        ),
        d.define(
            "J_new",
            (),
            loss(m, b, u.new),
            tex=r"J(c', \boldsymbol{\mu}')",
            note="loss after the update",
        ),
    )


@dataclass(frozen=True)
class Clusters:
    """What labels decide: sizes and sums of the clusters, and the loss after an update."""

    count: Any
    sums: Any
    empty: Any
    V: Any
    time: tuple[Any, ...]

    def whole(self, k: Any) -> Any:
        """The denominator of the new centre."""
        return self.count[(*self.time, k)] + self.empty[(*self.time, k)]

    def centre(self, k: Any, e: Any, old: Any) -> Any:
        """The new centre; an empty cluster keeps the old one."""
        at = (*self.time, k)
        return (self.sums[(*at, e)] + self.empty[at] * old) / self.whole(k)


def clusters(
    d: Derivation,
    x: Any,
    labels: Callable[[Index], Any],
    indices: tuple[Index, Index, Index],
    time: tuple[Index, ...] = (),
    mark: str = "",
) -> Clusters:
    """Define all that the given labels decide; ``mark`` is put to the names, a prime in print."""
    n, k, e = indices
    prime = "'" if mark else ""
    member = delta(k, labels(n))
    count = d.define(
        f"count{mark}", (*time, k), total(member, n), tex=f"N{prime}", note="sizes of the clusters"
    )
    points = total(member * x[n, e], n)
    sums = d.define(
        f"s{mark}", (*time, k, e), points, tex=f"s{prime}", vector=True, note="sums of the clusters"
    )
    empty = d.define(
        f"h{mark}",
        (*time, k),
        indicator(count[(*time, k)], 0),
        tex=f"h{prime}",
        note="one for an empty cluster",
    )
    mean = d.define(
        f"y{mark}",
        (*time, n, e),
        sums[(*time, labels(n), e)] / count[(*time, labels(n))],
        tex=f"y{prime}",
        vector=True,
        note="mean of the cluster that point $n$ is in",
    )
    error = total(total((x[n, e] - mean[(*time, n, e)]) ** 2, e), n)
    tex = "V" if time else f"V(c{prime})"
    V = d.define(f"V{mark}", time, error, tex=tex, note="loss after the update")
    return Clusters(count, sums, empty, V, time)
