"""Numbers on either side of 0: what |u|, 1[u >= 0] and sign(u) make of a formula in each case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Equal, LessThan, Relation
from ..language.functions import Piecewise
from ..language.substitution import free_indices, rebuild
from ..language.vocabulary import BINDERS, Index, Indicator, MapSum, index_size
from .facts import scaled
from .spreading import spread

ZERO = sp.Integer(0)
#: What turns where a number is 0.
TURNING = (sp.Abs, Indicator, Piecewise)
#: The cases that u > 0, u >= 0, u = 0, u <= 0, u < 0, and what |u| is then, as a multiple of u.
_SAYS: dict[str, Any] = {
    ">": lambda u: LessThan(ZERO, u),
    ">=": lambda u: AtMost(ZERO, u),
    "=": lambda u: Equal(ZERO, u),
    "<=": lambda u: AtMost(u, ZERO),
    "<": lambda u: LessThan(u, ZERO),
}
_SIZE = {">": 1, ">=": 1, "=": 0, "<=": -1, "<": -1}
#: Cases of which always one holds, the fewest first.
SPLITS = ((">=", "<"), (">", "<="), (">", "=", "<"))
#: The cases that are left where the sign of u is known.
LEFT = {"positive": ((">",),), "negative": (("<",),), "nonnegative": ((">=",), (">", "=")),
        "nonpositive": (("<=",), ("=", "<")), "nonzero": ((">", "<"),)}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One side of u, and what a formula is there.

    Attributes:
        sign: which side, as in :data:`SPLITS`.
        relation: what holds there.
        expr: what the formula is there.
        root: where u = 0, a number in u and what it is.
    """

    sign: str
    relation: Relation
    expr: Any
    root: tuple[Any, Any] | None = None


def turns(expr: Any) -> list[Any]:
    """All u of which ``expr`` needs the sign: of |u| and 1[u = 0], inner ones first."""
    found = []
    for part in _outside_binders(expr):
        if isinstance(part, sp.Abs):
            found.append(part.args[0])
        elif isinstance(part, Indicator) and not part.has(sp.Abs):
            found.append(spread(part.args[0] - part.args[1]))
    return list(dict.fromkeys(u for u in found if not u.is_number))


def cases(expr: Any, u: Any, signs: tuple[str, ...]) -> list[Case] | None:
    """``expr`` in each of these cases of u; None if they do not decide all that is about u."""
    found = [_case(expr, u, sign) for sign in signs]
    return None if None in found else [case for case in found if case is not None]


def written_in_parts(expr: Any) -> Any:
    """``expr`` with sign(x), 1[a >= b], max(a, b) and the like as what they mean."""
    return _changed(expr, lambda e: e.meaning if isinstance(e, Piecewise) else None)


def _changed(expr: Any, change: Callable[[Any], Any], about: frozenset[Index] = frozenset()) -> Any:
    """``expr`` with what ``change`` makes of its parts, outer ones first; None leaves one.

    What is bound by a letter that ``change`` is ``about`` is another, and stays.
    """
    new = change(expr)
    if new is not None:
        return new if new == expr else _changed(new, change, about)
    if isinstance(expr, MapSum | sp.Indexed) or not expr.args:
        return expr
    if isinstance(expr, BINDERS):
        if any(limit[0] in about for limit in expr.args[1:]):
            return expr
        body = _changed(expr.args[0], change, about)
        return expr if body == expr.args[0] else expr.func(body, *expr.args[1:])
    args = [_changed(a, change, about) for a in expr.args]
    return expr if args == list(expr.args) else rebuild(expr, args)


def shapes(expr: Any) -> Iterator[Any]:
    """``expr`` as it stands, multiplied out, and in factors."""
    yield expr
    if not turns(expr):
        whole = spread(expr)
        forms = (whole, sp.factor_terms(whole), _of_squares(expr))
        yield from (e for e in forms if e not in (None, expr))


def _of_squares(expr: Any) -> Any:
    """a^2 - b^2 as (a - b)(a + b); None if ``expr`` is no such difference."""
    terms = sp.Add.make_args(expr)
    for one, other in (terms, terms[::-1]) if len(terms) == 2 else ():
        a, b = _root_of(one), _root_of(-other)
        if a is not None and b is not None:
            return (a - b) * (a + b)
    return None


def _root_of(term: Any) -> Any:
    """What ``term`` is the square of, factor by factor; None if that is not seen."""
    roots = []
    for factor in sp.Mul.make_args(term):
        root = sp.sqrt(factor) if isinstance(factor, sp.Rational) else None
        if isinstance(factor, sp.Pow) and factor.exp.is_Integer and factor.exp % 2 == 0:
            root = factor.base ** (factor.exp / 2)
        if root is None or (factor.is_Rational and not root.is_Rational):
            return None
        roots.append(root)
    return sp.Mul(*roots)


def _outside_binders(expr: Any) -> Iterator[Any]:
    """The parts of ``expr`` in which no index is bound, inner ones first."""
    if isinstance(expr, (*BINDERS, MapSum, sp.Indexed)):
        return
    for arg in expr.args:
        yield from _outside_binders(arg)
    yield expr


def _case(expr: Any, u: Any, sign: str) -> Case | None:
    value = _SIZE[sign] * u
    change = {sp.Abs(u): value}
    root = None
    if sign == "=":
        root = _root(u)
        if root is None:
            return None
        change[root[0]] = root[1]
    about = free_indices(u)
    here = _changed(expr, change.get, about)
    ties = {tie: _decided(tie, u, sign, root) for tie in here.atoms(Indicator)}
    if None in ties.values():
        return None
    here = _changed(here, ties.get, about)
    if here.has(sp.zoo, sp.nan, sp.oo):
        return None
    return Case(sign, _SAYS[sign](u), here, root)


def _decided(tie: Any, u: Any, sign: str, root: tuple[Any, Any] | None) -> Any:
    """What 1[a = b] is in this case: itself, if that is not about u; None if it is left open."""
    difference = spread(tie.args[0] - tie.args[1])
    if difference == 0:
        return sp.Integer(1)
    if difference.is_Rational:
        return ZERO
    if root is not None:
        return tie
    if scaled(difference) not in (scaled(spread(u)), scaled(spread(-u))):
        return tie
    return ZERO if sign in ("<", ">") else None


def _root(u: Any) -> tuple[Any, Any] | None:
    """A symbol or entry that stands in u as one term alone, and what it is where u is 0."""
    terms = sp.Add.make_args(spread(u))
    for term in terms:
        number, leaf = term.as_coeff_Mul()
        plain = isinstance(leaf, sp.Symbol | sp.Indexed) and index_size(leaf) is None
        rest = sp.Add(*(t for t in terms if t is not term))
        if plain and number != 0 and not rest.has(leaf):
            return leaf, -rest / number
    return None
