"""Whole files or none, and the errors of TeX."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hardlimit.proofs.report.render import write
from hardlimit.proofs.report.render.write import TexError, compile_pdf, write_whole

needs_tex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")


def test_text_is_written_as_it_is(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.txt", "σ\r\nτ\n")
    assert (tmp_path / "a.txt").read_bytes() == "σ\r\nτ\n".encode()
    write_whole(tmp_path / "a.txt", b"\x00")
    assert (tmp_path / "a.txt").read_bytes() == b"\x00"


@pytest.mark.parametrize("broken", ["replace", "fsync"])
def test_an_interrupted_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    target = tmp_path / "a.txt"
    write_whole(target, "old")

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, broken, fail)
    with pytest.raises(OSError, match="no space left"):
        write_whole(target, "new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_interruption_by_the_user_leaves_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "a.txt", "new")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        write_whole(tmp_path / "nowhere" / "a.txt", "x")


def test_permissions_are_kept(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    write_whole(target, "x")
    assert target.stat().st_mode & 0o600 == 0o600
    target.chmod(0o640)
    write_whole(target, "y")
    assert target.stat().st_mode & 0o777 == 0o640


def test_no_tex_no_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert compile_pdf(tmp_path / "a.tex") is None


@needs_tex
def test_the_first_error_of_tex_is_told(tmp_path: Path) -> None:
    source = tmp_path / "bad.tex"
    source.write_text("\\documentclass{article}\\begin{document}\n\\nonsense\n\\end{document}\n")
    with pytest.raises(TexError, match=r"bad\.tex:2: Undefined control sequence") as caught:
        compile_pdf(source)
    assert caught.value.line == str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["bad.tex"]


def test_a_tex_that_hangs_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("pdflatex", 1)

    monkeypatch.setattr(shutil, "which", lambda _: "pdflatex")
    monkeypatch.setattr(subprocess, "run", hang)
    source = tmp_path / "slow.tex"
    source.write_text("x")
    with pytest.raises(TexError, match="did not finish"):
        compile_pdf(source)


@pytest.mark.parametrize(("does", "late"), [("sleep 1.3", False), ("while :; do :; done", True)])
def test_tex_is_late_by_its_own_time_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str, late: bool
) -> None:
    """On a busy machine it waits for its turn, and is none the worse."""
    program = tmp_path / "pdflatex"
    program.write_text(f"#!/bin/sh\n{does}\ntouch a.log\necho done > a.pdf\n")
    program.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _: str(program))
    monkeypatch.setattr(write, "_SECONDS", 1)
    source = tmp_path / "a.tex"
    source.write_text("x")
    if late:
        with pytest.raises(TexError, match=r"a\.tex in 1 s of processor time"):
            compile_pdf(source)
    else:
        assert compile_pdf(source) == tmp_path / "a.pdf"
