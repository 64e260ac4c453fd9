"""Inequalities added up: known ones, tangents of the logarithm, and terms of known sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Claim, Equal, LessThan, NotEqual
from ..language.errors import RuleMismatch
from ..language.substitution import Substitution, substitute
from ..language.vocabulary import Index, expression, total
from ..language.wording import written
from .base import Ref, Rule, expect
from .state import State

ZERO, ONE = sp.Integer(0), sp.Integer(1)
#: (line, factor, indices): the line times the factor, summed over the indices.
Part = tuple[Ref, Any, tuple[Index, ...]]
#: (t, factor, indices): t - 1 - log t times the factor, summed over the indices.
Tangent = tuple[Any, Any, tuple[Index, ...]]


@dataclass(frozen=True)
class Adding(Rule):
    """What is added up, in rules whose line is a sum of inequalities."""

    formulas = ("gap",)

    parts: tuple[Part, ...]
    gap: Any = ZERO
    names: tuple[str, ...] = ()
    logs: bool = False
    tangents: tuple[Tangent, ...] = ()

    def __post_init__(self) -> None:
        """Whole numbers among the factors are expressions, too."""
        super().__post_init__()
        for name in ("tangents", "parts"):
            rows = getattr(self, name)
            if all(isinstance(row, tuple) and len(row) == 3 for row in rows):
                made = tuple((_number(row[0]), _number(row[1]), row[2]) for row in rows)
                object.__setattr__(self, name, made)

    def add_up(self, relation: Any, state: State) -> None:
        """Require that ``relation`` is what the parts add up to.

        Raises:
            RuleMismatch: if it is another, or if a part may not be used.
            MissingHypothesis: if a sign is not known.
        """
        strict = isinstance(relation, LessThan)
        if self._tangents(strict, state):
            strict = False
        whole, positive = self.gap, False
        state.require_defined(self.gap)
        if self.gap != 0:
            positive = strict and state.shows(LessThan(ZERO, self.gap)) is not None
            kind = LessThan if positive else AtMost
            state.require(kind(ZERO, self.gap), "the term left out")
        for ref, factor, over in self.parts:
            line = state.relation(ref)
            if not isinstance(line, AtMost | LessThan | Equal):
                raise RuleMismatch(f"{ref.target} is not an inequality")
            if not summable(over, state):
                names = ", ".join(map(written, over))
                raise RuleMismatch(f"{ref.target} cannot be summed over {names}")
            state.require_defined(factor)
            if isinstance(relation, Equal) and not isinstance(line, Equal):
                raise RuleMismatch(f"{ref.target} is not an equation")
            part = factor * (line.rhs - line.lhs)
            whole = whole + (total(part, *over) if over else part)
            if isinstance(line, Equal):
                continue
            above = LessThan(ZERO, factor)
            if strict and isinstance(line, LessThan) and state.shows(above):
                positive = True
                state.require(above, f"the factor of {_cite(ref)}")
            else:
                state.require(AtMost(ZERO, factor), f"the factor of {_cite(ref)}")
        if strict and not positive:
            raise RuleMismatch("nothing here is strict: only <= follows")
        difference = relation.rhs - (relation.lhs + sp.Add(*map(above_zero, self.tangents)))
        if not state.equal(difference, whole, self.names, logs=self.logs):
            raise RuleMismatch("the inequalities do not add up to the claim")

    def _tangents(self, strict: bool, state: State) -> bool:
        """Require that each tangent may be added; whether one lies strictly above."""
        positive = False
        for t, factor, over in self.tangents:
            if not summable(over, state):
                raise RuleMismatch(f"no sum runs over {', '.join(map(written, over))} here")
            state.require_defined(t)
            state.require_defined(factor)
            state.require(LessThan(ZERO, t), "log needs it positive")
            at = state.signs.touches_not(t, factor, over) if strict and over else None
            change = Substitution(indices={} if at is None else {over[0]: at})
            above = LessThan(ZERO, substitute(factor, change))
            apart = NotEqual(substitute(t, change), ONE)
            if strict and not positive and (at is not None or not over):
                positive = state.shows(above) is not None and state.shows(apart) is not None
                if positive:
                    state.require(above, "the factor of a tangent")
                    state.require(apart, "the tangent touches at 1 only")
                if positive and not over:
                    continue
            state.require(AtMost(ZERO, factor), "the factor of a tangent")
        return positive


def _number(value: Any) -> Any:
    return expression(value) if type(value) is int else value


@dataclass(frozen=True)
class Combine(Adding):
    """Add known inequalities, each times a factor that is not negative.

    A part is (line, factor, indices): the line is multiplied by the factor and
    summed over the indices.  ``gap`` is a further nonnegative term.  A tangent
    (t, c, indices) stands for c (t - 1 - log t), summed over the indices.

    |- a_i <= b_i,  c_i >= 0,  g >= 0,  t_j > 0,  d_j >= 0,
    b - a = sum_i c_i (b_i - a_i) + g + sum_j d_j (t_j - 1 - log t_j)
    ------------------
    |- a <= b

    ``Gap(g)`` is the case of a term alone, ``Tangents`` that with tangents.  The
    claim is strict if the gap is positive, if a strict line has a positive factor,
    or if a tangent has one, at a t that is not 1 (of a sum, at a known index).  Of equations
    alone the sum is an equation, whatever the factors are.
    """

    @classmethod
    def word(cls, fields: Mapping[str, Any]) -> str:
        """The author's word for what is added."""
        return "Tangents" if fields["tangents"] else "Combine" if fields["parts"] else "Gap"

    @property
    def title(self) -> str:
        """What is added, in a few words."""
        return _TITLES[self.name]

    def check(self, claim: Claim, state: State) -> None:
        equations = (Equal,) if self.name == "Combine" else ()
        relation = expect(claim, AtMost, LessThan, *equations)
        if isinstance(relation, Equal) and self.gap != 0:
            raise RuleMismatch("an equation is a sum of equations alone")
        if self.name != "Gap":
            self.add_up(relation, state)
            return
        state.require_defined(self.gap)
        if not state.equal(relation.rhs - relation.lhs, self.gap, self.names, logs=self.logs):
            raise RuleMismatch("the difference of the two sides is another term than the one named")
        state.require(type(relation)(ZERO, self.gap), "the gap between the two sides")


