"""Malformed input is refused with one clear sentence, before anything is computed."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hardlimit import numeric

X = np.array([[0.0, 0.0], [1.0, 0.0], [5.0, 5.0]])
MEANS = np.array([[0.0, 0.0], [5.0, 5.0]])
WEIGHTS = np.array([0.5, 0.5])
# Wrong arguments are the point here.
API: Any = numeric
START = numeric.Mixture(WEIGHTS, MEANS, np.asarray(1.0))
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


def test_coincidence_with_all_initial_centres_is_unbounded_at_once() -> None:
    for kind in ("shared", "per_component"):
        model = numeric.SphericalGaussianMixture(2, covariance_type=kind, means_init=MEANS)
        with pytest.warns(RuntimeWarning, match="likelihood is unbounded"):
            model.fit(MEANS)
        assert model.unbounded_
        assert not model.converged_
        assert model.predict(MEANS).tolist() == [0, 1]


STRANGE: list[tuple[Any, str]] = [
    (np.ma.masked_array(X, mask=X > 4), "x is a masked array"),
    (np.ma.masked_array(X), "x is a masked array"),
    (X + 1j, "x is not an array of real numbers: its type is complex128"),
    (np.array([["2020-01-01"], ["2021-01-01"]], dtype="datetime64[D]"), "its type is datetime64"),
    (np.array([[1], [2]], dtype="timedelta64[s]"), "its type is timedelta64"),
    ([["1.5", "2"], ["3", "4"]], "x is not an array of real numbers: its type is <U3"),
    ([[b"1", b"2"]], "x is not an array of real numbers: its type is .S1"),
    ([[1.0, "2"], [3.0, 4.0]], "x is not an array of real numbers"),
    (np.array([[1.0, "2"]], dtype=object), "it holds str"),
    (np.array([[1.0, None]], dtype=object), "it holds NoneType"),
    ([[10**400, 1]], "x holds a number beyond the range of doubles"),
    ([[1.0, 2.0], [3.0]], "x is not an array of real numbers"),
    (None, "x is not an array of real numbers: it holds NoneType"),
    (3.0, r"x must have 2 axes, but its shape is \(\)"),
]


@pytest.mark.parametrize(("x", "message"), STRANGE)
def test_what_numpy_would_turn_into_numbers_is_refused(x: Any, message: str) -> None:
    start = API.Mixture(WEIGHTS, MEANS, np.asarray(1.0))
    for call in (
        lambda: API.responsibilities(x, MEANS, WEIGHTS, 1.0),
        lambda: API.gaps(x, MEANS),
        lambda: API.run_em(x, start),
        lambda: API.run_lloyd(x, MEANS),
        lambda: API.run_fuzzy_c_means(x, MEANS),
        lambda: API.predict_proba(x, start),
        lambda: API.SphericalGaussianMixture(2).fit(x),
        lambda: API.traversal(x, 1),
    ):
        with pytest.raises(ValueError, match=message):
            call()


NO_COUNTS: list[tuple[Any, str]] = [
    (1.5, "must be a whole number, but it is 1.5"),
    (2.0, "must be a whole number, but it is 2.0"),
    (None, "must be a whole number, but it is None"),
    ("3", "must be a whole number, but it is '3'"),
    (True, "must be a whole number, but it is True"),
    ([3], "must be a whole number, but it is of type list"),
    (10**400, "must be at most 2147483647, but it is a number of 1329 bits"),
    (-(10**400), "but it is a number of 1329 bits"),
    (-1, "but it is -1"),
]


@pytest.mark.parametrize(("value", "message"), NO_COUNTS)
def test_counts_are_whole_numbers(value: Any, message: str) -> None:
    start = API.Mixture(WEIGHTS, MEANS, np.asarray(1.0))
    for name, call in (
        ("max_iter", lambda: API.run_em(X, start, max_iter=value)),
        ("max_iter", lambda: API.run_lloyd(X, MEANS, max_iter=value)),
        ("max_iter", lambda: API.lloyd(X, MEANS, max_iter=value)),
        ("max_iter", lambda: API.run_soft_kmeans(X, MEANS, 1.0, max_iter=value)),
        ("max_iter", lambda: API.run_fuzzy_c_means(X, MEANS, max_iter=value)),
        ("max_iter", lambda: API.SphericalGaussianMixture(2, max_iter=value).fit(X)),
        ("n_components", lambda: API.SphericalGaussianMixture(value).fit(X)),
        ("n_clusters", lambda: API.traversal(X, value)),
        ("count", lambda: API.sample(start, value, np.random.default_rng(0))),
    ):
        with pytest.raises(ValueError, match=f"{name} .*{message}"):
            call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: API.Mixture(WEIGHTS, MEANS, 1.0, "round"), "covariance_type must be one of"),
        (lambda: API.Mixture(WEIGHTS, MEANS, -1.0), "covariances must not be negative"),
        (lambda: API.Mixture(WEIGHTS, MEANS, [1.0, 0.0], "spherical"), "must be positive"),
        (lambda: API.Mixture(WEIGHTS, MEANS, [1.0], "spherical"), r"shape \(2,\), but it is"),
        (lambda: API.Mixture(WEIGHTS, MEANS, -np.eye(2), "tied"), "is not positive definite"),
        (lambda: API.Mixture(WEIGHTS, MEANS, [[1, 2], [0, 1]], "tied"), "must be symmetric"),
        (
            lambda: API.Mixture(WEIGHTS, MEANS, [np.eye(2), -np.eye(2)], "full"),
            r"\[1\] is",
        ),
        (lambda: API.run_em(X, MEANS), "start must be a Mixture"),
        (lambda: API.run_em(X[:, :1], START), "means has points of dimension 2, but x has"),
        (lambda: API.run_em(X, START, assignment="firm"), 'must be "soft" or "hard"'),
        (lambda: API.run_em(X, START, sample_weight=[1.0]), "must have length 3"),
        (lambda: API.run_em(X, START, sample_weight=[1, 1, -1]), "must not be negative"),
        (lambda: API.run_em(X, START, sample_weight=[0, 0, 0]), "positive and finite sum"),
        (lambda: API.run_em(X, START, sample_weight=[1e308] * 3), "positive and finite sum"),
        (lambda: API.run_em(X, START, reg_covar=-1), "reg_covar must not be negative"),
        (lambda: API.run_em(X, START, tol="1"), "tol must be a number"),
        (lambda: API.run_em(X * np.nan, START), "x contains NaN or infinity"),
        (lambda: API.run_em("missing.npy", START), "x cannot be read: No such file"),
        (lambda: API.run_lloyd(X, MEANS[:, :1]), "means has points of dimension 1"),
        (lambda: API.run_fuzzy_c_means(X, MEANS, 1.0), "greater than 1"),
        (lambda: API.run_soft_kmeans(X, MEANS, -1.0), "temperature must not be negative"),
        (lambda: API.predict(X[:, :1], START), "x has dimension 1, but the mixture has"),
    ],
)
def test_fits(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_arguments_are_not_modified() -> None:
    for array in (X, MEANS, WEIGHTS, R):
        array.setflags(write=False)
    numeric.lloyd(X, MEANS)
    numeric.em_mean_limit(X, MEANS, WEIGHTS)
    numeric.mean_update(X, R, MEANS)[0] = 9.0
    numeric.SphericalGaussianMixture(2, means_init=MEANS, weights_init=WEIGHTS).fit(X)
    assert MEANS[0].tolist() == [0.0, 0.0]
