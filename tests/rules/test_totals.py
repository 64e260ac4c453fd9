"""Known totals, and definitions that sum to one."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from hardlimit.proofs.author import (
    KnownIndicators,
    Rewrite,
    Unfold,
    differs,
    equal,
    indicator,
    minimum,
    over_maps,
    product,
    total,
)

from ..lab import outcome, paper


def test_a_definition_may_be_assumed_to_sum_to_one() -> None:
    """Draws took its name for a family that can be scaled, and broke."""
    d = paper()
    K = d.size("K")
    k, j = d.indices("k j", K)
    a = d.family("a", K)
    double = d.define("double", k, 2 * a[k])
    d.assume("whole", equal(total(double[k], k), 1))
    d.have(equal(total(double[k], k), 2 * total(a[j], j)), Unfold(("double",)), "x")
    checked = outcome(d)
    assert checked.steps, checked.failure
    assert checked.steps[0].rule_status == "accepts"


CAPTURING: dict[str, Any] = {
    "minimum": lambda a, i, n, k, y: minimum(a[i, n, k], i),
    "product": lambda a, i, n, k, y: product(a[i, n, k], i),
    "sum": lambda a, i, n, k, y: total(a[i, n, k], i),
}


@pytest.mark.parametrize("name", CAPTURING)
def test_a_known_total_is_not_that_of_the_diagonal(name: str) -> None:
    """The n of a total known for all n is no index that is bound further in."""
    d = paper()
    N, K = d.size("N"), d.size("K")
    n, i = d.indices("n i", N)
    k = d.index("k", K)
    a, y = d.family("a", N, N, K), d.symbol("y")
    inside = partial(CAPTURING[name], a, i)
    d.assume("apart", differs(inside(n, k, y), y), forall=(n, k))
    known = d.have(equal(total(indicator(inside(n, k, y), y), k), 0), KnownIndicators(), "x")
    d.have(equal(total(indicator(inside(i, k, y), y), k), 0), Rewrite((known,)), "x")
    last = outcome(d).steps[-1]
    assert outcome(d).steps[0].holds
    assert last.rule_status != "accepts"


def test_a_known_total_is_not_that_of_a_label_summed_over() -> None:
    d = paper()
    N, K = d.size("N"), d.size("K")
    n, m = d.indices("n m", N)
    k = d.index("k", K)
    b, y = d.family("b", K, K, N), d.symbol("y")
    z = d.assignment("z", N, values=K)
    d.assume("apart", differs(over_maps(b[z[m], k, n], z), y), forall=(m, k, n))
    line = total(indicator(over_maps(b[z[m], k, n], z), y), n)
    known = d.have(equal(line, 0), KnownIndicators(), "x")
    other = total(indicator(over_maps(b[z[m], z[m], n], z), y), n)
    d.have(equal(other, 0), Rewrite((known,)), "x")
    checked = outcome(d).steps
    assert checked[0].rule_status == "accepts"
    assert checked[1].rule_status != "accepts"
