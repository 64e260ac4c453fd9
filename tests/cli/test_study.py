"""``hardlimit study``: a derivation one step at a time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ..commands import GOOD, MISSING, WRONG_SIGN, Outcome

Run = Callable[..., Outcome]


def test_all_steps_are_printed_where_nobody_is_there(run: Run) -> None:
    Path("good.py").write_text(GOOD)
    found = run("study", "good.py::T2")
    assert found.code == 0
    text = found.out
    assert "T2  Squares in a sum" in text
    assert "show     Σ_n (x[n] + m)²" in text
    assert "line 1 of 1   good.py:" in text
    assert "why         Expand every term." in text
    assert "rule        Algebra" in text
    assert "N = " in text
    assert "x[1] = " in text
    assert "T2 holds, level derived." in text


def test_a_worked_instance_has_the_same_value_on_both_sides(run: Run) -> None:
    Path("good.py").write_text(GOOD)
    lines = run("study", "good.py::T1").out.splitlines()
    start = next(i for i, line in enumerate(lines) if "agree; one of them" in line)
    left, right = (line.rpartition(" = ")[2] for line in lines[start + 2 : start + 4])
    assert left == right


def test_hypotheses_are_told_and_not_named(run: Run) -> None:
    Path("mine.py").write_text(
        MISSING.replace("# assumptions", 'd.assume("b_not_zero", differs(b, 0))')
    )
    text = run("study", "mine.py").out
    assert "suppose  b ≠ 0\n" in text
    assert "b_not_zero" not in text


def test_a_failing_step_says_why(run: Run) -> None:
    Path("wrong.py").write_text(WRONG_SIGN)
    found = run("study", "wrong.py")
    assert found.code == 1
    assert "FAILS" in found.out
    assert "is false" in found.out
    assert "W1 does not hold" in found.out


def test_citations_are_named(run: Run) -> None:
    Path("good.py").write_text(GOOD)
    assert "It cites square." in run("study", "good.py::T3").out


FOLDED = """
from hardlimit.proofs.author import Derivation, Algebra, derivation, equal, less


@derivation(label="FO1", slug="a-fold", title="A fold", summary="With $\\\\frac{a}{2}$.")
def folded(d: Derivation) -> None:
    a, b = d.symbol("a", "positive"), d.symbol("b")
    d.goal(equal((a + b) ** 2 - b**2, a**2 + 2 * a * b))
    with d.details():
        d.have(equal((a + b) * a, a**2 + a * b), "Multiply by $a$.", Algebra())
    d.have(equal((a + b) ** 2 - b**2, a**2 + 2 * a * b), "By step 1, multiply out.", Algebra())
"""


def test_steps_lie_under_their_line(run: Run) -> None:
    Path("fold.py").write_text(FOLDED)
    text = run("study", "fold.py").out
    assert "With a/2." in text
    assert "line 1 of 1" in text
    assert "By step 1.1, multiply out." in text
    assert text.index("(a + b)² − b²", text.index("line 1")) < text.index("1.1         ")
    assert text.count("of          ") == 2


def sit(run: Run, monkeypatch: pytest.MonkeyPatch, target: str, *answers: str) -> str:
    """What a reader sees who gives these answers, and then leaves."""
    asked = iter(answers)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)

    def answer(prompt: str) -> str:
        print(prompt)
        try:
            return next(asked)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", answer)
    found = run("study", target)
    assert found.err == ""
    assert next(asked, None) is None
    return found.out


def test_the_line_is_hidden_until_one_asks(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("good.py").write_text(GOOD)
    hidden = sit(run, monkeypatch, "good.py::T2")
    assert "line 1 of 1" in hidden
    assert "Expand every term." not in hidden
    assert "T2 holds" not in hidden
    shown = sit(run, monkeypatch, "good.py::T2", "", "s", "", "")
    assert shown.index("Expand every term.") < shown.index("rule        Algebra")
    assert shown.index("rule        Algebra") < shown.index("T2 holds, level derived.")


def test_help_hint_back_and_stop(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("good.py").write_text(GOOD)
    text = sit(run, monkeypatch, "good.py", "?", "h", "l", "b", "q")
    assert "your own, in LaTeX" in text
    assert "By algebra." in text
    assert text.count("line 1 of ") == 2
    assert "T2" not in text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (r"(a + b)^2 - b^2 = a^2 + 2 a b", ["right."]),
        ("= 2 b a + a^2", ["right."]),
        (r"a b = b a", ["true, but it is not the line", "read as     a·b = a·b"]),
        (r"a > 0", ["true, but it is not the line"]),
        (r"(a + b)^2 - b^2 = a^2 + a b", ["false:", "at a = "]),
        (r"(a + b)^2 = \frac{a", ["not understood:"]),
        ("zz = 1", ["not understood: z is not declared"]),
        ("S", ["not understood:"]),
        ("a" * 3000, ["not understood: it is too long"]),
        ("{" * 900, ["not understood:"]),
        (r"\frac{a}{b} = \frac{a}{b}", ["false:", "b = 0"]),
    ],
)
def test_a_line_of_ones_own_is_judged(
    run: Run, monkeypatch: pytest.MonkeyPatch, line: str, said: list[str]
) -> None:
    Path("fold.py").write_text(FOLDED)
    text = sit(run, monkeypatch, "fold.py", line)
    for words in said:
        assert words in text
    assert ("multiply out" in text) == (said == ["right."])


OPTIMUM = """
from hardlimit.proofs.author import *


@derivation(label="T1", slug="least", title="The least value")
def least(d: Derivation) -> None:
    t, m = d.symbol("t"), d.symbol("m")
    bound = d.have(at_most(0, (t - m) ** 2), "A square.", Gap((t - m) ** 2))
    with d.when("apart", differs(t, m)):
        strict = d.have(less(0, (t - m) ** 2), "Not zero.", Gap((t - m) ** 2))
    d.show(minimises(m, t, (t - m) ** 2, unique=True), "x", GlobalOptimum(bound, strict))
"""


def test_an_optimum_that_is_not_said_to_be_unique_is_another_line(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("least.py").write_text(OPTIMUM)
    for line, said in [
        (r"m \in \arg\min_t (t - m)^2", "true, but it is not the line"),
        (r"m = \arg\max_t (t - m)^2", "false:"),
        (r"m = \arg\min_t (t - m)^2", "right."),
    ]:
        text = sit(run, monkeypatch, "least.py", "", "", "", "", line)
        assert said in text, line


def test_a_failing_line_is_shown_with_what_is_wrong(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("wrong.py").write_text(WRONG_SIGN)
    assert "FAILS" in sit(run, monkeypatch, "wrong.py", "", "", "")


def test_all_never_asks(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("good.py").write_text(GOOD)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda prompt: pytest.fail("asked"))
    assert "T3 holds" in run("study", "--all", "good.py").out


def test_greek_letters_are_letters(run: Run) -> None:
    Path("good.py").write_text(
        GOOD.replace("Multiply out.", r"With $\\tau$ and $\\cdot$.").replace('"a"', '"sigma"')
    )
    text = run("study", "good.py::T1").out
    assert "With τ and ⋅." in text
    assert "σ = " in text
