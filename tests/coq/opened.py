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
from hardlimit.proofs.coq.back.reading import MARKED, queries
from hardlimit.proofs.coq.run import running
from hardlimit.proofs.coq.scripts.development import File, Lemma
from hardlimit.proofs.coq.statements.translate import Translator
from hardlimit.proofs.kernel.derivation import Derivation
from hardlimit.proofs.language.claims import Claim
from hardlimit.proofs.rules.logic import same_relation

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
            derivation = registry.build(entry)
            found[derivation.label] = derivation
    return found


def open_file(derivation: Derivation, translator: Translator | None = None) -> File:
    """The Coq file of ``derivation`` without proofs of its steps, by ``translator``."""
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
    return File(derivation.slug, (), tuple(t.section()), tuple(lemmas), tuple(theorems))


@functools.cache
def library() -> Path:
    """A folder with the compiled vocabulary; nothing else is needed to state a claim."""
    folder = Path(tempfile.mkdtemp(prefix="hardlimit-coq-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    sources = running.library_sources()
    loads = "From Coq Require Export Reals.\nFrom Hardlimit Require Export Vocabulary Optima.\n"
    texts = {name: sources[name] for name in ("Vocabulary", "Optima")}
    for name, text in {**texts, "Tactics": loads}.items():
        path = folder / f"{name}.v"
        path.write_text(text, encoding="utf-8")
        outcome = running.compile_file(path, {"Hardlimit": folder})
        assert outcome.ok, outcome.error
    return folder


def answer(file: File, folder: Path) -> running.Compiled:
    """What Coq says of ``file`` and then of the questions of the way back."""
    path = folder / f"{file.module}.v"
    path.write_text(file.text() + queries(file), encoding="utf-8")
    return running.compile_file(path, {"Hardlimit": library()})


def answers(files: Sequence[File], folder: Path) -> list[str]:
    """The same for several files that Coq accepts, in one run."""
    loads, _, _ = files[0].header().partition("Section ")
    parts = [loads]
    for number, file in enumerate(files):
        section = file.header().removeprefix(loads)
        lemmas = [lemma.text() for lemma in file.lemmas]
        parts += [f"Module B{number}.", section, *lemmas, file.goals(), f"End {file.module}."]
        parts += [queries(file), f"End B{number}."]
    path = folder / "Several.v"
    path.write_text("\n".join(parts), encoding="utf-8")
    outcome = running.compile_file(path, {"Hardlimit": library()})
    assert outcome.ok, f"line {outcome.line}: {outcome.error}"
    return [MARKED + part for part in outcome.printed.split(MARKED)[1:]]


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
        timeout=1800,
        check=False,
    )
    return set(re.findall(r"(?m)^(\w+)\n +: ", run.stdout))
