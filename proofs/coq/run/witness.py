"""The kernel witness of a run: what has to be compiled, in which order, and what came out.

Importing this imports no SymPy.  Compiled files are kept in a folder, under a key that
covers the checker, Coq and the derivation; what is there under its key is not compiled
again.  Like the cache of verdicts, that folder is a convenience and never evidence.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ...book.cache import combined, default_folder
from ...book.discovery import LIBRARY
from ...book.session import Request
from ...book.workers import METHOD, Progress
from ...report.data import KernelReport, kernel_from_plain
from ...report.render.write import write_whole
from . import running

#: What follows in a file is a question of ours, no part of the development.
ASKED = "\n(* What has Coq understood? *)\n"


@dataclass(frozen=True)
class Task:
    """One derivation to be compiled, and the tasks whose files it loads."""

    origin: str
    slug: str
    label: str
    cites: tuple[tuple[str, str], ...]

    @property
    def name(self) -> tuple[str, str]:
        """Origin and slug: what a task is known by."""
        return (self.origin, self.slug)


@contextlib.contextmanager
def workshop(cached: bool) -> Iterator[Path]:
    """The folder for compiled files: the kept one, or a passing one."""
    if cached:
        folder = default_folder() / "coq"
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
            yield folder
            return
    with tempfile.TemporaryDirectory(prefix="hardlimit-coq-") as passing:
        yield Path(passing)


def kernel_reports(
    requests: Sequence[Request], folder: Path, jobs: int, progress: Progress
) -> list[KernelReport]:
    """What Coq says of each requested derivation.

    Raises:
        CoqError: if Coq cannot be run.
    """
    from .work import tasks_for

    progress(0, len(requests), "the Coq library")
    library = library_folder(folder)
    running.build_library(library)
    for old in folder.glob("library-*"):
        if old != library:
            shutil.rmtree(old, ignore_errors=True)
    tasks = tasks_for(requests)
    found = _run(tasks, folder, library, jobs, progress)
    progress(len(tasks), len(tasks), "what the proofs rest on")
    _audit(tasks, found, folder, library)
    return [found[(r.origin, r.card.slug)] for r in requests]


def library_folder(folder: Path) -> Path:
    """Where the compiled library lies: another place for another Coq or another library."""
    texts = [text for _, text in sorted(running.library_sources().items())]
    return folder / f"library-{combined([running.version(), *texts])[:16]}"


def _run(
    tasks: Sequence[Task], folder: Path, library: Path, jobs: int, progress: Progress
) -> dict[tuple[str, str], KernelReport]:
    from ...book.checking import prepare
    from .work import compile_task

    # Before the fork, so that every process has them.
    prepare([task.name for task in tasks])
    found: dict[tuple[str, str], KernelReport] = {}
    left, running_now = list(tasks), dict[Future[KernelReport], Task]()
    with _whole(), ProcessPoolExecutor(jobs, multiprocessing.get_context(METHOD)) as pool:
        while left or running_now:
            ready = [t for t in left if all(name in found for name in t.cites)]
            for task in ready[: jobs + 1 - len(running_now)]:
                left.remove(task)
                running_now[pool.submit(compile_task, task, folder, library)] = task
            done, _ = wait(running_now, timeout=0.2, return_when=FIRST_COMPLETED)
            for future in done:
                found[running_now.pop(future).name] = future.result()
            current = next(iter(running_now.values()), None)
            progress(len(found), len(tasks), f"{current.label} in Coq" if current else "")
    return found


@contextlib.contextmanager
def _whole() -> Iterator[None]:
    """Turns the end of a process that nobody asked for into one sentence."""
    try:
        yield
    except BrokenProcessPool as error:
        raise running.CoqError("a process that asked Coq died (out of memory?)") from error


def _audit(
    tasks: Sequence[Task], found: dict[tuple[str, str], KernelReport], folder: Path, library: Path
) -> None:
    """Ask Coq what the proofs rest on, once for all that have no open proof."""
    closed: set[tuple[str, str]] = set()
    for task in tasks:
        report = found[task.name]
        open_here = report.failure or report.unwritten or report.refused or report.unguarded
        if not open_here and closed.issuperset(task.cites):
            closed.add(task.name)
    for origin in dict.fromkeys(task.origin for task in tasks):
        mine = [t for t in tasks if t.origin == origin and t.name in closed]
        new = [t for t in mine if not found[t.name].complete]
        if not new:
            continue
        place, paths = book_folder(folder, origin), paths_for(folder, library, origin)
        path = "Book" if origin == LIBRARY else "Own"
        loads, names = [f"From {path} Require {found[t.name].module}." for t in new], []
        for task in new:
            report = found[task.name]
            names += [f"{report.module}.statement_{i + 1}" for i in range(len(report.statements))]
        axioms = running.axioms_of(names, loads, place, paths)
        odd = sorted(axioms - running.AXIOMS)
        failure = f"the proofs rest on more than the axioms of the reals: {odd[0]}" if odd else ""
        for task in new:
            report = found[task.name]
            found[task.name] = replace(
                report, axioms=tuple(sorted(axioms)), complete=not odd, failure=failure
            )
            keep_audit(place / f"{report.module}.v", found[task.name])


def paths_for(folder: Path, library: Path, origin: str) -> dict[str, Path]:
    """Where the logical paths lie for the files of the book of that origin."""
    paths = {"Hardlimit": library, "Book": book_folder(folder, LIBRARY)}
    return paths if origin == LIBRARY else {**paths, "Own": book_folder(folder, origin)}


# -- kept results ------------------------------------------------------------------------
def book_folder(folder: Path, origin: str) -> Path:
    """Where the files of the book of that origin lie."""
    return folder / ("book" if origin == LIBRARY else f"own-{combined([origin])[:16]}")


def kept(path: Path, key: str) -> KernelReport | None:
    """The stored outcome for the compiled file ``path``, if it is that of ``key``."""
    with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
        data = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        if data.pop("key") == key and path.with_suffix(".vo").exists():
            return kernel_from_plain(data)
    return None


def keep_audit(path: Path, report: KernelReport) -> None:
    """Store the outcome anew, under the key that it has."""
    data = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    keep(path, data["key"], report)


def keep(path: Path, key: str, report: KernelReport) -> None:
    """Store the outcome beside the compiled file."""
    write_whole(path.with_suffix(".json"), json.dumps({"key": key, **asdict(report)}))
