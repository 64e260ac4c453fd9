"""Random formulas of the vocabulary over one set of declarations, and values for the names."""

from __future__ import annotations

import itertools
import random
from functools import lru_cache
from typing import Any

import flint
import sympy as sp
from hardlimit.proofs.author import Derivation
from hardlimit.proofs.instances.evaluate import Instance
from hardlimit.proofs.language.errors import Undecided, Undefined
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

SIZES = {"N": 2, "K": 3, "D": 2}

d = Derivation("T", "readback", "Read back", "tests")
N, K, D = d.size("N"), d.size("K"), d.size("D")
n, m = d.indices("n m", N)
j, k = d.indices("j k", K)
e, f = d.indices("e f", D)
#: Bound, but not declared: their ranges must be said where they are bound.
i, h = Index("i", N), Index("h", K)
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
det = d.define("det_B", (), t + 5, tex=r"\det B")

#: What a letter in LaTeX names.
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
    r"\det B": "det_B",
}
#: What a declared index runs over.
SPANS = {"n": "N", "m": "N", "j": "K", "k": "K", "e": "D", "f": "D"}
EVERY = frozenset((n, j, k, f))


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


def value_of(expr: Any, at: Instance) -> Any:
    """The value of an expression, or None if it has none here."""
    try:
        found = at.of(expr)
        return found if not isinstance(found, flint.arb) or found.is_finite() else None
    except (Undefined, Undecided, OverflowError):
        return None


def agree(left: Any, right: Any) -> bool:
    """Whether two values are the same number, as far as balls can tell."""
    gap = flint.arb(left) - flint.arb(right)
    return bool(gap.contains(0)) and bool(gap.rad() < 1e-20 * (1 + abs(flint.arb(right)).mid()))


