"""Bounds that are reached at a point: what touches there, and the optima that it shows."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Equal, LessThan, NotEqual, Optimum
from ..language.context import Context
from ..language.errors import HardlimitError
from ..language.substitution import (
    Substitution,
    family_name,
    indices_among,
    names_used,
    substitute,
    substitute_index,
)
from ..language.vocabulary import BINDERS, Index
from ..rules import Combine, ConvexOptimum
from ..rules.base import Ref, Rule
from ..rules.combining import gap
from ..rules.convexity import bound_of
from .bench import Bench, factors
from .convex import at_the_optimum, collapsed, renamed_inside
from .inequalities import by_adding
from .proposing import logs_split
from .tangents import by_squares, by_tangents, made_of, spread_out

ZERO = sp.Integer(0)


def by_point(bench: Bench) -> Iterator[Rule]:
    """Tangents and squares at x*, where the line compares f(x) with f(x*)."""
    relation = bench.relation
    if not isinstance(relation, AtMost | LessThan):
        return
    for variable, value in dict.fromkeys((*_cases(bench), *_points(bench), *_levels(bench))):
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
        for term in sp.Add.make_args(spread_out(turned * context.unfold(side, moving))):
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


def _levels(bench: Bench) -> Iterator[tuple[Any, Any]]:
    r"""x and x* where \log x stands beside \log x*, and both sides agree at x = x*."""
    low, high = map(bench.context.unfold_all, bench.relation.expressions())
    logs = sorted({log.args[0] for e in (low, high) for log in e.atoms(sp.log)}, key=str)
    for inside, name in itertools.product(logs, sorted(bench.context.symbols)):
        symbol = bench.context.symbols[name].symbol
        slope = inside.coeff(symbol, 1) if name in names_used(inside) else 0
        if not slope or name in names_used(inside - slope * symbol):
            continue
        for other in (log for log in logs if name not in names_used(log)):
            point = (other - inside) / slope + symbol
            change = Substitution(symbols={name: point})
            if name not in names_used(point) and _agree(bench, low, high, change):
                yield symbol, point


def _agree(bench: Bench, low: Any, high: Any, change: Substitution) -> bool:
    """Whether both sides are the same at a point."""
    low, high = (substitute(e, change) for e in (low, high))
    try:
        return not bench.state.residue(low, high, logs=True)
    except HardlimitError:
        return False


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
    for inner in _inner(bench, bound, relation.unique):
        for rule in itertools.chain(
            _touching(inner, relation), by_squares(inner), by_adding(inner), by_tangents(inner)
        ):
            made = _as_optimum(rule)
            if made is not None and inner.accepts(rule):
                yield made


def _inner(bench: Bench, bound: Any, unique: bool) -> Iterator[Bench]:
    """The bench for the bound; where it is to be strict elsewhere, first without bounds in hand.

    The bound itself may be among these, and it is not strict.
    """
    inner = bench.about(bound)
    asked = inner.question
    kept = {n: c for n, c in asked.earlier.items() if not isinstance(c.relation, AtMost)}
    if unique and len(kept) < len(asked.earlier):
        yield Bench(dataclasses.replace(asked, earlier=kept), bench.effort)
    yield inner


def _touching(inner: Bench, relation: Any) -> Iterator[Rule]:
    context = inner.context
    function = logs_split(_written_out(inner, relation))
    best = substitute(function, _put(relation))
    turned = -1 if relation.kind == "maximises" else 1
    some = [_elsewhere(s, relation, inner) for s in at_the_optimum(inner, function, best, turned)]
    summed = [collapsed(context, tangent) for tangent in some]
    squares = list(_around(turned * function, relation, context))
    own = inner.names_in(relation.function, function, best, *(t for t, *_ in some))
    for names in dict.fromkeys((inner.reach(own), own, ())):
        if some:
            yield Combine((), ZERO, names, True, tuple(some))
            yield Combine((), ZERO, names, True, tuple(summed))
        for square in squares:
            yield gap(square, names)
            if function.has(sp.log):
                yield gap(square, names, logs=True)
        for square in squares:
            yield from _by_equations(inner, relation, square, names)
        yield from made_of(inner, names, [*some, *(t for t in summed if t not in some)], squares)


def _by_equations(
    inner: Bench, relation: Any, square: Any, names: tuple[str, ...]
) -> Iterator[Rule]:
    """The square and one equation about all entries of a vector, times how far these moved."""
    variable = relation.variable
    if not isinstance(variable, sp.Indexed) or len(variable.indices) != 1:
        return
    (place,) = variable.indices
    moved = variable - relation.value
    for name, index in _of_each(inner, place.size):
        part = substitute_index(moved, place, index)
        for times in (2, -2, 1, -1):
            yield Combine(((Ref(name), times * part, (index,)),), square, names)


def _of_each(inner: Bench, size: Any) -> Iterator[tuple[str, Index]]:
    """The equations that hold for each index of a size, and for no other: their names, and it."""
    held = inner.context.hypotheses.values()
    given = [(h.name, h.relation, h.forall) for h in held if h.guard is None]
    for number, claim in inner.question.earlier.items():
        if not claim.under:
            free = indices_among(claim.relation.expressions())
            given.append((number, claim.relation, tuple(free)))
    for name, relation, forall in given:
        if isinstance(relation, Equal) and len(forall) == 1 and forall[0].size == size:
            yield name, forall[0]


def _elsewhere(tangent: Any, relation: Any, bench: Bench) -> Any:
    """The tangent summed by other letters than those of the entry at which points differ."""
    t, factor, over = tangent
    held = relation.variable.indices if isinstance(relation.variable, sp.Indexed) else ()
    for index in [i for i in over if i in held and relation.unique]:
        other = next((i for i in bench.indices_of(index.size) if i not in (*held, *over)), index)
        t, factor = (substitute_index(e, index, other) for e in (t, factor))
        over = tuple(other if i == index else i for i in over)
    return t, factor, over


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
    before: dict[Any, None] = {}
    bound = {m[0].name for p in function.atoms(*BINDERS) for m in p.args[1:]}
    for term in sp.Add.make_args(spread_out(function)):
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
            if slope == 0:
                # A sum over the entries of a vector: all of them move together.
                there = renamed_inside(substitute(power.base, change), bound)
                found[term.xreplace({power: (power.base - there) ** 2})] = None
                continue
            moved = renamed_inside(
                substitute(entry, change), {i.name for i in entry.atoms(Index)} | bound
            )
            square = (slope * (entry - moved)) ** 2
            found[term.xreplace({power: square})] = None
            apart = _summed_first(term, power, square, context)
            if apart is not None:
                before[apart] = None
            elif isinstance(entry, sp.Symbol):
                # Before the sum: it is positive where what is left of the sum is.
                before[term.xreplace({power: slope**2}) * (entry - moved) ** 2] = None
    for terms in (found, before):
        yield from terms
        if len(terms) > 1:
            yield sp.Add(*terms)


def _summed_first(term: Any, power: Any, square: Any, context: Context) -> Any:
    """sum_d (sum_n w) u_d^2 for sum_{n,d} w ``square``: positive where some u_d is not 0."""
    whole = next((f for f in factors(term) if isinstance(f, sp.Sum) and f.has(power)), None)
    if whole is None or power not in factors(whole.args[0]):
        return None
    over = tuple(limit[0] for limit in whole.args[1:])
    _, weight, outer = collapsed(context, (square, whole.args[0] / power, over))
    if not outer or outer == over:
        return None
    return term / whole * sp.Sum(weight * square, *((i, 1, i.size) for i in outer))


def _as_optimum(rule: Rule) -> ConvexOptimum | None:
    """The optimum that the bound shows."""
    if isinstance(rule, Combine):
        return ConvexOptimum(rule.parts, rule.gap, rule.names, rule.logs, rule.tangents)
    return None
