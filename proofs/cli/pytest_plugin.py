"""Collects derivations as test items, one for each step and one for each statement.

The ini option ``derivation_files`` lists files, folders and globs (``**`` goes into folders),
relative to the root folder: by the same rule as ``[tool.hardlimit] files`` in ``pyproject.toml``
(:func:`.project.named_files`).  Each file is imported in a process of its own; a name that leads
to no derivation is an error.  A test is then called
``chapter.py::D1::3-LimitLaws``.  Verdicts are kept, and found again, where ``hardlimit verify``
keeps them; ``--no-verdict-cache`` neither reads nor writes them.  This module is loaded in every
pytest run of its environment, so it imports nothing heavy by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ..book.discovery import InputError
from .project import named_files

if TYPE_CHECKING:
    from ..book.session import Session
    from ..book.shelf import Request
    from ..report.data import CrossCheckReport, StepReport, TheoremReport

#: For each name in the ini option its files, and how many derivations each holds once it is read.
_HELD = pytest.StashKey[dict[str, dict[Path, int | None]]]()


class DerivationFailed(Exception):
    """What is wrong, in plain text, at a line of the author's file."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare ``derivation_files`` and ``--no-verdict-cache``."""
    parser.addini(
        "derivation_files", "files, folders and globs of files that hold derivations", type="args"
    )
    parser.getgroup("hardlimit").addoption(
        "--no-verdict-cache",
        action="store_true",
        help="check all derivations afresh: neither read nor write verdicts",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark by which pytest-xdist keeps together what is checked together."""
    config.addinivalue_line("markers", "xdist_group(name): run by one worker (pytest-xdist)")


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Have the files visited although ``testpaths`` does not name them."""
    config = session.config
    names: list[str] = config.getini("derivation_files")
    try:
        held = {n: dict.fromkeys(named_files(config.rootpath, n)) for n in names}
    except InputError as error:
        raise pytest.UsageError(f"derivation_files: {error}") from None
    config.stash[_HELD] = held
    if names and not any(held.values()):
        raise pytest.UsageError(
            f"derivation_files: {', '.join(names)} names no file with a derivation"
        )
    for files in held.values():
        if config.args_source == pytest.Config.ArgsSource.TESTPATHS:
            visited = [config.rootpath / arg.partition("::")[0] for arg in config.args]
            config.args += [
                str(file)
                for file in files
                if not any(file.is_relative_to(place) for place in visited)
            ]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Have what is checked together run together, once pytest-xdist has named the groups."""
    yield
    read_groups(item for item in items if isinstance(item, DerivationItem))


def read_groups(items: Iterable[Any]) -> None:
    """Have pytest 9.2 read the groups that pytest-xdist 3.8 writes behind the names of tests."""
    for item in items:
        written, known = getattr(item, "_nodeid", None), getattr(item, "_id", None)
        if written is not None and known is not None and written != item.nodeid:
            item._id = type(known).parse(written)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse a name all of whose files were read, and none holds a derivation."""
    config = session.config
    for name, held in config.stash[_HELD].items():
        if held and None not in held.values() and not any(held.values()):
            raise pytest.UsageError(f"derivation_files: {name} names no file with a derivation")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> DerivationFile | None:
    """Take a file that the ini option names."""
    named = any(file_path in files for files in parent.config.stash[_HELD].values())
    return DerivationFile.from_parent(parent, path=file_path) if named else None


class DerivationFile(pytest.File):
    """A file of derivations."""

    def collect(self) -> Iterator[pytest.Collector]:
        """One collector for each derivation."""
        # All that judges, before the file is imported: pytest puts folders of tests, to which
        # an author's process may write, in front of all others from which modules come.
        from ..book import checking  # noqa: F401
        from ..book.cache import Cache
        from ..book.discovery import NothingHeld
        from ..book.session import Session
        from ..language.errors import RanOut
        from .project import project_strict

        cache = None if self.config.getoption("no_verdict_cache") else Cache()
        verdicts = Session(cache, strict=project_strict())
        try:
            requests = verdicts.in_file(self.path.resolve())
        except NothingHeld:
            requests = []
        except (InputError, RanOut) as error:
            raise self.CollectError(str(error)) from error
        for held in self.config.stash[_HELD].values():
            if self.path in held:
                held[self.path] = len(requests)
        for request in requests:
            yield DerivationCollector.from_parent(
                self, name=request.card.label, request=request, verdicts=verdicts
            )


class DerivationCollector(pytest.Collector):
    """One derivation; it is checked when the first of its items runs."""

    def __init__(self, *, request: Request, verdicts: Session, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # What it cites, and the author's process, serve all derivations of the book.
        self.add_marker(pytest.mark.xdist_group(request.origin or "installed derivations"))
        self._request, self._verdicts = request, verdicts
        self._report: TheoremReport | None = None

    @classmethod
    def from_parent(cls, parent: Any, **kwargs: Any) -> DerivationCollector:
        """Make one below ``parent``."""
        return super().from_parent(parent, **kwargs)

    def collect(self) -> Iterator[pytest.Item]:
        """One item for each step, then one for the statement as a whole."""
        from ..book.authoring import BuildError
        from ..book.shelf import shelf_of

        shelf, slug = shelf_of(self._request.origin), self._request.card.slug
        listed = shelf.listed(slug)
        try:
            written = shelf.handed(slug)
            steps = list(zip(written.data["steps"], written.places, strict=True))
        except BuildError:
            # The statement's item says so: one bad derivation must not stop the run.
            steps = []
        for position, (step, (file, line)) in enumerate(steps):
            place = (self._path(file, listed.file), line)
            # A reason that is left out is looked for when the step is checked.
            rule = f"-{step['rule']['rule']}" if step["rule"] else ""
            name = f"{step['number']}{rule}"
            yield StepItem.from_parent(self, name=name, place=place, position=position)
        place = (self.path, listed.line)
        yield StatementItem.from_parent(self, name="statement", place=place)

    def _path(self, file: str, own: str) -> Path:
        """Where a step stands: in the file that is collected, or in a helper of it."""
        return self.path if file == own else Path(file).resolve()

    @property
    def report(self) -> TheoremReport:
        """What the check found."""
        if self._report is None:
            self._report = self._verdicts.result(self._request).report
        return self._report


class DerivationItem(pytest.Item):
    """A part of a derivation that holds or fails by itself."""

    def __init__(self, *, place: tuple[Path, int], **kwargs: Any) -> None:
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
        return file, line - 1, f"{label} {self.name}"

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
