"""Certificates of equations: Coq accepts what the residue accepts, and what is false has none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import Algebra, Derivation, LogLaws, Rewrite, Unfold
from hardlimit.proofs.coq.scripts.development import File, write_file
from hardlimit.proofs.language.functions import pos
from hardlimit.proofs.language.statements import equal
from hardlimit.proofs.language.vocabulary import (
    delta,
    indicator,
    minimum,
    over_maps,
    product,
    total,
    xlogy,
)

from .opened import compiled, needs_coq

#: They share what Coq has compiled, and the book as it is frozen.
pytestmark = pytest.mark.xdist_group("Coq")

ALGEBRA = Algebra()


def equations(wrong: int = 0) -> Derivation:
    """One line for each kind of step in a certificate; ``wrong`` is added to every right side."""
    d = Derivation("T", "equations", "T", "c")
    N, K, D = (d.size(name) for name in "NKD")
    n, m = d.indices("n m", N)
    j, k = d.indices("j k", K)
    sigma = d.symbol("sigma", "positive")
    a, b = d.symbol("a"), d.symbol("b")
    x, w = d.family("x", N), d.family("w", K, sign="positive")
    r = d.family("r", N, K, sign="nonnegative")
    z = d.assignment("z", N, values=K)
    gap = d.define("gap", (n,), (x[n] - a) ** 2)
    weight = total(w[k], k)

    def have(lhs: Any, rhs: Any, rule: Any = ALGEBRA) -> None:
        d.have(equal(lhs, rhs + wrong), rule, "")

    have(total((x[n] - a) ** 2, n), total(x[n] ** 2, n) - 2 * a * total(x[n], n) + N * a**2)
    have(total(x[n], n) ** 2, total(total(x[n] * x[m], n), m))
    have(total(delta(j, k) * w[k] * r[n, k], k), w[j] * r[n, j])
    have(delta(j, k) * w[k] ** 2, delta(j, k) * w[j] * w[k])
    have(total(w[k] / total(w[j], j), k), sp.Integer(1))
    have(total(total(x[n] * w[k] / weight, k), n), total(x[n], n))
    have(1 / (sigma**2 + 1) - 1, -(sigma**2) / (sigma**2 + 1))
    have(sp.exp(a) * sp.exp(-a / 2) * sp.exp(b), sp.exp(a / 2 + b))
    have(sp.sqrt(2 * sigma) * sp.sqrt(sigma), sp.sqrt(2) * sigma)
    have(minimum(2 * w[k] + r[n, k], k) + a, a + minimum(r[n, j] + 2 * w[j], j))
    have(indicator(2 * a, 2 * b), indicator(b - a, 0))
    have(sp.Abs(a - b), sp.Abs(b - a))
    have(over_maps(2 * w[z[n]] + a, z), over_maps(a + w[z[n]] + w[z[n]], z))
    have(total(gap[n], n), total(a**2 - 2 * a * x[n] + x[n] ** 2, n), Unfold(("gap",)))
    have(sp.log(sigma**2 * w[k] / sp.sqrt(weight)),
         2 * sp.log(sigma) + sp.log(w[k]) - sp.log(weight) / 2, LogLaws())  # fmt: skip
    have(sp.log(product(w[k] * sp.exp(a), k)), total(sp.log(w[k]), k) + K * a, LogLaws())
    have(
        xlogy(r[n, k], r[n, k] / w[k]), xlogy(r[n, k], r[n, k]) - r[n, k] * sp.log(w[k]), LogLaws()
    )
    have(product((x[n] + 1) * (x[n] - 1), n), product(x[m] ** 2 - 1, m))
    have(total(product(r[n, k] - x[n], k), n), total(product(r[m, j] - x[m], j), m))
    have(
        product(product(2 * w[k] - x[n], k), n) * a,
        a * product(product(w[j] + w[j] - x[m], j), m),
    )
    have(sp.sqrt(a**2 * sp.log(2) + sp.log(4)), sp.sqrt(sp.log(2)) * sp.sqrt(a**2 + 2), LogLaws())
    have(sp.log(sigma * sp.log(6)), sp.log(sigma) + sp.log(sp.log(2) + sp.log(3)), LogLaws())
    have((sigma**2) ** (-D / 2), sp.exp(-D * sp.log(sigma)), LogLaws())
    have(pos(x[n] - a) - pos(a - x[n]), x[n] - a)
    have(total(pos(2 * x[n]), n), 2 * total(pos(x[m]), m))
    rows = d.assume("rows", equal(total(r[n, k], k), 1), forall=(n,))
    have(total(sp.log(1 + total(x[m] ** 2 * r[m, k], m, k) + total(r[n, j], j)), n),
         N * sp.log(2 + total(x[m] ** 2, m)), Rewrite((rows,)))  # fmt: skip
    have(minimum(w[j] / (1 + total(r[n, k], n, k)), j), minimum(w[j] / (1 + N), j),
         Rewrite((rows,)))  # fmt: skip
    d.goals.append(d.steps[0].claim.relation)
    return d


def written(derivation: Derivation) -> File:
    """The Coq file of ``derivation``."""
    return write_file(derivation, {}, {})


@pytest.mark.slow
@needs_coq
def test_coq_accepts_every_certificate(whole_library: Path, tmp_path: Path) -> None:
    file = written(equations())
    assert [m.reason for m in file.lemmas if m.proof is None] == []
    outcome = compiled(file, tmp_path, whole_library)
    assert outcome.ok, f"line {outcome.line}: {outcome.error}"


def test_a_false_equation_has_no_certificate() -> None:
    file = written(equations(wrong=1))
    assert [m.name for m in file.lemmas if m.proof is not None] == []
    assert {m.reason for m in file.lemmas} == {
        "the normal forms of the two sides differ",
        "after replacing, the two sides still differ",
    }
