"""Names in Coq: one to one, all of our making, none of them a word of Coq or of a library."""

from __future__ import annotations

import itertools
import keyword
import re
from dataclasses import replace
from pathlib import Path

import pytest
import sympy as sp
from hardlimit.proofs.author import Algebra, Derivation, Gap
from hardlimit.proofs.coq.back.globals import PATHS
from hardlimit.proofs.coq.run import running
from hardlimit.proofs.coq.scripts.development import write_file
from hardlimit.proofs.coq.statements.names import (
    Premises,
    Unnamable,
    coq_name,
    least_of,
    module_name,
    new_name,
    plain_name,
    range_of,
    sign_of,
    statement_module,
)
from hardlimit.proofs.coq.statements.stated import statements
from hardlimit.proofs.coq.statements.translate import Translator
from hardlimit.proofs.language.claims import Hypothesis
from hardlimit.proofs.language.errors import HardlimitError
from hardlimit.proofs.language.statements import at_most, equal, less
from hardlimit.proofs.language.vocabulary import total

from .opened import book, judged, needs_coq
from .sample import everything

#: They share what Coq has compiled, and the book as it is frozen.
pytestmark = pytest.mark.xdist_group("Coq")

#: Words of Coq, of its library, of ours, and of proofs.
WORDS = (
    *("as", "at", "cofix", "else", "end", "exists", "fix", "forall", "fun", "if", "in", "let"),
    *("match", "return", "Set", "Prop", "SProp", "Type", "then", "using", "where", "with"),
    *("R", "S", "O", "N", "Z", "nat", "eq", "not", "and", "or", "True", "False", "I", "R0", "R1"),
    *("exp", "ln", "sqrt", "pow", "PI", "INR", "IZR", "sum", "Rplus", "C", "E", "e", "x_", "H1_"),
    *("sumr", "prodr", "minr", "delta", "ind", "xlogy", "mapsum", "put1", "tends_to", "apart0"),
    *("step_1", "statement_1", "hyp_1", "case_1", "instance", "v_x", "range_v_x", "least_", "_"),
)


def test_a_name_comes_back_and_stays_apart() -> None:
    made = (coq_name, new_name, lambda n: range_of(coq_name(n)), lambda n: sign_of(coq_name(n)),
            lambda n: least_of(coq_name(n)))  # fmt: skip
    found = [make(name) for make, name in itertools.product(made, dict.fromkeys(WORDS))]
    assert len(set(found)) == len(found)
    assert not set(found) & {*WORDS, *PATHS, *keyword.kwlist} - {"v_x", "range_v_x"}
    for name in WORDS:
        assert plain_name(coq_name(name)) == name


@pytest.mark.parametrize(
    "name",
    ["", "a b", "a.b", "a-b", "1a", "é", "σ", "x\n", "x'y", '"', "(*", "*)", "x := 1", "a\x00",
     "ａ", "x²", "ℕ", "a" * 200, "x''''''''''", "#1", "$x", "A. Admitted"],
)  # fmt: skip
def test_what_is_no_identifier_has_no_name(name: str) -> None:
    with pytest.raises(Unnamable):
        coq_name(name)


@pytest.mark.parametrize("name", ["x", "sumr", "v_", "v_1", "v_x y", "V_x", "new_v_x", "_", ""])
def test_what_is_not_of_our_making_does_not_come_back(name: str) -> None:
    with pytest.raises(Unnamable):
        plain_name(name)


@pytest.mark.parametrize(
    "slug", ["", "a_b", "A", "a--b", "-a", "a-", "../a", "a/b", "a.b", "a b", "é", "a\n", "a" * 65]
)
def test_what_is_no_slug_has_no_module(slug: str) -> None:
    for make in (module_name, statement_module):
        with pytest.raises(Unnamable):
            make(slug)


def test_modules_stay_apart() -> None:
    assert (module_name("e-step"), statement_module("e-step")) == ("T_e_step", "S_e_step")


def test_hypotheses_and_cases_have_numbers() -> None:
    x = sp.Symbol("x")
    one, two = (Hypothesis(name, less(x, 0)) for name in ("(* one", "b : True. Axiom"))
    case = Hypothesis("*) hyp_q", less(0, x))
    names = Premises([one, two], [case, case])
    assert [names.name(h) for h in (one, two, case)] == ["hyp_1", "hyp_2", "case_1"]
    assert names.name(Hypothesis("#3", less(0, x))) == "where_3"
    for other in (replace(case, name="z"), replace(case, name="#3 x"), replace(one, name="#")):
        with pytest.raises(Unnamable):
            names.name(other)


