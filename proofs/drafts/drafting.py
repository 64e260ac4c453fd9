"""How a derivation is written: declare, assume, state the goal, then step by step.

Nothing is checked while it is written, except that names are declared once.  What is
written is handed over as data (:mod:`.authoring`) and judged elsewhere.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..instances.examples import Example
from ..kernel.derivation import Derivation, Step
from ..language.chance import Law
from ..language.claims import Claim, Hypothesis, Relation, TendsTo
from ..language.declarations import quantified
from ..language.declared import DECLARED
from ..language.laws import law_of
from ..language.statements import at_infinity, at_most, equal
from ..language.substitution import family_name, same
from ..language.vocabulary import Index, expression, total
from ..rules.base import Ref, Rule
from .chains import Calc, Under
from .matrices import MatrixWords
from .said import Written, cases_of, reason_of, relation_of


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


class Draft(MatrixWords):
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
        self.goals: list[Relation] = Written("goals", "goal")
        self.goal_places: list[tuple[str, int]] = []
        self.steps: list[Step] = Written("steps", "show")
        self.pitfall_text = ""
        #: Whether a reason that does not do is refused, and none that does put in its place.
        self.strict = False
        self.reference_list: list[str] = []
        self.crosschecks: list[CrossCheck] = []
        self.examples: list[Example] = []
        self._folded = False
        self._under: tuple[Hypothesis, ...] = ()

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

    def probabilities(
        self,
        name: str,
        *indices: Index,
        given: tuple[Index, ...] | Index = (),
        tex: str = "",
        note: str = "",
    ) -> Law:
        """A law: a family of numbers that are not negative and sum to 1 over ``indices``.

        ``given`` are indices for each value of which there is such a law.  What is assumed of
        the sum has the name of the family and ``_total``.
        """
        before = (given,) if isinstance(given, Index) else tuple(given)
        sizes = (i.size for i in (*before, *indices))
        family = self.family(name, *sizes, sign="nonnegative", tex=tex, note=note)
        law = law_of(family[(*before, *indices)], indices, before)
        self.assume(f"{name}_total", equal(total(law.weight, *indices), 1), before)
        return law

    def law(
        self, weight: Any, *indices: Index, by: Rule | None = None, nonnegative: Rule | None = None
    ) -> Law:
        """The law with these probabilities over ``indices``: two lines state that it is one.

        Of what is declared not to be negative, or assumed to sum to 1, there is no line.  The
        reasons, ``by`` of the sum and ``nonnegative``, may be left out.
        """
        law = law_of(weight, indices)
        shown = [h.relation for h in self.context.hypotheses.values() if h.guard is None]
        shown += [step.claim.relation for step in self.steps if not step.claim.under]
        signed = self.context.families.get(_family_of(law.weight))
        with self.details():
            if signed is None or DECLARED[signed.sign].side < 1:
                positive = at_most(0, law.weight)
                if not _stands(positive, shown):
                    self.goal(positive)
                    self.have(positive, "A probability is not negative.", nonnegative)
            whole = equal(total(law.weight, *indices), 1)
            if not _stands(whole, shown):
                self.goal(whole)
                self.have(whole, "Probabilities sum to 1.", by)
        return law

    def at_infinity(self, function: Any, variable: Any, limit: Any) -> TendsTo:
        """``function`` tends to ``limit`` (or to oo, -oo) as a positive symbol grows: a relation.

        It says of the function at 1/t what happens as t falls to 0.
        """
        return at_infinity(self.context, expression(function), variable, limit)

    def case(self, name: str, relation: Relation) -> Hypothesis:
        """A local hypothesis, to be put in ``under=`` of the steps of one case."""
        return Hypothesis(name, relation_of(relation))

    def goal(self, *relations: Relation) -> None:
        """What is to be shown; each must be the claim of some step."""
        self.goals.extend(map(relation_of, relations))
        self.goal_places += [_author_line()] * len(relations)

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
        return self.step(relation, by, why, under, continues)

    def show(
        self,
        relation: Relation,
        why: str | Rule,
        by: str | Rule | None = None,
        under: Under = (),
    ) -> Ref:
        """One step whose claim is a part of the statement."""
        self.goal(relation_of(relation))
        return self.step(relation, by, why, under)

    def step(
        self,
        relation: Any,
        by: Any,
        why: Any,
        under: Any = (),
        continues: bool = False,
        fold: bool = False,
    ) -> Ref:
        """One step, folded if asked for or in a block of details."""
        rule, sentence = reason_of(by, why)
        number = str(len(self.steps) + 1)
        claim = Claim(relation_of(relation), (*self._under, *cases_of(under)))
        where = _author_line()
        folded = fold or self._folded
        self.steps.append(Step(number, claim, rule, sentence, *where, continues, folded))
        return Ref(number)

    @contextmanager
    def when(self, case: str | Hypothesis, relation: Any = None) -> Iterator[Ref]:
        """One case: in this block all steps hold under the local hypothesis ``relation``.

        ``with d.when("near", equal(u, v)) as near:``, or a case that ``d.case`` has made.
        """
        if not isinstance(case, Hypothesis):
            case = self.case(case, relation_of(relation))
        before = self._under
        self._under = (*before, *cases_of(case))
        try:
            yield Ref(case.name)
        finally:
            self._under = before

    @contextmanager
    def details(self) -> Iterator[None]:
        """Steps written in this block lie under the next line: read only when it is opened."""
        before, self._folded = self._folded, True
        try:
            yield
        finally:
            self._folded = before

    def calc(self, start: Any, why: str = "", under: Under = (), goal: bool = False) -> Calc:
        """A chain of lines that starts with ``start``; it closes at the end of its block.

        With ``why`` the chain is one line to the reader, and its own lines are folded.
        """
        return Calc(self, expression(start), under, why, goal=goal)

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


def _stands(relation: Relation, shown: Iterable[Relation]) -> bool:
    """Whether a relation is one of ``shown``, whatever the letters of bound indices are."""
    return any(
        type(one) is type(relation) and all(map(same, one.expressions(), relation.expressions()))
        for one in shown
    )


def _family_of(expr: Any) -> str:
    return family_name(expr) if isinstance(expr, sp.Indexed) else ""


#: Where the files lie that frames of an author's call pass through.
_HERE = os.path.dirname(__file__) + os.sep


def _author_line() -> tuple[str, int]:
    """The file and line of the call that came from outside this folder."""
    frame = sys._getframe(1)
    while frame.f_code.co_filename.startswith(_HERE) and frame.f_back is not None:
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno
