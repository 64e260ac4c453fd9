"""False lines shown to Coq: mutants of steps that an instance refutes, with the steps' proofs.

``python -m tests.fuzz.coq A2 D1 [--most 200]`` puts each such line in the place of the one
that it was made from, and has Coq try the proof of that one.  None may be accepted.
``--spread 40`` takes so many derivations from all over the book.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hardlimit.proofs.attack import Mutant, mutants
from hardlimit.proofs.attack.mutant import STEP
from hardlimit.proofs.book.checking import citations
from hardlimit.proofs.coq.run import store
from hardlimit.proofs.coq.scripts.development import Stated, write_file
from hardlimit.proofs.coq.statements.translate import Translator
from hardlimit.proofs.instances.pool import Pool
from hardlimit.proofs.instances.witness import COUNT, examine
from hardlimit.proofs.kernel.derivation import Derivation

from ..coq.opened import attempt, attempted, book, compiled, open_file, stated_in


@dataclass(frozen=True)
class Trial:
    """What became of the false lines of one derivation."""

    false: int
    accepted: tuple[str, ...]


def false_steps(derivation: Derivation, most: int) -> Iterator[Mutant]:
    """At most ``most`` mutants of steps that an instance refutes, the same ones every time."""
    found = [m for m in mutants(derivation) if m.part == STEP and len(m.steps) == 1]
    random.Random(derivation.slug).shuffle(found)
    pool = Pool(derivation.context, derivation.slug, COUNT)
    for mutant in found:
        if most <= 0:
            return
        (step,) = (s for s in mutant.derivation.steps if s.number == mutant.steps[0])
        try:
            refuted = examine(step.claim, pool).status == "refutes"
        except Exception:  # a mutant need not be well-formed
            continue
        if refuted:
            most -= 1
            yield mutant


def stated(derivation: Derivation, library: Path, folder: Path) -> dict[str, Derivation]:
    """What ``derivation`` cites, by slug; compiled in ``folder`` with open proofs.

    A theorem is used by what it says: with what proof is no matter here.
    """
    books = {d.slug: d for d in book().values()}
    found = {slug: books[slug] for slug in citations(derivation)}
    for cited in found.values():
        outcome = compiled(open_file(cited), folder, library)
        if not outcome.ok:
            raise AssertionError(f"{cited.label} is not stated: {outcome.error}")
    return found


def try_in_coq(derivation: Derivation, library: Path, folder: Path, most: int) -> Trial:
    """Have Coq try false lines of ``derivation``."""
    books = stated(derivation, library, folder)
    known = {slug: Stated.of(cited) for slug, cited in books.items()}
    file = write_file(derivation, known, books)
    if not (outcome := stated_in(file, folder, library)).ok:
        raise AssertionError(f"{derivation.label} is not stated: {outcome.error}")
    chosen: dict[str, list[Mutant]] = {}
    for mutant in false_steps(derivation, most):
        chosen.setdefault(mutant.steps[0], []).append(mutant)
    translator = Translator(derivation)
    parts, texts, controls = [file.header()], dict[str, str](), []
    for lemma in file.lemmas:
        if lemma.step.number in chosen:
            controls.append(f"control_{lemma.step.number}")
            parts.append(attempt(controls[-1], lemma.statement, lemma.proof))
        for mutant in chosen.get(lemma.step.number, ()):
            (step,) = (s for s in mutant.derivation.steps if s.number == lemma.step.number)
            name = f"mutant_{len(texts) + 1}"
            statement = translator.claim(step.claim)
            texts[name] = str(mutant)
            parts.append(attempt(name, statement, lemma.proof))
        parts.append(lemma.text(admitted=True))
    accepted = attempted(parts, library, folder)
    missing = [name for name in controls if name not in accepted]
    if missing:
        raise AssertionError(f"the true line of {missing[0]} was refused: nothing was shown")
    return Trial(len(texts), tuple(text for name, text in texts.items() if name in accepted))


def main(argv: Sequence[str] | None = None) -> int:
    """Try the derivations named and print one line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", nargs="*")
    parser.add_argument("--most", type=int, default=100)
    parser.add_argument("--spread", type=int, default=0)
    args = parser.parse_args(argv)
    labels = list(args.labels)
    if args.spread:
        labels += list(book())[:: max(1, len(book()) // args.spread)]
    false = accepted = 0
    with tempfile.TemporaryDirectory() as name:
        library, folder = Path(name) / "library", Path(name) / "book"
        store.build_library(library)
        folder.mkdir()
        for label in labels:
            begun = time.monotonic()
            trial = try_in_coq(book()[label], library, folder, args.most)
            false, accepted = false + trial.false, accepted + len(trial.accepted)
            text = f"{trial.false} false lines, {len(trial.accepted)} accepted"
            print(f"{label}: {text} ({time.monotonic() - begun:.0f} s)", flush=True)
            for line in trial.accepted:
                print(f"  ACCEPTED {line}", flush=True)
    print(f"{len(labels)} derivations, {false} false lines, {accepted} accepted")
    return 1 if accepted else 0


if __name__ == "__main__":
    sys.exit(main())
