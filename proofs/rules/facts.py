"""Facts, and why something holds: a text, with the lines and hypotheses that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy as sp

from ..language.claims import Binary, Equal, NotEqual, Relation
from ..language.substitution import names_used
from ..language.vocabulary import Expr, Index
from .spreading import spread

#: A difference of which something is said, and the names in it.
Said = tuple[Expr, frozenset[str]]


class Reason(str):
    """Why something holds, in a few words.

    Attributes:
        parts: the single reasons of which it is put together.
        used: the earlier steps (by number) and hypotheses (by name) that it rests on.
    """

    parts: tuple[str, ...]
    used: tuple[str, ...]

    def __new__(cls, text: str, used: Iterable[str] = ()) -> Reason:
        return cls._made((text,), used)

    @classmethod
    def _made(cls, parts: Iterable[str], used: Iterable[str]) -> Reason:
        found = tuple(dict.fromkeys(parts))
        reason = str.__new__(cls, ", ".join(found))
        reason.parts = found
        reason.used = tuple(dict.fromkeys(used))
        return reason


#: Why a relation between numbers holds; it goes without saying.
ARITHMETIC = Reason("arithmetic")


def together(*reasons: Reason) -> Reason:
    """What rests on all of ``reasons``; arithmetic is not named beside anything else."""
    used = [target for reason in reasons for target in reason.used]
    parts = [p for reason in reasons for p in reason.parts if p != ARITHMETIC]
    return Reason._made(parts, used) if parts else ARITHMETIC


@dataclass(frozen=True)
class Fact:
    """A relation that holds for all values of its ``wild`` indices, and where it comes from.

    ``used`` are the steps and hypotheses that it rests on.  A step asks all facts before it, so
    what each says is worked out once.
    """

    relation: Relation
    wild: frozenset[Index]
    source: str
    used: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.relation, self.wild, self.source, self.used))

    @cached_property
    def differences(self) -> tuple[Said, ...]:
        """The differences of the two sides that the relation says something about, scaled."""
        return tuple((form, names_used(form)) for form in self._forms())

    @cached_property
    def spread_differences(self) -> tuple[Said, ...]:
        """The same with sums taken apart term by term, if there are any."""
        forms = [scaled(spread(form)) for form in self._forms() if form.has(sp.Sum)]
        return tuple((form, names_used(form)) for form in forms)

    def _forms(self) -> Iterator[Expr]:
        if isinstance(self.relation, Binary):
            left, right = self.relation.expressions()
            if not (isinstance(left, Index) or isinstance(right, Index)):
                yield scaled(right - left)
                if isinstance(self.relation, NotEqual | Equal):
                    yield scaled(left - right)

    @property
    def reason(self) -> Reason:
        """Why what it says holds."""
        return Reason(self.source, self.used)


def scaled(expr: Any) -> Any:
    """``expr`` without a positive number that all its terms share: its sign is the same."""
    if isinstance(expr, sp.Add):
        return expr.primitive()[1]
    number, rest = expr.as_coeff_Mul()
    return expr if number == 0 or rest == 1 else (rest if number > 0 else -rest)
