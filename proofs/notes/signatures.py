r"""Densities are told apart by what is in their brackets: p(x \mid \theta), p(\theta \mid x).

Where one letter stands with several such brackets, and a bar in one of them, each is a name of
its own: it is read as if what is in the brackets stood below the letter in words.
"""

from __future__ import annotations

import re
from dataclasses import replace

from .token import Token

_BARS = (r"\mid", "|", ";")
_FONTS = frozenset((r"\mathbf", r"\boldsymbol", r"\mathrm", r"\mathcal", r"\vec"))
#: Of the letters of densities; any other function at other arguments is the same function.
_CALL = re.compile(
    r"(?<![A-Za-z\\_^{])(?P<head>p|q)\s*(?:\\left|\\big[lr]?)?\((?P<inside>[^()=]{1,80}?)"
    r"(?:\\right|\\big[lr]?)?\)"
)
_SPACE = re.compile(r"\s+|\\[,;:! ]|\\(?:mathbf|boldsymbol|mathrm|middle)(?![A-Za-z])|[{}]")
_BAR = re.compile(r"\\(?:mid|vert|,\|\\,)(?![A-Za-z])|[|;]")
_NAMES = re.compile(r"(?:\\[A-Za-z]+|[A-Za-z])(?:_\w+)?(?:,(?:\\[A-Za-z]+|[A-Za-z])(?:_\w+)?)*")


def several(text: str) -> frozenset[str]:
    """The letters that stand for more than one density in a text."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for call in _CALL.finditer(text):
        parts = tuple(_SPACE.sub("", part) for part in _BAR.split(call["inside"]))
        if len(parts) <= 2 and all(map(_NAMES.fullmatch, parts)):
            found.setdefault(call["head"], set()).add(parts)
    return frozenset(
        head for head, all_ in found.items() if len(all_) > 1 and any(len(p) > 1 for p in all_)
    )


def told_apart(found: list[Token], heads: frozenset[str]) -> list[Token]:
    """The tokens with what is in the brackets of a density below its letter."""
    out: list[Token] = []
    for place, token in enumerate(found):
        out.append(token)
        if token.text in heads and place + 1 < len(found) and found[place + 1].text == "(":
            below = _labels(found, place + 2, token)
            if below:
                out += [replace(token, text=text, apart=False) for text in ("_", "{")]
                out += [*below, replace(token, text="}", apart=False)]
    return out


def _labels(found: list[Token], place: int, head: Token) -> list[Token]:
    """What is in the brackets, as words, and indices behind them; nothing if it is no names."""
    words, indices, bar = list[str](), list[str](), False
    while place < len(found) and found[place].text != ")":
        token = found[place]
        if token.text == "_":
            place = _below(found, place + 1, indices)
            if place < 0:
                return []
            continue
        if token.text in _BARS and words and not bar:
            bar = True
        elif token.is_letter or (token.text[:1] == "\\" and token.text[1:].isalpha()):
            if token.text not in _FONTS:
                words.append(token.text)
        elif token.text not in (",", "{", "}"):
            return []
        place += 1
    if place >= len(found) or not words:
        return []
    spelled = [s for word in words for s in (*_word(word), ",")]
    behind = [s for index in dict.fromkeys(indices) for s in (index, ",")]
    return [replace(head, text=s, apart=False) for s in (*spelled, *behind)[:-1]]


def _word(letter: str) -> tuple[str, ...]:
    font = r"\boldsymbol" if letter.startswith("\\") else r"\mathrm"
    return (font, "{", letter, "}")


def _below(found: list[Token], place: int, indices: list[str]) -> int:
    """The place behind a subscript, whose letters are put to ``indices``; -1 if it has others."""
    grouped = found[place].text == "{" if place < len(found) else False
    stop = place + 1
    if grouped:
        while stop < len(found) and found[stop].text != "}":
            stop += 1
    inside = found[place + 1 : stop] if grouped else found[place : place + 1]
    if not all(t.is_letter or t.text == "," for t in inside):
        return -1
    indices += [t.text for t in inside if t.is_letter]
    return stop + grouped
