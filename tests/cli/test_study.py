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
    assert "step 1 of 1   good.py:" in text
    assert "why         Expand every term." in text
    assert "rule        Algebra" in text
    assert "lhs and rhs have the same normal form" in text
    assert "N = " in text
    assert "x[1] = " in text
    assert "T2 holds, level derived." in text


def test_a_worked_instance_has_the_same_value_on_both_sides(run: Run) -> None:
    Path("good.py").write_text(GOOD)
    lines = run("study", "good.py::T1").out.splitlines()
    start = next(i for i, line in enumerate(lines) if "agree; one of them" in line)
    left, right = (line.rpartition(" = ")[2] for line in lines[start + 2 : start + 4])
    assert left == right


def test_obligations_and_who_met_them(run: Run) -> None:
    Path("mine.py").write_text(
        MISSING.replace("# assumptions", 'd.assume("b_not_zero", differs(b, 0))')
    )
    text = run("study", "mine.py").out
    assert "suppose  b ≠ 0   [b_not_zero]" in text
    assert "provided    b ≠ 0   (a denominator; hypothesis b_not_zero)" in text


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


@pytest.mark.parametrize(("answers", "pages"), [("q", 1), ("", 2), (None, 1)])
def test_enter_goes_on_and_q_stops(
    run: Run, monkeypatch: pytest.MonkeyPatch, answers: str | None, pages: int
) -> None:
    Path("good.py").write_text(GOOD)
    asked = iter(["", "q"] if answers == "" else [answers])

    def answer(prompt: str) -> str:
        found = next(asked)
        if found is None:
            raise EOFError
        return found

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", answer)
    text = run("study", "good.py").out
    assert ("step 1 of 1" in text) == (pages == 2)
    assert "T2" not in text
    assert next(asked, None) is None


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
    assert r"With τ and \cdot." in text
    assert "σ = " in text
