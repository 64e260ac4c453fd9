"""Reasons that are left out: found, or the line fails; and what else one types for a line."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sympy as sp
from hardlimit.proofs.author import Algebra, Derivation, Unfold, at_most, equal, less
from hardlimit.proofs.exchange.strict import FileRefused
from hardlimit.proofs.exchange.theorems import plain_body, plain_derivation, read_body
from hardlimit.proofs.kernel.gate import check
from hardlimit.proofs.language.errors import DerivationError, HardlimitError
from hardlimit.proofs.rules import RULES
from hardlimit.proofs.rules.unsaid import UNSAID, Unsaid

from ..commands import HEAD, Outcome

Run = Callable[..., Outcome]

BODY = """
@derivation(label="L1", slug="left-out", title="Left out")
def left_out(d):
    N = d.size("N")
    n = d.index("n", N)
    x, b = d.family("x", N), d.symbol("b", sign="positive")
    mean = d.define("mean", (), total(x[n], n) / N)
    d.goal({goal})
{lines}
"""
GOAL = "equal(total(x[n] - mean, n), 0)"


def file(*lines: str, goal: str = GOAL) -> str:
    """A file with one derivation of these lines."""
    return HEAD + BODY.format(goal=goal, lines="\n".join(f"    {line}" for line in lines))


# -- nothing follows from no reason ------------------------------------------------------------
def _square(rule: Unsaid | Algebra) -> Derivation:
    d = Derivation("T", "square", "Square", "tests")
    a, b = d.symbol("a"), d.symbol("b")
    goal = equal((a + b) ** 2, a**2 + 2 * a * b + b**2)
    d.goal(goal)
    d.have(goal, "Multiply out.", rule)
    return d


def test_the_gate_accepts_no_line_without_a_reason() -> None:
    checked = check(_square(UNSAID).frozen())
    assert checked.theorem is None
    assert checked.level == "unchecked"
    assert "no reason is given" in checked.steps[0].rule_detail
    assert "Unsaid" not in RULES


def test_a_document_has_all_reasons() -> None:
    frozen = _square(UNSAID).frozen()
    with pytest.raises(HardlimitError):
        plain_derivation(frozen, {})
    with pytest.raises(HardlimitError):
        plain_body(frozen)
    handed = plain_body(frozen, unsaid=True)
    assert handed["steps"][0]["rule"] is None
    with pytest.raises(FileRefused):
        read_body(handed)
    assert read_body(handed, unsaid=True).steps[0].rule == UNSAID


def test_no_document_says_that_a_reason_is_left_out() -> None:
    data = plain_body(_square(Algebra()).frozen())
    for rule in ({"rule": "Unsaid"}, {"rule": None}, {}, "Unsaid"):
        steps = [{**data["steps"][0], "rule": rule}]
        with pytest.raises(FileRefused):
            read_body({**data, "steps": steps}, unsaid=True)


# -- what is found ------------------------------------------------------------------------------
def test_a_found_reason_is_checked_and_kept_like_any_other(run: Run) -> None:
    Path("mine.py").write_text(file(f'd.have({GOAL}, "They cancel.")'))
    found = run("verify", "mine.py", "--json")
    assert found.code == 0
    (theorem,) = json.loads(found.out)["theorems"]
    (step,) = theorem["steps"]
    assert (step["rule"], step["found"], step["level"]) == ("Unfold", True, "derived")
    assert "cached" in run("verify", "mine.py").out
    exported = json.loads(run("export", "mine.py::L1").out)
    assert exported["theorems"][-1]["steps"][0]["rule"] == {
        "rule": "Algebra",
        "names": ["mean"],
        "logs": False,
        "decided": False,
    }
    written = file(f'd.have({GOAL}, "They cancel.", Unfold(("mean",)))')
    Path("mine.py").write_text(written)
    assert json.loads(run("export", "mine.py::L1").out)["digest"] == exported["digest"]


def test_lines_of_a_chain_need_none(run: Run) -> None:
    lines = (
        "with d.calc(total(x[n] - mean, n)) as line:",
        '    line.eq(total(x[n], n) - N * mean, "Apart.")',
        '    line.eq(0, "By its definition.")',
    )
    Path("mine.py").write_text(file(*lines))
    found = run("verify", "mine.py")
    assert found.code == 0
    assert "rule 3/3" in found.out


def test_a_false_line_fails_with_what_is_left(run: Run) -> None:
    lines = (
        'a = d.have(equal(total(x[n] - mean, n), b), "False.")',
        'd.have(equal(total(x[n] - mean, n) * b, b**2), "From it.", Rewrite((a,)))',
        'd.have(equal(total(x[n] - mean, n), 0), "True all the same.")',
    )
    Path("mine.py").write_text(file(*lines))
    found = run("verify", "mine.py")
    assert found.code == 1
    assert "no reason is given, and none was found" in found.out
    assert "leaves -b with mean written out" in found.out
    assert found.out.count("does not hold") == 2
    assert "rule 1/3" in found.out


def test_a_true_line_without_a_reason_says_what_to_assume(run: Run) -> None:
    goal = "equal(log(y * b), log(y) + log(b))"
    head = file(f'd.have({goal}, "The law.")', goal=goal).replace(
        "    d.goal", '    y = d.symbol("y")\n    d.goal'
    )
    Path("mine.py").write_text(f"from sympy import log\n{head}")
    found = run("verify", "mine.py")
    assert found.code == 1
    assert 'to assume  d.assume("name_it", less(0, y))' in found.out


def test_what_hangs_on_a_refused_line_is_counted(run: Run, library: Path) -> None:
    lines = (
        'a = d.have(at_most(mean**3 * b, mean**4 + b**4), "True, by Young.")',
        'c = d.have(at_most(2 * mean**3 * b, 2 * mean**4 + 2 * b**4), "Twice.", combine((a, 2)))',
        'd.have(at_most(4 * mean**3 * b, 4 * mean**4 + 4 * b**4), "Again.", combine((c, 2)))',
    )
    goal = "at_most(4 * mean**3 * b, 4 * mean**4 + 4 * b**4)"
    Path("mine.py").write_text(file(*lines, goal=goal))
    found = run("verify", "mine.py")
    assert found.code == 1
    assert found.out.count("does not hold") == 1
    assert "L1 steps 2, 3 rest on lines that do not hold" in found.out


# -- what is typed ------------------------------------------------------------------------------
def _draft() -> tuple[Derivation, sp.Symbol, sp.Symbol]:
    d = Derivation("T", "typed", "Typed", "tests")
    return d, d.symbol("a"), d.symbol("b")


def test_sentence_and_rule_stand_in_either_order() -> None:
    d, a, b = _draft()
    claim = equal((a + b) ** 2, a**2 + 2 * a * b + b**2)
    d.have(claim, Algebra(), "Multiply out.")
    d.have(claim, "Multiply out.", Algebra())
    d.have(claim, "Multiply out.")
    assert [(s.rule, s.why) for s in d.steps] == [
        (Algebra(), "Multiply out."),
        (Algebra(), "Multiply out."),
        (UNSAID, "Multiply out."),
    ]


def test_relations_of_sympy_are_taken_as_they_stand() -> None:
    d, a, b = _draft()
    said = [sp.Eq(a, b), a <= b, a < b, a >= b, a > b]
    for one in said:
        d.have(one, "As SymPy writes it.")
    assert [s.claim.relation for s in d.steps] == [
        equal(a, b),
        at_most(a, b),
        less(a, b),
        at_most(b, a),
        less(b, a),
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (lambda d, a, b: d.have(a == b, "x"), "Python's == compares formulas"),
        (lambda d, a, b: d.have(sp.Eq(a, a), "x"), "SymPy works out"),
        (lambda d, a, b: d.have((a, b), "x"), "one relation, not several"),
        (lambda d, a, b: d.have(a + b, "x"), "a line is a relation such as equal(a, b)"),
        (lambda d, a, b: d.have(d.case("c", equal(a, b)), "x"), "put the case in under="),
        (lambda d, a, b: d.have(equal(a, b), Algebra, "x"), "write Algebra()"),
        (lambda d, a, b: d.have(equal(a, b), Algebra()), "does not say why"),
        (lambda d, a, b: d.have(equal(a, b)), "does not say why"),
        (lambda d, a, b: d.have(equal(a, b), "x", 5), "not 5"),
        (lambda d, a, b: d.have(equal(a, b), "x", under=equal(a, 0)), 'd.case("name"'),
        (lambda d, a, b: d.goal(a == b), "Python's == compares formulas"),
        (lambda d, a, b: d.assume("h", (a, b)), "one relation, not several"),
    ],
)
def test_anything_else_is_one_sentence(
    typed: Callable[[Derivation, sp.Symbol, sp.Symbol], object], sentence: str
) -> None:
    with pytest.raises(DerivationError) as raised:
        typed(*_draft())
    assert sentence in str(raised.value)


def test_a_reason_left_out_is_no_reason_given_for_another_line() -> None:
    """Completing puts reasons in their own places only."""
    frozen = _square(UNSAID).frozen()
    other = replace(frozen.steps[0], rule=Unfold(("mean",)))
    assert check(replace(frozen, steps=(other,))).theorem is None


def test_a_theorem_that_does_not_hold_is_no_reason(run: Run) -> None:
    again = """

@derivation(label="F{}", slug="false-{}", title="False")
def false_{}(d):
    a, b = d.symbol("a"), d.symbol("b")
    d.show(equal(a, b + 1), "Wrong.")
"""
    text = "from hardlimit.proofs.author import *\n"
    Path("twice.py").write_text(text + again.format(1, 1, 1) + again.format(2, 2, 2))
    found = run("verify", "twice.py", "--jobs", "1")
    assert found.code == 1
    assert found.out.count("(no reason) does not hold") == 2
    assert "false-1" not in found.out
