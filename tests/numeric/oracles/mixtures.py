"""Mixtures of every kind in balls: their densities, their likelihood, and a step of EM."""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import arb, arb_mat
from hardlimit.numeric import Mixture, Problem, exact
from hardlimit.numeric.parameters import CovarianceType

KINDS: tuple[CovarianceType, ...] = ("full", "diag", "tied", "spherical", "shared")
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


def exp(value: Any) -> Any:
    """e^v, but 0 for what is far below anything that it is added to."""
    return arb(0) if value < -(10**6) else value.exp()


def log_total(logs: list[Any]) -> Any:
    """log Σ e^l."""
    top = max(logs, key=lambda v: v.mid())
    return top + sum((exp(v - top) for v in logs), arb(0)).log()


def scaled(logs: list[Any], s: Any) -> list[Any]:
    """s_n e^{l_n}, all divided by the largest e^l of a point that counts."""
    top = max((v for v, w in zip(logs, s, strict=True) if w > 0), key=lambda v: v.mid())
    return [arb(0) if w == 0 else exact.ball(w) * exp(v - top)
            for v, w in zip(logs, s, strict=True)]  # fmt: skip


class Exact:
    """The same parameters as balls, and what EM does with them."""

    def __init__(self, weights: Any, means: Any, covariances: Any, kind: str) -> None:
        self.weights = [exact.ball(w) for w in weights]
        self.means = [[exact.ball(v) for v in mean] for mean in means]
        self.covariances = [[[exact.ball(v) for v in row] for row in c] for c in covariances]
        self.kind = kind

    def logs(self, x: Any) -> list[list[Any]]:
        """log π_k N_k(x_n): exponents are as large as they like."""
        inverse = [arb_mat(c).inv() for c in self.covariances]
        norm = [(arb_mat(c).det() * (2 * arb.pi()) ** len(c)).log() / 2 for c in self.covariances]
        out = []
        for point in exact.rationals(x):
            row = []
            for w, mean, q, z in zip(self.weights, self.means, inverse, norm, strict=True):
                off = [a - b for a, b in zip(point, mean, strict=True)]
                square = sum(
                    (off[e] * q[e, f] * off[f] for e in range(len(off)) for f in range(len(off))),
                    arb(0),
                )
                row.append(w.log() - square / 2 - z)
            out.append(row)
        return out

    def joint(self, x: Any) -> list[list[Any]]:
        return [[v.exp() for v in row] for row in self.logs(x)]

    def log_shares(self, x: Any) -> list[list[Any]]:
        return [[v - log_total(row) for v in row] for row in self.logs(x)]

    def shares(self, x: Any, hard: bool = False) -> list[list[Any]]:
        if not hard:
            return [[v.exp() for v in row] for row in self.log_shares(x)]
        rows = self.logs(x)
        best = [max(range(len(row)), key=[v.mid() for v in row].__getitem__) for row in rows]
        return [[arb(int(k == b)) for k in range(len(self.weights))] for b in best]

    def log_likelihood(self, x: Any, s: Any, hard: bool = False) -> Any:
        rows = self.logs(x)
        tops = [max(row, key=lambda v: v.mid()) if hard else log_total(row) for row in rows]
        return sum((exact.ball(w) * t for w, t in zip(s, tops, strict=True)), arb(0))

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
            # A mean does not depend on the unit of its column of shares.
            columns = [[row[k] for row in r] for k in parts]
            if not hard:
                logs = self.log_shares(x)
                columns = [scaled([row[k] for row in logs], s) for k in parts]
            centres = [
                [sum((a * b[e] for a, b in zip(column, points, strict=True)), arb(0))
                 / sum(column, arb(0)) for e in size]
                for column in columns
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
