"""The parts of one theorem in HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from hardlimit.proofs.report.data import (
    DeclarationReport,
    ObligationReport,
    StepReport,
    TheoremReport,
    WitnessReport,
)
from hardlimit.proofs.report.render import outline, prose
from hardlimit.proofs.report.render.coqparts import coq_html
from hardlimit.proofs.report.render.outline import Case, Node
from hardlimit.proofs.report.render.prose import formula_html, is_prose, to_html

_VERDICT = {
    "accepts": "accepts",
    "refutes": "refutes",
    "undecided": "cannot decide",
    "absent": "was not asked",
}


def level_html(level: str) -> str:
    """The mark of a level: a sign and its name, linked to what it means."""
    return f'<a class="level is-{level}" href="#levels">{level}</a>'


def inline(text: str) -> str:
    """A bare formula as inline mathematics; prose that marks its own formulas as prose."""
    return to_html(text) if is_prose(text) else formula_html(text)


def display(latex: str, kind: str = "") -> str:
    """A formula in a box of its own, which scrolls if the formula is wider than the page."""
    if is_prose(latex):
        return f"<p>{to_html(latex)}</p>"
    classes = f"formula {kind}".strip()
    set_as = formula_html(latex, display=True, goes_on=kind == "continues")
    return f'<div class="{classes}">{set_as}</div>'


def _sentence(items: Iterable[DeclarationReport]) -> str:
    """Formulas and their notes as one sentence; a formula is kept with the mark after it."""
    found = list(items)
    marks = ["," for _ in found[1:]] + ["."]
    return " ".join(
        f"{inline(item.latex)} ({to_html(item.note)}){mark}"
        if item.note
        else prose.keep_together(inline(item.latex), mark)
        for item, mark in zip(found, marks, strict=True)
    )


def _definition(item: DeclarationReport) -> str:
    note = f"<p>{to_html(item.note)}</p>" if item.note else ""
    return f'<div class="definition">{display(item.latex)}{note}</div>'


def theorem_html(
    theorem: TheoremReport,
    known: dict[str, TheoremReport],
    used_by: list[TheoremReport],
) -> str:
    """One theorem: heading, statement, argument, remarks."""
    slug = html.escape(theorem.slug)
    parts = [
        f'<article class="theorem" id="{slug}" aria-labelledby="{slug}-title">',
        f'<h3 id="{slug}-title"><a class="label" href="#{slug}">{html.escape(theorem.label)}</a> '
        f"<span>{to_html(theorem.title)}</span> {level_html(theorem.level)}</h3>",
    ]
    if theorem.summary:
        parts.append(f'<p class="summary">{to_html(theorem.summary)}</p>')
    if theorem.failure:
        parts.append(f'<p class="failure">{html.escape(theorem.failure)}</p>')
    parts.append(_statement(theorem))
    if theorem.steps:
        parts.append(_argument(theorem, known))
    parts.append(_remarks(theorem, known, used_by))
    parts.append("</article>")
    return "\n".join(part for part in parts if part)


def _statement(theorem: TheoremReport) -> str:
    rows: list[str] = []
    if theorem.given:
        rows.append(f"<p><b>Given</b> {_sentence(theorem.given)}</p>")
    if theorem.definitions:
        rows.append("<p><b>Write</b></p>")
        rows.extend(map(_definition, theorem.definitions))
    if len(theorem.hypotheses) == 1:
        rows.append(
            f"<p><b>Suppose</b> {_sentence(map(DeclarationReport, theorem.hypotheses))}</p>"
        )
    elif theorem.hypotheses:
        items = "".join(f"<li>{inline(latex)}</li>" for latex in theorem.hypotheses)
        rows.append(f"<p><b>Suppose</b></p><ul>{items}</ul>")
    if rows:
        rows.append("<p><b>Then</b></p>")
    rows.extend(display(latex, "claim") for latex in theorem.statement)
    rows.append(coq_html(theorem))
    return '<div class="statement">' + "\n".join(rows) + "</div>"


def _argument(theorem: TheoremReport, known: dict[str, TheoremReport]) -> str:
    groups = outline.cases(theorem.steps)
    body = "\n".join(_case(theorem, case, known) for case in groups)
    closing = '<p class="qed" aria-label="end of proof">∎</p>' if outline.is_proof(theorem) else ""
    return f"<h4>{outline.argument_title(theorem)}</h4>\n{body}\n{closing}"


def _case(theorem: TheoremReport, case: Case, known: dict[str, TheoremReport]) -> str:
    steps = "\n".join(_node(theorem, node, known, case.under) for node in case.nodes)
    chain = f'<ol class="steps">\n{steps}\n</ol>'
    if not case.under:
        return chain
    return f'<section class="case"><p>{_under(case.under)}</p>\n{chain}</section>'


def _under(hypotheses: tuple[str, ...]) -> str:
    return f"<i>Case</i> {_sentence(map(DeclarationReport, hypotheses))}"


def _node(
    theorem: TheoremReport,
    node: Node,
    known: dict[str, TheoremReport],
    under: tuple[str, ...],
) -> str:
    step = node.step
    anchor = html.escape(f"{theorem.slug}-{step.number}")
    number = html.escape(step.number)
    children = ""
    if node.children:
        nested = "\n".join(_node(theorem, child, known, step.under) for child in node.children)
        children = f'<ol class="steps">\n{nested}\n</ol>'
    case = f"<p>{_under(step.under)}</p>" if step.under and step.under != under else ""
    failure = f'<p class="failure">{html.escape(step.failure)}</p>' if step.failure else ""
    return (
        f'<li class="step is-{step.level}" id="{anchor}">'
        f'{case}<div class="line">'
        f'<a class="number" href="#{anchor}" aria-label="Step {number}">{number}</a>'
        f"{_formula(step)}</div>"
        f"<details><summary><span>{to_html(step.why) or 'Why?'}</span> "
        f'<span class="level is-{step.level}">{step.level}</span></summary>\n'
        f'<div class="inside">{_inside(theorem, step, known)}{children}</div></details>'
        f"{failure}</li>"
    )


def _formula(step: StepReport) -> str:
    if step.continues and step.relation and step.rhs:
        return display(f"{step.relation} {step.rhs}", "continues")
    return display(step.claim)


def _inside(theorem: TheoremReport, step: StepReport, known: dict[str, TheoremReport]) -> str:
    rows: list[tuple[str, str]] = []
    numbers = {other.number for other in theorem.steps}
    uses = [_step_link(theorem, use, numbers) or _link(use, known) for use in step.uses]
    rule = ", ".join(part for part in (to_html(step.reason), *uses) if part)
    if rule:
        rows.append(("By", rule))
    if step.obligations:
        rows.append(("Provided", _list([_duty(duty) for duty in step.obligations])))
    if step.example:
        rows.append(("For example", _list([to_html(line) for line in step.example])))
    if step.witnesses:
        judged = [_witness(name, answer) for name, answer in step.witnesses.items()]
        rows.append(("Judged by", _list(judged)))
    if step.file:
        place = f"{step.file}:{step.line}" if step.line else step.file
        rows.append(("Written in", f"<code>{html.escape(place)}</code>"))
    return (
        "<dl>"
        + "".join(f"<div><dt>{term}</dt><dd>{text}</dd></div>" for term, text in rows)
        + "</dl>"
    )


def _duty(duty: ObligationReport) -> str:
    why = f", because {to_html(duty.why)}" if duty.why else ""
    held = f" <span class='soft'>Holds by {to_html(duty.discharged_by)}.</span>"
    return f"{inline(duty.latex)}{why}.{held if duty.discharged_by else ''}"


def _witness(name: str, answer: WitnessReport) -> str:
    verdict = _VERDICT.get(answer.status, answer.status)
    count = f" ({answer.count})" if answer.count > 1 else ""
    detail = f"; {to_html(answer.detail)}" if answer.detail else ""
    return f"{html.escape(name)}: {html.escape(verdict)}{count}{detail}"


def _list(items: list[str]) -> str:
    if len(items) == 1:
        return items[0]
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def _step_link(theorem: TheoremReport, name: str, numbers: set[str]) -> str:
    """A link for "step 3", if the theorem has such a step."""
    found = re.fullmatch(r"step ([\d.]+)", name)
    if found is None or found.group(1) not in numbers:
        return ""
    return f'<a href="#{html.escape(theorem.slug)}-{found.group(1)}">{name}</a>'


def _link(name: str, known: dict[str, TheoremReport]) -> str:
    theorem = known.get(name)
    if theorem is None:
        return to_html(name)
    title = html.escape(prose.plain(theorem.title))
    slug, label = html.escape(theorem.slug), html.escape(theorem.label)
    return f'<a href="#{slug}" title="{title}">{label}</a>'


def _remarks(
    theorem: TheoremReport,
    known: dict[str, TheoremReport],
    used_by: list[TheoremReport],
) -> str:
    parts: list[str] = []
    if theorem.pitfall:
        parts.append(f'<p class="pitfall"><b>Pitfall.</b> {to_html(theorem.pitfall)}</p>')
    notes: list[str] = []
    if theorem.crosscheck is not None:
        text = to_html(outline.crosscheck_prose(theorem.crosscheck))
        kind = "" if theorem.crosscheck.ok else ' class="failure"'
        notes.append(f"<p{kind}><b>Cross-check.</b> {text}</p>")
    if theorem.cites:
        notes.append(f"<p><b>Rests on</b> {', '.join(_link(c, known) for c in theorem.cites)}.</p>")
    if used_by:
        names = ", ".join(_link(user.slug, known) for user in used_by)
        notes.append(f"<p><b>Used by</b> {names}.</p>")
    if theorem.references:
        listed = "; ".join(to_html(text.rstrip(".")) for text in theorem.references)
        notes.append(f"<p><b>References.</b> {listed}.</p>")
    if notes:
        parts.append('<div class="notes">' + "".join(notes) + "</div>")
    return "\n".join(parts)
