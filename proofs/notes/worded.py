r"""Phrases of prose put as formulas, before a sentence is read: what they say is said by signs.

*Not all $x_i$ are equal* is $\sum_i (x_i - \frac{1}{n} \sum_j x_j)^2 > 0$, *no cluster is empty,
$n_j > 0$* is $n_j > 0$, and what $z_{ij} \in \{0, 1\}$ indicates is a name for it, and no doubt.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import replace

from .places import Source
from .prose import Piece, shown
from .prosewords import RELATION
from .ranged import ranges_in

_BINARY = re.compile(r"\\in\s*\\\{\s*0\s*,\s*1\s*\\\}\s*\Z")
_TOTAL = re.compile(r"\s*\\sum[^<>]*=\s*1\s*")
_SEQUENCE = re.compile(r"\s*(?P<name>\\?[A-Za-z]+)_\{?1\}?\s*,.*_\{?(?P<N>[A-Za-z])\}?", re.DOTALL)
_ENTRY = re.compile(
    r"\s*(?P<name>\\?[A-Za-z]+)_\{?(?P<i>[a-z])\}?\s*(?:\\in\s*\\mathbb\{?R\}?\s*)?"
)
#: "Indicate whether point # is assigned to cluster #", up to what goes on.
_INDICATES = re.compile(
    r"(?<=# )(?:indicates?|indicating|tells?|telling|records?|recording|denotes?|says?) "
    r"(?:whether|if) (?:(?!so |with |where |and let |[,;:.])\S+ ?)+"
    r"(?P<so>(?:, )?so that (?=#))?"
)
#: "With not all # equal", ", not all equal".
_EQUAL = r"(?:equal|identical|the same|alike)(?![^ ])"
_DIFFER = re.compile(
    rf"(?:(?P<lead>with|where|that|assume|suppose|assuming|and) |, )?not all (?:of )?(?:the )?"
    rf"(?:(?P<of>#) )?(?:are |being |is )?{_EQUAL}"
    rf"|(?:, )?(?:(?:which|that) )?are not all {_EQUAL}"
)
_LISTING = (
    r"\\?[A-Za-z]+_\{?1\}?\s*,\s*(?:\\?[A-Za-z]+_\{?2\}?\s*,\s*)?"
    r"\\[lc]?dots\s*,\s*\\?[A-Za-z]+_\{?[A-Za-z]\}?"
)
_TWO = re.compile(
    rf"\s*(?P<first>{_LISTING})\s*,\s*(?P<second>{_LISTING})\s*"
    r"(?P<sign>(?:\\in|>|\\geq?)(?![A-Za-z])[^,]*)"
)
_OPENS = re.compile(r"(?:we observe|if) (?=#(?: (?:,|and|with|is|are|have|be)(?![^ ])|\Z))")
_EMPTY = re.compile(
    r"no (?:cluster|component|class|group|cell|bin)s? (?:is|are|remains?|stays?) empty "
    r"(?:[,;:(] )?(?:(?:i\.e\.|that is) )?(?:, )?(?=#)"
)
_NOT_EMPTY = re.compile(r"[^<>=]*(?:>\s*0|\\ge(?:q)?\s*1|\\ne(?:q)?\s*0)\s*")


def worded(found: list[Piece], source: Source, known: Container[str]) -> tuple[list[Piece], Source]:
    """The pieces of a sentence with such phrases as formulas, and the source that has these.

    ``known`` are the letters of the names that there are.
    """
    found = [
        p for n, p in enumerate(found) if not (p.text == "two" and n and found[n - 1].text == "be")
    ]
    found, source = _one_by_one(found, source)
    if found and found[0].text == "fix":
        found = [replace(found[0], text="consider"), *found[1:]]
    opening = _OPENS.match(shown(found))
    if opening is not None:
        place = opening[0].count(" ")
        listed = _SEQUENCE.match(found[place].text)
        # "If $x_1, \\dots, x_n > 0$ have density", where these are new, gives them.
        if listed is not None and listed["name"] not in known:
            behind = found[place:]
            behind = behind[:-1] if behind[-1].text == "then" else behind
            if behind[1:2] and behind[1].text == "have":
                behind[1] = replace(behind[1], text="with")
            found = [Piece("let", found[0].start, found[place - 1].end), *behind]
    found = _indicated(found)
    match = _EMPTY.search(shown(found))
    if match is not None:
        bound = _index(found, match.end())
        if _NOT_EMPTY.fullmatch(found[bound].text):
            found = [*found[: _index(found, match.start())], *found[bound:]]
    return _different(found, source)


def _one_by_one(found: list[Piece], source: Source) -> tuple[list[Piece], Source]:
    r"""The pieces with "$a_1, \\dots, a_n, b_1, \\dots, b_n > 0$" as two formulas."""
    out: list[Piece] = []
    for piece in found:
        two = _TWO.fullmatch(piece.text) if piece.math else None
        if two is None:
            out.append(piece)
            continue
        for name in ("first", "second"):
            source, start, end = source.with_copy(f"{two[name]} {two['sign']}", piece.start)
            out.append(Piece(source.text[start:end], start, end, True))
            out.append(Piece("and", piece.end, piece.end))
        out.pop()
    return out, source


def _index(found: list[Piece], at: int) -> int:
    """Which piece begins at a place of what is shown."""
    return shown(found)[:at].count(" ")


def _indicated(found: list[Piece]) -> list[Piece]:
    """The pieces without what a number that is 0 or 1 indicates, as far as words alone say it."""
    match = _INDICATES.search(shown(found))
    if match is None:
        return found
    begin, end = _index(found, match.start()), _index(found, match.end())
    end = len(found) if match.end() == len(shown(found)) else end
    phrase = found[begin:end]
    if not _BINARY.search(found[begin - 1].text) or any(
        p.math and RELATION.search(p.text) for p in phrase
    ):
        return found
    if match["so"]:
        if not _TOTAL.fullmatch(found[end].text):
            return found
        # That they sum to 1 is part of what they indicate.
        return [*found[:begin], Piece("with", phrase[-1].start, phrase[-1].end), *found[end:]]
    return [*found[:begin], *found[end:]]


def _different(found: list[Piece], source: Source) -> tuple[list[Piece], Source]:
    """The pieces with "not all equal" as a formula, where it is said of numbers of one index."""
    match = _DIFFER.search(shown(found))
    if match is None:
        return found, source
    begin = _index(found, match.start())
    whole = match.end() == len(shown(found))
    end = len(found) if whole else _index(found, match.end() + 1)
    before = [p for p in found[:begin] if p.math][::-1]
    of = [p for p in found[begin:end] if p.math] or before
    told = ((one, *_family(one, before, source)) for one in of)
    one, name, size = next((t for t in told if t[1]), (None, "", ""))
    used = {*re.findall(r"[a-z]", "".join(p.text for p in found if p.math))}
    letters = [letter for letter, upto in sorted(ranges_in(source)) if upto == size]
    letters += [c for c in "ijlmpq" if c not in used and c not in letters]
    if one is None or r"\mathbb{R}^" in one.text or len(letters) < 2:
        return found, source
    first, second = letters[:2]
    mean = rf"\frac{{1}}{{{size}}} \sum_{{{second}=1}}^{{{size}}} {name}_{second}"
    text = rf"\sum_{{{first}=1}}^{{{size}}} ({name}_{first} - {mean})^2 > 0"
    source, start, stop = source.with_copy(text, found[begin].start)
    lead = match["lead"] or "with"
    said = [Piece(lead, found[begin].start, found[begin].end), Piece(text, start, stop, True)]
    return [*found[:begin], *said, *found[end:]], source


def _family(one: Piece, before: list[Piece], source: Source) -> tuple[str, str]:
    """The name of the numbers, and how many there are."""
    listed = _SEQUENCE.match(one.text)
    if listed is not None and not one.text.lstrip().startswith("("):
        return listed["name"], listed["N"]
    entry = _ENTRY.fullmatch(one.text)
    if entry is None:
        return "", ""
    upto = {size for letter, size in ranges_in(source) if letter == entry["i"]}
    said = [m["N"] for p in before if (m := _SEQUENCE.match(p.text)) and m["name"] == entry["name"]]
    sizes = said[:1] or [*upto]
    return (entry["name"], sizes[0]) if len(sizes) == 1 else ("", "")
