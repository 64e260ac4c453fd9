"""Levels of trust: what a line is worth."""

from __future__ import annotations

#: Weakest first; a theorem has the least level of its parts.
LEVELS: tuple[str, ...] = ("refuted", "unchecked", "cited", "tested", "derived", "proved")


def least(levels: list[str]) -> str:
    """The weakest of ``levels``; of no levels, ``unchecked``."""
    return min(levels, key=LEVELS.index) if levels else "unchecked"
