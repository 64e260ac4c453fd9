"""One small derivation in which everything occurs that a statement can be made of.

Its lines need not follow from each other: they are only translated and read back.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from hardlimit.proofs.author import Derivation
from hardlimit.proofs.language.claims import Hypothesis, Relation
from hardlimit.proofs.language.statements import (
    at_most,
    differs,
    equal,
    has_gradient,
    less,
    maximises,
    minimises,
    tends_to,
    zero_exactly_at,
)
from hardlimit.proofs.language.vocabulary import (
    delta,
    indicator,
    minimum,
    over_maps,
    product,
    total,
    xlogy,
)


def everything() -> Derivation:
    """The derivation; its first line is its statement."""
    d = Derivation("T", "everything", "T", "c")
    N, K, D, T = (d.size(name) for name in "NKDT")
    n = d.index("n", N)
    j, k = d.indices("j k", K)
    e, f = d.indices("e f", D)
    t = d.index("t", T)
    sigma, v = d.symbol("sigma", "positive"), d.symbol("v", "positive")
    a, b = d.symbol("a"), d.symbol("b")
    x, mu = d.family("x", N, D), d.family("mu", K, D)
    r, p = d.family("r", N, K, sign="nonnegative"), d.family("p", K, sign="positive")
    c, z = d.assignment("c", T, N, values=K), d.assignment("z", N, values=K)
    gap = d.define("gap", (n, k), total((x[n, e] - mu[k, e]) ** 2, e))
    loss = d.define("loss", (), total(total(r[n, k] * gap[n, k], n), k))
    held = d.define("held", (t,), total(p[c[t, n]], n))
    d.assume("rows", equal(total(r[n, k], k), 1), n)
    d.assume("below", less(a, b))
    d.assume("largest", at_most(p[k], p[j]), k, given=differs(k, j))
    d.assume("near", at_most(loss, b))

    def have(relation: Relation, under: Any = ()) -> None:
        d.have(relation, None, "", under)  # type: ignore[arg-type]

    root = sp.sqrt(v) * (a + b) ** 2 / (p[k] * (x[n, e] - a))
    have(equal(root - a + sp.Rational(3, 2) * b, 2 * sp.pi * a * v ** (-D / 2) - p[k] ** K))
    have(has_gradient(loss, mu[j, f], 2 * total(r[n, j] * (mu[j, f] - x[n, f]), n)))
    have(tends_to(total(p[k] * sp.exp(-gap[n, k] / sigma**2), k), sigma, a))
    have(minimises(total(r[n, k] * x[n, f], n), mu[k, f], loss, ("near",), unique=True))
    have(maximises(a, v, sp.log(v) - v))
    have(less(a * delta(j, k) * delta(k, c[t, n]), minimum(gap[n, k], k)), d.case("up", less(a, v)))
    have(at_most(held[t + 1], held[t] + indicator(a, b) * xlogy(p[j], sp.Abs(a))))
    have(zero_exactly_at(v * a - b, a, b / v))
    labels = product(p[z[n]], n)
    have(equal(over_maps(labels, z), 1), Hypothesis("same", equal(c[t, n], j)))
    d.goals.append(d.steps[0].claim.relation)
    return d
