"""Checks derivations in the order in which they may cite one another."""

from __future__ import annotations

import contextlib
import functools
import sys
import traceback
from collections.abc import Callable

from sympy.printing.str import StrPrinter

from ..kernel.derivation import Derivation
from ..kernel.digests import derivation_digest
from ..kernel.gate import Checked, CheckedStep, Theorem, check
from ..language.errors import HardlimitError, ran_out
from ..rules import Cite
from .bounds import beat
from .cache import combined
from .discovery import Book, shown_path
from .registry import Entry, build


class BuildError(HardlimitError):
    """The function that writes a derivation raised an error."""


class Checker:
    """Checks the derivations of a book, each once.

    A derivation may cite those that stand before it in the book, and those of the books
    before; whatever it cites is checked first.  Theorems are made by the kernel here and
    now, never read from anywhere.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._derivations: dict[str, Derivation] = {}
        self._checked: dict[str, Checked] = {}

    def derivation(self, slug: str) -> Derivation:
        """The derivation as its function writes it.

        Raises:
            BuildError: if the function raises.
        """
        if slug not in self._derivations:
            self._derivations[slug] = _build(self.entry(slug))
        return self._derivations[slug]

    def entry(self, slug: str) -> Entry:
        """The book's entry of that slug."""
        return next(e for e in self._book.entries if e.slug == slug)

    def check(self, slug: str, progress: Callable[[CheckedStep], None] | None = None) -> Checked:
        """The kernel's outcome for one derivation of the book.

        Raises:
            BuildError: if the function that writes it raises.
        """
        if slug not in self._checked:
            derivation = self.derivation(slug)
            theorems: dict[str, Theorem] = {}
            for other in citations(derivation):
                found = self._cited(slug, other)
                if found is not None and found.theorem is not None:
                    theorems[other] = found.theorem
            self._checked[slug] = check(derivation, theorems, progress or beat)
        return self._checked[slug]

    def digest(self, slug: str) -> str:
        """A digest of the derivation and of all that it cites, without checking anything.

        Raises:
            BuildError: if the function that writes it raises.
        """
        derivation = self.derivation(slug)
        cited = []
        for other in citations(derivation):
            home = self.home(slug, other)
            cited.append(f"{other} {home.digest(other) if home else 'missing'}")
        return derivation_digest(derivation, cited)

    def unproved(self, slug: str) -> tuple[str, ...]:
        """The cited slugs that stand before ``slug`` but do not hold."""
        found = ((other, self._cited(slug, other)) for other in citations(self.derivation(slug)))
        return tuple(o for o, c in found if c is not None and c.theorem is None)

    def _cited(self, slug: str, other: str) -> Checked | None:
        home = self.home(slug, other)
        if home is None:
            return None
        try:
            return home.check(other)
        except BuildError as error:
            return Checked(Derivation(other, other, other, ""), failure=str(error))

    def home(self, slug: str, other: str) -> Checker | None:
        """The checker that ``other`` belongs to, seen from ``slug``; None if it comes later."""
        slugs = [entry.slug for entry in self._book.entries]
        if other in slugs[: slugs.index(slug)]:
            return self
        if other in slugs:
            return None
        book = self._book.before()
        while book is not None:
            checker = checker_of(book)
            if other in checker.slugs():
                return checker
            book = book.before()
        return None

    def slugs(self) -> tuple[str, ...]:
        """The slugs of the book, in order."""
        return tuple(entry.slug for entry in self._book.entries)


@functools.cache
def checker_of(book: Book) -> Checker:
    """The one checker of a book in this process."""
    return Checker(book)


def citations(derivation: Derivation) -> tuple[str, ...]:
    """The slugs that the derivation cites, in order of first use."""
    rules = (step.rule for step in derivation.steps)
    return tuple(dict.fromkeys(rule.slug for rule in rules if isinstance(rule, Cite)))


def _build(entry: Entry) -> Derivation:
    try:
        with contextlib.redirect_stdout(sys.stderr):
            return build(entry)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # to leave the process would look like a pass
        frames = traceback.extract_tb(error.__traceback__)
        mine = [f for f in frames if f.filename == entry.file] or frames
        spent = ran_out(error)
        text = spent or " ".join(str(error).split()) or type(error).__name__
        kind = "" if spent or isinstance(error, HardlimitError) else f"{type(error).__name__}: "
        place = f"{shown_path(mine[-1].filename)}:{mine[-1].lineno}"
        raise BuildError(f"{place}: the derivation cannot be written down: {kind}{text}") from error


def fingerprint(derivation: Derivation) -> str:
    """A digest of all that a report shows of the derivation besides what the kernel digests."""
    show = StrPrinter({"order": "none"}).doprint
    context = derivation.context
    parts: list[object] = [derivation.label, derivation.slug, derivation.title]
    parts += [derivation.chapter, derivation.summary, derivation.pitfall_text]
    parts += [derivation.reference_list, list(context.size_notes.items())]
    parts += [(s.symbol.name, s.tex, s.note) for s in context.symbols.values()]
    parts += [(f.name, f.tex, f.note, f.vector) for f in context.families.values()]
    for d in context.definitions.values():
        parts.append((d.name, d.tex, d.note, d.vector, show(d.body)))
    relations = [h.relation for h in context.hypotheses.values()] + derivation.goals
    for step in derivation.steps:
        parts.append((step.number, step.why, step.continues, step.rule.title))
        relations += [step.claim.relation, *(h.relation for h in step.claim.under)]
    parts += [[show(e) for e in relation.expressions()] for relation in relations]
    parts += [(c.function, show(c.formula), show(c.axes)) for c in derivation.crosschecks]
    return combined(parts)
