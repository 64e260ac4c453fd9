"""Linear programs, spelling of normal forms, quotients, and rules written as source."""

from __future__ import annotations

import sympy as sp
from hardlimit.proofs.author import Cite, Gap, LogLaws, Ref, combine, delta, equal, total
from hardlimit.proofs.language.exact import Fraction
from hardlimit.proofs.language.hygiene import check_expression
from hardlimit.proofs.search import written_rule
from hardlimit.proofs.search.bench import Bench
from hardlimit.proofs.search.laurent import cleared, divided, times
from hardlimit.proofs.search.linear import combination, nearest_combination
from hardlimit.proofs.search.spelling import Speller

from .lab import Names, question

F = Fraction


# -- linear programs -------------------------------------------------------------------------
def test_numbers_that_add_up() -> None:
    columns = [{"a": F(1), "b": F(-1)}, {"b": F(2), "c": F(1)}, {"c": F(1)}]
    target = {"a": F(2), "c": F(3)}
    assert combination(columns, target, [False] * 3) == [F(2), F(1), F(2)]


def test_signs_are_kept() -> None:
    assert combination([{"a": F(1)}], {"a": F(-1)}, [False]) is None
    assert combination([{"a": F(1)}], {"a": F(-1)}, [True]) == [F(-1)]


def test_a_coordinate_that_no_column_has() -> None:
    assert combination([{"a": F(1)}], {"a": F(1), "b": F(1)}, [False]) is None


def test_a_wanted_column_is_used_if_it_can_be() -> None:
    columns = [{"a": F(1)}, {"a": F(1)}]
    found = combination(columns, {"a": F(1)}, [False, False], [False, True])
    assert found is not None
    assert found[1] > 0
    assert found[0] + found[1] == 1


def test_redundant_coordinates() -> None:
    columns = [{"a": F(1), "b": F(2)}, {"a": F(1), "b": F(2)}]
    found = combination(columns, {"a": F(3), "b": F(6)}, [False, False], [False, True])
    assert found is not None
    assert sum(found) == 3
    assert found[1] > 0


def test_what_is_left_is_least() -> None:
    found = nearest_combination([{"a": F(1), "b": F(1)}], {"a": F(1), "b": F(3)}, [False])
    assert found is not None
    whole = {k: found.numbers[0] + found.left.get(k, F(0)) for k in ("a", "b")}
    assert whole == {"a": F(1), "b": F(3)}
    assert len(found.left) == 1


# -- normal forms ----------------------------------------------------------------------------
def test_a_normal_form_is_written_back(o: Names) -> None:
    c = o.d.assignment("c", o.N, values=o.K)
    z = o.d.symbol("z")
    exprs = [
        total(o.r[o.n, o.k] * (o.x[o.n] - o.y) ** 2, o.n, o.k) / o.s,
        total(delta(o.k, c[o.n]) * sp.exp(-o.x[o.n] / o.s) * o.r[o.n, o.j], o.n),
        sp.sqrt(2 * sp.pi * o.s) * sp.log(1 + o.p[o.k]) / (1 + o.s),
        sp.Abs(o.y - z) + sp.exp(1 + o.y),
    ]
    bench = Bench(question(o.d, equal(o.y, z)))
    for expr in exprs:
        poly = bench.poly(expr)
        assert poly is not None
        back = Speller(o.d.context, (o.n, o.k, o.j)).poly(poly)
        check_expression(back, o.d.context)
        assert bench.vanishes(back, expr)


def test_division_is_exact(o: Names) -> None:
    bench = Bench(question(o.d, equal(o.y, o.s)))
    algebra = bench.algebra()
    p, q = (bench.poly(e) for e in (o.y**2 - 3 * o.s + 1, (o.s + o.y) / o.s))
    assert p is not None
    assert q is not None
    assert divided(algebra, algebra.mul(p, q), p) == q
    assert divided(algebra, algebra.add(algebra.mul(p, q), algebra.number(1)), p) is None


def test_denominators_are_cleared(o: Names) -> None:
    bench = Bench(question(o.d, equal(o.y, o.s)))
    algebra = bench.algebra()
    poly = bench.poly(o.y / (1 + o.s) + 1)
    assert poly is not None
    whole, up = cleared(algebra, poly)
    assert whole == bench.poly(o.y + 1 + o.s)
    assert times(algebra, poly, up) == whole


# -- rules as source -------------------------------------------------------------------------
def test_rules_as_an_author_writes_them(o: Names) -> None:
    c = o.d.context
    assert written_rule(LogLaws(("r", "q")), c) == 'LogLaws("r", "q")'
    assert written_rule(Gap(o.s * o.y**2, logs=True), c) == "Gap(s*y**2, logs=True)"
    added = combine((Ref("3"), o.p[o.k], (o.k,)), Ref("near").at({o.k: o.j}), (Ref("2"), -1))
    assert written_rule(added, c) == (
        'combine((Ref("3"), p[k], (k,)), Ref("near").at({k: j}), (Ref("2"), -1))'
    )
    cited = Cite("gibbs", 1, sizes=(("C", o.K),), families=(("q", (o.k,), o.p[o.k]),))
    assert written_rule(cited, c) == (
        'Cite("gibbs", part=1, sizes=(("C", K),), families=(("q", (k,), p[k]),))'
    )
