"""The parts of one theorem in HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from hardlimit.proofs.report.data import (
    DeclarationReport,
    StepReport,
    TheoremReport,
    WitnessReport,
)
from hardlimit.proofs.report.render import outline
from hardlimit.proofs.report.render.coqparts import coq_html
from hardlimit.proofs.report.render.links import Links
from hardlimit.proofs.report.render.outline import Case, Line
from hardlimit.proofs.report.render.prose import formula_html, is_prose, to_html
from hardlimit.proofs.report.render.settings import Setting

_WITNESS = {"instances": "instances", "rule": "the rule above", "kernel": "Coq’s kernel"}
_VERDICT = {
    "accepts": "accepts",
    "refutes": "refutes",
    "undecided": "cannot decide",
    "absent": "was not asked",
}


def level_html(level: str) -> str:
    """The mark of a level: a sign and its name."""
    return f'<span class="level is-{level}">{level}</span>'


def inline(text: str) -> str:
    """A bare formula as inline mathematics; prose that marks its own formulas as prose.

    A line may end where a formula goes on to say for what it holds.
    """
    if is_prose(text):
        return to_html(text)
    return " ".join(map(formula_html, re.split(r" \\quad (?=\\text\b)", text)))


def display(latex: str, kind: str = "") -> str:
    """A formula in a box of its own, which scrolls if the formula is wider than the page."""
    if is_prose(latex):
        return f"<p>{to_html(latex)}</p>"
    classes = f"formula {kind}".strip()
    set_as = formula_html(latex, display=True, goes_on=kind == "continues")
    return f'<div class="{classes}">{set_as}</div>'


def _sentence(items: Sequence[DeclarationReport], kind: str = "") -> str:
    """Formulas and their notes as one sentence; a formula is kept with the mark after it.

    ``kind`` is the class of each part, by which it is found where a symbol of it is asked for.
    """
    told: list[str] = []
    for item, mark in zip(items, ["," for _ in items[1:]] + ["."], strict=True):
        note = f" ({to_html(item.note)})" if item.note else ""
        # Of an entry with several indices each range is a formula, so that a line may break.
        parts = item.latex.split(r",\ ")
        formulas = ", ".join(map(inline, parts))
        classes = " ".join(filter(None, (kind, "" if note or len(parts) > 1 else "t")))
        opening = f'<span class="{classes}">' if classes else ""
        told.append(f"{opening}{formulas}{note}{mark}{'</span>' if classes else ''}")
    return " ".join(told)


def _definition(item: DeclarationReport) -> str:
    note = f"<p>{to_html(item.note)}</p>" if item.note else ""
    return f'<div class="definition">{display(item.latex)}{note}</div>'


def theorem_html(
    theorem: TheoremReport,
    links: Links,
    used_by: list[TheoremReport],
    said: Setting = Setting(),  # noqa: B008
) -> str:
    """One theorem: heading, statement, argument, remarks; ``said`` is what its chapter says."""
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
    parts.append(statement_html(theorem, said))
    parts.append(argument_html(theorem, links))
    parts.append(_remarks(theorem, links, used_by))
    parts.append("</article>")
    return "\n".join(part for part in parts if part)


def setting_html(said: Setting) -> str:
    """What holds for all theorems of a chapter; empty if there is nothing."""
    rows = _declared(said.given, said.definitions)
    if not rows:
        return ""
    title = '<p class="title">In this chapter, unless a theorem says otherwise</p>'
    return f'<section class="setting">{title}\n' + "\n".join(rows) + "</section>"


def _declared(
    given: Sequence[DeclarationReport], definitions: Sequence[DeclarationReport]
) -> list[str]:
    rows = [f"<p><b>Given</b> {_sentence(given, 'g')}</p>"] if given else []
    if definitions:
        rows += ["<p><b>Write</b></p>", *map(_definition, definitions)]
    return rows


def setting_of(
    hypotheses: Sequence[str],
    definitions: Sequence[DeclarationReport],
    given: Sequence[DeclarationReport] = (),
) -> str:
    """What is given, written and supposed."""
    rows = _declared(given, definitions)
    if len(hypotheses) == 1:
        told = _sentence([DeclarationReport(latex) for latex in hypotheses])
        rows.append(f'<p class="suppose"><b>Suppose</b> {told}</p>')
    elif hypotheses:
        items = "".join(f'<li class="suppose">{inline(latex)}</li>' for latex in hypotheses)
        rows.append(f"<p><b>Suppose</b></p><ul>{items}</ul>")
    return "\n".join(rows)


def statement_html(theorem: TheoremReport, said: Setting) -> str:
    """What is given, defined, supposed and stated, without what is ``said`` already."""
    new = said.new(theorem.definitions), said.new(theorem.given)
    rows = [setting_of(theorem.hypotheses, *new)]
    if rows[0]:
        rows.append("<p><b>Then</b></p>")
    rows.extend(display(latex, "claim") for latex in theorem.statement)
    rows.append(coq_html(theorem))
    return '<div class="statement">' + "\n".join(filter(None, rows)) + "</div>"


def argument_html(theorem: TheoremReport, links: Links, *, titled: bool = True) -> str:
    """The lines of the argument, each with its reason; what carries it is folded.

    Not ``titled`` where it says already that it is a proof.
    """
    if not theorem.steps:
        return ""
    shown = _Argument(theorem, links)
    body = "\n".join(map(shown.case, outline.cases(theorem)))
    known = outline.is_proof(theorem)
    closing = '<p class="qed" aria-label="end of proof">∎</p>' if known else ""
    title = "" if known and not titled else f"<h4>{outline.argument_title(theorem)}</h4>\n"
    return f"{title}{body}\n{closing}"


def line_html(theorem: TheoremReport, line: Line, links: Links) -> str:
    """One line of the argument as an item of a list, with what is folded under it."""
    return _Argument(theorem, links).line(line)


def _under(hypotheses: tuple[str, ...]) -> str:
    return f"<i>Case</i> {_sentence([DeclarationReport(latex) for latex in hypotheses])}"


class _Argument:
    """The lines of one theorem."""

    def __init__(self, theorem: TheoremReport, links: Links) -> None:
        self._theorem, self._links = theorem, links
        self._names = outline.numbers(theorem)
        self._needs: set[str] = set()

    def case(self, case: Case) -> str:
        """Lines under the same hypotheses."""
        chain = '<ol class="steps">\n' + "\n".join(map(self.line, case.lines)) + "\n</ol>"
        if not case.under:
            return chain
        return f'<section class="case"><p>{_under(case.under)}</p>\n{chain}</section>'

    def line(self, line: Line) -> str:
        """One line with its reason, and folded under it what carries it."""
        step = line.step
        return (
            f'<li class="step is-{step.level}" id="{self._anchor(step)}">'
            f'<div class="line"><span class="number">{line.number}</span>{_formula(step)}</div>'
            f"<details><summary><span>{self._prose(step.why) or 'Why?'}</span>"
            f"{self._level(step)}</summary>\n"
            f'<div class="inside">{self._inside(line)}</div></details>'
            f"{_failure(step)}</li>"
        )

    def _inside(self, line: Line) -> str:
        """The steps that carry a line, what they rest on, and, folded again, who checked them."""
        parts: list[str] = []
        if line.below:
            below = "\n".join(self._below(step, line) for step in line.below)
            parts.append(f'<ol class="steps">\n{below}\n</ol>')
        by = self._by(line.step)
        if by:
            parts.append(f"<p>{by}</p>")
        parts.append(self._conditions(line))
        parts.append(self._checked_by(line))
        return "\n".join(part for part in parts if part)

    def _below(self, step: StepReport, line: Line) -> str:
        number = self._names[step.number].removeprefix("step ")
        case = f"<p>{_under(step.under)}</p>" if step.under != line.step.under else ""
        by = self._by(step)
        told = f' <span class="soft">{by}</span>' if by else ""
        return (
            f'<li class="step is-{step.level}" id="{self._anchor(step)}">{case}'
            f'<div class="line"><span class="number">{number}</span>{display(step.claim)}</div>'
            f'<p class="because">{self._prose(step.why)}{told}{self._level(step)}</p>'
            f"{_failure(step)}</li>"
        )

    def _by(self, step: StepReport) -> str:
        """The rule in words, and what it uses, as a sentence."""
        before, after = map(to_html, outline.by_rule(step))
        told = f"{before}{', '.join(map(self._use, step.uses))}{after}"
        return f"{told}." if told else ""

    def _use(self, use: str) -> str:
        found = re.fullmatch(r"step (\d+)", use)
        if found is None or found[1] not in self._names:
            return self._links.link(use)
        anchor = self._links.href(self._theorem.slug, found[1])
        return f'<a href="{anchor}">{self._names[found[1]]}</a>'

    def _conditions(self, line: Line) -> str:
        items: list[str] = []
        for latex, why, since in outline.conditions(line.steps):
            if latex in self._needs or outline.goes_without_saying(latex, since):
                continue
            self._needs.add(latex)
            asked = f" ({self._needed(why)})" if why else ""
            held = f", since {self._prose(since)}" if since else ""
            items.append(f"{inline(latex)}{asked}{held}")
        return f'<div class="conditions"><p>It needs</p>{_list(items)}</div>' if items else ""

    def _needed(self, why: str) -> str:
        slug = why.removeprefix("needed by ")
        return f"needed by {self._links.link(slug)}" if slug != why else self._prose(why)

    def _checked_by(self, line: Line) -> str:
        """An instance of each step, and who checked it; or where that is told."""
        title = "An instance, and who checked it"
        page = self._links.reference.get(self._theorem.slug)
        if page is not None:
            place = f"{html.escape(page)}#{self._anchor(line.step)}"
            return f'<p class="soft"><a href="{place}">{title}</a></p>'
        told = "".join(map(self._checked, line.steps))
        return f'<details class="checked"><summary>{title}</summary>{told}</details>'

    def _checked(self, step: StepReport) -> str:
        rows: list[tuple[str, str]] = []
        if step.example:
            rows.append(("For example", " ".join(to_html(text) for text in step.example)))
        judged = [_witness(name, answer) for name, answer in step.witnesses.items()]
        if judged:
            rows.append(("Checked by", _list(judged)))
        if step.file:
            place = f"{step.file}:{step.line}" if step.line else step.file
            rows.append(("Written in", f"<code>{html.escape(place)}</code>"))
        name = self._names[step.number]
        head = f"<p>{name[:1].upper()}{name[1:]}</p>"
        listed = "".join(f"<div><dt>{term}</dt><dd>{text}</dd></div>" for term, text in rows)
        return f"{head}<dl>{listed}</dl>" if rows else ""

    def _level(self, step: StepReport) -> str:
        """The level of a step, where it is not that of the theorem."""
        return "" if step.level == self._theorem.level else f" {level_html(step.level)}"

    def _prose(self, text: str) -> str:
        return to_html(outline.renumbered(text, self._names))

    def _anchor(self, step: StepReport) -> str:
        return html.escape(f"{self._theorem.slug}-{step.number}")


def _formula(step: StepReport) -> str:
    if step.continues and step.relation and step.rhs:
        return display(f"{step.relation} {step.rhs}", "continues")
    return display(step.claim)


def _failure(step: StepReport) -> str:
    return f'<p class="failure">{html.escape(step.failure)}</p>' if step.failure else ""


def _witness(name: str, answer: WitnessReport) -> str:
    agree = answer.status == "accepts" and answer.count > 1
    who = _WITNESS.get(name, html.escape(name))
    verdict = f"{answer.count} agree" if agree else _VERDICT.get(answer.status, answer.status)
    detail = f"; {to_html(answer.detail)}" if answer.detail else ""
    return f"{who}: {html.escape(verdict)}{detail}"


def _list(items: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def _remarks(theorem: TheoremReport, links: Links, used_by: list[TheoremReport]) -> str:
    parts: list[str] = []
    if theorem.pitfall:
        parts.append(f'<p class="pitfall"><b>Pitfall.</b> {to_html(theorem.pitfall)}</p>')
    notes: list[str] = []
    if theorem.crosscheck is not None:
        text = to_html(outline.crosscheck_prose(theorem.crosscheck))
        kind = "" if theorem.crosscheck.ok else ' class="failure"'
        notes.append(f"<p{kind}><b>Cross-check.</b> {text}</p>")
    if theorem.cites:
        notes.append(f"<p><b>Rests on</b> {', '.join(map(links.link, theorem.cites))}.</p>")
    if used_by:
        names = ", ".join(links.link(user.slug) for user in used_by)
        notes.append(f"<p><b>Used by</b> {names}.</p>")
    if theorem.references:
        listed = "; ".join(to_html(text.rstrip(".")) for text in theorem.references)
        notes.append(f"<p><b>References.</b> {listed}.</p>")
    if notes:
        parts.append('<div class="notes">' + "".join(notes) + "</div>")
    return "\n".join(parts)
