"""A line of one's own, judged: right, true but idle, false at an instance, or not understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..book.checking import Checker
from ..instances.pool import Pool
from ..instances.witness import COUNT, examine
from ..kernel.derivation import Derivation, Step
from ..kernel.form import check_lines, positive_definitions
from ..language.claims import Claim, Equal, Hypothesis, Optimum, Relation
from ..language.errors import HardlimitError, ran_out
from ..notes.names import Names
from ..notes.places import NotUnderstood, Source
from ..notes.relations import RelationReader
from ..notes.stated import Stated
from ..report.render.formula import Printer
from ..report.theorems import plain_name, relevant, values
from ..rules import Algebra, State
from ..search.question import Question
from ..search.repairs import repair
from .attempts_said import Said

MOST = 2_000


def attempt(checker: Checker, slug: str, number: str, text: str) -> Said:
    """Judge ``text`` as the line that stands at step ``number``, with all steps before it known."""
    derivation = checker.derivation(slug)
    wanted = next(step for step in derivation.steps if step.number == number)
    before = [s for s in derivation.steps if int(s.number) < int(number)]
    printer = Printer(derivation.context)
    try:
        found = _read(text, derivation, wanted, printer)
    except NotUnderstood as error:
        return Said("not understood", said=(error.message,))
    except (HardlimitError, RecursionError) as error:
        return Said("not understood", said=(str(error) or "it is too deep",))
    read = ";  ".join(printer.plain_relation(one.relation) for one in found)
    judge = _Judge(derivation, wanted, {step.number: step.claim for step in before})
    for place, one in enumerate(found, 1):
        answer = judge.said(one, place, read)
        if answer.kind != "true":
            return answer
    right = len(found) == 1 and _same(found[0], wanted, derivation)
    return Said("right" if right else "true", read)


def _read(text: str, derivation: Derivation, wanted: Step, printer: Printer) -> list[Stated]:
    if len(text) > MOST:
        raise NotUnderstood("it is too long", 0)
    names = Names(derivation.context)
    reader = RelationReader(Source(text), 0, len(text), names)
    if reader.goes_on():
        text = f"{printer.expression(wanted.claim.relation.expressions()[0])} {text}"
        reader = RelationReader(Source(text), 0, len(text), names)
    return reader.line(None)


class _Judge:
    """Judges lines at the place of one step, the steps before it known."""

    def __init__(self, derivation: Derivation, wanted: Step, earlier: dict[str, Claim]) -> None:
        self._derivation, self._wanted, self._earlier = derivation, wanted, earlier
        self._pool = Pool(derivation.context, derivation.slug, COUNT)

    def said(self, one: Stated, place: int, read: str) -> Said:
        """What is said of one relation of a line."""
        own = tuple(Hypothesis(f"own_{place}_{n}", r) for n, r in enumerate(one.under, 1))
        claim = Claim(one.relation, (*self._wanted.claim.under, *own))
        step = replace(self._wanted, claim=claim, rule=Algebra(), continues=False)
        try:
            check_lines(replace(self._derivation, steps=(step,), goals=()))
        except HardlimitError as error:
            return Said("not understood", read, (str(error),))
        try:
            return self._judged(claim, one, read)
        except (HardlimitError, RecursionError, MemoryError) as error:
            return Said("undecided", read, (ran_out(error) or str(error),))

    def _judged(self, claim: Claim, one: Stated, read: str) -> Said:
        verdict = examine(claim, self._pool)
        if verdict.status == "refutes":
            return Said("false", read, tuple(self._false(claim, verdict)))
        if verdict.status != "accepts":
            return Said("undecided", read, (verdict.detail,))
        context = self._derivation.context
        state = State(context, claim, self._earlier, {}, positive_names=self._positive())
        for part in one.lost:  # what cancels must have a value all the same
            state.require_defined(part)
        return Said("true", read)

    def _false(self, claim: Claim, verdict: Any) -> Iterator[str]:
        context = self._derivation.context
        question = Question(context, claim, self._earlier, {}, self._positive())
        yield verdict.detail
        if verdict.instance is not None:
            names = relevant(verdict.instance.context, claim)
            yield f"at {'; '.join(values(verdict.instance, names, plain_name))}"
        found = repair(question, self._pool)
        if found is not None:
            mended = Printer(context).plain_relation(found.relation)
            yield f"perhaps {found.slip}: {mended} would hold"

    def _positive(self) -> frozenset[str]:
        return positive_definitions(self._derivation.context)


def _same(one: Stated, wanted: Step, derivation: Derivation) -> bool:
    """Whether a line says what is wanted, up to algebra inside its sides.

    Where the line is algebra alone, all true lines would be the same up to algebra: there the
    sides must be those that are wanted, as a reader sees them.
    """
    relation, asked = one.relation, wanted.claim.relation
    if one.under or type(relation) is not type(asked):
        return False
    if relation == asked:
        return True
    if isinstance(relation, Optimum) and not _same_optimum(relation, asked):
        return False
    state = State(derivation.context, wanted.claim, {}, {})
    shown = Printer(derivation.context).plain
    for sides in _ways(relation):
        pairs = list(zip(sides, asked.expressions(), strict=True))
        if all(a == b or shown(a) == shown(b) for a, b in pairs):
            return True
        try:
            idle = isinstance(asked, Equal) and state.equal(asked.lhs, asked.rhs)
            if not idle and all(a == b or state.equal(a, b) for a, b in pairs):
                return True
        except (HardlimitError, TypeError, AttributeError):
            continue
    return False


def _same_optimum(one: Optimum, asked: Any) -> bool:
    """Whether both are least (or greatest) values over one domain, uniquely or not."""
    return (one.kind, set(one.domain), one.unique) == (
        asked.kind,
        set(asked.domain),
        asked.unique,
    )


def _ways(relation: Relation) -> list[tuple[Any, ...]]:
    sides = relation.expressions()
    return [sides, sides[::-1]] if isinstance(relation, Equal) else [sides]
