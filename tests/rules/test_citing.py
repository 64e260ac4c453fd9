"""Citing: hypotheses, signs, ranges, capture, forged and circular theorems."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    ByHypothesis,
    Gap,
    GlobalOptimum,
    Gradient,
    LimitLaws,
    Ref,
    Unfold,
    at_most,
    combine,
    differs,
    equal,
    has_gradient,
    less,
    maximises,
    minimises,
    tends_to,
    total,
)
from hardlimit.proofs.kernel.gate import Theorem, check
from hardlimit.proofs.language.context import Context
from hardlimit.proofs.rules import Cite

from ..lab import accepted, paper, refused, theorem, wipe
from ..names import Names


def means() -> Theorem:
    """Weights q > 0 that sum to one: sum_k q_k u = u, and q_k <= 1 times v >= 0."""
    d = paper("means")
    C = d.size("C")
    c = d.index("c", C)
    q = d.family("q", C, sign="positive")
    u, v = d.symbol("u"), d.symbol("v", "nonnegative")
    one = d.assume("one", equal(total(q[c], c), 1))
    d.goal(equal(total(q[c] * u, c), u), at_most(0, q[c] * v))
    from hardlimit.proofs.author import Rewrite

    d.have(equal(total(q[c] * u, c), u), Rewrite((one,)), "x")
    d.have(at_most(0, q[c] * v), ByHypothesis(), "x")
    return theorem(d)


@pytest.fixture(scope="module")
def known() -> dict[str, Theorem]:
    """Theorems that may be cited."""
    return {"means": means()}


def put(o: Names, **changes: Any) -> Cite:
    """A citation of ``means`` with the weights p."""
    fields: dict[str, Any] = {
        "sizes": (("C", o.K),),
        "symbols": (("u", o.y), ("v", o.s)),
        "families": (("q", (o.k,), o.p[o.k]),),
    }
    return Cite("means", **{**fields, **changes})


@pytest.mark.parametrize("assumed", [False, True])
def test_a_hypothesis_of_the_theorem_is_needed(known: dict[str, Theorem], assumed: bool) -> None:
    o = Names()
    if assumed:
        o.d.assume("one", equal(total(o.p[o.k], o.k), 1))
    o.d.have(equal(total(o.y * o.p[o.j], o.j), o.y), put(o), "x")
    if assumed:
        assert accepted(o.d, known).level == "derived"
    else:
        refused(o.d, "hypothesis one of means", theorems=known, paste='d.assume("name_it", equal(')


@pytest.mark.parametrize("assumed", [False, True])
def test_a_sign_of_the_theorem_is_needed(known: dict[str, Theorem], assumed: bool) -> None:
    o = Names()
    if assumed:
        o.d.assume("sign", at_most(0, o.y))
    o.d.assume("one", equal(total(o.p[o.k], o.k), 1))
    cite = put(o, part=1, indices=(("c", o.k),), symbols=(("u", o.y), ("v", o.y)))
    o.d.have(at_most(0, o.p[o.k] * o.y), cite, "x")
    if assumed:
        accepted(o.d, known)
    else:
        refused(o.d, "means needs v >= 0", theorems=known, paste="at_most(0, y)")


def test_cite_refuses(known: dict[str, Theorem]) -> None:
    o = Names()
    o.d.assume("one", equal(total(o.p[o.k], o.k), 1))
    whole = total(o.y * o.p[o.j], o.j)
    for relation, rule, reason, alone in [
        (equal(whole, 2 * o.y), put(o), "says something else", "refutes"),
        (at_most(whole, o.y), put(o), "another kind of relation", "accepts"),
        (equal(whole, o.y), Cite("nothing"), "there is no theorem", "accepts"),
        (equal(whole, o.y), put(o, part=2), "has no part 2", "accepts"),
        (equal(whole, o.y), put(o, part=-1), "has no part", "accepts"),
        (equal(whole, o.y), put(o, part=1), "another kind", "accepts"),
        (equal(whole, o.y), put(o, sizes=(("C", o.N),)), "", "accepts"),
        (equal(whole, o.y), put(o, families=()), "say what the family q", "accepts"),
        (equal(whole, o.y), put(o, symbols=()), "say what the symbol", "accepts"),
        (equal(o.N * o.y, o.y), put(o, sizes=(("C", o.N),),
            families=(("q", (o.n,), sp.Integer(1)),)), "hypothesis one", "refutes"),
    ]:  # fmt: skip
        o.d.have(relation, rule, "x")
        refused(o.d, reason, alone=alone, theorems=known)
        o.d.steps.pop()
        o.d.goals.clear()


def test_a_cited_body_is_not_captured(known: dict[str, Theorem]) -> None:
    """u := x_n where the theorem sums: the free n stays free."""
    o = Names()
    o.d.assume("one", equal(total(o.p[o.k], o.k), 1))
    cite = put(o, symbols=(("u", o.b[o.k, o.k]), ("v", o.s)))
    o.d.have(equal(total(o.p[o.j] * o.b[o.k, o.k], o.j), o.b[o.k, o.k]), cite, "x")
    accepted(o.d, known)
    o.d.have(equal(total(o.p[o.j] * o.b[o.j, o.j], o.j), o.b[o.k, o.k]), cite, "Captured.")
    refused(o.d, "says something else", theorems=known)


def test_a_theorem_is_sealed(known: dict[str, Theorem]) -> None:
    one = known["means"]
    with pytest.raises(TypeError):
        Theorem(object(), slug="x")
    with pytest.raises(AttributeError):
        one.level = "proved"
    with pytest.raises(AttributeError):
        del one.goals
    with pytest.raises(TypeError):
        pickle.dumps(one)
    assert copy.deepcopy(one) is one


class Forged:
    """Looks like a theorem that says 0 = 1."""

    slug, label, title, level, digest = "forged", "X", "Forged", "proved", "0"
    cites = ()
    goals = (equal(sp.Integer(0), sp.Integer(1)),)
    context = Context()


def test_a_forged_theorem_is_refused() -> None:
    d = paper()
    d.have(equal(sp.Integer(0), sp.Integer(1)), Cite("forged"), "x")
    checked = check(d.frozen(), {"forged": Forged()})  # type: ignore[dict-item]
    assert checked.theorem is None
    assert not checked.steps or checked.steps[0].rule_status == "refutes"


def test_a_theorem_under_another_name(known: dict[str, Theorem]) -> None:
    d = paper()
    x = d.symbol("x")
    d.have(equal(x, x + 1), Cite("other"), "x")
    assert check(d.frozen(), {"other": known["means"]}).theorem is None


def test_what_is_checked_stays_as_it_was() -> None:
    """Hypotheses dropped after the check are hypotheses of the theorem all the same."""
    d = paper("mine")
    x = d.symbol("x")
    d.have(less(0, x), ByHypothesis(d.assume("sign", less(0, x))), "x")
    mine = theorem(d)
    d.context.hypotheses.clear()
    d.goals[:] = [less(x, 0)]
    e = paper()
    x = e.symbol("x")
    e.have(less(0, x), Cite("mine"), "x")
    refused(e, "hypothesis sign of mine", theorems={"mine": mine})


def test_no_theorem_cites_itself() -> None:
    d = paper("mine")
    x = d.symbol("x")
    d.have(less(0, x**2 + 1), Cite("mine"), "x")
    refused(d, "there is no theorem 'mine' before this one", alone="accepts")


def limits() -> dict[str, Theorem]:
    """A limit, a gradient and an optimum to cite."""
    d = paper("limit")
    tau, a = d.symbol("tau", "positive"), d.symbol("a")
    d.have(tends_to(a * tau, tau, 0), LimitLaws(), "x")
    e = paper("slope")
    x, a = e.symbol("x"), e.symbol("a")
    e.have(has_gradient(a * x, x, a), Gradient(), "x")
    f = paper("best")
    x, a = f.symbol("x"), f.symbol("a")
    bound = f.have(at_most(0, (x - a) ** 2), Gap((x - a) ** 2), "x")
    f.have(minimises(a, x, (x - a) ** 2), GlobalOptimum(bound), "x")
    return {"limit": theorem(d), "slope": theorem(e), "best": theorem(f)}


def test_a_cited_limit_keeps_its_variable() -> None:
    known = limits()
    d = paper()
    tau, s = d.symbol("tau", "positive"), d.symbol("s", "positive")
    d.have(tends_to(3 * s, s, 0), Cite("limit", symbols=(("tau", s), ("a", sp.Integer(3)))), "x")
    accepted(d, known)
    for function, variable, puts in [
        (s, tau, (("tau", s), ("a", sp.Integer(1)))),
        (sp.Integer(1), tau, (("a", 1 / tau),)),
        (sp.Integer(1), s, (("tau", s), ("a", 1 / s))),
        (s**2 + 1, s, (("tau", s**2 + 1), ("a", sp.Integer(1)))),
    ]:
        wipe(d)
        d.have(tends_to(function, variable, 0), Cite("limit", symbols=puts), "x")
        refused(d, "", theorems=known)


def test_a_cited_gradient_keeps_its_constants() -> None:
    known = limits()
    d = paper()
    x = d.symbol("x")
    d.have(has_gradient(x**2, x, x), Cite("slope", symbols=(("a", x),)), "x")
    refused(d, "", theorems=known)


def test_a_cited_optimum_is_no_more_than_it_says() -> None:
    known = limits()
    d = paper()
    x, a = d.symbol("x"), d.symbol("a")
    d.assume("apart", differs(x, a))
    d.have(at_most(0, (x - a) ** 2), Cite("best"), "x")
    accepted(d, known)
    d.have(less(0, (x - a) ** 2), Cite("best"), "Strict.")
    refused(d, "not said to be unique", alone="accepts", theorems=known)
    wipe(d)
    d.have(maximises(a, x, (x - a) ** 2), Cite("best"), "x")
    refused(d, "", theorems=known)


def test_a_theorem_about_t_plus_one_needs_its_sign_there() -> None:
    d = paper("next")
    T = d.size("T")
    t = d.index("t", T)
    J = d.family("J", T, sign="positive")
    d.have(less(0, J[t + 1]), ByHypothesis(), "x")
    known = {"next": theorem(d)}
    e = paper()
    T = e.size("T")
    t = e.index("t", T)
    a = e.family("a", T)
    e.assume("sign", less(0, a[t]), forall=t)
    e.have(less(0, a[t + 1]), Cite("next", families=(("J", (t,), a[t]),)), "x")
    refused(e, "", theorems=known)


def test_a_circle_of_definitions() -> None:
    d = paper()
    x = d.symbol("x")
    a = d.define("a", (), sp.Symbol("b", real=True) + x)
    d.define("b", (), a - x)
    d.have(equal(a, x), Unfold(("a", "b")), "x")
    checked = check(d.frozen())
    assert checked.theorem is None
    assert "refers to itself" in checked.failure


def test_a_later_step_is_not_cited() -> None:
    d = paper()
    x = d.symbol("x")
    d.have(at_most(0, x), combine(Ref("2")), "x")
    d.have(at_most(0, x), combine(Ref("1")), "x")
    checked = check(d.frozen())
    assert checked.theorem is None
    assert "refers to the later step" in checked.failure


def corner() -> Theorem:
    """A family that vanishes below the diagonal: a sum of such an entry is the entry."""
    d = paper("corner")
    D = d.size("D")
    i, j = d.indices("i j", D)
    a, u = d.family("a", D, D), d.symbol("u")
    d.assume("upper", equal(a[i, j], 0), forall=(i, j), given=less(j, i))
    d.goal(at_most(u + a[i, j], u + a[i, j] + 1))
    d.have(at_most(u + a[i, j], u + a[i, j] + 1), Gap(sp.Integer(1)), "x")
    return theorem(d)


@pytest.mark.parametrize("given", ["below", "above", "nothing"])
def test_an_equation_with_a_condition_is_met_by_one_with_the_same(given: str) -> None:
    d = paper("user")
    D = d.size("D")
    i, j = d.indices("i j", D)
    b, u = d.family("b", D, D), d.symbol("u")
    condition = {"below": less(j, i), "above": less(i, j)}.get(given)
    if condition is not None:
        d.assume("mine", equal(b[i, j], 0), forall=(i, j), given=condition)
    e, f = d.indices("e f", D)
    rule = Cite("corner", families=(("a", (e, f), b[e, f]),))
    d.have(at_most(u + b[i, j], u + b[i, j] + 1), rule, "x")
    d.goal(at_most(u + b[i, j], u + b[i, j] + 1))
    known = {"corner": corner()}
    if given == "below":
        assert check(d.frozen(), known).theorem is not None
    else:
        refused(d, "hypothesis upper of corner", alone="accepts", theorems=known)
