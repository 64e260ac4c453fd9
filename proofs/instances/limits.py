"""Whether f(s) -> L as s falls to 0, judged by how fast f(s) - L falls along a ladder of s.

The rungs are s = 2^-m for m = 8, 32, 128, ...: each is the fourth power of the one before.
Let l be the number of binary digits to which f(s) and L agree.  Where the difference is
c s^p, or falls faster, l grows fourfold from rung to rung, be p as small as it may; where
it stays away from 0, l stands still.  A difference that falls like a power of 1/log(1/s)
does neither: nothing is said of it.  The difference is compared with itself on other
rungs, never with a threshold of ours: a limit that is wrong by 10^-30 is told from one
that is approached slowly.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import flint

from ..language.claims import TendsTo
from ..language.errors import Undecided
from ..language.statements import infinite
from ..language.vocabulary import bits
from . import numbers
from .evaluate import Instance

#: log2 of m at the first rung, and by how much it grows from rung to rung.
_FIRST, _STEP = 3, 2
#: log2 of m at the last rung; more where numbers are long, since s^p may move slowly then.
_LAST, _MORE = 64, 512
#: Working precision, in multiples of what is asked for and of the bits of the longest number.
_DIGITS, _OF_NUMBERS = 4, 4
#: f(s) and L must agree to so many digits in the end, and twice those of the longest number.
_WANTED = 200
#: Digits at least double from rung to rung, over so many steps, once there are so many.
_GROWTH, _STEPS, _BEGUN = 2, 2, 8
#: A difference that loses less than 2^-32 of itself, over so many steps, stands still.
_STILL, _STILL_STEPS = 32, 3
#: Where the last rung tells nothing, one of this height must stand to say that f stays away.
_FAR = 9


class NotNear(Exception):
    """f(s) stays away from L; the message says where that was seen."""


@dataclass(frozen=True)
class Rung:
    """f(s) and f(s) - L at s = 2^-(2^height), as balls."""

    height: int
    value: flint.arb
    gap: flint.arb

    @property
    def known(self) -> bool:
        """Whether the difference is told from 0."""
        return not self.gap.contains(0)

    @property
    def digits(self) -> float:
        """The binary digits to which f(s) and L are known to agree: a whole number, or all."""
        bound = abs(self.gap).upper()
        return float("inf") if bound == 0 else -_log2(bound)

    def tells_more_than(self, other: Rung) -> bool:
        """Whether this is not just a ball that is wider than the difference at ``other``."""
        return self.known or self.digits >= other.digits


def check_limit(relation: TendsTo, instance: Instance) -> None:
    """Raise :class:`NotNear` if f stays away from the claimed limit at ``instance``.

    Raises:
        Undecided: if f neither comes near at a rate nor stands still.
        Undefined: if f has no value at an s that is looked at.
    """
    longest = _longest(relation, instance)
    wanted = _WANTED + 2 * longest
    with numbers.precision(_DIGITS * flint.ctx.prec + _OF_NUMBERS * longest):
        last = _LAST + min(_MORE, max(map(bits, relation.expressions())))
        deep = _rung(relation, instance, last)
        seen: list[Rung] = []
        near = False
        for height in range(_FIRST, last, _STEP):
            rung = _rung(relation, instance, height)
            if rung is None:
                continue
            if near and (not rung.known or rung.digits >= _GROWTH * seen[-1].digits):
                return
            if seen and rung.digits < wanted and not rung.tells_more_than(seen[-1]):
                break  # digits are lost from here on
            seen.append(rung)
            near = _comes_near(seen, wanted)
            if deep is not None and deep.tells_more_than(rung):
                if near and _on_the_way(rung, deep):
                    return
                near = False
                if deep.known and _stays_away([*seen, deep]):
                    raise NotNear(_message(relation, instance, deep))
        if near:
            return
        sure = deep is None or not deep.known
        if sure and seen and seen[-1].height >= _FAR and _stays_away(seen):
            raise NotNear(_message(relation, instance, seen[-1]))
    raise Undecided("the limit is approached too slowly to tell")


def _rung(relation: TendsTo, instance: Instance, height: int) -> Rung | None:
    """One rung; None if the precision does not suffice there."""
    at = instance.with_value(relation.variable.name, flint.arb((1, -(2**height))))
    try:
        value, limit = flint.arb(at.of(relation.function)), flint.arb(at.of(relation.limit))
    except Undecided:
        return None
    gap = value - limit
    return Rung(height, value, gap) if gap.is_finite() else None


def _comes_near(seen: list[Rung], wanted: int) -> bool:
    """Whether f(s) and L agree to all digits that there are, or to many and ever more."""
    if seen[-1].digits < wanted:
        return False
    if not seen[-1].known:
        return True
    last = seen[-_STEPS - 1 :]
    return (
        len(last) > _STEPS
        and last[0].digits >= _BEGUN
        and all(b.digits >= _GROWTH * a.digits for a, b in _steps(last))
    )


def _on_the_way(rung: Rung, deep: Rung) -> bool:
    """Whether the digits grow as they should from a rung to the last one."""
    steps = (deep.height - rung.height) // _STEP
    return not deep.known or deep.digits >= _GROWTH**steps * rung.digits


def _stays_away(seen: list[Rung]) -> bool:
    """Whether the difference stands still, or grows, over the last few steps."""
    last = seen[-_STILL_STEPS - 1 :]
    if len(last) <= _STILL_STEPS or not all(rung.known for rung in last):
        return False
    share = 1 - flint.arb(2) ** (-_STILL)
    return all(bool(abs(b.gap) >= share * abs(a.gap)) for a, b in _steps(last))


def _steps(rungs: list[Rung]) -> Iterator[tuple[Rung, Rung]]:
    return itertools.pairwise(rungs)


def _longest(relation: TendsTo, instance: Instance) -> int:
    """The bits of the longest number in the relation and among the values."""
    values = (v for v in instance.values.values() if numbers.is_exact(v))
    longest: int = max(
        [v.height_bits() for v in values] + [bits(e) for e in relation.expressions()]
    )
    return longest


def _log2(number: flint.arb) -> int:
    """log2 of a positive number, rounded up or one more: exponents may be too long to print."""
    mantissa, exponent = number.mid().man_exp()
    return int(exponent) + int(mantissa).bit_length()


def _message(relation: TendsTo, instance: Instance, rung: Rung) -> str:
    name, power = relation.variable.name, f"2^-{2**rung.height}"
    if rung.height > 12:
        power = f"2^-(2^{rung.height})"
    if infinite(relation) is not None:
        of = numbers.show(rung.value)
        return f"at {name} = {power} e^-f is {of} for what should grow, f: it does not fall to 0"
    limit = numbers.show(instance.of(relation.limit))
    return f"at {name} = {power} the value is {numbers.show(rung.value)}, not near {limit}"
