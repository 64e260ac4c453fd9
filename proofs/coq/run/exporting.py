"""The whole development as a folder that compiles with ``coqc`` alone.  Imports no SymPy."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from ...report.render.write import write_whole
from . import further
from .dependencies import required, with_needed
from .running import OPTIONS, library_sources

_README = """\
This folder holds the proofs in Coq.  It needs Coq (8.16 or later) and nothing else:

    sh compile.sh

compiles all files and prints the axioms that the proofs of all theorems rest on.  They
are those of the real numbers in Coq's own library.

    sh compile.sh --check

has Coq's checker of compiled files, a program of its own, go through all of them again, with
what they use of Coq's library; it prints the axioms of everything.

Hardlimit/Vocabulary.v and Hardlimit/Optima.v say what the words of the statements mean; read
them first.  Hardlimit/ proves the lemmas that the proofs use.  Each derivation is a file of
Book/.  It begins with a module S_... that states: what is defined, and each line and each result
as a proposition that stands by itself.  The rest proves exactly these: a section with what is
given, a lemma for each step, a theorem for each result, and at the end the theorems proved_...,
one for each proposition of S_....
What an author calls x is v_x; hypotheses and cases have numbers.
The files of Beyond/ are written by hand; each says in its first comment what it shows.
"""


def export_folder(target: Path, book: Path, modules: Sequence[str]) -> int:
    """Write the library and the ``modules`` of the folder ``book`` to ``target``.

    What is not stated in Coq has no file there, and is left out.

    Returns:
        How many files were written.

    Raises:
        OSError: if ``target`` cannot be written.
    """
    modules = [name for name in modules if name and (book / f"{name}.v").exists()]
    files: dict[str, str] = {f"Hardlimit/{n}.v": text for n, text in library_sources().items()}
    files |= {f"Book/{n}.v": text for n, text in _book_texts(book, modules).items()}
    files |= {f"Beyond/{n}.v": text for n, text in further.sources().items()}
    files["Audit.v"] = _audit(modules, files)
    for name, text in files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        write_whole(target / name, text)
    write_whole(target / "compile.sh", _script(list(files)))
    write_whole(target / "README.txt", _README)
    return len(files)


def _audit(modules: Sequence[str], files: Mapping[str, str]) -> str:
    """A file that asks what the proofs of all statements of the ``modules`` rest on."""
    loads = [f"Require Book.{module}." for module in modules]
    statements = [
        f"let _ := Book.{module}.{name} in"
        for module in modules
        for name in re.findall(r"(?m)^Theorem (proved_statement_\d+)", files[f"Book/{module}.v"])
    ]
    together = f"Definition everything : True := {' '.join(statements)} I."
    return "\n".join([*loads, together, "Print Assumptions everything.", ""])


def _script(files: Sequence[str]) -> str:
    """The shell script that compiles the files in this order, and has them checked if asked."""
    paths = "-Q Hardlimit Hardlimit -Q Book Book -Q Beyond Beyond"
    compiled = [f"coqc {' '.join(OPTIONS)} {paths} {name}" for name in files]
    modules = [name.removesuffix(".v").replace("/", ".") for name in files if "/" in name]
    check = f"coqchk -silent -o {paths} {' '.join(modules)}"
    lines = ["#!/bin/sh", "set -e", 'cd "$(dirname "$0")"', *compiled]
    return "\n".join([*lines, 'if [ "$1" = --check ]; then', f"    {check}", "fi", ""])


def _book_texts(book: Path, modules: Sequence[str]) -> dict[str, str]:
    """The texts of the modules and of all that they load, each after what it loads."""

    @functools.cache
    def text(module: str) -> str:
        return (book / f"{module}.v").read_text(encoding="utf-8")

    return {name: text(name) for name in with_needed(modules, lambda m: required(text(m), "Book"))}
