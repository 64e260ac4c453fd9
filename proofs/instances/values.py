"""Values drawn at random: fractions of several kinds, ties, zeros; labels; free indices."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from typing import Any

import flint

from ..language.context import Context, declared_name
from ..language.declared import DECLARED
from ..language.fixed import places
from . import numbers

_LATTICE = [flint.fmpq(v) for v in (-2, -1, 0, 1, 2)]
_MIXED = [flint.fmpq(p, q) for p, q in ((-3, 2), (-1, 3), (0, 1), (1, 2), (5, 3), (3, 1), (-7, 4))]
_COUNTS = (0, 0, 1, 1, 2, 3, 5)
_POSITIVE = [flint.fmpq(p, q) for p, q in ((1, 3), (1, 2), (1, 1), (3, 2), (2, 1), (5, 1))]


#: What is very small, and very large, beside these.
_EXTREME = (flint.fmpq(1, 60), flint.fmpq(60))


class Values:
    """Draws what a context declares, by ``rng``."""

    def __init__(self, context: Context, rng: random.Random) -> None:
        self.context, self.random = context, rng

    def put_zero(self, values: dict[Any, Any], number: int) -> None:
        """Make one name zero, in turn, in under half of the draws: a symbol or one entry."""
        context = self.context
        may = [n for n, s in context.symbols.items() if not DECLARED[s.sign].strict]
        may += [
            n
            for n, f in context.families.items()
            if not DECLARED[f.sign].strict and f.values is None
        ]
        turn = number % (2 * len(may) + 2)
        if turn < len(may):
            name = may[turn]
            places = [v for v in values if isinstance(v, tuple) and v[0] == name]
            values[self.random.choice(places) if name not in values else name] = numbers.ZERO

    def put_extreme(self, values: dict[Any, Any], number: int) -> None:
        """Make one name of a strict sign very small, then very large, in turn: some draws of each.

        A line about a temperature may hold at all of one size.
        """
        context = self.context
        families = [n for n, f in context.families.items() if f.values is None]
        signs = {n: DECLARED[context.sign_of_name(n)] for n in (*context.symbols, *families)}
        names = [n for n, sign in signs.items() if sign.strict and not sign.whole]
        turn = number % (2 * len(names) + 2)
        if turn < 2 * len(names):
            name = names[turn // 2]
            places = [p for p in values if declared_name(p) == name]
            size = _EXTREME[turn % 2] * signs[name].side
            values[places[number % len(places)]] = size

    def indices(
        self, sizes: dict[str, int], modes: Mapping[str, str] | None = None
    ) -> dict[str, int]:
        """Values of the free indices: for each size the same, different, or any."""
        rng, out = self.random, {}
        any_mode = rng.choice(("equal", "distinct", "random"))
        seen: dict[str, int] = {}
        turn = rng.randrange(6)
        for name, index in self.context.indices.items():
            size = index.size.name
            top, order = sizes[size], seen.get(size, 0)
            seen[size] = order + 1
            mode = any_mode if modes is None else modes[size]
            if mode == "equal":
                out[name] = turn % top + 1
            elif mode == "distinct":
                out[name] = (order + turn) % top + 1
            else:
                out[name] = rng.randint(1, top)
        for index, number in places(self.context).items():
            reached = sizes[number.name] if number == index.size else int(number)
            out[index.name] = min(reached, sizes[index.size.name])
        return out

    def everything(self, sizes: dict[str, int], pool: str) -> Iterator[tuple[Any, Any]]:
        """A value for every symbol and entry."""
        for name in self.context.symbols:
            yield name, self._value(name, sizes, pool)
        for name, family in self.context.families.items():
            # One entry beyond each range, so that an index t + 1 has a value.
            spans = [range(1, sizes[s.name] + 2) for s in family.sizes]
            for at in itertools.product(*spans):
                yield (name, *at), self._value(name, sizes, pool)

    def _value(self, name: str, sizes: dict[str, int], pool: str) -> Any:
        rng = self.random
        family = self.context.families.get(name)
        if family is not None and family.values is not None:
            return rng.randint(1, sizes[family.values.name])
        sign = DECLARED[self.context.sign_of_name(name)]
        if sign.whole:
            if pool == "equal":
                return rng.choice(_LATTICE[2:4])
            return flint.fmpq(rng.randint(0, 12) if pool == "generic" else rng.choice(_COUNTS))
        if sign.strict:
            if pool == "equal":
                return numbers.ONE * sign.side
            if pool == "generic":
                return flint.fmpq(sign.side * rng.randint(1, 97), rng.randint(1, 31))
            return rng.choice(_POSITIVE) * sign.side
        if pool == "equal":
            value = rng.choice(_LATTICE[2:4])
        elif pool == "generic":
            value = flint.fmpq(rng.randint(-97, 97), rng.randint(1, 31))
        else:
            value = rng.choice(_LATTICE if pool == "lattice" else _MIXED)
        return abs(value) * sign.side if sign.side else value

    def at(self, place: Any, sizes: dict[str, int]) -> Any:
        """A value for one symbol or entry."""
        return self._value(declared_name(place), sizes, "mixed")
