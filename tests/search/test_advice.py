"""What is said of a line that has no reason: what is left, what is missing, which slip it is."""

from __future__ import annotations

import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    LimitLaws,
    LogLaws,
    at_most,
    differs,
    equal,
    has_gradient,
    indicator,
    less,
    minimises,
    tends_to,
    total,
    zero_exactly_at,
)
from hardlimit.proofs.search import nearest

from .lab import Names, advice, known, paper, question


# -- a false line, one known slip away from a true one ----------------------------------------
def test_a_sign(o: Names) -> None:
    said = advice(o.d, equal((o.y - o.s) ** 2, o.y**2 + 2 * o.y * o.s + o.s**2))
    assert said.kind == "slip"
    assert said.repaired == equal((o.y - o.s) ** 2, o.y**2 - 2 * o.y * o.s + o.s**2)
    assert said.rule == Algebra()
    assert "the slip may be a sign:" in said.text


def test_a_factor_of_a_half(o: Names) -> None:
    f = total((o.x[o.n] - o.y) ** 2, o.n)
    said = advice(o.d, has_gradient(f / 2, o.y, -2 * total(o.x[o.n] - o.y, o.n)))
    assert said.kind == "slip"
    assert said.repaired == has_gradient(f / 2, o.y, -total(o.x[o.n] - o.y, o.n))


def test_one_over_the_number_of_points(o: Names) -> None:
    mean = o.d.define("mean", (), total(o.x[o.n], o.n) / o.N)
    said = advice(o.d, equal(mean, total(o.x[o.n], o.n)))
    assert said.kind == "slip"
    assert "a factor 1/N" in said.text


def test_a_missing_square(o: Names) -> None:
    f = total((o.x[o.n] - o.y) ** 2, o.n)
    said = advice(
        o.d, equal(f, total(o.x[o.n] ** 2, o.n) - 2 * o.y * total(o.x[o.n], o.n) + o.N * o.y)
    )
    assert said.kind == "slip"
    assert "a missing square" in said.text


def test_a_missing_weight(o: Names) -> None:
    W = o.d.define("W", (), total(o.p[o.k], o.k))
    u = o.d.family("u", o.K)
    mean = o.d.define("mean", (), total(o.p[o.k] * u[o.k], o.k) / W)
    said = advice(o.d, equal(W * mean, total(u[o.k], o.k)))
    assert said.kind == "slip"
    assert "a factor p" in said.text


def test_a_wrong_index(o: Names) -> None:
    said = advice(o.d, equal(sp.log(o.p[o.k] / o.p[o.j]), sp.log(o.p[o.k]) - sp.log(o.p[o.i])))
    assert said.kind == "slip"
    assert "an index" in said.text
    assert said.rule == LogLaws()


def test_an_inequality_turned_over(o: Names) -> None:
    said = advice(o.d, at_most(o.p[o.k] / o.s - 1, sp.log(o.p[o.k] / o.s)))
    assert said.kind == "slip"
    assert said.text.startswith("the slip may be that the bound is the wrong way round: ")


def test_a_root(o: Names) -> None:
    mean = o.d.define("mean", (), total(o.x[o.n], o.n) / o.N)
    said = advice(o.d, zero_exactly_at(2 * (o.y - mean), o.y, 2 * mean))
    assert said.kind == "slip"
    assert said.repaired == zero_exactly_at(2 * (o.y - mean), o.y, mean)


def test_no_slip_is_named_where_none_makes_the_line_true(o: Names) -> None:
    said = advice(o.d, equal(sp.exp(o.y), total(o.x[o.n] ** 2, o.n) + 7 * o.y**3))
    assert said.kind == "false"
    assert said.repaired is None


def test_what_signs_alone_show_mends_nothing(o: Names) -> None:
    """-2 (y^2 + 1) <= y^2 + 1 would be true, and is not what was meant."""
    said = advice(o.d, at_most(2 * (o.y**2 + o.s), o.y**2 + o.s))
    assert said.repaired is None or "-" not in str(said.repaired.expressions()[0])


# -- what is missing -------------------------------------------------------------------------
def test_a_sign_that_a_formula_needs(o: Names) -> None:
    said = advice(o.d, equal(sp.log(o.y * o.s), sp.log(o.y) + sp.log(o.s)))
    assert said.kind == "hypothesis"
    assert said.paste == 'd.assume("name_it", less(0, y))'


