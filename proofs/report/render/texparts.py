"""The parts of one theorem in LaTeX, shared by the whole document and the fragment."""

from __future__ import annotations

from collections.abc import Callable

from hardlimit.proofs.report.data import DeclarationReport, StepReport, TheoremReport
from hardlimit.proofs.report.render import outline, prose
from hardlimit.proofs.report.render.breaking import relaxed, with_breaks
from hardlimit.proofs.report.render.characters import math_to_ascii, text_to_tex

#: How a name of another theorem is printed: as a link in the document, as a word in a fragment.
Link = Callable[[str], str]


def plain_link(name: str) -> str:
    """A name as prose, without a link."""
    return prose.to_tex(name)


def theorem_tex(theorem: TheoremReport, link: Link = plain_link) -> str:
    """The theorem, its argument and its remarks."""
    parts = [_statement(theorem)]
    if theorem.summary:
        parts.append(f"\\noindent\\emph{{In words.}} {prose.to_tex(theorem.summary)}\n")
    if theorem.failure:
        parts.append(_failure(theorem.failure))
    if theorem.steps:
        parts.append(_argument(theorem, link))
        parts.append(_side_conditions(theorem))
    if theorem.crosscheck is not None:
        text = prose.to_tex(outline.crosscheck_prose(theorem.crosscheck))
        parts.append(f"\\par\\noindent{{\\footnotesize\\emph{{Cross-check.}} {text}\\par}}\n")
    if theorem.pitfall:
        parts.append(f"\\begin{{pitfall}}\n{prose.to_tex(theorem.pitfall)}\n\\end{{pitfall}}\n")
    if theorem.references:
        listed = "; ".join(prose.to_tex(text.rstrip(".")) for text in theorem.references)
        parts.append(f"\\par\\noindent{{\\footnotesize\\emph{{References.}} {listed}.\\par}}\n")
    return "\n".join(part for part in parts if part)


def inline(text: str) -> str:
    """A bare formula as inline mathematics; prose that marks its own formulas as prose."""
    return prose.to_tex(text) if prose.is_prose(text) else f"${_formula(text)}$"


def _given(item: DeclarationReport) -> str:
    note = f" ({prose.to_tex(item.note)})" if item.note else ""
    return inline(item.latex) + note


def _definition(item: DeclarationReport) -> str:
    return f"\\hldefinition{{{with_breaks(_formula(item.latex))}}}{{{prose.to_tex(item.note)}}}"


def display(latex: str) -> str:
    """A formula on its own line."""
    if prose.is_prose(latex):
        return f"\\par\\noindent {prose.to_tex(latex)}\\par"
    return f"\\hldisplay{{{with_breaks(_formula(latex))}}}"


def _formula(latex: str) -> str:
    return relaxed(math_to_ascii(latex))


def _statement(theorem: TheoremReport) -> str:
    lines = [
        f"\\begin{{theorem}}[{{{prose.to_tex(theorem.title)}}}]\\label{{hl:{theorem.slug}}}",
        f"\\hfill\\hlmark{{{theorem.level}}}\\par\\nobreak",
    ]
    if theorem.given:
        listed = ", ".join(map(_given, theorem.given))
        lines.append(f"{{\\raggedright\\noindent Given {listed}.\\par}}")
    if theorem.definitions:
        lines.append("\\noindent Write")
        lines.extend(map(_definition, theorem.definitions))
    if len(theorem.hypotheses) == 1:
        lines.append(f"\\noindent Suppose {inline(theorem.hypotheses[0])}.\\par")
    elif theorem.hypotheses:
        lines.append("\\noindent Suppose")
        lines.append(
            "\\begin{list}{$\\bullet$}{\\topsep0pt \\itemsep0pt \\parsep0pt \\leftmargin1.6em}"
        )
        lines.extend(f"\\item {inline(latex)}" for latex in theorem.hypotheses)
        lines.append("\\end{list}")
    lines.append("\\noindent Then" if len(lines) > 2 else "\\noindent")
    lines.extend(display(latex) for latex in theorem.statement)
    lines.append("\\end{theorem}\n")
    return "\n".join(lines)


def _failure(text: str) -> str:
    return f"\\par\\noindent\\hlmark{{refuted}} {text_to_tex(text)}\\par\n"


def _argument(theorem: TheoremReport, link: Link) -> str:
    title = outline.argument_title(theorem)
    lines = [f"\\par\\addvspace{{6pt}}\\noindent\\textit{{{title}.}}\\par\\nobreak", "\\hlchain{%"]
    under: tuple[str, ...] = ()
    for place, step in enumerate(theorem.steps):
        if step.under != under:
            under = step.under
            lines.append(f"\\hlcase{{{_case(under)}}}%")
        last = place == len(theorem.steps) - 1 and outline.is_proof(theorem)
        lines.append(_row(step, link, "\\hlqed" if last else ""))
    return "\n".join([*lines, "}", ""])


def _case(under: tuple[str, ...]) -> str:
    if not under:
        return "\\textit{In every case.}"
    return "\\textit{Case} " + " \\textit{and} ".join(map(inline, under)) + "."


def _row(step: StepReport, link: Link, closing: str) -> str:
    left, right = step.claim, ""
    if step.relation and step.rhs:
        left = "" if step.continues else step.lhs
        right = f"{step.relation} {step.rhs}"
    return (
        f"\\hlstep{{{text_to_tex(step.number)}}}"
        f"{{{with_breaks(_formula(left))}}}{{{with_breaks(_formula(right))}}}%\n"
        f"  {{{_reason(step, link)}{closing}}}%"
    )


def _reason(step: StepReport, link: Link) -> str:
    words = [prose.to_tex(step.why)] if step.why else []
    rule = ", ".join(part for part in (prose.to_tex(step.reason), *map(link, step.uses)) if part)
    if rule:
        words.append(f"\\hlsoft{{{rule}}}")
    words.append(f"\\hlmark{{{step.level}}}")
    if step.failure:
        words.append(f"\\par {text_to_tex(step.failure)}")
    return " ".join(words)


def _side_conditions(theorem: TheoremReport) -> str:
    items = [
        f"{inline(latex)}: {prose.to_tex(by)} ({text_to_tex(steps)})"
        for latex, by, steps in outline.side_conditions(theorem)
    ]
    if not items:
        return ""
    return (
        "\\par\\addvspace{5pt}\\noindent{\\footnotesize\\raggedright"
        "\\emph{Side conditions} (with the steps that need them). " + "; ".join(items) + ".\\par}\n"
    )
