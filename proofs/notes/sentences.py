r"""The prose between displays, taken into sentences: words, formulas and marks with their places.

A sentence ends at a full stop, a blank line, an item of a list, or a display.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from .closers import Closers
from .prose import COMMANDS, Piece

_PIECE = re.compile(
    r"\$(?P<dollar>[^$]+)\$"
    r"|\\\((?P<round>.+?)\\\)"
    r"|(?P<short>\b(?:i\.i\.d\.|i\.e\.|e\.g\.|w\.r\.t\.|resp\.|cf\.|vs\.|[Ee]qs?\.|[Ff]ig\.|[Ss]ec\.))"
    r"|(?P<odd>[\"“”„«»‹›‘?¿]|``|''|(?<!\w)'|~~)"
    r"|(?P<word>[^\W\d_][\w'’-]*)"
    r"|(?P<stop>[.!](?=[\s*_)]|$)|\n[ \t]*\n|\n[ \t]*(?:[-*+]|\d{1,2}[.)])[ \t]|\\(?:item|par)\b)"
    r"|\\(?:label|ref|eqref|cite[tp]?|vspace|hspace)\*?(?:\[[^\]\n]*\])?\{[^}\n]*\}"
    r"|\\begin\{(?:theorem|lemma|proposition|corollary|claim|example|remark|definition)\*?\}"
    r"\s*\[[^\]\n$]*\]|\\(?:begin|end)\{[a-z]*\*?\}"
    r"|(?P<command>\\[A-Za-z]+)|\\."
    r"|(?P<mark>[,;:().])",
    re.DOTALL,
)


_TEXTS = r"document|itemize|enumerate|center|proof|align\*?|equation\*?|flushleft|description"
_TEXTS += r"|theorem|lemma|proposition|corollary|definition|assumption|setting|model|notation"
_TEXTS += r"|example|remark|exercise|problem|solution|claim|gather\*?|multline\*?|eqnarray\*?"
#: Where something begins that is quoted, crossed out, shown beside the text or below it.
_ASIDES = re.compile(
    rf"\\begin\{{(?!(?:{_TEXTS})\}})(?P<env>[A-Za-z]+\*?)\}}"
    r"|(?P<call>\\[A-Za-z]+\*?)(?:\[[^\]\n]{0,200}\])?\{"
    r"|(?P<mark>[“„«]|``|~~|!\[|\A---\n)"
    r"|<(?P<tag>[A-Za-z][A-Za-z0-9]*)\b[^<>]*>"
    r"|\([^()$]*(?:\$[^$]*\$[^()$]*)*[.!?]\s(?:[^()$]|\$[^$]*\$)*\)"
    r"|^[ \t]*(?:>|\||\[\^)[^\n]*(?:\n[^\n]*\S[^\n]*)*|^\n(?:(?: {4}|\t)[^\n]*\n)+",
    re.DOTALL | re.MULTILINE,
)
_CLOSING = {
    "“": ("”",), "„": ("“", "”"), "«": ("»",), "``": ("''",), "~~": ("~~",), "![": ("]",),
    "---\n": ("\n---",),
}  # fmt: skip


@lru_cache(maxsize=8)
def asides(text: str) -> tuple[tuple[int, int], ...]:
    """Where a text is not its own: quotations, notes, captions, tables, what commands may show."""
    out: list[tuple[int, int]] = []
    place, braces, closers = 0, _braces(text), Closers(text, len(text))
    while found := _ASIDES.search(text, place):
        place = found.end()
        end: int | None = place
        if found["env"] or found["tag"] or found["mark"]:
            tag = f"</{found['tag']}>" if found["tag"] else f"\\end{{{found['env']}}}"
            end = _behind(_CLOSING[found["mark"]] if found["mark"] else (tag,), place, closers)
        elif found["call"]:
            shown = found["call"] in COMMANDS or found["call"] in (r"\begin", r"\end")
            end = None if shown else braces.get(place - 1, len(text))
        if end is not None:
            out.append((found.start(), end))
            place = end
    return tuple(out)


def _behind(closing: tuple[str, ...], place: int, closers: Closers) -> int | None:
    """Behind the first of these; None if there is none."""
    found = [(at, len(c)) for c in closing if (at := closers.first(c, place)) >= 0]
    return sum(min(found)) if found else None


def _braces(text: str) -> dict[int, int]:
    """Behind which place each opening brace is closed, if it is."""
    found, waiting = dict[int, int](), list[int]()
    for mark in re.finditer("[{}]", text):
        if mark[0] == "{":
            waiting.append(mark.start())
        elif waiting:
            found[waiting.pop()] = mark.end()
    return found


@dataclass
class Sentence:
    """The pieces of a sentence; ``behind``: it goes on from the display before it.

    ``odd``: a command stands in it that may print anything, it asks or quotes something, or it is
    none of the text itself.
    """

    pieces: list[Piece] = field(default_factory=list)
    behind: bool = False
    odd: bool = False

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.pieces[0].start

    @property
    def words(self) -> list[str]:
        """Its words, in small letters."""
        return [p.text for p in self.pieces if not p.math]


def sentences(text: str, start: int, end: int, *, behind: bool) -> Iterator[Sentence]:
    """The sentences of ``text`` between two places; ``behind`` a display or not."""
    here, aside = Sentence(behind=behind), asides(text)
    for found in _PIECE.finditer(text, start, end):
        if found["stop"]:
            if here.pieces:
                yield here
                here = Sentence()
            continue
        for name in ("dollar", "round"):
            if found[name] is not None:
                span = found.span(name)
                here.pieces.append(Piece(found[name], *span, math=True))
        beside = any(a <= found.start() < b for a, b in aside)
        command = found["command"] and found["command"] not in COMMANDS
        if found["odd"] or command or (beside and (found["word"] or found["short"])):
            here.odd = True
        said = found["word"] or found["short"] or found["mark"]
        if said:
            here.pieces.append(Piece(said.lower().replace("’", "'"), *found.span()))
    if here.pieces:
        yield here
