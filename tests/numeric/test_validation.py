"""Malformed input is refused with one clear sentence, before anything is computed."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hardlimit import numeric

X = np.array([[0.0, 0.0], [1.0, 0.0], [5.0, 5.0]])
MEANS = np.array([[0.0, 0.0], [5.0, 5.0]])
WEIGHTS = np.array([0.5, 0.5])
R = np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]])

TAKES_MIXTURE: list[Callable[..., Any]] = [
    numeric.responsibilities,
    numeric.excess,
    numeric.em_means,
    numeric.log_likelihood,
    numeric.soft_distortion,
]


@pytest.mark.parametrize("function", TAKES_MIXTURE)
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.array([[np.nan, 0.0]]), MEANS, WEIGHTS, 1.0), "x contains NaN or infinity"),
        ((np.array([[np.inf, 0.0]]), MEANS, WEIGHTS, 1.0), "x contains NaN or infinity"),
        ((X[:, 0], MEANS, WEIGHTS, 1.0), r"x must have 2 axes, but its shape is \(3,\)"),
        ((X[:0], MEANS, WEIGHTS, 1.0), r"x must not be empty, but its shape is \(0, 2\)"),
        (("text", MEANS, WEIGHTS, 1.0), "x is not an array of real numbers"),
        ((X, MEANS[:0], WEIGHTS, 1.0), r"means must not be empty"),
        ((X, MEANS[:, :1], WEIGHTS, 1.0), "means has points of dimension 1, but x has dimension 2"),
        ((X, MEANS * np.nan, WEIGHTS, 1.0), "means contains NaN or infinity"),
        ((X, MEANS, [1.0], 1.0), "weights must have length 2, but its length is 1"),
        ((X, MEANS, [1.5, -0.5], 1.0), "weights must not be negative"),
        ((X, MEANS, [0.5, 0.4], 1.0), "weights must sum to one, but the sum is 0.9"),
        ((X, MEANS, [np.nan, 1.0], 1.0), "weights contains NaN or infinity"),
        ((X, MEANS, WEIGHTS, -1.0), "sigma2 must not be negative, but it is -1.0"),
        ((X, MEANS, WEIGHTS, np.nan), "sigma2 contains NaN or infinity"),
        ((X, MEANS, WEIGHTS, np.inf), "sigma2 contains NaN or infinity"),
    ],
)
def test_functions_of_a_mixture(
    function: Callable[..., Any], arguments: tuple[Any, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        function(*arguments)


@pytest.mark.parametrize("function", [numeric.log_likelihood, numeric.soft_distortion])
def test_values_that_are_squares_of_coordinates_have_their_range(
    function: Callable[..., Any],
) -> None:
    with pytest.raises(ValueError, match=r"beyond 1e\+150 .* power of two"):
        function(X * 1e155, MEANS, WEIGHTS, 1.0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: numeric.responsibilities(X, MEANS, WEIGHTS, [1.0, 0.0]), "must be positive here"),
        (lambda: numeric.em_means(X, MEANS, WEIGHTS, [1.0] * 3), "must be one number or 2"),
        (lambda: numeric.soft_distortion(X, MEANS, WEIGHTS, [1.0, 2.0]), "must have 0 axes"),  # type: ignore[arg-type]
        (lambda: numeric.log_density(X, MEANS, 1.0), "mean must have 1 axes"),
        (lambda: numeric.log_density(X, MEANS[0], 0.0), "sigma2 must be positive here"),
        (lambda: numeric.mean_update(X, R[:2]), "r has 2 rows, but x has 3"),
        (lambda: numeric.mean_update(X, -R), "r must not be negative"),
        (lambda: numeric.mean_update(X, R, MEANS[:1]), "previous has 1 centres, but r has 2"),
        (lambda: numeric.weight_update(R / 2), "every row of r must sum to one"),
        (lambda: numeric.shared_variance(X, MEANS[:1], R), "r has 2 columns, but there are 1"),
        (lambda: numeric.shared_variance(X, MEANS, R / 2), "every row of r must sum to one"),
        (lambda: numeric.entropy([0.5, 0.6]), "every row of r must sum to one"),
        (lambda: numeric.entropy([1.5, -0.5]), "r must not be negative"),
        (lambda: numeric.kl_divergence([1.0], [0.5, 0.5]), r"q has shape \(1,\), but p has shape"),
        (lambda: numeric.total_variation(R, R[:2]), r"r has shape \(3, 2\), but t has shape"),
        (
            lambda: numeric.expected_complete_log_likelihood(X, R, MEANS[:1], [1.0], 1.0),
            "r has 2 columns, but there are 1 means",
        ),
        (lambda: numeric.softmin([1.0, 2.0], [0.5, 0.5], -1.0), "tau must not be negative"),
        (lambda: numeric.softmin([1.0, np.inf], [0.5, 0.5], 1.0), "energies contains NaN"),
        (lambda: numeric.update(X, [0, 1, 2], 2, MEANS), r"labels must lie in 0\.\.1"),
        (lambda: numeric.update(X, [0, -1, 1], 2, MEANS), r"labels must lie in 0\.\.1"),
        (lambda: numeric.update(X, [0, 1], 2, MEANS), "labels must have length 3"),
        (lambda: numeric.update(X, [0.0, 1.0, 1.0], 2, MEANS), "labels must be integers"),
        (lambda: numeric.lloyd(X, MEANS, max_iter=-1), "max_iter must not be negative"),
        (lambda: numeric.random_problems(-1, 0), "count and seed must not be negative"),
    ],
)
def test_other_functions(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"n_components": 0}, "n_components must be at least 1, but it is 0"),
        ({"covariance_type": "full"}, 'must be "shared" or "per_component", but it is .full.'),
        ({"max_iter": -1}, "max_iter must not be negative"),
        ({"tol": -1.0}, "tol must not be negative"),
        ({"tol": float("nan")}, "tol must not be negative"),
        ({"means_init": MEANS[:1]}, "means_init must have 2 rows, but it has 1"),
        ({"means_init": MEANS[:, :1]}, "means_init has points of dimension 1"),
        ({"weights": "equal"}, 'weights must be "learned", "uniform" or numbers'),
        ({"weights": [0.5, 0.6]}, "weights must sum to one"),
        ({"weights_init": [0.5]}, "weights_init must have length 2"),
        ({"weights": "uniform", "weights_init": WEIGHTS}, "weights_init has no effect"),
        ({"sigma2": 1.0, "sigma2_init": 1.0}, "sigma2_init has no effect"),
        ({"sigma2": -1.0}, "sigma2 must not be negative"),
        ({"sigma2": [1.0, 1.0]}, "sigma2 must have 0 axes"),
        ({"sigma2_init": 0.0}, "sigma2_init must be positive"),
        ({"sigma2": "fixed"}, "sigma2 is not an array of real numbers"),
        ({"covariance_type": "per_component", "sigma2": 0.0}, "sigma2 must be positive"),
        ({"covariance_type": "per_component", "sigma2": [1.0]}, "must be one number or 2"),
    ],
)
def test_the_estimator(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        numeric.SphericalGaussianMixture(**{"n_components": 2, **parameters}).fit(X)


def test_coincidence_with_all_initial_centres_needs_a_variance_to_start_from() -> None:
    model = numeric.SphericalGaussianMixture(2, covariance_type="per_component", means_init=MEANS)
    with pytest.raises(ValueError, match="no positive variance to start from; give sigma2_init"):
        model.fit(MEANS)


def test_arguments_are_not_modified() -> None:
    for array in (X, MEANS, WEIGHTS, R):
        array.setflags(write=False)
    numeric.lloyd(X, MEANS)
    numeric.em_mean_limit(X, MEANS, WEIGHTS)
    numeric.mean_update(X, R, MEANS)[0] = 9.0
    numeric.SphericalGaussianMixture(2, means_init=MEANS, weights_init=WEIGHTS).fit(X)
    assert MEANS[0].tolist() == [0.0, 0.0]
