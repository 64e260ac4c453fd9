"""The search accepts nothing: for false lines nothing that is found passes the gate."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    Derivation,
    Unfold,
    at_most,
    delta,
    differs,
    equal,
    has_gradient,
    less,
    maximises,
    minimises,
    minimum,
    tends_to,
    total,
    zero_exactly_at,
)
from hardlimit.proofs.kernel.gate import check
from hardlimit.proofs.language.claims import Relation
from hardlimit.proofs.rules.unsaid import UNSAID
from hardlimit.proofs.search import completed, find_reason
from hardlimit.proofs.search.bench import EFFORT

from .. import sizes
from ..search.lab import Names, advice, gated, question
from ..sizes import draws
from .questions import false_questions


def test_random_false_lines() -> None:
    """The long run is ``python -m benchmarks.reasons --false 2000``."""
    tried = 0
    for asked in false_questions(sizes.rng("search"), draws(30)):
        tried += 1
        found = find_reason(asked, EFFORT // 2)
        assert found is None, (asked.claim, found.rule)
    assert tried == draws(30)


def false_by_design(o: Names) -> list[Relation]:
    """False lines near true ones, of every kind of relation."""
    n, k, j = o.n, o.k, o.j
    square = total((o.x[n] - o.y) ** 2, n)
    mean = total(o.x[n], n) / o.N
    return [
        equal(square, total(o.x[n] ** 2, n) - o.y * total(o.x[n], n) + o.N * o.y**2),
        equal(sp.log(o.s + 1), sp.log(o.s) + 1),
        equal(total(delta(k, j) * o.p[k], k), o.p[j] ** 2),
        at_most(total(o.p[k], k), o.p[j]),
        at_most(minimum(o.p[k], k) + o.s, o.p[j]),
        less(o.p[k], o.p[k]),
        less(minimum(o.p[k], k), o.p[j]),
        at_most(o.p[k] / o.s - 1, sp.log(o.p[k] / o.s)),
        less(sp.log(o.p[k]), o.p[k] - 1),
        at_most(sp.exp(-o.s), sp.exp(-2 * o.s)),
        differs(o.p[k], o.p[j]),
        has_gradient(square, o.y, 2 * total(o.x[n] - o.y, n)),
        zero_exactly_at(2 * (o.y - mean), o.y, 2 * mean),
        tends_to(sp.exp(-o.y / o.s), o.s, 0),
        tends_to(o.p[k] / (o.p[k] + o.s), o.s, 0),
        minimises(mean + 1, o.y, square),
        maximises(mean, o.y, square),
    ]


def test_false_lines_near_true_ones(o: Names) -> None:
    for relation in false_by_design(o):
        asked = question(o.d, relation)
        found = find_reason(asked)
        assert found is None or not gated(o.d, asked, found).holds, (relation, found)
        assert advice(o.d, relation).kind in ("false", "slip", "hypothesis"), relation


def test_lines_of_another_case_are_not_used(o: Names) -> None:
    d = o.d
    same = d.case("same", equal(o.y, o.s))
    d.have(equal(o.x[o.n], o.w[o.n]), Algebra(), "Only in this case.", under=same)
    assert find_reason(question(d, equal(sp.exp(o.x[o.n]), sp.exp(o.w[o.n])))) is None
    assert find_reason(question(d, equal(sp.exp(o.x[o.n]), sp.exp(o.w[o.n])), (same,)))


def test_a_fixed_index_is_not_chosen_anew(o: Names) -> None:
    d = o.d
    d.assume("here", equal(o.x[o.n], o.y))
    assert find_reason(question(d, equal(o.x[o.m], o.y))) is None


def test_what_is_found_from_a_false_line_falls_with_it(o: Names) -> None:
    """The search takes earlier lines as known; the gate counts only those that hold."""
    d = o.d
    d.have(equal(o.y, o.s), Algebra(), "False.")
    d.have(equal(sp.exp(o.y), sp.exp(o.s)), Algebra(), "By the line before.")
    open_ended = d.frozen()
    bare = replace(open_ended, steps=tuple(replace(s, rule=UNSAID) for s in open_ended.steps))
    whole = completed(bare, {})
    assert set(whole.found) == {"2"}
    assert whole.derivation.steps[0].rule == UNSAID
    checked = check(whole.derivation)
    assert checked.theorem is None
    assert "no earlier step" in checked.steps[1].rule_detail


def test_a_derivation_without_reasons_is_completed() -> None:
    d = Derivation("T", "sheet", "A sheet", "tests")
    N = d.size("N")
    n = d.index("n", N)
    x, m = d.family("x", N), d.symbol("m")
    mean = d.define("mean", (), total(x[n], n) / N)
    error, least = (total((x[n] - v) ** 2, n) for v in (m, mean))
    d.goal(minimises(mean, m, error, unique=True))
    d.have(equal(error, least + N * (m - mean) ** 2), Unfold(("mean",)), "Expand.")
    d.have(at_most(least, error), Algebra(), "A square is not negative.")
    elsewhere = d.case("elsewhere", differs(m, mean))
    d.have(less(least, error), Algebra(), "Nor 0 elsewhere.", under=elsewhere)
    d.have(minimises(mean, m, error, unique=True), Algebra(), "So the mean is best.")
    frozen = d.frozen()
    bare = replace(frozen, steps=tuple(replace(s, rule=UNSAID) for s in frozen.steps))
    checked = check(completed(bare, {}).derivation)
    assert checked.theorem is not None, checked.failure


def test_reasons_that_are_given_are_left_alone(o: Names) -> None:
    o.d.have(equal(o.y + o.y, 2 * o.y + o.s - o.s), Unfold(("mean",)), "Given.")
    whole = completed(o.d.frozen(), {})
    assert whole.derivation == o.d.frozen()
    assert not whole.found


def test_the_same_question_has_the_same_answer(o: Names) -> None:
    mean = o.d.define("mean", (), total(o.x[o.n], o.n) / o.N)
    asked = question(o.d, equal(total(o.x[o.n] - mean, o.n), 0))
    first, again = find_reason(asked), find_reason(asked)
    assert first is not None
    assert again is not None
    assert (first.rule, first.tried) == (again.rule, again.tried)


def test_a_line_without_a_value_gets_no_reason(o: Names) -> None:
    asked = question(o.d, equal(1 / o.x[o.n] + 1 / o.s, 1 / o.s + sp.log(o.s)))
    assert find_reason(asked) is None
