"""Running Coq: the order of files, the time of each lemma, and the limit on it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sympy as sp
from hardlimit.proofs.author import Algebra
from hardlimit.proofs.coq.run import running, work
from hardlimit.proofs.coq.run.dependencies import required, with_needed
from hardlimit.proofs.coq.run.timing import Watch
from hardlimit.proofs.coq.scripts import development
from hardlimit.proofs.coq.scripts.development import write_file
from hardlimit.proofs.coq.scripts.goal import Goal
from hardlimit.proofs.kernel.derivation import Derivation
from hardlimit.proofs.language.statements import equal

from .opened import needs_coq

ENDLESS = "let rec forever n := (idtac; forever n) in forever 0."
FILE = """\
Lemma short : True.
Proof. exact I. Qed.
Definition two := 2.
Check two.

Lemma long : True.
Proof.
  exact I.
Qed.
"""


def test_everything_stands_after_what_it_needs() -> None:
    needs = {"d": "bc", "c": "b", "b": "a", "a": "", "e": "ed", "f": "g", "g": "f"}
    assert with_needed("dea", lambda name: needs[name]) == ["a", "b", "c", "d", "e"]
    assert sorted(with_needed("f", lambda name: needs[name])) == ["f", "g"]


def test_what_a_text_loads() -> None:
    text = (
        "From Coq Require Import Lra.\nFrom Book Require T_a T_b.\nFrom Book Require Export T_c.\n"
    )
    assert required(text, "Book") == ["T_a", "T_b", "T_c"]


def test_the_time_of_a_lemma_is_that_of_its_sentences() -> None:
    watch = Watch()
    lines = [
        "Chars 0 - 19 [Lemma~short~:~True.] 0.5 secs (0.25u,0.s)",
        "Chars 20 - 26 [Proof.] 0. secs (0.u,0.s)",
        "two : nat",
        "Chars 27 - 35 [exact~I.] 9. secs (1.5u,0.25s)",
    ]
    assert [watch.reads(f"{line}\n") for line in lines] == [True, True, False, True]
    assert watch.lemma == "short"
    assert watch.seconds == {"short": 2.0}
    assert watch.reads("Chars 36 - 40 [Qed.] 1. secs (1.u,0.s)")
    assert watch.reads("Chars 41 - 61 [Definition~two~:=~2.] 1. secs (1.u,0.s)")
    assert watch.lemma == ""
    assert watch.seconds == {"short": 3.0}
    assert watch.line(FILE.encode()) == 4


@needs_coq
def test_coq_notes_every_lemma_and_prints_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "A.v"
    path.write_text(FILE, encoding="utf-8")
    found = running.compile_file(path, {})
    assert found.ok, found.error
    assert found.printed == "two\n     : nat\n"
    assert list(found.lemmas) == ["short", "long"]


@needs_coq
@pytest.mark.parametrize(("lemma", "line"), [(2, 7), (60, 0)])
def test_a_lemma_without_end_is_stopped(
    lemma: int, line: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "LEMMA", lemma)
    monkeypatch.setattr(running, "FILE", 60 if line else 4)
    path = tmp_path / "A.v"
    path.write_text(FILE.replace("  exact I.", f"  {ENDLESS}"), encoding="utf-8")
    found = running.compile_file(path, {})
    assert not found.ok
    assert found.error == f"no answer within {2 if line else 4} s"
    assert found.line in ((line, line + 1) if line else (0,))


@needs_coq
def test_the_lemmas_after_it_are_judged(
    whole_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    d = Derivation("T", "t", "T", "c")
    a = d.symbol("a")
    for line in (equal(a + a, 2 * a), equal(sp.Integer(0), a - a)):
        d.have(line, Algebra(), "")
    d.goals.append(d.steps[1].claim.relation)

    def script(goal: Goal) -> str:
        return ENDLESS if goal.step.number == "1" else "lra."

    monkeypatch.setattr(development, "script", script)
    monkeypatch.setattr(running, "LEMMA", 3)
    report = work._compiled(
        write_file(d, {}, {}), d, tmp_path / "T_t.v", {"Hardlimit": whole_library}
    )
    assert report.refused == {"1": "no answer within 3 s"}
    assert set(report.lemmas) >= {"step_1", "step_2", "statement_1"}
    assert "refuses the proof of step 1" in report.failure
