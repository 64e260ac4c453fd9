"""What moves along with another, since something supposed gives it: nothing then stands still."""

from __future__ import annotations

import pytest
from hardlimit.proofs.notes.reading import read_document

GIVEN = r"""\begin{given}
Let $A$ be an invertible $D \times D$ matrix; let $B$ be an invertible $D \times D$ matrix;
let $x \in \mathbb{R}^D$; let $t, a, b, c, u, v, w, m, p, q, r, s$ be real;
write $M = B + t I$, and let $M$ be invertible;
suppose $p = q$ and $q^3 = r$; suppose $r s = 1$;
suppose $a b = 1$, $u - v = 0$ and $w^2 + w = t$; suppose $c = m$ if $a > 0$;
let $y_n$ be real for $n \le N$; let $z_n$ be real; suppose $\sum_n (y_n - m) = 0$;
let $\theta$ be real; suppose $2 z_n = \theta y_n$ for all $n$;
let $f(A) = x^\top A^{-1} x + x^\top A x$; let $g(t) = x^\top M^{-1} x + t$.
\end{given}
"""


def said(line: str) -> str:
    (found,) = read_document(f"{GIVEN}\\[ {line} \\]\n", "f.tex").lines
    return found.error


@pytest.mark.parametrize(
    ("line", "given"),
    [
        (r"\frac{\partial}{\partial A_{ij}} x^\top A^{-1} x = 0", "A_inv by A"),
        (r"\frac{\partial}{\partial B_{ij}} x^\top M^{-1} x = 0", "M_inv by B"),
        (r"\frac{d}{dt} x^\top M^{-1} x = 0", "M_inv by t"),
        (r"t = 0 \text{ minimises } (x^\top M^{-1} x)^2 + t^2", "M_inv by t"),
        (r"f(B) = x^\top A^{-1} x + x^\top B x", "A_inv by A"),
        (r"g(1) - g(0) = 1", "M_inv by t"),
        (r"\frac{d}{da} (a b) = b", "b by a"),
        (r"\frac{d}{dv} (u v) = u", "u by v"),
        (r"\frac{d}{dt} (t w) = w", "w by t"),
        (r"\frac{d}{dm} (m c) = c", "c by m"),
        (r"\frac{d}{dr} p = 0", "p by r"),
        (r"\frac{d}{ds} p^2 = 0", "p by s"),
        (r"\frac{d}{d\theta} \sum_n z_n^2 = 0", r"z by \theta"),
    ],
)
def test_what_is_supposed_lets_it_move(line: str, given: str) -> None:
    assert given.replace("\\", "") in said(line).replace("\\", "")


@pytest.mark.parametrize(
    "line",
    [
        # One equation does not give N numbers; and what stands still gives others.
        r"\frac{d}{dm} \sum_n (y_n - m)^2 = -2 \sum_n (y_n - m)",
        r"\frac{\partial}{\partial x_j} x^\top B x = \sum_d (B_{jd} + B_{dj}) x_d",
        r"\frac{d}{da} (a t) = t",
    ],
)
def test_what_stands_still(line: str) -> None:
    assert not said(line)
