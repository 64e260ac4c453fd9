"""Convexity: tangents of logarithms and exponentials, and squares."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

import sympy as sp

from ..language.claims import AtMost, LessThan
from ..language.errors import HardlimitError
from ..language.substitution import (
    free_indices,
    substitute_index,
)
from ..language.vocabulary import Index, MinOver
from ..rules import Combine
from ..rules.base import Rule
from ..rules.combining import Tangent, above_zero, gap
from .bench import Bench, factors
from .columns import Column
from .convex import places, tangents
from .inequalities import Table, distinct, modes
from .whole import squares_of_shares

ZERO, HALF = sp.Integer(0), sp.Rational(1, 2)
#: Terms of a formula that is factored, and squares that are tried.
FACTORED, SQUARES = 14, 12
#: Tangents that are tried without anything else.
ALONE = 3


def by_tangents(bench: Bench) -> Iterator[Rule]:
    """Tangents at points that the claim names, added to lines in hand and terms of known sign."""
    relation = bench.relation
    if not isinstance(relation, AtMost | LessThan):
        return
    for names, _ in modes(bench):
        difference = _difference(bench, names)
        if not difference.has(sp.log, sp.exp) and "XLogY" not in str(type(difference)):
            continue
        found = places(bench, difference)
        if found:
            # Alone, whatever denominators there are: the rule clears them.
            for tangent in itertools.islice(tangents(bench, found), ALONE):
                yield Combine((), ZERO, names, True, (tangent,))
            squares = [] if difference.has(sp.Sum) else list(_squares(sp.expand(difference)))
            yield from made_of(bench, names, list(tangents(bench, found)), squares)


def _difference(bench: Bench, names: Iterable[str]) -> Any:
    lhs, rhs = (bench.context.unfold(e, frozenset(names)) for e in bench.relation.expressions())
    return rhs - lhs


def made_of(
    bench: Bench, names: tuple[str, ...], some: list[Tangent], more: Iterable[Any] = ()
) -> Iterator[Rule]:
    """What these tangents and terms, lines in hand and other terms add up to."""
    table = Table(bench, names, True)
    if not table.columns.target:
        return
    columns = [*_columns(bench, names, some), *_gaps(bench, names, more)]
    yield from table.solved(columns)
    shares = squares_of_shares(bench, names)
    if shares:
        plain = list(table.columns.of_lines(table.lines, scaled=False))
        yield from table.solved(distinct(columns + shares + plain))
    if not columns:
        return
    for column in (c for c in columns if c.tangent is not None):
        table.columns.beside(column)
        yield from table.solved(distinct([column, *table.columns.of_lines(table.lines)]))
    table.columns.widen(columns)
    lines = distinct(list(table.columns.of_lines(table.lines, scaled=False)))
    yield from table.solved(columns + lines)
    lines = distinct(lines + list(table.columns.of_lines(table.lines)))
    yield from table.solved(columns + lines)
    yield from table.solved(columns + lines + table.terms)


def _columns(bench: Bench, names: tuple[str, ...], some: Iterable[Tangent]) -> Iterator[Column]:
    signs = bench.state.signs
    for tangent in some:
        t, factor, _ = tangent
        try:
            fits = signs.positive(t) is not None and signs.nonnegative(factor) is not None
            poly = bench.poly(above_zero(tangent), names, logs=True) if fits else None
        except HardlimitError:
            continue
        if poly:
            yield Column(poly, False, False, tangent=tangent)


def _gaps(bench: Bench, names: tuple[str, ...], terms: Iterable[Any]) -> Iterator[Column]:
    for term in itertools.islice(terms, SQUARES):
        if term != 0 and bench.state.signs.nonnegative(term) is not None:
            poly = bench.poly(term, names, logs=True)
            if poly:
                yield Column(poly, False, False, None, term)


# -- squares -------------------------------------------------------------------------------
def by_squares(bench: Bench) -> Iterator[Rule]:
    """The difference of the sides as SymPy factors it, and squares of differences of its parts."""
    if not isinstance(bench.relation, AtMost | LessThan):
        return
    for names in ((), *bench.name_sets(*bench.relation.expressions())[:3]):
        difference = _difference(bench, names)
        if names and bench.vanishes(bench.relation.lhs, bench.relation.rhs, names):
            yield gap(ZERO, names)
        if difference.has(sp.Product, sp.log, sp.exp):
            continue
        if difference.has(sp.Sum):
            yield from made_of(bench, names, [], [*_spreads(difference), *_over_least(difference)])
            continue
        terms = sp.expand(difference)
        if len(sp.Add.make_args(terms)) > FACTORED:
            continue
        try:
            whole = sp.factor(sp.together(difference))
        except Exception:  # SymPy would not: no proposal
            whole = ZERO
        for term in dict.fromkeys((whole, *_of_roots(bench, names, difference))):
            if term != difference and bench.state.signs.nonnegative(term) is not None:
                yield gap(term, names)
        yield from made_of(bench, names, [], _squares(terms))


def _over_least(expr: Any) -> Iterator[Any]:
    """sum_n w_n (u_n - min u) for each least u and each sum over w_n u_n of the formula."""
    for least in sorted(expr.atoms(MinOver), key=str):
        body, (index, _, size) = least.args[0], least.args[1]
        sign, entry = body.as_coeff_Mul()
        if len(least.args) > 2 or not isinstance(entry, sp.Indexed):
            continue
        for term in sp.Add.make_args(sp.expand(expr)):
            for part in (p for p in factors(term) if isinstance(p, sp.Sum) and len(p.args) == 2):
                inside, (bound, _, over) = part.args
                here = substitute_index(entry, index, bound)
                weight = term / part * sp.expand(inside).coeff(here, 1) / sign
                if over == size and weight != 0:
                    other = Index(f"{bound.name}1", over)
                    share = substitute_index(weight * sign * here, bound, other)
                    share -= substitute_index(weight, bound, other) * least
                    yield sp.Sum(share, (other, 1, over))


def _of_roots(bench: Bench, names: Iterable[str], difference: Any) -> Iterator[Any]:
    """The difference factored in roots, and (b^2 - a^2)/(a + b) for b - a with a root in it."""
    roots = {p for p in difference.atoms(sp.Pow) if p.exp in (HALF, -HALF)}
    if not roots:
        return
    inside = {p.base for p in roots if isinstance(p.base, sp.Symbol | sp.Indexed)}
    change = {base: sp.Dummy(positive=True) for base in inside}
    try:
        plain = sp.powdenest(difference.xreplace({b: t**2 for b, t in change.items()}))
        whole = sp.factor(sp.together(plain))
        yield whole.xreplace({t: sp.sqrt(b) for b, t in change.items()})
        low, high = (
            bench.context.unfold(e, frozenset(names)) for e in bench.relation.expressions()
        )
        yield sp.factor(sp.expand(high**2 - low**2)) / (low + high)
    except Exception:  # SymPy would not: no proposal
        return


def _squares(expr: Any) -> Iterator[Any]:
    """c (u - v)^2 and c (u + v)^2 for products c u v; the completed square of u."""
    for term in sp.Add.make_args(expr):
        powers = term.as_powers_dict()
        bases = [b for b, e in powers.items() if not b.is_number and e in (1, sp.Rational(1, 2))]
        for u, v in itertools.combinations(bases, 2):
            if powers[u] != powers[v]:
                continue
            rest = sp.Mul(*(b**e for b, e in powers.items() if b not in (u, v) and not b.is_number))
            yield rest * (u ** powers[u] - v ** powers[v]) ** 2
            yield rest * (u ** powers[u] + v ** powers[v]) ** 2
    for u in sorted(expr.free_symbols, key=str):
        if not isinstance(u, Index) and expr.is_polynomial(u) and sp.degree(expr, u) == 2:
            a, b = expr.coeff(u, 2), expr.coeff(u, 1)
            if b != 0:
                yield a * (u + b / (2 * a)) ** 2


def _unsigned(factor: Any) -> Any:
    """``factor`` without a minus sign in front."""
    return -factor if factor.could_extract_minus_sign() else factor


def _spreads(expr: Any) -> Iterator[Any]:
    """sum_n w (u - m)^2 and W m^2, m the mean of u, for each sum_n w u^2 of the formula."""
    for term in sp.Add.make_args(spread_out(expr)):
        for part in factors(term):
            if not isinstance(part, sp.Sum) or len(part.args) > 2:
                continue
            body, (index, _, size) = part.args
            for power in (p for p in factors(body) if isinstance(p, sp.Pow) and p.exp == 2):
                if index not in free_indices(power.base):
                    continue
                weight, inner = body / power, Index(f"{index.name}1", size)
                sums = [sp.Sum(e, (index, 1, size)) for e in (weight * power.base, weight)]
                top, whole = (
                    sp.Sum(substitute_index(e.args[0], index, inner), (inner, 1, size))
                    if index in free_indices(e.args[0])
                    else size * e.args[0]
                    for e in sums
                )
                rest = term / part
                yield rest * sp.Sum(weight * (power.base - top / whole) ** 2, (index, 1, size))
                yield _unsigned(rest) * top**2 / whole


def spread_out(expr: Any) -> Any:
    """``expr`` with products of sums multiplied out, inside finite sums as well."""
    if isinstance(expr, sp.Sum):
        body = spread_out(expr.args[0])
        terms = (term.as_coeff_Mul() for term in sp.Add.make_args(body))
        return sp.Add(*(c * sp.Sum(rest, *expr.args[1:]) for c, rest in terms))
    if isinstance(expr, sp.Add):
        return sp.Add(*map(spread_out, expr.args))
    if isinstance(expr, sp.Mul):
        sums = [f for f in expr.args if isinstance(f, sp.Sum | sp.Add)]
        if len(sums) == 1:
            rest = expr / sums[0]
            return sp.Add(*(rest * t for t in sp.Add.make_args(spread_out(sums[0]))))
    return expr


__all__ = ["by_squares", "by_tangents"]
