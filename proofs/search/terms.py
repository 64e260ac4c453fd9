"""Terms that are never negative: in hand, in the claim, and sums without one of their terms."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Equal
from ..language.exact import Fraction
from ..language.fresh import rename_bound
from ..language.others import others
from ..language.substitution import free_indices, substitute_index
from ..language.vocabulary import Index, MinOver, index_size
from ..rules.normal.terms import Mono, Poly
from ..rules.parting import addends
from ..rules.within import PLACES
from .columns import TERMS, Column, Columns

#: Known equations in which least values are looked for.
LINES = 8


class Terms:
    """Columns of terms of known sign, for the target of other columns."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.bench = columns.bench

    def of_terms(self) -> Iterator[Column]:
        """Terms in hand, and of the target, that are never negative."""
        yield from self._of_known_sign(itertools.chain(self._own_terms(), self._terms_in_hand()))

    def of_sums_in_hand(self) -> Iterator[Column]:
        """Sums in known equations without the term at an index of the claim, and such terms."""
        sides = [e for line in self.bench.of_kind(Equal)[:8] for e in line.relation.expressions()]
        sides = [e for e in sides if index_size(e) is None]
        found = (part for e in sides for part in self._sums_without_a_term(e))
        terms = (self._spelt(m) for c in self._near() for m in c)
        yield from self._of_known_sign(itertools.chain(found, terms))

    def _near(self) -> list[Poly]:
        return [self.columns.pool]

    def _spelt(self, mono: Mono) -> Any:
        try:
            return self.columns.speller.term(mono)
        except KeyError:
            return sp.Integer(0)

    def _of_known_sign(self, terms: Iterator[Any]) -> Iterator[Column]:
        seen: set[Any] = set()
        for expr in terms:
            for term in (expr, -expr):
                if term in seen or term == 0:
                    continue
                seen.add(term)
                if not self.columns.nonnegative(term):
                    continue
                poly = self.bench.poly(term, self.columns.names, logs=self.columns.logs)
                if poly:
                    positive = self.bench.state.signs.positive(term) is not None
                    yield Column(poly, False, positive, None, term)

    def _own_terms(self) -> Iterator[Any]:
        """Terms of the target, gathered and one by one; 1 - 1[...]; sums without a term."""
        difference = self._difference_of_sides()
        yield difference
        yield from self._above_minima(difference)
        yield gathered(difference, self._named)
        for mono, c in list((self.columns.target or {}).items())[: 2 * TERMS]:
            try:
                yield self.columns.speller.term(mono, c)
            except KeyError:
                continue
            for gen, _ in mono:
                if gen[0] in ("ind", "delta"):
                    rest = tuple((g, e) for g, e in mono if g != gen)
                    yield self.columns.speller.term(rest) * (
                        1 - self.columns.speller.term(((gen, Fraction(1)),))
                    )
        if self.columns.target:
            whole = self.columns.speller.poly(self.columns.target)
            yield sp.factor_terms(gathered(whole, self._named))
            yield from self._sums_without_a_term(whole)
        yield from self._sums_without_a_term(difference)

    def _above_minima(self, difference: Any) -> Iterator[Any]:
        """f_j - min_k f_k for least values and indices of the claim; of all, and of others."""
        found = set(difference.atoms(MinOver))
        for line in self.bench.of_kind(Equal)[:LINES]:
            found |= set[Any]().union(*(e.atoms(MinOver) for e in line.relation.expressions()))
        for least in sorted(found, key=str):
            if not free_indices(least) <= self.bench.free:
                continue
            body, (index, _, size) = least.args
            told = others(least)
            for place in self._places():
                if index_size(place) == size:
                    yield substitute_index(told[0] if told else body, index, place) - least

    def _difference_of_sides(self) -> Any:
        lhs, rhs = (
            self.bench.context.unfold(e, frozenset(self.columns.names))
            for e in self.bench.relation.expressions()
        )
        return (rhs - lhs) * self.columns.scale

    def _sums_without_a_term(self, difference: Any) -> Iterator[Any]:
        """Sum_k (1 - delta(k, a)) f_k for sums and indices a of the claim."""
        places = self._places()
        for whole in addends(difference):
            for part in _sums(whole):
                opened = rename_bound(part)
                body, limits = opened.args[0], opened.args[1:]
                choices = [[p for p in places if index_size(p) == m[2]] for m in limits]
                for several in self._apart(choices[0]) if len(limits) == 1 else ():
                    # p_1 + p_2 <= sum_k p_k: without the terms at places that differ.
                    ties = (sp.KroneckerDelta(limits[0][0], p) for p in several)
                    yield whole / part * self._named(sp.Sum(body * (1 - sp.Add(*ties)), *limits))
                for chosen in itertools.islice(itertools.product(*choices), 6):
                    same = sp.Mul(
                        *(sp.KroneckerDelta(m[0], p) for m, p in zip(limits, chosen, strict=True))
                    )
                    yield whole / part * self._named(sp.Sum(body * (1 - same), *limits))

    def _apart(self, places: list[Any]) -> Iterator[tuple[Any, ...]]:
        """Places that are known to differ from one another, most of them first."""
        differ = self.bench.state.signs.differ
        for count in range(min(len(places), PLACES), 1, -1):
            for some in itertools.islice(itertools.combinations(places, count), 6):
                if all(differ(*pair) for pair in itertools.combinations(some, 2)):
                    yield some

    def _places(self) -> list[Any]:
        """The index expressions of the claim, free ones only."""
        found: dict[Any, None] = {}
        for expr in self.bench.relation.expressions():
            for part in sp.preorder_traversal(
                self.bench.context.unfold(expr, frozenset(self.columns.names))
            ):
                if isinstance(part, sp.Indexed):
                    for index in part.indices:
                        if free_indices(index) <= self.bench.free and index_size(index) is not None:
                            found[index] = None
        found.update(dict.fromkeys(self.bench.free))
        return [p for p in found if not isinstance(p, sp.Add)]

    def _named(self, summed: Any) -> Any:
        """A sum with its bound indices given names of the author's."""
        body, limits = summed.args[0], []
        taken = {i.name for i in free_indices(summed)}
        taken |= {p.name for p in sp.preorder_traversal(body) if isinstance(p, Index)}
        for index, low, size in summed.args[1:]:
            new = self.columns.speller.fresh(size, frozenset(taken))
            taken.add(new.name)
            body = substitute_index(body, index, new)
            limits.append((new, low, size))
        return sp.Sum(body, *limits)

    def _terms_in_hand(self) -> Iterator[Any]:
        """The terms of the sides of known equations and of the claim, and halves of both."""
        sides = list(self.bench.relation.expressions())
        for line in self.bench.of_kind(Equal, AtMost)[:12]:
            sides += [e for e in line.relation.expressions() if not isinstance(e, Index)]
        for side in sides:
            yield from addends(side)


def gathered(expr: Any, named: Any) -> Any:
    """The sums over the same ranges put under one sign, common factors taken out inside."""
    groups: dict[Any, list[Any]] = {}
    rest = []
    for term in addends(expr):
        sums = list(_sums(term))
        if len(sums) != 1:
            rest.append(term)
            continue
        sizes = tuple(m[2].name for m in sums[0].args[1:])
        groups.setdefault(sizes, []).append((term / sums[0], rename_bound(sums[0])))
    for parts in groups.values():
        limits = parts[0][1].args[1:]
        body = sp.Integer(0)
        for factor, part in parts:
            mine = part.args[0]
            for (old, _, _), (new, _, _) in zip(part.args[1:], limits, strict=True):
                mine = substitute_index(mine, old, new)
            body += factor * mine
        rest.append(named(sp.Sum(sp.factor_terms(body), *limits)))
    return sp.Add(*rest)


def _sums(expr: Any) -> Iterator[Any]:
    for factor in expr.args if isinstance(expr, sp.Mul) else (expr,):
        if isinstance(factor, sp.Sum):
            yield factor
