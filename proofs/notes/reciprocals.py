r"""Equations that name what stands below 1: ``\frac{1}{s^2} = a + b`` says s^2 = 1/(a + b)."""

from __future__ import annotations

import re

from .macros import group_end
from .names import Names
from .newnames import is_new_name
from .places import Source

_ONE_OVER = re.compile(r"[\s&]*\\[td]?frac\s*(?:\{\s*1\s*\}|1)\s*(?=\{)")
_EQUALS = re.compile(r"[\s&]*=(?P<value>[^=<>&]+)\Z")
_ORDER = re.compile(
    r"\\(?:leq?|geq?|neq?|to|iff|implies|propto|sim|approx|text|mbox)(?![A-Za-z])|[,;]"
)
_SQUARE = re.compile(r"\s*\^\s*\{?\s*2\s*\}?\s*\Z")


def turned(source: Source, start: int, end: int, names: Names) -> str:
    """The equation for a new name, or its square, that stands below 1 on the left; empty if none.

    What it is equal to stands below 1 then, and has to be other than 0.
    """
    text = source.text[start:end]
    one = _ONE_OVER.match(text)
    close = group_end(text, one.end()) if one else None
    value = _EQUALS.match(text, close + 1) if close is not None else None
    if one is None or close is None or value is None or _ORDER.search(value["value"]):
        return ""
    below = text[one.end() + 1 : close]
    square = _SQUARE.search(below)
    stop = start + one.end() + 1 + (square.start() if square else len(below))
    if not is_new_name(source, start + one.end() + 1, stop, names, free=True):
        return ""
    return rf"{below.strip()} = \frac{{1}}{{{value['value'].strip(' .')}}}"
