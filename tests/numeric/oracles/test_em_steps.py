"""Fits by EM, step by step, against the same steps in balls.

Two bugs that formulas of single functions cannot see: a shared variance about the old means, and
fixed weights that are forgotten after the first step.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hardlimit.numeric import (
    Problem,
    SphericalGaussianMixture,
    exact,
    random_problems,
    traversal,
)
from hardlimit.numeric.problems import limit_problems

from ... import sizes

SEED = sizes.seed(47)
STEPS = 3


def overlapping(problem: Problem) -> bool:
    """Every component keeps responsibilities and variances of its own for some steps."""
    d = np.array([[float(exact.nearest_double(v)) for v in row]
                  for row in exact.squared_distances(problem.x, problem.means)])  # fmt: skip
    least = d.min(axis=0)
    several = len(np.unique(problem.x, axis=0)) > len(problem.means)
    return several and bool((least < 40 * problem.sigma2).all())


LIMIT = [p for p in limit_problems(200, SEED) if overlapping(p)]
PROBLEMS = [
    *(p for p in random_problems(84, SEED) if overlapping(p)),
    *[p for p in LIMIT if len(p.means) < 5][:12],
    *[p for p in LIMIT if len(p.means) >= 5][:6],
]


def test_enough_problems_count() -> None:
    assert len(PROBLEMS) >= 25
    assert sum(len(p.means) >= 5 for p in PROBLEMS) >= 4


def model(p: Problem, steps: int, **settings: Any) -> SphericalGaussianMixture:
    """The fit, which warns where the likelihood has no bound, and only there."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        out = SphericalGaussianMixture(
            len(p.means), means_init=p.means, max_iter=steps, tol=0.0, **settings
        ).fit(p.x)
    assert ["unbounded" in str(w.message) for w in said] == [True] * out.unbounded_
    return out


def compare(p: Problem, fitted: SphericalGaussianMixture, truth: exact.Mixture) -> None:
    reach = float(np.abs(p.x).max())
    spread = float(np.square(p.x - p.x[0]).max())
    means: Any = truth.means
    for got, true, scale in (
        (fitted.means_, exact.doubles(means), reach),
        (fitted.weights_, [exact.nearest_double(exact.ball(w)) for w in truth.weights], 1.0),
        (
            fitted.sigma2_,
            [exact.nearest_double(exact.ball(s)) for s in np.ravel(np.asarray(truth.sigma2))],
            spread,
        ),
    ):
        error = np.abs(np.ravel(got) - np.ravel(true)).max()
        assert error <= 1e-11 * scale, (p.name, got, true)


@pytest.mark.slow
@pytest.mark.parametrize("covariance", ["shared", "per_component"])
@pytest.mark.parametrize("learn_sigma2", [True, False])
@pytest.mark.parametrize("weights", ["learned", "uniform", "fixed"])
def test_steps_of_a_fit(covariance: Any, learn_sigma2: bool, weights: str) -> None:
    compared = 0
    for p in PROBLEMS:
        several = covariance == "per_component"
        start = p.sigma2 * np.arange(1, len(p.means) + 1) if several else p.sigma2
        settings: dict[str, Any] = {"covariance_type": covariance}
        settings["sigma2_init" if learn_sigma2 else "sigma2"] = start
        prior: Any = np.full(len(p.means), 1 / len(p.means))
        if weights == "learned":
            prior = settings["weights_init"] = p.weights
        elif weights == "fixed":
            prior = settings["weights"] = p.weights
        else:
            settings["weights"] = "uniform"
        at = exact.Mixture(p.means, prior, start)
        with exact.precision(500):
            for steps in range(1, STEPS + 1):
                at = exact.em_step(
                    p.x, at, learn_weights=weights == "learned", learn_sigma2=learn_sigma2
                )
                fitted = model(p, steps, **settings)
                if fitted.n_iter_ < steps or fitted.unbounded_:
                    break  # a fixed point in doubles, or no maximum
                compare(p, fitted, at)
                compared += 1
                # On from here: near a border steps enlarge a last digit without bound.
                at = exact.Mixture(
                    fitted.means_,
                    fitted.weights_ if weights == "learned" else prior,
                    fitted.sigma2_ if learn_sigma2 else start,
                )
    assert compared >= 2 * len(PROBLEMS)


def test_likelihoods_along_a_fit() -> None:
    for p in PROBLEMS:
        fitted = model(p, STEPS, sigma2_init=p.sigma2, weights="uniform")
        at = exact.Mixture(p.means, np.full(len(p.means), 1 / len(p.means)), p.sigma2)
        with exact.precision(500):
            for value in fitted.log_likelihood_history_:
                scale = p.x.size * (2 + abs(np.log(p.sigma2)))
                assert exact.relative_error(value, exact.log_likelihood(p.x, at), scale) < 1e-11
                at = exact.em_step(p.x, at, learn_weights=False)
            last = exact.log_likelihood(p.x, exact.Mixture(*_parameters(fitted)))
            assert exact.relative_error(fitted.lower_bound_ * len(p.x), last, scale) < 1e-11


def _parameters(fitted: SphericalGaussianMixture) -> tuple[Any, Any, Any]:
    return fitted.means_, fitted.weights_, fitted.sigma2_


