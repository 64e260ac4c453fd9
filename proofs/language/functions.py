"""The functions of the vocabulary: one table, from which readers, printers and Coq take names.

A function is *primitive*, and then each witness knows what it is, or a *shorthand*: a
:class:`Shorthand` has a meaning in the rest of the vocabulary, from which every witness takes
its value, its normal form and the conditions under which it has one.  In Coq a shorthand is a
definition in ``Vocabulary.v``, with a lemma ``<name>_nonneg`` if it is never negative.

A primitive is *opaque* if the witnesses know no more of it than the row says: its slope, its
sign, and how its value at u + 1 comes from that at u.  An :class:`Opaque` function has a value
where its argument is positive.  Its row is all that the checker needs beside ``<name>_next``
and the derivative in Coq, and a function that evaluates it (``instances/numbers``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp

from .vocabulary import Expr, IndexNumber, Indicator, XLogY, expression


class Shorthand(sp.Function):  # type: ignore[misc]
    """A function that is said in other words of the vocabulary; a number for all arguments."""

    is_real = True

    @property
    def meaning(self) -> Expr:
        """What it stands for."""
        return BY_HEAD[type(self)].meaning(*self.args)


class Opaque(sp.Function):  # type: ignore[misc]
    """A function of one positive number that is known by its laws alone."""

    nargs = 1
    is_real = True


class GammaFunction(Opaque):
    """Euler's Gamma function."""

    is_positive = True


class Digamma(Opaque):
    """The derivative of log Gamma."""


class Factorial(Shorthand):
    """x! of a whole number."""

    nargs = 1
    is_positive = True


class BetaFunction(Shorthand):
    """Euler's Beta function."""

    nargs = 2
    is_positive = True


class Piecewise(Shorthand):
    """A shorthand that is one thing on one side of a number and another on the other side.

    Its meaning is linear in its arguments, in absolute values and in indicators.
    """


class PositivePart(Piecewise):
    """max(0, x) = (x + |x|)/2."""

    nargs = 1
    is_nonnegative = True


class Larger(Piecewise):
    """max(a, b) = (a + b + |a - b|)/2."""

    nargs = 2


class Smaller(Piecewise):
    """min(a, b) = (a + b - |a - b|)/2."""

    nargs = 2


class Reaches(Piecewise):
    """1[a >= b], 1 where |a - b| = a - b and 0 elsewhere."""

    nargs = 2
    is_nonnegative = True


class Sign(Piecewise):
    """1 for x > 0, -1 for x < 0, and 0 at 0: 1[x >= 0] - 1[-x >= 0]."""

    nargs = 1


class Logistic(Shorthand):
    """1/(1 + e^-x)."""

    nargs = 1
    is_positive = True


class Decay(Shorthand):
    """e^-x."""

    nargs = 1
    is_positive = True


def decay(x: Any) -> Expr:
    """e^-x, which tends to 0 where x grows beyond all bounds, and only there."""
    return Decay(expression(x))


def logistic(x: Any) -> Expr:
    """1/(1 + e^-x)."""
    return Logistic(expression(x))


def pos(x: Any) -> Expr:
    """The positive part max(0, x)."""
    return PositivePart(expression(x))


def larger(a: Any, b: Any) -> Expr:
    """max(a, b); beside 0 it is the positive part."""
    a, b = expression(a), expression(b)
    if a == 0 or b == 0:
        return PositivePart(b if a == 0 else a)
    return Larger(a, b)


def smaller(a: Any, b: Any) -> Expr:
    """min(a, b)."""
    return Smaller(expression(a), expression(b))


def reaches(a: Any, b: Any) -> Expr:
    """1[a >= b]."""
    return Reaches(expression(a), expression(b))


def sign(x: Any) -> Expr:
    """1 for x > 0, -1 for x < 0, and 0 at 0."""
    return Sign(expression(x))


def gamma(x: Any) -> Expr:
    """Gamma(x) for x > 0."""
    return GammaFunction(expression(x))


def digamma(x: Any) -> Expr:
    """The derivative of log Gamma at x > 0."""
    return Digamma(expression(x))


def factorial(x: Any) -> Expr:
    """x! = Gamma(x + 1) of a whole number."""
    return Factorial(expression(x))


def beta(a: Any, b: Any) -> Expr:
    """B(a, b) = Gamma(a) Gamma(b) / Gamma(a + b) for a, b > 0."""
    return BetaFunction(expression(a), expression(b))


