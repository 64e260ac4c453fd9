"""Collects derivations as test items, one for each step and one for each statement.

The ini option ``derivation_files`` lists globs, relative to the root folder, of files that
hold derivations.  A test is then called ``chapter.py::D1::3-LimitLaws``.  This module is
loaded in every pytest run of its environment, so it imports nothing heavy by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ..book.checking import Checker
    from ..report.data import CrossCheckReport, StepReport, TheoremReport


class DerivationFailed(Exception):
    """What is wrong, in plain text, at a line of the author's file."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare ``derivation_files``."""
    parser.addini("derivation_files", "globs of files that hold derivations", type="args")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> DerivationFile | None:
    """Take a file that one of the globs names and that registers a derivation."""
    root = parent.config.rootpath
    globs: list[str] = parent.config.getini("derivation_files")
    if not file_path.is_relative_to(root):
        return None
    path = file_path.relative_to(root)
    if not any(path.match(glob) for glob in globs):
        return None
    if "@derivation" not in file_path.read_text(encoding="utf-8", errors="replace"):
        return None
    return DerivationFile.from_parent(parent, path=file_path)


class DerivationFile(pytest.File):
    """A file of derivations."""

    def collect(self) -> Iterator[pytest.Collector]:
        """One collector for each derivation."""
        from ..book.checking import checker_of
        from ..book.discovery import InputError, open_file

        try:
            book = open_file(self.path.resolve())
        except InputError as error:
            raise self.CollectError(str(error)) from error
        checker = checker_of(book)
        for entry in book.entries:
            yield DerivationCollector.from_parent(
                self, name=entry.label, checker=checker, slug=entry.slug
            )


class DerivationCollector(pytest.Collector):
    """One derivation; it is checked when the first of its items runs."""

    def __init__(self, *, checker: Checker, slug: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._checker = checker
        self._slug = slug
        self._report: TheoremReport | None = None

    @classmethod
    def from_parent(cls, parent: Any, **kwargs: Any) -> DerivationCollector:
        """Make one below ``parent``."""
        return super().from_parent(parent, **kwargs)

    def collect(self) -> Iterator[pytest.Item]:
        """One item for each step, then one for the statement as a whole."""
        from ..book.checking import BuildError

        entry = self._checker.entry(self._slug)
        try:
            steps = self._checker.derivation(self._slug).steps
        except BuildError:
            # The statement's item says so: one bad derivation must not stop the run.
            steps = []
        for position, step in enumerate(steps):
            name = f"{step.number}-{step.rule.name}"
            yield StepItem.from_parent(
                self, name=name, place=(step.file, step.line), position=position
            )
        yield StatementItem.from_parent(self, name="statement", place=(entry.file, entry.line))

    @property
    def report(self) -> TheoremReport:
        """What the check found."""
        if self._report is None:
            from ..book.checking import BuildError
            from ..report.theorems import broken_report, check_and_report

            try:
                self._report = check_and_report(self._checker, self._slug)
            except BuildError as error:
                self._report = broken_report(self._checker.entry(self._slug), str(error))
        return self._report


class DerivationItem(pytest.Item):
    """A part of a derivation that holds or fails by itself."""

    def __init__(self, *, place: tuple[str, int], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._place = place

    @classmethod
    def from_parent(cls, parent: Any, **kwargs: Any) -> DerivationItem:
        """Make one below ``parent``."""
        return super().from_parent(parent, **kwargs)

    @property
    def theorem(self) -> TheoremReport:
        """What the check of the whole derivation found."""
        if not isinstance(self.parent, DerivationCollector):
            raise TypeError("a derivation item stands below its derivation")
        return self.parent.report

    def note(self, **properties: object) -> None:
        """Put properties into the report of the run (JUnit's ``<property>``)."""
        self.user_properties.extend(properties.items())

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the author wrote it (lines count from 0 here) and what to call it."""
        file, line = self._place
        label = self.parent.name if self.parent else ""
        return Path(file).resolve(), line - 1, f"{label} {self.name}"

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """The text of ``hardlimit verify``, without a traceback."""
        if isinstance(excinfo.value, DerivationFailed):
            return excinfo.value.text
        return super().repr_failure(excinfo, style)


class StepItem(DerivationItem):
    """One step."""

    def __init__(self, *, position: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._position = position

    def runtest(self) -> None:
        """Fail if a witness does not accept the step."""
        theorem = self.theorem
        if self._position >= len(theorem.steps):
            # The derivation as a whole is malformed; the statement says how.
            raise DerivationFailed(f"{theorem.file}: {theorem.label}: {theorem.failure}")
        step = theorem.steps[self._position]
        self._note_step(step)
        if step.failure:
            from .text import step_failure

            raise DerivationFailed("\n".join(step_failure(theorem, step)))

    def _note_step(self, step: StepReport) -> None:
        witnesses = {
            f"{name}_witness": f"{found.status} {found.count or ''}".strip()
            for name, found in step.witnesses.items()
        }
        self.note(level=step.level, **witnesses)


class StatementItem(DerivationItem):
    """The statement: it follows from the steps, and its formula fits the NumPy function."""

    def runtest(self) -> None:
        """Fail if the theorem does not hold."""
        theorem = self.theorem
        self.note(level=theorem.level, steps=len(theorem.steps))
        if theorem.crosscheck is not None:
            self._note_crosscheck(theorem.crosscheck)
        if not theorem.holds:
            from .text import statement_failure

            raise DerivationFailed("\n".join(statement_failure(theorem)))

    def _note_crosscheck(self, check: CrossCheckReport) -> None:
        self.note(
            crosscheck=check.function, problems=check.problems, max_error=f"{check.max_error:.0e}"
        )
