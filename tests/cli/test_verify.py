"""``hardlimit verify``: what it prints, and what its exit code says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ..commands import GOOD, HEAD, MISSING, WRONG_SIGN, Outcome

Run = Callable[..., Outcome]


def test_a_good_file_has_one_line_a_theorem(run: Run) -> None:
    Path("good.py").write_text(GOOD)
    found = run("verify", "good.py")
    assert found.code == 0
    lines = found.out.splitlines()
    assert [line.split()[0] for line in lines[:3]] == ["T1", "T2", "T3"]
    assert "1 step " in lines[0]
    assert "derived" in lines[0]
    assert "rule 1/1  instances 1/1" in lines[0]
    assert re.search(r"\d\.\d s$", lines[0])
    assert lines[3].startswith("3 theorems, 3 steps: all hold")
    assert found.err == ""


def test_a_wrong_sign_is_shown_where_it_is_written(run: Run) -> None:
    Path("wrong.py").write_text(WRONG_SIGN)
    found = run("verify", "wrong.py")
    assert found.code == 1
    line = 1 + WRONG_SIGN.splitlines().index("    d.have(")
    assert f"wrong.py:{line}: W1 step 1 (Algebra) does not hold" in found.out
    assert "FAILS" in found.out
    # Both sides with their values at a small counterexample.
    assert re.search(r"at N = \d; m = \S+; x\[1\] = ", found.out)
    left, right = re.findall(r"^ +Σ_n .* = (-?\d\S*)$", found.out, re.MULTILINE)
    assert left != right


def test_pasting_the_missing_hypothesis_repairs_the_derivation(run: Run) -> None:
    Path("missing.py").write_text(MISSING)
    found = run("verify", "missing.py")
    assert found.code == 1
    pasted = re.search(r"to assume +(d\.assume\(.*\))", found.out)
    assert pasted is not None
    Path("missing.py").write_text(MISSING.replace("# assumptions", pasted.group(1)))
    assert run("verify", "missing.py").code == 0


def test_citations_look_backwards_only(run: Run) -> None:
    swapped = GOOD.replace('slug="square"', 'slug="x"').replace('slug="cites"', 'slug="square"')
    Path("swapped.py").write_text(swapped.replace('slug="x"', 'slug="cites"'))
    found = run("verify", "swapped.py")
    assert found.code == 1
    assert "no theorem 'square' before this one" in found.out
    assert "T3 FAILS" in found.out


def test_a_theorem_that_fails_cannot_be_cited(run: Run) -> None:
    Path("bad.py").write_text(GOOD.replace("2*a*b + b**2), Algebra()", "3*a*b + b**2), Algebra()"))
    found = run("verify", "bad.py")
    assert found.code == 1
    assert "square stands before this one but does not hold itself" in found.out
    assert "T1, T3 FAIL" in found.out


def test_a_derivation_that_cannot_be_written_down_fails_alone(run: Run) -> None:
    Path("raises.py").write_text(GOOD.replace('d.symbol("v")', 'd.symbol("u")'))
    found = run("verify", "raises.py")
    assert found.code == 1
    line = next(i for i, text in enumerate(GOOD.splitlines(), 1) if '"v"' in text)
    assert f"raises.py:{line}: T3: the derivation cannot be written down: the name 'u'" in found.out
    assert "T3 FAILS" in found.out
    assert "Traceback" not in found.out + found.err


def test_an_unproved_goal_fails(run: Run) -> None:
    Path("goal.py").write_text(
        GOOD.replace("d.goal(equal((a + b)**2, a**2", "d.goal(equal(a, a**2")
    )
    found = run("verify", "goal.py::T1")
    assert found.code == 1
    assert "no step shows part 1 of the statement" in found.out


def test_json_has_the_documented_keys(run: Run) -> None:
    Path("good.py").write_text("print('a file may print')\n" + GOOD)
    found = run("verify", "--json", "good.py")
    assert found.code == 0
    report = json.loads(found.out)
    assert set(report) >= {"version", "theorems"}
    theorem = report["theorems"][2]
    assert theorem["label"] == "T3"
    assert theorem["cites"] == ["square"]
    assert isinstance(theorem["statement"], str)
    assert theorem["crosscheck"] is None
    step = theorem["steps"][0]
    assert set(step) >= {"number", "rule", "claim", "why", "level", "witnesses"}
    assert step["witnesses"]["instances"]["status"] == "accepts"
    assert step["witnesses"]["instances"]["count"] >= 4
    assert step["witnesses"]["rule"]["status"] == "accepts"
    assert step["witnesses"]["kernel"]["status"] == "absent"
    assert step["file"] == "good.py"


def test_json_of_a_failure_says_so(run: Run) -> None:
    Path("wrong.py").write_text(WRONG_SIGN)
    found = run("verify", "--json", "wrong.py")
    assert found.code == 1
    theorem = json.loads(found.out)["theorems"][0]
    assert theorem["level"] == "refuted"
    assert theorem["steps"][0]["failure"]


@pytest.mark.slow
def test_the_number_of_processes_changes_nothing(run: Run) -> None:
    Path("good.py").write_text(GOOD)
    Path("wrong.py").write_text(WRONG_SIGN)
    texts = []
    for jobs in (1, 3):
        found = run("verify", "--no-cache", "--json", "--jobs", jobs, "good.py", "wrong.py")
        assert found.code == 1
        texts.append(re.sub(r'"seconds": [\d.e-]+', "", found.out))
    assert texts[0] == texts[1]


def test_targets_are_labels_slugs_and_parts_of_files(run: Run, library: Path) -> None:
    Path("good.py").write_text(GOOD)
    for target, label in (("T2", "T2"), ("t2", "T2"), ("again", "S1"), ("good.py::cites", "T3")):
        found = run("verify", target)
        assert found.code == 0, found.err
        assert found.out.splitlines()[0].split()[0] == label
    found = run("verify", "T1", "square", "S1")
    assert [line.split()[0] for line in found.out.splitlines()[:-1]] == ["T1", "S1"]


def test_a_folder_of_that_name_goes_before_a_label_that_is_like_it(run: Run, library: Path) -> None:
    for name in ("t2", "T1"):
        Path(name).mkdir()
        Path(name, "mine.py").write_text(GOOD.replace('"T', '"Mine'))
    found = run("verify", "t2")
    assert [line.split()[0] for line in found.out.splitlines()[:-1]] == ["Mine1", "Mine2", "Mine3"]
    found = run("verify", "T1")
    assert found.out.splitlines()[0].split()[0] == "T1"
    assert "T1 is the installed derivation here" in found.err


def test_nothing_means_everything_and_chapters_cite_earlier_ones(run: Run, library: Path) -> None:
    found = run("verify")
    assert found.code == 0
    assert [line.split()[0] for line in found.out.splitlines()[:-1]] == ["T1", "T2", "T3", "S1"]
    assert run("verify", library / "second.py").code == 0


def test_a_file_may_cite_what_is_installed(run: Run, library: Path) -> None:
    Path("mine.py").write_text(
        HEAD + (library / "second.py").read_text().replace('"S1"', '"X1"').replace("again", "mine")
    )
    assert run("verify", "mine.py").code == 0
    Path("mine.py").write_text(Path("mine.py").read_text().replace('Cite("square"', 'Cite("none"'))
    assert "no theorem 'none' before this one" in run("verify", "mine.py").out


def test_list_shows_what_is_known(run: Run, library: Path) -> None:
    before = run("list").out.splitlines()
    assert before[0].split()[:3] == ["T1", "-", "square"]
    assert before[3].endswith("The second")
    run("verify", "T1")
    assert run("list").out.splitlines()[0].split()[:3] == ["T1", "derived", "square"]


def test_what_is_refused_at_the_door_is_said_in_one_sentence(run: Run) -> None:
    Path("door.py").write_text(
        "import sympy as sp\n"
        "from hardlimit.proofs.author import Algebra, derivation, equal\n\n\n"
        '@derivation(label="T9", slug="door", title="Sine")\n'
        "def door(d):\n"
        '    y = d.symbol("y")\n'
        "    d.goal(equal(sp.sin(y), y))\n"
        '    d.have(equal(sp.sin(y), y), Algebra(), "No.")\n'
    )
    found = run("verify", "door.py")
    assert found.code == 1
    assert "sin(y) (sin) is not in the vocabulary" in found.out + found.err
    assert "internal error" not in found.out + found.err