_TITLES = {
    "Combine": "Add known inequalities, each times a factor that is not negative",
    "Gap": "The difference of the two sides is a term of known sign",
    "Tangents": (
        "Logarithms lie below their tangents, termwise, and known inequalities add up to the rest"
    ),
}


def gap(term: Any, names: tuple[str, ...] = (), logs: bool = False) -> Combine:
    """The difference of the two sides is ``term``."""
    return Combine((), term, names, logs)


def above_zero(tangent: Tangent) -> Any:
    """The term that a tangent stands for; it is never negative."""
    t, factor, over = tangent
    # Multiplied out, so that what a factor and t share cancels.
    term = factor * t - factor - factor * sp.log(t)
    return total(term, *over) if over else term


def summable(over: tuple[Any, ...], state: State) -> bool:
    """Whether a sum may run over these: indices, each once, of which no fact fixes one."""
    indices = all(isinstance(i, Index) for i in over)
    return indices and not set(over) & state.fixed and len(set(over)) == len(over)


def _cite(ref: Ref) -> str:
    return f"step {ref.target}" if ref.target.replace(".", "").isdigit() else ref.target


def termwise(line: Ref, *over: Index, factor: Any = 1, **options: Any) -> Combine:
    """Sum a known inequality over ``over``, each term times ``factor``."""
    return Combine(((line, expression(factor), tuple(over)),), **options)


def combine(*lines: Ref | tuple[Any, ...], gap: Any = ZERO, **options: Any) -> Combine:
    """Add inequalities; each line is a reference, or (reference, factor[, indices])."""
    parts: list[tuple[Ref, Any, tuple[Index, ...]]] = []
    for line in lines:
        if isinstance(line, Ref):
            parts.append((line, sp.Integer(1), ()))
        else:
            ref, factor, *over = line
            parts.append((ref, expression(factor), tuple(over[0]) if over else ()))
    return Combine(tuple(parts), gap, **options)
