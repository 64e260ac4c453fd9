"""Covariance matrices written with triangular factors, declared once for their chapter.

Every positive definite matrix is U diag(w) U^T with an upper triangular U, and likewise
L diag(v) L^T with a lower triangular L, both with ones on the diagonal and w, v > 0 (Cholesky's
factorisation without roots); and every such product is positive definite.  So "for every
positive definite matrix" can be said without matrices.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    Cite,
    Derivation,
    Family,
    Index,
    Ref,
    Rewrite,
    delta,
    differs,
    equal,
    less,
    product,
    total,
)


@dataclass(frozen=True)
class Precision:
    """Any inverse covariance U diag(w) U^T of D coordinates, entry by entry, and its det."""

    D: Any
    e: Index
    f: Index
    i: Index
    j: Index
    U: Family
    w: Family
    matrix: Any
    det: Any

    def length(self, vector: Callable[[Index], Any], U: Any = None, w: Any = None) -> Any:
        """y^T U diag(w) U^T y, a weighted sum of squares, where y_e = ``vector(e)``."""
        U, w = U or self.U, w or self.w
        return total(w[self.j] * total(U[self.e, self.j] * vector(self.e), self.e) ** 2, self.j)


@dataclass(frozen=True)
class Factors:
    """The factors of a positive definite L diag(v) L^T, its det, and the matrix C = L^T U."""

    L: Family
    v: Family
    det: Any
    C: Any
    loss: Any

    def off(self, p: Precision) -> Any:
        """How far C is from the identity: a weighted sum of squares."""
        return _off(p, self.v, self.C)


def precision(d: Derivation) -> Precision:
    """Declare any positive definite precision by its factors."""
    D = d.size("D", note="dimension")
    e, f, i, j = d.indices("e f i j", D)
    U = d.family("U", D, D, note="upper triangular, ones on the diagonal")
    w = d.family("w", D, sign="positive", note="pivots of the precision")
    d.assume("U_upper", equal(U[i, j], 0), forall=(i, j), given=less(j, i))
    d.assume("U_unit", equal(U[i, i], 1), forall=i)
    matrix = d.define(
        "Lambda",
        (e, f),
        total(U[e, i] * w[i] * U[f, i], i),
        note="any precision: the inverse of a covariance",
    )
    det = d.define(
        "det_Lambda",
        (),
        product(w[i], i),
        tex=r"\det\Lambda",
        note="its determinant: the product of the pivots, because $\\det U = 1$",
    )
    return Precision(D, e, f, i, j, U, w, matrix, det)


def factors(d: Derivation, p: Precision) -> Factors:
    """Declare the factors of a second positive definite matrix, which is to be called S."""
    e, i, j = p.e, p.i, p.j
    L = d.family("L", p.D, p.D, note="lower triangular, ones on the diagonal")
    v = d.family("v", p.D, sign="positive", note="pivots of $S$")
    d.assume("L_lower", equal(L[i, j], 0), forall=(i, j), given=less(i, j))
    d.assume("L_unit", equal(L[i, i], 1), forall=i)
    det = d.define(
        "det_S",
        (),
        product(v[i], i),
        tex=r"\det S",
        note="determinant of $S$: product of the pivots",
    )
    C = d.define("C", (i, j), total(L[e, i] * p.U[e, j], e), note="the matrix $L^\\top U$")
    ratio = v[i] * p.w[i]
    loss = d.define(
        "loss",
        (),
        total(ratio - 1 - sp.log(ratio), i) + _off(p, v, C),
        tex=r"\Delta",
        note="what $\\Lambda$ loses against $S^{-1}$: no term is negative",
    )
    return Factors(L, v, det, C, loss)


def _off(p: Precision, v: Family, C: Any) -> Any:
    i, j = p.i, p.j
    return total(v[i] * p.w[j] * (C[i, j] - delta(i, j)) ** 2, i, j)


def unit_diagonal(d: Derivation, p: Precision, s: Factors) -> Ref:
    """The triangular matrix C = L^T U has ones on its diagonal."""
    e, i, L, U = p.e, p.i, s.L, p.U
    with d.calc(total(L[e, i] * U[e, i], e)) as line, d.details():
        line.eq(
            L[i, i] * U[i, i],
            "The columns meet on the diagonal.",
            Cite(
                "one-place",
                a=i,
                y=(e, L[e, i]),
                o=(e, sp.Integer(0)),
                p=(e, U[e, i]),
                q=(e, sp.Integer(0)),
            ),
        )
        line.eq(1, "On the diagonal both have a one.", Rewrite(Ref("L_unit"), Ref("U_unit")))
    return line.shown


def is_inverse(d: Derivation, p: Precision, s: Factors, V: Family) -> None:
    """Assume that L^T V = 1, solved for the entry of V that is computed next."""
    e, i, j = p.e, p.i, p.j
    rows_below = total((1 - delta(e, i)) * s.L[e, i] * V[e, j], e)
    d.assume("inverse", equal(V[i, j], delta(i, j) - rows_below), forall=(i, j))


def best_precision(d: Derivation, p: Precision, s: Factors) -> tuple[Family, Any]:
    """Declare the factors of S^-1: the inverse V of L^T, and the reciprocal pivots."""
    i, j = p.i, p.j
    V = d.family("V", p.D, p.D, tex=r"\hat{U}", note="inverse of $L^\\top$, of the form of $U$")
    d.assume("V_upper", equal(V[i, j], 0), forall=(i, j), given=less(j, i))
    d.assume("V_unit", equal(V[i, i], 1), forall=i)
    is_inverse(d, p, s, V)
    return V, d.define("u", j, 1 / s.v[j], tex=r"\hat{w}", note="reciprocal pivots")


def inverted(d: Derivation, p: Precision, s: Factors, V: Family) -> Ref:
    """L^T V = 1, from the way in which V is computed."""
    e, i, j, L = p.e, p.i, p.j, s.L
    with d.calc(total(L[e, i] * V[e, j], e)) as line:
        rest = total((1 - delta(e, i)) * L[e, i] * V[e, j], e)
        with d.details():
            line.eq(L[i, i] * V[i, j] + rest, "Set the diagonal term of $L$ apart.", Algebra())
            line.eq(V[i, j] + rest, "On its diagonal $L$ has a one.", Rewrite(Ref("L_unit")))
            line.eq(delta(i, j), "So it was chosen.", Rewrite(Ref("inverse").at({i: i, j: j})))
    return line.shown


def another(d: Derivation, p: Precision, V: Family) -> tuple[Index, Index]:
    """Assume that U is not V: (a, b) is the last place of column b where they differ."""
    e, U = p.e, p.U
    a, b = d.indices("a b", p.D)
    d.assume("above_diagonal", less(a, b))
    d.assume("other", differs(U[a, b], V[a, b]))
    d.assume("same_below", equal(U[e, b], V[e, b]), forall=e, given=less(a, e))
    return a, b
