"""Formulas in messages read back as the formulas that they are."""

from __future__ import annotations

import random
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs import author
from hardlimit.proofs.author import at_most, differs, equal, product, tends_to, total, xlogy
from hardlimit.proofs.fresh import fresh_index
from hardlimit.proofs.vocabulary import Index
from hardlimit.proofs.wording import describe, paste_line, written

from .language import BOUND, CONTEXT, FREE, Maker
from .names import Names

SIZES = CONTEXT.sizes
NAMES: dict[str, Any] = {
    **vars(author),
    "sp": sp,
    **SIZES,
    **{name: symbol.symbol for name, symbol in CONTEXT.symbols.items()},
    **{name: definition.base for name, definition in CONTEXT.definitions.items()},
    **CONTEXT.indices,
    **{name: Index(name, SIZES[size]) for size, names in BOUND.items() for name in names},
    **{index.name: index for index in FREE},
    **CONTEXT.families,
}


@pytest.mark.parametrize("seed", range(8))
def test_a_formula_is_read_back(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # There the index g and the family g may stand side by side; an author has one of them.
    monkeypatch.setitem(BOUND, "K", ["k", "j", "q"])
    rng = random.Random(f"wording {seed}")
    make = Maker(rng.choice, maps=seed % 2 == 1)
    for _ in range(40):
        expr = make.real(3, ())
        assert eval(written(expr), dict(NAMES)) == expr, written(expr)


def test_relations_and_lines_to_paste() -> None:
    o = Names()
    n, half = o.n, sp.Rational(1, 2)
    assert describe(at_most(0, total(o.x[n] ** 2, n))) == "0 <= total(x[n]**2, n)"
    assert describe(tends_to(sp.exp(-o.y / o.s), o.s, 0)) == "TendsTo(sp.exp(-y/s), s, 0)"
    assert paste_line(differs(o.x[n] + half, product(o.x[o.m], o.m))) == (
        'd.assume("name_it", differs(x[n] + sp.Rational(1, 2), product(x[m], m)), forall=(n,))'
    )
    assert paste_line(equal(xlogy(o.y, o.s**half), sp.pi)) == (
        'd.assume("name_it", equal(xlogy(y, sp.sqrt(s)), sp.pi))'
    )
    assert paste_line(tends_to(o.y, o.s, 0)) == ""


def test_an_index_made_fresh_goes_by_its_name() -> None:
    o = Names()
    hole = fresh_index(o.n)
    assert written(o.x[hole]) == "x[n]"
    assert paste_line(differs(o.x[hole], 0)).endswith("differs(x[n], 0), forall=(n,))")
