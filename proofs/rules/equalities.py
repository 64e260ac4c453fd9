"""Rules by residue: one test behind the words by which authors say what makes it empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import sympy as sp

from ..language.claims import Claim, Equal, LessThan
from ..language.errors import RuleMismatch
from .base import Rule, expect, not_idle
from .state import State

ZERO = sp.Integer(0)


def logarithm(side: Any) -> Any:
    """log of a side as it stands: SymPy would work out log e^u."""
    return sp.log(side, evaluate=False)


@dataclass(frozen=True)
class _Residue(Rule):
    """Both sides have the same normal form, and what the rule names is needed for it.

    Attributes:
        logs: whether the laws of the logarithm are used.
        differ: what is said of two sides that differ.
    """

    logs: ClassVar[bool] = False
    differ: ClassVar[str] = "the two sides differ: their residue is not zero"

    @property
    def written_out(self) -> tuple[str, ...]:
        """The definitions that are written out."""
        return ()

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, Equal)
        not_idle(relation)
        (lhs, rhs), names = relation.expressions(), self.written_out
        if not self.vanishes(relation, state):
            if not self.logs and not names and not state.residue(lhs, rhs, logs=True):
                raise RuleMismatch("true, but not by algebra alone: the laws of log are needed")
            raise RuleMismatch(self.differ)
        for fewer, logs, why in self.less():
            if not state.residue(lhs, rhs, fewer, logs=logs):
                raise RuleMismatch(f"true, but {why}")

    def vanishes(self, relation: Equal, state: State) -> bool:
        """Whether nothing is left of the difference of the two sides."""
        lhs, rhs = relation.expressions()
        return not state.residue(lhs, rhs, self.written_out, logs=self.logs)

    def less(self) -> Iterator[tuple[tuple[str, ...], bool, str]]:
        """(definitions, laws of the logarithm, why not): what must not be enough."""
        yield from ()


@dataclass(frozen=True)
class Algebra(_Residue):
    """Algebra under finite sums.

    lhs and rhs have the same normal form: sums are linear, products of finite
    sums multiply out, bound indices may be renamed, e^a e^b = e^(a+b), and
    u/u = 1 for every denominator u of the line.

    ------------------
    |- lhs = rhs
    """


@dataclass(frozen=True)
class Unfold(_Residue):
    """Insert the definition.

    lhs and rhs have the same normal form once the named definitions are written out.

    f[i] := body
    ------------------
    |- lhs = rhs
    """

    differ = "the two sides differ, also with the definitions written out"

    names: tuple[str, ...]

    @property
    def written_out(self) -> tuple[str, ...]:
        return self.names

    def less(self) -> Iterator[tuple[tuple[str, ...], bool, str]]:
        """Each definition is needed."""
        for name in self.names:
            rest = tuple(n for n in self.names if n != name)
            yield rest, False, f"the definition of {name} is not what makes it so"


@dataclass(frozen=True)
class LogLaws(_Residue):
    """Laws of the logarithm.

    log(a b) = log a + log b, log(a / b) = log a - log b, log(a^c) = c log a,
    log e^u = u and e^(c log u) = u^c, for a, b, u > 0.  Two positive numbers are equal if
    their logarithms are.

    a > 0, b > 0
    ------------------
    |- lhs = rhs
    """

    logs = True
    differ = "the two sides differ, also by the laws of the logarithm"

    names: tuple[str, ...] = ()

    @property
    def written_out(self) -> tuple[str, ...]:
        return self.names

    def vanishes(self, relation: Equal, state: State) -> bool:
        """Whether the residue is 0, or that of the logarithms of the sides."""
        if super().vanishes(relation, state):
            return True
        above = [LessThan(ZERO, side) for side in relation.expressions()]
        if relation.rhs == 0 or not all(state.shows(asked) for asked in above):
            return False
        lhs, rhs = map(logarithm, relation.expressions())
        if state.residue(lhs, rhs, self.names, logs=True):
            return False
        for asked in above:
            state.require(asked, "logarithms are compared")
        return True

    def less(self) -> Iterator[tuple[tuple[str, ...], bool, str]]:
        """The laws are needed; definitions may be named that are not."""
        yield self.names, False, "no law of the logarithm is needed"
