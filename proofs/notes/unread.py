r"""Displays that would be printed and not read: each is told, so that no line passes unseen.

Where a display begins is looked for by its plain spelling.  One that begins by an abbreviation
(``\be``), by an environment of the author's own or of another package, or by another spelling, is
not found; and what the page hides must not be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .macros import group_end

_NAMES = "equation|align|gather|multline|alignat|flalign|eqnarray|displaymath|math"
#: Displays of other packages.
_FOREIGN = (
    "dmath|dgroup|dseries|darray|IEEEeqnarray|empheq|xalignat|xxalignat|numcases|subnumcases"
    "|mathpar|prooftree|eqnarraystar|subeqnarray|gathered|aligned|split|array"
)
_BEGINS = re.compile(
    rf"\\(?:begin|end)\s*\{{(?:{_NAMES})\*?\}}|\\\[|\\\]|\$\$|\\(?:end)?(?:{_NAMES})(?![A-Za-z])"
)
_DEFINED = re.compile(
    r"\\(?:(?:re|provide)?newcommand|(?:re)?newenvironment|DeclareRobustCommand"
    r"|(?:New|Renew|Provide|Declare)Document(?:Command|Environment)|[gex]?def)\*?"
    r"\s*\{?\s*(?P<name>\\?[A-Za-z]+)\s*\}?(?:\[[^\]]{0,99}\]|#\d|\s){0,9}(?=\{)"
)
_LET = re.compile(
    rf"\\let\s*\\[A-Za-z]+\s*=?\s*(?P<other>\\\[|\\\]|\\(?:end)?(?:{_NAMES})(?![A-Za-z]))"
)
_SPELLED = re.compile(
    rf"(?P<apart>\\(?:begin|end)\s+\{{)|(?P<bare>\\(?:end)?(?:{_NAMES})(?![A-Za-z]))"
    rf"|\\begin\{{(?P<foreign>(?:{_FOREIGN})\*?)\}}"
)
_MARKUP = re.compile(
    r"(?P<hidden><[A-Za-z][^>\n]*?(?:\bhidden\b|display\s*:\s*none|visibility|font-size|color\b)"
    r"|<(?:template|style|script)\b)|^[ \t>]+(?:```+|~~~+)[ \t]*(?P<fence>math)",
    re.IGNORECASE | re.MULTILINE,
)
_DISPLAY = re.compile(rf"\\begin\{{(?:{_NAMES})\*?\}}|\\\[|\$\$")


def unread(text: str, body: tuple[int, int], *, markdown: bool) -> Iterator[tuple[int, str]]:
    """Where ``text`` (as TeX sets it) may begin a display that is not read, and what to say.

    ``body`` is where the document stands.
    """
    for found in _DEFINED.finditer(text):
        place: int | None = found.end()
        groups = 1 + ("Document" in found[0]) + (found["name"][0] != "\\")
        for _ in range(groups):
            end = None if place is None else group_end(text, place)
            if place is not None and (end is None or _BEGINS.search(text, place, end)):
                said = f"{found['name']} may begin a display: what stands in it is not read"
                yield found.start(), said
                break
            behind = re.compile(r"\s*(?=\{)").match(text, end + 1) if end is not None else None
            place = behind.end() if behind else None
    for found in _LET.finditer(text):
        yield found.start(), f"{found['other']} has another name: what stands in it is not read"
    for found in _SPELLED.finditer(text, *body):
        if found["apart"]:
            yield found.start(), r"write \begin{...} and \end{...} without a space"
        elif found["bare"]:
            yield found.start(), f"{found['bare']} is not read: write it as an environment"
        elif not _is_inside(text, found.start(), body[0]):
            yield found.start(), f"the environment {found['foreign']} is not read"
    for found in _MARKUP.finditer(text) if markdown else ():
        if found["hidden"]:
            yield found.start(), f"{found['hidden'].split()[0]}... may hide a part of the text"
        else:
            yield found.start(), "a fence of mathematics begins its line"


def _is_inside(text: str, place: int, start: int) -> bool:
    """Whether a display that is read has begun before ``place`` and has not ended."""
    last = max((m.end() for m in _DISPLAY.finditer(text, start, place)), default=-1)
    return last >= 0 and not re.search(
        rf"\\end\{{(?:{_NAMES})\*?\}}|\\\]|\$\$|\n[ \t]*\n", text[last:place]
    )
