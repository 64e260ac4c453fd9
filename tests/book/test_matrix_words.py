"""Vectors and matrices in Python are the same sums over entries as in notes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    Derivation,
    Ref,
    Rewrite,
    delta,
    det,
    diag,
    equal,
    less,
    total,
    trace,
)
from hardlimit.proofs.kernel.gate import check
from hardlimit.proofs.language.errors import VocabularyError
from hardlimit.proofs.language.substitution import same


class Sheet:
    """Matrices of two sizes, vectors, a triangular one, numbers."""

    def __init__(self) -> None:
        d = self.d = Derivation("M1", "matrices", "Matrices", "tests")
        self.N, self.D = d.size("N"), d.size("D")
        self.n, (self.i, self.j, self.k) = d.index("n", self.N), d.indices("i j k", self.D)
        self.A, self.B = d.matrix("A", self.D, self.D), d.matrix("B", self.D, self.D)
        self.X, self.L = d.matrix("X", self.N, self.D), d.matrix("L", self.D, self.D)
        self.x, self.y = d.vector("x", self.D), d.vector("y", self.N)
        self.a = d.symbol("a")
        i, j = self.i, self.j
        d.assume("triangular", equal(self.L[i, j], 0), forall=(i, j), given=less(i, j))


def test_words_are_sums_over_entries() -> None:
    s = Sheet()
    i, j, k, n, A, B, X, x = s.i, s.j, s.k, s.n, s.A, s.B, s.X, s.x
    for made, meant in (
        ((A @ B)[i, j], total(A[i, k] * B[k, j], k)),
        ((B @ A)[i, j], total(B[i, k] * A[k, j], k)),
        ((A @ B).T[i, j], total(A[j, k] * B[k, i], k)),
        ((X @ x)[n], total(X[n, k] * x[k], k)),
        ((x.T @ A)[j], total(x[k] * A[k, j], k)),
        (x.T @ x, total(x[k] ** 2, k)),
        ((x @ x.T)[i, j], x[i] * x[j]),
        (trace(A), total(A[k, k], k)),
        (diag(x)[i, j], x[i] * delta(i, j)),
        ((2 * A - s.a * s.d.identity(s.D))[i, j], 2 * A[i, j] - s.a * delta(i, j)),
        ((A / 2)[i, j], A[i, j] / 2),
        ((A**2)[i, j], total(A[i, k] * A[k, j], k)),
        (det(s.L), sp.Product(s.L[k, k], (k, 1, s.D))),
    ):
        assert same(made, meant), (made, meant)


def test_no_letter_is_taken_for_another() -> None:
    s = Sheet()
    A, B, x, i, j = s.A, s.B, s.x, s.i, s.j
    form = x.T @ A @ x
    s.d.show(
        equal(form * (x.T @ B @ x), trace(A @ x @ x.T) * trace(B @ x @ x.T)), "Apart.", Algebra()
    )
    s.d.show(equal(((A @ B) @ A)[i, j], (A @ (B @ A))[i, j]), "Either way.", Algebra())
    s.d.show(equal(total((A @ x)[i] * (B @ x)[i], i), x.T @ A.T @ B @ x), "One by one.", Algebra())
    s.d.show(equal(total(form * x[j], j), form * total(x[j], j)), "A number.", Algebra())
    assert check(s.d.frozen()).theorem is not None


def test_an_inverse_is_two_hypotheses() -> None:
    s = Sheet()
    inverse = s.d.inverse(s.A)
    assert {"A_inv_right", "A_inv_left"} <= set(s.d.context.hypotheses)
    s.d.show(
        equal((s.A @ inverse @ s.x)[s.i], s.x[s.i]), "It undoes A.", Rewrite(Ref("A_inv_right"))
    )
    assert check(s.d.frozen()).theorem is not None


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda s: s.X @ s.X, "do not multiply: the columns of the one are D"),
        (lambda s: s.x @ s.x, "two vectors side by side"),
        (lambda s: s.x @ s.A, "is a transpose missing?"),
        (lambda s: s.A * s.B, "is written @"),
        (lambda s: s.A @ 2, "a number stands before"),
        (lambda s: s.A + 1, "and a number cannot be added"),
        (lambda s: s.A + s.X, "cannot be added"),
        (lambda s: s.A / s.B, "one divides by numbers"),
        (lambda s: s.X**2, "a power is that of a square matrix"),
        (lambda s: s.A**-1, "powers 2 to 6"),
        (lambda s: trace(s.X), "a trace is that of a square matrix"),
        (lambda s: diag(s.A), "diag is of a vector"),
        (lambda s: det(s.A), "this determinant is not seen"),
        (lambda s: s.A[s.i], "has 2 indices"),
        (lambda s: s.X[s.i, s.i], "does not run over 1..N"),
        (lambda s: s.d.inverse(s.X), "an inverse is that of a square matrix"),
        (lambda s: s.d.inverse(s.A @ s.B), "define it first"),
        (lambda s: s.d.matrix_of(s.d.family("r", s.N, s.D, s.D)), "a matrix two"),
    ],
)
def test_what_does_not_fit_is_refused(make: Callable[[Sheet], Any], said: str) -> None:
    with pytest.raises(VocabularyError, match=said.replace("?", r"\?").replace("*", r"\*")):
        make(Sheet())
