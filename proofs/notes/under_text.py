r"""Conditions that the sentence before a display says: "If $a < b$ for all $k$, then", and a row.

Of one row that is ``a row \quad \text{if } a < b \text{ for all } k``.  A sentence that doubts or
asks, says another relation behind its comma, goes on to other cases ("and for all others, too"),
or ends before the display, says none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .documents import Display, Prose
from .prose import Piece
from .prosewords import DOUBTS, RELATION, SIGNS
from .sentences import Sentence, sentences

_IF = frozenset(("if", "when", "whenever", "provided"))
_BEFORE = frozenset(("now", "conversely", "in", "particular", "thus", "hence", "and", ","))
#: Words by which what follows a condition reaches beyond it: "and more generally we have".
_WIDENS = frozenset(
    (
        *("any", "all", "every", "each", "other", "general", "generally", "always", "even", "also"),
        *("likewise", "too", "or", "else", "both", "arbitrary", "remaining", "everywhere", "as"),
        *("anything", "anyway", "regardless", "irrespective", "equally", "similarly", "but"),
        *("however", "still", "again", "opposite", "while", "whereas", "although", "though"),
        *("despite", "yet", "conversely", "alike", "more", "beyond", "absence", "no", "nothing"),
        *(*SIGNS, "either", "only", "nonetheless", "nevertheless"),
    )
)
_ALL = (("for", "all"), ("for", "every"), ("for", "each"), ("for", "any"))


@dataclass(frozen=True)
class Condition:
    """A condition, as a row says it, and where its sentence begins."""

    text: str
    start: int


def condition_before(text: str, display: Display, prose: Iterable[Prose]) -> Condition | None:
    """The condition that the sentence right before a display says, if it says one."""
    before = next((part for part in prose if part.end == display.start), None)
    if before is None:
        return None
    said = list(sentences(text, before.start, before.end, behind=before.behind))
    if not said or said[-1].odd or re.search(r"[.!?;]", text[said[-1].pieces[-1].end : before.end]):
        return None
    found = _condition(said[-1])
    return Condition(found, said[-1].start) if found else None


def _condition(sentence: Sentence) -> str:
    found = sentence.pieces
    first = next((n for n, p in enumerate(found) if p.math or p.text not in _BEFORE), 0)
    if found[first].math or found[first].text not in _IF:
        return ""
    place, parts = first + 1, list[str]()
    place += _word(found, place) == "that"
    while place < len(found) and found[place].math and RELATION.search(found[place].text):
        parts.append(found[place].text.strip())
        place += 1
        if _word(found, place) == "and":
            place += 1
    every = ""
    if (_word(found, place), _word(found, place + 1)) in _ALL and _is_math(found, place + 2):
        every = rf" \text{{ for all }} {found[place + 2].text.strip()}"
        place += 3
    rest = found[place + 1 :]
    if not parts or _word(found, place) not in (",", "then") or _goes_on(rest):
        return ""
    if every and len(parts) > 1:
        return ""
    return r"\text{if } " + r" \text{ and } ".join(parts) + every


def _goes_on(rest: list[Piece]) -> bool:
    """Whether what stands between a condition and the display says more than that it follows."""
    words = {p.text for p in rest if not p.math}
    joined = bool(rest) and rest[0].text == "and"
    relates = any(p.math and RELATION.search(p.text) for p in rest)
    return joined or relates or bool(words & (DOUBTS | _WIDENS | {";", "("}))


def _word(found: list[Piece], place: int) -> str:
    return found[place].text if place < len(found) and not found[place].math else ""


def _is_math(found: list[Piece], place: int) -> bool:
    return place < len(found) and found[place].math
