"""``hardlimit verify``: one line a theorem, and why a step fails."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..book import baseline
from ..book.bounds import Bounds
from ..book.cache import Cache, distribution_version
from ..book.discovery import LIBRARY, InputError, is_notes
from ..book.session import Session
from ..book.shelf import Request
from ..book.workers import default_jobs
from ..language.errors import one_line
from ..language.levels import LEVELS
from ..report.data import FurtherReport, LineReport, Report, TheoremReport
from .annotating import annotated
from .project import project_files, project_strict
from .summing_up import summarise
from .targets import Refusal, resolve
from .text import (
    failure_text,
    further_line,
    kernel_line,
    kernel_summary,
    lemma_times,
    note_text,
    remarks,
    summary_line,
    theorem_line,
)


def verify(
    targets: Sequence[str],
    *,
    as_json: bool,
    cached: bool,
    jobs: int | None,
    bounds: Bounds | None = None,
    update_baseline: bool = False,
    kernel: bool = False,
    require: str | None = None,
    annotate: bool = False,
    shard: tuple[int, int] = (1, 1),
    strict: bool = False,
) -> int:
    """Check the targets; 0 if all hold and, of everything, nothing fell, 1 if not.

    ``kernel``: ask Coq, too, where there is Coq.  ``require``: the level that every theorem
    must reach.  ``annotate``: say what fails as GitHub wants it, too.  ``shard``: the first of
    two numbers is which part of so many equal ones is checked; no baseline is compared with it.
    ``strict``: no reason that does not do is replaced by one that does.
    """
    if update_baseline and targets:
        raise InputError("--update-baseline is about everything: name no target")
    own = [] if targets else project_files()
    if own and update_baseline:
        raise InputError("--update-baseline is about the installed derivations, not these files")
    cache, strict = Cache() if cached else None, strict or project_strict()
    session = Session(cache, jobs or default_jobs(), bounds, strict=strict)
    part, parts = shard
    if update_baseline and parts > 1:
        raise InputError("--update-baseline is about everything: leave --shard out")
    refused: list[Refusal] = []
    requests = resolve(session, targets, own, refused)[part - 1 :: parts]
    for one in refused:
        print(f"hardlimit: {one_line(one.told().message)}", file=sys.stderr)
    code = max((getattr(one.error, "exit_code", 2) for one in refused), default=0)
    unread = [path for one in refused if (path := one.unread)]
    if refused and not (requests or unread or as_json or annotate):
        return code
    kernel = kernel or require == "proved"
    report = run(session, requests, refused, lines=not as_json, rows=not kernel)
    asked = kernel and any(theorem.holds for theorem in report.theorems)
    if asked:
        whole = not (targets or own) and parts == 1
        report = _ask_coq(session, requests, report, lines=not as_json, whole=whole)
        asked = all(theorem.kernel is not None for theorem in report.theorems)
        told = session.lines(dict(zip(requests, report.theorems, strict=True)), unread)
        report = replace(report, lines=told)
    if as_json:
        print(report.to_json())
    elif kernel:
        tell_lines(report.lines)
    if annotate:
        for command in annotated(report):
            print(command)
        summarise(report)
    risen = bool(targets or own) or parts > 1 or _compare(report, update_baseline, asked)
    failing = any(found.failure for found in report.further)
    enough = _enough(report, require)
    holds = risen and enough and not failing and all(t.holds for t in report.theorems)
    return code or (0 if holds else 1)


def _ask_coq(
    session: Session, requests: list[Request], report: Report, *, lines: bool, whole: bool
) -> Report:
    """The report with the kernel witness for what holds; the rest stays as it is."""
    held = [n for n, theorem in enumerate(report.theorems) if theorem.holds]
    if len(held) < len(report.theorems):
        whole = False
        if lines:
            print("Coq is asked about what holds:")
    theorems = list(report.theorems)
    part = replace(report, theorems=tuple(theorems[n] for n in held))
    found = ask_coq(session, [requests[n] for n in held], part, lines=lines, whole=whole)
    for n, theorem in zip(held, found.theorems, strict=True):
        theorems[n] = theorem
    return replace(found, theorems=tuple(theorems))


def _enough(report: Report, require: str | None) -> bool:
    """Whether every theorem that holds is of the level that is required."""
    if require is None:
        return True
    low = [t for t in report.theorems if t.holds and LEVELS.index(t.level) < LEVELS.index(require)]
    for theorem in low:
        print(f"hardlimit: {theorem.label} is {theorem.level}, not {require}", file=sys.stderr)
    return not low


def _compare(report: Report, update: bool, kernel: bool) -> bool:
    """Whether no theorem lies below the baseline; ``update``: then raise it."""
    path = baseline.location()
    if path is None:
        return True
    known = baseline.read(path)
    fallen = list(baseline.fallen(known, report.theorems, kernel=kernel))
    for sentence in fallen:
        print(f"hardlimit: {sentence}", file=sys.stderr)
    if update and not fallen:
        baseline.write(path, baseline.raised(known, report.theorems))
    return not fallen


def run(
    session: Session,
    requests: list[Request],
    refused: Sequence[Refusal] = (),
    *,
    lines: bool,
    rows: bool = True,
) -> Report:
    """Check the requested derivations; ``lines``: say on stdout how each of them fares.

    ``rows``: and each line of notes, those of which nothing was read included.  ``refused`` is
    what of the targets is not checked.
    """
    unread = [path for one in refused if (path := one.unread)]
    begun = time.monotonic()
    theorems: list[TheoremReport] = []
    cached = 0
    status = StatusLine()
    with contextlib.closing(session.results(requests, status.show)) as results:
        for result, request in zip(results, requests, strict=True):
            status.clear()
            theorems.append(result.report)
            cached += result.cached
            if lines:
                print(theorem_line(result.report, cached=result.cached), flush=True)
                # Of notes, every line is told in its turn.
                told = () if is_notes(request.origin) else failure_text(result.report)
                for line in (*told, *remarks(result.report)):
                    print(f"  {line}", flush=True)
    status.clear()
    told_lines = session.lines(dict(zip(requests, theorems, strict=True)), unread)
    if lines:
        if rows:
            tell_lines(told_lines)
        if requests or not unread:
            seconds = time.monotonic() - begun
            print(summary_line(theorems, cached, seconds, len(refused)))
    return Report(
        distribution_version("hardlimit"),
        session.chapters(requests),
        tuple(theorems),
        lines=told_lines,
        unusable=tuple(one.told() for one in refused),
    )


def tell_lines(found: Sequence[LineReport]) -> None:
    """Say of each line of notes how it fares."""
    for line in found:
        print("\n".join(note_text(line)), flush=True)


def ask_coq(
    session: Session,
    requests: list[Request],
    report: Report,
    *,
    lines: bool,
    whole: bool,
    export: Path | None = None,
) -> Report:
    """The report with the kernel witness, or as it is where there is no Coq.

    ``whole``: everything is asked for, what is stated in Coq alone included.  ``export`` is
    a folder for the Coq development, written if everything holds.
    """
    from ..coq.run import exporting, further, merging, running, witness

    if not running.version():
        print(running.ABSENT, file=sys.stdout if lines else sys.stderr)
        return report
    begun = time.monotonic()
    status = StatusLine()
    with witness.workshop(session.cached) as folder:
        kernels = witness.kernel_reports(requests, folder, session.jobs, status.show)
        status.clear()
        theorems = merging.with_kernel(report.theorems, kernels)
        more: list[FurtherReport] = []
        if whole:
            more = further.further_reports(folder, witness.library_folder(folder), status.show)
            status.clear()
        if export is not None and all(theorem.holds for theorem in theorems):
            modules = [kernel.module for kernel in kernels]
            exporting.export_folder(export, witness.book_folder(folder, LIBRARY), modules)
        kept = witness.kept_line(folder)
    if lines:
        for theorem in theorems:
            print(kernel_line(theorem), flush=True)
        for found in more:
            print(further_line(found), flush=True)
        print(lemma_times(theorems))
        print(kernel_summary(theorems, time.monotonic() - begun))
        if kept:
            print(kept)
    return replace(report, theorems=theorems, further=tuple(more))


class StatusLine:
    """The progress of a run: a line of the terminal that is written over, or now and then one
    line more where standard error is no terminal."""

    #: Seconds between two lines that stay.
    BETWEEN = 5.0

    def __init__(self) -> None:
        self._on = sys.stderr.isatty()
        self._shown = ""
        self._told = time.monotonic()

    def show(self, done: int, total: int, label: str) -> None:
        """Say how far the run is."""
        text = f"[{done}/{total}] checking {label} …"
        if text == self._shown:
            return
        if self._on:
            self.clear()
            print(text, end="", file=sys.stderr, flush=True)
            self._shown = text
        elif time.monotonic() - self._told >= self.BETWEEN:
            print(text, file=sys.stderr, flush=True)
            self._told = time.monotonic()

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            blank = " " * len(self._shown)
            print(f"\r{blank}\r", end="", file=sys.stderr, flush=True)
            self._shown = ""
