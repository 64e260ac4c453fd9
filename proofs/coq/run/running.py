"""Runs ``coqc`` on the library and on the files of derivations.  Imports no SymPy."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from ...language.errors import HardlimitError
from ...report.render.write import write_whole
from .dependencies import required, with_needed
from .timing import Limit, Watch

#: Seconds for one sentence of a proof, for one lemma, and for one file.
SENTENCE, LEMMA, FILE = 20, 60, 300
#: The only axioms a proof may rest on: those of the real numbers of Coq's library.
AXIOMS = frozenset(
    {
        "ClassicalDedekindReals.sig_not_dec",
        "ClassicalDedekindReals.sig_forall_dec",
        "FunctionalExtensionality.functional_extensionality_dep",
        "Classical_Prop.classic",
    }
)
ABSENT = "there is no coqc here (apt-get install coq): the kernel witness was left out"
_SOURCES = Path(__file__).parent.parent / "library"
_PLACE = re.compile(r'File "[^"]*", line (\d+), characters')


class CoqError(HardlimitError):
    """Coq could not be run, or its own library does not compile."""

    exit_code = 1


@functools.cache
def version() -> str:
    """The version of ``coqc``, or nothing if there is none."""
    if shutil.which("coqc") is None:
        return ""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        asked = subprocess.run(["coqc", "--version"], capture_output=True, text=True, timeout=60)
        return " ".join(asked.stdout.split())
    return ""


@dataclass(frozen=True)
class Compiled:
    """What ``coqc`` said of a file: ``line`` is where it stopped, 0 if it did not.

    ``lemmas`` is the processor time of each lemma.
    """

    ok: bool
    printed: str
    error: str
    line: int
    seconds: float
    lemmas: dict[str, float]


def library_sources() -> dict[str, str]:
    """The text of each module of the library, in an order in which they can be compiled."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in _SOURCES.glob("*.v")}
    order = with_needed(sorted(texts), lambda name: required(texts[name], "Hardlimit"))
    return {name: texts[name] for name in order}


def build_library(folder: Path) -> None:
    """Compile the library in ``folder``, unless it is there already.

    Raises:
        CoqError: if Coq refuses it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in library_sources().items():
        path = folder / f"{name}.v"
        done = path.with_suffix(".vo").exists()
        if done and path.read_text(encoding="utf-8") == text:
            continue
        write_whole(path, text)
        outcome = compile_file(path, {"Hardlimit": folder})
        if not outcome.ok:
            path.with_suffix(".vo").unlink(missing_ok=True)
            raise CoqError(f"the Coq library does not compile: {name}: {outcome.error}")


def compile_file(path: Path, paths: dict[str, Path]) -> Compiled:
    """Compile one file; ``paths`` says in which folder each logical path lies.

    Raises:
        CoqError: if ``coqc`` cannot be started.
    """
    options = [part for name, folder in paths.items() for part in ("-Q", str(folder), name)]
    begun, watch, printed = time.monotonic(), Watch(), list[str]()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        try:
            process = subprocess.Popen(
                ["coqc", "-q", "-time", *options, path.name],
                cwd=path.parent,
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
                errors="replace",
                env={**os.environ, "LC_ALL": "C.UTF-8"},
            )
        except OSError as error:
            raise CoqError(f"coqc cannot be started: {error.strerror}") from error
        limit = Limit(process.kill)
        with process, limit:
            limit.put_off(FILE)
            for text in process.stdout or ():
                if not watch.reads(text):
                    printed.append(text)
                elif not watch.lemma:
                    limit.put_off(min(LEMMA, begun + FILE - time.monotonic()))
        errors.seek(0)
        said, line = _place(errors.read())
    seconds = time.monotonic() - begun
    if limit.passed:
        late = seconds >= FILE
        said = f"no answer within {FILE if late else LEMMA} s"
        line = 0 if late else watch.line(path.read_bytes())
    elif process.returncode and not said:
        said = f"coqc was stopped (exit code {process.returncode}) and does not say why"
    done = process.returncode == 0
    return Compiled(done, "".join(printed), said, line, seconds, watch.seconds)


def _place(said: str) -> tuple[str, int]:
    """What ``coqc`` said on its way out, and the line at which it stood."""
    place = _PLACE.search(said)
    rest = said[place.end() :] if place else said
    words = re.sub(r"^[\d\-:\s]+", "", rest).split()
    return " ".join(words)[:600], int(place[1]) if place else 0


def axioms_of(
    statements: list[str], modules: list[str], place: Path, paths: dict[str, Path]
) -> set[str]:
    """All axioms that the proofs of ``statements`` rest on, through everything they use.

    One question for all: Coq walks through its library once.

    Args:
        statements: qualified names, such as ``T_steiner.statement_1``.
        modules: (logical path, module) of what is to be loaded, as Coq text.

    Raises:
        CoqError: if Coq does not answer.
    """
    loads = "\n".join(modules)
    everything = "(I, " + ", ".join(statements) + ")"
    text = f"{loads}\nDefinition everything := {everything}.\nPrint Assumptions everything.\n"
    path = place / "Audit.v"
    write_whole(path, text)
    outcome = compile_file(path, paths)
    if not outcome.ok:
        raise CoqError(f"Coq cannot say what the proofs rest on: {outcome.error}")
    if "Closed under the global context" in outcome.printed:
        return set()
    found = set(re.findall(r"(?m)^([\w.']+)\s*(?::|$)", outcome.printed.partition("Axioms:")[2]))
    if not found:
        raise CoqError("Coq does not say what the proofs rest on")
    return found
