"""Mixtures of every kind in balls: their densities, their likelihood, and a step of EM."""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import arb, arb_mat
from hardlimit.numeric import Mixture, Problem, exact

KINDS = ("full", "diag", "tied", "spherical", "shared")
TOLERANCE = 1e-10


def matrices(m: Mixture) -> list[list[list[Any]]]:
    """Every covariance as a full matrix of exact numbers."""
    size, dimension = m.means.shape
    c = m.covariances
    eye = np.eye(dimension)
    full = {
        "shared": lambda k: c * eye,
        "spherical": lambda k: c[k] * eye,
        "diag": lambda k: np.diag(c[k]),
        "tied": lambda k: c,
        "full": lambda k: c[k],
    }[m.covariance_type]
    return [exact.rationals(full(k)) for k in range(size)]


class Exact:
    """The same parameters as balls, and what EM does with them."""

    def __init__(self, weights: Any, means: Any, covariances: Any, kind: str) -> None:
        self.weights = [exact.ball(w) for w in weights]
        self.means = [[exact.ball(v) for v in mean] for mean in means]
        self.covariances = [[[exact.ball(v) for v in row] for row in c] for c in covariances]
        self.kind = kind

    def joint(self, x: Any) -> list[list[Any]]:
        inverse = [arb_mat(c).inv() for c in self.covariances]
        norm = [(arb_mat(c).det() * (2 * arb.pi()) ** len(c)).sqrt() for c in self.covariances]
        out = []
        for point in exact.rationals(x):
            row = []
            for w, mean, q, z in zip(self.weights, self.means, inverse, norm, strict=True):
                off = [a - b for a, b in zip(point, mean, strict=True)]
                square = sum(
                    (off[e] * q[e, f] * off[f] for e in range(len(off)) for f in range(len(off))),
                    arb(0),
                )
                row.append(w * (-square / 2).exp() / z)
            out.append(row)
        return out

    def shares(self, x: Any, hard: bool = False) -> list[list[Any]]:
        joint = self.joint(x)
        if not hard:
            return [[v / sum(row, arb(0)) for v in row] for row in joint]
        best = [max(range(len(row)), key=[v.mid() for v in row].__getitem__) for row in joint]
        return [[arb(int(k == b)) for k in range(len(self.weights))] for b in best]

    def log_likelihood(self, x: Any, s: Any, hard: bool = False) -> Any:
        rows = self.joint(x)
        tops = [max(row, key=lambda v: v.mid()) if hard else sum(row, arb(0)) for row in rows]
        return sum((exact.ball(w) * t.log() for w, t in zip(s, tops, strict=True)), arb(0))

    def step(
        self, x: Any, s: Any, *, weights: bool, means: bool, covariances: bool, hard: bool, reg: Any
    ) -> Exact:
        r = self.shares(x, hard)
        r = [[exact.ball(w) * v for v in row] for w, row in zip(s, r, strict=True)]
        points = exact.rationals(x)
        parts, size = range(len(self.weights)), range(len(points[0]))
        total = [sum((row[k] for row in r), arb(0)) for k in parts]
        every = sum(total, arb(0))
        centres = self.means
        if means:
            centres = [
                [sum((a[k] * b[e] for a, b in zip(r, points, strict=True)), arb(0)) / total[k]
                 for e in size]
                for k in parts
            ]  # fmt: skip
        spread = self.covariances
        if covariances:
            moments = [
                [[sum((a[k] * (b[e] - centres[k][e]) * (b[f] - centres[k][f])
                       for a, b in zip(r, points, strict=True)), arb(0)) for f in size]
                 for e in size]
                for k in parts
            ]  # fmt: skip
            spread = [self.shape(k, moments, total, every, exact.ball(reg)) for k in parts]
        prior = [t / every for t in total] if weights else self.weights
        return Exact(prior, centres, spread, self.kind)

    def shape(self, k: int, moments: Any, total: Any, every: Any, reg: Any) -> Any:
        size = range(len(moments[k]))
        if self.kind in ("tied", "shared"):
            pooled = [[sum((m[e][f] for m in moments), arb(0)) / every for f in size] for e in size]
        else:
            pooled = [[moments[k][e][f] / total[k] for f in size] for e in size]
        if self.kind in ("spherical", "shared"):
            trace = sum((pooled[e][e] for e in size), arb(0)) / len(size)
            pooled = [[trace if e == f else arb(0) for f in size] for e in size]
        elif self.kind == "diag":
            pooled = [[pooled[e][e] if e == f else arb(0) for f in size] for e in size]
        return [[v + reg if e == f else v for f, v in enumerate(row)]
                for e, row in enumerate(pooled)]  # fmt: skip


def exactly(m: Mixture) -> Exact:
    return Exact(m.weights, m.means, matrices(m), m.covariance_type)


def near(got: Any, truth: Any, scale: float) -> None:
    got = np.asarray(got, dtype=float)
    true = np.array([exact.nearest_double(exact.ball(v)) for v in np.ravel(truth)])
    assert np.abs(got.ravel() - true).max() <= TOLERANCE * scale, (got, truth)


def same(found: Mixture, truth: Exact, p: Problem) -> None:
    reach, spread = float(np.abs(p.x).max()), float(np.square(p.x - p.x[0]).max()) + p.sigma2
    near(found.weights, np.array(truth.weights, dtype=object), 1.0)
    near(found.means, np.array(truth.means, dtype=object), reach)
    near(
        [[[float(v.p) / float(v.q) for v in row] for row in c] for c in matrices(found)],
        np.array(truth.covariances, dtype=object),
        spread,
    )
