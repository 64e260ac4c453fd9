"""What Coq prints of a derivation is read back as that derivation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sympy as sp
from hardlimit.proofs.author import Derivation
from hardlimit.proofs.coq.back.asking import Questions
from hardlimit.proofs.coq.back.claims import ClaimReader
from hardlimit.proofs.coq.back.globals import PATHS, by_text, located, resolved
from hardlimit.proofs.coq.back.parse import Apply, Bind, Let, Unreadable, tree
from hardlimit.proofs.coq.back.reading import proofs_read, read_back, stated_asked
from hardlimit.proofs.coq.back.terms import Declared, Reader, Replaced
from hardlimit.proofs.coq.back.wanted import Wanted
from hardlimit.proofs.coq.statements.stated import statements
from hardlimit.proofs.language.claims import Claim, TendsTo
from hardlimit.proofs.language.statements import equal
from hardlimit.proofs.language.vocabulary import total

from .opened import LABELS, book, judged, needs_coq

#: They share what Coq has compiled, and the book as it is frozen.
pytestmark = pytest.mark.xdist_group("Coq")


@pytest.mark.slow
@needs_coq
def test_every_line_comes_back(tmp_path: Path) -> None:
    derivations = [book()[label] for label in LABELS]
    found = judged([(d, statements(d, {})) for d in derivations], tmp_path)
    assert found == {f"B{number}": [] for number in range(len(LABELS))}


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


DEFINED = """S_t.v_h =
fun (v_x : forall _ : nat, R) (v_s : R) (v_n : nat) => Rmult (Rdiv (IZR (Zpos xH)) \
(IZR (Zpos (xO xH)))) (Rdiv (v_x v_n) v_s)
     : forall (_ : forall _ : nat, R) (_ : R) (_ : nat), R

Arguments S_t.v_h v_x%function_scope v_s%R_scope v_n%nat_scope
"""
STATED = """S_t.step_1 =
forall (v_N : nat) (_ : le (S O) v_N) (v_s : R) (_ : Rlt (IZR Z0) v_s) \
(v_x : forall _ : nat, R) (v_m : nat) (_ : and (le (S O) v_m) (le v_m v_N)), \
@eq R (Rplus (sumr v_N (fun v_n : nat => S_t.v_h v_x v_s v_n)) (v_x v_m)) \
(Rplus (v_x v_m) (sumr v_N (fun v_n : nat => S_t.v_h v_x v_s v_n)))
     : Prop
