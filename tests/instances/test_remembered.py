"""What is remembered of instances and facts is never used where something else holds."""

from __future__ import annotations

import itertools
from typing import Any

import flint
import pytest
import sympy as sp
from hardlimit.proofs.author import at_most, equal, less, over_maps, product, total, xlogy
from hardlimit.proofs.instances import numbers, recalling
from hardlimit.proofs.instances.draw import Drawer
from hardlimit.proofs.instances.evaluate import Instance
from hardlimit.proofs.instances.holding import Places, touched
from hardlimit.proofs.instances.pool import Pool
from hardlimit.proofs.instances.profiles import profiles
from hardlimit.proofs.instances.recalling import index_key
from hardlimit.proofs.instances.strict import with_assignments
from hardlimit.proofs.instances.tight import tightened
from hardlimit.proofs.language.claims import Claim, Hypothesis
from hardlimit.proofs.language.errors import Undecided
from hardlimit.proofs.rules.state import State

from ..lab import paper


class Sheet:
    """Definitions that rest on each other, on labels, and on bounded numbers."""

    def __init__(self) -> None:
        self.d = paper("remembered")
        N, K = self.d.size("N"), self.d.size("K")
        self.n, self.i, self.k = self.d.index("n", N), self.d.index("i", N), self.d.index("k", K)
        self.x, self.m = self.d.family("x", N), self.d.family("m", K)
        self.c, self.y = self.d.assignment("c", N, values=K), self.d.symbol("y")
        n, i = self.n, self.i
        self.far = self.d.define("far", n, (self.x[n] - self.m[self.c[n]]) ** 2)
        self.whole = self.d.define("whole", (), total(self.far[i], i) + self.y)
        self.root = self.d.define("root", (), sp.sqrt(2 + self.y**2))
        self.lines: tuple[Any, ...] = (self.whole, self.far[n], self.root, self.whole + self.root)

    def instance(self) -> Instance:
        values: dict[Any, Any] = {"y": flint.fmpq(1)}
        values |= {("x", j): flint.fmpq(j) for j in (1, 2, 3)}
        values |= {("m", j): flint.fmpq(10 * j) for j in (1, 2, 3)}
        values |= {("c", j): 1 for j in (1, 2, 3)}
        return Instance(self.d.context, {"N": 2, "K": 2}, values, {"n": 1, "i": 1, "k": 1})


@pytest.mark.parametrize(
    ("place", "value"),
    [(("x", 1), flint.fmpq(7)), (("m", 1), flint.fmpq(3)), (("c", 1), 2), ("y", flint.fmpq(5))],
)
def test_a_changed_value_reaches_all_that_rests_on_it(place: Any, value: Any) -> None:
    s = Sheet()
    start = s.instance()
    before = [str(start.of(line)) for line in s.lines]
    changed = start.with_value(place, value)
    fresh = Instance(changed.context, changed.sizes, changed.values, changed.indices)
    found = [str(changed.of(line)) for line in s.lines]
    assert found == [str(fresh.of(line)) for line in s.lines]
    assert found != before
    assert [str(start.of(line)) for line in s.lines] == before


def test_what_a_change_cannot_reach_is_not_worked_out_again() -> None:
    s = Sheet()
    start = s.instance()
    root = start.of(s.root)
    assert start.with_value(("x", 1), flint.fmpq(7)).of(s.root) is root
    assert start.with_value("y", flint.fmpq(5)).of(s.root) is not root


def test_a_value_of_few_digits_does_not_serve_where_many_are_asked_for() -> None:
    s = Sheet()
    at = s.instance()
    widths = []
    for bits in (160, 2560, 160):
        with numbers.precision(bits):
            widths.append(at.of(s.root).rad())
    assert bool(widths[1] < widths[0])
    assert str(widths[0]) == str(widths[2])


