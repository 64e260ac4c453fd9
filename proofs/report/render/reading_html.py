"""A book of texts (:mod:`.reading`) as HTML: what proves a formula is folded under it."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping, Sequence

from ..data import TheoremReport
from . import prose
from .htmlparts import argument_html, display, inline, level_html, setting_of
from .links import Links
from .outline import lines
from .picture import Picture
from .reading import Book, Display, Exercise, Figure, Notation, Part, Table, Text
from .reading_finding import Drawn
from .reading_marks import Source, marked, sources, supposed

#: Values as fractions, by names in LaTeX, at which lines of readers are judged; by slug.
Places = Mapping[str, Sequence[Mapping[str, str]]]


def book_html(book: Book, links: Links, figures: Mapping[str, Picture], places: Places) -> str:
    """The texts, one section each."""
    shown = _Shown(book, links, figures, places)
    return "\n".join(map(shown.text, book.texts))


class _Shown:
    """Shows the parts of a book in order.

    A proof is folded under the first display of its theorem, in the last text that has one: a
    summary that stands before a longer text leads to it.
    """

    def __init__(
        self, book: Book, links: Links, figures: Mapping[str, Picture], places: Places
    ) -> None:
        self._book, self._links, self._figures, self._places = book, links, figures, places
        self._left = {theorem.slug: theorem for theorem in (*book.drawn, *book.answers)}
        self._homes = {
            item.slug: text
            for text in book.texts
            for block in text.blocks
            if isinstance(block, Display | Exercise)
            for item in block.drawn
            if not item.defines
        }
        self._at = book.texts[0]
        #: Definitions that a reader has seen.
        self._said = set(book.defined)

    def text(self, text: Text) -> str:
        """A text under its title."""
        self._at = text
        parts = [
            f'<section class="reading" id="{text.anchor}">',
            f"<h2>{self._prose(text.title)}</h2>",
        ]
        section = 0
        for block in text.blocks:
            if getattr(block, "kind", "") == "h2":
                section += 1
                title = self._prose(block.texts[0])  # type: ignore[union-attr]
                parts.append(f'<h3 id="{text.anchor}-{section}">{title}</h3>')
            else:
                parts.append(self._part(block))
        return "\n".join([*parts, "</section>"])

    def _part(self, block: Part) -> str:
        if isinstance(block, Notation):
            return self._notation(block)
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Display):
            return self._display(block.drawn)
        if isinstance(block, Figure):
            picture = self._figures[block.name]
            return (
                f'<figure class="picture">{picture.svg}'
                f"<figcaption>{self._prose(block.caption)}</figcaption></figure>"
            )
        if isinstance(block, Exercise):
            return self._exercise(block)
        if block.kind in ("ul", "ol"):
            items = "".join(f"<li>{self._prose(text)}</li>" for text in block.texts)
            return f"<{block.kind}>{items}</{block.kind}>"
        return f"<p>{self._prose(block.texts[0])}</p>"

    def _notation(self, block: Notation) -> str:
        rows = "".join(
            f"<tr><td>{self._prose(symbol)}</td>"
            f"<td>{self._prose(shape)}</td><td>{self._prose(meaning)}</td></tr>"
            for symbol, shape, meaning in block.rows
        )
        head = (
            '<thead><tr><th scope="col">symbol</th><th scope="col">shape</th>'
            '<th scope="col">meaning</th></tr></thead>'
        )
        return (
            '<table class="notation"><caption>Notation</caption>'
            f"{head}<tbody>{rows}</tbody></table>"
        )

    def _table(self, block: Table) -> str:
        """A table; on a narrow page each row is a list of its cells, with the column's name."""
        head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in block.head)
        rows = "".join(f"<tr>{self._row(row, block.head)}</tr>" for row in block.rows)
        return f'<table class="words"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'

    def _row(self, row: tuple[str, ...], names: tuple[str, ...]) -> str:
        return "".join(
            f'<td data-c="{html.escape(name)}">{self._prose(cell)}</td>'
            for name, cell in zip(names, row, strict=True)
        )

    def _display(
        self, drawn: tuple[Drawn, ...], proof: Callable[[TheoremReport], str] | None = None
    ) -> str:
        parts = [display(latex) for item in drawn for latex in item.latex]
        under = supposed(drawn)
        if under:
            parts.append(f'<p class="if">if {" and ".join(map(inline, under))}</p>')
        proved = {item.slug for item in drawn if not item.defines}
        names = ", ".join(
            f'<a href="{self._href(one, one.slug in proved)}"{_spoken(one)}>'
            f"{html.escape(one.shown)}</a>"
            for one in sources(drawn)
        )
        return (
            f'<div class="drawn">{"".join(parts)}<p class="source">{names}</p></div>'
            f"{self._proofs(drawn, proof or self._proof)}"
        )

    def _href(self, source: Source, here: bool) -> str:
        return html.escape(f"#{source.anchor}") if here else self._links.href(source.slug)

    def _proofs(self, drawn: tuple[Drawn, ...], proof: Callable[[TheoremReport], str]) -> str:
        """The proofs that belong here."""
        found = ""
        for slug in dict.fromkeys(item.slug for item in drawn if not item.defines):
            if slug in self._left and self._homes[slug] is self._at:
                found += proof(self._left.pop(slug))
        return found

    def _proof(self, theorem: TheoremReport) -> str:
        count = len(lines(theorem))
        many = f"{count} line" + ("" if count == 1 else "s")
        rests = ", ".join(map(self._links.link, theorem.cites))
        page = self._links.reference.get(theorem.slug, "")
        more = f'<a href="{html.escape(page)}#{html.escape(theorem.slug)}">All about it</a>'
        return (
            f'<details class="proof" id="{html.escape(theorem.slug)}"><summary>Proof of '
            f"<b>{html.escape(theorem.label)}</b>: <span>{prose.to_html(theorem.title)}</span>, "
            f"{many} {level_html(theorem.level)}</summary>\n"
            f"{self._setting(theorem)}{argument_html(theorem, self._links, titled=False)}"
            f'<p class="notes">{f"It rests on {rests}. " if rests else ""}{more}.</p></details>'
        )

    def _reasons(self, theorem: TheoremReport) -> str:
        """Why an answer holds, where its formulas are its lines; else its proof, folded."""
        shown = lines(theorem)
        if [line.step.claim for line in shown] != list(theorem.statement):
            return self._proof(theorem)
        said = " ".join(prose.to_html(line.step.why) for line in shown)
        slug = html.escape(theorem.slug)
        page = html.escape(self._links.reference.get(theorem.slug, ""))
        return (
            f'<p id="{slug}">{said} {level_html(theorem.level)} '
            f'<a href="{page}#{slug}">All about it</a></p>'
        )

    def _setting(self, theorem: TheoremReport) -> str:
        """What a proof supposes, and what it writes that no text has said."""
        definitions = tuple(d for d in theorem.definitions if d.latex not in self._said)
        self._said.update(d.latex for d in definitions)
        return setting_of(theorem.hypotheses, definitions)

    def _exercise(self, block: Exercise) -> str:
        hints = "".join(
            f"<details><summary>Hint {number}</summary><p>{self._prose(hint)}</p></details>"
            for number, hint in enumerate(block.hints, 1)
        )
        anchor = f"exercise-{block.number}"
        return (
            f'<section class="exercise" id="{anchor}" aria-labelledby="{anchor}-question"'
            f"{self._tried(block)}>"
            f'<p id="{anchor}-question"><b>Exercise {block.number}.</b> '
            f"{self._prose(block.question)}</p>{hints}"
            f"<details><summary>Answer</summary><p>{self._prose(block.answer)}</p>"
            f"{self._display(block.drawn, self._reasons)}</details></section>"
        )

    def _tried(self, block: Exercise) -> str:
        """What a reader's own line is judged by: the formulas of the answer, and numbers."""
        slugs = {item.slug for item in block.drawn if not item.defines}
        places = self._places.get(next(iter(slugs)), ()) if len(slugs) == 1 else ()
        if not places:
            return ""
        lines_ = [latex for item in block.drawn for latex in item.latex]
        told = json.dumps({"lines": lines_, "places": list(places)}, separators=(",", ":"))
        return f" data-try='{html.escape(told)}'".replace("&quot;", '"')

    def _prose(self, text: str) -> str:
        def link(label: str) -> str:
            name, slug = html.escape(label), self._book.links[label]
            return f'[<a href="{self._links.href(slug)}">{name}</a>]' if slug else f"[{name}]"

        return marked(text, prose.to_html, link, ("<strong>", "</strong>"))


def _spoken(source: Source) -> str:
    """What a link to a line is called where its theorem is not said again."""
    if source.shown.startswith(source.of):
        return ""
    return f' aria-label="{html.escape(source.of)}, line {html.escape(source.line)}"'
