"""A report as one LaTeX document, and one theorem as a fragment for somebody else's.

Both compile with ``texlive-latex-base`` alone.  Wide formulas are measured and broken by TeX
itself (see ``assets/macros.tex.txt``), so that no line runs off the page whatever the proof.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from hardlimit.proofs.report.render import outline, prose
from hardlimit.proofs.report.render.characters import text_to_tex
from hardlimit.proofs.report.render.picture import Picture
from hardlimit.proofs.report.render.reading import Book
from hardlimit.proofs.report.render.reading_tex import book_tex, texts_tex
from hardlimit.proofs.report.render.settings import Setting, setting
from hardlimit.proofs.report.render.template import asset_text, fill
from hardlimit.proofs.report.render.texparts import (
    Link,
    plain_link,
    proof_tex,
    setting_runin,
    setting_tex,
    theorem_tex,
)

from ...language.levels import LEVELS
from ..data import Report, TheoremReport

_TITLE = "k-means is the hard limit of EM"
#: What stands beside the title of the first page.
_ABOVE = "$k$-means is the hard limit of EM: checked line by line"


def gentle_tex(report: Report, book: Book, figures: Mapping[str, Picture]) -> str:
    """The gentle book: its texts, then hints and answers, then the proofs, line by line."""
    shown = {theorem.slug for theorem in book.drawn}
    link = _linker(report, shown)
    said = setting(book.drawn)
    proofs = [
        "\\hltexttitle{The proofs, line by line}",
        setting_runin(said, book.defined),
        *(proof_tex(theorem, link, said, book.defined, book.anchors) for theorem in book.drawn),
    ]
    title = text_to_tex(prose.plain(report.title))
    above = "" if title else _ABOVE
    parts = [
        fill("preamble.tex.txt", version=text_to_tex(report.version), title=title or _TITLE),
        asset_text("macros.tex.txt"),
        "\\begin{document}",
        book_tex(book, figures, above=above, proofs="\n\n".join(proofs if book.drawn else ())),
        "\\end{document}\n",
    ]
    return "\n\n".join(parts)


def reference_tex(
    report: Report,
    books: Sequence[Book] = (),
    figures: Mapping[str, Picture] = MappingProxyType({}),
) -> str:
    """All theorems with all steps, after the texts of ``books``."""
    link = _linker(report, {theorem.slug for theorem in report.theorems})
    title = text_to_tex(prose.plain(report.title)) or _TITLE
    parts = [
        fill("preamble.tex.txt", version=text_to_tex(report.version), title=title),
        asset_text("macros.tex.txt"),
        "\\begin{document}",
        _own_front(report, title) if report.title else _front(report),
        _levels(report),
        texts_tex(books, figures) if books else "",
    ]
    marks = frozenset[str]().union(*(book.anchors for book in books))
    for chapter in outline.chapters(report):
        said = setting(chapter.theorems)
        parts.append(f"\\section{{{_heading(chapter.report.title)}}}")
        parts.extend(map(_paragraph, prose.paragraphs(chapter.report.introduction)))
        parts.append(setting_tex(said))
        parts.extend(_numbered(theorem, link, said, marks) for theorem in chapter.theorems)
    parts.append(_in_coq_alone(report))
    parts.append("\\end{document}\n")
    return "\n\n".join(part for part in parts if part)


def latex_fragment(theorem: TheoremReport) -> str:
    """One theorem without a preamble, to be read with ``\\input`` into lecture notes."""
    return fill(
        "fragment.tex.txt",
        title=text_to_tex(f"{theorem.label} {prose.plain(theorem.title)}"),
        macros=asset_text("macros.tex.txt"),
        body=theorem_tex(theorem),
    )


def _front(report: Report) -> str:
    lines = [
        "\\title{$k$-means is the hard limit of EM\\\\[3pt]"
        "\\large A derivation for Gaussian mixtures, checked line by line}",
        f"\\author{{hardlimit {text_to_tex(report.version)}}}",
        "\\date{}\n\\maketitle\n\\thispagestyle{empty}",
        "\\begin{abstract}",
        "\\setlength{\\parskip}{4pt}",
        *(f"\\noindent {prose.to_tex(p)}\n" for p in prose.paragraphs(asset_text("abstract.txt"))),
        "\\end{abstract}",
    ]
    lines.extend(f"\\par\\noindent\\emph{{Note.}} {prose.to_tex(note)}" for note in report.notes)
    return "\n".join([*lines, "\\tableofcontents"])


def _own_front(report: Report, title: str) -> str:
    """The front of somebody's own book."""
    date = "\\date{}\n\\maketitle\n\\thispagestyle{empty}"
    lines = [f"\\title{{{title}}}", "\\author{}", date]
    lines.extend(f"\\par\\noindent\\emph{{Note.}} {prose.to_tex(note)}" for note in report.notes)
    return "\n".join([*lines, "\\tableofcontents"])