class Maker:
    """Makes formulas; all choices come from ``rng``."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def formula(self, depth: int, free: frozenset[Any] = EVERY) -> Any:
        """A formula whose free indices are among ``free``."""
        if depth == 0 or self.rng.random() < 0.06:
            return self.rng.choice(_leaves(free))
        kind = self.rng.choice(_KINDS)
        made = getattr(self, f"_{kind}")(depth - 1, free)
        return self.rng.choice(_leaves(free)) if made is None else made

    # -- binders ---------------------------------------------------------------------
    def _bound(self, build: Any, depth: int, free: frozenset[Any]) -> Any:
        unused = [a for a in (n, m, i, j, k, h, e, f) if a not in free]
        if not unused:
            return None
        index = self.rng.choice(unused)
        return build(self.formula(depth, free | {index}), index)

    def _sum(self, depth: int, free: frozenset[Any]) -> Any:
        return self._bound(total, depth, free)

    def _product(self, depth: int, free: frozenset[Any]) -> Any:
        return self._bound(product, depth, free)

    def _minimum(self, depth: int, free: frozenset[Any]) -> Any:
        return self._bound(minimum, depth, free)

    def _double(self, depth: int, free: frozenset[Any]) -> Any:
        unused = [a for a in (n, m, i, j, k, h, e, f) if a not in free]
        if len(unused) < 2:
            return None
        two = self.rng.sample(unused, 2)
        return total(self.formula(depth, free | set(two)), *two)

    def _maps(self, depth: int, free: frozenset[Any]) -> Any:
        unused = [a for a in (n, m, i) if a not in free]
        if not unused:
            return None
        index = self.rng.choice(unused)
        body = p[z[index]] * self.formula(depth, free | {index}) + t
        return over_maps(total(body, index), z)

    def _squares(self, depth: int, free: frozenset[Any]) -> Any:
        coords = [a for a in (e, f) if a not in free]
        if not coords:
            return None
        at = self.rng.choice(coords)
        first, second = self._vector(free, at), self._vector(free, at)
        whole = first**2 if self.rng.random() < 0.6 else first * second
        return total(self.formula(depth, free) * whole, at)

    def _vector(self, free: frozenset[Any], at: Any) -> Any:
        some = [v[at], xbar[at], *(x[a, at] for a in (n, m, i) if a in free)]
        some += [mu[b, at] for b in (j, k, h) if b in free]
        some += [mu[c[a], at] for a in (n, m, i) if a in free]
        factors = [sp.S.One, sp.S.NegativeOne, sp.Integer(2), sp.Rational(-3, 2), t, 1 / W]
        parts = range(self.rng.randint(1, 3))
        return sum(self.rng.choice(factors) * self.rng.choice(some) for _ in parts)

    # -- functions -------------------------------------------------------------------
    def _unary(self, depth: int, free: frozenset[Any]) -> Any:
        a = self.formula(depth, free)
        kind = self.rng.randrange(6)
        if kind == 0:
            return sp.exp(a)
        if kind == 1:
            return sp.log(self.rng.choice([a, a**2 + 1, -a]))
        if kind == 2:
            return sp.sqrt(a)
        return sp.Abs(a) if kind == 3 else -a if kind == 4 else 1 / a

    def _exponential(self, depth: int, free: frozenset[Any]) -> Any:
        return sp.exp(-self.formula(depth, free) / self.rng.choice([2, 2 * sigma**2, W, sigma + t]))

    def _power(self, depth: int, free: frozenset[Any]) -> Any:
        half = sp.Rational(1, 2)
        exponents = [2, 3, -1, -2, N, -D * half, half, -half, 3 * half, -t, t / sigma, K - 1]
        return self.formula(depth, free) ** self.rng.choice(exponents)

    def _number(self, depth: int, free: frozenset[Any]) -> Any:
        base = self.rng.choice(
            [sp.Integer(2), sp.Integer(-2), sp.Rational(2, 3), -sp.Rational(1, 2)]
        )
        return base ** self.rng.choice([N, K - 1, -D]) * self.formula(depth, free)

    def _binary(self, depth: int, free: frozenset[Any]) -> Any:
        a, b = self.formula(depth, free), self.formula(depth, free)
        kind = self.rng.randrange(8)
        if kind < 4:
            return (a + b, a - b, a * b, a / b)[kind]
        if kind == 4:
            return indicator(a, b)
        if kind == 5:
            return xlogy(a, b)
        return t * a - b / 2 if kind == 6 else a / b / (a + 1)

    def _weighted(self, depth: int, free: frozenset[Any]) -> Any:
        q = self.rng.choice([sp.S.Zero, t, t - t, 1 / W, t * W, p[k], -t, t / 2])
        return self.formula(depth, free) * xlogy(q, self.formula(depth, free))


_KINDS = (
    *("sum", "sum", "product", "minimum", "double", "maps", "squares", "squares", "unary"),
    *("unary", "exponential", "power", "power", "number", "binary", "binary", "binary"),
    "weighted",
)


@lru_cache
def _leaves(free: frozenset[Any]) -> list[Any]:
    """Atoms that are legal where the indices ``free`` are in scope."""
    out: list[Any] = [sigma, t, W, det, shat, N, K, sp.pi, sp.Integer(2), sp.Rational(-3, 2)]
    points, kinds = [a for a in (n, m, i) if a in free], [a for a in (j, k, h) if a in free]
    coords = [a for a in (e, f) if a in free]
    out += [w[a] for a in points] + [p[b] for b in kinds] + [p[c[a]] for a in points]
    out += [r[a, b] for a in points for b in kinds] + [dist[a, b] for a in points for b in kinds]
    out += [dist[a, c[a]] for a in points] + [delta(c[a], b) for a in points for b in kinds]
    out += [delta(*kinds[:2])] if len(kinds) > 1 else []
    for g in coords:
        out += [v[g], xbar[g], *(x[a, g] for a in points), *(mu[b, g] for b in kinds)]
        out += [mu[c[a], g] for a in points]
    return out
