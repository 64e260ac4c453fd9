"""What the sentence before a display says of a name in it: that it is found, or that it names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

_SOUGHT = re.compile(
    r"(?i)\b(?:derivatives?|gradients?|slopes?|stationar\w*|first-order|critical|vanish\w*|zero"
    r"|solv\w+|solutions?|roots?|setting|equating|lagrang\w+|multipliers?|kkt|conditions?|optim\w+"
    r"|maximi[sz]\w+|minimi[sz]\w+|maximum|minimum|closed[- ]form|updates?|m-step|results?"
    r"|hence|thus|therefore|so|then|consequently|gives|giving|yields?|yielding|get|gets|find|finds"
    r"|found|have|has|obtain\w*|arriv\w+|reach\w*|recover\w*|follows|conclude\w*|deduce\w*|leads?"
    r"|leading|implies|implying|shows?|see|becomes?)\b|=\s*0\s*(?:\$|\\\))"
)
#: Words of the optimum itself: a sentence with one of them does not merely name.
_OPTIMUM = re.compile(
    r"(?i)\b(?:(?:maximi|minimi|optimi)[sz]\w+|maximum|minimum|optim(?:um|al)|solution|mle|map"
    r"|zero|vanish\w*|solv\w+|roots?|stationary"
    r"|(?:call|denote|write)\s+(?:it|this|that|them|these))\b"
)
#: Words of a condition that is solved.
_SOLVED = re.compile(
    r"(?i)\b(?:zero|vanish\w*|solv\w+|setting|equating|lagrang\w+|multipliers?|stationar\w*"
    r"|(?:maximi|minimi)[sz]\w+)\b|=\s*0\s*(?:\$|\\\))"
)
#: Words by which a sentence names: the last word of a sentence that does either decides.
_NAMES = re.compile(
    r"(?i)\b(?:let|defin\w+|denot\w+|write|writing|introduc\w+|call\w*|put|abbreviat\w+)\b"
)
#: What is said aside of a name: "the answer, which we call the mean, is".
_ASIDE = re.compile(
    r"(?i),\s*(?:(?:which|that|here|also|often|usually|simply|again)\s+)*(?:(?:we|one)\s+)?(?:now\s+)?"
    r"(?:call|denot|writ|nam|abbreviat)\w*[^,.]*,"
)
#: Words by which any name is one of the place of an optimum: "the minimiser is", "minimised by".
_CALLS_BEST = re.compile(
    r"(?i)\b(?:(?:mini|maxi)mi[sz]er (?:\w+ )?(?:is|equals|reads|becomes)"
    r"|(?:mini|maxi)mi[sz]ed (?:by|at|for|when|where)"
    r"|(?:mini|maxi)mum (?:is |lies )?(?:attained |taken |reached )?(?:by|at|for))[\s:]*\Z"
)
#: Words by which what is found is the only one.
_ONLY = re.compile(
    r"(?i)\b(?:uniquely|(?:unique|only|sole|single|strict)\s+(?:\w+\s+)?(?:(?:maxim|minim|optim|solut|root"
    r"|station|critical|point|zero|estimat|answer|choice|value)\w*))\b"
)
#: The same, where nothing is known of what the name may be best.
_USES = re.compile(
    r"(?i)\b(?:consider\w*|use|using|choos\w+|take|taking|where|with|here|fitted|predict\w*"
    r"|residuals?|steps?|iterat\w+)\b"
)
#: So far before a display it may be said what is best, and so far behind it what else is.
FAR = 20_000
_STOPS = re.compile(
    r"[.!?](?=\s)|\n[ \t]*\n|\\(?:end|begin)\{[^}]*\}|\\\]|\\\[|\$\$|\\(?:sub)*section\*?\{[^}]*\}"
)
_DISPLAYS = re.compile(r"\\(?:end|begin)\{[^}]*\}|\\\]|\$\$|\\(?:sub)*section\*?\{[^}]*\}")
#: Words by which a text says which way something is best: what it does, else what it is called.
_WAYS = tuple(
    re.compile(rf"(?i)\b(?:{words})\b")
    for words in (
        r"(?P<maximises>maximi[sz]\w+|maximum(?![\s-]+(?:likelihood|a)\b))"
        r"|(?P<minimises>minimi[sz]\w+|minimum|least squares)",
        r"maximum[\s-]+likelihood"
        r"|(?P<minimises>negative (?:log-?\s?)?likelihood|nll|loss|cost|penali[sz]\w+|distortion)"
        r"|(?P<maximises>(?:log-?)?likelihood|elbo|evidence|m-step)",
        r"(?P<maximises>maximum[\s-]+(?:likelihood|a posteriori)|mle|map)",
    )
)


@dataclass(frozen=True)
class Saying:
    """What stands before a display: the text, and the sentence that leads to it."""

    text: str
    sentence: str

    @classmethod
    def before(cls, text: str, place: int) -> Saying:
        """What stands in a text before a place."""
        text = text[max(place - FAR, 0) : place]
        return cls(text, sentence_before(text))

    @cached_property
    def finds(self) -> bool:
        """Whether the sentence says that something was found."""
        last = _last(_SOUGHT, self.plain)
        return last > _last(_NAMES, self.plain) or bool(way_of(self.plain))

    @cached_property
    def plain(self) -> str:
        """The sentence without what it says aside of a name."""
        return _ASIDE.sub(" ", self.sentence)

    @property
    def calls_best(self) -> bool:
        """Whether it calls something the place of an optimum, whatever its name."""
        return bool(_CALLS_BEST.search(self.plain))

    @property
    def only(self) -> bool:
        """Whether it says that what was found is the only one."""
        return bool(_ONLY.search(self.sentence))

    @property
    def solves(self) -> bool:
        """Whether it says that it was found where a condition holds, and no step further."""
        return self.finds and bool(_SOLVED.search(self.sentence))

    @property
    def names(self) -> bool:
        """Whether it merely names."""
        own = _NAMES.search(self.plain) and not _OPTIMUM.search(self.plain)
        return bool(own) and not self.finds

    @property
    def uses(self) -> bool:
        """Whether it says, at last, what something is used for."""
        return _last(_USES, self.sentence) > _last(_SOUGHT, self.sentence)

    @cached_property
    def way(self) -> str:
        """Which way the text says that something is best, if it does."""
        return way_of(self.text)

    @property
    def multiplies(self) -> bool:
        """Whether there is a Lagrangian, which is not what is sought."""
        return bool(re.search(r"(?i)\blagrangian\b", self.text))


def way_of(before: str) -> str:
    """Which way a text says that something is best: the last word counts."""
    for words in _WAYS:
        if ways := [found.lastgroup for found in words.finditer(before) if found.lastgroup]:
            return ways[-1]
    return ""


def says_best(said: str) -> bool:
    """Whether words say that something is maximised or minimised, not only what it is called."""
    return bool(_WAYS[0].search(said))


def _last(words: re.Pattern[str], said: str) -> int:
    """Where the last of some words begins; -1 if none is there."""
    return max((found.start() for found in words.finditer(said)), default=-1)


def said_before(text: str, place: int) -> str:
    """All sentences between a display that begins at a place and the one before."""
    stretch = text[max(place - 600, 0) : place]
    stretch = re.sub(r"(?:\s|\$\$|\\\[|\\begin\{[^}]*\})+\Z", "", stretch)
    ends = [found.end() for found in _DISPLAYS.finditer(stretch)]
    return stretch[ends[-1] :] if ends else stretch


def sentence_before(before: str) -> str:
    """What stands behind the last full stop, paragraph or display, with a break right before it."""
    whole = before[-600:].rstrip()
    whole = re.sub(r"(?:\s|\$\$|\\\[|\\begin\{[^}]*\})+\Z", "", whole)
    stops = [found.end() for found in _STOPS.finditer(whole)]
    return whole[stops[-1] :] if stops else whole