def _levels(report: Report) -> str:
    shown = {theorem.level for theorem in report.theorems}
    shown.update(step.level for theorem in report.theorems for step in theorem.steps)
    lines = [
        "\\section*{How to read the levels}",
        "\\addcontentsline{toc}{section}{How to read the levels}",
        "Every theorem carries a level of trust, the least of its steps and of what it "
        "cites; a step shows its own where it differs.",
        "\\begin{list}{}{\\leftmargin5em \\labelwidth4.2em \\labelsep0.8em",
        "  \\itemsep2pt \\parsep0pt",
        "  \\renewcommand{\\makelabel}[1]{#1\\hfil}}",
    ]
    for level in reversed(LEVELS):
        if level in shown or level in ("proved", "derived", "tested", "cited"):
            meaning = prose.to_tex(outline.LEVEL_MEANING[level])
            lines.append(f"\\item[\\hlmark{{{level}}}] {meaning}")
    return "\n".join([*lines, "\\end{list}"])


def _numbered(theorem: TheoremReport, link: Link, said: Setting, marks: Collection[str]) -> str:
    entry = f"{text_to_tex(theorem.label)}\\quad {_heading(theorem.title)}"
    return (
        "\\par\\addvspace{14pt plus 4pt}\\phantomsection\n"
        f"\\addcontentsline{{toc}}{{subsection}}{{{entry}}}%\n"
        f"\\renewcommand{{\\thetheorem}}{{{text_to_tex(theorem.label)}}}%\n"
        + theorem_tex(theorem, link, said, marks)
        + _where_in_coq(theorem)
    )


def _where_in_coq(theorem: TheoremReport) -> str:
    if theorem.kernel is None or not theorem.kernel.statements:
        return ""
    file = _coq_file(f"Book/{theorem.kernel.module}")
    return f"\\par\\noindent{{\\footnotesize\\emph{{The same in Coq.}} {file}\\par}}\n"


def _coq_file(name: str) -> str:
    return f"\\mbox{{\\texttt{{{text_to_tex(f'coq/{name}.v')}}}}}"


def _in_coq_alone(report: Report) -> str:
    if not report.further:
        return ""
    items = [
        f"\\item[{text_to_tex(found.label)}] {text_to_tex(found.title)}: "
        + _coq_file(f"Beyond/{found.module}")
        for found in report.further
    ]
    return "\n".join(
        [
            "\\section{Further, in Coq alone}",
            prose.to_tex(outline.IN_COQ_ALONE),
            "\\begin{list}{}{\\leftmargin3em \\labelwidth2.4em \\itemsep2pt \\raggedright}",
            *items,
            "\\end{list}",
        ]
    )


def _heading(title: str) -> str:
    plain = text_to_tex(prose.plain(title)).replace("$", "")
    return f"\\texorpdfstring{{{prose.to_tex(title)}}}{{{plain}}}"


def _paragraph(text: str) -> str:
    return prose.to_tex(text)


def _linker(report: Report, shown: Collection[str]) -> Link:
    """Names of theorems, linked where they are among the ``shown``."""
    known = outline.references(report)

    def link(name: str) -> str:
        theorem = known.get(name)
        if theorem is None:
            return plain_link(name)
        label = prose.to_tex(theorem.label)
        return f"\\hlref{{{theorem.slug}}}{{{label}}}" if theorem.slug in shown else label

    return link
