"""Running Coq: the order of files, the time of each lemma, and the limit on it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
import sympy as sp
from hardlimit.proofs.author import Algebra, Derivation
from hardlimit.proofs.coq.run import running, timing
from hardlimit.proofs.coq.run.dependencies import required, with_needed
from hardlimit.proofs.coq.run.judging import Done
from hardlimit.proofs.coq.run.merging import sentences
from hardlimit.proofs.coq.run.timing import Watch
from hardlimit.proofs.coq.scripts import development
from hardlimit.proofs.coq.scripts.goal import Goal
from hardlimit.proofs.language.statements import equal

from .opened import alone, needs_coq

# A loop, not a recursion: that would run out of stack, which is no matter of time.
ENDLESS = "do 1000000 (do 1000000 idtac)."
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


def test_no_other_libraries_are_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tmp_path / "coqc"
    asked.write_text('#!/bin/sh\necho "at:$COQPATH:$ROCQPATH:$COQLIB"\n')
    asked.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    before = running.which()
    for name in ("COQPATH", "ROCQPATH", "COQLIB"):
        monkeypatch.setenv(name, str(tmp_path))
    (tmp_path / "T.v").write_text("")
    assert running.compile_file(tmp_path / "T.v", []).printed == f"at:::{tmp_path}\n"
    assert running.which() != before


def test_everything_stands_after_what_it_needs() -> None:
    needs = {"d": "bc", "c": "b", "b": "a", "a": "", "e": "ed", "f": "g", "g": "f"}
    assert with_needed("dea", lambda name: needs[name]) == ["a", "b", "c", "d", "e"]
    assert sorted(with_needed("f", lambda name: needs[name])) == ["f", "g"]


def test_what_a_text_loads() -> None:
    text = (
        "From Coq Require Import Lra.\nFrom Book Require T_a T_b.\nFrom Book Require Export T_c.\n"
    )
    assert required(text, "Book") == ["T_a", "T_b", "T_c"]
    assert required("Require Book.S_a.\nRequire Own.T_b.\n", "Book") == ["S_a"]


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
    # The same name in the next derivation of the file.
    for sentence in ("Module~T_next.", "Module~S_next.", "Lemma~short~:~True.", "Qed."):
        assert watch.reads(f"Chars 62 - 63 [{sentence}] 1. secs (1.u,0.s)")
    assert watch.parts == [{"short": 3.0}, {"short": 2.0}]


@needs_coq
def test_coq_notes_every_lemma_and_prints_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "A.v"
    path.write_text(FILE, encoding="utf-8")
    found = running.compile_file(path, [])
    assert found.ok, found.error
    assert found.printed == "two\n     : nat\n"
    assert [list(part) for part in found.parts] == [["short", "long"]]


@needs_coq
@pytest.mark.parametrize(("text", "line"), [
    (FILE.replace("  exact I.", f"  {ENDLESS}"), 7),
    (f"{FILE}Definition x : nat := ltac:({ENDLESS.removesuffix('.')}).\n", 10),
])  # fmt: skip
def test_what_has_no_end_is_stopped(text: str, line: int, tmp_path: Path) -> None:
    path = tmp_path / "A.v"
    path.write_text(text, encoding="utf-8")
    found = running.compile_file(path, [], limit=1)
    assert (found.ok, found.cut) == (False, True)
    assert found.error == "Coq ran out of 1 s of processor time"
    assert found.line in (line, line + 1)


#: Stands in for Coq: lemmas of 3 s each, by a clock of its own that waits until each is heard of.
TIMED = """\
#!/bin/sh
for n in 1 2 3 4 5; do
    echo $((3 * n)) > {clock}
    sleep 0.1
    echo "Chars 0 - 9 [Lemma~l$n~:~True.] 0. secs (0.u,0.s)"
    echo "Chars 9 - 13 [Qed.] 3. secs (3.u,0.s)"
    while [ ! -e l$n ]; do sleep 0.01; done
done
sleep 0.5
"""


def test_the_time_of_one_lemma_is_not_that_of_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bound on each lemma: several may take more together."""
    clock, stand_in = tmp_path / "clock", tmp_path / "bin" / "coqc"
    stand_in.parent.mkdir()
    stand_in.write_text(TIMED.format(clock=clock))
    stand_in.chmod(0o755)
    clock.write_text("0")
    monkeypatch.setenv("PATH", f"{stand_in.parent}{os.pathsep}{os.environ['PATH']}")
    for module in (running, timing):
        monkeypatch.setattr(module, "processor_seconds", lambda pid: float(clock.read_text() or 0))
    path = tmp_path / "A.v"
    path.write_text("".join(f"Lemma l{n} : True. Proof. exact I. Qed.\n" for n in range(1, 6)))
    told: list[str] = []

    def heard(part: int, name: str, seconds: float) -> None:
        told.append(name)
        (tmp_path / name).touch()

    found = running.compile_file(path, [], 4, heard)
    assert found.ok, found.error
    assert told == [f"l{n}" for n in range(1, 6)]
    assert found.parts == [dict.fromkeys(told, 3.0)]


