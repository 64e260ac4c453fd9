"""Runs ``coqc`` on one file.  Imports no SymPy."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ...language.errors import HardlimitError
from .dependencies import required, with_needed
from .timing import Limit, Watch, processor_seconds

#: Seconds of processor time for one lemma, or for what stands between two; and how many times
#: as many it is given when it is tried again, alone.
LEMMA, AGAIN = 60, 4
#: No process of ours lives longer than so many seconds of processor time, whatever happens.
LAST = 1800
#: The only axioms a proof may rest on: those of the real numbers of Coq's library.
AXIOMS = frozenset(
    {
        "Coq.Reals.ClassicalDedekindReals.sig_not_dec",
        "Coq.Reals.ClassicalDedekindReals.sig_forall_dec",
        "Coq.Logic.FunctionalExtensionality.functional_extensionality_dep",
        "Coq.Logic.Classical_Prop.classic",
    }
)
ABSENT = "there is no coqc here (apt-get install coq): the kernel witness was left out"
#: No file of the user's is read, and no machine but the kernel's own converts terms: neither
#: ``vm_compute`` nor ``native_compute`` has to be trusted.
OPTIONS = ("-q", "-noglob", "-bytecode-compiler", "no", "-native-compiler", "no")
#: How OCaml collects garbage: rarely, which suits a process that ends soon; new things lie where
#: the processor's cache holds them.
COLLECTING = {"OCAMLRUNPARAM": "s=1M,o=1000"}
#: Where else Coq would look for libraries: in none of these.
_ELSEWHERE = ("COQPATH", "ROCQPATH")
_SOURCES = Path(__file__).parent.parent / "library"
_PLACE = re.compile(r'File "[^"]*", line (\d+), characters')
#: Called with the name of each lemma and its seconds as it is done.
Done = Callable[[str, float], None]


class CoqError(HardlimitError):
    """Coq could not be run, or its own library does not compile."""

    exit_code = 1


@functools.cache
def version() -> str:
    """The version of ``coqc``, or nothing if there is none."""
    if shutil.which("coqc") is None:
        return ""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        asked = subprocess.run(["coqc", "--version"], capture_output=True, text=True, timeout=600)
        return " ".join(asked.stdout.split())
    return ""


def which() -> list[str]:
    """The Coq that is run: its version, where it lies, and where its own library does."""
    lies = [os.environ.get(name, "") for name in ("COQLIB", "ROCQLIB")]
    return [version(), shutil.which("coqc") or "", *lies]


@dataclass(frozen=True)
class Compiled:
    """What ``coqc`` said of a file: ``line`` is where it stopped, 0 if it did not.

    ``cut`` says that it was not Coq that ended: it ran out of its time, or was stopped by
    somebody else; nothing is then known of the proof.  ``parts`` is the processor time of
    each lemma by name, for what stands before the derivations of the file and for each of
    them; ``seconds`` that of the whole.
    """

    ok: bool
    printed: str
    error: str
    line: int
    seconds: float
    parts: list[dict[str, float]]
    cut: bool = False


def library_sources() -> dict[str, str]:
    """The text of each module of the library, in an order in which they can be compiled."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in _SOURCES.glob("*.v")}
    order = with_needed(sorted(texts), lambda name: required(texts[name], "Hardlimit"))
    return {name: texts[name] for name in order}


def compile_file(
    path: Path,
    paths: Iterable[tuple[str, Path]],
    limit: float = LEMMA,
    done: Callable[[int, str, float], None] | None = None,
) -> Compiled:
    """Compile one file; ``paths`` says in which folder each logical path lies.

    ``limit`` is the processor time for one lemma; ``done`` is called with the number of the
    derivation in the file (0 if there are none), the name of each lemma and its seconds.

    Raises:
        CoqError: if ``coqc`` cannot be started.
    """
    watch, printed = Watch(), list[str]()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        process = _start(path, paths, errors)
        bound = Limit(process.pid, limit, process.kill)
        with process, bound:
            used = 0.0
            for text in process.stdout or ():
                lemma = watch.lemma
                if not watch.reads(text):
                    printed.append(text)
                elif not watch.lemma:
                    bound.renew()
                    if lemma and done is not None:
                        done(len(watch.parts) - 1, lemma, watch.seconds[lemma])
            used = processor_seconds(process.pid)
        errors.seek(0)
        said, line = _place(errors.read())
    code, cut = process.returncode, process.returncode < 0
    if bound.passed or code == -signal.SIGXCPU:
        said, line = f"Coq ran out of {limit:g} s of processor time", watch.line(path.read_bytes())
    elif bound.still:
        said, line = "Coq used no processor time for long", watch.line(path.read_bytes())
    elif cut:
        said, line = f"coqc was stopped ({signal.Signals(-code).name})", 0
    elif code and not said:
        said = f"coqc ended with exit code {code} and does not say why"
    return Compiled(code == 0, "".join(printed), said, line, used, watch.parts, cut)


def _start(path: Path, paths: Iterable[tuple[str, Path]], errors: IO[str]) -> subprocess.Popen[str]:
    folders = [part for name, folder in paths for part in ("-Q", str(folder), name)]
    # The shell sets the last bound, and is Coq from then on.
    around = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    shell = ["sh", "-c", f'ulimit -t {LAST}; exec coqc "$@"', "coqc"]
    try:
        return subprocess.Popen(
            [*shell, *OPTIONS, "-time", *folders, path.name],
            cwd=path.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
            errors="replace",
            env={**COLLECTING, **around, "LC_ALL": "C.UTF-8"},
        )
    except OSError as error:
        raise CoqError(f"coqc cannot be started: {error.strerror}") from error


def _place(said: str) -> tuple[str, int]:
    """What ``coqc`` said on its way out, and the line at which it stood."""
    # What comes before the last place are warnings.
    *_, place = (None, *_PLACE.finditer(said))
    rest = said[place.end() :] if place else said
    words = re.sub(r"^[\d\-:\s]+", "", rest).split()
    return " ".join(words)[:600], int(place[1]) if place else 0
