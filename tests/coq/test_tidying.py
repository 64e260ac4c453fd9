"""Scripts keep the equations that something uses, for as long as it does."""

from __future__ import annotations

from hardlimit.proofs.coq.certificates.tidying import CLEARED, tidied

EQUATIONS = {"e1_", "e2_", "e4_", "e11_"}
SCRIPT = [
    ("e1_", "assert (e1_ : a = b).\n{ ring. }"),
    ("e2_", "assert (e2_ : b = c).\n{ ring. }"),
    ("e3_", f"assert (e3_ : 0 < c).\n{{ {CLEARED}near_. }}"),
    ("e4_", "assert (e4_ : forall t1_ : nat, a t1_ = c).\n{ exact (eq_trans (e1_ t1_) e2_). }"),
    ("e11_", f"assert (e11_ : c = d).\n{{ first [solve [{CLEARED}near_] | exact e4_]. }}"),
]


def said(closing: str) -> list[str]:
    return list(tidied(SCRIPT, EQUATIONS, closing))


def test_equations_that_nothing_uses_are_left_out_and_signs_stay() -> None:
    assert said("exact v_e11_.") == ["assert (e3_ : 0 < c).\n{ near_. }"]
    assert said("exact e1_.") == [
        SCRIPT[0][1],
        "assert (e3_ : 0 < c).\n{ clear e1_; near_. }",
    ]


def test_what_is_used_is_known_until_its_last_use() -> None:
    assert said("exact (eq_trans e2_ e11_).") == [
        SCRIPT[0][1],
        SCRIPT[1][1],
        "assert (e3_ : 0 < c).\n{ clear e1_ e2_; near_. }",
        SCRIPT[3][1],
        "clear e1_.",
        "assert (e11_ : c = d).\n{ first [solve [clear e2_ e4_; near_] | exact e4_]. }",
        "clear e4_.",
    ]


def test_a_name_within_another_is_no_use_of_it() -> None:
    found = said("exact (e11_ e1_' v_e2_).")
    assert found[0] == SCRIPT[0][1]
    assert "clear e1_ e2_." in found
