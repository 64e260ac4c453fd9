r"""Numbers that a declaration sets bounds by: ``0 < x``, ``-1 \le \rho \le 1``, ``c \ne 0``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Binary, LessThan, NotEqual, Relation
from .tokens import Stream

#: The relation that a sign stands for, and whether it is read from right to left.
_SIGNS: dict[str, tuple[type[Binary], bool]] = {
    "<": (LessThan, False),
    r"\le": (AtMost, False),
    ">": (LessThan, True),
    r"\ge": (AtMost, True),
    r"\ne": (NotEqual, False),
}


@dataclass(frozen=True)
class Bound:
    """A number below what is declared (``below``), or above it; of ``!=`` either."""

    relation: type[Binary]
    number: sp.Rational
    below: bool

    def of(self, entry: Any) -> Relation:
        """What it says of ``entry``."""
        return (
            self.relation(self.number, entry) if self.below else self.relation(entry, self.number)
        )

    @property
    def kind(self) -> str:
        """The sign that follows from it; empty if none does."""
        strict = self.relation is LessThan
        if self.relation is NotEqual or self.number * (1 if self.below else -1) < 0:
            return ""
        if self.below:
            return "positive" if strict or self.number else "nonnegative"
        return "negative" if strict or self.number else "nonpositive"

    @property
    def is_sign(self) -> bool:
        """Whether it says nothing but its :attr:`kind`."""
        return not self.number and self.relation is not NotEqual


def bound_before(stream: Stream) -> Bound | None:
    r"""The bound of ``1 < x`` up to the name, or None where no number begins."""
    if not (stream.token.is_digit or stream.peek() == "-"):
        return None
    number = _number(stream)
    if stream.peek() not in _SIGNS or stream.peek() == r"\ne":
        raise stream.error("a bound is followed by <, \\le, > or \\ge and the name")
    relation, turned = _SIGNS[stream.take().text]
    return Bound(relation, number, below=not turned)


def bound_behind(stream: Stream) -> Bound | None:
    r"""The bound of ``x \ge 1`` behind the name, or None where no such sign stands."""
    if stream.peek() not in _SIGNS:
        return None
    relation, turned = _SIGNS[stream.take().text]
    number = _number(stream)
    if stream.peek():
        raise stream.error("a declaration has numbers for bounds: say the rest by 'suppose'")
    return Bound(relation, number, below=turned)


def bounds_of_interval(stream: Stream) -> tuple[Bound, ...]:
    r"""The two bounds of ``[-1, 1]``, ``(1, \infty)`` or ``(-\infty, 0]``, whose bracket follows.

    Raises:
        NotUnderstood: if an end is no number, or the interval is empty or holds no more than one.
    """
    here, strict = stream.token, {"[": AtMost, "]": AtMost, "(": LessThan, ")": LessThan}
    found = list[Bound]()
    opens = strict[stream.take().text]
    if not stream.took("-", r"\infty"):
        found.append(Bound(opens, _number(stream), below=True))
    elif opens is AtMost:
        raise stream.error(r"an infinite end is not taken: write (-\infty", here)
    stream.take(",")
    endless = stream.took(r"\infty")
    if not endless:
        found.append(Bound(LessThan, _number(stream), below=False))
    if stream.peek() not in ("]", ")"):
        raise stream.error("an interval ends with ] or )")
    closes = strict[stream.take().text]
    if endless and closes is AtMost:
        raise stream.error(r"an infinite end is not taken: write \infty)", here)
    if not endless:
        found[-1] = replace(found[-1], relation=closes)
    if len(found) == 2 and found[0].number >= found[1].number:
        raise stream.error("an interval has its smaller end first", here)
    return tuple(found)


def sign_of(bounds: Sequence[Bound]) -> tuple[str, tuple[Bound, ...]]:
    """The sign that can be declared, and the bounds that remain to be supposed."""
    kind = next((b.kind for b in bounds if b.kind), "real")
    return kind, tuple(b for b in bounds if not (b.is_sign and b.kind == kind))


def _number(stream: Stream) -> sp.Rational:
    minus = stream.took("-")
    if stream.took(r"\frac"):
        top = _in_braces(stream)
        out = sp.Rational(top, _nonzero(stream, _in_braces(stream)))
    else:
        out = _digits(stream)
        if stream.took("."):
            behind = _figures(stream)
            out += sp.Rational(int(behind), 10 ** len(behind))
        elif stream.took("/"):
            out = sp.Rational(out, _nonzero(stream, _digits(stream)))
    return -out if minus else out


def _in_braces(stream: Stream) -> sp.Rational:
    if not stream.took("{"):
        return sp.Integer(int(stream.take().text)) if stream.token.is_digit else _digits(stream)
    out = _digits(stream)
    stream.take("}")
    return out


def _nonzero(stream: Stream, number: sp.Rational) -> sp.Rational:
    if not number:
        raise stream.error("a number divided by 0")
    return number


def _digits(stream: Stream) -> sp.Rational:
    return sp.Integer(int(_figures(stream)))


def _figures(stream: Stream) -> str:
    here, found = stream.token, ""
    while stream.token.is_digit:
        found += stream.take().text
    if not 0 < len(found) < 10:
        raise stream.error("a declaration has numbers for bounds: say the rest by 'suppose'", here)
    return found
