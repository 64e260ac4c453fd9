"""Theorems and their lines as objects that a notebook shows with formulas set.

They have the methods that Jupyter asks for, and need nothing that is not installed with this
package: MathML is our own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from .data import Report, TheoremReport
from .render import outline
from .render.htmlparts import line_html, theorem_html
from .render.links import Links
from .render.markdown import line_markdown, theorem_markdown
from .render.plainmath import plain_math
from .render.prose import plain
from .render.template import asset_text

#: Scripts of a page do not run in a notebook, and its style is not there; this is enough.
_STYLE = "notebook.css"


class _Shown:
    """What Jupyter asks of an object; each kind of text is made where it is asked for."""

    def _repr_html_(self) -> str:
        raise NotImplementedError

    def _repr_latex_(self) -> str:
        raise NotImplementedError

    def _repr_markdown_(self) -> str:
        raise NotImplementedError

    def _repr_mimebundle_(
        self, include: Collection[str] = (), exclude: Collection[str] = ()
    ) -> dict[str, str]:
        """All forms by their media type, those that are asked for."""
        forms = {
            "text/html": self._repr_html_,
            "text/latex": self._repr_latex_,
            "text/markdown": self._repr_markdown_,
            "text/plain": self.__repr__,
        }
        wanted = (kind for kind in forms if kind not in (exclude or ()))
        return {kind: forms[kind]() for kind in wanted if not include or kind in include}


@dataclass(frozen=True, repr=False)
class ShownLine(_Shown):
    """One line of a proof, with the steps that carry it.

    Attributes:
        theorem: the report of the whole.
        line: the line and what is folded under it.
    """

    theorem: TheoremReport
    line: outline.Line

    def __repr__(self) -> str:
        level = outline.own_level(self.theorem, self.line)
        said = f" ({level})" if level else ""
        return f"({self.line.number}) {plain_math(self.line.step.claim)}{said}"

    def _repr_html_(self) -> str:
        return _framed(
            f'<ol class="steps">{line_html(self.theorem, self.line, _links(self.theorem))}</ol>'
        )

    def _repr_latex_(self) -> str:
        level = outline.own_level(self.theorem, self.line)
        return f"$\\displaystyle {self.line.step.claim}{_said(level) if level else ''}$"

    def _repr_markdown_(self) -> str:
        return line_markdown(self.theorem, self.line)


@dataclass(frozen=True, repr=False)
class ShownTheorem(_Shown):
    """A derivation that was checked: its statement, and its lines by their numbers from 1 on.

    Attributes:
        report: all that was found out about it.
    """

    report: TheoremReport

    @property
    def holds(self) -> bool:
        """Whether every step was accepted."""
        return self.report.holds

    @property
    def level(self) -> str:
        """The least level of its steps and of what it cites."""
        return self.report.level

    @property
    def lines(self) -> tuple[ShownLine, ...]:
        """The lines that a person would write."""
        return tuple(ShownLine(self.report, line) for line in outline.lines(self.report))

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[ShownLine]:
        return iter(self.lines)

    def __getitem__(self, number: int) -> ShownLine:
        """The line of this number, as it is printed: the first is 1.

        Raises:
            IndexError: if there is none.
        """
        if not 1 <= number <= len(self.lines):
            raise IndexError(f"{self.report.label} has the lines 1 to {len(self.lines)}")
        return self.lines[number - 1]

    def __repr__(self) -> str:
        found = self.report
        head = f"{found.label}  {plain(found.title)} ({found.level})"
        return "\n".join([head, *(f"    {plain_math(latex)}" for latex in found.statement)])

    def _repr_html_(self) -> str:
        return _framed(theorem_html(self.report, _links(self.report), []))

    def _repr_latex_(self) -> str:
        return (
            "$$\n\\begin{gathered}\n"
            + " \\\\\n".join(self.report.statement)
            + ("" if self.holds else _said(self.level))
            + "\n\\end{gathered}\n$$"
        )

    def _repr_markdown_(self) -> str:
        return theorem_markdown(self.report)


def _said(level: str) -> str:
    return rf" \quad \text{{({level})}}"


def _links(theorem: TheoremReport) -> Links:
    return Links(outline.references(Report("", theorems=(theorem,))))


def _framed(inner: str) -> str:
    return f'<style>{asset_text(_STYLE)}</style><div class="hardlimit">{inner}</div>'
