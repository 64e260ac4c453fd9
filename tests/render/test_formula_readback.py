"""What is printed says what is stored: LaTeX is read back by an independent reader.

Random expressions of the vocabulary are printed, the LaTeX is read back and evaluated, and the
value is compared with that of the strict evaluator on the expression itself.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import flint
import pytest
import sympy as sp
from hardlimit.proofs.author import Derivation
from hardlimit.proofs.instances.evaluate import Instance
from hardlimit.proofs.instances.numbers import precision
from hardlimit.proofs.language.claims import Equal
from hardlimit.proofs.language.errors import Undecided, Undefined, VocabularyError
from hardlimit.proofs.language.hygiene import check_expression
from hardlimit.proofs.language.vocabulary import (
    XLogY,
    delta,
    indicator,
    minimum,
    over_maps,
    product,
    total,
    xlogy,
)
from hardlimit.proofs.report.render.formula import Printer
from hypothesis import given, settings
from hypothesis import strategies as st

from .latex_reader import Reader

SIZES = {"N": 2, "K": 3, "D": 2}
# -- the declarations, and values for them ---------------------------------------------
d = Derivation("T", "readback", "Read back", "tests")
N, K, D = d.size("N"), d.size("K"), d.size("D")
n, m = d.indices("n m", N)
j, k = d.indices("j k", K)
e, f = d.indices("e f", D)
sigma, t = d.symbol("sigma", "positive"), d.symbol("t")
shat = d.symbol("shat", "positive", tex=r"\hat{\sigma}^{+}")
x = d.family("x", N, D, vector=True)
mu = d.family("mu", K, D, vector=True)
v = d.family("v", D, vector=True)
B = d.family("B", D, D, vector=True)
w, p = d.family("w", N), d.family("p", K, sign="positive", tex=r"\pi")
r = d.family("r", N, K, sign="positive", tex=r"r^{\mathrm{old}}")
c, z = d.assignment("c", N, values=K), d.assignment("z", N, values=K)
xbar = d.define("xbar", e, total(w[n] * x[n, e], n) / N, tex=r"\bar{x}", vector=True)
dist = d.define("dist", (n, k), total((x[n, e] - mu[k, e]) ** 2, e), tex="d")
W = d.define("W", (), total(w[n] ** 2, n) + 1)

HEADS = {
    "x": "x",
    r"\mu": "mu",
    "v": "v",
    "B": "B",
    "w": "w",
    r"\pi": "p",
    "r": "r",
    "c": "c",
    "z": "z",
    r"\bar{x}": "xbar",
    "d": "dist",
    "W": "W",
    r"\sigma": "sigma",
    "t": "t",
    r"\hat{\sigma}": "shat",
}
SPANS = {"n": "N", "m": "N", "j": "K", "k": "K", "e": "D", "f": "D"}


def instance(seed: int) -> Instance:
    """Distinct values for all names; no two of them are equal, so mix-ups show."""
    values: dict[Any, Any] = {}
    count = itertools.count(seed * 5 + 2)

    def fresh() -> Any:
        step = next(count)
        return flint.fmpq(2 * step + 1, step + 7)

    for name in d.context.symbols:
        values[name] = fresh()
    for name, family in d.context.families.items():
        spans = [range(1, SIZES[s.name] + 1) for s in family.sizes]
        for at in itertools.product(*spans):
            number = 1 + (sum(at) + seed) % 3 if family.values is not None else fresh()
            values[(name, *at)] = number
    if seed % 2:
        values["t"] = -values["t"]
    free = {"n": 1, "m": 2, "j": 3, "k": 1 + seed % 2, "e": 1, "f": 2}
    return Instance(d.context, SIZES, values, free)


def read(latex: str, at: Instance) -> Any:
    """The value of a printed formula."""
    return Reader(latex, at, HEADS, SPANS).read()


# -- random expressions ----------------------------------------------------------------
def leaves(free: frozenset[Any]) -> list[Any]:
    """Atoms that are legal where the indices ``free`` are in scope."""
    out: list[Any] = [sigma, t, W, shat, N, K, sp.pi, sp.Integer(2), sp.Rational(-3, 2)]
    points, kinds = [i for i in (n, m) if i in free], [i for i in (j, k) if i in free]
    coords = [i for i in (e, f) if i in free]
    out += [w[a] for a in points] + [p[b] for b in kinds] + [p[c[a]] for a in points]
    out += [r[a, b] for a in points for b in kinds] + [dist[a, b] for a in points for b in kinds]
    out += [dist[a, c[a]] for a in points] + [delta(c[a], b) for a in points for b in kinds]
    out += [delta(*kinds)] if len(kinds) == 2 else []
    for h in coords:
        out += [v[h], xbar[h], *(x[a, h] for a in points), *(mu[b, h] for b in kinds)]
        out += [mu[c[a], h] for a in points]
    return out


@st.composite
def vectors(draw: Any, free: frozenset[Any], at: Any) -> Any:
    """A linear combination of vectors at the coordinate ``at``."""
    some = [v[at], xbar[at], *(x[a, at] for a in (n, m) if a in free)]
    some += [mu[b, at] for b in (j, k) if b in free] + [mu[c[a], at] for a in (n, m) if a in free]
    factors = [sp.S.One, sp.S.NegativeOne, sp.Integer(2), t, 1 / W, sigma**2]
    count = draw(st.integers(1, 3))
    return sum(draw(st.sampled_from(factors)) * draw(st.sampled_from(some)) for _ in range(count))


@st.composite
def expressions(draw: Any, depth: int, free: frozenset[Any]) -> Any:
    """An expression of the vocabulary whose free indices are among ``free``."""
    if depth == 0:
        return draw(st.sampled_from(leaves(free)))

    def smaller(more: Any = None) -> Any:
        return draw(expressions(depth - 1, free | {more} if more is not None else free))

    unused = [i for i in (n, m, j, k, e, f) if i not in free]
    kinds = ["add", "mul", "div", "pow", "sub", "exp", "log", "root", "abs", "neg", "ind", "xlogy"]
    kinds += ["sum", "sum", "prod", "min", "maps"] if unused else []
    coords = [i for i in (e, f) if i not in free]
    kinds += ["norm", "norm", "inner"] if coords else []
    kind = draw(st.sampled_from(kinds))
    if kind in ("sum", "prod", "min"):
        index = draw(st.sampled_from(unused))
        build: Any = {"sum": total, "prod": product, "min": minimum}[kind]
        return build(smaller(index), index)
    if kind in ("norm", "inner"):
        at = draw(st.sampled_from(coords))
        first, second = draw(vectors(free, at)), draw(vectors(free, at))
        factor = draw(expressions(depth - 1, free))
        return total(factor * (first**2 if kind == "norm" else first * second), at)
    if kind == "maps":
        index = draw(st.sampled_from([i for i in (n, m) if i not in free] or [n]))
        inside = smaller(index) if index not in free else smaller()
        body = p[z[index]] * inside + t
        return over_maps(total(body, index) if index not in free else body, z)
    a = smaller()
    unary = {
        "exp": lambda: sp.exp(a),
        "log": lambda: sp.log(a**2 + 1) if draw(st.booleans()) else sp.log(a),
        "root": lambda: sp.sqrt(a),
        "abs": lambda: sp.Abs(a),
        "neg": lambda: -a,
        "pow": lambda: a ** draw(st.sampled_from([2, 3, -1, -2, N, -D / sp.Integer(2)])),
    }
    if kind in unary:
        return unary[kind]()
    b = smaller()
    return {
        "add": lambda: a + b,
        "sub": lambda: a - b,
        "mul": lambda: a * b,
        "div": lambda: a / b,
        "ind": lambda: indicator(a, b),
        "xlogy": lambda: xlogy(a, b),
    }[kind]()


def agree(left: Any, right: Any) -> bool:
    """Whether two values are the same number, as far as balls can tell."""
    gap = flint.arb(left) - flint.arb(right)
    return bool(gap.contains(0)) and bool(gap.rad() < 1e-20 * (1 + abs(flint.arb(right)).mid()))


@pytest.fixture(autouse=True, scope="module")
def _many_digits() -> Iterator[None]:
    with precision(400):
        yield


def value_of(expr: Any, at: Instance) -> Any:
    """The value of an expression, or None if it has none here."""
    try:
        found = at.of(expr)
        return found if not isinstance(found, flint.arb) or found.is_finite() else None
    except (Undefined, Undecided, OverflowError):
        return None


EVERY = frozenset((n, j, k, f))


@settings(max_examples=400, deadline=None)
@given(expressions(4, EVERY), st.integers(0, 3))
def test_latex_reads_back(expr: Any, seed: int) -> None:
    try:
        check_expression(sp.sympify(expr), d.context, EVERY)
    except VocabularyError:
        return  # SymPy made something of it that no derivation may contain
    at = instance(seed)
    wanted = value_of(sp.sympify(expr), at)
    if wanted is None or not abs(flint.arb(wanted)) < flint.arb(10) ** 40:
        return
    latex = Printer(d.context).expression(sp.sympify(expr))
    try:
        found = read(latex, at)
    except ZeroDivisionError:
        assert sp.sympify(expr).has(XLogY)  # 0 log u is 0 even where u has no value
        return
    if not flint.arb(found).is_finite():
        return  # two balls around a tie, or 0 log 0
    assert agree(found, wanted), f"{expr}\n{latex}\n{found} is not {wanted}"


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
    ],
)
def test_awkward_brackets(expr: Any, latex: str | None) -> None:
    printed = Printer(d.context).expression(expr)
    assert latex is None or printed == latex
    at = instance(0)
    assert agree(read(printed, at), at.of(expr))


def test_the_reader_notices_a_missing_bracket() -> None:
    at = instance(0)
    right = read(r"2 (t + W)", at)
    wrong = read(r"2 t + W", at)
    assert agree(right, at.of(2 * (t + W)))
    assert not agree(wrong, at.of(2 * (t + W)))


def test_sides_that_differ_are_shown_apart() -> None:
    left, right = total(t * v[e] ** 2, e), t * total(v[e] ** 2, e)
    lhs, sign, rhs = Printer(d.context).relation_parts(Equal(left, right))
    assert (lhs, sign, rhs) == (
        r"\sum_{e=1}^{D} t v_{e}^{2}",
        "=",
        r"t \sum_{e=1}^{D} v_{e}^{2}",
    )
