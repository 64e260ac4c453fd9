"""Random formulas over the declarations of the sheet."""

from __future__ import annotations

import random
from typing import Any

import sympy as sp
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

from ..notes.sheet import DRAFT

CONTEXT = DRAFT.context
_I, _F, _S, _D = (
    CONTEXT.indices,
    CONTEXT.families,
    {name: item.symbol for name, item in CONTEXT.symbols.items()},
    CONTEXT.definitions,
)
_SIZES = CONTEXT.sizes
#: Bound, but not declared: their ranges must be said where they are bound.
_MORE = (Index("i", _SIZES["N"]), Index("h", _SIZES["K"]))
_BINDABLE = (*_I.values(), *_MORE)
EVERY = frozenset((_I["n"], _I["j"], _I["k"], _I["e"]))
_UNARY = (
    sp.exp,
    sp.log,
    sp.sqrt,
    sp.Abs,
    lambda a: -a,
    lambda a: 1 / a,
    lambda a: sp.log(a**2 + 1),
)


def _of_size(free: frozenset[Any], size: str) -> list[Any]:
    return sorted((i for i in free if i.size.name == size), key=str)


class Maker:
    """Makes formulas; all choices come from ``rng``."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def formula(self, depth: int, free: frozenset[Any] = EVERY) -> Any:
        """A formula whose free indices are among ``free``."""
        if depth == 0 or self.rng.random() < 0.06:
            return self._leaf(free)
        kind = self.rng.choice(
            (
                *(self._bound, self._bound, self._squares, self._unary, self._binary),
                *(self._binary, self._power, self._decay, self._maps),
            )
        )
        found = kind(depth - 1, free)
        return self._leaf(free) if found is None else found

    def _leaf(self, free: frozenset[Any]) -> Any:
        points, kinds, coords = (_of_size(free, size) for size in "NKD")
        found: list[Any] = [*_S.values(), *_SIZES.values(), sp.pi, sp.Integer(2)]
        found += [sp.Rational(-3, 2), _D["sigma_0"].base, _D["L_of"].base, _D["u_prime"].base]
        found += [_F["y"][a] for a in points] + [_F["pi"][b] for b in kinds]
        found += [_F["pi"][_F["c"][a]] for a in points] + [_D["N_k"][b] for b in kinds]
        found += [_F["r"][a, b] for a in points for b in kinds]
        found += [delta(_F["c"][a], b) for a in points for b in kinds]
        found += [delta(*kinds[:2])] if len(kinds) > 1 else []
        found += [_F["x"][a, g] for a in points for g in coords]
        found += [_F["mu"][b, g] for b in kinds for g in coords]
        found += [_D["x_bar"][g] for g in coords] + [_F["A"][g, h] for g in coords for h in coords]
        return self.rng.choice(found)

    def _unused(self, free: frozenset[Any]) -> Any:
        unused = [i for i in _BINDABLE if i.name not in {f.name for f in free}]
        return self.rng.choice(unused) if unused else None

    def _bound(self, depth: int, free: frozenset[Any]) -> Any:
        index = self._unused(free)
        if index is None:
            return None
        build = self.rng.choice((total, total, product, minimum))
        return build(self.formula(depth, free | {index}), index)

    def _vector(self, free: frozenset[Any], at: Any) -> Any:
        points, kinds = _of_size(free, "N"), _of_size(free, "K")
        some = [_D["x_bar"][at], *(_F["x"][a, at] for a in points)]
        some += [_F["mu"][b, at] for b in kinds] + [_F["mu"][_F["c"][a], at] for a in points]
        factors = (1, -1, 2, sp.Rational(-3, 2), _S["t"], 1 / _S["sigma"])
        return sum(
            self.rng.choice(factors) * self.rng.choice(some) for _ in range(self.rng.randint(1, 3))
        )

    def _squares(self, depth: int, free: frozenset[Any]) -> Any:
        coords = [i for i in (_I["d"], _I["e"]) if i not in free]
        if not coords:
            return None
        first, second = self._vector(free, coords[0]), self._vector(free, coords[0])
        whole = first**2 if self.rng.random() < 0.6 else first * second
        return total(self.formula(depth, free) * whole, coords[0])

    def _unary(self, depth: int, free: frozenset[Any]) -> Any:
        return self.rng.choice(_UNARY)(self.formula(depth, free))

    def _decay(self, depth: int, free: frozenset[Any]) -> Any:
        below = self.rng.choice((2, 2 * _S["sigma"] ** 2, _S["sigma"] + _S["t"]))
        return sp.exp(-self.formula(depth, free) / below)

    def _power(self, depth: int, free: frozenset[Any]) -> Any:
        half = sp.Rational(1, 2)
        exponents = (2, 3, -1, -2, half, 3 * half, _SIZES["N"], -_SIZES["D"] * half, _S["t"])
        return self.formula(depth, free) ** self.rng.choice(exponents)

    def _binary(self, depth: int, free: frozenset[Any]) -> Any:
        a, b = self.formula(depth, free), self.formula(depth, free)
        return self.rng.choice(
            (a + b, a - b, a * b, a / b, _S["t"] * a - b / 2, indicator(a, b), xlogy(a, b))
        )

    def _maps(self, depth: int, free: frozenset[Any]) -> Any:
        index = next((i for i in (_I["n"], _I["m"], _MORE[0]) if i not in free), None)
        if index is None:
            return None
        z = _F["z"]
        body = _F["pi"][z[index]] * self.formula(depth, free | {index}) + _S["t"]
        return over_maps(total(body, index), z)
