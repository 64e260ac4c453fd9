"""The parts of one theorem in LaTeX, shared by the whole document and the fragment."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from hardlimit.proofs.report.data import DeclarationReport, StepReport, TheoremReport
from hardlimit.proofs.report.render import outline, prose
from hardlimit.proofs.report.render.breaking import relaxed, with_breaks
from hardlimit.proofs.report.render.characters import math_to_ascii, text_to_tex
from hardlimit.proofs.report.render.settings import Setting, counts

from .sentences import supposed

#: How a name of another theorem is printed: as a link in the document, as a word in a fragment.
Link = Callable[[str], str]


def plain_link(name: str) -> str:
    """A name as prose, without a link."""
    return prose.to_tex(name)


def theorem_tex(
    theorem: TheoremReport,
    link: Link = plain_link,
    said: Setting = Setting(),  # noqa: B008
    marks: Collection[str] = (),
) -> str:
    """The theorem, its argument and its remarks; ``said`` is what its chapter says.

    ``marks`` are the anchors of steps to which something leads.
    """
    parts = [_statement(theorem, said)]
    if theorem.summary:
        parts.append(f"\\noindent\\emph{{In words.}} {prose.to_tex(theorem.summary)}\n")
    if theorem.failure:
        parts.append(_failure(theorem.failure))
    if theorem.steps:
        parts.append(argument_tex(theorem, link, marks))
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


def setting_tex(said: Setting) -> str:
    """What holds for all theorems of a chapter; empty if there is nothing."""
    lines = _declared(said.given, said.definitions)
    if not lines:
        return ""
    head = "\\par\\noindent\\textbf{In this chapter,} unless a theorem says otherwise:\\par"
    return "\n".join([head, *lines])


def setting_runin(said: Setting, seen: Collection[str]) -> str:
    """The same as running text, for proofs after texts that show the definitions ``seen``."""
    written = [d for d in said.definitions if d.latex not in seen]
    told = supposed(said.given, written, (), noted=True)
    head = "\\textbf{In these proofs,} unless one says otherwise:"
    # A page may end after it, though not after what a proof supposes.
    return f"\\hlsupposed{{{head} {prose.to_tex(told)}}}\\penalty0"


def proof_tex(
    theorem: TheoremReport,
    link: Link,
    said: Setting,
    seen: Collection[str],
    marks: Collection[str] = (),
) -> str:
    """A short form of a theorem: title, hypotheses, and the lines of its proof.

    Neither what is ``said`` of all nor definitions that were ``seen`` are repeated.  ``marks``
    are the anchors of steps to which something leads: they are shown although they are folded.
    """
    name = f"{text_to_tex(theorem.label)}\\quad {prose.to_tex(theorem.title)}"
    head = (
        f"\\par\\addvspace{{9pt plus 3pt}}\\noindent\\textbf{{{name}}}"
        f"\\phantomsection\\label{{hl:{theorem.slug}}}"
        f"\\hfill\\hlmark{{{theorem.level}}}\\par\\nobreak"
    )
    given = [item for item in said.new(theorem.given) if not counts(item)]
    written = [d for d in said.new(theorem.definitions) if d.latex not in seen]
    told = supposed(given, written, theorem.hypotheses, theorem.fixed, noted=True)
    premise = [f"\\hlsupposed{{{prose.to_tex(told)}}}"] if told else []
    rows = _rows(theorem, link, folded=False, marks=marks)
    return "\n".join([head, *premise, f"\\hlcompact{{{rows}}}"])


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


def _declared(
    given: Sequence[DeclarationReport], definitions: Sequence[DeclarationReport]
) -> list[str]:
    lines: list[str] = []
    if given:
        lines.append(f"{{\\raggedright\\noindent Given {', '.join(map(_given, given))}.\\par}}")
    if definitions:
        lines.append("\\noindent Write")
        lines.extend(map(_definition, definitions))
    return lines


def _supposed(theorem: TheoremReport) -> list[str]:
    if len(theorem.hypotheses) == 1:
        return [f"\\noindent Suppose {inline(theorem.hypotheses[0])}.\\par"]
    if not theorem.hypotheses:
        return []
    items = [f"\\item {inline(latex)}" for latex in theorem.hypotheses]
    begin = "\\begin{list}{$\\bullet$}{\\topsep0pt \\itemsep0pt \\parsep0pt \\leftmargin1.6em}"
    return ["\\noindent Suppose", begin, *items, "\\end{list}"]


def _statement(theorem: TheoremReport, said: Setting) -> str:
    lines = [
        f"\\begin{{theorem}}[{{{prose.to_tex(theorem.title)}}}]\\label{{hl:{theorem.slug}}}",
        f"\\hfill\\hlmark{{{theorem.level}}}\\par\\nobreak",
        *_declared(said.new(theorem.given), said.new(theorem.definitions)),
        *_supposed(theorem),
    ]
    lines.append("\\noindent Then" if len(lines) > 2 else "\\noindent")
    lines.extend(display(latex) for latex in theorem.statement)
    lines.append("\\end{theorem}\n")
    return "\n".join(lines)


def _failure(text: str) -> str:
    return f"\\par\\noindent\\hlmark{{refuted}} {text_to_tex(text)}\\par\n"


def argument_tex(theorem: TheoremReport, link: Link, marks: Collection[str] = ()) -> str:
    """The lines of the argument, and small under each of them the steps that carry it."""
    title = outline.argument_title(theorem)
    head = f"\\par\\addvspace{{6pt}}\\noindent\\textit{{{title}.}}\\par\\nobreak"
    return f"{head}\n{_rows(theorem, link, folded=True, marks=marks)}"


def _rows(theorem: TheoremReport, link: Link, *, folded: bool, marks: Collection[str] = ()) -> str:
    rows = ["\\hlchain{%"]
    names = outline.numbers(theorem)

    def mark(step: StepReport) -> str:
        anchor = f"{theorem.slug}-{step.number}"
        return f"\\hlat{{{anchor}}}" if anchor in marks else ""

    for line, case, last in _cased(theorem):
        end = "\\hlqed" if last and outline.is_proof(theorem) else ""
        at = mark(line.step)
        rows += [*case, _row(theorem, line.step, names, link if folded else None, at, end)]
        below = "".join(
            _below(
                theorem,
                step if folded else _told(theorem, step),
                names,
                link if folded else None,
                line.step.under,
                mark(step),
            )
            for step in line.below
            if folded or mark(step)
        )
        if below:
            rows.append(f"\\hlcarry{{\\hlbelow{{{below}}}}}%")
    return "\n".join([*rows, "}", ""])


def _told(theorem: TheoremReport, step: StepReport) -> StepReport:
    """A step that is shown without what it is read off: of a chain the reasons of its links."""
    known = {f"step {s.number}": s for s in theorem.steps}
    links = [known[use] for use in step.uses if use in known]
    chain = [s.why for n, s in enumerate(links) if n == 0 or s.continues]
    return replace(step, why=" ".join(chain)) if step.rule == "Chain" and chain else step


def lines_tex(theorem: TheoremReport, words: Callable[[str], str], closing: str) -> str:
    """The lines of the argument, each with its reason alone, which ``words`` turns into LaTeX.

    ``closing`` stands at the end of the last.
    """
    rows = ["\\hlchain{%"]
    names = outline.numbers(theorem)
    for line, case, last in _cased(theorem):
        left, right = _sides(line.step)
        why = words(outline.renumbered(line.step.why, names)) + (closing if last else "")
        rows += case
        rows.append(f"\\hlstep{{{line.number}}}{{{left}}}{{{right}}}%\n  {{{why}}}%")
    return "\n".join([*rows, "}"])


def _cased(theorem: TheoremReport) -> Iterator[tuple[outline.Line, list[str], bool]]:
    """Each line of the argument, what says its case where another begins, and if it is the last."""
    shown = outline.lines(theorem)
    under: tuple[str, ...] = ()
    for line in shown:
        case = [f"\\hlcase{{{_case(line.step.under)}}}%"] if line.step.under != under else []
        under = line.step.under
        yield line, case, line is shown[-1]


def _below(
    theorem: TheoremReport,
    step: StepReport,
    names: Mapping[str, str],
    link: Link | None,
    under: tuple[str, ...],
    mark: str,
) -> str:
    number = text_to_tex(names[step.number].removeprefix("step "))
    case = f"{_case(step.under)} " if step.under != under else ""
    formula = with_breaks(_formula(step.claim))
    reason = f"{mark}{case}{_reason(theorem, step, names, link)}"
    return f"\\hlunder{{{number}}}{{{formula}}}{{{reason}}}"


def _case(under: tuple[str, ...]) -> str:
    if not under:
        return "\\textit{In every case.}"
    return "\\textit{Case} " + " \\textit{and} ".join(map(inline, under)) + "."


def _row(
    theorem: TheoremReport,
    step: StepReport,
    names: Mapping[str, str],
    link: Link | None,
    mark: str,
    closing: str,
) -> str:
    left, right = _sides(step)
    number = text_to_tex(names[step.number].removeprefix("line "))
    return (
        f"\\hlstep{{{number}}}"
        f"{{{left}}}{{{right}}}%\n"
        f"  {{{mark}{_reason(theorem, step, names, link)}{closing}}}%"
    )


def _sides(step: StepReport) -> tuple[str, str]:
    """The left side, unless it goes without saying, and what follows it."""
    left, right = step.claim, ""
    if step.relation and step.rhs:
        left = "" if step.continues else step.lhs
        right = f"{step.relation} {step.rhs}"
    return with_breaks(_formula(left)), with_breaks(_formula(right))


def _reason(
    theorem: TheoremReport, step: StepReport, names: Mapping[str, str], link: Link | None
) -> str:
    """Why the step holds; by what rule, if there is a ``link`` for what it uses."""
    words = [prose.to_tex(outline.renumbered(step.why, names))] if step.why else []
    if link is not None:
        uses = [outline.renumbered(use, names) for use in step.uses]
        before, after = map(prose.to_tex, outline.by_rule(step))
        told = f"{before}{', '.join(map(link, uses))}{after}"
        if told:
            words.append(f"\\hlsoft{{{told}}}")
    if step.level != theorem.level:
        words.append(f"\\hlmark{{{step.level}}}")
    if step.failure:
        words.append(f"\\par {text_to_tex(step.failure)}")
    return " ".join(words)


def _side_conditions(theorem: TheoremReport) -> str:
    names = outline.numbers(theorem)
    items = [
        inline(latex)
        + (f" since {prose.to_tex(outline.renumbered(since, names))}" if since else "")
        for latex, since in dict.fromkeys(
            (latex, since)
            for latex, _, since in outline.conditions(theorem.steps)
            if not outline.goes_without_saying(latex, since)
        )
    ]
    if not items:
        return ""
    return (
        "\\par\\addvspace{5pt}\\noindent{\\footnotesize\\raggedright"
        "\\emph{It needs} " + "; ".join(items) + ".\\par}\n"
    )
