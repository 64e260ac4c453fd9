"""From SymPy expressions of the vocabulary to normal forms, and equality by residue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import sympy as sp

from ...language.context import Context
from ...language.declared import DECLARED
from ...language.errors import VocabularyError
from ...language.exact import Fraction
from ...language.functions import BY_HEAD, Opaque, Shorthand
from ...language.substitution import family_name
from ...language.vocabulary import Index, IndexNumber, Indicator, MapSum, MinOver, XLogY
from .deeper import deepened
from .entries import Positive, PositiveSum, alone
from .generators import (
    NormalForms,
    absolute,
    by_laws,
    index_number,
    indicator,
    kronecker,
    map_sum,
    minimum_over,
    product_over,
)
from .polynomials import PRODUCTS
from .sums import sum_over
from .terms import Gen, Key, Poly, Token, key
from .weighted import weighted_log

#: Normal forms that are remembered together; then one begins anew.
ROOM = 2048
#: Normal forms by what was asked, with the facts looked up: both sides come again and again.
Forms = dict[tuple[Any, ...], tuple[Poly, tuple[str, ...]]]
#: The sums of several terms that facts say are positive, asked for when the first is needed.
Sums = Callable[[], tuple[PositiveSum, ...]]
_OVER = {sp.Sum: sum_over, sp.Product: product_over, MinOver: minimum_over}


class Normaliser:
    """Brings expressions of one derivation to normal form.

    Args:
        context: the derivation's declarations.
        unfold: definitions to replace by their bodies first.
        logs: whether the laws of the logarithm may be used.
        positive: names of definitions that were shown to be positive.
        entries: what facts say is positive: symbols and entries.
        sums: the same for sums of several terms.
        fixed: the free indices that stand for one value.
        forms: where normal forms are remembered, for one set of declarations and facts.

    Attributes:
        used: the steps and hypotheses of those facts that were looked up with success.
    """

    def __init__(
        self,
        context: Context,
        *,
        unfold: Iterable[str] = (),
        logs: bool = False,
        positive: frozenset[str] = frozenset(),
        entries: tuple[Positive, ...] = (),
        sums: Sums | None = None,
        fixed: Iterable[Index] = (),
        forms: Forms | None = None,
    ) -> None:
        self.context = context
        self.unfold = frozenset(unfold)
        self._entries = entries
        self._sums = sums
        self._forms: Forms = {} if forms is None else forms
        self.used: dict[str, None] = {}
        self._positive_names = positive | {
            name
            for group in (context.symbols, context.families)
            for name, item in group.items()
            if item.sign == "positive"
        }
        self.algebra = NormalForms(
            self._positive,
            logs=logs,
            products=PRODUCTS,
            fixed=frozenset(self.token(i, {}) for i in fixed),
        )
        self.algebra.nonnegative_names = frozenset(
            name
            for group in (context.symbols, context.families)
            for name, item in group.items()
            if DECLARED[item.sign].side > 0
        )

    def _positive(self, gen: Gen) -> bool:
        if gen[0] == "sum":
            found = self._by_sums(alone(gen))
        elif gen[0] != "poly":
            if gen[1] in self._positive_names or gen[1] in self.context.sizes or gen[1] == "\\pi":
                return True
            found = (e.used for e in self._entries if e.covers(gen))
        else:
            found = self._by_sums(gen[1])
        used = next(found, None)
        self.used.update(dict.fromkeys(used or ()))
        return used is not None

    def _by_sums(self, terms: Key, more: int = 2) -> Iterator[tuple[str, ...]]:
        """What says that each term of a sum belongs to a positive one, or is not negative."""
        for known in self._sums() if self._sums is not None else ():
            for rest in known.beyond(self.algebra, terms):
                if self.algebra.never_negative(key(rest)):
                    yield known.used
                elif more:
                    others = self._by_sums(key(rest), more - 1)
                    yield from ((*known.used, *used) for used in others)

    def of(self, expr: Any) -> Poly:
        """The normal form of ``expr``.

        Raises:
            Undecided: if it grows too large or takes too much work.
            Undefined: if it divides by zero identically.
        """
        whole = self.context.unfold(expr, self.unfold)
        has_sums = self._sums is not None
        known_by = (
            *(whole, self.algebra.logs, self.algebra.fixed),
            *(self._positive_names, self._entries, has_sums),
        )
        if known_by not in self._forms:
            before, self.used = self.used, {}
            form = self._poly(whole, {})
            if len(self._forms) >= ROOM:
                self._forms.clear()
            self._forms[known_by] = form, tuple(self.used)
            self.used = before
        known, used = self._forms[known_by]
        self.used.update(dict.fromkeys(used))
        return dict(known)

    def equal(self, lhs: Any, rhs: Any) -> bool:
        """Whether ``lhs - rhs`` is identically zero, as far as the normal form can tell."""
        return not self.clear_denominators(self.algebra.sub(self.of(lhs), self.of(rhs)))

    def clear_denominators(self, residue: Poly) -> Poly:
        """``residue`` times its denominators (which the line needs to be nonzero).

        If something is left, it is looked at once more from the inside.
        """
        left = self._cleared(residue)
        return self._cleared(deepened(self.algebra, left)) if left else left

    def _cleared(self, residue: Poly) -> Poly:
        for _ in range(8):
            worst: dict[Gen, Fraction] = {}
            for mono in residue:
                for gen, e in mono:
                    if gen[0] == "poly" and e < 0:
                        worst[gen] = min(worst.get(gen, Fraction(0)), e)
            if not worst:
                break
            gen, e = min(worst.items())
            out: Poly = {}
            factor = self.algebra.monomial({gen: -e}) if e.denominator == 1 else None
            if factor is None:
                break
            for mono, c in residue.items():
                here = dict(mono)
                left = here.pop(gen, Fraction(0)) - e
                term: Poly = {tuple(sorted(here.items())): c}
                out = self.algebra.add(
                    out, self.algebra.mul(term, self.algebra.monomial({gen: left}))
                )
            residue = out
        return residue

    # -- conversion ------------------------------------------------------------
    def _poly(self, expr: Any, env: dict[Index, Token]) -> Poly:
        algebra = self.algebra
        if isinstance(expr, sp.Rational):
            return algebra.number(Fraction(int(expr.p), int(expr.q)))
        if expr is sp.pi:
            return algebra.gen(("sym", "\\pi"))
        if isinstance(expr, Index):
            raise VocabularyError(f"the index {expr} stands where a number is expected")
        if isinstance(expr, sp.Symbol):
            return algebra.gen(("sym", expr.name))
        if isinstance(expr, sp.Indexed):
            tokens = tuple(self.token(i, env) for i in expr.indices)
            return algebra.gen(("el", family_name(expr), tokens))
        if isinstance(expr, sp.Add):
            out: Poly = {}
            for arg in expr.args:
                out = algebra.add(out, self._poly(arg, env))
            return out
        if isinstance(expr, sp.Mul):
            out = algebra.number(1)
            for arg in expr.args:
                out = algebra.mul(out, self._poly(arg, env))
            return out
        if isinstance(expr, sp.exp):
            return algebra.exp(self._poly(expr.args[0], env))
        if isinstance(expr, sp.Pow):
            return self._power(expr, env)
        if isinstance(expr, sp.log):
            return algebra.log(self._poly(expr.args[0], env))
        if isinstance(expr, XLogY):
            q, u = (self._poly(a, env) for a in expr.args)
            return weighted_log(algebra, q, u)
        if isinstance(expr, Opaque):
            return by_laws(algebra, BY_HEAD[type(expr)].coq, self._poly(expr.args[0], env))
        if isinstance(expr, Shorthand):
            return self._poly(expr.meaning, env)
        return self._binder(expr, env)

    def _power(self, expr: Any, env: dict[Index, Token]) -> Poly:
        base, exponent = expr.base, expr.exp
        if isinstance(exponent, sp.Rational):
            power = Fraction(int(exponent.p), int(exponent.q))
            return self.algebra.power(self._poly(base, env), power)
        log = self.algebra.log(self._poly(base, env))
        return self.algebra.exp(self.algebra.mul(self._poly(exponent, env), log))

    def _binder(self, expr: Any, env: dict[Index, Token]) -> Poly:
        algebra = self.algebra
        if isinstance(expr, sp.Sum | MinOver | sp.Product):
            inner, limits = dict(env), []
            for index, _, size in expr.args[1:]:
                inner[index] = algebra.token(size.name)
                limits.append((inner[index], size.name))
            body = self._poly(expr.args[0], inner)
            over = next(_OVER[kind] for kind in _OVER if isinstance(expr, kind))
            for token, size in limits:
                body = over(algebra, body, token, size)
            return body
        if isinstance(expr, sp.KroneckerDelta):
            return kronecker(algebra, *(self.token(i, env) for i in expr.args))
        if isinstance(expr, IndexNumber):
            return index_number(algebra, self.token(expr.args[0], env))
        if isinstance(expr, Indicator):
            a, b = (self._poly(x, env) for x in expr.args)
            return indicator(algebra, algebra.sub(a, b))
        if isinstance(expr, sp.Abs):
            return absolute(algebra, self._poly(expr.args[0], env))
        if isinstance(expr, MapSum):
            body, base, rows, values = expr.args
            return map_sum(algebra, self._poly(body, env), base.label.name, rows.name, values.name)
        raise VocabularyError(f"{expr} has no normal form")

    def token(self, index: Any, env: dict[Index, Token]) -> Token:
        """The token of an index expression."""
        if isinstance(index, Index):
            return env.get(index, ("f", index.name, index.size.name))
        if isinstance(index, sp.Add):
            return ("o", self.token(index.args[1], env), int(index.args[0]))
        if isinstance(index, sp.Indexed):
            inner = tuple(self.token(i, env) for i in index.indices)
            return ("c", family_name(index), inner)
        raise VocabularyError(f"{index} is not an index")
