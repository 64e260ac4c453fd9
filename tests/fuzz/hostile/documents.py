"""What hostile documents are made of: exports changed anywhere, and derivations made up."""

from __future__ import annotations

import contextlib
import copy
import json
import random
import re
import types
import typing
from collections.abc import Callable, Iterator
from typing import Any

import sympy as sp
from hardlimit.proofs.author import Derivation
from hardlimit.proofs.book.recheck import read_document
from hardlimit.proofs.exchange.arguments import RELATIONS, field_types
from hardlimit.proofs.exchange.strict import FileRefused, canonical, parse, sealed
from hardlimit.proofs.exchange.theorems import plain_derivation
from hardlimit.proofs.language import claims
from hardlimit.proofs.language.errors import HardlimitError
from hardlimit.proofs.language.vocabulary import (
    Index,
    Indicator,
    XLogY,
    delta,
    minimum,
    over_maps,
    product,
    total,
)
from hardlimit.proofs.rules import RULES
from hardlimit.proofs.rules.base import Ref

from .inputs import text

Document = dict[str, Any]
#: How often each kind of document is made.
SHARES = {"bytes": 26, "cut": 12, "doubled": 12, "noise": 6, "sealed": 22, "resealed": 20, "new": 2}


def document(rng: random.Random, given: list[Document]) -> tuple[str, bytes]:
    """The kind and the bytes of one document, made of one of ``given``."""
    (kind,) = rng.choices(list(SHARES), list(SHARES.values()))
    original = rng.choice(given)
    if kind in _OF_BYTES:
        data = canonical(original)
        return kind, _OF_BYTES[kind](rng, data, rng.randrange(len(data)))
    if kind == "new":
        return kind, canonical(made_up(rng))
    changed = _changed(rng, original, fitting=kind == "resealed")
    return kind, resealed(changed) if kind == "resealed" else _sealed(changed)


_OF_BYTES: dict[str, Callable[[random.Random, bytes, int], bytes]] = {
    "bytes": lambda rng, data, at: (
        data[:at] + rng.randbytes(rng.choice((1, 1, 4))) + data[at + 1 :]
    ),
    "cut": lambda rng, data, at: data[:at],
    "doubled": lambda rng, data, at: data[:at] + data[rng.randrange(len(data)) :][:200] + data[at:],
    "noise": lambda rng, data, at: rng.randbytes(rng.randrange(300)),
}


# -- changed values ----------------------------------------------------------------------------
#: The fields that hold formulas.
_FORMULAS = ("lhs", "rhs", "body", "function", "gradient", "limit", "value", "factor", "gap")


def _changed(rng: random.Random, original: Document, *, fitting: bool) -> Document:
    """The document with one or two values replaced by others, most of them from elsewhere in it.

    ``fitting``: most of them by what may stand there.
    """
    changed = copy.deepcopy(original)
    spots = [s for s in _spots(changed["theorems"]) if s]
    named = [s for s in spots if isinstance(s[-1], str)]
    for _ in range(rng.choice((1, 1, 2))):
        fits = rng.random() < (0.8 if fitting else 0.1)
        *path, last = rng.choice(named if fits else spots)
        with contextlib.suppress(LookupError, TypeError):
            place = _at(changed["theorems"], path)
            group = _FORMULAS if last in _FORMULAS else (last,)
            others = [s for s in named if s[-1] in group] if fits else spots
            other = copy.deepcopy(_at(original["theorems"], rng.choice(others)))
            place[last] = other if fits or rng.random() < 0.7 else _leaf(rng)
    return changed


def _at(value: Any, path: Any) -> Any:
    for key in path:
        value = value[key]
    return value


