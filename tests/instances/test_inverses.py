"""Instances of inverse matrices: they are drawn as such, at more than one dimension."""

from __future__ import annotations

import flint
from hardlimit.proofs.author import Derivation, delta, equal, total
from hardlimit.proofs.instances.draw import Drawer
from hardlimit.proofs.instances.evaluate import Instance
from hardlimit.proofs.instances.profiles import profiles
from hardlimit.proofs.language.inverses import inverse_hypotheses, inverses


def several(symmetric: bool) -> Derivation:
    """Two matrices with inverses, and one defined by them that has one, too."""
    d = Derivation("I1", "inverses", "Inverses", "tests")
    D = d.size("D")
    i, j, k = d.indices("i j k", D)
    A, B = d.family("A", D, D), d.family("B", D, D)
    C = d.define("C", (i, j), total(A[i, k] * B[k, j], k) + delta(i, j))
    for name, matrix in (("A", A), ("B", B), ("C", C)):
        other = d.family(f"{name}_inv", D, D)
        for one in inverse_hypotheses(matrix, other, (i, j), k, f"{name}_inv"):
            d.suppose(one)
    if symmetric:
        d.assume("symmetric", equal(A[i, j], A[j, i]), forall=(i, j))
    return d


def matrix(at: Instance, name: str) -> flint.fmpq_mat:
    """The entries of a family."""
    span = range(1, at.sizes["D"] + 1)
    return flint.fmpq_mat([[at.values[name, i, j] for j in span] for i in span])


def test_inverses_are_drawn_at_every_size() -> None:
    for symmetric in (False, True):
        context = several(symmetric).context
        drawer = Drawer(context, (), "inverses")
        found = [at for p in profiles(24, 1) if (at := drawer.draw(p)) is not None]
        assert len(found) > 18
        assert {at.sizes["D"] for at in found} >= {1, 2, 3}
        for at in found:
            assert matrix(at, "A").inv() == matrix(at, "A_inv")
            assert matrix(at, "B").inv() == matrix(at, "B_inv")
            assert drawer.broken(at) is None
            if symmetric:
                assert matrix(at, "A").transpose() == matrix(at, "A")
        generic = [at for at in found if at.sizes["D"] > 1]
        assert any(matrix(at, "A") != matrix(at, "B") for at in generic)
        assert any(matrix(at, "A") * matrix(at, "B") != matrix(at, "B") * matrix(at, "A")
                   for at in generic)  # fmt: skip


def test_an_inverse_is_that_of_two_sides_alone() -> None:
    context = several(symmetric=False).context
    known = inverses(context.hypotheses.values())
    assert known == {a: b for x, y in (("A", "A_inv"), ("B", "B_inv"), ("C", "C_inv"))
                     for a, b in ((x, y), (y, x))}  # fmt: skip
    left_out = [h for name, h in context.hypotheses.items() if name != "A_inv_left"]
    assert "A" not in inverses(left_out)
    assert "A_inv" not in inverses(left_out)
