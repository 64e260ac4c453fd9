"""Texts in which no displayed formula is written by hand: the grammar, and what is drawn.

A book is one text or several, which share their symbols.  A text is Markdown of a small closed
grammar: headings (``#``, ``##``), paragraphs, lists, one table of notation, other tables,
``**strong**``, ``*emphasis*``, ``$...$`` and links to theorems, ``[D1]``, or by its title to a
text that is printed elsewhere.  A line ``!! name caption`` is a figure, or a table of computed
numbers, of that name.  An exercise is a block of lines: ``?? question``, hints ``? …``, an
answer ``! …``, and at least one formula that is drawn.

A displayed formula is named, never written: after ``::`` stand, with semicolons between them,

* ``D1`` (its statement), ``D1.2`` or ``D1 goal 2`` (a part of it),
* ``A2 step 3`` (the claim of a step), ``D1 defines t`` (a definition).

Each symbol of a formula, drawn or in a line, is declared in the table or by a definition drawn
above.  A formula in a line that has a relation sign must stand, token by token, in a theorem
that the text draws or links.  A symbol that two theorems define differently is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ...language.errors import HardlimitError
from ..data import Report, TheoremReport
from .mathematics import is_mathematics
from .prose import plain
from .reading_finding import Drawn, Finder, NotThere
from .reading_meanings import Meanings
from .reading_symbols import NotRead, stands_in, states, symbols

_MATHS = re.compile(r"\$([^$]*)\$")
LINK = re.compile(r"\[([A-Z][A-Za-z0-9.\-]*(?: [A-Za-z0-9.\-]+)*)\]")
_REFUSED = re.compile(r"`|\]\(|\$\$|\\\[|\\\(|^\s*[>|<]|[\x00-\x08\x0b-\x1f]")


#: The columns of the table that declares symbols.
NOTATION = ("symbol", "shape", "meaning")


class TextRefused(HardlimitError):
    """A text cannot be set; the message is one sentence with file and line."""


@dataclass(frozen=True)
class Block:
    """A heading (``h1``, ``h2``), paragraph (``p``) or list (``ul``, ``ol``) of the text."""

    kind: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Display:
    """Formulas that stand beside each other."""

    drawn: tuple[Drawn, ...]


@dataclass(frozen=True)
class Notation:
    """Rows of symbols, shape and meaning."""

    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Table:
    """Rows of prose under the names of their columns."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A picture of this name, and what it shows in words."""

    name: str
    caption: str


@dataclass(frozen=True)
class Exercise:
    """A question, hints, and an answer with what is drawn from a theorem that proves it."""

    number: int
    question: str
    hints: tuple[str, ...]
    answer: str
    drawn: tuple[Drawn, ...]


Part = Block | Display | Notation | Table | Figure | Exercise


@dataclass(frozen=True)
class Text:
    """A text with its formulas in place."""

    title: str
    anchor: str
    blocks: tuple[Part, ...]


@dataclass(frozen=True)
class Book:
    """Texts in reading order.

    ``links`` are the theorems named, by label; ``drawn`` those of which a statement or a step is
    shown, in the order of the text, ``answers`` those that only answers of exercises show.
    """

    texts: tuple[Text, ...]
    links: Mapping[str, str]
    drawn: tuple[TheoremReport, ...]
    answers: tuple[TheoremReport, ...] = ()

    @property
    def defined(self) -> frozenset[str]:
        """The definitions (LaTeX) that a reader sees in the texts."""
        return frozenset(
            latex
            for text in self.texts
            for block in text.blocks
            if isinstance(block, Display)
            for item in block.drawn
            if item.defines
            for latex in item.latex
        )

    @property
    def anchors(self) -> frozenset[str]:
        """The places of the lines and steps that the texts show, answers left out."""
        return frozenset(
            item.anchor
            for text in self.texts
            for block in text.blocks
            if isinstance(block, Display)
            for item in block.drawn
            if item.line
        )

    @property
    def headings(self) -> list[tuple[str, str]]:
        """Anchor and title of each text and of each of its sections."""
        found: list[tuple[str, str]] = []
        for text in self.texts:
            found.append((text.anchor, text.title))
            sections = [b for b in text.blocks if isinstance(b, Block) and b.kind == "h2"]
            if text is not self.texts[0]:
                found += [(f"{text.anchor}-{n}", b.texts[0]) for n, b in enumerate(sections, 1)]
        return found


