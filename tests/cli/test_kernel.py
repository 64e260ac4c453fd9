"""``hardlimit verify --kernel`` and what ``proof`` does with Coq."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hardlimit.proofs.coq.run import running

from ..commands import GOOD, HEAD, SQUARE, WRONG_SIGN, Outcome

Run = Callable[..., Outcome]
MD = "> **Given.** Let $a$, $b$ be real.\n\n$$\n(a + b)^2 = a^2 + 2 a b + b^2\n$$\n"
needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="there is no coqc here")

AXIOMS = running.AXIOMS
LECTURES = Path(__file__).parents[1] / "notes" / "lectures"


@pytest.fixture
def ready(whole_library: Path, tmp_path: Path) -> None:
    """The library is compiled in the cache of the test already."""
    from hardlimit.proofs.coq.run.witness import library_folder

    shutil.copytree(whole_library, library_folder(tmp_path / "cache" / "coq"))


@pytest.mark.slow
@needs_coq
@pytest.mark.usefixtures("ready")
def test_every_step_of_a_small_file_is_proved_and_the_report_says_how(run: Run) -> None:
    Path("good.py").write_text(GOOD)
    found = run("verify", "--kernel", "good.py")
    assert found.code == 0, found.out
    assert "T1     kernel 1/1  proved" in found.out
    assert "T3     kernel 1/1  proved" in found.out
    (last,) = (line for line in found.out.splitlines() if line.startswith("Coq: "))
    assert last.startswith("Coq: 3/3 theorems proved, 3/3 steps")
    assert set(last.partition("axioms: ")[2].split(", ")) <= AXIOMS | {"none"}
    # Coq is not asked again.
    report = json.loads(run("verify", "--kernel", "--json", "good.py").out)
    theorem = report["theorems"][1]
    assert theorem["level"] == "proved"
    assert theorem["steps"][0]["witnesses"]["kernel"]["status"] == "accepts"
    assert theorem["kernel"]["statements"] == [
        "sumr v_N (fun v_n : nat => (v_m + v_x v_n) ^ 2) = "
        "sumr v_N (fun v_n : nat => v_m ^ 2 + v_x v_n ^ 2 + 2 * v_m * v_x v_n)"
    ]
    assert set(theorem["kernel"]["axioms"]) <= AXIOMS


@needs_coq
@pytest.mark.usefixtures("ready")
def test_coq_is_asked_about_what_holds_beside_what_does_not(run: Run) -> None:
    Path("two.md").write_text(f"# Right\n\n{MD}\n# Wrong\n\n{MD.replace('+ 2 a b', '- 2 a b')}")
    found = run("verify", "--kernel", "two.md")
    assert found.code == 1
    rows = [line.split()[:2] for line in found.out.splitlines() if line.startswith("two.md:")]
    assert [status for _, status in rows] == ["proved", "FALSE"]
    assert "Coq: 1/1 theorems proved, 1/1 steps" in found.out
    levels = [
        t["level"]
        for t in json.loads(run("verify", "--kernel", "--json", "two.md").out)["theorems"]
    ]
    assert levels == ["proved", "refuted"]


@pytest.mark.slow
@needs_coq
@pytest.mark.usefixtures("ready")
def test_coq_proves_every_line_of_the_lectures(run: Run) -> None:
    # Some of them; `.ci/run` has all.
    Path("lectures").mkdir()
    for file in sorted(LECTURES.iterdir())[::5]:
        shutil.copy(file, "lectures")
    found = run("verify", "--kernel", "--json", "lectures")
    assert found.out, found.err
    steps = [
        (theorem["file"], step["claim"], step["level"])
        for theorem in json.loads(found.out)["theorems"]
        for step in theorem["steps"]
    ]
    assert len(steps) > 30
    assert [step for step in steps if step[2] != "proved"] == []


@needs_coq
@pytest.mark.usefixtures("ready")
def test_what_is_refused_is_not_shown_to_coq(run: Run) -> None:
    Path("wrong.py").write_text(WRONG_SIGN)
    found = run("verify", "--kernel", "wrong.py")
    assert found.code == 1
    assert "kernel" not in found.out


@pytest.mark.slow
@needs_coq
@pytest.mark.usefixtures("ready")
def test_a_step_whose_proof_coq_refuses_stays_derived(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hardlimit.proofs.coq.scripts import development

    monkeypatch.setattr(development, "script", lambda goal: "intros; exact I.")
    Path("good.py").write_text(HEAD + SQUARE)
    found = run("verify", "--kernel", "--jobs", "1", "good.py")
    assert found.code == 0, found.out
    assert "T1     kernel 0/1  derived" in found.out
    said = "step 1 stays derived: the proof that was written for Coq does not go through"
    assert found.out.count(said) == 1
    assert "exact I" not in found.out
    again = run("verify", "--kernel", "--jobs", "1", "good.py")
    assert again.out.count(said) == 1


@pytest.mark.slow
@needs_coq
@pytest.mark.usefixtures("ready")
def test_a_step_on_which_coq_runs_out_is_tried_again_and_not_kept(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hardlimit.proofs.coq.scripts import development

    right = vars(development)["script"]
    monkeypatch.setattr(development, "script", lambda goal: "repeat idtac; do 100000000 idtac.")
    monkeypatch.setattr(running, "LEMMA", 1)
    monkeypatch.setattr(running, "AGAIN", 2)
    Path("good.py").write_text(HEAD + SQUARE)
    found = run("verify", "--kernel", "--jobs", "2", "good.py")
    assert found.code == 0, found.out
    assert found.out.count("step 1 stays derived: Coq ran out of 2 s of processor time") == 1
    kept = (tmp_path / "cache" / "coq").glob("own-*/*.json")
    assert list(kept) == []
    monkeypatch.setattr(development, "script", right)
    again = run("verify", "--kernel", "--jobs", "1", "good.py")
    assert "1/1 theorems proved" in again.out, again.out


@pytest.mark.slow
@needs_coq
@pytest.mark.usefixtures("ready")
def test_what_coq_understood_otherwise_is_a_failure(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hardlimit.proofs.coq.statements.translate import Translator

    right = Translator.statement
    monkeypatch.setattr(
        Translator, "statement", lambda self, claim: right(self, claim).replace("^ 2", "^ 3")
    )
    monkeypatch.setattr(Translator, "claim", lambda self, claim, old=Translator.claim: old(
        self, claim).replace("^ 2", "^ 3"))  # fmt: skip
    Path("good.py").write_text(HEAD + SQUARE)
    found = run("verify", "--kernel", "--jobs", "1", "good.py")
    assert found.code == 1
    assert "proved " not in found.out
    assert "Coq has understood something else: step_1: Coq has" in found.out


@pytest.mark.slow
@needs_coq
@pytest.mark.usefixtures("ready")
def test_a_step_without_a_script_is_named_and_lowers_nothing_else(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hardlimit.proofs.coq.scripts import development
    from hardlimit.proofs.coq.scripts.goal import Unscripted

    def nothing(goal: object) -> str:
        raise Unscripted("nobody wrote one")

    monkeypatch.setattr(development, "script", nothing)
    Path("good.py").write_text(HEAD + SQUARE)
    found = run("verify", "--kernel", "--jobs", "1", "good.py")
    assert found.code == 0
    assert "step 1 has no Coq proof: nobody wrote one" in found.out
    assert "0/1 theorems proved" in found.out


FLIPPING = (
    HEAD
    + """
