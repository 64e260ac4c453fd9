"""Formulas in messages read back as the formulas that they are."""

from __future__ import annotations

import random
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs import author
from hardlimit.proofs.author import (
    at_most,
    differs,
    equal,
    less,
    minimises,
    product,
    tends_to,
    total,
    xlogy,
)
from hardlimit.proofs.language.evaluated import unevaluated
from hardlimit.proofs.language.fresh import fresh_index
from hardlimit.proofs.language.vocabulary import Index
from hardlimit.proofs.language.wording import describe, paste_line, written

from ..fuzz.language import BOUND, CONTEXT, FREE, Maker
from ..names import Names

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
def test_a_formula_is_read_back(seed: int) -> None:
    rng = random.Random(f"wording {seed}")
    make = Maker(rng.choice, maps=seed % 2 == 1)
    for _ in range(40):
        expr = make.real(3, ())
        if unevaluated(expr) is not None:
            continue  # no derivation may contain it
        assert eval(written(expr), dict(NAMES)) == expr, written(expr)


def test_relations_and_lines_to_paste() -> None:
    o = Names()
    c, n, half = o.d.context, o.n, sp.Rational(1, 2)
    assert describe(at_most(0, total(o.x[n] ** 2, n))) == "0 <= total(x[n]**2, n)"
    assert describe(tends_to(sp.exp(-o.y / o.s), o.s, 0)) == "tends_to(sp.exp(-y/s), s, 0)"
    assert describe(minimises(0, o.y, o.y**2, unique=True)) == "minimises(0, y, y**2, unique=True)"
    assert paste_line(differs(o.x[n] + half, product(o.x[o.m], o.m)), c) == (
        'd.assume("name_it", differs(x[n] + sp.Rational(1, 2), product(x[m], m)), forall=(n,))'
    )
    assert paste_line(equal(xlogy(o.y, o.s**half), sp.pi), c) == (
        'd.assume("name_it", equal(xlogy(y, sp.sqrt(s)), sp.pi))'
    )
    assert paste_line(tends_to(o.y, o.s, 0), c) == ""
    o.d.assume("name_it", less(0, o.y))
    assert paste_line(less(0, o.y), c) == 'd.assume("name_it_2", less(0, y))'


def test_indices_made_fresh_keep_apart() -> None:
    o = Names()
    first, second, third = (fresh_index(o.n) for _ in range(3))
    c, x = o.d.context, o.x
    assert written(x[first]) == "x[n]"
    assert written(x[first] * x[o.n], c) == written(x[first] * x[o.n]).replace("n1", "m")
    assert paste_line(differs(x[first], 0), c).endswith("differs(x[n], 0), forall=(n,))")
    assert "x[m]" in paste_line(differs(x[first], x[o.n]), c)
    inside = total(x[first] * x[o.n], first)
    assert written(inside, c) in ("total(x[m]*x[n], m)", "total(x[n]*x[m], m)")
    three = paste_line(less(x[first] + x[second] + x[third], 1), c)
    assert three.startswith('n1 = d.index("n1", N); d.assume("name_it", less(')
    assert all(f"x[{name}]" in three for name in ("n", "m", "n1"))


def test_an_index_of_another_range_is_not_taken() -> None:
    o = Names()
    alien = fresh_index(Index("n", o.K))
    pasted = paste_line(less(0, o.r[o.n, alien]), o.d.context)
    assert pasted == 'd.assume("name_it", less(0, r[n, k]), forall=(k, n))'
    unknown = paste_line(less(0, o.p[Index("q", o.K)]), o.d.context)
    assert unknown == ('q = d.index("q", K); d.assume("name_it", less(0, p[q]), forall=(q,))')
