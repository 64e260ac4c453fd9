"""Looking up facts: what says so already, at some values of its indices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any

import sympy as sp

from ..language.claims import Binary, Equal, NotEqual, Relation
from ..language.context import Context
from ..language.matching import match, match_part, match_some
from ..language.substitution import names_used
from ..language.vocabulary import Index
from .facts import Fact, Reason, Said, scaled
from .spreading import spread

_DIFFERENCES, _SPREAD = attrgetter("differences"), attrgetter("spread_differences")


class Known:
    """The facts of a step, and what they say of a relation or a difference."""

    def __init__(self, context: Context, facts: Iterable[Fact]) -> None:
        self.context = context
        self.facts = tuple(facts)
        self._sizes = frozenset(context.sizes)

    def fact(self, relation: Relation) -> Reason | None:
        """The fact that says so; equations and ``!=`` may be read backwards."""
        if not isinstance(relation, Binary):
            return None
        parts = relation.expressions()
        ways = (parts, parts[::-1]) if isinstance(relation, Equal | NotEqual) else (parts,)
        for fact in self.facts:
            if type(fact.relation) is type(relation):
                for sides in ways:
                    if _matched(fact, sides):
                        return fact.reason
        return None

    def _difference_fact(self, expr: Any, kinds: tuple[type, ...]) -> Reason | None:
        said = self._says(_DIFFERENCES, scaled(expr), kinds)
        if said is None and isinstance(expr, sp.Add | sp.Sum) and expr.has(sp.Sum):
            return self._says(_SPREAD, scaled(spread(expr)), kinds)
        return said

    def _says(
        self, forms: Callable[[Fact], tuple[Said, ...]], expr: Any, kinds: tuple[type, ...]
    ) -> Reason | None:
        """The fact one of whose ``forms`` is ``expr`` at some values of its indices."""
        names = names_used(expr) | self._sizes
        for fact in self.facts:
            if isinstance(fact.relation, kinds):
                for form, used in forms(fact):
                    # No index that is put in can take away a name.
                    if used <= names and match(form, expr, fact.wild, {}) is not None:
                        return fact.reason
        return None

    def parts_known(
        self, expr: Any, kinds: tuple[type, ...]
    ) -> Iterator[tuple[Fact, dict[Index, Any], Any]]:
        """The facts whose difference is a part of the sum ``expr``, where, and what is left."""
        for fact in self.facts:
            if isinstance(fact.relation, Binary) and isinstance(fact.relation, kinds):
                left, right = fact.relation.expressions()
                if isinstance(left, Index) or isinstance(right, Index):
                    continue
                part = match_part(right - left, expr, fact.wild)
                if part is not None:
                    yield fact, part[0], sp.Add(*part[1])
                else:
                    yield from _scaled_part(fact, right - left, expr)

    def _known_value(self, expr: Any, fits: Callable[[Any], bool]) -> Reason | None:
        """An equation that says that ``expr`` is a number that ``fits``."""
        for fact in self.facts:
            if isinstance(fact.relation, Equal):
                left, right = fact.relation.expressions()
                for side, value in ((left, right), (right, left)):
                    number = isinstance(value, sp.Rational) and fits(value)
                    if number and match(side, expr, fact.wild, {}) is not None:
                        return fact.reason
        return None


def _scaled_part(fact: Fact, said: Any, expr: Any) -> Iterator[tuple[Fact, dict[Index, Any], Any]]:
    """As :meth:`Known.parts_known`, up to a positive factor, and the numbers compared apart.

    2 a + c - 2 is c more than 2 (a - 1), and 2 - a is 1 more than 1 - a.
    """
    number, terms = said.as_coeff_Add()
    whole, inside = expr.as_coeff_Add()
    if terms == 0:
        return
    pattern, parts = sp.Add.make_args(terms), sp.Add.make_args(inside)
    first, _ = pattern[0].as_coeff_Mul()
    ratios = dict.fromkeys(part.as_coeff_Mul()[0] / first for part in parts)
    for ratio in (r for r in ratios if r > 0 and (r != 1 or number)):
        found = match_some([ratio * term for term in pattern], parts, fact.wild)
        if found is not None:
            yield fact, found[0], sp.Add(*found[1]) + whole - ratio * number


def _matched(fact: Fact, sides: Iterable[Any]) -> bool:
    """Whether ``fact`` says so of the two ``sides``, at some values of its indices."""
    found: dict[Index, Any] | None = {}
    for pattern, expr in zip(fact.relation.expressions(), sides, strict=True):
        found = match(pattern, expr, fact.wild, found) if found is not None else None
    return found is not None
