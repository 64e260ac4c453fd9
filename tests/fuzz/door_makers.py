"""Makers of attempts, by class; see :mod:`.doors`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Cite,
    Gap,
    GlobalOptimum,
    LinearRoot,
    LogLaws,
    Ref,
    at_most,
    combine,
    delta,
    differs,
    equal,
    indicator,
    less,
    minimises,
    minimum,
    product,
    termwise,
    total,
    xlogy,
    zero_exactly_at,
)
from hardlimit.proofs.kernel import gate
from hardlimit.proofs.kernel.gate import Theorem
from hardlimit.proofs.language.evaluated import unevaluated as find_unevaluated
from hardlimit.proofs.rules.base import Rule

from ..lab import paper, theorem
from .doors import Attempt, Maker, Random, Sheet, again, formula, number, ranges


# -- maps --------------------------------------------------------------------------------------
@cache
def theorems() -> dict[str, Theorem]:
    """Two small theorems; their names are those of the sheet, too."""
    d = paper("size")
    N = d.size("N")
    n, m = d.indices("n m", N)
    one = d.have(at_most(delta(n, m), 1), Gap(1 - delta(n, m)), "x")
    d.have(at_most(1, N), termwise(one, m), "x")
    d.goal(at_most(1, N))
    size = theorem(d)
    d = paper("bound")
    N = d.size("N")
    n, m = d.indices("n m", N)
    x, q = d.family("x", N), d.family("q", N, sign="positive")
    y, p = d.symbol("y"), d.symbol("p", "positive")
    d.define("mean", (), total(x[n], n) / N)
    h = d.assume("h", at_most(x[n], y), forall=n)
    d.have(at_most(p * total(x[n], n), p * N * y), combine((h, p, (n,))), "x")
    d.have(less(0, p * q[m]), Gap(p * q[m]), "x")
    d.goal(at_most(p * total(x[n], n), p * N * y), less(0, p * q[m]))
    return {"size": size, "bound": theorem(d)}


#: Names that are not declared so, by the map in which they are put.
WRONG_KEYS: dict[str, list[str]] = {
    "sizes": ["y", "p", "x", "n", "mean", "h", "K", "Z"],
    "symbols": ["N", "x", "q", "n", "m", "mean", "h", "z", "s", ""],
    "families": ["N", "y", "p", "n", "mean", "h", "w", "a"],
    "indices": ["N", "y", "x", "mean", "h", "k", "o"],
}


def maps(rng: Random, *, true: bool) -> Attempt | None:
    """A citation with a map that is wrong in one place, or right in all."""
    s = Sheet()
    size, index, own = rng.choice([(s.N, s.n, s.x[s.n]), (s.K, s.k, s.w[s.k]), (s.M, s.u, s.z)])
    if not true and rng.random() < 0.3:
        return _no_size(rng, s, size)
    value = formula(rng, [s.y, s.z, s.p])
    scale = rng.choice([s.p, s.s, s.p * s.s, s.p + 1, sp.exp(s.y), sp.Integer(3)])
    entry = formula(rng, [s.y, own], 1)
    part = rng.choice([0, 1])
    line = (
        at_most(scale * total(entry, index), scale * size * value),
        less(0, scale * sp.exp(entry)),
    )[part]
    s.d.assume("h", at_most(entry, value), forall=index)
    given: dict[str, Any] = {
        "sizes": (("N", size),),
        "symbols": (("y", value), ("p", scale)),
        "families": (("x", (index,), entry), ("q", (index,), sp.exp(entry))),
        "indices": (("m", index),),
    }
    if not true:
        kind = rng.choice(list(given))
        key, *rest = rng.choice(given[kind])
        another = key if rng.random() < 0.3 else rng.choice(WRONG_KEYS[kind])
        given[kind] = (*given[kind], (another, *rest))
        if rng.random() < 0.5:
            given[kind] = given[kind][::-1]
    return Attempt("maps", s, line, Cite("bound", part, **given), None, (), theorems())


def _no_size(rng: Random, s: Sheet, size: Any) -> Attempt:
    """1 <= N, of what is no size and may be 0."""
    point = number(rng)
    small = rng.choice(
        [1 - indicator(s.z, point), 2 * sp.Abs(s.z - point), (s.z - point) ** 2 + size - 1]
    )
    given: dict[str, Any] = rng.choice(
        [
            {"sizes": (("N", small),)},
            {"symbols": (("N", small),)},
            {"sizes": (("N", s.K),), "symbols": (("N", small),)},
            {"families": (("N", (), small),)},
        ]
    )
    at = {"z": point, size.name: 1}
    return Attempt("maps", s, at_most(1, small), Cite("size", **given), at, (), theorems())


# -- undefined ---------------------------------------------------------------------------------
def singular(rng: Random, s: Sheet, u: Any) -> Any:
    """Something without a value where u = 0."""
    e = formula(rng, [s.y, s.r, s.p], 1)
    return rng.choice(
        [
            lambda: 1 / u,
            lambda: u**-2,
            lambda: e / u,
            lambda: e + 1 / u**3,
            lambda: sp.exp(e / u),
            lambda: 1 / (u * (1 + e**2)),
            lambda: sp.log(u),
            lambda: sp.log(u**2),
            lambda: sp.sqrt(u),
            lambda: e * sp.log(u**2),
            lambda: xlogy(s.p, u**2),
            lambda: total(1 / ((1 + s.x[s.o] ** 2) * u), s.o),
            lambda: u ** (-sp.Rational(1, 2)),
            lambda: indicator(1 / u, e),
        ]
    )()


def never_negative(rng: Random, s: Sheet, g: Any) -> Any:
    """Something with ``g`` in it that looks as if it were never negative."""
    e = formula(rng, [s.y, s.r], 1)
    return rng.choice(
        [
            lambda: g**2,
            lambda: (g + e) ** 2,
            lambda: (g + e) ** 4,
            lambda: sp.Abs(g),
            lambda: sp.Abs(g * e),
            lambda: sp.exp(g * e),
            lambda: s.p * sp.exp(g),
            lambda: s.p + sp.Abs(g + e),
            lambda: indicator(g, e),
            lambda: total((s.x[s.n] - g) ** 2, s.n),
            lambda: total(s.q[s.n] * sp.Abs(g), s.n),
            lambda: product(sp.exp(g * s.x[s.n]), s.n),
            lambda: minimum((s.x[s.n] - g) ** 2, s.n),
            lambda: 1 + sp.Abs(xlogy(e, sp.exp(g))),
        ]
    )()


def undefined(rng: Random, *, true: bool) -> Attempt | None:
    """A condition that has no value at one point: of a hypothesis, or of a domain."""
    s = Sheet()
    point = number(rng)
    domain = rng.random() < 0.4
    b = s.d.symbol("b")
    where = b if domain else s.z
    u = where - point
    looks = again(never_negative(rng, s, singular(rng, s, u)))
    if find_unevaluated(looks) is not None:
        return None
    if rng.random() < 0.3:
        looks = s.d.define("looks", (), looks)
    if not s.d.context.unfold_all(looks).has(where):
        return None
    asked = rng.choice([at_most(0, looks), at_most(-1, looks), less(-s.p, looks)])
    at = {"z": point, "y": -1, "r": 2, "p": 1, "b": point + 1}
    if true:
        s.d.assume("past", less(point, s.z))
    if domain:
        value = rng.choice([s.z, s.z * s.p, s.z + s.y + 1])
        if true and value != s.z:
            s.d.assume("beyond", less(point, value))
        s.d.assume("dom", asked)
        return _optimum(s, "undefined", value, b, ("dom",), at)
    h = s.d.assume("h", at_most(0, s.y), given=asked)
    if rng.random() < 0.5:
        return Attempt("undefined", s, at_most(0, s.p * s.y), combine((h, s.p)), at)
    return Attempt("undefined", s, at_most(0, s.y), ByHypothesis(), at)


def _optimum(
    s: Sheet, kind: str, value: Any, b: Any, domain: tuple[str, ...], at: dict[Any, Any] | None
) -> Attempt:
    """The bound is assumed (it is a square), so that the line is about the domain alone."""
    f = (b - value) ** 2
    s.d.assume("square", at_most(0, f))
    line = minimises(value, b, f, domain=(*domain, "square"))
    return Attempt(kind, s, line, GlobalOptimum(Ref("square")), at)


# -- unevaluated -------------------------------------------------------------------------------
def planted(rng: Random, u: Any) -> tuple[Any, Any]:
    """A formula that has no value where u = 0, and what SymPy makes of it."""
    one, none = sp.Integer(1), sp.Integer(0)
    g = rng.choice([1 / u, u**-2, sp.log(u), sp.exp(1 / u)])
    choices: list[tuple[Any, Any]] = [
        (sp.Mul(u, 1 / u, evaluate=False), one),
        (sp.Mul(u**2, u**-2, evaluate=False), one),
        (sp.Mul(u**2, 1 / u, evaluate=False), u),
        (sp.Add(g, sp.Mul(-1, g), evaluate=False), none),
        (sp.Pow(1 / u, 0, evaluate=False), one),
        (sp.Pow(1, 1 / u, evaluate=False), one),
        (sp.Mul(0, g, evaluate=False), none),
        (sp.Pow(1 / u, -1, evaluate=False), u),
        (sp.exp(sp.log(u), evaluate=False), u),
        (sp.Pow(sp.sqrt(u), 2, evaluate=False), u),
    ]
    return rng.choice(choices)


def unevaluated(rng: Random, *, true: bool) -> Attempt | None:
    """A line with such a formula somewhere, beside the line as SymPy writes it."""
    s = Sheet()
    e = formula(rng, [s.y, s.p, s.r], 1)
    if true:
        plain = formula(rng, [s.y, s.p, total(s.x[s.n], s.n), product(s.q[s.m], s.m)], 2)
        lhs, rhs = (plain + e) * s.p + e, plain * s.p + e * (s.p + 1)
        return None if lhs == rhs else Attempt("unevaluated", s, equal(lhs, rhs), Algebra(), None)
    point = number(rng)
    u = (s.x[s.n] if rng.random() < 0.5 else s.z) - point
    part, value = planted(rng, u)
    around: Callable[[Any], Any] = rng.choice(
        [
            lambda g: total(g, s.n),
            lambda g: e + s.p * total(g, s.n),
            lambda g: sp.exp(total(g, s.n)),
            lambda g: product(sp.exp(total(g, s.n)) + s.q[s.m], s.m),
            lambda g: minimum(g, s.n) + e,
            lambda g: indicator(total(g, s.n), e),
            lambda g: xlogy(s.p, sp.exp(total(g, s.n))),
            lambda g: sp.log(1 + sp.exp(total(g, s.n))),
        ]
    )
    lhs, rhs = around(part), around(value)
    if lhs == rhs:
        return None
    at = {"z": point, ("x", 1): point}
    if rng.random() < 0.3:
        lhs = s.d.define("body", (), lhs)
    names = tuple(s.d.context.definitions)
    if rng.random() < 0.2:
        return Attempt("unevaluated", s, at_most(lhs, rhs + s.p), Gap(s.p, names), at)
    rule: Rule = rng.choice([Algebra(), LogLaws(), LogLaws(names)])
    return Attempt("unevaluated", s, equal(lhs, rhs), rule, at)


# -- degenerate --------------------------------------------------------------------------------
def degenerate(rng: Random, *, true: bool) -> Attempt | None:
    """A point that takes a denominator away, or a solution outside of the domain."""
    return rng.choice([_root, _far_root, _cancelled, _cancelled, _cited])(rng, Sheet(), true)


def _root(rng: Random, s: Sheet, true: bool) -> Attempt:
    """A positive or nonnegative unknown, and a solution that need not be."""
    sign, point = rng.choice(["positive", "nonnegative"]), number(rng)
    unknown, e = s.d.symbol("g", sign), formula(rng, [s.y, s.r], 1)
    wrong = [(s.z - point) * s.p, -s.p, -sp.exp(e), s.z - point, sp.Abs(s.z) - s.p]
    solution = s.p + sp.Abs(e) if true else rng.choice(wrong)
    factor = rng.choice([sp.Integer(-2), s.p, sp.exp(e)])
    line = zero_exactly_at(factor * (solution - unknown), unknown, solution)
    return Attempt("degenerate", s, line, LinearRoot(factor), None)


def _far_root(rng: Random, s: Sheet, true: bool) -> Attempt:
    """A bound of the unknown, and a solution beyond it."""
    unknown = s.d.symbol("g")
    e = formula(rng, [s.y, s.r], 1)
    bound = e + s.p if true else e - s.p
    strict = rng.random() < 0.5
    s.d.assume("h", (less if strict else at_most)(unknown, bound))
    solution = e - (s.p if not true else rng.choice([0, sp.Abs(s.z)]))
    solution += 0 if true or strict else sp.Abs(s.z)
    line = zero_exactly_at(3 * (solution - unknown), unknown, solution)
    return Attempt("degenerate", s, line, LinearRoot(3), None)


def _domains(s: Sheet, value: Any, other: Any) -> list[Callable[[Any], Any]]:
    """What is true at ``value`` as soon as it has a value, which it has not where value = other."""
    return [
        lambda g: at_most((g - other) / (value - other), 2),
        lambda g: at_most(g / (value - other), value / (value - other)),
        lambda g: at_most((g - value) / (value - other) ** 2, 0),
        lambda g: less((g - value) * sp.exp(1 / (value - other)), s.p),
        lambda g: at_most(-1, total((g - value) * s.x[s.n] / (value - other), s.n)),
        lambda g: at_most(sp.log((g - other) ** 2 / (value - other) ** 2), 1),
    ]


def _cancelled(rng: Random, s: Sheet, true: bool) -> Attempt:
    """An optimum that takes away what has no value in the hypothesis about the domain."""
    b, point = s.d.symbol("b"), number(rng)
    value = rng.choice([s.p, s.y, formula(rng, [s.y, s.p], 1)])
    if true or rng.random() < 0.5:
        other = value + (s.z - point) * rng.choice([sp.Integer(1), s.p])
        if true:
            s.d.assume("apart", differs(s.z, point))
        s.d.assume("dom", rng.choice(_domains(s, value, other))(b))
        return _optimum(s, "degenerate", value, b, ("dom",), None)
    # Here the point itself is left out, whatever the other values are.
    asked = rng.choice(
        [
            at_most((b**2 - value**2) / (b - value), b + value),
            equal((b**2 - value**2) / (b - value), b + value),
            at_most(0, (b - value) ** -2),
            less(0, sp.exp(1 / (b - value))),
            at_most((b - value) / (b - value) ** 2, 1 / (b - value)),
        ]
    )
    s.d.assume("dom", asked)
    at = {"p": 3, "y": 2, "b": number(rng)} if not value.atoms(sp.exp, sp.log) else None
    return _optimum(s, "degenerate", value, b, ("dom",), at)


def _cited(rng: Random, s: Sheet, true: bool) -> Attempt:
    """A citation that takes away what has no value in a hypothesis of the theorem."""
    point = number(rng)
    value = rng.choice([s.p, s.y, formula(rng, [s.y, s.p], 1)])
    other = value + (s.z - point) * rng.choice([sp.Integer(1), s.p])
    known = Sheet()
    b = known.d.symbol("b")
    known.d.assume("h", rng.choice(_domains(known, value, other))(b))
    known.d.goal(at_most(0, (b - known.y) ** 2))
    if true:
        s.d.assume("apart", differs(s.z, point))
    line = at_most(0, sp.expand((value - s.y) ** 2) if true else (value - s.y) ** 2)
    cite = Cite("known", symbols=(("b", value),))
    return Attempt("degenerate", s, line, cite, None, (), {"known": _made(known)})


def _made(sheet: Sheet) -> Theorem:
    """A theorem as the gate makes it; what it says is true, and needs no check here."""
    d = sheet.d
    fields = {"label": "T", "title": "T", "level": "derived", "cites": (), "digest": "0"}
    return Theorem(
        gate._SEAL, slug="known", goals=tuple(d.goals), context=d.context.snapshot(), **fields
    )


MAKERS: dict[str, Maker] = {
    "ranges": ranges,
    "maps": maps,
    "undefined": undefined,
    "unevaluated": unevaluated,
    "degenerate": degenerate,
}
