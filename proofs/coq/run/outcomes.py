"""What is reported of a derivation whose file Coq has gone through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ...kernel.derivation import Derivation
from ...report.data import KernelReport
from ..scripts.development import File
from ..statements.stated import INSTANCE, step_name


@dataclass
class Tried:
    """How far Coq came with one derivation.

    Attributes:
        lemmas: the processor time of each lemma; ``seconds`` that of the whole.
        failed: why the lemmas that were left out failed; ``cut`` are those of them at which
            Coq was stopped.
    """

    lemmas: Mapping[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    failed: dict[str, str] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)


def reported(digest: str, file: File, tried: Tried) -> KernelReport:
    """What is known before Coq has said what it understood."""
    # Where every line has a condition, the lines are what is stated.
    stated = [text for text, _ in file.theorems] or [lemma.statement for lemma in file.lemmas]
    failed = tried.failed
    return replace(
        KernelReport(file.slug, digest, file.module, file.section, tuple(stated)),
        unwritten={m.step.number: m.reason for m in file.lemmas if m.proof is None},
        refused=_lines(file, {n: e for n, e in failed.items() if n not in tried.cut}),
        undecided=_lines(file, {n: e for n, e in failed.items() if n in tried.cut}),
        unguarded=_unguarded(file, failed),
        defined=sum(m.proof is not None for ms in file.valued.values() for m in ms),
        lemmas={n: s for n, s in tried.lemmas.items() if not n.startswith("proved_")},
        seconds=round(tried.seconds, 3),
    )


def unstated(report: KernelReport, derivation: Derivation, why: str) -> KernelReport:
    """Nothing has a proof, for one reason."""
    return replace(report, unwritten={step.number: why for step in derivation.steps})


def _lines(file: File, failed: dict[str, str]) -> dict[str, str]:
    """The steps (by number) and goals that failed, with the reasons."""
    names = {step_name(m.step.number): m.step.number for m in file.lemmas}
    names |= {n: n.replace("_", " ") for n in failed if n.startswith("statement_")}
    return {names[n]: error for n, error in failed.items() if n in names}


def _unguarded(file: File, failed: dict[str, str]) -> dict[str, str]:
    """What is not shown in Coq besides the steps: values of lines, and an instance."""
    found = {}
    for number, lemmas in file.valued.items():
        for lemma in lemmas:
            reason = lemma.reason if lemma.proof is None else failed.get(lemma.name)
            if reason is not None:
                where = f"step {number}" if number else "the hypotheses"
                found[f"that {where} has a value ({lemma.why})"] = reason
    if file.instance is None:
        found["that the hypotheses can hold"] = "no instance of rational numbers was found"
    elif INSTANCE in failed:
        found["that the hypotheses can hold"] = failed[INSTANCE]
    return found
