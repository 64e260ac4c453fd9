"""What the words before a display say of a slope: that it is 0, of what it is one, and by what."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .sayings import said_before, says_best, sentence_before, way_of

_SLOPE = re.compile(
    r"(?i)\b(?:derivatives?|gradients?|slopes?|differentiat\w+|partials?|score)\b"
    r"|\\frac\s*\{\s*(?:d|\\mathrm)|\bd\w\s*/\s*d\w|\\partial(?![A-Za-z])|\\nabla(?![A-Za-z])"
    r"|[A-Za-z]'\s*\("
)
_ZERO = re.compile(
    r"(?i)\b(?:zero|vanish\w*|stationar\w*|solv\w+)\b|=\s*0\s*(?:\$|\\\))|\bto\s+\$0\$"
)
#: Words that say both.
_BOTH = re.compile(
    r"(?i)\b(?:first[- ]order|stationarity|optimality) conditions?\b|\bstationary point"
    r"|\b(?:normal|score|estimating|likelihood) equations?\b"
)
#: That what was spoken of above is 0.
_IT = re.compile(
    r"(?i)\b(?:set|setting|equat\w+|put|putting)\s+(?:it|this|that|them|these|both|each)\s+"
    r"(?:\w+\s+){0,3}(?:zero|\$0\$)"
    r"|\b(?:it|this|that|which|they|these|both)\s+(?:vanish\w*|(?:is|are|equals?|becomes?)\s+"
    r"(?:\w+\s+){0,2}(?:zero|\$0\$))"
)
_DENIED = re.compile(
    r"(?i)\b(?:not|never|no|nor|neither|cannot|nowhere|without|unless|non-?zero|fails?)\b|n't\b"
)
#: Of what a sentence speaks of a slope.
_OF = re.compile(
    r"(?i)\b(?:derivatives?|gradients?|slopes?)\s+of\s+(?:the\s+)?(?:[\w-]+\s+){0,2}"
    r"\$(?P<f>[^$=]+)\$"
)
_BY = re.compile(r"(?:with respect to|w\.?r\.?t\.?|in|by|for)\s+\$(?P<v>[^$=<>]+)\$")
#: Words of a row that follows from slopes that were set to zero above.
_FOLLOWS = re.compile(
    r"(?i)\b(?:so|hence|thus|therefore|which|giv\w+|yields?|from|solv\w+|substitut\w+|plug\w+"
    r"|insert\w+|rearrang\w+|eliminat\w+|obtain\w*|gets?|finds?|implies|equivalently"
    r"|equations? (?:says?|reads?|means?|becomes?))\b"
)


@dataclass(frozen=True)
class Vanishing:
    """What stands between a display and the one before.

    ``sets``: a slope is set to zero; ``way``: something is maximised or minimised, ``plainly`` or
    by what it is called; ``follows``: the display follows from what was said above; ``function``
    and ``variable`` are those that are named.
    """

    text: str
    sets: bool
    way: str
    plainly: bool
    follows: bool
    function: str = ""
    variable: str = ""

    @classmethod
    def before(cls, text: str, place: int) -> Vanishing | None:
        """What is said before a place; nothing where the last sentence denies."""
        said, last = said_before(text, place), sentence_before(text[:place])
        if _DENIED.search(last):
            return None
        slope = _SLOPE.search(said) and _ZERO.search(said)
        of, by = _OF.search(said), _BY.search(said)
        return cls(
            said,
            bool(slope or _BOTH.search(said) or _IT.search(said)),
            way_of(last),
            says_best(last),
            bool(_FOLLOWS.search(said)),
            of["f"].strip() if of else "",
            by["v"].strip() if by else "",
        )
