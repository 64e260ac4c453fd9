"""False lines that hardly any draw hits are refuted near one; true ones are told by parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.attack.closer import CloserLook
from hardlimit.proofs.attack.comparing import at_most as at_most_by_parts
from hardlimit.proofs.attack.identity import Identity
from hardlimit.proofs.author import Derivation, at_most, differs, equal, less, total
from hardlimit.proofs.instances.holding import holds
from hardlimit.proofs.instances.near import loose_places
from hardlimit.proofs.instances.pool import Pool
from hardlimit.proofs.instances.witness import COUNT, examine
from hardlimit.proofs.language.claims import Claim, Relation
from hardlimit.proofs.rules.state import State

from ..lab import paper


class Sheet:
    """Points, weights, a centre that differs from some mean, and two ordered numbers."""

    def __init__(self) -> None:
        self.d: Derivation = paper("near")
        N = self.d.size("N")
        self.n = self.d.index("n", N)
        self.x, self.w = self.d.family("x", N), self.d.family("w", N, sign="positive")
        self.a, self.b = self.d.symbol("a"), self.d.symbol("b")
        self.p, self.q = self.d.symbol("p", "positive"), self.d.symbol("q", "positive")
        self.d.assume("apart", differs(self.a, self.b))
        self.d.assume("sum", equal(self.q, 2 * self.p))

    def signs(self) -> Any:
        """What is known of signs."""
        return State(self.d.context, Claim(equal(self.a, self.a)), {}, {}).signs


def square_of_sum(s: Sheet) -> Relation:
    return less(0, (s.a + 3 * s.b) ** 2)


def scatter_about(s: Sheet) -> Relation:
    return less(sp.Rational(1, 1000), total(s.w[s.n] * (s.x[s.n] - 7 * s.a) ** 2, s.n))


def unequal(s: Sheet) -> Relation:
    return differs(s.a, 5 * s.b)


@pytest.mark.parametrize("line", [square_of_sum, scatter_about, unequal])
def test_what_fails_in_one_place_only_is_refuted(line: Callable[[Sheet], Relation]) -> None:
    s = Sheet()
    pool = Pool(s.d.context, "near", COUNT, shrink=False)
    verdict = examine(Claim(line(s)), pool)
    assert verdict.status == "refutes"
    assert verdict.instance is not None
    assert all(
        holds(h.relation, verdict.instance, default=False) for h in s.d.context.hypotheses.values()
    )


def test_what_a_hypothesis_fixes_is_not_moved() -> None:
    s = Sheet()
    pool = Pool(s.d.context, "near", COUNT, shrink=False)
    [start, *_] = pool.instances(())
    loose = loose_places(start, pool.drawer(()))
    assert "p" not in loose
    assert "q" not in loose
    assert ("x", 1) in loose
    assert examine(Claim(less(s.p, s.q)), pool).status == "accepts"


def test_a_closer_look_refutes_no_true_line() -> None:
    s = Sheet()
    look = CloserLook(s.d.frozen())
    true = [less(s.p, s.q), at_most(0, (s.a + s.b) ** 2), less(0, total(s.w[s.n], s.n))]
    assert not [line for line in true if look.refutes(Claim(line))]
    assert look.refutes(Claim(at_most(s.q, 100 * s.a**2 + s.p)))


def test_comparing_by_parts() -> None:
    s = Sheet()
    signs, n = s.signs(), s.n
    weighted = total(s.w[n] * s.x[n] ** 2, n)
    yes = [
        (weighted / 2, weighted),
        (total(s.w[n] * s.x[n] ** 2 / 2, n), weighted),
        (sp.exp(-s.p), sp.exp(s.p)),
        (sp.log(s.p), sp.log(2 * s.p)),
        (1 / (s.p + s.q), 1 / s.p),
        (-s.p * s.a**2, s.q * s.b**2),
    ]
    no = [
        (weighted, weighted / 2),
        (total(s.w[n] * s.x[n] / 2, n), total(s.w[n] * s.x[n], n)),
        (sp.exp(s.a), sp.exp(2 * s.a)),
        (1 / s.p, 1 / (s.p + s.q)),
        (s.a * s.p, s.a * s.p * 2),
    ]
    assert [pair for pair in yes if not at_most_by_parts(*pair, signs)] == []
    assert [pair for pair in no if at_most_by_parts(*pair, signs)] == []


def test_identity_looks_at_numbers_and_at_the_residue() -> None:
    s = Sheet()
    instances = list(Pool(s.d.context, "near", 3).instances(()))
    square = (s.a + s.b) ** 2
    for identity in (Identity(instances), Identity([])):
        assert identity(square, s.a**2 + 2 * s.a * s.b + s.b**2, s.d.context)
        assert not identity(square, s.a**2 + s.b**2, s.d.context)


def test_sizes_without_a_solution_are_given_up() -> None:
    d = paper("sizes")
    N, K = d.size("N"), d.size("K")
    n = d.index("n", N)
    x = d.family("x", N, sign="positive")
    d.assume("many", less(sp.Integer(1), N))
    d.assume("unit", equal(x[n], 1), forall=n)
    found = list(Pool(d.context, "sizes", COUNT).instances(()))
    assert len(found) == COUNT
    assert all(at.sizes["N"] > 1 for at in found)
    assert {at.sizes["K"] for at in found} > {1}
    assert K != N


def test_labels_are_compared_like_indices() -> None:
    """They have no distance: a claim about two labels is looked at as it stands."""
    d = paper("labels")
    N, K = d.size("N"), d.size("K")
    n, i = d.indices("n i", N)
    c = d.assignment("c", N, values=K)
    d.assume("apart", differs(c[n], c[i]))
    pool = Pool(d.context, "labels", COUNT)
    assert examine(Claim(differs(c[i], c[n])), pool).status == "accepts"
    assert examine(Claim(equal(c[i], c[n])), pool).status == "refutes"
