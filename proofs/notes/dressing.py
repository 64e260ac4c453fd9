r"""What only dresses a display: boxes, colours, frames within frames, ``(words)`` at a row's end.

It is blanked out, so that every place stays the place in the file.
"""

from __future__ import annotations

import itertools
import re

from .macros import group_end
from .overset import only_points

#: More boxes in one display are not looked at; what stands right before one is so near.
MAX_BOXES, _NEAR = 60, 60

_FRAMES = re.compile(
    r"\\(?:begin|end)\{(?:aligned|split|gathered|multlined|(?:align|gather|equation|eqnarray"
    r"|multline|flalign)\*?)\}(?:\[[tbc]\])?"
    r"|\\begin\{(?:alignedat|alignat\*?)\}\s*\{\d{1,2}\}|\\end\{(?:alignedat|alignat\*?)\}"
)
#: Columns about a sign, as people aligned before there was ``align``.
_COLUMNS = re.compile(
    r"\A\s*(?P<begin>\\begin\{array\}\s*\{\s*(?:@\{\}|[lcr ]){2,12}\})"
    r"(?=[^\\]*(?:\\(?!begin)[^\\]*)*\\end\{array\})"
)
_END_COLUMNS = re.compile(r"(?P<end>\\end\{array\})[\s.,;]*\Z")
_ALIGNED_SIGN = re.compile(r"&\s*(?:=|\\leq?(?![A-Za-z])|\\geq?(?![A-Za-z])|<|>)")
_BOX = re.compile(r"\\boxed\s*(?=\{)")
#: Colours that are seen: what is printed in white is not there for a reader.
_SEEN = (
    r"\{\s*(?:red|blue|green|orange|purple|magenta|cyan|teal|brown|violet|olive|gray|black)\s*\}"
)
_COLOUR = re.compile(rf"\\(?:color\s*{_SEEN}|textcolor\s*{_SEEN}(?=\s*\{{))")
#: What stands around a box that holds a whole line.
_BEFORE = re.compile(
    r"(?:\A|\\\\(?:\[[^\]]*\])?|&|,|;|\}|\\q?quad|\\(?:implies|Rightarrow|Longrightarrow|therefore"
    r"|iff))[\s&]*\Z"
)
_BEHIND = re.compile(r"[\s.,;&]*(?:\Z|\\\\|\\q?quad|\\end\{|\\(?:tag|label|qed|text)(?![A-Za-z]))")
_RELATES = re.compile(r"[=<>]|\\(?:leq?|geq?|neq?|to|iff|implies|propto)(?![A-Za-z])")
#: The sign whose right side a box is.
_SIGN = re.compile(r"(?:[=<>]|\\(?:leq?|geq?|to)(?![A-Za-z]))[\s&]*\Z")
_REMARK = re.compile(
    r"(?:&\s*&|\\q?quad(?![A-Za-z])|\\[,;:! ])\s*\\(?:text|mbox|textnormal|textrm|textit)\s*"
    r"\{\s*(?P<open>[(\[])?(?P<words>[A-Za-z][A-Za-z' -]{2,60})[)\]]?\s*\.?\}\s*[.,;]?\s*\Z"
)


def undress(text: str, shown: list[str], start: int, end: int) -> None:
    """Blank in ``shown`` what only dresses the display that stands from ``start`` to ``end``."""
    for frame in _FRAMES.finditer(text, start, end):
        blank(shown, *frame.span())
    body = text[start:end]
    begin, stop = _COLUMNS.match(body), _END_COLUMNS.search(body)
    if begin and stop and _ALIGNED_SIGN.search(body):
        blank(shown, start + begin.start("begin"), start + begin.end("begin"))
        blank(shown, start + stop.start("end"), start + stop.end("end"))
    for colour in _COLOUR.finditer(text, start, end):
        blank(shown, *colour.span())
    for box in itertools.islice(_BOX.finditer(text, start, end), MAX_BOXES):
        _unbox(text, shown, (start, end), box)


def _unbox(text: str, shown: list[str], within: tuple[int, int], box: re.Match[str]) -> None:
    r"""Of ``\boxed{a = b}`` that is a line the braces go, too; ``\boxed{a} + b`` keeps them."""
    close = group_end(text, box.end())
    if close is None or close >= within[1]:
        return
    blank(shown, *box.span())
    first = max(within[0], box.start() - _NEAR)
    before = ("" if first == within[0] else "?") + "".join(shown[first : box.start()])
    if _BEHIND.match(text, close + 1, within[1]) is None:
        return
    inner = "".join(shown[box.end() + 1 : close])
    if _SIGN.search(before) or (_BEFORE.search(before) and _RELATES.search(inner)):
        shown[box.end()] = shown[close] = " "


def remark_at_end(body: str) -> tuple[int, str] | None:
    r"""Where ``\quad \text{(linearity)}`` begins that ends a row and only points, and its words."""
    found = _REMARK.search(body)
    if found is None or not only_points(found["words"]):
        return None
    if found["open"] is None and not found[0].startswith("&"):
        return None
    return found.start(), found["words"].strip()


def blank(shown: list[str], start: int, end: int) -> None:
    """Put spaces for what is only frame, line breaks kept."""
    for at in range(start, end):
        if shown[at] != "\n":
            shown[at] = " "