def _spots(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inner: Any = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    for key, part in inner:
        yield from _spots(part, (*path, key))


def _leaf(rng: random.Random) -> Any:
    deep: Any = ["symbol", "a"]
    for _ in range(rng.choice((3, 60, 300))):
        deep = [rng.choice(("exp", "log", "abs")), deep]
    return rng.choice(
        (None, True, -1, 10**30, 1.5, "", "9" * 60, text(rng), [], {}, ["number", "1/0"], deep,
         [[]] * 5000, ["pow", ["number", "10"], ["number", "9" * 20]], {"": [{}]},
         ["number", "9" * 40], ["number", "-1"], ["number", "0"], ["next", ["index", "n", "N"]])
    )  # fmt: skip


def _sealed(changed: Document) -> bytes:
    with contextlib.suppress(FileRefused, UnicodeEncodeError, ValueError):
        return canonical(sealed(changed["targets"], changed["theorems"]))
    return json.dumps(changed).encode()


_OTHER = re.compile(r"theorem \S+: its digest is ([0-9a-f]{24}), not ([0-9a-f]{24})")


def resealed(changed: Document) -> bytes:
    """The document with every digest worked out anew, as whoever changes a file can do."""
    data = _sealed(changed)
    for _ in changed["theorems"]:
        try:
            read_document(parse(data))
        except FileRefused as error:
            other = _OTHER.search(str(error))
            if other is None:
                break
            data = _sealed(json.loads(data.replace(other[2].encode(), other[1].encode())))
        else:
            break
    return data


# -- derivations made up -----------------------------------------------------------------------
def made_up(rng: random.Random) -> Document:
    """A document of the right form about lines that mostly make no sense."""
    while True:
        with contextlib.suppress(HardlimitError, TypeError, ValueError):
            return sealed(["new"], [plain_derivation(_Author(rng).derivation.frozen(), {})])


class _Author:
    """Writes one derivation at random; now and then an index stands where it has no range."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        d = self.derivation = Derivation("X1", "new", "New", "new", file="new.py")
        self.sizes = [d.size("N"), d.size("K")]
        names = zip(self.sizes, ("n m i", "k j h"), strict=True)
        self.indices = [index for size, some in names for index in d.indices(some, size)]
        #: Those that may be free in lines; the others are there to be bound.
        self.free = (self.indices[0], self.indices[3])
        self.symbols = [d.symbol("a"), d.symbol("s", "positive"), d.symbol("t", "nonnegative")]
        shape = [rng.choice(self.sizes) for _ in range(rng.choice((1, 2, 2, 2, 5, 6)))]
        self.entries: dict[Any, list[Any]] = {
            d.family(name, *sizes, sign=rng.choice(("real", "positive"))): sizes
            for name, sizes in (("x", shape), ("u", self.sizes[:1]))
        }
        self.z, self.every = (
            d.assignment(name, self.sizes[0], values=self.sizes[1]) for name in ("z", "every")
        )
        for number in range(rng.choice((0, 0, 1, 2, 40))):
            self._define(f"f{number}")
        for number in range(rng.choice((0, 0, 1, 3))):
            forall = self.free[: rng.choice((0, 0, 1, 2))]
            kind = rng.choice((claims.Equal, claims.AtMost, claims.LessThan, claims.NotEqual))
            d.assume(f"h{number}", self._relation(kind), forall)
        for _ in range(rng.choice((1, 1, 2, 4))):
            kinds = [claims.Equal, claims.AtMost, *RELATIONS.values()]
            d.have(self._relation(rng.choice(kinds)), self._rule(), "Why not.")
        d.goal(d.steps[-1].claim.relation)

    def _define(self, name: str) -> None:
        params = self.free[: self.rng.choice((0, 1, 2))]
        found = self.derivation.define(name, params, self._formula(params, 2))
        if params:
            self.entries[found] = [i.size for i in params]
        else:
            self.symbols.append(found)

    def _relation(self, kind: Any) -> Any:
        left = self._formula(self.free)
        right = self.rng.choice(
            (lambda: left, lambda: left + 1, lambda: self._formula(self.free))
        )()
        variable = self.rng.choice((*self.symbols[:3], self._entry(self.free)))
        if kind is claims.Optimum:
            which = self.rng.choice(("minimises", "maximises"))
            return kind(which, left, variable, right, (), self.rng.random() < 0.5)
        return kind(left, right) if issubclass(kind, claims.Binary) else kind(left, variable, right)

    def _rule(self) -> Any:
        kind = self.rng.choice([RULES["Algebra"], *RULES.values()])
        return kind(*(self._argument(t) for t in field_types(kind).values()))

    def _argument(self, kind: Any) -> Any:
        rng, inner = self.rng, typing.get_args(kind)
        context = self.derivation.context
        before = [s.number for s in self.derivation.steps] + list(context.hypotheses) or ["1"]
        plain: dict[Any, Callable[[], Any]] = {
            typing.Any: lambda: self._formula(self.free, 1),
            Ref: lambda: Ref(rng.choice(before)),
            Index: lambda: rng.choice(self.indices),
            str: lambda: rng.choice((*context.definitions, "x", "z", "a", "N", "h0", "new")),
            int: lambda: rng.randrange(3),
            bool: lambda: rng.random() < 0.5,
        }
        if kind in plain:
            return plain[kind]()
        if isinstance(kind, types.UnionType):
            return rng.choice((None, self._argument(inner[0])))
        if inner[1:] == (Ellipsis,):
            return tuple(self._argument(inner[0]) for _ in range(rng.choice((0, 1, 2))))
        return tuple(map(self._argument, inner))

    def _entry(self, scope: tuple[Any, ...]) -> Any:
        family = self.rng.choice(list(self.entries))
        return family[tuple(self._index(size, scope) for size in self.entries[family])]

    def _index(self, size: Any, scope: tuple[Any, ...]) -> Any:
        """An index of that range; if there is none in scope, one without a range."""
        rng = self.rng
        found = rng.choice([i for i in scope if i.size == size] or self.indices)
        if size == self.sizes[1] and rng.random() < 0.2:
            return self.z[self._index(self.sizes[0], scope)]
        return found + 1 if rng.random() < 0.03 else found

    def _formula(self, scope: tuple[Any, ...], depth: int = 4) -> Any:
        rng = self.rng
        if depth == 0 or rng.random() < 0.2:
            number = sp.Rational(rng.choice((2, -3, 10**39)), rng.choice((1, 3, 7)))
            entries = [self._entry(scope) for _ in "ab"] if self._full(scope) else []
            return rng.choice((rng.choice(self.symbols), *entries, number))
        if rng.random() < 0.4:
            return self._binding(scope, depth)
        first, second = (self._formula(scope, depth - 1) for _ in "ab")
        return rng.choice(
            (
                *(lambda: first + second, lambda: first * second, lambda: first - second),
                *(lambda: first / second, lambda: _power(first, rng), lambda: sp.exp(first)),
                *(lambda: sp.log(first), lambda: sp.Abs(first), lambda: Indicator(first, second)),
                *(lambda: XLogY(first, second), lambda: first * self._delta(scope)),
            )
        )()

    def _full(self, scope: tuple[Any, ...]) -> bool:
        """Whether every size has an index in scope; if not, now and then nonetheless."""
        return {i.size for i in scope} == set(self.sizes) or self.rng.random() < 0.02

    def _delta(self, scope: tuple[Any, ...]) -> Any:
        size = self.rng.choice(scope).size if scope else self.sizes[0]
        return delta(*(self._index(size, scope) for _ in "ij"))

    def _binding(self, scope: tuple[Any, ...], depth: int) -> Any:
        rng = self.rng
        left = [i for i in self.indices if i not in self.free and i not in scope] or self.indices
        bound = rng.sample(left, min(len(left), rng.choice((1, 1, 1, 2, 4))))
        if rng.random() < 0.1 and bound[0].size == self.sizes[0]:
            body = self._formula((*scope, bound[0]), depth - 1)
            other = Indicator(body, 1) * delta(self.every[bound[0]], self.z[bound[0]])
            return over_maps(product(body + other, bound[0]), self.every)
        kind = rng.choice((total, total, product, minimum))
        if kind is not total:
            del bound[1:]
        return kind(self._formula((*scope, *bound), depth - 1), *bound)


def _power(base: Any, rng: random.Random) -> Any:
    exponent = sp.Rational(rng.choice((2, 3, -1, -2, 7, 1000)), rng.choice((1, 1, 2)))
    # A power of a number is worked out at once, whatever its size.
    return base if base.is_number else base**exponent
