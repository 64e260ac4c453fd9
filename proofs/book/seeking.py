"""Reasons that authors left out: looked for by several processes, and kept as verdicts are.

Importing this imports no SymPy.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .authoring import BuildError
from .bounds import Bounds
from .cache import Cache, combined, environment
from .discovery import LIBRARY, packages
from .handed import Reasons
from .shelf import Request, Shelf, shelf_of
from .workers import Progress, in_parallel


@dataclass(frozen=True)
class Seeker:
    """Looks for the reasons that derivations lack.

    Args:
        cache: where what is found is kept, or None.
        jobs: how many processes may look at the same time.
        bounds: what each of them may use.
        shelf: the derivations of an origin.
        sources: what the installed packages consist of.
    """

    cache: Cache | None
    jobs: int
    bounds: Bounds
    shelf: Callable[[str], Shelf]
    sources: Callable[[], object]

    def look(self, requests: Sequence[Request], progress: Progress | None) -> None:
        """Have reasons looked for where they are lacking, by several processes."""
        left = []
        for request in requests:
            # The contents of the installed packages say where a verdict on a whole one is kept.
            if request.card.key or not self._lacks(request):
                continue
            known = self.cache.reasons(self._question_key(request)) if self.cache else None
            if known is None:
                left.append(request)
            else:
                with contextlib.suppress(ValueError):  # as many rules as there are steps
                    self.shelf(request.origin).supply(request.card.slug, known)
        again = self._sought(left, progress, library=False)
        if again:
            self._state_library()
            self._sought(again, progress, library=True)

    def _state_library(self) -> None:
        """Read what the installed packages state, before the fork: every process has it then."""
        from .found import installed

        library = self.shelf(LIBRARY)
        key = combined([environment(), "statements", self.sources()])
        known = self.cache.statements(key) if self.cache else None
        if known is not None:
            library.remember_statements(known)
        installed(library)
        if self.cache is not None and known is None:
            self.cache.put_statements(key, library.statements())

    def _sought(
        self, requests: list[Request], progress: Progress | None, *, library: bool
    ) -> list[Request]:
        """Look for reasons; those of the requests for which theorems may help."""
        if not requests:
            return []
        from .found import beside

        # Before the fork, too: what may be cited.
        for request in requests:
            beside(self.shelf(request.origin), request.card.slug)
        show = progress or (lambda done, total, label: None)
        calls = [(r.origin, r.card.slug, library) for r in requests]
        labels = [f"reasons in {r.card.label}" for r in requests]
        again = []
        found = in_parallel(
            reasons_of, calls, labels, self.jobs, show, lost=_no_reasons, bounds=self.bounds
        )
        with contextlib.closing(found):
            for request, reasons in zip(requests, found, strict=True):
                if reasons is None:
                    continue
                self.shelf(request.origin).supply(request.card.slug, reasons)
                if reasons.open:
                    again.append(request)
                elif self.cache is not None:
                    self.cache.put_reasons(self._question_key(request), reasons)
        return again

    def _lacks(self, request: Request) -> bool:
        try:
            return self.shelf(request.origin).lacking(request.card.slug)
        except BuildError:
            return False

    def _question_key(self, request: Request) -> str:
        """What found reasons depend on: the derivation and all that it could cite."""
        shelf = self.shelf(request.origin)
        parts: list[object] = [environment(), "reasons", request.card.slug]
        parts.append(shelf.strict(request.card.slug))
        for slug in shelf.slugs():
            with contextlib.suppress(BuildError):
                parts += [slug, shelf.handed(slug).digest]
        if packages() and request.origin != LIBRARY:
            parts.append(self.sources())
        return combined(parts)


def reasons_of(origin: str, slug: str, library: bool) -> Reasons | None:
    """The reasons of one derivation, looked for where they are lacking."""
    from ..exchange.strict import FileRefused
    from .found import found_reasons

    try:
        return found_reasons(shelf_of(origin), slug, shelf_of(LIBRARY) if library else None)
    except FileRefused:
        return None


def _no_reasons(call: tuple[Any, ...], why: str) -> Reasons:
    """The search came to no end: the derivation as it was handed over, and why."""
    origin, slug, _ = call
    rules = shelf_of(origin).handed(slug).untried
    lacking = [str(number) for number, rule in enumerate(rules, 1) if rule is None]
    remarks = tuple((number, f"the search for a reason: {why}") for number in lacking)
    return Reasons(rules, (), remarks)
