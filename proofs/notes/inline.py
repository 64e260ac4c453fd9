"""Formulas in prose: read like any other; what states something points to where it is stated.

A text is *covered* if every formula in it is understood and every relation in it is a line, a
hypothesis or a definition that is checked elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..language.claims import Equal, Relation
from ..language.context import Context
from ..language.errors import HardlimitError
from ..report.render.formula import Printer
from ..rules.logic import same_relation
from .declaring import read_span
from .lines import Notes
from .names import Names
from .places import NotUnderstood, Place, Source
from .relations import RelationReader

NAMED, STATED, UNSTATED, NOT_UNDERSTOOD = "named", "stated", "unstated", "not understood"


@dataclass(frozen=True)
class Spoken:
    """A formula in prose.

    ``kind``: it names something; it states what is *stated* at ``where``; it states what stands
    nowhere else; or it is not understood.  ``printed`` is the reading, in LaTeX again.
    """

    place: Place
    text: str
    kind: str
    where: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()
    error: str = ""


def read_spoken(
    source: Source, start: int, end: int, names: Names, claims: Mapping[str, Relation]
) -> Spoken:
    """The formula between two places; ``claims`` are relations by what they are called."""
    place, text = source.place(start), source.text[start:end]
    try:
        if _is_range(source, start, end, names):
            return Spoken(place, text, NAMED)
        if _names_only(source, start, end, names):
            return Spoken(place, text, NAMED)
        stated = RelationReader(source, start, end, names).line()
    except NotUnderstood as error:
        return Spoken(place, text, NOT_UNDERSTOOD, error=error.told(source))
    relations = [one.relation for one in stated]
    found = [next((n for n, c in claims.items() if same_relation(c, r)), "") for r in relations]
    kind = STATED if all(found) else UNSTATED
    return Spoken(place, text, kind, tuple(filter(None, found)), _printed(relations, names))


def spoken(notes: Notes) -> list[Spoken]:
    """All formulas in the prose of ``notes``, in order."""
    known = [
        (Names(d.context), claims_of(d.context, _steps(notes, g)))
        for g, d in enumerate(notes.drafts)
    ]
    out = []
    for inline, derivation in notes.inline:
        if derivation < 0:
            place = notes.source.place(inline.start)
            text = notes.source.text[inline.start : inline.end]
            error = f"{place}: no block before it says what is given"
            out.append(Spoken(place, text, NOT_UNDERSTOOD, error=error))
        else:
            names, claims = known[derivation]
            out.append(read_spoken(notes.source, inline.start, inline.end, names, claims))
    return out


def _steps(notes: Notes, derivation: int) -> dict[str, Relation]:
    """The relations that lines state (those under a condition of their own are left out)."""
    steps = notes.drafts[derivation].steps
    return {f"line {s.line}": s.claim.relation for s in reversed(steps) if not s.claim.under}


def claims_of(context: Context, steps: Mapping[str, Relation]) -> dict[str, Relation]:
    """What is given and shown, by what it is called."""
    found = {f"hypothesis {n}": h.relation for n, h in context.hypotheses.items() if not h.guard}
    for name, item in context.definitions.items():
        entry = item.base[item.params] if item.params else item.base
        found[f"definition {name}"] = Equal(entry, item.body)
    return {**found, **steps}


def _is_range(source: Source, start: int, end: int, names: Names) -> bool:
    span = read_span(source, start, end)
    sizes = [i.thing for i, _ in names.matching(span.size) if i.kind == "size"] if span else []
    labels = span.labels if span else ()
    return bool(sizes) and all(
        label.text in names.indices and names.indices[label.text].size == sizes[0]
        for label in labels
    )


def _names_only(source: Source, start: int, end: int, names: Names) -> bool:
    """Whether there are only formulas, set apart by commas, that state nothing."""
    reader = RelationReader(source, start, end, names)
    if not reader.peek():
        raise reader.error("an empty formula")
    while True:
        reader.expression()
        if not reader.took(","):
            return not reader.peek()


def _printed(relations: list[Relation], names: Names) -> tuple[str, ...]:
    try:
        printer = Printer(names.context)
        return tuple(map(printer.relation, relations))
    except HardlimitError as error:
        return (str(error),)
