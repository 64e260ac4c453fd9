"""What is printed says what is stored: LaTeX and plain text are read back by independent readers.

Random formulas of the vocabulary are printed, what is printed is read back and evaluated, and
the value is compared with that of the strict evaluator on the formula itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import flint
import pytest
import sympy as sp
from hardlimit.proofs.instances.evaluate import Instance
from hardlimit.proofs.instances.numbers import precision
from hardlimit.proofs.language.claims import Equal
from hardlimit.proofs.language.errors import VocabularyError
from hardlimit.proofs.language.hygiene import check_expression
from hardlimit.proofs.language.spelling import name_plain
from hardlimit.proofs.language.vocabulary import indicator, minimum, product, total, xlogy
from hardlimit.proofs.report.render.formula import Printer

from .. import sizes
from ..sizes import draws
from .formulas import (
    EVERY,
    HEADS,
    SPANS,
    B,
    K,
    Maker,
    N,
    W,
    agree,
    d,
    det,
    dist,
    e,
    f,
    h,
    instance,
    j,
    k,
    m,
    mu,
    n,
    p,
    r,
    sigma,
    t,
    v,
    value_of,
    w,
    x,
)
from .latex_reader import Reader
from .plain_reader import PlainReader

CHUNKS, EACH = 4, draws(500)
CONTEXT = d.context
WORDS = {
    name_plain(name): name for name in (*CONTEXT.symbols, *CONTEXT.families, *CONTEXT.definitions)
}


def read(latex: str, at: Instance) -> Any:
    """The value of a formula printed in LaTeX."""
    return Reader(latex, at, HEADS, SPANS).read()


def read_plain(text: str, at: Instance) -> Any:
    """The value of a formula printed in plain text."""
    return PlainReader(text, at, WORDS, SPANS).read()


@pytest.fixture(autouse=True, scope="module")
def _many_digits() -> Iterator[None]:
    with precision(400):
        yield


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_random_formulas_read_back(chunk: int) -> None:
    printer = Printer(CONTEXT)
    compared = 0
    for number in range(EACH):
        rng = sizes.rng(f"read back {chunk} {number}")
        expr = sp.sympify(Maker(rng).formula(rng.randint(2, 4)))
        try:
            check_expression(expr, CONTEXT, EVERY)
        except VocabularyError:
            continue  # SymPy made something of it that no derivation may contain
        at = instance(number % 4)
        wanted = value_of(expr, at)
        if wanted is None or not abs(flint.arb(wanted)) < flint.arb(10) ** 40:
            continue
        for text, reader in (
            (printer.expression(expr), read),
            (printer.plain(expr), read_plain),
        ):
            found = reader(text, at)
            if flint.arb(found).is_finite():  # else two balls around a tie
                compared += 1
                assert agree(found, wanted), f"{expr}\n{text}\n{found} is not {wanted}"
    assert compared > EACH


@pytest.mark.parametrize(
    ("expr", "latex"),
    [
        (sp.log((t + W) ** 2), r"\log((W + t)^{2})"),
        (sp.log(t) ** 2, r"(\log t)^{2}"),
        (total(p[k], k) * total(w[n], n), None),
        (total(p[k] + 1, k) - t, None),
        (total(-p[k], k), r"\sum_{k=1}^{K} (-\pi_{k})"),
        (sp.exp(-t / (2 * (sigma + W))), None),
        (minimum(p[k], k) * t, r"t \min_{k} \pi_{k}"),
        (product(w[n], n) * total(p[k], k), None),
        (product(p[k], k) * minimum(w[n], n) * total(x[n, f], n), None),
        (total(w[n] * total(p[k], k), n) - total(w[n], n) * total(p[k] + w[m], k), None),
        (sp.exp((t - W) / sigma), None),
        (sp.exp((t - W) ** 3 / (2 * sigma)), None),
        (1 / sp.sqrt(2 * sp.pi * sigma**2), r"\frac{1}{\sqrt{2 \pi} \sigma}"),
        (sp.sqrt(6) / (4 * sp.sqrt(sp.pi) * sp.sqrt(3)), None),
        (sp.sqrt(2) * sp.sqrt(t + 3) / 6, None),
        (total((B[e, e] + v[e]) ** 2, e), r"\sum_{e=1}^{D} (v_{e} + B_{ee})^{2}"),
        (total((v[e] * x[n, e] + mu[k, e]) ** 2, e), None),
        (total((v[e] + t) ** 2, e), r"\sum_{e=1}^{D} (v_{e} + t)^{2}"),
        (total(v[e] ** 2 * x[n, e], e), r"\sum_{e=1}^{D} x_{ne} v_{e}^{2}"),
        (total((v[e] - total(w[n] * x[n, e], n) / W) ** 2, e), None),
        (sp.sqrt(total(v[e] ** 2, e)), r"\lVert \mathbf{v} \rVert"),
        (total(v[e] ** 2, e) ** sp.Rational(3, 2), r"\lVert \mathbf{v} \rVert^{3}"),
        (sp.Abs(dist[n, j] - p[k]) ** 3, None),
        (sp.log(p[k]) * sp.log(w[n] ** 2) * product(w[n], n), None),
        (sp.Pow(sp.Rational(2, 3), K) * sp.Pow(sp.Rational(-1, 2), N), None),
        (
            sp.exp(total(-3 * v[e] ** 2 / 2, e) / 2),
            r"e^{-3 \lVert \mathbf{v} \rVert^{2}/4}",
        ),
        (sp.exp(total(-(v[e] ** 2) / W, e) / (2 * t)), None),
        (sp.exp(-minimum(p[k] / 2, k) / 3), None),
        (t ** (total(v[e] * x[n, e] / 3, e) / -sigma), None),
        ((-t) ** K, r"(-t)^{K}"),
        (sp.Integer(-2) ** K * t, r"t (-2)^{K}"),
        (-(sp.Integer(2) ** K), r"-2^{K}"),
        (xlogy(t / 2, p[k]) / 3, r"\frac{1}{3} \frac{t}{2} \log^{\circ} \pi_{k}"),
        (t * xlogy(-t, p[k]) * total(w[n], n), None),
        (xlogy(t, xlogy(t, p[k]) + 9) ** 2, None),
        (xlogy(total(w[n], n), 2) + t, None),
        (xlogy(sp.log(p[k]), total(p[j], j)) * t, None),
        (xlogy(0, -t), r"0 \log^{\circ}(-t)"),
        (det * t, r"t \det B"),
        (det**2 / t, None),
        (minimum(minimum(r[n, k], k), n), r"\min_{n} \min_{k} r_{nk}^{\mathrm{old}}"),
        (minimum(p[h], h), r"\min_{1 \le h \le K} \pi_{h}"),
        (minimum(total(w[n] * p[k], n) + t, k) - t, None),
        (indicator(indicator(t, t), t - minimum(p[k], k)), None),
        (sp.Abs(sp.Abs(t) - sp.Abs(t - W)), None),
        (1 / (t / (1 / (W + sigma) + 1)), None),
    ],
)
def test_awkward_brackets(expr: Any, latex: str | None) -> None:
    printed = Printer(d.context).expression(expr)
    assert latex is None or printed == latex
    at = instance(0)
    assert agree(read(printed, at), at.of(expr))
    assert agree(read_plain(Printer(d.context).plain(expr), at), at.of(expr))


def test_ranges_that_nothing_else_says() -> None:
    printer = Printer(CONTEXT)
    assert printer.plain(total(p[h], h)) == "Σ_{h≤K} p[h]"
    assert printer.plain(total(p[k], k)) == "Σ_k p[k]"
    assert printer.plain_ranges([p[k] * w[n], total(v[e], e)]) == "n = 1..N; k = 1..K; e = 1..D"
    assert printer.plain_ranges([p[k] * w[n], total(v[e], e)], told=False) == "e = 1..D"


def test_the_reader_notices_a_missing_bracket() -> None:
    at = instance(0)
    right = read(r"2 (t + W)", at)
    wrong = read(r"2 t + W", at)
    assert agree(right, at.of(2 * (t + W)))
    assert not agree(wrong, at.of(2 * (t + W)))
    assert agree(read_plain("2·(W + t)", at), at.of(2 * (t + W)))
    assert not agree(read_plain("2·W + t", at), at.of(2 * (t + W)))


def test_sides_that_differ_are_shown_apart() -> None:
    left, right = total(t * v[e] ** 2, e), t * total(v[e] ** 2, e)
    lhs, sign, rhs = Printer(d.context).relation_parts(Equal(left, right))
    assert (lhs, sign, rhs) == (
        r"\sum_{e=1}^{D} t v_{e}^{2}",
        "=",
        r"t \sum_{e=1}^{D} v_{e}^{2}",
    )