def test_a_sign_that_a_limit_needs(o: Names) -> None:
    said = advice(o.d, tends_to(sp.exp(-o.y / o.s), o.s, 0))
    assert said.kind == "hypothesis"
    assert said.paste == 'd.assume("name_it", less(0, y))'
    assert said.rule == LimitLaws()


def test_nothing_is_assumed_that_contradicts_a_declared_sign(o: Names) -> None:
    """With p < 0 the limit would be 0; but p is positive."""
    said = advice(o.d, tends_to(sp.exp(o.p[o.k] / o.s), o.s, 0))
    assert said.kind != "hypothesis"
    assert not said.paste


def test_nothing_is_assumed_that_contradicts_a_case(o: Names) -> None:
    same = o.d.case("same", equal(o.y, 0))
    said = advice(o.d, equal(indicator(o.y, 0), 0), (same,))
    assert said.kind != "hypothesis"
    assert not said.paste


def test_different_indices_are_not_assumed_to_have_different_values() -> None:
    """For k = l the two are one number, so that the assumption could not be met."""
    d = paper()
    K = d.size("K")
    k, j = d.indices("k j", K)
    m, y = d.family("m", K), d.symbol("y")
    said = advice(d, equal((m[k] - m[j]) * (y / (m[k] - m[j])) + y, 2 * y + 0 * m[k]))
    assert "differs" not in said.paste


def test_what_can_be_proved_is_not_to_be_assumed(o: Names) -> None:
    """0 <= y^2 - 2 y + 1 holds everywhere: it is to be shown."""
    said = advice(o.d, equal(sp.Abs(o.y**2 - 2 * o.y + 1), o.y**2 - 2 * o.y + 1))
    assert said.kind in ("step", "reason")
    assert not said.paste


def test_the_line_itself_is_not_to_be_assumed(o: Names) -> None:
    said = advice(o.d, at_most(o.x[o.n] * o.y, o.x[o.n] ** 2 + o.y**2))
    assert said.kind != "hypothesis"


def test_the_bound_of_an_optimum(o: Names) -> None:
    mean = o.d.define("mean", (), total(o.x[o.n], o.n) / o.N)
    far = total((o.x[o.n] - o.y) ** 2, o.n)
    assert advice(o.d, minimises(mean, o.y, far, unique=True)).kind == "reason"
    said = advice(o.d, minimises(0, o.y, sp.log(sp.exp(o.y) + sp.exp(-o.y)) + o.y**4, unique=True))
    assert said.kind == "step"
    assert "log(2) <= y**4 + " in said.text


# -- what is left ----------------------------------------------------------------------------
def test_the_residue_in_the_names_of_the_author(o: Names) -> None:
    mean = o.d.define("mean", (), total(o.x[o.n], o.n) / o.N)
    said = advice(o.d, equal(o.N * mean + sp.exp(o.y), total(o.x[o.n], o.n) + o.s**3))
    assert "leaves -s**3 + sp.exp(y) with mean written out" in said.text


def test_the_remainder_of_an_inequality(o: Names) -> None:
    d = o.d
    known(d, at_most(o.y, o.s))
    a, b = d.family("a", o.N, sign="nonnegative"), d.symbol("b")
    known(d, at_most(a[o.n], b**2 + sp.exp(o.y) / 4))
    said = advice(d, at_most(o.y + a[o.n], o.s + b**2 + sp.exp(o.y) / 2 + b**4 - b**2 + b**2))
    assert said.kind in ("reason", "remainder")


def test_what_a_limit_is_instead(o: Names) -> None:
    said = advice(o.d, tends_to(o.y / (1 + o.s), o.s, o.y**5 + 3))
    assert "the limit laws give y" in said.text


def test_what_a_gradient_is_instead(o: Names) -> None:
    said = advice(o.d, has_gradient(sp.exp(o.y) * o.s, o.y, sp.log(o.s) ** 2))
    assert "differentiating term by term gives s*sp.exp(y)" in said.text


def test_a_line_that_says_nothing(o: Names) -> None:
    assert advice(o.d, equal(o.y, o.y)).kind == "idle"


def test_a_reason_that_would_do(o: Names) -> None:
    said = nearest(question(o.d, equal(sp.log(o.s**2), 2 * sp.log(o.s))))
    assert said.kind == "reason"
    assert said.text == "it holds by LogLaws()"


def test_a_strict_line_that_is_only_weak(o: Names) -> None:
    said = advice(o.d, less(0, o.y**2))
    assert said.kind in ("false", "hypothesis")
    assert differs(o.y, 0) != said.repaired
