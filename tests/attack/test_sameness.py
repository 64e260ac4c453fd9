"""What a changed statement says by a hypothesis, or as a multiple; and what it does not say."""

from __future__ import annotations

import pytest
from hardlimit.proofs.attack import Mutant
from hardlimit.proofs.attack.identity import Identity
from hardlimit.proofs.attack.mutant import STATEMENT
from hardlimit.proofs.attack.sameness import equivalent, weaker
from hardlimit.proofs.author import Derivation, at_most, equal, total
from hardlimit.proofs.language.claims import Relation
from hardlimit.proofs.rules import Algebra

from ..lab import paper


def changed(d: Derivation, before: Relation, after: Relation) -> tuple[bool, bool]:
    """Whether the change leaves the same statement, and whether it leaves a consequence."""
    d.goals[:] = [before]
    d.have(before, Algebra(), "x")
    mutant = Mutant(d.frozen(), "index", STATEMENT, "1", ("1",), before, after)
    same = Identity(())
    return equivalent(mutant, same), weaker(mutant, same)


def test_a_family_of_which_a_hypothesis_says_every_entry() -> None:
    d = paper()
    k, j = d.indices("k j", d.size("K"))
    u, c, y = d.family("u", k.size), d.symbol("c"), d.family("y", k.size)
    d.assume("together", equal(u[k], c), forall=k)
    before = equal(u[k] * y[k], c * y[k])
    assert changed(d, before, equal(u[j] * y[k], c * y[k]))[0]
    assert not changed(d, before, equal(u[k] * y[j], c * y[k]))[0]
    assert not changed(d, before, equal(u[j] * y[k], 2 * c * y[k]))[0]


@pytest.mark.parametrize("kind", ["one index", "diagonal", "of itself", "less"])
def test_a_hypothesis_that_does_not_say_every_entry(kind: str) -> None:
    d = paper()
    K = d.size("K")
    i, k, j = d.indices("i k j", K)
    u, c = d.family("u", K, K), d.symbol("c")
    if kind == "one index":
        d.assume("h", equal(u[i, k], c), forall=k)
    elif kind == "diagonal":
        d.assume("h", equal(u[k, k], c), forall=k)
    elif kind == "of itself":
        d.assume("h", equal(u[i, k], u[k, i] * c), forall=(i, k))
    before = equal(u[i, k], c)
    assert not changed(d, before, equal(u[j, k], c))[0]


def test_an_equation_times_what_is_free() -> None:
    d = paper()
    K = d.size("K")
    k, j = d.indices("k j", K)
    u, y, c = d.family("u", K), d.family("y", K), d.symbol("c")
    before = equal(total(u[k], k), 0)
    assert changed(d, before, equal(total(c * u[k], k), 0))[1]
    assert changed(d, before, equal(total(y[j] * u[k], k), 0))[1]
    # Inside of the sum the factor moves with the index.
    assert not changed(d, before, equal(total(y[k] * u[k], k), 0))[1]
    assert not changed(d, before, equal(total(c + u[k], k), 0))[1]
    # The other way round it needs c != 0, which the hypothesis does not say.
    d.assume("sign", at_most(0, c))
    assert not changed(d, equal(total(c * u[k], k), 0), before)[1]
