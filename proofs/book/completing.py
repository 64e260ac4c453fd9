"""Reports of single derivations: worked out, and completed by what is not kept with a verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..language.errors import HardlimitError, trouble
from ..report.data import TheoremReport, broken, with_places
from .authoring import BuildError
from .discovery import is_notes
from .handed import Listed
from .shelf import Shelf, shelf_of


def completed(shelf: Shelf, slug: str, report: TheoremReport) -> TheoremReport:
    """The report with its cross-checks, at the places where its steps stand now."""
    report = _as_read(shelf, slug, report)
    if not report.holds or not report.steps:
        return report
    written = shelf.written(slug)
    if report.object != written.digest:
        return unwritten(shelf.listed(slug), "undecided: the report is about another derivation")
    report = with_places(report, shelf.listed(slug).file, written.places)
    if not written.crosschecks:
        return report
    return replace(report, crosscheck=shelf.author.crosscheck(slug, written.digest))


def _as_read(shelf: Shelf, slug: str, report: TheoremReport) -> TheoremReport:
    """The report of notes, which fail where a line is not understood."""
    failure = not_read(shelf, slug)
    if not failure or not report.holds:
        return report
    return replace(report, failure=failure, level="unchecked")


def not_read(shelf: Shelf, slug: str) -> str:
    """Which lines about a derivation were not understood; empty if all were.

    What stands before all derivations is held against the first.
    """
    first = shelf.slugs()[0] if shelf.slugs() else ""
    lost = [n.line for n in shelf.lines() if n.error and (n.slug or first) == slug]
    lines = ", ".join(map(str, sorted(set(lost))))
    return f"line{'s' if len(lost) > 1 else ''} {lines}: not understood" if lost else ""


def lost(call: tuple[Any, ...], why: str) -> TheoremReport:
    """The report of a derivation whose process was lost."""
    origin, slug = call
    return unwritten(shelf_of(origin).listed(slug), f"undecided: {why}")


def work_on(origin: str, slug: str) -> TheoremReport:
    """Check one derivation, its cross-checks apart."""
    from .checking import checker_of

    listed = shelf_of(origin).listed(slug)
    try:
        return checker_of(origin).report(slug)
    except HardlimitError as error:
        # Lines of notes have places of their own, and so has what was not handed over.
        apart = isinstance(error, BuildError) or is_notes(origin)
        return unwritten(listed, f"{'' if apart else f'{listed.file}:{listed.line}: '}{error}")
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # to leave the process would look like a pass
        return unwritten(listed, f"undecided: {trouble(error)}")


def unwritten(listed: Listed, failure: str) -> TheoremReport:
    """The report of a derivation of which there is nothing but its name."""
    one = listed
    return broken(one.label, one.slug, one.title, one.chapter, one.summary, one.file, failure)
