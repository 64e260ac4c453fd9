"""The pytest plugin: one item a step, failures at the author's line."""

from __future__ import annotations

import re
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from hardlimit.proofs.book import checking, discovery, importing, session
from hardlimit.proofs.book.shelf import shelf_of
from hardlimit.proofs.report import theorems as reporting

from ..commands import GOOD, MISSING, WRONG_SIGN, start

pytest_plugins = ["pytester"]

#: Imported here, or every run inside this one would import SymPy and all that anew.
_HEAVY = reporting

_INSTALLED = any(
    p.value == "hardlimit.proofs.cli.pytest_plugin" for p in entry_points(group="pytest11")
)
_LOAD = () if _INSTALLED else ("-p", "hardlimit.proofs.cli.pytest_plugin")


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A folder whose files in ``maths/`` hold derivations, with verdicts of its own."""
    monkeypatch.setenv("HARDLIMIT_CACHE", str(pytester.path / "verdicts"))
    pytester.makeini("[pytest]\nderivation_files = maths/*.py\n")
    pytester.mkdir("maths")
    return pytester


def collect(project: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    # Hypothesis would be imported anew by every run.
    without = ("-p", "no:hypothesispytest", "-p", "no:cacheprovider")
    return project.runpytest_inprocess(*_LOAD, *without, *arguments)


def test_every_step_is_an_item(project: pytest.Pytester) -> None:
    Path("maths/good.py").write_text(GOOD)
    found = collect(project, "--collect-only", "-q")
    assert [line for line in found.outlines if "::" in line] == [
        "maths/good.py::T1::1-Algebra",
        "maths/good.py::T1::statement",
        "maths/good.py::T2::1-Algebra",
        "maths/good.py::T2::statement",
        "maths/good.py::T3::1-Cite",
        "maths/good.py::T3::statement",
    ]
    collect(project).assert_outcomes(passed=6)


def test_notes_are_items_where_they_are_named(project: pytest.Pytester) -> None:
    project.makeini("[pytest]\nderivation_files = maths/*.md\n")
    given = "> **Given.** Let $a$, $b$ be real.\n\n"
    Path("maths/good.md").write_text(f"{given}$$\na + b = b + a + 0 \\cdot b\n$$\n")
    Path("maths/odd.md").write_text(f"{given}$$\n(a + b)^2 \\ge 0\n$$\n\n$$\n\\foo{{a}} = a\n$$\n")
    found = collect(project)
    found.assert_outcomes(passed=3, failed=1)
    found.stdout.fnmatch_lines(["*odd.md*line 8: not understood*"])


def test_a_failing_step_is_shown_as_verify_shows_it(project: pytest.Pytester) -> None:
    Path("maths/wrong.py").write_text(WRONG_SIGN)
    found = collect(project)
    found.assert_outcomes(failed=2)
    line = 1 + WRONG_SIGN.splitlines().index("    d.have(")
    found.stdout.fnmatch_lines(
        [
            f"maths/wrong.py:{line}: W1 step 1 (Algebra) does not hold",
            "  rule * Algebra refuses the step*",
            "  instances * is false",
            "*FAILED maths/wrong.py::W1::1-Algebra*",
        ]
    )
    assert "Traceback" not in found.stdout.str()


def test_a_missing_hypothesis_can_be_pasted(project: pytest.Pytester) -> None:
    Path("maths/missing.py").write_text(MISSING)
    found = collect(project)
    found.stdout.fnmatch_lines(['*to assume  d.assume("*", differs(b, 0))'])


def test_one_step_can_be_asked_for(project: pytest.Pytester) -> None:
    Path("maths/good.py").write_text(GOOD)
    collect(project, "maths/good.py::T3::1-Cite").assert_outcomes(passed=1)
    collect(project, "-k", "T2").assert_outcomes(passed=2, deselected=4)


def test_a_bad_derivation_does_not_stop_the_others(project: pytest.Pytester) -> None:
    Path("maths/raises.py").write_text(GOOD.replace('d.symbol("v")', 'd.symbol("u")'))
    found = collect(project)
    found.assert_outcomes(passed=4, failed=1)
    found.stdout.fnmatch_lines(["*T3*the derivation cannot be written down: the name 'u'*"])


def test_a_file_that_does_not_import_is_an_error(project: pytest.Pytester) -> None:
    Path("maths/broken.py").write_text("@derivation(\n")
    found = collect(project)
    found.assert_outcomes(errors=1)
    found.stdout.fnmatch_lines(["maths/broken.py:1 does not import: SyntaxError*"])


def test_notes_of_which_nothing_is_read_are_an_error(project: pytest.Pytester) -> None:
    text = "\\begin{given} Let $t$ be odd. \\end{given}\n\\[ t = t \\]\n"
    Path("maths/none.tex").write_text(text)
    project.makeini("[pytest]\nderivation_files = maths/*.tex\n")
    found = collect(project)
    found.assert_outcomes(errors=1)
    found.stdout.fnmatch_lines(["maths/none.tex holds no derivation; of what it says nothing*"])


def test_a_glob_may_match_files_without_derivations(project: pytest.Pytester) -> None:
    """As in ``[tool.hardlimit]``: all names together hold one, not each."""
    project.makeini("[pytest]\nderivation_files = maths/*.py *.md\n")
    Path("README.md").write_text("# Nothing to check\n")
    Path("maths/good.py").write_text(GOOD)
    collect(project).assert_outcomes(passed=6)
    project.makeini("[pytest]\nderivation_files = *.md\n")
    found = collect(project)
    found.stderr.fnmatch_lines(["ERROR: derivation_files: [*].md names no file with a derivation"])


def test_only_the_named_files_are_taken(project: pytest.Pytester) -> None:
    Path("other.py").write_text(GOOD)
    Path("maths/good.py").write_text(GOOD)
    Path("maths/helper.py").write_text("SIZE = 3\n")
    assert "other.py" not in collect(project).stdout.str()


@pytest.mark.parametrize("name", ["maths", "maths/**", "**", ".", "{root}", "{root}/maths/*.py"])
def test_folders_and_whole_paths(project: pytest.Pytester, name: str) -> None:
    project.makeini(f"[pytest]\nderivation_files = {name.format(root=project.path)}\n")
    Path("maths/good.py").write_text(GOOD)
    found = collect(project, "--collect-only", "-q")
    assert sum("maths/good.py::" in line for line in found.outlines) == 6


@pytest.mark.parametrize("name", ['""', "/elsewhere/*.py", "x**y", "maths/**x/*.py", "{root}/../*"])
def test_names_that_are_no_globs(project: pytest.Pytester, name: str) -> None:
    project.makeini(f"[pytest]\nderivation_files = {name.format(root=project.path)}\n")
    found = collect(project)
    assert found.ret == pytest.ExitCode.USAGE_ERROR
    found.stderr.fnmatch_lines(["ERROR: derivation_files: *"])


def test_properties_go_into_the_report(project: pytest.Pytester) -> None:
    Path("maths/good.py").write_text(GOOD)
    collect(project, "--junit-xml=report.xml", "maths/good.py::T1")
    xml = Path("report.xml").read_text()
    assert '<property name="level" value="derived" />' in xml
    assert re.search(r'<property name="instances_witness" value="accepts [1-9]\d*" />', xml)
    assert '<property name="rule_witness" value="accepts" />' in xml
    assert '<property name="steps" value="1" />' in xml


def test_a_verdict_that_is_known_is_not_found_again(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("maths/good.py").write_text(GOOD)
    collect(project).assert_outcomes(passed=6)
    checked: list[str] = []
    monkeypatch.setattr(session, "work_on", lambda origin, slug: checked.append(slug))
    collect(project).assert_outcomes(passed=6)
    assert checked == []
    collect(project, "--no-verdict-cache")
    assert checked[0] == "square"


def test_of_what_turned_wrong_no_old_verdict_is_taken(project: pytest.Pytester) -> None:
    Path("maths/good.py").write_text(GOOD)
    collect(project).assert_outcomes(passed=6)
    Path("maths/good.py").write_text(GOOD.replace("2*", "3*"))
    shelf_of.cache_clear()
    checking.checker_of.cache_clear()
    assert collect(project).parseoutcomes()["failed"] > 0


@pytest.mark.slow
def test_what_is_checked_together_is_run_by_one_process(project: pytest.Pytester) -> None:
    for name in ("one", "two", "three"):
        Path(f"maths/{name}.py").write_text(GOOD)
    found = project.runpytest_subprocess(*_LOAD, "-v", "-n", "2", "--dist", "loadgroup")
    found.assert_outcomes(passed=18)
    who = re.findall(r"\[(gw\d)\].*?(\w+)\.py::", found.stdout.str())
    assert len(who) == 18
    assert len(set(who)) == 3


def test_chapters_of_a_package_are_imported_by_their_name(
    project: pytest.Pytester, library: Path
) -> None:
    book = importing.open_file((library / "second.py").resolve())
    assert book.entries[0].function.__module__ == "toybook.second"
    assert not [name for name in sys.modules if name.startswith("hardlimit_file_")]
    assert discovery.module_name((library / "__init__.py").resolve()) == "toybook"


def test_the_plugin_loads_nothing_heavy() -> None:
    done = start(options=("-X", "importtime", "-c", "import hardlimit.proofs.cli.pytest_plugin"))
    assert " hardlimit.proofs.cli.pytest_plugin\n" in done.stderr
    for heavy in ("sympy", "numpy", "flint"):
        assert f" {heavy}\n" not in done.stderr
