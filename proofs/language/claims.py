"""Relations, hypotheses and claims: what can be asserted.

A claim is *hypotheses |- relation*; free indices are universally quantified over
their ranges, free families and symbols over all values of their declared sign.
Relations are predicates: "the gradient of f is g" is an assertion about f and g,
not an operator applied to f.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .vocabulary import Expr, Index


@dataclass(frozen=True)
class Relation:
    """Base of all relations."""

    def expressions(self) -> tuple[Expr, ...]:
        """The expressions that the relation is about, in display order."""
        raise NotImplementedError

    def map(self, change: Callable[[Expr], Expr]) -> Relation:
        """The same relation between changed expressions."""
        raise NotImplementedError


@dataclass(frozen=True)
class Binary(Relation):
    """A relation between two expressions."""

    lhs: Expr
    rhs: Expr

    def expressions(self) -> tuple[Expr, ...]:
        return (self.lhs, self.rhs)

    def map(self, change: Callable[[Expr], Expr]) -> Relation:
        return type(self)(change(self.lhs), change(self.rhs))


@dataclass(frozen=True)
class Equal(Binary):
    """lhs = rhs."""


@dataclass(frozen=True)
class AtMost(Binary):
    """lhs <= rhs."""


@dataclass(frozen=True)
class LessThan(Binary):
    """lhs < rhs."""


@dataclass(frozen=True)
class NotEqual(Binary):
    """lhs != rhs (of numbers, or of indices)."""


#: How the relations between two numbers are written in plain text.
SIGNS: dict[type[Binary], str] = {Equal: "=", NotEqual: "!=", AtMost: "<=", LessThan: "<"}


@dataclass(frozen=True)
class HasGradient(Relation):
    """d function / d variable = gradient, for an entry of a family or a symbol.

    ``variable`` is e.g. ``mu[j, e]`` with free indices j, e: the claim is about
    every entry.
    """

    function: Expr
    variable: Expr
    gradient: Expr

    def expressions(self) -> tuple[Expr, ...]:
        return (self.function, self.variable, self.gradient)

    def map(self, change: Callable[[Expr], Expr]) -> Relation:
        return HasGradient(change(self.function), change(self.variable), change(self.gradient))


@dataclass(frozen=True)
class TendsTo(Relation):
    """function -> limit as the positive symbol ``variable`` falls to 0 (one-sided)."""

    function: Expr
    variable: Expr
    limit: Expr

    def expressions(self) -> tuple[Expr, ...]:
        return (self.function, self.variable, self.limit)

    def map(self, change: Callable[[Expr], Expr]) -> Relation:
        return TendsTo(change(self.function), self.variable, change(self.limit))


@dataclass(frozen=True)
class ZeroExactlyAt(Relation):
    """function = 0 if and only if variable = solution."""

    function: Expr
    variable: Expr
    solution: Expr

    def expressions(self) -> tuple[Expr, ...]:
        return (self.function, self.variable, self.solution)

    def map(self, change: Callable[[Expr], Expr]) -> Relation:
        return ZeroExactlyAt(change(self.function), change(self.variable), change(self.solution))


@dataclass(frozen=True)
class Optimum(Relation):
    """``variable := value`` makes ``function`` least (``kind="minimises"``) or greatest.

    The comparison is *global*: with every value of the variable that has its
    declared sign and satisfies the hypotheses named in ``domain`` (hypotheses of
    the derivation about the variable).  ``variable`` is a symbol or an entry with
    free indices, ``value`` may contain those indices.  ``unique``: every other
    point of the domain is strictly worse.
    """

    kind: str
    function: Expr
    variable: Expr
    value: Expr
    domain: tuple[str, ...] = ()
    unique: bool = False

    def expressions(self) -> tuple[Expr, ...]:
        return (self.function, self.variable, self.value)

    def map(self, change: Callable[[Expr], Expr]) -> Relation:
        return Optimum(
            self.kind,
            change(self.function),
            change(self.variable),
            change(self.value),
            self.domain,
            self.unique,
        )


@dataclass(frozen=True)
class Hypothesis:
    """A named assumption: for all ``forall``, if ``guard`` holds then ``relation``."""

    name: str
    relation: Relation
    forall: tuple[Index, ...] = ()
    guard: Relation | None = None

    def relations(self) -> tuple[Relation, ...]:
        """What is assumed, and its condition if there is one."""
        return (self.relation,) if self.guard is None else (self.relation, self.guard)

    def expressions(self) -> tuple[Expr, ...]:
        """All sides of :meth:`relations`."""
        return tuple(e for r in self.relations() for e in r.expressions())


@dataclass(frozen=True)
class Claim:
    """``under`` (local hypotheses, on top of the derivation's) |- ``relation``."""

    relation: Relation
    under: tuple[Hypothesis, ...] = ()
