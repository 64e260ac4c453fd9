"""Prose with mathematics in it, split once and shown as TeX or HTML.

The prose of a report is plain text with four marks: ``$…$`` (and ``$$…$$``, displayed) for
mathematics, ```…``` for code, ``*…*`` for emphasis, and addresses, which become links.  A dollar
sign that is meant as one is written ``\\$``; one without a partner stands for itself.  Mathematics
with commands that are no mathematics (:mod:`.mathematics`) is shown as code.

>>> [piece.kind for piece in split("Take $x_n$, see *why*.")]
['text', 'math', 'text', 'emphasis', 'text']
>>> to_tex("50 % of $x_n$ & more")
'50 \\\\% of $x_n$ \\\\& more'
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Literal

from hardlimit.proofs.report.render.breaking import fine_pieces, relaxed
from hardlimit.proofs.report.render.characters import math_to_ascii, text_to_tex
from hardlimit.proofs.report.render.mathematics import is_mathematics
from hardlimit.proofs.report.render.mathml import NotSet, mathml

Kind = Literal["text", "math", "display", "code", "emphasis", "link"]

_TOKEN = re.compile(
    r"""
      \\\$                                                   # a dollar sign meant as one
    | \$\$(?P<display>(?:\\.|[^$\\])+)\$\$
    | \$(?P<math>(?:\\.|[^$\\])+)\$
    | `(?P<code>[^`\n]+)`
    | (?<![\w*])\*(?P<emphasis>[^\s*$`](?:[^*$`]*[^\s*$`])?)\*(?![\w*])
    | (?P<link>https?://[^\s<>"'`$]*[^\s<>"'`$.,;:!?)\]])
    | (?P<arxiv>arXiv:\d{4}\.\d{4,5})
    | (?P<doi>doi:10\.\d{4,9}/[^\s<>"'`$]*[^\s<>"'`$.,;:!?)\]])
    """,
    re.VERBOSE,
)
_OPENING = re.compile(r"""(^|[\s(\[–—])(["'])""")


@dataclass(frozen=True)
class Piece:
    """A run of prose of one kind; ``target`` is the address of a link."""

    kind: Kind
    text: str
    target: str = ""


def split(prose: str) -> list[Piece]:
    """Cut ``prose`` into pieces; text next to text is joined."""
    pieces: list[Piece] = []
    plain = ""
    end = 0
    for match in _TOKEN.finditer(prose):
        plain += prose[end : match.start()]
        end = match.end()
        piece = _piece(match)
        if piece is None:
            plain += "$"
            continue
        _append_text(pieces, plain)
        plain = ""
        pieces.append(piece)
    _append_text(pieces, plain + prose[end:])
    return pieces


def paragraphs(prose: str) -> list[str]:
    """The paragraphs of ``prose``, which are set apart by blank lines."""
    return [part.strip() for part in re.split(r"\n\s*\n", prose) if part.strip()]


def to_tex(prose: str) -> str:
    """``prose`` as LaTeX: text escaped, mathematics left alone."""
    return "".join(piece_to_tex(piece) for piece in split(prose))


def to_html(prose: str) -> str:
    """``prose`` as HTML with formulas in MathML."""
    out: list[str] = []
    found = split(prose)
    for place, piece in enumerate(found):
        after = found[place + 1] if place + 1 < len(found) else None
        if piece.kind == "math" and after is not None and after.kind == "text":
            mark, rest = _leading_marks(after.text)
            out.append(keep_together(_html(piece), html.escape(mark)))
            found[place + 1] = Piece("text", rest)
        else:
            out.append(_html(piece))
    return "".join(out)


def keep_together(formula: str, mark: str) -> str:
    """A formula in HTML and the punctuation after it, which may not begin a line."""
    return f'<span class="t">{formula}{mark}</span>' if mark else formula


def plain(prose: str) -> str:
    """``prose`` without its marks, for tooltips and bookmarks."""
    return "".join(piece.text for piece in split(prose))


def formula_html(latex: str, *, display: bool = False, goes_on: bool = False) -> str:
    """A formula as MathML; one that is not of :mod:`.mathml`'s list as its source.

    A long displayed formula comes in pieces, so that the page may set it on several lines; a
    piece that goes on with what stands before it has the space around its first sign.
    """
    if not display:
        return _set(relaxed(latex))
    return " ".join(
        _set(piece, display=True, goes_on=bool(place) or goes_on)
        for place, piece in enumerate(fine_pieces(relaxed(latex)))
    )


def _set(latex: str, *, display: bool = False, goes_on: bool = False) -> str:
    try:
        return mathml(latex, display=display, goes_on=goes_on)
    except NotSet:
        return f'<code class="tex">{html.escape(latex)}</code>'


def is_prose(text: str) -> bool:
    """Whether a string that may be a bare formula marks its mathematics itself."""
    return any(piece.kind in ("math", "display") for piece in split(text))


def _piece(match: re.Match[str]) -> Piece | None:
    kind = match.lastgroup
    text = match.group(0)
    if kind == "arxiv":
        return Piece("link", text, "https://arxiv.org/abs/" + text.removeprefix("arXiv:"))
    if kind == "doi":
        return Piece("link", text, "https://doi.org/" + text.removeprefix("doi:"))
    if kind == "link":
        return Piece("link", re.sub(r"^https?://(www\.)?", "", text), text)
    if kind in ("display", "math") and not is_mathematics(match.group(kind)):
        return Piece("code", text)
    if kind in ("display", "math", "code", "emphasis"):
        return Piece(kind, match.group(kind))  # type: ignore[arg-type]
    return None


def _append_text(pieces: list[Piece], text: str) -> None:
    if text:
        pieces.append(Piece("text", _curly(text, at_start=not pieces)))


def _curly(text: str, *, at_start: bool) -> str:
    marks = {'"': "“", "'": "‘"}
    text = text if at_start else "\0" + text
    text = _OPENING.sub(lambda found: found.group(1) + marks[found.group(2)], text)
    return text.replace('"', "”").replace("'", "’").removeprefix("\0")


def _leading_marks(text: str) -> tuple[str, str]:
    """What may not stand on another line than the formula before it: marks, ``-means``."""
    found = re.match(r"(-\w+)?[,.;:!?)\]’”–-]*", text)
    return (found[0], text[found.end() :]) if found else ("", text)


def piece_to_tex(piece: Piece) -> str:
    """One piece as LaTeX."""
    match piece.kind:
        case "math":
            return f"${math_to_ascii(piece.text)}$"
        case "display":
            return f"\\[{math_to_ascii(piece.text.strip())}\\]"
        case "code":
            return f"\\texttt{{{_breakable(piece.text)}}}"
        case "emphasis":
            return f"\\emph{{{text_to_tex(piece.text)}}}"
        case "link":
            return f"\\hllink{{{_tex_address(piece.target)}}}{{{_breakable(piece.text)}}}"
        case _:
            return text_to_tex(piece.text)


def _breakable(name: str) -> str:
    """A name or an address in TeX, which may be broken after its punctuation."""
    return "".join(
        text_to_tex(sign) + ("\\allowbreak{}" if sign in "/._?=&" else "") for sign in name
    )


def _tex_address(address: str) -> str:
    escaped = re.sub(r"([%#&_{}~^\\])", r"\\\1", address)
    return escaped.encode("ascii", "ignore").decode("ascii")


def _html(piece: Piece) -> str:
    text = html.escape(piece.text)
    match piece.kind:
        case "math":
            return formula_html(piece.text)
        case "display":
            return f'<span class="formula">{formula_html(piece.text.strip(), display=True)}</span>'
        case "code":
            return f"<code>{text}</code>"
        case "emphasis":
            return f"<em>{_unbroken(text)}</em>"
        case "link":
            return f'<a href="{html.escape(piece.target)}">{text}</a>'
        case _:
            return _unbroken(text)


def _unbroken(text: str) -> str:
    """Words such as E-step stay on one line (HTML)."""
    return re.sub(r"(?<![\w-])\w-[a-z]+", r'<span class="t">\g<0></span>', text)
