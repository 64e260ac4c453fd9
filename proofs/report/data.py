"""What a check leaves behind: plain data for the terminal, the page, LaTeX and JSON.

Nothing here imports SymPy, so a cached report can be shown at once.  All
mathematics is stored as LaTeX; a report is a *receipt* and never evidence: no
part of the checker reads one.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..language.levels import LEVELS


@dataclass(frozen=True)
class WitnessReport:
    """One witness's answer: ``accepts``, ``refutes``, ``undecided`` or ``absent``."""

    status: str
    count: int = 0
    detail: str = ""


@dataclass(frozen=True)
class ObligationReport:
    """A side condition (LaTeX), why it arises, and what discharged it (plain words)."""

    latex: str
    why: str
    discharged_by: str


@dataclass(frozen=True)
class DeclarationReport:
    """What is given or defined (LaTeX), and what it means (prose)."""

    latex: str
    note: str = ""


@dataclass(frozen=True)
class StepReport:
    """One checked line.

    ``claim`` is the whole claim in LaTeX.  ``lhs``/``relation``/``rhs`` are its
    parts; ``continues`` says that ``lhs`` repeats the right side of the step
    before, so that an aligned display leaves it out; ``folded`` that it lies under the
    line that it carries, the next one that is not folded.  ``under`` lists local
    hypotheses (the case the step is in).  ``reason`` is the rule in words,
    ``uses`` what it refers to ("step 3", "A4", "hypothesis simplex").  ``found``: the author
    left the reason out, and it was found.  Of a step that fails, ``hangs`` are the steps that
    fail before it and on which it rests, ``advice`` says what would help, ``slip`` names the one
    change that would mend it, and ``counterexample`` lists values at which it is false.
    """

    number: str
    rule: str
    claim: str
    why: str
    level: str
    witnesses: dict[str, WitnessReport]
    reason: str = ""
    lhs: str = ""
    relation: str = ""
    rhs: str = ""
    continues: bool = False
    folded: bool = False
    under: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    obligations: tuple[ObligationReport, ...] = ()
    example: tuple[str, ...] = ()
    file: str = ""
    line: int = 0
    failure: str = ""
    found: bool = False
    hangs: tuple[str, ...] = ()
    advice: str = ""
    slip: str = ""
    counterexample: tuple[str, ...] = ()


@dataclass(frozen=True)
class CrossCheckReport:
    """The formula of the theorem against a NumPy function, on many problems.

    It was compared on the author's side, of the derivation whose data has ``digest``.
    """

    function: str
    problems: int
    max_error: float
    ok: bool = True
    detail: str = ""
    digest: str = ""


@dataclass(frozen=True)
class KernelReport:
    """What Coq's kernel made of one theorem, of the derivation whose data has ``digest``.

    ``declarations`` and ``statements`` are Coq text (the section and each goal);
    ``complete``: no proof is open, neither here nor in what it cites, and Coq says that the
    proofs rest on ``axioms`` at most; ``unwritten`` are the steps for
    which no proof could be written, ``refused`` those whose proof Coq refuses, ``undecided``
    those on which Coq was stopped, each with the reason; ``unguarded`` says what else is
    missing: that a line has a value, that the hypotheses can hold; ``defined`` counts the
    lemmas that every line has a value; ``lemmas`` is the processor time that Coq took for each
    lemma.  ``failure`` contradicts: Coq has understood something else, or takes more on trust.
    """

    slug: str
    digest: str
    module: str = ""
    declarations: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    axioms: tuple[str, ...] = ()
    complete: bool = False
    unwritten: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    undecided: dict[str, str] = field(default_factory=dict)
    unguarded: dict[str, str] = field(default_factory=dict)
    defined: int = 0
    lemmas: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    failure: str = ""


@dataclass(frozen=True)
class TheoremReport:
    """One theorem.  Texts (``summary``, ``pitfall``, ``references``, ``why``) are
    prose in which mathematics stands between dollar signs.

    ``fixed`` and ``ranges`` say in LaTeX up to what size free indices run: those that are the
    same in the hypotheses and the statement, and the others, for each of which the statement
    holds.  ``object`` is the digest of the data that was checked, prose included; ``digest``
    that of what it says, with all that it cites, by which proofs in Coq are joined to it.
    ``remarks`` say what of it nothing uses (of one's own files).
    """

    label: str
    slug: str
    title: str
    chapter: str
    summary: str
    given: tuple[DeclarationReport, ...]
    definitions: tuple[DeclarationReport, ...]
    hypotheses: tuple[str, ...]
    statement: tuple[str, ...]
    level: str
    cites: tuple[str, ...]
    steps: tuple[StepReport, ...]
    crosscheck: CrossCheckReport | None = None
    pitfall: str = ""
    references: tuple[str, ...] = ()
    seconds: float = 0.0
    digest: str = ""
    object: str = ""
    file: str = ""
    failure: str = ""
    kernel: KernelReport | None = None
    fixed: tuple[str, ...] = ()
    ranges: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """True if every step was accepted and the cross-check, if any, agrees."""
        fine = self.crosscheck is None or self.crosscheck.ok
        fine = fine and (self.kernel is None or not self.kernel.failure)
        return not self.failure and fine and LEVELS.index(self.level) >= LEVELS.index("cited")


