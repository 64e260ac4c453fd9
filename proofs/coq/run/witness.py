"""The kernel witness of a run: what has to be compiled, in which order, and what came out.

Importing this imports no SymPy.  What Coq made is kept in a folder (:mod:`.store`), with a
note that covers the checker, Coq and the derivation.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...book.bounds import end_with_parent
from ...book.discovery import LIBRARY
from ...book.shelf import Request
from ...book.workers import METHOD, Progress
from ...report.data import KernelReport
from . import running, store
from .store import kept_line, library_folder, workshop
from .tasks import Task, book_folder

if TYPE_CHECKING:
    from .judging import Done


#: So many derivations at most are compiled before Coq is asked what it has understood of them.
TOGETHER = 24


@dataclass(frozen=True)
class News:
    """Something that Coq has come to: a lemma of a derivation, a file, or a second try.

    ``kind`` is ``library`` (a file of the library), ``lemma``, ``again`` (a derivation that
    ran out of time is tried once more, alone) or ``file`` (a derivation is done).
    """

    kind: str
    label: str
    name: str
    seconds: float = 0.0


Tell = Callable[[News], None]


def kernel_reports(
    requests: Sequence[Request],
    folder: Path,
    jobs: int,
    progress: Progress,
    tell: Tell = lambda news: None,
) -> list[KernelReport]:
    """What Coq says of each requested derivation.

    ``tell`` is called with every lemma and file as it comes.

    Raises:
        CoqError: if Coq cannot be run.
    """
    from .work import tasks_for

    sources = len(running.library_sources())
    built: list[str] = []

    def note(name: str, seconds: float) -> None:
        built.append(name)
        progress(len(built), sources, f"the Coq library: {name}")
        tell(News("library", "", name, seconds))

    progress(0, len(requests), "the Coq library")
    library = library_folder(folder)
    store.build_library(library, note)
    tasks = tasks_for(requests)
    done = _run(tasks, folder, library, jobs, progress, tell)
    found: dict[tuple[str, str], KernelReport] = {}
    lines: dict[tuple[str, str], set[str]] = {}
    for task in tasks:
        report, cited = done[task.name].report, [found[name] for name in task.cites]
        lines[task.name] = _without_proof(report).union(*(lines[name] for name in task.cites))
        found[task.name] = _concluded(report, cited, lines[task.name])
    _tidy(folder, library, tasks)
    return [found[(r.origin, r.card.slug)] for r in requests]


def _concluded(
    report: KernelReport, cited: Sequence[KernelReport], lines: set[str]
) -> KernelReport:
    """The report with whether all is proved, from what it cites on.

    ``lines`` are those without a proof that it may rest on as long as they have none.
    """
    mine = report.unwritten or report.refused or report.undecided or report.unguarded
    odd = sorted(set(report.axioms) - running.AXIOMS - lines)
    report = replace(report, axioms=tuple(a for a in report.axioms if a in running.AXIOMS))
    if odd and not report.failure:
        failure = f"the proofs rest on more than the axioms of the reals: {odd[0]}"
        return replace(report, failure=failure)
    whole = not report.failure and not mine and all(other.complete for other in cited)
    return replace(report, complete=whole and bool(report.statements))


def _without_proof(report: KernelReport) -> set[str]:
    """The lines and statements of a derivation that have no proof, as Coq calls them."""
    places = {**report.unwritten, **report.refused, **report.undecided}
    names = (p.replace(" ", "_") if " " in p else f"step_{p}" for p in places)
    return {f"{report.module}.{name}" for name in names}


def _run(
    tasks: Sequence[Task], folder: Path, library: Path, jobs: int, progress: Progress, tell: Tell
) -> dict[tuple[str, str], Done]:
    from ...book.checking import prepare

    # Before the fork, so that every process has them.
    prepare([task.name for task in tasks])
    found: dict[tuple[str, str], Done] = {}
    left, again = list(tasks), list[Task]()
    at_work: dict[Future[dict[tuple[str, str], Done]], list[Task]] = {}
    last: set[tuple[str, str]] = set()  # what is tried for the last time
    context: Any = multiprocessing.get_context(METHOD)
    board = context.Queue()
    with _whole(), ProcessPoolExecutor(jobs, context, _sit_down, (board,)) as pool:

        def submit(group: list[Task], limit: float) -> None:
            at_work[pool.submit(_at_work, group, folder, library, limit)] = group

        while left or again or at_work:
            if again and not at_work:
                task = again.pop()
                last.add(task.name)
                tell(News("again", task.label, task.slug))
                submit([task], running.LEMMA * running.AGAIN)
            elif not again and len(at_work) < jobs:
                group = _ready(left, found, min(TOGETHER, -(-len(left) // jobs)))
                left = [task for task in left if task not in group]
                if group:
                    submit(group, running.LEMMA)
                    if len(at_work) < jobs:
                        continue
            finished, _ = wait(at_work, timeout=0.2, return_when=FIRST_COMPLETED)
            _read(board, tell)
            for future in finished:
                group, done = at_work.pop(future), future.result()
                left = [task for task in group if task.name not in done] + left
                for task in (task for task in group if task.name in done):
                    if done[task.name].cut and task.name not in last:
                        again.append(task)
                        continue
                    found[task.name] = done[task.name]
                    tell(News("file", task.label, task.slug, done[task.name].report.seconds))
            current = next(iter(at_work.values()), None)
            progress(len(found), len(tasks), f"{current[0].label} in Coq" if current else "")
        _read(board, tell)
    return found


def _ready(left: Sequence[Task], found: Mapping[tuple[str, str], object], most: int) -> list[Task]:
    """At most so many tasks of one book, with all that they cite done or before them."""
    group: list[Task] = []
    known = set(found)
    for task in left:
        same = not group or task.origin == group[0].origin
        if len(group) < most and same and known.issuperset(task.cites):
            group.append(task)
            known.add(task.name)
    return group


#: Where the news of this process go: a pool hands its workers one thing when they begin.
_BOARD: list[Any] = []


def _sit_down(board: Any) -> None:
    """Where a process leaves its news; it ends with the one that started it."""
    end_with_parent()
    _BOARD[:] = [board]


def _at_work(
    tasks: list[Task], folder: Path, library: Path, limit: float
) -> dict[tuple[str, str], Done]:
    from .work import compile_tasks

    def tell(task: Task) -> running.Done:
        return lambda name, seconds: _BOARD[0].put(News("lemma", task.label, name, seconds))

    return compile_tasks(tasks, folder, library, limit, tell)


def _read(board: Any, tell: Tell) -> None:
    with contextlib.suppress(queue.Empty):
        while True:
            tell(board.get_nowait())


@contextlib.contextmanager
def _whole() -> Iterator[None]:
    """Turns the end of a process that nobody asked for into one sentence."""
    try:
        yield
    except BrokenProcessPool as error:
        raise running.CoqError("a process that asked Coq died (out of memory?)") from error


def _tidy(folder: Path, library: Path, tasks: Sequence[Task]) -> None:
    """Drop what no run will want again."""
    from ...book.checking import checker_of

    origins = dict.fromkeys(task.origin for task in tasks)
    with contextlib.suppress(Exception):  # tidying up never spoils a result
        for origin in origins:
            place = book_folder(folder, origin)
            store.prune_book(place, checker_of(origin).slugs())
            os.utime(place)
        kept = [book_folder(folder, origin) for origin in (LIBRARY, *origins)]
        store.prune(folder, [library, *kept])


__all__ = [
    "News",
    "Task",
    "book_folder",
    "kept_line",
    "kernel_reports",
    "library_folder",
    "workshop",
]
