"""``hardlimit verify --kernel`` and what ``proof`` does with Coq."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hardlimit.proofs.coq.run import running

from .conftest import GOOD, HEAD, WRONG_SIGN, Outcome

Run = Callable[..., Outcome]
needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="there is no coqc here")

AXIOMS = running.AXIOMS


@pytest.fixture
def ready(whole_library: Path, tmp_path: Path) -> None:
    """The library is compiled in the cache of the test already."""
    from hardlimit.proofs.coq.run.witness import library_folder

    shutil.copytree(whole_library, library_folder(tmp_path / "cache" / "coq"))


@needs_coq
@pytest.mark.usefixtures("ready")
def test_every_step_of_a_small_file_is_proved(run: Run) -> None:
    Path("good.py").write_text(GOOD)
    found = run("verify", "--kernel", "good.py")
    assert found.code == 0, found.out
    assert "T1     kernel 1/1  proved" in found.out
    assert "T3     kernel 1/1  proved" in found.out
    last = found.out.splitlines()[-1]
    assert last.startswith("Coq: 3/3 theorems proved, 3/3 steps")
    assert set(last.partition("axioms: ")[2].split(", ")) <= AXIOMS | {"none"}


@needs_coq
@pytest.mark.usefixtures("ready")
def test_the_report_has_the_third_witness(run: Run) -> None:
    Path("good.py").write_text(GOOD)
    report = json.loads(run("verify", "--kernel", "--json", "good.py").out)
    theorem = report["theorems"][1]
    assert theorem["level"] == "proved"
    assert theorem["steps"][0]["witnesses"]["kernel"]["status"] == "accepts"
    assert theorem["kernel"]["statements"] == [
        "sumr N (fun n : nat => (m + x n) ^ 2) = "
        "sumr N (fun n : nat => m ^ 2 + x n ^ 2 + 2 * m * x n)"
    ]
    assert set(theorem["kernel"]["axioms"]) <= AXIOMS


@needs_coq
@pytest.mark.usefixtures("ready")
def test_what_is_refused_is_not_shown_to_coq(run: Run) -> None:
    Path("wrong.py").write_text(WRONG_SIGN)
    found = run("verify", "--kernel", "wrong.py")
    assert found.code == 1
    assert "kernel" not in found.out


@needs_coq
@pytest.mark.usefixtures("ready")
def test_a_proof_that_coq_refuses_stops_the_run(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from hardlimit.proofs.coq.scripts import development

    monkeypatch.setattr(development, "script", lambda goal: "intros; reflexivity.")
    Path("good.py").write_text(GOOD)
    found = run("verify", "--kernel", "--jobs", "1", "good.py")
    assert found.code == 1
    assert "Coq refuses the proof of step 1" in found.out
    assert "T1     kernel 0/1  derived" in found.out


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
    Path("good.py").write_text(GOOD)
    found = run("verify", "--kernel", "--jobs", "1", "good.py")
    assert found.code == 0
    assert "step 1 has no Coq proof: nobody wrote one" in found.out
    assert "0/3 theorems proved" in found.out


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


@needs_coq
@pytest.mark.usefixtures("ready")
def test_the_exported_folder_compiles_by_itself(run: Run, tmp_path: Path) -> None:
    found = run("verify", "--kernel", "Q4")
    assert found.code == 0, found.out
    from hardlimit.proofs.coq.run.exporting import export_folder
    from hardlimit.proofs.coq.run.witness import book_folder, workshop

    with workshop(True) as folder:
        count = export_folder(tmp_path / "coq", book_folder(folder, ""), ["T_indicator_rows"])
    assert count > 3
    checker = tmp_path / "bin" / "coqchk"
    checker.parent.mkdir()
    checker.write_text('#!/bin/sh\necho checked "$@"\n')
    checker.chmod(0o755)
    done = subprocess.run(
        ["sh", "compile.sh", "--check"],
        cwd=tmp_path / "coq",
        env={**os.environ, "PATH": f"{checker.parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=300,
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
