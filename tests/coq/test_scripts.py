"""Scripts: Coq accepts the proofs that are written of small steps, and none of wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from hardlimit.proofs.author import Derivation
from hardlimit.proofs.coq.scripts import analysis, citing, order, reasoning
from hardlimit.proofs.coq.scripts.development import File, Stated, write_file

from .opened import attempt, attempted, compiled, needs_coq, open_file, stated_in
from .steps import ALL, cited

MODULES = {"order": order, "reasoning": reasoning, "analysis": analysis, "citing": citing}


def written(derivation: Derivation) -> File:
    books = cited()
    return write_file(derivation, {s: Stated.of(d) for s, d in books.items()}, books)


@pytest.mark.parametrize("name", ALL)
def test_every_script_of_the_module_is_used(name: str) -> None:
    rules = {type(step.rule).__name__ for step in ALL[name]().d.steps}
    assert rules >= set(MODULES[name].SCRIPTS)


@pytest.mark.slow
@needs_coq
@pytest.mark.parametrize("name", ALL)
def test_coq_accepts_what_is_right_and_nothing_else(
    name: str, whole_library: Path, tmp_path: Path
) -> None:
    for derivation in cited().values() if name == "citing" else ():
        assert compiled(open_file(derivation), tmp_path, whole_library).ok
    steps = ALL[name]()
    file = written(steps.d)
    assert stated_in(file, tmp_path, whole_library).ok
    parts = [file.header()]
    for lemma in file.lemmas:
        assert lemma.proof is not None, f"step {lemma.step.number}: {lemma.reason}"
        parts.append(attempt(lemma.name, lemma.statement, lemma.proof))
        if lemma.step.number in steps.wrong:
            (other,) = (m for m in written(steps.with_wrong(lemma.step.number)).lemmas
                        if m.step.number == lemma.step.number)  # fmt: skip
            assert other.statement != lemma.statement
            for how, proof in enumerate((lemma.proof, other.proof)):
                if proof is not None:
                    parts.append(
                        attempt(f"wrong_{lemma.step.number}_{how}", other.statement, proof)
                    )
    found = attempted(parts, whole_library, tmp_path)
    assert found == {lemma.name for lemma in file.lemmas}
