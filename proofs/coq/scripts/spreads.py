"""Equations in Coq between terms that differ in how their sums are taken apart."""

from __future__ import annotations

from typing import Any

from ...rules.normal.generators import NormalForms
from ...rules.normal.terms import Gen, Poly
from ..certificates.printing import Printer
from ..certificates.prover import Prover
from ..certificates.reading import Reader
from .goal import NEAR, Goal, Unscripted


class PlainAlgebra(NormalForms):
    """The arithmetic of normal forms, without delta(i, j) f(i) = delta(i, j) f(j)."""

    def _use_deltas(self, poly: Poly, deltas: list[Gen]) -> Poly:
        return poly


def same_sums(goal: Goal, left: Any, right: Any) -> str:
    """Tactics that close ``left = right`` by the arithmetic of sums alone, no fact looked up.

    Raises:
        Unscripted: if their normal forms differ.
    """
    algebra = goal.state.normaliser(facts=False).algebra
    maps: dict[str, tuple[str, str]] = {}
    prover = Prover(
        algebra, PlainAlgebra(algebra.positive_leaf), Printer(goal.translator), maps, NEAR
    )
    reader = Reader(goal.context, frozenset(), prover.token, goal.state.signs.nonnegative)
    reader.maps = maps
    one, other = reader(left), reader(right)
    (a, p), (b, q) = prover.norm(one), prover.norm(other)
    if a != b:
        raise Unscripted("a sum was taken apart in another way")
    stated = f"change ({prover.text(one)} = {prover.text(other)})."
    return "\n".join([stated, *prover.said(f"exact {prover.trans(p, prover.sym(q))}.")])
