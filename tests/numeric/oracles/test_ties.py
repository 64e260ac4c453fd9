"""Points go to the most probable component exactly, and to the lowest index at ties."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from flint import arb
from hardlimit.numeric import (
    Mixture,
    SphericalGaussianMixture,
    exact,
    predict,
    run_em,
    score_samples,
)
from hardlimit.numeric.parameters import CovarianceType
from hardlimit.numeric.ties import ties_of

KINDS: tuple[CovarianceType, ...] = ("full", "diag", "tied", "spherical", "shared")


def labels_of_a_step(x: Any, at: Mixture) -> list[int]:
    """The labels of hard EM, seen by the weights that single points give."""
    out = []
    for row in range(len(x)):
        s = np.zeros(len(x))
        s[row] = 1.0
        run = run_em(
            x, at, assignment="hard", learn_means=False, learn_covariances=False,
            sample_weight=s, max_iter=1,
        )  # fmt: skip
        out.append(int(run.mixture.weights.argmax()))
    return out


def mirrored(kind: CovarianceType, offset: float) -> tuple[Any, Mixture]:
    """Centres in pairs about a point; the covariances have no numbers that are nice in binary."""
    tilt = np.array([[0.7, 0.3, 0.1], [0.3, 1.1, -0.2], [0.1, -0.2, 0.9]])
    value: dict[str, Any] = {
        "full": np.broadcast_to(tilt, (4, 3, 3)),
        "diag": np.broadcast_to(np.diag(tilt), (4, 3)),
        "tied": tilt,
        "spherical": np.full(4, 0.7),
        "shared": 0.7,
    }
    point = np.array([offset, 0.5, -offset])
    steps = np.array([[0.375, -0.25, 0.5], [-0.375, 0.25, -0.5]])
    far = point + np.array([[3.0, 0.0, 2.0], [-3.0, 0.0, -2.0]])
    means = np.vstack([far[:1], point + steps, far[1:]])
    return point, Mixture(np.full(4, 0.25), means, np.asarray(value[kind]), kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("offset", [0.0, 1024.0, 1e8])
def test_mirrored_centres_tie_whatever_the_covariance(kind: CovarianceType, offset: float) -> None:
    point, at = mirrored(kind, offset)
    up, down = np.nextafter(point, np.inf), np.nextafter(point, -np.inf)
    x = np.array([point, point, up, down, at.means[2]])
    toward = [int(np.sign((q - point) @ (at.means[1] - at.means[2]))) for q in (up, down)]
    if kind in ("spherical", "shared"):
        expected = [1, 1, *(1 if t >= 0 else 2 for t in toward), 2]
    else:
        precision = np.linalg.inv(at.covariances if kind == "tied" else _matrix(at))
        lean = [(q - point) @ precision @ (at.means[1] - at.means[2]) for q in (up, down)]
        expected = [1, 1, *(1 if t >= 0 else 2 for t in lean), 2]
    assert predict(x, at).tolist() == expected
    assert labels_of_a_step(x, at) == expected


def _matrix(at: Mixture) -> Any:
    return np.diag(at.covariances[0]) if at.covariance_type == "diag" else at.covariances[0]


DIFFERENT: list[tuple[CovarianceType, Any, Any, Any]] = [
    # Equal determinants and equal energies.
    ("diag", [[2.0, 0.5], [0.5, 2.0]], [[1.0, 1.0], [-1.0, 1.0]], [0.5, 0.5]),
    ("full", [[[2.0, 0.5], [0.5, 1.0]], [[1.0, 0.5], [0.5, 2.0]]], [[3.0, -1.0], [-1.0, 3.0]],
     [0.5, 0.5]),
    # Equal multiples π²/det, at different weights.
    ("spherical", [3.0, 6.0], [[1.0, 1.0], [2.0, 0.0]], [1 / 3, 2 / 3]),
    ("diag", [[3.0, 3.0], [6.0, 6.0]], [[1.0, 1.0], [2.0, 0.0]], [1 / 3, 2 / 3]),
    ("full", [3 * np.eye(2), 6 * np.eye(2)], [[1.0, 1.0], [2.0, 0.0]], [1 / 3, 2 / 3]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "covariances", "means", "weights"), DIFFERENT)
@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_different_components_tie(
    kind: CovarianceType, covariances: Any, means: Any, weights: Any, order: list[int]
) -> None:
    at = Mixture(
        np.array(weights)[order], np.array(means)[order], np.array(covariances)[order], kind
    )
    x = np.array([[0.0, 0.0], 2.0**-50 * at.means[1], 2.0**-50 * at.means[0]])
    # The last bit decides towards the nearer one, in the metric of each.
    assert predict(x, at).tolist() == [0, 1, 0]
    assert labels_of_a_step(x, at) == [0, 1, 0]
    heavier = at.weights * (1 + 2.0**-50 * np.array([-1, 1]))
    assert predict(x[:1], Mixture(heavier, at.means, at.covariances, kind)).tolist() == [1]


def test_equal_components_are_one_to_all_points() -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(size=(200, 2))
    for kind in KINDS:
        _, at = mirrored(kind, 0.0)
        c = at.covariances[..., :2] if kind in ("diag", "tied", "full") else at.covariances
        c = c[..., :2, :] if kind in ("tied", "full") else c
        twice = Mixture(np.full(4, 0.25), np.ones((4, 2)), c, kind)
        assert not predict(x, twice).any()
        assert run_em(
            x, twice, assignment="hard", max_iter=1, learn_covariances=False
        ).mixture.weights.tolist() == [1, 0, 0, 0]  # fmt: skip


def test_near_the_limit_ties_stay_ties() -> None:
    x = np.array([[0.0, 0.5], [1.0, 0.0], [-1.0, 0.0]])
    for sigma2 in (0.0, 5e-324, 1e-200, 1e-12, 1.0):
        model = SphericalGaussianMixture(
            2, sigma2=sigma2, weights="uniform", max_iter=0, means_init=[[1.0, 0.0], [-1.0, 0.0]]
        )
        assert model.fit(x).predict(x).tolist() == [0, 0, 1]
        swapped = Mixture(
            np.array([0.5, 0.5]), np.array([[-1.0, 0.0], [1.0, 0.0]]), np.asarray(sigma2)
        )
        assert labels_of_a_step(x, swapped) == [0, 1, 0]


@pytest.mark.parametrize("kind", ["tied", "full"])
def test_ties_of_covariances_that_are_nearly_singular(kind: CovarianceType) -> None:
    """Exchanging two axes changes no density, but every rounding."""
    rng = np.random.default_rng(6)
    for close in (2.0**-10, 2.0**-20, 2.0**-28):
        c = np.array([[1.0, 1 - close, 0.3], [1 - close, 1.0, 0.3], [0.3, 0.3, 1.0]])
        for _ in range(20):
            step = rng.integers(-40, 41, size=3) / 8
            means = np.array([step, step[[1, 0, 2]]])
            value = c if kind == "tied" else np.array([c, c])
            at = Mixture(np.array([0.5, 0.5]), means, value, kind)
            x = np.array([[0.0, 0.0, 0.0], [0.7, 0.7, -3.3]])
            assert predict(x, at).tolist() == [0, 0]
            assert labels_of_a_step(x, at) == [0, 0]


def test_the_limit_is_infinite_at_centres_alone() -> None:
    at = Mixture(np.array([0.5, 0.5]), np.array([[0.0, 1.0], [2.0, 2.0]]), np.asarray(0.0))
    x = np.array([[0.0, 1.0], [0.0, 1.5], [2.0, 2.0], [2.0, np.nextafter(2.0, 3.0)]])
    assert score_samples(x, at).tolist() == [np.inf, -np.inf, np.inf, -np.inf]


def test_logarithms_of_small_variances_in_any_order() -> None:
    """The same variances on other axes: one determinant, but sums that round differently."""
    rng = np.random.default_rng(7)
    for level in (1.0, 1e-100, 1e-300):
        for _ in range(30):
            v = level * rng.integers(1, 100, size=4) / 7
            c = np.array([v[rng.permutation(4)] for _ in range(3)])
            at = Mixture(np.array([0.3, 0.3, 0.4]), np.ones((3, 4)), c, "diag")
            x = np.ones((1, 4))
            assert predict(x, at).tolist() == [2]
            assert labels_of_a_step(x, at) == [2]
            even = Mixture(np.full(3, 1 / 3), at.means, c, "diag")
            assert predict(x, even).tolist() == [0]
            assert labels_of_a_step(x, even) == [0]


@pytest.mark.parametrize("kind", ["diag", "full", "spherical"])
def test_logarithms_against_energies(kind: CovarianceType) -> None:
    """Twice as much weight against t²/v = 2 log 2, as near as doubles come, and nearer."""
    value = {"diag": [[1.0], [1.0]], "full": [[[1.0]], [[1.0]]], "spherical": [1.0, 1.0]}[kind]
    root = float(np.sqrt(2 * np.log(2.0)))
    for steps in range(-3, 4):
        t = root + steps * np.spacing(root)
        with exact.precision(200):
            nearer = arb(exact.rational(t) ** 2 / 2) < arb(2).log()
        at = Mixture(np.array([1 / 3, 2 / 3]), np.array([[0.0], [t]]), np.array(value), kind)
        # To the left the lighter one is as much better as its weight is worse.
        assert 2 * at.weights[0] == at.weights[1]
        assert predict([[0.0]], at).tolist() == [int(nearer)]
        assert labels_of_a_step(np.zeros((1, 1)), at) == [int(nearer)]


def test_a_mixture_cannot_be_written_to() -> None:
    _, at = mirrored("full", 0.0)
    for part in (at.weights, at.means, at.covariances):
        assert not part.flags.writeable


@pytest.mark.parametrize("kind", KINDS[:4])
def test_rounding_decides_nothing_where_densities_are_astronomic(kind: CovarianceType) -> None:
    """Logarithms of 10³⁰, of points beside the bisector of two centres, within a last digit."""
    rng = np.random.default_rng(61)
    centres = rng.normal(size=(2, 2))
    across = (centres[1] - centres[0])[::-1] * np.array([1.0, -1.0])
    x = centres.mean(axis=0) + rng.normal(size=(60, 1)) * across
    round_ones: dict[str, Any] = {
        "spherical": np.full(2, 1e-30),
        "diag": np.full((2, 2), 1e-30),
        "tied": 1e-30 * np.eye(2),
        "full": np.tile(1e-30 * np.eye(2), (2, 1, 1)),
    }
    at = Mixture(np.full(2, 0.5), centres, round_ones[kind], kind)
    labels = exact.labels(x, centres)
    assert 10 < labels.sum() < 50
    np.testing.assert_array_equal(predict(x, at), labels)
    run = run_em(
        x, at, assignment="hard", learn_covariances=False, learn_weights=False, max_iter=1, tol=0.0
    )
    wanted = exact.doubles(exact.cluster_means(x, labels, centres))
    np.testing.assert_allclose(run.mixture.means, wanted, rtol=1e-12)


@pytest.mark.parametrize("kind", ["tied", "full"])
@pytest.mark.parametrize("unit", [1.0, 2.0**-40])
def test_what_solutions_by_a_factor_lose_is_bounded_in_any_units(
    kind: CovarianceType, unit: float
) -> None:
    """L = ((u, 0), (1, 1)) has |L⁻¹||L| = ((1, 0), (2, 1)), whose largest row sum is 3."""
    factor = np.array([[unit, 0.0], [1.0, 1.0]])
    covariance = factor @ factor.T
    c = covariance if kind == "tied" else np.stack([np.diag([1e-9, 1e9]), covariance])
    found = ties_of(Mixture(np.full(2, 0.5), np.zeros((2, 2)), c, kind), 0)
    assert found.relative / 2.0**-52 == pytest.approx(8 * (2 + 4) * 3**2, rel=1e-6)
