r"""The convention $0 \log 0 = 0$, where a file says it: ``p \log p`` is then ``xlogy(p, p)``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from ..language.context import Context
from ..language.substitution import names_used
from ..language.vocabulary import xlogy
from .places import ZERO_LOGS
from .prose import Piece

#: Words that lead to it.
_LEAD = frozenset(
    (
        *("with", "where", "and", "the", "usual", "convention", "conventions", "that", "as", "by"),
        *("we", "set", "put", "define", "use", "using", "under", "understood", "again", "always"),
        *("here", ","),
    )
)


def without_convention(found: Sequence[Piece]) -> list[Piece]:
    """The pieces of sentences without the convention, and without the words that lead to it."""
    out: list[Piece] = []
    for piece in found:
        if not (piece.math and ZERO_LOGS.fullmatch(piece.text.strip())):
            out.append(piece)
            continue
        while out and not out[-1].math and out[-1].text in _LEAD:
            out.pop()
    return out


def weighted_log(weight: Any, log: Any, context: Context) -> Any:
    """xlogy(q, u) for q and log u where q may vanish with u; None if it may not.

    Elsewhere it is q log u, so that nothing else is said than is written.
    """
    if not isinstance(log, sp.log) or isinstance(weight, sp.Rational):
        return None
    inside = log.args[0]
    if not names_used(weight) & names_used(inside):
        return None
    if isinstance(weight, sp.Symbol | sp.Indexed) and context.sign_of(weight) == "positive":
        return None
    return xlogy(weight, inside)
