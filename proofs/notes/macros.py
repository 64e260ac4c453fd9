r"""Abbreviations of the author: ``\newcommand{\norm}[1]{\lVert #1 \rVert}``, put in as TeX would.

A macro stands for the signs of its body with its arguments in place; all of them are where the
macro is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_NEW = re.compile(
    r"\\(?:newcommand|def)\*?[ \t]*\{?[ \t]*(?P<name>\\[A-Za-z]+)[ \t]*\}?"
    r"(?:\[(?P<count>[1-4])\])?(?P<hashes>(?:#[1-4]){0,4})[ \t]*(?=\{)"
)
MAX_MACROS, MAX_BODY = 300, 400


@dataclass(frozen=True)
class Macro:
    """What a name stands for: text, in which ``#1`` is the first of ``count`` arguments."""

    body: str
    count: int


def read_macros(text: str) -> Mapping[str, Macro]:
    """The macros that a file defines; of two meanings the first (see :mod:`.commands`).

    One that is provided only where there is none may have another meaning already: it is no macro.
    """
    found: dict[str, Macro] = {}
    for number, match in enumerate(_NEW.finditer(text)):
        if number >= MAX_MACROS:
            break
        end = group_end(text, match.end(), MAX_BODY)
        if end is None:
            continue
        body = text[match.end() + 1 : end]
        count = int(match["count"] or 0) or len(match["hashes"]) // 2
        found.setdefault(match["name"], Macro(body, count))
    return found


def group_end(text: str, place: int, most: int = 10_000) -> int | None:
    """Where the brace stands that closes the one at ``place``, if it does within ``most``."""
    depth = 0
    for at in range(place, min(place + most, len(text))):
        escaped = at > place and text[at - 1] == "\\"
        depth += 0 if escaped else {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return at
    return None
