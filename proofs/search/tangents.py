"""Convexity: tangents of logarithms and exponentials, squares, and optima that they show."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

import sympy as sp

from ..language.claims import AtMost, LessThan, NotEqual, Optimum
from ..language.context import Context
from ..language.errors import HardlimitError
from ..language.substitution import (
    Substitution,
    family_name,
    free_indices,
    names_used,
    substitute,
    substitute_index,
)
from ..language.vocabulary import BINDERS, Index
from ..rules import Combine, ConvexOptimum
from ..rules.base import Rule
from ..rules.combining import Tangent, above_zero, gap
from ..rules.convexity import bound_of
from .bench import Bench, factors, smaller
from .columns import Column
from .convex import at_the_optimum, collapsed, places, renamed_inside, tangents
from .inequalities import Table, by_adding, distinct, modes
from .question import Question
from .whole import squares_of_shares

ZERO = sp.Integer(0)
#: Terms of a formula that is factored, and squares that are tried.
FACTORED, SQUARES = 14, 12


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
            squares = [] if difference.has(sp.Sum) else list(_squares(sp.expand(difference)))
            yield from _with(bench, names, list(tangents(bench, found)), squares)


def _difference(bench: Bench, names: Iterable[str]) -> Any:
    lhs, rhs = (bench.context.unfold(e, frozenset(names)) for e in bench.relation.expressions())
    return rhs - lhs


def _with(
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
        if difference.has(sp.Product, sp.log, sp.exp):
            continue
        if difference.has(sp.Sum):
            yield from _with(bench, names, [], _spreads(difference))
            continue
        terms = sp.expand(difference)
        if len(sp.Add.make_args(terms)) > FACTORED:
            continue
        try:
            whole = sp.factor(sp.together(difference))
        except Exception:  # SymPy would not: no proposal
            whole = ZERO
        if whole != difference and bench.state.signs.nonnegative(whole) is not None:
            yield gap(whole, names)
        yield from _with(bench, names, [], _squares(terms))


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
    for term in sp.Add.make_args(_spread(expr)):
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


def by_point(bench: Bench) -> Iterator[Rule]:
    """Tangents and squares at x*, where the line compares f(x) with f(x*)."""
    relation = bench.relation
    if not isinstance(relation, AtMost | LessThan):
        return
    for variable, value in dict.fromkeys((*_cases(bench), *_points(bench))):
        for kind, side in (("minimises", relation.rhs), ("maximises", relation.lhs)):
            around = Optimum(kind, side, variable, value)
            if _name(variable) in names_used(bench.context.unfold_all(side)):
                yield from _touching(bench, around)
    yield from _jointly(bench)


def _jointly(bench: Bench) -> Iterator[Rule]:
    """c (u - u*)^2 for each c u^2, u* at several points at once: a by a_hat, b by b_hat."""
    relation: Any = bench.relation
    context = bench.context
    pairs = {v: w for v, w in _points(bench) if str(w).startswith(f"{v}_")}
    if len(pairs) < 2:
        return
    change = Substitution(symbols={str(v): w for v, w in pairs.items()})
    moving = context.depending_on(map(str, pairs))
    for turned, side in ((1, relation.rhs), (-1, relation.lhs)):
        for term in sp.Add.make_args(_spread(turned * context.unfold(side, moving))):
            for power in sp.preorder_traversal(term):
                if not isinstance(power, sp.Pow) or power.exp != 2:
                    continue
                apart = power.base - substitute(power.base, change)
                for names in bench.name_sets(*relation.expressions()):
                    yield gap(term.xreplace({power: apart**2}), names)


def _cases(bench: Bench) -> Iterator[tuple[Any, Any]]:
    """x and x* where the line is about every x but x*."""
    for hypothesis in bench.question.claim.under:
        apart = hypothesis.relation
        if isinstance(apart, NotEqual) and isinstance(apart.lhs, sp.Symbol | sp.Indexed):
            yield apart.lhs, apart.rhs


def _points(bench: Bench) -> Iterator[tuple[Any, Any]]:
    """x and x* where one side is about x, the other about a definition in its place."""
    context, sides = bench.context, bench.relation.expressions()
    plain = [names_used(side) for side in sides]
    whole = [names_used(context.unfold_all(side)) for side in sides]
    for mine, other in ((0, 1), (1, 0)):
        for name in sorted(whole[mine] - whole[other]):
            family = context.families.get(name)
            sizes = family.sizes if family is not None and family.values is None else ()
            if name not in context.symbols and not sizes:
                continue
            for point in sorted(plain[other]):
                found = context.definitions.get(point)
                if found is not None and tuple(i.size for i in found.params) == sizes:
                    if family is None:
                        yield context.symbols[name].symbol, found.base
                    else:
                        yield family.base[found.params], found.base[found.params]


# -- optima --------------------------------------------------------------------------------
def by_convexity(bench: Bench) -> Iterator[Rule]:
    """Tangents and squares that touch at the optimum; else what shows the bound as a line."""
    relation = bench.relation
    if not isinstance(relation, Optimum):
        return
    try:
        bound = bound_of(relation, bench.state)
    except HardlimitError:
        return
    q = bench.question
    inner = Bench(
        Question(q.context, smaller(q.claim, bound), q.earlier, q.theorems, q.positive),
        bench.effort,
    )
    for rule in itertools.chain(
        _touching(inner, relation), by_squares(inner), by_adding(inner), by_tangents(inner)
    ):
        made = _as_optimum(rule)
        if made is not None and inner.accepts(rule):
            yield made


def _touching(inner: Bench, relation: Any) -> Iterator[Rule]:
    context = inner.context
    function = _written_out(inner, relation)
    best = substitute(function, _put(relation))
    turned = -1 if relation.kind == "maximises" else 1
    some = at_the_optimum(inner, function, best, turned)
    summed = [collapsed(context, tangent) for tangent in some]
    squares = list(_around(turned * _logs_split(function), relation, context))
    own = inner.names_in(relation.function, function, best, *(t for t, *_ in some))
    for names in dict.fromkeys((inner.reach(own), own, ())):
        if some:
            yield Combine((), ZERO, names, True, tuple(some))
            yield Combine((), ZERO, names, True, tuple(summed))
        for square in squares:
            yield gap(square, names)
            if function.has(sp.log):
                yield gap(square, names, logs=True)
        yield from _with(inner, names, [*some, *(t for t in summed if t not in some)], squares)


def _written_out(bench: Bench, relation: Any) -> Any:
    """The function without definitions that depend on the variable."""
    moving = bench.context.depending_on([_name(relation.variable)])
    return bench.context.unfold(relation.function, moving)


def _name(variable: Any) -> str:
    return family_name(variable) if isinstance(variable, sp.Indexed) else str(variable.name)


def _put(relation: Any) -> Substitution:
    variable, value = relation.variable, relation.value
    if isinstance(variable, sp.Indexed):
        return Substitution(families={family_name(variable): (tuple(variable.indices), value)})
    return Substitution(symbols={variable.name: value})


def _around(function: Any, relation: Any, context: Context) -> Iterator[Any]:
    """c (x - x*)^2 for each term c x^2, and for each c (a - x)^2, of the function."""
    variable, change = relation.variable, _put(relation)
    name = _name(variable)
    found: dict[Any, None] = {}
    bound = {m[0].name for p in function.atoms(*BINDERS) for m in p.args[1:]}
    for term in sp.Add.make_args(_spread(function)):
        powers = [
            p
            for p in sp.preorder_traversal(term)
            if isinstance(p, sp.Pow) and p.exp == 2 and name in names_used(p.base)
        ]
        for power in powers[:1]:
            entry = next(
                e
                for e in sp.preorder_traversal(power.base)
                if isinstance(e, sp.Symbol | sp.Indexed) and name in names_used(e)
            )
            slope = sp.expand(power.base).coeff(entry, 1)
            moved = renamed_inside(
                substitute(entry, change), {i.name for i in entry.atoms(Index)} | bound
            )
            found[term.xreplace({power: (slope * (entry - moved)) ** 2})] = None
    yield from found
    if len(found) > 1:
        yield sp.Add(*found)


def _logs_split(expr: Any) -> Any:
    """``expr`` with log e^u = u and the like, as if all factors were positive: for proposals."""
    if not expr.has(sp.log) or not expr.has(sp.exp):
        return expr
    return expr.replace(sp.log, lambda inside: sp.expand_log(sp.log(inside), force=True))


def _spread(expr: Any) -> Any:
    """``expr`` with products of sums multiplied out, inside finite sums as well."""
    if isinstance(expr, sp.Sum):
        body = _spread(expr.args[0])
        terms = (term.as_coeff_Mul() for term in sp.Add.make_args(body))
        return sp.Add(*(c * sp.Sum(rest, *expr.args[1:]) for c, rest in terms))
    if isinstance(expr, sp.Add):
        return sp.Add(*map(_spread, expr.args))
    if isinstance(expr, sp.Mul):
        sums = [f for f in expr.args if isinstance(f, sp.Sum | sp.Add)]
        if len(sums) == 1:
            rest = expr / sums[0]
            return sp.Add(*(rest * t for t in sp.Add.make_args(_spread(sums[0]))))
    return expr


def _as_optimum(rule: Rule) -> ConvexOptimum | None:
    """The optimum that the bound shows."""
    if isinstance(rule, Combine):
        return ConvexOptimum(rule.parts, rule.gap, rule.names, rule.logs, rule.tangents)
    return None


__all__ = ["by_convexity", "by_point", "by_squares", "by_tangents"]
