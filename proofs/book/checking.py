"""Checks derivations in the order in which they may cite one another.

What is checked is the frozen derivation that the strict reader builds from the data that
the author's process handed over; author code never runs here.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from ..exchange.strict import FileRefused
from ..exchange.theorems import read_body
from ..kernel.derivation import Derivation
from ..kernel.digests import derivation_digest
from ..kernel.form import check_lines, positive_definitions
from ..kernel.gate import Checked, CheckedStep, Theorem, check
from ..kernel.unused import unused_hypotheses, unused_steps
from ..language.context import Context
from ..language.errors import HardlimitError, RanOut
from ..language.wording import describe, spoken_by
from ..report.data import TheoremReport
from ..report.render.matrices import MatrixPrinter, written_by_entries
from ..report.theorems import Told, theorem_report
from ..rules import Cite
from ..rules.unsaid import UNSAID
from ..search import Advice, advised, hanging
from .authoring import BuildError
from .bounds import beat
from .discovery import LIBRARY, InputError, is_notes, shown_path
from .handed import Listed, Written
from .shelf import Shelf, shelf_of

#: Where a derivation stands: the origin, and its slug there.
Place = tuple[str, str]


class Checker:
    """Checks the derivations of a book, each once.

    A derivation may cite those that stand before it in the book, and a file's those of the
    installed packages; whatever it cites is checked first.  Theorems are made by the kernel
    here and now, never read from anywhere.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._derivations: dict[str, Derivation] = {}
        self._checked: dict[str, Checked] = {}
        self._advice: dict[str, dict[str, Advice]] = {}

    @property
    def shelf(self) -> Shelf:
        """Where the derivations come from."""
        return self._shelf

    def derivation(self, slug: str) -> Derivation:
        """The derivation as it was handed over.

        Raises:
            BuildError: if none was handed over, or the strict reader refuses it.
        """
        if slug not in self._derivations:
            self._derivations[slug] = _read(self.listed(slug), self._shelf.written(slug))
        return self._derivations[slug]

    def handed(self, slug: str) -> Derivation:
        """The derivation as its author wrote it, with the places of reasons that are left out.

        Raises:
            BuildError: if none was handed over, or the strict reader refuses it.
        """
        return _read(self.listed(slug), self._shelf.handed(slug))

    def listed(self, slug: str) -> Listed:
        """Who the derivation of that slug is."""
        return self._shelf.listed(slug)

    def check(self, slug: str, progress: Callable[[CheckedStep], None] | None = None) -> Checked:
        """The kernel's outcome for one derivation of the book.

        Raises:
            BuildError: if it was not handed over.
        """
        if slug not in self._checked:
            derivation = self.derivation(slug)
            theorems = self._theorems(derivation)
            self._checked[slug] = check(derivation, theorems, progress or beat)
        return self._checked[slug]

    def _theorems(self, derivation: Derivation) -> dict[str, Theorem]:
        """What the derivation cites, as far as it holds."""
        theorems: dict[str, Theorem] = {}
        for other in citations(derivation):
            found = self._cited(derivation.slug, other)
            if found is not None and found.theorem is not None:
                theorems[other] = found.theorem
        return theorems

    def report(self, slug: str) -> TheoremReport:
        """Check one derivation and report on it, its cross-checks apart.

        Raises:
            BuildError: if it was not handed over.
        """
        checked = self.check(slug)
        report = theorem_report(checked, None, self.unproved(slug), self.told(slug))
        if checked.failure and all(step.holds for step in checked.steps):
            report = replace(report, failure=f"{self._at_fault(slug, checked)}{checked.failure}")
        if checked.theorem is not None and self._shelf.origin != LIBRARY:
            report = replace(report, remarks=tuple(self._remarks(checked)))
        # Without the time for what it cites, which may have been checked on the way.
        return replace(
            report, seconds=round(checked.seconds, 3), object=self._shelf.written(slug).digest
        )

    def _remarks(self, checked: Checked) -> Iterator[str]:
        """What nothing uses; of notes all lines are stated."""
        derivation = checked.derivation
        if not is_notes(self._shelf.origin):
            places = {
                step.number: f"{shown_path(step.file)}:{step.line}: " for step in derivation.steps
            }
            for number in unused_steps(checked):
                yield f"{places[number]}{derivation.label} step {number} is used by nothing"
        with self._spoken(derivation):
            for name in unused_hypotheses(checked):
                held = describe(derivation.context.hypotheses[name].relation, derivation.context)
                yield f"{derivation.label}: nothing uses the hypothesis {name}: {held}"

    def _at_fault(self, slug: str, checked: Checked) -> str:
        """Where the step stands that is no line of the language, if it is one alone.

        Otherwise where the part of the statement stands that is not shown, or the function.
        """
        derivation, written = self.derivation(slug), self._shelf.written(slug)
        for step in derivation.steps:
            alone = replace(step, number="1", rule=UNSAID)
            try:
                check_lines(replace(derivation, goals=(), steps=(alone,)))
            except HardlimitError:
                return f"{shown_path(step.file)}:{step.line}: step {step.number}: "
            except (RecursionError, MemoryError):
                continue
        if is_notes(self._shelf.origin):
            return ""
        if 0 < checked.unshown <= len(written.goals):
            file, line = written.goals[checked.unshown - 1]
            return f"{file}:{line}: "
        listed = self.listed(slug)
        return f"{listed.file}:{listed.line}: "

    def told(self, slug: str) -> Told:
        """What is to be said of the steps besides what the witnesses say."""
        checked, written = self.check(slug), self._shelf.written(slug)
        told = Told(frozenset(written.found), dict(written.remarks))
        if checked.theorem is not None or not checked.steps:
            return told
        if slug not in self._advice:
            theorems = self._theorems(checked.derivation)
            positive = positive_definitions(checked.derivation.context)
            with self._spoken(checked.derivation):
                self._advice[slug] = advised(checked, theorems, positive, beat)
        return replace(told, hangs=hanging(checked), advice=self._advice[slug])

    def _spoken(self, derivation: Derivation) -> contextlib.AbstractContextManager[None]:
        """Who words what is said: in notes, the printer of their formulas."""
        if is_notes(self._shelf.origin):
            with contextlib.suppress(HardlimitError):
                context = derivation.context
                own = [n.text for n in self._shelf.lines() if n.slug == derivation.slug]
                products = bool(own) and not any(written_by_entries(t, context) for t in own)
                printer = MatrixPrinter(context, asked=products)
                printer.written = " ".join(own)
                return spoken_by(printer)
        return contextlib.nullcontext()

    def digest(self, slug: str) -> str:
        """A digest of the derivation and of all that it cites, without checking anything.

        Raises:
            BuildError: if it was not handed over.
        """
        derivation = self.derivation(slug)
        cited = []
        for other in citations(derivation):
            home = self.home(slug, other)
            cited.append(home.digest(other) if home else "missing")
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
            nothing = Derivation(other, other, other, "", "", Context(), (), ())
            return Checked(nothing, failure=str(error))

    def home(self, slug: str, other: str) -> Checker | None:
        """The checker that ``other`` belongs to, seen from ``slug``; None if it comes later."""
        place = self._shelf.home(slug, other)
        return None if place is None else checker_of(place.origin)

    def slugs(self) -> tuple[str, ...]:
        """The slugs of the book, in order."""
        return self._shelf.slugs()


