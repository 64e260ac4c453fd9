"""Responsibilities against 400-bit balls: every σ² down to 0, offsets, scales, bisectors."""

import numpy as np
import numpy.typing as npt
import pytest
from flint import arb
from hardlimit.numeric import exact, predict_proba, responsibilities
from hardlimit.numeric.parameters import Mixture

Array = npt.NDArray[np.float64]

SIGMA2 = (1.0, 0.3, 1e-1, 1e-2, 1e-4, 1e-6, 1e-8, 1e-12, 1e-16, 1e-20, 1e-100, 1e-300, 5e-324, 0.0)
#: The promise; what is reached is two digits better.
BOUND = 1e-13


def cloud(seed: int) -> tuple[Array, Array, Array]:
    """Points, some of them on or beside bisectors of two centres; centres; weights."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(5, 3))
    weights = rng.dirichlet(np.full(5, 3.0))
    rows = [rng.normal(size=(20, 3))]
    for off in (0.0, 1e-16, -1e-12, 1e-8, 1e-4):
        for _ in range(6):
            j, k = rng.choice(5, 2, replace=False)
            step, side = centres[k] - centres[j], rng.normal(size=3)
            side -= step * (side @ step) / (step @ step)
            rows.append(((centres[j] + centres[k]) / 2 + 0.1 * side + off * step)[None])
    return np.vstack(rows), centres, weights


def true_shares(x: Array, means: Array, weights: Array, sigma2: float | Array) -> list[list[arb]]:
    if np.ndim(sigma2) == 0 and sigma2 == 0:
        hard = exact.hard_responsibilities(x, means, weights)
        return [[exact.ball(value) for value in row] for row in hard]
    spread = sigma2 if np.ndim(sigma2) == 0 else np.asarray(sigma2).tolist()
    return exact.responsibilities(x, exact.Mixture(means, weights, spread))


def worst(found: Array, x: Array, means: Array, weights: Array, sigma2: float | Array) -> float:
    with exact.precision():
        truth = true_shares(x, means, weights, sigma2)
        return max(
            float(abs(exact.ball(float(found[n, k])) - share).mid())
            for n, row in enumerate(truth)
            for k, share in enumerate(row)
        )


@pytest.mark.parametrize("offset", [0.0, 1.0, 1e4, 1e8])
@pytest.mark.parametrize("sigma2", SIGMA2)
def test_one_shared_variance(sigma2: float, offset: float) -> None:
    x, means, weights = cloud(1)
    x, means = x + offset, means + offset
    found = responsibilities(x, means, weights, sigma2)
    assert worst(found, x, means, weights, sigma2) < BOUND
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=9e-16)


@pytest.mark.parametrize("offset", [0.0, 1e8])
@pytest.mark.parametrize("sigma2", SIGMA2[:-1])
def test_a_variance_for_each_component(sigma2: float, offset: float) -> None:
    x, means, weights = cloud(2)
    x, means = x + offset, means + offset
    spread = np.maximum(sigma2 * np.array([1.0, 0.5, 1.0, 1.75, 0.5]), 5e-324)
    found = responsibilities(x, means, weights, spread)
    assert worst(found, x, means, weights, spread) < BOUND
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=9e-16)


@pytest.mark.parametrize("scale", [1e-300, 1e-170, 1e170, 1e300])
@pytest.mark.parametrize("per_component", [False, True])
def test_the_ends_of_the_range(scale: float, per_component: bool) -> None:
    x, means, weights = cloud(3)
    x, means = x * scale, means * scale
    for sigma2 in (1e300, 1.0, 1e-20, 1e-300, 5e-324):
        shape = np.array([1.0, 2.0, 1.0, 3.0, 1.0]) if per_component else 1.0
        spread = sigma2 * shape
        found = responsibilities(x, means, weights, spread)
        assert worst(found, x, means, weights, spread) < BOUND
    found = responsibilities(x, means, weights, 0.0)
    assert worst(found, x, means, weights, 0.0) < BOUND


@pytest.mark.parametrize("power", [-400, 400])
def test_a_variance_of_the_size_of_the_data_in_any_unit(power: int) -> None:
    x, means, weights = cloud(4)
    here = responsibilities(x, means, weights, 0.5)
    there = responsibilities(
        np.ldexp(x, power), np.ldexp(means, power), weights, np.ldexp(0.5, 2 * power)
    )
    np.testing.assert_array_equal(here, there)


@pytest.mark.parametrize("sigma2", [1.0, 1e-2, 1e-8, 1e-20, 1e-300, 5e-324, 0.0])
def test_equal_variances_per_component_are_one_shared_variance(sigma2: float) -> None:
    """Ties among them: lattice points between lattice centres, weights all different."""
    rng = np.random.default_rng(6)
    x = rng.integers(-3, 4, size=(1000, 2)).astype(np.float64)
    means = rng.integers(-2, 3, size=(6, 2)).astype(np.float64)
    weights = np.array([1, 2, 3, 4, 6, 16]) / 32
    shared = responsibilities(x, means, weights, sigma2)
    assert ((shared > 0) & (shared < 1)).any(axis=1).sum() > 200
    each = responsibilities(x, means, weights, np.full(6, sigma2))
    np.testing.assert_array_equal(each, shared)
    for kind, value in (
        ("full", np.tile(sigma2 * np.eye(2), (6, 1, 1))),
        ("diag", np.full((6, 2), sigma2)),
        ("tied", sigma2 * np.eye(2)),
    ):
        if sigma2 > 1e-300:
            same = predict_proba(x, Mixture(weights, means, value, kind))  # type: ignore[arg-type]
            np.testing.assert_array_equal(same, shared)


def test_ties_among_some_components_of_equal_variance() -> None:
    """Two components tie exactly, a third has another variance: d/σ² is 1e20 and more."""
    x = np.array([[0.1, 0.7]])
    means = np.array([[0.1 - 2.0**-10, 0.7], [0.1 + 2.0**-10, 0.7], [5.0, 5.0]])
    means[0, 0], means[1, 0] = x[0, 0] - 2.0**-10, x[0, 0] + 2.0**-10
    weights = [0.125, 0.375, 0.5]
    for sigma2 in (1e-10, 1e-26, 1e-200, 1e-300):
        r = responsibilities(x, means, weights, np.array([1.0, 1.0, 3.0]) * sigma2)
        np.testing.assert_allclose(r, [[0.25, 0.75, 0.0]], rtol=1e-15)


def test_exact_ties_between_unequal_variances() -> None:
    """d_1/σ_1² = d_2/σ_2² exactly: only π_k σ_k^{−D} decides."""
    x, means, weights = [[0.0]], [[1.0], [2.0]], [0.5, 0.5]
    for unit in (1.0, 2.0**-40, 2.0**-1000):
        r = responsibilities(x, means, weights, [unit, 4 * unit])
        np.testing.assert_allclose(r, [[2 / 3, 1 / 3]], rtol=1e-15)
