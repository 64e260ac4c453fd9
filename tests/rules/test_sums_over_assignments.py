"""Sums over assignments, deltas of assignments, and where they end."""

from __future__ import annotations

from typing import Any

import pytest
from hardlimit.proofs.author import (
    Algebra,
    Pigeonhole,
    Ref,
    Rewrite,
    at_most,
    delta,
    equal,
    indicator,
    over_maps,
    total,
)

from ..lab import accepted, outcome, paper, refused, refused_by_rule
from ..names import Names


def test_deltas_of_a_map_into_its_own_range(o: Names) -> None:
    u = o.d.assignment("own", o.N, values=o.N)
    one = delta(u[o.n], o.n)
    o.d.have(equal(one * o.x[o.n], one * o.x[u[o.n]]), Algebra(), "x")
    accepted(o.d)
    o.d.have(equal(one * o.x[o.n], o.x[u[o.n]]), Algebra(), "x")
    refused(o.d, "residue is not zero")


def test_nothing_leaves_a_sum_over_assignments(o: Names) -> None:
    z = o.d.assignment("z", o.N, values=o.K)
    q = o.d.family("q", o.K)
    known = equal(over_maps(o.b[z[o.n], o.k], z), q[o.k])
    h = o.d.assume("known", known, forall=(o.n, o.k))
    o.d.have(equal(over_maps(o.b[z[o.n], z[o.n]], z), q[z[o.n]]), Rewrite((h,)), "x")
    assert outcome(o.d).theorem is None


def test_an_assignment_that_is_summed_over_ends_with_its_range(o: Names) -> None:
    z = o.d.assignment("z", o.N, values=o.K)
    o.d.have(
        equal(over_maps(o.p[z[o.n + 1]], z), over_maps(o.p[z[o.n + 1]] + 0, z)), Algebra(), "x"
    )
    assert "ends with its range" in outcome(o.d).failure


@pytest.mark.parametrize("next_point", [1, 0])
def test_the_assignments_that_are_counted_end_with_their_range(next_point: int) -> None:
    """K^N counts no c[t, N + 1]: with it, J may fall more often."""
    d = paper()
    N, K, T = d.size("N"), d.size("K"), d.size("T")
    n, t = d.index("n", N), d.index("t", T)
    c = d.assignment("c", T, N, values=K)
    x, w = d.family("x", K), d.family("w", K)

    def loss(time: Any) -> Any:
        return total(x[c[time, n]] + w[c[time, n + next_point]], n)

    d.assume("falls", at_most(loss(t + 1), loss(t)), forall=t)
    falls = total(1 - indicator(loss(t + 1), loss(t)), t)
    d.have(at_most(falls + 1, K**N), Pigeonhole(Ref("falls"), "c"), "x")
    if next_point:
        refused_by_rule(d, "c[t, n + 1] may lie beyond what is counted")
    else:
        accepted(d)
