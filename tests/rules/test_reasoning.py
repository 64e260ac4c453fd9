"""Cases, AtMinimum, ByHypothesis, indicators, absolute values: what they refuse."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    AbsoluteBound,
    AbsoluteValue,
    Algebra,
    AtMinimum,
    ByHypothesis,
    Cases,
    Gap,
    KnownIndicators,
    Ref,
    Rewrite,
    at_most,
    combine,
    delta,
    differs,
    equal,
    indicator,
    less,
    minimum,
    total,
)

from ..lab import accepted, barred, refused, wipe
from ..names import Names


# -- Cases --------------------------------------------------------------------------------------
def lines(o: Names, *relations: Any) -> tuple[Ref, ...]:
    """The same true line under one local hypothesis after the other."""
    refs = []
    for number, relation in enumerate(relations):
        case = o.d.case(f"case_{number}", relation)
        refs.append(o.d.have(at_most(0, o.y**2), Gap(o.y**2), "A square.", under=case))
    return tuple(refs)


GOOD_CASES: dict[str, Any] = {
    "equal or not": lambda o: (equal(o.y, o.s), differs(o.s, o.y)),
    "three ways": lambda o: (less(o.y, o.s), equal(o.y, o.s), less(o.s, o.y)),
    "square": lambda o: (equal(o.y**2, 0), less(0, o.y**2)),
}
BAD_CASES: dict[str, Any] = {
    "gap between": lambda o: (equal(o.y, 0), less(0, o.y)),
    "no equality": lambda o: (less(o.y, 0), less(0, o.y)),
    "one of them": lambda o: (equal(o.y, 0),),
    "other numbers": lambda o: (equal(o.y, 0), differs(o.y, 1)),
    "other indices": lambda o: (equal(o.x[o.n], 0), differs(o.x[o.m], 0)),
    "twice below": lambda o: (equal(o.y, 0), less(o.y, 0), less(o.y, 0)),
    "overlap": lambda o: (equal(o.y, 0), at_most(o.y, 0)),
}


@pytest.mark.parametrize("name", GOOD_CASES)
def test_cases(o: Names, name: str) -> None:
    refs = lines(o, *GOOD_CASES[name](o))
    o.d.have(at_most(0, o.y**2), Cases(refs), "In every case.")
    accepted(o.d)


@pytest.mark.parametrize("name", BAD_CASES)
def test_cases_refuse_a_gap(o: Names, name: str) -> None:
    refs = lines(o, *BAD_CASES[name](o))
    o.d.have(at_most(0, o.y**2), Cases(refs), "In every case.")
    refused(o.d, "", alone="accepts")


def test_cases_refuse_another_statement(o: Names) -> None:
    zero, other = o.d.case("zero", equal(o.y, 0)), o.d.case("other", differs(o.y, 0))
    a = o.d.have(equal(o.y * o.s, 0), Rewrite((Ref("zero"),)), "x", under=zero)
    b = o.d.have(at_most(0, o.y**2), Gap(o.y**2), "x", under=other)
    o.d.have(equal(o.y * o.s, 0), Cases((a, b)), "x")
    refused(o.d, "shows another statement")


def test_a_case_does_not_leak(o: Names) -> None:
    zero = o.d.case("zero", equal(o.y, 0))
    inside = o.d.have(equal(o.y + o.s, o.s), Rewrite((Ref("zero"),)), "x", under=zero)
    o.d.have(equal(o.y + o.s, o.s), ByHypothesis(inside), "Outside.")
    refused(o.d, "holds only in another case")
    o.d.steps.pop()
    o.d.goals.clear()
    o.d.have(equal(o.y + o.s, o.s), Rewrite((Ref("zero"),)), "Outside.")
    refused(o.d, "no earlier step or hypothesis 'zero'")
    o.d.steps.pop()
    o.d.goals.clear()
    one = o.d.case("one", equal(o.y, 1))
    o.d.have(equal(o.y + o.s, o.s), ByHypothesis(inside), "In another case.", under=one)
    refused(o.d, "holds only in another case")


# -- AtMinimum ----------------------------------------------------------------------------------
def test_at_minimum(o: Names) -> None:
    least = minimum(o.p[o.j], o.j)
    here = o.d.case("here", equal(o.p[o.k], least))
    line = o.d.have(less(0, least), ByHypothesis(), "x", under=here)
    o.d.have(less(0, least), AtMinimum(line), "Some k attains it.")
    accepted(o.d)


def test_at_minimum_refuses(o: Names) -> None:
    least = minimum(o.p[o.j], o.j)
    attained = equal(o.p[o.k], least)
    for relation, condition, alone in [
        (equal(o.p[o.k], least), attained, "refutes"),
        (equal(o.p[o.k] - least, 0), attained, "refutes"),
        (at_most(0, least), equal(o.p[o.k], o.y), "accepts"),
        (at_most(0, least), at_most(o.p[o.k], least), "accepts"),
        (at_most(0, least), equal(o.p[o.k], minimum(o.b[o.j, o.j], o.j)), "accepts"),
        (at_most(0, least), equal(o.r[o.n, o.k], minimum(o.r[o.m, o.j], o.j)), "accepts"),
    ]:
        wipe(o.d)
        here = o.d.case("here", condition)
        rule: Any = Gap(least)
        if relation == attained:
            rule = ByHypothesis(Ref("here"))
        elif relation.rhs == 0:
            rule = Rewrite((Ref("here"),))
        line = o.d.have(relation, rule, "x", under=here)
        o.d.have(relation, AtMinimum(line), "x")
        refused(o.d, "must", alone=alone)


# -- ByHypothesis -------------------------------------------------------------------------------
def test_by_hypothesis(o: Names) -> None:
    line = o.d.assume("line", less(o.y, o.x[o.n]), forall=o.n)
    o.d.have(at_most(o.y, o.x[o.m]), ByHypothesis(line.at({o.n: o.m})), "Weaker, at m.")
    accepted(o.d)
    for relation, alone in [
        (less(o.x[o.n], o.y), "refutes"),
        (equal(o.y, o.x[o.n]), "refutes"),
        (less(o.y + 2, o.x[o.n]), "refutes"),
    ]:
        o.d.have(relation, ByHypothesis(line), "x")
        refused(o.d, "states", alone=alone)
        o.d.steps.pop()


def test_a_line_is_read_at_the_indices_that_fit(o: Names) -> None:
    line = o.d.assume("line", less(o.y, o.x[o.n]), forall=o.n)
    o.d.have(at_most(o.y, o.x[o.m]), ByHypothesis(line), "At m.")
    accepted(o.d)
    wipe(o.d)
    o.d.have(less(o.y, o.x[o.m]), ByHypothesis(line.at({o.n: o.n})), "x")
    refused(o.d, "states", alone="accepts")


def test_a_weak_hypothesis_stays_weak(o: Names) -> None:
    line = o.d.assume("line", at_most(o.y, o.s))
    o.d.have(less(o.y, o.s), ByHypothesis(line), "x")
    refused(o.d, "another kind of relation")


def test_references_stay_in_range(o: Names) -> None:
    T = o.d.size("T")
    t, u = o.d.indices("t u", T)
    f = o.d.family("f", T)
    line = o.d.assume("line", equal(f[t], o.y), forall=t)
    o.d.have(equal(f[u + 1], o.y), ByHypothesis(line.at({t: u + 1})), "x")
    refused(o.d, "does not range over 1..T")
    wipe(o.d)
    o.d.have(equal(f[u + 1], o.y), Rewrite((line,)), "x")
    refused(o.d, "does not occur")


# -- indicators and absolute values ---------------------------------------------------------------
def test_known_indicators(o: Names) -> None:
    one = o.d.case("one", equal(o.y, o.s))
    o.d.have(equal(indicator(o.y, o.s) + 1, 2), KnownIndicators(), "x", under=one)
    far = o.d.case("far", less(o.y, o.s))
    o.d.have(equal(o.s * indicator(o.y, o.s), 0), KnownIndicators(), "x", under=far)
    o.d.have(equal(indicator(o.s + o.y**2, 0), 0), KnownIndicators(), "Positive.")
    accepted(o.d)
    both = Algebra(logs=True, decided=True)
    o.d.have(equal(1 + indicator(o.s + o.y**2, 0), 1), both, "Two words at once.")
    refused(o.d, "one line", alone="accepts")
    o.d.steps.pop()
    cases: list[tuple[Any, Any, str]] = [
        (equal(indicator(o.y, o.s) + 1, 2), (), "refutes"),
        (equal(indicator(o.y, o.s) + 1, 2), far, "refutes"),
        (equal(total(indicator(o.x[o.n], o.s), o.n), o.N), one, "refutes"),
        (equal(delta(o.k, o.j), 0), (), "refutes"),
    ]
    for relation, under, alone in cases:
        o.d.have(relation, KnownIndicators(), "x", under=under)
        refused(o.d, "", alone=alone)
        o.d.steps.pop()
        o.d.goals.clear()


def test_an_indicator_at_one_index_says_nothing_of_others(o: Names) -> None:
    here = o.d.case("here", equal(o.x[o.n], 0))
    line = equal(total(indicator(o.x[o.m], 0), o.m), o.N)
    o.d.have(line, KnownIndicators(), "x", under=here)
    refused(o.d, "no indicator here is decided")


def test_absolute_values(o: Names) -> None:
    u = o.x[o.n] ** 2 - 2 * o.y * o.x[o.n] + o.y**2
    o.d.assume("square", at_most(0, u), forall=o.n)
    o.d.have(equal(sp.Abs(u), u), AbsoluteValue(), "x")
    o.d.have(equal(sp.Abs(o.x[o.n] - o.y), o.x[o.n] - o.y), AbsoluteValue(), "x")
    refused(o.d, "the absolute value", paste="at_most(0, ")
    o.d.steps.pop()
    o.d.goals.clear()
    o.d.have(equal(sp.Abs(o.x[o.n] - o.y), o.y), AbsoluteValue(), "x")
    refused(o.d, "neither u nor -u")


def test_absolute_bound(o: Names) -> None:
    up = o.d.assume("up", at_most(o.y, o.s))
    down = o.d.assume("down", at_most(-o.y, o.s))
    o.d.have(at_most(sp.Abs(o.y), o.s), AbsoluteBound(up, down), "x")
    accepted(o.d)
    for relation, rule, reason, alone in [
        (less(sp.Abs(o.y), o.s), AbsoluteBound(up, down), "not an inequality of this", "refutes"),
        (at_most(sp.Abs(o.y), o.s), AbsoluteBound(up, up), "the number and its", "accepts"),
        (at_most(sp.Abs(o.y), o.s / 2), AbsoluteBound(up, down), "the number and its", "refutes"),
        (at_most(o.y, o.s), AbsoluteBound(up, down), "not an absolute value", "accepts"),
        (at_most(sp.Abs(o.y), o.s), AbsoluteBound(up, down, over=o.y), "one of both", "accepts"),
    ]:
        o.d.have(relation, rule, "x")
        refused(o.d, reason, alone=alone)
        o.d.steps.pop()


def test_absolute_bound_by_gaps(o: Names) -> None:
    whole, each = total(o.x[o.n], o.n), total(sp.Abs(o.x[o.n]), o.n)
    over, under = (total(sp.Abs(o.x[o.n]) - s * o.x[o.n], o.n) for s in (1, -1))
    two, sizes = o.y + o.s, sp.Abs(o.y) + sp.Abs(o.s)
    for relation, rule in [
        (at_most(sp.Abs(whole), each), AbsoluteBound(over=over, under=under)),
        (at_most(sp.Abs(two), sizes), AbsoluteBound(over=sizes - two, under=sizes + two)),
        (less(sp.Abs(o.y), sp.Abs(o.y) + o.s), AbsoluteBound(
            over=sp.Abs(o.y) - o.y + o.s, under=sp.Abs(o.y) + o.y + o.s)),
    ]:  # fmt: skip
        o.d.have(relation, rule, "x")
        accepted(o.d)
    same = total(o.x[o.n], o.n)
    for relation, rule, reason, alone in [
        (at_most(each, sp.Abs(whole)), AbsoluteBound(), "not an absolute value", "refutes"),
        (at_most(sp.Abs(whole), each), AbsoluteBound(over=over, under=over), "another", "accepts"),
        (at_most(sp.Abs(whole), each), AbsoluteBound(), "another term", "accepts"),
        (at_most(sp.Abs(whole), same), AbsoluteBound(under=2 * same), "the gap", "refutes"),
        (less(sp.Abs(whole), each), AbsoluteBound(over=over, under=under), "the gap", "refutes"),
        (less(sp.Abs(two), sizes), AbsoluteBound(over=sizes - two, under=sizes + two),
         "the gap", "refutes"),
        (at_most(sp.Abs(o.y), o.s), AbsoluteBound(over=o.s - o.y, under=o.s + o.y),
         "the gap", "refutes"),
        (at_most(sp.Abs(o.y - o.s), sp.Abs(o.y) - o.s),
         AbsoluteBound(over=sp.Abs(o.y) + o.y - 2 * o.s, under=sp.Abs(o.y) - o.y),
         "the gap", "refutes"),
    ]:  # fmt: skip
        o.d.have(relation, rule, "x")
        refused(o.d, reason, alone=alone)
        o.d.steps.pop()


def test_one_sided_bound(o: Names) -> None:
    up = o.d.assume("up", at_most(o.y, o.s))
    o.d.have(at_most(sp.Abs(o.y), o.s), AbsoluteBound(up, up), "x")
    refused(o.d, "the number and its negative")


def test_names_of_cases(o: Names) -> None:
    o.d.assume("zero", at_most(0, o.y))
    case = o.d.case("zero", equal(o.y, 0))
    o.d.have(at_most(0, o.y), combine(Ref("zero")), "x", under=case)
    barred(o.d, "is a hypothesis already")
