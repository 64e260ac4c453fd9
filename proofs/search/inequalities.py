"""Inequalities: known ones times factors, added up, and terms of known sign."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Equal, LessThan
from ..language.exact import Fraction
from ..language.substitution import names_among
from ..language.vocabulary import XLogY, index_size
from ..rules import AbsoluteValue, Combine, Monotone
from ..rules.base import Rule
from ..rules.inequalities import _as_exponential
from .bench import EFFORT, Bench, Line
from .columns import Column, Columns
from .linear import combination
from .terms import Terms

ZERO, ONE = sp.Integer(0), sp.Integer(1)
#: Lines that are looked at first, and columns of one program.
RECENT, MOST = 8, 120


def by_adding(bench: Bench) -> Iterator[Rule]:
    """Known inequalities and equations add up to the claim: as they stand first.

    Where that does not do: times factors, with definitions as they are; then written out.
    """
    tables = _tables(bench)
    plain = [t for t in tables if not t.names]
    other = [t for t in tables if t.names]
    for stage, some in (
        (Table.plain, tables),
        (Table.with_terms, tables),
        (Table.scaled, plain),
        (Table.cleared, tables),
        (Table.widened, plain),
        (Table.scaled, other),
    ):
        for table in some:
            yield from stage(table)


def absolute_by_gaps(bench: Bench) -> Iterator[Rule]:
    """|u| <= b where b - u and b + u are terms of known sign."""
    relation = bench.relation
    if not isinstance(relation, AtMost | LessThan) or not isinstance(relation.lhs, sp.Abs):
        return
    inside = relation.lhs.args[0]
    over = _first_gap(bench.about(type(relation)(inside, relation.rhs)))
    under = over and _first_gap(bench.about(type(relation)(-inside, relation.rhs)))
    if over and under:
        names = tuple(dict.fromkeys((*over.names, *under.names)))
        yield AbsoluteValue(over=over.gap, under=under.gap, names=names)


def _first_gap(bench: Bench) -> Combine | None:
    """A term alone that is the difference of the sides."""
    found = (r for r in by_adding(bench) if isinstance(r, Combine) and r.name == "Gap")
    return next((rule for rule in found if not rule.logs and bench.accepts(rule)), None)


def by_adding_more(bench: Bench) -> Iterator[Rule]:
    """The same with factors that fit lines to one another, definitions written out."""
    for table in _tables(bench):
        if table.names:
            yield from table.widened()


def _tables(bench: Bench) -> list[Table]:
    if not isinstance(bench.relation, AtMost | LessThan):
        return []
    if "tables" not in bench.notes:
        bench.notes["tables"] = [Table(bench, names, logs) for names, logs in modes(bench)]
    return bench.notes["tables"]  # type: ignore[no-any-return]


class Table:
    """The columns for one choice of definitions to write out, in stages."""

    def __init__(self, bench: Bench, names: tuple[str, ...], logs: bool) -> None:
        self.bench, self.names, self.logs = bench, names, logs
        self.strict = isinstance(bench.relation, LessThan)
        self.columns = Columns(bench, names, logs)
        self.made: list[Column] = []

    @cached_property
    def lines(self) -> list[Line]:
        """Lines that have something to do with the claim."""
        return _useful(self.bench, self.names)

    @cached_property
    def terms(self) -> list[Column]:
        """Terms of known sign."""
        return distinct(list(Terms(self.columns).of_terms()))[:MOST]

    def plain(self) -> Iterator[Rule]:
        """Lines as they stand."""
        if self.columns.target:
            self.made = distinct(list(self.columns.of_lines(self.lines, scaled=False)))
            yield from self.solved(self.made)

    def with_terms(self) -> Iterator[Rule]:
        """The same and terms of known sign."""
        if self.columns.target:
            yield from self.solved(self.terms)
            yield from self.solved(self.made + self.terms)

    def cleared(self) -> Iterator[Rule]:
        """The same with positive denominators cleared."""
        other = Table(self.bench, self.names, self.logs)
        if other.columns.target and other.columns.clear():
            other.made = self.made
            yield from other.with_terms()

    def scaled(self) -> Iterator[Rule]:
        """Lines times factors and summed, without and with terms of known sign."""
        if not self.columns.target:
            return
        for some in (self.lines[:RECENT], self.lines[RECENT:]):
            if some:
                self.made += self.columns.of_lines(some)
                self.made = distinct(self.made)
                yield from self.solved(self.made)
                yield from self.solved(self.made + self.terms)

    def widened(self) -> Iterator[Rule]:
        """Lines fitted to one another, and sums of known equations without a term."""
        if not self.columns.target:
            return
        self.columns.widen(self.made)
        self.made = distinct([*self.made, *self.columns.of_lines(self.lines)])
        yield from self.solved(self.made)
        more = distinct([*self.terms, *Terms(self.columns).of_sums_in_hand()])
        yield from self.solved(self.made + more)

    def solved(self, columns: list[Column]) -> Iterator[Rule]:
        """The rule of a combination that gives the target, if there is one."""
        target = self.columns.target or {}
        relevant = _relevant(columns[:MOST], target)
        if not relevant:
            return
        self.bench.look()
        numbers = combination(
            [c.poly for c in relevant],
            target,
            [c.signed for c in relevant],
            [c.strict for c in relevant] if self.strict else None,
        )
        if numbers is not None:
            used = [(c, x) for c, x in zip(relevant, numbers, strict=True) if x]
            yield as_rule(used, self.names, self.logs, self.columns.scale)


def modes(bench: Bench) -> list[tuple[tuple[str, ...], bool]]:
    """Which definitions to write out, and whether logs are taken apart; likely ones first."""
    sides = bench.relation.expressions()
    lines = [e for line in bench.lines[:RECENT] for e in line.relation.expressions()]
    whole = [bench.context.unfold_all(e) for e in (*sides, *lines) if index_size(e) is None]
    logs = any(isinstance(p, (sp.log, XLogY)) for e in whole for p in sp.preorder_traversal(e))
    sets = [(), *bench.name_sets(*sides)]
    found = [(s, False) for s in sets[:1]]
    found += [(s, True) for s in sets[:1] if logs]
    found += [(s, False) for s in sets[1:5]]
    found += [(s, True) for s in sets[1:3] if logs]
    return found


def _useful(bench: Bench, names: tuple[str, ...]) -> list[Line]:
    """Lines that share a name with the claim, or with lines that do."""
    chosen, sizes = frozenset(names), set(bench.context.sizes)
    sides = bench.relation.expressions()
    used = names_among((*sides, *(bench.context.unfold(e, chosen) for e in sides))) - sizes
    lines = bench.of_kind(AtMost, LessThan, Equal)
    found: list[Line] = []
    for _ in range(3):
        near = [
            line
            for line in lines
            if line not in found and used & names_among(line.relation.expressions())
        ]
        found += near
        for line in near:
            used |= names_among(line.relation.expressions()) - sizes
    return found


def distinct(columns: list[Column]) -> list[Column]:
    seen, out = set(), []
    for column in columns:
        mark = (tuple(sorted(column.poly.items())), column.signed, column.strict)
        if mark not in seen:
            seen.add(mark)
            out.append(column)
    return out


def _relevant(made: list[Column], target: Any) -> list[Column]:
    """Columns without those that have a term which nothing else can take away."""
    left = made
    while True:
        counts: dict[Any, int] = {}
        for column in left:
            for mono in column.poly:
                counts[mono] = counts.get(mono, 0) + 1
        kept = [c for c in left if all(m in target or counts[m] > 1 for m in c.poly)]
        if len(kept) == len(left):
            return kept
        left = kept


def as_rule(
    used: list[tuple[Column, Fraction]], names: tuple[str, ...], logs: bool, scale: Any = ONE
) -> Rule:
    """The rule that adds up these multiples, each divided by ``scale``."""
    parts, tangents, gap = [], [], ZERO
    for column, number in used:
        times = sp.Rational(number.numerator, number.denominator) / scale
        if column.tangent is not None:
            t, factor, over = column.tangent
            tangents.append((t, times * factor, over))
        elif column.part is None:
            gap = gap + times * column.gap
        else:
            ref, factor, over = column.part
            parts.append((ref, times * factor, over))
    return Combine(tuple(parts), gap, names, logs, tuple(tangents))


def by_monotone(bench: Bench) -> Iterator[Rule]:
    """exp and log of a known inequality, perhaps times a factor."""
    relation = bench.relation
    if not isinstance(relation, AtMost | LessThan):
        return
    inner = _inside(relation)
    if inner is None:
        return
    yield Monotone()
    for rule in single(bench, inner):
        yield Monotone(*rule)


def _inside(relation: Any) -> Any:
    left, right = relation.lhs, relation.rhs
    if isinstance(left, sp.log) or isinstance(right, sp.log):
        sides = [e.args[0] if isinstance(e, sp.log) else sp.exp(e) for e in (left, right)]
    else:
        sides = [_as_exponential(e) for e in (left, right)]
    return None if None in sides else type(relation)(*sides)


def single(
    bench: Bench, inner: Any, lines: list[Line] | None = None, *, logs: bool = False
) -> Iterator[tuple[Any, Any]]:
    """A line, of ``lines`` if they are given, and a factor by which it is ``inner``."""
    other = bench.about(inner, EFFORT)
    columns = Columns(other, (), logs)
    if columns.target is None:
        return
    for column in columns.of_lines(_useful(other, ()) if lines is None else lines):
        if column.part is None or column.part[2]:
            continue
        numbers = combination([column.poly], columns.target, [column.signed])
        if numbers is not None:
            ref, factor, _ = column.part
            number = numbers[0]
            yield ref, sp.Rational(number.numerator, number.denominator) * factor
