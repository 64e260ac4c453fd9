"""The names that all chapters share, so that a symbol means one thing throughout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hardlimit.proofs.author import Derivation, Family, Index, Ref, equal, total


@dataclass(frozen=True)
class Mixture:
    """Data x, centres mu and (where declared) weights pi and width sigma of one derivation."""

    N: Any
    K: Any
    D: Any
    n: Index
    k: Index
    j: Index
    e: Index
    f: Index
    x: Family
    mu: Family

    def distance(self, n: Any, k: Any) -> Any:
        """|x_n - mu_k|^2, written out over the coordinates."""
        return total((self.x[n, self.e] - self.mu[k, self.e]) ** 2, self.e)


def mixture(d: Derivation) -> Mixture:
    """Declare N data points and K centres in D dimensions.

    ``e`` is meant for sums over coordinates, ``f`` for a free coordinate; likewise
    ``k`` and ``j`` for components.
    """
    N = d.size("N", note="number of data points")
    K = d.size("K", note="number of components")
    D = d.size("D", note="dimension")
    n = d.index("n", N)
    k, j = d.indices("k j", K)
    e, f = d.indices("e f", D)
    x = d.family("x", N, D, vector=True, note="data points")
    mu = d.family("mu", K, D, vector=True, note="centres")
    return Mixture(N, K, D, n, k, j, e, f, x, mu)


def weights(d: Derivation, m: Mixture) -> tuple[Family, Ref]:
    """Positive mixing weights pi that sum to one, and that hypothesis."""
    pi = d.family("pi", m.K, sign="positive", note="mixing weights")
    return pi, d.assume("weights_sum_to_one", equal(total(pi[m.k], m.k), 1))


def width(d: Derivation) -> Any:
    """The common standard deviation sigma > 0."""
    return d.symbol("sigma", "positive", note="common standard deviation")
