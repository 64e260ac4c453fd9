"""A translator with a slip is caught: by the way back, or by Coq's types.

Each row of the table is one slip, made wherever it can be made in one derivation.
``python -m tests.coq.test_injected`` prints what is said of each.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hardlimit.proofs.author import Derivation
from hardlimit.proofs.coq.run import running
from hardlimit.proofs.coq.statements.stated import statements
from hardlimit.proofs.coq.statements.translate import Translator
from hardlimit.proofs.language.claims import Claim

from . import opened
from .opened import needs_coq, open_file, stated_in
from .sample import everything

#: They share what Coq has compiled, and the book as it is frozen.
pytestmark = pytest.mark.xdist_group("Coq")


@dataclass(frozen=True)
class Slip:
    """What a wrong translator writes in the place of what the right one writes.

    ``~x`` is the Coq name of ``x``.

    ``typed`` says whether Coq accepts the types, so that only the way back can see it.
    """

    name: str
    right: str
    wrong: str
    typed: bool = True


class Wrong(Translator):
    """Translates with one slip."""

    def __init__(self, derivation: Derivation, slip: Slip) -> None:
        super().__init__(derivation, closed=True)
        self.slip = slip

    def definitions(self) -> list[str]:
        text = self._wrong("\n".join(super().definitions()))
        return [line for line in text.splitlines() if line]

    def statement(self, claim: Claim) -> str:
        return self._wrong(super().statement(claim))

    def not_vacuous(self) -> str:
        return self._wrong(super().not_vacuous())

    def _wrong(self, text: str) -> str:
        right = re.sub(r"~(\w+)", r"\\bv_\1\\b", self.slip.right)
        return re.sub(right, re.sub(r"~(\w+)", r"v_\1", self.slip.wrong), text)


SLIPS = (
    Slip("another power", r"\^ 2", "^ 3"),
    Slip("a square lost", r" \^ 2", ""),
    Slip("the first index left out", r"\(1 <= (\w+) <= (\w+)\)%nat", r"(2 <= \1 <= \2)%nat"),
    Slip("the last index left out", r"\(1 <= (\w+) <= (\w+)\)%nat", r"(1 <= \1 < \2)%nat"),
    Slip("an index from 0", r"\(1 <= (\w+) <= (\w+)\)%nat", r"(0 <= \1 <= \2)%nat"),
    Slip("a range reversed", r"\(1 <= (\w+) <= (\w+)\)%nat", r"(\2 <= \1 <= 1)%nat"),
    Slip("a sum of one term less", r"sumr (\w+)", r"sumr (pred \1)"),
    Slip("a sum over another size", r"sumr ~K", "sumr ~N"),
    Slip("N for K in a range", r"~k <= ~K\)", "~k <= ~N)"),
    Slip("a size that may be 0", r"\(\(1 <= ~K\)%nat\)", "((0 <= ~K)%nat)"),
    Slip("the values of a map in another range", r"<= ~c i1_ i2_ <= ~K", "<= ~c i1_ i2_ <= ~N"),
    Slip("one more member of a sequence forgotten", r"<= S ~T\)", "<= ~T)"),
    Slip("a parenthesis dropped", r"\(~a \+ ~b\)", "~a + ~b"),
    Slip("a sign lost", r"- \(~a\)", "~a"),
    Slip("a minus in front lost", r"exp \(- ", "exp ("),
    Slip("a root lost", r"sqrt ~v", "~v"),
    Slip("a fraction turned over", r"3 / 2", "2 / 3"),
    Slip("a quotient turned over", r"~b / ~v", "~v / ~b"),
    Slip("a constant lost", r"(?<!\^ )2 \* ", ""),
    Slip("pi for 1", r"PI", "1"),
    Slip("log for exp", r"\bln\b", "exp"),
    Slip("q u for q log u", r"xlogy", "Rmult"),
    Slip("the absolute value lost", r"Rabs ~a", "~a"),
    Slip("< for <=", r"<= ~p ~j", "< ~p ~j"),
    Slip("<= for <", r"~a < ~b", "~a <= ~b"),
    Slip("= for <=", r"(~loss ~N ~K ~D ~x ~mu ~r) <= ~b", r"\1 = ~b"),
    Slip("an inequality turned round", r"~a < ~b", "~b < ~a"),
    Slip("the sign of a symbol lost", r"\(0 < ~v\)", "True"),
    Slip("a family may be 0", r"0 < ~p i1_", "0 <= ~p i1_"),
    Slip("a hypothesis dropped", r"\(forall ~n : nat, \(1 <= ~n <= ~N\)%nat -> sumr ~K "
         r"\(fun ~k : nat => ~r ~n ~k\) = 1\) -> ", ""),
    Slip("a hypothesis at one index only", r"forall ~n : nat, \(1 <= ~n <= ~N\)%nat -> sumr ~K",
         "forall ~n : nat, (1 <= ~n <= 1)%nat -> sumr ~K"),
    Slip("hypotheses in another order", r"(\(forall ~n : nat, \(1 <= ~n <= ~N\)%nat -> sumr ~K "
         r"\(fun ~k : nat => ~r ~n ~k\) = 1\) -> )(\(~a < ~b\) -> )", r"\2\1"),
    Slip("a guard lost", r"\(~k <> ~j\)%nat -> ", ""),
    Slip("a guard turned round", r"\(~k <> ~j\)%nat", "(~k = ~j)%nat"),
    Slip("a case lost", r"\(~a < ~v\) -> ", ""),
    Slip("a moving hypothesis lost", r"\(~loss ~N ~K ~D ~x ~mu ~r <= ~b\) -> ", ""),
    Slip("the indices of a family swapped", r"~r ~n ~k", "~r ~k ~n"),
    Slip("another index in a delta", r"delta ~j ~k", "delta ~j ~j"),
    Slip("another member of a sequence", r"(~held .*?)\(S ~t\)", r"\1~t"),
    Slip("a sum for a minimum", r"minr", "sumr"),
    Slip("a sum for a product", r"prodr", "sumr"),
    Slip("maps the other way", r"mapsum ~N ~K", "mapsum ~K ~N"),
    Slip("another limit", r"(tends_to .*\)) ~a$", r"\1 ~b"),
    Slip("a limit in another variable", r"fun ~sigma : R", "fun ~v : R", typed=False),
    Slip("a limit of another function", r"~sigma \^ 2", "~sigma"),
    Slip("the derivative by another entry", r"put2 ~mu ~j ~f", "put2 ~mu ~f ~j"),
    Slip("the derivative at another place", r"\(~mu ~j ~f\) \(2", "(~mu ~f ~j) (2"),
    Slip("the derivative of what does not change", r"let ~mu :=", "let ~nu :="),
    Slip("max for min", r"minimises_uniquely", "maximises_uniquely"),
    Slip("uniqueness dropped", r"minimises_uniquely (\(fun.*?\)) \(apart2 ~K ~D\)",
         r"minimises \1"),
    Slip("uniqueness in half the indices", r"apart2 ~K ~D", "apart2 ~K ~K"),
    Slip("the domain of an optimum dropped", r"=> \(~loss ~N ~K ~D ~x ~mu ~r <= ~b\)\)",
         "=> True)"),
    Slip("the sign in a domain dropped", r"\(fun ~v : R => \(0 < ~v\)\)", "(fun ~v : R => True)"),
    Slip("the indices of a best point swapped", r"\(fun ~k ~f : nat", "(fun ~f ~k : nat"),
    Slip("only one direction", r"<-> ~a =", "-> ~a ="),
    Slip("another body of a definition", r"- \(~mu ~k ~e\)", "- (~mu ~k ~e) + 1"),
    Slip("a definition at another point", r"~gap ~D ~x ~mu ~n ~k", "~gap ~D ~x ~mu ~k ~n"),
    Slip("a definition of another family", r"~gap ~D ~x ~mu ~n ~k", "~gap ~D ~x ~x ~n ~k"),
    Slip("a definition of another size", r"~gap ~D ~x ~mu ~n ~k", "~gap ~K ~x ~mu ~n ~k"),
    Slip("a definition dropped", r"Definition ~gap.*", "", typed=False),
    Slip("an index for a number", r"~p ~k", "~k", typed=False),
    Slip("a contradiction that is none", r"False\) -> False", "True) -> False"),
    Slip("an instance of nothing", r"False\) -> False", "False) -> True"),
)  # fmt: skip


def judged(folder: Path) -> dict[str, list[str]]:
    """What is said against the translation with each slip: nothing if it passes unseen."""
    derivation = everything()
    right = statements(derivation, {})
    wrong = [statements(derivation, {}, Wrong(derivation, slip)) for slip in SLIPS]
    for slip, stated in zip(SLIPS, wrong, strict=True):
        assert right.text() != stated.text(), slip.name
    typed = [(derivation, s) for slip, s in zip(SLIPS, wrong, strict=True) if slip.typed]
    said = iter(opened.judged(typed, folder).values())
    found = {}
    for slip, stated in zip(SLIPS, wrong, strict=True):
        if slip.typed:
            found[slip.name] = next(said)
        else:
            outcome = stated_in(replace(open_file(derivation), stated=stated), folder)
            found[slip.name] = [] if outcome.ok else [f"Coq: {outcome.error}"]
    return found


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    return judged(tmp_path_factory.mktemp("slips"))


@pytest.mark.slow
@needs_coq
def test_the_right_translation_passes(tmp_path: Path) -> None:
    derivation = everything()
    written = [(derivation, statements(derivation, {}))]
    assert opened.judged(written, tmp_path) == {"B0": []}


@pytest.mark.slow
@needs_coq
@pytest.mark.parametrize("slip", SLIPS, ids=lambda s: s.name)
def test_a_slip_is_caught(slip: Slip, verdicts: dict[str, list[str]]) -> None:
    (first, *_) = verdicts[slip.name]
    assert first.startswith("Coq: ") is not slip.typed, first


if __name__ == "__main__":
    if not running.version():
        raise SystemExit(running.ABSENT)
    with tempfile.TemporaryDirectory() as place:
        for name, said in judged(Path(place)).items():
            print(f"{name:45} {said[0][:150] if said else 'NOT CAUGHT'}")
