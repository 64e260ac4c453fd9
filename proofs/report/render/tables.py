"""Small tables of computed numbers, which stand where a picture may stand.

The numbers come from the caller, who has written them down as text.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import prose
from .picture import Picture


@dataclass(frozen=True)
class Numbers:
    """Rows of text under a head, by name; formulas in the head stand between dollar signs."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def set_table(table: Numbers) -> Picture:
    """The table on the page and in the PDF."""
    head = "".join(f'<th scope="col">{prose.to_html(cell)}</th>' for cell in table.head)
    rows = "".join(
        "<tr>" + "".join(f"<td>{prose.to_html(cell)}</td>" for cell in row) + "</tr>"
        for row in table.rows
    )
    page = f'<table class="numbers"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    lines = [" & ".join(map(prose.to_tex, row)) + " \\\\" for row in (table.head, *table.rows)]
    columns = "@{\\quad}".join("r" for _ in table.head)
    paper = [f"\\footnotesize\\begin{{tabular}}{{{columns}}}", lines[0], "\\hline", *lines[1:]]
    return Picture(page, "\n".join([*paper, "\\end{tabular}"]), narrow=True)
