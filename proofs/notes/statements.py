"""The statements of one formula, and the range that may stand behind them."""

from __future__ import annotations

import re

from .declaring import read_span
from .names import Names
from .places import NotUnderstood, Source
from .tokens import CLOSE, IMPLIES, OPEN, Stream

_JOINS = ("and", "so", "hence")
_IFS = ("if", "whenever", "provided")
#: What stands between two statements of which one condition may be said.
JOINED = re.compile(r"[\s&,]*(?:\\q?quad[\s&]*)?\\(?:text|mbox)\{\s*and\s*\}\s*")
_ONE_CONDITION = (
    r"one condition stands behind 'if': join another to it by \text{and}, and put what holds "
    "without it in a row or sentence of its own"
)


def statements(source: Source, first: int, last: int, names: Names) -> list[tuple[int, int]]:
    """The statements between two places, which commas, "and" and arrows set apart.

    Raises:
        NotUnderstood: if what is there cannot be taken into signs.
    """
    return [(start, end) for start, end, _ in with_arrows(source, first, last, names)]


def with_arrows(source: Source, first: int, last: int, names: Names) -> list[tuple[int, int, bool]]:
    """The statements between two places, and whether an arrow stands before each.

    Raises:
        NotUnderstood: if what is there cannot be taken into signs.
    """
    stream = Stream(source, first, last)
    found: list[tuple[int, int, bool]] = []
    start, depth, arrow, under = first, 0, False, False
    while stream.peek():
        token = stream.token
        depth += (token.text in OPEN) - (token.text in CLOSE)
        word = _word(stream) if depth == 0 and token.text in (r"\text", r"\mbox") else ""
        if word.startswith("for") or token.text == r"\forall":
            break
        under = under or word in _IFS
        if depth == 0 and (token.text in (",", ";", *IMPLIES) or word in _JOINS):
            end = token.start
            if under and _is_condition(stream, source, last, names):
                stream.take()
                continue
            under = False
            if word:
                while stream.peek() != "}":
                    stream.take()
            stream.take()
            if end > start and source.text[start:end].strip(" \n&"):
                found.append((start, end, arrow))
                arrow = False
            arrow = arrow or token.text in IMPLIES
            start = stream.token.start
            if _remark(source, start, last, names):
                return found
            continue
        stream.take()
    found.append((start, last, arrow))
    return found


def condition_of(source: Source, start: int, end: int) -> str:
    """The condition at the end of a statement, from "if" on; empty if there is none."""
    stream, depth = Stream(source, start, end), 0
    while stream.peek():
        token = stream.token
        depth += (token.text in OPEN) - (token.text in CLOSE)
        if depth == 0 and token.text in (r"\text", r"\mbox") and _word(stream) in _IFS:
            return source.text[token.start : end]
        stream.take()
    return ""


def _is_condition(stream: Stream, source: Source, last: int, names: Names) -> bool:
    """Whether "and" joins one more condition: no statement that has one of its own.

    Raises:
        NotUnderstood: if a comma may do so, or may not.
    """
    here = stream.place
    joint, word = stream.take(), ""
    if joint.text in (r"\text", r"\mbox"):
        stream.place = here
        word = _word(stream)
        while stream.take().text != "}":
            pass
    alone = word == "and" or joint.text == ","
    behind, depth = stream.token, 0
    wide = source.text[joint.end :].lstrip(" \n&").startswith((r"\quad", r"\qquad"))
    alone = alone and bool(behind.text) and not (wide and not word)
    while alone and stream.peek():
        text = stream.peek()
        depth += (text in OPEN) - (text in CLOSE)
        said = _word(stream) if depth == 0 and text in (r"\text", r"\mbox") else ""
        if depth == 0 and (text in (",", ";", *IMPLIES) or said in _JOINS):
            break
        alone = said not in _IFS
        stream.take()
    stream.place = here
    if alone and not word and not _remark(source, behind.start, last, names):
        raise NotUnderstood(_ONE_CONDITION, joint.start)
    return alone and bool(word)


def _word(stream: Stream) -> str:
    word, ahead = "", 2
    while stream.peek(ahead).isalpha() and len(stream.peek(ahead)) == 1:
        word += stream.peek(ahead)
        ahead += 1
    return word.lower()


def _remark(source: Source, start: int, end: int, names: Names) -> bool:
    """Whether the rest only says over what declared indices run."""
    span = read_span(source, start, end)
    if span is None or not any(i.kind == "size" for i, _ in names.matching(span.size)):
        return False
    size = next(i.thing for i, _ in names.matching(span.size) if i.kind == "size")
    for label in span.labels:
        known = names.indices.get(label.text)
        if known is None or known.size != size:
            raise NotUnderstood(f"{label} does not run over 1..{size}", start)
    return True
