"""The signs that a symbol or family may be declared with: one table for all that speak of them.

What is declared of a value is a comparison with 0, and for whole numbers that it is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from .claims import AtMost, LessThan

ZERO = sp.Integer(0)


@dataclass(frozen=True)
class Sign:
    """One sign.

    Attributes:
        word: how authors and exchanged files call it.
        side: 1 for values above 0, -1 for values below, 0 if nothing is said.
        strict: whether 0 itself is left out.
        whole: whether the values are whole numbers.
        weaker: the words that say less, the weakest first.
    """

    word: str
    side: int = 0
    strict: bool = False
    whole: bool = False
    weaker: tuple[str, ...] = ()

    def of(self, value: Any) -> AtMost | LessThan | None:
        """What is declared of ``value`` as a comparison with 0, if one is."""
        if not self.side:
            return None
        kind = LessThan if self.strict else AtMost
        return kind(ZERO, value) if self.side > 0 else kind(value, ZERO)

    def fits(self, value: Any) -> bool:
        """Whether an exact value is one of this sign."""
        if self.whole and value.q != 1:
            return False
        above = self.side * value
        return not self.side or bool(above > 0 if self.strict else above >= 0)

    @property
    def text(self) -> str:
        """The comparison as it stands behind a name, in plain text."""
        return f"{'>' if self.side > 0 else '<'}{'' if self.strict else '='} 0" if self.side else ""

    @property
    def tex(self) -> str:
        """What is printed behind the name where it is declared."""
        if not self.side:
            return r"\in \mathbb{R}"
        if self.whole:
            return r"\in \{0, 1, 2, \dots\}"
        return _TEX[self.text]

    @property
    def assumptions(self) -> dict[str, bool]:
        """What SymPy is told of such a symbol.

        Of what lies below 0 it would turn roots, powers and absolute values into others on
        its own, and of whole numbers powers of -1: of these it is told less.
        """
        if self.side < 0:
            return {"real": True}
        return {"nonnegative" if self.whole else self.word: True}


_TEX = {"> 0": "> 0", ">= 0": r"\ge 0", "< 0": "< 0", "<= 0": r"\le 0"}
_ALL = (
    Sign("real"),
    Sign("nonnegative", 1, weaker=("real",)),
    Sign("positive", 1, strict=True, weaker=("real", "nonnegative")),
    Sign("nonpositive", -1, weaker=("real",)),
    Sign("negative", -1, strict=True, weaker=("real", "nonpositive")),
    Sign("natural", 1, whole=True, weaker=("real", "nonnegative")),
)
DECLARED = {sign.word: sign for sign in _ALL}
#: The words that say which sign is declared.
SIGNS = tuple(DECLARED)
