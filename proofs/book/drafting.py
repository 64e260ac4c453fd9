"""How a derivation is written: declare, assume, state the goal, then step by step.

Nothing is checked while it is written, except that names are declared once.  What is
written is handed over as data (:mod:`.authoring`) and judged elsewhere.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ..instances.examples import Example
from ..kernel.derivation import Derivation, Step
from ..language.claims import AtMost, Claim, Equal, Hypothesis, LessThan, Relation, TendsTo
from ..language.declarations import Declarations, quantified
from ..language.vocabulary import Index, expression
from ..rules.base import Ref, Rule
from ..rules.chains import Chain
from .said import cases_of, reason_of, relation_of

Under = tuple[Hypothesis, ...] | Hypothesis


@dataclass(frozen=True)
class CrossCheck:
    """How to compare a formula of the theorem with a NumPy function.

    ``function`` is the dotted name shown to readers; ``call(problem)`` gives its
    value; ``bind`` maps declared names to arrays or numbers of a problem;
    ``formula`` is evaluated at all values of its free indices (in the order of
    ``axes``).
    """

    function: str
    formula: Any
    axes: tuple[Index, ...]
    bind: Callable[[Any], dict[str, Any]]
    call: Callable[[Any], Any]
    problems: Callable[[], Any]
    scale: Callable[[Any], float] = lambda problem: 0.0


class Draft(Declarations):
    """A derivation in the making; see the README for a worked example."""

    def __init__(
        self,
        label: str,
        slug: str,
        title: str,
        chapter: str,
        summary: str = "",
        file: str = "",
    ) -> None:
        super().__init__()
        self.label, self.slug, self.title = label, slug, title
        self.chapter, self.summary, self.file = chapter, summary, file
        self.goals: list[Relation] = []
        self.steps: list[Step] = []
        self.pitfall_text = ""
        self.reference_list: list[str] = []
        self.crosschecks: list[CrossCheck] = []
        self.examples: list[Example] = []
        self._folded = False

    def assume(
        self,
        name: str,
        relation: Relation,
        forall: tuple[Index, ...] | Index = (),
        given: Relation | None = None,
    ) -> Ref:
        """A hypothesis: for all ``forall`` for which ``given`` holds, ``relation``."""
        guard = None if given is None else relation_of(given)
        self.suppose(quantified(name, relation_of(relation), forall, guard))
        return Ref(name)

    def case(self, name: str, relation: Relation) -> Hypothesis:
        """A local hypothesis, to be put in ``under=`` of the steps of one case."""
        return Hypothesis(name, relation_of(relation))

    def goal(self, *relations: Relation) -> None:
        """What is to be shown; each must be the claim of some step."""
        self.goals.extend(map(relation_of, relations))

    def have(
        self,
        relation: Relation,
        by: Rule | str | None = None,
        why: str | Rule | None = None,
        under: Under = (),
        continues: bool = False,
    ) -> Ref:
        """One step; the reference that is returned can be used by later steps.

        ``d.have(claim, "why", Rule(...))``, the last two in either order.  The rule may be left
        out: it is then looked for when the line is checked.
        """
        rule, sentence = reason_of(by, why)
        number = str(len(self.steps) + 1)
        claim = Claim(relation_of(relation), cases_of(under))
        where = _author_line()
        self.steps.append(Step(number, claim, rule, sentence, *where, continues, self._folded))
        return Ref(number)

    @contextmanager
    def details(self) -> Iterator[None]:
        """Steps written in this block lie under the next line: read only when it is opened."""
        before, self._folded = self._folded, True
        try:
            yield
        finally:
            self._folded = before

    def calc(self, start: Any, under: Under = ()) -> Calc:
        """A chain of lines that starts with ``start``."""
        return Calc(self, expression(start), under)

    def pitfall(self, text: str) -> None:
        """What published notes get wrong or leave out here."""
        self.pitfall_text = text

    def refer(self, *texts: str) -> None:
        """References of the literature."""
        self.reference_list.extend(texts)

    def example(
        self,
        sizes: Mapping[str, int] | None = None,
        values: Mapping[str, Any] | None = None,
        indices: Mapping[str, int] | None = None,
    ) -> None:
        """An instance of one's own, for hypotheses that are hard to meet by chance.

        ``d.example({"N": 2}, {"x": [1, Fraction(1, 2)], "s": 3})`` names every size, symbol
        and family; it is looked at beside the instances that are drawn.
        """
        self.examples.append(Example.of(sizes, values, indices))

    def crosscheck(self, check: CrossCheck) -> None:
        """Compare a formula of the theorem with a NumPy function."""
        self.crosschecks.append(check)

    def frozen(self) -> Derivation:
        """What has been written so far, as data that later lines do not reach."""
        return Derivation(
            self.label,
            self.slug,
            self.title,
            self.chapter,
            self.summary,
            self.context.snapshot(),
            tuple(self.goals),
            tuple(self.steps),
            self.pitfall_text,
            tuple(self.reference_list),
            self.file,
            tuple(self.examples),
        )


class Calc:
    """A chain of lines, each starting where the one before ended."""

    def __init__(self, draft: Draft, start: Any, under: Under) -> None:
        self.draft = draft
        self.start = start
        self.here = start
        self.under = under
        self.lines: list[Ref] = []
        self.kinds: list[Relation] = []

    def eq(self, rhs: Any, by: Rule | str, why: str | Rule | None = None) -> Ref:
        """The next line: = rhs."""
        return self._line(Equal(self.here, expression(rhs)), by, why)

    def le(self, rhs: Any, by: Rule | str, why: str | Rule | None = None) -> Ref:
        """The next line: <= rhs."""
        return self._line(AtMost(self.here, expression(rhs)), by, why)

    def lt(self, rhs: Any, by: Rule | str, why: str | Rule | None = None) -> Ref:
        """The next line: < rhs."""
        return self._line(LessThan(self.here, expression(rhs)), by, why)

    def tends(
        self, limit: Any, variable: Any, by: Rule | str, why: str | Rule | None = None
    ) -> Ref:
        """A line "tends to ``limit`` as ``variable`` falls to 0"; only equations may follow."""
        return self._line(TendsTo(self.here, variable, expression(limit)), by, why)

    def _line(self, relation: Any, by: Any, why: Any) -> Ref:
        ref = self.draft.have(relation, by, why, self.under, bool(self.lines))
        self.lines.append(ref)
        self.kinds.append(relation)
        self.here = relation.expressions()[-1]
        return ref

    def done(self, why: str = "Read the lines above from first to last.") -> Ref:
        """Close the chain: first side against last side, by transitivity."""
        if len(self.lines) == 1:
            return self.lines[0]
        return self.draft.have(self.conclusion(), Chain(tuple(self.lines)), why, self.under)

    def conclusion(self) -> Relation:
        """What the chain shows."""
        limit = next((k for k in self.kinds if isinstance(k, TendsTo)), None)
        if limit is not None:
            return TendsTo(self.start, limit.variable, self.here)
        kind: type[Any] = Equal
        if any(isinstance(k, LessThan) for k in self.kinds):
            kind = LessThan
        elif any(isinstance(k, AtMost) for k in self.kinds):
            kind = AtMost
        return kind(self.start, self.here)  # type: ignore[no-any-return]


def _author_line() -> tuple[str, int]:
    """The file and line of the call that came from outside this module."""
    frame = sys._getframe(1)
    while frame.f_code.co_filename == __file__ and frame.f_back is not None:
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno
