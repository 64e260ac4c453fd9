"""Random false lines with lines in hand that are true, as questions to the search."""

from __future__ import annotations

import random
from collections.abc import Iterator

import sympy as sp
from hardlimit.proofs.author import (
    Derivation,
    at_most,
    delta,
    equal,
    less,
    minimum,
    total,
)
from hardlimit.proofs.instances.pool import Pool
from hardlimit.proofs.instances.witness import examine
from hardlimit.proofs.kernel.form import positive_definitions
from hardlimit.proofs.language.claims import Claim, Relation
from hardlimit.proofs.search import Question


def false_questions(rng: random.Random, count: int) -> Iterator[Question]:
    """Questions whose claim an instance refutes, after a few lines that hold."""
    d = Derivation("F", "false", "False lines", "tests")
    N, K = d.size("N"), d.size("K")
    n, m = d.indices("n m", N)
    k, j = d.indices("k j", K)
    x, p, r = (
        d.family("x", N),
        d.family("p", K, sign="positive"),
        d.family("r", N, K, sign="positive"),
    )
    s, y = d.symbol("s", "positive"), d.symbol("y")
    W = d.define("W", (), total(p[k], k))
    q = d.define("q", k, p[k] / W)
    mean = d.define("mean", (), total(x[n], n) / N)
    atoms = [x[n], x[m], p[k], p[j], r[n, k], s, y, W, q[k], mean, sp.Integer(1), sp.Integer(2)]
    atoms += [sp.exp(-y / s), sp.log(p[k]), total(x[n] ** 2, n), total(r[n, k], k), N, K]
    atoms += [minimum(p[k], k), sp.Abs(y), delta(k, j), 1 / s, total(p[k] * r[n, k], k)]
    context = d.context.snapshot()
    positive = positive_definitions(context)
    pool = Pool(context, "false", 24, shrink=False)

    def term() -> sp.Expr:
        factors = [rng.choice(atoms) for _ in range(rng.choice((1, 1, 2)))]
        return rng.choice((-2, -1, 1, 1, 2)) * sp.Mul(*factors)

    def line() -> Relation:
        kind = rng.choice((equal, at_most, at_most, less))
        sides = [sp.Add(*(term() for _ in range(rng.choice((1, 2))))) for _ in range(2)]
        return kind(*sides)

    def true_line() -> Relation:
        a, b = sp.Add(term(), term()), rng.choice((p[k], s, (y - x[n]) ** 2, r[n, k]))
        return rng.choice((equal(a + b - b * s / s, a), at_most(a, a + b), less(a - s, a + b)))

    made = 0
    while made < count:
        earlier = {}
        for number in range(rng.choice((0, 1, 2, 3))):
            claim = Claim(true_line())
            if examine(claim, pool).status == "accepts":
                earlier[str(number + 1)] = claim
        # A known line with one side changed is the hardest to refuse.
        relation = line()
        if earlier and rng.random() < 0.5:
            old = rng.choice(list(earlier.values())).relation
            left, right = old.expressions()
            relation = type(old)(left + term(), right + term())  # type: ignore[call-arg]
        claim = Claim(relation)
        if examine(claim, pool).status != "refutes":
            continue
        made += 1
        yield Question(context, claim, earlier, {}, positive)
