"""Python's fractions, but quick: of the numbers of normal forms most are 0, 1 or -1."""

from __future__ import annotations

import fractions
import math
from typing import Any


class Fraction(fractions.Fraction):
    """The same numbers, the same hashes: sums and products of two of these are worked out here.

    Python's own take as long as twenty sums of integers, and before 3.12 work out a modular inverse
    for each hash.
    """

    __slots__ = ()
    _numerator: int
    _denominator: int

    def __new__(cls, numerator: Any = 0, denominator: Any = None) -> Fraction:
        if type(numerator) is int and denominator is None:
            return _whole(numerator)
        made = fractions.Fraction(numerator, denominator)
        return _reduced(made.numerator, made.denominator)

    def __hash__(self) -> int:  # type: ignore[override]
        if self._denominator == 1:
            return hash(self._numerator)
        return fractions.Fraction.__hash__(self)

    def __eq__(self, other: object) -> bool:
        if type(other) is Fraction:
            same = self._numerator == other._numerator
            return same and self._denominator == other._denominator
        return fractions.Fraction.__eq__(self, other)

    def __add__(self, other: Any) -> Any:
        if type(other) is Fraction:
            a, b, c, d = self._numerator, self._denominator, other._numerator, other._denominator
            return _whole(a + c) if b == d == 1 else _reduced(a * d + c * b, b * d)
        return _made(fractions.Fraction.__add__(self, other))

    def __sub__(self, other: Any) -> Any:
        if type(other) is Fraction:
            a, b, c, d = self._numerator, self._denominator, other._numerator, other._denominator
            return _whole(a - c) if b == d == 1 else _reduced(a * d - c * b, b * d)
        return _made(fractions.Fraction.__sub__(self, other))

    def __rsub__(self, other: Any) -> Any:
        return _made(fractions.Fraction.__rsub__(self, other))

    def __mul__(self, other: Any) -> Any:
        if type(other) is Fraction:
            a, b, c, d = self._numerator, self._denominator, other._numerator, other._denominator
            return _whole(a * c) if b == d == 1 else _reduced(a * c, b * d)
        return _made(fractions.Fraction.__mul__(self, other))

    def __neg__(self) -> Fraction:
        return _reduced(-self._numerator, self._denominator)

    def __abs__(self) -> Fraction:
        return self if self._numerator >= 0 else -self

    def __truediv__(self, other: Any) -> Any:
        return _made(fractions.Fraction.__truediv__(self, other))

    def __pow__(self, other: Any) -> Any:
        return _made(fractions.Fraction.__pow__(self, other))

    def __rtruediv__(self, other: Any) -> Any:
        return _made(fractions.Fraction.__rtruediv__(self, other))

    __radd__ = __add__
    __rmul__ = __mul__


def _whole(number: int) -> Fraction:
    found = _SMALL.get(number)
    return _of(number, 1) if found is None else found


def _reduced(top: int, bottom: int) -> Fraction:
    """top / bottom, where bottom > 0."""
    common = math.gcd(top, bottom)
    bottom //= common
    return _whole(top // common) if bottom == 1 else _of(top // common, bottom)


def _made(value: Any) -> Any:
    """The same number as one of these; a float, or what is not implemented, stays what it is."""
    if type(value) is fractions.Fraction:
        return _reduced(value.numerator, value.denominator)
    return value


def _of(top: int, bottom: int) -> Fraction:
    found = object.__new__(Fraction)
    found._numerator, found._denominator = top, bottom
    return found


_SMALL = {n: _of(n, 1) for n in range(-64, 65)}
