"""Every condition a line needs: without it refused, with a line to paste; with it accepted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs import author
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Gap,
    GlobalOptimum,
    Gradient,
    LimitLaws,
    LinearRoot,
    LogBound,
    LogLaws,
    Monotone,
    Unfold,
    at_most,
    combine,
    differs,
    equal,
    has_gradient,
    less,
    minimises,
    tends_to,
    total,
    xlogy,
    zero_exactly_at,
)

from ..lab import accepted, outcome, refused
from ..names import Names

HALF = sp.Rational(1, 2)
#: For each condition: the step, and what it needs.
Build = Callable[[Names], tuple[Any, Any, Any]]


def _definition(o: Names) -> tuple[Any, Any, Any]:
    W = o.d.define("W", (), total(o.x[o.n], o.n))
    share = o.d.define("share", o.m, o.x[o.m] / W)
    return equal(total(share[o.n], o.n), 1), Unfold(("W", "share")), differs(W, 0)


def _optimum(o: Names) -> tuple[Any, Any, Any]:
    q = o.d.symbol("q", "nonnegative")
    bound = o.d.have(at_most(0, (q - o.y) ** 2), Gap((q - o.y) ** 2), "x")
    return minimises(o.y, q, (q - o.y) ** 2), GlobalOptimum(bound), at_most(0, o.y)


def _factor(o: Names) -> tuple[Any, Any, Any]:
    line = o.d.assume("line", less(o.y, o.s))
    u = o.d.symbol("u")
    return at_most(u * o.y, u * o.s), combine((line, u)), at_most(0, u)


CONDITIONS: dict[str, Build] = {
    "division": lambda o: (
        equal((o.y**2 + o.y) / o.y, o.y + 1), Algebra(), differs(o.y, 0)),
    "division by a sum": lambda o: (
        equal(total(o.x[o.n] / total(o.x[o.m], o.m), o.n), 1), Algebra(),
        differs(total(o.x[o.m], o.m), 0)),
    "division by a difference": lambda o: (
        equal((o.y**2 - o.s**2) / (o.y - o.s), o.y + o.s), Algebra(), differs(o.y, o.s)),
    "division in a definition": _definition,
    "log": lambda o: (
        equal(sp.log(o.s * o.y), sp.log(o.s) + sp.log(o.y)), LogLaws(), less(0, o.y)),
    "log of zero times zero": lambda o: (
        equal(xlogy(o.s, o.y * o.s), xlogy(o.s, o.y) + o.s * sp.log(o.s)), LogLaws(),
        less(0, o.y)),
    "root": lambda o: (
        equal((o.y**HALF + 1) ** 2, o.y + 2 * o.y**HALF + 1), Algebra(), less(0, o.y)),
    "power": lambda o: (
        equal(o.y**o.s * o.y**2, o.y ** (o.s + 2)), Algebra(), less(0, o.y)),
    "negative power": lambda o: (
        equal((o.y + o.y**2) * o.y**-2, 1 / o.y + 1), Algebra(), differs(o.y, 0)),
    "tangent of log": lambda o: (
        at_most(sp.log(o.y), o.y - 1), LogBound(), less(0, o.y)),
    "strict tangent": lambda o: (
        less(sp.log(o.s), o.s - 1), LogBound(), differs(o.s, 1)),
    "order under log": lambda o: (
        at_most(sp.log(o.s), sp.log(o.p[o.k])), Monotone(), at_most(o.s, o.p[o.k])),
    "rate of a limit": lambda o: (
        tends_to(sp.exp(-o.y / o.s), o.s, 0), LimitLaws(), less(0, o.y)),
    "denominator of a limit": lambda o: (
        tends_to((o.s + 1) / (o.s + o.y**2), o.s, 1 / o.y**2), LimitLaws(), differs(o.y, 0)),
    "log of a limit": lambda o: (
        tends_to(o.s * o.y + sp.log(o.s + sp.exp(o.y) * o.y**2), o.s,
                 sp.log(sp.exp(o.y) * o.y**2)), LimitLaws(), differs(o.y, 0)),
    "derivative of log": lambda o: (
        has_gradient(sp.log(o.y), o.y, 1 / o.y), Gradient(), less(0, o.y)),
    "factor of an equation": lambda o: (
        zero_exactly_at(o.x[o.n] * (o.s - o.y), o.y, o.s), LinearRoot(o.x[o.n]),
        differs(o.x[o.n], 0)),
    "factor of an inequality": _factor,
    "gap": lambda o: (at_most(o.s, o.s + o.y), Gap(o.y), at_most(0, o.y)),
    "optimum in its domain": _optimum,
    "what is given": lambda o: (less(0, o.x[o.n]), ByHypothesis(), less(0, o.x[o.n])),
}  # fmt: skip


@pytest.mark.parametrize("name", CONDITIONS)
def test_without_it_refused(name: str) -> None:
    o = Names()
    relation, rule, _ = CONDITIONS[name](o)
    o.d.have(relation, rule, "x")
    checked = refused(o.d, "nothing here ", alone=_alone(name))
    assert checked.paste.startswith('d.assume("name_it", ')


@pytest.mark.parametrize("name", CONDITIONS)
def test_with_it_accepted(name: str) -> None:
    o = Names()
    relation, rule, needed = CONDITIONS[name](o)
    free = [i for i in (o.n, o.m, o.k) if any(i in e.free_symbols for e in needed.expressions())]
    bound = "division by a sum" in name
    o.d.assume("needed", needed, forall=() if bound else tuple(free))
    o.d.have(relation, rule, "x")
    accepted(o.d)


def _alone(name: str) -> str:
    return "refutes"


def _declared(o: Names) -> dict[str, Any]:
    """What an author has at hand: the vocabulary, SymPy, and what was declared."""
    context = o.d.context
    symbols = {name: symbol.symbol for name, symbol in context.symbols.items()}
    plain = {name: d.base for name, d in context.definitions.items()}
    return {**vars(author), "sp": sp, "d": o.d, **context.sizes, **context.indices,
            **symbols, **plain, **context.families}  # fmt: skip


@pytest.mark.parametrize("name", CONDITIONS)
def test_what_is_pasted_is_enough(name: str) -> None:
    o = Names()
    relation, rule, _ = CONDITIONS[name](o)
    o.d.have(relation, rule, "x")
    names: set[str] = set()
    for _ in range(3):  # a second condition may show when the first is met
        checked = outcome(o.d).steps[-1]
        if checked.rule_status == "accepts":
            break
        line = checked.paste.replace("name_it", f"needed_{len(names)}")
        assert line not in names
        names.add(line)
        exec(line, _declared(o))
    assert names
    accepted(o.d)


def _captured(o: Names) -> tuple[Any, Any]:
    f = o.d.define("f", o.n, total(1 / (o.x[o.n] ** 2 + o.x[o.m]), o.m))
    return equal(o.y * f[o.m] * 2, 2 * f[o.m] * o.y + f[o.m] - f[o.n]), Unfold(("f",))


def test_different_indices_are_pasted_as_different_ones() -> None:
    o = Names()
    relation, rule = _captured(o)
    o.d.have(relation, rule, "x")
    line = refused(o.d, "a denominator", alone="refutes").paste
    assert "differs(x[n]**2 + x[m], 0)" in line or "differs(x[m]**2 + x[n], 0)" in line
    assert "forall=(m, n)" in line


#: How the line that is pasted reads, for some.
LINES = {
    "division": 'd.assume("name_it", differs(y, 0))',
    "division by a sum": 'd.assume("name_it", differs(total(x[m], m), 0))',
    "power": 'd.assume("name_it", less(0, y))',
    "log": 'd.assume("name_it", less(0, s*y))',
    "rate of a limit": 'd.assume("name_it", less(0, y))',
    "what is given": 'd.assume("name_it", less(0, x[n]), forall=(n,))',
}


@pytest.mark.parametrize("name", LINES)
def test_the_line_to_paste(name: str) -> None:
    o = Names()
    relation, rule, _ = CONDITIONS[name](o)
    o.d.have(relation, rule, "x")
    refused(o.d, "", paste=LINES[name])
