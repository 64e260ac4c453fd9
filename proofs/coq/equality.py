"""Equations in Coq: both sides are brought to the normal form that the checker found."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from ..normal.polynomials import Algebra, Gen, Poly, Token, mentions
from .certificate import REFL, Prover
from .certificate_clear import cleared
from .certificate_terms import Printer, Reader, Term
from .goal import Goal, Unscripted
from .names import coq_name
from .sides import facts, side


class PlainAlgebra(Algebra):
    """The arithmetic of normal forms, without delta(i, j) f(i) = delta(i, j) f(j)."""

    def _use_deltas(self, poly: Poly, deltas: list[Gen]) -> Poly:
        return poly


def equality(
    goal: Goal, lhs: Any, rhs: Any, *, names: Iterable[str] | None = (), logs: bool = False
) -> str:
    """Tactics that close the Coq goal ``lhs = rhs``.

    The goal in focus must be the translation of ``lhs = rhs``; free indices of the two
    must be in scope under their own names, with their ranges as hypotheses.

    Args:
        names: definitions to write out first; None for all.
        logs: whether the laws of the logarithm may be used.
    """
    unfold = frozenset(goal.context.definitions if names is None else names)
    normaliser = goal.state.normaliser(unfold, logs=logs)
    algebra = normaliser.algebra
    plain = PlainAlgebra(algebra.positive_leaf, logs=logs)
    sizes: dict[Token, str] = {}
    nonnegative = goal.state.signs.nonnegative
    read = Reader(goal.context, unfold, algebra.token, sizes, nonnegative)
    left, right = read(lhs), read(rhs)
    prover = Prover(algebra, plain, Printer(goal.translator), sizes, dict(read.maps), side(goal))
    proof = prove(prover, left, right)
    found = [coq_name(n) for n in reversed(goal.context.definitions) if n in unfold]
    text = prover.text
    opening = f"cbv beta delta [{' '.join(found)}]. " if found else ""
    shown = f"change ({text(left)} = {text(right)})."
    return "\n".join([facts(goal), opening + shown, *prover.script, f"exact {proof}."])


def prove(prover: Prover, left: Term, right: Term) -> str:
    """A Coq term that proves ``left = right``, after the lemmas of ``prover``."""
    a, p = prover.norm(left)
    b, q = prover.norm(right)
    if a != b:
        return cleared(prover, a, b, p, q)
    return prover.trans(p, prover.sym(q))
