"""What an author's process hands over, and the strict reading of it.  Imports no SymPy."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from ..exchange.strict import FileRefused, canonical, showable
from ..report.data import CrossCheckReport
from ..report.lines import NoteLine
from ..report.render.charts import Chart
from ..report.render.tables import Numbers
from .drawings import read_chart, read_table

Read = TypeVar("Read")
Rows = list[list[float]]


@dataclass(frozen=True)
class Listed:
    """A derivation of a book: who it is, and the file and line of its function."""

    label: str
    slug: str
    title: str
    summary: str
    chapter: str
    file: str
    line: int


@dataclass(frozen=True)
class Contents:
    """What a book holds: chapters (slug, title, introduction), derivations in reading order.

    ``missing`` are chapters that are announced but not there; ``sources`` the path and digest
    of each file that was imported.
    """

    chapters: tuple[tuple[str, str, str], ...]
    listed: tuple[Listed, ...]
    missing: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Opening:
    """What a package adds to its documents.

    ``slugs`` are those of its derivations.  Remarks by slug, panels of the picture of shares
    (sigma, points, means, shares, axes), charts, tables, and texts to read: the file of each and
    what stands in it.  ``reference_texts`` stand before all theorems.
    """

    package: str
    slugs: tuple[str, ...]
    remarks: dict[str, str]
    panels: tuple[tuple[float, Rows, Rows, Rows, tuple[str, str]], ...]
    charts: tuple[Chart, ...] = ()
    tables: tuple[Numbers, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    reference_texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Reasons:
    """The rules of all steps as plain data, None where there is none.

    ``found`` are the numbers of those that were looked for, ``remarks`` what is to be said of a
    step, by number.  ``open``: a step has none although no instance refutes it, and not all
    theorems were looked at.
    """

    rules: tuple[Any, ...]
    found: tuple[str, ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()
    open: bool = False


@dataclass(frozen=True)
class Written:
    """One derivation as it was handed over.

    ``data`` is its plain form, ``places`` the file and line of each step, ``goals`` those of the
    parts of the statement (none for notes), ``crosschecks`` how many cross-checks
    it has, and ``sources`` the files they depend on.  ``needs`` are terms, by
    the number of a step, that must have a value although they do not stand in it; ``found`` and
    ``remarks`` come from the search for reasons that were left out, or do not do; ``strict``:
    none that does not do may be replaced.
    """

    data: Any
    places: tuple[tuple[str, int], ...]
    crosschecks: int
    sources: tuple[tuple[str, str], ...]
    needs: tuple[tuple[str, Any], ...] = ()
    found: tuple[str, ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()
    goals: tuple[tuple[str, int], ...] = ()
    strict: bool = False

    @property
    def whole(self) -> bool:
        """Whether every step has its reason, and nothing else is needed."""
        return not self.needs and all(step["rule"] is not None for step in self.data["steps"])

    @property
    def untried(self) -> tuple[Any, ...]:
        """The rules as they were handed over, none where a term is not known to have a value."""
        needed = {number for number, _ in self.needs}
        steps = self.data["steps"]
        return tuple(None if step["number"] in needed else step["rule"] for step in steps)

    def with_reasons(self, reasons: Reasons) -> Written:
        """The same with these reasons in their places."""
        pairs = zip(self.data["steps"], reasons.rules, strict=True)
        data = {**self.data, "steps": [{**step, "rule": rule} for step, rule in pairs]}
        return replace(self, data=data, found=reasons.found, remarks=reasons.remarks)

    @functools.cached_property
    def digest(self) -> str:
        """SHA-256 of the data: all that is checked and shown, places and files apart."""
        return hashlib.sha256(canonical(self.data)).hexdigest()

    @property
    def cites(self) -> tuple[str, ...]:
        """The slugs that the derivation cites, in order of first use."""
        return tuple(dict.fromkeys(_cited(self.data)))


def _cited(data: Any) -> Iterator[str]:
    for rule in (step["rule"] for step in data["steps"]):
        if rule is not None and rule["rule"] == "Cite":
            yield text_of(rule["slug"])


def _refusing(function: Callable[[dict[str, Any]], Read]) -> Callable[[dict[str, Any]], Read]:
    """Data of another form is refused, whatever is wrong with it."""

    @functools.wraps(function)
    def strict(found: dict[str, Any]) -> Read:
        try:
            return function(found)
        except FileRefused:
            raise
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise FileRefused(f"what is handed over has another form ({error})") from None

    return strict


@_refusing
def read_contents(found: dict[str, Any]) -> Contents:
    listed = tuple(_listed(*item) for item in _list(found["listed"]))
    chapters = tuple((text_of(s), text_of(t), prose_of(i)) for s, t, i in _list(found["chapters"]))
    missing = tuple(map(text_of, _list(found["missing"])))
    return Contents(chapters, listed, missing, _sources(found["sources"]))


def _listed(
    label: Any, slug: Any, title: Any, summary: Any, chapter: Any, file: Any, line: Any
) -> Listed:
    first, second, third, fifth, sixth = map(text_of, (label, slug, title, chapter, file))
    return Listed(first, second, third, prose_of(summary), fifth, sixth, _whole(line))


@_refusing
def read_written(found: dict[str, Any]) -> Written:
    data = found["derivation"]
    list(_cited(data))
    for step in data["steps"]:
        text_of(step["number"])
        if step["rule"] is not None:
            text_of(step["rule"]["rule"])
    places, goals = _placed(found["places"]), _placed(found.get("goals", []))
    if len(places) != len(data["steps"]):
        raise FileRefused("what is handed over has another number of lines")
    needs = tuple((text_of(number), part) for number, part in _list(found["needs"]))
    if not {number for number, _ in needs} <= {step["number"] for step in data["steps"]}:
        raise FileRefused("what is handed over needs something of a step that is not there")
    sources = _sources(found["sources"])
    count, strict = _whole(found["crosschecks"]), found.get("strict") is True
    return Written(data, places, count, sources, needs, goals=goals, strict=strict)


def _placed(found: Any) -> tuple[tuple[str, int], ...]:
    return tuple((text_of(file), _whole(line)) for file, line in _list(found))


@_refusing
def read_lines(found: dict[str, Any]) -> tuple[NoteLine, ...]:
    return tuple(map(_line, _list(found["lines"])))


def _line(item: dict[str, Any]) -> NoteLine:
    line, column, last = map(_whole, _list(item["place"]))
    return NoteLine(
        line,
        column,
        last,
        prose_of(item["text"]),
        prose_of(item["slug"]),
        tuple(map(prose_of, _list(item["steps"]))),
        tuple(map(prose_of, _list(item["read"]))),
        prose_of(item["error"]),
        item["hangs"] is True,
        item["goes_on"] is True,
        tuple(map(prose_of, _list(item["named"]))),
        tuple(map(prose_of, _list(item["taken"]))),
        tuple(map(_whole, _list(item["restricted"]))),
        tuple(map(prose_of, _list(item["guessed"]))),
        item["within"] is True,
        prose_of(item["unjudged"]),
    )


@_refusing
def read_further(found: dict[str, Any]) -> tuple[tuple[str, str, str], ...]:
    every = _list(found["further"])
    return tuple(
        (text_of(package), text_of(label), text_of(module)) for package, label, module in every
    )


@_refusing
def read_openings(found: dict[str, Any]) -> tuple[Opening, ...]:
    return tuple(map(_opening, _list(found["openings"])))


def _opening(found: dict[str, Any]) -> Opening:
    remarks = {text_of(slug): prose_of(text) for slug, text in _list(found["remarks"])}
    panels = []
    for item in _list(found["panels"]):
        x, y = map(text_of, _list(item["labels"]))
        rows = (_rows(item[name]) for name in ("points", "means", "responsibilities"))
        points, means, shares = rows
        panels.append((float(text_of(item["sigma"])), points, means, shares, (x, y)))
    texts, others = (tuple(map(_text, _list(found[kind]))) for kind in ("texts", "reference_texts"))
    return Opening(
        text_of(found["package"]),
        tuple(map(text_of, _list(found["slugs"]))),
        remarks,
        tuple(panels),
        tuple(map(read_chart, _list(found["charts"]))),
        tuple(map(read_table, _list(found["tables"]))),
        texts,
        others,
    )


def _text(found: Any) -> tuple[str, str]:
    file, *lines = map(text_of, _list(found))
    return file, "\n".join(lines)


def _rows(found: Any) -> Rows:
    return [[float(text_of(value)) for value in _list(row)] for row in _list(found)]


@_refusing
def read_crosscheck(found: dict[str, Any]) -> CrossCheckReport | str:
    if "error" in found:
        return text_of(found["error"])
    report = found["report"]
    return CrossCheckReport(
        function=text_of(report["function"]),
        problems=_whole(report["problems"]),
        max_error=float(text_of(report["max_error"])),
        ok=report["ok"] is True,
        detail=text_of(report["detail"]),
        digest=text_of(found["digest"]),
    )


def _sources(found: Any) -> tuple[tuple[str, str], ...]:
    return tuple((text_of(path), text_of(digest)) for path, digest in _list(found))


def text_of(value: Any) -> str:
    """``value`` if it is one line of text: a second one could look like a verdict of ours."""
    if "\n" in prose_of(value):
        raise FileRefused("what is handed over has several lines where there must be one")
    return str(value)


def prose_of(value: Any) -> str:
    """``value`` if it is text that can be shown."""
    if not isinstance(value, str):
        raise FileRefused("what is handed over has no text where there must be one")
    showable(value)
    return value


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise FileRefused("what is handed over has no whole number where there must be one")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise FileRefused("what is handed over has no list where there must be one")
    return value
