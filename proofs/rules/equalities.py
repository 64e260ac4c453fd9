"""The rule by residue: one test behind the words by which authors say what makes it empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..language.claims import Claim, Equal, LessThan
from ..language.errors import RuleMismatch
from .base import Rule, expect, not_idle
from .indicators import decided
from .state import State

ZERO = sp.Integer(0)


def logarithm(side: Any) -> Any:
    """log of a side as it stands: SymPy would work out log e^u."""
    return sp.log(side, evaluate=False)


#: By which word an author says what is needed: the rule in a few words, and what is said of two
#: sides that differ.
_SAID = {
    "Algebra": ("Algebra under finite sums", "the two sides differ: their residue is not zero"),
    "Unfold": (
        "Insert the definition",
        "the two sides differ, also with the definitions written out",
    ),
    "KnownIndicators": (
        "An indicator whose condition is decided",
        "with the indicators decided, the two sides still differ",
    ),
    "LogLaws": (
        "Laws of the logarithm",
        "the two sides differ, also by the laws of the logarithm",
    ),
}


@dataclass(frozen=True)
class Algebra(Rule):
    """Algebra under finite sums.

    lhs and rhs have the same normal form: sums are linear, products of finite
    sums multiply out, bound indices may be renamed, e^a e^b = e^(a+b), and
    u/u = 1 for every denominator u of the line.

    ------------------
    |- lhs = rhs

    ``Unfold`` names definitions that are written out first, each of which is needed; ``LogLaws``
    has log(a b) = log a + log b, log(a / b) = log a - log b, log(a^c) = c log a, log e^u = u
    and e^(c log u) = u^c, for a, b, u > 0, which are needed, too.  Two positive numbers are
    equal if their logarithms are.  ``KnownIndicators`` puts 1 for 1[a = b] where a = b is known,
    and 0 where a < b, b < a or a != b is (likewise Kronecker's delta).
    """

    names: tuple[str, ...] = ()
    logs: bool = False
    decided: bool = False

    @classmethod
    def word(cls, fields: Mapping[str, Any]) -> str:
        """The author's word for what is needed."""
        if fields["decided"]:
            return "KnownIndicators"
        return "LogLaws" if fields["logs"] else "Unfold" if fields["names"] else "Algebra"

    @property
    def title(self) -> str:
        """What is needed, in a few words."""
        return _SAID[self.name][0]

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, Equal)
        not_idle(relation)
        lhs, rhs = relation.expressions()
        if self.decided:
            self._decided(relation, state)
            return
        if not self._vanishes(relation, state):
            if self.name == "Algebra" and not state.residue(lhs, rhs, logs=True):
                raise RuleMismatch("true, but not by algebra alone: the laws of log are needed")
            raise RuleMismatch(_SAID[self.name][1])
        if self.logs and not state.residue(lhs, rhs, self.names):
            raise RuleMismatch("true, but no law of the logarithm is needed")
        for name in () if self.logs else self.names:
            if not state.residue(lhs, rhs, tuple(n for n in self.names if n != name)):
                raise RuleMismatch(f"true, but the definition of {name} is not what makes it so")

    def _decided(self, relation: Equal, state: State) -> None:
        if self.logs:
            raise RuleMismatch("indicators are decided in one line, logarithms split in another")
        before = [state.context.unfold(e, frozenset(self.names)) for e in relation.expressions()]
        after = [decided(e, state) for e in before]
        if after == before:
            raise RuleMismatch("no indicator here is decided by what is known")
        if state.residue(*after):
            raise RuleMismatch(_SAID[self.name][1])

    def _vanishes(self, relation: Equal, state: State) -> bool:
        """Whether nothing is left of the difference of the two sides, or of their logarithms."""
        lhs, rhs = relation.expressions()
        if not state.residue(lhs, rhs, self.names, logs=self.logs):
            return True
        above = [LessThan(ZERO, side) for side in (lhs, rhs)]
        if not self.logs or rhs == 0 or not all(state.shows(asked) for asked in above):
            return False
        if state.residue(logarithm(lhs), logarithm(rhs), self.names, logs=True):
            return False
        for asked in above:
            state.require(asked, "logarithms are compared")
        return True
