"""Reports as lines for the terminal."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ..coq.run.merging import sentences
from ..report.data import FurtherReport, LineReport, StepReport, TheoremReport
from ..report.lines import FALSE, HOLDING, NO_REASON, NOT_UNDERSTOOD, UNJUDGED
from ..report.render.prose import plain

_TITLE = 44
#: A message that begins with where it belongs.
_PLACED = re.compile(r"(\S+:\d+): (.*)", re.DOTALL)


def theorem_line(report: TheoremReport, *, cached: bool) -> str:
    """One line: label, title, steps, level, witnesses, cross-check, seconds."""
    title = plain(report.title)
    if len(title) > _TITLE:
        title = title[: _TITLE - 1] + "…"
    steps = report.steps
    accepted = {
        name: sum(s.witnesses[name].status == "accepts" for s in steps)
        for name in ("rule", "instances")
    }
    whole = len(steps)
    columns = [
        f"{report.label:<5}",
        f"{title:<{_TITLE}}",
        f"{whole:>3} step{'' if whole == 1 else 's'}{' ' if whole == 1 else ''}",
        f"{report.level if report.holds else 'FAILS':<9}",
        f"rule {accepted['rule']}/{whole}  instances {accepted['instances']}/{whole}",
        crosscheck_text(report),
        "cached" if cached else f"{report.seconds:.1f} s",
    ]
    return "  ".join(column for column in columns if column)


def crosscheck_text(report: TheoremReport) -> str:
    """The cross-check in a few words: ``234 problems, 2e-16``."""
    check = report.crosscheck
    if check is None:
        return ""
    count = f"{check.problems} problem{'' if check.problems == 1 else 's'}"
    return f"{count}, {f'{check.max_error:.0e}' if check.max_error else '0'}"


def remarks(report: TheoremReport) -> Iterator[str]:
    """What an author should know of a theorem that holds."""
    assumed = set(report.hypotheses)
    if report.holds and assumed.intersection(report.statement):
        yield f"{report.label} states what it assumes: a hypothesis is part of the statement"
    if report.holds:
        yield from (f"{place}: {said}" for place, said in replaced(report))
        yield from report.remarks


def replaced(report: TheoremReport) -> Iterator[tuple[str, str]]:
    """The steps that hold by another reason than was given: where, and what is said."""
    for step in report.steps:
        if step.found and step.advice and not step.failure:
            yield f"{step.file}:{step.line}", f"{report.label} step {step.number}: {step.advice}"


def failure_text(report: TheoremReport) -> Iterator[str]:
    """Everything that is wrong with a theorem, at the lines where it is written."""
    failing = [step for step in report.steps if step.failure]
    for step in failing:
        if not step.hangs:
            yield from step_failure(report, step)
    hanging = [step for step in failing if step.hangs]
    if hanging:
        numbers = ", ".join(step.number for step in hanging)
        what = f"steps {numbers} rest" if len(hanging) > 1 else f"step {numbers} rests"
        yield f"{report.label} {what} on lines that do not hold"
    if not failing:
        yield from statement_failure(report)


#: How the status of a line is shown; its message says the rest.
_WORDS = {NO_REASON: "no reason", FALSE: "FALSE", NOT_UNDERSTOOD: "not read", UNJUDGED: "unjudged"}
_WIDE = 64


def note_text(found: LineReport) -> Iterator[str]:
    """The verdict on a line of notes at its place, and below it what is wrong with it."""
    place = f"{found.file}:{found.line}"
    shown = found.text if len(found.text) <= _WIDE else f"{found.text[: _WIDE - 1]}…"
    by = f"   [{', '.join(found.reasons)}]" if found.reasons and found.status in HOLDING else ""
    yield f"{place:<16}  {_WORDS.get(found.status, found.status):<9}  {shown}{by}"
    if found.status in HOLDING:
        if found.message:
            yield f"    {found.message}"
        return
    if found.status == NO_REASON:
        yield f"    {found.status}"
    if found.message:
        yield f"    {found.message}"
    if found.counterexample:
        yield f"    at {'; '.join(found.counterexample)}"
    if found.hangs and found.status == FALSE:
        yield "    (it goes on from a line that does not hold)"
    if found.status == FALSE:
        written = _bare(found.text)
        yield from (f"    read as {text}" for text in found.read if _bare(text) != written)


#: What may be written or not without saying anything else.
_RANGE = re.compile(r"_\{([a-z]'?)=1\}\^\{?[A-Za-z]\}?")
_SAME = {r"\leq": r"\le", r"\geq": r"\ge", r"\neq": r"\ne", r"\ln": r"\log", r"\tfrac": r"\frac"}
_SILENT = re.compile(
    r"\\(?:left|right|quad|qquad|mathbf|boldsymbol|displaystyle|cdot)(?![A-Za-z])"
    r"|\\[,;:! ]|[\s&]"
)
_ALONE = re.compile(r"\{(\w|\\[A-Za-z]+)\}")


def _bare(formula: str) -> str:
    """A formula without what is laid out only: two that are left equal say the same."""
    text = re.sub(r"\\[A-Za-z]+", lambda m: _SAME.get(m[0], m[0]), formula)
    return _SILENT.sub("", _ALONE.sub(r"\1", _RANGE.sub(r"_\1", text)))


def step_failure(report: TheoremReport, step: StepReport) -> Iterator[str]:
    """Why a step does not hold, at the line where it is written."""
    place = f"{step.file}:{step.line}"
    yield f"{place}: {report.label} step {step.number} ({step.rule}) does not hold"
    yield from (f"  {line}" for line in step.failure.splitlines())


def statement_failure(report: TheoremReport) -> Iterator[str]:
    """Why a theorem does not hold although it may be that all of its steps do."""
    if report.failure:
        placed = _PLACED.fullmatch(report.failure)
        place, said = placed.groups() if placed else (report.file, report.failure)
        yield f"{place}: {report.label}: {said}"
    check = report.crosscheck
    if check is not None and not check.ok:
        yield f"{report.file}: {report.label}: the cross-check with {check.function} fails"
        yield f"  {check.detail}"


def summary_line(
    reports: Sequence[TheoremReport], cached: int, seconds: float, unusable: int = 0
) -> str:
    """The last line of a run; ``unusable`` is how much of what was named was not checked."""
    if not reports:
        return f"no theorem is in this part ({seconds:.1f} s)"
    steps = sum(len(report.steps) for report in reports)
    labels = Counter(report.label for report in reports)
    failing = [
        report.label if labels[report.label] == 1 else f"{report.file}::{report.label}"
        for report in reports
        if not report.holds
    ]
    verdict = "all hold" if not failing else f"{', '.join(failing)} FAILS"
    if len(failing) > 1:
        verdict = f"{', '.join(failing)} FAIL"
    verdict += f"; {unusable} not checked" if unusable else ""
    kept = f", {cached} from the cache" if cached else ""
    what = f"{len(reports)} theorem{'' if len(reports) == 1 else 's'}"
    return f"{what}, {steps} step{'' if steps == 1 else 's'}: {verdict} ({seconds:.1f} s{kept})"


def kernel_line(report: TheoremReport) -> str:
    """One line on what Coq's kernel accepts of a theorem."""
    kernel = report.kernel
    if kernel is None:
        return f"{report.label:<5}  not asked"
    accepted = sum(step.witnesses["kernel"].status == "accepts" for step in report.steps)
    text = f"{report.label:<5}  kernel {accepted}/{len(report.steps)}  {report.level:<9}"
    text += f"  {kernel.seconds:.1f} s"
    if kernel.failure:
        return f"{text}\n  {kernel.failure}"
    return "\n".join([text, *(f"  {reason}" for reason in sentences(kernel))])


