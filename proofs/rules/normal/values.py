"""What is known of the values of generators: which are positive, which are there at all."""

from __future__ import annotations

from collections.abc import Callable

from ...language.exact import Fraction
from ...language.functions import OPAQUE
from .terms import Gen, Key, Token


class Values:
    """Signs and values of generators.

    Args:
        positive: tells whether a ``sym``, ``el`` or ``poly`` generator is known to be positive.
        fixed: the free tokens that stand for one value.
    """

    def __init__(self, positive: Callable[[Gen], bool], fixed: frozenset[Token]) -> None:
        self.positive_leaf = positive
        self.fixed = fixed
        #: Declared symbols and families that are not negative.
        self.nonnegative_names: frozenset[str] = frozenset()

    def positive(self, gen: Gen) -> bool:
        """Whether the generator is provably positive."""
        kind = gen[0]
        if kind in ("exp", "prime", "logp", "idx"):
            return True
        if kind in OPAQUE:
            return OPAQUE[kind].positive
        if kind == "sum":
            return all(self.positive(g) for g, _ in gen[2]) or self.positive_leaf(gen)
        if kind == "poly":
            return self._positive_terms(gen[1]) or self.positive_leaf(gen)
        if kind in ("sym", "el"):
            return self.positive_leaf(gen)
        return False

    def _positive_terms(self, terms: Key) -> bool:
        """Whether no term is negative, and one is positive."""
        return self.never_negative(terms) and any(
            all(self.positive(g) for g, _ in m) for m, _ in terms
        )

    def never_negative(self, terms: Key) -> bool:
        """Whether no term of a sum is negative."""
        return all(c > 0 and all(self._nonnegative(g, e) for g, e in m) for m, c in terms)

    def _nonnegative(self, gen: Gen, e: Fraction) -> bool:
        if gen[0] == "sum":
            return all(self._nonnegative(g, x) for g, x in gen[2])
        even = e.denominator == 1 and e % 2 == 0
        declared = gen[0] in ("sym", "el") and gen[1] in self.nonnegative_names
        return even or declared or gen[0] in ("delta", "ind", "abs") or self.positive(gen)

    def _simplicity(self, token: Token) -> tuple[int, bool, Token]:
        one = token[2] if token[0] == "c" else (token,)
        return "fbco".index(token[0]), not self.fixed.issuperset(one), token

    def _runs(self, token: Token) -> bool:
        """Whether it is an index that takes all values of its range."""
        return token[0] in ("f", "b") and token not in self.fixed

    def _defined(self, gen: Gen, e: Fraction) -> bool:
        """Whether it is a number at all values of the indices, whatever its entries are."""
        whole = e > 0 and e.denominator == 1
        kind = gen[0]
        if kind in ("sym", "el", "delta", "prime", "logp", "idx"):
            return whole or self.positive(gen)
        if kind == "exp":
            inner = [gen[1]]
        elif kind == "sum":
            inner = [gen[2]]
        elif kind in ("poly", "abs", "ind", "log") or kind in OPAQUE:
            inner = [mono for mono, _ in gen[1]]
        elif kind in ("min", "prod"):
            inner = [mono for mono, _ in gen[2]]
        else:
            return False
        if not all(self._defined(g, x) for mono in inner for g, x in mono):
            return False
        if kind == "log" or kind in OPAQUE:
            there = self._positive_terms(gen[1])
            return there and (whole or self.positive(gen))
        return whole or self.positive(gen)
