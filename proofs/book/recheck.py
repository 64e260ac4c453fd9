"""Builds the derivations of a document and checks them again from nothing."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from ..exchange.names import SLUG
from ..exchange.strict import FileRefused, items, word
from ..exchange.theorems import read_derivation
from ..kernel.derivation import Derivation
from ..kernel.gate import Checked, Theorem, check
from ..language.errors import HardlimitError, trouble
from ..language.fixed import supposed
from ..language.spelling import name_plain
from ..report import data
from ..report.data import Report, TheoremReport
from ..report.render.formula import Printer
from ..report.theorems import shown_expressions, theorem_report
from .checking import citations

#: A derivation and its digest, which covers all that it cites.
Built = tuple[Derivation, str]


def read_document(document: dict[str, Any]) -> tuple[list[str], list[Built]]:
    """The slugs that the document is about, and its derivations, cited ones first.

    Raises:
        FileRefused: if a derivation cannot be built exactly as it is written, or cites what
            does not stand before it.
    """
    built: dict[str, Built] = {}
    labels: set[str] = set()
    for item in items(document["theorems"], "theorems", 500):
        derivation, cites, digest = read_derivation(item)
        if derivation.slug in built or derivation.label in labels:
            raise FileRefused(f"{derivation.label} or {derivation.slug} names two theorems")
        if citations(derivation) != tuple(cites):
            raise FileRefused(f"theorem {derivation.label} lists other citations than it uses")
        for slug, wanted in cites.items():
            if slug not in built or built[slug][1] != wanted:
                raise FileRefused(
                    f"theorem {derivation.label} cites {slug}, which does not stand before it "
                    "with that digest"
                )
        labels.add(derivation.label)
        built[derivation.slug] = (derivation, digest)
    targets = [word(slug, "a target", SLUG) for slug in items(document["targets"], "targets")]
    if not targets or len(set(targets)) < len(targets) or not set(targets) <= set(built):
        raise FileRefused("the targets must be theorems of the file, each once")
    return targets, list(built.values())


def report(document: dict[str, Any], say: Callable[..., None]) -> None:
    """Build all of ``document``, then check it, and ``say`` how that goes.

    Raises:
        FileRefused: if the document is refused.
    """
    targets, built = read_document(document)
    say(targets=targets, waiting=[_message(broken(d, "")) for d, _ in built])
    steps = itertools.count(1)
    for derivation, found in check_again(built, lambda: say(step=next(steps))):
        shown = found.holds and derivation.slug in targets
        lines = list(statement_lines(derivation)) if shown else []
        say(theorem=_message(found), statement=lines)


def _message(found: TheoremReport) -> Any:
    return json.loads(Report("", theorems=(found,)).to_json())


def check_again(
    built: list[Built], progress: Callable[[], None]
) -> Iterator[tuple[Derivation, TheoremReport]]:
    """Check the derivations one after the other; each may cite those before it that hold.

    ``progress`` is called after every step.
    """
    theorems: dict[str, Theorem] = {}
    for derivation, digest in built:
        progress()
        cited = [slug for slug in citations(derivation) if slug in theorems]
        unproved = tuple(slug for slug in citations(derivation) if slug not in theorems)
        try:
            outcome = check(derivation, {s: theorems[s] for s in cited}, lambda _: progress())
            report = _report(outcome, unproved)
        except Exception as error:
            yield derivation, broken(derivation, f"undecided: {trouble(error)}")
            continue
        if outcome.theorem is not None and outcome.digest != digest:
            report = replace(report, failure="the digest of what was checked is another one")
        elif outcome.theorem is not None:
            theorems[derivation.slug] = outcome.theorem
        yield derivation, replace(report, seconds=round(outcome.seconds, 3))


def _report(outcome: Checked, unproved: tuple[str, ...]) -> TheoremReport:
    """The report; what lies outside the vocabulary cannot be shown, only why it fails."""
    try:
        return theorem_report(outcome, None, unproved)
    except HardlimitError as error:
        return broken(outcome.derivation, outcome.failure or f"it cannot be shown: {error}")


def broken(derivation: Derivation, failure: str) -> TheoremReport:
    """The report of a derivation whose check came to no end."""
    d = derivation
    return data.broken(d.label, d.slug, d.title, d.chapter, d.summary, d.file, failure)


def statement_lines(derivation: Derivation) -> Iterator[str]:
    """What a derivation says, in the names of the file: all that its truth rests on."""
    context = derivation.context
    printer = Printer(context)
    shown = list(shown_expressions(derivation))
    if context.sizes:
        yield f"with     {', '.join(map(name_plain, context.sizes))} in 1, 2, ..."
    ranges = printer.plain_ranges(shown)
    if ranges:
        yield f"with     {ranges}"
    for symbol in context.symbols.values():
        yield f"with     {printer.plain(symbol.symbol)}, {symbol.sign}"
    for family in context.families.values():
        spans = ", ".join(f"1..{name_plain(size.name)}" for size in family.sizes)
        kind = family.sign if family.values is None else f"with values 1..{family.values}"
        yield f"with     {name_plain(family.name)}[{spans}], {kind}"
    for convention in printer.plain_conventions(shown):
        yield f"where    {convention}"
    for d in context.definitions.values():
        name = d.base[d.params] if d.params else d.base
        yield f"where    {printer.plain(name)} := {printer.plain(d.body)}"
    for hypothesis in supposed(context):
        yield f"assumes  {printer.plain_hypothesis(hypothesis)}"
    for goal in derivation.goals:
        yield f"shows    {printer.plain_relation(goal)}"
