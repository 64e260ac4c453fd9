"""Certificate terms from SymPy expressions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from ...language.context import Context
from ...language.exact import Fraction
from ...language.functions import BY_HEAD, Opaque, Shorthand
from ...language.substitution import family_name
from ...language.vocabulary import Index, IndexNumber, Indicator, MapSum, MinOver, XLogY
from ...rules.normal.terms import Token
from ...rules.spreading import spread
from ..statements.shapes import is_below, is_negative, negated
from ..statements.terms import Untranslatable
from .terms import BOUND, UNIT, Term, number, replaced, times


class Reader:
    """Terms from SymPy expressions, with the text that the translator gives them.

    Args:
        unfold: definitions that are written out.
        token: the bound token of a depth and a size; equal formulas get equal terms.
        nonnegative: tells whether an expression is known not to be negative.
    """

    def __init__(
        self,
        context: Context,
        unfold: frozenset[str],
        token: Callable[[int, str], Token],
        nonnegative: Callable[[Any], Any],
    ) -> None:
        self.context, self.unfold, self.fresh = context, unfold, token
        self.nonnegative = nonnegative
        self.maps: dict[str, tuple[str, str]] = {}
        self.depth = 0
        self._within: tuple[str, ...] = ()

    def plain(self) -> Reader:
        """The same reader without any replacement."""
        out = Reader(self.context, self.unfold, self.fresh, self.nonnegative)
        out.maps, out._within, out.depth = self.maps, self._within, self.depth
        return out

    def __call__(self, e: Any, env: dict[Index, Token] | None = None) -> Term:
        env = env or {}
        if isinstance(e, sp.Rational):
            return number(Fraction(int(e.p), int(e.q)))
        if e is sp.pi:
            return ("sym", "\\pi")
        if isinstance(e, sp.Symbol | sp.Indexed):
            return self._named(e, env)
        if isinstance(e, sp.Add):
            return ("add", self(e.args[0], env), *(self._addend(a, env) for a in e.args[1:]))
        if isinstance(e, sp.Mul):
            return self._product(list(e.args), env)
        if isinstance(e, sp.KroneckerDelta):
            return ("delta", *(self.token(i, env) for i in e.args))
        if isinstance(e, IndexNumber):
            return ("idx", self.token(e.args[0], env))
        if isinstance(e, XLogY):
            q, u = e.args
            return ("xlogy", self(q, env), self(u, env), bool(self.nonnegative(q)))
        if isinstance(e, Opaque):
            return (BY_HEAD[type(e)].coq, self(e.args[0], env))
        if isinstance(e, Shorthand):
            holes = [sp.Symbol(f"#{i}", real=True) for i in range(len(e.args))]
            args = {("sym", h.name): self(a, env) for h, a in zip(holes, e.args, strict=True)}
            meaning = replaced(self.plain()(BY_HEAD[type(e)].meaning(*holes)), args)
            return ("short", BY_HEAD[type(e)].coq, meaning, *args.values())
        if isinstance(e, sp.Abs) and self.nonnegative(spread(e.args[0])):
            return ("size", self(e.args[0], env))
        for kind, name in ((sp.exp, "exp"), (sp.log, "ln"), (sp.Abs, "abs"), (Indicator, "ind")):
            if isinstance(e, kind):
                return (name, *(self(a, env) for a in e.args))
        if isinstance(e, sp.Pow):
            return self._power(e, env)
        for kind, name in ((sp.Sum, "sum"), (sp.Product, "prod"), (MinOver, "min")):
            if isinstance(e, kind):
                return self._bound(name, e, env)
        if isinstance(e, MapSum):
            body, base, rows, values = e.args
            name = base.label.name
            self.maps[BOUND + name] = (rows.name, values.name)
            around, self._within = self._within, (*self._within, name)
            inside = self(body, env)
            self._within = around
            return ("map", BOUND + name, rows.name, values.name, inside)
        raise Untranslatable(f"{type(e).__name__} has no term")

    def _named(self, e: Any, env: dict[Index, Token]) -> Term:
        indexed = isinstance(e, sp.Indexed)
        name = family_name(e) if indexed else e.name
        at = tuple(self.token(i, env) for i in e.indices) if indexed else ()
        definition = self.context.definitions.get(name)
        if definition is not None and name in self.unfold:
            return self(definition.body, dict(zip(definition.params, at, strict=True)))
        return ("el", name, at) if indexed else ("sym", name)

    def _addend(self, a: Any, env: dict[Index, Token]) -> Term:
        if is_negative(a):
            return ("neg", self(negated(a), env))
        return self(a, env)

    def _product(self, factors: list[Any], env: dict[Index, Token]) -> Term:
        minus = bool(factors[0].is_Rational and factors[0] < 0)
        if minus:
            factors = ([-factors[0]] if factors[0] != -1 else []) + factors[1:]
        out: list[Term] = []
        for f in factors:
            if is_below(f):
                out += [*([] if out else [UNIT]), self._below(f, env)]
            else:
                out.append(self(f, env))
        return ("neg", times(out)) if minus else times(out)

    def _below(self, f: Any, env: dict[Index, Token]) -> Term:
        """A factor that stands below the fraction line."""
        return ("inv", self._power(sp.Pow(f.base, -f.exp, evaluate=False), env))

    def _power(self, e: Any, env: dict[Index, Token]) -> Term:
        base, exponent = e.args
        if is_below(e):
            return self._product([e], env)
        if exponent == 1:
            return self(base, env)
        if exponent.is_Integer:
            return ("pow", self(base, env), int(exponent))
        if exponent == sp.Rational(1, 2):
            return ("sqrt", self(base, env))
        if isinstance(exponent, sp.Symbol) and exponent.name in self.context.sizes:
            return ("npow", self(base, env), exponent.name)
        return ("rpower", self(base, env), self(exponent, env))

    def _bound(self, kind: str, e: Any, env: dict[Index, Token]) -> Term:
        inner, limits = dict(env), []
        for index, _, size in e.args[1:]:
            token = self.fresh(self.depth, size.name)
            self.depth += 1
            inner[index] = token
            limits.append((size.name, token))
        body = self(e.args[0], inner)
        self.depth -= len(limits)
        for size, token in limits:
            body = (kind, size, token, body)
        return body

    def token(self, i: Any, env: dict[Index, Token]) -> Token:
        """The token of an index expression."""
        if isinstance(i, Index):
            return env.get(i, ("f", i.name, i.size.name))
        if isinstance(i, sp.Add):
            return ("o", self.token(i.args[1], env), int(i.args[0]))
        name = family_name(i)
        name = BOUND + name if name in self._within else name
        return ("c", name, tuple(self.token(j, env) for j in i.indices))
