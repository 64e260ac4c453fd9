"""Exact rationals where possible, error-bounded balls where not (python-flint).

Inside :func:`closed_forms` what is no rational is a closed form instead of a ball.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import flint
from flint import fmpq

from ..language.errors import Undecided, Undefined
from . import closed

#: A value: an exact rational (``flint.fmpq``) or a ball that contains the true value.
Value = Any
#: Whether numbers that are no rationals are closed forms.
_forms = False

ZERO = flint.fmpq(0)
ONE = flint.fmpq(1)
#: Bits of an exact power: of a power of a power of a power there is no end.
MAX_BITS = 1_000_000
#: Beyond it a factorial is a ball.
MAX_FACTORIAL = 2_000


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Do ball arithmetic with ``bits`` bits inside the block."""
    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        yield
    finally:
        flint.ctx.prec = before


@contextmanager
def closed_forms() -> Iterator[None]:
    """Give closed forms of irrational numbers inside the block, as far as they have some."""
    global _forms
    _forms = True
    try:
        yield
    finally:
        _forms = False


def is_exact(value: Value) -> bool:
    """Whether the value is an exact rational."""
    return isinstance(value, fmpq)


def is_zero(value: Value) -> bool:
    """Whether the value is zero.

    Raises:
        Undecided: if a ball contains zero without being exactly zero.
    """
    if isinstance(value, fmpq):
        return not value
    if isinstance(value, closed.Closed):
        return closed.is_zero(value)
    if not value.contains(0):
        return False
    if value.rad() == 0:
        return True
    raise Undecided("a ball contains zero")


def is_positive(value: Value) -> bool:
    """Whether the value is positive (raises :class:`Undecided` like :func:`is_zero`)."""
    return not is_zero(value) and bool(value > 0)


def divide(a: Value, b: Value) -> Value:
    """a / b; :class:`Undefined` if b is zero."""
    if is_zero(b):
        raise Undefined("division by zero")
    return a / b


def power(a: Value, e: Value) -> Value:
    """a ** e for whole e, and for any e where a > 0."""
    if is_exact(e) and e.q == 1:
        return whole_power(a, int(e.p))
    if is_exact(a) and a == 0 and is_exact(e) and e > 0:
        return ZERO
    if not is_positive(a):
        raise Undefined("a fractional power of a number that is not positive")
    if _forms:
        return closed.power(a, e)
    return flint.arb(a) ** flint.arb(e)


def whole_power(a: Value, n: int) -> Value:
    """a ** n; :class:`Undefined` if n < 0 and a is zero."""
    if abs(n) > 10_000 or (isinstance(a, fmpq) and abs(n) * a.height_bits() > MAX_BITS):
        raise Undecided("an exponent is too large")
    if n < 0 and is_zero(a):
        raise Undefined("division by zero")
    return a**n


def log(a: Value) -> Value:
    """log a; :class:`Undefined` unless a > 0."""
    if not is_positive(a):
        raise Undefined("log of a number that is not positive")
    if _forms:
        return closed.log(a)
    return ZERO if is_exact(a) and a == 1 else flint.arb(a).log()


def exp(a: Value) -> Value:
    """e ** a."""
    if is_exact(a) and a == 0:
        return ONE
    if _forms:
        return closed.exp(a)
    return flint.arb(a).exp()


def _ball(a: Value) -> Value:
    if _forms:
        raise Undecided("there is no closed form of it")
    return flint.arb(a)


def gamma(a: Value) -> Value:
    """Gamma(a) for a > 0: exact at whole numbers."""
    if not is_positive(a):
        raise Undefined("Gamma of a number that is not positive")
    if is_exact(a) and a.q == 1 and a <= MAX_FACTORIAL:
        return flint.fmpq(math.factorial(int(a.p) - 1))
    return _ball(a).gamma()


def digamma(a: Value) -> Value:
    """The derivative of log Gamma at a > 0."""
    if not is_positive(a):
        raise Undefined("digamma of a number that is not positive")
    return _ball(a).digamma()


#: The opaque functions, by the words that authors call them by.
OPAQUE = {"gamma": gamma, "digamma": digamma}


def absolute(a: Value) -> Value:
    """|a|."""
    return abs(a)


def least(values: list[Value]) -> Value:
    """The least of the values; :class:`Undecided` where two balls overlap."""
    best = values[0]
    for value in values[1:]:
        if not is_zero(value - best) and bool(best - value > 0):
            best = value
    return best


def pi() -> Value:
    """A ball around the number pi."""
    if _forms:
        return closed.pi()
    return flint.arb.pi()


def show(value: Value) -> str:
    """The value for a reader: a fraction, or some decimals of a ball."""
    if is_exact(value):
        return str(value)
    decimals = str(value.str(8, radius=False))
    return "0" if re.fullmatch(r"0e-\d{2,}", decimals) else decimals
