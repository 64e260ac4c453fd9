"""Every line has a value: the lemmas that say so, and Coq's proofs of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import sympy as sp
from hardlimit.proofs.author import Derivation
from hardlimit.proofs.coq.scripts.defined import Defined, defined
from hardlimit.proofs.coq.scripts.development import File
from hardlimit.proofs.coq.statements.stated import statements
from hardlimit.proofs.language.statements import at_most, differs, equal, less
from hardlimit.proofs.language.vocabulary import total, xlogy

from .opened import book, compiled, needs_coq, open_file

#: They share what Coq has compiled, and the book as it is frozen.
pytestmark = pytest.mark.xdist_group("Coq")


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
    below = "forall v_n : nat, (1 <= v_n <= v_N)%nat -> "
    assert found["1"][0].statement == below + "- (v_v) + v_x v_n <> 0"
    assert found["2"][0].statement == "0 < v_v"
    assert found["3"][0].statement == "sumr v_N (fun v_n' : nat => v_q v_n') <> 0"
    assert found["5"][0].statement == below + "(v_q v_n <> 0) -> (0 < v_q v_n) -> 0 < v_q v_n"


def test_definitions_are_looked_into() -> None:
    assert any("<> 0" in lemma.statement for lemma in by_step(quotients())["3"])


def file(derivation: Derivation) -> File:
    """The file of the derivation with open steps, each after the lemmas on its value."""
    found = defined(derivation, {})
    conditions = {lemma.name: lemma.claim for lemmas in found.values() for lemma in lemmas}
    return replace(open_file(derivation), valued=found, stated=statements(derivation, conditions))


@pytest.mark.slow
@needs_coq
def test_coq_proves_them(whole_library: Path, tmp_path: Path) -> None:
    for derivation in (quotients(), book()["B2"], book()["D4b"]):
        found = compiled(file(derivation), tmp_path, whole_library)
        assert found.ok, f"{derivation.label}, line {found.line}: {found.error}"


@needs_coq
def test_what_may_have_no_value_has_no_proof(whole_library: Path, tmp_path: Path) -> None:
    d = quotients()
    del d.context.hypotheses["apart"]
    assert not compiled(file(d), tmp_path, whole_library).ok
