"""Theorems stated and proved in Coq alone: a package's folder ``beyond``.  Imports no SymPy.

Their statements are written by hand; no stored claim stands behind them.  The opening
comment of a file says what it shows; its last theorem is the result.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from ...book.cache import combined
from ...book.discovery import LIBRARY, folders
from ...book.shelf import shelf_of
from ...book.workers import Progress
from ...report.data import FurtherReport
from ...report.render.write import write_whole
from . import running
from .dependencies import required, with_needed

#: The logical path of these files.
PATH = "Beyond"
_COMMENT = re.compile(r"\A\(\*\s*(.*?)\s*\*\)", re.DOTALL)
_RESULT = re.compile(r"^Theorem (\w+)\b(.*?)\.\s*\nProof", re.DOTALL | re.MULTILINE)


def sources() -> dict[str, str]:
    """The text of each file by module, each after those that it loads."""
    texts = {
        path.stem: path.read_text(encoding="utf-8")
        for folder in _folders()
        for path in sorted(folder.glob("*.v"))
    }
    order = with_needed(texts, lambda name: required(texts[name], PATH))
    return {name: texts[name] for name in order}


def _folders() -> Iterator[Path]:
    announced_by = dict.fromkeys(package for package, _, _ in _announced())
    for package in announced_by:
        yield from (folder / "beyond" for folder in folders(package))


def announced() -> list[tuple[str, str]]:
    """The labels and modules that the packages announce, in reading order."""
    return [(label, module) for _, label, module in _announced()]


def _announced() -> tuple[tuple[str, str, str], ...]:
    return shelf_of(LIBRARY).further()


def described(label: str, module: str, text: str) -> FurtherReport:
    """What the file says of itself."""
    comment = _COMMENT.search(text)
    paragraphs = re.split(r"\n\s*\n", comment[1]) if comment else [module]
    title = " ".join(paragraphs[0].split())
    prose = "\n\n".join(re.sub(r"(?m)^ {3}", "", p) for p in paragraphs[1:])
    results = _RESULT.findall(text)
    name, statement = results[-1] if results else ("", "")
    return FurtherReport(label, module, title.rstrip("."), prose, f"Theorem {name}{statement}.")


def further_reports(folder: Path, library: Path, progress: Progress) -> list[FurtherReport]:
    """Compile the files, unless they lie compiled in ``folder``, and report on each.

    Raises:
        CoqError: if Coq cannot be run.
    """
    texts, wanted = sources(), announced()
    if not wanted:
        return []
    place = folder / f"beyond-{combined([library.name, *texts.items()])[:16]}"
    place.mkdir(parents=True, exist_ok=True)
    paths = {"Hardlimit": library, PATH: place}
    failures: dict[str, running.Compiled] = {}
    seconds: dict[str, float] = {}
    for done, (name, text) in enumerate(texts.items()):
        progress(done, len(texts), f"{name} in Coq")
        path = place / f"{name}.v"
        if path.with_suffix(".vo").exists():
            continue
        write_whole(path, text)
        outcome = running.compile_file(path, paths)
        seconds[name] = round(outcome.seconds, 3)
        if not outcome.ok:
            path.with_suffix(".vo").unlink(missing_ok=True)
            failures[name] = outcome
    reports = [described(label, name, texts[name]) for label, name in wanted]
    return [_judged(r, place, paths, failures, seconds.get(r.module, 0.0)) for r in reports]


def _judged(
    report: FurtherReport,
    place: Path,
    paths: dict[str, Path],
    failures: dict[str, running.Compiled],
    seconds: float,
) -> FurtherReport:
    kept = place / f"{report.module}.json"
    with suppress(OSError, ValueError, LookupError, TypeError):
        data = json.loads(kept.read_text(encoding="utf-8"))
        return FurtherReport(**{**data, "axioms": tuple(data["axioms"])})
    if report.module in failures:
        return replace(report, failure=f"Coq refuses it: {failures[report.module].error}")
    name = report.statement.split()[1]
    begun = time.monotonic()
    loads = [f"From {PATH} Require {report.module}."]
    axioms = running.axioms_of([f"@{report.module}.{name}"], loads, place, paths)
    odd = sorted(axioms - running.AXIOMS)
    if odd:
        return replace(report, failure=f"it rests on more than the axioms of the reals: {odd[0]}")
    whole = round(seconds + time.monotonic() - begun, 3)
    report = replace(report, axioms=tuple(sorted(axioms)), seconds=whole)
    write_whole(kept, json.dumps(asdict(report)))
    return report
