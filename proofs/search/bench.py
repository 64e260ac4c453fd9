"""The workbench of one question: what is in hand, and trying a rule within bounds.

Nothing is accepted here.  A rule that fits on the bench is checked again, by the rule itself
in a state of its own, before it is handed back; and at the gate like any other.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sympy as sp

from ..kernel.form import check_arguments
from ..language.claims import Claim, Equal, Relation
from ..language.errors import HardlimitError, RuleMismatch, Undecided, Undefined
from ..language.fixed import letters
from ..language.substitution import indices_among, names_among, names_used
from ..language.vocabulary import Index
from ..rules.base import Ref, Rule
from ..rules.facts import Reason
from ..rules.normal.convert import Normaliser
from ..rules.normal.entries import PositiveSum
from ..rules.normal.generators import NormalForms
from ..rules.normal.terms import Gen, Poly
from ..rules.state import State
from .question import Question

#: Products of terms that are worked out for one residue.
PRODUCTS = 20_000
#: What may be spent on one line, in products of terms (about a second, where nothing is found),
#: and as how many of them a try counts.  Counts, not times: the same is found on every machine.
EFFORT, TRY = 80_000, 100


class Spent(Exception):
    """The bounds of this question are used up."""


@dataclass
class Effort:
    """What may still be spent on a question; those of its parts share it."""

    left: int = EFFORT


class Counted(NormalForms):
    """Arithmetic that stops after so many products of terms, and spends them."""

    def __init__(self, positive: Callable[[Gen], bool], effort: Effort, *, logs: bool) -> None:
        super().__init__(positive, logs=logs, products=PRODUCTS)
        self.effort = effort

    def _spend(self, products: int) -> None:
        self.effort.left -= products
        if self.effort.left < 0:
            raise Undecided("too long for the search")
        super()._spend(products)


@dataclass
class Cautious(State):
    """A state whose residues are bounded; what it accepts is checked by a plain one.

    ``lacking`` collects the side conditions that could not be discharged.
    """

    lacking: list[Relation] = field(default_factory=list)
    effort: Effort = field(default_factory=Effort)

    def _met(self, relation: Relation, why: str, reason: Reason | None) -> None:
        if reason is None:
            self.lacking.append(relation)
        super()._met(relation, why, reason)

    def normaliser(
        self,
        unfold: Iterable[str] = (),
        *,
        logs: bool = False,
        facts: bool = True,
        sums: tuple[PositiveSum, ...] = (),
    ) -> Normaliser:
        made = super().normaliser(unfold, logs=logs, facts=facts, sums=sums)
        old = made.algebra
        made.algebra = Counted(old.positive_leaf, self.effort, logs=logs)
        made.algebra.nonnegative_names = old.nonnegative_names
        return made

    def residue(
        self, lhs: Any, rhs: Any, unfold: Iterable[str] = (), *, logs: bool = False
    ) -> Poly:
        """The residue alone: what it rests on is asked where the rule is checked."""
        made = self.normaliser(unfold, logs=logs)
        try:
            return made.clear_denominators(made.algebra.sub(made.of(lhs), made.of(rhs)))
        except Undefined as error:
            raise RuleMismatch(f"a side has no value: {error}") from error


@dataclass(frozen=True)
class Line:
    """A hypothesis or earlier step: its relation, the indices that may be chosen, its condition."""

    name: str
    relation: Relation
    wild: frozenset[Index]
    guard: Relation | None = None

    @property
    def ref(self) -> Ref:
        """The reference to it, as it stands."""
        return Ref(self.name)


class Bench:
    """What is in hand for one question."""

    def __init__(self, question: Question, effort: int | Effort = EFFORT) -> None:
        self.question = question
        self.context, self.claim = question.context, question.claim
        self.relation = question.claim.relation
        self.tried = 0
        self.effort = Effort(effort) if isinstance(effort, int) else effort
        self._refused: set[Rule] = set()
        self._residues: dict[Any, bool] = {}
        self._polys: dict[Any, Poly | None] = {}
        #: What proposers keep for one another.
        self.notes: dict[str, Any] = {}
        self.state: Cautious = self._state(Cautious)  # type: ignore[assignment]
        self.state.effort = self.effort

    def _state(self, kind: type[State]) -> State:
        q = self.question
        theorems: Any = q.theorems
        return kind(q.context, q.claim, q.earlier, theorems, positive_names=q.positive)

    def about(self, relation: Relation, effort: int | None = None) -> Bench:
        """The same bench for another relation; with no ``effort`` of its own it shares this one."""
        asked = dataclasses.replace(self.question, claim=smaller(self.claim, relation))
        return Bench(asked, self.effort if effort is None else effort)

    # -- trying --------------------------------------------------------------------
    def look(self) -> None:
        """Before a try: raise :class:`Spent` if the bounds are used up."""
        self.effort.left -= TRY
        if self.effort.left < 0:
            raise Spent

    def defined(self) -> bool:
        """Whether the line has a value wherever the hypotheses hold: no rule helps otherwise."""
        try:
            for expr in self.relation.expressions():
                self.state.require_defined(expr)
        except HardlimitError:
            return False
        return True

    def accepts(self, rule: Rule) -> bool:
        """Whether ``rule`` fits, as far as the bench can tell."""
        if rule in self._refused:
            return False
        self.look()
        self.tried += 1
        if self._judged(rule, self.state):
            return True
        self._refused.add(rule)
        return False

    def forget(self, rule: Rule) -> None:
        """Let a rule that was refused be tried again."""
        self._refused.discard(rule)

    def confirms(self, rule: Rule) -> bool:
        """Whether the rule witness accepts ``rule``, exactly as at the gate."""
        return self.defined() and self._judged(rule, self._state(State))

    def _judged(self, rule: Rule, state: State) -> bool:
        state.obligations.clear()
        try:
            check_arguments(rule, self.context)
            rule.check(self.claim, state)
        except Exception:
            return False
        return True

    def first(self, rules: Iterable[Rule]) -> Rule | None:
        """The first of ``rules`` that fits."""
        return next((rule for rule in rules if self.accepts(rule)), None)

    # -- algebra -------------------------------------------------------------------
    def vanishes(
        self, lhs: Any, rhs: Any, names: Iterable[str] = (), *, logs: bool = False
    ) -> bool:
        """Whether the residue of two sides is zero; what is undecided is not."""
        chosen = frozenset(names)
        key = (lhs, rhs, chosen, logs)
        if key not in self._residues:
            self.look()
            try:
                self._residues[key] = not self.state.residue(lhs, rhs, chosen, logs=logs)
            except (HardlimitError, RecursionError):
                self._residues[key] = False
        return self._residues[key]

    def poly(self, expr: Any, names: Iterable[str] = (), *, logs: bool = False) -> Poly | None:
        """The normal form of ``expr``, or None if it is not reached."""
        key = (expr, frozenset(names), logs)
        if key not in self._polys:
            self.look()
            try:
                self._polys[key] = self.state.normaliser(key[1], logs=logs).of(expr)
            except (HardlimitError, RecursionError):
                self._polys[key] = None
        return self._polys[key]

    def algebra(self, *, logs: bool = False) -> NormalForms:
        """Arithmetic of normal forms, with what is known to be positive."""
        return self.state.normaliser((), logs=logs).algebra

    # -- what is in hand -----------------------------------------------------------
    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Hypotheses and earlier steps that may be used here, the latest first."""
        found = [
            Line(h.name, h.relation, frozenset(h.forall), h.guard)
            for h in self.context.all_hypotheses(self.claim.under)
        ]
        found += [
            Line(number, claim.relation, self.state.wild(claim))
            for number, claim in self.question.earlier.items()
            if set(claim.under) <= set(self.claim.under)
        ]
        return tuple(reversed(found))

    def of_kind(self, *kinds: type[Relation]) -> list[Line]:
        """Lines whose relation is of one of ``kinds``, the latest first."""
        return [line for line in self.lines if isinstance(line.relation, kinds)]

    @cached_property
    def equations(self) -> list[Line]:
        """Known equations between numbers or indices."""
        return self.of_kind(Equal)

    @cached_property
    def free(self) -> frozenset[Index]:
        """The free indices of the claim."""
        return indices_among(self.relation.expressions())

    # -- definitions ---------------------------------------------------------------
    def names_in(self, *exprs: Any) -> tuple[str, ...]:
        """The definitions that stand in ``exprs``, in the order in which they were made."""
        used = names_among(exprs)
        return tuple(name for name in self.context.definitions if name in used)

    def reach(self, names: Iterable[str]) -> tuple[str, ...]:
        """``names`` and all definitions that their bodies use, all the way down."""
        found = set(names)
        rests = self.context.rests_on()
        for name in tuple(found):
            found |= rests[name] & set(self.context.definitions)
        return tuple(name for name in self.context.definitions if name in found)

    def below(self, names: Iterable[str]) -> tuple[str, ...]:
        """``names`` and the definitions that stand in their bodies."""
        found = set(names)
        for name in tuple(found):
            found |= names_used(self.context.definitions[name].body)
        return tuple(name for name in self.context.definitions if name in found)

    def name_sets(self, *exprs: Any) -> list[tuple[str, ...]]:
        """Choices of definitions to write out, likely ones first; the last is all of them."""
        key = ("names", exprs)
        if key not in self._residues:
            self._residues[key] = list(self._name_sets(*exprs))  # type: ignore[assignment]
        return self._residues[key]  # type: ignore[return-value]

    def _name_sets(self, *exprs: Any) -> Iterator[tuple[str, ...]]:
        own = self.names_in(*exprs)
        counts = {n: sum(n in names_used(e) for e in exprs) for n in own}
        one_sided = tuple(n for n in own if counts[n] < len(exprs))
        sets: list[tuple[str, ...]] = [one_sided, own]
        sets += [(n,) for n in own]
        sets += [self.below(one_sided), self.below(own)]
        sets += [self.reach((n,)) for n in one_sided]
        if 2 < len(own) < 5:
            sets += [tuple(n for n in own if n != kept) for kept in own]
        sets += [self.reach(one_sided), self.reach(own)]
        yield from dict.fromkeys(s for s in sets if s)

    def indices_of(self, size: Any) -> list[Index]:
        """The declared indices of one size."""
        return letters(self.context, size)


def smaller(claim: Claim, relation: Relation) -> Claim:
    """The same claim about another relation."""
    return dataclasses.replace(claim, relation=relation)


def factors(expr: Any) -> tuple[Any, ...]:
    """The factors of a product; of anything else, itself."""
    return expr.args if isinstance(expr, sp.Mul) else (expr,)
