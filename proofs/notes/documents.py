r"""Where the mathematics of a file stands: blocks, displays with their rows, formulas in prose.

Nothing is read here but the frame: what is no mathematics (comments, verbatim text, code) is
passed over, what only joins (``aligned``, line breaks inside a formula) is blanked out, so that
every place in what is read is the place in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from .closers import Closers
from .commands import redefined, set_text
from .dressing import blank, remark_at_end, undress
from .macros import read_macros
from .places import Source
from .signatures import several
from .unread import unread

MAX_TEXT = 2_000_000

_DISPLAYS = "align|equation|gather|multline|alignat|flalign|eqnarray|displaymath|math"
#: Cases, also by columns behind one brace: how they begin and end.
_CASES = (
    r"\\begin\{d?cases\*?\}"
    r"|(?:\\left\s*)?\\(?:\{|lbrace)\s*\\begin\{array\}\s*\{[lcr@{}\\, ]{1,30}\}"
)
_END_CASES = r"\\end\{d?cases\*?\}|\\end\{array\}\s*\\right\s*\."
#: What is put behind the beginning of cases of which the second column is text.
TEXT_COLUMN = "*"
#: What begins something in LaTeX and in Markdown; where it ends is looked for by its closer.
_TEX = re.compile(
    r"(?P<comment>%[^\n]*)"
    r"|\\(?:verb|lstinline)\*?(?P<bar>[^A-Za-z\s*{\[])[^\n]*?(?P=bar)"
    r"|\\begin\{(?P<skip>verbatim\*?|lstlisting|minted|comment|tikzpicture|thebibliography)\}"
    r"|\\begin\{(?P<given>given)\}(?P<also>\[also\])?"
    rf"|\\begin\{{(?P<env>(?:{_DISPLAYS})\*?)\}}"
    r"|(?P<display>\$\$|\\\[)"
    r"|\\(?:section|subsection|chapter|subsubsection|paragraph)\*?\{(?P<title>[^{}]{0,300})\}"
    r"|(?P<inline>\\\()|\\.|(?P<dollar>\$)",
    re.DOTALL,
)
_MARKDOWN = re.compile(
    r"^(?P<tick>```+|~~~+)(?P<lang>[^\n]*)\n"
    r"|^>[ \t]*\*\*(?P<given>Given)(?P<also> also)?[.:]?\*\*"
    r"|(?P<remark><!--)"
    rf"|\\begin\{{(?P<env>(?:{_DISPLAYS})\*?)\}}"
    r"|(?P<display>\$\$|(?:^|(?<=\n))[ \t]*(?:(?:[-*]|\d+\.)[ \t]+)?\\\[)|(?P<inline>\\\()"
    r"|^\#+[ \t]+(?P<title>[^\n]{0,300})"
    r"|`[^`\n]*`|\\.|(?P<dollar>\$)",
    re.DOTALL | re.MULTILINE,
)
#: How what is passed over begins: comments, verbatim text, code.
_PASSED = re.compile(r"%|\\(?:verb|lstinline|begin)|```|~~~|<!--|`")
_COLUMNS = re.compile(r"\s*\{\d{1,2}\}")
#: What is no part of a formula in prose.
_DISPLAYED = re.compile(rf"\\\[|\\begin\{{(?:{_DISPLAYS})\*?\}}")
_QUOTED = re.compile(r"[^\n]*(?:\n>[^\n]*)*")
_ROW = re.compile(
    r"(?P<comment>(?<!\\)%(?P<said>[^\n]*))"
    r"|(?P<end>\\\\\*?(?:\[[^\]\n]*\])?)(?P<behind>[ \t]*%(?P<after>[^\n]*))?"
    r"|\\(?:intertext|shortintertext)\{(?P<between>[^{}]{0,999})\}"
    r"|\\(?:label|tag\*?)\{(?P<label>[^{}]{0,99})\}"
    rf"|(?P<begin>{_CASES})|(?P<stop>{_END_CASES})|\\."
    r"|(?P<open>\{)|(?P<close>\})",
    re.DOTALL,
)
_SIGN = re.compile(r"=|<|>|\\(?:leq?|geq?|neq?|to|longrightarrow|iff|in|xrightarrow)(?![A-Za-z])")
_JOINS = re.compile(r"(?:[\s&]|\\q?quad\b|\\[,;:! ])*(?:[+\-/]|\\(?:cdot|times)(?![A-Za-z]))")
_REASON = re.compile(
    r"\\(?:text|mbox|textnormal)\{\s*[(\[]?\s*"
    r"(?P<why>(?:by|since|because|using|from|see|recall|definition)\b"
    r"[^{}]{0,300}(?:\{[^{}]{0,99}\}[^{}]{0,99}){0,9})\}",
    re.IGNORECASE,
)
#: Words behind which a formula belongs to the reason; what sets another one apart from it.
_OPEN = frozenset(
    ("by", "since", "because", "using", "from", "see", "recall", "of", "that", "definition")
)
_PART = re.compile(
    r"[,;&]|\\q?quad(?![A-Za-z])|^\s*(?:[=<>+\-]|\\(?:le|ge|leq|geq|ne|neq|to)(?![A-Za-z]))"
)
_WORDS = re.compile(r"\\(?:text|mbox|textnormal)\{[^{}$]{0,300}\}")
_BEHIND = (
    "&",
    ".",
    ",",
    ";",
    r"\quad",
    r"\qquad",
    "\\,",
    "\\;",
    "\\:",
    "\\ ",
    "\\!",
    r"\qed",
    r"\qedhere",
    r"\square",
    r"\blacksquare",
    r"\checkmark",
)
_LEADING = re.compile(
    r"(?:[\s&]|\\q?quad\b|\\[,;:! ]"
    r"|\\(?:implies|Rightarrow|Longrightarrow|therefore|Leftarrow)(?![A-Za-z]))+"
)
_ARROW = re.compile(r"\\(?:implies|Rightarrow|Longrightarrow)(?![A-Za-z])")
_IFF = re.compile(r"\\(?:iff|Leftrightarrow|Longleftrightarrow)(?![A-Za-z])")
_BEGINS_ANOTHER = re.compile(
    r"\bwe\s+(?:have|get|obtain|find|see|can|may)\b|\b(?:gives|yields|so|hence|thus)\b|[:,]\s*$"
)
_SENTENCE = re.compile(
    r"[\s}]*(?:\\noindent\s*)?"
    r"(?P<said>(?:by|since|because|here\s+we\s+(?:have\s+)?used?|using)\b[^\n]*(?:\n[^\n]+)*)",
    re.IGNORECASE,
)
#: "Since $a > 0$, this is the minimum": the clause behind the comma is what the sentence says.
_SAYS_MORE = re.compile(r"(?:Since|Because)\b(?:[^,$]|\$[^$]*\$)*,")


@dataclass(frozen=True)
class Row:
    r"""One row of a display, from ``start`` to ``end``; ``why`` is what is said beside it.

    ``doubtful``: it may go on from the row above, or state something of its own.  ``arrow``:
    the sign, \implies or \iff, by which it is joined to the row above.
    """

    start: int
    end: int
    why: str = ""
    label: str = ""
    doubtful: bool = False
    arrow: str = ""


@dataclass(frozen=True)
class Block:
    """What is given; ``also``: on top of what was given before."""

    start: int
    end: int
    also: bool


@dataclass(frozen=True)
class Display:
    """A displayed formula or derivation, from ``start`` to ``end`` with its frame."""

    rows: tuple[Row, ...]
    start: int = -1
    end: int = -1


@dataclass(frozen=True)
class Inline:
    """A formula in prose."""

    start: int
    end: int


@dataclass(frozen=True)
class Heading:
    """The title of a section."""

    title: str
    start: int


@dataclass(frozen=True)
class Prose:
    """Text between two places; ``behind``: right behind a display."""

    start: int
    end: int
    behind: bool


Part = Block | Display | Inline | Heading


@dataclass(frozen=True)
class Document:
    """A file taken apart; ``source`` is its text with what only joins blanked out."""

    source: Source
    parts: tuple[Part, ...] = field(default=())
    #: What stands between displays, blocks and headings, in order.
    prose: tuple[Prose, ...] = field(default=())
    #: The text without comments, code and verbatim text, each place as it was.
    narrative: str = ""
    #: Where something is not read as it is printed, and why.
    redefined: tuple[tuple[int, str], ...] = ()


def document(text: str, file: str = "", *, markdown: bool = False) -> Document:
    """The parts of a file."""
    shown = list(text[:MAX_TEXT])
    scanner = _Scanner(text[:MAX_TEXT], shown, markdown)
    parts = tuple(scanner.parts())
    plain = text[:MAX_TEXT] if markdown else set_text(text[:MAX_TEXT])
    macros = read_macros(set_text(plain))
    body = (scanner.start, scanner.end)
    found = [*scanner.unclosed, *redefined(plain, body, macros)]
    found += unread(plain, body, markdown=markdown)
    if len(text) > MAX_TEXT:
        found.append((MAX_TEXT, "the rest of a file of this length is not read"))
    source = Source("".join(shown), file, macros, densities=several(plain))
    return Document(source, parts, tuple(scanner.prose()), scanner.narrative(), tuple(found))


class _Scanner:
    """Goes through a text once."""

    def __init__(self, text: str, shown: list[str], markdown: bool) -> None:
        self.text, self.shown, self.markdown = text, shown, markdown
        #: Where something begins that is passed over, and has no end.
        self.unclosed: list[tuple[int, str]] = []
        #: What is no prose, and of each whether it is a display; what is passed over within it.
        self._frames: list[tuple[int, int, bool]] = []
        self._passed: list[tuple[int, int]] = []
        plain = text if markdown else set_text(text)
        begin, stop = plain.find(r"\begin{document}"), plain.find(r"\end{document}")
        self.start = begin + len(r"\begin{document}") if begin >= 0 and not markdown else 0
        self.end = len(text) if markdown or stop < self.start else stop
        self.close = Closers(text, self.end).first

    def parts(self) -> Iterator[Part]:
        """The parts in order."""
        place = self.start
        pattern = _MARKDOWN if self.markdown else _TEX
        while found := pattern.search(self.text, place, self.end):
            part, place = self._part(found)
            place = max(place, found.end())
            if isinstance(part, Display | Block | Heading):
                self._frames.append((found.start(), place, isinstance(part, Display)))
            elif part is None and _PASSED.match(found[0]):
                self._passed.append((found.start(), place))
            if isinstance(part, Display):
                rows = tuple(_with_sentence(list(part.rows), self.text, place))
                part = Display(rows, found.start(), place)
            if part is not None:
                yield part

    def prose(self) -> Iterator[Prose]:
        """What stands between the frames, once all parts are known."""
        start, behind = self.start, False
        for begin, end, display in (*self._frames, (self.end, self.end, False)):
            if self.text[start:begin].strip():
                yield Prose(start, begin, behind)
            start, behind = end, display

    def narrative(self) -> str:
        """The text without what is passed over."""
        shown = list(self.text)
        for start, end in self._passed:
            blank(shown, start, end)
        return "".join(shown)

    def _part(self, found: re.Match[str]) -> tuple[Part | None, int]:
        groups, start = found.groupdict(), found.end()
        if groups.get("title") is not None:
            return Heading(groups["title"].strip(), found.start("title")), start
        if groups.get("given"):
            return self._given(start, bool(groups["also"]))
        if groups.get("tick"):
            stop = self.close(f"\n{groups['tick']}", start - 1)
            math = groups["lang"].strip() == "math"
            return self._display(start, stop, 4) if math else (None, self._behind(stop, 4))
        if groups.get("remark") or groups.get("skip"):
            closer = rf"\end{{{groups['skip']}}}" if groups.get("skip") else "-->"
            stop = self.close(closer, start)
            if stop < 0:
                self.unclosed.append((found.start(), f"{closer} is missing: the rest is not read"))
            return None, self._behind(stop, len(closer))
        if groups.get("env"):
            closer = rf"\end{{{groups['env']}}}"
            columns = _COLUMNS.match(self.text, start) if "alignat" in groups["env"] else None
            begun = columns.end() if columns else start
            return self._display(begun, self.close(closer, start), len(closer))
        if groups.get("display"):
            return self._display(start, self.close("$$" if found[0] == "$$" else r"\]", start), 2)
        if groups.get("inline") or groups.get("dollar"):
            closer = r"\)" if groups.get("inline") else "$"
            stop = self.close(closer, start)
            between = self.text[start:stop]
            twice = self.markdown and self.text.startswith("$$", stop)
            if stop < 0 or "\n\n" in between or twice or _DISPLAYED.search(between):
                return None, start
            return (Inline(start, stop) if stop > start else None), stop + len(closer)
        return None, start

    def _behind(self, stop: int, length: int) -> int:
        return self.end if stop < 0 else stop + length

    def _given(self, start: int, also: bool) -> tuple[Part | None, int]:
        if not self.markdown:
            stop = self.close(r"\end{given}", start)
            if stop < 0:
                return Block(start, self.end, also), self.end
            return Block(start, stop, also), stop + len(r"\end{given}")
        quoted = _QUOTED.match(self.text, start, self.end)
        stop = quoted.end() if quoted else start
        _unquote(self.shown, start, stop)
        return Block(start, stop, also), stop

    def _display(self, start: int, stop: int, length: int) -> tuple[Part | None, int]:
        if stop < 0:
            return None, start
        return Display(tuple(_rows(self.text, self.shown, start, stop))), stop + length


def _unquote(shown: list[str], start: int, end: int) -> None:
    """Put spaces for the marks of a quotation at the beginnings of its lines."""
    for at in range(start, end):
        if shown[at] == ">" and shown[at - 1] == "\n":
            shown[at] = " "


def _rows(text: str, shown: list[str], start: int, end: int) -> list[Row]:
    undress(text, shown, start, end)
    found: list[Row] = []
    begun, depth, why, label = start, 0, "", ""
    for piece in _ROW.finditer(text, start, end):
        depth += bool(piece["open"] or piece["begin"]) - bool(piece["close"] or piece["stop"])
        if piece["begin"] or piece["stop"]:
            plain = r"\begin{cases}" if piece["begin"] else r"\end{cases}"
            plain += TEXT_COLUMN if piece["begin"] and "*}" in piece[0] else ""
            shown[piece.start() : piece.end()] = plain.ljust(len(piece[0]))
        elif piece["comment"]:
            why = piece["said"].strip() or why
        elif piece["label"] is not None:
            label = piece["label"].strip()
            blank(shown, *piece.span())
        elif piece["between"] is not None:
            # A display between rows states something: it is left, and refused.
            if not _DISPLAYED.search(piece["between"]) and "$$" not in piece["between"]:
                blank(shown, *piece.span())
        elif piece["end"] and depth <= 0:
            after = (piece["after"] or "").strip()
            found.append(Row(begun, piece.start(), after or why, label))
            begun, why, label = piece.end(), "", ""
    found.append(Row(begun, end, why, label))
    rows: list[Row] = []
    for row in found:
        body = "".join(shown[row.start : row.end])
        bare = re.sub(r"(?<!\\)%[^\n]*", "", body)
        if not bare.strip(" \n\t&.,;"):
            if rows and row.why and not rows[-1].why:
                rows[-1] = replace(rows[-1], why=row.why)
            continue
        joins = _JOINS.match(bare) if rows else None
        states = bool(_SIGN.search(bare))
        if joins and (not states or "&" in joins[0]):
            begun_apart = bool(re.match(r"\s*&", text[rows[0].start : rows[0].end]))
            first = re.match(rf"[\s&]*(?:{_SIGN.pattern})", text[rows[0].start : rows[0].end])
            ended = text[rows[-1].start : rows[-1].end].rstrip(" \n\t&")[-1:] in (",", ";", ".")
            if states and begun_apart and not first and not ended:
                rows.append(replace(row, doubtful=True))
                continue
            blank(shown, rows[-1].end, row.start)
            last = rows[-1]
            rows[-1] = Row(last.start, row.end, row.why or last.why, row.label or last.label)
        else:
            rows.append(row)
    return [_trimmed(row, "".join(shown[row.start : row.end])) for row in rows]


def _trimmed(row: Row, body: str) -> Row:
    """The row without what is said beside its formula."""
    body = re.sub(r"(?<!\\)%[^\n]*", lambda found: " " * len(found[0]), body)
    why, end = row.why, len(body)
    reason = _REASON.search(body)
    if reason is not None and _states_more(reason["why"], body[reason.end() :]):
        reason = None
    if reason is not None:
        said = reason["why"].strip(" .")
        said = said.rstrip(" )].") if said.count("(") < said.count(")") else said
        why, end = why or said, reason.start()
    elif (remark := remark_at_end(body)) is not None:
        end, why = remark[0], why or remark[1]
    end = _without_tail(body, end, brackets=reason is not None)
    leading = _LEADING.match(body, 0, end)
    start = leading.end() if leading else 0
    said = "" if leading is None else leading[0]
    arrow = r"\iff" if _IFF.match(body, start, end) else ""
    arrow = arrow or (r"\implies" if _ARROW.search(said) else "")
    begin, stop = row.start + start, row.start + max(start, end)
    return replace(row, start=begin, end=stop, why=why, arrow=arrow)


def _states_more(why: str, behind: str) -> bool:
    """Whether something stands behind a reason that is no part of it."""
    tail = _WORDS.sub(" ", behind)
    end = _without_tail(tail, len(tail), brackets=False)
    tail = tail[:end].strip(" \n\t&)]}")
    part = _PART.search(tail)
    ends_open = why.strip(" ~\\").rpartition(" ")[2].strip("(").lower() in _OPEN
    return bool(tail) and not (ends_open and part is None)


def _without_tail(body: str, end: int, *, brackets: bool) -> int:
    """The end of ``body[:end]`` without spaces, punctuation and the like."""
    tails = (*_BEHIND, "(", "[") if brackets else _BEHIND
    while end > 0:
        bare = len(body[:end].rstrip()) if body[end - 1].isspace() else end
        tail = next((t for t in tails if body.endswith(t, 0, bare)), "")
        if bare == end and not tail:
            return end
        end = bare - len(tail)
    return 0


def _with_sentence(rows: list[Row], text: str, place: int) -> list[Row]:
    """A sentence right behind a display that begins with "by", "since" is the last row's reason."""
    said = _SENTENCE.match(text[place : place + 1_000])
    if rows and said is not None and not rows[-1].why:
        sentence = re.split(r"(?<=[.;])\s", said["said"], maxsplit=1)[0]
        if (
            _SAYS_MORE.match(sentence)
            or _BEGINS_ANOTHER.search(sentence)
            or _DISPLAYED.search(sentence)
            or "$$" in sentence
        ):
            return rows  # It says why the next display holds.
        rows[-1] = replace(rows[-1], why=" ".join(sentence.split())[:300])
    return rows