def test_probabilities_and_labels_of_a_fit() -> None:
    for p in PROBLEMS:
        fitted = model(p, 1, sigma2=p.sigma2, weights=p.weights)
        with exact.precision(500):
            shares = exact.responsibilities(p.x, exact.Mixture(*_parameters(fitted)))
            truth = exact.doubles(shares)
            for row, label in zip(shares, fitted.predict(p.x).tolist(), strict=True):
                # Not by the shares in doubles: these may be equal where one is larger.
                assert all(share < row[label] for share in row[:label])
                assert not any(share > row[label] for share in row)
        np.testing.assert_allclose(fitted.predict_proba(p.x), truth, rtol=1e-9, atol=1e-300)


def test_the_limit_is_a_fit_of_its_own() -> None:
    """sigma2=0: means by D5, weights by the split ties."""
    for p in (*random_problems(70, SEED), *limit_problems(30, SEED)):
        fitted = model(p, 1, sigma2=0.0, weights_init=p.weights)
        truth = exact.mean_limit(p.x, p.means, p.weights)
        reach = max(float(np.abs(p.x).max()), float(np.abs(p.means).max()))
        got, true = fitted.means_, exact.doubles(truth.means)
        assert np.abs(got - true).max() <= 1e-13 * reach, p.name
        shares = exact.hard_responsibilities(p.x, p.means, p.weights)
        columns = [sum(column) / len(p.x) for column in zip(*shares, strict=True)]
        np.testing.assert_allclose(
            fitted.weights_, [exact.nearest_double(c) for c in columns], rtol=1e-13
        )


def test_the_two_bugs_are_told_apart() -> None:
    """With the variance about the old means, or with uniform weights later on, no agreement."""
    seen = {"old means": 0, "uniform": 0}
    unequal = [p for p in PROBLEMS if len(set(p.weights.tolist())) > 1 and len(p.means) < len(p.x)]
    for p in unequal:
        fitted = model(p, 1, sigma2_init=p.sigma2, weights="uniform")
        uniform = np.full(len(p.means), 1 / len(p.means))
        with exact.precision(500):
            at = exact.Mixture(p.means, uniform, p.sigma2)
            step = exact.em_step(p.x, at, learn_weights=False)
            r = exact.responsibilities(p.x, at)
            d = exact.squared_distances(p.x, p.means)
            about_old = sum(
                sum(a * b for a, b in zip(*row, strict=True)) for row in zip(r, d, strict=True)
            )
            seen["old means"] += _differs(p, fitted, step._replace(sigma2=about_old / p.x.size))
            fitted = model(p, 2, sigma2=p.sigma2, weights=p.weights)
            at = exact.Mixture(p.means, p.weights, p.sigma2)
            step = exact.em_step(p.x, at, learn_weights=False, learn_sigma2=False)
            step = exact.em_step(
                p.x, step._replace(weights=uniform), learn_weights=False, learn_sigma2=False
            )
            seen["uniform"] += _differs(p, fitted, step._replace(weights=p.weights))
    assert min(seen.values()) >= len(unequal) // 2 >= 8, (seen, len(unequal))


def _differs(p: Problem, fitted: SphericalGaussianMixture, truth: exact.Mixture) -> bool:
    try:
        compare(p, fitted, truth)
    except AssertionError:
        return True
    return False


@pytest.mark.parametrize("covariance", ["shared", "per_component"])
def test_the_default_start(covariance: Any) -> None:
    """Uniform weights, the variance D/(ND) of the means, and those of Lloyd from a traversal."""
    for p in PROBLEMS:
        value = exact.distortion(p.x, p.means) / p.x.size
        if value == 0:
            continue
        fitted = model(p, 0, covariance_type=covariance)
        size = len(p.means)
        assert fitted.n_iter_ == 0
        np.testing.assert_array_equal(fitted.means_, p.means)
        np.testing.assert_array_equal(fitted.weights_, np.full(size, 1 / size))
        assert np.shape(fitted.sigma2_) == (() if covariance == "shared" else (size,))
        for variance in np.ravel(fitted.sigma2_).tolist():
            assert exact.relative_error(variance, value) < 1e-12
        first = p.x[traversal(p.x, size)]
        far = [[min(row)] for row in exact.squared_distances(p.x, first[:1])]
        if size > 1:
            second = exact.squared_distances(first[1:2], first[:1])[0][0]
            short = exact.nearest_double(max(far)[0] - second)
            assert short <= 1e-12 * exact.nearest_double(max(far)[0])
        chosen = SphericalGaussianMixture(size, sigma2=1.0, max_iter=0).fit(p.x).means_
        # A fixed point of Lloyd's algorithm, and no worse than one step from there.
        wanted = exact.doubles(exact.cluster_means(p.x, exact.labels(p.x, chosen), chosen))
        np.testing.assert_allclose(chosen, wanted, rtol=1e-12, atol=1e-12 * np.abs(p.x).max())
        least, step = (exact.distortion(p.x, m) for m in (chosen, exact.lloyd(p.x, first, 1)[1]))
        assert exact.nearest_double(least) <= exact.nearest_double(step) * (1 + 1e-12)