import sys
CALLS = []

@derivation(label="F1", slug="flipping", title="Another one each time")
def flipping(d):
    CALLS.append(1)
    a, b = d.symbol("a"), d.symbol("b")
    first = len(CALLS) == 1 and "hardlimit.proofs.coq.run.work" not in sys.modules
    square, cube = a**2 + 2*a*b + b**2, a**3 + 3*a**2*b + 3*a*b**2 + b**3
    line = equal((a + b)**2, square) if first else equal((a + b)**3, cube)
    d.goal(line)
    d.have(line, Algebra(), "Multiply out.")
"""
)


@needs_coq
@pytest.mark.usefixtures("ready")
def test_coq_is_shown_what_was_checked(run: Run) -> None:
    Path("flipping.py").write_text(FLIPPING)
    (theorem,) = json.loads(run("verify", "--kernel", "--json", "flipping.py").out)["theorems"]
    assert theorem["level"] == "proved"
    assert theorem["kernel"]["digest"] == theorem["digest"]
    assert len(theorem["digest"]) > 20
    (statement,) = theorem["kernel"]["statements"]
    power = "3" if "^ 3" in statement else "2"
    assert f"(v_a + v_b) ^ {power}" in statement
    assert f"^{{{power}}} =" in theorem["statement"]


@pytest.mark.slow
@needs_coq
@pytest.mark.usefixtures("ready")
def test_what_coq_says_of_another_derivation_is_a_failure(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hardlimit.proofs.book.checking import Checker

    right = Checker.digest
    monkeypatch.setattr(Checker, "digest", lambda self, slug: right(self, slug)[::-1])
    Path("good.py").write_text(HEAD + SQUARE)
    found = run("verify", "--kernel", "--jobs", "1", "good.py")
    assert found.code == 1
    assert found.out.count("Coq was shown another derivation") == 1
    assert "proved " not in found.out


def test_without_coq_one_line_says_what_was_left_out(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "version", lambda: "")
    Path("good.py").write_text(GOOD)
    found = run("verify", "--kernel", "good.py")
    assert found.code == 0
    assert found.err == ""
    assert found.out.splitlines()[-1] == running.ABSENT
    assert "3 theorems, 3 steps: all hold" in found.out


#: Compiles what is not the library, of which the same text was compiled before.
COMPILES = """\
#!/bin/sh
for file; do :; done
known={library}/$(basename "$file" .v)
case $file in Hardlimit/*) cmp "$file" "$known.v" && exec cp "$known.vo" Hardlimit/;; esac
exec {coqc} "$@"
"""


@pytest.mark.slow
@needs_coq
@pytest.mark.usefixtures("ready")
def test_the_exported_folder_compiles_by_itself(
    run: Run, whole_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a short text beside the book; ours is compiled by ``verify --kernel``."""
    found = run("verify", "--kernel", "Q4")
    assert found.code == 0, found.out
    from hardlimit.proofs.coq.run import further
    from hardlimit.proofs.coq.run.dependencies import required
    from hardlimit.proofs.coq.run.exporting import export_folder
    from hardlimit.proofs.coq.run.witness import book_folder, workshop

    short = "From Hardlimit Require Import Tactics.\nLemma one : 0 < 1.\nProof. lra. Qed.\n"
    monkeypatch.setattr(further, "sources", lambda: {"Short": short})
    with workshop(True) as folder:
        count = export_folder(tmp_path / "coq", book_folder(folder, ""), ["T_indicator_rows"])
    assert count > 3
    stand_ins = {
        "coqchk": '#!/bin/sh\necho checked "$@"\n',
        "coqc": COMPILES.format(library=whole_library, coqc=shutil.which("coqc")),
    }
    checker = tmp_path / "bin" / "coqchk"
    checker.parent.mkdir()
    for name, text in stand_ins.items():
        (checker.parent / name).write_text(text)
        (checker.parent / name).chmod(0o755)
    seen: set[str] = set()
    for name in re.findall(r"Hardlimit/(\w+)\.v", (tmp_path / "coq/compile.sh").read_text()):
        assert seen.issuperset(required(running.library_sources()[name], "Hardlimit")), name
        seen.add(name)
    assert seen == set(running.library_sources())
    done = subprocess.run(
        ["sh", "compile.sh", "--check"],
        cwd=tmp_path / "coq",
        env={**os.environ, "PATH": f"{checker.parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (checked,) = (line for line in done.stdout.splitlines() if line.startswith("checked "))
    modules = {f"{file.parent.name}.{file.stem}" for file in (tmp_path / "coq").glob("*/*.v")}
    assert modules <= set(checked.split())
    assert "Admitted" not in (tmp_path / "coq/Book/T_indicator_rows.v").read_text()


def test_the_library_has_no_open_proofs_and_no_axioms() -> None:
    for name, text in running.library_sources().items():
        for word in ("Admitted", "Axiom", "Parameter", "admit.", "Conjecture"):
            assert word not in text, f"{name} contains {word}"


def test_a_file_that_cannot_be_written_down_in_coq_is_no_traceback(run: Run) -> None:
    Path("odd.py").write_text(HEAD + "raise SystemExit\n")
    assert run("verify", "--kernel", "odd.py").code == 2


@needs_coq
@pytest.mark.usefixtures("ready")
def test_lines_of_notes_are_proved_and_that_may_be_required(run: Run) -> None:
    Path("squares.md").write_text(MD)
    found = run("verify", "squares.md", "--require", "proved")
    assert found.code == 0, found.out + found.err
    assert "squares.md:4      proved" in found.out


def test_what_is_required_and_not_reached_is_a_failure(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no Coq, nothing is proved."""
    monkeypatch.setattr(running, "version", lambda: "")
    Path("squares.md").write_text(MD)
    found = run("verify", "squares.md", "--require", "proved")
    assert found.code == 1
    assert "N1 is derived, not proved" in found.err
