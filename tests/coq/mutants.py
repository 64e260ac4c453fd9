"""False lines shown to Coq: mutants of steps that an instance refutes, with the steps' proofs.

``python -m tests.coq.mutants A2 D1 [--most 200]`` puts each such line in the place of the one
that it was made from, and has Coq try the proof of that one.  None may be accepted.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hardlimit.proofs.attack import Mutant, mutants
from hardlimit.proofs.attack.mutant import STEP
from hardlimit.proofs.coq import running
from hardlimit.proofs.coq.development import Stated, write_file
from hardlimit.proofs.coq.translate import Translator
from hardlimit.proofs.derivation import Derivation
from hardlimit.proofs.instances.pool import Pool
from hardlimit.proofs.instances.witness import COUNT, examine


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


def try_in_coq(
    derivation: Derivation, library: Path, folder: Path, most: int, books: dict[str, Derivation]
) -> Trial:
    """Have Coq try false lines of ``derivation``, which cites none but ``books``."""
    stated = {slug: Stated.of(book) for slug, book in books.items()}
    file = write_file(derivation, stated, books)
    chosen: dict[str, list[Mutant]] = {}
    for mutant in false_steps(derivation, most):
        chosen.setdefault(mutant.steps[0], []).append(mutant)
    translator = Translator(derivation)
    parts, texts, controls = [file.header()], dict[str, str](), []
    for lemma in file.lemmas:
        if lemma.step.number in chosen:
            controls.append(f"control_{lemma.step.number}")
            parts.append(_attempt(controls[-1], lemma.statement, lemma.proof))
        for mutant in chosen.get(lemma.step.number, ()):
            (step,) = (s for s in mutant.derivation.steps if s.number == lemma.step.number)
            name = f"mutant_{len(texts) + 1}"
            statement = translator.claim(step.claim)
            texts[name] = str(mutant)
            parts.append(_attempt(name, statement, lemma.proof))
        parts.append(lemma.text(admitted=True))
    options = ["-Q", str(library), "Hardlimit", "-Q", str(folder), "Book"]
    run = subprocess.run(
        ["coqtop", "-q", "-color", "off", *options],
        input="Set Silent.\n" + "\n".join(parts),
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    accepted = re.findall(r"(mutant_\d+|control_\S+)\n +: ", run.stdout)
    missing = [name for name in controls if name not in accepted]
    if missing:
        raise AssertionError(f"the true line of {missing[0]} was refused: nothing was shown")
    accepted = [name for name in accepted if name in texts]
    return Trial(len(texts), tuple(texts[n] for n in dict.fromkeys(accepted)))


def _attempt(name: str, statement: str, proof: str | None) -> str:
    lemma = f"Lemma {name} :\n  {statement}.\nProof.\n{proof}\nQed."
    return f"{lemma}\nAbort All.\nUnset Silent.\nCheck {name}.\nSet Silent."


def main(argv: Sequence[str] | None = None) -> int:
    """Try the derivations named and print one line for each."""
    from .opened import book

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", nargs="+")
    parser.add_argument("--most", type=int, default=100)
    args = parser.parse_args(argv)
    found, accepted = book(), 0
    with tempfile.TemporaryDirectory() as name:
        library = Path(name) / "library"
        running.build_library(library)
        for label in args.labels:
            trial = try_in_coq(found[label], library, Path(name), args.most, {})
            accepted += len(trial.accepted)
            count = len(trial.accepted)
            print(f"{label}: {trial.false} false lines, {count} accepted", flush=True)
            for text in trial.accepted:
                print(f"  ACCEPTED {text}")
    return 1 if accepted else 0


if __name__ == "__main__":
    sys.exit(main())
