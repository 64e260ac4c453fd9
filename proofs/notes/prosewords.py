"""Words of prose by which formulas declare, name, suppose, conclude or doubt."""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import takewhile

from .blocks import LET, SUPPOSE, WRITE
from .prose import Piece

#: Words that begin what is given.
GIVES = frozenset(
    (
        *(*LET, *WRITE, *SUPPOSE, "given", "where", "with", "denoting", "defining", "writing"),
        *("introduce", "introducing", "here", "observe", "assuming", "supposing", "denotes"),
        *("satisfying", "satisfy", "satisfies", "subject", "such", "observations", "data"),
        *("points", "counts", "samples", "sample", "dataset", "parameters", "parameter"),
        *("abbreviating",),
    )
)
#: Words behind which a relation is supposed, also one about names that are known.
SUPPOSES = frozenset((*SUPPOSE, "assuming", "supposing", "subject"))
#: Words behind which it is, if it is about what may still be chosen.
SATISFIES = frozenset(("satisfying", "satisfy", "satisfies", "such"))
#: Words behind which an equation says what a new name stands for.
NAMES = frozenset(
    (
        *(*LET, *WRITE, "where", "with", "denoting", "defining", "writing", "introduce", "here"),
        *("introducing", "using", "recall", "abbreviating", "namely"),
    )
)
#: Words by which a sentence doubts, denies or restricts what it says.
DOUBTS = frozenset(
    (
        *("if", "unless", "when", "whenever", "not", "never", "without", "cannot", "otherwise"),
        *("except", "provided", "fail", "fails", "false", "wrong", "contradiction", "neither"),
        *("nor", "case", "instead", "contrary", "would", "were", "might", "unlike", "untrue"),
        *("impossible", "absurd", "doubtful", "wlog", "whether", "until", "suggest", "refrain"),
        *("avoid", "forget", "drop", "dropping", "relax", "ignore", "rather", "than", "mistake"),
        *("mistakenly", "incorrect", "incorrectly", "erroneously", "wrongly", "naively", "pretend"),
        *("imagine", "hypothetically", "tempting", "contradicts", "violates", "violated"),
    )
)
#: Words beside "suppose" by which it is but one of several cases, or only could be so.
CASES = frozenset(
    (
        *("first", "now", "next", "conversely", "second", "alternatively", "again", "further"),
        *("can", "may", "could", "should", "must", "momentarily"),
    )
)
#: Words behind which something is concluded or claimed, and no more supposed.
CONCLUDES = frozenset(
    (
        *("hence", "thus", "so", "therefore", "then", "have", "get", "obtain", "find", "gives"),
        *("yields", "implies", "shows", "follows", "conclude", "see", "becomes", "equals"),
        *("show", "prove", "claim", "verify", "check", "note", "must", "want", "goal", "aim"),
        *(
            "from",
            "know",
            "because",
            "since",
            "exercise",
            "proof",
            "need",
            "holds",
            "ensures",
            "deduce",
        ),
    )
)
#: Words by which a name that is known is given a value for a while.
INSERTS = frozenset(("taking", "choosing", "setting", "substituting", "plugging", "putting"))
#: The signs that words say.
SIGNS = {
    **{word: word for word in ("positive", "nonnegative", "negative", "nonpositive")},
    "non-negative": "nonnegative",
    "counts": "natural",
}
#: Words behind which something is said of another thing.
_OF_OTHERS = frozenset(
    (
        *("with", "of", "whose", "which", "that", "by", "for", "to", "from", "has", "having"),
        *("such", "where", "on", "at", ",", ";", ":"),
    )
)
RELATION = re.compile(r"[=<>≤≥≠]|\\(?:le|ge|ne|leq|geq|neq|in)(?![A-Za-z])")


def last(found: list[Piece], place: int, words: Container[str]) -> int:
    """The place of the last of some words before a formula; -1 where none stands."""
    before = (n for n in range(place - 1, -1, -1) if not found[n].math)
    return next((n for n in before if found[n].text in words), -1)


def words_near(found: list[Piece], place: int) -> list[str]:
    """The words on both sides of a formula, up to the next formula or mark."""
    near: list[str] = []
    for step in (-1, 1):
        at = place + step
        while 0 <= at < len(found) and not found[at].math and found[at].text not in ",;:":
            near.append(found[at].text)
            at += step
    return near


def own_words(found: list[Piece], place: int) -> list[str]:
    """The words at a formula that are said of it, not "numbers with positive mean"."""
    sides = (found[place + 1 :], found[:place][::-1])
    return [p.text for side in sides for p in takewhile(_is_own, side)]


def _is_own(piece: Piece) -> bool:
    return not piece.math and piece.text not in _OF_OTHERS


def quantifier(found: list[Piece], place: int) -> list[Piece]:
    """ "for all $n$" where it follows."""
    end = place
    while end < len(found) and not found[end].math:
        end += 1
    said = [p.text for p in found[place:end]]
    plain = said[:1] == ["for"] and {*said} <= {"for", "all", "every", "each", "any"}
    return found[place : end + 1] if plain and end < len(found) else []
