"""What one process does for the kernel witness: write a derivation in Coq and compile it."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..cache import combined, environment
from ..checking import Checker, checker_of, citations, fingerprint
from ..derivation import Derivation
from ..report import KernelReport
from ..session import LIBRARY, Request, open_book
from . import running
from .development import File, Stated, write_file
from .names import module_name
from .witness import Task, book_folder, keep, kept, paths_for


def tasks_for(requests: Sequence[Request]) -> list[Task]:
    """The requested derivations and all that they cite, cited ones first."""
    found: dict[tuple[str, str], Task] = {}

    def visit(origin: str, slug: str) -> None:
        if (origin, slug) in found:
            return
        checker = checker_of(open_book(origin))
        derivation = checker.derivation(slug)
        cites = [(_origin(checker, origin, slug, other), other) for other in citations(derivation)]
        for name in cites:
            visit(*name)
        found[(origin, slug)] = Task(origin, slug, derivation.label, tuple(cites))

    for request in requests:
        visit(request.origin, request.card.slug)
    return list(found.values())


def _origin(checker: Checker, origin: str, slug: str, other: str) -> str:
    """The origin of the book that ``slug`` of ``origin`` cites ``other`` from."""
    return origin if checker.home(slug, other) is checker else LIBRARY


def compile_task(task: Task, folder: Path, library: Path) -> KernelReport:
    """Compile one derivation; its citations are compiled already."""
    checker = checker_of(open_book(task.origin))
    derivation = checker.derivation(task.slug)
    place = book_folder(folder, task.origin)
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{module_name(task.slug)}.v"
    key = combined(
        [environment(), running.version(), checker.digest(task.slug), fingerprint(derivation)]
    )
    known = kept(path, key)
    if known is not None:
        return known
    books = {s: checker_of(open_book(o)).derivation(s) for o, s in task.cites}
    own = frozenset(s for o, s in task.cites if o == task.origin)
    paths = paths_for(folder, library, task.origin)
    begun = time.monotonic()
    file = write_file(derivation, {s: Stated.of(d) for s, d in books.items()}, books)
    if task.origin != LIBRARY:
        file = replace(file, own=own)
    report = _compiled(file, derivation, path, paths)
    report = replace(report, seconds=round(time.monotonic() - begun, 3))
    keep(path, key, report)
    return report


def _compiled(
    file: File, derivation: Derivation, path: Path, paths: dict[str, Path]
) -> KernelReport:
    """Compile ``file``; steps that fail are left open, so that the others are judged."""
    unwritten = {m.step.number: m.reason for m in file.lemmas if m.proof is None}
    failed: dict[str, str] = {}
    while True:
        text = file.text(frozenset(failed))
        path.write_text(text, encoding="utf-8")
        outcome = running.compile_file(path, paths)
        number = "" if outcome.ok else _step_at(text, outcome.line)
        if outcome.ok or not number or number in failed:
            break
        failed[number] = outcome.error
    failure = "" if outcome.ok else f"Coq refuses the file of {file.slug}: {outcome.error}"
    if failed:
        number, error = next(iter(failed.items()))
        failure = f"Coq refuses the proof of step {', '.join(failed)}: {error}"
    return KernelReport(
        file.module,
        file.section,
        tuple(text for text, _ in file.theorems),
        unwritten=unwritten,
        refused=failed,
        failure=failure,
    )


def _step_at(text: str, line: int) -> str:
    """The number of the step whose lemma stands at ``line``."""
    above = "\n".join(text.splitlines()[:line])
    names = re.findall(r"(?m)^(?:Lemma|Theorem|Definition) (\w+)", above)
    return names[-1].removeprefix("step_") if names and names[-1].startswith("step_") else ""
