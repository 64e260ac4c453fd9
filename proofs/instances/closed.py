"""Closed forms: where two irrational numbers are the same, although no precision shows it.

A ball shows that numbers differ, never that they are equal.  A closed form is a sum of products
of powers of e, of primes, and of logarithms and other values, with rational coefficients: log 4
is 2 log 2, and sqrt(8) is 2 times 2^(1/2).  Two numbers with one form are equal; of two forms
that differ nothing is said.  So log(1 + e^u) < log 2 + |u| is seen to fail at u = 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from flint import arb, fmpq

from ..language.errors import Undecided

#: A number that is no rational: of what kind, and of what.
Atom = tuple[str, Any]
#: A product of atoms with the power of each.
Product = frozenset[tuple[Atom, fmpq]]
_E: Atom = ("e", None)
#: Terms of a closed form, the largest whole power that is multiplied out, and the largest number
#: whose prime factors are asked for.
MAX_TERMS, MAX_POWER, MAX_NUMBER = 60, 8, 10**8
_ONE: Product = frozenset()


@dataclass(frozen=True)
class Closed:
    """A sum of products of atoms; ``terms`` are those with coefficients that are not 0."""

    terms: frozenset[tuple[Product, fmpq]]

    @cached_property
    def ball(self) -> arb:
        """A ball around it, of the precision that is in force when it is first asked for."""
        total = arb(0)
        for product, number in self.terms:
            part = arb(number)
            for atom, power in product:
                base = _BALLS[atom[0]](atom[1])
                part *= base ** int(power.p) if power.q == 1 else base ** arb(power)
            total += part
        return total

    def __add__(self, other: Any) -> Any:
        return _collected([*self.terms, *closed(other).terms])

    __radd__ = __add__

    def __neg__(self) -> Any:
        return self * fmpq(-1)

    def __sub__(self, other: Any) -> Any:
        return self + closed(other) * fmpq(-1)

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __mul__(self, other: Any) -> Any:
        own, others = self.terms, closed(other).terms
        if len(own) * len(others) > MAX_TERMS:
            raise Undecided("a closed form has too many terms")
        return _collected(_times(a, b) for a in own for b in others)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        return self * whole_power(closed(other), -1)

    def __rtruediv__(self, other: Any) -> Any:
        return whole_power(self, -1) * other

    def __pow__(self, n: int) -> Any:
        return whole_power(self, n)

    def __abs__(self) -> Any:
        return self if self > 0 else -self

    def __gt__(self, other: Any) -> bool:
        gap = self - other
        return not is_zero(gap) and bool(closed(gap).ball > 0)


def closed(value: Any) -> Closed:
    """The closed form of a rational number, or of one that has it."""
    if isinstance(value, Closed):
        return value
    if not isinstance(value, fmpq | int):
        raise Undecided("a ball has no closed form")
    number = fmpq(value)
    return Closed(frozenset({(_ONE, number)} if number else ()))


def is_zero(value: Any) -> bool:
    """Whether the number is 0; :class:`Undecided` if it seems to be, and its form is another."""
    form = closed(value)
    if not form.terms:
        return True
    if form.ball.contains(0):
        raise Undecided("a closed form may be zero")
    return False


def _bare(form: Closed) -> Any:
    """A rational number as such."""
    if not form.terms:
        return fmpq(0)
    [(product, number), *rest] = form.terms
    return number if not rest and not product else form


def _collected(terms: Iterable[tuple[Product, fmpq]]) -> Any:
    found: dict[Product, fmpq] = {}
    for product, number in terms:
        found[product] = found.get(product, fmpq(0)) + number
    if len(found) > MAX_TERMS:
        raise Undecided("a closed form has too many terms")
    return _bare(Closed(frozenset((p, n) for p, n in found.items() if n)))


def _times(one: tuple[Product, fmpq], other: tuple[Product, fmpq]) -> tuple[Product, fmpq]:
    powers = dict(one[0])
    for atom, power in other[0]:
        powers[atom] = powers.get(atom, fmpq(0)) + power
    return _whole(powers, one[1] * other[1])


def _whole(powers: dict[Atom, fmpq], number: fmpq) -> tuple[Product, fmpq]:
    """The product with whole powers of primes in its coefficient: 2^(3/2) is 2 * 2^(1/2)."""
    for atom, power in list(powers.items()):
        if atom[0] == "prime":
            whole = power.p // power.q
            if abs(whole) * int(atom[1]).bit_length() > 10_000:
                raise Undecided("a power in a closed form is too large")
            number *= fmpq(atom[1]) ** int(whole)
            powers[atom] = power - whole
    return frozenset((a, p) for a, p in powers.items() if p), number


def _primes(number: fmpq) -> list[tuple[int, int]]:
    """The primes of a positive rational number, with their powers."""
    if number.p > MAX_NUMBER or number.q > MAX_NUMBER:
        raise Undecided("the prime factors of a number are too many to try")
    return [*_prime_powers(int(number.p))] + [(p, -e) for p, e in _prime_powers(int(number.q))]


@lru_cache(maxsize=1_000)
def _prime_powers(number: int) -> tuple[tuple[int, int], ...]:
    found, divisor = list[tuple[int, int]](), 2
    while divisor * divisor <= number:
        times = 0
        while number % divisor == 0:
            number, times = number // divisor, times + 1
        found += [(divisor, times)] if times else []
        divisor += 1
    return (*found, (number, 1)) if number > 1 else tuple(found)


def _single(kind: str, of: Any, power: fmpq | None = None) -> Any:
    return _bare(Closed(frozenset({_whole({(kind, of): power or fmpq(1)}, fmpq(1))})))


def _scaled(form: Closed) -> tuple[fmpq, Closed]:
    """A positive number and what is left: the same however the sum is scaled."""
    _, number = min(form.terms, key=lambda term: _order(term[0]))
    scale = abs(number)
    return scale, closed(form * (1 / scale))


def _order(product: Product) -> tuple[int, str]:
    return len(product), repr(sorted((repr(atom), str(power)) for atom, power in product))


def exp(value: Any) -> Any:
    """e to the power of a number: of a sum the product, and e^(c log 2) is 2^c."""
    out: Any = fmpq(1)
    for product, number in closed(value).terms:
        if not product:
            out = out * _single("e", None, number)
            continue
        [(atom, power), *more] = product
        if atom[0] == "log of a prime" and power == 1 and not more:
            out = out * _single("prime", atom[1], number)
        else:
            out = out * _single("exp", Closed(frozenset({(product, fmpq(1))})), number)
    return out


def log(value: Any) -> Any:
    """The logarithm of a positive number: of a product the sum."""
    scale, left = _scaled(closed(value))
    total: Any = fmpq(0)
    for prime, times in _primes(scale):
        total = total + _single("log of a prime", prime) * fmpq(times)
    if len(left.terms) == 1:
        [(product, sign)] = left.terms
        for atom, power in product:
            if atom[0] in _LOGS:
                total = total + _LOGS[atom[0]](atom[1]) * power
        rest = frozenset((a, p) for a, p in product if a[0] not in _LOGS)
        left = Closed(frozenset({(rest, sign)}))
    return total if _bare(left) == 1 else total + _single("log", left)


def power(base: Any, exponent: Any) -> Any:
    """A positive number to any power."""
    return exp(closed(exponent) * log(base))


def whole_power(base: Closed, n: int) -> Any:
    """A number that is not 0 (for n < 0) to a whole power."""
    if len(base.terms) == 1:
        [(product, number)] = base.terms
        if abs(n) > 10_000:
            raise Undecided("an exponent is too large")
        return _bare(Closed(frozenset({_whole({a: p * n for a, p in product}, number**n)})))
    if n < 0:
        scale, left = _scaled(base)
        return whole_power(closed(_single("one over", left) * (1 / scale)), -n)
    if n > MAX_POWER:
        raise Undecided("an exponent is too large")
    out: Any = fmpq(1)
    for _ in range(n):
        out = base * out
    return out


def pi() -> Any:
    """The number pi."""
    return _single("pi", None)


#: The logarithms of atoms that are positive, where they are no atoms themselves.
_LOGS: dict[str, Callable[[Any], Any]] = {
    "e": lambda _: fmpq(1),
    "prime": lambda prime: _single("log of a prime", prime),
    "exp": lambda form: form,
}
_BALLS: dict[str, Callable[[Any], arb]] = {
    "e": lambda _: arb(1).exp(),
    "pi": lambda _: arb.pi(),
    "prime": arb,
    "log of a prime": lambda prime: arb(prime).log(),
    "exp": lambda form: form.ball.exp(),
    "log": lambda form: form.ball.log(),
    "one over": lambda form: 1 / form.ball,
}
__all__ = ["Closed", "closed", "exp", "is_zero", "log", "pi", "power", "whole_power"]
