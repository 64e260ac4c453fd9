"""Derivations that share a file: what one of them does is no matter to the others.

No author's text reaches Coq.  Here scripts come in behind that door: one slips commands in,
another makes use of what it left behind, and honest ones stand around them.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import sympy as sp
from hardlimit.proofs.author import Algebra, Derivation
from hardlimit.proofs.coq.run import judging, running, units
from hardlimit.proofs.coq.run.judging import Compiler, Done, Member
from hardlimit.proofs.coq.run.units import bare, part_at, stated_lines
from hardlimit.proofs.coq.scripts import development
from hardlimit.proofs.coq.scripts.development import File, Stated, write_file
from hardlimit.proofs.coq.scripts.goal import Goal
from hardlimit.proofs.language.statements import equal
from hardlimit.proofs.rules.citing import Cite

from .opened import needs_coq

HONEST = "intros; lra."
#: How the derivation that slips commands in goes on as if nothing had been.
ON = "Lemma step_1 : v_a + v_a = 2 * v_a. Proof. lra."
#: Commands outside of all modules, after which the rest of the file has its ends again.
AROUND = (
    "lra. Qed. End T_cheats. End T_cheats. {} Module T_outer. Module T_cheats. "
    "Section T_cheats. Variable v_a : R. " + ON
)
#: What the one slips in, and with what the other means to prove that 2a = 3a.
ATTACKS = {
    "an axiom": (f"Abort. Axiom c : forall P : Prop, P. {ON}", "apply T_cheats.c."),
    "an open proof": (
        f"Abort. Lemma step_9 : forall P : Prop, P. Proof. Admitted. {ON}",
        "apply T_cheats.step_9.",
    ),
    "an axiom around": (AROUND.format("Axiom c : forall P : Prop, P."), "apply c."),
    "a notation around": (
        AROUND.format('Notation "x = y" := True (only parsing) : type_scope.'),
        "intros; exact I.",
    ),
    "a word around": (
        AROUND.format("Definition Rmult (x y : R) := 0. Infix \"*\" := Rmult : R_scope."),
        "intros; unfold Rmult; lra.",
    ),
    "another module of that name": (
        AROUND.format(
            "Module T_false. Module S_false. Definition step_1 : Prop := True. End S_false. "
            "Theorem proved_step_1 : S_false.step_1. Proof. exact I. Qed. End T_false."
        ),
        "intros; lra.",
    ),
    "a comment": ("lra. Qed. (*", "idtac. *) intros; lra."),
    "its own end": ("lra. Qed. End T_cheats. End T_cheats.", "intros; lra."),
    "an option": (
        f"Abort. #[global] Unset Guard Checking. {ON}",
        "Abort. Fixpoint f (n : nat) {struct n} : False := f n. "
        "Lemma step_1 : 2 * v_a = 3 * v_a. Proof. destruct (f O).",
    ),
    "how is printed": (f"Abort. #[global] Set Printing Width 9. {ON}", "intros; lra."),
    "a tactic": (f"Abort. Ltac side_ := exact I. Ltac lra := exact I. {ON}", "intros; lra."),
    "the way back": (f"Abort. Reset T_cheats. {ON}", "intros; lra."),
    "the end of Coq": (f"Abort. Quit. {ON}", "intros; lra."),
}  # fmt: skip


def lines(slug: str, factor: int = 2) -> Derivation:
    d = Derivation(slug.title(), slug, "T", "c")
    a = d.symbol("a")
    first = equal(2 * a, factor * a) if factor != 2 else equal(a + a, 2 * a)
    for line in (first, equal(sp.Integer(0), a - a)):
        d.have(line, Algebra(), "")
    d.goals.append(d.steps[0].claim.relation)
    return d


def member(derivation: Derivation, books: dict[str, Derivation] | None = None) -> Member:
    cited = {slug: Stated.of(d.frozen()) for slug, d in (books or {}).items()}
    file = write_file(derivation, cited, books or {})
    return Member(file, derivation, f"digest of {derivation.slug}")


def judged(
    scripts: dict[str, str], place: Path, library: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Done]:
    """What becomes of derivations in one file; of the scripts those of the first lines."""

    def script(goal: Goal) -> str:
        return scripts[goal.derivation.slug] if goal.step.number == "1" else HONEST

    monkeypatch.setattr(development, "script", script)
    members = [member(lines(slug, 3 if slug == "false" else 2)) for slug in scripts]
    found = Compiler([("Hardlimit", library), ("Book", place)]).judge(members)
    return {name.removeprefix("Book.T_"): done for name, done in found.items()}


def proved(done: Done) -> bool:
    report = done.report
    clean = not (report.failure or report.refused or report.undecided or done.cut)
    return clean and not report.unwritten and set(report.axioms) <= running.AXIOMS


@needs_coq
def test_several_are_proved_in_one_file(
    whole_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = judged(dict.fromkeys("abc", HONEST), tmp_path, whole_library, monkeypatch)
    assert [proved(done) for done in found.values()] == [True] * 3
    assert len({done.unit for done in found.values()}) == 1
    for name, done in found.items():
        assert done.report.digest == f"digest of {name}"
        assert set(done.report.lemmas) >= {"step_1", "step_2", "statement_1"}
        assert done.report.seconds > 0


@pytest.mark.slow
@needs_coq
@pytest.mark.parametrize("attack", ATTACKS)
def test_nobody_is_proved_or_spoilt_by_another(
    attack: str, whole_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slipped, used = ATTACKS[attack]
    scripts = {"before": HONEST, "cheats": slipped, "false": used, "after": HONEST}
    found = judged(scripts, tmp_path, whole_library, monkeypatch)
    assert set(found) == set(scripts)
    assert not proved(found["false"]), found["false"]
    for name in ("before", "after"):
        assert proved(found[name]), found[name]


@needs_coq
def test_where_one_fails_the_others_are_proved(
    whole_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = {"a": HONEST, "b": "intros; exact I.", "c": HONEST, "d": HONEST}
    found = judged(scripts, tmp_path, whole_library, monkeypatch)
    assert [name for name, done in found.items() if not proved(done)] == ["b"]
    assert list(found["b"].report.refused) == ["1"]
    assert found["b"].report.failure == ""
    assert found["b"].left_out == {"step_1"}
    assert found["a"].unit != found["b"].unit
    assert found["c"].unit == found["d"].unit


@needs_coq
def test_what_is_cited_stands_before_or_in_another_file(
    whole_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cited = lines("cited")
    members = [member(cited)]
    for slug in ("beside", "later"):
        d = Derivation(slug, slug, "T", "c")
        b = d.symbol("b")
        d.have(equal(b + b, 2 * b), Cite("cited", symbols=(("a", b),)), "")
        d.goals.append(d.steps[0].claim.relation)
        members.append(member(d, {"cited": cited}))
    paths = [("Hardlimit", whole_library), ("Book", tmp_path)]
    compiler = Compiler(paths)
    monkeypatch.setattr(judging, "MOST", 2)
    found = compiler.judge(members)
    assert [proved(done) for done in found.values()] == [True] * 3
    assert len({done.unit for done in found.values()}) == 2
    # What it cites is not stated in Coq: neither is it.
    stated = members[0].file.stated
    wrong = replace(stated, definitions=("Definition v_x := nobody.",))
    members[0] = replace(members[0], file=replace(members[0].file, stated=wrong))
    found = Compiler(paths).judge(members)
    assert [done.report.unwritten.get("1", "")[:25] for done in found.values()] == [
        "it cannot be stated in Co", "cited, which it cites, is", "cited, which it cites, is"
    ]  # fmt: skip


def test_files_are_neither_long_nor_of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(development, "script", lambda goal: HONEST)
    members = [member(lines(f"l{n}")) for n in range(7)]
    monkeypatch.setattr(judging, "MOST", 3)
    assert [len(group) for group in judging._groups(members)] == [3, 3, 1]
    monkeypatch.setattr(judging, "LONGEST", len(members[0].file.text()) * 2)
    assert [len(group) for group in judging._groups(members)] == [2, 2, 2, 1]
    assert units.MOST * units.LONGEST > 0


def test_a_line_belongs_to_a_derivation() -> None:
    # What is loaded, what two of them state, what is imported, what they prove.
    parts = ["a\nb\n", "c\n", "d\ne\n", "f\n", "g\n", "h\n"]
    found = [part_at(parts, line) for line in range(10)]
    assert found == [None, None, None, 0, 1, 1, None, 0, 1, None]
    assert stated_lines(parts) == 5


def test_names_are_those_of_files_of_one() -> None:
    unit = f"U_{'0a' * 8}"
    assert bare(f"{unit}.T_a.step_1") == "T_a.step_1"
    assert bare(f"{unit}.c") == f"{unit}.c"
    assert bare(f"U_x.{unit}.T_a.step_1") == f"U_x.{unit}.T_a.step_1"
    assert bare("T_a.step_1") == "T_a.step_1"


def test_a_derivation_reaches_what_it_cites(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(development, "script", lambda goal: HONEST)
    files: list[File] = []
    for slug, cites in (("a", ""), ("b", "a"), ("c", "b"), ("d", "a")):
        cited = tuple(development.CitedModule("Book", f"T_{c}", 1) for c in cites)
        files.append(replace(member(lines(slug)).file, cites=cited))
    unit = units.Unit("U", tuple(files), {})
    assert unit.reach(files[2]) == {"T_a", "T_b", "T_c"}
    assert unit.reach(files[3]) == {"T_a", "T_d"}
