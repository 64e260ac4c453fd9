"""The statements of one formula, and the range that may stand behind them."""

from __future__ import annotations

from .declaring import read_span
from .names import Names
from .places import NotUnderstood, Source
from .tokens import Stream

_OPEN = {"(": 1, "[": 1, r"\{": 1, r"\langle": 1, "{": 1}
_CLOSE = {")": 1, "]": 1, r"\}": 1, r"\rangle": 1, "}": 1}
_PARTS = (r"\implies", r"\Rightarrow", r"\Longrightarrow")


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
    start, depth, arrow = first, 0, False
    while stream.peek():
        token = stream.token
        depth += _OPEN.get(token.text, 0) - _CLOSE.get(token.text, 0)
        word = _word(stream) if depth == 0 and token.text in (r"\text", r"\mbox") else ""
        if word.startswith("for") or token.text == r"\forall":
            break
        if depth == 0 and (token.text in (",", ";", *_PARTS) or word in ("and", "so", "hence")):
            end = token.start
            if word:
                while stream.peek() != "}":
                    stream.take()
            stream.take()
            if end > start and source.text[start:end].strip(" \n&"):
                found.append((start, end, arrow))
                arrow = False
            arrow = arrow or token.text in _PARTS
            start = stream.token.start
            if _remark(source, start, last, names):
                return found
            continue
        stream.take()
    found.append((start, last, arrow))
    return found


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
