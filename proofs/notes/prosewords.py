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
_NUMBERS = frozenset(
    (
        *("number", "numbers", "real", "reals", "integer", "integers", "constant", "constants"),
        *("scalar", "scalars", "finite", "and", "whole"),
    )
)
#: Words behind a sign with which it names a thing, or is no sign of what is spoken of.
_PARTS = frozenset(
    (
        *("label", "labels", "class", "classes", "case", "cases", "example", "examples", "test"),
        *("tests", "sample", "samples", "square", "squares", "part", "parts", "of", "in", "at"),
        *("on", "or", "to", "from", "within", "over", "up", "by", "definite", "semidefinite"),
        *("logit", "logits", "axis", "feedback", "result", "results", "response", "responses"),
    )
)
#: Words behind which something is said of another thing.
_OF_OTHERS = frozenset(
    (
        *("with", "of", "whose", "which", "that", "by", "for", "to", "from", "has", "having"),
        "have",
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


def is_sign(found: list[Piece], place: int) -> bool:
    """Whether a word says the sign of what is spoken of, not "the negative log-likelihood"."""
    word = found[place].text
    if word not in SIGNS or found[place].math:
        return False
    behind = found[place + 1] if place + 1 < len(found) else None
    if behind is None or behind.math or not behind.text[:1].isalpha() or behind.text in _NUMBERS:
        return True
    if behind.text in _PARTS or behind.text.startswith("log"):
        return False
    one = not behind.text.endswith("s")
    the = place > 0 and found[place - 1].text in ("the", "its", "their", "our")
    return not (one and behind.text != "for" and (the or word == "negative"))


def own_words(found: list[Piece], place: int) -> list[str]:
    """The words at a formula that are said of it, not "numbers with positive mean".

    A sign that is none of it is left out.
    """
    behind = takewhile(lambda n: _is_own(found[n]), range(place + 1, len(found)))
    before = takewhile(lambda n: _is_before(found, n), range(place - 1, -1, -1))
    own = (*behind, *before)
    return [found[n].text for n in own if found[n].text not in SIGNS or is_sign(found, n)]


def _is_before(found: list[Piece], place: int) -> bool:
    """Whether a word before a formula is said of it: not "a positive test, and let"."""
    joins = found[place].text == "and" and found[place + 1].text in ("a", "an", "the", "real")
    return _is_own(found[place]) and found[place].text not in LET and not joins


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
