"""Where logarithms and exponentials stand in a formula, and which tangents may show its sign."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..language.context import Context
from ..language.substitution import free_indices, substitute_index
from ..language.vocabulary import BINDERS, Index, XLogY, index_size
from ..rules.combining import Tangent
from ..rules.replacing import replace as put_equal
from .bench import Bench, factors

ONE = sp.Integer(1)
#: Places that are looked at, and tangents that are proposed for one claim.
PLACES, TANGENTS = 10, 60


@dataclass(frozen=True)
class Place:
    """coefficient * log(inside), or * e^(exponent), summed over some indices.

    ``power`` is that of ``inside`` in a tangent: 1 where the logarithm is subtracted.  An
    exponential whose coefficient has no sign is but a point to touch at.
    """

    coefficient: Any
    inside: Any
    over: tuple[Index, ...]
    power: int

    @property
    def base(self) -> Any:
        """What a tangent has of it."""
        return self.inside if self.power == 1 else 1 / self.inside

    @property
    def exponential(self) -> bool:
        return self.power == 0


def places(bench: Bench, expr: Any) -> list[Place]:
    """The logarithms and exponentials that are terms of ``expr``, of coefficients with a sign."""
    found = []
    for kind, coefficient, inside, over in itertools.islice(_terms(bench, expr, ONE, ()), PLACES):
        signs = bench.state.signs
        if kind == "log" and any(i not in free_indices(inside) for i in over):
            told = signs.nonnegative(coefficient) or signs.nonnegative(-coefficient)
            if told is None:
                # Of (1 - x_n) log(1 - p) the sum over n may have a sign that is known.
                _, coefficient, over = collapsed(bench.context, (inside, coefficient, over))
        if signs.nonnegative(coefficient) is not None:
            power = -1 if kind == "log" else 0
            found.append(Place(coefficient, inside, over, power))
        elif kind == "log" and signs.nonnegative(-coefficient) is not None:
            found.append(Place(-coefficient, inside, over, 1))
        elif kind == "exp":
            found.append(Place(None, inside, over, 0))
    return found


def _terms(
    bench: Bench, expr: Any, coefficient: Any, over: tuple[Index, ...]
) -> Iterator[tuple[str, Any, Any, tuple[Index, ...]]]:
    """(kind, coefficient, argument, indices) of each logarithm and exponential in a sum."""
    if isinstance(expr, sp.Add):
        for arg in expr.args:
            yield from _terms(bench, arg, coefficient, over)
    elif isinstance(expr, sp.Mul):
        deep = [f for f in factors(expr) if f.has(sp.log, XLogY)]
        deep = deep or [f for f in factors(expr) if f.has(sp.exp)]
        if deep and isinstance(deep[0], sp.Sum | sp.Add | sp.log | sp.exp | XLogY):
            rest = expr / deep[0]
            yield from _terms(bench, deep[0], coefficient * rest, over)
    elif isinstance(expr, sp.Sum):
        body, bound = expr.args[0], list[Index]()
        for index, _, _ in expr.args[1:]:
            new = index
            used = {*over, *bound, *bench.free, *free_indices(coefficient)}
            if index in used or not index.name.isalnum():
                others = [i for i in bench.indices_of(index.size) if i not in bench.free]
                others = [i for i in others if i not in used and i not in free_indices(body)]
                new = others[0] if others else _fresh(bench, index, used | free_indices(body))
                body = substitute_index(body, index, new)
            bound.append(new)
        yield from _terms(bench, body, coefficient, (*over, *bound))
    elif isinstance(expr, sp.log):
        yield "log", coefficient, expr.args[0], over
    elif isinstance(expr, XLogY):
        yield "log", coefficient * expr.args[0], expr.args[1], over
    elif isinstance(expr, sp.exp):
        yield "exp", coefficient, expr, over


def _fresh(bench: Bench, index: Index, used: set[Index]) -> Index:
    """A letter with a number that stands for nothing else here."""
    taken = {*bench.context.declared(), *(i.name for i in used)}
    stem = next((c for c in index.name if c.isalpha()), "i")
    names = (f"{stem}{count}" for count in itertools.count(1))
    return Index(next(n for n in names if n not in taken), index.size)


def tangents(bench: Bench, found: list[Place]) -> Iterator[Tangent]:
    """Tangents at points that the formula itself names, likely ones first."""
    seen = set()
    for made in itertools.islice(_tangents(bench, found), TANGENTS):
        if made not in seen:
            seen.add(made)
            yield made


def _tangents(bench: Bench, found: list[Place]) -> Iterator[Tangent]:
    for one in found:
        others = [p for p in found if p is not one]
        if one.coefficient is None:
            continue
        if one.exponential:
            yield one.inside, one.coefficient, one.over
            for other in others:
                for base in _moved(other, one):
                    near = (1 / base,) if other.exponential else (1 / base, base)
                    for w in near:
                        yield sp.powsimp(one.inside * w), one.coefficient / w, one.over
            continue
        alike = [p for p in others if _alike(p, one)]
        rest = [p for p in others if p not in alike]
        bases = [one.base]
        if alike:
            bases.append(sp.Mul(one.base, *(b for p in alike for b in _moved(p, one))))
        for base in bases:
            yield base, one.coefficient, one.over
            yield base**2, one.coefficient / 2, one.over
            for other in (*alike, *rest):
                for moved in _moved(other, one):
                    near = (1 / moved,) if other.exponential else (moved,)
                    for w in near:
                        yield base * w, one.coefficient, one.over


def _alike(left: Place, right: Place) -> bool:
    """Whether two places have one coefficient and one range."""
    sizes = [[i.size for i in p.over] for p in (left, right)]
    if sizes[0] != sizes[1]:
        return False
    change = dict(zip(left.over, right.over, strict=True))
    mine = left.coefficient
    if mine is None:
        return False
    for old, new in change.items():
        mine = substitute_index(mine, old, new)
    return bool(mine == right.coefficient)


def _moved(other: Place, one: Place) -> Iterator[Any]:
    """What ``other`` has, its bound indices called as those of ``one``."""
    base = other.inside if other.exponential else other.base
    left = [i for i in one.over if i not in other.over]
    for index in other.over:
        if index in one.over:
            continue
        match = next((i for i in left if index_size(i) == index_size(index)), None)
        if match is None:
            if index in free_indices(base):
                return
            continue
        base = substitute_index(base, index, match)
    yield renamed_inside(base, {i.name for i in (*one.over, *free_indices(one.inside))})


def renamed_inside(expr: Any, taken: set[str]) -> Any:
    """``expr`` with other letters for indices that it binds and that are ``taken`` outside."""
    if isinstance(expr, BINDERS):
        body, limits = renamed_inside(expr.args[0], taken), []
        inner = {i.name for i in free_indices(body)}
        for index, low, size in expr.args[1:]:
            stem = index.name.rstrip("'")
            names = (f"{stem}{count}" for count in itertools.count(1))
            name = (
                index.name
                if index.name not in taken
                else next(n for n in names if n not in taken | inner)
            )
            new = Index(name, index.size)
            body = substitute_index(body, index, new) if new != index else body
            limits.append((new, low, size))
        return expr.func(body, *limits)
    if not expr.args or not expr.has(*BINDERS):
        return expr
    return expr.func(*(renamed_inside(arg, taken) for arg in expr.args))


def collapsed(context: Context, tangent: Tangent) -> Tangent:
    """The factor summed over the indices that t has not, by the names of such sums."""
    t, factor, over = tangent
    for index in [i for i in over if i not in free_indices(t)]:
        terms = sp.Add.make_args(sp.expand(factor))
        factor = sp.Add(
            *(
                c * sp.Sum(e, (index, 1, index.size))
                if index in free_indices(e)
                else c * e * index.size
                for c, e in (term.as_coeff_Mul() for term in terms)
            )
        )
    for definition in context.definitions.values():
        body = definition.body
        if definition.params and isinstance(body, sp.Sum):
            entry = definition.base[definition.params]
            factor = put_equal(factor, body, entry, frozenset(definition.params))
        elif not definition.params:
            # sum_n y_n = N m for the mean m.
            sums = [part for part in factors(body) if isinstance(part, sp.Sum)]
            if len(sums) == 1:
                named = definition.base * sums[0] / body
                factor = put_equal(factor, sums[0], named, frozenset())
    return t, factor, tuple(i for i in over if i in free_indices(t))


def at_the_optimum(bench: Bench, function: Any, best: Any, turned: int) -> list[Tangent]:
    """The tangents that touch where the function is best, at each of its places in turn.

    ``turned`` is -1 for a greatest value; what has no place there is left out.
    """
    here, there = (places(bench, turned * e) for e in (function, best))
    out: list[Tangent] = []
    for p in here:
        if p.coefficient is None:
            continue
        fits = [q for q in there if q.power == p.power]
        twin = next((q for q in fits if _alike(q, p)), fits[0] if fits else None)
        if twin is None:
            continue
        there.remove(twin)
        moved = next(iter(_moved(_bare(twin), p)), None)
        if moved is None or bench.vanishes(p.inside, moved):
            continue
        if p.exponential:
            out.append((sp.powsimp(p.inside / moved), p.coefficient * moved, p.over))
        else:
            t = p.inside / moved if p.power == 1 else moved / p.inside
            out.append((t, p.coefficient, p.over))
    return out


def _bare(place: Place) -> Place:
    """The same with what stands inside as it is."""
    return Place(place.coefficient, place.inside, place.over, 1)


__all__ = ["Place", "at_the_optimum", "collapsed", "places", "tangents"]
