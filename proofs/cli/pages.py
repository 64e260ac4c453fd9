"""A derivation as text to read in the terminal, line by line, the steps of each line under it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from ..book.checking import Checker
from ..kernel.derivation import Derivation
from ..kernel.gate import Checked, CheckedStep
from ..language.claims import AtMost, Binary, Claim, Equal, LessThan, Relation
from ..language.fixed import supposed
from ..report.render import outline
from ..report.render.formula import Printer
from ..report.render.plainmath import plain_math
from ..report.render.prose import split
from ..report.theorems import (
    failure_lines,
    plain_name,
    relevant,
    shown_expressions,
    side_values,
    theorem_report,
    values,
)
from ..report.wording import Words
from .pages_data import LinePage, Pages

_WIDTH = 88
_TIED = "\N{NO-BREAK SPACE}"


def study_pages(checker: Checker, slug: str) -> Pages:
    """What is to be read of one derivation.

    Raises:
        BuildError: if the function that writes the derivation raises.
    """
    derivation = checker.derivation(slug)
    printer = Printer(derivation.context)
    statement = "\n".join(_statement(derivation, printer))
    checked = checker.check(slug)
    unproved = checker.unproved(slug)
    report = theorem_report(checked, None, unproved)
    found = {step.step.number: step for step in checked.steps}
    names = outline.numbers(report)
    shown = outline.lines(report)
    lines = tuple(
        _Page(checked, found, names, printer, unproved).page(line, len(shown)) for line in shown
    )
    closing = "\n".join(_closing(checked))
    return Pages(statement, lines, closing, checked.theorem is not None)


def _statement(derivation: Derivation, printer: Printer) -> Iterator[str]:
    title = f"{derivation.label}  {prose(derivation.title)}"
    yield title
    yield "=" * len(title)
    if derivation.summary:
        yield from textwrap.wrap(prose(derivation.summary), _WIDTH)
    context = derivation.context
    shown = list(shown_expressions(derivation))
    ranges = printer.plain_ranges(shown)
    if ranges:
        yield f"  with     {ranges}"
    for convention in printer.plain_conventions(shown):
        yield f"  write    {convention}"
    for definition in context.definitions.values():
        name = definition.base[definition.params] if definition.params else definition.base
        yield _formula(f"  write    {printer.plain(name)} := {printer.plain(definition.body)}", 13)
    for hypothesis in supposed(context):
        yield f"  suppose  {printer.plain_hypothesis(hypothesis)}"
    for goal in derivation.goals:
        yield _formula(f"  show     {printer.plain_relation(goal)}", 11)


class _Page:
    """Makes the pages of the lines of one derivation."""

    def __init__(
        self,
        checked: Checked,
        found: dict[str, CheckedStep],
        names: dict[str, str],
        printer: Printer,
        unproved: tuple[str, ...],
    ) -> None:
        self._checked, self._found, self._names = checked, found, names
        self._printer, self._unproved = printer, unproved

    def page(self, line: outline.Line, many: int) -> LinePage:
        """The page of one line."""
        step = self._found[line.step.number].step
        steps = [self._found[s.number] for s in line.steps]
        words = Words(self._checked.derivation.context, step.claim.under, self._told)
        before, after = outline.by_rule(line.step)
        uses = [self._use(use, words) for use in self._uses(steps[-1])]
        return LinePage(
            step.number,
            f"line {line.number} of {many}   {step.file}:{step.line}",
            "\n".join(self._asked(line)),
            "\n".join(self._line(line)),
            "\n".join(self._under(line)),
            f"{before}{', '.join(uses)}{after}.",
            self._printer.relation(step.claim.relation),
            all(s.holds for s in steps),
        )

    def _asked(self, line: outline.Line) -> Iterator[str]:
        """What is known of the line before it is shown: its case, and its left side."""
        step = self._found[line.step.number].step
        for hypothesis in step.claim.under:
            yield _entry("in case", self._printer.plain_hypothesis(hypothesis))
        relation = step.claim.relation
        if isinstance(relation, Binary):
            sign = {Equal: "=", AtMost: "≤", LessThan: "<"}.get(type(relation), "≠")
            yield _formula(f"    {self._printer.plain(relation.lhs)} {sign} …", 8)

    def _line(self, line: outline.Line) -> Iterator[str]:
        step = self._found[line.step.number].step
        yield _formula(f"    {self._printer.plain_relation(step.claim.relation)}", 8)
        yield ""
        yield _entry("why", self._prose(step.why))

    def _under(self, line: outline.Line) -> Iterator[str]:
        """The steps under a line, what they need, an instance, and the level."""
        steps = [self._found[s.number] for s in line.steps]
        for found in steps[:-1]:
            name = self._names[found.step.number].removeprefix("step ")
            yield _entry(name, self._printer.plain_relation(found.step.claim.relation))
            for hypothesis in found.step.claim.under:
                if hypothesis not in steps[-1].step.claim.under:
                    yield _entry("", f"in case {self._printer.plain_hypothesis(hypothesis)}")
            yield _entry("", self._prose(found.step.why))
        for found in steps:
            yield from self._judged(found, alone=len(steps) == 1)

    def _judged(self, found: CheckedStep, *, alone: bool) -> Iterator[str]:
        step = found.step
        words = Words(self._checked.derivation.context, step.claim.under, self._told)
        if not alone:
            yield _entry("of", self._names[step.number])
        rule = step.rule.name if step.rule is not None else "none"
        uses = [self._use(use, words) for use in self._uses(found)]
        yield _entry("rule", rule + (f", with {', '.join(uses)}" if uses else ""))
        told: set[str] = set()
        for duty in found.obligations:
            condition, since = self._told(duty.relation), prose(words.since(duty.discharged_by))
            if condition not in told and condition != since:
                told.add(condition)
                yield _entry("needs", f"{condition}  ({words.why(duty.why)}; since {since})")
        if found.holds:
            yield _entry("instances", f"all {found.instances.count} agree; one of them:")
            yield from _worked(step.claim, found, self._printer)
        else:
            yield _entry("FAILS", "")
            yield from (f"  {text}" for text in failure_lines(found, self._printer, self._unproved))
        yield _entry("level", found.level)

    def _uses(self, found: CheckedStep) -> list[str]:
        named = [ref.target for ref in found.step.rule.refs()] if found.step.rule else []
        return list(dict.fromkeys((*named, *found.used)))

    def _use(self, target: str, words: Words) -> str:
        return self._names.get(target) or words.hypothesis(target)

    def _told(self, relation: Relation) -> str:
        if isinstance(relation, AtMost | LessThan) and relation.lhs == 0:
            sign = ">" if isinstance(relation, LessThan) else "≥"
            return f"{self._printer.plain(relation.rhs)} {sign} 0"
        return self._printer.plain_relation(relation)

    def _prose(self, text: str) -> str:
        return prose(outline.renumbered(text, self._names))


def _worked(claim: Claim, found: CheckedStep, printer: Printer) -> Iterator[str]:
    instance = found.instances.instance
    if instance is None:
        return
    listed = values(instance, relevant(instance.context, claim), plain_name)
    margin = " " * 14
    # No line ends inside one of the equations.
    text = "; ".join(item.replace(" ", _TIED) for item in listed)
    for line in textwrap.wrap(text, _WIDTH, initial_indent=margin, subsequent_indent=margin):
        yield line.replace(_TIED, " ")
    for line in side_values(claim, instance, printer):
        yield _formula(f"{margin}{line}", 18)


def _closing(checked: Checked) -> Iterator[str]:
    label, cites = checked.derivation.label, checked.cites
    if checked.failure:
        yield f"{label} does not hold: {checked.failure}"
    else:
        yield f"{label} holds, level {checked.level}." + (
            f" It cites {', '.join(cites)}." if cites else ""
        )
    if checked.derivation.pitfall:
        yield from textwrap.wrap(f"Pitfall: {prose(checked.derivation.pitfall)}", _WIDTH)


def prose(text: str) -> str:
    """Prose without its marks, mathematics as text."""
    return "".join(
        plain_math(piece.text) if piece.kind in ("math", "display") else piece.text
        for piece in split(text)
    )


def _formula(text: str, margin: int) -> str:
    """A formula, on several lines if it is wide."""
    indent = " " * margin
    return textwrap.fill(
        text,
        100,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
    )


def _entry(word: str, text: str) -> str:
    first, *rest = textwrap.wrap(text, _WIDTH - 14, break_long_words=False) or [""]
    return "\n".join([f"  {word:<10}  {first}", *(" " * 14 + line for line in rest)]).rstrip()
