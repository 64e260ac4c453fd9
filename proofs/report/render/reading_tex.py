"""A book of texts (:mod:`.reading`) as LaTeX; answers and proofs follow the texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from . import prose
from .breaking import relaxed, with_breaks
from .characters import math_to_ascii, text_to_tex
from .picture import Picture
from .reading import Book, Display, Exercise, Figure, Notation, Part, Table, Text
from .reading_finding import Drawn
from .reading_marks import marked, sources, supposed
from .template import asset_text

#: Rows of symbols that are set in two columns.
_MANY = 6
#: How a theorem or a line of it is referred to: its anchor and what is shown of it.
_HERE = "\\hlref{{{slug}}}{{{shown}}}"


def book_tex(book: Book, figures: Mapping[str, Picture], *, above: str, proofs: str = "") -> str:
    """The texts as LaTeX, without a preamble, under the line ``above``.

    Answers and ``proofs`` (LaTeX, too) stand after the last text that asks something; texts that
    go on from there come after them, in smaller type.
    """
    shown = _Shown(book, figures, opens=True)
    first, *others = map(shown.text, book.texts)
    asking = [n for n, text in enumerate(book.texts) if _exercises(text)]
    end = max(asking, default=len(others))
    after = [f"{{\\small {text}\\par}}" for text in others[end:]]
    others[end:] = [shown.answers(), proofs, *after]
    parts = [asset_text("reading.tex.txt"), f"\\hltextbegin{{{above}}}", first]
    return "\n".join([*parts, "\\hltextend", *others])


def texts_tex(books: Sequence[Book], figures: Mapping[str, Picture]) -> str:
    """Texts that stand before all theorems, those that they draw among them."""
    shown = (_Shown(book, figures).text(text) for book in books for text in book.texts)
    return "\n".join([asset_text("reading.tex.txt"), *shown])


def _exercises(text: Text) -> list[Exercise]:
    return [block for block in text.blocks if isinstance(block, Exercise)]


class _Shown:
    """Shows the parts of a book in order."""

    def __init__(self, book: Book, figures: Mapping[str, Picture], *, opens: bool = False) -> None:
        self._book, self._figures, self._opens = book, figures, opens
        self._here = {theorem.slug for theorem in book.drawn}
        self._first = False

    def text(self, text: Text) -> str:
        """A text under its title."""
        self._first = self._opens and text is self._book.texts[0]
        return "\n".join(
            [f"\\hltexttitle{{{self._prose(text.title)}}}", *map(self._part, text.blocks)]
        )

    def _part(self, block: Part) -> str:
        if isinstance(block, Notation):
            return self._notation(block)
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Display):
            return self._display(block.drawn)
        if isinstance(block, Figure):
            picture = self._figures[block.name]
            kind = "\\hlfigureside" if picture.narrow else "\\hlfigure"
            return f"{kind}{{%\n{picture.latex.strip()}}}{{{self._prose(block.caption)}}}"
        if isinstance(block, Exercise):
            question = self._prose(block.question)
            return f"\\hlexercise{{{block.number}}}{{{question}}}"
        if block.kind in ("ul", "ol"):
            items = (f"\\item {self._prose(text)}" for text in block.texts)
            kind = {"ul": "\\hlbullets", "ol": "\\hlnumbers"}[block.kind]
            return "\n".join([f"{kind}{{", *items, "}"])
        if block.kind == "h2":
            return f"\\hltexthead{{{self._prose(block.texts[0])}}}"
        return f"{self._prose(block.texts[0])}\\par"

    def _notation(self, block: Notation) -> str:
        cells = [[self._prose(cell) for cell in row] for row in block.rows]
        if not self._first and len(cells) < _MANY:
            rows = [" & ".join(row) + " \\\\" for row in cells]
            return "\n".join(["\\hlnotation{%", *rows, "}"])
        told = [
            f"\\hlsymbol{{{symbol}}}{{{'' if shape in ('number', 'numbers') else f'({shape})'}}}"
            f"{{{meaning}}}%"
            for symbol, shape, meaning in cells
        ]
        # Two columns of about the same height: a row is as long as its words.
        long = 70 if self._first else 42
        sizes = [1 + len(plain) // long for plain in ("".join(row) for row in block.rows)]
        half = next(n for n in range(len(told) + 1) if 2 * sum(sizes[:n]) >= sum(sizes))
        return "\n".join(["\\hlnotationbeside{%", *told[:half], "}{%", *told[half:], "}"])

    def _table(self, block: Table) -> str:
        """A table that is as wide as the line; a column is the wider the longer its cells."""
        rows = (block.head, *block.rows)
        # A long cell is broken, so that its column needs less than its length.
        sizes = [max(6, *map(len, column)) ** 0.5 for column in zip(*rows, strict=True)]
        each = (f"p{{{0.92 * size / sum(sizes):.3f}\\linewidth}}" for size in sizes)
        columns = "@{\\enspace}".join(each)
        told = [" & ".join(f"\\hlcell{{{self._prose(c)}}}" for c in row) for row in rows]
        told = [f"{row} \\tabularnewline\\noalign{{\\vskip3pt}}" for row in told]
        begin = f"\\hltable{{@{{}}{columns}@{{}}}}{{%"
        return "\n".join([begin, told[0], "\\hline\\noalign{\\vskip3pt}", *told[1:], "}"])

    def answers(self) -> str:
        """Hints and answers of all exercises; empty if there are none."""
        found = [exercise for text in self._book.texts for exercise in _exercises(text)]
        if not found:
            return ""
        parts = ["\\hltexttitle{Hints and answers}"]
        for block in found:
            hints = " ".join(
                f"\\emph{{Hint {n}.}} {self._prose(hint)}" for n, hint in enumerate(block.hints, 1)
            )
            parts.append(f"\\hlanswer{{{block.number}}}{{{hints}}}{{{self._prose(block.answer)}}}")
            parts.append(self._display(block.drawn))
        return "\n".join(parts)

    def _display(self, drawn: tuple[Drawn, ...]) -> str:
        formulas: list[str] = []
        for item in drawn:
            formulas.extend(with_breaks(_formula(latex)) for latex in item.latex)
        for place, latex in enumerate(supposed(drawn)):
            word = "and" if place else "if"
            formulas.append(f"\\mbox{{\\footnotesize {word} ${_formula(latex)}$}}")
        names = ", ".join(
            self._ref(one.slug, text_to_tex(one.shown), one.anchor) for one in sources(drawn)
        )
        side_by_side = " \\hlbeside ".join(formulas)
        return f"\\hldrawn{{{side_by_side}}}{{{names}}}"

    def _ref(self, slug: str, shown: str, anchor: str = "") -> str:
        """``shown`` as a link to a theorem that is printed, or to a place in it."""
        return _HERE.format(slug=anchor or slug, shown=shown) if slug in self._here else shown

    def _prose(self, text: str) -> str:
        def link(label: str) -> str:
            shown = self._ref(self._book.links[label], text_to_tex(label))
            return f"\\hltextlink{{{shown}}}"

        return marked(text, prose.to_tex, link, ("\\textbf{", "}"))


def _formula(latex: str) -> str:
    return relaxed(math_to_ascii(latex))
