"""Arithmetic of normal forms: exponentials and logarithms, beside what polynomials have."""

from __future__ import annotations

from ...language.errors import Undefined
from ...language.exact import Fraction
from .polynomials import Polynomials
from .terms import Gen, Mono, Poly, key, primes


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
        coefficient, mono, rest = self.turned(a)
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
                # Of a sum that is divided by, too, each positive factor.
                part = self.log(dict(gen[1]))
            elif gen[0] == "prime":
                part = self.gen(("logp", gen[1]))
            else:
                part = self._log_leaf(self.gen(gen))
            out = self.add(out, self.scale(part, e))
        if unknown != self.number(1):
            out = self.add(out, self._log_leaf(unknown))
        return out

    def turned(self, a: Poly) -> tuple[Fraction, Mono, Poly]:
        """(c, m, b) with a = c m b as :meth:`content` says, each sum with the sign it has.

        It is -u for each sum u of which -u is known to be positive; and where one is of unknown
        sign, but all else is negative, it is -u for that, as ``a`` is positive.
        """
        content, rest = self.content(a)
        ((mono, c),) = content.items()
        out, sign = dict(mono), 1
        odd = [g for g, e in mono if g[0] == "poly" and e.denominator == 1 and e % 2]
        doubtful = [g for g, _ in mono if not self.positive(g)]
        for gen in odd:
            if gen in doubtful and self.positive(_minus(gen)):
                # -u may stand there already, under a root.
                out[_minus(gen)] = out.get(_minus(gen), Fraction(0)) + out.pop(gen)
                sign = -sign
                doubtful.remove(gen)
        c, rest = (c, self.scale(rest, sign)) if rest else (c * sign, rest)
        turned = self.scale(rest, -1)
        negative = self.positive(("poly", key(turned))) if rest else c < 0
        if negative and len(doubtful) == 1 and doubtful[0] in odd:
            out[_minus(doubtful[0])] = out.pop(doubtful[0])
            c, rest = (c, turned) if rest else (-c, rest)
        return c, tuple(sorted(out.items())), rest

    def _log_leaf(self, a: Poly) -> Poly:
        if a == self.number(1):
            return {}
        return self.gen(("log", key(a)))


def _minus(gen: Gen) -> Gen:
    """-u for the sum u."""
    return "poly", tuple((mono, -c) for mono, c in gen[1])
