"""Declarations that many of the derivations of these tests share."""

from __future__ import annotations

from hardlimit.proofs.author import Derivation

from .lab import paper


class Names:
    """Declarations that most of the derivations below share."""

    def __init__(self) -> None:
        self.d: Derivation = paper()
        d = self.d
        self.N, self.K = d.size("N"), d.size("K")
        self.n, self.m = d.indices("n m", self.N)
        self.k, self.j, self.i = d.indices("k j i", self.K)
        self.x, self.w = d.family("x", self.N), d.family("w", self.N)
        self.p = d.family("p", self.K, sign="positive")
        self.r = d.family("r", self.N, self.K, sign="positive")
        self.b = d.family("b", self.K, self.K, sign="positive")
        self.s, self.y = d.symbol("s", "positive"), d.symbol("y")
