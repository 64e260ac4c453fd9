"""Puts what Coq said into the reports of a run.  Imports no SymPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...language.levels import least
from ...report.data import KernelReport, StepReport, TheoremReport, WitnessReport


def with_kernel(
    reports: Sequence[TheoremReport], kernels: Sequence[KernelReport]
) -> tuple[TheoremReport, ...]:
    """The reports with the third witness, each with the kernel report of the same place."""
    return tuple(_theorem(*pair) for pair in zip(reports, kernels, strict=True))


def _theorem(report: TheoremReport, kernel: KernelReport) -> TheoremReport:
    steps = tuple(_step(step, kernel) for step in report.steps)
    level = report.level
    if level == "derived" and kernel.complete and not kernel.failure:
        level = least([step.level for step in steps])
    return replace(report, steps=steps, level=level, kernel=kernel)


def _step(step: StepReport, kernel: KernelReport) -> StepReport:
    if step.number in kernel.refused:
        answer = WitnessReport("undecided", 0, kernel.refused[step.number])
    elif step.number in kernel.unwritten:
        answer = WitnessReport("absent", 0, kernel.unwritten[step.number])
    elif kernel.failure and not kernel.refused:
        answer = WitnessReport("absent", 0, kernel.failure)
    else:
        answer = WitnessReport("accepts")
    proved = answer.status == "accepts" and step.level == "derived"
    witnesses = {**step.witnesses, "kernel": answer}
    return replace(step, witnesses=witnesses, level="proved" if proved else step.level)