def hostile(name: str) -> Derivation:
    """Everything that a derivation may name has this name, or as good as."""
    d = Derivation("T", "hostile", "T", "c")
    size = d.size("N")
    n = d.index(f"{name}n", size)
    x, y = d.family(f"{name}x", size), d.symbol(name, "positive")
    h = d.define(f"{name}h", n, x[n] + y)
    d.assume(f"{name}a", less(0, y + 1))
    d.have(equal(total(h[n], n), total(x[n], n) + size * y), Algebra(), "")
    d.have(at_most(0, (x[n] - y) ** 2), Gap((x[n] - y) ** 2), "", d.case(f"{name}c", less(y, 2)))
    d.goals.append(d.steps[0].claim.relation)
    return d


def test_nothing_that_an_author_typed_is_in_the_files() -> None:
    d = everything()
    typed = replace_texts(d)
    file = write_file(typed, {}, {})
    for text in (file.text(), file.stated.text()):
        assert "SECRET" not in text
        assert "(*" not in text
        assert text.isascii()


def replace_texts(d: Derivation) -> Derivation:
    """The derivation with a word in every text that is no name of a formula."""
    for place, step in enumerate(d.steps):
        under = tuple(replace(h, name=f"SECRET{h.name}") for h in step.claim.under)
        d.steps[place] = replace(step, why="SECRET (*", claim=replace(step.claim, under=under))
    hypotheses = {n: replace(h, name=f"SECRET{n}") for n, h in d.context.hypotheses.items()}
    d.context.hypotheses.update(hypotheses)
    return d


@pytest.mark.parametrize(
    "name",
    ["b : 0 < 1.\nDefinition eq := 0", "*) Axiom f : False. (*", 'a"', "é", "1", "a b", "x.y",
     "b).\nAdmitted"],
)  # fmt: skip
def test_a_hostile_name_gets_no_file(name: str) -> None:
    d = everything()
    entry = d.context.families.pop("r")
    d.context.families[name] = entry
    with pytest.raises(HardlimitError, match="has no name in Coq"):
        write_file(d, {}, {})


@pytest.mark.parametrize("number", ["1.", "2", "x", "1 : True. Proof. exact I. Qed. Lemma y"])
def test_steps_are_numbered(number: str) -> None:
    d = everything()
    d.steps[0] = replace(d.steps[0], number=number)
    with pytest.raises(HardlimitError, match="numbered"):
        write_file(d, {}, {})


@pytest.mark.slow
@needs_coq
def test_words_of_coq_may_be_names(tmp_path: Path) -> None:
    names = ("sumr", "R", "forall", "step_1", "instance", "v_x", "O", "I")
    written = [(d, statements(d, {})) for d in map(hostile, names)]
    assert judged(written, tmp_path) == {f"B{number}": [] for number in range(len(names))}


@pytest.mark.slow
@needs_coq
def test_no_library_has_a_name_of_our_making(whole_library: Path, tmp_path: Path) -> None:
    """Coq is asked for every global name that has one of the beginnings."""
    beginnings = ("v_", "new_v_", "range_", "sign_", "least_", "hyp_", "case_", "where_")
    text = "From Hardlimit Require Import Tactics.\n"
    for beginning in beginnings:
        text += f'Search "{beginning}".\nCheck I.\n'
    path = tmp_path / "A.v"
    path.write_text(text, encoding="utf-8")
    found = running.compile_file(path, [("Hardlimit", whole_library)])
    assert found.ok, found.error
    lines = [line for line in found.printed.splitlines() if ":" in line]
    names = [line.split(":")[0].split(".")[-1] for line in lines]
    assert "case_analysis" in names
    ours = re.compile(r"(new_|range_|sign_|least_)?v_\w+|(hyp|case|where)_\d+")
    assert not [name for name in names if ours.fullmatch(name)]
    assert found.printed.count("I\n     : True\n") == len(beginnings)


@pytest.mark.slow
def test_the_book_can_be_named() -> None:
    for derivation in book().values():
        assert Translator(derivation, closed=True).definitions is not None
        for h in derivation.context.hypotheses.values():
            assert Translator(derivation).premise_name(h).startswith("hyp_")
