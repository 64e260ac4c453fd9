"""Puts what Coq said into the reports of a run.  Imports no SymPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...language.levels import least
from ...report.data import KernelReport, StepReport, TheoremReport, WitnessReport


def with_kernel(
    reports: Sequence[TheoremReport], kernels: Sequence[KernelReport]
) -> tuple[TheoremReport, ...]:
    """The reports with the third witness: that on the same derivation, by slug and digest.

    A theorem of whose derivation Coq was shown another version, or nothing at all, fails.
    """
    by_digest = {(kernel.slug, kernel.digest): kernel for kernel in kernels}
    by_slug = {kernel.slug: kernel for kernel in kernels}
    return tuple(
        _theorem(report, kernel)
        if report.digest and (kernel := by_digest.get((report.slug, report.digest)))
        else _other(report, by_slug.get(report.slug))
        for report in reports
    )


def sentences(kernel: KernelReport) -> list[str]:
    """What of a theorem is not proved, and why, a sentence each, for its author."""
    found = [f"step {n} has no Coq proof: {why}" for n, why in kernel.unwritten.items()]
    for number in kernel.refused:
        what = number if number.startswith("statement") else f"step {number}"
        found.append(
            f"{what} stays derived: the proof that was written for Coq does not go through "
            "(a fault of hardlimit, not of the line)"
        )
    found += [f"step {n} stays derived: {why}" for n, why in kernel.undecided.items()]
    found += [f"Coq was not shown {what}: {why}" for what, why in kernel.unguarded.items()]
    return found


def _other(report: TheoremReport, kernel: KernelReport | None) -> TheoremReport:
    if kernel is None:
        failure = "Coq was not shown this derivation"
    else:
        failure = (
            f"Coq was shown another derivation ({kernel.digest[:12] or 'of no digest'}) "
            f"than the one that was checked ({report.digest[:12] or 'of no digest'})"
        )
    return _theorem(report, KernelReport(report.slug, report.digest, failure=failure))


def _theorem(report: TheoremReport, kernel: KernelReport) -> TheoremReport:
    steps = tuple(_step(step, kernel) for step in report.steps)
    level = report.level
    if level == "derived" and kernel.complete and not kernel.failure:
        level = least([step.level for step in steps])
    return replace(report, steps=steps, level=level, kernel=kernel)


def _step(step: StepReport, kernel: KernelReport) -> StepReport:
    answer = WitnessReport("accepts")
    if kernel.failure:
        answer = WitnessReport("absent", 0, kernel.failure)
    elif step.number in kernel.undecided:
        answer = WitnessReport("undecided", 0, kernel.undecided[step.number])
    elif step.number in kernel.refused:
        why = f"Coq refuses our proof of it: {kernel.refused[step.number]}"
        answer = WitnessReport("undecided", 0, why)
    elif step.number in kernel.unwritten:
        answer = WitnessReport("absent", 0, kernel.unwritten[step.number])
    proved = answer.status == "accepts" and step.level == "derived"
    witnesses = {**step.witnesses, "kernel": answer}
    return replace(step, witnesses=witnesses, level="proved" if proved else step.level)
