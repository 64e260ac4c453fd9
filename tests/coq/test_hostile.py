"""What an author names reaches no Coq file; a false line is not proved, however it is named.

The names of hypotheses and cases here were commands for Coq: each redefined a word of
statements, proved the false line and was read back as what it was not.  At the door they
are refused as names; here they come in behind it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import sympy as sp
from hardlimit.proofs.author import ByHypothesis, Derivation, Rewrite
from hardlimit.proofs.coq.run import running
from hardlimit.proofs.coq.run.judging import Done
from hardlimit.proofs.coq.scripts import development
from hardlimit.proofs.coq.scripts.development import write_file
from hardlimit.proofs.coq.scripts.goal import Goal
from hardlimit.proofs.language.statements import equal, less
from hardlimit.proofs.language.vocabulary import delta, indicator, total

from .opened import alone, attempt, attempted, needs_coq, stated_in

F = sp.Rational(355, 113)
GIVEN = (
    "forall n m : nat, (1 <= n <= N)%nat -> (1 <= m <= N)%nat -> "
    "sumr V (fun v : nat => ind (a v) (355 / 113 + delta m n)) = 0"
)
CLAIM = (
    "forall j k : nat, (1 <= j <= K)%nat -> (1 <= k <= K)%nat -> "
    "sumr V (fun v : nat => ind (a v) (355 / 113 + delta j k)) = 0"
)
#: A word of statements, what it is made to mean, and what is then a proof of the false line.
REDEFINED = {
    "eq": ("Definition eq {A : Type} (x y : A) : Prop := True.\n"
           'Notation "x = y" := (eq x y) (at level 70, no associativity) : type_scope.',
           "intros; exact I"),
    "sumr": ("Definition sumr (n : nat) (f : nat -> R) : R := 0.", "intros; reflexivity"),
    "ind": ("Definition ind (a b : R) : R := 0.", "intros; apply sum_zero"),
    "delta": ("Definition delta (i j : nat) : R := 0.",
              "intros; exact (hyp_h 1%nat 1%nat (conj (le_n _) N_least) (conj (le_n _) N_least))"),
}  # fmt: skip
CASE = "*) hyp_q"


def commands(word: str) -> str:
    """A name that was a list of commands."""
    meaning, proof = REDEFINED[word]
    return (
        f"b : 0 < 1 + y.\n{meaning}\nHypothesis hyp_h : {GIVEN}.\n"
        f'Set Default Proof Using "All".\nLemma step_1 : {CLAIM}.\nProof. {proof}. Qed.\n'
        "Lemma step_2 : (0 < 3 + y) -> 0 < y.\nProof. intros (*"
    )


def false_range(name: str) -> Derivation:
    """A total that is known for n, m <= N is used at j, k <= K: false at N = 1, K = 2, k != j."""
    d = Derivation("U2", "false-range", "T", "c")
    N, K, V = d.size("N"), d.size("K"), d.size("V")
    n, m = d.indices("n m", N)
    k, j = d.indices("k j", K)
    v = d.index("v", V)
    a, y = d.family("a", V), d.symbol("y", "positive")
    d.assume("b", less(0, y + 1))
    h = d.assume("h", equal(total(indicator(a[v], F + delta(n, m)), v), 0), forall=(n, m))
    line = equal(total(indicator(a[v], F + delta(k, j)), v), 0)
    d.have(line, Rewrite((h,)), "x")
    d.have(less(0, y), ByHypothesis(), "x", under=d.case("q", less(0, y + 3)))
    d.goals.append(line)
    # Behind the door: an author cannot name anything so.
    hypotheses = d.context.hypotheses
    hypotheses["b"] = replace(hypotheses["b"], name=name)
    d.steps[1] = replace(
        d.steps[1],
        claim=replace(
            d.steps[1].claim, under=tuple(replace(h, name=CASE) for h in d.steps[1].claim.under)
        ),
    )
    return d


@pytest.mark.parametrize("word", REDEFINED)
def test_commands_are_no_names(word: str) -> None:
    file = write_file(false_range(commands(word)), {}, {})
    for text in (file.text(), file.stated.text()):
        assert "(*" not in text
        assert "*)" not in text
        assert "hyp_h" not in text
        assert not any(meaning in text for meaning, _ in REDEFINED.values())
    assert "Hypothesis hyp_1 : 0 < " in file.text()
    assert "Hypothesis hyp_2 : forall v_n v_m : nat" in file.text()


def tried(
    derivation: Derivation, proof: str, monkeypatch: pytest.MonkeyPatch, library: Path, place: Path
) -> Done:
    """What becomes of the derivation if ``proof`` is written for its first line."""
    right = vars(development)["script"]

    def script(goal: Goal) -> str:
        return proof if goal.step.number == "1" else right(goal)

    monkeypatch.setattr(development, "script", script)
    return alone(derivation, [("Hardlimit", library), ("Book", place)])


#: Proofs of the false line, were a word or a range another one.
PROOFS = [
    "intros; exact I.", "intros; reflexivity.", "intros; apply sum_zero.",
    "intros v_j v_k range_v_j range_v_k; exact (hyp_2 v_j v_k ltac:(lia) ltac:(lia)).",
    "intros; apply hyp_2; hl_range.",
]  # fmt: skip


@needs_coq
def test_the_false_line_is_not_proved(
    whole_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    derivation = false_range(commands("eq"))
    report = tried(derivation, PROOFS[-1], monkeypatch, whole_library, tmp_path).report
    assert list(report.refused) == ["1"]
    assert report.failure == ""


@needs_coq
def test_none_of_many_proofs_proves_the_false_line(whole_library: Path, tmp_path: Path) -> None:
    """In one go, and the true line after it."""
    file = write_file(false_range(commands("eq")), {}, {})
    false, true = file.lemmas
    assert stated_in(file, tmp_path, whole_library).ok
    parts = [attempt(f"false_{n}", false.statement, proof) for n, proof in enumerate(PROOFS)]
    parts.append(attempt("true", true.statement, true.proof))
    assert attempted([file.header(), *parts], whole_library, tmp_path) == {"true"}


@pytest.mark.slow
@needs_coq
@pytest.mark.parametrize("word", REDEFINED)
def test_a_word_that_is_redefined_beside_the_statement_proves_nothing(
    word: str, whole_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were there a way to put commands into the file of proofs: the statement is elsewhere."""
    meaning, proof = REDEFINED[word]
    claim = "forall v_j v_k : nat, (1 <= v_j <= v_K)%nat -> (1 <= v_k <= v_K)%nat -> " \
            "sumr v_V (fun v_v : nat => ind (v_a v_v) (355 / 113 + delta v_j v_k)) = 0"  # fmt: skip
    if word == "delta":
        proof = "intros; apply (hyp_2 1%nat 1%nat); lia"
    slipped = f"Abort.\n{meaning}\nLemma step_1 : {claim}.\nProof. {proof}."
    derivation = false_range("b")
    done = tried(derivation, slipped, monkeypatch, whole_library, tmp_path)
    odd = set(done.report.axioms) - running.AXIOMS
    assert done.report.failure or odd or "1" in done.report.refused, done.report