def read_book(
    report: Report,
    texts: Iterable[tuple[str, str]],
    announced: Mapping[str, str] | None = None,
    figures: Iterable[str] = (),
    beside: Iterable[str] = (),
) -> Book:
    """Read texts and put the formulas of ``report`` in their places.

    Args:
        report: what a run found; every theorem that is named must hold.
        texts: the name of each file, for what is said of it, and the Markdown text in it.
        announced: module by label of what is proved in Coq alone, though not in this run.
        figures: the names of the pictures that there are.
        beside: the titles of texts that are printed elsewhere, to which this one may lead.

    Raises:
        TextRefused: if anything is outside the grammar, not there, or does not hold.
    """
    reader = _Reader(report, dict(announced or {}), frozenset(figures), frozenset(beside))
    read = tuple(reader.read(file, text) for file, text in texts)
    answers = [t for label, t in reader.answers.items() if label not in reader.drawn]
    return Book(read, reader.links, tuple(reader.drawn.values()), tuple(answers))


class _Reader:
    """Reads texts line by line."""

    def __init__(
        self,
        report: Report,
        announced: dict[str, str],
        figures: frozenset[str],
        beside: frozenset[str],
    ) -> None:
        self._report, self._file, self._line = report, "", 0
        self._announced, self._figures, self._beside = announced, figures, beside
        self._blocks: list[Part] = []
        self._exercises = 0
        self._has_notation = False
        self.links: dict[str, str] = {}
        self.drawn: dict[str, TheoremReport] = {}
        self.answers: dict[str, TheoremReport] = {}
        self._finder = Finder(report)
        self._supposed: set[tuple[str, ...]] = set()
        self._meanings = Meanings()
        self._formulas: list[tuple[int, str]] = []

    def read(self, file: str, text: str) -> Text:
        """One text."""
        self._file, self._line, self._blocks, self._formulas = file, 0, [], []
        self._has_notation = False
        lines = [*text.split("\n"), ""]
        self._declare_rows(lines)
        while self._line < len(lines):
            first = self._line
            while self._line < len(lines) and self._goes_on(lines, first):
                self._line += 1
            block = lines[first : self._line]
            self._line = first + 1
            if block:
                self._block(block)
            self._line = first + max(len(block), 1)
        self._check_lines()
        titles = [b.texts[0] for b in self._blocks if isinstance(b, Block) and b.kind == "h1"]
        opening = self._blocks[0] if self._blocks else None
        if len(titles) != 1 or not isinstance(opening, Block) or opening.kind != "h1":
            raise TextRefused(f"{self._file}:1: a text begins with its one title, '# …'")
        return Text(titles[0], text_anchor(titles[0]), tuple(self._blocks[1:]))

    def _goes_on(self, lines: list[str], first: int) -> bool:
        """Whether the block that begins at ``first`` takes in the line at hand."""
        line, place = lines[self._line], self._line
        if not line.strip():
            return False
        if place == first or lines[first].startswith("??"):
            return True
        alone = ("#", "::", "!!", "??")
        return not (line.startswith(alone) or lines[first].startswith(("#", "::")))

    def _block(self, lines: list[str]) -> None:
        head = lines[0]
        mark = re.match(r"(#{1,2}) |(- )|(\d+\. )", head)
        if head.startswith("::"):
            self._blocks.append(Display(self._drawn(head)))
        elif head.startswith("!!"):
            self._figure(" ".join(line.strip() for line in lines))
        elif head.startswith("??"):
            self._exercise(lines)
        elif head.startswith("|"):
            self._table(lines)
        elif mark and mark[1]:
            self._supposed.clear()
            self._add(f"h{len(mark[1])}", [head[len(mark[1]) + 1 :]])
        elif mark:
            sign = r"- " if mark[2] else r"\d+\. "
            items: list[str] = []
            for line in lines:
                if re.match(sign, line):
                    items.append(re.sub(f"^{sign}", "", line))
                else:
                    items[-1] += " " + line.strip()
            self._add("ul" if mark[2] else "ol", items)
        else:
            self._add("p", [" ".join(line.strip() for line in lines)])

    def _drawn(self, line: str) -> tuple[Drawn, ...]:
        return tuple(self._draw(part.strip()) for part in line[2:].split(";"))

    def _figure(self, text: str) -> None:
        name, _, caption = text[2:].strip().partition(" ")
        if name not in self._figures:
            raise self._error(f"there is no picture {name!r}")
        self._prose(caption)
        if not caption.strip():
            raise self._error("a picture says in words what it shows")
        self._blocks.append(Figure(name, caption))

    def _exercise(self, lines: list[str]) -> None:
        """A question, hints, an answer: each begins with its sign and may go on below."""
        told: dict[str, list[str]] = {"??": [], "?": [], "!": [], "::": []}
        sign = ""
        for line in lines:
            found = re.match(r"(\?\?|\?|!|::) ", line)
            if found:
                sign = found[1]
                told[sign].append(line[len(sign) :].strip())
            elif sign != "::":
                told[sign][-1] += " " + line.strip()
            else:
                raise self._error("a formula is named on one line")
        counts = [len(told["??"]), len(told["!"]), bool(told["?"]), bool(told["::"])]
        if counts != [1, 1, True, True]:
            raise self._error("an exercise has a question, hints, an answer and what it draws")
        for text in (*told["??"], *told["?"], *told["!"]):
            self._prose(text)
        before, self.drawn = self.drawn, self.answers
        drawn = tuple(d for text in told["::"] for d in self._drawn(f"::{text}"))
        self.drawn = before
        self._exercises += 1
        hints = tuple(told["?"])
        self._blocks.append(Exercise(self._exercises, told["??"][0], hints, told["!"][0], drawn))

    def _add(self, kind: str, texts: list[str]) -> None:
        for text in texts:
            self._prose(text)
        self._blocks.append(Block(kind, tuple(texts)))

    def _prose(self, text: str) -> None:
        wrong = _REFUSED.search(text)
        if wrong or text.count("$") % 2 or text.startswith("#"):
            what = wrong[0].strip() if wrong else "$" if text.count("$") % 2 else "#"
            raise self._error(f"{what!r} is not in the grammar of a text")
        for formula in _MATHS.findall(text):
            self._formula(formula)
        for label in LINK.findall(_MATHS.sub("", text)):
            self._link(label)

    def _formula(self, latex: str) -> None:
        if not latex.strip() or not is_mathematics(latex):
            raise self._error(f"${latex}$ is not a formula of the grammar")
        self._declared(latex, f"${latex}$", words=False)
        if states(latex):
            self._formulas.append((self._line, latex))

    def _declared(self, latex: str, who: str, *, words: bool) -> None:
        try:
            unknown = self._meanings.unknown(symbols(latex, words=words))
        except NotRead as error:
            raise self._error(f"{who} has {error}, which is not in the grammar") from None
        if unknown:
            raise self._error(f"{who} has {unknown}, which the notation does not declare")

    def _check_lines(self) -> None:
        """Formulas with a relation sign stand in a theorem that the text names."""
        checked: list[str] = []
        for t in self._finder.named.values():
            checked += [*t.statement, *t.hypotheses, *(d.latex for d in t.definitions)]
            checked += [*(d.latex for d in t.given), *(s.claim for s in t.steps)]
        for line, latex in self._formulas:
            self._line = line
            if not stands_in(latex, checked):
                raise self._error(f"${latex}$ stands in no theorem that this text names")

    # -- names -------------------------------------------------------------------------
    def _link(self, label: str) -> None:
        if label in self._beside:
            self.links[label] = text_anchor(label)
            return
        further = [f for f in self._report.further if f.label == label and not f.failure]
        if any(t.label == label for t in self._report.theorems):
            try:
                self.links[label] = self._finder.theorem(label).slug
            except NotThere as error:
                raise self._error(str(error)) from None
        elif further:
            self.links[label] = f"beyond-{further[0].module}"
        elif label in self._announced and not self._report.further:
            self.links[label] = ""
        else:
            raise self._error(f"there is no theorem {label}")

    def _draw(self, wanted: str) -> Drawn:
        try:
            theorem, drawn = self._finder.formula(wanted)
        except NotThere as error:
            raise self._error(str(error)) from None
        for latex in drawn.latex:
            self._meanings.declare_definition(latex)
        for latex in (*drawn.latex, *drawn.supposes):
            self._declared(latex, f"what {drawn.label} says", words=True)
        clash = self._meanings.clash(theorem, (*drawn.latex, *drawn.supposes))
        if clash:
            raise self._error(clash)
        if not drawn.defines:
            self.drawn.setdefault(theorem.label, theorem)
        return self._once(theorem, drawn)

    def _once(self, theorem: TheoremReport, drawn: Drawn) -> Drawn:
        """``drawn`` without the hypotheses that its section has said."""
        said = (theorem.label, *drawn.supposes)
        if said in self._supposed:
            drawn = replace(drawn, supposes=())
        self._supposed.add(said)
        return drawn

    def _table(self, lines: list[str]) -> None:
        head, rule, *rows = map(_cells, [*lines, ""] if len(lines) == 1 else lines)
        if any(not re.fullmatch("-+", cell) for cell in rule):
            raise self._error("under the names of the columns of a table stands | --- | --- |")
        if not rows or any(len(row) != len(head) for row in rows):
            raise self._error("a table has rows, each with a cell for each of its columns")
        for number, row in enumerate(rows, self._line + 2):
            self._line = number
            for cell in row:
                self._prose(cell)
        if head == NOTATION:
            self._notation(rows)
        else:
            if re.search(r"[$*\[]", "".join(head)):
                raise self._error("the columns of a table have plain names")
            self._blocks.append(Table(head, tuple(rows)))

    def _notation(self, rows: list[tuple[str, ...]]) -> None:
        if self._has_notation:
            raise self._error("a text has one table of its notation")
        self._has_notation = True
        self._blocks.append(Notation(tuple((a, b, c) for a, b, c in rows)))

    def _declare_rows(self, lines: list[str]) -> None:
        """Declare what the first column of the notation names: it holds for the whole text."""
        inside = False
        for number, line in enumerate(lines, 1):
            self._line = number
            inside = line.startswith("|") and (inside or _cells(line) == NOTATION)
            if inside:
                for latex in _MATHS.findall(_cells(line)[0]):
                    self._declare(latex)
        self._line = 0

    def _declare(self, latex: str) -> None:
        try:
            found = symbols(latex, words=False)
        except NotRead as error:
            raise self._error(f"${latex}$ has {error}, which is not in the grammar") from None
        for symbol in found:
            self._meanings.declare(symbol)

    def _error(self, said: str) -> TextRefused:
        return TextRefused(f"{self._file}:{self._line}: {said}")


def title_of(text: str) -> str:
    """The title of a text that begins with one."""
    return text.partition("\n")[0].removeprefix("# ").strip()


def text_anchor(title: str) -> str:
    """Where the text of this title begins on its page."""
    return "text-" + re.sub(r"[^a-z0-9]+", "-", plain(title).lower()).strip("-")


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