@functools.cache
def checker_of(origin: str) -> Checker:
    """The one checker of a book in this process; nothing is the installed packages."""
    return Checker(shelf_of(origin))


def prepare(asked: Iterable[Place]) -> list[set[Place]]:
    """Have these derivations, and all that they cite, handed over and read.

    Processes that are forked afterwards share them.  What cannot be handed over is left out.
    Of each it is told what is checked with it: the derivation itself, and all that it rests on.
    """
    cited: dict[Place, list[Place]] = {}
    return [_reached(place, cited) for place in asked]


def _reached(place: Place, cited: dict[Place, list[Place]]) -> set[Place]:
    """What is reached from there by citations; each is read when it is first met."""
    reached: set[Place] = set()
    left = [place]
    while left:
        place = left.pop()
        if place not in reached:
            reached.add(place)
            if place not in cited:
                cited[place] = _read_with_lines(*place)
            left += cited[place]
    return reached


def _read_with_lines(origin: str, slug: str) -> list[Place]:
    """Have a derivation read, and the lines of notes; where what it cites stands."""
    checker = checker_of(origin)
    try:
        derivation = checker.derivation(slug)
        checker.shelf.lines()
    except (BuildError, InputError, RanOut):
        return []
    homes = ((checker.home(slug, other), other) for other in citations(derivation))
    return [(home.shelf.origin, other) for home, other in homes if home is not None]


def citations(derivation: Derivation) -> tuple[str, ...]:
    """The slugs that the derivation cites, in order of first use."""
    rules = (step.rule for step in derivation.steps)
    return tuple(dict.fromkeys(rule.slug for rule in rules if isinstance(rule, Cite)))


def _read(listed: Listed, written: Written) -> Derivation:
    try:
        derivation = read_body(written.data, unsaid=True)
    except FileRefused as error:
        said = str(error).removeprefix(f"theorem {listed.label}: ")
        raise BuildError(f"{_place(listed, written)}: {said}") from None
    if (derivation.label, derivation.slug) != (listed.label, listed.slug):
        raise BuildError(f"{listed.file}: what is handed over has another name than {listed.label}")
    steps = (
        replace(step, file=file, line=line)
        for step, (file, line) in zip(derivation.steps, written.places, strict=True)
    )
    return replace(derivation, steps=tuple(steps), file=listed.file)


def _place(listed: Listed, written: Written) -> str:
    """Where what is refused stands: the line of a step that is refused alone, if one is."""
    bare = {**written.data, "goals": [], "steps": []}
    with contextlib.suppress(FileRefused):
        read_body(bare)
        for step, (file, line) in zip(written.data["steps"], written.places, strict=True):
            try:
                read_body({**bare, "steps": [{**step, "number": "1"}]}, unsaid=True)
            except FileRefused:
                return f"{file}:{line}"
    return f"{listed.file}:{listed.line}"


__all__ = ["LIBRARY", "BuildError", "Checker", "checker_of", "citations", "prepare"]
