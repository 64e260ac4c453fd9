"""What lies within a total: one of its terms, and places that differ.

What is found here is decided upon in :mod:`.signs`, and replayed in Coq.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Equal, LessThan, NotEqual
from ..language.fixed import places
from ..language.matching import match
from ..language.others import others
from ..language.substitution import Substitution, free_indices, substitute
from ..language.vocabulary import Index
from .facts import Fact, Reason
from .known import Known

#: Terms of a sum of which it is asked whether they stand at places that differ.
PLACES = 4


@dataclass(frozen=True)
class Share:
    """A term u_i of a sum that a line says is t (or at most t), and t - u_i + ``rest``.

    Attributes:
        fact: the line.
        at: the values of its indices.
        terms: the sum, at these values.
        place: i.
        rest: what is left of the expression that was asked about.
    """

    fact: Fact
    at: dict[Index, Any]
    terms: Any
    place: Any
    rest: Any


class Within(Known):
    """Terms of known totals, and indices that are known to differ."""

    @cached_property
    def _totals(self) -> tuple[tuple[Fact, Any, Any], ...]:
        """The facts that say what a sum over one index is, or is at most."""
        found = []
        for fact in self.facts:
            if not isinstance(fact.relation, Equal | AtMost | LessThan):
                continue
            sides = fact.relation.expressions()
            for whole, value in (sides, sides[::-1]) if type(fact.relation) is Equal else (sides,):
                if isinstance(whole, sp.Sum) and len(whole.args) == 2:
                    found.append((fact, whole, value))
        return tuple(found)

    def shares(self, expr: Any) -> Iterator[Share]:
        """The ways in which the sum ``expr`` is a total without one of its terms, and a rest."""
        for (fact, whole, value), term in itertools.product(self._totals, expr.args):
            body, (index, *_) = whole.args
            if isinstance(term, sp.Rational) or index in fact.wild:
                continue
            found = match(body, -term, fact.wild | {index}, {})
            if found is None or index not in found:
                continue
            at = {i: found[i] for i in found if i != index}
            change = Substitution(indices=at)
            terms, said = substitute(whole, change), substitute(value, change)
            if (free_indices(terms) | free_indices(said)) & (fact.wild - set(at)):
                continue
            rest = expr - term - said
            if len(sp.Add.make_args(rest)) < len(expr.args):
                yield Share(fact, at, terms, found[index], rest)

    def apart_at(self, expr: Any) -> tuple[Any, tuple[Any, ...]] | None:
        """k and places a, b, ... that all differ, where ``expr`` is 1 - d_ka - d_kb - ..."""
        ties = [-term for term in expr.args if term != 1]
        plain = all(isinstance(tie, sp.KroneckerDelta) for tie in ties)
        if not plain or not 2 <= len(ties) <= PLACES or len(ties) == len(expr.args):
            return None
        for common in ties[0].args:
            others = [[i for i in tie.args if i != common] for tie in ties]
            if all(len(one) == 1 for one in others):
                at = tuple(one[0] for one in others)
                if all(self.differ(*pair) for pair in itertools.combinations(at, 2)):
                    return common, at
        return None

    def among_others(self, least: Any, value: Any) -> tuple[Any, Any] | None:
        """j and k, where ``least`` is the least of the f_i for i other than k, of f_j too."""
        found = others(least)
        if found is None:
            return None
        hole = least.args[1][0]
        at = match(found[0], value, frozenset((hole,)), {}) or {}
        place = at.get(hole)
        return None if place is None or not self.differ(place, found[1]) else (place, found[1])

    def differ(self, a: Any, b: Any) -> Reason | None:
        """Why two indices differ: a line says so, or they are two places."""
        said = self.fact(NotEqual(a, b))
        if said:
            return said
        here = places(self.context)
        if a not in here or b not in here:
            return None
        one, two = here[a], here[b]
        named = [f"{i.name}_said" for i in (a, b)]
        if one.is_Integer and two.is_Integer and one != two:
            return Reason("two places differ", named)
        size, number = (one, two) if two.is_Integer else (two, one)
        if not number.is_Integer or size.is_Integer:
            return None
        for fact in self.facts:
            if isinstance(fact.relation, AtMost | LessThan):
                low, high = fact.relation.expressions()
                strict = isinstance(fact.relation, LessThan)
                if high == size and isinstance(low, sp.Integer) and low + strict > number:
                    return Reason("two places differ", (*named, *fact.used))
        return None
