"""Every public function of `numeric` against exact arithmetic, relatively, near the limit too.

`ORACLES` names a check for each; `REASONS` says why the rest needs none. A new public name must
be put into one of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from flint import arb, fmpq
from hardlimit import numeric
from hardlimit.numeric import Problem, exact, random_problems
from hardlimit.numeric.problems import limit_problems

from ... import sizes

SEED = sizes.seed(31)
PROBLEMS = (*random_problems(105, SEED), *limit_problems(75, SEED))
#: Gaps may have relative errors up to 2^-36, which exponents multiply.
SOFT = 1e-9
SHARP = 1e-12


def agree(got: Any, truth: Any, tolerance: float, scale: float = 0.0) -> None:
    """All entries of an array are those of a (nested) list of exact values or balls."""
    got = np.asarray(got, dtype=float)
    if isinstance(truth, list):
        assert got.shape[0] == len(truth)
        for value, true in zip(got, truth, strict=True):
            agree(value, true, tolerance, scale)
        return
    assert got.shape == ()
    assert exact.relative_error(float(got), truth, scale) <= tolerance, (float(got), truth)


def reach(p: Problem) -> float:
    return float(np.abs(p.x).max())


def logarithms(p: Problem) -> float:
    return p.x.size * (2 + abs(math.log(p.sigma2)))


def weights_of(p: Problem) -> Iterator[Any]:
    """The weights of the problem, and others of which one is zero."""
    yield p.weights
    if len(p.weights) > 1:
        other = p.weights.copy()
        other[1] += other[0]
        other[0] = 0
        yield other


def mixtures(p: Problem) -> Iterator[exact.Mixture]:
    """Shared and different variances, positive weights and a zero one."""
    for weights in weights_of(p):
        yield exact.Mixture(p.means, weights, p.sigma2)
        yield exact.Mixture(p.means, weights, p.sigma2 * np.arange(1, len(weights) + 1))


def plogq(p: Any, q: Any) -> Any:
    return arb(0) if p == 0 else exact.ball(p) * exact.ball(q).log()


def hard_mixtures(p: Problem) -> Iterator[exact.Mixture]:
    for weights in weights_of(p):
        yield exact.Mixture(p.means, weights, 0.0)


# -- distances, gaps, labels -----------------------------------------------------------
def squared_distances(p: Problem) -> None:
    agree(numeric.squared_distances(p.x, p.means), exact.squared_distances(p.x, p.means), SHARP)


def gaps(p: Problem) -> None:
    truth = exact.gaps(p.x, p.means)
    got = numeric.gaps(p.x, p.means)
    agree(got, truth, SOFT)
    assert (got == 0).tolist() == [[gap == 0 for gap in row] for row in truth]


def assign(p: Problem) -> None:
    assert numeric.assign(p.x, p.means).tolist() == exact.labels(p.x, p.means).tolist()


def update(p: Problem) -> None:
    for labels in (exact.labels(p.x, p.means), p.responsibilities.argmax(axis=1)):
        got = numeric.update(p.x, labels, len(p.means), p.means)
        agree(got, exact.cluster_means(p.x, labels, p.means), SHARP, reach(p))


def distortion(p: Problem) -> None:
    agree(numeric.distortion(p.x, p.means), exact.distortion(p.x, p.means), SHARP)


def assignment_distortion(p: Problem) -> None:
    labels = p.responsibilities.argmax(axis=1)
    truth = exact.assignment_distortion(p.x, p.means, labels)
    agree(numeric.assignment_distortion(p.x, p.means, labels), truth, SHARP)


def lloyd(p: Problem) -> None:
    """Step by step from its own doubles, so that a rounded bisector does not matter."""
    run = numeric.lloyd(p.x, p.means)
    assert run.n_iter == len(run.trajectory) - 1
    assert run.converged
    np.testing.assert_array_equal(run.trajectory[0], p.means)
    for before, after in zip(run.trajectory, run.trajectory[1:], strict=False):
        labels = exact.labels(p.x, before)
        agree(after, exact.cluster_means(p.x, labels, before), SHARP, reach(p))
    np.testing.assert_array_equal(run.trajectory[-1], run.trajectory[-2])
    np.testing.assert_array_equal(run.means, run.trajectory[-1])
    assert run.labels.tolist() == exact.labels(p.x, run.means).tolist()
    agree(run.history, [exact.distortion(p.x, m) for m in run.trajectory], SHARP)
    assert run.distortion == run.history[-1]
    short = numeric.lloyd(p.x, p.means, max_iter=0)
    assert (short.n_iter, short.converged, len(short.history)) == (0, False, 1)


# -- responsibilities and means --------------------------------------------------------
def responsibilities(p: Problem) -> None:
    for at in mixtures(p):
        agree(numeric.responsibilities(p.x, *at), exact.responsibilities(p.x, at), SOFT)
    for at in hard_mixtures(p):
        truth = exact.hard_responsibilities(p.x, p.means, at.weights)
        agree(numeric.responsibilities(p.x, *at), truth, SHARP)


def hard_responsibilities(p: Problem) -> None:
    for weights in weights_of(p):
        truth = exact.hard_responsibilities(p.x, p.means, weights)
        agree(numeric.hard_responsibilities(p.x, p.means, weights), truth, SHARP)


def tie_weight(p: Problem) -> None:
    for weights in weights_of(p):
        truth = exact.tie_weights(p.x, p.means, weights)
        agree(numeric.tie_weight(p.x, p.means, weights), truth, SHARP)


def excess(p: Problem) -> None:
    r = exact.responsibilities(p.x, exact.Mixture(p.means, p.weights, p.sigma2))
    tied = exact.nearest(p.x, p.means)
    truth = [
        sum((v for k, v in enumerate(row) if k not in near), arb(0)) / sum(row[k] for k in near)
        for row, near in zip(r, tied, strict=True)
    ]
    agree(numeric.excess(p.x, p.means, p.weights, p.sigma2), truth, SOFT)
    assert not numeric.excess(p.x, p.means, p.weights, 0.0).any()


def total_variation(p: Problem) -> None:
    other = np.roll(p.responsibilities, 1, axis=0)
    rows = zip(exact.rationals(p.responsibilities), exact.rationals(other), strict=True)
    truth = [sum((abs(a - b) for a, b in zip(r, t, strict=True)), fmpq(0)) / 2 for r, t in rows]
    agree(numeric.total_variation(p.responsibilities, other), truth, SHARP)


def em_means(p: Problem) -> None:
    for at in mixtures(p):
        active = np.asarray(at.weights) > 0
        sub = exact.Mixture(p.means[active], np.asarray(at.weights)[active], np.asarray(at.sigma2))
        if sub.sigma2.ndim:
            sub = sub._replace(sigma2=sub.sigma2[active])
        else:
            sub = sub._replace(sigma2=float(sub.sigma2))
        got = numeric.em_means(p.x, *at)
        agree(got[active], [list(m) for m in exact.em_step(p.x, sub).means], SOFT, reach(p))
        np.testing.assert_array_equal(got[~active], p.means[~active])


def em_mean_limit(p: Problem) -> None:
    for weights in weights_of(p):
        truth = exact.mean_limit(p.x, p.means, weights)
        got = numeric.em_mean_limit(p.x, p.means, weights)
        agree(got.means, truth.means, SHARP, max(reach(p), float(np.abs(p.means).max())))
        assert got.empty.tolist() == truth.empty
        np.testing.assert_array_equal(numeric.em_means(p.x, p.means, weights, 0.0), got.means)


# -- M-steps ---------------------------------------------------------------------------
def column_moments(p: Problem, centres: Any) -> tuple[list[Any], list[Any]]:
    """N_k and sum_n r_nk d_nk."""
    r = exact.rationals(p.responsibilities)
    d = exact.squared_distances(p.x, centres)
    parts = range(len(p.means))
    totals = [sum((row[k] for row in r), fmpq(0)) for k in parts]
    moments = [sum((a[k] * b[k] for a, b in zip(r, d, strict=True)), fmpq(0)) for k in parts]
    return totals, moments


def exact_means(p: Problem) -> list[list[Any]]:
    r, x = exact.rationals(p.responsibilities), exact.rationals(p.x)
    out = []
    for k in range(len(p.means)):
        total = sum((row[k] for row in r), fmpq(0))
        sums = [
            sum((a[k] * b[e] for a, b in zip(r, x, strict=True)), fmpq(0))
            for e in range(p.x.shape[1])
        ]
        out.append([value / total for value in sums])
    return out


def mean_update(p: Problem) -> None:
    agree(numeric.mean_update(p.x, p.responsibilities), exact_means(p), SHARP, reach(p))
    hard = np.eye(len(p.means))[exact.labels(p.x, p.means)]
    truth = exact.cluster_means(p.x, exact.labels(p.x, p.means), p.means)
    agree(numeric.mean_update(p.x, hard, p.means), truth, SHARP, reach(p))


def weight_update(p: Problem) -> None:
    totals, _ = column_moments(p, p.means)
    got = numeric.weight_update(p.responsibilities)
    agree(got, [total / len(p.x) for total in totals], SHARP)


def shared_variance(p: Problem) -> None:
    _, moments = column_moments(p, p.means)
    got = numeric.shared_variance(p.x, p.means, p.responsibilities)
    agree(got, sum(moments, fmpq(0)) / p.x.size, SHARP)


def component_variances(p: Problem) -> None:
    totals, moments = column_moments(p, p.means)
    truth = [m / (t * p.x.shape[1]) for m, t in zip(moments, totals, strict=True)]
    agree(numeric.component_variances(p.x, p.means, p.responsibilities), truth, SHARP)
    for function in (numeric.component_variances, numeric.component_covariances):
        with pytest.raises(ValueError, match=f"component {len(p.means)} is empty"):
            function(
                p.x,
                np.vstack([p.means, p.means[:1]]),
                np.column_stack([p.responsibilities, np.zeros(len(p.x))]),
            )


def component_covariances(p: Problem) -> None:
    r, x = exact.rationals(p.responsibilities), exact.rationals(p.x)
    means, size = exact.rationals(p.means), range(p.x.shape[1])
    truth = []
    for k, m in enumerate(means):
        total = sum((row[k] for row in r), fmpq(0))
        truth.append(
            [
                [
                    sum(
                        (a[k] * (b[e] - m[e]) * (b[f] - m[f]) for a, b in zip(r, x, strict=True)),
                        fmpq(0),
                    )
                    / total
                    for f in size
                ]
                for e in size
            ]
        )
    largest = max(
        float(exact.nearest_double(d)) for row in exact.squared_distances(p.x, p.means) for d in row
    )
    agree(numeric.component_covariances(p.x, p.means, p.responsibilities), truth, SHARP, largest)


# -- objectives ------------------------------------------------------------------------
def log_density(p: Problem) -> None:
    for mean in p.means:
        alone = exact.Mixture([mean], [1], p.sigma2)
        truth = [exact.log_likelihood([point], alone) for point in p.x]
        agree(numeric.log_density(p.x, mean, p.sigma2), truth, SHARP, logarithms(p))


def log_likelihood(p: Problem) -> None:
    for at in mixtures(p):
        truth = exact.log_likelihood(p.x, at)
        agree(numeric.log_likelihood(p.x, *at), truth, SHARP, logarithms(p))
    at_points = exact.distortion(p.x, p.means) == 0
    limit = numeric.log_likelihood(p.x, p.means, p.weights, 0.0)
    assert limit == (math.inf if at_points else -math.inf)


def expected_density(p: Problem, sigma2: Any, weights: Any) -> Any:
    """Q, from the densities of the single components."""
    spread = np.broadcast_to(sigma2, (len(p.means),))
    total = arb(0)
    for n, row in enumerate(exact.rationals(p.responsibilities)):
        for k, share in enumerate(row):
            if share != 0:
                alone = exact.Mixture([p.means[k]], [1], float(spread[k]))
                density = exact.log_likelihood([p.x[n]], alone)
                total += exact.ball(share) * density + plogq(share, weights[k])
    return total


def expected_complete_log_likelihood(p: Problem) -> None:
    for sigma2 in (p.sigma2, p.sigma2 * np.arange(1, len(p.means) + 1)):
        got = numeric.expected_complete_log_likelihood(
            p.x, p.responsibilities, p.means, p.weights, sigma2
        )
        agree(got, expected_density(p, sigma2, p.weights), SHARP, logarithms(p))


def entropies(p: Problem) -> list[Any]:
    rows = exact.rationals(p.responsibilities)
    return [-sum((plogq(v, v) for v in row), arb(0)) for row in rows]


def evidence_lower_bound(p: Problem) -> None:
    got = numeric.evidence_lower_bound(p.x, p.responsibilities, p.means, p.weights, p.sigma2)
    truth = expected_density(p, p.sigma2, p.weights) + sum(entropies(p), arb(0))
    agree(got, truth, SHARP, logarithms(p))


def entropy(p: Problem) -> None:
    agree(numeric.entropy(p.responsibilities), entropies(p), SHARP)


def kl_divergence(p: Problem) -> None:
    other = (p.responsibilities + p.weights) / 2
    q = exact.rationals(p.responsibilities)
    truth = [
        sum((plogq(a, exact.ball(a) / exact.ball(b)) for a, b in zip(r, s, strict=True)), arb(0))
        for r, s in zip(q, exact.rationals(other), strict=True)
    ]
    agree(numeric.kl_divergence(p.responsibilities, other), truth, SHARP)


def soft_distortion(p: Problem) -> None:
    for weights in weights_of(p):
        at = exact.Mixture(p.means, weights, p.sigma2)
        got = numeric.soft_distortion(p.x, *at)
        agree(got, exact.soft_distortion(p.x, at), SHARP, len(p.x) * p.sigma2)
        active = [m for m, w in zip(p.means, weights, strict=True) if w > 0]
        limit = numeric.soft_distortion(p.x, p.means, weights, 0.0)
        agree(limit, exact.distortion(p.x, active), SHARP)


def softmin(p: Problem) -> None:
    energies = numeric.squared_distances(p.x, p.means)
    tau = p.sigma2 * 2
    for weights in weights_of(p):
        truth, limit = [], []
        for row in exact.rationals(energies):
            present = [(e, w) for e, w in zip(row, weights, strict=True) if w > 0]
            least = min(e for e, _ in present)
            terms = [
                exact.ball(w) * exact.ball((least - e) / exact.rational(tau)).exp()
                for e, w in present
            ]
            truth.append(exact.ball(least) - exact.ball(tau) * sum(terms, arb(0)).log())
            limit.append(least)
        agree(numeric.softmin(energies, weights, tau), truth, SHARP, tau)
        agree(numeric.softmin(energies, weights, 0.0), limit, SHARP)
        agree(numeric.softmin(energies[0], weights, tau), truth[0], SHARP, tau)
        agree(numeric.softmin(energies[0], weights, 0.0), limit[0], SHARP)


def expected_log_density(p: Problem) -> None:
    """For a multiple of the identity, and along the axes."""
    size = p.x.shape[1]
    spread = p.sigma2 * np.arange(1, size + 1)
    truth = arb(0)
    for n, share in enumerate(p.responsibilities[:, 0]):
        for e in range(size):
            alone = exact.Mixture([[p.means[0, e]]], [1], float(spread[e]))
            truth += exact.ball(share) * exact.log_likelihood([[p.x[n, e]]], alone)
    got = numeric.expected_log_density(p.x, p.responsibilities[:, 0], p.means[0], np.diag(spread))
    agree(got, truth, SHARP, logarithms(p))


ORACLES: dict[str, Callable[[Problem], None]] = {
    f.__name__: f
    for f in (
        assign, assignment_distortion, component_covariances, component_variances, distortion,
        em_mean_limit, em_means, entropy, evidence_lower_bound, excess,
        expected_complete_log_likelihood, expected_log_density, gaps, hard_responsibilities,
        kl_divergence, lloyd, log_density, log_likelihood, mean_update, responsibilities,
        shared_variance, soft_distortion, softmin, squared_distances, tie_weight,
        total_variation, update, weight_update,
    )
}  # fmt: skip

#: Where the oracles of other names stand, or why they have none.
REASONS = {
    "GaussianMixture": "an estimator over run_em; tests/numeric/estimators hold it to others",
    "KMeans": "an estimator over run_lloyd; tests/numeric/estimators hold it to others",
    "SoftKMeans": "an estimator over run_soft_kmeans; tests/numeric/estimators hold it to others",
    **dict.fromkeys(
        (
            "fuzzy_memberships",
            "mixture_from_centres",
            "predict",
            "predict_proba",
            "run_em",
            "run_fuzzy_c_means",
            "run_lloyd",
            "run_soft_kmeans",
            "score_samples",
            "traversal",
        ),
        "in test_mixtures_of_all_kinds.py",
    ),
    **dict.fromkeys(
        (
            "border_error",
            "classification_criterion",
            "collapse_step",
            "distortion_floor",
            "dividing_ball",
            "em_jacobian",
            "folded_step",
            "gap_change_bound",
            "hardening_bound",
            "kmeans_centre",
            "own_width_shares",
            "power_excess",
            "rest_error_bound",
            "shared_step",
            "step_error_bound",
            "tropical_step",
            "variance_floor",
        ),
        "held against the formula of a theorem, evaluated exactly: a cross-check",
    ),
    **dict.fromkeys(
        ("critical_variance", "narrow_variance", "soft_centre"),
        "in tests/numeric/test_spherical.py",
    ),
    "Ball": "what dividing_ball returns, checked with it",
    "TropicalStep": "what tropical_step returns, checked with it",
    "CovarianceType": "a type",
    "EMResult": "what run_em returns, checked with it",
    "FuzzyResult": "what run_fuzzy_c_means returns, checked with it",
    "KMeansResult": "what run_lloyd returns, checked with it",
    "Mixture": "checks itself, see tests/numeric",
    "Rows": "input, see tests/numeric",
    "kmeans_plus_plus": "in test_draws.py",
    "rows_of": "input, see tests/numeric",
    "sample": "random, see tests/numeric",
    "LloydResult": "what lloyd returns, checked with it",
    "MeanLimit": "what em_mean_limit returns, checked with it",
    "Problem": "checks itself, see tests/numeric/test_problems.py",
    "SphericalGaussianMixture": "step by step in test_em_steps.py",
    "dask_map": "who works, see test_sources.py",
    "iris": "data, see tests/numeric/test_problems.py",
    "old_faithful": "data, see tests/numeric/test_problems.py",
    "random_problems": "inputs, see tests/numeric/test_problems.py",
    "limit_problems": "inputs, see test_limit_problems.py",
    "real_problems": "inputs, see tests/numeric/test_problems.py",
}


def test_every_public_name_has_an_oracle_or_a_reason() -> None:
    assert not ORACLES.keys() & REASONS.keys()
    assert set(numeric.__all__) - (ORACLES.keys() | REASONS.keys()) == set()
    assert ORACLES.keys() <= set(numeric.__all__)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(ORACLES))
def test_exact_arithmetic_agrees(name: str) -> None:
    check = ORACLES[name]
    with exact.precision(500):
        for problem in PROBLEMS:
            try:
                check(problem)
            except AssertionError as error:
                raise AssertionError(f"{name} at {problem.name}: {error}") from error
