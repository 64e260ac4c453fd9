"""Reasons that an author left out, looked for between the hand-over and the gate.

What is found takes its place in the data as if it had been written: it is checked, shown,
kept, exported and sent to Coq like any other, and accepted by nothing before.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, Protocol

from ..exchange.arguments import plain_rule
from ..exchange.formulas import FormulaReader
from ..exchange.strict import FileRefused
from ..exchange.theorems import read_body
from ..kernel.derivation import Step
from ..kernel.form import check_form
from ..language.claims import Claim
from ..language.errors import HardlimitError
from ..rules import Cite
from ..rules.state import State
from ..rules.unsaid import UNSAID
from ..search import Completion, Stated, completed, written_rule
from .authoring import BuildError
from .bounds import beat
from .discovery import LIBRARY, is_notes, packages
from .handed import Reasons, Written


class Shelf(Protocol):
    """What one origin hands over; see :class:`.shelf.Shelf`."""

    origin: str

    def strict(self, slug: str) -> bool: ...

    def __hash__(self) -> int: ...

    def slugs(self) -> tuple[str, ...]: ...

    def handed(self, slug: str) -> Written: ...

    def statement(self, slug: str) -> Any: ...

    def statements(self) -> Mapping[str, Any]: ...

    def home(self, slug: str, other: str) -> Shelf | None: ...


def found_reasons(shelf: Shelf, slug: str, library: Shelf | None = None) -> Reasons:
    """The reasons of all steps of a derivation, those found where the author gave none.

    All theorems of ``library``, the installed packages, are tried as well.

    Raises:
        FileRefused: if what was handed over stands for no derivation.
    """
    written = shelf.handed(slug)
    try:
        whole = _searched(shelf, slug, library)
    except FileRefused:
        raise
    except HardlimitError:
        # What is given is no declaration, or a formula grows beyond bounds: told at the gate.
        return Reasons(written.untried)
    steps = list(whole.derivation.steps)
    remarks = {n: _mended(shelf, whole, n) for n in whole.refused}
    for number, part in written.needs:
        place = int(number) - 1
        trouble = _undefined(whole, steps[place], part)
        if trouble:
            steps[place] = _without(steps[place])
            remarks[number] = f"a part that cancels may have no value: {trouble}"
    rules = tuple(plain_rule(step.rule, unsaid=True) for step in steps)
    wider = bool(whole.open) and library is None and shelf.origin != LIBRARY and bool(packages())
    return Reasons(rules, tuple(whole.found), tuple(remarks.items()), wider)


@functools.lru_cache(maxsize=256)
def _searched(shelf: Shelf, slug: str, library: Shelf | None) -> Completion:
    """The derivation with reasons; none is a theorem of the same file that does not hold.

    Kept, since a later derivation may ask for it again.
    """
    derivation = read_body(shelf.handed(slug).data, unsaid=True)
    # What the gate will not look at is not searched through.
    check_form(derivation)
    theorems: Mapping[str, Stated] = beside(shelf, slug)
    if library is not None:
        theorems = {**installed(library), **theorems}
    mend = not shelf.strict(slug)
    before = shelf.slugs()[: shelf.slugs().index(slug)] if shelf.origin != LIBRARY else ()
    while True:
        whole = completed(derivation, theorems, beat, mend=mend)
        cited = {f.rule.slug for f in whole.found.values() if isinstance(f.rule, Cite)}
        failing = {o for o in before if o in cited and _fails(shelf, o, library)}
        if not failing:
            return whole
        theorems = {other: t for other, t in theorems.items() if other not in failing}


def _mended(shelf: Shelf, whole: Completion, number: str) -> str:
    """What is said of a reason that was replaced; notes show the other at its line."""
    said = f"the reason given does not do: {whole.refused[number]}"
    if is_notes(shelf.origin):
        return said
    return f"{said}; it holds by {written_rule(whole.found[number].rule, whole.derivation.context)}"


def _fails(shelf: Shelf, slug: str, library: Shelf | None) -> bool:
    """Whether a step of the derivation has no reason that its rule accepts."""
    try:
        whole = _searched(shelf, slug, library)
    except (BuildError, FileRefused, HardlimitError):
        return True
    return len(whole.sure) < len(whole.derivation.steps)


def _without(step: Step) -> Step:
    return Step(step.number, step.claim, UNSAID, step.why, step.file, step.line)


def _undefined(whole: Completion, step: Step, part: Any) -> str:
    """Why ``part`` of a step may have no value; empty if it has one."""
    derivation = whole.derivation
    before = derivation.steps[: int(step.number) - 1]
    earlier: dict[str, Claim] = {s.number: s.claim for s in before if s.number in whole.sure}
    try:
        state = State(derivation.context, step.claim, earlier, {})
        state.require_defined(FormulaReader(derivation.context).formula(part))
    except HardlimitError as error:
        return str(error)
    return ""


def beside(shelf: Shelf, slug: str) -> dict[str, Stated]:
    """What the derivation cites already, and what stands before it in the same file."""
    found: dict[str, Stated] = {}
    before = shelf.slugs()[: shelf.slugs().index(slug)]
    homes = ((shelf.home(slug, other), other) for other in (*before, *shelf.handed(slug).cites))
    for home, other in homes:
        stated = _neighbour(home, other) if home is not None else None
        if stated is not None:
            found[other] = stated
    return found


@functools.lru_cache(maxsize=1024)
def _neighbour(home: Shelf, slug: str) -> Stated | None:
    """What a derivation states for those behind it.

    Who breaks the language is refused where it stands, and matched with nothing.
    """
    bare = home.statement(slug)
    return _stated(bare, whole=True) if bare is not None else None


@functools.cache
def installed(library: Shelf) -> dict[str, Stated]:
    """All that the installed packages state."""
    found = {}
    for slug, bare in library.statements().items():
        beat()
        stated = _stated(bare)
        if stated is not None:
            found[slug] = stated
    return found


def _stated(bare: Any, *, whole: bool = False) -> Stated | None:
    """What is stated, as it can be cited; ``whole``: its formulas are looked through first."""
    try:
        body = read_body(bare)
        if whole:
            check_form(body)
    except HardlimitError:
        return None
    return Stated.by(body)