# -- parts of formulas -------------------------------------------------------------------------
class Parts(Sheet):
    """Sums that differ in names of indices, in what is bound where, or in an assignment."""

    def __init__(self) -> None:
        super().__init__()
        n, i, k = self.n, self.i, self.k
        self.w = self.d.family("w", self.n.size, self.k.size)
        self.v = self.d.family("v", self.n.size, self.n.size)
        x, m, w, v, c = self.x, self.m, self.w, self.v, self.c
        self.lines = (
            total((x[n] - m[k]) ** 2, k),
            total((x[i] - m[k]) ** 2, k),
            total((x[n] - m[k]) ** 2, n),
            total(w[n, k] * x[n], n),
            total(total(w[n, k] * x[n], k), n),
            total(total(w[n, k] * x[i], n), k),
            total(total(w[n, k] * x[n], n) * m[k], k),
            total(total(w[i, k] * x[n], n) * m[k], k),
            total(total(w[n, k], n) * total(w[n, k] * x[i], n), k),
            sp.exp(-total(w[n, c[n]], n)) + over_maps(total(w[n, c[n]], n), c),
            over_maps(sp.exp(-total(w[n, c[n]], n)), c) + total(w[n, c[n]], n),
            total(over_maps(product(w[n, c[n]], n) * m[k], c) * x[i], k),
            total(total(v[n, i] * x[n], i), n),
            total(total(v[n, i] * x[i], i), n),
            total(total(v[n, i] * x[n], n, i) * x[n], n),
            total(total(v[n, i] * x[i], n, i) * x[n], n),
            total(total(v[n, i] + x[n], i) ** 2, n),
            total(total(v[n, i] + x[i], i) ** 2, n),
            total(v[n, i] * x[n], i),
            total(v[i, n] * x[n], i),
            total(v[n, i] * x[i], i),
        )

    def instance(self) -> Instance:
        at = super().instance()
        pairs = [(n, k) for n in (1, 2) for k in (1, 2)]
        entries = {(f, n, k): flint.fmpq(3 * n + 7 * k, n + 2 * k) for n, k in pairs for f in "wv"}
        indices = {"n": 1, "i": 2, "k": 2}
        return Instance(at.context, at.sizes, {**at.values, ("c", 2): 2, **entries}, indices)


@pytest.mark.parametrize("turn", [1, 5, 7, 11])
def test_parts_are_worth_the_same_whatever_was_worked_out_before(turn: int) -> None:
    s = Parts()
    at = s.instance()
    env = {index_key(index): value for index, value in ((s.n, 1), (s.i, 2), (s.k, 2))}
    alone = [with_assignments(line)(s.instance(), env) for line in s.lines]
    places = [turn * j % len(s.lines) for j in range(3 * len(s.lines))]
    for j in places:
        assert str(at.of(s.lines[j])) == str(alone[j])
    other = at.with_indices({"n": 2, "i": 1, "k": 1})
    fresh = Instance(at.context, at.sizes, at.values, other.indices)
    assert [str(other.of(line)) for line in s.lines] == [str(fresh.of(line)) for line in s.lines]


def test_an_equal_part_at_other_indices_is_found_and_not_worked_out_again() -> None:
    s = Parts()
    at = s.instance()
    far = at.of(s.lines[0])
    assert at.with_indices({"i": 1}).of(s.lines[1]) is far
    assert at.of(s.lines[1]) is not far


def test_terms_are_counted_whatever_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    s = Parts()
    at = s.instance()
    counts = []
    for _ in range(2):
        at.of(s.lines[8])
        counts.append(at.terms)
    assert counts == [2 + 2 * (2 + 2)] * 2
    monkeypatch.setattr(recalling, "MAX_TERMS", counts[0] - 1)
    with pytest.raises(Undecided, match="too many terms"):
        at.of(s.lines[8])


def test_signs_known_under_a_case_are_not_known_without_it() -> None:
    s = Sheet()
    case = (s.d.case("positive", less(0, s.y)),)
    with_case, without = (
        State(s.d.context, Claim(equal(s.y, s.y), under), {}, {}).signs for under in (case, ())
    )
    assert with_case.positive(s.y)
    assert with_case.positive(s.y + 1)
    assert not without.positive(s.y)
    assert not without.positive(s.y + 1)
    again = State(s.d.context, Claim(equal(s.root, s.y), case), {}, {}).signs
    assert again is with_case


