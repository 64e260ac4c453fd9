"""Names: one pattern for all that an author names, and texts that can be shown.

Sizes, symbols, families, indices, definitions, hypotheses and cases share one namespace
(:meth:`.context.Context.claim_name`); the slugs and labels of theorems are names of a book.
Imports nothing but the standard library.
"""

from __future__ import annotations

import re
import unicodedata

#: Sizes, symbols, families, indices, definitions, hypotheses, cases: ASCII letters and digits,
#: words set apart by single underscores.  No number is a name, so that none is taken for a step.
NAME = re.compile(r"(?=.{1,64}$)[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*")
#: A bound index that was renamed to avoid another carries primes.
INDEX = re.compile(r"(?=.{1,72}$)[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*'{0,8}")
#: By what a theorem is cited, and by what readers call it.
SLUG = re.compile(r"(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*")
LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,31}")

#: Kinds of characters that change how others are shown, or cannot be shown: control characters,
#: marks of direction, halves of characters, private and unassigned ones, ends of lines and
#: paragraphs by other signs than the usual one.
_UNSHOWN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def unshown(text: str) -> str:
    """The first character of ``text`` that cannot be shown, as ``U+001B``; empty if all can."""
    if text.isascii() and text.isprintable():
        return ""
    for letter in text:
        if letter != "\n" and unicodedata.category(letter) in _UNSHOWN:
            return f"U+{ord(letter):04X}"
    return ""
