"""What facts say is positive: symbols, and entries of families at some of their indices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from ...language.substitution import family_name
from ...language.vocabulary import Index
from .terms import Gen, Token

#: The kind of a token that stands for every index of its range.
ANY = "any"


@dataclass(frozen=True)
class Positive:
    """A symbol, or the entries of a family whose tokens fit; all of them are positive.

    ``("any", name, size)`` fits every token of the range, the same one wherever it stands: so
    c[k, k] is the diagonal and J[t + 1] the entries from the second on.  ``used`` are the
    steps and hypotheses that say so.
    """

    name: str
    tokens: tuple[Token, ...] = ()
    used: tuple[str, ...] = ()

    def covers(self, gen: Gen) -> bool:
        """Whether the symbol or entry ``gen`` is among them."""
        at = gen[2] if gen[0] == "el" else ()
        if gen[1] != self.name or len(at) != len(self.tokens):
            return False
        found: dict[Token, Token] = {}
        return all(_fits(t, a, found) for t, a in zip(self.tokens, at, strict=True))


def _fits(pattern: Token, token: Token, found: dict[Token, Token]) -> bool:
    if pattern[0] == "o":
        return token[0] == "o" and token[2] == pattern[2] and _fits(pattern[1], token[1], found)
    if pattern[0] != ANY:
        return pattern == token
    # An index t + 1 may lie beyond the range for which the fact holds.
    return token[0] != "o" and found.setdefault(pattern, token) == token


def positive_leaf(expr: Any, wild: frozenset[Index], used: tuple[str, ...] = ()) -> Positive | None:
    """What 0 < ``expr`` says for all values of the ``wild`` indices, if it is of that kind.

    Indices that are values of assignments are not read.
    """
    if isinstance(expr, sp.Symbol):
        return Positive(expr.name, (), used)
    if not isinstance(expr, sp.Indexed):
        return None
    tokens: list[Token] = []
    for index in expr.indices:
        here = index.args[1] if isinstance(index, sp.Add) else index
        if not isinstance(here, Index):
            return None
        token: Token = (ANY if here in wild else "f", here.name, here.size.name)
        tokens.append(token if here is index else ("o", token, int(index.args[0])))
    return Positive(family_name(expr), tuple(tokens), used)
