"""The proof of one step in the making: what is in scope, and how earlier lines are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...kernel.derivation import Derivation, Step
from ...language.claims import Claim, Hypothesis, Relation
from ...language.context import Context
from ...language.vocabulary import Index
from ...rules.base import Ref
from ...rules.state import State
from ..statements.names import coq_name, range_of
from ..statements.translate import Translator

#: Tactics of each file (:mod:`.development`): one closes a sign, an inequality of that kind or
#: a range, the other tries first what is near.
SIDE, NEAR = "side_", "near_"


class Unscripted(Exception):
    """No proof script can be written for a step; the text says why."""


@dataclass
class Goal:
    """One step to be proved in Coq.

    Attributes:
        derivation: the derivation; ``translator`` writes its claims.
        step: the step.
        earlier: the claims of earlier steps, by number.
        books: derivations that may be cited, by slug.
        state: the rule's view of the step (signs, patterns), for finding, never for trusting.
    """

    derivation: Derivation
    translator: Translator
    step: Step
    earlier: Mapping[str, Claim]
    books: Mapping[str, Derivation]
    state: State
    serial: int = field(default=0)

    @property
    def context(self) -> Context:
        """The declarations of the derivation."""
        return self.derivation.context

    @property
    def claim(self) -> Claim:
        """What the step claims."""
        return self.step.claim

    def fresh(self, stem: str = "H") -> str:
        """A Coq name that nothing else here has."""
        self.serial += 1
        return f"{stem}{self.serial}_"

    def intro(self) -> str:
        """``intros`` for everything that the claim binds."""
        names = binders(self.translator, self.claim)
        return f"intros {' '.join(names)}." if names else ""

    def term(self, expr: Any) -> str:
        """``expr`` in Coq, in parentheses."""
        return f"({self.translator.term(expr)})"

    def use(self, ref: Ref, wild: frozenset[Index] = frozenset()) -> str:
        """A Coq term that proves the line ``ref`` names; ``wild`` indices stay quantified."""
        change = dict(ref.indices)
        for h in self.claim.under:
            if h.name == ref.target:
                return self._hypothesis(h, change, wild)
        if ref.target in self.context.hypotheses:
            return self._hypothesis(self.context.hypotheses[ref.target], change, wild)
        claim = self.earlier[ref.target]
        args = [given.name for given in self.translator.bound(claim.relation)]
        indices = self.translator.bindings.indices(claim)
        args += [self._value(i, change) for i in indices]
        args += [self._range(i, change, wild) for i in indices]
        args += map(self.premise, claim.under)
        text = " ".join([f"step_{ref.target}", *args])
        return _abstracted(text, [i for i in indices if i in wild])

    def _hypothesis(self, h: Hypothesis, change: dict[Index, Any], wild: frozenset[Index]) -> str:
        args = [self._value(i, change) for i in h.forall]
        args += [self._range(i, change, wild) for i in h.forall]
        if h.guard is not None:
            args.append("ltac:(hl_side)")
        text = " ".join([self.premise(h), *args])
        return _abstracted(text, [i for i in h.forall if i in wild])

    def _value(self, i: Index, change: dict[Index, Any]) -> str:
        return self.translator.index(change.get(i, i))

    def _range(self, i: Index, change: dict[Index, Any], wild: frozenset[Index]) -> str:
        return range_of(coq_name(i.name)) if i in wild else "ltac:(hl_range)"

    def premise(self, h: Hypothesis) -> str:
        """The Coq name of a hypothesis or case."""
        return self.translator.premise_name(h)

    def line(self, ref: Ref) -> Relation:
        """The relation that ``ref`` stands for."""
        return self.state.relation(ref)


def binders(translator: Translator, claim: Claim) -> list[str]:
    """The Coq names of everything that the translated ``claim`` binds, in order."""
    names = [given.name for given in translator.bound(claim.relation)]
    indices = translator.bindings.indices(claim)
    names += [coq_name(i.name) for i in indices]
    names += [range_of(coq_name(i.name)) for i in indices]
    return names + [translator.premise_name(h) for h in claim.under]


def _abstracted(text: str, wild: list[Index]) -> str:
    if not wild:
        return f"({text})"
    at = " ".join(f"({coq_name(i.name)} : nat)" for i in wild)
    ranges = " ".join(
        f"({range_of(coq_name(i.name))} : (1 <= {coq_name(i.name)} <= {coq_name(i.size.name)})%nat)"
        for i in wild
    )
    return f"(fun {at} {ranges} => {text})"
