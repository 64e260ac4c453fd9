"""Small derivations as data."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    Cite,
    Derivation,
    Gap,
    GlobalOptimum,
    LimitLaws,
    at_most,
    delta,
    equal,
    indicator,
    minimises,
    minimum,
    over_maps,
    product,
    tends_to,
    total,
    xlogy,
)
from hardlimit.proofs.exchange.strict import canonical, sealed
from hardlimit.proofs.exchange.theorems import plain_derivation

#: What the digests of derivations do not cover: prose, places, and how names are printed.
PROSE = frozenset(
    (
        *("title", "label", "chapter", "summary", "pitfall", "references", "source", "note"),
        *("tex", "vector", "why", "continues", "folded"),
    )
)


def square() -> Derivation:
    """(a + b)^2, and its least value at a = -b."""
    d = Derivation("T1", "square", "A square expands", "small", "About $(a+b)^2$.", file="t.py")
    a, b = d.symbol("a"), d.symbol("b", note="another")
    goal = equal((a + b) ** 2, a**2 + 2 * a * b + b**2)
    best = minimises(-b, a, (a + b) ** 2)
    d.goal(goal, best)
    d.have(goal, Algebra(), "Multiply out.")
    bound = d.have(at_most(0, (a + b) ** 2), Gap((a + b) ** 2), "A square.")
    d.have(best, GlobalOptimum(bound), "The bound is reached.")
    d.pitfall("None.")
    d.refer("School")
    return d


def cites() -> Derivation:
    """The square with other names, and a limit."""
    d = Derivation("T2", "cites", "Cites the square", "small", file="t.py")
    u, v, s = d.symbol("u"), d.symbol("v"), d.symbol("s", "positive", tex=r"\sigma")
    goal = equal((u + v) ** 2, u**2 + 2 * u * v + v**2)
    d.goal(goal, tends_to(s * u, s, 0))
    d.have(goal, Cite("square", symbols=(("a", u), ("b", v))), "Other names.")
    d.have(tends_to(s * u, s, 0), LimitLaws(), "The product law.")
    return d


def everything() -> Derivation:
    """Every kind of node of the vocabulary, in definitions; one of its lines is trivial."""
    d = Derivation("T3", "everything", "All kinds of nodes", "small", file="t.py")
    N, K = d.size("N"), d.size("K", note="components")
    n, m, (k, j) = d.index("n", N), d.index("m", N), d.indices("k j", K)
    x = d.family("x", N, K, vector=True, tex=r"\bar{x}")
    z = d.assignment("z", N, values=K)
    every = d.assignment("every", N, values=K)
    s = d.symbol("s", "positive")
    half = sp.Rational(-1, 2)
    d.define("f", (n,), total(x[n, k] * delta(k, z[n]), k))
    d.define("g", (), minimum(total(x[n, k], n), k))
    d.define("h", (n,), xlogy(s, s / sp.pi) + abs(x[n, z[n]]) + sp.exp(-s) * sp.log(s))
    factors = product(total(x[n, k] ** 2 + (2 * sp.pi * s) ** half, k), n)
    maps = over_maps(product(x[m, every[m]], m), every)
    d.define("w", (), factors + sp.sqrt(2) * maps)
    d.define("y", (n, k), indicator(x[n, k], total(x[n, j] + x[m, j], j, m)) + x[n + 1, k])
    goal = equal((s + 1) ** 2, s**2 + 2 * s + 1)
    d.goal(goal)
    d.have(goal, Algebra(), "Multiply out.")
    return d


def documents() -> dict[str, dict[str, Any]]:
    """Documents by name; the last derivation of each is its target."""
    first = plain_derivation(square().frozen(), {})
    second = plain_derivation(cites().frozen(), {"square": first["digest"]})
    third = plain_derivation(everything().frozen(), {})
    return {
        "square": sealed(["square"], [first]),
        "cites": sealed(["cites"], [first, second]),
        "everything": sealed(["everything"], [third]),
    }


@pytest.fixture(scope="session", params=["square", "cites", "everything"])
def document(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A valid document."""
    return documents()[request.param]


@pytest.fixture(scope="session")
def small() -> bytes:
    """The bytes of the smallest file with a citation."""
    return canonical(documents()["cites"])
