"""What a rule may use: declarations, facts, earlier claims, cited theorems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Claim, Equal, LessThan, NotEqual, Relation
from ..language.context import Context
from ..language.errors import RuleMismatch, Undecided, Undefined
from ..language.fixed import fixed_indices
from ..language.instead import did_you_mean
from ..language.substitution import (
    Substitution,
    free_indices,
    indices_among,
    names_used,
    same,
    substitute,
)
from ..language.vocabulary import Index, index_size
from ..language.wording import written
from .duties import Duties
from .duties import Obligation as Obligation
from .extremes import attained
from .facts import Fact
from .maps import check_unfolded
from .normal.convert import Normaliser
from .normal.entries import Positive, PositiveSum, labels, positive_leaf, positive_sum
from .normal.terms import Poly, Token
from .references import Cited, Ref
from .signs import signs_for

#: A formula that is positive, the indices that stand for all values, and what says so.
_Positive = tuple[Any, frozenset[Index], tuple[str, ...]]


@dataclass
class State(Duties):
    """What a rule may use: declarations, facts, earlier claims, cited theorems.

    It notes what was used: the conditions that were discharged, the theorems cited, and
    every earlier line and hypothesis, be it named by the author or found by a search.
    """

    context: Context
    claim: Claim
    earlier: Mapping[str, Claim]
    theorems: Mapping[str, Cited]
    obligations: list[Obligation] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)
    positive_names: frozenset[str] = frozenset()
    _used: dict[str, None] = field(default_factory=dict)
    _sums: dict[tuple[str, ...], tuple[PositiveSum, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.fixed = fixed_indices(self.context, self.claim.under)
        self.signs = signs_for(self.context, tuple(self._facts()))

    @property
    def used(self) -> tuple[str, ...]:
        """The earlier steps (by number) and hypotheses (by name) used so far, in order."""
        return tuple(self._used)

    def _facts(self) -> Iterable[Fact]:
        """All facts, each also with its definitions written out."""
        for hypothesis in self.context.all_hypotheses(self.claim.under):
            if hypothesis.guard is None:
                wild, name = frozenset(hypothesis.forall), hypothesis.name
                yield from self._also_unfolded(
                    Fact(hypothesis.relation, wild, f"hypothesis {name}", (name,))
                )
        here, everywhere = set(self.claim.under), fixed_indices(self.context, ())
        for number, claim in self.earlier.items():
            if not claim.under:
                yield from self._of_line(number, claim, everywhere)
            elif here.issuperset(claim.under):
                yield from self._of_line(number, claim, fixed_indices(self.context, claim.under))

    def _of_line(self, number: str, claim: Claim, fixed: frozenset[Index]) -> tuple[Fact, ...]:
        """An earlier line as facts: the same ones for every later step."""

        def facts() -> tuple[Claim, tuple[Fact, ...]]:
            fact = Fact(claim.relation, _free(claim) - fixed, f"step {number}", (number,))
            return claim, tuple(self._also_unfolded(fact))

        # The claim is kept beside its facts, so that no other can have its identity meanwhile.
        found: tuple[Fact, ...] = self.context.kept(("facts", number, id(claim), fixed), facts)[1]
        return found

    def _also_unfolded(self, fact: Fact) -> Iterator[Fact]:
        yield fact
        if type(fact.relation) in (Equal, AtMost, LessThan, NotEqual) and not any(
            isinstance(e, Index) for e in fact.relation.expressions()
        ):
            unfolded = fact.relation.map(self.context.unfold_all)
            if unfolded != fact.relation:
                yield Fact(unfolded, fact.wild, fact.source, fact.used)

    def wild(self, claim: Claim) -> frozenset[Index]:
        """The free indices of an earlier claim that stand for all values."""
        return _free(claim) - fixed_indices(self.context, claim.under)

    # -- references ----------------------------------------------------------------
    def relation(self, ref: Ref) -> Relation:
        """The relation that ``ref`` stands for, instantiated.

        Raises:
            RuleMismatch: if there is no such step or hypothesis, or it holds only
                in another case than this step, or a fixed index would be changed.
        """
        found, wild, guard = self.lookup(ref.target)
        change = dict(ref.indices)
        if len(change) != len(ref.indices):
            raise RuleMismatch(f"at an index of {ref.target} two values are named")
        if not set(change) <= wild:
            stuck = ", ".join(written(i) for i in change if i not in wild)
            raise RuleMismatch(f"{ref.target} does not hold for every {stuck}")
        for index, value in change.items():
            beyond = isinstance(value, sp.Add)
            if beyond or index_size(value) != index.size:
                raise RuleMismatch(f"{written(value)} does not range over 1..{index.size}")
        if guard is not None:
            why = f"hypothesis {ref.target} holds only under its condition"
            self.require_either(_instantiated(guard, change), why)
        self.use((ref.target,))
        return _instantiated(found, change)

    def pattern(self, ref: Ref) -> tuple[Relation, frozenset[Index]]:
        """The relation of ``ref`` and the indices in it that may still be chosen.

        A hypothesis with a condition holds at the named indices only, for which
        the condition was shown.
        """
        _, wild, guard = self.lookup(ref.target)
        free = frozenset() if guard is not None else wild - set(dict(ref.indices))
        return self.relation(ref), free

    def case(self, ref: Ref) -> Claim:
        """The earlier step that ``ref`` names, with the local hypotheses it holds under.

        Raises:
            RuleMismatch: if there is none, or other indices are put in.
        """
        found = self.earlier.get(ref.target)
        if found is None or ref.indices:
            raise RuleMismatch(f"{ref.target} is not an earlier step")
        self.use((ref.target,))
        return found

    def general(self, ref: Ref) -> tuple[Relation, frozenset[Index]]:
        """The relation of ``ref`` and all indices in it that stand for every value.

        What an author has put in for an index that may be chosen may be chosen, too.
        """
        found = self.relation(ref)
        if self.lookup(ref.target)[2] is not None:
            return found, frozenset()
        free = indices_among(found.expressions())
        return found, free - self.fixed

    def lookup(self, target: str) -> tuple[Relation, frozenset[Index], Relation | None]:
        """What a hypothesis or an earlier step says: the relation, for which indices, under what.

        Raises:
            RuleMismatch: if there is none of that name.
        """
        for hypothesis in self.context.all_hypotheses(self.claim.under):
            if hypothesis.name == target:
                return hypothesis.relation, frozenset(hypothesis.forall), hypothesis.guard
        claim = self.earlier.get(target)
        if claim is None:
            known = [h.name for h in self.context.all_hypotheses(self.claim.under)]
            near = did_you_mean(target, [*known, *self.earlier])
            raise RuleMismatch(f"there is no earlier step or hypothesis {target!r}{near}")
        if not set(claim.under) <= set(self.claim.under):
            raise RuleMismatch(f"step {target} holds only in another case")
        return claim.relation, self.wild(claim), None

    def attaining_index(self, equation: Equal) -> Index | None:
        """The index k for which ``equation`` says f(k) = min_j f(j), if it says that."""
        unfolded = equation.map(self.context.unfold_all)
        left, right = unfolded.expressions()
        candidates = sorted(free_indices(left) ^ free_indices(right), key=str)
        return next((i for i in candidates if attained(self.context, left, right, i)), None)

    # -- algebra -------------------------------------------------------------------
    def normaliser(
        self,
        unfold: Iterable[str] = (),
        *,
        logs: bool = False,
        facts: bool = True,
        sums: tuple[PositiveSum, ...] = (),
    ) -> Normaliser:
        """A normaliser for this derivation; ``facts``: it may look up what is positive.

        ``sums`` are what it may look up without ``facts``.
        """
        unfold = tuple(unfold)
        check_unfolded(unfold, self.context)
        looked_up = (lambda: sums) if sums else None
        if facts:
            looked_up = partial(self._positive_sums, unfold)
        return Normaliser(
            self.context,
            unfold=unfold,
            logs=logs,
            positive=self.positive_names,
            entries=self._entries if facts else (),
            sums=looked_up,
            fixed=self.fixed,
            # Normal forms are remembered for what is looked up whenever there are facts.
            forms=None if sums else self.signs.forms,
        )

    @cached_property
    def _entries(self) -> tuple[Positive, ...]:
        """Symbols and entries that a fact says are positive."""
        found = (positive_leaf(e, wild, used) for e, wild, used in self._positive())
        return tuple(known for known in found if known is not None)

    def _positive_sums(self, unfold: tuple[str, ...]) -> tuple[PositiveSum, ...]:
        """Sums of several terms that a fact says are positive, with ``unfold`` written out."""
        if unfold not in self._sums:
            alone = self.normaliser(unfold, facts=False)
            known, left = self._said_by(self._positive(), alone)
            if known and left:
                # 0 < u/v says so of u where another fact says so of v.
                beside = self.normaliser(unfold, facts=False, sums=tuple(known))
                known += self._said_by(left, beside)[0]
            self._sums[unfold] = tuple(known)
        return self._sums[unfold]

    def _said_by(
        self, said: Iterable[_Positive], normaliser: Normaliser
    ) -> tuple[list[PositiveSum], list[_Positive]]:
        """The positive sums of such formulas, and the formulas that say nothing of a sum."""
        values, found, left = labels(self.context), list[PositiveSum](), list[_Positive]()
        for expr, wild, used in said:
            tokens: list[Token] = [("f", i.name, i.size.name) for i in wild]
            normaliser.used = {}
            known = None
            with suppress(Undecided, Undefined):
                above = normaliser.of(expr)
                known = positive_sum(normaliser.algebra, above, tokens, values, used)
            if known is None:
                left.append((expr, wild, used))
            else:
                found.append(replace(known, used=(*used, *normaliser.used)))
        return found, left

    def _positive(self) -> Iterable[_Positive]:
        """All that a fact says is positive."""
        for fact in self.signs.facts:
            if isinstance(fact.relation, LessThan) and index_size(fact.relation.lhs) is None:
                yield fact.relation.rhs - fact.relation.lhs, fact.wild, fact.used

    def residue(
        self, lhs: Any, rhs: Any, unfold: Iterable[str] = (), *, logs: bool = False
    ) -> Poly:
        """The normal form of lhs - rhs; empty if they are identically equal."""
        normaliser = self.normaliser(unfold, logs=logs)
        found = _difference(normaliser, lhs, rhs)
        # What was looked up on the way counts only if nothing comes out without it.
        if not found and normaliser.used and self.needs_facts(lhs, rhs, unfold, logs=logs):
            self.use(normaliser.used)
        return found

    def needs_facts(
        self, lhs: Any, rhs: Any, unfold: Iterable[str] = (), *, logs: bool = False
    ) -> bool:
        """Whether lhs - rhs does not vanish without looking up what is positive."""
        return not _vanishes(self.normaliser(unfold, logs=logs, facts=False), lhs, rhs)

    def equal(self, lhs: Any, rhs: Any, unfold: Iterable[str] = (), *, logs: bool = False) -> bool:
        """Whether lhs and rhs are identically equal by the residue."""
        written = frozenset(unfold)
        sides = [self.context.unfold(e, written) for e in (lhs, rhs)]
        return same(*sides) or not self.residue(lhs, rhs, unfold, logs=logs)

    def depends(self, expr: Any, name: str) -> bool:
        """Whether ``expr`` mentions ``name``, also through definitions."""
        return name in names_used(self.context.unfold_all(expr))


def _difference(normaliser: Normaliser, lhs: Any, rhs: Any) -> Poly:
    try:
        difference = normaliser.algebra.sub(normaliser.of(lhs), normaliser.of(rhs))
        return normaliser.clear_denominators(difference)
    except Undefined as error:
        raise RuleMismatch(f"a side has no value: {error}") from error


def _vanishes(normaliser: Normaliser, lhs: Any, rhs: Any) -> bool:
    try:
        return not _difference(normaliser, lhs, rhs)
    except (RuleMismatch, Undecided):
        return False


def _instantiated(relation: Relation, change: Mapping[Index, Any]) -> Relation:
    if not change:
        return relation
    return relation.map(lambda e: substitute(e, Substitution(indices=change)))


def _free(claim: Claim) -> frozenset[Index]:
    return indices_among(claim.relation.expressions())
