"""Which features of Coq the sources use: those of docs/coq.md, and no others."""

from __future__ import annotations

import re
from pathlib import Path

import hardlimit.derivations
import pytest
from hardlimit.proofs.book.checking import citations
from hardlimit.proofs.coq.features import features, oddities
from hardlimit.proofs.coq.run import running
from hardlimit.proofs.coq.run.units import Unit
from hardlimit.proofs.coq.scripts.development import Stated, write_file

from .opened import LABELS, book, needs_coq

#: They share what Coq has compiled, and the book as it is frozen.
pytestmark = pytest.mark.xdist_group("Coq")

BEYOND = Path(hardlimit.derivations.__file__).parent / "beyond"
DOCS = Path(__file__).parents[2] / "docs" / "coq.md"


def sources() -> dict[str, str]:
    """The library, and what is stated in Coq alone."""
    found = dict(running.library_sources())
    return {**found, **{path.stem: path.read_text("utf-8") for path in BEYOND.glob("*.v")}}


def test_the_sources_use_what_is_on_the_list() -> None:
    found = {name: oddities(text) for name, text in sources().items()}
    assert len(found) > 30
    assert {name: odd for name, odd in found.items() if odd} == {}


def test_inductive_types_are_two() -> None:
    where = [name for name, text in sources().items() if "inductive type" in features(text)]
    assert where == ["Laurent"]
    assert re.findall(r"(?m)^Inductive (\w+)", running.library_sources()["Laurent"]) == [
        "ex_",
        "kind_",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("label", LABELS)
def test_the_files_of_a_derivation_use_less(label: str) -> None:
    derivation = book()[label]
    by_slug = {d.slug: d for d in book().values()}
    books = {slug: by_slug[slug] for slug in citations(derivation)}
    file = write_file(derivation, {s: Stated.of(d) for s, d in books.items()}, books)
    stated = {"loading", "scope", "module", "definition", "section"}
    assert set(features(file.stated.text())) == stated
    used = stated - {"definition"} | {
        "variable", "tactic", "proof using", "statement", "proof"
    }  # fmt: skip
    assert set(features(file.text())) - {"definition"} == used
    unit = Unit("U", (file,), {c.name: f"Book.V.{c.module}" for c in file.cites})
    assert set(features("".join(unit.parts()))) - {"definition"} == used


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Axiom a : False.", "another form"),
        ("Parameter a : nat.", "another form"),
        ("Conjecture a : False.", "another form"),
        ("Module M. End M.", "another form"),
        ("Module S_a (T : S). End S_a.", "another form"),
        ("Module S_a := M.", "another form"),
        ("Module S_a : T. End S_a.", "another form"),
        ("Module Type T.", "another form"),
        ("Unset Guard Checking.", "another form"),
        ("Unset Universe Checking.", "another form"),
        ("Set Universe Polymorphism.", "another form"),
        ("#[bypass_check(guard)] Fixpoint f (n : nat) : nat := f n.", "another form"),
        ("Polymorphic Definition a := 1.", "another form"),
        ("CoInductive s := c : s -> s.", "another form"),
        ("Record r := { a : nat }.", "another form"),
        ("Primitive int := #int63_type.", "another form"),
        ("Register a as core.b.", "another form"),
        ('Declare ML Module "x".', "another form"),
        ("Program Definition a := 1.", "another form"),
        ('Notation "x = y" := True.', "another form"),
        ("Canonical Structure a := 1.", "another form"),
        ("Coercion f : nat >-> R.", "another form"),
        ("From Coq Require Import Uint63.", "a library: Uint63"),
        ("From Coq Require Floats.", "a library: Floats"),
        ("From Coq Require Import Reals PArray.", "a library: PArray"),
        ("Fixpoint f (n : nat) := g n with g (n : nat) := f n.", "mutual fixpoint"),
        ("Fixpoint f (n : nat) := (fix g (m : nat) := m) n.", "nested fixpoint"),
        ("Definition f := cofix g := g.", "cofixpoint"),
        ("Inductive a := c (n := 1) : a.", "a let in a constructor"),
        ("Inductive a := c : b -> a with b := d : a -> b.", "mutual inductive type"),
        ("Definition a : SProp := b.", "proof irrelevance"),
        ("Definition a := Type@{u}.", "named universes"),
        ("Definition a := (eq_refl <: 2 = 2).", "conversion machine"),
        ("Lemma a : True.\nProof.\nvm_compute.\nexact I.\nQed.", "conversion machine"),
        ("Lemma a : True.\nProof.\n  - native_compute; exact I.\nQed.", "conversion machine"),
        ("Lemma a : True.\nProof.\nexact_no_check I.\nQed.", "unchecked tactic"),
        ("Lemma a : True.\nProof.\nabstract exact I.\nQed.", "side effect"),
        ("Lemma a : True.\nProof. admit.\nAdmitted.", "open proof"),
        ("Lemma a : True.\nProof. Admitted.", "open proof"),
        ("Ltac t := vm_compute.", "conversion machine"),
        ("Lemma a : True.\nProof. exact I. Qed.\nAxiom b : False.", "another form"),
    ],
)  # fmt: skip
def test_what_is_not_on_the_list_is_named(text: str, said: str) -> None:
    found = oddities(text)
    assert found
    assert any(said in odd for odd in found), found


@pytest.mark.parametrize(
    "text",
    [
        "(* Axiom a : False. vm_compute (* nested *) fix *)",
        "Lemma a : True.\nProof.\n  { exact I. }\nQed.",
        "Fixpoint f (n m : nat) := match n, m with O, _ => m | S k, _ => f k m end.",
        "Definition fixed := prefix. Definition x'fix := 1.",
    ],
)
def test_what_is_on_the_list_is_not_named(text: str) -> None:
    assert oddities(text) == []


@needs_coq
def test_no_library_of_primitive_numbers_is_loaded(whole_library: Path, tmp_path: Path) -> None:
    path = tmp_path / "A.v"
    path.write_text("Require Hardlimit.Tactics.\nPrint Libraries.\n", encoding="utf-8")
    found = running.compile_file(path, [("Hardlimit", whole_library)])
    assert found.ok, found.error
    loaded = [word for word in found.printed.split() if word.startswith("Coq.")]
    assert "Coq.Reals.Reals" in loaded
    odd = re.compile("63|Float|Array|Primitive|StrictProp|Stream|Cofix", re.IGNORECASE)
    assert [name for name in loaded if odd.search(name)] == []


def test_the_page_has_a_row_for_each_bug_and_says_what_is_used() -> None:
    text = DOCS.read_text("utf-8")
    rows = [line for line in text.splitlines() if re.match(r"\| .*\(#\d+", line)]
    numbers = re.findall(r"#(\d+)", "\n".join(rows))
    assert len(rows) >= 44
    assert len(set(numbers)) == len(numbers)
    for row in rows:
        assert len([cell for cell in row.strip("| ").split("|") if cell.strip()]) == 4, row
    for option in running.OPTIONS:
        assert option in text or option in ("-q", "-noglob")
    for path in running.AXIOMS:
        assert path.rpartition(".")[2] in text
    assert f"{running.LEMMA} s a lemma" in text
