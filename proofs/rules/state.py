"""What a rule may use: declarations, facts, earlier claims, cited theorems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sympy as sp

from ..language.claims import AtMost, Claim, Equal, Hypothesis, LessThan, NotEqual, Relation
from ..language.context import Context
from ..language.errors import MissingHypothesis, RuleMismatch, Undefined
from ..language.memory import remembered
from ..language.substitution import Substitution, free_indices, match, names_used, same, substitute
from ..language.vocabulary import Index, index_size
from ..language.wording import describe, paste_line, written
from .base import Ref
from .conditions import definedness
from .extremes import attained
from .normal.convert import Normaliser
from .normal.entries import Positive, positive_leaf
from .normal.terms import Poly
from .signs import Fact, Signs, signs_for

if TYPE_CHECKING:
    from ..kernel.gate import Theorem


@dataclass(frozen=True)
class Obligation:
    """A side condition that was discharged, and by what."""

    relation: Relation
    why: str
    discharged_by: str


@dataclass
class State:
    """What a rule may use: declarations, facts, earlier claims, cited theorems."""

    context: Context
    claim: Claim
    earlier: Mapping[str, Claim]
    theorems: Mapping[str, Theorem]
    obligations: list[Obligation] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)
    positive_names: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.fixed = fixed_indices(self.context, self.claim.under)
        self.signs = signs_for(self.context, tuple(self._facts()))

    def _facts(self) -> Iterable[Fact]:
        """All facts, each also with its definitions written out."""
        for fact in self._plain_facts():
            yield fact
            if type(fact.relation) in (Equal, AtMost, LessThan, NotEqual) and not any(
                isinstance(e, Index) for e in fact.relation.expressions()
            ):
                unfolded = fact.relation.map(self.context.unfold_all)
                if unfolded != fact.relation:
                    yield Fact(unfolded, fact.wild, fact.source)

    def _plain_facts(self) -> Iterable[Fact]:
        for hypothesis in self.context.all_hypotheses(self.claim.under):
            if hypothesis.guard is None:
                wild = frozenset(hypothesis.forall)
                yield Fact(hypothesis.relation, wild, f"hypothesis {hypothesis.name}")
        for number, claim in self.earlier.items():
            if set(claim.under) <= set(self.claim.under):
                yield Fact(claim.relation, self.wild(claim), f"step {number}")

    def wild(self, claim: Claim) -> frozenset[Index]:
        """The free indices of an earlier claim that stand for all values."""
        free: frozenset[Index] = frozenset()
        for expr in claim.relation.expressions():
            free |= free_indices(expr)
        return free - fixed_indices(self.context, claim.under)

    # -- references ----------------------------------------------------------------
    def relation(self, ref: Ref) -> Relation:
        """The relation that ``ref`` stands for, instantiated.

        Raises:
            RuleMismatch: if there is no such step or hypothesis, or it holds only
                in another case than this step, or a fixed index would be changed.
        """
        found, wild, guard = self._lookup(ref.target)
        change = dict(ref.indices)
        if not set(change) <= wild:
            stuck = ", ".join(written(i) for i in change if i not in wild)
            raise RuleMismatch(f"{ref.target} does not hold for every {stuck}")
        for index, value in change.items():
            beyond = isinstance(value, sp.Add)
            if beyond or index_size(value) != index.size:
                raise RuleMismatch(f"{written(value)} does not range over 1..{index.size}")
        if guard is not None:
            here = _instantiated(guard, change)
            self.require(here, f"hypothesis {ref.target} holds only under its condition")
        return _instantiated(found, change)

    def pattern(self, ref: Ref) -> tuple[Relation, frozenset[Index]]:
        """The relation of ``ref`` and the indices in it that may still be chosen.

        A hypothesis with a condition holds at the named indices only, for which
        the condition was shown.
        """
        _, wild, guard = self._lookup(ref.target)
        free = frozenset() if guard is not None else wild - set(dict(ref.indices))
        return self.relation(ref), free

    def _lookup(self, target: str) -> tuple[Relation, frozenset[Index], Relation | None]:
        for hypothesis in self.context.all_hypotheses(self.claim.under):
            if hypothesis.name == target:
                return hypothesis.relation, frozenset(hypothesis.forall), hypothesis.guard
        claim = self.earlier.get(target)
        if claim is None:
            raise RuleMismatch(f"there is no earlier step or hypothesis {target!r}")
        if not set(claim.under) <= set(self.claim.under):
            raise RuleMismatch(f"step {target} holds only in another case")
        return claim.relation, self.wild(claim), None

    def attaining_index(self, equation: Equal) -> Index | None:
        """The index k for which ``equation`` says f(k) = min_j f(j), if it says that."""
        unfolded = equation.map(self.context.unfold_all)
        left, right = unfolded.expressions()
        candidates = sorted(free_indices(left) ^ free_indices(right), key=str)
        return next((i for i in candidates if attained(self.context, left, right, i)), None)

    # -- side conditions -----------------------------------------------------------
    def require(self, relation: Relation, why: str, extra: Iterable[Fact] = ()) -> None:
        """Discharge a side condition, or raise with the hypothesis that is missing."""
        extra = tuple(extra)
        signs = self.signs.with_facts(extra) if extra else self.signs
        reason = (
            signs.proves(relation)
            or self._unfolded(relation, signs)
            or self._conditional(relation, signs)
        )
        if reason is None:
            raise MissingHypothesis(
                f"{why}: nothing here shows that {describe(relation, self.context)}",
                paste_line(relation, self.context),
            )
        self.record(relation, why, reason)

    def _unfolded(self, relation: Relation, signs: Signs) -> str | None:
        if any(isinstance(e, Index) for e in relation.expressions()):
            return None
        unfolded = relation.map(self.context.unfold_all)
        return signs.proves(unfolded) if unfolded != relation else None

    def _conditional(self, relation: Relation, signs: Signs) -> str | None:
        """A hypothesis with a condition that states the relation and whose condition is met."""
        asked = self._written_out(relation)
        for hypothesis in self.context.all_hypotheses(self.claim.under):
            if hypothesis.guard is None or type(hypothesis.relation) is not type(relation):
                continue
            found: dict[Index, Any] | None = {}
            known = self._written_out(hypothesis.relation)
            for pattern, expr in zip(known, asked, strict=True):
                wild = frozenset(hypothesis.forall)
                found = match(pattern, expr, wild, found) if found is not None else None
            if found is None:
                continue
            guard = _instantiated(hypothesis.guard, found)
            if signs.proves(guard) or self._unfolded(guard, signs):
                return f"hypothesis {hypothesis.name}"
        return None

    def _written_out(self, relation: Relation) -> list[Any]:
        return [
            e if isinstance(e, Index) else self.context.unfold_all(e)
            for e in relation.expressions()
        ]

    def require_equation(self, relation: Equal, why: str, extra: Iterable[Fact] = ()) -> None:
        """Discharge an equation by a fact or by algebra, definitions written out."""
        signs = self.signs.with_facts(tuple(extra))
        reason = (
            signs.proves(relation)
            or self._known_equation(relation)
            or self._conditional(relation, signs)
        )
        if reason is None and not self.residue(
            relation.lhs, relation.rhs, tuple(self.context.definitions), logs=True
        ):
            reason = "algebra"
        if reason is None:
            raise MissingHypothesis(
                f"{why}: nothing here shows that {describe(relation, self.context)}",
                paste_line(relation, self.context),
            )
        self.record(relation, why, reason)

    def _known_equation(self, relation: Equal) -> str | None:
        """A fact that states the equation once the definitions are written out."""
        asked = [self.context.unfold_all(e) for e in relation.expressions()]
        for fact in self.signs.facts:
            if not isinstance(fact.relation, Equal) or isinstance(fact.relation.lhs, Index):
                continue
            known = [self.context.unfold_all(e) for e in fact.relation.expressions()]
            found = match(known[0], asked[0], fact.wild, {})
            if found is not None and match(known[1], asked[1], fact.wild, found) is not None:
                return fact.source
        return None

    def record(self, relation: Relation, why: str, reason: str) -> None:
        """Note a discharged condition (arithmetic on numbers is not worth a line)."""
        obligation = Obligation(relation, why, reason)
        if reason != "arithmetic" and obligation not in self.obligations:
            self.obligations.append(obligation)

    def require_defined(self, expr: Any, extra: Iterable[Fact] = ()) -> None:
        """Discharge every condition under which ``expr`` has a value."""
        for condition in definedness(expr, self.signs, tuple(extra)):
            self.require(condition.relation, condition.why, condition.extra)

    # -- algebra -------------------------------------------------------------------
    def normaliser(self, unfold: Iterable[str] = (), *, logs: bool = False) -> Normaliser:
        """A normaliser for this derivation."""
        unknown = set(unfold) - set(self.context.definitions)
        if unknown:
            raise RuleMismatch(f"there is no definition {sorted(unknown)[0]!r} to unfold")
        return Normaliser(
            self.context,
            unfold=unfold,
            logs=logs,
            positive=self.positive_names,
            entries=tuple(self._positive_entries()),
        )

    def _positive_entries(self) -> Iterable[Positive]:
        """Symbols and entries that a fact says are positive."""
        for fact in self.signs.facts:
            if isinstance(fact.relation, LessThan) and fact.relation.lhs == 0:
                known = positive_leaf(fact.relation.rhs, fact.wild)
                if known is not None:
                    yield known

    def residue(
        self, lhs: Any, rhs: Any, unfold: Iterable[str] = (), *, logs: bool = False
    ) -> Poly:
        """The normal form of lhs - rhs; empty if they are identically equal."""
        normaliser = self.normaliser(unfold, logs=logs)
        try:
            difference = normaliser.algebra.sub(normaliser.of(lhs), normaliser.of(rhs))
            return normaliser.clear_denominators(difference)
        except Undefined as error:
            raise RuleMismatch(f"a side has no value: {error}") from error

    def equal(self, lhs: Any, rhs: Any, unfold: Iterable[str] = (), *, logs: bool = False) -> bool:
        """Whether lhs and rhs are identically equal by the residue."""
        return same(lhs, rhs) or not self.residue(lhs, rhs, unfold, logs=logs)

    def depends(self, expr: Any, name: str) -> bool:
        """Whether ``expr`` mentions ``name``, also through definitions."""
        return name in names_used(self.context.unfold_all(expr))


def _instantiated(relation: Relation, change: Mapping[Index, Any]) -> Relation:
    if not change:
        return relation
    return relation.map(lambda e: substitute(e, Substitution(indices=change)))


def fixed_indices(context: Context, under: Iterable[Hypothesis]) -> frozenset[Index]:
    """Free indices of hypotheses that are not quantified there: they stand for one value."""
    fixed: frozenset[Index] = frozenset()
    for hypothesis in context.all_hypotheses(tuple(under)):
        fixed |= _fixed_in(hypothesis)
    return fixed


@remembered
def _fixed_in(hypothesis: Hypothesis) -> frozenset[Index]:
    free = map(free_indices, hypothesis.expressions())
    return frozenset().union(*free) - frozenset(hypothesis.forall)
