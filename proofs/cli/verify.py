"""``hardlimit verify``: one line a theorem, and why a step fails."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Sequence

from .. import baseline
from ..cache import Cache, distribution_version
from ..discovery import InputError
from ..report import Report, TheoremReport
from ..session import Request, Session, default_jobs
from .targets import resolve
from .text import failure_text, summary_line, theorem_line


def verify(
    targets: Sequence[str],
    *,
    as_json: bool,
    cached: bool,
    jobs: int | None,
    update_baseline: bool = False,
) -> int:
    """Check the targets; 0 if all hold and, of everything, nothing fell, 1 if not."""
    if update_baseline and targets:
        raise InputError("--update-baseline is about everything: name no target")
    session = Session(Cache() if cached else None, jobs or default_jobs())
    requests = resolve(session, targets)
    report = run(session, requests, lines=not as_json)
    if as_json:
        print(report.to_json())
    risen = bool(targets) or _compare(report, update_baseline)
    return 0 if risen and all(theorem.holds for theorem in report.theorems) else 1


def _compare(report: Report, update: bool) -> bool:
    """Whether no theorem lies below the baseline; ``update``: then raise it."""
    path = baseline.location()
    if path is None:
        return True
    known = baseline.read(path)
    fallen = list(baseline.fallen(known, report.theorems))
    for sentence in fallen:
        print(f"hardlimit: {sentence}", file=sys.stderr)
    if update and not fallen:
        baseline.write(path, baseline.raised(known, report.theorems))
    return not fallen


def run(session: Session, requests: list[Request], *, lines: bool) -> Report:
    """Check the requested derivations; ``lines``: say on stdout how each of them fares."""
    begun = time.monotonic()
    theorems: list[TheoremReport] = []
    cached = 0
    status = StatusLine()
    with contextlib.closing(session.results(requests, status.show)) as results:
        for result in results:
            status.clear()
            theorems.append(result.report)
            cached += result.cached
            if lines:
                print(theorem_line(result.report, cached=result.cached), flush=True)
                for line in failure_text(result.report):
                    print(f"  {line}", flush=True)
    status.clear()
    if lines:
        print(summary_line(theorems, cached, time.monotonic() - begun))
    return Report(
        distribution_version("hardlimit"),
        session.chapters(requests),
        tuple(theorems),
    )


class StatusLine:
    """The progress of a run, on one line of the terminal that is written over."""

    def __init__(self) -> None:
        self._on = sys.stderr.isatty()
        self._shown = ""

    def show(self, done: int, total: int, label: str) -> None:
        """Say how far the run is."""
        text = f"[{done}/{total}] checking {label} …"
        if self._on and text != self._shown:
            self.clear()
            print(text, end="", file=sys.stderr, flush=True)
            self._shown = text

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            blank = " " * len(self._shown)
            print(f"\r{blank}\r", end="", file=sys.stderr, flush=True)
            self._shown = ""
