"""Arithmetic of normal forms: exponentials and logarithms, beside what polynomials have."""

from __future__ import annotations

from fractions import Fraction

from ...language.errors import Undefined
from .polynomials import Polynomials
from .terms import ONE, Gen, Mono, Poly, key, primes


class Algebra(Polynomials):
    """Arithmetic of normal forms, exp and log included."""

    def exp(self, a: Poly) -> Poly:
        """e ** a: exponents add, e ** (c log u) = u ** c."""
        out = self.number(1)
        for mono, c in a.items():
            if len(mono) == 1 and mono[0][1] == 1 and mono[0][0][0] in ("log", "logp"):
                gen = mono[0][0]
                base = self.number(gen[1]) if gen[0] == "logp" else dict(gen[1])
                factor = self.power(base, c)
            else:
                factor = {((("exp", mono), c),): Fraction(1)}
            out = self.mul(out, factor)
        return out

    def log(self, a: Poly) -> Poly:
        """log a, split into the logs of its positive factors."""
        if not a:
            raise Undefined("log of zero")
        if not self.logs:
            return self._log_leaf(a)
        content, rest = self.content(a)
        ((mono, coefficient),) = content.items()
        if rest:
            mono, rest = self.turned(mono, rest)
        else:
            # b/(a - 1) is kept as -b/(1 - a): the number takes the sign.
            mono, number = self.turned(mono, self.number(1))
            coefficient *= number[ONE]
        if coefficient <= 0:
            return self._log_leaf(a)
        out: Poly = {}
        for p, e in primes(coefficient).items():
            out = self.add(out, self.scale(self.gen(("logp", p)), e))
        known, unknown = self.split(rest)
        for gen, times in known:
            out = self.add(out, self.scale(self._log_leaf(dict(gen[1])), times))
        whole = unknown == self.number(1)
        doubtful = [g for g, _ in mono if not self.positive(g)]
        for gen, e in mono:
            # One factor of unknown sign under an odd power is positive, as the whole is.
            lone = doubtful == [gen] and whole and e.denominator == 1 and e % 2 == 1
            if gen in doubtful and not lone:
                unknown = self.mul(unknown, self.monomial({gen: e}))
                continue
            if gen[0] == "exp":
                part: Poly = {gen[1]: Fraction(1)}
            elif gen[0] == "poly":
                part = self._log_leaf(dict(gen[1]))
            elif gen[0] == "prime":
                part = self.gen(("logp", gen[1]))
            else:
                part = self._log_leaf(self.gen(gen))
            out = self.add(out, self.scale(part, e))
        if unknown != self.number(1):
            out = self.add(out, self._log_leaf(unknown))
        return out

    def turned(self, mono: Mono, rest: Poly) -> tuple[Mono, Poly]:
        """The same product with -u for each sum u of which -u is known to be positive."""
        out: list[tuple[Gen, Fraction]] = []
        for gen, e in mono:
            if gen[0] == "poly" and e.denominator == 1 and e % 2 and not self.positive(gen):
                other: Gen = ("poly", key(self.scale(dict(gen[1]), -1)))
                if self.positive(other):
                    gen, rest = other, self.scale(rest, -1)
            out.append((gen, e))
        return tuple(out), rest

    def _log_leaf(self, a: Poly) -> Poly:
        if a == self.number(1):
            return {}
        return self.gen(("log", key(a)))
