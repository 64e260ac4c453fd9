"""Known equations put in while a formula is read: replacements and decided indicators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from ...language.claims import Equal, LessThan, NotEqual
from ...language.fresh import rename_bound
from ...language.matching import match, match_part
from ...language.vocabulary import BINDERS, Index, Indicator
from ...rules.base import Ref
from ...rules.normal.terms import Token
from ..scripts.goal import Goal
from .reading import Reader
from .terms import Term

Choice = dict[Index, Any]


class Known:
    """An earlier equation, to be used at chosen indices."""

    def __init__(self, goal: Goal, ref: Ref, read: Reader, token: Callable[[Token], str]) -> None:
        self.goal, self.ref, self.read, self.token = goal, ref, read, token
        self.equation: Any
        self.equation, self.wild = goal.state.pattern(ref)
        self.stored, self.order = self._stored()

    def _stored(self) -> tuple[Any, list[Index]]:
        """The equation as it was claimed, and the indices its Coq form binds."""
        for h in self.goal.context.all_hypotheses(self.goal.claim.under):
            if h.name == self.ref.target:
                return h.relation, list(h.forall)
        claim = self.goal.earlier[self.ref.target]
        return claim.relation, self.goal.translator.bindings.indices(claim)

    def at(self, found: Choice, env: dict[Index, Token]) -> tuple[Term, Term, str]:
        """(left, right, proof) with ``found`` put in for the indices that may be chosen."""
        values: dict[Index, Token] = {}
        change = dict(self.ref.indices)
        for i in self.order:
            value = found.get(i, i) if i in self.wild else change.get(i, i)
            inner = env if i in self.wild else {}
            values[i] = self.read.token(value, inner)
        return self.at_tokens(values)

    def at_tokens(self, values: dict[Index, Token]) -> tuple[Term, Term, str]:
        """The same for index tokens."""
        free = [i for i in self.order if i in self.wild]
        text = self.goal.use(self.ref, frozenset(free))
        if free:
            at = " ".join(self.token(values[i]) for i in free)
            text = f"({text} {at} {' '.join('ltac:(hl_range)' for _ in free)})"
        plain = self.read.plain()
        return plain(self.stored.lhs, values), plain(self.stored.rhs, values), text


class Replacing(Reader):
    """Reads a formula and notes where the left side of a known equation stands.

    Attributes:
        known: the equation; ``reverse`` reads it from right to left.
        halved: half the sum of both sides is put in.
    """

    known: Known
    reverse: bool = False
    halved: bool = False

    def __call__(self, e: Any, env: dict[Index, Token] | None = None) -> Term:
        env = env or {}
        left, right = self.known.equation.lhs, self.known.equation.rhs
        if self.reverse:
            left, right = right, left
        found = match(left, e, self.known.wild, {})
        if found is not None:
            return self._put(self.plain()(e, env), found, env)
        part = match_part(left, e, self.known.wild)
        if part is not None:
            here = self.known.at(part[0], env)
            old = here[1] if self.reverse else here[0]
            rest = [self(a, env) for a in part[1]]
            kind = "add" if isinstance(e, sp.Add) else "mul"
            return ("same", self.plain()(e, env), (kind, self._put(old, part[0], env), *rest))
        if isinstance(e, BINDERS):
            e = rename_bound(e)
        return super().__call__(e, env)

    def _below(self, f: Any, env: dict[Index, Token]) -> Term:
        left = self.known.equation.rhs if self.reverse else self.known.equation.lhs
        found = match(left, f, self.known.wild, {})
        old = super()._below(f, env) if found is None else self.plain()._below(f, env)
        return old if found is None else self._put(old, found, env)

    def _put(self, old: Term, found: Choice, env: dict[Index, Token]) -> Term:
        a, b, proof = self.known.at(found, env)
        if self.reverse:
            a, b, proof = b, a, f"(eq_sym {proof})"
        if self.halved:
            b, proof = ("mul", ("num", 1, 2), ("add", a, b)), f"(halved_ _ _ {proof})"
        return ("as", old, a, b, proof)


class Deciding(Reader):
    """Reads a formula and puts in the value of indicators whose condition is decided."""

    goal: Goal

    def __call__(self, e: Any, env: dict[Index, Token] | None = None) -> Term:
        env = env or {}
        if isinstance(e, Indicator | sp.KroneckerDelta):
            old = self.plain()(e, env)
            value = self._value(e)
            return ("decided", old, ("num", value, 1)) if value is not None else old
        if isinstance(e, BINDERS):
            e = rename_bound(e)
        return super().__call__(e, env)

    def _value(self, e: Any) -> int | None:
        signs = self.goal.state.signs
        a, b = e.args
        for value, options in (
            (1, (Equal(a, b), Equal(b, a))),
            (0, (NotEqual(a, b), NotEqual(b, a), LessThan(a, b), LessThan(b, a))),
        ):
            for option in options:
                known = isinstance(e, sp.KroneckerDelta)
                if signs.fact(option) if known else signs.proves(option):
                    return value
        return None
