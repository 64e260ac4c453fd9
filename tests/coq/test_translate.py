"""What the trusted translator writes, read by eye."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
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
        (A - B, "v_a - v_b"),
        (A * (A + B), "v_a * (v_a + v_b)"),
        (A / (V * B), "v_a / v_b / v_v"),
        (1 / V, "1 / v_v"),
        (1 / sp.sqrt(V), "1 / sqrt v_v"),
        (A**2, "v_a ^ 2"),
        (-(A**2), "- (v_a ^ 2)"),
        ((A + B) ** -2, "1 / (v_a + v_b) ^ 2"),
        (V**K, "v_v ^ v_K"),
        (V**A, "Rpower v_v v_a"),
        (V ** sp.Rational(3, 2), "Rpower v_v (3 / 2)"),
        (K + 1, "1 + INR v_K"),
        (sp.exp(-A), "exp (- (v_a))"),
        (sp.log(A), "ln v_a"),
        (xlogy(A, B + 1), "xlogy v_a (1 + v_b)"),
        (total(P[k] + A, k), "sumr v_K (fun v_k : nat => v_a + v_p v_k)"),
        (minimum(P[k], k), "minr v_K (fun v_k : nat => v_p v_k)"),
        (P[k + 1], "v_p (S v_k)"),
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


def test_moving_names_are_bound_in_the_claim_and_not_in_the_section() -> None:
    d = everything()
    t = Translator(d)
    assert t.bindings.moving == ("sigma", "v", "mu")
    section = "\n".join(t.section())
    assert not any(f"Variable v_{name} " in section for name in t.bindings.moving)
    assert "Definition v_gap (v_mu : nat -> nat -> R) (v_n : nat) (v_k : nat) : R :=" in section
    line = t.claim(d.steps[7].claim)
    assert line.startswith("forall v_sigma : R, (0 < v_sigma) -> forall v_v : R, (0 < v_v) -> ")


def test_a_limit_and_an_optimum_bind_their_own_name() -> None:
    d = everything()
    t = Translator(d)
    limit, best = t.claim(d.steps[2].claim), t.claim(d.steps[3].claim)
    assert "forall v_sigma" not in limit
    assert "tends_to (fun v_sigma : R => " in limit
    assert "forall v_mu" not in best
    assert (
        "minimises_uniquely (fun v_mu : nat -> nat -> R => (v_loss v_mu <= v_b)) (apart2 v_K v_D)"
        in best
    )


def test_a_fixed_index_stands_in_the_section() -> None:
    d = everything()
    section = Translator(d).section()
    assert "Variable v_j : nat." in section
    assert "Hypothesis range_v_j : (1 <= v_j <= v_K)%nat." in section


def test_a_case_stands_before_the_conclusion() -> None:
    d = everything()
    assert "(v_a < v_v) -> " in Translator(d).claim(d.steps[5].claim)
    assert "(v_a < v_v) -> " not in Translator(d).claim(Claim(d.steps[5].claim.relation))


def test_every_line_of_a_file_is_a_lemma() -> None:
    d = everything()
    text = open_file(d).text()
    assert text.count("\nLemma step_") == len(d.steps)
    assert text.count("\nTheorem statement_") == len(d.goals)
