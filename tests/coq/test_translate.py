"""What the trusted translator writes, read by eye."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.coq.statements.names import RESERVED, coq_name, module_name, plain_name
from hardlimit.proofs.coq.statements.terms import Untranslatable
from hardlimit.proofs.coq.statements.translate import Translator
from hardlimit.proofs.language.claims import Claim
from hardlimit.proofs.language.vocabulary import Index, minimum, total, xlogy

from .opened import open_file
from .sample import everything

A, B, V = sp.Symbol("a", real=True), sp.Symbol("b", real=True), sp.Symbol("v", positive=True)
K = sp.Symbol("K", integer=True, positive=True)
P, k = sp.IndexedBase("p", positive=True), Index("k", K)


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (sp.Integer(-2), "- 2"),
        (sp.Rational(-3, 2), "- (3 / 2)"),
        (A - B, "a - b"),
        (A * (A + B), "a * (a + b)"),
        (A / (V * B), "a / b / v"),
        (1 / V, "1 / v"),
        (1 / sp.sqrt(V), "1 / sqrt v"),
        (A**2, "a ^ 2"),
        (-(A**2), "- (a ^ 2)"),
        ((A + B) ** -2, "1 / (a + b) ^ 2"),
        (V**K, "v ^ K"),
        (V**A, "Rpower v a"),
        (V ** sp.Rational(3, 2), "Rpower v (3 / 2)"),
        (K + 1, "1 + INR K"),
        (sp.exp(-A), "exp (- (a))"),
        (sp.log(A), "ln a"),
        (xlogy(A, B + 1), "xlogy a (1 + b)"),
        (total(P[k] + A, k), "sumr K (fun k : nat => a + p k)"),
        (minimum(P[k], k), "minr K (fun k : nat => p k)"),
        (P[k + 1], "p (S k)"),
    ],
)
def test_expressions(expr: Any, text: str) -> None:
    found = Translator(everything()).term(expr)
    assert sorted(found.split()) == sorted(text.split())
    assert found == text or isinstance(expr, sp.Add | sp.Mul)


def test_what_is_not_of_the_vocabulary_has_no_text() -> None:
    with pytest.raises(Untranslatable):
        Translator(everything()).term(sp.sin(A))
    with pytest.raises(Untranslatable):
        Translator(everything()).index(K)


def test_names_come_back() -> None:
    for name in (*RESERVED, "x", "x_", "x__", "mu", "mu_new", "S_"):
        assert plain_name(coq_name(name)) == name
        assert coq_name(name) not in RESERVED
    assert module_name("e-step") == "T_e_step"


def test_moving_names_are_bound_in_the_claim_and_not_in_the_section() -> None:
    d = everything()
    t = Translator(d)
    assert t.bindings.moving == ("sigma", "v", "mu")
    section = "\n".join(t.section())
    assert not any(f"Variable {name} " in section for name in t.bindings.moving)
    assert "Definition gap (mu : nat -> nat -> R) (n : nat) (k : nat) : R :=" in section
    line = t.claim(d.steps[7].claim)
    assert line.startswith("forall sigma : R, (0 < sigma) -> forall v : R, (0 < v) -> ")


def test_a_limit_and_an_optimum_bind_their_own_name() -> None:
    d = everything()
    t = Translator(d)
    limit, best = t.claim(d.steps[2].claim), t.claim(d.steps[3].claim)
    assert "forall sigma" not in limit
    assert "tends_to (fun sigma : R => " in limit
    assert "forall mu" not in best
    assert "minimises_uniquely (fun mu : nat -> nat -> R => (loss mu <= b)) (apart2 K D)" in best


def test_a_fixed_index_stands_in_the_section() -> None:
    d = everything()
    section = Translator(d).section()
    assert "Variable j : nat." in section
    assert "Hypothesis j_range : (1 <= j <= K)%nat." in section


def test_a_case_stands_before_the_conclusion() -> None:
    d = everything()
    assert "(a < v) -> " in Translator(d).claim(d.steps[5].claim)
    assert "(a < v) -> " not in Translator(d).claim(Claim(d.steps[5].claim.relation))


def test_every_line_of_a_file_is_a_lemma() -> None:
    d = everything()
    text = open_file(d).text()
    assert text.count("\nLemma step_") == len(d.steps)
    assert text.count("\nTheorem statement_") == len(d.goals)
