"""Words that came later: each line has a proof, and Coq accepts it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    AbsoluteValue,
    Algebra,
    ByHypothesis,
    Combine,
    Derivation,
    Gap,
    Gradient,
    Index,
    LimitLaws,
    LinearRoot,
    LogLaws,
    Ref,
    Rewrite,
    Tangents,
    as_number,
    at_most,
    beta,
    covariance,
    decay,
    delta,
    digamma,
    equal,
    expect,
    factorial,
    gamma,
    has_gradient,
    larger,
    less,
    logistic,
    minimum,
    pos,
    product,
    reaches,
    sign,
    smaller,
    tends_to,
    total,
    variance,
    zero_exactly_at,
)
from hardlimit.proofs.coq.scripts.development import File, write_file

from .opened import compiled, needs_coq

#: They share what Coq has compiled.
pytestmark = pytest.mark.xdist_group("Coq")


def signs(d: Derivation) -> None:
    """What lies below 0, and whole numbers."""
    N = d.size("N")
    n = d.index("n", N)
    x, y = (d.symbol(name, "negative") for name in "xy")
    z, k = d.symbol("z", "nonpositive"), d.symbol("k", "natural")
    u, c = d.family("u", N, sign="negative"), d.family("c", N, sign="natural")
    m = d.define("m", (), total(u[n], n) / N)
    said = ByHypothesis()
    d.have(less(x * y * u[n], 0), said, "x")
    d.have(at_most(0, x * z), said, "x")
    d.have(less(m, 0), said, "x")
    d.have(less(total(u[n] * x**2, n), 0), said, "x")
    d.have(less(0, total(u[n] * x, n)), said, "x")
    d.have(less(1 / x, 0), said, "x")
    d.have(equal(sp.Abs(x), -x), AbsoluteValue(), "x")
    d.have(at_most(0, total(c[n], n) * k), said, "x")
    d.have(has_gradient(sp.log(-x), x, 1 / x), Gradient(), "x")
    d.have(zero_exactly_at(x + 2, x, -2), LinearRoot(-1), "x")


def gammas(d: Derivation) -> None:
    """Gamma and what is made of it."""
    N = d.size("N")
    n, j = d.indices("n j", N)
    x, b = (d.symbol(name, "positive") for name in "xb")
    y, c, a = d.symbol("y"), d.family("c", N, sign="natural"), d.family("a", N, sign="positive")
    whole = total(a[n], n)
    likelihood = product(x ** c[n] * sp.exp(-x) / factorial(c[n]), n)
    logs = sp.log(x) * total(c[n], n) - N * x - total(sp.log(factorial(c[n])), n)
    density = gamma(whole) / product(gamma(a[n]), n) * product(b ** a[n], n)
    d.have(equal(gamma(x + 3), (x + 2) * (x + 1) * x * gamma(x)), Algebra(), "x")
    d.have(
        equal(factorial(4) * factorial(c[n] + 1), 24 * (c[n] + 1) * factorial(c[n])), Algebra(), "x"
    )
    d.have(equal(factorial(N), N * gamma(N)), Algebra(), "x")
    d.have(equal(digamma(x + 2), digamma(x) + 1 / x + 1 / (x + 1)), Algebra(), "x")
    d.have(equal(beta(x + 1, b) / beta(x, b), x / (x + b)), Algebra(), "x")
    d.have(equal(sp.log(gamma(x + 1)), sp.log(x) + sp.log(gamma(x))), LogLaws(), "x")
    d.have(equal(sp.log(likelihood), logs), LogLaws(), "x")
    d.have(less(0, gamma(y**2 + 1) * factorial(c[n]) * beta(x, b)), ByHypothesis(), "x")
    d.have(has_gradient(gamma(b * x), x, b * gamma(b * x) * digamma(b * x)), Gradient(), "x")
    d.have(has_gradient(b**y, y, b**y * sp.log(b)), Gradient(), "x")
    d.have(has_gradient(sp.log(beta(x, b)), x, digamma(x) - digamma(x + b)), Gradient(), "x")
    slope = digamma(whole) - digamma(a[j]) + sp.log(b)
    d.have(has_gradient(sp.log(density), a[j], slope), Gradient(), "x")


def two(d: Derivation) -> None:
    """The larger and the smaller of two numbers."""
    a, b = d.symbol("a"), d.symbol("b")
    s, t = d.symbol("s", "positive"), d.symbol("t", "positive")
    said = ByHypothesis()
    d.have(equal(larger(a, b) + smaller(a, b), a + b), Algebra(), "x")
    d.have(equal(larger(a, b), a + pos(b - a)), Algebra(), "x")
    d.have(equal(larger(a, b), -smaller(-b, -a)), Algebra(), "x")
    d.have(at_most(a, larger(a, b)), said, "x")
    d.have(at_most(smaller(a, b), b), said, "x")
    d.have(at_most(smaller(a, b), larger(a, b)), said, "x")
    d.have(less(0, larger(a, t) * smaller(s, t)), said, "x")
    d.have(tends_to(larger(a, s), s, larger(a, 0)), LimitLaws(), "x")
    d.have(tends_to(b * logistic(a * s), s, b * logistic(0)), LimitLaws(), "x")
    rate = logistic(a) * (1 - logistic(a))
    d.have(has_gradient(logistic(a), a, rate), Gradient(), "x")


def sides(d: Derivation) -> None:
    """What turns where a number is 0: signs, 1[a >= b], and soft thresholds."""
    x, z, t = d.symbol("x"), d.symbol("z"), d.symbol("t", "positive")
    soft = sign(z) * pos(sp.Abs(z) - t)
    said = ByHypothesis()
    d.have(equal(sign(x) * sp.Abs(x), x), said, "x")
    d.have(equal(sign(x * z), sign(x) * sign(z)), said, "x")
    d.have(at_most(reaches(larger(x, z), t), reaches(x, t) + reaches(z, t)), said, "x")
    d.have(at_most(reaches(sp.Abs(x), t), x**2 / t**2), said, "x")
    d.have(at_most(sp.Abs(z - soft), t), said, "x")
    d.have(equal((z - soft) * soft, t * sp.Abs(soft)), said, "x")


def indices(d: Derivation) -> None:
    """Indices as numbers."""
    N, K = d.size("N"), d.size("K")
    n, m, k = d.index("n", N), d.index("m", N), d.index("k", K)
    p, c, r = d.family("p", K, sign="positive"), d.assignment("c", N, values=K), d.symbol("r")
    i, said = as_number, ByHypothesis()
    d.have(equal(total(i(n), n), N * (N + 1) / 2), Algebra(), "x")
    d.have(equal(total(i(n) ** 2, n), N * (N + 1) * (2 * N + 1) / 6), Algebra(), "x")
    d.have(equal(total(i(n) ** 3, n), total(i(n), n) ** 2), Algebra(), "x")
    d.have(equal(total(i(n) * i(k), n, k), N * (N + 1) * K * (K + 1) / 4), Algebra(), "x")
    d.have(equal(total(i(n + 1), n), N * (N + 3) / 2), Algebra(), "x")
    d.have(equal(total(i(n) * delta(n, m), n), i(m)), Algebra(), "x")
    d.have(equal(product(i(n), n), factorial(N)), Algebra(), "x")
    d.have(equal(sp.log(factorial(N)), total(sp.log(i(n)), n)), LogLaws(), "x")
    d.have(at_most(i(k), K), said, "x")
    d.have(at_most(1, i(k)), said, "x")
    d.have(at_most(i(c[n]), K), said, "x")
    d.have(less(0, total(i(k) * p[k], k)), said, "x")
    slope = total(i(k) * p[k], k)
    d.have(has_gradient(total(i(k) * r * p[k], k), r, slope), Gradient(), "x")


def expectations(d: Derivation) -> None:
    """Means and variances under finite laws."""
    K, L = d.size("K"), d.size("L")
    k, j, inner = d.index("k", K), d.index("j", L), Index("k1", K)
    p, w = d.probabilities("p", k), d.probabilities("w", j, given=k)
    x, z, u = d.family("x", K), d.family("z", K, L), d.family("u", K, sign="positive")
    a, b = d.symbol("a"), d.symbol("b")
    one, each = Ref("p_total"), Ref("w_total")
    mean, wide = expect(x[k], p), variance(x[k], p)
    d.have(equal(expect(a * x[k] + b, p), a * mean + b), Rewrite((one,)), "x")
    d.have(equal(wide, expect(x[k] ** 2, p) - mean**2), Rewrite((one,)), "x")
    d.have(at_most(0, wide), ByHypothesis(), "x")
    d.have(
        at_most(mean**2, expect(x[k] ** 2, p)),
        Combine(((Ref("2"), sp.Integer(1), ()),), gap=wide),
        "x",
    )
    joint = d.law(p[k] * w[k, j], k, j, by=Rewrite((each, one)), nonnegative=ByHypothesis())
    both, y = d.probabilities("q", k, j), d.family("y", L)
    moments = expect(x[k] * y[j], both) - expect(x[k], both) * expect(y[j], both)
    d.have(equal(covariance(x[k], y[j], both), moments), Rewrite((Ref("q_total"),)), "x")
    row = expect(z[k, j], w)
    d.have(equal(expect(z[k, j], joint), expect(row, p)), Algebra(), "x")
    split = expect(variance(z[k, j], w), p) + variance(row, p)
    d.have(equal(variance(z[k, j], joint), split), Rewrite((each,)), "x")
    centre, moved = expect(u[k], p), total(p[inner] * u[inner], inner)
    d.have(less(0, centre), ByHypothesis(), "x")
    touching = Tangents(((u[k] / moved, p[k], (k,)),), ((one, sp.log(centre) - 1, ()),))
    d.have(at_most(expect(sp.log(u[k]), p), sp.log(centre)), touching, "x")


def moments(d: Derivation) -> None:
    """What follows from a mean and a variance."""
    N = d.size("N")
    n = d.index("n", N)
    mu, s, w = d.symbol("mu"), d.symbol("s"), d.family("w", N)
    X = d.moments("X", mu, s**2)
    x, said = X.letter, Rewrite((Ref("X_has_mean"), Ref("X_has_variance")))
    d.have(equal(variance(3 - s * x, X), s**4), said, "x")
    squares = total((mu - w[n]) ** 2, n) + N * s**2
    d.have(equal(expect(total((x - w[n]) ** 2, n), X), squares), said, "x")


def places(d: Derivation) -> None:
    """Fixed entries."""
    N, K = d.size("N"), d.size("K")
    n, k = d.index("n", N), d.index("k", K)
    x, p = d.family("x", N), d.family("p", K, sign="nonnegative")
    first, last, one = d.place(N, 1), d.place(N, N), d.place(K, 1)
    d.assume("one", equal(total(p[k], k), 1))
    d.assume("many", at_most(2, K))
    two = d.place(K, 2)
    others = total(p[k] * (1 - delta(k, one)), k)
    d.have(at_most(p[one], total(p[k], k)), Gap(others), "x")
    d.have(equal(p[one], 1 - others), Rewrite((Ref("one"),)), "x")
    d.have(at_most(0, p[two]), ByHypothesis(), "x")
    d.have(at_most(minimum(x[n], n), x[first]), ByHypothesis(), "x")
    d.have(equal(total(delta(n, last) * x[n], n), x[last]), Algebra(), "x")
    said = (Ref("at_1_N_said"), Ref("at_last_N_said"))
    d.have(equal(as_number(last) - as_number(first), N - 1), Rewrite(said), "x")


def growing(d: Derivation) -> None:
    """What grows beyond all bounds."""
    K = d.size("K")
    k, j = d.indices("k j", K)
    s, c, a = (d.symbol(name, "positive") for name in "sca")
    y, u, laws = d.symbol("y"), d.family("u", K, sign="positive"), LimitLaws()
    f = d.define("f", (), 1 / s + y)
    first = d.have(tends_to(f, s, sp.oo), LimitLaws(("f",)), "x")
    d.have(tends_to(c * f - y, s, sp.oo), LimitLaws((), (first,)), "x")
    for grows in (
        *(c / s**2 + y, c / s**2 + 1 / s, -sp.log(s), -c * sp.log(s) - y, sp.exp(1 / s)),
        *(sp.log(a + 1 / s), total(u[k], k) / s, 1 / (sp.sqrt(2 * sp.pi) * s)),
    ):
        d.have(tends_to(grows, s, sp.oo), laws, "x")
    d.have(tends_to(1 / (a + 1 / s), s, 0), laws, "x")
    d.have(d.at_infinity(c * s + 1 / s, s, sp.oo), laws, "x")
    d.have(less(0, decay(y)), ByHypothesis(), "x")
    share = sp.exp(-u[k] / s) / total(sp.exp(-u[j] / s), j)
    d.have(d.at_infinity(share, s, 1 / K), laws, "x")


WORDS: tuple[Any, ...] = (
    signs, two, sides, indices, moments, places,
    *(pytest.param(lines, marks=pytest.mark.slow) for lines in (gammas, expectations, growing)),
)  # fmt: skip


def written(lines: Callable[[Derivation], None]) -> File:
    d = Derivation("T", f"words-{lines.__name__}", "T", "c")
    lines(d)
    for step in d.steps:
        d.goal(step.claim.relation)
    return write_file(d.frozen(), {}, {})


@needs_coq
@pytest.mark.parametrize("lines", WORDS, ids=lambda lines: lines.__name__)
def test_coq_accepts_every_line(
    lines: Callable[[Derivation], None], whole_library: Path, tmp_path: Path
) -> None:
    file = written(lines)
    assert [m.reason for m in file.lemmas if m.proof is None] == []
    outcome = compiled(file, tmp_path, whole_library)
    assert outcome.ok, f"line {outcome.line}: {outcome.error}"
