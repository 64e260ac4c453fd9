"""A report as one LaTeX document, and one theorem as a fragment for somebody else's.

Both compile with ``texlive-latex-base`` alone.  Wide formulas are measured and broken by TeX
itself (see ``assets/macros.tex.txt``), so that no line runs off the page whatever the proof.
"""

from __future__ import annotations

from hardlimit.proofs.report.render import outline, prose
from hardlimit.proofs.report.render.characters import text_to_tex
from hardlimit.proofs.report.render.reading import FirstPage
from hardlimit.proofs.report.render.reading_parts import page_tex
from hardlimit.proofs.report.render.template import asset_text, fill
from hardlimit.proofs.report.render.texparts import Link, plain_link, theorem_tex

from ...language.levels import LEVELS
from ..data import Report, TheoremReport

#: What stands above the text of the first page.
_ABOVE = (
    "$k$-means is the hard limit of EM: a derivation for Gaussian mixtures, checked line by line"
)


def latex_document(report: Report, *, picture: str | None, first: FirstPage | None = None) -> str:
    """The whole report as the text of ``hardlimit.tex``.

    Args:
        report: what a run found.
        picture: LaTeX code for the opening picture, or None.
        first: the text that stands before everything else, or None.
    """
    link = _linker(report)
    parts = [
        fill("preamble.tex.txt", version=text_to_tex(report.version)),
        asset_text("macros.tex.txt"),
        "\\begin{document}",
        *([page_tex(first, above=_ABOVE)] if first is not None else []),
        _front(report),
    ]
    if picture is not None:
        parts.append(_figure(picture))
    parts.append(_levels(report))
    for chapter in outline.chapters(report):
        parts.append(f"\\section{{{_heading(chapter.report.title)}}}")
        parts.extend(map(_paragraph, prose.paragraphs(chapter.report.introduction)))
        parts.extend(_numbered(theorem, link) for theorem in chapter.theorems)
    parts.append(_in_coq_alone(report))
    parts.append("\\end{document}\n")
    return "\n\n".join(parts)


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


def _figure(picture: str) -> str:
    return (
        "\\begin{figure}[ht]\\centering\n"
        f"{picture.strip()}\n\\caption{{{prose.to_tex(asset_text('caption.txt'))}}}\n\\end{{figure}}"
    )


def _levels(report: Report) -> str:
    shown = {theorem.level for theorem in report.theorems}
    shown.update(step.level for theorem in report.theorems for step in theorem.steps)
    lines = [
        "\\section*{How to read the levels}",
        "\\addcontentsline{toc}{section}{How to read the levels}",
        "Every step and every theorem carries a level of trust. A theorem has the least level "
        "of its steps and of what it cites, so that one weak line is not hidden by many strong "
        "ones.",
        "\\begin{list}{}{\\leftmargin5em \\labelwidth4.2em \\labelsep0.8em",
        "  \\itemsep2pt \\parsep0pt",
        "  \\renewcommand{\\makelabel}[1]{#1\\hfil}}",
    ]
    for level in reversed(LEVELS):
        if level in shown or level in ("proved", "derived", "tested", "cited"):
            meaning = prose.to_tex(outline.LEVEL_MEANING[level])
            lines.append(f"\\item[\\hlmark{{{level}}}] {meaning}")
    return "\n".join([*lines, "\\end{list}"])


def _numbered(theorem: TheoremReport, link: Link) -> str:
    entry = f"{text_to_tex(theorem.label)}\\quad {_heading(theorem.title)}"
    return (
        "\\par\\addvspace{14pt plus 4pt}\\phantomsection\n"
        f"\\addcontentsline{{toc}}{{subsection}}{{{entry}}}%\n"
        f"\\renewcommand{{\\thetheorem}}{{{text_to_tex(theorem.label)}}}%\n"
        + theorem_tex(theorem, link)
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


def _linker(report: Report) -> Link:
    known = outline.references(report)

    def link(name: str) -> str:
        theorem = known.get(name)
        if theorem is None:
            return plain_link(name)
        return f"\\hlref{{{theorem.slug}}}{{{prose.to_tex(theorem.label)}}}"

    return link
