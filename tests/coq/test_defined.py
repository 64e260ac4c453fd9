"""Every line has a value: the lemmas that say so, and Coq's proofs of them."""

from __future__ import annotations

from pathlib import Path

import sympy as sp
from hardlimit.proofs.coq.run import running
from hardlimit.proofs.coq.scripts.defined import Defined, defined
from hardlimit.proofs.coq.scripts.development import File
from hardlimit.proofs.kernel.derivation import Derivation
from hardlimit.proofs.language.statements import at_most, differs, equal, less
from hardlimit.proofs.language.vocabulary import total, xlogy

from .opened import book, needs_coq, open_file


def quotients() -> Derivation:
    """Lines with a denominator below a sum, a logarithm and 0 log 0."""
    d = Derivation("T", "t", "T", "c")
    size = d.size("N")
    n = d.index("n", size)
    x, q = d.family("x", size), d.family("q", size, sign="nonnegative")
    v = d.symbol("v", "positive")
    share = d.define("share", n, q[n] / total(q[n], n))
    d.assume("some", less(0, total(q[n], n)))
    d.assume("apart", differs(x[n], v), n)
    lines = [
        equal(total(1 / (x[n] - v), n), total(1 / (x[n] - v), n)),
        at_most(sp.log(v), v - 1),
        equal(share[n], share[n]),
        equal(sp.log(v) * 2, 2 * sp.log(v)),
        equal(xlogy(q[n], q[n]), xlogy(q[n], q[n])),
    ]
    for line in lines:
        d.have(line, None, "")  # type: ignore[arg-type]
    d.goals.append(lines[0])
    return d


def by_step(derivation: Derivation) -> dict[str, list[Defined]]:
    """The lemmas of the steps that have any."""
    return {number: found for number, found in defined(derivation, {}).items() if found}


def test_each_condition_is_asked_once() -> None:
    found = by_step(quotients())
    assert {number: len(lemmas) for number, lemmas in found.items()} == {
        "1": 1, "2": 1, "3": 1, "5": 1,
    }  # fmt: skip
    below = "forall n : nat, (1 <= n <= N)%nat -> "
    assert found["1"][0].statement == below + "- (v) + x n <> 0"
    assert found["2"][0].statement == "0 < v"
    assert found["3"][0].statement == "sumr N (fun n' : nat => q n') <> 0"
    assert found["5"][0].statement == below + "(q n <> 0) -> (0 < q n) -> 0 < q n"


def test_definitions_are_looked_into() -> None:
    assert any("<> 0" in lemma.statement for lemma in by_step(quotients())["3"])


def file_text(derivation: Derivation) -> str:
    """The file of the derivation with open steps, each after the lemmas on its value."""
    file: File = open_file(derivation)
    found = defined(derivation, {})
    parts = [file.header()]
    for step in file.lemmas:
        parts += [*(lemma.text() for lemma in found[step.step.number]), step.text()]
    parts += [lemma.text() for lemma in found[""]]
    return "\n".join([*parts, f"End {file.module}.", ""])


@needs_coq
def test_coq_proves_them(whole_library: Path, tmp_path: Path) -> None:
    for derivation in (quotients(), book()["B2"], book()["D4b"]):
        path = tmp_path / "Derivation.v"
        path.write_text(file_text(derivation), encoding="utf-8")
        found = running.compile_file(path, {"Hardlimit": whole_library})
        assert found.ok, f"{derivation.label}, line {found.line}: {found.error}"


@needs_coq
def test_what_may_have_no_value_has_no_proof(whole_library: Path, tmp_path: Path) -> None:
    d = quotients()
    del d.context.hypotheses["apart"]
    path = tmp_path / "Derivation.v"
    path.write_text(file_text(d), encoding="utf-8")
    assert not running.compile_file(path, {"Hardlimit": whole_library}).ok
