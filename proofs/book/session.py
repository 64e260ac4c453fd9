"""Runs checks, in several processes if asked to; what the cache knows is not done again.

Importing this imports no SymPy: a run that finds everything in the cache never needs it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..language.errors import trouble
from ..report.data import ChapterReport, TheoremReport
from . import discovery
from .bounds import Bounds
from .cache import Cache, Card, Index, combined, environment, file_digest
from .discovery import Book, shown_path
from .workers import Progress, in_parallel

if TYPE_CHECKING:
    from .checking import Checker

#: The origin of the installed derivations; any other origin is the path of a file.
LIBRARY = ""


@dataclass(frozen=True)
class Request:
    """One derivation of one origin."""

    origin: str
    card: Card


@dataclass(frozen=True)
class Result:
    """A report, and whether it came out of the cache."""

    report: TheoremReport
    cached: bool


@dataclass(frozen=True)
class _Work:
    report: TheoremReport
    key: str
    cached: bool
    sources: tuple[tuple[str, str], ...]


class Session:
    """One run: knows the contents of books and finds the reports of their theorems.

    Args:
        cache: where verdicts are kept, or None to check everything afresh.
        jobs: how many processes may check at the same time.
        bounds: what each of them may use.
    """

    def __init__(self, cache: Cache | None, jobs: int = 1, bounds: Bounds | None = None) -> None:
        self._cache = cache
        self._jobs = jobs
        self._bounds = bounds or Bounds()
        self._indices: dict[str, Index] = {}

    @property
    def cached(self) -> bool:
        """Whether verdicts may be kept."""
        return self._cache is not None

    @property
    def jobs(self) -> int:
        """How many processes may work at the same time."""
        return self._jobs

    def contents(self, origin: str) -> Index:
        """What there is in the book of that origin, from the cache or by importing it.

        Raises:
            InputError: if the book cannot be read.
        """
        if origin not in self._indices:
            known = self._cache.index(_book_name(origin)) if self._cache else None
            self._indices[origin] = known or _index(open_book(origin))
        return self._indices[origin]

    def chapters(self, requests: Sequence[Request]) -> tuple[ChapterReport, ...]:
        """The chapters of the requested derivations, in reading order."""
        wanted = {(request.origin, request.card.chapter) for request in requests}
        origins = dict.fromkeys(request.origin for request in requests)
        found = [(o, chapter) for o in origins for chapter in self.contents(o).chapters]
        return tuple(dict.fromkeys(c for o, c in found if (o, c.slug) in wanted))

    def remember_contents(self) -> None:
        """Store what is known of the contents of books, even if nothing was checked."""
        if self._cache is not None:
            for origin, index in self._indices.items():
                self._cache.put_index(_book_name(origin), index)

    def level(self, card: Card) -> str:
        """The level of a theorem if its verdict is in the cache, else nothing."""
        report = self._stored(card)
        return report.level if report else ""

    def _stored(self, card: Card) -> TheoremReport | None:
        report = self._cache.theorem(card.key) if self._cache else None
        return report if report is not None and report.slug == card.slug else None

    def results(
        self, requests: Sequence[Request], progress: Progress | None = None
    ) -> Generator[Result, None, None]:
        """The reports of the requested theorems, each as soon as those before it are there."""
        found: dict[Request, TheoremReport] = {}
        for request in requests:
            report = self._stored(request.card)
            if report is not None:
                found[request] = _relocated(report, request.origin)
        left = [request for request in requests if request not in found]
        works = self._run(left, progress)
        done: list[tuple[Request, _Work]] = []
        with contextlib.closing(works):
            for request in requests:
                if request in found:
                    yield Result(found[request], cached=True)
                    continue
                work = next(works)
                done.append((request, work))
                yield Result(work.report, work.cached)
        self._remember(done)

    def _remember(self, done: list[tuple[Request, _Work]]) -> None:
        if self._cache is None:
            return
        for origin in {request.origin for request, _ in done}:
            mine = [(r.card.slug, work) for r, work in done if r.origin == origin]
            keys = {slug: work.key for slug, work in mine}
            index = _index(open_book(origin))
            known = {card.slug: card.key for card in self._indices[origin].cards}
            cards = (replace(c, key=keys.get(c.slug) or known.get(c.slug, "")) for c in index.cards)
            sources = dict(index.sources)
            for _, work in mine:
                # A worker that found another text in a file checked another derivation.
                sources.update(
                    (path, digest if sources.get(path, digest) == digest else "")
                    for path, digest in work.sources
                )
            index = replace(index, cards=tuple(cards), sources=tuple(sorted(sources.items())))
            self._cache.put_index(_book_name(origin), index)

    # -- running ---------------------------------------------------------------------
    def _run(
        self, requests: list[Request], progress: Progress | None
    ) -> Generator[_Work, None, None]:
        use_cache = self._cache is not None
        for origin in dict.fromkeys(request.origin for request in requests):
            # Before the fork, so that every process has it.
            open_book(origin)
        show = progress or (lambda done, total, label: None)
        calls = [(r.origin, r.card.slug, use_cache) for r in requests]
        labels = [r.card.label for r in requests]
        yield from in_parallel(
            work_on, calls, labels, self._jobs, show, lost=_lost, bounds=self._bounds
        )


def _lost(call: tuple[Any, ...], why: str) -> _Work:
    """The report of a derivation whose process was lost."""
    from ..report.theorems import broken_report
    from .checking import checker_of

    origin, slug, _ = call
    entry = checker_of(open_book(origin)).entry(slug)
    return _Work(broken_report(entry, f"undecided: {why}"), "", False, ())


def work_on(origin: str, slug: str, use_cache: bool) -> _Work:
    """Check one derivation, unless its verdict is known."""
    from ..report import theorems as reporting
    from .checking import BuildError, checker_of

    checker = checker_of(open_book(origin))
    entry = checker.entry(slug)
    cache = Cache() if use_cache else None
    key = ""
    try:
        if cache is not None:
            key = _key(checker, slug)
            known = cache.theorem(key)
            if known is not None:
                report = reporting.with_lines(known, checker.derivation(slug))
                return _Work(report, key, True, discovery.sources())
        report = reporting.check_and_report(checker, slug)
    except BuildError as error:
        report = reporting.broken_report(entry, str(error))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # to leave the process would look like a pass
        report = reporting.broken_report(entry, f"undecided: {trouble(error)}")
    if cache is not None and report.holds and environment() == environment.__wrapped__():
        cache.put_theorem(key, report)
    return _Work(report, key if report.holds else "", False, discovery.sources())


def _key(checker: Checker, slug: str) -> str:
    """Where the verdict on a derivation belongs: covers all that it depends on."""
    from .checking import fingerprint

    derivation = checker.derivation(slug)
    parts = [environment(), checker.digest(slug), fingerprint(derivation)]
    if derivation.crosschecks:
        # Their functions are Python: any change of the file, or of its helpers, counts.
        parts += [file_digest(derivation.file), str(discovery.sources(helpers=True))]
    return combined(parts)


# -- books -----------------------------------------------------------------------------
def open_book(origin: str) -> Book:
    """The book of that origin, imported.

    Raises:
        InputError: if it cannot be imported.
    """
    return discovery.library() if origin == LIBRARY else discovery.open_file(Path(origin))


def _book_name(origin: str) -> str:
    return f"file {origin}" if origin else f"library {' '.join(discovery.packages())}"


def _index(book: Book) -> Index:
    chapters = dict.fromkeys(entry.chapter for entry in book.entries)
    return Index(
        tuple(ChapterReport(c.slug, c.title, c.introduction) for c in chapters),
        tuple(Card(e.label, e.slug, e.title, e.chapter.slug) for e in book.entries),
        discovery.sources(),
        book.missing,
    )


def _relocated(report: TheoremReport, origin: str) -> TheoremReport:
    """The report with its file named as seen from the current folder."""
    if origin == LIBRARY:
        return report
    here = shown_path(origin)
    steps = (replace(s, file=here) if s.file == report.file else s for s in report.steps)
    return replace(report, file=here, steps=tuple(steps))


def default_jobs() -> int:
    """As many processes as this process may use processors."""
    affinity: Any = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
