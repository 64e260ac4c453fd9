"""`run_em` of every kind: against scikit-learn where it is right, and where it is not."""

import itertools
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hardlimit.numeric import (
    Mixture,
    em_mean_limit,
    em_means,
    iris,
    lloyd,
    mixture_from_centres,
    old_faithful,
    predict,
    predict_proba,
    random_problems,
    rows_of,
    run_em,
    run_lloyd,
    run_soft_kmeans,
    sample,
    score_samples,
    shared_variance,
    soft_distortion,
)
from hardlimit.numeric.parameters import COVARIANCE_TYPES
from hardlimit.numeric.ties import ties_of
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

Array = npt.NDArray[np.float64]
PEERS = ("full", "diag", "tied", "spherical")


def clusters(seed: int = 0, rows: int = 400, size: int = 3, dimension: int = 3) -> Array:
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(size, dimension)) * 4
    spread = rng.uniform(0.5, 1.5, (size, dimension))
    labels = rng.integers(size, size=rows)
    return centres[labels] + rng.normal(size=(rows, dimension)) * spread[labels]


def value_of(kind: str, size: int, dimension: int, level: float = 1.0) -> Array:
    shapes = {
        "full": np.tile(level * np.eye(dimension), (size, 1, 1)),
        "diag": np.full((size, dimension), level),
        "tied": level * np.eye(dimension),
        "spherical": np.full(size, level),
        "shared": np.asarray(level),
    }
    return shapes[kind]


