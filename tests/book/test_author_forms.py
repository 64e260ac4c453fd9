"""What an author may write: chains that close, cases and details as blocks, plain arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest
from hardlimit.proofs import rules
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Cases,
    Cite,
    Derivation,
    Gap,
    LimitLaws,
    Ref,
    Rewrite,
    Unfold,
    UseTotal,
    at_most,
    combine,
    differs,
    equal,
    less,
    tends_to,
    termwise,
    total,
)
from hardlimit.proofs.kernel.gate import Checked, check
from hardlimit.proofs.language.errors import DerivationError


@pytest.fixture
def d() -> Derivation:
    return Derivation("X1", "of-an-author", "What an author writes", "")


def outline(d: Derivation) -> list[tuple[str, str, bool]]:
    """Number, rule and fold of every step."""
    return [(s.number, s.rule.name, s.folded) for s in d.steps]


def judged(d: Derivation) -> Checked:
    return check(d.frozen())


# -- chains ------------------------------------------------------------------------------------
def test_a_chain_closes_by_a_folded_step(d: Derivation) -> None:
    a, b = d.symbol("a"), d.symbol("b")
    with d.calc((a + b) ** 2) as line:
        line.eq(a * (a + b) + b * (a + b), "One factor.", Algebra())
        line.eq(a**2 + 2 * a * b + b**2, "The other.", Algebra(), goal=True)
    assert outline(d) == [("1", "Algebra", False), ("2", "Algebra", False), ("3", "Chain", True)]
    assert [s.continues for s in d.steps] == [False, True, False]
    assert line.shown == Ref("3")
    assert d.goals == [equal((a + b) ** 2, a**2 + 2 * a * b + b**2)]
    assert judged(d).theorem is not None


def test_a_chain_of_one_line_is_that_line(d: Derivation) -> None:
    a = d.symbol("a")
    with d.calc(a * (a + 1)) as line:
        line.eq(a**2 + a, "Multiply out.", Algebra(), goal=True)
    assert outline(d) == [("1", "Algebra", False)]
    assert line.shown == Ref("1")
    assert judged(d).theorem is not None


def test_a_part_of_the_statement_within_a_chain(d: Derivation) -> None:
    a, b = d.symbol("a", "positive"), d.symbol("b", "positive")
    with d.calc(a * (a + b)) as line:
        line.eq(a**2 + a * b, "Multiply out.", Algebra(), goal=True)
        line.eq(b * (a**2 / b + a), "Take out $b$.", Algebra(), goal=True)
        line.lt(a**2 + a * b + b, "Add $b$.", Gap(b), goal=True)
    assert [s.folded for s in d.steps] == [False, False, True, False, True]
    assert d.goals == [
        equal(a * (a + b), a**2 + a * b),
        equal(a * (a + b), b * (a**2 / b + a)),
        less(a * (a + b), a**2 + a * b + b),
    ]
    assert line.shown == Ref("5")
    assert judged(d).theorem is not None


def test_a_chain_with_a_reason_is_one_line(d: Derivation) -> None:
    a, b = d.symbol("a"), d.symbol("b")
    with d.calc((a + b) ** 2, "Multiply out.", goal=True) as line:
        line.eq(a * (a + b) + b * (a + b), "One factor.", Algebra())
        line.eq(a**2 + 2 * a * b + b**2, "The other.", Algebra())
    assert outline(d) == [("1", "Algebra", True), ("2", "Algebra", True), ("3", "Chain", False)]
    assert d.steps[2].why == "Multiply out."
    assert d.goals == [d.steps[2].claim.relation]
    assert judged(d).theorem is not None


def test_a_folded_chain_whose_last_line_is_stated(d: Derivation) -> None:
    a, b = d.symbol("a"), d.symbol("b")
    with d.calc((a + b) ** 2, "Multiply out.") as line:
        line.eq(a * (a + b) + b * (a + b), "One factor.", Algebra())
        line.eq(a**2 + 2 * a * b + b**2, "The other.", Algebra(), goal=True)
    assert outline(d) == [("1", "Algebra", True), ("2", "Algebra", True), ("3", "Chain", False)]
    assert d.steps[2].why == "Multiply out."
    assert judged(d).theorem is not None


def test_a_line_shown_by_a_finer_chain(d: Derivation) -> None:
    a, b = d.symbol("a"), d.symbol("b")
    with d.calc((a + b) ** 2 - b**2) as line:
        with line.through("Multiply out.") as fine:
            fine.eq(a * (a + b) + b * (a + b) - b**2, "One factor.", Algebra())
            fine.eq(a**2 + 2 * a * b, "The other.", Algebra())
        line.eq(a * (a + 2 * b), "Take out $a$.", Algebra(), goal=True)
    assert [s.folded for s in d.steps] == [True, True, False, False, True]
    assert [s.continues for s in d.steps] == [False, True, False, True, False]
    assert d.steps[4].rule == rules.Chain((Ref("3"), Ref("4")))
    assert judged(d).theorem is not None


def test_a_limit_in_a_chain(d: Derivation) -> None:
    a, s = d.symbol("a"), d.symbol("s", "positive")
    with d.calc((a + s) ** 2) as line:
        line.eq(a**2 + 2 * a * s + s**2, "Multiply out.", Algebra())
        line.tends(a**2, s, "The rest vanishes.", LimitLaws(), goal=True)
    assert d.goals == [tends_to((a + s) ** 2, s, a**2)]
    assert judged(d).theorem is not None


def test_a_false_line_of_a_chain_is_refused(d: Derivation) -> None:
    a, b = d.symbol("a"), d.symbol("b")
    with d.calc((a + b) ** 2) as line:
        line.eq(a**2 + b**2, "Wrong.", Algebra())
        line.eq(b**2 + a**2, "Turn it.", Algebra(), goal=True)
    outcome = judged(d)
    assert outcome.theorem is None
    assert outcome.failure == "step 1 does not hold"


def test_what_a_chain_is_not(d: Derivation) -> None:
    a = d.symbol("a")
    with pytest.raises(DerivationError, match="a chain has no line"), d.calc(a):
        pass
    with pytest.raises(DerivationError, match="says why in that line"), d.calc(a + a, "W.") as line:
        line.eq(2 * a, "Twice.", Algebra())
    with (
        pytest.raises(DerivationError, match="only when it is closed"),
        d.calc(a + a) as line,
    ):
        _ = line.shown
    with d.calc(a + a) as line:
        line.eq(2 * a, "Twice.", Algebra())
    with pytest.raises(DerivationError, match="this chain is closed"):
        line.eq(a + a, "Back.", Algebra())


def test_a_chain_without_a_block_is_closed_by_hand(d: Derivation) -> None:
    a, b = d.symbol("a"), d.symbol("b")
    line = d.calc((a + b) ** 2)
    line.eq(a * (a + b) + b * (a + b), Algebra(), "Multiply one factor out.")
    line.eq(a**2 + 2 * a * b + b**2, Algebra(), "Then the other.")
    d.goal(line.conclusion())
    assert line.done() == line.done("a second time, nothing is added") == line.shown
    assert [step.folded for step in d.steps] == [False, False, True]
    assert judged(d).theorem is not None


def test_an_error_in_a_chain_is_the_author_s(d: Derivation) -> None:
    with pytest.raises(KeyError), d.calc(d.symbol("a")):
        raise KeyError("mine")


# -- blocks ------------------------------------------------------------------------------------
def test_cases_as_blocks(d: Derivation) -> None:
    a = d.symbol("a")
    claim = at_most(0, a**2)
    with d.details():
        with d.when("zero", equal(a, 0)) as zero, d.calc(0) as line:
            line.eq(a**2, "It is zero.", Rewrite(zero))
            line.le(a**2 + a**2, "Nothing is lost.", Gap(a**2))
        with d.when("zero", equal(a, 0)):
            first = d.have(claim, "A square.", Gap(a**2))
        with d.when("other", differs(a, 0)):
            second = d.have(claim, "A square.", Gap(a**2))
    d.show(claim, "In both cases.", Cases(first, second))
    assert [len(s.claim.under) for s in d.steps] == [1, 1, 1, 1, 1, 0]
    assert [s.folded for s in d.steps] == [True] * 5 + [False]
    assert judged(d).theorem is not None


def test_what_holds_in_a_case_holds_there_alone(d: Derivation) -> None:
    a = d.symbol("a")
    with d.when("above", less(0, a)):
        d.have(less(0, a + a), "Twice.", Gap(2 * a))
    d.show(less(0, a + a), "Not so.", Gap(2 * a))
    assert judged(d).failure == "step 2 does not hold"


def test_cases_within_cases(d: Derivation) -> None:
    a, b = d.symbol("a"), d.symbol("b")
    with d.when("first", less(0, a)), d.when("second", less(0, b)):
        d.have(less(0, a + b), "Both.", Gap(a + b))
    assert [h.name for h in d.steps[0].claim.under] == ["first", "second"]
    d.show(equal(a * (a + 1), a**2 + a), "Multiply out.", Algebra())
    assert d.steps[1].claim.under == ()


def test_steps_say_where_they_are_written(d: Derivation) -> None:
    a = d.symbol("a")
    with d.calc(a + a) as line:
        line.eq(2 * a, "Twice.", Algebra())
        line.eq(3 * a - a, "Or so.", Algebra())
    assert {s.file for s in d.steps} == {__file__}
    assert d.steps[1].line == d.steps[0].line + 1


# -- sentences ---------------------------------------------------------------------------------
def test_sentence_and_rule_in_either_order(d: Derivation) -> None:
    a = d.symbol("a")
    d.have(equal(a + a, 2 * a), Algebra(), "Twice.")
    d.have(equal(a + a, 2 * a), "Twice.", Algebra())
    one, other = d.steps
    assert (one.why, one.rule) == (other.why, other.rule) == ("Twice.", Algebra())


def test_prose_names_the_step_that_is_meant(d: Derivation) -> None:
    a = d.symbol("a")
    twice = d.have(equal(a + a, 2 * a), "Twice.", Algebra())
    known = d.assume("positive", less(0, a))
    assert f"by {twice} and {known}" == "by step 1 and positive"


# -- plain arguments ---------------------------------------------------------------------------
_ONE, _TWO = Ref("1"), Ref("2")


@pytest.mark.parametrize(
    ("plain", "rule"),
    [
        (Unfold("r", "W"), rules.Algebra(("r", "W"))),
        (Unfold(("r", "W")), rules.Algebra(("r", "W"))),
        (Unfold(names=("r",)), rules.Algebra(("r",))),
        (Rewrite(_ONE, "r", _TWO), rules.Rewrite((_ONE, _TWO), ("r",))),
        (Rewrite((_ONE,), names=("r",)), rules.Rewrite((_ONE,), ("r",))),
        (Rewrite(_ONE, reverse=True), rules.Rewrite((_ONE,), reverse=True)),
        (UseTotal(_ONE, "r", logs=True), rules.Rewrite((_ONE,), ("r",))),
        (LimitLaws("r", _ONE), rules.LimitLaws(("r",), (_ONE,))),
        (LimitLaws(("r",), (_ONE,)), rules.LimitLaws(("r",), (_ONE,))),
        (Gap(1, "r"), rules.Combine((), 1, ("r",))),
        (Cases(_ONE, _TWO), rules.Cases((_ONE, _TWO))),
        (ByHypothesis(), rules.ByHypothesis()),
        (ByHypothesis(_ONE, "r"), rules.ByHypothesis(_ONE, ("r",))),
        (combine(_ONE, (_TWO, 2), "r"), rules.combining.combine(_ONE, (_TWO, 2), names=("r",))),
        (Cite("softmin", 4, "r"), rules.Cite("softmin", 4, names=("r",))),
    ],
)
def test_plain_arguments_are_those_of_the_rule(plain: rules.Rule, rule: rules.Rule) -> None:
    assert type(plain) is type(rule)
    assert plain == rule


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (lambda: Unfold(_ONE), "Unfold takes names of definitions, not"),
        (lambda: Unfold(cast(Any, 3)), "Unfold takes names of definitions, not 3"),
        (lambda: Cases("r"), "Cases takes lines, not 'r'"),
        (lambda: Rewrite(cast(Any, 4)), "Rewrite takes lines and names of definitions, not 4"),
        (lambda: ByHypothesis(_ONE, _TWO), "ByHypothesis reads off one line"),
    ],
)
def test_what_a_rule_does_not_take(write: Callable[[], Any], said: str) -> None:
    with pytest.raises(DerivationError, match=said):
        write()


def test_what_is_put_in_is_sorted_by_its_kind(d: Derivation) -> None:
    N, s = d.size("N"), d.symbol("s")
    n, m = d.indices("n m", N)
    x, c = d.family("x", N), d.assignment("c", N, values=N)
    mean = d.define("mean", n, total(x[m], m) * x[n])
    rule = Cite("other", C=N, tau=2 * s, k=n, j=c[n], p=(n, x[n]), q=mean)
    assert rule == rules.Cite(
        "other",
        sizes=(("C", N),),
        symbols=(("tau", 2 * s),),
        indices=(("k", n), ("j", c[n])),
        families=(("p", (n,), x[n]), ("q", (n,), mean[n])),
    )


def test_a_sum_of_inequalities(d: Derivation) -> None:
    N = d.size("N")
    n = d.index("n", N)
    x = d.family("x", N, sign="nonnegative")
    each = d.have(at_most(0, x[n]), "By its sign.", ByHypothesis())
    d.show(at_most(0, total(2 * x[n], n)), "Add.", termwise(each, n, factor=2))
    assert judged(d).theorem is not None
