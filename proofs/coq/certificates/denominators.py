"""Denominators that a line shows to differ from 0, and where a term occurs in one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ...rules.normal.terms import Token
from .terms import Term


@dataclass
class Denominator:
    """A term that is not 0 where the line has a value, and its factors."""

    term: Term
    factored: Term
    proof: str


def matched(term: Term, where: Term) -> list[dict[Token, Token]] | None:
    """Renamings of serial tokens that make some part of ``where`` the ``term``."""
    found = list(_parts(term, where))
    return found or None


def _parts(term: Term, where: Any) -> Iterable[dict[Token, Token]]:
    if isinstance(where, tuple):
        mapping: dict[Token, Token] = {}
        if _unify(where, term, mapping):
            yield mapping
        if where and where[0] in ("mul", "pow", "inv"):
            for part in where[1:]:
                yield from _parts(term, part)


def _unify(pattern: Any, term: Any, mapping: dict[Token, Token]) -> bool:
    if isinstance(pattern, tuple) and len(pattern) == 3 and pattern[:2] == ("b", 0):
        if not isinstance(term, tuple) or not term or term[0] not in ("b", "f", "c"):
            return False
        return mapping.setdefault(pattern, term) == term
    if isinstance(pattern, tuple) and isinstance(term, tuple):
        return len(pattern) == len(term) and all(
            _unify(a, b, mapping) for a, b in zip(pattern, term, strict=True)
        )
    return bool(pattern == term)
