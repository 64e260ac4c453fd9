"""Outside of its domain every public function refuses: each argument is spoilt in every way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hardlimit import numeric

X = np.array([[0.0, 0.0], [1.0, 0.5], [5.0, 5.0], [4.0, 6.0]])
MEANS = np.array([[0.0, 0.5], [5.0, 5.0], [3.0, 1.0]])
WEIGHTS = np.array([0.25, 0.25, 0.5])
R = np.array([[1.0, 0.0, 0.0], [0.5, 0.25, 0.25], [0.0, 0.5, 0.5], [0.125, 0.375, 0.5]])
S = np.array([1.0, 2.0, 0.5, 1.0])
AT = numeric.Mixture(WEIGHTS, MEANS, np.asarray(0.5))
API: Any = numeric


def table(value: Any) -> Iterator[Any]:
    """What is no table of finite numbers."""
    for bad in (np.nan, np.inf, -np.inf):
        spoilt = value.copy()
        spoilt[0, 0] = bad
        yield spoilt
    yield from (value[:, 0], value[None], value[:0], value + 0j, value.astype(str), None, "x")
    yield from (np.ma.masked_array(value), [[1.0], [1.0, 2.0]], np.full(value.shape, None))


def points(value: Any) -> Iterator[Any]:
    """Nor points of the dimension of the others."""
    yield from table(value)
    yield from (value[:, :1], np.column_stack([value, value[:, 0]]))


def shares(value: Any) -> Iterator[Any]:
    """Nor rows of shares, one a point."""
    yield from table(value)
    yield from (-value, value[:2], np.vstack([value, value[:1]]))


def distributions(value: Any) -> Iterator[Any]:
    yield from (value / 2, value * 1.5, -value, value + 0j)


def prior(value: Any) -> Iterator[Any]:
    """What is no distribution over the components."""
    yield from (value[:2], np.append(value, 0.0), -value, value / 2, value * np.nan, value[None])
    yield from (np.array([1.5, -0.25, -0.25]), value + 0j, None)


def held(value: Any) -> Iterator[Any]:
    """Nor one without zeros."""
    yield from prior(value)
    yield np.array([0.0, 0.5, 0.5])


def widths(value: Any) -> Iterator[Any]:
    yield from (0 * value, -value, value[:2], value * np.nan, value[None])


def positive(value: Any) -> Iterator[Any]:
    yield from (0.0, -1.0, np.nan, np.inf, None, "1", 1j)


def sign(value: Any) -> Iterator[Any]:
    yield from (-1.0, np.nan, np.inf, None, "1", 1j)


def weights(value: Any) -> Iterator[Any]:
    """What are no weights of the points."""
    yield from (value[:3], -value, 0 * value, value * np.nan, value * np.inf, value[:, None])


def count(value: Any) -> Iterator[Any]:
    yield from (-1, 1.5, "2", None, True, 10**30)


def at_least_one(value: Any) -> Iterator[Any]:
    yield from count(value)
    yield 0


def labels(value: Any) -> Iterator[Any]:
    yield from (value + 3, value - 1, value[:3], value.astype(float), value[None])


def fuzzifier(value: Any) -> Iterator[Any]:
    yield from (1.0, 0.5, -1.0, np.nan, np.inf, None)


def below_one(value: Any) -> Iterator[Any]:
    yield from (0.0, -0.5, np.nan, 1.0, 2.0, np.inf)


def previous(value: Any) -> Iterator[Any]:
    yield from (value[:2], value[:, :1], value * np.nan, value + 0j)


def tolerance(value: Any) -> Iterator[Any]:
    yield from (-1.0, np.nan, None, "1")


def matching(value: Any) -> Iterator[Any]:
    yield from table(value)
    yield value[:, :1]


Spoil = Callable[[Any], Iterator[Any]]
#: A call that is right, and how each of its arguments is spoilt.
CALLS: dict[str, list[tuple[Any, Spoil]]] = {
    "squared_distances": [(X, points), (MEANS, points)],
    "gaps": [(X, points), (MEANS, points)],
    "assign": [(X, points), (MEANS, points)],
    "distortion": [(X, points), (MEANS, points)],
    "assignment_distortion": [(X, points), (MEANS, points), (np.array([0, 0, 1, 2]), labels)],
    "update": [(X, points), (np.array([0, 0, 1, 2]), labels), (3, at_least_one), (MEANS, previous)],
    "lloyd": [(X, points), (MEANS, points), (5, count)],
    "run_lloyd": [(X, points), (MEANS, points)],
    "responsibilities": [(X, points), (MEANS, points), (WEIGHTS, prior), (0.5, sign)],
    "hard_responsibilities": [(X, points), (MEANS, points), (WEIGHTS, prior)],
    "tie_weight": [(X, points), (MEANS, points), (WEIGHTS, prior)],
    "excess": [(X, points), (MEANS, points), (WEIGHTS, prior), (0.5, sign)],
    "em_means": [(X, points), (MEANS, points), (WEIGHTS, prior), (0.5, sign)],
    "em_mean_limit": [(X, points), (MEANS, points), (WEIGHTS, prior)],
    "em_jacobian": [(X, points), (MEANS, points), (WEIGHTS, prior), (0.5, positive)],
    "total_variation": [(R, matching), (R, distributions)],
    "kl_divergence": [(R, matching), (R, distributions)],
    "entropy": [(R, distributions)],
    "mean_update": [(X, table), (R, shares), (MEANS, previous)],
    "weight_update": [(R, distributions)],
    "shared_variance": [(X, points), (MEANS, points), (R, shares)],
    "component_variances": [(X, points), (MEANS, points), (R, shares)],
    "component_covariances": [(X, points), (MEANS, points), (R, shares)],
    "log_density": [(X, points), (MEANS[0], lambda v: iter((v[:1], v[None], v * np.nan))),
                    (0.5, positive)],
    "log_likelihood": [(X, points), (MEANS, points), (WEIGHTS, prior), (0.5, sign)],
    "expected_complete_log_likelihood": [
        (X, points), (R, shares), (MEANS, points), (WEIGHTS, prior), (0.5, positive)],
    "evidence_lower_bound": [
        (X, points), (R, shares), (MEANS, points), (WEIGHTS, prior), (0.5, positive)],
    "soft_distortion": [(X, points), (MEANS, points), (WEIGHTS, prior), (0.5, sign)],
    "softmin": [(X[:, :1] * MEANS[:, 0], lambda v: iter((v[:, :2], v * np.nan, v + 0j))),
                (WEIGHTS, prior), (0.5, sign)],
    "expected_log_density": [
        (X, points), (R[:, 0], lambda v: iter((v[:2], -v, v * np.nan))),
        (MEANS[0], lambda v: iter((v[:1], v * np.nan))),
        (np.eye(2), lambda v: iter((v[:1], np.eye(3), -v, v + np.eye(2, k=1), v * np.nan)))],
    "critical_variance": [(X, table)],
    "own_width_shares": [(X, points), (MEANS, points), (WEIGHTS, held),
                         (np.array([1.0, 2.0, 0.5]), widths)],
    "fuzzy_memberships": [(X, points), (MEANS, points), (2.0, fuzzifier)],
    "run_fuzzy_c_means": [(X, points), (MEANS, points), (2.0, fuzzifier)],
    "run_soft_kmeans": [(X, points), (MEANS, points), (0.5, sign)],
    "traversal": [(X, table), (2, at_least_one)],
    "mixture_from_centres": [(X, points), (MEANS, points),
                             ("full", lambda v: iter(("round", None, 3, "")))],
    "predict": [(X, points)],
    "predict_proba": [(X, points)],
    "score_samples": [(X, points)],
    "soft_centre": [(1.0, lambda v: iter((np.nan, np.inf, None))), (0.5, positive),
                    (0.5, positive)],
    "kmeans_centre": [(1.0, lambda v: iter((np.nan, np.inf, None))), (0.5, positive)],
    "narrow_variance": [(0.5, positive), (WEIGHTS, prior), (0.25, below_one)],
}  # fmt: skip
#: Arguments by name.
NAMED: dict[str, dict[str, tuple[Any, Spoil]]] = {
    "run_lloyd": {
        "sample_weight": (S, weights),
        "max_iter": (3, count),
        "tol": (0.0, tolerance),
    },
    "run_fuzzy_c_means": {"sample_weight": (S, weights), "max_iter": (3, count)},
    "run_soft_kmeans": {"sample_weight": (S, weights), "max_iter": (3, count)},
    "mixture_from_centres": {"sample_weight": (S, weights)},
}
#: What follows the spoilt arguments.
LAST: dict[str, tuple[Any, ...]] = dict.fromkeys(
    ("predict", "predict_proba", "score_samples"), (AT,)
)


def cases(name: str) -> Iterator[tuple[list[Any], dict[str, Any]]]:
    given = CALLS[name]
    right = [value for value, _ in given]
    named = {key: value for key, (value, _) in NAMED.get(name, {}).items()}
    for place, (value, spoil) in enumerate(given):
        for bad in spoil(value):
            yield [*right[:place], bad, *right[place + 1 :]], named
    for key, (value, spoil) in NAMED.get(name, {}).items():
        for bad in spoil(value):
            yield right, {**named, key: bad}


@pytest.mark.parametrize("name", sorted(CALLS))
def test_what_is_spoilt_is_refused(name: str) -> None:
    function, last = getattr(API, name), LAST.get(name, ())
    function(*(value for value, _ in CALLS[name]), *last)
    for arguments, named in cases(name):
        try:
            found = function(*arguments, *last, **named)
        except ValueError as error:
            said = str(error)
            assert said.strip()
            assert "\n" not in said, said
        else:
            raise AssertionError(f"{name}(*{arguments}, **{named}) gives {found}")
