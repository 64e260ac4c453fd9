r"""Words that give a name which is defined another meaning: *let $m$ denote the median*.

What only says again what it is, *where $m$ is the mean*, gives none: words of naming or of a new
beginning do, and *some $m$*, *every $m$*.
"""

from __future__ import annotations

import re

from .prose import Piece, shown

#: Words before a name that give it another meaning, whatever stands behind it.
_BEFORE = re.compile(
    # "Denote by $m$ the median", "the median is called $m$", "call the median $m$".
    r"\b(?:(?:denote|denoted|called|named)(?: [a-z-]+)*|(?:call|name)(?: [a-z-]+)+)\Z"
    r"|\b(?:redefin|replac|vary|reus|overload|introduc)(?:e|ing)?(?: [a-z-]+){0,3}\Z"
    # "For every $m$", "choose some $m$", "given a new number $m$".
    r"|\b(?:for|given|choose|pick|fix|take|consider|let)(?: now)?"
    r" (?:all|any|every|each|some|an?|another|new|general|arbitrary)(?: [a-z-]+){0,2}\Z"
)
#: Words before and behind it that do so together.
_AROUND = (
    (r"\blet(?: now| then| us call)?(?: # (?:and|,))*\Z", r"(?:(?:and|,) # )*(?!and\b)[a-z]"),
    (r"\b(?:write|use|reserve|writing|using)\Z", r"for (?:the|an?|any)\b"),
    (r"\b(?:treat|regard|view)\Z", r"as (?:an? |the )?(?:free|unknown|variable|arbitrary)\b"),
)
_AS_BEFORE = re.compile(r"(?:\w+ )?(?:as (?:above|before|defined|in)|still|again|the same)\b")
#: "From now on $m$ is the median", "the letter $m$ is reused".
_NEW = re.compile(
    r"\b(?:now|henceforth|hereafter|this time|what follows|the following|abus\w+|anew|instead"
    r"|reused?|redefined|overloaded)\b"
)
_IS = re.compile(r"(?:is|are|now|denotes?|means?|stands?|represents?)\b")


def is_another(found: list[Piece], place: int, *, behind: bool = False) -> bool:
    """Whether words give what is defined, and stands there, another meaning.

    ``behind``: the sentence goes on from a display; "where $m$ denotes" says then what it is.
    """
    before, after = shown(found[:place]), shown(found[place + 1 :])
    if _AS_BEFORE.match(after) or (behind and found[0].text in ("where", "here")):
        return False
    if _BEFORE.search(before):
        return True
    if any(re.search(a, before) and re.match(b, after) for a, b in _AROUND):
        return True
    return bool(_NEW.search(shown(found)) and _IS.match(after))
