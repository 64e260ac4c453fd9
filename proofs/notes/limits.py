r"""Limits that prose announces: "As $\sigma \to 0$, we get", "where $T$ goes to zero".

What a display says of arrows is then meant so, of this display alone; a sentence that asks or
doubts, and one that speaks of two limits, announces none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .documents import Display, Prose
from .prose import Piece
from .prosewords import DOUBTS
from .sentences import Sentence, sentences

_ARROW = re.compile(
    r"\s*(?P<name>\\?[A-Za-z]+(?:_\{?\w+\}?)?(?:\^\{?2\}?)?)\s*"
    r"(?:\\(?:to|rightarrow|longrightarrow|downarrow|searrow)(?![A-Za-z])|→)\s*"
    r"(?P<end>0|\+?\\infty|\+?∞)(?:\s*\^?\s*\{?\+\}?)?\s*[.,]?\s*"
)
_NAME = re.compile(r"\s*\\?[A-Za-z]+(?:_\{?\w+\}?)?\s*")
_ENDS = {"0": "0", "zero": "0", "0^+": "0", r"\infty": r"\infty", "infinity": r"\infty"}
_GOES = frozenset(
    (
        *("goes", "go", "going", "tends", "tend", "tending", "falls", "fall", "falling", "shrinks"),
        *("shrink", "shrinking", "decreases", "decrease", "decreasing", "grows", "grow", "growing"),
        *("down", "converges", "approaches", "approach", "approaching", "drops", "increases"),
    )
)
#: Words behind which a limit is one that is taken; those that may stand between.
_TAKES = frozenset(
    ("as", "when", "letting", "let", "sending", "send", "limit", "taking", "take", "while")
)
_BETWEEN = frozenset(("as", "of", "when", "where", "the", "for", "in", "which", "that", "now"))
_ASKS = (DOUBTS - {"when", "case"}) | frozenset(
    ("does", "do", "did", "is", "should", "why", "what", "how", "could", "can", "may", "before")
)
_BEGINS = frozenset(("as", "when", "in", "letting", "for"))


def announced(text: str, display: Display, prose: Iterable[Prose]) -> str:
    """The limit that the sentence around a display says; empty if it says none, or two."""
    around = [part for part in prose if part.end == display.start or part.start == display.end]
    found: list[str] = []
    for part in around:
        said = list(sentences(text, part.start, part.end, behind=part.behind))
        if said and part.start == display.end and part.behind and _goes_on(said[0], text):
            found += _limits(said[0])
        if said and part.end == display.start:
            found += _before(said, text, display.start)
    return found[0] if len({*found}) == 1 and "" not in found else ""


def _goes_on(sentence: Sentence, text: str) -> bool:
    """Whether a sentence goes on behind a display with the limit: "as $\\sigma \\to 0$."."""
    first = sentence.pieces[0]
    return sentence.behind and text[first.start].islower() and first.text in _BEGINS


def _before(said: list[Sentence], text: str, end: int) -> list[str]:
    """What the sentence that a display ends says, or the one before it that lets it tend."""
    if said[-1].behind and _goes_on(said[-1], text):
        return []
    if not _ended(said[-1], text, end):
        found = _limits(said[-1])
        if found or any(p.math for p in said[-1].pieces) or len(said) < 2:
            return found
        said = said[:-1]
    lets = {"let", "take", "send", "consider"} & {*said[-1].words}
    return _limits(said[-1]) if lets else []


def _ended(sentence: Sentence, text: str, end: int) -> bool:
    """Whether a full stop stands between a sentence and the display."""
    return bool(re.search(r"[.!?]", text[sentence.pieces[-1].end : end]))


def _limits(sentence: Sentence) -> list[str]:
    """The limits that a sentence takes; one that is empty stands for what is doubtful."""
    found = sentence.pieces
    places = [n for n, piece in enumerate(found) if piece.math]
    said = [(n, limit) for n in places if (limit := _limit(found, n))]
    doubts = sentence.odd or {*sentence.words} & _ASKS or not all(_takes(found, n) for n, _ in said)
    return ["" if doubts else limit for _, limit in said]


def _limit(found: list[Piece], place: int) -> str:
    r"""``\sigma \to 0``, where a formula or the words behind it say so."""
    arrow = _ARROW.fullmatch(found[place].text)
    if arrow is not None:
        end = "0" if arrow["end"] == "0" else r"\infty"
        return rf"{arrow['name']} \to {end}"
    behind = found[place + 1 : place + 6]
    words = [piece.text.strip() for piece in behind]
    stop = next((n for n, word in enumerate(words) if word in _ENDS), 0)
    moves = {*words[:stop]} & _GOES or words[:stop] == ["to"]
    if not (stop and moves and {*words[:stop]} <= {*_GOES, "to"}):
        return ""
    name = found[place].text
    return rf"{name.strip()} \to {_ENDS[words[stop]]}" if _NAME.fullmatch(name) else ""


def _takes(found: list[Piece], place: int) -> bool:
    """Whether the words before a limit take it."""
    while place and not found[place - 1].math and found[place - 1].text in _BETWEEN - _TAKES:
        place -= 1
    return bool(place) and not found[place - 1].math and found[place - 1].text in _TAKES
