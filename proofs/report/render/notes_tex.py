"""Theorems as they stand in lecture notes: statement and proof, and nothing else.

What is written goes with ``hardlimit.sty`` and a bibliography, both written here, too.  It uses
the document's own ``theorem`` and ``proof`` where there are some (amsthm, beamer).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from importlib.resources import files

from ..data import TheoremReport
from . import outline, prose
from .breaking import relaxed, with_breaks
from .characters import math_to_ascii, text_to_tex
from .sentences import premises
from .template import asset_text
from .texparts import lines_tex

_KEY = "hardlimit"
#: Formulas of fewer characters fit into a line.
_LONG = 60


def notes_tex(theorems: Sequence[TheoremReport], labels: Iterable[str], version: str) -> str:
    r"""The theorems in order, for ``\input``.

    A theorem that is named is referred to by ``\ref`` if it is among them, else by ``\cite``.

    Args:
        theorems: what is printed, in order.
        labels: the labels of all theorems that may be named.
        version: of this package.
    """
    here = {theorem.label: theorem.slug for theorem in theorems}
    named = _Named(here, labels)
    head = (
        f"% Written by hardlimit {text_to_tex(version)} from checked objects.\n"
        "% For \\input in a document with \\usepackage{hardlimit} and the bibliography "
        "hardlimit.bib.\n"
    )
    return head + "\n".join(_theorem(theorem, named) for theorem in theorems)


def notes_bib(theorems: Iterable[TheoremReport], version: str) -> str:
    r"""The bibliography: this package, and the sources that the theorems name."""
    known = dict.fromkeys(source for theorem in theorems for source in theorem.references)
    title = "hardlimit: $k$-means is the hard limit of EM, checked line by line"
    note = f"Version {text_to_tex(version)}"
    entries = [
        f"@misc{{{_KEY},\n  key = {{hardlimit}},\n"
        f"  title = {{{{{title}}}}},\n  note = {{{note}}}\n}}"
    ]
    keys: set[str] = set()
    for source in known:
        key = _key(source)
        while key in keys:
            key += "x"
        keys.add(key)
        told = prose.to_tex(source.rstrip("."))
        entries.append(f"@misc{{{key},\n  key = {{{key}}},\n  note = {{{told}}}\n}}")
    return "\n\n".join(entries) + "\n"


def notes_sty() -> str:
    """``hardlimit.sty``: the block of givens, and what theorems are set with."""
    package = files("hardlimit.proofs.notes").joinpath("hardlimit.sty").read_text(encoding="utf-8")
    own, end, _ = package.partition("\\endinput")
    return "".join([own, asset_text("macros.tex.txt"), asset_text("notes.tex.txt"), end, "\n"])


def _key(source: str) -> str:
    return "hl-" + re.sub(r"[^a-z0-9]+", "-", source.lower()).strip("-")[:40].strip("-")


class _Named:
    """What stands for the label of a theorem in prose."""

    def __init__(self, here: dict[str, str], labels: Iterable[str]) -> None:
        self._here = here
        known = "|".join(map(re.escape, sorted({*labels, *here}, key=len, reverse=True)))
        self._label = re.compile(rf"(?<![\w$^{{.])({known})(?![\w^}}]|\.\d)") if known else None

    def tex(self, text: str) -> str:
        """Prose as LaTeX, its labels as references."""
        if self._label is None:
            return prose.to_tex(text)
        kept: list[str] = []

        def hold(match: re.Match[str]) -> str:
            label = match[1]
            slug = self._here.get(label)
            shown = f"\\ref{{hl:{slug}}}" if slug else f"\\cite[{text_to_tex(label)}]{{{_KEY}}}"
            kept.append(shown)
            return f"\x02{len(kept) - 1}\x03"

        parts = re.split(r"(\$[^$]*\$)", text)
        held = "".join(p if n % 2 else self._label.sub(hold, p) for n, p in enumerate(parts))
        return re.sub(r"\x02(\d+)\x03", lambda m: kept[int(m[1])], prose.to_tex(held))


def _theorem(theorem: TheoremReport, named: _Named) -> str:
    goals = " \\hlbeside ".join(map(_formula, theorem.statement))
    source = f"\\cite[{text_to_tex(theorem.label)}]{{{_KEY}}}"
    parts = [
        # The head of a theorem is a box, which no line break divides.
        f"\\begin{{theorem}}[{{{prose.to_tex(theorem.title)}}}]"
        f"\\label{{hl:{theorem.slug}}}\\hlsource{{{source}}}",
        *_let(theorem),
        f"\\hlgoals{{{goals}}}",
        "\\end{theorem}",
    ]
    if theorem.steps:
        known = outline.is_proof(theorem)
        proof = lines_tex(theorem, named.tex, closing="\\qedhere" if known else "")
        parts += [
            "\\hlroom\\begin{proof}" + ("" if known else "[Argument]"),
            f"\\hlargument{{{proof}}}",
            "\\end{proof}",
        ]
    return "\n".join(parts) + "\n"


def _let(theorem: TheoremReport) -> list[str]:
    """What is given, written and supposed, as running text; long formulas are measured by TeX."""
    told = "".join(
        f"\\hlwide{{{_formula(piece.text)}}}"
        if piece.kind == "math" and len(piece.text) > _LONG
        else prose.piece_to_tex(piece)
        for piece in prose.split(premises(theorem))
    )
    return [f"\\hllet{{{told}}}"] if told else []


def _formula(latex: str) -> str:
    return with_breaks(relaxed(math_to_ascii(latex)))
