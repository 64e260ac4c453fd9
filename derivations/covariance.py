"""A lemma on positive definite matrices, through triangular factors instead of matrix calculus.

Main results:
    * A6 ``covariance-lemma``: log det Lambda - tr(Lambda S) is at most -log det S - D.
    * A6e ``covariance-lemma-equality``: Lambda = S^-1 attains it.
    * A6u ``covariance-lemma-factor``, A6p ``covariance-lemma-pivots``: nothing else does.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from hardlimit.proofs.author import (
    Cases,
    Chapter,
    Cite,
    Derivation,
    Gap,
    KnownIndicators,
    LogBound,
    Ref,
    Rewrite,
    Unfold,
    at_most,
    combine,
    delta,
    derivation,
    differs,
    equal,
    less,
    total,
)

from .triangular import (
    Factors,
    Precision,
    another,
    factors,
    inverted,
    is_inverse,
    precision,
    unit_diagonal,
)

CHAPTER = Chapter(
    "covariance",
    "A lemma on covariance matrices",
    "A Gaussian may be stretched and tilted: then its spread is a whole matrix, the covariance, "
    "with an inverse $\\Lambda$, the precision. Which precision fits given data best? Most notes "
    "differentiate a determinant by a matrix. That gives a stationary point, and only if one "
    "remembers that the matrix is symmetric. We go another way. Every positive definite matrix is "
    "$U\\,\\mathrm{diag}(w)\\,U^\\top$ with positive *pivots* $w$ and an upper triangular $U$ "
    "that has ones on its diagonal, and also $L\\,\\mathrm{diag}(v)\\,L^\\top$ with a lower "
    "triangular $L$; this is Cholesky's factorisation, which we take from the literature. It has "
    "a meaning, too: column $j$ of $U$ predicts coordinate $j$ from those before it, and $1/w_j$ "
    "is the variance of what the prediction leaves over. With such factors all that is needed of "
    "matrices is finite sums, and the logarithm and its tangent do the rest, as they did for one "
    "variance.",
)


def _sides(d: Derivation, p: Precision, s: Factors) -> tuple[Any, Any, Any, Any]:
    """Declare S and tr(Lambda S): the two sides of the lemma, the trace, and S."""
    e, f, j = p.e, p.f, p.j
    S = d.define(
        "S", (e, f), total(s.L[e, j] * s.v[j] * s.L[f, j], j), note="any positive definite matrix"
    )
    body = total(p.matrix[e, f] * S[f, e], f, e)
    trace = d.define(
        "tr", (), body, tex=r"\operatorname{tr}(\Lambda S)", note="trace of the product"
    )
    return sp.log(p.det) - trace, -sp.log(s.det) - p.D, trace, S


def _lemma(d: Derivation, s: Factors, value: Any, best: Any) -> Ref:
    """The lemma, cited: what the value lacks to the best."""
    with d.details():
        return d.have(equal(value, best - s.loss), "Known (A6).", Cite("covariance-lemma", 1))


@derivation(
    label="A6c",
    slug="one-place",
    title="Columns that meet in one place",
    summary="Two columns $y$ and $o$ agree above row $a$; two others, $p$ and $q$, agree below "
    "it. Then the products of the differences vanish in every row but one. All that "
    "follows about triangular matrices is this remark: where one of two columns is known "
    "to be zero above the diagonal, and the other below it, only the diagonal counts.",
)
def one_place(d: Derivation) -> None:
    """sum_e (y_e - o_e)(p_e - q_e) = (y_a - o_a)(p_a - q_a)."""
    D = d.size("D", note="dimension")
    e, a = d.indices("e a", D)
    y, o, p, q = (d.family(name, D, note=f"column ${name}$") for name in "yopq")
    above = d.assume("above", equal(y[e], o[e]), forall=e, given=less(e, a))
    below = d.assume("below", equal(p[e], q[e]), forall=e, given=less(a, e))
    term, only = (y[e] - o[e]) * (p[e] - q[e]), (y[a] - o[a]) * (p[a] - q[a])
    with d.details():
        with d.when("higher", less(e, a)), d.calc(term) as if_higher:
            if_higher.eq(0, "The first two columns agree.", Rewrite(above.at({e: e})))
            if_higher.eq(delta(e, a) * only, "The delta is zero there.", KnownIndicators())
        with d.when("lower", less(a, e)), d.calc(term) as if_lower:
            if_lower.eq(0, "The other two columns agree.", Rewrite(below.at({e: e})))
            if_lower.eq(delta(e, a) * only, "The delta is zero there.", KnownIndicators())
        with d.when("same", equal(e, a)) as same:
            if_same = d.have(equal(term, delta(e, a) * only), "The delta is one.", Rewrite(same))
        each = d.have(
            equal(term, delta(e, a) * only),
            "One of the three.",
            Cases(if_same, if_higher.shown, if_lower.shown),
        )
    d.show(
        equal(total(term, e), only),
        "Above row $a$ the first two columns agree, so the first factor is zero; below it the "
        "second is. Only row $a$ is left.",
        Rewrite(each),
    )
    d.refer("Golub and Van Loan, Matrix Computations, section 3.1")


@derivation(
    label="A6",
    slug="covariance-lemma",
    title="The covariance lemma",
    summary="For positive definite $\\Lambda$ and $S$, $\\log\\det\\Lambda - "
    "\\mathrm{tr}(\\Lambda S)$ is at most $-\\log\\det S - D$. What is missing is written "
    "down exactly: it is a sum of terms that are never negative. In one dimension it is "
    "$\\log t \\le t - 1$ at $t = \\Lambda S$. No derivative is taken, so the bound is "
    "global from the start.",
)
def covariance_lemma(d: Derivation) -> None:
    """log det Lambda - tr(Lambda S) = -log det S - D - (terms that are not negative)."""
    p = precision(d)
    s = factors(d, p)
    i, j, w, v, C = p.i, p.j, p.w, s.v, s.C
    value, best, trace, _ = _sides(d, p, s)
    ratio, off = v[i] * w[i], s.off(p)
    squares = d.show(
        equal(trace, total(v[i] * w[j] * C[i, j] ** 2, i, j)),
        "Put the factors in and sum over $e$ and $f$ first: the trace is a sum of squares of the "
        "entries of $C = L^\\top U$.",
        Unfold("tr", "S", "Lambda", "C"),
    )
    with d.details():
        corner = d.have(equal(C[i, i], 1), "The diagonal.", Rewrite(unit_diagonal(d, p, s), "C"))
    with d.calc(trace) as split, d.details():
        split.eq(
            off + 2 * total(ratio * C[i, i], i) - total(ratio, i),
            "$c^2 = (c - 1)^2 + 2c - 1$ on the diagonal.",
            Rewrite(squares),
        )
        split.eq(off + total(ratio, i), f"There are ones there, by {corner}.", Rewrite(corner))
    gain = d.show(
        equal(value, best - s.loss),
        "Column $i$ of $L$ starts at the diagonal, column $i$ of $U$ ends there, and both have a "
        "one there; so $C = L^\\top U$ has ones on its diagonal. Set these apart in the sum of "
        "squares, with $c^2 = (c-1)^2 + 2c - 1$.",
        Rewrite(split.shown, "det_S", "det_Lambda", "loss"),
    )
    with d.details():
        tangent = d.have(at_most(sp.log(ratio), ratio - 1), "Below its tangent at 1.", LogBound())
    d.show(
        at_most(value, best),
        "Squares are not negative, and the logarithm lies below its tangent, $\\log t \\le t - "
        "1$. So what is taken off is not negative.",
        combine(gain, (tangent, 1, (i,)), "loss", gap=off),
    )
    d.pitfall(
        "Setting the derivative with respect to $\\Sigma$ to zero shows no maximum: as a function "
        "of $\\Sigma$ the log-likelihood is not concave. And entries $\\Sigma_{ef}$, "
        "$\\Sigma_{fe}$ are one variable, not two; many notes differentiate as if they were two, "
        "and reach the right answer only because $S$ is symmetric. $S$ must be positive definite: "
        "if a pivot were zero, the right side would be infinite, and so is the supremum."
    )
    d.refer(
        "Anderson, An Introduction to Multivariate Statistical Analysis, section 3.2",
        "Golub and Van Loan, Matrix Computations, section 4.2 (Cholesky)",
    )


@derivation(
    label="A6e",
    slug="covariance-lemma-equality",
    title="The inverse attains the bound",
    summary="Turn the factors of $S$ over: let $U$ be the inverse of $L^\\top$, and $w = 1/v$. "
    "Then $\\Lambda$ is the inverse of $S$, and the bound of the lemma is reached.",
)
def equality(d: Derivation) -> None:
    """At Lambda = S^-1: S Lambda = 1, and log det Lambda - tr(Lambda S) = -log det S - D."""
    p = precision(d)
    s = factors(d, p)
    e, f, i, j, L, U, v, w, C = p.e, p.f, p.i, p.j, s.L, p.U, s.v, p.w, s.C
    g = d.index("g", p.D)
    is_inverse(d, p, s, U)
    other = d.assume("other_side", equal(total(L[e, i] * U[f, i], i), delta(e, f)), forall=(e, f))
    turned = d.assume("reciprocal", equal(w[i], 1 / v[i]), forall=i)
    value, best, _, S = _sides(d, p, s)
    inner = inverted(d, p, s, U)
    with d.calc(
        total(S[e, g] * p.matrix[g, f], g),
        "Multiply the two matrices by their factors: in the middle stands $L^\\top U$, the "
        "identity, and the pivots cancel. An inverse works from both sides, so what remains is "
        "the identity, too.",
    ) as line:
        line.eq(
            total(L[e, i] * v[i] * total(L[g, i] * U[g, j], g) * w[j] * U[f, j], i, j),
            "In the middle stands $L^\\top U$.",
            Unfold("S", "Lambda"),
        )
        line.eq(total(L[e, i] * v[i] * w[i] * U[f, i], i), "It is the identity.", Rewrite(inner))
        line.eq(total(L[e, i] * U[f, i], i), "The pivots are reciprocal.", Rewrite(turned))
        line.eq(delta(e, f), "An inverse works from both sides.", Rewrite(other), goal=True)
    with d.details():
        none = d.have(equal(C[i, j], delta(i, j)), "$C$ is the identity.", Rewrite(inner, "C"))
    with d.calc(
        value,
        "What is missing to the bound is known exactly (A6). Here nothing is: $C$ is the "
        "identity, and every $v_i w_i$ is one.",
    ) as line:
        line.eq(best - s.loss, "What is missing is known (A6).", Cite("covariance-lemma", 1))
        line.eq(best, "Nothing is missing.", Rewrite(none, turned, "loss"), goal=True)
    d.pitfall(
        "A one-sided inverse of a square matrix is two-sided, but that is a theorem about "
        "dimensions and no algebra of sums; both sides are assumed here."
    )
    d.refer("Golub and Van Loan, Matrix Computations, section 3.1")


@derivation(
    label="A6u",
    slug="covariance-lemma-factor",
    title="Another factor loses",
    summary="If $U$ is not $\\hat{U}$, then they differ in some column $b$; let $a$ be the last "
    "row in which they do; it lies above the diagonal, because both have ones on the "
    "diagonal and zeros below. That one entry is enough: the bound of the lemma is missed.",
)
def other_factor(d: Derivation) -> None:
    """U_ab != V_ab, U_eb = V_eb below: then log det Lambda - tr(Lambda S) < -log det S - D."""
    p = precision(d)
    s = factors(d, p)
    V = d.family("V", p.D, p.D, tex=r"\hat{U}", note="inverse of $L^\\top$")
    is_inverse(d, p, s, V)
    e, i, v, w, C, L, U = p.e, p.i, s.v, p.w, s.C, s.L, p.U
    a, b = another(d, p, V)
    value, best, _, _ = _sides(d, p, s)
    ratio = v[i] * w[i]
    miss = C[a, b] - delta(a, b)
    inner = inverted(d, p, s, V)
    with d.calc(miss) as apart, d.details():
        apart.eq(
            C[a, b] - total(L[e, a] * V[e, b], e),
            "Compare with $L^\\top \\hat{U}$.",
            Rewrite(inner),
        )
        apart.eq(total(L[e, a] * (U[e, b] - V[e, b]), e), "One sum over the rows.", Unfold("C"))
        apart.eq(
            L[a, a] * (U[a, b] - V[a, b]),
            "Only row $a$ is left.",
            Cite("one-place", y=(e, L[e, a]), o=(e, sp.Integer(0)), p=(e, U[e, b]), q=(e, V[e, b])),
        )
        apart.eq(U[a, b] - V[a, b], "On its diagonal $L$ has a one.", Rewrite(Ref("L_unit")))
    with d.calc(
        0,
        "Compare $C = L^\\top U$ with the identity $L^\\top \\hat{U}$. Column $a$ of $L$ starts "
        "in row $a$, below it $U$ and $\\hat{U}$ agree, and there they differ: so this entry of "
        "$C$ does.",
    ) as line:
        line.lt((U[a, b] - V[a, b]) ** 2, "There they differ.", Gap((U[a, b] - V[a, b]) ** 2))
        line.eq(miss**2, "So does the entry of $C$.", Rewrite(apart.shown), goal=True)
    gain = _lemma(d, s, value, best)
    with d.details():
        tangent = d.have(at_most(sp.log(ratio), ratio - 1), "Below its tangent at 1.", LogBound())
    d.show(
        less(value, best),
        "What is missing to the bound is known exactly (A6): no term of it is negative, and the "
        "square of this entry is positive.",
        combine(gain, (tangent, 1, (i,)), "loss", gap=s.off(p)),
    )
    d.refer("Anderson, An Introduction to Multivariate Statistical Analysis, section 3.2")


@derivation(
    label="A6p",
    slug="covariance-lemma-pivots",
    title="Other pivots lose",
    summary="If some pivot of $\\Lambda$ is not the reciprocal of the pivot of $S$, the bound is "
    "missed as well. With the theorem before this one: the inverse of $S$ is the only "
    "maximum.",
)
def other_pivots(d: Derivation) -> None:
    """v_b w_b != 1: then log det Lambda - tr(Lambda S) < -log det S - D."""
    p = precision(d)
    s = factors(d, p)
    i, v, w = p.i, s.v, p.w
    b = d.index("b", p.D)
    d.assume("other", differs(v[b] * w[b], 1))
    value, best, _, _ = _sides(d, p, s)
    ratio = v[i] * w[i]
    gain = _lemma(d, s, value, best)
    with d.details():
        d.have(at_most(sp.log(ratio), ratio - 1), "Below its tangent at 1.", LogBound())
        d.have(less(sp.log(v[b] * w[b]), v[b] * w[b] - 1), "It touches at 1 only.", LogBound())
    d.show(
        less(value, best),
        "What is missing to the bound is known exactly (A6). The logarithm touches its tangent at "
        "$1$ only, so the term of the pivot $b$ is positive, and none is negative.",
        combine(gain, gap=s.loss),
    )
    d.refer("Anderson, An Introduction to Multivariate Statistical Analysis, section 3.2")
