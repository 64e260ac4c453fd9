"""Scripts: Coq accepts the proofs that are written of small steps, and none of wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from hardlimit.proofs.author import Derivation, combine, delta, equal, total
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


def test_a_line_at_another_index_keeps_its_sums_apart() -> None:
    """At d = e the sum over e of X_{nd} X_{ne} b_e is no sum of squares."""
    d = Derivation("T", "normal", "T", "c")
    N, D = d.size("N"), d.size("D")
    n, (i, j, k) = d.index("n", N), d.indices("i j k", D)
    X, y, b, V = d.family("X", N, D), d.family("y", N), d.family("b", D), d.family("V", D, D)
    d.define("G", (i, j), total(X[n, i] * X[n, j], n))
    G = d.context.definitions["G"]
    left = d.assume("left", equal(total(G[k, j] * V[i, k], k), delta(i, j)), forall=(i, j))
    line = equal(total(b[j] * total(X[n, i] * X[n, j], n), j), total(X[n, i] * y[n], n))
    normal = d.assume("normal", line, forall=i)
    solved = equal(b[i], total(y[n] * total(V[i, j] * X[n, j], j), n))
    parts = ((normal.at({i: j}), V[i, j], (j,)), (left, -b[j], (j,)))
    d.have(solved, combine(*parts, names=("G",)), "")
    d.goals.append(solved)
    (lemma,) = write_file(d, {}, {}).lemmas
    assert lemma.reason == ""
    assert lemma.proof
