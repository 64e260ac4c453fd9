"""Turns what the kernel found into plain report data: LaTeX, plain text, worked instances."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import starmap
from typing import Any

import flint

from ..instances import numbers
from ..instances.evaluate import Instance
from ..kernel.derivation import Derivation
from ..kernel.gate import Checked, CheckedStep
from ..language.claims import (
    AtMost,
    Claim,
    Equal,
    HasGradient,
    Hypothesis,
    LessThan,
    Optimum,
    Relation,
    TendsTo,
    ZeroExactlyAt,
)
from ..language.context import Context
from ..language.errors import HardlimitError
from ..language.fixed import places, supposed
from ..language.spelling import name_plain, name_tex
from ..language.substitution import free_indices, names_among, names_used
from ..rules import Cite
from ..rules.advice import Advice
from ..rules.unsaid import Unsaid
from .data import (
    CrossCheckReport,
    DeclarationReport,
    ObligationReport,
    StepReport,
    TheoremReport,
    WitnessReport,
)
from .render.formula import Printer
from .wording import Words

#: Values listed of one instance; more are summed up in a word.
_SHOWN = 24


@dataclass(frozen=True)
class Told:
    """What is to be said of steps besides what the witnesses say, by number.

    ``found`` are those whose reason was looked for, ``remarks`` what came of that; ``hangs`` are
    steps that fail with others, and which, ``advice`` what would help those that fail alone.
    """

    found: frozenset[str] = frozenset()
    remarks: Mapping[str, str] = field(default_factory=dict)
    hangs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    advice: Mapping[str, Advice] = field(default_factory=dict)


def theorem_report(
    checked: Checked,
    crosscheck: CrossCheckReport | None,
    unproved: tuple[str, ...] = (),
    told: Told | None = None,
) -> TheoremReport:
    """The report of one checked derivation.

    ``unproved`` are the slugs that it cites although their own derivations fail.
    """
    told = told or Told()
    derivation, context = checked.derivation, checked.derivation.context
    printer = Printer(context)
    # What was refused at the door may not be printable; its failure says why.
    well_formed = bool(checked.steps) or not checked.failure
    definitions = context.definitions.values() if well_formed else ()
    hypotheses = supposed(context) if well_formed else []
    goals = derivation.goals if well_formed else ()
    shown = tuple(shown_expressions(derivation)) if well_formed else ()
    fixed, ranges = printer.free_ranges(hypotheses, goals)
    return TheoremReport(
        label=derivation.label,
        slug=derivation.slug,
        title=derivation.title,
        chapter=derivation.chapter,
        summary=derivation.summary,
        given=tuple(starmap(DeclarationReport, printer.given(shown))) if well_formed else (),
        definitions=(
            *(DeclarationReport(printer.definition(d), d.note) for d in definitions),
            *starmap(DeclarationReport, printer.conventions(shown)),
        ),
        hypotheses=tuple(printer.hypothesis(h) for h in hypotheses),
        statement=_statement(derivation, printer) if well_formed else (),
        level=checked.level,
        cites=checked.cites,
        steps=tuple(
            step_report(derivation, step, printer, unproved, told) for step in checked.steps
        ),
        crosscheck=crosscheck,
        pitfall=derivation.pitfall,
        references=derivation.references,
        digest=checked.digest,
        file=derivation.file,
        failure=checked.failure,
        fixed=fixed,
        ranges=ranges,
    )


def _statement(derivation: Derivation, printer: Printer) -> tuple[str, ...]:
    """What is stated; where all lines have conditions these lines, with their conditions."""
    if derivation.goals:
        return tuple(printer.relation(goal) for goal in derivation.goals)
    claims = dict.fromkeys(step.claim for step in derivation.steps if step.claim.under)
    if len(claims) < len({step.claim for step in derivation.steps}):
        return ()  # it states nothing, and is refused
    return tuple(
        rf"{printer.relation(claim.relation)} \quad \text{{if }} "
        + r",\ ".join(printer.hypothesis(held) for held in claim.under)
        for claim in claims
    )


def shown_expressions(derivation: Derivation) -> Iterator[Any]:
    """The expressions of all that a report shows of a derivation."""
    for definition in derivation.context.definitions.values():
        yield from (*definition.params, definition.body)
    for hypothesis in derivation.context.hypotheses.values():
        yield from hypothesis.expressions()
    for goal in derivation.goals:
        yield from goal.expressions()
    for step in derivation.steps:
        yield from step.claim.relation.expressions()
        for hypothesis in step.claim.under:
            yield from hypothesis.expressions()


def step_report(
    derivation: Derivation,
    checked: CheckedStep,
    printer: Printer,
    unproved: tuple[str, ...],
    told: Told,
) -> StepReport:
    """The report of one checked step."""
    step, context = checked.step, derivation.context
    relation = step.claim.relation
    lhs, sign, rhs = parts = printer.relation_parts(relation)
    words = Words(context, step.claim.under, lambda r: f"${_above_zero(r, printer)}$")
    return StepReport(
        number=step.number,
        rule=step.rule.name,
        claim=" ".join(parts),
        why=step.why,
        level=checked.level,
        witnesses={
            "instances": WitnessReport(
                checked.instances.status, checked.instances.count, checked.instances.detail
            ),
            "rule": WitnessReport(checked.rule_status, 0, checked.rule_detail),
            "kernel": WitnessReport("absent"),
        },
        reason=step.rule.title,
        lhs=lhs,
        relation=sign,
        rhs=rhs,
        continues=step.continues,
        folded=step.folded,
        under=tuple(printer.hypothesis(h) for h in step.claim.under),
        uses=tuple(_uses(checked, derivation, words)),
        obligations=tuple(
            ObligationReport(
                _above_zero(o.relation, printer), words.why(o.why), words.since(o.discharged_by)
            )
            for o in checked.obligations
        ),
        example=tuple(_example(checked, context, printer)),
        file=step.file,
        line=step.line,
        failure=(
            "" if checked.holds else "\n".join(failure_lines(checked, printer, unproved, told))
        ),
        found=step.number in told.found,
        hangs=told.hangs.get(step.number, ()),
        advice=_advice(step.number, told),
        slip=told.advice[step.number].slip if step.number in told.advice else "",
        counterexample=tuple(_counterexample(checked)),
    )


def _advice(number: str, told: Told) -> str:
    """What an author should know of a step, in a sentence."""
    said = [told.remarks.get(number, "")]
    if number in told.advice:
        said.append(told.advice[number].text)
    return "; ".join(text for text in said if text)


def _counterexample(checked: CheckedStep) -> Iterator[str]:
    verdict = checked.instances
    if verdict.status == "refutes" and verdict.instance is not None:
        context, claim = verdict.instance.context, checked.step.claim
        # With what cancels once definitions are written out: a line fails there, too.
        exprs = [*claim.relation.expressions()]
        exprs += [e for hypothesis in claim.under for e in hypothesis.expressions()]
        said = names_among(exprs)
        below = context.rests_on()
        names = relevant(context, claim).union(said, *(below[n] for n in said if n in below))
        yield from values(verdict.instance, names, plain_name)


def _above_zero(relation: Relation, printer: Printer) -> str:
    """LaTeX for a relation; what lies above 0 is said of it."""
    return printer.hypothesis(Hypothesis("", relation))


def _uses(checked: CheckedStep, derivation: Derivation, words: Words) -> Iterator[str]:
    """What the step rests on: what it names, and what was found without being named."""
    step = checked.step
    numbers_ = {s.number for s in derivation.steps}
    named = [ref.target for ref in step.rule.refs()]
    for target in dict.fromkeys((*named, *checked.used)):
        yield f"step {target}" if target in numbers_ else words.hypothesis(target)
    if isinstance(step.rule, Cite):
        yield step.rule.slug


# -- failures --------------------------------------------------------------------------
def failure_lines(
    checked: CheckedStep, printer: Printer, unproved: tuple[str, ...] = (), told: Told | None = None
) -> Iterator[str]:
    """Why a step is not accepted, in plain text, line by line."""
    step, verdict, told = checked.step, checked.instances, told or Told()
    number = step.number
    yield f"claim      {printer.plain_relation(step.claim.relation)}"
    for hypothesis in step.claim.under:
        yield f"in case    {printer.plain_relation(hypothesis.relation)}"
    exprs = [*step.claim.relation.expressions()]
    exprs += [e for hypothesis in step.claim.under for e in hypothesis.expressions()]
    ranges = printer.plain_ranges(exprs, told=False)
    if ranges:
        yield f"ranges     {ranges}"
    if type(step.rule) is Unsaid:
        yield f"rule       {checked.rule_detail}"
    elif checked.rule_status == "accepts":
        yield f"rule       {step.rule.name} accepts the step"
    else:
        yield f"rule       {step.rule.name} {_verb(checked.rule_status)}: {checked.rule_detail}"
    if isinstance(step.rule, Cite) and step.rule.slug in unproved:
        yield f"           {step.rule.slug} stands before this one but does not hold itself"
    if verdict.status == "accepts":
        yield f"instances  all {verdict.count} agree"
    else:
        yield f"instances  {_verb(verdict.status)}: {verdict.detail}"
        if verdict.status == "refutes" and verdict.instance is not None:
            yield f"           at {'; '.join(_counterexample(checked))}"
            yield from (
                f"           {t}" for t in side_values(step.claim, verdict.instance, printer)
            )
    if checked.rule_status == "accepts" and verdict.status == "refutes":
        yield "           the witnesses contradict each other; trust neither until it is clear why"
    said = _advice(number, told)
    if said:
        yield f"advice     {said}"
    paste = told.advice[number].paste if number in told.advice else checked.paste
    if paste:
        yield f"to assume  {paste}"


def _verb(status: str) -> str:
    return {"refutes": "refuses the step", "undecided": "cannot decide"}.get(status, status)


def side_values(claim: Claim, instance: Instance, printer: Printer) -> Iterator[str]:
    """``side = value`` for each side of the claim that has a value there."""
    for expr in claim.relation.expressions():
        value = _value(expr, instance)
        if value:
            yield f"{printer.plain(expr)} = {value}"


# -- instances -------------------------------------------------------------------------
def _example(checked: CheckedStep, context: Context, printer: Printer) -> Iterator[str]:
    """The worked instance as prose: the values, then what the two sides come to."""
    instance = checked.instances.instance
    if instance is None or not checked.holds:
        return
    claim = checked.step.claim
    listed = values(instance, relevant(context, claim), lambda n, at: _tex_name(context, n, at))
    yield "Take " + ", ".join(f"${shorter(text)}$" for text in listed) + "."
    lhs, rhs = claim.relation.expressions()[0], claim.relation.expressions()[-1]
    left, right = (_tex_number(_value(side, instance)) for side in (lhs, rhs))
    if left and right and isinstance(claim.relation, Equal):
        yield f"Then both sides are ${shorter(min(left, right, key=len))}$."
    elif left and right:
        told = _SENTENCES.get(type(claim.relation), "Then the sides are ${}$ and ${}$.")
        yield told.format(shorter(left), shorter(right))


def shorter(latex: str) -> str:
    r"""A value, or an equation that gives it, with decimals for a long fraction.

    >>> shorter("u = 152218421312576350/78617223734629709")
    'u\\approx 1.9361969'
    >>> shorter("-3/4")
    '-3/4'
    """
    found = _LONG_FRACTION.fullmatch(latex)
    if found is None:
        return latex
    value = flint.fmpq(int(found["over"]), int(found["under"]))
    return rf"{found['name'] or ''}\approx {_tex_number(numbers.show(flint.arb(value)))}"


#: A fraction of more digits than a double has, alone or as the value of a name.
_LONG_FRACTION = re.compile(r"(?:(?P<name>.*) = )?(?P<over>-?\d+)/(?P<under>\d+)(?<=[-\d/]{18})")


_SENTENCES = {
    AtMost: "Then the left side is ${}$, and not above the right one, ${}$.",
    LessThan: "Then the left side is ${}$, and below the right one, ${}$.",
    HasGradient: "There the function is ${}$ and its slope ${}$.",
    TendsTo: "There the function is ${}$; its limit is ${}$.",
    ZeroExactlyAt: "There the function is ${}$; it vanishes at ${}$.",
    Optimum: "There the function is ${}$; it is best at ${}$.",
}


def relevant(context: Context, claim: Claim) -> frozenset[str]:
    """The names and free indices that the claim speaks of, also through definitions."""
    expressions = list(claim.relation.expressions())
    for hypothesis in claim.under:
        expressions += hypothesis.relation.expressions()
    names: frozenset[str] = frozenset()
    for expr in expressions:
        whole = context.unfold_all(expr)
        names |= names_used(whole) | {i.name for i in free_indices(whole)}
    return names


def values(instance: Instance, names: frozenset[str], spell: Any) -> list[str]:
    """``name = value`` for the sizes, free indices, symbols and entries among ``names``."""
    sizes = instance.sizes
    out = [f"{spell(n, ())} = {v}" for n, v in sizes.items() if n in names]
    held = {index.name for index in places(instance.context)}
    free = ((n, v) for n, v in instance.indices.items() if n in names and n not in held)
    out += [f"{spell(n, ())} = {v}" for n, v in free]
    entries: list[str] = []
    for key, value in instance.values.items():
        name, at = (key[0], key[1:]) if isinstance(key, tuple) else (key, ())
        if name not in names:
            continue
        family = instance.context.families.get(name)
        # Instances hold one entry beyond each range, for indices such as t + 1.
        if family and any(i > sizes[s.name] for i, s in zip(at, family.sizes, strict=True)):
            continue
        shown = str(value) if isinstance(value, int) else numbers.show(value)
        entries.append(f"{spell(name, at)} = {shown}")
    if len(entries) > _SHOWN:
        entries = [*entries[:_SHOWN], r"\ldots" if spell is not plain_name else "..."]
    return out + entries


def plain_name(name: str, at: tuple[int, ...]) -> str:
    """A name for the terminal: ``x[1,2]``."""
    shown = name_plain(name)
    return f"{shown}[{','.join(map(str, at))}]" if at else shown


def _tex_name(context: Context, name: str, at: tuple[int, ...]) -> str:
    item = context.families.get(name) or context.symbols.get(name)
    if item is None:  # a size or an index
        return name_tex(name)
    stem = f"{{{item.tex}}}" if set("_^") & set(item.tex) else item.tex
    return f"{stem}_{{{','.join(map(str, at))}}}" if at else stem


def _tex_number(text: str) -> str:
    """A shown value as LaTeX: 1.2e-5 becomes a product."""
    mantissa, _, exponent = text.partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else text


def _value(expr: Any, instance: Instance) -> str:
    """The value of ``expr`` there, or nothing if it has none that can be shown."""
    with numbers.precision(160):
        try:
            return numbers.show(instance.of(expr))
        except (HardlimitError, KeyError, AttributeError):
            return ""
