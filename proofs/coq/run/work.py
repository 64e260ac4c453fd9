"""What one process does for the kernel witness: write derivations in Coq, compile them, and
have Coq say what they state, prove and rest on."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...book.cache import combined, environment
from ...book.checking import Checker, checker_of, citations
from ...book.confine import can_confine
from ...book.discovery import LIBRARY
from ...book.shelf import Request
from ...kernel.derivation import Derivation
from ...language.errors import HardlimitError
from ...report.data import KernelReport
from ...report.data import kernel_from_plain as from_plain
from ..scripts.development import BOOK, OWN, File, Stated, write_file
from ..statements.names import module_name
from . import running, store
from .dependencies import with_needed
from .judging import Compiler, Done, Member
from .outcomes import unstated
from .tasks import Task, book_folder, plain

Name = tuple[str, str]
Tell = Callable[[Task], running.Done]


def tasks_for(requests: Sequence[Request]) -> list[Task]:
    """The requested derivations and all that they cite, cited ones first."""
    asked = [(request.origin, request.card.slug) for request in requests]
    found = []
    for origin, slug in with_needed(asked, _cited):
        derivation = checker_of(origin).derivation(slug)
        found.append(Task(origin, slug, derivation.label, _cited((origin, slug))))
    return found


def _cited(name: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """The origin and slug of each derivation that the one of that name cites."""
    origin, slug = name
    checker = checker_of(origin)
    others = citations(checker.derivation(slug))
    return tuple((_origin(checker, origin, slug, other), other) for other in others)


def _origin(checker: Checker, origin: str, slug: str, other: str) -> str:
    """The origin of the book that ``slug`` of ``origin`` cites ``other`` from."""
    return origin if checker.home(slug, other) is checker else LIBRARY


def compile_tasks(
    tasks: Sequence[Task], folder: Path, library: Path, limit: float, tell: Tell | None = None
) -> dict[Name, Done]:
    """Compile derivations of one book in this order, and then have Coq say what it understood.

    What they cite is compiled already, or stands before them.  ``limit`` is the processor time
    for one lemma, ``tell`` makes of a task what is called for each lemma that is done.

    Returns:
        What became of each; without those that cite one for which Coq was stopped.
    """
    done: dict[Name, Done] = {}
    new: dict[Name, _New] = {}
    for task in tasks:
        found = _begin(task, folder, library, new, tell and tell(task))
        if isinstance(found, Done):
            done[task.name] = found
        else:
            new[task.name] = found
    if new:
        with store.bench(folder) as work:
            compiler = Compiler(_paths(folder, library, tasks[0], work), limit)
            compiler.places = _places(folder, tasks, new)
            judged = compiler.judge([one.member for one in new.values()])
            for name, one in new.items():
                if one.member.file.name in judged:
                    done[name] = judged[one.member.file.name]
            _keep(folder, work, {n: (one, done[n]) for n, one in new.items() if n in done})
    cut: set[Name] = set()
    for task in tasks:
        if not cut.isdisjoint(task.cites):
            done.pop(task.name, None)
        if task.name not in done or done[task.name].cut:
            cut.add(task.name)
    for name, one in new.items():
        if name in done and done[name].unit and not done[name].cut:
            store.take_note(one.note, one.key, one.files(folder, library), plain(done[name].report))
    return done


@dataclass(frozen=True)
class _New:
    """A derivation that is to be compiled, and what will be noted of it."""

    task: Task
    member: Member
    note: Path
    key: str

    def files(self, folder: Path, library: Path) -> list[Path]:
        """The files of which the note speaks."""
        return _noted_files(self.task, folder, library)


def _noted_files(task: Task, folder: Path, library: Path) -> list[Path]:
    """What is compiled of a derivation, and what that was compiled from."""
    text = book_folder(folder, task.origin) / f"{module_name(task.slug)}.v"
    units = [_unit_file(folder, name) for name in (task.name, *task.cites)]
    return [text, text.with_suffix(store.UNIT), library / store.WHOLE, *units]


def _begin(
    task: Task, folder: Path, library: Path, new: Iterable[Name], tell: running.Done | None
) -> Done | _New:
    """What is known of a derivation already, or what is new and has to be compiled."""
    checker = checker_of(task.origin)
    derivation, digest = checker.derivation(task.slug), checker.digest(task.slug)
    nothing = KernelReport(task.slug, digest)
    for name in task.cites:
        if name not in new and not _unit_file(folder, name).exists():
            why = f"{name[1]}, which it cites, is not stated in Coq"
            return Done(unstated(nothing, derivation, why))
    place = book_folder(folder, task.origin)
    try:
        module = module_name(task.slug)
    except HardlimitError as error:
        return Done(unstated(nothing, derivation, str(error)))
    note = place / f"{module}.json"
    key = combined([environment(), *running.which(), checker.shelf.key(task.slug), digest])
    # What its author's process could have written is no note of ours.
    ours = task.origin == LIBRARY or can_confine()
    cites_new = not set(task.cites).isdisjoint(new)
    known = None
    if ours and not cites_new:
        known = store.noted(note, key, _noted_files(task, folder, library))
    with contextlib.suppress(TypeError, LookupError, AttributeError):
        if known is not None and (report := from_plain(known)).digest == digest:
            return Done(report)
    for end in (".json", ".v", store.UNIT):
        (place / f"{module}{end}").unlink(missing_ok=True)
    try:
        file = _written(task, derivation)
    except HardlimitError as error:
        why = f"it cannot be stated in Coq: {error}"
        return Done(unstated(nothing, derivation, why))
    return _New(task, Member(file, derivation, digest, tell), note, key)


def _written(task: Task, derivation: Derivation) -> File:
    books = {s: checker_of(o).derivation(s) for o, s in task.cites}
    own = frozenset(s for o, s in task.cites if o == task.origin)
    stated = {s: Stated.of(d) for s, d in books.items()}
    return write_file(derivation, stated, books, None if task.origin == LIBRARY else own)


def _unit_file(folder: Path, name: Name) -> Path:
    """The compiled file that a derivation is in; one that does not exist if there is none."""
    place = book_folder(folder, name[0])
    return place / f"{store.unit_of(place, module_name(name[1]))}.vo"


def _places(folder: Path, tasks: Sequence[Task], new: Iterable[Name]) -> dict[str, str]:
    """Where the modules are that the tasks cite of what is compiled already."""
    found = {}
    for name in dict.fromkeys(name for task in tasks for name in task.cites):
        unit = _unit_file(folder, name)
        if name not in new and unit.exists():
            path, module = BOOK if name[0] == LIBRARY else OWN, module_name(name[1])
            found[f"{path}.{module}"] = f"{path}.{unit.stem}.{module}"
    return found


def _keep(folder: Path, work: Path, found: dict[Name, tuple[_New, Done]]) -> None:
    """Move what was compiled to where it is kept, with what says in which file each is."""
    for (origin, _), (one, done) in found.items():
        if done.unit:
            text, module = one.member.file.text(done.left_out), one.member.file.module
            (work / f"{module}.v").write_text(text, encoding="utf-8")
            (work / f"{module}{store.UNIT}").write_text(done.unit, encoding="utf-8")
            names = (f"{done.unit}.vo", f"{module}.v", f"{module}{store.UNIT}")
            store.moved(
                work, book_folder(folder, origin), (n for n in names if (work / n).exists())
            )


def _paths(folder: Path, library: Path, task: Task, work: Path) -> list[tuple[str, Path]]:
    """Where the logical paths lie for the files of a book that are compiled in ``work``."""
    book = [("Hardlimit", library), (BOOK, book_folder(folder, LIBRARY))]
    if task.origin == LIBRARY:
        return [*book, (BOOK, work)]
    return [*book, (OWN, book_folder(folder, task.origin)), (OWN, work)]
