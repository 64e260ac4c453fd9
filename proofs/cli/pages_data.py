"""The pages of a derivation to study: plain data, loads nothing heavy."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LinePage:
    """A line: what stands over it, what is asked, the line itself, and what lies under it.

    ``step`` is its number for the checker, ``latex`` how it is written in LaTeX.
    """

    step: str
    head: str
    asked: str
    line: str
    under: str
    hint: str
    latex: str
    holds: bool


@dataclass(frozen=True)
class Pages:
    """A derivation: its statement, its lines, what came out, whether it holds."""

    statement: str
    lines: tuple[LinePage, ...]
    closing: str
    holds: bool


def in_full(pages: Pages) -> list[str]:
    """All of it, a page each."""
    lines = [f"{page.head}\n\n{page.line}\n{page.under}" for page in pages.lines]
    return [pages.statement, *lines, pages.closing]
