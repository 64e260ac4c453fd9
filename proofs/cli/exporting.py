"""``hardlimit export`` and ``hardlimit recheck``: proofs as data, and back."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..book.bounds import Bounds
from ..book.cache import Cache, distribution_version
from ..book.discovery import InputError
from ..book.guard import messages
from ..book.session import Session
from ..exchange.strict import MAX_BYTES
from ..language.errors import RanOut
from ..report.data import Report, TheoremReport, from_plain
from ..report.render.write import write_whole
from .targets import resolve
from .text import failure_text, summary_line, theorem_line


def export(target: str, output: str | None) -> int:
    """Write the derivations that ``target`` names, if they hold, and all that they cite."""
    from ..book.checking import checker_of
    from ..book.writing import export as written

    session = Session(Cache())
    requests = resolve(session, (target,))
    with contextlib.closing(session.results(requests)) as results:
        failing = [r.report for r in results if not r.report.holds]
    if failing:
        for report in failing:
            print("\n".join(failure_text(report)), file=sys.stderr)
        labels = ", ".join(report.label for report in failing)
        print(f"hardlimit: nothing is written, because {labels} must hold first", file=sys.stderr)
        return 1
    data = written([(checker_of(r.origin), r.card.slug) for r in requests])
    if output is None:
        sys.stdout.buffer.write(data)
        return 0
    try:
        write_whole(Path(output), data)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"cannot write {output}: {reason}") from error
    print(f"wrote {output}")
    return 0


def recheck(file: str, *, as_json: bool, bounds: Bounds) -> int:
    """Check a file from nothing within ``bounds``; 0 if all holds."""
    begun = time.monotonic()
    theorems: list[TheoremReport] = []
    for theorem, statement in _theorems(_bytes(file), bounds):
        theorems.append(theorem)
        if not as_json:
            print(theorem_line(theorem, cached=False), flush=True)
            for line in (*failure_text(theorem), *(statement if theorem.holds else ())):
                print(f"  {line}", flush=True)
    if as_json:
        report = Report(distribution_version("hardlimit"), theorems=tuple(theorems))
        print(report.to_json())
    else:
        print(summary_line(theorems, 0, time.monotonic() - begun))
    return 0 if all(theorem.holds for theorem in theorems) else 1


def _theorems(data: bytes, bounds: Bounds) -> Iterator[tuple[TheoremReport, list[str]]]:
    """The reports of all theorems of the file; of those that come to no end, too."""
    waiting: list[TheoremReport] = []
    try:
        for message in messages(data, bounds):
            if "waiting" in message:
                waiting = [_report(item) for item in message["waiting"]]
            if "theorem" in message:
                del waiting[0]
                yield _report(message["theorem"]), message["statement"]
    except RanOut as error:
        if not waiting:
            raise
        yield replace(waiting[0], failure=str(error)), []
        for theorem in waiting[1:]:
            yield replace(theorem, failure="unchecked: one before it came to no end"), []


def _report(data: Any) -> TheoremReport:
    return from_plain(data).theorems[0]


def _bytes(file: str) -> bytes:
    try:
        if file == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with open(file, "rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise InputError(f"cannot read {file!r}: {reason}") from error
