"""What Coq prints of a derivation is read back as that derivation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sympy as sp
from hardlimit.proofs.coq.back.claims import ClaimReader
from hardlimit.proofs.coq.back.parse import Apply, Bind, Let, Unreadable, tree
from hardlimit.proofs.coq.back.reading import MARKED, queries, read_back
from hardlimit.proofs.coq.back.terms import Declared, Reader, Replaced
from hardlimit.proofs.coq.back.wanted import Wanted
from hardlimit.proofs.kernel.derivation import Derivation
from hardlimit.proofs.language.claims import Claim, TendsTo
from hardlimit.proofs.language.statements import equal
from hardlimit.proofs.language.vocabulary import total

from .opened import LABELS, answer, book, needs_coq, open_file


@needs_coq
@pytest.mark.parametrize("label", LABELS)
def test_every_line_comes_back(label: str, tmp_path: Path) -> None:
    derivation = book()[label]
    found = answer(open_file(derivation), tmp_path)
    assert found.ok, found.error
    assert read_back(found.printed, derivation) == []


def small() -> Derivation:
    """One step about a family, a definition and a positive symbol."""
    d = Derivation("T", "t", "T", "c")
    size = d.size("N")
    n, m = d.indices("n m", size)
    x = d.family("x", size)
    s = d.symbol("s", "positive")
    half = d.define("h", (n,), x[n] / (2 * s))
    d.have(equal(total(half[n], n) + x[m], x[m] + total(half[n], n)), None, "")  # type: ignore[arg-type]
    return d


PRINTED = (
    MARKED
    + """h = fun (x : forall _ : nat, R) (s : R) (n : nat) => Rmult (Rdiv (IZR (Zpos xH)) \
(IZR (Zpos (xO xH)))) (Rdiv (x n) s)
     : forall (_ : forall _ : nat, R) (_ : R) (_ : nat), R

Arguments h x%function_scope s%R_scope n%nat_scope
step_1
     : forall (N : nat) (_ : le (S O) N) (s : R) (_ : Rlt (IZR Z0) s) (x : forall _ : nat, R) \
(m : nat) (_ : and (le (S O) m) (le m N)), @eq R (Rplus (sumr N (fun n : nat => h x s n)) (x m)) \
(Rplus (x m) (sumr N (fun n : nat => h x s n)))
"""
)


def test_what_says_the_same_is_no_difference() -> None:
    assert read_back(PRINTED, small()) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Rdiv (x n) s", "Rdiv s (x n)"),
        ("(Zpos (xO xH))", "(Zpos (xI xH))"),
        ("Rlt (IZR Z0) s", "Rle (IZR Z0) s"),
        (" (_ : Rlt (IZR Z0) s)", ""),
        (" (_ : le (S O) N)", ""),
        ("le (S O) N", "le O N"),
        ("le m N", "le m (S N)"),
        ("le m N", "lt m N"),
        ("and (le (S O) m) (le m N)", "and (le (S O) m) (le m m)"),
        ("@eq R", "Rle"),
        ("(Rplus (x m) (sumr", "(Rminus (x m) (sumr"),
        ("fun n : nat => h x s n)) (x m)", "fun n : nat => h x s m)) (x m)"),
        ("sumr N", "sumr (S N)"),
        ("sumr N", "prodr N"),
        ("h x s n", "h x s"),
        ("fun n : nat => h x s n", "h x s"),
        ("(m : nat)", "(m : R)"),
        ("(x : forall _ : nat, R) (m", "(x m"),
        ("step_1\n", "step_2\n"),
        ("h = ", "g = "),
        (MARKED, ""),
        ("IZR", "INR"),
        ("Rplus", "Rplus_assoc"),
        ("@eq R (", "@eq nat ("),
        ("Rdiv (x n) s", "Rdiv (x n) s + 1"),
        ("Rdiv (x n) s", "Rdiv (x n) (fun u : nat => s)"),
    ],
)
def test_what_differs_is_named(old: str, new: str) -> None:
    assert old in PRINTED
    found = read_back(PRINTED.replace(old, new), small())
    assert found
    assert all(re.match(r"(definition h|step_1): ", text) for text in found)


def test_a_tree_has_three_kinds_of_nodes() -> None:
    found = tree("fun x : R => let y : R := x in @f (g x) y")
    inner = Apply("f", (Apply("g", (Apply("x"),)), Apply("y")))
    assert found == Bind("fun", "x", Apply("R"), Let("y", Apply("x"), inner))


@pytest.mark.parametrize(
    "text", ["", "f (x", "f x)", "forall x, y", "2 + x", "(f x) y", "fun", "f =>"]
)
def test_what_is_no_term_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        tree(text)


def test_a_changed_copy_hides_the_original() -> None:
    d = Derivation("T", "t", "T", "c")
    d.symbol("v")
    scope = {"v": Declared("v")}
    reader = ClaimReader(Reader(d.context))
    text = "derivable_pt_lim (fun v' : R => let v0 : R := v' in Rmult v0 {}) v (IZR Z0)"
    relation, _ = reader.conclusion(tree(text.format("v0")), scope)
    assert relation.expressions()[0] == sp.Symbol("v", real=True) ** 2
    for other in ("v", "v'"):
        with pytest.raises(Unreadable):
            reader.conclusion(tree(text.format(other)), scope)
    with pytest.raises(Unreadable):
        Reader(d.context).number(Apply("v"), {"v": Replaced("v")})


def test_a_limit_binds_its_own_variable() -> None:
    d = Derivation("T", "t", "T", "c")
    s = d.symbol("s", "positive")
    d.steps.clear()
    claim = Claim(TendsTo(s, s, sp.Integer(0)))
    d.have(claim.relation, None, "")  # type: ignore[arg-type]
    meant = Wanted(d).statement(claim)
    assert meant.variables == ()
    assert meant.premises == ()


def test_every_definition_and_every_line_is_asked_for() -> None:
    derivation = book()["A2"]
    asked = queries(open_file(derivation))
    assert asked.count("Print ") == len(derivation.context.definitions)
    assert asked.count("Check ") == len(derivation.steps) + len(derivation.goals) + 1
