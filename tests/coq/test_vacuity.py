"""The hypotheses of a derivation hold somewhere, by Coq's computation."""

from __future__ import annotations

from pathlib import Path

import pytest
from hardlimit.proofs.author import Derivation
from hardlimit.proofs.coq.run import running
from hardlimit.proofs.coq.scripts.vacuity import satisfied
from hardlimit.proofs.language.errors import DerivationError
from hardlimit.proofs.language.statements import differs, equal, less
from hardlimit.proofs.language.vocabulary import total

from .opened import book, library, needs_coq

#: They share what Coq has compiled, and the book as it is frozen.
pytestmark = pytest.mark.xdist_group("Coq")

LABELS = ("A4", "B2b", "D1g", "F1b", "G2")


def compiled(texts: list[str], folder: Path) -> running.Compiled:
    """What Coq says of the lemmas, each in a module of its own."""
    place = library()
    source = place / "Instances.v"
    if not source.with_suffix(".vo").exists():
        source.write_text(running.library_sources()["Instances"], encoding="utf-8")
        assert running.compile_file(source, [("Hardlimit", place)]).ok
    loads = "From Coq Require Import Reals.\nFrom Hardlimit Require Import Vocabulary Instances.\n"
    parts = [f"Module B{i}.\n{text}End B{i}.\n" for i, text in enumerate(texts)]
    path = folder / "Several.v"
    path.write_text(loads + "Open Scope R_scope.\n" + "".join(parts), encoding="utf-8")
    return running.compile_file(path, [("Hardlimit", place)])


@pytest.mark.slow
@needs_coq
def test_hypotheses_hold_at_an_instance(tmp_path: Path) -> None:
    found = compiled([satisfied(book()[label]).text() for label in LABELS], tmp_path)
    assert found.ok, found.error


@pytest.mark.slow
@needs_coq
@pytest.mark.parametrize(("right", "wrong"), [("exists 2%nat.", "exists 1%nat."), ("(1)", "(0)")])
def test_what_is_no_instance_is_refused(right: str, wrong: str, tmp_path: Path) -> None:
    d = weights()
    text = satisfied(d).text()
    assert right in text
    found = compiled([text.replace(right, wrong)], tmp_path)
    assert not found.ok


def weights() -> Derivation:
    """Two different indices, and a number that is 1."""
    d = Derivation("T", "t", "T", "c")
    size = d.size("K")
    j, k = d.indices("j k", size)
    p, one = d.family("p", size, sign="positive"), d.symbol("one")
    d.assume("apart", differs(j, k))
    d.assume("whole", equal(total(p[k], k), 2))
    d.assume("unit", equal(one, 1))
    return d


def test_the_lemma_says_all_that_is_assumed() -> None:
    statement = satisfied(weights()).statement
    assert statement.split("\n  ") == [
        "exists v_K : nat,",
        "((1 <= v_K)%nat) /\\",
        "exists v_one : R,",
        "exists v_p : nat -> R,",
        "(forall i1_ : nat, (1 <= i1_ <= v_K)%nat -> 0 < v_p i1_) /\\",
        "exists v_j : nat,",
        "((1 <= v_j <= v_K)%nat) /\\",
        "exists v_k : nat,",
        "((1 <= v_k <= v_K)%nat) /\\",
        "((v_j <> v_k)%nat) /\\",
        "(sumr v_K (fun v_k : nat => v_p v_k) = 2) /\\",
        "(v_one = 1) /\\",
        "True",
    ]


def test_what_cannot_hold_has_no_lemma() -> None:
    d = weights()
    one = d.context.symbols["one"].symbol
    d.assume("absurd", less(one, 0))
    with pytest.raises(DerivationError, match="no instance"):
        satisfied(d)