"""
#: Every word is printed as it is.
WORDS = {name: name for name in PATHS}


def differences(old: str = "", new: str = "") -> list[str]:
    """What is said of the printed statement of :func:`small` with ``new`` for ``old``."""
    d = small()
    (proposition,) = (p for p in statements(d, {}).propositions if p.name == "step_1")
    assert old in DEFINED + STATED
    texts = [text.replace(old, new) if old else text for text in (DEFINED, STATED)]
    found, _ = read_back(d, [proposition], WORDS, texts[:1], texts[1:])
    return found


def test_what_says_the_same_is_no_difference() -> None:
    assert differences() == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Rdiv (v_x v_n) v_s", "Rdiv v_s (v_x v_n)"),
        ("(Zpos (xO xH))", "(Zpos (xI xH))"),
        ("Rlt (IZR Z0) v_s", "Rle (IZR Z0) v_s"),
        (" (_ : Rlt (IZR Z0) v_s)", ""),
        (" (_ : le (S O) v_N)", ""),
        ("le (S O) v_N", "le O v_N"),
        ("le v_m v_N", "le v_m (S v_N)"),
        ("le v_m v_N", "lt v_m v_N"),
        ("and (le (S O) v_m) (le v_m v_N)", "and (le (S O) v_m) (le v_m v_m)"),
        ("@eq R", "Rle"),
        ("(Rplus (v_x v_m) (sumr", "(Rminus (v_x v_m) (sumr"),
        ("S_t.v_h v_x v_s v_n)) (v_x v_m)", "S_t.v_h v_x v_s v_m)) (v_x v_m)"),
        ("sumr v_N", "sumr (S v_N)"),
        ("sumr v_N", "prodr v_N"),
        ("v_h v_x v_s v_n", "v_h v_x v_s"),
        ("fun v_n : nat => S_t.v_h v_x v_s v_n", "S_t.v_h v_x v_s"),
        ("(v_m : nat)", "(v_m : R)"),
        ("(v_x : forall _ : nat, R) (v_m", "(v_x v_m"),
        ("S_t.v_h =", "S_u.v_h ="),
        ("     : Prop", ""),
        ("IZR", "INR"),
        ("Rplus", "Rplus_assoc"),
        ("@eq R (", "@eq nat ("),
        ("Rdiv (v_x v_n) v_s", "Rdiv (v_x v_n) v_s + 1"),
        ("Rdiv (v_x v_n) v_s", "Rdiv (v_x v_n) (fun v_u : nat => v_s)"),
        # A word from elsewhere is printed longer, or the known one is.
        ("@eq R", "@S_t.eq R"),
        ("@eq R", "@Logic.eq R"),
        ("sumr", "Own.T_x.sumr"),
        # Bound names of another making, which might be words.
        ("v_m", "m"),
        ("v_N", "sumr"),
        ("v_s", "IZR"),
    ],
)
def test_what_differs_is_named(old: str, new: str) -> None:
    found = differences(old, new)
    assert found
    assert all(re.match(r"(definition h|step_1): ", text) for text in found)


def test_a_word_is_what_its_path_says() -> None:
    assert (
        located("A.b", "Constant A.b\n  (shorter name to refer to it in current context is b)\n")
        == "b"
    )
    assert located("A.b", "Inductive A.b\n") == "A.b"
    for answer in (
        "No object of suffix A.b",
        "Constant B.A.b\n  (shorter name to refer to it in current context is A.b)",
        "Constant A.b\nConstant B.A.b",
        "Module A.b",
        "",
    ):
        with pytest.raises(Unreadable):
            located("A.b", answer)
    with pytest.raises(Unreadable, match="for two names"):
        by_text({"b": "A.b", "c": "A.c"}, ["Constant A.b (shorter name to refer to it in "
                "current context is x)", "Constant A.c (shorter name to refer to it in current "
                "context is x)"])  # fmt: skip


def test_a_bound_name_hides_no_word() -> None:
    node = tree("fun v_x : R => sumr v_x")
    assert resolved(node, {"R": "R", "sumr": "sumr"}) == node
    for text in ("fun R : R => R", "fun sumr : R => sumr", "let eq := R in eq"):
        with pytest.raises(Unreadable, match="binds"):
            resolved(tree(text), {"R": "R", "sumr": "sumr"})
    with pytest.raises(Unreadable, match="no word"):
        resolved(tree("fun v_x : R => v_y"), {"R": "R"})


def test_what_is_proved_is_what_is_stated_under_that_name() -> None:
    called = {"S_t.step_1": "step_1", "S_t.step_2": "step_2"}
    right = "T_t.proved_step_1\n     : S_t.step_1\n"
    assert proofs_read(["step_1"], called, [right]) == []
    for answer in (
        right.replace(": S_t.step_1", ": S_t.step_2"),
        right.replace(": S_t.step_1", ": S_u.step_1"),
        right.replace(": S_t.step_1", ": True"),
        right.replace(": S_t.step_1", ": S_t.step_1\n     : S_t.step_1"),
        "",
    ):
        assert proofs_read(["step_1"], called, [answer])


def test_every_question_has_one_answer() -> None:
    questions = Questions(["A"])
    first, second = questions.ask("Print a.", "Print b."), questions.ask("Print c.")
    mark = "I\n     : True\n"
    answers = questions.answers(f"{mark}a{mark}b{mark}{mark}")
    assert (answers[first], answers[second]) == (["a", "b"], [""])
    three, four = f"{mark}a{mark}b{mark}c{mark}", f"{mark}a{mark}b{mark}c{mark}d"
    for printed in (f"{mark}a{mark}b{mark}", f"x{three}", f"{four}{mark}", four, ""):
        with pytest.raises(Unreadable):
            questions.answers(printed)


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
    scope = {"v_v": Declared("v")}
    reader = ClaimReader(Reader(d.context))
    function = "fun new_v_v : R => let v_v0 : R := new_v_v in Rmult v_v0 {}"
    text = f"derivable_pt_lim ({function}) v_v (IZR Z0)"
    relation, _ = reader.conclusion(tree(text.format("v_v0")), scope)
    assert relation.expressions()[0] == sp.Symbol("v", real=True) ** 2
    for other in ("v_v", "new_v_v"):
        with pytest.raises(Unreadable):
            reader.conclusion(tree(text.format(other)), scope)
    with pytest.raises(Unreadable):
        Reader(d.context).number(Apply("v_v"), {"v_v": Replaced("v")})


def test_a_limit_binds_its_own_variable() -> None:
    d = Derivation("T", "t", "T", "c")
    s = d.symbol("s", "positive")
    d.steps.clear()
    claim = Claim(TendsTo(s, s, sp.Integer(0)))
    d.have(claim.relation, None, "")  # type: ignore[arg-type]
    meant = Wanted(d).statement(claim)
    assert meant.variables == ()
    assert meant.premises == ()


@pytest.mark.slow
def test_every_definition_and_every_line_is_asked_for() -> None:
    derivation = book()["A2"]
    questions = Questions(["Book.S"])
    stated = statements(derivation, {})
    defined, printed = stated_asked(questions, "Book.S", stated)
    asked = questions.text()
    assert defined.stop - defined.start == len(derivation.context.definitions)
    assert printed.stop - printed.start == len(derivation.steps) + len(derivation.goals) + 1
    for step in derivation.steps:
        assert f"Print Book.S.step_{step.number}.\n" in asked
