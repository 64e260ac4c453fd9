"""``hardlimit suggest``: the reasons that were found for lines without one."""

from __future__ import annotations

import contextlib

from ..book.bounds import Bounds
from ..book.cache import Cache
from ..book.discovery import InputError, shown_path
from ..book.session import Session
from ..book.workers import default_jobs
from ..report.data import StepReport
from .project import project_strict
from .targets import located
from .verify import StatusLine


def suggest(
    file: str, *, write: bool, cached: bool, jobs: int | None, bounds: Bounds | None = None
) -> int:
    """Show the reasons found for a file, or put them into it; 0 if no line is without one."""
    cache, strict = Cache() if cached else None, project_strict()
    session = Session(cache, jobs or default_jobs(), bounds, strict=strict)
    path = located(file)
    requests = session.in_file(path)
    status = StatusLine()
    with contextlib.closing(session.results(requests, status.show)) as results:
        reports = [result.report for result in results]
    status.clear()
    from ..book.checking import checker_of
    from ..book.suggesting import suggestions, write_into

    if any(request.origin != str(path) for request in requests):
        raise InputError(f"{shown_path(path)} belongs to an installed package; copy it first")
    checker = checker_of(str(path))
    found = [
        suggestion
        for request, report in zip(requests, reports, strict=True)
        if report.steps
        for suggestion in suggestions(checker, request.card.slug)
        # What rests on a line that does not hold is no reason.
        if not report.steps[int(suggestion.number) - 1].failure
    ]
    put, left = write_into(checker, path, found) if write else ([], found)
    for one in left:
        tail = f"   (for {one.instead}, which does not do)" if one.instead else ""
        tail += "   (to be put in by hand)" if write else ""
        print(f"{one.file}:{one.line}: {one.label} step {one.number}: {one.shown}{tail}")
    open_ = [
        (report.label, step)
        for report in reports
        for step in report.steps
        if step.failure and step.rule == "no reason" and not step.hangs
    ]
    for label, step in open_:
        print("\n".join(_lacking(label, step)))
    failing = [r for r in reports if not r.steps and r.failure]
    for report in failing:
        print(f"{report.file}: {report.label}: {report.failure}")
    if put:
        print(f"wrote {shown_path(path)}: {len(put)} reason{'' if len(put) == 1 else 's'} put in")
    elif not found and not open_ and not failing:
        print("no line is without a reason")
    return 1 if open_ or failing else 0


def _lacking(label: str, step: StepReport) -> list[str]:
    """Why a line is left without a reason."""
    instances = step.witnesses["instances"]
    why = f"it is false: {instances.detail}" if instances.status == "refutes" else ""
    said = "; ".join(text for text in (why, step.advice) if text)
    head = f"{step.file}:{step.line}: {label} step {step.number}: no reason was found"
    return [head, *([f"    {said}"] if said else [])]
