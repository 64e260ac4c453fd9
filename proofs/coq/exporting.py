"""The whole development as a folder that compiles with ``coqc`` alone.  Imports no SymPy."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path

from ..render.write import write_whole
from . import further
from .dependencies import required, with_needed
from .running import library_sources
from .witness import ASKED

_README = """\
This folder holds the proofs in Coq.  It needs Coq (8.16 or later) and nothing else:

    sh compile.sh

compiles all files and prints the axioms that the proofs of all theorems rest on.  They
are those of the real numbers in Coq's own library.

Hardlimit/Vocabulary.v and Hardlimit/Optima.v say what the words of the statements mean; read
them first.  Hardlimit/ proves the lemmas that the proofs use.  Each file of Book/ is one
derivation: a section with what is given, a lemma for each step, a theorem for each statement.
The files of Beyond/ are written by hand; each says in its first comment what it shows.
"""


def export_folder(target: Path, book: Path, modules: Sequence[str]) -> int:
    """Write the library and the ``modules`` of the folder ``book`` to ``target``.

    Returns:
        How many files were written.

    Raises:
        OSError: if ``target`` cannot be written.
    """
    files: dict[str, str] = {f"Hardlimit/{n}.v": text for n, text in library_sources().items()}
    files |= {f"Book/{n}.v": text for n, text in _book_texts(book, modules).items()}
    files |= {f"Beyond/{n}.v": text for n, text in further.sources().items()}
    for name, text in files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        write_whole(target / name, text)
    statements = [
        f"{module}.{name}"
        for module in modules
        for name in re.findall(r"(?m)^Theorem (statement_\d+)", files[f"Book/{module}.v"])
    ]
    loads = "\n".join(f"From Book Require {module}." for module in modules)
    together = f"Definition everything := (I, {', '.join(statements)})."
    files["Audit.v"] = f"{loads}\n{together}\nPrint Assumptions everything.\n"
    write_whole(target / "Audit.v", files["Audit.v"])
    lines = [
        f"coqc -q -Q Hardlimit Hardlimit -Q Book Book -Q Beyond Beyond {name}" for name in files
    ]
    script = "\n".join(["#!/bin/sh", "set -e", 'cd "$(dirname "$0")"', *lines, ""])
    write_whole(target / "compile.sh", script)
    write_whole(target / "README.txt", _README)
    return len(files)


def _book_texts(book: Path, modules: Sequence[str]) -> dict[str, str]:
    """The texts of the modules and of all that they load, each after what it loads."""

    @functools.cache
    def text(module: str) -> str:
        return (book / f"{module}.v").read_text(encoding="utf-8").partition(ASKED)[0]

    return {name: text(name) for name in with_needed(modules, lambda m: required(text(m), "Book"))}
