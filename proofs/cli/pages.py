"""A derivation as text to read in the terminal, one step at a time."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator

from ..book.checking import Checker
from ..kernel.derivation import Derivation
from ..kernel.gate import Checked, CheckedStep
from ..language.claims import Claim, Hypothesis
from ..language.spelling import name_plain
from ..report.render.formula import Printer
from ..report.render.prose import plain
from ..report.theorems import (
    Told,
    failure_lines,
    plain_name,
    relevant,
    shown_expressions,
    side_values,
    values,
)
from ..rules.base import Rule

_WIDTH = 88
_TIED = "\N{NO-BREAK SPACE}"


def study_pages(checker: Checker, slug: str) -> Iterator[str]:
    """The statement, then each step, then what came out; every page is one text.

    Raises:
        BuildError: if the function that writes the derivation raises.
    """
    derivation = checker.derivation(slug)
    printer = Printer(derivation.context)
    yield "\n".join(_statement(derivation, printer))
    checked = checker.check(slug)
    for step in checked.steps:
        yield "\n".join(_step(checked, step, printer, checker.unproved(slug), checker.told(slug)))
    yield "\n".join(_closing(checked))


def _statement(derivation: Derivation, printer: Printer) -> Iterator[str]:
    title = f"{derivation.label}  {_prose(derivation.title)}"
    yield title
    yield "=" * len(title)
    if derivation.summary:
        yield from textwrap.wrap(_prose(derivation.summary), _WIDTH)
    context = derivation.context
    shown = list(shown_expressions(derivation))
    ranges = printer.plain_ranges(shown)
    if ranges:
        yield f"  with     {ranges}"
    for convention in printer.plain_conventions(shown):
        yield f"  write    {convention}"
    for definition in context.definitions.values():
        name = definition.base[definition.params] if definition.params else definition.base
        yield f"  write    {printer.plain(name)} := {printer.plain(definition.body)}"
    for hypothesis in context.hypotheses.values():
        yield f"  suppose  {_hypothesis(hypothesis, printer)}   [{hypothesis.name}]"
    for goal in derivation.goals:
        yield f"  show     {printer.plain_relation(goal)}"


def _hypothesis(hypothesis: Hypothesis, printer: Printer) -> str:
    text = printer.plain_relation(hypothesis.relation)
    if hypothesis.forall:
        text += f" for all {', '.join(i.name for i in hypothesis.forall)}"
    if hypothesis.guard is not None:
        text += f" with {printer.plain_relation(hypothesis.guard)}"
    return text


def _step(
    checked: Checked,
    found: CheckedStep,
    printer: Printer,
    unproved: tuple[str, ...],
    told: Told,
) -> Iterator[str]:
    step, whole = found.step, len(checked.derivation.steps)
    yield f"step {step.number} of {whole}   {step.file}:{step.line}"
    yield ""
    yield f"    {printer.plain_relation(step.claim.relation)}"
    yield ""
    for hypothesis in step.claim.under:
        yield _entry("in case", _hypothesis(hypothesis, printer))
    yield _entry("why", _prose(step.why))
    yield _entry("rule", step.rule.name)
    yield from (f"              {line}".rstrip() for line in rule_statement(step.rule))
    refs = dict.fromkeys([*(ref.target for ref in step.rule.refs()), *found.used])
    if refs:
        yield _entry("uses", ", ".join(refs))
    for duty in found.obligations:
        condition = printer.plain_relation(duty.relation)
        yield _entry("provided", f"{condition}   ({duty.why}; {duty.discharged_by})")
    if found.holds:
        yield _entry("instances", f"all {found.instances.count} agree; one of them:")
        yield from _worked(step.claim, found, printer)
    else:
        yield _entry("FAILS", "")
        yield from (f"  {line}" for line in failure_lines(found, printer, unproved, told))
    yield _entry("level", found.level)


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
        yield f"{margin}{line}"


def _closing(checked: Checked) -> Iterator[str]:
    label, cites = checked.derivation.label, checked.cites
    if checked.failure:
        yield f"{label} does not hold: {checked.failure}"
    else:
        yield f"{label} holds, level {checked.level}." + (
            f" It cites {', '.join(cites)}." if cites else ""
        )
    if checked.derivation.pitfall:
        yield from textwrap.wrap(f"Pitfall: {_prose(checked.derivation.pitfall)}", _WIDTH)


def rule_statement(rule: Rule) -> list[str]:
    """The inference rule as its docstring states it."""
    return (inspect.getdoc(type(rule)) or "").splitlines()


def _prose(text: str) -> str:
    """Prose without its marks, with Greek letters for their commands."""
    return re.sub(r"\\([A-Za-z]+)", lambda m: _letter(m[1]) or m[0], plain(text))


def _letter(name: str) -> str:
    letter = name_plain(name)
    return letter if letter != name else ""


def _entry(word: str, text: str) -> str:
    first, *rest = textwrap.wrap(text, _WIDTH - 14, break_long_words=False) or [""]
    return "\n".join([f"  {word:<10}  {first}", *(" " * 14 + line for line in rest)]).rstrip()
