"""The traps of computer algebra: its wrong answer is refused here, the right one accepted.

Each row is a line that a computer algebra system has been seen to offer.  Where the installed
SymPy no longer offers it, the drift is reported as a skip and nothing fails (see :mod:`.drift`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from operator import itemgetter
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    Gradient,
    LimitLaws,
    LinearRoot,
    LogLaws,
    delta,
    differs,
    equal,
    has_gradient,
    indicator,
    less,
    minimum,
    tends_to,
    total,
    zero_exactly_at,
)

from ..lab import accepted, barred, refused
from ..names import Names
from . import drift

A, B = sp.symbols("a b", positive=True)


def gaps(o: Names) -> Any:
    """The weight of component k against all, in gap form with the least energy taken out."""
    least = minimum(o.b[o.i, o.i], o.i)
    energy = o.b[o.k, o.k]
    others = total(sp.exp(-(o.b[o.j, o.j] - least) / o.s), o.j)
    return energy, least, sp.exp(-(energy - least) / o.s) / others


def softmax(o: Names) -> Any:
    """log sum_k e^x and its gradient."""
    whole = total(sp.exp(o.x[o.n]), o.n)
    return sp.log(whole), o.x[o.m], sp.exp(o.x[o.m]) / whole


def kmeans(o: Names) -> Any:
    """The loss of assigned points, one centre, the gradient there, and that over all centres."""
    centre = o.d.family("centre", o.K)
    loss = total(o.r[o.n, o.k] * (o.x[o.n] - centre[o.k]) ** 2, o.k, o.n)
    one = -2 * total(o.r[o.n, o.j] * (o.x[o.n] - centre[o.j]), o.n)
    every = -2 * total(o.r[o.n, o.k] * (o.x[o.n] - centre[o.k]), o.k, o.n)
    return loss, centre[o.j], one, every


#: trap: (the wrong line, the rule, the reason it is refused for)
WRONG: dict[str, Callable[[Names], tuple[Any, Any, str]]] = {
    "limit-responsibility": lambda o: (
        tends_to(gaps(o)[2], o.s, 1), LimitLaws(), "another limit"),
    "limit-depends-on-name": lambda o: (
        tends_to(gaps(o)[2], o.s, 0), LimitLaws(), "another limit"),
    "limit-two-energies": lambda o: (
        tends_to(1 / (1 + sp.exp(-(o.p[o.k] - o.p[o.j]) / o.s)), o.s, 1), LimitLaws(),
        "gives the sign of"),
    "limit-free-energy": lambda o: (
        tends_to(-o.s * sp.log(total(sp.exp(-o.p[o.k] / o.s), o.k)), o.s, o.p[o.j]),
        LimitLaws(), "the limit laws give another limit"),
    "limit-logsumexp": lambda o: (
        tends_to(o.s * sp.log(total(sp.exp(-o.p[o.k] / o.s), o.k)), o.s, -o.p[o.j]),
        LimitLaws(), "the limit laws give another limit"),
    "limit-wrong-side": lambda o: (
        tends_to(sp.exp(o.p[o.k] / o.s), o.s, 0), LimitLaws(), "tends to 0 only for"),
    "logsumexp-gradient": lambda o: (
        has_gradient(softmax(o)[0], softmax(o)[1], 1), Gradient(), "another gradient"),
    "kmeans-gradient-capture": lambda o: (
        has_gradient(*itemgetter(0, 1, 3)(kmeans(o))), Gradient(), "another gradient"),
    "sum-diff-function-index": lambda o: (
        has_gradient(total(o.x[o.n] ** 2, o.n), o.x[o.m], 0), Gradient(), "another gradient"),
    "sum-through-pole": lambda o: (
        equal(total((o.x[o.n] + o.y) / o.x[o.n], o.n), o.N + o.y * total(1 / o.x[o.n], o.n)),
        Algebra(), "nothing here shows that x[n] != 0"),
    "derivative-partial-vs-total": lambda o: (
        has_gradient(o.y**2 * o.y, o.y, o.y**2), Gradient(), "another gradient"),
    "simplify-cancels": lambda o: (
        equal((o.x[o.n] ** 2 - o.w[o.n] ** 2) / (o.x[o.n] - o.w[o.n]), o.x[o.n] + o.w[o.n]),
        Algebra(), "a denominator"),
    "solve-drops-parameter-case": lambda o: (
        zero_exactly_at(o.y * o.x[o.n] - o.y * o.s, o.x[o.n], o.s), LinearRoot(-o.y),
        "must not vanish"),
    "simplify-captures": lambda o: (
        equal(o.p[o.k] * total(o.r[o.n, o.j], o.j), total(o.p[o.j] * o.r[o.n, o.j], o.j)),
        Algebra(), "residue is not zero"),
    "log-of-a-product": lambda o: (
        equal(sp.log(o.x[o.n] ** 2), 2 * sp.log(o.x[o.n])), LogLaws(),
        "log needs it positive"),
    "root-of-a-square": lambda o: (
        equal(sp.Abs(o.y), o.y), Algebra(), "residue is not zero"),
    # sampling traps: what a careless choice of instances would let through
    "ties-have-measure-zero": lambda o: (
        equal(indicator(o.x[o.n], o.w[o.n]), 0), Algebra(), "residue is not zero"),
    "only-two-components": lambda o: (
        equal(total(1 - o.p[o.k], o.k), 2 - total(o.p[o.k], o.k)), Algebra(),
        "residue is not zero"),
    "only-one-component": lambda o: (
        equal(total(o.p[o.k], o.k), o.p[o.j]), Algebra(), "residue is not zero"),
    "only-one-dimension": lambda o: (
        equal(total(o.s, o.n), o.s), Algebra(), "residue is not zero"),
    "positive-samples-only": lambda o: (
        equal(sp.Abs(o.x[o.n]), o.x[o.n]), Algebra(), "residue is not zero"),
    "first-is-nearest": lambda o: (
        equal(minimum(o.p[o.k], o.k), o.p[o.j]), Algebra(), "residue is not zero"),
    "transposed": lambda o: (
        equal(o.b[o.k, o.j], o.b[o.j, o.k]), Algebra(), "residue is not zero"),
    "underflow": lambda o: (
        equal(sp.exp(-10_000 * o.s), 0), Algebra(), "residue is not zero"),
    "nearly-a-whole-number": lambda o: (
        equal(sp.exp(sp.pi * sp.sqrt(163)), 262537412640768744), Algebra(),
        "residue is not zero"),
    "whole-numbers-for-reals": lambda o: (
        equal(indicator(o.y * (o.y - 1) * (o.y + 1) * (o.y**2 - 4), 0), 1), Algebra(),
        "residue is not zero"),
}  # fmt: skip


@pytest.mark.parametrize("trap", WRONG)
def test_the_wrong_answer_is_refused(trap: str) -> None:
    o = Names()
    relation, rule, reason = WRONG[trap](o)
    o.d.have(relation, rule, "x")
    refused(o.d, reason)


#: trap: (the right line, the rule, what must be assumed for it)
RIGHT: dict[str, Callable[[Names], tuple[Any, Any, Any]]] = {
    "limit-responsibility": lambda o: (
        tends_to(gaps(o)[2], o.s, indicator(gaps(o)[0], gaps(o)[1])
                 / total(indicator(o.b[o.j, o.j], gaps(o)[1]), o.j)), LimitLaws(), None),
    "limit-two-energies": lambda o: (
        tends_to(1 / (1 + sp.exp(-(o.p[o.k] - o.p[o.j]) / o.s)), o.s, 1), LimitLaws(),
        less(o.p[o.j], o.p[o.k])),
    "limit-free-energy": lambda o: (
        tends_to(-o.s * sp.log(total(sp.exp(-(o.p[o.k] - minimum(o.p[o.i], o.i)) / o.s), o.k)),
                 o.s, 0), LimitLaws(), None),
    "logsumexp-gradient": lambda o: (has_gradient(*softmax(o)), Gradient(), None),
    "kmeans-gradient-capture": lambda o: (has_gradient(*kmeans(o)[:3]), Gradient(), None),
    "sum-diff-function-index": lambda o: (
        has_gradient(total(o.x[o.n] ** 2, o.n), o.x[o.m], 2 * o.x[o.m]), Gradient(), None),
    "derivative-partial-vs-total": lambda o: (
        has_gradient(o.y**2 * o.y, o.y, 3 * o.y**2), Gradient(), None),
    "solve-drops-parameter-case": lambda o: (
        zero_exactly_at(o.y * o.x[o.n] - o.y * o.s, o.x[o.n], o.s), LinearRoot(-o.y),
        differs(o.y, 0)),
    "only-two-components": lambda o: (
        equal(total(1 - o.p[o.k], o.k), o.K - total(o.p[o.k], o.k)), Algebra(), None),
    "delta": lambda o: (
        equal(total(delta(o.k, o.j) * o.p[o.k], o.k), o.p[o.j]), Algebra(), None),
}  # fmt: skip


@pytest.mark.parametrize("trap", RIGHT)
def test_the_right_answer_is_accepted(trap: str) -> None:
    o = Names()
    relation, rule, needed = RIGHT[trap](o)
    if needed is not None:
        o.d.assume("needed", needed)
    o.d.have(relation, rule, "x")
    accepted(o.d)


#: Rows of the two tables that no line of the language can say, and why.
NOT_SAID: dict[str, str] = {
    "limit-15673": "a limit that is infinite is not a relation of the language",
    "limit-piecewise": "Piecewise is written as cases, never inside a formula",
    "sum-piecewise-index-escapes": "Piecewise is written as cases, never inside a formula",
    "sum-kronecker-noninteger": "an index is a name of its range: X[3/2] cannot be written",
    "sum-evalf-float": "floats are not in the vocabulary",
    "subs-captures": "substitution is no step: the checker's own renames binders",
    "matrix-logdet-gradient": "matrices are not in the vocabulary yet",
    "matrix-gauss-loglik": "matrices are not in the vocabulary yet",
    "matrix-trace-plus-constant": "matrices are not in the vocabulary yet",
    "matrix-quotient-rule": "matrices are not in the vocabulary yet",
    "matrix-det-orthogonal": "matrices are not in the vocabulary yet",
    "divide-both-sides-by-zero": "a quotient by a plain 0 is zoo, which is not in the vocabulary",
    "integrate-periodic-abs": "integrals are not in the vocabulary",
}


def test_every_known_trap_is_refused_or_cannot_be_said() -> None:
    assert set(drift.TRAPS) <= {*WRONG, *NOT_SAID, "sum-reversed-range"}


def test_ranges_cannot_be_reversed() -> None:
    """sum-reversed-range: a sum from 1 to -3 is refused before any step."""
    o = Names()
    o.d.have(equal(sp.Sum(o.y, (o.n, 1, -3)), -3 * o.y), Algebra(), "x")
    barred(o.d, "is not 1..size")


def test_what_is_not_said_is_refused() -> None:
    for foreign in (
        sp.Piecewise((A, A > 1), (B, True)),
        sp.Float(1.0),
        1 / (A - A),
        sp.Integral(sp.Abs(sp.sin(A)), (A, 0, sp.pi)),
        sp.Determinant(sp.MatrixSymbol("M", 2, 2)),
    ):
        o = Names()
        o.d.have(equal(foreign, o.y), Algebra(), "x")
        barred(o.d, "")


@pytest.mark.parametrize("trap", drift.TRAPS)
def test_what_sympy_answers_today(trap: str) -> None:
    line = drift.of_trap(trap)
    if line:
        pytest.skip(f"drift: SymPy {sp.__version__}: {line}")


@pytest.mark.parametrize("question", drift.SOUND)
def test_what_sympy_has_right_today(question: str) -> None:
    assert drift.of_sound(question) == ""


def test_drift_is_told_in_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    trap = drift.Trap(lambda: sp.Integer(2), 3, "2", sp.Integer(2))
    monkeypatch.setitem(drift.TRAPS, "right", trap)
    assert drift.of_trap("right") == "trap gone: right: 2 is right (was 3)"
    monkeypatch.setitem(drift.TRAPS, "other", replace(trap, ask=lambda: sp.Integer(5)))
    assert drift.of_trap("other") == "another answer: other: 5 (was 3; the truth: 2)"
    monkeypatch.setitem(drift.TRAPS, "raises", replace(trap, ask=lambda: sp.Integer(1) / None))
    assert drift.of_trap("raises") == "trap gone: raises: TypeError instead of an answer (was 3)"
    monkeypatch.setitem(drift.SOUND, "worse", (lambda: sp.Integer(1), sp.Integer(2)))
    assert drift.of_sound("worse") == "new answer: worse: 1 (was 2, which is right)"
