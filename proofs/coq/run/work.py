"""What one process does for the kernel witness: write derivations in Coq, compile them, and
have Coq say what they state, prove and rest on."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
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
from ..scripts.development import File, Stated, write_file
from ..statements.names import module_name
from ..statements.stated import INSTANCE, step_name
from . import running, store
from .dependencies import with_needed
from .questions import Asked, questioned
from .tasks import Task, book_folder, plain

Tell = Callable[[Task], running.Done]
_LEFT_OUT = re.compile(r"step_\d+|statement_\d+|defined_\S+|" + INSTANCE)


@dataclass(frozen=True)
class Done:
    """What became of a task; ``cut``: Coq was stopped somewhere, so that nothing is kept."""

    report: KernelReport
    cut: bool = False


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
) -> dict[tuple[str, str], Done]:
    """Compile derivations of one book in this order, and then have Coq say what it understood.

    What they cite is compiled already, or stands before them.  ``limit`` is the processor time
    for one lemma, ``tell`` makes of a task what is called for each lemma that is done.

    Returns:
        What became of each; without those that cite one for which Coq was stopped.
    """
    begun: dict[tuple[str, str], Done | _Begun] = {}
    cut: set[tuple[str, str]] = set()
    for task in tasks:
        if cut.isdisjoint(task.cites):
            begun[task.name] = found = _begin(task, folder, library, limit, tell and tell(task))
        if task.name not in begun or (isinstance(found, Done) and found.cut):
            cut.add(task.name)
    open_ = {name: one for name, one in begun.items() if isinstance(one, _Begun)}
    done = {name: one for name, one in begun.items() if isinstance(one, Done)}
    if open_:
        with store.bench(folder) as work:
            paths = _paths(folder, library, tasks[0], work)
            answers = questioned([one.asked for one in open_.values()], paths)
        for (name, one), (report, late) in zip(open_.items(), answers, strict=True):
            done[name] = Done(report, cut=late or one.cut)
            if not done[name].cut:
                store.take_note(one.note, one.key, one.files, plain(report))
    for task in tasks:
        if not cut.isdisjoint(task.cites):
            done.pop(task.name, None)
        if task.name not in done or done[task.name].cut:
            cut.add(task.name)
    return done


@dataclass(frozen=True)
class _Begun:
    """A derivation that is compiled, and what will be noted of it once Coq has answered."""

    asked: Asked
    cut: bool
    note: Path
    key: str
    files: Sequence[Path]


def _begin(
    task: Task, folder: Path, library: Path, limit: float, tell: running.Done | None
) -> Done | _Begun:
    """What is known of a derivation already, or what is new and has to be asked about."""
    checker = checker_of(task.origin)
    derivation, digest = checker.derivation(task.slug), checker.digest(task.slug)
    nothing = KernelReport(task.slug, digest)
    cited = {o_s: _compiled_file(folder, o_s) for o_s in task.cites}
    for (_, slug), path in cited.items():
        if not path.exists():
            why = f"{slug}, which it cites, is not stated in Coq"
            return Done(_all(nothing, derivation, why))
    place = book_folder(folder, task.origin)
    try:
        names = [f"{module_name(task.slug)}.{end}" for end in ("v", "vo")]
    except HardlimitError as error:
        return Done(_all(nothing, derivation, str(error)))
    note = place / f"{module_name(task.slug)}.json"
    files = [*(place / n for n in names), library / store.WHOLE, *cited.values()]
    key = combined([environment(), running.version(), checker.shelf.key(task.slug), digest])
    # What its author's process could have written is no note of ours.
    ours = task.origin == LIBRARY or can_confine()
    known = store.noted(note, key, files) if ours else None
    with contextlib.suppress(TypeError, LookupError, AttributeError):
        if known is not None and (report := from_plain(known)).digest == digest:
            return Done(report)
    for name in (note.name, *names):
        (place / name).unlink(missing_ok=True)
    with store.bench(folder) as work:
        paths = _paths(folder, library, task, work)
        found = _worked(task, derivation, nothing, paths, limit, tell)
        store.moved(work, place, (n for n in names if (work / n).exists()))
    if isinstance(found, Done):
        return found
    asked, cut = found
    return _Begun(asked, cut, note, key, files)


def _compiled_file(folder: Path, name: tuple[str, str]) -> Path:
    origin, slug = name
    return book_folder(folder, origin) / f"{module_name(slug)}.vo"


def _paths(folder: Path, library: Path, task: Task, work: Path) -> list[tuple[str, Path]]:
    """Where the logical paths lie for the files of a derivation that is compiled in ``work``."""
    book = [("Hardlimit", library), ("Book", book_folder(folder, LIBRARY))]
    if task.origin == LIBRARY:
        return [*book, ("Book", work)]
    return [*book, ("Own", book_folder(folder, task.origin)), ("Own", work)]


def _all(report: KernelReport, derivation: Derivation, why: str) -> KernelReport:
    return replace(report, unwritten={step.number: why for step in derivation.steps})


def _worked(
    task: Task,
    derivation: Derivation,
    nothing: KernelReport,
    paths: list[tuple[str, Path]],
    limit: float,
    tell: running.Done | None,
) -> Done | tuple[Asked, bool]:
    books = {s: checker_of(o).derivation(s) for o, s in task.cites}
    own = frozenset(s for o, s in task.cites if o == task.origin)
    try:
        file = write_file(
            derivation,
            {s: Stated.of(d) for s, d in books.items()},
            books,
            None if task.origin == LIBRARY else own,
        )
    except HardlimitError as error:
        return Done(_all(nothing, derivation, f"it cannot be stated in Coq: {error}"))
    return compiled(file, derivation, nothing.digest, paths, limit, tell)


def judged(
    file: File,
    derivation: Derivation,
    digest: str,
    paths: list[tuple[str, Path]],
    limit: float = running.LEMMA,
) -> Done:
    """Compile the file of one derivation, and ask about it."""
    found = compiled(file, derivation, digest, paths, limit)
    if isinstance(found, Done):
        return found
    asked, cut = found
    ((report, late),) = questioned([asked], paths)
    return Done(report, cut=late or cut)


def compiled(
    file: File,
    derivation: Derivation,
    digest: str,
    paths: list[tuple[str, Path]],
    limit: float = running.LEMMA,
    tell: running.Done | None = None,
) -> Done | tuple[Asked, bool]:
    """Compile the file of a derivation in the last of the ``paths``.

    Lemmas that fail are left out, so that the others are judged.

    Returns:
        What has to be asked, and whether Coq was stopped at a lemma; or what became of it
        if there is nothing to ask about.
    """
    # Where every line has a condition, the lines are what is stated.
    stated = [text for text, _ in file.theorems] or [lemma.statement for lemma in file.lemmas]
    report = KernelReport(derivation.slug, digest, file.module, file.section, tuple(stated))
    outcome, failed, cut = _proofs(file, paths[-1][1] / f"{file.module}.v", paths, limit, tell)
    lemmas = {n: s for n, s in outcome.lemmas.items() if not n.startswith("proved_")}
    report = replace(
        report,
        unwritten={m.step.number: m.reason for m in file.lemmas if m.proof is None},
        refused=_lines(file, {n: e for n, e in failed.items() if n not in cut}),
        undecided=_lines(file, {n: e for n, e in failed.items() if n in cut}),
        unguarded=_unguarded(file, failed),
        defined=sum(m.proof is not None for ms in file.valued.values() for m in ms),
        lemmas=lemmas,
        seconds=round(outcome.seconds, 3),
    )
    if outcome.cut:
        lost = {step.number: outcome.error for step in derivation.steps}
        return Done(replace(report, refused={}, undecided=lost), cut=True)
    if 0 < outcome.line <= _stated_lines(file):
        return Done(_all(report, derivation, f"it cannot be stated in Coq: {outcome.error}"))
    if not outcome.ok:
        failure = f"Coq refuses what should be proved by now: {outcome.error}"
        return Done(replace(report, failure=failure))
    return Asked(report, file, derivation, frozenset(failed)), bool(cut)


def _stated_lines(file: File) -> int:
    """How many lines of the file state, before any proves."""
    return file.stated.text().count("\n")


def _proofs(
    file: File,
    path: Path,
    paths: list[tuple[str, Path]],
    limit: float,
    tell: running.Done | None,
) -> tuple[running.Compiled, dict[str, str], set[str]]:
    """The last outcome for the file of proofs, what failed and why, and what ran out of time."""
    failed: dict[str, str] = {}
    cut: set[str] = set()
    told: set[str] = set()

    def once(name: str, seconds: float) -> None:
        if tell is not None and name not in told and _LEFT_OUT.fullmatch(name):
            told.add(name)
            tell(name, seconds)

    while True:
        text = file.text(frozenset(failed))
        path.write_text(text, encoding="utf-8")
        outcome = running.compile_file(path, paths, limit, once)
        proving = not outcome.ok and outcome.line > _stated_lines(file)
        name = _lemma_at(text, outcome.line) if proving else ""
        if not name or name in failed:
            return outcome, failed, cut
        failed[name] = outcome.error
        if outcome.cut:
            cut.add(name)


def _lines(file: File, failed: dict[str, str]) -> dict[str, str]:
    """The steps (by number) and goals that failed, with the reasons."""
    names = {step_name(m.step.number): m.step.number for m in file.lemmas}
    names |= {n: n.replace("_", " ") for n in failed if n.startswith("statement_")}
    return {names[n]: error for n, error in failed.items() if n in names}


def _unguarded(file: File, failed: dict[str, str]) -> dict[str, str]:
    """What is not shown in Coq besides the steps: values of lines, and an instance."""
    found = {}
    for number, lemmas in file.valued.items():
        for lemma in lemmas:
            reason = lemma.reason if lemma.proof is None else failed.get(lemma.name)
            if reason is not None:
                where = f"step {number}" if number else "the hypotheses"
                found[f"that {where} has a value ({lemma.why})"] = reason
    if file.instance is None:
        found["that the hypotheses can hold"] = "no instance of rational numbers was found"
    elif INSTANCE in failed:
        found["that the hypotheses can hold"] = failed[INSTANCE]
    return found


def _lemma_at(text: str, line: int) -> str:
    """The name of the lemma that stands at ``line``, if it may be left out."""
    above = "\n".join(text.splitlines()[:line])
    names = re.findall(r"(?m)^(?:Lemma|Theorem|Definition|End) (\w+)", above)
    return names[-1] if names and _LEFT_OUT.fullmatch(names[-1]) else ""