# -- tight bounds ------------------------------------------------------------------------------
class Bounded(Sheet):
    """Points between two numbers, and below a positive one."""

    def __init__(self) -> None:
        super().__init__()
        self.low, self.high = self.d.symbol("low"), self.d.symbol("high")
        self.top = self.d.symbol("top", "positive")
        n = self.n
        self.d.assume("above", at_most(self.low, self.x[n]), forall=n)
        self.d.assume("below", at_most(self.x[n], self.high), forall=n)
        self.d.assume("capped", at_most(self.x[n], self.top), forall=n)

    def bounds(self, *points: int) -> tuple[Any, ...]:
        """The three bounds once they are tight around these points."""
        at = self.instance()
        for number, point in enumerate(points, 1):
            at = at.with_value(("x", number), flint.fmpq(point))
        for name, value in (("low", -9), ("high", 9), ("top", 9)):
            at = at.with_value(name, flint.fmpq(value))
        moved = tightened(at, self.d.context.hypotheses.values())
        return tuple(moved.values[name] for name in ("low", "high", "top"))


def test_bounds_are_moved_to_the_outermost_of_what_they_bound() -> None:
    assert Bounded().bounds(-3, 4) == (-3, 4, 4)


def test_a_positive_bound_stays_positive() -> None:
    assert Bounded().bounds(-3, -2) == (-3, -2, 9)


def test_some_instances_are_tight_and_some_are_not() -> None:
    s = Bounded()
    tight = [
        at.values["high"] == max(at.values["x", j] for j in range(1, at.sizes["N"] + 1))
        for at in Pool(s.d.context, "bounded", 24).instances(())
    ]
    assert True in tight
    assert False in tight


# -- walks -------------------------------------------------------------------------------------
class Walked(Sheet):
    """Numbers that follow from each other, so that a change breaks what was met before."""

    def __init__(self) -> None:
        super().__init__()
        n, i, k = self.n, self.i, self.k
        self.q = self.d.family("q", self.k.size, sign="nonnegative")
        self.d.assume("one", equal(total(self.q[k], k), 1))
        self.d.assume("near", less(self.whole, 40))
        self.d.assume("ordered", less(self.m[self.c[n]], self.x[n] + 3), forall=n)
        self.d.assume("above", at_most(self.far[n], self.root + 9), forall=n)
        self.d.assume("apart", less(self.x[n], self.x[i]), given=less(n, i), forall=(n, i))
        self.d.assume("mean", equal(self.y, total(self.q[k] * self.m[k], k)))


def test_all_hypotheses_hold_at_what_is_drawn_and_at_what_is_near() -> None:
    s = Walked()
    drawer, judge = (Drawer(s.d.context, (), "walked") for _ in range(2))
    drawn = [at for at in map(drawer.draw, profiles(60, 2)) if at is not None]
    near = [drawer.near(at, [place]) for at in drawn[:8] for place in at.values]
    found = [*drawn, *(at for at in near if at is not None)]
    assert len(drawn) >= 20
    assert len(found) >= 60
    for at in found:
        fresh = Instance(at.context, at.sizes, at.values, at.indices)
        assert judge.broken(fresh) is None


def test_the_places_of_a_hypothesis_are_those_that_it_looks_at_there() -> None:
    s = Sheet()
    z = s.d.define("share", s.n, s.x[s.n] / (s.y - s.x[s.n]))
    one, two = {"n": 1, "i": 1, "k": 1}, {"n": 2, "i": 1, "k": 1}
    cases = {
        "plain": (equal(s.x[s.n] + s.m[s.k], s.y), 2),
        "undefined at y = x": (less(total(z[s.i], s.i), 3), 2),
        "by label": (less(s.far[s.n], 4), 3),
        "by a weight": (less(xlogy(s.y, s.x[s.n]), 4), 3),
    }
    for name, (relation, different) in cases.items():
        hypothesis, places = Hypothesis(name, relation), Places(s.d.context)
        seen = set()
        for label, y, indices in itertools.product((1, 2), (1, 0, 2, 1), (one, two)):
            at = s.instance().with_value("y", flint.fmpq(y)).with_value(("c", 1), label)
            at = at.with_indices(indices)
            expected = sorted(touched(hypothesis, at), key=repr)
            assert places.of(hypothesis, at) == expected, name
            seen.add(tuple(expected))
        assert len(seen) == different, name
