"""The levels that theorems have reached once; they may only rise.

``baseline.json`` stands beside ``pyproject.toml`` of the package that announces derivations and
is committed: an object of slugs and levels.  ``hardlimit verify`` without targets compares
with it, ``hardlimit verify --update-baseline`` raises it.  Nothing lowers it but an edit by hand,
which the history shows.  An installed package without its sources has no baseline.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ..language.levels import LEVELS
from ..report.data import TheoremReport
from ..report.render.write import write_whole
from .discovery import InputError, packages

NAME = "baseline.json"


def location() -> Path | None:
    """Where the baseline of the installed derivations belongs, if their sources are here."""
    for package in packages():
        spec = importlib.util.find_spec(package)
        for folder in (spec and spec.submodule_search_locations) or ():
            root = Path(folder).resolve().parent
            if (root / "pyproject.toml").is_file():
                return root / NAME
    return None


def read(path: Path) -> dict[str, str]:
    """The levels by slug that ``path`` holds; none if there is no such file.

    Raises:
        InputError: if it holds something else.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{NAME} cannot be read: {type(error).__name__}") from error
    if not isinstance(found, dict) or not all(level in LEVELS for level in found.values()):
        raise InputError(f"{NAME} must give each slug one of {', '.join(LEVELS)}")
    return found


def fallen(
    known: Mapping[str, str], reports: Sequence[TheoremReport], *, kernel: bool = True
) -> Iterator[str]:
    """One sentence for each theorem that lies below the baseline, with the step at fault.

    ``kernel``: whether Coq was asked; if not, nothing can be more than derived.
    """
    now = {report.slug: report for report in reports}
    for slug, best in known.items():
        level = best if kernel else min(best, "derived", key=LEVELS.index)
        report = now.get(slug)
        if report is None:
            yield f"{slug} is {level} in {NAME}, but there is no such derivation"
        elif LEVELS.index(reached(report)) < LEVELS.index(level):
            yield f"{report.label} {slug} fell from {level} to {reached(report)}: " + _why(
                report, level, now
            )


def raised(known: Mapping[str, str], reports: Sequence[TheoremReport]) -> dict[str, str]:
    """The baseline with all that holds now, in reading order."""
    holding = {report.slug: report.level for report in reports if report.holds}
    both = {s: max(holding.get(s, level), level, key=LEVELS.index) for s, level in known.items()}
    return {**holding, **both}


def write(path: Path, levels: Mapping[str, str]) -> None:
    """Store the baseline.

    Raises:
        InputError: if it cannot be written.
    """
    try:
        write_whole(path, json.dumps(dict(levels), indent=1) + "\n")
    except OSError as error:
        raise InputError(f"cannot write {NAME}: {error.strerror}") from error


def reached(report: TheoremReport) -> str:
    """The level that counts: none if the theorem does not hold."""
    return report.level if report.holds else min(report.level, "unchecked", key=LEVELS.index)


def _why(report: TheoremReport, level: str, now: Mapping[str, TheoremReport]) -> str:
    for step in report.steps:
        if step.failure or LEVELS.index(step.level) < LEVELS.index(level):
            return f"step {step.number} ({step.rule}) is {step.level}"
    for slug in report.cites:
        if slug in now and LEVELS.index(reached(now[slug])) < LEVELS.index(level):
            return f"it cites {slug}, which is {reached(now[slug])}"
    crosscheck = report.crosscheck
    if crosscheck is not None and not crosscheck.ok:
        return f"the cross-check with {crosscheck.function} fails"
    return report.failure or "its level is lower"
