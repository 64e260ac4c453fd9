"""What Coq was told of a theorem, for the page."""

from __future__ import annotations

import html
import re

from hardlimit.proofs.report.data import FurtherReport, KernelReport, TheoremReport
from hardlimit.proofs.report.render import outline, prose

#: How the comments of Coq files spell signs that Coq's own text has in letters.
_SIGNS = {"sigma": "σ", "mu": "μ", "pi": "π", "<=": "≤", "^2": "²"}
_WORDS = re.compile(r"\b(?:sigma|mu|pi)\b|<=|\^2\b")


def coq_html(theorem: TheoremReport) -> str:
    """The theorem as Coq reads it, folded away; empty if Coq was not asked."""
    kernel = theorem.kernel
    if kernel is None:
        return ""
    text = "\n".join([*kernel.declarations, "", *_theorems(kernel)])
    return (
        f'<details class="coq"><summary>The same in Coq</summary>'
        f"<pre><code>{html.escape(text)}</code></pre><p>{_verdict(theorem, kernel)}</p></details>"
    )


def _theorems(kernel: KernelReport) -> list[str]:
    return [f"Theorem statement_{i} :\n  {s}." for i, s in enumerate(kernel.statements, 1)]


def _verdict(theorem: TheoremReport, kernel: KernelReport) -> str:
    """Whether Coq's kernel accepts it, and what the proof rests on."""
    if theorem.level != "proved":
        left = ", ".join([*kernel.refused, *kernel.undecided, *kernel.unwritten])
        return f"Not proved in Coq yet: steps {html.escape(left)} are open, or what it cites is."
    axioms = ", ".join(f"<code>{html.escape(name)}</code>" for name in kernel.axioms)
    rests = f"no axiom but {axioms}" if axioms else "no axiom"
    return f"Coq’s kernel accepts the proof. It rests on {rests}."


def further_html(found: tuple[FurtherReport, ...]) -> str:
    """The section on what is stated and proved in Coq alone; empty if there is nothing."""
    if not found:
        return ""
    parts = "\n".join(_further(item) for item in found)
    return (
        '<section class="chapter" id="chapter-in-coq-alone">\n<h2>Further, in Coq alone</h2>\n'
        f"<p>{prose.to_html(outline.IN_COQ_ALONE)}</p>\n{parts}\n</section>"
    )


def _further(item: FurtherReport) -> str:
    anchor = f"beyond-{item.module}"
    paragraphs = "\n".join(_paragraph(text) for text in item.prose.split("\n\n"))
    return (
        f'<article class="theorem" id="{anchor}"><h3><a class="label" href="#{anchor}">'
        f"{html.escape(item.label)}</a> <span>{html.escape(item.title)}</span></h3>\n"
        f"{paragraphs}\n"
        '<details class="coq" open><summary>The statement (its words are defined in '
        f"coq/Beyond/{item.module}.v)</summary>"
        f"<pre><code>{html.escape(item.statement)}</code></pre></details></article>"
    )


def _paragraph(text: str) -> str:
    """A paragraph of the opening comment: a list, formulas that keep their lines, or prose."""
    if text.startswith("- "):
        items = (" ".join(item.split()) for item in re.split(r"(?m)^- ", text)[1:])
        return "<ul>" + "".join(f"<li>{_readable(item)}</li>" for item in items) + "</ul>"
    set_off = any(line.startswith(" ") for line in text.splitlines())
    kind = ' class="comment"' if set_off else ""
    return f"<p{kind}>{_readable(text)}</p>"


def _readable(text: str) -> str:
    """Prose of a Coq comment with the usual signs, as HTML."""
    return html.escape(_WORDS.sub(lambda found: _SIGNS[found[0]], text), quote=False)
