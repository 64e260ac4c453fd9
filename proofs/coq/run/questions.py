"""What Coq says of derivations that it has compiled: what is stated, proved, and relied on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class Asked:
    """A compiled derivation that Coq is asked about, and what is known of it so far.

    ``module`` and ``stating`` are the qualified names of the modules with the proofs and with
    the statements.
    """

    report: KernelReport
    file: File
    derivation: Derivation
    left_out: frozenset[str]
    module: str
    stating: str

    @property
    def names(self) -> list[str]:
        """The propositions that are proved."""
        return self.file.proved(self.left_out)


def questioned(
    asked: Sequence[Asked], paths: Sequence[tuple[str, Path]]
) -> list[tuple[KernelReport, bool]]:
    """For each the report with what Coq says of the compiled file; whether Coq was stopped.

    To say what proofs rest on, Coq goes through all that they use, most of the reals among
    it: that is asked of all of them at once.  Where it is more than the axioms of the reals,
    or where Coq does not answer, they are asked about one by one.

    A derivation whose own proofs are all there rests on the axioms of the reals and, as long
    as what it cites has an open line, on that; :mod:`.witness` knows which.
    """
    if not asked:
        return []
    questions = Questions(dict.fromkeys(a.module.rpartition(".")[0] for a in asked))
    words = names_asked(questions)
    places = [
        (*stated_asked(questions, a.stating, a.file.stated),
         proofs_asked(questions, a.module, a.names))
        for a in asked
    ]  # fmt: skip
    proved = [f"{a.module}.proved_{name}" for a in asked for name in a.names]
    axioms = assumptions_asked(questions, proved)
    path = paths[-1][1] / "Questions.v"
    path.write_text(questions.text(), encoding="utf-8")
    outcome = running.compile_file(path, paths, running.LEMMA * running.AGAIN)
    rests: set[str] = set()
    unread = "" if outcome.ok else outcome.error or "Coq does not answer"
    try:
        if not unread:
            told = questions.answers(outcome.printed)
            known, rests = names_told(told[words]), assumptions_told(told[axioms])
    except Unreadable as error:
        unread = str(error)
    if len(asked) > 1 and (unread or rests - running.AXIOMS):
        return [answer for a in asked for answer in questioned([a], paths)]
    share = outcome.seconds / len(asked)
    reports = [replace(a.report, seconds=round(a.report.seconds + share, 3)) for a in asked]
    if outcome.cut:
        lost = {step.number: outcome.error for step in asked[0].derivation.steps}
        return [(replace(reports[0], undecided=lost), True)]
    if unread:
        failure = f"Coq does not say what it has understood: {unread}"
        return [(replace(reports[0], failure=failure), False)]
    found = []
    for a, report, (defined, printed, checked) in zip(asked, reports, places, strict=True):
        failure = _misread(a, known, *(told[place] for place in (defined, printed, checked)))
        rest = () if failure else tuple(sorted(rests))
        found.append((replace(report, failure=failure or report.failure, axioms=rest), False))
    return found


def _misread(
    asked: Asked,
    known: dict[str, str],
    defined: Sequence[str],
    printed: Sequence[str],
    checked: Sequence[str],
) -> str:
    """Where Coq has understood or proved something else than the derivation says."""
    propositions = asked.file.stated.propositions
    try:
        found, called = read_back(asked.derivation, propositions, known, defined, printed)
    except Unreadable as error:
        return f"Coq does not say what it has understood: {error}"
    found += proofs_read(asked.names, called, checked)
    return f"Coq has understood something else: {found[0]}" if found else ""
