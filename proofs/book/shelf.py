"""The derivations of one book as they were handed over, each once.

Imports no SymPy: a verdict that is known already needs the data alone.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..exchange.strict import FileRefused
from ..report.lines import NoteLine
from .authoring import Author, BuildError
from .cache import Card, combined, environment
from .discovery import LIBRARY, is_notes
from .handed import Contents, Listed, Reasons, Written


@dataclass(frozen=True)
class Request:
    """One derivation of one origin."""

    origin: str
    card: Card


class Shelf:
    """What one origin holds, and the author's process that hands it over.

    Args:
        origin: the path of a file, or nothing for the installed packages.
    """

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.author = Author(origin)
        #: Whether all of a file's reasons must be the right ones as they stand.
        self.all_strict = False
        self._contents: Contents | None = None
        self._handed: dict[str, Written | BuildError] = {}
        self._whole: dict[str, Written] = {}
        self._statements: Mapping[str, Any] | None = None
        self._lines: tuple[NoteLine, ...] | None = None
        self._further: tuple[tuple[str, str, str], ...] | None = None

    def contents(self) -> Contents:
        """What the book holds.

        Raises:
            InputError: if it cannot be read.
        """
        if self._contents is None:
            self._contents = self.author.contents()
        return self._contents

    def listed(self, slug: str) -> Listed:
        """Who the derivation of that slug is."""
        return next(one for one in self.contents().listed if one.slug == slug)

    def slugs(self) -> tuple[str, ...]:
        """The slugs of the book, in order."""
        return tuple(one.slug for one in self.contents().listed)

    def handed(self, slug: str) -> Written:
        """The derivation of that slug as its author wrote it, asked for once.

        Raises:
            BuildError: if it cannot be handed over.
        """
        if slug not in self._handed:
            try:
                self._handed[slug] = self.author.written(slug)
            except BuildError as error:
                self._handed[slug] = error
        found = self._handed[slug]
        if isinstance(found, BuildError):
            raise found
        return found

    def written(self, slug: str) -> Written:
        """The derivation of that slug, with the reasons found that its author left out.

        Raises:
            BuildError: if it cannot be handed over.
        """
        handed = self.handed(slug)
        if not self._open(handed):
            return handed
        if slug not in self._whole:
            from .found import found_reasons

            try:
                reasons = found_reasons(self, slug)
                if reasons.open:
                    reasons = found_reasons(self, slug, shelf_of(LIBRARY))
                self.supply(slug, reasons)
            except FileRefused:  # told with its place by whoever reads it to check it
                return handed
        return self._whole[slug]

    def statement(self, slug: str) -> Any:
        """The derivation of that slug without its steps; None if it cannot be handed over."""
        try:
            return {**self.handed(slug).data, "steps": []}
        except BuildError:
            return None

    def statements(self) -> Mapping[str, Any]:
        """What all derivations state, by slug: asked for once, or remembered."""
        if self._statements is None:
            found = {slug: self.statement(slug) for slug in self.slugs()}
            self._statements = {slug: bare for slug, bare in found.items() if bare is not None}
        return self._statements

    def remember_statements(self, statements: Mapping[str, Any]) -> None:
        """Spare the author's process: what is found in these are no more than proposals."""
        self._statements = statements

    def lines(self) -> tuple[NoteLine, ...]:
        """The lines of notes, as they were read; none of any other file."""
        if self._lines is None:
            self._lines = self.author.lines() if is_notes(self.origin) else ()
        return self._lines

    def lacking(self, slug: str) -> bool:
        """Whether reasons are to be looked for that nobody has looked for so far.

        Raises:
            BuildError: if it cannot be handed over.
        """
        return slug not in self._whole and self._open(self.handed(slug))

    def _open(self, handed: Written) -> bool:
        """Whether something is to be looked for; unless it is strict, every reason is looked at."""
        return not handed.whole or not self._strict(handed)

    def strict(self, slug: str) -> bool:
        """Whether a reason that does not do is refused, and no other put in its place.

        It is so for what is installed: the reasons of a book are those of its authors.

        Raises:
            BuildError: if it cannot be handed over.
        """
        return self._strict(self.handed(slug))

    def _strict(self, handed: Written) -> bool:
        strict = self.all_strict or handed.strict
        return self.origin == LIBRARY or (strict and not is_notes(self.origin))

    def supply(self, slug: str, reasons: Reasons) -> None:
        """Put in the reasons that were found; they are no more than proposals."""
        self._whole[slug] = self.handed(slug).with_reasons(reasons)

    def further(self) -> tuple[tuple[str, str, str], ...]:
        """Package, label and module of what is stated in Coq alone, asked for once."""
        if self._further is None:
            self._further = self.author.further()
        return self._further

    def home(self, slug: str, other: str) -> Shelf | None:
        """The shelf that ``other`` stands on, seen from ``slug``; None if it comes later."""
        slugs = self.slugs()
        if other in slugs:
            return self if slugs.index(other) < slugs.index(slug) else None
        if self.origin != LIBRARY:
            library = shelf_of(LIBRARY)
            return library if other in library.slugs() else None
        return None

    def key(self, slug: str) -> str:
        """Where the verdict on a derivation belongs: the engine, its data, all that it cites.

        Raises:
            BuildError: if it cannot be handed over.
        """
        written = self.written(slug)
        parts = [environment(), slug, written.digest, str(written.sources)]
        for other in written.cites:
            home = self.home(slug, other)
            parts.append(f"{other} {home.key(other) if home else 'missing'}")
        return combined(parts)


@functools.cache
def shelf_of(origin: str) -> Shelf:
    """The one shelf of an origin in this process."""
    return Shelf(origin)
