"""Normal forms as formulas again, with the indices that an author has declared."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import sympy as sp

from ..language.context import Context
from ..language.exact import Fraction
from ..language.fixed import letters
from ..language.functions import OPAQUE
from ..language.vocabulary import Index, Indicator, MapSum, as_number
from ..rules.normal.sums import binder_height, height_over
from ..rules.normal.terms import Gen, Key, Mono, Poly, Token


class Speller:
    """Writes normal forms as expressions of one derivation.

    Bound indices get declared names of their size that are not in use around them, and
    new names where there are none left.
    """

    def __init__(self, context: Context, avoid: Iterable[Index] = ()) -> None:
        self.context = context
        self.avoid = {i.name for i in avoid}

    def poly(self, poly: Poly | Key) -> Any:
        """The expression of a normal form."""
        items = poly.items() if isinstance(poly, dict) else poly
        return sp.Add(*(self.term(m, c) for m, c in items))

    def term(self, mono: Mono, coefficient: Fraction | int = 1) -> Any:
        """The expression of one term."""
        return self._term(mono, Fraction(coefficient), {}, frozenset(self.avoid))

    def token(self, token: Token) -> Any:
        """The index expression of a free token."""
        return self._token(token, {})

    # -- parts ---------------------------------------------------------------------
    def _poly(self, key: Key, env: dict[Token, Index], taken: frozenset[str]) -> Any:
        return sp.Add(*(self._term(m, c, env, taken) for m, c in key))

    def _term(self, mono: Mono, c: Fraction, env: dict[Token, Index], taken: frozenset[str]) -> Any:
        exponent, parts = sp.Integer(0), []
        for gen, e in mono:
            power = sp.Rational(e.numerator, e.denominator)
            if gen[0] == "exp":
                exponent += power * self._term(gen[1], Fraction(1), env, taken)
            else:
                parts.append(self._gen(gen, env, taken) ** power)
        return sp.Mul(sp.Rational(c.numerator, c.denominator), *parts, sp.exp(exponent))

    def _gen(self, gen: Gen, env: dict[Token, Index], taken: frozenset[str]) -> Any:
        kind = gen[0]
        if kind == "sym":
            return self._symbol(gen[1])
        if kind == "el":
            return self._base(gen[1])[tuple(self._token(t, env) for t in gen[2])]
        if kind == "exp":
            return sp.exp(self._term(gen[1], Fraction(1), env, taken))
        if kind == "log":
            return sp.log(self._poly(gen[1], env, taken))
        if kind == "logp":
            return sp.log(sp.Integer(gen[1]))
        if kind == "prime":
            return sp.Integer(gen[1])
        if kind == "poly":
            return self._poly(gen[1], env, taken)
        if kind == "delta":
            return sp.KroneckerDelta(self._token(gen[1], env), self._token(gen[2], env))
        if kind == "idx":
            return as_number(self._token(gen[1], env))
        if kind == "ind":
            return self._indicator(gen[1], env, taken)
        if kind in OPAQUE:
            return OPAQUE[kind].head(self._poly(gen[1], env, taken))
        if kind == "abs":
            return sp.Abs(self._poly(gen[1], env, taken))
        if kind == "map":
            _, name, rows, values = gen[1]
            sizes = (self.context.sizes[rows], self.context.sizes[values])
            return MapSum(self._poly(gen[2], env, taken), self.context.families[name].base, *sizes)
        return self._binder(gen, env, taken)

    def _binder(self, gen: Gen, env: dict[Token, Index], taken: frozenset[str]) -> Any:
        from ..language.vocabulary import MinOver

        many = gen[0] == "sum"
        sizes = [s[1] for s in gen[1]] if many else [gen[1]]
        height = height_over(gen[2]) if many else binder_height(gen)
        inner, limits = dict(env), []
        free = taken | {i.name for i in env.values()} | self._free(gen)
        for number, name in enumerate(sizes):
            index = self.fresh(self.context.sizes[name], free)
            free |= {index.name}
            inner[("b", height, number)] = index
            limits.append((index, 1, index.size))
        if many:
            return sp.Sum(self._term(gen[2], Fraction(1), inner, free), *limits)
        body = self._poly(gen[2], inner, free)
        return sp.Product(body, *limits) if gen[0] == "prod" else MinOver(body, limits[0])

    def _free(self, thing: Any) -> frozenset[str]:
        """The names of the free tokens inside."""
        if not isinstance(thing, tuple):
            return frozenset()
        if len(thing) == 3 and thing[0] == "f" and all(isinstance(t, str) for t in thing):
            return frozenset((thing[1],))
        return frozenset().union(*map(self._free, thing))

    def fresh(self, size: Any, taken: frozenset[str]) -> Index:
        """An index over ``size`` that is not among ``taken``: a declared one, or i1, i2, ..."""
        declared = letters(self.context, size)
        names = (f"{declared[0].name if declared else 'i'}{k}" for k in itertools.count(1))
        known = {*self.context.symbols, *self.context.families, *self.context.definitions}
        known |= {*self.context.sizes, *self.context.indices}
        new = (Index(n, size) for n in names if n not in known)
        return next(i for i in itertools.chain(declared, new) if i.name not in taken)

    def _indicator(self, key: Key, env: dict[Token, Index], taken: frozenset[str]) -> Any:
        """1[a = b], each side with its own terms."""
        above = self._poly(tuple((m, c) for m, c in key if c > 0), env, taken)
        below = self._poly(tuple((m, -c) for m, c in key if c < 0), env, taken)
        return Indicator(above, below)

    def _symbol(self, name: str) -> Any:
        if name == "\\pi":
            return sp.pi
        ctx = self.context
        if name in ctx.sizes:
            return ctx.sizes[name]
        return ctx.symbols[name].symbol if name in ctx.symbols else ctx.definitions[name].base

    def _base(self, name: str) -> Any:
        ctx = self.context
        return ctx.families[name].base if name in ctx.families else ctx.definitions[name].base

    def _token(self, token: Token, env: dict[Token, Index]) -> Any:
        if token in env:
            return env[token]
        if token[0] == "f":
            return self.context.indices[token[1]]
        if token[0] == "o":
            return self._token(token[1], env) + token[2]
        if token[0] == "c":
            return self._base(token[1])[tuple(self._token(t, env) for t in token[2])]
        raise KeyError(token)
