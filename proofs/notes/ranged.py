r"""Over what the letters of a text run: as ``\\sum_{n=1}^N`` and ``n = 1, \\dots, N`` say."""

from __future__ import annotations

import re
from functools import lru_cache

from .places import Source

_SUM = re.compile(
    r"(?:\\sum|\\prod|\\max|\\min|\\\})\s*(?:\\limits)?\s*_\{?\s*(?P<i>[a-z])\s*=\s*1\s*\}?\s*\^\s*\{?\s*(?P<N>[A-Za-z])\b"
)
_LIST = re.compile(
    r"(?<![A-Za-z\\])(?P<i>[a-z])\s*(?:=|\\in\s*\\\{)\s*1\s*,\s*(?:2\s*,\s*)?\\[lc]?dots\s*,\s*(?P<N>[A-Za-z])\b"
)


@lru_cache(maxsize=16)
def _ranges(text: str) -> frozenset[tuple[str, str]]:
    found = (m for pattern in (_SUM, _LIST) for m in pattern.finditer(text))
    return frozenset((m["i"], m["N"]) for m in found)


@lru_cache(maxsize=16)
def first_ranges(text: str) -> dict[str, str]:
    """For each letter the size up to which it runs where a text has it first."""
    found = (m for pattern in (_SUM, _LIST) for m in pattern.finditer(text))
    firsts = dict[str, str]()
    for one in sorted(found, key=lambda m: m.start()):
        firsts.setdefault(one["i"], one["N"])
    return firsts


def ranges_in(source: Source) -> frozenset[tuple[str, str]]:
    """The letters of sums and lists in a text, each with the size up to which it runs."""
    return _ranges(source.text)
