"""Random well-formed expressions of the vocabulary, identities by construction, one-step changes.

The same code runs under hypothesis (``choose`` draws) and offline (``choose`` is that of
``random.Random``).  Names are picked to be mistaken: a family called ``sum``, symbols called
``min`` and ``size``, indices called ``b``, ``f``, ``c`` and ``o`` like the kinds of tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sympy as sp
from hardlimit.proofs.derivation import Derivation
from hardlimit.proofs.substitution import family_name, free_indices, substitute_index
from hardlimit.proofs.vocabulary import (
    BINDERS,
    Index,
    Indicator,
    MapSum,
    MinOver,
    XLogY,
    delta,
    indicator,
    minimum,
    product,
    total,
    xlogy,
)

Choose = Callable[[Sequence[Any]], Any]
Path = tuple[int, ...]
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


# -- places in an expression ---------------------------------------------------------------
def places(expr: Any, scope: Scope = (), path: Path = ()) -> Iterator[tuple[Path, Any, Scope]]:
    """All subexpressions with their paths and the bound indices in scope there."""
    yield path, expr, scope
    if isinstance(expr, BINDERS):
        inner = (*scope, *(limit[0] for limit in expr.args[1:]))
        yield from places(expr.args[0], inner, (*path, 0))
    elif isinstance(expr, MapSum):
        yield from places(expr.args[0], scope, (*path, 0))
    elif isinstance(expr, sp.Indexed):
        for position, index in enumerate(expr.indices, 1):
            yield from places(index, scope, (*path, position))
    elif not isinstance(expr, Index):
        for position, arg in enumerate(expr.args):
            yield from places(arg, scope, (*path, position))


def put(expr: Any, path: Path, new: Any) -> Any:
    """``expr`` with the part at ``path`` replaced."""
    if not path:
        return new
    args = list(expr.args)
    args[path[0]] = put(args[path[0]], path[1:], new)
    if isinstance(expr, sp.Indexed):
        return expr.base[tuple(args[1:])]
    return expr.func(*args)


# -- steps that change nothing -----------------------------------------------------------------
def _rename(make: Maker, part: Any, scope: Scope) -> Any:
    if not isinstance(part, BINDERS) or len(part.args) != 2:
        return None
    index = part.args[1][0]
    inside = tuple(i for _, p, s in places(part.args[0]) for i in s)
    new = make.fresh(index.size, (*scope, index, *inside))
    if new is None:
        return None
    return part.func(substitute_index(part.args[0], index, new), (new, 1, new.size))


def _swap(make: Maker, part: Any, scope: Scope) -> Any:
    if isinstance(part, sp.Sum) and isinstance(part.args[0], sp.Sum):
        inner = part.args[0]
        return sp.Sum(sp.Sum(inner.args[0], *part.args[1:]), *inner.args[1:])
    return None


def _distribute(make: Maker, part: Any, scope: Scope) -> Any:
    if isinstance(part, sp.Sum) and isinstance(part.args[0], sp.Add):
        return sp.Add(*[sp.Sum(a, *part.args[1:]) for a in part.args[0].args])
    if isinstance(part, sp.Mul):
        sums = [a for a in part.args if isinstance(a, sp.Add)]
        if sums:
            one = make.choose(sums)
            rest = sp.Mul(*[a for a in part.args if a is not one])
            return sp.Add(*[rest * a for a in one.args])
        inner = [a for a in part.args if isinstance(a, sp.Sum)]
        if inner:
            one = _rename(make, make.choose(inner), (*scope, *FREE)) or inner[0]
            rest = sp.Mul(*[a for a in part.args if a is not one and a != inner[0]])
            if len(inner) == 1:
                return sp.Sum(rest * one.args[0], *one.args[1:])
    return None


def _square(make: Maker, part: Any, scope: Scope) -> Any:
    if isinstance(part, sp.Pow) and part.exp == 2 and isinstance(part.base, sp.Sum):
        other = _rename(make, part.base, scope)
        return None if other is None else part.base * other
    if isinstance(part, sp.Pow) and part.exp == 2 and isinstance(part.base, sp.Add):
        return sp.Add(*[a * b for a in part.base.args for b in part.base.args])
    return None


def _spread(make: Maker, part: Any, scope: Scope) -> Any:
    """f(i) = sum_j delta(i, j) f(j)."""
    indices = [i for i in free_indices(part) if isinstance(i, Index)]
    if not indices or isinstance(part, Index):
        return None
    index = make.choose(sorted(indices, key=str))
    inside = tuple(i for _, _, s in places(part) for i in s)
    new = make.fresh(index.size, (*scope, *inside))
    if new is None:
        return None
    return total(delta(index, new) * substitute_index(part, index, new), new)


def _ratio(make: Maker, part: Any, scope: Scope) -> Any:
    one, two = (make.fresh(K, scope) for _ in range(2))
    if isinstance(part, Index) or one is None or two is None or one == two:
        return None
    return part * total(P[one], one) / total(P[two], two)


def _fold(make: Maker, part: Any, scope: Scope) -> Any:
    if isinstance(part, sp.Symbol | sp.Indexed) and not isinstance(part, Index):
        name = family_name(part) if isinstance(part, sp.Indexed) else part.name
        if name in DEFINED:
            at = tuple(part.indices) if isinstance(part, sp.Indexed) else ()
            return CONTEXT.definitions[name].at(at)
    return None


def _logs(make: Maker, part: Any, scope: Scope) -> Any:
    if isinstance(part, sp.log):
        if isinstance(part.args[0], sp.Mul):
            return sp.Add(*[sp.log(a) for a in part.args[0].args])
        return XLogY(sp.Integer(1), part.args[0])
    if isinstance(part, XLogY):
        return part.args[0] * sp.log(part.args[1])
    if isinstance(part, sp.Product):
        return sp.exp(sp.Sum(sp.log(part.args[0]), *part.args[1:]))
    return None


def _reflect(make: Maker, part: Any, scope: Scope) -> Any:
    if isinstance(part, Indicator):
        a, b = part.args
        return make.choose([Indicator(b, a), Indicator(2 * a, 2 * b), part**2])
    if isinstance(part, sp.Abs):
        return (
            make.choose([sp.Abs(-2 * part.args[0]) / 2, part**2 / part])
            if False
            else (sp.Abs(-2 * part.args[0]) / 2)
        )
    return None


SAME = (_rename, _swap, _distribute, _square, _spread, _ratio, _fold, _logs, _reflect)


def vary(make: Maker, expr: Any, steps: int) -> Any:
    """``expr`` after some steps that change its form but not its value."""
    for _ in range(steps):
        spots = [(p, e, s) for p, e, s in places(expr) if not isinstance(e, Index | sp.Number)]
        options = []
        for change in SAME:
            for path, part, scope in spots:
                if change in (_spread, _ratio) and path and not make.chance(20):
                    continue
                options.append((change, path, part, scope))
        if not options:
            return expr
        for _ in range(12):
            change, path, part, scope = make.choose(options)
            new = change(make, part, scope)
            if new is not None:
                expr = put(expr, path, new)
                break
    return expr


# -- one change --------------------------------------------------------------------------------
def spoil(make: Maker, expr: Any) -> Any:
    """``expr`` with one thing changed; usually another value, not always."""
    path, part, scope = make.choose(list(places(expr)))
    if isinstance(part, Index):
        others = [i for i in (*scope, *FREE) if i.size == part.size and i != part]
        return put(expr, path, make.choose(others)) if others else expr
    if isinstance(part, sp.Number):
        return put(expr, path, part + 1)
    options: list[Any] = [2 * part, -part, part + 1]
    if isinstance(part, sp.Add | sp.Mul):
        drop = make.choose(range(len(part.args)))
        options += [part.func(*[a for i, a in enumerate(part.args) if i != drop])] * 4
    if isinstance(part, sp.Pow) and not isinstance(part, sp.exp):
        options += [part.base, part.base ** (part.exp + 1)] * 2
    if isinstance(part, sp.Indexed):
        options += [make.entry(scope)] * 2
        if len(part.indices) == 2 and part.base in (A.base, B.base):
            options += [part.base[part.indices[1], part.indices[0]]] * 4
    if isinstance(part, sp.exp | sp.log | sp.Abs):
        options += [part.args[0]] * 2
    if isinstance(part, sp.Sum):
        index = part.args[1][0]
        options += [minimum(part.args[0], index)] if len(part.args) == 2 else []
        options += [part.func(part.args[0] ** 2, *part.args[1:])]
    if isinstance(part, MinOver):
        options += [-minimum(-part.args[0], part.args[1][0])] * 3
    if isinstance(part, sp.KroneckerDelta):
        options += [sp.Integer(1), sp.Integer(0)]
    return put(expr, path, make.choose(options))
