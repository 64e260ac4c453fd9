"""Leaves out equations of a script that nothing uses, and clears others after their last use.

Equations are used by name alone, never searched for.  Coq carries all that is known through each
sentence: among hundreds of equations a sentence takes longer than what it says.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

#: The name of what is asserted, and the sentences that do it.
Block = tuple[str, str]
#: Stands in a sentence where the equations that are known there are to be cleared.
CLEARED = "clear equations_; "
_NAME = re.compile(r"(?<![\w'.])e\d+_(?![\w'])")


def tidied(script: Iterable[Block], equations: Collection[str], closing: str) -> Iterator[str]:
    """The sentences of ``script``, for what ``closing`` and whatever is no equation need of it."""
    kept = _needed(list(script), equations, closing)
    last = {name: i for i, (_, text) in enumerate(kept) for name in _NAME.findall(text)}
    last |= dict.fromkeys(_NAME.findall(closing), len(kept))
    known: list[str] = []
    for i, (name, text) in enumerate(kept):
        yield text.replace(CLEARED, f"clear {' '.join(known)}; " if known else "")
        if name in equations:
            known.append(name)
        done = [other for other in known if last[other] <= i]
        if done:
            yield f"clear {' '.join(done)}."
            known = [other for other in known if other not in done]


def _needed(script: list[Block], equations: Collection[str], closing: str) -> list[Block]:
    needed, kept = set(_NAME.findall(closing)), []
    for name, text in reversed(script):
        if name in needed or name not in equations:
            kept.append((name, text))
            needed.update(_NAME.findall(text))
    return kept[::-1]