def kernel_summary(reports: Sequence[TheoremReport], seconds: float) -> str:
    """How many theorems and steps Coq's kernel accepts, and on which axioms."""
    steps = [step for report in reports for step in report.steps]
    accepted = sum(step.witnesses["kernel"].status == "accepts" for step in steps)
    proved = sum(report.level == "proved" for report in reports)
    axioms = {a for report in reports if report.kernel for a in report.kernel.axioms}
    text = f"Coq: {proved}/{len(reports)} theorems proved, {accepted}/{len(steps)} steps"
    return f"{text} ({seconds:.1f} s); axioms: {', '.join(sorted(axioms)) or 'none'}"


def lemma_times(reports: Sequence[TheoremReport]) -> str:
    """How long Coq's processor took for the lemmas: half, nearly all, and the longest of them."""
    found = [
        (seconds, f"{report.label} {name}")
        for report in reports
        if report.kernel
        for name, seconds in report.kernel.lemmas.items()
    ]
    if not found:
        return "no lemma was compiled"
    found.sort(reverse=True)
    half, most = (found[len(found) // part][0] for part in (2, 20))
    longest = ", ".join(f"{name} {seconds:.1f} s" for seconds, name in found[:3])
    text = f"{len(found)} lemmas: half within {half:.2f} s, 95 of 100 within {most:.2f} s each"
    return f"{text}; longest: {longest}"


def further_line(found: FurtherReport) -> str:
    """One line on what is stated and proved in Coq alone."""
    verdict = (
        f"FAILS\n  {found.failure}" if found.failure else f"in Coq alone  {found.seconds:.1f} s"
    )
    return f"{found.label:<5}  {found.title}  {verdict}"