def start(x: Array, kind: str, size: int = 3, level: float = 1.0) -> Mixture:
    means = x[np.arange(size) * len(x) // size]
    weights = np.arange(2, size + 2) / sum(range(2, size + 2))
    return Mixture(weights, means, value_of(kind, size, x.shape[1], level), kind)  # type: ignore[arg-type]


def peer(x: Array, at: Mixture, steps: int, reg: float = 0.0) -> Any:
    c = at.covariances
    precisions = 1 / c if at.covariance_type in ("diag", "spherical") else np.linalg.inv(c)
    model = GaussianMixture(
        len(at.weights),
        covariance_type=at.covariance_type,
        means_init=at.means,
        weights_init=at.weights,
        precisions_init=precisions,
        reg_covar=reg,
        tol=0,
        max_iter=steps,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(x)


def agree(a: Mixture, b: Mixture, rtol: float) -> None:
    np.testing.assert_allclose(a.weights, b.weights, rtol=rtol, atol=rtol)
    np.testing.assert_allclose(a.means, b.means, rtol=rtol, atol=rtol)
    scale = np.abs(b.covariances).max()
    np.testing.assert_allclose(a.covariances, b.covariances, rtol=rtol, atol=rtol * scale)


@pytest.mark.parametrize("kind", PEERS)
@pytest.mark.parametrize("steps", [1, 7])
def test_steps_are_those_of_scikit_learn_on_tame_data(kind: str, steps: int) -> None:
    x = clusters()
    at = start(x, kind)
    own, other = run_em(x, at, max_iter=steps, tol=0), peer(x, at, steps)
    np.testing.assert_allclose(own.mixture.means, other.means_, rtol=1e-11)
    np.testing.assert_allclose(own.mixture.weights, other.weights_, rtol=1e-11)
    np.testing.assert_allclose(own.mixture.covariances, other.covariances_, rtol=1e-10, atol=1e-13)
    assert own.log_likelihood / len(x) == pytest.approx(other.score(x), rel=1e-12)
    np.testing.assert_allclose(
        score_samples(x, own.mixture), other.score_samples(x), rtol=1e-10, atol=1e-10
    )
    np.testing.assert_allclose(predict_proba(x, own.mixture), other.predict_proba(x), atol=1e-9)
    np.testing.assert_array_equal(predict(x, own.mixture), other.predict(x))
    regular = run_em(x, at, max_iter=steps, tol=0, reg_covar=0.25).mixture
    np.testing.assert_allclose(
        regular.covariances, peer(x, at, steps, 0.25).covariances_, rtol=1e-10, atol=1e-13
    )


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_every_arithmetic_gives_the_same_step(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    x = clusters(1)
    s = np.random.default_rng(2).uniform(0, 3, len(x))
    for weights in (None, s):
        for hard in ("soft", "hard"):
            with monkeypatch.context() as patch:
                fast = run_em(x, start(x, kind), sample_weight=weights, assignment=hard, max_iter=4)
                assert set(fast.paths) == {"features"}
                patch.setattr("hardlimit.numeric.passes._LOSS", 0.0)
                exact = run_em(
                    x, start(x, kind), sample_weight=weights, assignment=hard, max_iter=4
                )
                assert ("hardening" in exact.paths) == (kind == "shared")
                assert set(exact.paths) <= {"hardening", "differences"}
            agree(fast.mixture, exact.mixture, 1e-11)
            np.testing.assert_allclose(fast.history, exact.history, rtol=1e-12)


@pytest.mark.parametrize(
    ("kind", "length"), [("shared", 5), ("tied", 5), ("spherical", 6), ("diag", 9), ("full", 15)]
)
def test_ties_of_hard_steps_allow_for_all_features(
    kind: str, length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def ties(mixture: Mixture, scale: int, features: int, loss: float) -> Any:
        asked.append((features, loss))
        return ties_of(mixture, scale, features, loss)

    monkeypatch.setattr("hardlimit.numeric.passes.ties_of", ties)
    x = clusters(1, dimension=4)
    run = run_em(x, start(x, kind), assignment="hard", max_iter=1, tol=0.0)
    assert set(run.paths) == {"features"}
    assert [features for features, _ in asked] == [length] * len(run.paths)
    assert all(0 < loss < 1e-10 for _, loss in asked)


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_only_full_covariances_of_many_dimensions_have_too_many_products(kind: str) -> None:
    for dimension in (64, 65):
        x = clusters(1, rows=20, dimension=dimension)
        run = run_em(x, start(x, kind, level=50.0), max_iter=0)
        wide = kind == "full" and dimension > 64
        assert run.paths[0] == ("differences" if wide else "features")


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_weights_of_points_are_repetitions(kind: str) -> None:
    x = clusters(3, rows=120)
    times = np.random.default_rng(4).integers(0, 4, len(x))
    weighted = run_em(x, start(x, kind), sample_weight=times, max_iter=6, tol=0)
    repeated = run_em(np.repeat(x, times, axis=0), start(x, kind), max_iter=6, tol=0)
    agree(weighted.mixture, repeated.mixture, 1e-11)
    assert weighted.log_likelihood == pytest.approx(repeated.log_likelihood, rel=1e-12)


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
@pytest.mark.parametrize("learn", list(itertools.product([False, True], repeat=3)))
def test_what_is_fixed_stays_and_the_likelihood_never_falls(
    kind: str, learn: tuple[bool, bool, bool]
) -> None:
    """B5; a fixed weight stays what it was, also after the first step."""
    x = clusters(5, rows=80)
    at = start(x, kind, level=2.0)
    for hard in ("soft", "hard"):
        found = run_em(
            x,
            at,
            learn_weights=learn[0],
            learn_means=learn[1],
            learn_covariances=learn[2],
            assignment=hard,
            max_iter=12,
            tol=0,
        )
        for name, learned in zip(("weights", "means", "covariances"), learn, strict=True):
            same = np.array_equal(getattr(found.mixture, name), getattr(at, name))
            assert same != learned
        for before, after in itertools.pairwise(found.history):
            assert after >= before - 1e-12 * abs(before)


def test_a_learned_covariance_is_about_the_new_mean_or_about_a_fixed_one() -> None:
    x = clusters(6)
    for kind in COVARIANCE_TYPES:
        at = start(x, kind)
        r = predict_proba(x, at)
        for learn_means in (True, False):
            step = run_em(x, at, learn_means=learn_means, max_iter=1).mixture
            about = r.T @ x / r.sum(axis=0)[:, None] if learn_means else at.means
            np.testing.assert_allclose(step.means, about, rtol=1e-12)
            outer = np.array([(r[:, k] * (x - m).T) @ (x - m) for k, m in enumerate(about)])
            mass = r.sum(axis=0)
            squares = np.diagonal(outer, axis1=1, axis2=2)
            expected = {
                "full": outer / mass[:, None, None],
                "tied": outer.sum(axis=0) / len(x),
                "diag": squares / mass[:, None],
                "spherical": squares.sum(axis=1) / mass / 3,
                "shared": squares.sum() / x.size,
            }[kind]
            np.testing.assert_allclose(step.covariances, expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
@pytest.mark.parametrize("offset", [1e4, 1e8])
def test_an_offset_changes_nothing(kind: str, offset: float) -> None:
    x = np.round(clusters(7) * 2**18) / 2**18
    here = run_em(x, start(x, kind), max_iter=8, tol=0).mixture
    there = run_em(x + offset, start(x + offset, kind), max_iter=8, tol=0).mixture
    np.testing.assert_allclose(there.means - offset, here.means, atol=4e-8 * offset / 1e8 + 1e-11)
    scale = np.abs(here.covariances).max()
    np.testing.assert_allclose(there.covariances, here.covariances, atol=1e-7 * scale)


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
@pytest.mark.parametrize("power", [-500, -40, 40, 500])
def test_a_unit_changes_nothing(kind: str, power: int) -> None:
    x = clusters(8)
    here = run_em(x, start(x, kind), max_iter=8, tol=0)
    unit = 2.0**power
    scaled = start(x, kind)
    scaled = Mixture(
        scaled.weights, scaled.means * unit, scaled.covariances * unit**2, scaled.covariance_type
    )
    there = run_em(x * unit, scaled, max_iter=8, tol=0)
    np.testing.assert_allclose(there.mixture.means / unit, here.mixture.means, rtol=1e-11)
    np.testing.assert_allclose(
        there.mixture.covariances / unit / unit, here.mixture.covariances, rtol=1e-10, atol=1e-13
    )
    shifted = here.log_likelihood - x.size * power * np.log(2)
    assert there.log_likelihood == pytest.approx(shifted, rel=1e-11)


@pytest.mark.parametrize("scale", [1e-300, 1e200, 1e300])
def test_data_at_the_ends_of_the_range(scale: float) -> None:
    x = clusters(9) * scale
    at = start(x, "shared")
    limit = run_em(
        x,
        Mixture(np.full(3, 1 / 3), at.means, np.asarray(0.0)),
        learn_weights=False,
        learn_covariances=False,
    )
    expected = run_lloyd(x, at.means)
    np.testing.assert_allclose(limit.mixture.means, expected.means, rtol=1e-13)
    assert np.isfinite(limit.mixture.means).all()
    with pytest.raises(ValueError, match="variances of these data are beyond the range"):
        mixture_from_centres(x, at.means)


@pytest.mark.parametrize("level", [1e-3, 1e-6, 1e-12, 1e-100, 1e-300, 5e-324, 0.0])
def test_em_near_the_limit_is_the_plain_step(level: float) -> None:
    """One step of `run_em` against `em_means`, on lattice data full of ties and empty clusters."""
    for p in random_problems(70, seed=61):
        at = Mixture(p.weights, p.means, np.asarray(level))
        step = run_em(p.x, at, learn_covariances=False, max_iter=1)
        expected = em_means(p.x, p.means, p.weights, level)
        np.testing.assert_allclose(step.mixture.means, expected, rtol=1e-12, atol=1e-12)


def test_an_empty_component_goes_to_the_points_of_least_excess_and_is_flagged() -> None:
    """D5, for learned and for fixed weights, with rows of weight zero left out."""
    x = np.array([[0.0], [1.0], [2.0], [10.0], [12.0], [40.0]])
    s = np.array([1.0, 1, 1, 1, 1, 0])
    means = np.array([[0.5], [11.0], [100.0]])
    for level in (0.0, 1e-3, 1e-200):
        at = Mixture(np.array([0.25, 0.25, 0.5]), means, np.asarray(level))
        for learn in (True, False):
            run = run_em(
                x,
                at,
                learn_weights=learn,
                learn_covariances=False,
                sample_weight=s,
                max_iter=1,
            )
            assert run.mixture.means.tolist() == [[1.0], [11.0], [12.0]]
            assert run.empty.tolist() == ([2] if learn else [])
            if learn:
                assert run.mixture.weights.tolist() == [0.6, 0.4, 0.0]
    assert em_mean_limit(x[:5], means, at.weights).means.tolist() == [[1.0], [11.0], [12.0]]


@pytest.mark.parametrize("kind", PEERS)
def test_a_far_component_of_any_kind_goes_to_a_data_point(kind: str) -> None:
    x = clusters(10)
    at = start(x, kind)
    means = at.means.copy()
    means[2] = 1e6
    run = run_em(x, Mixture(at.weights, means, at.covariances, kind), max_iter=1)  # type: ignore[arg-type]
    assert (np.abs(x - run.mixture.means[2]).max(axis=1) < 1e-12).any()
    assert run.empty.tolist() == [2]
    assert run.mixture.weights[2] == 0


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_an_unbounded_likelihood_is_named(kind: str) -> None:
    """B8: all points on centres; a component alone on a point; a flat component."""
    x = np.array([[0.0, 1.0], [1.0, 5.0], [5.0, -2.0]])
    all_on = run_em(x, Mixture(np.full(3, 1 / 3), x + 0.01, value_of(kind, 3, 2, 1e-3), kind))  # type: ignore[arg-type]
    assert all_on.unbounded
    assert not all_on.converged
    assert all_on.collapsed.tolist() == [0, 1, 2]
    np.testing.assert_allclose(all_on.mixture.means, x, rtol=1e-13, atol=1e-13)
    if kind in ("shared", "tied"):
        return
    lone = np.vstack([clusters(11, 50, 1, 2), [[40.0, 40.0]]])
    one = run_em(lone, start(lone, kind, 1), max_iter=50)
    assert not one.unbounded
    two = Mixture(np.array([0.5, 0.5]), lone[[0, 50]], value_of(kind, 2, 2), kind)  # type: ignore[arg-type]
    run = run_em(lone, two)
    assert run.unbounded
    assert run.collapsed.tolist() == [1]
    kept = run_em(lone, two, reg_covar=1e-3)
    assert kept.converged
    assert not kept.unbounded


def test_a_constant_feature_makes_full_tied_and_diagonal_likelihoods_unbounded() -> None:
    x = clusters(12, 60, 2, 2)
    flat = np.column_stack([x, np.full(60, 0.1)])
    for kind in ("full", "tied", "diag"):
        run = run_em(flat, start(flat, kind, 2))
        assert run.unbounded
        assert run.collapsed.tolist() == [0, 1]
    for kind in ("spherical", "shared"):
        assert not run_em(flat, start(flat, kind, 2)).unbounded


def test_a_variance_far_below_the_first_one_keeps_its_digits() -> None:
    """The first step moves the means by 1e9 σ: sums about the old ones would lose every digit."""
    rng = np.random.default_rng(13)
    x = np.vstack([rng.normal(size=(50, 2)) * 1e-9, rng.normal(size=(50, 2)) * 1e-9 + 1])
    for kind in COVARIANCE_TYPES:
        # Matrices start where labels are clear: between, they are flat to the last digit.
        clear = kind in ("full", "tied")
        means = np.array([[0.0, 0], [1, 1]]) if clear else np.array([[-3.0, 0], [4.0, 1]])
        value = value_of(kind, 2, 2, 1e-2 if clear else 1.0)
        at = Mixture(np.array([0.5, 0.5]), means, value, kind)  # type: ignore[arg-type]
        found = run_em(x, at, max_iter=30, tol=0).mixture
        truth = np.mean([(part - part.mean(axis=0)) ** 2 for part in (x[:50], x[50:])])
        trace = np.mean(
            found.covariances
            if found.covariances.ndim < 2 or kind == "diag"
            else (np.diagonal(found.covariances, axis1=-2, axis2=-1))
        )
        assert trace == pytest.approx(truth, rel=1e-6)


def test_hard_em_with_uniform_weights_is_lloyd() -> None:
    """G4, with a shared variance that is learned from hard labels."""
    x = old_faithful()
    means = x[[0, 1, 100, 200]]
    run = run_em(
        x,
        Mixture(np.full(4, 0.25), means, np.asarray(1.0)),
        learn_weights=False,
        assignment="hard",
    )
    expected = lloyd(x, means)
    np.testing.assert_allclose(run.mixture.means, expected.means, rtol=1e-13)
    assert float(run.mixture.covariances) == pytest.approx(expected.distortion / x.size, rel=1e-12)
    hard = np.eye(4)[expected.labels]
    assert float(run.mixture.covariances) == pytest.approx(
        shared_variance(x, expected.means, hard), rel=1e-12
    )


def test_soft_kmeans_minimises_distortion_less_entropy() -> None:
    x = iris()
    for tau in (0.0, 1e-3, 0.5, 4.0):
        run = run_soft_kmeans(x, x[[0, 60, 120]], tau, max_iter=2000)
        if tau == 0:
            expected = lloyd(x, x[[0, 60, 120]])
            np.testing.assert_allclose(run.mixture.means, expected.means, rtol=1e-13)
            continue
        level = soft_distortion(x, run.mixture.means, run.mixture.weights, tau / 2)
        rng = np.random.default_rng(14)
        for size in (1e-3, 1e-1):
            other = run.mixture.means + size * rng.normal(size=(3, 4))
            assert soft_distortion(x, other, run.mixture.weights, tau / 2) > level


def test_a_memory_map_gives_what_the_array_gives(tmp_path: Path) -> None:
    x = clusters(15, rows=70000, dimension=2)
    path = tmp_path / "x.npy"
    np.save(path, x)
    at = start(x, "full")
    whole = run_em(x, at, max_iter=3)
    for source in (path, str(path), np.load(path, mmap_mode="r")):
        mapped = run_em(source, at, max_iter=3)
        np.testing.assert_array_equal(mapped.mixture.means, whole.mixture.means)
        np.testing.assert_array_equal(mapped.mixture.covariances, whole.mixture.covariances)
    labels = run_lloyd(path, at.means).labels
    np.testing.assert_array_equal(labels, run_lloyd(x, at.means).labels)
    assert len(rows_of(path).blocks) > 1


def test_blocks_may_be_worked_on_anywhere_in_any_order() -> None:
    """Sums are taken in the order of the rows, so the result is the same to the last bit."""
    x = clusters(16, rows=140000, dimension=2)
    at = start(x, "diag")

    def backwards(function: Any, blocks: Any) -> Any:
        done = {i: function(blocks[i]) for i in reversed(range(len(blocks)))}
        return [done[i] for i in range(len(blocks))]

    assert len(rows_of(x).blocks) > 2
    here = run_em(x, at, max_iter=2)
    there = run_em(x, at, max_iter=2, map_blocks=backwards)
    np.testing.assert_array_equal(here.mixture.covariances, there.mixture.covariances)


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_a_sample_has_the_moments_of_its_mixture(kind: str) -> None:
    x = clusters(17)
    mixture = run_em(x, start(x, kind), max_iter=5).mixture
    drawn, labels = sample(mixture, 60000, np.random.default_rng(18))
    assert (np.diff(labels) >= 0).all()
    fitted = run_em(drawn, mixture, max_iter=3).mixture
    agree(fitted, mixture, 0.1)
    own = np.bincount(labels, minlength=3) / len(labels)
    np.testing.assert_allclose(own, mixture.weights, atol=0.01)


def test_published_likelihood_of_old_faithful_with_a_tied_covariance() -> None:
    """mclust 6: log-likelihood −1126.326 with 11 free numbers."""
    x = old_faithful()
    at = mixture_from_centres(x, x[[0, 1, 2]], "tied")
    # From the centres of k-means.
    at = mixture_from_centres(x, lloyd(x, x[[0, 1, 2]]).means, "tied")
    run = run_em(x, at, max_iter=2000, tol=1e-12)
    assert run.mixture.n_parameters == 11
    assert -1126.326 - 5e-4 <= run.log_likelihood <= -1126.326 + 0.02
