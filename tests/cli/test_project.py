"""A repository of one's own: what it checks, a new one, annotations, watching."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hardlimit.proofs.book.discovery import InputError
from hardlimit.proofs.cli import installed, project, watching
from hardlimit.proofs.cli.project import files_in, project_files

from ..commands import GOOD, WRONG_SIGN, Outcome

Run = Callable[..., Outcome]
NOTE = "\\begin{given} Let $t$ be real. \\end{given}\n\\[ (t + 1)^2 = t^2 + 2 t + 1 \\]\n"


def test_a_new_folder_verifies(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("new", "my-notes").code == 0
    assert run("new", "my-notes").code == 2
    assert "no name for a folder" in run("new", "a b").err
    folder = Path("my-notes").resolve()
    assert "--format github" in (folder / ".github/workflows/verify.yml").read_text()
    monkeypatch.chdir(folder)
    found = run("verify")
    assert found.code == 0
    assert "1 theorem, 2 steps: all hold" in found.out
    notes = folder / "notes.tex"
    notes.write_text(notes.read_text().replace("+ N (m - t)^2", "- N (m - t)^2"))
    found = run("verify", "--format", "github")
    assert found.code == 1
    (first,) = [line for line in found.out.splitlines() if line.startswith("::")]
    assert first.startswith("::error file=notes.tex,line=12,title=false::")
    assert "N = 1" in first
    assert "\n" not in first


def test_folders_are_targets(run: Run) -> None:
    Path("mine/deeper").mkdir(parents=True)
    Path("mine/deeper/good.py").write_text(GOOD)
    Path("mine/notes.md.txt").write_text("> **Given.**")
    Path("mine/other.py").write_text("raise SystemExit('never run')\n")
    found = run("verify", "mine")
    assert found.code == 0
    assert "3 theorems" in found.out
    assert "name a file of it before ::" in run("verify", "mine::T1").err
    Path("empty").mkdir()
    assert "holds no file of derivations or notes" in run("verify", "./empty").err


@pytest.mark.slow
def test_what_cannot_be_read_keeps_nothing_else_from_being_checked(run: Run) -> None:
    Path("mine/deeper").mkdir(parents=True)
    Path("mine/good.py").write_text(GOOD)
    Path("mine/a.tex").write_text(NOTE.replace("2 t", "3 t"))
    Path("mine/deeper/b.py").write_text("\nx = = 1\n@derivation\n")
    Path("mine/deeper/c.ipynb").write_text("@derivation")
    Path("mine/deeper/d.tex").write_text(NOTE.replace("real", "odd"))
    os.mkfifo("mine/deeper/e.tex")  # nobody writes into it: to read it has no end
    found = run("verify", "mine")
    assert found.code == 2
    assert found.err.splitlines() == [
        "hardlimit: mine/deeper/b.py:2 does not import: SyntaxError: invalid syntax",
        "hardlimit: mine/deeper/c.ipynb: it is no Jupyter notebook (nbformat 4)",
        "hardlimit: mine/deeper/d.tex: nothing of what it says was understood",
    ]
    assert "mine/a.tex:2      FALSE" in found.out
    assert "mine/deeper/d.tex:1  not read" in found.out
    assert "4 theorems, 4 steps: N1 FAILS; 3 not checked" in found.out
    # Once more, from the cache, as data, and by names; a name that is none is told, too.
    data = json.loads(run("verify", "mine", "--json").out)
    places = [(one["file"], one["line"]) for one in data["unusable"]]
    assert places == [("mine/deeper/b.py", 2), ("mine/deeper/c.ipynb", 0), ("mine/deeper/d.tex", 0)]
    assert len(data["theorems"]) == 4
    found = run("verify", "none.py", "mine/good.py", "T7x", "--format", "github")
    assert found.code == 2
    assert "3 theorems, 3 steps: all hold; 2 not checked" in found.out
    assert found.out.count("\n::error file=") == 2
    assert found.err.count("\n") == 2
    # For want of a derivation nothing has been checked, and so nothing holds.
    assert run("verify", "none.py", "T7x").code == 2
    Path("pyproject.toml").write_text('[tool.hardlimit]\nfiles = ["mine/**"]\n')
    found = run("verify")
    assert (found.code, found.err.count("\n")) == (2, 3)
    assert "4 theorems" in found.out


def test_what_pyproject_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.tex").write_text(NOTE)
    (tmp_path / "README.tex").write_text("no block")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "b.py").write_text(WRONG_SIGN)
    monkeypatch.chdir(tmp_path / "below")
    project = tmp_path / "pyproject.toml"
    assert project_files() == []
    project.write_text("[tool.other]\n")
    assert project_files() == []
    project.write_text('[tool.hardlimit]\nfiles = ["*.tex", "below"]\n')
    assert [p.name for p in project_files()] == ["a.tex", "b.py"]
    assert [p.name for p in files_in(tmp_path)] == ["a.tex", "b.py"]
    for text, said in (
        ('files = "a.tex"', "a list of paths"),
        ("files = []", "a list of paths"),
        ('files = ["none.tex"]', "nothing matches 'none.tex'"),
        ('files = ["/etc/x"]', "no file, folder or glob below"),
        ("files = [", "is no TOML"),
    ):
        project.write_text(f"[tool.hardlimit]\n{text}\n")
        with pytest.raises(InputError, match=said):
            project_files()


def test_a_cache_that_is_a_link_to_itself(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("circle").symlink_to("circle")
    monkeypatch.setenv("HARDLIMIT_CACHE", str(Path("circle").absolute()))
    Path("good.py").write_text(GOOD)
    assert run("verify", "good.py").code == 0


BLOCK = "> **Given.** Let $t$ be real.\n\n$$ (t + 1)^2 = t^2 $$\n"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("a.markdown", BLOCK.encode()),
        ("a.md", BLOCK.replace("> ", ">", 1).encode()),
        ("a.md", BLOCK.encode("utf-8-sig")),
        ("a.md", ("# Squares\n\n" + BLOCK).replace("\n", "\r").encode()),
        ("a.md", b"x" * 3_000_000 + b"\n\n" + BLOCK.encode()),
        ("a.py", WRONG_SIGN.replace("@derivation", "@author.derivation").encode()),
        ("a.py", WRONG_SIGN.replace("import ", "import derivation as line, ", 1).encode()),
        ("a.py", b"if True:\n    @derivation()\n    def f(d): pass\n"),
        ("a.ipynb", json.dumps(BLOCK).replace(">", "\\u003e").encode()),
        ("a.md", ("\ufeff" + BLOCK).encode("utf-16-le")),
    ],
)
def test_whatever_holds_a_derivation_is_found_in_a_folder(
    tmp_path: Path, name: str, written: bytes
) -> None:
    (tmp_path / name).write_bytes(written)
    (tmp_path / "other.md").write_bytes(b"no block")
    assert files_in(tmp_path) == [tmp_path / name]
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "circle").symlink_to(tmp_path)
    (tmp_path / "below" / name).symlink_to(tmp_path / name)
    assert files_in(tmp_path / "below") == [tmp_path / "below" / name]


def test_a_folder_that_is_too_large_is_said_to_be_so_before_all_of_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project, "_MOST_LOOKED_AT", 6)
    many = tmp_path / "many"
    for name in ("a/n.tex", "b/n.tex", "c/n.tex"):
        (many / name).parent.mkdir(parents=True)
        (many / name).write_text(NOTE)
    assert len(files_in(many)) == 3
    (many / "c/z.csv").touch()
    with pytest.raises(InputError, match="holds more than 6 files and folders: name some"):
        files_in(many)


def test_a_folder_with_a_false_line_in_any_file_of_notes_fails(run: Run) -> None:
    Path("good.tex").write_text(NOTE)
    assert run("verify", ".").code == 0
    for name, encoding in (("a.markdown", "utf-8"), ("b.md", "utf-8-sig")):
        Path(name).write_text(BLOCK, encoding=encoding)
        found = run("verify", ".")
        assert found.code == 1
        assert f"{name}:3" in found.out
        Path(name).unlink()
    Path("c.md").write_text(BLOCK, encoding="utf-16")
    assert run("verify", ".").code == 2


def test_watching_runs_again_after_a_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, runs = tmp_path / "a.tex", list[list[str]]()
    file.write_text(NOTE)

    def told(command: list[str], check: bool) -> subprocess.CompletedProcess[str]:
        runs.append(command)
        return subprocess.CompletedProcess(command, len(runs))

    def changed(seconds: float) -> None:
        file.write_text(NOTE * (1 + len(runs)))

    monkeypatch.setattr(subprocess, "run", told)
    monkeypatch.setattr(time, "sleep", changed)
    assert watching.watch(["a.tex"], [file], rounds=2) == 2
    assert runs == 2 * [[sys.executable, "-m", "hardlimit.proofs.cli", "verify", "a.tex"]]


def test_watching_ends_with_its_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.tex"
    file.write_text(NOTE)
    gone: subprocess.CompletedProcess[str] = subprocess.CompletedProcess([], 141)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: gone)
    assert watching.watch(["a.tex"], [file]) == 141


@pytest.mark.slow
def test_the_workflow_of_a_new_folder_runs(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("new", "course").code == 0
    text = Path("course/.github/workflows/verify.yml").read_text()
    commands = [line.split("run: ", 1)[1] for line in text.splitlines() if "run: " in line]
    assert commands[0].startswith("pip install ")
    assert len(commands) == 2
    monkeypatch.chdir("course")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    program, *arguments = commands[1].split()
    assert program == "hardlimit"
    assert run(*arguments).code == 0
    assert Path("summary.md").read_text() == "### hardlimit: 1 theorems, 2 steps: all hold\n"
    notes = Path("notes.tex")
    notes.write_text(notes.read_text().replace("+ N (m - t)^2", "- N (m - t)^2"))
    assert run(*arguments).code == 1
    said = Path("summary.md").read_text()
    assert "| notes.tex:12 | false" in said
    assert "the slip may be a sign" in said


@pytest.mark.parametrize(
    ("noted", "origin", "install", "in_ci"),
    [
        (None, "", "hardlimit", "hardlimit"),
        ("no data", "", "hardlimit", "hardlimit"),
        (
            {"url": "https://host/h.git", "vcs_info": {"vcs": "git", "commit_id": "ab12"}},
            "",
            "git+https://host/h.git@ab12",
            "git+https://host/h.git@ab12",
        ),
        ({"url": "https://host/h.whl"}, "", "https://host/h.whl", "https://host/h.whl"),
        ({"url": "FOLDER"}, "https://host/h", "git+https://host/h", "git+https://host/h"),
        ({"url": "FOLDER"}, "git@host:me/h", "git+ssh://git@host/me/h", "git+ssh://git@host/me/h"),
        # Another folder, or nothing: nobody else can reach it.
        ({"url": "FOLDER"}, "../h", "PATH", "${{ vars.HARDLIMIT }}"),
        ({"url": "FOLDER"}, "", "PATH", "${{ vars.HARDLIMIT }}"),
    ],
)
def test_a_new_folder_says_how_hardlimit_is_installed(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    noted: Any,
    origin: str,
    install: str,
    in_ci: str,
) -> None:
    clone = tmp_path / "a clone"
    (clone / ".git").mkdir(parents=True)
    if origin:
        (clone / ".git" / "config").write_text(f'[remote "origin"]\n\turl = {origin}\n')
    text = noted if noted is None or isinstance(noted, str) else json.dumps(noted)
    text = text and text.replace("FOLDER", clone.as_uri())
    told = SimpleNamespace(read_text=lambda name: text)
    monkeypatch.setattr(installed, "distribution", lambda name: told)
    found = run("new", "mine")
    install = install.replace("PATH", str(clone))
    assert f'    pip install "{install}"\n' in Path("mine/README.md").read_text()
    assert f'      - run: pip install "{in_ci}"\n' in _workflow()
    assert ("vars.HARDLIMIT" in in_ci) == ("the variable HARDLIMIT" in found.out)


def _workflow() -> str:
    return Path("mine/.github/workflows/verify.yml").read_text()


def test_shards_are_parts_of_the_whole(run: Run) -> None:
    given = "> **Given.** Let $x$ be real.\n\n$$x + x = 2 x$$\n"
    Path("notes.md").write_text("\n\n".join(f"## Part {k}\n\n{given}" for k in range(3)))
    seen = [run("verify", "notes.md", "--shard", f"{i}/2").out.splitlines() for i in (1, 2)]
    labels = [row.split()[0] for rows in seen for row in rows if " step " in row]
    assert sorted(labels) == ["N1", "N2", "N3"]
    empty = run("verify", "notes.md", "--shard", "9/9")
    assert (empty.code, "no theorem is in this part" in empty.out) == (0, True)
    for odd in ("3/2", "0/2", "x", "1/", "-1/2"):
        assert "write 1/4" in run("verify", "notes.md", f"--shard={odd}").err
