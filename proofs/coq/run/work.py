"""What one process does for the kernel witness: write a derivation in Coq and compile it."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ...book.cache import combined, environment
from ...book.checking import Checker, checker_of, citations
from ...book.discovery import LIBRARY
from ...book.session import Request
from ...kernel.derivation import Derivation
from ...report.data import KernelReport
from ..back.reading import queries, read_back
from ..scripts.development import File, Stated, write_file
from ..statements.names import module_name
from . import running
from .dependencies import with_needed
from .witness import ASKED, Task, book_folder, keep, kept, paths_for


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


def compile_task(task: Task, folder: Path, library: Path) -> KernelReport:
    """Compile one derivation; its citations are compiled already."""
    checker = checker_of(task.origin)
    derivation = checker.derivation(task.slug)
    place = book_folder(folder, task.origin)
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{module_name(task.slug)}.v"
    key = combined([environment(), running.version(), checker.shelf.key(task.slug)])
    known = kept(path, key)
    if known is not None:
        return known
    books = {s: checker_of(o).derivation(s) for o, s in task.cites}
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
    """Compile ``file``; lemmas that fail are left out, so that the others are judged."""
    failed: dict[str, str] = {}
    while True:
        text = file.text(frozenset(failed))
        path.write_text(f"{text}{ASKED}{queries(file)}", encoding="utf-8")
        outcome = running.compile_file(path, paths)
        name = "" if outcome.ok else _lemma_at(text, outcome.line)
        if outcome.ok or not name or name in failed:
            break
        failed[name] = outcome.error
    refused = {n.removeprefix("step_"): e for n, e in failed.items() if n.startswith("step_")}
    odd = read_back(outcome.printed, derivation) if outcome.ok else []
    failure = ""
    if not outcome.ok:
        failure = f"Coq refuses the file: {outcome.error}"
    elif odd:
        failure = f"Coq has understood something else: {odd[0]}"
    elif refused:
        number, error = next(iter(refused.items()))
        failure = f"Coq refuses the proof of step {number}: {error}"
    return KernelReport(
        file.module,
        file.section,
        tuple(text for text, _ in file.theorems),
        unwritten={m.step.number: m.reason for m in file.lemmas if m.proof is None},
        refused=refused,
        unguarded=_unguarded(file, failed),
        defined=sum(m.proof is not None for ms in file.valued.values() for m in ms),
        lemmas=outcome.lemmas,
        failure=failure,
    )


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
    elif "instance" in failed:
        found["that the hypotheses can hold"] = failed["instance"]
    return found


def _lemma_at(text: str, line: int) -> str:
    """The name of the lemma that stands at ``line``, if it may be left out."""
    above = "\n".join(text.splitlines()[:line])
    names = re.findall(r"(?m)^(?:Lemma|Theorem|Definition|End) (\w+)", above)
    may = names and re.fullmatch(r"step_\S+|defined_\S+|instance", names[-1])
    return names[-1] if may else ""
