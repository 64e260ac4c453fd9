"""Theorems stated and proved in Coq alone: a package's folder ``beyond``.  Imports no SymPy.

Their statements are written by hand; no stored claim stands behind them.  The opening
comment of a file says what it shows; its last theorem is the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ...book.cache import combined
from ...book.discovery import LIBRARY, folders
from ...book.shelf import shelf_of
from ...book.workers import Progress
from ...report.data import FurtherReport
from ..back.asking import Questions
from ..back.parse import Unreadable
from . import running, store
from .audit import assumptions_asked, assumptions_told
from .dependencies import required, with_needed

#: The logical path of these files.
PATH = "Beyond"
_COMMENT = re.compile(r"\A\(\*\s*(.*?)\s*\*\)", re.DOTALL)
_RESULT = re.compile(r"^Theorem (\w+)\b(.*?)\.\s*\nProof", re.DOTALL | re.MULTILINE)


def sources() -> dict[str, str]:
    """The text of each file by module, each after those that it loads."""
    texts = {
        path.stem: path.read_text(encoding="utf-8")
        for folder in _folders()
        for path in sorted(folder.glob("*.v"))
    }
    order = with_needed(texts, lambda name: required(texts[name], PATH))
    return {name: texts[name] for name in order}


def _folders() -> Iterator[Path]:
    announced_by = dict.fromkeys(package for package, _, _ in _announced())
    for package in announced_by:
        yield from (folder / "beyond" for folder in folders(package))


def announced() -> list[tuple[str, str]]:
    """The labels and modules that the packages announce, in reading order."""
    return [(label, module) for _, label, module in _announced()]


def _announced() -> tuple[tuple[str, str, str], ...]:
    return shelf_of(LIBRARY).further()


def described(label: str, module: str, text: str) -> FurtherReport:
    """What the file says of itself."""
    comment = _COMMENT.search(text)
    paragraphs = re.split(r"\n\s*\n", comment[1]) if comment else [module]
    title = " ".join(paragraphs[0].split())
    prose = "\n\n".join(re.sub(r"(?m)^ {3}", "", p) for p in paragraphs[1:])
    results = _RESULT.findall(text)
    name, statement = results[-1] if results else ("", "")
    return FurtherReport(label, module, title.rstrip("."), prose, f"Theorem {name}{statement}.")


def further_reports(
    folder: Path, library: Path, progress: Progress, tell: running.Done = lambda name, seconds: None
) -> list[FurtherReport]:
    """Compile the files, unless they lie compiled in ``folder``, and report on each.

    ``tell`` is called with each file that is compiled, and its seconds of processor time.

    Raises:
        CoqError: if Coq cannot be run.
    """
    texts, wanted = sources(), announced()
    if not wanted:
        return []
    place = folder / f"beyond-{combined([library.name, *texts.items()])[:16]}"
    place.mkdir(parents=True, exist_ok=True)
    found: dict[str, _Compiled] = {}
    for done, (name, text) in enumerate(texts.items()):
        progress(done, len(texts), f"{name} in Coq")
        needs = [other for other in required(text, PATH) if other in found]
        missing = next((n for n in needs if found[n].failure), "")
        if missing:
            found[name] = _Compiled(failure=f"{missing}, which it loads, is not compiled")
        else:
            results = [r for r in wanted if r[1] == name]
            found[name] = _compiled(name, text, needs, bool(results), place, library)
            tell(name, found[name].seconds)
    return [
        replace(
            described(label, name, texts[name]),
            axioms=found[name].axioms,
            seconds=found[name].seconds,
            failure=found[name].failure,
        )
        for label, name in wanted
    ]


@dataclass(frozen=True)
class _Compiled:
    """What became of a file: what its result rests on, and why it fails, if it does."""

    axioms: tuple[str, ...] = ()
    seconds: float = 0.0
    failure: str = ""


def _compiled(
    name: str, text: str, needs: list[str], asked: bool, place: Path, library: Path
) -> _Compiled:
    """Compile the file and, if it has a result that is ``asked`` for, what that rests on."""
    source, note = place / f"{name}.v", place / f"{name}.json"
    files = [source, source.with_suffix(".vo"), library / store.WHOLE]
    files += [place / f"{n}.vo" for n in needs]
    known = store.noted(note, text, files)
    if known is not None:
        return _Compiled(tuple(known["axioms"]), float(known["seconds"]))
    for old in (note, *files[:2]):
        old.unlink(missing_ok=True)
    with store.bench(place.parent) as work:
        paths = [("Hardlimit", library), (PATH, place), (PATH, work)]
        (work / source.name).write_text(text, encoding="utf-8")
        outcome = running.compile_file(work / source.name, paths, running.LEMMA * running.AGAIN)
        if not outcome.ok:
            refused = outcome.error if outcome.cut else f"Coq refuses it: {outcome.error}"
            return _Compiled(failure=refused)
        axioms, failure = _rests(name, text, work, paths) if asked else ((), "")
        found = _Compiled(axioms, round(outcome.seconds, 3), failure)
        store.moved(work, place, (f"{name}.v", f"{name}.vo"))
    if not failure:
        store.take_note(note, text, files, asdict(found))
    return found


def _rests(
    name: str, text: str, work: Path, paths: list[tuple[str, Path]]
) -> tuple[tuple[str, ...], str]:
    """The axioms that the last theorem of the file rests on, and what is wrong with them."""
    theorem = _RESULT.findall(text)[-1][0]
    questions = Questions([f"{PATH}.{name}"])
    asked = assumptions_asked(questions, [f"@{PATH}.{name}.{theorem}"])
    path = work / "Questions.v"
    path.write_text(questions.text(), encoding="utf-8")
    outcome = running.compile_file(path, paths, running.LEMMA * running.AGAIN)
    if not outcome.ok:
        return (), f"Coq cannot say what it rests on: {outcome.error}"
    try:
        axioms = assumptions_told(questions.answers(outcome.printed)[asked])
    except Unreadable as error:
        return (), str(error)
    odd = sorted(axioms - running.AXIOMS)
    failure = f"it rests on more than the axioms of the reals: {odd[0]}" if odd else ""
    return tuple(sorted(axioms)), failure
