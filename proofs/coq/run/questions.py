"""What Coq says of a derivation that it has compiled: what is stated, proved, and relied on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ...kernel.derivation import Derivation
from ...report.data import KernelReport
from ..back.asking import Questions
from ..back.parse import Unreadable
from ..back.reading import (
    names_asked,
    names_told,
    proofs_asked,
    proofs_read,
    read_back,
    stated_asked,
)
from ..scripts.development import File
from . import running
from .audit import assumptions_asked, assumptions_told


def questioned(
    report: KernelReport,
    file: File,
    derivation: Derivation,
    left_out: frozenset[str],
    paths: Sequence[tuple[str, Path]],
) -> tuple[KernelReport, bool]:
    """The report with what Coq says of the compiled files; whether it was stopped.

    A derivation whose own proofs are all there rests on the axioms of the reals and, as long
    as what it cites has an open line, on that; :mod:`.witness` knows which.
    """
    stated, proofs = f"{file.path}.{file.stated.module}", f"{file.path}.{file.module}"
    names = file.proved(left_out)
    questions = Questions([stated, proofs])
    words = names_asked(questions)
    defined, printed = stated_asked(questions, stated, file.stated)
    proved = proofs_asked(questions, proofs, names)
    axioms = assumptions_asked(questions, [f"{proofs}.proved_{name}" for name in names])
    path = paths[-1][1] / "Questions.v"
    path.write_text(questions.text(), encoding="utf-8")
    outcome = running.compile_file(path, paths, running.LEMMA * running.AGAIN)
    report = replace(report, seconds=round(report.seconds + outcome.seconds, 3))
    if outcome.cut:
        lost = {step.number: outcome.error for step in derivation.steps}
        return replace(report, undecided=lost), True
    try:
        if not outcome.ok:
            raise Unreadable(outcome.error)
        told = questions.answers(outcome.printed)
        found, called = read_back(
            derivation,
            file.stated.propositions,
            names_told(told[words]),
            told[defined],
            told[printed],
        )
        found += proofs_read(names, called, told[proved])
        if found:
            return replace(report, failure=f"Coq has understood something else: {found[0]}"), False
        rests = assumptions_told(told[axioms])
    except Unreadable as error:
        return replace(report, failure=f"Coq does not say what it has understood: {error}"), False
    return replace(report, axioms=tuple(sorted(rests))), False
