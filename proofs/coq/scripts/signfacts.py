"""Signs that a known line or a definition shows, as assertions in Coq."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from ...language.claims import AtMost, Equal, LessThan, NotEqual
from ...language.matching import match
from ...language.substitution import Substitution, substitute
from ...language.vocabulary import Index
from ...rules.base import Ref
from ...rules.facts import scaled
from ...rules.signs import Fact, Signs
from ...rules.spreading import spread
from ..statements.names import coq_name
from ..statements.raw import Scope, put
from .goal import Goal
from .spreads import same_sums

Bound = tuple[Index, ...]
#: What a sign says, and the kinds of facts that show it of a difference.
SAYS = {"positive": "0 < {}", "nonnegative": "0 <= {}", "nonzero": "{} <> 0"}
KINDS: dict[str, tuple[type, ...]] = {
    "positive": (LessThan,),
    "nonnegative": (LessThan, AtMost),
    "nonzero": (NotEqual,),
}
SHORT = {"positive": "pos", "nonnegative": "nonneg", "nonzero": "nonzero"}


class FactSigns:
    """The assertions that were made, and those that rest on what is known."""

    def __init__(self, goal: Goal, signs: Signs) -> None:
        self.goal, self.signs = goal, signs
        self.lines: list[str] = []
        self._made: dict[tuple[str, str, Bound], str] = {}

    def sign(self, sign: str, expr: Any, bound: Bound = (), *, force: bool = False) -> str:
        """Assertions for the sign of ``expr``; its proof in the scope of ``bound``."""
        raise NotImplementedError

    def _reason(self, sign: str, e: Any, bound: Bound) -> str:
        raise NotImplementedError

    def _assert(self, text: str, bound: Bound, tactic: str) -> str:
        name = self.goal.fresh("sign")
        front, enter, at = quantified(bound)
        enter = aside(at) + enter.replace(". ", "; ")
        self.lines.append(f"try (assert ({name} : {front}{text}) by ({enter}{tactic})).")
        return f"({name}{at})" if at else name

    def _holds(self, sign: str, e: Any) -> bool:
        return bool(getattr(self.signs, sign)(e))

    def _differences(self, sign: str) -> Iterator[tuple[Fact, Any]]:
        """Each line that may say so, and what has the sign by it."""
        equal = (Equal,) if sign == "nonnegative" else ()
        for fact in self.signs.facts:
            if not isinstance(fact.relation, (*KINDS[sign], *equal)):
                continue
            left, right = fact.relation.expressions()
            if isinstance(left, Index) or isinstance(right, Index):
                continue
            yield fact, right - left
            if isinstance(fact.relation, NotEqual | Equal):
                yield fact, left - right

    def _known(self, sign: str, e: Any) -> str | None:
        """A line whose difference of sides is ``e``."""
        for fact, form in self._differences(sign):
            found = match(form, e, fact.wild, {})
            if found is not None:
                return f"pose proof {self._use(fact, found)} as known_; {self._linear()}"
        return None

    def _term_by_term(self, sign: str, e: Any, bound: Bound) -> str | None:
        """A line whose difference of sides is ``e`` with its sums taken apart."""
        if not isinstance(e, sp.Add | sp.Sum) or not e.has(sp.Sum):
            return None
        asked = scaled(spread(scaled(e)))
        for fact, form in self._differences(sign):
            if not form.has(sp.Sum):
                continue
            found = match(scaled(spread(form)), asked, fact.wild, {})
            if found is not None:
                at = substitute(form, Substitution(indices=found))
                return self._equal_to(sign, e, at, self._use(fact, found), bound)
        return None

    def _equal_to(self, sign: str, e: Any, known: Any, proof: str, bound: Bound) -> str:
        """The sign of ``e`` from that of ``known``, which is ``e`` times a positive number."""
        number = leading(e) / leading(known)
        term, same = self.goal.translator.term, self.goal.fresh("same")
        front, enter, at = quantified(bound)
        equation = f"{front}{term(e, 0)} = {term(number * known, 0)}"
        script = same_sums(self.goal, e, number * known)
        self.lines.append(f"assert ({same} : {equation}).\n{{ {enter}{script} }}")
        said = SAYS[sign].format(term(number * known, 0))
        return (
            f"rewrite ({same}{at}); pose proof {proof} as known_; "
            f"assert (times_ : {said}) by lra; exact times_"
        )

    def _use(self, fact: Fact, found: dict[Index, Any]) -> str:
        kind, _, target = fact.source.partition(" ")
        if kind == "case":
            return f"case{target}_"
        return self.goal.use(Ref(target, tuple(found.items())))

    def _linear(self) -> str:
        return "first [hl_from known_ | write_all_; hl_from known_]"

    def _definition(self, sign: str, e: Any, bound: Bound) -> str:
        definition = self.goal.context.definition_of(e)
        if definition is None:
            return self._either(e, bound) if sign == "nonzero" else ""
        self.sign(sign, put(e, Scope(definitions={definition.name: definition})), bound)
        return f"cbv beta delta [{coq_name(definition.name)}]; hl_signs"

    def _either(self, e: Any, bound: Bound) -> str:
        """Nonzero because positive, or because negative."""
        if self.signs.positive(e):
            return self._reason("positive", e, bound) and (
                f"apply nonzero_of_pos; exact {self.sign('positive', e, bound, force=True)}"
            )
        if self.signs.positive(-e):
            known = self.sign("positive", -e, bound, force=True)
            return f"pose proof {known} as known_; apply nonzero_of_neg; lra"
        return ""


def quantified(bound: Bound) -> tuple[str, str, str]:
    """For all indices of ``bound``: the front of a statement, what takes them, and puts them in."""
    pairs = [(coq_name(i.name), coq_name(i.size.name)) for i in bound]
    at = "".join(f" {i} range_{i}" for i, _ in pairs)
    front = "".join(f"forall {i} : nat, (1 <= {i} <= {top})%nat -> " for i, top in pairs)
    return front, f"intros{at}. " if at else "", at


def aside(at: str) -> str:
    """Out of the way of names that are about to be taken: an index of the line may have one."""
    return "".join(f"try rename {n} into {n}_outside; " for n in at.split())


def leading(expr: Any) -> Any:
    """The number that all terms of ``expr``, taken apart, share."""
    apart = spread(expr)
    return apart.as_coeff_Mul()[0] if not isinstance(apart, sp.Add) else apart.primitive()[0]
