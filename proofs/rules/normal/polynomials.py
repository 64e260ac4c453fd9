"""Arithmetic of normal forms: Laurent polynomials over the generators of :mod:`.terms`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from ...language.errors import Undecided, Undefined
from ...language.exact import Fraction
from .factors import positive_factors
from .terms import ONE, Gen, Mono, Poly, Token, common_factor, key, mentions, primes
from .values import Values

MAX_TERMS = 20_000
#: Products of two terms after which one residue is given up (some seconds): a count, not a
#: time, so that a verdict is the same on every machine, whatever else it does.
PRODUCTS = 200_000


class Polynomials(Values):
    """Sums, products and powers of normal forms.

    Args:
        positive: tells whether a ``sym``, ``el`` or ``poly`` generator is known to be positive.
        logs: whether log(ab) = log a + log b (a, b > 0) may be used.
        products: how many products of terms may be worked out before :class:`Undecided`.
        fixed: the free tokens that stand for one value.

    Attributes:
        sizes: the sizes of the ranges of the bound tokens that were made.
        left: how many products are left.
    """

    def __init__(
        self,
        positive: Callable[[Gen], bool],
        *,
        logs: bool = True,
        products: float = math.inf,
        fixed: frozenset[Token] = frozenset(),
    ) -> None:
        super().__init__(positive, fixed)
        self.logs = logs
        self.left = products
        self.sizes: dict[Token, str] = {}
        self._serial = 0

    def token(self, size: str = "") -> Token:
        """A bound token that nothing else binds, for an index of the range 1..``size``."""
        self._serial += 1
        token: Token = ("b", 0, self._serial)
        self.sizes[token] = size
        return token

    # -- building ------------------------------------------------------------
    def number(self, value: Fraction | int) -> Poly:
        return {ONE: Fraction(value)} if value else {}

    def gen(self, gen: Gen) -> Poly:
        return {((gen, Fraction(1)),): Fraction(1)}

    def add(self, a: Poly, b: Poly) -> Poly:
        out = dict(a)
        for mono, coefficient in b.items():
            value = out.get(mono, Fraction(0)) + coefficient
            if value:
                out[mono] = value
            else:
                out.pop(mono, None)
        return out

    def scale(self, a: Poly, factor: Fraction | int) -> Poly:
        times = Fraction(factor)
        return {m: c * times for m, c in a.items()} if times else {}

    def sub(self, a: Poly, b: Poly) -> Poly:
        return self.add(a, self.scale(b, -1))

    def mul(self, a: Poly, b: Poly) -> Poly:
        if len(a) == 1 and a.get(ONE) == 1:
            return b
        if len(b) == 1 and b.get(ONE) == 1:
            return a
        if len(a) * len(b) > MAX_TERMS:
            raise Undecided("the normal form grows beyond its size limit")
        self._spend(1 + len(a) * len(b))
        out: Poly = {}
        for m1, c1 in a.items():
            for m2, c2 in b.items():
                product = self._mul_mono(m1, m2)
                for mono, coefficient in product.items():
                    value = out.get(mono, Fraction(0)) + c1 * c2 * coefficient
                    if value:
                        out[mono] = value
                    else:
                        out.pop(mono, None)
        return out

    def _spend(self, products: int) -> None:
        self.left -= products
        if self.left < 0:
            raise Undecided("the residue takes more products of terms than are allowed")

    def _mul_mono(self, a: Mono, b: Mono) -> Poly:
        if not a or not b:
            return {a or b: Fraction(1)}
        exponents = dict(a)
        for gen, e in b:
            exponents[gen] = exponents.get(gen, Fraction(0)) + e
        return self.monomial(exponents)

    def monomial(self, exponents: dict[Gen, Fraction]) -> Poly:
        """The product of generators to exponents, brought to normal form."""
        coefficient, expand, plain = Fraction(1), [], {}
        for gen, e in exponents.items():
            if not e:
                continue
            kind = gen[0]
            if kind in ("ind", "delta") and e > 0 and e.denominator == 1:
                plain[gen] = Fraction(1)
            elif kind == "prime":
                whole = math.floor(e)
                coefficient *= Fraction(gen[1]) ** whole
                if e != whole:
                    plain[gen] = e - whole
            elif (kind == "poly" and e > 0 and e.denominator == 1) or (
                kind == "abs" and e.denominator == 1 and e % 2 == 0
            ):
                expand.append((gen, int(e)))
            else:
                plain[gen] = e
        out: Poly = {tuple(sorted(plain.items())): coefficient}
        for gen, power in expand:
            for _ in range(power if power > 0 else 0):
                out = self.mul(out, dict(gen[1]))
            if power < 0:
                out = self.mul(out, self.power(dict(gen[1]), Fraction(power)))
        deltas = [g for g, _ in next(iter(out)) if g[0] == "delta"] if len(out) == 1 else []
        return self._use_deltas(out, deltas) if deltas else out

    def _use_deltas(self, poly: Poly, deltas: list[Gen]) -> Poly:
        """delta(i, j) f(j) = delta(i, j) f(i): write the simpler token everywhere."""
        ((mono, coefficient),) = poly.items()
        found = self.moved(mono, deltas)
        if found is None:
            return poly
        delta, rest, moved, (old, new) = found
        out = self.number(coefficient)
        for g, e in rest:
            out = self.mul(out, self.rename_factor(g, e, {old: new} if g in moved else {}))
        return self.mul(out, self.gen(delta))

    def moved(
        self, mono: Mono, deltas: Iterable[Gen]
    ) -> tuple[Gen, list[tuple[Gen, Fraction]], set[Gen], tuple[Token, Token]] | None:
        """The first delta that changes factors; all others, which change, and from what to what.

        A free index is simplest (it lets factors leave a sum), then a bound one, then
        a value of an assignment; of two of a kind one that is fixed.  From f(c_n), which has a
        value for all n, it does not follow that f(k) has one for all k, nor from f(j) for a
        fixed j: 1/f(c_n) stays what it is, unless f is known to be positive.
        """
        for delta in deltas:
            i, j = sorted(delta[1:], key=self._simplicity)
            if mentions(i, j):
                i, j = j, i
            if mentions(i, j):
                continue
            rest = [(g, e) for g, e in mono if g != delta]
            changed = {g for g, e in rest if mentions(g, j) and self._moves(g, e, j, i)}
            if changed:
                return delta, rest, changed, (j, i)
        return None

    def _moves(self, gen: Gen, e: Fraction, old: Token, new: Token) -> bool:
        """Whether ``gen`` ** ``e`` has a value at ``new`` if it has one at ``old``.

        It has where ``old`` takes all values that ``new`` takes: an index, or of one assignment.
        """
        if self._runs(old):
            return True
        one = old[0] == new[0] == "c" and old[1] == new[1]
        if one and all(map(self._runs, old[2])):
            return True
        there = self.rename_factor(gen, e, {old: new})
        return all(self._defined(g, x) for mono in there for g, x in mono)

    def power(self, a: Poly, e: Fraction) -> Poly:
        """a ** e.  Fractional powers are split only if all factors of a sum are positive."""
        if not e:
            return self.number(1)
        if e == 1:
            return a
        if not a:
            if e > 0:
                return {}
            raise Undefined("division by zero")
        if e.denominator == 1 and e > 0 and len(a) > 1:
            if e > 12:
                raise Undecided("a power of a sum is too high to expand")
            out = self.number(1)
            for _ in range(int(e)):
                out = self.mul(out, a)
            return out
        content, rest = self.content(a)
        if e.denominator == 1:
            out = self._power_mono(content, e)
            if not rest:
                return out
            if rest[min(rest)] < 0:
                rest = self.scale(rest, -1)
                out = self.scale(out, (-1) ** (int(e) % 2))
            return self.mul(out, {((("poly", key(rest)), e),): Fraction(1)})
        ((mono, coefficient),) = content.items()
        if coefficient > 0 and all(self.positive(g) for g, _ in mono):
            out = self._power_mono(content, e)
            known, unknown = self.split(rest)
            if unknown != self.number(1):
                return self.mul(out, {((("poly", key(rest)), e),): Fraction(1)})
            for gen, times in known:
                out = self.mul(out, self.monomial({gen: e * times}))
            return out
        return {((("poly", key(a)), e),): Fraction(1)}

    def split(self, rest: Poly) -> tuple[list[tuple[Gen, int]], Poly]:
        """The positive factors of what :meth:`content` leaves, and the product of all others."""
        return positive_factors(self, rest) if rest else ([], self.number(1))

    def _power_mono(self, a: Poly, e: Fraction) -> Poly:
        ((mono, coefficient),) = a.items()
        out = self._number_power(coefficient, e)
        return self.mul(out, self.monomial({g: x * e for g, x in mono}))

    def _number_power(self, value: Fraction, e: Fraction) -> Poly:
        if e.denominator == 1:
            return self.number(value ** int(e))
        exponents = {("prime", p): x * e for p, x in primes(value).items()}
        return self.monomial(exponents)

    def content(self, a: Poly) -> tuple[Poly, Poly]:
        """(c m, b) with a = c m b, b of leading coefficient 1 without common factors.

        For a single term b is empty (it stands for 1).
        """
        if len(a) == 1:
            return a, {}
        common: dict[Gen, Fraction] | None = None
        for mono in a:
            here = dict(mono)
            if common is None:
                common = here
            else:
                gens = set(common) | set(here)
                zero = Fraction(0)
                common = {g: min(common.get(g, zero), here.get(g, zero)) for g in gens}
        exponents = {g: e for g, e in (common or {}).items() if e and g[0] not in ("ind", "delta")}
        # The sign stays inside: log and fractional powers need the positive part.
        lead = common_factor(a.values())
        mono = tuple(sorted(exponents.items()))
        inverse = {g: -e for g, e in exponents.items()}
        rest: Poly = {}
        for m, c in a.items():
            left = self._mul_mono(m, tuple(sorted(inverse.items())))
            rest = self.add(rest, self.scale(left, c / lead))
        if len(rest) < 2:
            return {ONE: Fraction(1)}, a
        written = self._written_out(rest)
        if written is None:
            return {mono: lead}, rest
        if not written:
            return {ONE: Fraction(1)}, a
        # 1 - u / (u + v) = v / (u + v)
        content, rest = self.content(written)
        return self.mul({mono: lead}, content), rest

    def _written_out(self, a: Poly) -> Poly | None:
        """``a`` with sums that came above the fraction line multiplied out, if there are any."""
        if not any(g[0] == "poly" and e > 0 and e.denominator == 1 for m in a for g, e in m):
            return None
        out: Poly = {}
        for mono, c in a.items():
            term = self.number(c)
            for g, e in mono:
                whole = g[0] == "poly" and e > 0 and e.denominator == 1
                factor: Poly = {((g, e),): Fraction(1)}
                term = self.mul(term, self.power(dict(g[1]), e) if whole else factor)
            out = self.add(out, term)
        return out

    # -- renaming tokens -----------------------------------------------------
    def rename(self, a: Poly, mapping: dict[Token, Token]) -> Poly:
        """The polynomial with index tokens replaced, in normal form again."""
        out: Poly = {}
        for mono, c in a.items():
            term = self.number(c)
            for gen, e in mono:
                term = self.mul(term, self.rename_factor(gen, e, mapping))
            out = self.add(out, term)
        return out

    def rename_factor(self, gen: Gen, e: Fraction, mapping: dict[Token, Token]) -> Poly:
        if not any(mentions(gen, token) for token in mapping):
            return self.monomial({gen: e})
        if gen[0] == "el":
            ((((new, _),), _),) = self.rename_generator(gen, mapping).items()
            return {((new, e),): Fraction(1)}
        if gen[0] == "poly":
            return self.power(self.rename(dict(gen[1]), mapping), e)
        return self.power(self.rename_generator(gen, mapping), e)

    def rename_generator(self, gen: Gen, mapping: dict[Token, Token]) -> Poly:
        """The generator with index tokens replaced: each kind knows how (:mod:`.generators`)."""
        raise NotImplementedError
