"""Where a quantity takes a wanted value: solved exactly for one entry, then looked at again.

The quantity is evaluated at two or three values of the entry; what an affine, quadratic or
broken linear function through them says is only taken if the quantity has the wanted value
there.  So nothing is read off the form of an expression, and nothing is trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import flint

from ..language.declared import DECLARED
from ..language.errors import Undecided, Undefined
from . import numbers
from .evaluate import Instance
from .numbers import Value

#: A quantity at an instance.
Quantity = Callable[[Instance], Value]
#: Bits that a solved value may have: values put into each other may double them each time.
LONGEST = 400


def solved(
    quantity: Quantity, at: Instance, place: Any, wanted: Value = numbers.ZERO
) -> Iterator[Instance]:
    """Instances that differ from ``at`` in one entry, at which ``quantity`` is ``wanted``.

    The entry keeps its declared sign.  Whether hypotheses hold is for the caller to see.
    """
    here = at.values[place]
    sign = at.context.sign_of_name(place)
    for value in _roots(quantity, at, place, wanted):
        if value == here or not fits(value, sign) or value.height_bits() > LONGEST:
            continue
        other = at.with_value(place, value)
        if exact(quantity, other) == wanted:
            yield other


def turned(quantity: Quantity, at: Instance, place: Any) -> Instance | None:
    """The instance with one entry put where the quantity, if it is a parabola in it, turns."""
    here = at.values[place]
    zero, up, down = (exact(quantity, at.with_value(place, here + d)) for d in (0, 1, -1))
    if zero is None or up is None or down is None or up + down == 2 * zero:
        return None
    value = here - (up - down) / (2 * (up + down - 2 * zero))
    if not fits(value, at.context.sign_of_name(place)) or value.height_bits() > LONGEST:
        return None
    return at.with_value(place, value)


def fits(value: Value, sign: str) -> bool:
    """Whether an exact value has the declared sign."""
    return DECLARED[sign].fits(value)


def exact(quantity: Quantity, at: Instance) -> Value | None:
    """The quantity, if it is an exact number at this instance."""
    try:
        value = quantity(at)
    except (Undefined, Undecided):
        return None
    return value if numbers.is_exact(value) else None


def _roots(quantity: Quantity, at: Instance, place: Any, wanted: Value) -> Iterator[Value]:
    """Values of the entry at which the quantity may be ``wanted``, the likeliest first."""
    here = at.values[place]
    zero = exact(quantity, at)
    up = exact(quantity, at.with_value(place, here + 1))
    if zero is None or up is None:
        return
    zero, up = zero - wanted, up - wanted
    if up != zero:
        yield here - zero / (up - zero)
    down = exact(quantity, at.with_value(place, here - 1))
    if down is None:
        return
    down = down - wanted
    bend, slope = up + down - 2 * zero, (up - down) / 2
    if bend == 0:
        return  # a line: its root was looked at, if it has one
    root = rational_root(slope * slope - 2 * bend * zero)
    if root is not None:
        yield here + (root - slope) / bend
        yield here - (root + slope) / bend
    # (a + b t)/(1 + c t) through the same three values.
    if up != down:
        pole = (2 * zero - up - down) / (up - down)
        rise = up * (1 + pole) - zero
        if rise != 0:
            yield here - zero / rise


def rational_root(value: Value) -> Value | None:
    """The square root, if it is rational."""
    if value < 0:
        return None
    top, bottom = flint.fmpz(value.p).isqrt(), flint.fmpz(value.q).isqrt()
    root = flint.fmpq(top, bottom)
    return root if root * root == value else None
