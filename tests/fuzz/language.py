"""Random well-formed expressions of the vocabulary.

The same code runs under hypothesis (``choose`` draws) and offline (``choose`` is that of
``random.Random``).  Names are picked to be mistaken: a family called ``sum``, symbols called
``min`` and ``size``, indices called ``b``, ``f``, ``c`` and ``o`` like the kinds of tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sympy as sp
from hardlimit.proofs.author import Derivation, less
from hardlimit.proofs.language.vocabulary import (
    Index,
    delta,
    indicator,
    minimum,
    over_maps,
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
BOUND = {"N": ["n", "m", "i", "l", "t", "u"], "K": ["k", "j", "q", "s"], "D": ["e", "h", "d"]}
X = D.family("sum", N, E)
MU = D.family("mu", K, E)
R = D.family("r", N, K, sign="positive")
P = D.family("p", K, sign="positive")
W = D.family("w", N)
A = D.family("a", N, N)
B = D.family("B", K, K, sign="positive")
Q = D.family("qq", K, sign="nonnegative")
# Real families of which a fact says where they are positive: everywhere, at one
# component, on the diagonal, from the second entry on.
G = D.family("g", N)
H = D.family("hh", K)
L = D.family("lam", N, K)
C = D.family("cov", K, K)
J = D.family("loss", N)
Z = D.assignment("z", N, values=K)
LABEL = D.assignment("label", N, values=K)
U = D.assignment("own", N, values=N)
S = D.symbol("min", "positive")
Y = D.symbol("size")
V = D.symbol("exp")
T = D.symbol("log")
_k, _e, _n = D.index("kk", K), Index("e", E), D.index("nn", N)
TOTAL = D.define("map", (), total(P[_k], _k))
NORM = D.define("norm", FREE[0], total(X[FREE[0], _e] ** 2, _e))
SHARE = D.define("share", (FREE[0], FREE[2]), R[FREE[0], FREE[2]] * P[FREE[2]] / TOTAL)
SCALE = D.define("scale", _n, G[_n] ** 2 / 2 - Y)
D.assume("T", less(0, T))
D.assume("G", less(0, G[_n]), forall=_n)
D.assume("H", less(0, H[FREE[2]]))
D.assume("L", less(0, L[_n, FREE[2]]), forall=_n)
D.assume("C", less(0, C[_k, _k]), forall=_k)
D.assume("J", less(0, J[_n + 1]), forall=_n)
D.assume("scaled", less(0, SCALE[_n]), forall=_n)
CONTEXT = D.context
DEFINED = ("map", "norm", "share", "scale")
_PLAIN = (X, MU, R, P, W, A, B, Q, G, H, L, C, J)
_POSITIVE = (R, P, B)


class Maker:
    """Makes expressions; every decision is a call of ``choose``.

    Args:
        choose: picks one of some options.
        maps: whether the assignment ``Z`` is summed over (and then occurs in such sums
            only) or free.
    """

    def __init__(self, choose: Choose, maps: bool = False) -> None:
        self.choose = choose
        self.maps = maps
        self._inside = False

    def chance(self, percent: int) -> bool:
        """True in about ``percent`` of 100 calls."""
        return bool(self.choose(range(100)) < percent)

    def fresh(self, size: Any, scope: Scope) -> Index | None:
        """A bound index of that size whose name is not in scope."""
        used = {i.name for i in scope} | {i.name for i in FREE}
        names = [name for name in BOUND[size.name] if name not in used]
        return Index(self.choose(names), size) if names else None

    def index(self, size: Any, scope: Scope) -> Any:
        """An index expression of that size: a name, the next one, a value of an assignment."""
        here = [i for i in (*scope, *scope, *FREE) if i.size == size]
        if size == K and self.chance(60 if self._inside else 12):
            if self._inside:
                # An assignment that is summed over has no value beyond its range.
                return Z[self.choose([i for i in (*scope, *FREE) if i.size == N])]
            return (LABEL if self.maps or self.chance(30) else Z)[self.index(N, scope)]
        if size == N and self.chance(8):
            return U[self.choose([i for i in (*scope, *FREE) if i.size == N])]
        return self.choose(here) + (1 if self.chance(8) else 0)

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
            return self.choose([S, Y, V, T, N, K, sp.pi])
        if roll < 15:
            size = self.choose([N, K])
            return delta(self.index(size, scope), self.index(size, scope))
        if roll < 17:
            size_n, size_k = self.index(N, scope), self.index(K, scope)
            return self.choose([TOTAL, NORM[size_n], SHARE[size_n, size_k], SCALE[size_n]])
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
        return self.choose([S, T, sp.Integer(2), self.entry(scope, _POSITIVE), self.known(scope)])

    def known(self, scope: Scope) -> Any:
        """An entry (or a definition) that a fact says is positive."""
        at = FREE[2]
        n, k = (self.choose([i for i in (*scope, *FREE) if i.size == s]) for s in (N, K))
        return self.choose([G[n], H[at], L[n, at], SCALE[n], C[k, k], J[n + 1]])

    def over_maps(self, depth: int, scope: Scope) -> Any:
        """A sum over all assignments."""
        if not self.maps or self._inside:
            return self.leaf(scope)
        self._inside = True
        body = self.real(depth - 1, scope)
        self._inside = False
        return over_maps(body, Z)

    def real(self, depth: int, scope: Scope) -> Any:
        """Any expression."""
        if depth <= 0:
            return self.leaf(scope)
        roll = self.choose(range(28 if self.maps else 25))
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
        if roll >= 24:
            return self.over_maps(depth, scope)
        return self.leaf(scope)
