"""The functions of the vocabulary: one table, from which readers, printers and Coq take names.

A function is *primitive*, and then each witness knows what it is, or a *shorthand*: a
:class:`Shorthand` has a meaning in the rest of the vocabulary, from which every witness takes
its value, its normal form and the conditions under which it has one.  In Coq a shorthand is a
definition in ``Vocabulary.v``, with a lemma ``<name>_nonneg`` if it is never negative.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp

from .vocabulary import Expr, Indicator, XLogY, expression


class Shorthand(sp.Function):  # type: ignore[misc]
    """A function that is said in other words of the vocabulary; a number for all arguments."""

    is_real = True

    @property
    def meaning(self) -> Expr:
        """What it stands for."""
        return BY_HEAD[type(self)].meaning(*self.args)


class PositivePart(Shorthand):
    """max(0, x) = (x + |x|)/2."""

    nargs = 1
    is_nonnegative = True


class Logistic(Shorthand):
    """1/(1 + e^-x)."""

    nargs = 1
    is_positive = True


def logistic(x: Any) -> Expr:
    """1/(1 + e^-x)."""
    return Logistic(expression(x))


def pos(x: Any) -> Expr:
    """The positive part max(0, x)."""
    return PositivePart(expression(x))


@dataclass(frozen=True)
class Constructor:
    """One function.

    Attributes:
        head: its class.
        word: how authors and exchanged files call it.
        arity: how many arguments it has.
        coq: its name in Coq.
        shown: how it is printed with its arguments between brackets, in LaTeX after a
            backslash; empty if it has a layout of its own.
        ahead: what is printed before the arguments, inside the brackets.
        ours: whether authors import it from here, by its word (else it is SymPy's).
        of_indices: whether its arguments are indices.
        meaning: of a shorthand, what it stands for.
        never_negative: of a shorthand, whether its value is at least 0 for all arguments.
    """

    head: type[Any]
    word: str
    arity: int
    coq: str
    shown: str = ""
    ahead: str = ""
    ours: bool = True
    of_indices: bool = False
    meaning: Callable[..., Any] = lambda *args: None
    never_negative: bool = False

    @property
    def short(self) -> bool:
        """Whether it is a shorthand."""
        return issubclass(self.head, Shorthand)


#: All functions; sums, products, least values and powers bind indices or have rules of their own.
FUNCTIONS = (
    Constructor(sp.exp, "exp", 1, "exp", ours=False),
    Constructor(sp.log, "log", 1, "ln", shown="log", ours=False),
    Constructor(sp.Abs, "abs", 1, "Rabs", ours=False),
    Constructor(sp.KroneckerDelta, "delta", 2, "delta", of_indices=True),
    Constructor(Indicator, "indicator", 2, "ind"),
    Constructor(XLogY, "xlogy", 2, "xlogy"),
    Constructor(
        *(PositivePart, "pos", 1, "pos"),
        shown="max",
        ahead="0",
        meaning=lambda x: (x + sp.Abs(x)) / 2,
        never_negative=True,
    ),
    Constructor(
        *(Logistic, "logistic", 1, "logistic"),
        shown="logistic",
        meaning=lambda x: 1 / (1 + sp.exp(-x)),
        never_negative=True,
    ),
)
BY_HEAD: dict[type[Any], Constructor] = {one.head: one for one in FUNCTIONS}
#: The classes of functions of numbers.
OF_NUMBERS = tuple(one.head for one in FUNCTIONS if not one.of_indices)
SHORTHANDS = tuple(one for one in FUNCTIONS if one.short)
