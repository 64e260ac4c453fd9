"""The formulas of this project as a reader expects them, and that they can be set."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import Derivation
from hardlimit.proofs.language.claims import (
    AtMost,
    Equal,
    HasGradient,
    LessThan,
    NotEqual,
    Optimum,
    TendsTo,
    ZeroExactlyAt,
)
from hardlimit.proofs.language.errors import VocabularyError
from hardlimit.proofs.language.vocabulary import (
    Index,
    delta,
    indicator,
    minimum,
    over_maps,
    product,
    total,
    xlogy,
)
from hardlimit.proofs.report.render.formula import Printer
from hardlimit.proofs.report.render.mathml import mathml

from ..commands import PATIENCE

d = Derivation("T", "golden", "Golden", "tests")
N, K, D, T = d.size("N", "number of data points"), d.size("K", "clusters"), d.size("D"), d.size("T")
n = d.index("n", N)
j, k = d.indices("j k", K)
e, f = d.indices("e f", D)
s = d.index("s", T)
sigma = d.symbol("sigma", "positive", note="width, $\\sigma \\ne 0$")
tau, t = d.symbol("tau", "positive"), d.symbol("t", "positive")
shat = d.symbol("shat", "positive", tex=r"\hat{\sigma}^{+}")
x = d.family("x", N, D, vector=True, note="data")
mu = d.family("mu", K, D, vector=True)
nu = d.family("nu", T, K, D, vector=True)
m = d.family("m", D, vector=True)
w = d.family("w", N)
pi = d.family("pi", K, sign="positive")
p, q = d.family("p", K, sign="positive"), d.family("q", K, sign="nonnegative")
a = d.family("a", N, K, sign="positive")
c, z = d.assignment("c", N, values=K), d.assignment("z", N, values=K)


def square(u: Any) -> Any:
    """|u|^2 for a vector with coordinate e."""
    return total(u**2, e)


dist = d.define("dist", (n, k), square(x[n, e] - mu[k, e]), tex="d")
W = d.define("W", (), total(w[n], n))
xbar = d.define("xbar", e, total(w[n] * x[n, e], n) / W, tex=r"\bar{x}", vector=True)
bell = sp.exp(-dist[n, k] / (2 * sigma**2))
r = d.define("r", (n, k), pi[k] * bell / total(pi[j] * sp.exp(-dist[n, j] / (2 * sigma**2)), j))
Nk = d.define("Nk", k, total(r[n, k], n), tex="N")
d.assume("simplex", Equal(total(p[k], k), sp.Integer(1)))
d.assume("gap", LessThan(sp.Integer(0), dist[n, j] - dist[n, k]), (n, j), NotEqual(j, k))
d.assume("row", Equal(total(a[n, k], k), sp.Integer(1)), n)

gauss = (2 * sp.pi * sigma**2) ** (-D / 2) * sp.exp(-square(x[n, e] - mu[k, e]) / (2 * sigma**2))
free_energy = (
    -2 * sigma**2 * total(sp.log(total(pi[k] * sp.exp(-dist[n, k] / (2 * sigma**2)), k)), n)
)
steiner = Equal(
    total(w[n] * square(x[n, e] - m[e]), n),
    total(w[n] * square(x[n, e] - xbar[e]), n) + W * square(m[e] - xbar[e]),
)
expected = total(
    a[n, k]
    * (
        sp.log(pi[k])
        - D * sp.log(2 * sp.pi * sigma**2) / 2
        - square(x[n, e] - mu[k, e]) / (2 * sigma**2)
    ),
    k,
    n,
)
mean = total(a[n, k] * x[n, f], n) / total(a[n, k], n)
three = (
    (x[n, e] - xbar[e]) ** 2 + 2 * (x[n, e] - xbar[e]) * (xbar[e] - m[e]) + (xbar[e] - m[e]) ** 2
)
prime, internal = Index("k'", K), Index("k#7", K)

EXPRESSIONS = [
    (
        gauss,
        r"(2 \pi \sigma^{2})^{-D/2} "
        r"e^{-\lVert \mathbf{x}_{n} - \boldsymbol{\mu}_{k} \rVert^{2}/(2 \sigma^{2})}",
    ),
    (
        free_energy,
        r"-2 \sigma^{2} \sum_{n=1}^{N} \log \sum_{k=1}^{K} \pi_{k} e^{-d_{nk}/(2 \sigma^{2})}",
    ),
    (
        expected,
        r"\sum_{n=1}^{N} \sum_{k=1}^{K} a_{nk} \left( \log \pi_{k} - \frac{\lVert \mathbf{x}_{n} "
        r"- \boldsymbol{\mu}_{k} \rVert^{2}}{2 \sigma^{2}} - \frac{D}{2} \log(2 \pi \sigma^{2}) "
        r"\right)",
    ),
    (
        total(w[n] * total(three, e), n),
        r"\sum_{n=1}^{N} w_{n} (\lVert \mathbf{x}_{n} - \bar{\mathbf{x}} \rVert^{2} + "
        r"2 \langle \mathbf{x}_{n} - \bar{\mathbf{x}}, \bar{\mathbf{x}} - \mathbf{m} \rangle + "
        r"\lVert \bar{\mathbf{x}} - \mathbf{m} \rVert^{2})",
    ),
    (
        sp.Sum(a[n, k] * (x[n, e] - mu[k, e]) ** 2, (e, 1, D), (n, 1, N), (k, 1, K)),
        r"\sum_{k=1}^{K} \sum_{n=1}^{N} a_{nk} \lVert \mathbf{x}_{n} - \boldsymbol{\mu}_{k} "
        r"\rVert^{2}",
    ),
    (total(q[k] * sp.log(q[k] / p[k]), k), r"\sum_{k=1}^{K} q_{k} \log \frac{q_{k}}{p_{k}}"),
    (total(xlogy(q[k], q[k] / p[k]), k), r"\sum_{k=1}^{K} q_{k} \log^{\circ} \frac{q_{k}}{p_{k}}"),
    (t * xlogy(q[k], t), r"t q_{k} \log^{\circ} t"),
    (xlogy(t * q[k], t), r"(t q_{k}) \log^{\circ} t"),
    (
        total(sp.Abs(a[n, k] - r[n, k]), k) / 2,
        r"\frac{1}{2} \sum_{k=1}^{K} \lvert a_{nk} - r_{nk} \rvert",
    ),
    (
        sp.exp(-(dist[n, j] - dist[n, k]) / (2 * sigma**2)) * pi[j] / pi[k],
        r"\frac{\pi_{j}}{\pi_{k}} e^{-(d_{nj} - d_{nk})/(2 \sigma^{2})}",
    ),
    (
        1 / sp.sqrt(2 * sp.pi * sigma**2) * sp.exp(-t / 2),
        r"\frac{e^{-t/2}}{\sqrt{2 \pi} \sigma}",
    ),
    (
        tau * sp.exp(-t / 2) / (1 + tau * sp.exp(-t / 2)),
        r"\frac{\tau e^{-t/2}}{1 + \tau e^{-t/2}}",
    ),
    (
        minimum(dist[n, k], k) + tau * sp.log(1 / W) - tau * sp.log(1 + t),
        r"\min_{k} d_{nk} + \tau \log \frac{1}{W} - \tau \log(1 + t)",
    ),
    (
        total(a[n, k] * (x[n, f] - mu[k, f]), n) / sigma**2,
        r"\frac{1}{\sigma^{2}} \sum_{n=1}^{N} a_{nk} (x_{nf} - \mu_{kf})",
    ),
    (mean, r"\frac{\sum_{n=1}^{N} a_{nk} x_{nf}}{\sum_{n=1}^{N} a_{nk}}"),
    (
        over_maps(product(pi[z[n]], n), z),
        r"\sum_{z \in \{1, \dots, K\}^{N}} \prod_{n=1}^{N} \pi_{z_{n}}",
    ),
    (total(dist[n, c[n]], n), r"\sum_{n=1}^{N} d_{n c_{n}}"),
    (
        square(x[n, e] - mu[c[n], e]),
        r"\lVert \mathbf{x}_{n} - \boldsymbol{\mu}_{c_{n}} \rVert^{2}",
    ),
    (sp.sqrt(square(m[e])), r"\lVert \mathbf{m} \rVert"),
    (total(m[e] * sp.log(t) * t**e.size, e), r"\sum_{e=1}^{D} t^{D} m_{e} \log t"),
    (total(m[e] ** 3, e), r"\sum_{e=1}^{D} m_{e}^{3}"),
    (delta(k, c[n]), r"\mathbf{1}[k = c_{n}]"),
    (delta(j, k), r"\delta_{jk}"),
    (indicator(dist[n, k], t), r"\mathbf{1}[d_{nk} = t]"),
    (1 - t, "1 - t"),
    (t - 1, "t - 1"),
    (t - 1 - sp.log(t), r"t - 1 - \log t"),
    (K - 1, "K - 1"),
    (D + 1, "D + 1"),
    (K**N, "K^{N}"),
    (shat**2, r"(\hat{\sigma}^{+})^{2}"),
    (-t * sp.Rational(3, 4), r"-\frac{3 t}{4}"),
    (nu[s + 1, k, f], r"\nu_{s+1,k,f}"),
    (square(nu[s + 1, k, e]), r"\lVert \boldsymbol{\nu}_{s+1,k} \rVert^{2}"),
    (total(pi[prime], prime), r"\sum_{k'=1}^{K} \pi_{k'}"),
    (total(pi[internal], internal) * pi[k], r"\pi_{k} \sum_{k'=1}^{K} \pi_{k'}"),
]

RELATIONS = [
    (
        steiner,
        r"\sum_{n=1}^{N} w_{n} \lVert \mathbf{x}_{n} - \mathbf{m} \rVert^{2} = "
        r"\sum_{n=1}^{N} w_{n} \lVert \mathbf{x}_{n} - \bar{\mathbf{x}} \rVert^{2} + "
        r"W \lVert \mathbf{m} - \bar{\mathbf{x}} \rVert^{2}",
    ),
    (AtMost(t, tau), r"t \le \tau"),
    (NotEqual(j, k), r"j \ne k"),
    (HasGradient(W, w[n], sp.Integer(1)), r"\frac{\partial W}{\partial w_{n}} = 1"),
    (
        HasGradient(t + total(pi[k] ** 2, k), pi[j], 2 * pi[j]),
        r"\frac{\partial}{\partial \pi_{j}} \left[ \sum_{k=1}^{K} \pi_{k}^{2} + t \right] = "
        r"2 \pi_{j}",
    ),
    (
        TendsTo(r[n, k], sigma, indicator(dist[n, k], minimum(dist[n, j], j))),
        r"r_{nk} \longrightarrow \mathbf{1}[d_{nk} = \min_{j} d_{nj}] \quad (\sigma \downarrow 0)",
    ),
    (ZeroExactlyAt(t - tau, t, tau), r"t - \tau = 0 \iff t = \tau"),
    (
        Optimum("minimises", steiner.lhs, m[f], xbar[f], (), True),
        r"\bar{\mathbf{x}} = \operatorname*{arg\,min}_{\mathbf{m}} \sum_{n=1}^{N} w_{n} "
        r"\lVert \mathbf{x}_{n} - \mathbf{m} \rVert^{2}",
    ),
    (
        Optimum("maximises", expected, mu[k, f], mean),
        r"\left( \frac{\sum_{n=1}^{N} a_{nk} \mathbf{x}_{n}}{\sum_{n=1}^{N} a_{nk}} \right)_{k} "
        r"\in \operatorname*{arg\,max}_{(\boldsymbol{\mu}_{k})_{k}} " + EXPRESSIONS[2][1],
    ),
    (
        Optimum("maximises", total(Nk[j] * sp.log(p[j]), j), p[k], Nk[k] / N, ("simplex",), True),
        r"\left( \frac{N_{k}}{N} \right)_{k} = \operatorname*{arg\,max}_{(p_{k})_{k}} "
        r"\sum_{j=1}^{K} N_{j} \log p_{j} \quad \text{over all } (p_{k})_{k} \text{ with } "
        r"p_{k} > 0,\ \sum_{k=1}^{K} p_{k} = 1",
    ),
]


@pytest.fixture(scope="module")
def printer() -> Printer:
    return Printer(d.context)


@pytest.mark.parametrize(("expr", "latex"), EXPRESSIONS, ids=[t for _, t in EXPRESSIONS])
def test_expressions(printer: Printer, expr: Any, latex: str) -> None:
    assert printer.expression(expr) == latex


#: What a slash in an exponent divides by is one factor, and what it divides is closed.
SLASHES = [
    (sp.exp(3 * t / 2), r"e^{3 t/2}"),
    (sp.exp(3 / (2 * t)), r"e^{3/(2 t)}"),
    (sp.exp(-(t**2) / (2 * tau**2)), r"e^{-t^{2}/(2 \tau^{2})}"),
    (sp.exp(t / (2 * N * tau)), r"e^{t/(2 N \tau)}"),
    (sp.exp((t + 1) / (tau + 1)), r"e^{(1 + t)/(1 + \tau)}"),
    (tau ** (1 / (2 * t)), r"\tau^{1/(2 t)}"),
    (tau ** (D / 2), r"\tau^{D/2}"),
    (sp.exp(t * sp.log(tau) / 2), r"e^{t \log(\tau)/2}"),
    (sp.exp(-sp.log(tau) / t), r"e^{-\log(\tau)/t}"),
    (sp.exp(t / sp.log(tau)), r"e^{t/(\log \tau)}"),
    (sp.exp(minimum(p[k], k) / (2 * t)), r"e^{(\min_{k} p_{k})/(2 t)}"),
]


@pytest.mark.parametrize(("expr", "latex"), SLASHES)
def test_slashes(printer: Printer, expr: Any, latex: str) -> None:
    assert printer.expression(expr) == latex


@pytest.mark.parametrize(("relation", "latex"), RELATIONS, ids=[t for _, t in RELATIONS])
def test_relations(printer: Printer, relation: Any, latex: str) -> None:
    assert printer.relation(relation) == latex


def test_hypotheses(printer: Printer) -> None:
    shown = [printer.hypothesis(h) for h in d.context.hypotheses.values()]
    assert shown == [
        r"\sum_{k=1}^{K} p_{k} = 1",
        r"d_{nj} - d_{nk} > 0 \quad \text{for all } n, j \text{ with } j \ne k",
        r"\sum_{k=1}^{K} a_{nk} = 1 \quad \text{for all } n",
    ]


def test_definitions(printer: Printer) -> None:
    shown = [printer.definition(found) for found in d.context.definitions.values()]
    assert shown == [
        r"d_{nk} := \lVert \mathbf{x}_{n} - \boldsymbol{\mu}_{k} \rVert^{2}",
        r"W := \sum_{n=1}^{N} w_{n}",
        r"\bar{\mathbf{x}} := \frac{1}{W} \sum_{n=1}^{N} w_{n} \mathbf{x}_{n}",
        r"r_{nk} := \frac{\pi_{k} e^{-d_{nk}/(2 \sigma^{2})}}"
        r"{\sum_{j=1}^{K} \pi_{j} e^{-d_{nj}/(2 \sigma^{2})}}",
        r"N_{k} := \sum_{n=1}^{N} r_{nk}",
    ]


def test_given(printer: Printer) -> None:
    found = printer.given()
    assert found[:2] == ((r"N \text{ data points}", ""), (r"K \text{ clusters}", ""))
    assert (r"D, T \in \{1, 2, \dots\}", "") in found
    assert (r"\sigma > 0", r"width, $\sigma \ne 0$") in found
    assert (r"\mathbf{x}_{n} \in \mathbb{R}^{D} \text{ for } n = 1, \dots, N", "data") in found
    assert (r"c_{n} \in \{1, \dots, K\} \text{ for } n = 1, \dots, N", "") in found
    assert (r"q_{k} \ge 0 \text{ for } k = 1, \dots, K", "") in found


def test_plain(printer: Printer) -> None:
    assert (
        printer.plain(total(a[n, k] * square(x[n, e] - mu[k, e]), n)) == "Σ_n a[n,k]·‖x_n − μ_k‖²"
    )
    assert printer.plain(gauss) == "(2·π·σ²)^(−D/2)·exp(−‖x_n − μ_k‖²/(2·σ²))"
    assert printer.plain(t / (2 * sigma)) == "t/(2·σ)"
    assert printer.plain(-((t + 1) ** 2) / (t + 2)) == "−(1 + t)²/(2 + t)"
    assert printer.plain_relation(TendsTo(t, sigma, tau)) == "t → τ  (σ ↓ 0)"
    assert printer.plain_relation(LessThan(t, tau)) == "t < τ"


@pytest.mark.parametrize(
    "expr",
    [
        sp.sin(t),
        sp.Symbol("stranger"),
        sp.IndexedBase("stranger")[n],
        sp.oo,
        sp.Float(0.5),
        sp.I * t,
        sp.Sum(w[n], (n, 2, N)),
        t * n,
        sp.Piecewise((t, t > 1), (tau, True)),
        sp.E,
    ],
)
def test_what_is_not_in_the_vocabulary_is_refused(printer: Printer, expr: Any) -> None:
    with pytest.raises(VocabularyError):
        printer.expression(expr)
    with pytest.raises(VocabularyError):
        printer.plain(expr)


def test_two_names_that_look_alike_are_refused() -> None:
    twins = Derivation("T", "twins", "Twins", "tests")
    twins.symbol("u", tex="v")
    twins.symbol("v")
    with pytest.raises(VocabularyError, match="u and v would both be printed as v"):
        Printer(twins.context)


# -- can they be set? ------------------------------------------------------------------
def everything(printer: Printer) -> list[str]:
    """All formulas of this file."""
    context = d.context
    return [
        *(latex for _, latex in EXPRESSIONS),
        *(latex for _, latex in RELATIONS),
        *(printer.definition(found) for found in context.definitions.values()),
        *(printer.hypothesis(found) for found in context.hypotheses.values()),
        *(latex for latex, _ in printer.given()),
    ]


def test_they_are_set_as_mathml(printer: Printer) -> None:
    for latex in everything(printer):
        assert mathml(latex).startswith("<math>")


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex")
def test_pdflatex_sets_them(printer: Printer, tmp_path: Path) -> None:
    lines = "\n".join(rf"\[ {latex} \]" for latex in everything(printer))
    head = r"\documentclass{article}\usepackage{amsmath,amssymb}\begin{document}"
    (tmp_path / "all.tex").write_text(f"{head}\n{lines}\n\\end{{document}}\n", encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:]