@needs_coq
def test_waiting_is_no_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that others keep from working is not stopped for it; one that stands still is."""
    stand_in = tmp_path / "bin" / "coqc"
    stand_in.parent.mkdir()
    stand_in.write_text("#!/bin/sh\nsleep 1\n")
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", f"{stand_in.parent}{os.pathsep}{os.environ['PATH']}")
    path = tmp_path / "A.v"
    path.write_text(FILE)
    found = running.compile_file(path, [], limit=0.25)
    assert found.ok, found.error
    stand_in.write_text("#!/bin/sh\nexec sleep 3600\n")
    monkeypatch.setattr(timing, "STILL", 0.3)
    found = running.compile_file(path, [], limit=60)
    assert (found.ok, found.cut) == (False, True)
    assert found.error == "Coq used no processor time for long"


def test_the_time_of_a_process_is_known() -> None:
    before = timing.processor_seconds(os.getpid())
    while time.process_time() < before + 0.2:
        pass
    assert timing.processor_seconds(os.getpid()) >= before + 0.1
    assert timing.processor_seconds(2**22 + 5) == 0


def test_no_machine_but_the_kernels_own_converts() -> None:
    options = " ".join(running.OPTIONS)
    assert "-bytecode-compiler no" in options
    assert "-native-compiler no" in options


def two_lines() -> Derivation:
    d = Derivation("T", "t", "T", "c")
    a = d.symbol("a")
    for line in (equal(a + a, 2 * a), equal(sp.Integer(0), a - a)):
        d.have(line, Algebra(), "")
    d.goals.append(d.steps[1].claim.relation)
    return d


def judged(
    place: Path, library: Path, monkeypatch: pytest.MonkeyPatch, first: str, limit: float = 60
) -> Done:
    """What is said of the two lines, the first of which has this proof."""
    d = two_lines()

    def script(goal: Goal) -> str:
        return first if goal.step.number == "1" else "intros; lra."

    monkeypatch.setattr(development, "script", script)
    paths = [("Hardlimit", library), ("Book", place)]
    return alone(d, paths, limit)


@pytest.mark.slow
@needs_coq
def test_a_lemma_that_runs_out_is_undecided_and_the_others_are_judged(
    whole_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = judged(tmp_path, whole_library, monkeypatch, ENDLESS, limit=3)
    report = done.report
    assert done.cut
    assert report.undecided == {"1": "Coq ran out of 3 s of processor time"}
    assert (report.refused, report.unwritten, report.failure) == ({}, {}, "")
    assert set(report.lemmas) >= {"step_1", "step_2", "statement_1"}
    assert set(report.axioms) <= running.AXIOMS
    (sentence,) = sentences(report)
    assert sentence == "step 1 stays derived: Coq ran out of 3 s of processor time"


@needs_coq
def test_a_lemma_that_is_refused_is_no_failure(
    whole_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = judged(tmp_path, whole_library, monkeypatch, "intros; exact I.")
    assert not done.cut
    assert list(done.report.refused) == ["1"]
    assert (done.report.undecided, done.report.failure) == ({}, "")
    (sentence,) = sentences(done.report)
    assert sentence.startswith("step 1 stays derived: the proof that was written for Coq does not")


@pytest.mark.slow
@needs_coq
@pytest.mark.parametrize(
    "proof",
    [
        "Admitted. Axiom cheat : forall P : Prop, P. Lemma other : True. Proof. exact I.",
        "Abort. Definition eq (A : Type) (x y : A) := True. Lemma step_1 : "
        "eq R (2 * v_a) (3 * v_a). Proof. exact I.",
        'Abort. Notation "x = y" := True (only parsing) : type_scope. Lemma step_1 : '
        "2 * v_a = 3 * v_a. Proof. exact I.",
        "Abort. Definition v_a := 0. Lemma step_1 : v_a + v_a = 2 * v_a. Proof. unfold v_a; lra.",
    ],
)
def test_what_a_script_slips_in_proves_nothing(
    proof: str, whole_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even a script with commands in it: the statement stands elsewhere, and is what is proved."""
    done = judged(tmp_path, whole_library, monkeypatch, proof)
    report = done.report
    odd = set(report.axioms) - running.AXIOMS
    assert report.failure or odd or "1" in report.refused, report


@needs_coq
def test_a_script_that_brings_an_axiom_is_told(
    whole_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheat = (
        "Abort. Axiom sig_not_dec : forall P : Prop, P. "
        "Lemma step_1 : 2 * v_a = 2 * v_a. Proof. exact (sig_not_dec _)."
    )
    report = judged(tmp_path, whole_library, monkeypatch, cheat).report
    assert not report.failure
    assert {a for a in report.axioms if a not in running.AXIOMS} == {"T_t.sig_not_dec"}
