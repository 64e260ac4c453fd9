"""What a step rests on is noted: lines and hypotheses that it names, and those that were found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    AbsoluteValue,
    Algebra,
    AtMinimum,
    ByHypothesis,
    Cases,
    Chain,
    Cite,
    Derivation,
    Gap,
    GlobalOptimum,
    KnownIndicators,
    LimitLaws,
    LinearRoot,
    LogBound,
    LogLaws,
    MinimumIsLeast,
    Monotone,
    Ref,
    Rewrite,
    at_most,
    combine,
    differs,
    equal,
    indicator,
    less,
    minimises,
    minimum,
    tends_to,
    total,
    xlogy,
    zero_exactly_at,
)
from hardlimit.proofs.kernel.gate import Theorem
from hardlimit.proofs.language.claims import Claim, Hypothesis, Relation
from hardlimit.proofs.rules.base import Rule
from hardlimit.proofs.rules.facts import ARITHMETIC, Reason, together
from hardlimit.proofs.rules.signs import Fact, Signs
from hardlimit.proofs.rules.state import State

from ..lab import paper, theorem


class Names:
    """Real symbols and families of which hypotheses say where they are positive."""

    def __init__(self) -> None:
        self.d: Derivation = paper()
        d = self.d
        self.N, self.K = d.size("N"), d.size("K")
        self.n, self.m = d.indices("n m", self.N)
        self.k, self.j = d.indices("k j", self.K)
        self.a, self.b, self.c, self.y = (d.symbol(s) for s in "abcy")
        self.s, self.p = d.symbol("s", "positive"), d.symbol("p", "positive")
        self.x, self.w = d.family("x", self.N), d.family("w", self.N)
        self.q = d.family("q", self.K, sign="nonnegative")
        self.v = d.family("v", self.K)
        d.assume("A", less(0, self.a))
        d.assume("B", less(0, self.b))
        d.assume("C", at_most(0, self.c))
        d.assume("X", less(0, self.x[self.n]), forall=self.n)
        d.assume("W", at_most(0, self.w[self.n]), forall=self.n)
        d.assume("Q", equal(total(self.q[self.k], self.k), 1))
        d.assume("Y", differs(self.y, 0))
        d.assume("G", less(0, self.v[self.k]), forall=self.k, given=less(0, self.q[self.k]))

    def state(self, relation: Relation, earlier: Mapping[str, Claim], under: Any = ()) -> State:
        return State(self.d.context, Claim(relation, under), earlier, {})

    def used(
        self,
        relation: Relation,
        rule: Rule,
        earlier: Mapping[str, Claim] | None = None,
        under: tuple[Hypothesis, ...] = (),
    ) -> tuple[str, ...]:
        """What the step rests on, as the gate asks for it."""  # fmt: skip
        state = self.state(relation, earlier or {}, under)
        for expr in relation.expressions():
            state.require_defined(expr)
        rule.check(state.claim, state)
        assert {t for duty in state.obligations for t in duty.used} <= set(state.used)
        return state.used


@pytest.fixture
def o() -> Names:
    return Names()


#: A line, its reason, and what both rest on in order.
STEPS: dict[str, tuple[Callable[[Names], tuple[Any, Any]], tuple[str, ...]]] = {
    "a sign": (lambda o: (less(0, o.a), ByHypothesis()), ("A",)),
    "a sum of signs": (lambda o: (less(0, o.a + o.c), ByHypothesis()), ("A", "C")),
    "a product": (lambda o: (less(0, o.a * o.b * o.p), ByHypothesis()), ("A", "B")),
    "a quotient": (lambda o: (less(0, o.a / o.b), ByHypothesis()), ("B", "A")),
    "a power": (lambda o: (less(0, o.a**o.c), ByHypothesis()), ("A",)),
    "a square": (lambda o: (less(0, o.y**2), ByHypothesis()), ("Y",)),
    "a difference": (lambda o: (less(-o.a, o.c), ByHypothesis()), ("A", "C")),
    "a common factor": (lambda o: (less(o.a * o.b, o.a * o.b + o.a), ByHypothesis()), ("A",)),
    "a sum over indices": (lambda o: (less(0, total(o.x[o.n] + o.w[o.n], o.n)), ByHypothesis()),
                           ("X", "W")),
    "only declared signs": (lambda o: (less(0, o.p * o.s), ByHypothesis()), ()),
    "a gap": (lambda o: (at_most(o.y, o.y + o.c), Gap(o.c)), ("C",)),
    "a strict gap": (lambda o: (less(o.y, o.y + o.a), Gap(o.a)), ("A",)),
    "a named line": (lambda o: (at_most(0, o.c * o.a), combine((Ref("C"), o.a))), ("C", "A")),
    "two named lines": (lambda o: (less(0, o.a + o.c), combine(Ref("A"), Ref("C"))), ("A", "C")),
    "laws of the logarithm": (lambda o: (equal(sp.log(o.a * o.s), sp.log(o.a) + sp.log(o.s)),
                                         LogLaws()), ("A",)),
    "no law that needs a sign": (lambda o: (equal(sp.log(o.p * o.s), sp.log(o.p) + sp.log(o.s)),
                                            LogLaws()), ()),
    "a bound of the logarithm": (lambda o: (at_most(sp.log(o.b), o.b - 1), LogBound()), ("B",)),
    "an absolute value": (lambda o: (equal(sp.Abs(o.a), o.a), AbsoluteValue()), ("A",)),
    "an indicator": (lambda o: (equal(indicator(o.y, 0) + o.p, o.p), KnownIndicators()), ("Y",)),
    "an indicator by the other side": (
        lambda o: (equal(indicator(0, o.y) + o.p, o.p), KnownIndicators()), ("Y",)),
    "a known total": (lambda o: (equal(o.p * total(o.q[o.j], o.j), o.p), Rewrite((Ref("Q"),))),
                      ("Q",)),
    "a limit": (lambda o: (tends_to(sp.exp(-o.a / o.s), o.s, 0), LimitLaws()), ("A",)),
    "a limit of a quotient": (lambda o: (tends_to(o.s / (o.a + o.s), o.s, 0), LimitLaws()), ("A",)),
    "a limit of s log s": (lambda o: (tends_to(o.s * sp.log(o.a * o.s), o.s, 0), LimitLaws()),
                           ("A",)),
    "an order": (lambda o: (at_most(1, sp.exp(o.c)), Monotone(Ref("C"))), ("C",)),
    "an order that is found": (lambda o: (at_most(1, sp.exp(o.c)), Monotone()), ("C",)),
    "a minimum": (lambda o: (at_most(0, minimum(o.w[o.m], o.m)), MinimumIsLeast(Ref("W"))), ("W",)),
}  # fmt: skip


@pytest.mark.parametrize("name", STEPS)
def test_what_a_step_rests_on(o: Names, name: str) -> None:
    make, wanted = STEPS[name]
    used = o.used(*make(o))
    assert sorted(used) == sorted(wanted)
    assert o.used(*make(o)) == used


def test_lines_that_are_found(o: Names) -> None:
    z, u = o.d.symbol("z"), o.d.symbol("u")
    earlier = {
        "1": Claim(less(0, u)),
        "2": Claim(less(0, z)),
        "3.1": Claim(at_most(0, z - u)),
        "4": Claim(less(0, o.p)),
    }
    assert set(o.used(less(0, z * o.a), ByHypothesis(), earlier)) == {"2", "A"}
    assert o.used(at_most(u, z), ByHypothesis(), earlier) == ("3.1",)
    assert o.used(equal(sp.log(z * u), sp.log(z) + sp.log(u)), LogLaws(), earlier) == ("1", "2")


def test_the_conditions_of_the_line_itself(o: Names) -> None:
    """No rule asks for y != 0 or a > 0: the line has no value without them."""
    line = equal((o.p + o.s) / o.y + sp.log(o.a), o.p / o.y + o.s / o.y + sp.log(o.a))
    assert sorted(o.used(line, Algebra())) == ["A", "Y"]
    weighted = equal(2 * xlogy(o.q[o.k], o.v[o.k]) + o.p, o.p + 2 * xlogy(o.q[o.k], o.v[o.k]))
    state = o.state(weighted, {})
    for expr in weighted.expressions():
        state.require_defined(expr)
    assert state.used == ("G",)


def test_a_hypothesis_with_a_condition(o: Names) -> None:
    o.d.assume("more", less(0, o.q[o.j]))
    known = o.used(less(0, o.v[o.j]), ByHypothesis())
    assert known == ("G", "more")
    assert o.used(at_most(0, o.v[o.j] * o.a), combine((Ref("G", ((o.k, o.j),)), o.a))) == (
        "more", "G", "A",
    )  # fmt: skip


def test_a_definition_that_is_written_out(o: Names) -> None:
    r = o.d.define("r", (), o.a + 1)
    assert o.used(less(0, r - 1), ByHypothesis()) == ("A",)
    o.d.define("t", (), o.y)
    earlier = {"1": Claim(less(0, o.d.context.definitions["t"].base))}
    assert o.used(less(0, o.y), ByHypothesis(), earlier) == ("1",)


def test_cases_and_what_holds_in_them(o: Names) -> None:
    one, two = Hypothesis("one", equal(o.y, o.c)), Hypothesis("two", differs(o.y, o.c))
    line = at_most(0, (o.y - o.c) ** 2)
    earlier = {"1": Claim(line, (one,)), "2": Claim(line, (two,))}
    assert o.used(line, Cases((Ref("1"), Ref("2"))), earlier) == ("1", "2")
    assert o.used(less(0, sp.Abs(o.y - o.c)), ByHypothesis(), earlier, (two,)) == ("two",)
    third = (less(o.y, o.c), equal(o.y, o.c))
    earlier = {str(n): Claim(line, (Hypothesis(f"h{n}", case),)) for n, case in enumerate(third)}
    earlier["7"] = Claim(at_most(o.y, o.c))
    assert o.used(line, Cases((Ref("0"), Ref("1"))), earlier) == ("0", "1", "7")


def test_a_minimum_that_is_attained(o: Names) -> None:
    least = Hypothesis("least", equal(o.x[o.m], minimum(o.x[o.n], o.n)))
    earlier = {"1": Claim(less(0, o.p), (least,))}
    assert o.used(less(0, o.p), AtMinimum(Ref("1")), earlier) == ("1",)


def test_a_chain(o: Names) -> None:
    earlier = {"1": Claim(at_most(o.a, o.b)), "2": Claim(less(o.b, o.c))}
    assert o.used(less(o.a, o.c), Chain((Ref("1"), Ref("2"))), earlier) == ("1", "2")


def test_an_optimum_and_its_domain(o: Names) -> None:
    z = o.d.symbol("z")
    o.d.assume("above", less(0, z))
    f = (z - o.a) ** 2
    earlier = {
        "1": Claim(at_most(0, f)),
        "2": Claim(less(0, f), (Hypothesis("other", differs(z, o.a)),)),
    }
    line = minimises(o.a, z, f, domain=("above",), unique=True)
    assert o.used(line, GlobalOptimum(Ref("1"), Ref("2")), earlier) == ("A", "1", "2")


def test_a_root_in_its_domain(o: Names) -> None:
    line = zero_exactly_at(o.b * (o.a - o.p), o.p, o.a)
    assert o.used(line, LinearRoot(o.b)) == ("B", "A")


def test_a_replacement(o: Names) -> None:
    earlier = {"1": Claim(equal(o.y, o.c)), "2": Claim(equal(o.c, o.p))}
    rule = Rewrite((Ref("1"), Ref("2")))
    assert o.used(equal(o.y**3, o.p**3), rule, earlier) == ("1", "2")


def known_theorem() -> Theorem:
    d = paper("known")
    u, t = d.symbol("u", "positive"), d.symbol("t")
    d.assume("h", at_most(t, u))
    d.have(at_most(0, u - t), ByHypothesis(), "x")
    return theorem(d)


def test_what_a_citation_asks_for(o: Names) -> None:
    line = at_most(0, o.a - o.y)
    earlier = {"5": Claim(at_most(o.y, o.a))}
    state = State(o.d.context, Claim(line), earlier, {"known": known_theorem()})
    Cite("known", symbols=(("u", o.a), ("t", o.y))).check(state.claim, state)
    assert state.used == ("A", "5")
    assert state.cited == ["known"]
    assert [duty.used for duty in state.obligations] == [("A",), ("5",)]


def test_what_is_refused_rests_on_nothing_that_it_did_not_need(o: Names) -> None:
    """The laws of the logarithm may look up what is positive; it counts where it matters."""
    state = o.state(equal(o.a, o.a), {})
    assert not state.residue(2 * o.a + sp.log(o.a), sp.log(o.a) + o.a + o.a, logs=True)
    assert state.used == ()
    assert not state.residue(sp.log(o.a * o.b), sp.log(o.b) + sp.log(o.a), logs=True)
    assert sorted(state.used) == ["A", "B"]


def test_forms_that_are_remembered_keep_what_they_rest_on(o: Names) -> None:
    line = equal(sp.log(o.b * o.s * 7), sp.log(7) + sp.log(o.b) + sp.log(o.s))
    assert o.used(line, LogLaws()) == o.used(line, LogLaws()) == ("B",)


# -- reasons ----------------------------------------------------------------------------------
def test_reasons_are_put_together() -> None:
    one, two = Reason("step 1", ("1",)), Reason("a square is never negative")
    both = together(one, ARITHMETIC, two, one)
    assert both == "step 1, a square is never negative"
    assert both.used == ("1",)
    assert together(both, Reason("hypothesis h", ("h",))).used == ("1", "h")
    assert together(ARITHMETIC, ARITHMETIC) == ARITHMETIC
    assert together() == ARITHMETIC


@pytest.mark.parametrize("sign", ["positive", "nonnegative", "nonzero"])
def test_every_reason_says_what_it_rests_on(o: Names, sign: str) -> None:
    """Without one of the facts that it names, a sign is not known."""
    facts = {
        "1": Fact(less(0, o.a), frozenset(), "step 1", ("1",)),
        "2": Fact(at_most(0, o.c), frozenset(), "step 2", ("2",)),
        "3": Fact(less(o.b, o.a), frozenset(), "step 3", ("3",)),
        "4": Fact(differs(o.y, 0), frozenset(), "step 4", ("4",)),
        "5": Fact(at_most(0, o.x[o.n]), frozenset((o.n,)), "step 5", ("5",)),
        "6": Fact(equal(o.b, 2), frozenset(), "step 6", ("6",)),
    }
    whole = Signs(o.d.context, facts.values())
    x = total(o.x[o.m] * o.a, o.m)
    tried = [
        o.a * o.c, o.a + o.c, o.a - o.b, (o.a - o.b) * o.c + o.p, o.a * o.y**2, o.y / o.a, x,
        x + o.a, x * o.c, o.a * o.a - o.a * o.b, o.c / o.y**2, sp.Abs(o.y) * o.a, o.b, o.b * o.a,
        o.a / o.b - 1, minimum(o.x[o.m], o.m), sp.exp(o.y) + o.c, o.p * o.c + o.a, o.a**o.c,
    ]  # fmt: skip
    met = 0
    for expr in tried:
        reason = getattr(whole, sign)(expr)
        if reason is None:
            continue
        met += 1
        only = Signs(o.d.context, [facts[t] for t in reason.used])
        assert getattr(only, sign)(expr), (expr, reason)
        # What is positive is looked for first, though not being negative may need less.
        for left_out in reason.used if sign != "nonnegative" else ():
            rest = [f for t, f in facts.items() if t in reason.used and t != left_out]
            assert getattr(Signs(o.d.context, rest), sign)(expr) is None, (expr, left_out)
    assert met >= 8
