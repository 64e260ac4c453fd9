"""Files of derivations whose steps are left open: enough for Coq to say what it understood."""

from __future__ import annotations

import atexit
import functools
import importlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import hardlimit.derivations
import pytest
from hardlimit.proofs.book import registry
from hardlimit.proofs.coq.back.asking import Questions
from hardlimit.proofs.coq.back.reading import names_asked, names_told, read_back, stated_asked
from hardlimit.proofs.coq.run import running
from hardlimit.proofs.coq.run.judging import Compiler, Done, Member
from hardlimit.proofs.coq.scripts.development import BOOK, File, Lemma, write_file
from hardlimit.proofs.coq.statements.stated import LOADED, Statements, statements
from hardlimit.proofs.coq.statements.translate import Translator
from hardlimit.proofs.kernel.derivation import Derivation
from hardlimit.proofs.language.claims import Claim
from hardlimit.proofs.rules.logic import same_relation

from ..commands import PATIENCE

needs_coq = pytest.mark.skipif(not running.version(), reason=running.ABSENT)
#: A derivation of each kind of claim, and of each kind of name.
LABELS = ("A2", "B1p", "B2b", "D4b", "E1.1", "F2a", "G2", "Q9")


@functools.cache
def book() -> dict[str, Derivation]:
    """All derivations of the book, by label."""
    found = {}
    for name in hardlimit.derivations.CHAPTERS:
        module = importlib.import_module(f"hardlimit.derivations.{name}")
        for entry in registry.collect(module):
            derivation = registry.build(entry).frozen()
            found[derivation.label] = derivation
    return found


def open_file(
    derivation: Derivation,
    translator: Translator | None = None,
    closed: Translator | None = None,
) -> File:
    """The Coq files of ``derivation`` without proofs of its steps, by these translators."""
    t = translator or Translator(derivation)
    lemmas = [Lemma(step, t.claim(step.claim), None) for step in derivation.steps]
    theorems = []
    for goal in derivation.goals:
        by = next(
            s
            for s in derivation.steps
            if not s.claim.under and same_relation(s.claim.relation, goal)
        )
        theorems.append((t.claim(Claim(goal)), f"step_{by.number}"))
    stated = statements(derivation, {}, closed)
    section = tuple(t.section())
    return File(derivation.slug, stated, BOOK, (), section, tuple(lemmas), tuple(theorems))


@functools.cache
def library() -> Path:
    """A folder with the compiled vocabulary; nothing else is needed to state a claim."""
    folder = Path(tempfile.mkdtemp(prefix="hardlimit-coq-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    sources = running.library_sources()
    words = ("Vocabulary", "Optima", "GammaFunction")
    loads = "From Coq Require Export Reals.\n"
    loads += f"From Hardlimit Require Export {' '.join(words)}.\n"
    texts = {name: sources[name] for name in words}
    for name, text in {**texts, "Tactics": loads}.items():
        path = folder / f"{name}.v"
        path.write_text(text, encoding="utf-8")
        outcome = running.compile_file(path, [("Hardlimit", folder)])
        assert outcome.ok, outcome.error
    return folder


def stated_in(file: File, folder: Path, where: Path | None = None) -> running.Compiled:
    """What Coq says of the statements, in a file of their own; ``folder`` is ``Book``."""
    path = folder / f"{file.stated.module}.v"
    path.write_text(file.stated.text(), encoding="utf-8")
    return running.compile_file(path, [("Hardlimit", where or library()), ("Book", folder)])


def compiled(file: File, folder: Path, where: Path | None = None) -> running.Compiled:
    """What Coq says of the file."""
    path = folder / f"{file.module}.v"
    path.write_text(file.text(), encoding="utf-8")
    return running.compile_file(path, [("Hardlimit", where or library()), ("Book", folder)])


def judged(written: Sequence[tuple[Derivation, Statements]], folder: Path) -> dict[str, list[str]]:
    """What the way back says of statements that Coq accepts, by their place.

    They are the modules ``B0``, ``B1``, ... of one file: Coq takes longer to begin than for one.
    """
    stated = [file for _, file in written]
    parts = [LOADED]
    for number, file in enumerate(stated):
        parts += [f"Module B{number}.", file.body(), f"End B{number}."]
    path = folder / "Several.v"
    path.write_text("\n".join(parts), encoding="utf-8")
    paths = [("Hardlimit", library()), ("Book", folder)]
    outcome = running.compile_file(path, paths)
    assert outcome.ok, f"line {outcome.line}: {outcome.error}"
    questions = Questions(["Book.Several"])
    words = names_asked(questions)
    asked = [stated_asked(questions, f"Book.Several.B{n}", file) for n, file in enumerate(stated)]
    path = folder / "Questions.v"
    path.write_text(questions.text(), encoding="utf-8")
    outcome = running.compile_file(path, paths)
    assert outcome.ok, outcome.error
    answers = questions.answers(outcome.printed)
    known = names_told(answers[words])
    found = {}
    for number, ((derivation, file), places) in enumerate(zip(written, asked, strict=True)):
        defined, printed = (answers[place] for place in places)
        said, _ = read_back(derivation, file.propositions, known, defined, printed)
        found[f"B{number}"] = said
    return found


def alone(
    derivation: Derivation, paths: Sequence[tuple[str, Path]], limit: float = running.LEMMA
) -> Done:
    """What becomes of a derivation in a file of its own."""
    file = write_file(derivation, {}, {})
    (found,) = Compiler(paths, limit).judge([Member(file, derivation, "digest")]).values()
    return found


def attempt(name: str, statement: str, proof: str | None) -> str:
    """A lemma for :func:`attempted`, which may be refused."""
    lemma = f"Lemma {name} :\n  {statement}.\nProof.\n{proof}\nQed."
    return f"{lemma}\nAbort All.\nUnset Silent.\nCheck {name}.\nSet Silent."


def attempted(parts: Sequence[str], library: Path, folder: Path) -> set[str]:
    """The names of those attempts in ``parts`` that Coq accepts; ``folder`` is ``Book``."""
    paths = ["-Q", str(library), "Hardlimit", "-Q", str(folder), "Book"]
    run = subprocess.run(
        ["coqtop", "-q", "-color", "off", *paths],
        input="\n".join(["Set Silent.", *parts]),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return set(re.findall(r"(?m)^(\w+)\n +: ", run.stdout))
