"""Numbers in a certificate: decimals that are rounded in a known direction."""

from fractions import Fraction
from typing import Any

from flint import arb, fmpq

DIGITS = 15
# Smaller numbers are not told apart: texts of integers are limited in length.
_TINY, _TINY_BITS = 1000, 3325


def below(value: Any, digits: int = DIGITS) -> str:
    """A decimal at most `value`, a rational or a ball, with so many digits."""
    return _decimal(_lower(value), digits, up=False)


def above(value: Any, digits: int = DIGITS) -> str:
    """A decimal at least `value`."""
    return _decimal(_upper(value), digits, up=True)


def between(value: Any) -> list[str]:
    """Two decimals with `value` between them."""
    return [below(value), above(value)]


def exactly(text: str) -> Any:
    """The rational that a decimal is."""
    value = Fraction(text)
    return fmpq(value.numerator, value.denominator)


def _lower(value: Any) -> Fraction:
    return _fraction(value if isinstance(value, fmpq) else value.lower())


def _upper(value: Any) -> Fraction:
    return _fraction(value if isinstance(value, fmpq) else value.upper())


def _fraction(value: Any) -> Fraction:
    if isinstance(value, arb):
        if not value.is_finite():
            raise ArithmeticError("a ball is not finite")
        mantissa, exponent = (int(part) for part in value.man_exp())
        size = exponent + mantissa.bit_length()
        if size > _TINY_BITS:
            raise ArithmeticError("a number is too large for a certificate")
        if size < -_TINY_BITS - 8:
            # Written out it would not fit into memory; it counts as tiny, and keeps its sign.
            return Fraction((mantissa > 0) - (mantissa < 0), 1 << (_TINY_BITS + 8))
        return Fraction(mantissa) * Fraction(2) ** exponent
    return Fraction(int(value.p), int(value.q))


def _decimal(value: Fraction, digits: int, *, up: bool) -> str:
    if value == 0:
        return "0"
    sign, size = (-1, -value) if value < 0 else (1, value)
    if size.denominator.bit_length() - size.numerator.bit_length() > _TINY_BITS:
        tiny = f"{'-' if sign < 0 else ''}1e-{_TINY}"
        return tiny if up == (sign > 0) else "0"
    exponent = len(str(size.numerator)) - len(str(size.denominator))
    if size < Fraction(10) ** exponent:
        exponent -= 1
    scaled = size / Fraction(10) ** (exponent - digits + 1)
    whole = scaled.numerator // scaled.denominator
    if scaled != whole and (up == (sign > 0)):
        whole += 1
    text = str(whole)
    exponent += len(text) - digits
    kept = text.rstrip("0") or "0"
    mantissa = kept if len(kept) == 1 else f"{kept[0]}.{kept[1:]}"
    return f"{'-' if sign < 0 else ''}{mantissa}" + (f"e{exponent}" if exponent else "")
