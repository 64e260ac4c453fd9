"""Digests tell derivations apart."""

from __future__ import annotations

from hardlimit.proofs.author import (
    Derivation,
    at_most,
    termwise,
    total,
)
from hardlimit.proofs.kernel.digests import derivation_digest

from ..lab import accepted, paper, refused


def indexed(flip: bool) -> Derivation:
    """A derivation whose index n ranges over points, or over components."""
    d = paper()
    N, K = d.size("N"), d.size("K")
    n, m = d.index("n", K if flip else N), d.index("m", N)
    x, y = d.family("x", N), d.family("y", N)
    h = d.assume("h", at_most(x[m], y[m]), forall=m)
    d.have(at_most(total(x[m], m), total(y[m], m)), termwise(h.at({m: n}), n), "x")
    return d


def test_digests_tell_ranges_apart() -> None:
    assert accepted(indexed(False)).holds
    refused(indexed(True), "does not range over", alone="accepts")
    assert derivation_digest(indexed(False).frozen(), []) != derivation_digest(
        indexed(True).frozen(), []
    )
