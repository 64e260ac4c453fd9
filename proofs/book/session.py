"""Runs checks, in several processes if asked to; what the cache knows is not done again.

Importing this imports no SymPy: a run that finds everything in the cache never needs it.
"""

from __future__ import annotations

import contextlib
import importlib
from collections import deque
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..report.data import ChapterReport, LineReport, TheoremReport
from ..report.lines import line_reports
from .authoring import BuildError
from .bounds import Bounds
from .cache import Cache, Card, Index
from .completing import completed, lost, work_on
from .confine import can_confine
from .discovery import LIBRARY, InputError, is_notes, module_name, packages, shown_path
from .files import nothing_in, read_files
from .handed import Contents
from .seeking import Seeker
from .shelf import Request, Shelf, shelf_of
from .workers import Progress, in_parallel


@dataclass(frozen=True)
class Result:
    """A report, and whether it came out of the cache."""

    report: TheoremReport
    cached: bool


class Session:
    """One run: knows the contents of books and finds the reports of their theorems.

    A user's own file is always imported and written anew, and where its process could write
    into the cache nothing is taken from there; the contents of the installed packages are
    remembered as long as none of their files changes.

    Args:
        cache: where verdicts are kept, or None to check everything afresh.
        jobs: how many processes may check at the same time.
        bounds: what each of them may use.
        strict: a reason in a Python file that does not do is refused, although another would.
    """

    def __init__(
        self,
        cache: Cache | None,
        jobs: int = 1,
        bounds: Bounds | None = None,
        *,
        strict: bool = False,
    ) -> None:
        self._cache = cache
        self._jobs = jobs
        self._bounds = bounds or Bounds()
        self._strict = strict
        self._indices: dict[str, Index] = {}

    @property
    def cached(self) -> bool:
        """Whether verdicts may be kept."""
        return self._cache is not None

    @property
    def jobs(self) -> int:
        """How many processes may work at the same time."""
        return self._jobs

    def shelf(self, origin: str) -> Shelf:
        """The derivations of that origin, whose author's process is bounded as this run is."""
        shelf = shelf_of(origin)
        # What is installed is imported as a whole: that is no step of the user's.
        shelf.author.bounds = self._bounds if origin != LIBRARY else Bounds()
        shelf.all_strict = self._strict
        return shelf

    def contents(self, origin: str) -> Index:
        """What there is in the book of that origin, remembered or asked for.

        Raises:
            InputError: if the book cannot be read.
        """
        if origin not in self._indices:
            known = None
            if self._cache is None:
                # Nothing is known, so that all is checked: loaded before the author's process is
                # forked, it need not be loaded there once more.
                importlib.import_module(".checking", __package__)
            if self._cache and origin == LIBRARY:
                known = self._cache.index(_library_name())
            self._indices[origin] = known or _index(self.shelf(origin).contents())
        return self._indices[origin]

    def in_file(self, path: Path) -> list[Request]:
        """The derivations in a file: of an installed chapter, or of the file by itself.

        Raises:
            InputError: if there is no such file, or it cannot be read.
        """
        return [request for file in read_files(path) for request in self._in_one(file)]

    def _in_one(self, path: Path) -> list[Request]:
        if module_name(path) is not None:
            shown = shown_path(path)
            cards = [card for card in self.contents(LIBRARY).cards if card.file == shown]
            if cards:
                return [Request(LIBRARY, card) for card in cards]
        found = [Request(str(path), card) for card in self.contents(str(path)).cards]
        if not found:
            raise nothing_in(path, self.shelf(str(path)).lines())
        return found

    def lines(
        self, reports: Mapping[Request, TheoremReport], unread: Sequence[Path] = ()
    ) -> tuple[LineReport, ...]:
        """The verdicts on the lines of the notes among the requested derivations.

        ``unread`` are notes none of whose lines was understood.
        """
        found: list[LineReport] = []
        origins = [r.origin for r in reports if is_notes(r.origin)] + list(map(str, unread))
        for origin in dict.fromkeys(origins):
            own = {r.card.slug: report for r, report in reports.items() if r.origin == origin}
            found += line_reports(shown_path(origin), self.shelf(origin).lines(), own)
        return tuple(found)

    def shadowing(self, requests: Sequence[Request]) -> list[Request]:
        """Those of a user's own files that share a label or slug with an installed one."""
        own = [request for request in requests if request.origin != LIBRARY]
        if not own or not packages():
            return []
        try:
            cards = self.contents(LIBRARY).cards
        except InputError:
            return []
        taken = {name for card in cards for name in (card.label, card.slug)}
        return [r for r in own if not taken.isdisjoint((r.card.label, r.card.slug))]

    def chapters(self, requests: Sequence[Request]) -> tuple[ChapterReport, ...]:
        """The chapters of the requested derivations, in reading order."""
        wanted = {(request.origin, request.card.chapter) for request in requests}
        origins = dict.fromkeys(request.origin for request in requests)
        found = [(o, chapter) for o in origins for chapter in self.contents(o).chapters]
        return tuple(dict.fromkeys(c for o, c in found if (o, c.slug) in wanted))

    def remember_contents(self) -> None:
        """Store what the installed packages hold, even if nothing was checked."""
        if self._cache is not None and LIBRARY in self._indices:
            self._cache.put_index(_library_name(), self._indices[LIBRARY])

    def level(self, card: Card) -> str:
        """The level of an installed theorem if its verdict is in the cache, else nothing."""
        report = self._stored(card.slug, card.key)
        return report.level if report else ""

    def _stored(self, slug: str, key: str) -> TheoremReport | None:
        report = self._cache.theorem(key) if self._cache else None
        return report if report is not None and report.slug == slug else None

    # -- running ---------------------------------------------------------------------
    def results(
        self, requests: Sequence[Request], progress: Progress | None = None
    ) -> Generator[Result, None, None]:
        """The reports of the requested theorems, each as soon as those before it are there."""
        Seeker(self._cache, self._jobs, self._bounds, self.shelf, self._sources).look(
            requests, progress
        )
        keys = {request: self._key(request) for request in requests} if self._cache else {}
        known = {r: self._stored(r.card.slug, keys.get(r, "")) for r in requests}
        left = [request for request in requests if known[request] is None]
        self._begin_crosschecks(requests, left)
        waiting: deque[tuple[Request, TheoremReport]] = deque()
        with contextlib.closing(self._run(left, progress)) as works:
            for request in requests:
                waiting.append((request, known[request] or next(works)))
                while waiting and self._ready(*waiting[0]):
                    yield self._result(*waiting.popleft(), known, keys)
            while waiting:
                yield self._result(*waiting.popleft(), known, keys)
        self._remember(keys)

    def result(self, request: Request) -> Result:
        """The report of one theorem, worked out in this process.

        For those who ask for one after another: each uses what was found for those before it.
        """
        Seeker(self._cache, 1, self._bounds, self.shelf, self._sources).look([request], None)
        key = self._key(request) if self._cache else ""
        known = self._stored(request.card.slug, key)
        self._begin_crosschecks([request], [] if known else [request])
        report = known or work_on(request.origin, request.card.slug)
        return self._result(request, report, {request: known}, {request: key})

    def _sources(self) -> object:
        return self.contents(LIBRARY).sources

    def _key(self, request: Request) -> str:
        """Where the verdict belongs; nothing if the derivation is not handed over."""
        if request.card.key:
            return request.card.key
        if request.origin != LIBRARY and not can_confine():
            return ""
        try:
            return self.shelf(request.origin).key(request.card.slug)
        except BuildError:
            return ""

    def _remember(self, keys: dict[Request, str]) -> None:
        """Store the contents of the installed packages, with where each verdict is kept."""
        if self._cache is None or LIBRARY not in self._indices:
            return
        found = {r.card.slug: key for r, key in keys.items() if r.origin == LIBRARY}
        index = self._indices[LIBRARY]
        cards = tuple(replace(c, key=found.get(c.slug, c.key)) for c in index.cards)
        self._indices[LIBRARY] = replace(index, cards=cards)
        self._cache.put_index(_library_name(), self._indices[LIBRARY])

    def _run(
        self, requests: list[Request], progress: Progress | None
    ) -> Generator[TheoremReport, None, None]:
        if not requests:
            return
        from .checking import prepare

        show = progress or (lambda done, total, label: None)
        calls = [(r.origin, r.card.slug) for r in requests]
        labels = [r.card.label for r in requests]
        # Before the fork, so that every process has them; one checks what it cites for others, too.
        parts = prepare(calls)
        yield from in_parallel(
            work_on, calls, labels, self._jobs, show, lost=lost, bounds=self._bounds, parts=parts
        )

    # -- cross-checks ----------------------------------------------------------------
    def _checks(self, request: Request) -> int:
        """How many cross-checks the derivation has."""
        try:
            return self.shelf(request.origin).written(request.card.slug).crosschecks
        except BuildError:
            return 0

    def _begin_crosschecks(self, requests: Sequence[Request], left: list[Request]) -> None:
        """Start the cross-checks: the author's process works while others do."""
        for origin in dict.fromkeys(request.origin for request in requests):
            # Those of an own file may rest on anything, so that they are never remembered.
            wanted = [r for r in requests if r.origin == origin and (origin or r in left)]
            slugs = [r.card.slug for r in wanted if self._checks(r)]
            self.shelf(origin).author.begin_crosschecks(slugs)

    def _ready(self, request: Request, report: TheoremReport) -> bool:
        return not report.holds or self.shelf(request.origin).author.ready(request.card.slug)

    def _result(
        self,
        request: Request,
        report: TheoremReport,
        known: dict[Request, TheoremReport | None],
        keys: dict[Request, str],
    ) -> Result:
        cached = known[request] is not None
        if request.origin == LIBRARY and cached:
            return Result(report, cached)
        report = completed(self.shelf(request.origin), request.card.slug, report)
        if self._cache is not None and report.holds and not cached and keys[request]:
            self._cache.put_theorem(keys[request], report)
        return Result(report, cached)


def _library_name() -> str:
    return f"library {' '.join(packages())}"


def _index(contents: Contents) -> Index:
    return Index(
        tuple(ChapterReport(*chapter) for chapter in contents.chapters),
        tuple(Card(e.label, e.slug, e.title, e.chapter, e.file) for e in contents.listed),
        contents.sources,
        contents.missing,
    )