@dataclass(frozen=True)
class Constructor:
    """One function.

    Attributes:
        head: its class.
        word: how authors and exchanged files call it.
        arity: how many arguments it has.
        coq: its name in Coq.
        shown: how it is printed with its arguments between brackets; empty if it has a
            layout of its own.
        tex: the LaTeX of its name, where that is not the name of an operator.
        ahead: what is printed before the arguments, inside the brackets.
        ours: whether authors import it from here, by its word (else it is SymPy's).
        of_indices: whether its arguments are indices.
        meaning: of a shorthand, what it stands for.
        never_negative: of a shorthand, whether its value is at least 0 for all arguments.
        of_whole: whether its argument must be seen to be a whole number.
        slope: of an opaque function, those whose product is its derivative.
        home: the module of Coq's library that says what it means.
    """

    head: type[Any]
    word: str
    arity: int
    coq: str
    shown: str = ""
    tex: str = ""
    ahead: str = ""
    ours: bool = True
    of_indices: bool = False
    meaning: Callable[..., Any] = lambda *args: None
    never_negative: bool = False
    of_whole: bool = False
    slope: tuple[type[Any], ...] = ()
    home: str = "Vocabulary"

    @property
    def positive(self) -> bool:
        """Whether all its values are positive."""
        return getattr(self.head, "is_positive", None) is True

    @property
    def short(self) -> bool:
        """Whether it is a shorthand."""
        return issubclass(self.head, Shorthand)


#: All functions; sums, products, least values and powers bind indices or have rules of their own.
FUNCTIONS = (
    Constructor(sp.exp, "exp", 1, "exp", ours=False),
    Constructor(sp.log, "log", 1, "ln", shown="log", tex=r"\log", ours=False),
    Constructor(sp.Abs, "abs", 1, "Rabs", ours=False),
    Constructor(sp.KroneckerDelta, "delta", 2, "delta", of_indices=True),
    Constructor(IndexNumber, "as_number", 1, "INR", of_indices=True),
    Constructor(Indicator, "indicator", 2, "ind"),
    Constructor(XLogY, "xlogy", 2, "xlogy"),
    Constructor(
        *(PositivePart, "pos", 1, "pos"),
        shown="max",
        tex=r"\max",
        ahead="0",
        meaning=lambda x: (x + sp.Abs(x)) / 2,
        never_negative=True,
    ),
    Constructor(
        *(Larger, "larger", 2, "larger"),
        shown="max",
        tex=r"\max",
        meaning=lambda a, b: (a + b + sp.Abs(a - b)) / 2,
    ),
    Constructor(
        *(Smaller, "smaller", 2, "smaller"),
        shown="min",
        tex=r"\min",
        meaning=lambda a, b: (a + b - sp.Abs(a - b)) / 2,
    ),
    Constructor(
        *(Reaches, "reaches", 2, "reaches"),
        meaning=lambda a, b: Indicator(sp.Abs(a - b), a - b),
        never_negative=True,
    ),
    Constructor(
        *(Sign, "sign", 1, "sgn"),
        shown="sign",
        meaning=lambda x: Indicator(sp.Abs(x), x) - Indicator(sp.Abs(x), -x),
    ),
    Constructor(
        *(Logistic, "logistic", 1, "logistic"),
        shown="logistic",
        meaning=lambda x: 1 / (1 + sp.exp(-x)),
        never_negative=True,
    ),
    Constructor(
        *(Decay, "decay", 1, "decay"),
        meaning=lambda x: sp.exp(-x),
        never_negative=True,
    ),
    Constructor(
        *(GammaFunction, "gamma", 1, "Gamma"),
        shown="Gamma",
        tex=r"\Gamma",
        slope=(GammaFunction, Digamma),
        home="GammaFunction",
    ),
    Constructor(*(Digamma, "digamma", 1, "digamma"), shown="digamma", home="GammaFunction"),
    Constructor(
        *(Factorial, "factorial", 1, "factorial"),
        meaning=lambda x: gamma(x + 1),
        never_negative=True,
        of_whole=True,
        home="GammaFunction",
    ),
    Constructor(
        *(BetaFunction, "beta", 2, "Beta"),
        shown="B",
        tex=r"\mathrm{B}",
        meaning=lambda a, b: gamma(a) * gamma(b) / gamma(a + b),
        never_negative=True,
        home="GammaFunction",
    ),
)
BY_HEAD: dict[type[Any], Constructor] = {one.head: one for one in FUNCTIONS}
#: The words of functions of indices.
OF_INDICES = frozenset(one.word for one in FUNCTIONS if one.of_indices)
#: The classes of functions of numbers.
OF_NUMBERS = tuple(one.head for one in FUNCTIONS if not one.of_indices)
#: Functions that are known by their laws alone, by their names in Coq.
OPAQUE = {one.coq: one for one in FUNCTIONS if issubclass(one.head, Opaque)}
