"""Mixtures with covariances of every kind, weighted points, hard labels: steps in balls."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from flint import arb, fmpq
from hardlimit import numeric
from hardlimit.numeric import Mixture, Problem, exact, random_problems

from ... import sizes
from .mixtures import KINDS, TOLERANCE, Exact, exactly, matrices, near, same

SEED = sizes.seed(53)


def wide(p: Problem) -> bool:
    """Enough different points for covariances, all of them near all centres."""
    d = ((p.x[:, None] - p.means) ** 2).sum(axis=2)
    several = len(np.unique(p.x, axis=0)) > p.x.shape[1] + len(p.means)
    return several and bool(d.max() < 300 * p.sigma2)


POOL = [p for p in random_problems(500, SEED) if wide(p)]
PROBLEMS = POOL[:24]


def start(p: Problem, kind: str) -> Mixture:
    """Covariances with few bits, different for components and axes where the kind allows it."""
    size, dimension = p.means.shape
    tilt = np.eye(dimension) * 2 + 0.5 * (np.ones((dimension, dimension)) - np.eye(dimension))
    axes = np.arange(1, dimension + 1) / 2
    per = np.arange(2, size + 2) / 2
    covariances: dict[str, Any] = {
        "shared": p.sigma2,
        "spherical": p.sigma2 * per,
        "diag": p.sigma2 * per[:, None] * axes,
        "tied": p.sigma2 * tilt,
        "full": p.sigma2 * per[:, None, None] * tilt,
    }
    return Mixture(p.weights, p.means, np.asarray(covariances[kind]), kind)  # type: ignore[arg-type]


def row_weights(p: Problem) -> Any:
    return np.arange(1, len(p.x) + 1) / 4


def empty(at: Exact, p: Problem) -> bool:
    """Whether some component is the most probable one of no point."""
    return any(sum(c, arb(0)) == 0 for c in zip(*at.shares(p.x, hard=True), strict=True))


def tied(at: Exact, p: Problem) -> bool:
    """Whether two components are equally probable at some point."""
    for row in at.joint(p.x):
        first, second = sorted(row, key=lambda v: v.mid())[-1:-3:-1] if len(row) > 1 else (1, 0)
        if not first > second:
            return True
    return False


@pytest.mark.parametrize("kind", KINDS)
def test_densities_and_responsibilities(kind: str) -> None:
    with exact.precision(400):
        for p in PROBLEMS:
            m = start(p, kind)
            truth = exactly(m)
            shares = truth.shares(p.x)
            near(numeric.predict_proba(p.x, m), np.array(shares, dtype=object), 1.0)
            levels = [sum(row, arb(0)).log() for row in truth.joint(p.x)]
            scale = p.x.shape[1] * 10 + float(np.abs([float(v.mid()) for v in levels]).max())
            near(numeric.score_samples(p.x, m), np.array(levels, dtype=object), scale)
            for row, label in zip(shares, numeric.predict(p.x, m).tolist(), strict=True):
                assert row[label].mid() >= max(v.mid() for v in row) - arb("1e-12")


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "learn",
    [(True, True, True), (False, True, True), (True, True, False), (True, False, True),
     (False, True, False)],
)  # fmt: skip
@pytest.mark.parametrize("hard", [False, True])
def test_steps(kind: str, learn: tuple[bool, bool, bool], hard: bool) -> None:
    compared, enough = 0, 12
    with exact.precision(400):
        for tried, p in enumerate(POOL):
            if tried >= len(PROBLEMS) and compared >= enough:
                break
            s, reg = row_weights(p), p.sigma2 / 8
            at, m = exactly(start(p, kind)), start(p, kind)
            for steps in (1, 2):
                if hard and (empty(at, p) or tied(at, p)):
                    break  # D5 is compared elsewhere, and ties below
                before = at.log_likelihood(p.x, s, hard)
                at = at.step(
                    p.x, s, weights=learn[0], means=learn[1], covariances=learn[2], hard=hard,
                    reg=reg,
                )  # fmt: skip
                found = numeric.run_em(
                    p.x, m, learn_weights=learn[0], learn_means=learn[1],
                    learn_covariances=learn[2], sample_weight=s,
                    assignment="hard" if hard else "soft", reg_covar=reg, max_iter=steps, tol=0.0,
                )  # fmt: skip
                if found.n_iter < steps:
                    break
                same(found.mixture, at, p)
                scale = float(s.sum()) * p.x.shape[1] * (10 + abs(float(np.log(p.sigma2))))
                assert exact.relative_error(found.history[steps - 1], before, scale) < TOLERANCE
                after = at.log_likelihood(p.x, s, hard)
                assert exact.relative_error(found.log_likelihood, after, scale) < TOLERANCE
                compared += 1
    assert compared >= enough


def test_soft_kmeans() -> None:
    with exact.precision(400):
        for p in PROBLEMS:
            size = len(p.means)
            at = exact.Mixture(p.means, [fmpq(1, size)] * size, p.sigma2)
            step = exact.em_step(p.x, at, learn_weights=False, learn_sigma2=False)
            found = numeric.run_soft_kmeans(p.x, p.means, 2 * p.sigma2, max_iter=1, tol=0.0)
            scale = float(np.abs(p.x).max())
            near(found.mixture.means, np.array(step.means, dtype=object), scale)
            np.testing.assert_array_equal(found.mixture.weights, np.full(size, 1 / size))
            assert float(found.mixture.covariances) == p.sigma2


def test_lloyd_of_weighted_points() -> None:
    for p in random_problems(140, SEED):
        s = row_weights(p)
        means = p.means
        for _ in range(3):
            labels = exact.labels(p.x, means)
            found = numeric.run_lloyd(p.x, means, sample_weight=s, max_iter=1)
            truth = exact.rationals(means)
            for k in set(labels.tolist()):
                rows = [n for n, label in enumerate(labels) if label == k]
                total = sum((exact.rational(s[n]) for n in rows), fmpq(0))
                truth[k] = [
                    sum((exact.rational(s[n]) * exact.rational(p.x[n, e]) for n in rows), fmpq(0))
                    / total
                    for e in range(p.x.shape[1])
                ]
            near(found.means, np.array(truth, dtype=object), float(np.abs(p.x).max()) + 1e-300)
            after = exact.labels(p.x, found.means)
            assert found.labels.tolist() == after.tolist()
            assert found.empty.tolist() == sorted(set(range(len(means))) - set(after.tolist()))
            d = exact.squared_distances(p.x, found.means)
            total = sum(
                (exact.rational(s[n]) * d[n][k] for n, k in enumerate(after.tolist())), fmpq(0)
            )
            assert exact.relative_error(found.distortion, total) < 1e-12
            means = found.means


@pytest.mark.parametrize("fuzzifier", [1.5, 2.0, 3.0])
def test_fuzzy_memberships_and_one_step(fuzzifier: float) -> None:
    with exact.precision(400):
        for p in PROBLEMS:
            power = arb(1) / (exact.ball(fuzzifier) - 1)
            truth = []
            for row in exact.squared_distances(p.x, p.means):
                zero = [k for k, d in enumerate(row) if d == 0]
                if zero:
                    truth.append([arb(int(k in zero)) / len(zero) for k in range(len(row))])
                else:
                    terms = [exact.ball(1 / d) ** power for d in row]
                    truth.append([t / sum(terms, arb(0)) for t in terms])
            near(
                numeric.fuzzy_memberships(p.x, p.means, fuzzifier), np.array(truth, dtype=object), 1
            )
            raised = [
                [arb(0) if u == 0 else u if u == 1 else u ** exact.ball(fuzzifier) for u in row]
                for row in truth
            ]
            totals = [sum(column, arb(0)) for column in zip(*raised, strict=True)]
            if any(total == 0 for total in totals):
                continue
            means = [
                [
                    sum((r[k] * exact.rational(x[e]) for r, x in zip(raised, p.x, strict=True)), 0)
                    / totals[k]
                    for e in range(p.x.shape[1])
                ]
                for k in range(len(p.means))
            ]
            found = numeric.run_fuzzy_c_means(p.x, p.means, fuzzifier, max_iter=1, tol=0.0)
            near(found.means, np.array(means, dtype=object), float(np.abs(p.x).max()))
            d = exact.squared_distances(p.x, p.means)
            loss = sum(
                (
                    a * b
                    for r, row in zip(raised, d, strict=True)
                    for a, b in zip(r, row, strict=True)
                ),
                arb(0),
            )
            assert exact.relative_error(found.history[0], loss) < TOLERANCE


@pytest.mark.parametrize("kind", KINDS)
def test_a_mixture_from_centres(kind: str) -> None:
    for p in random_problems(70, SEED):
        value = exact.distortion(p.x, p.means) / p.x.size
        if value == 0:
            continue
        m = numeric.mixture_from_centres(p.x, p.means, kind)  # type: ignore[arg-type]
        assert m.covariance_type == kind
        np.testing.assert_array_equal(m.means, p.means)
        np.testing.assert_array_equal(m.weights, np.full(len(p.means), 1 / len(p.means)))
        for c in matrices(m):
            for e, row in enumerate(c):
                for f, entry in enumerate(row):
                    truth = value if e == f else 0
                    assert exact.relative_error(exact.nearest_double(entry), truth) < 1e-12


def test_traversal_takes_the_farthest_point() -> None:
    for p in random_problems(140, SEED):
        size = min(len(p.means), len(np.unique(p.x, axis=0)))
        rows = numeric.traversal(p.x, size).tolist()
        centre = [sum(c, fmpq(0)) / len(p.x) for c in zip(*exact.rationals(p.x), strict=True)]
        d = [row[0] for row in exact.squared_distances(p.x, [centre])]
        assert exact.nearest_double(d[rows[0]] - min(d)) <= 1e-9 * exact.nearest_double(max(d))
        for i in range(1, size):
            least = [min(row) for row in exact.squared_distances(p.x, p.x[rows[:i]])]
            assert exact.nearest_double(
                max(least) - least[rows[i]]
            ) <= 1e-12 * exact.nearest_double(max(least))


def test_hard_labels_take_the_lowest_index_at_ties() -> None:
    """As `run_em` promises, also where a spherical covariance is given as another kind."""
    compared = 0
    for p in PROBLEMS:
        s = row_weights(p)
        size, dimension = p.means.shape
        prior, eye = np.full(size, 1 / size), np.eye(dimension)
        covariances: dict[str, Any] = {
            "shared": p.sigma2,
            "spherical": np.full(size, p.sigma2),
            "diag": np.full(p.means.shape, p.sigma2),
            "tied": p.sigma2 * eye,
            "full": p.sigma2 * np.broadcast_to(eye, (size, dimension, dimension)),
        }
        labels = exact.labels(p.x, p.means)
        if len(set(labels.tolist())) < size:
            continue
        totals = [s[labels == k].sum() / s.sum() for k in range(size)]
        for kind in KINDS:
            m = Mixture(prior, p.means, np.asarray(covariances[kind]), kind)  # type: ignore[arg-type]
            found = numeric.run_em(
                p.x, m, assignment="hard", sample_weight=s, reg_covar=p.sigma2, max_iter=1
            )
            if found.n_iter == 1:
                np.testing.assert_allclose(found.mixture.weights, totals, rtol=1e-12)
                compared += 1
    assert compared > 12
