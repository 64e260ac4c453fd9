"""Steps of EM in balls where doubles are in danger: far and narrow components, lost digits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from flint import arb
from hardlimit import numeric
from hardlimit.numeric import Mixture, exact, run_em, run_lloyd
from hardlimit.numeric.covariances import singular

from .mixtures import KINDS, Exact, exactly, matrices


def of_kind(kind: str, size: int, dimension: int, level: float) -> Any:
    """Covariances about this level, different where the kind allows it."""
    tilt = np.eye(dimension) + 0.25 * np.ones((dimension, dimension))
    per = 1 + np.arange(size) / 4
    axes = 1 + np.arange(dimension) / 8
    values: dict[str, Any] = {
        "shared": level,
        "spherical": level * per,
        "diag": level * per[:, None] * axes,
        "tied": level * tilt,
        "full": level * per[:, None, None] * tilt,
    }
    return np.asarray(values[kind])


def mixture(kind: str, weights: Any, means: Any, level: float) -> Mixture:
    means = np.asarray(means, dtype=float)
    size, dimension = means.shape
    return Mixture(weights, means, of_kind(kind, size, dimension, level), kind)  # type: ignore[arg-type]


def doubles(values: Any) -> Any:
    """Balls, nested, as an array."""
    if isinstance(values, list):
        return np.array([doubles(v) for v in values])
    return exact.nearest_double(exact.ball(values))


def agree(found: Mixture, truth: Exact, x: Any, wide: float = 1e-10, fine: float = 1e-9) -> None:
    """Weights and covariances relatively, means relative to the spread of the data."""
    ulp = 4 * np.spacing(np.abs(x).max())
    spread = float(np.ptp(x, axis=0).max())
    np.testing.assert_allclose(found.weights, doubles(truth.weights), rtol=fine, atol=1e-300)
    np.testing.assert_allclose(found.means, doubles(truth.means), rtol=0, atol=wide * spread + ulp)
    got, true = doubles(matrices(found)), doubles(truth.covariances)
    for a, b in zip(got, true, strict=True):
        np.testing.assert_allclose(a, b, rtol=fine, atol=fine * np.abs(b).max())


def step(x: Any, at: Mixture, s: Any, reg: float = 0.0, **learn: bool) -> tuple[Any, Exact]:
    """One step of ours, and the same in balls."""
    what = {"weights": True, "means": True, "covariances": True, **learn}
    settings: dict[str, Any] = {f"learn_{name}": value for name, value in what.items()}
    found = run_em(x, at, sample_weight=s, reg_covar=reg, max_iter=1, tol=0.0, **settings)
    assert found.n_iter == 1
    return found, exactly(at).step(x, s, hard=False, reg=reg, **what)


def clusters(offset: float, spread: float, seed: int) -> Any:
    """Three clusters of dyadic points about (0, 0), (8, 0), (0, 16), moved."""
    rng = np.random.default_rng(seed)
    steps = rng.integers(-8, 9, size=(24, 2)) / 8 * spread
    return np.repeat([[0.0, 0.0], [8.0, 0.0], [0.0, 16.0]], 8, axis=0) + steps + offset


S = np.arange(1, 25) % 5 / 2 + 0.25


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("offset", [0.0, 2.0**22])
@pytest.mark.parametrize("level", [0.5, 2.0**-6, 2.0**-14])
def test_narrow_components(kind: str, offset: float, level: float) -> None:
    x = clusters(offset, 4 * level**0.5, 1)
    centres = np.array([[0.25, 0.0], [8.0, 0.25], [0.0, 15.75]]) * level**0.25
    means = np.array([[0.0, 0.0], [8.0, 0.0], [0.0, 16.0]]) + centres * level**0.25 + offset
    at = mixture(kind, [0.5, 0.25, 0.25], means, level)
    with exact.precision(600):
        for learn in ({}, {"means": False}, {"weights": False}):
            found, truth = step(x, at, S, **learn)
            agree(found.mixture, truth, x)
            level_before = exactly(at).log_likelihood(x, S)
            assert exact.relative_error(found.history[0], level_before) < 1e-11
            after = truth.log_likelihood(x, S)
            assert exact.relative_error(found.log_likelihood, after, 100) < 1e-9


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("far", [20.0, 34.0, 60.0, 300.0])
@pytest.mark.parametrize("rows", ["all", "some"])
def test_components_far_from_all_points(kind: str, far: float, rows: str) -> None:
    """Where all shares of a component underflow its mean is still that of the shares (D5)."""
    x = np.array([[a, b] for a in (-1.0, 0.0, 1.5) for b in (0.0, 0.5, 1.0)])
    s = np.arange(1.0, 10.0)
    if rows == "some":
        s[[5, 8]] = 0.0
    at = mixture(kind, [0.5, 0.375, 0.125], [[-1.0, 0.0], [1.0, 0.5], [far / 8, far]], 1.0)
    with exact.precision(2000):
        found, truth = step(x, at, s, covariances=False)
        agree(found.mixture, truth, x)
        shares = truth.shares(x) if far < 30 else None
        assert list(found.empty) == [] or shares is None
        # A component without mass keeps its covariance, the others learn theirs.
        found = run_em(x, at, sample_weight=s, reg_covar=0.5, max_iter=1, tol=0.0)
        learned = exactly(at).step(
            x, s, weights=True, means=True, covariances=True, hard=False, reg=0.5
        )
    if kind in ("full", "diag", "spherical") and far > 40:
        learned.covariances[2] = exactly(at).covariances[2]
        assert found.empty.tolist() == [2]
    elif far > 40 and kind in ("tied", "shared"):
        assert found.empty.tolist() == [2]
    agree(found.mixture, learned, x, fine=1e-8)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_lost_about_a_far_reference_is_taken_again(kind: str) -> None:
    """Clusters 2^20 times narrower than their distance to the means that they are seen from."""
    x = clusters(0.0, 2.0**-20, 2)
    # Points that two components share, in equal parts.
    x = np.vstack([x, [[4.0, 1.0], [4.0, -1.0]]])
    s = np.append(S, [2.0**-50, 2.0**-51])
    at = mixture(kind, [0.375, 0.375, 0.25], [[-1.0, 0.0], [9.0, 0.0], [0.0, 17.0]], 2.0**-8)
    if kind not in ("shared", "tied"):
        c = of_kind(kind, 3, 2, 2.0**-8)
        c[1] = c[0]
        at = Mixture(at.weights, at.means, c, kind)  # type: ignore[arg-type]
    with exact.precision(600):
        found, truth = step(x, at, s)
        agree(found.mixture, truth, x, wide=1e-12)
        held, fixed = step(x, at, s, means=False)
        agree(held.mixture, fixed, x, wide=1e-12)
    assert len(found.paths) >= 3


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("power", [-500, -345, 470, 500])
def test_a_power_of_two_changes_nothing(kind: str, power: int) -> None:
    x = clusters(1.0, 2.0, 3)
    at = mixture(kind, [0.5, 0.25, 0.25], [[1.0, 1.0], [9.0, 1.5], [1.0, 16.0]], 2.0)
    far = Mixture(
        at.weights,
        np.ldexp(at.means, power),
        np.ldexp(at.covariances, 2 * power),
        at.covariance_type,
    )
    for learn in (True, False):
        settings = {"max_iter": 3, "sample_weight": S, "tol": 0.0, "learn_covariances": learn}
        here = run_em(x, at, **settings)  # type: ignore[arg-type]
        there = run_em(np.ldexp(x, power), far, **settings)  # type: ignore[arg-type]
        a, b = here.mixture, there.mixture
        np.testing.assert_allclose(b.weights, a.weights, rtol=1e-12)
        np.testing.assert_allclose(np.ldexp(b.means, -power), a.means, rtol=1e-12)
        np.testing.assert_allclose(np.ldexp(b.covariances, -2 * power), a.covariances, rtol=1e-11)
        moved = S.sum() * 2 * power * np.log(2)
        np.testing.assert_allclose(np.array(there.history) + moved, here.history, rtol=1e-10)
    np.testing.assert_allclose(
        numeric.score_samples(np.ldexp(x, power), far) + 2 * power * np.log(2),
        numeric.score_samples(x, at), rtol=1e-11,
    )  # fmt: skip
    np.testing.assert_allclose(
        numeric.predict_proba(np.ldexp(x, power), far), numeric.predict_proba(x, at), rtol=1e-12
    )


def beside_the_bisector(dimension: int, offset: float) -> tuple[Any, Any]:
    """Points whose distances to two centres differ by rounding only."""
    rng = np.random.default_rng(dimension)
    centres = rng.normal(size=(2, dimension)) + offset
    turned = np.column_stack([centres[1] - centres[0], rng.normal(size=(dimension, dimension - 1))])
    side = np.linalg.qr(turned)[0][:, 1:]
    return centres.mean(axis=0) + rng.normal(size=(200, dimension - 1)) @ side.T, centres


@pytest.mark.parametrize("dimension", [2, 7, 40])
@pytest.mark.parametrize("offset", [0.0, 1e6])
def test_near_ties_at_the_limit(dimension: int, offset: float) -> None:
    """Masses are sums of whole numbers: one point on the wrong side shows."""
    x, centres = beside_the_bisector(dimension, offset)
    s = np.random.default_rng(4).integers(1, 2**20, size=len(x)).astype(float)
    tied = exact.nearest(x, centres)
    mass = [
        sum(w / len(t) for w, t in zip(s, tied, strict=True) if k in t) / s.sum() for k in (0, 1)
    ]
    labels = exact.labels(x, centres)
    assert 0 < labels.sum() < 200
    at = Mixture(np.array([0.5, 0.5]), centres, np.asarray(0.0))
    found = run_em(x, at, learn_covariances=False, sample_weight=s, max_iter=1)
    np.testing.assert_allclose(found.mixture.weights, mass, rtol=1e-14)
    hard = run_em(x, at, learn_covariances=False, sample_weight=s, max_iter=1, assignment="hard")
    np.testing.assert_allclose(hard.mixture.weights[1], s[labels == 1].sum() / s.sum(), rtol=1e-14)
    assert run_lloyd(x, centres, max_iter=0).labels.tolist() == labels.tolist()
    tiny = Mixture(at.weights, centres, np.asarray(np.spacing(offset + 1.0) ** 2 * 1e-6))
    soft = run_em(x, tiny, learn_covariances=False, sample_weight=s, max_iter=1)
    with exact.precision(300):
        same = exact.Mixture(centres, [0.5, 0.5], float(tiny.covariances))
        share = [row[0] for row in exact.responsibilities(x, same)]
        first = sum((exact.ball(w) * r for w, r in zip(s, share, strict=True)), arb(0))
    np.testing.assert_allclose(soft.mixture.weights[0] * s.sum(), doubles(first), rtol=1e-11)


def collapsing(kind: str) -> Iterator[tuple[Any, Mixture, list[int]]]:
    """Data, a start, and the components whose covariances are exactly singular after a step."""
    x = np.array([[0.0, 0.0]] * 3 + [[8.0, 0.0], [9.0, 1.0], [8.0, 2.0], [9.5, 1.0]])
    at = mixture(kind, [0.5, 0.5], [[0.0, 0.0], [9.0, 1.0]], 2.0**-9)
    if kind in ("full", "diag", "spherical"):
        yield x, at, [0]
    still = np.repeat([[0.0, 0.0], [8.0, 1.0]], 3, axis=0)
    yield still, mixture(kind, [0.5, 0.5], [[0.0, 0.0], [8.0, 1.0]], 2.0**-9), [0, 1]


@pytest.mark.parametrize("kind", KINDS)
def test_collapse_is_named_where_a_covariance_is_singular(kind: str) -> None:
    for x, at, where in collapsing(kind):
        found = run_em(x, at, max_iter=20, tol=0.0)
        assert found.unbounded
        assert not found.converged
        assert found.collapsed.tolist() == where
        assert found.collapsed.dtype == np.intp
        if kind != "shared":
            kept = found.mixture.covariances if kind == "tied" else found.mixture.covariances[0]
            np.testing.assert_array_equal(
                kept, at.covariances if kind == "tied" else at.covariances[0]
            )
        else:
            assert found.mixture.covariances == 0
        held = run_em(x, at, max_iter=20, tol=0.0, reg_covar=0.5)
        assert not held.unbounded
        assert held.collapsed.tolist() == []
        assert held.collapsed.dtype == np.intp
        fixed = run_em(x, at, max_iter=20, learn_covariances=False)
        assert not fixed.unbounded
        assert fixed.collapsed.dtype == run_em(x, at, max_iter=0).collapsed.dtype == np.intp


def test_the_limit_cannot_be_left_by_learning() -> None:
    """σ² = 0 that is learned has collapsed from the start; what is added opens it again."""
    x = clusters(0.0, 1.0, 5)
    at = Mixture(np.full(2, 0.5), x[[0, 9]], np.asarray(0.0))
    for power in (0, -500, 500):
        there = Mixture(at.weights, np.ldexp(at.means, power), at.covariances)
        found = run_em(np.ldexp(x, power), there, max_iter=5)
        assert (found.n_iter, found.unbounded, found.collapsed.tolist()) == (0, True, [0, 1])
        # As small as it may be it is no limit.
        narrow = Mixture(at.weights, there.means, np.asarray(5e-324))
        assert run_em(np.ldexp(x, power), narrow, max_iter=5).n_iter > 0
    opened = run_em(x, at, max_iter=5, reg_covar=0.25)
    assert opened.n_iter > 0
    assert not opened.unbounded
    assert float(opened.mixture.covariances) > 0.25


@pytest.mark.parametrize("kind", KINDS)
def test_covariances_are_symmetric_and_free_numbers_counted(kind: str) -> None:
    x = clusters(0.25, 3.0, 6) @ np.array([[1.0, 0.3], [-0.2, 0.7]])
    at = mixture(kind, [0.5, 0.25, 0.25], [[1.0, 1.0], [9.0, 1.5], [1.0, 9.0]], 2.0)
    c = run_em(x, at, sample_weight=S / 3, max_iter=2, tol=0.0).mixture
    if kind in ("tied", "full"):
        np.testing.assert_array_equal(c.covariances, np.swapaxes(c.covariances, -1, -2))
    size, dimension = 3, 2
    square = {"full": size * 3, "tied": 3, "diag": size * dimension, "spherical": size, "shared": 1}
    assert at.n_parameters == (size - 1) + size * dimension + square[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_when_a_fit_ends(kind: str) -> None:
    """It ends after the first step that raises the likelihood by no more than is asked."""
    x = clusters(0.0, 4.0, 7)
    at = mixture(kind, [0.5, 0.25, 0.25], [[1.0, 1.0], [7.0, 1.5], [1.0, 12.0]], 2.0)
    whole = run_em(x, at, sample_weight=S, max_iter=40, tol=0.0)
    rises = np.diff(whole.history) / S.sum()
    places = [n for n in range(1, len(rises)) if 0 < 2 * rises[n] < rises[:n].min()]
    assert len(places) >= 2
    for place in places[:3]:
        between = float(rises[place] * 1.5)
        found = run_em(x, at, sample_weight=S, max_iter=40, tol=between)
        first = int(np.flatnonzero(rises <= between)[0])
        assert found.converged
        assert found.n_iter == first + 1
    assert run_em(x, at, max_iter=2, tol=0.0).converged is False
    for steps in (0, 1, 2):
        assert run_em(x, at, sample_weight=S, max_iter=steps, tol=0.0).n_iter == steps


def test_when_lloyd_ends() -> None:
    x = clusters(0.0, 6.0, 8)
    start = x[[0, 1, 20]]
    moves = []
    means = start
    for _ in range(3):
        after = run_lloyd(x, means, max_iter=1).means
        moves.append(float(((after - means) ** 2).sum()))
        means = after
    assert moves[0] > moves[1] > 0
    for place in (0, 1):
        assert run_lloyd(x, start, tol=moves[place] * 1.001).n_iter == place + 1
        assert run_lloyd(x, start, tol=moves[place] * 0.999).n_iter > place + 1


@pytest.mark.parametrize(
    ("unit", "variances"),
    [(2.0**-500, [2.0**-900, 1e300]), (2.0**600, [1e-300, 2.0**1000])],
)
def test_one_variance_beyond_the_range_is_one_too_many(unit: float, variances: Any) -> None:
    x = clusters(0.0, 1.0, 9) * unit
    at = Mixture(np.full(2, 0.5), x[[0, 9]], np.array(variances), "spherical")
    with pytest.raises(ValueError, match="beyond the range of doubles"):
        run_em(x, at, max_iter=1)


@pytest.mark.parametrize("kind", ["shared", "tied", "spherical"])
@pytest.mark.parametrize("s", [None, S])
def test_tight_clusters_far_apart(kind: str, s: Any) -> None:
    """Their distortion is no difference of sums of squares about one point; ties among them."""
    x = clusters(0.0, 2.0**-16, 10) * 256
    means = np.array([[2.0**-8, 0.0], [-(2.0**-8), 0.0], [2048.0, 0.0], [0.0, 4096.0]])
    x[:4, 0] = 0.0
    at = mixture(kind, [0.25, 0.25, 0.25, 0.25], means, 2.0**-18)
    weights = np.ones(24) if s is None else s
    with exact.precision(600):
        before = exactly(at).log_likelihood(x, weights)
        found = run_em(x, at, sample_weight=s, max_iter=1, tol=0.0)
        truth = exactly(at).step(
            x, weights, weights=True, means=True, covariances=True, hard=False, reg=0.0
        )
        agree(found.mixture, truth, x, wide=1e-12)
        assert exact.relative_error(found.history[0], before) < 1e-11
        after = truth.log_likelihood(x, weights)
        assert exact.relative_error(found.log_likelihood, after) < 1e-9


def test_a_fit_without_tolerance_ends_where_rounding_begins() -> None:
    x = clusters(0.0, 8.0, 7)
    at = mixture("spherical", [0.5, 0.25, 0.25], [[1.0, 1.0], [7.0, 1.5], [1.0, 12.0]], 16.0)
    found = run_em(x, at, max_iter=5000, tol=0.0)
    assert found.converged
    levels = np.array(found.history)
    least = 4 * np.finfo(float).eps * np.abs(levels[1:])
    assert found.n_iter > 20
    assert (np.diff(levels)[:-1] > least[:-1]).all()
    assert np.diff(levels)[-1] <= least[-1]


@pytest.mark.parametrize("unit", [2.0**-340, 1.0, 2.0**40])
def test_a_matrix_is_singular_only_where_a_pivot_is_rounding(unit: float) -> None:
    axes = np.array([unit, 3.0])
    for close, flat in ((2.0**-30, False), (2.0**-45, False), (2.0**-50, True), (0.0, True)):
        matrix = np.array([[1.0, np.sqrt(1 - close)], [np.sqrt(1 - close), 1.0]])
        matrix = matrix * axes * axes[:, None]
        assert singular(matrix, "tied").tolist() == [flat]
        assert singular(np.array([np.eye(2), matrix]), "full").tolist() == [False, flat]


def test_one_component_by_default() -> None:
    x = clusters(0.0, 1.0, 12)
    found = numeric.SphericalGaussianMixture().fit(x)
    np.testing.assert_allclose(found.means_, [x.mean(axis=0)], rtol=1e-13)


@pytest.mark.parametrize("weighted", [False, True])
def test_a_component_with_little_of_every_point_near_the_limit(weighted: bool) -> None:
    """Its mass is known as well, relative to itself, as that of others."""
    rng = np.random.default_rng(11)
    turned, _ = np.linalg.qr(rng.normal(size=(20, 20)))
    middle, u, v = 10 * rng.normal(size=20), turned[0], turned[1]
    sigma2 = 1e-4
    # The third centre is farther than the two others by 40 times what makes a factor e.
    reach = 1500.0
    means = middle + np.array([-reach * u, reach * u, np.sqrt(reach**2 + 80 * sigma2) * v])
    steps = rng.normal(size=(40, 2)) * 1e-7
    # One point far off, so that differences are taken.
    x = middle + np.vstack([steps @ turned[:2], -2 * reach * u])
    s = rng.integers(1, 4, size=41).astype(float) if weighted else np.ones(41)
    at = Mixture(np.full(3, 1 / 3), means, np.asarray(sigma2))
    run = run_em(x, at, learn_covariances=False, max_iter=1, sample_weight=s)
    assert run.paths[0] == "hardening"
    with exact.precision(400):
        truth = exactly(at).step(
            x, s, weights=True, means=True, covariances=False, hard=False, reg=0.0
        )
        weights = [exact.nearest_double(w) for w in truth.weights]
        means = exact.doubles(truth.means)
    assert 1e-20 < weights[2] < 1e-12
    np.testing.assert_allclose(run.mixture.weights, weights, rtol=2e-11)
    np.testing.assert_allclose(run.mixture.means, means, rtol=1e-13, atol=1e-11)
