"""Random well-formed expressions of the vocabulary.

The same code runs under hypothesis (``choose`` draws) and offline (``choose`` is that of
``random.Random``).  Names are picked to be mistaken: a family called ``sum``, symbols called
``min`` and ``size``, indices called ``b``, ``f``, ``c`` and ``o`` like the kinds of tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sympy as sp
from hardlimit.proofs.derivation import Derivation
from hardlimit.proofs.vocabulary import (
    Index,
    delta,
    indicator,
    minimum,
    product,
    total,
    xlogy,
)

Choose = Callable[[Sequence[Any]], Any]
Scope = tuple[Index, ...]

D = Derivation("F", "fuzz", "Fuzz", "fuzz")
N, K, E = D.size("N"), D.size("K"), D.size("D")
FREE = (
    *D.indices("b f", N),
    *D.indices("c o", K),
    D.index("el", E),
)
BOUND = {"N": ["n", "m", "i", "l", "t", "u"], "K": ["k", "j", "q", "g"], "D": ["e", "h", "d"]}
X = D.family("sum", N, E)
MU = D.family("mu", K, E)
R = D.family("r", N, K, sign="positive")
P = D.family("p", K, sign="positive")
W = D.family("w", N)
A = D.family("a", N, N)
B = D.family("B", K, K, sign="positive")
Q = D.family("qq", K, sign="nonnegative")
Z = D.assignment("z", N, values=K)
U = D.assignment("own", N, values=N)
S = D.symbol("min", "positive")
Y = D.symbol("size")
V = D.symbol("exp")
_k, _e, _n = Index("k", K), Index("e", E), Index("n", N)
TOTAL = D.define("map", (), total(P[_k], _k))
NORM = D.define("norm", FREE[0], total(X[FREE[0], _e] ** 2, _e))
SHARE = D.define("share", (FREE[0], FREE[2]), R[FREE[0], FREE[2]] * P[FREE[2]] / TOTAL)
CONTEXT = D.context
DEFINED = ("map", "norm", "share")
_PLAIN = (X, MU, R, P, W, A, B, Q)
_POSITIVE = (R, P, B)


class Maker:
    """Makes expressions; every decision is a call of ``choose``."""

    def __init__(self, choose: Choose) -> None:
        self.choose = choose

    def chance(self, percent: int) -> bool:
        """True in about ``percent`` of 100 calls."""
        return bool(self.choose(range(100)) < percent)

    def fresh(self, size: Any, scope: Scope) -> Index | None:
        """A bound index of that size whose name is not in scope."""
        used = {i.name for i in scope} | {i.name for i in FREE}
        names = [name for name in BOUND[size.name] if name not in used]
        return Index(self.choose(names), size) if names else None

    def index(self, size: Any, scope: Scope) -> Any:
        """An index expression of that size."""
        here = [i for i in (*scope, *scope, *FREE) if i.size == size]
        if size == K and self.chance(12):
            return Z[self.index(N, scope)]
        if size == N and self.chance(8):
            return U[self.choose([i for i in (*scope, *FREE) if i.size == N])]
        return self.choose(here)

    def entry(self, scope: Scope, families: Sequence[Any] = _PLAIN) -> Any:
        """An entry of one of the families."""
        family = self.choose(families)
        return family[tuple(self.index(s, scope) for s in family.sizes)]

    def leaf(self, scope: Scope) -> Any:
        """A number, symbol, entry, delta or definition."""
        roll = self.choose(range(20))
        if roll < 11:
            return self.entry(scope)
        if roll < 13:
            return self.choose([S, Y, V, N, K, sp.pi])
        if roll < 15:
            size = self.choose([N, K])
            return delta(self.index(size, scope), self.index(size, scope))
        if roll < 17:
            size_n, size_k = self.index(N, scope), self.index(K, scope)
            return self.choose([TOTAL, NORM[size_n], SHARE[size_n, size_k]])
        return sp.Rational(self.choose([-2, -1, 1, 2, 3]), self.choose([1, 1, 2, 3]))

    def positive(self, depth: int, scope: Scope) -> Any:
        """An expression that is positive for every value of its parts."""
        roll = self.choose(range(8)) if depth > 0 else 7
        if roll == 0:
            return self.positive(depth - 1, scope) + self.positive(depth - 1, scope)
        if roll == 1:
            return self.positive(depth - 1, scope) * self.positive(depth - 1, scope)
        if roll == 2:
            return sp.exp(self.real(depth - 1, scope))
        if roll in (3, 4):
            i = self.fresh(self.choose([N, K, E]), scope)
            if i is not None:
                return total(self.positive(depth - 1, (*scope, i)), i)
        if roll == 5:
            half = sp.Rational(self.choose([1, -1, 3]), 2)
            return self.positive(depth - 1, scope) ** self.choose([half, sp.Integer(-1)])
        if roll == 6:
            i = self.fresh(self.choose([N, K]), scope)
            if i is not None:
                return product(self.positive(depth - 1, (*scope, i)), i)
        return self.choose([S, self.entry(scope, _POSITIVE), sp.Integer(2)])

    def real(self, depth: int, scope: Scope) -> Any:
        """Any expression."""
        if depth <= 0:
            return self.leaf(scope)
        roll = self.choose(range(24))
        if roll < 4:
            return self.real(depth - 1, scope) + self.real(depth - 1, scope)
        if roll < 9:
            return self.real(depth - 1, scope) * self.real(depth - 1, scope)
        if roll < 15:
            i = self.fresh(self.choose([N, K, E]), scope)
            return total(self.real(depth - 1, (*scope, i)), i) if i else self.leaf(scope)
        if roll == 15:
            return self.real(depth - 1, scope) ** self.choose([2, 2, 3])
        if roll == 16:
            return self.positive(depth - 1, scope)
        if roll == 17:
            return sp.log(self.positive(depth - 1, scope))
        if roll == 18:
            return xlogy(self.entry(scope, (Q, P)), self.positive(depth - 1, scope))
        if roll == 19:
            i = self.fresh(self.choose([N, K]), scope)
            return minimum(self.real(depth - 1, (*scope, i)), i) if i else self.leaf(scope)
        if roll == 20:
            return indicator(self.real(depth - 1, scope), self.leaf(scope))
        if roll == 21:
            return sp.Abs(self.real(depth - 1, scope))
        if roll == 22:
            return self.real(depth - 1, scope) / self.positive(depth - 1, scope)
        return self.leaf(scope)
