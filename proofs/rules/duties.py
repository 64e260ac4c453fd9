"""Side conditions: what a rule asks for, and what it is met by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..language.claims import AtMost, Claim, Equal, Hypothesis, LessThan, NotEqual, Relation
from ..language.context import Context
from ..language.errors import MissingHypothesis, RuleMismatch
from ..language.matching import match
from ..language.substitution import Substitution, substitute
from ..language.vocabulary import Index, index_size
from ..language.wording import describe, paste_line, written
from .conditions import Condition, definedness
from .facts import ARITHMETIC, Fact, Reason, scaled, together
from .normal.terms import Poly
from .signs import Signs


@dataclass(frozen=True)
class Obligation:
    """A side condition that was discharged, and by what.

    ``used`` are the earlier steps (by number) and hypotheses (by name) that it rests on.
    """

    relation: Relation
    why: str
    discharged_by: str
    used: tuple[str, ...] = ()


class Duties:
    """Asks for side conditions, and notes those that are met and by what.

    To be met a relation must be defined and true.
    """

    context: Context
    claim: Claim
    signs: Signs
    obligations: list[Obligation]
    _used: dict[str, None]

    def residue(
        self, lhs: Any, rhs: Any, unfold: Iterable[str] = (), *, logs: bool = False
    ) -> Poly:
        """The normal form of lhs - rhs; empty if they are identically equal."""
        raise NotImplementedError

    def use(self, targets: Iterable[str]) -> None:
        """Note that the step rests on these steps and hypotheses."""
        self._used.update(dict.fromkeys(targets))

    def require(self, relation: Relation, why: str, extra: Iterable[Fact] = ()) -> None:
        """Discharge a side condition -- its sides have values, and it is true -- or raise.

        Raises:
            MissingHypothesis: with a line that supplies what is missing.
        """
        self._discharge(relation, why, tuple(extra), self._reason)

    def require_equation(self, relation: Equal, why: str, extra: Iterable[Fact] = ()) -> None:
        """Discharge an equation by a fact or by algebra, definitions written out.

        Raises:
            MissingHypothesis: with a line that supplies what is missing.
        """
        self._discharge(relation, why, tuple(extra), self._equation)

    def require_either(self, relation: Relation, why: str, extra: Iterable[Fact] = ()) -> None:
        """Discharge a hypothesis of any kind: equations of numbers may need algebra."""
        if isinstance(relation, Equal) and index_size(relation.lhs) is None:
            self.require_equation(relation, why, extra)
        else:
            self.require(relation, why, extra)

    def require_defined(self, expr: Any, extra: Iterable[Fact] = ()) -> None:
        """Discharge every condition under which ``expr`` is a number.

        Raises:
            RuleMismatch: if it is an index.
            MissingHypothesis: with a line that supplies what is missing.
        """
        if index_size(expr) is not None:
            raise RuleMismatch(f"the index {written(expr)} stands where a number is expected")
        self.require_all(definedness(expr, self.signs, tuple(extra)))

    def require_all(self, conditions: Iterable[Condition]) -> None:
        """Discharge conditions; each comes after those under which its own sides have values."""
        for condition in conditions:
            signs = self._signs_with(condition.extra)
            reason = self._reason(condition.relation, signs)
            self._met(condition.relation, condition.why, reason)

    def shows(self, relation: Relation, extra: Iterable[Fact] = ()) -> Reason | None:
        """Why ``relation`` holds, its sides having values; None if nothing here shows it."""
        extra = tuple(extra)
        signs = self._signs_with(extra)
        said = signs.fact(relation)
        if said:
            return said
        reasons = [
            self._reason(condition.relation, self._signs_with(condition.extra))
            for expr in relation.expressions()
            for condition in definedness(expr, self.signs, extra)
        ]
        reasons.append(self._reason(relation, signs))
        known = [reason for reason in reasons if reason]
        return together(*known) if len(known) == len(reasons) else None

    def _signs_with(self, extra: tuple[Fact, ...]) -> Signs:
        return self.signs.with_facts(extra) if extra else self.signs

    def _discharge(
        self,
        relation: Relation,
        why: str,
        extra: tuple[Fact, ...],
        find: Callable[[Any, Signs], Reason | None],
    ) -> None:
        signs = self._signs_with(extra)
        # What a fact says as it stands has values.
        reason = signs.fact(relation)
        if reason is None:
            for expr in relation.expressions():
                self.require_all(definedness(expr, self.signs, extra))
            reason = find(relation, signs)
        self._met(relation, why, reason)

    def _met(self, relation: Relation, why: str, reason: Reason | None) -> None:
        if reason is None:
            raise MissingHypothesis(
                f"{why}: nothing here shows that {describe(relation, self.context)}",
                paste_line(relation, self.context),
            )
        self.record(relation, why, reason)

    def _reason(self, relation: Relation, signs: Signs) -> Reason | None:
        """Why ``relation`` is true, where its sides have values."""
        return (
            signs.proves(relation)
            or self._unfolded(relation, signs)
            or self._conditional(relation, signs)
        )

    def _equation(self, relation: Equal, signs: Signs) -> Reason | None:
        found = (
            signs.proves(relation)
            or self._known_equation(relation)
            or self._conditional(relation, signs)
        )
        if found:
            return found
        names = tuple(self.context.definitions)
        left = self.residue(relation.lhs, relation.rhs, names, logs=True)
        return None if left else Reason("algebra")

    def _unfolded(self, relation: Relation, signs: Signs) -> Reason | None:
        if any(isinstance(e, Index) for e in relation.expressions()):
            return None
        unfolded = relation.map(self.context.unfold_all)
        return signs.proves(unfolded) if unfolded != relation else None

    def _conditional(self, relation: Relation, signs: Signs) -> Reason | None:
        """A hypothesis with a condition that states the relation and whose condition is met."""
        for hypothesis in self.context.all_hypotheses(self.claim.under):
            if hypothesis.guard is not None:
                for known, asked in self._ways(hypothesis.relation, relation):
                    reason = self._met_condition(hypothesis, known, asked, signs)
                    if reason:
                        return reason
        return None

    def _ways(self, known: Relation, asked: Relation) -> Iterator[tuple[list[Any], list[Any]]]:
        """Formulas of ``known`` and of ``asked``: where they match, the one says the other."""
        said, wanted = self._written_out(known), self._written_out(asked)
        if type(known) is type(asked):
            yield said, wanted
            if isinstance(asked, Equal | NotEqual):
                yield said, wanted[::-1]
        pairs = ((LessThan, LessThan), (LessThan, AtMost), (AtMost, AtMost))
        if any(isinstance(known, k) and isinstance(asked, a) for k, a in pairs):
            yield [scaled(said[1] - said[0])], [scaled(wanted[1] - wanted[0])]

    def _met_condition(
        self, hypothesis: Hypothesis, known: list[Any], asked: list[Any], signs: Signs
    ) -> Reason | None:
        found: dict[Index, Any] | None = {}
        for pattern, expr in zip(known, asked, strict=True):
            wild = frozenset(hypothesis.forall)
            found = match(pattern, expr, wild, found) if found is not None else None
        if found is None or hypothesis.guard is None:
            return None
        change = Substitution(indices=found)

        def put(expr: Any) -> Any:
            return substitute(expr, change)

        # It has a value at all indices: a derivation in which it has not is refused as a whole.
        guard = hypothesis.guard.map(put)
        met = signs.proves(guard) or self._unfolded(guard, signs)
        if not met:
            return None
        name = hypothesis.name
        return together(Reason(f"hypothesis {name}", (name,)), met)

    def _written_out(self, relation: Relation) -> list[Any]:
        return [
            e if isinstance(e, Index) else self.context.unfold_all(e)
            for e in relation.expressions()
        ]

    def _known_equation(self, relation: Equal) -> Reason | None:
        """A fact that states the equation once the definitions are written out."""
        asked = [self.context.unfold_all(e) for e in relation.expressions()]
        for fact in self.signs.facts:
            if not isinstance(fact.relation, Equal) or isinstance(fact.relation.lhs, Index):
                continue
            known = [self.context.unfold_all(e) for e in fact.relation.expressions()]
            found = match(known[0], asked[0], fact.wild, {})
            if found is not None and match(known[1], asked[1], fact.wild, found) is not None:
                return fact.reason
        return None

    def record(self, relation: Relation, why: str, reason: Reason) -> None:
        """Note a discharged condition (arithmetic on numbers is not worth a line)."""
        self.use(reason.used)
        obligation = Obligation(relation, why, str(reason), reason.used)
        if reason != ARITHMETIC and obligation not in self.obligations:
            self.obligations.append(obligation)