def broken(
    label: str, slug: str, title: str, chapter: str, summary: str, file: str, failure: str
) -> TheoremReport:
    """The report of a derivation of which no step was looked at, and why."""
    nothing: tuple[Any, ...] = ()
    return TheoremReport(
        label,
        slug,
        title,
        chapter,
        summary,
        given=nothing,
        definitions=nothing,
        hypotheses=nothing,
        statement=nothing,
        level="unchecked",
        cites=nothing,
        steps=nothing,
        file=file,
        failure=failure,
    )


def with_places(
    report: TheoremReport, file: str, places: Sequence[tuple[str, int]]
) -> TheoremReport:
    """A report of an equal derivation, at the places where its steps stand now."""
    steps = (
        replace(known, file=where, line=line)
        for known, (where, line) in zip(report.steps, places, strict=True)
    )
    return replace(report, file=file, steps=tuple(steps))


@dataclass(frozen=True)
class ChapterReport:
    """A chapter: its title and the prose that introduces it."""

    slug: str
    title: str
    introduction: str


@dataclass(frozen=True)
class FurtherReport:
    """A theorem stated and proved in Coq alone, by hand, beside the derivations.

    ``title`` and ``prose`` are the opening comment of its file, ``statement`` its Coq text.
    """

    label: str
    module: str
    title: str
    prose: str
    statement: str
    axioms: tuple[str, ...] = ()
    seconds: float = 0.0
    failure: str = ""


@dataclass(frozen=True)
class LineReport:
    """The verdict on one line of notes.

    ``text`` is what is written there, ``read`` how it was read, in LaTeX again.  ``status`` is
    one of :data:`.lines.STATUSES`; ``message`` says what is wrong or missing,
    ``counterexample`` lists values at which the line fails, ``slip`` names the one change that
    would mend it, ``reasons`` are the rules by which its relations hold.  ``theorem`` is the
    label of its derivation.  ``hangs``: the line goes on from one that is false or not
    understood, or rests on one, so that it need not be a fault of its own.
    """

    file: str
    line: int
    column: int
    text: str
    read: tuple[str, ...]
    status: str
    message: str = ""
    counterexample: tuple[str, ...] = ()
    slip: str = ""
    reasons: tuple[str, ...] = ()
    theorem: str = ""
    hangs: bool = False


@dataclass(frozen=True)
class UnusableReport:
    """A file, or whatever else was named, of which nothing could be checked; line 0: as a whole."""

    file: str
    line: int
    message: str


@dataclass(frozen=True)
class Report:
    """Everything that one run found, in reading order; ``lines`` are those of notes.

    ``title`` is what the documents are called, where they are not our own.  ``unusable`` is what
    of the targets could not be read, so that only the rest was checked.
    """

    version: str
    chapters: tuple[ChapterReport, ...] = ()
    theorems: tuple[TheoremReport, ...] = ()
    notes: tuple[str, ...] = field(default=())
    further: tuple[FurtherReport, ...] = field(default=())
    lines: tuple[LineReport, ...] = field(default=())
    title: str = ""
    unusable: tuple[UnusableReport, ...] = field(default=())

    def to_json(self) -> str:
        """The report as JSON text (keys as in the README)."""
        return json.dumps(_plain(self), indent=1, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, TheoremReport):
        fields = {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
        fields["statement"] = r" \quad\text{and}\quad ".join(value.statement)
        fields["statements"] = list(value.statement)
        return fields
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def from_plain(data: dict[str, Any]) -> Report:
    """Rebuild a report from :meth:`Report.to_json`'s data (used by the verdict cache).

    Raises:
        KeyError, TypeError, ValueError: if the data is not a report.
    """
    chapters = tuple(ChapterReport(**item) for item in data["chapters"])
    theorems = tuple(_theorem(item) for item in data["theorems"])
    further = tuple(
        FurtherReport(**{**item, "axioms": tuple(item["axioms"])}) for item in data["further"]
    )
    lines = tuple(
        LineReport(**{**item, **{n: tuple(item[n]) for n in ("read", "counterexample", "reasons")}})
        for item in data["lines"]
    )
    notes = tuple(data["notes"])
    unusable = tuple(UnusableReport(**item) for item in data["unusable"])
    return Report(
        data["version"], chapters, theorems, notes, further, lines, data["title"], unusable
    )


def _theorem(data: dict[str, Any]) -> TheoremReport:
    fields = dict(data)
    fields["statement"] = tuple(fields.pop("statements"))
    for name in ("given", "definitions"):
        fields[name] = tuple(DeclarationReport(**item) for item in fields[name])
    for name in ("hypotheses", "cites", "references", "fixed", "ranges"):
        fields[name] = tuple(fields[name])
    fields["steps"] = tuple(_step(item) for item in fields["steps"])
    if fields["crosscheck"] is not None:
        fields["crosscheck"] = CrossCheckReport(**fields["crosscheck"])
    if fields["kernel"] is not None:
        fields["kernel"] = kernel_from_plain(fields["kernel"])
    return TheoremReport(**fields)


def kernel_from_plain(data: dict[str, Any]) -> KernelReport:
    """Rebuild a kernel report from its fields as plain data."""
    fields = dict(data)
    for name in ("declarations", "statements", "axioms"):
        fields[name] = tuple(fields[name])
    return KernelReport(**fields)


def _step(data: dict[str, Any]) -> StepReport:
    fields = dict(data)
    fields["witnesses"] = {k: WitnessReport(**v) for k, v in fields["witnesses"].items()}
    for name in ("under", "uses", "example", "hangs", "counterexample"):
        fields[name] = tuple(fields[name])
    fields["obligations"] = tuple(ObligationReport(**item) for item in fields["obligations"])
    return StepReport(**fields)
