r"""Whether a relation is said of some things only: *for labelled points*, *in the training set*.

Suppose that for all $n$, $x_n > 0$.           of all
Suppose that for all $n > 1$, $x_n > 0$.       of some
Let $n$ be such that $x_n > 0$.                of one
Suppose that $x_n > 0$ implies $y_n > 0$.      of none: it is a condition
Suppose $x_n > 0$ for all $n$ with a label.    of some
"""

from __future__ import annotations

import re

from .prose import Piece, shown
from .prosewords import RELATION

#: Words that begin a phrase which says where, for what, or how nearly something holds.
PLACES = (
    "in|on|at|by|to|up|from|of|as|within|over|across|among|amongst|per|under|during|outside|near"
    "|between|overall"
)
_ALL = r"for (?:all|every|each|any)(?: [a-z-]+){0,3} #(?: (?:and|,) #)*"
#: What stands between a word that supposes and a formula, where it ends with a comma.
_LEADS = re.compile(
    r"\b(?:let|suppose|assume|supposing|assuming|that) (?:, )?"
    rf"(?P<phrase>(?:{PLACES}|for)\b[^,;:#]*(?:#(?: (?:and|,) #)*[^,;:#]*)?) ,\Z"
)
_LEADS_ALL = re.compile(_ALL)
#: A range from 1 to a size: of all, and not of some.
_WHOLE = re.compile(
    r"[^=<>]*(?:=|\\in\s*\\\{)\s*1\s*,(?:\s*2\s*,)?\s*\\[lc]?dots.*"
    r"|\s*(?:1\s*\\leq?)?[^=<>\\]*\\leq?\s*[A-Z]\s*"
)
#: A clause behind "for all $n$" that picks some of them.
_PICKS = re.compile(
    rf"\A[ ,()]*{_ALL}(?: \))?"
    rf" (?:with|where|such|that|which|whose|who|but|except|satisfying|{PLACES})(?! #)\b"
)
#: One of several, or one that need not be: "there is a point with", "a fraction has".
_EXISTS = re.compile(
    r"\bthere (?:is|are|exists?|be|was|were)\b[^#]*\Z"
    r"|\b(?:a|an|one|some|such) (?:[a-z-]+ ){1,4}(?:has|have|satisf\w+)\Z"
    r"|\bsuch an? [^#]*\Z"
)
#: Words behind a formula by which it is a condition of what stands behind: "implies $y > 0$".
_ENTAILS = re.compile(
    r"[^,;:()]*?\b(?:(?:which|that|so|then|hence|thus|therefore|where|with|such)\b|(?P<verb>"
    r"impl(?:y|ies)|gives?|yields?|ensures?|shows?|entails?|forces?|means?|equals?|becomes?"
    r"|follows?|because|since)\b)"
)
#: "Let $n$ be such that", "pick $n$ with": one index, of which the relation behind it says which.
_ONE_INDEX = re.compile(
    r"\b(?:let|take|taking|pick|choose|choosing|fix|consider|given|an?|some) #(?: be)?"
    r" (?:such that|so that|with|satisfying|for which|where)(?: # (?:and|,))*\Z"
)
#: Somebody supposes it, and not the text: "the teacher, supposing".
_OF_SOMEBODY = re.compile(r"\A(?:the|a|an|some|many|most|one|our) [^#]*, (?:supposing|assuming)\Z")


def of_some(found: list[Piece], place: int) -> bool:
    """Whether the relation at a place of a sentence is said of some things only, or by others."""
    before = shown(found[:place])
    if _EXISTS.search(before) or _OF_SOMEBODY.search(before):
        return True
    if entails(found[place + 1 :]) or _is_of_one(found, place):
        return True
    return _is_led(found[:place], before) or picks(found[place + 1 :])


def entails(behind: list[Piece]) -> bool:
    """Whether words behind a formula say what would follow from it: it is itself not said."""
    verb = _ENTAILS.match(shown(behind))
    return verb is not None and verb["verb"] is not None


def _is_of_one(found: list[Piece], place: int) -> bool:
    """Whether a relation says which index is meant that was named before it."""
    if _ONE_INDEX.search(shown(found[:place])) is None:
        return False
    letters = [p.text.strip() for p in found[:place] if p.math]
    below = " ".join(re.findall(r"_(?:\{[^{}]*\}|\\?\w)", found[place].text))
    return any(re.search(rf"(?<![A-Za-z\\]){re.escape(n)}(?![A-Za-z])", below) for n in letters)


def picks(behind: list[Piece]) -> bool:
    """Whether "for all $n$" behind a formula goes on to say for which of them."""
    return _PICKS.match(shown(behind)) is not None


def _is_led(found: list[Piece], before: str) -> bool:
    """Whether a phrase before a formula says where it holds; "for all $n$," says: everywhere."""
    led = _LEADS.search(before)
    if led is None or led["phrase"] in ("as usual", "as always"):
        return False
    if _LEADS_ALL.fullmatch(led["phrase"]) is None:
        return True
    ranges = [p.text for p in found if p.math][-led["phrase"].count("#") :]
    return any(RELATION.search(text) and not _WHOLE.fullmatch(text) for text in ranges)
