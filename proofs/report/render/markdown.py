r"""A theorem as Markdown with mathematics: between one dollar sign, or two where it is displayed.

It is that of GitHub, Jupyter and Pandoc.  What means something to Markdown or HTML is escaped in
words; in formulas ``<`` is written ``\lt``, and ``\operatorname``, which GitHub refuses, as
``\mathop``.
"""

from __future__ import annotations

import re

from ..data import TheoremReport
from . import outline, prose
from .breaking import relaxed
from .outline import Line
from .sentences import premises

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&!])")
_OPERATOR = re.compile(r"\\operatorname(\*?)\{((?:[^{}]|\{[^{}]*\})*)\}")


def theorem_markdown(theorem: TheoremReport, *, heading: str = "###") -> str:
    """Title, premises, statement and the lines of the proof, each with its reason."""
    title = f"{heading} {_text(theorem.label)} {_prose(theorem.title)} ({theorem.level})"
    parts = [title, _prose(premises(theorem)), *map(displayed, theorem.statement)]
    if theorem.steps:
        parts.append(f"**{outline.argument_title(theorem)}.**")
        parts += [line_markdown(theorem, line) for line in outline.lines(theorem)]
        if outline.is_proof(theorem):
            parts[-1] += " ∎"
    if theorem.failure:
        parts.append(_text(theorem.failure))
    return "\n\n".join(filter(None, parts)) + "\n"


def line_markdown(theorem: TheoremReport, line: Line) -> str:
    """One line: its number, its case, its formula and, below, why it holds."""
    step = line.step
    under = " and ".join(map(_formula_or_prose, step.under))
    case = f" *If* {under}:" if under else ""
    why = _prose(outline.renumbered(step.why, outline.numbers(theorem)))
    level = outline.own_level(theorem, line)
    case = f" ({level}){case}" if level else case
    return f"**({line.number})**{case}\n\n{displayed(step.claim)}\n\n{why or 'Why?'}"


def displayed(latex: str) -> str:
    """A formula on its own; prose that marks its mathematics itself as prose."""
    return _prose(latex) if prose.is_prose(latex) else f"$$\n{_math(latex)}\n$$"


def _formula_or_prose(text: str) -> str:
    return _prose(text) if prose.is_prose(text) else f"${_math(text)}$"


def _prose(text: str) -> str:
    found = []
    for piece in prose.split(text):
        match piece.kind:
            case "math":
                found.append(f"${_math(piece.text)}$")
            case "display":
                found.append(f"\n\n$$\n{_math(piece.text)}\n$$\n\n")
            case "code":
                found.append(f"``{piece.text}``" if "`" not in piece.text else _text(piece.text))
            case "emphasis":
                found.append(f"*{_text(piece.text)}*")
            case "link":
                found.append(f"<{piece.target}>")
            case _:
                found.append(_text(piece.text))
    return "".join(found)


def _math(latex: str) -> str:
    """A formula without what Markdown, HTML or GitHub's mathematics would take amiss."""
    bare = relaxed(latex.strip()).replace("$", r"\$").replace("\n", " ")
    bare = _OPERATOR.sub(
        lambda m: rf"\mathop{{\mathrm{{{m[2]}}}}}" + (r"\limits" if m[1] else ""), bare
    )
    return re.sub(r"\s*<\s*", r" \\lt ", re.sub(r"\s*>\s*", r" \\gt ", bare)).strip()


def _text(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text.replace("\n", " "))
