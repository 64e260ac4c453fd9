"""The estimator: monotone likelihood, equivariance, and scikit-learn where it is right."""

import itertools
import warnings
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pytest
from hardlimit.numeric import (
    SphericalGaussianMixture,
    em_means,
    iris,
    log_likelihood,
    old_faithful,
    random_problems,
    responsibilities,
    weight_update,
)
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

Covariance = Literal["shared", "per_component"]
BOTH: tuple[Covariance, ...] = ("shared", "per_component")


def peer_step(
    x: npt.NDArray[np.float64],
    means: npt.NDArray[np.float64],
    weights: npt.NDArray[np.float64],
    sigma2: npt.NDArray[np.float64],
    steps: int,
) -> Any:
    """scikit-learn's spherical mixture after some EM steps from given parameters."""
    mixture = GaussianMixture(
        len(means),
        covariance_type="spherical",
        means_init=means,
        weights_init=weights,
        precisions_init=1 / sigma2,
        reg_covar=0,
        tol=0,
        max_iter=steps,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return mixture.fit(x)


@pytest.mark.parametrize("clusters", [1, 2, 3, 5])
@pytest.mark.parametrize("data", ["iris", "faithful", "gauss"])
def test_steps_agree_with_scikit_learn_at_moderate_variance(data: str, clusters: int) -> None:
    rng = np.random.default_rng(11)
    gauss = rng.normal(size=(300, 3)) + rng.integers(0, 3, size=(300, 1)) * 2
    x = {"iris": iris(), "faithful": old_faithful(), "gauss": gauss}[data]
    start = x[np.arange(clusters) * len(x) // clusters]
    weights = rng.dirichlet(np.full(clusters, 5.0))
    sigma2 = x.var() * rng.uniform(0.2, 1.0, clusters)
    for steps in (1, 4):
        peer = peer_step(x, start, weights, sigma2, steps)
        own = SphericalGaussianMixture(
            clusters,
            covariance_type="per_component",
            means_init=start,
            weights_init=weights,
            sigma2_init=sigma2,
            max_iter=steps,
            tol=0,
        ).fit(x)
        np.testing.assert_allclose(own.means_, peer.means_, rtol=1e-8)
        np.testing.assert_allclose(own.weights_, peer.weights_, rtol=1e-8)
        np.testing.assert_allclose(own.sigma2_, peer.covariances_, rtol=1e-8)
        np.testing.assert_allclose(own.predict_proba(x), peer.predict_proba(x), atol=1e-8)
        np.testing.assert_array_equal(own.predict(x), peer.predict(x))
        assert own.lower_bound_ == pytest.approx(peer.score(x), rel=1e-10)
        first = em_means(x, start, weights, sigma2)
        if steps == 1:
            np.testing.assert_allclose(first, own.means_, rtol=1e-13)


@pytest.mark.parametrize("covariance", BOTH)
@pytest.mark.parametrize("learn_weights", [False, True])
@pytest.mark.parametrize("learn_sigma", [False, True])
def test_likelihood_never_falls(
    covariance: Covariance, learn_weights: bool, learn_sigma: bool
) -> None:
    """B5, for every combination of learned and fixed parameters, on awkward data."""
    for p in random_problems(42, seed=50):
        size = len(p.means)
        sigma2 = np.full(size, p.sigma2) if covariance == "per_component" else p.sigma2
        model = SphericalGaussianMixture(
            size,
            covariance_type=covariance,
            sigma2="learned" if learn_sigma else sigma2,
            sigma2_init=sigma2 if learn_sigma else None,
            weights="learned" if learn_weights else p.weights,
            weights_init=p.weights if learn_weights else None,
            means_init=p.means,
            max_iter=20,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            model.fit(p.x)
        history = model.log_likelihood_history_
        assert len(history) == model.n_iter_ + 1
        for before, after in itertools.pairwise(history):
            assert after >= before - 1e-9 * (1 + abs(before))
        level = log_likelihood(p.x, model.means_, model.weights_, model.sigma2_)
        assert history[-1] == pytest.approx(level, rel=1e-10)
        np.testing.assert_allclose(model.predict_proba(p.x).sum(axis=1), 1, rtol=1e-14)
        # Means stay in the bounding box of the data.
        assert (model.means_ >= p.x.min(axis=0) - 1e-9).all()
        assert (model.means_ <= p.x.max(axis=0) + 1e-9).all()


@pytest.mark.parametrize("covariance", BOTH)
@pytest.mark.parametrize(("scale", "offset"), [(1, 1e8), (2.0**-14, 0), (2.0**460, 0), (1, -1e6)])
def test_fits_are_equivariant(covariance: Covariance, scale: float, offset: float) -> None:
    # Multiples of 2⁻²⁰, so that the shifted data are the same data exactly.
    rng = np.random.default_rng(5)
    x = np.round(np.vstack([rng.normal(size=(80, 2)), rng.normal(6, 2, (60, 2))]) * 2**20) / 2**20
    here = SphericalGaussianMixture(2, covariance_type=covariance).fit(x)
    there = SphericalGaussianMixture(2, covariance_type=covariance).fit(x * scale + offset)
    assert here.converged_
    assert there.n_iter_ == here.n_iter_
    np.testing.assert_allclose((there.means_ - offset) / scale, here.means_, atol=2e-7)
    np.testing.assert_allclose(np.divide(there.sigma2_, scale**2), here.sigma2_, rtol=1e-6)
    np.testing.assert_allclose(there.weights_, here.weights_, rtol=1e-6)
    if offset == 0:
        np.testing.assert_allclose(there.means_ / scale, here.means_, rtol=1e-11)


def test_converged_fit_is_stationary_and_stops_for_a_reason() -> None:
    x = old_faithful()
    for covariance in BOTH:
        model = SphericalGaussianMixture(2, covariance_type=covariance, tol=1e-13).fit(x)
        assert model.converged_
        assert not model.unbounded_
        share = responsibilities(x, model.means_, model.weights_, model.sigma2_)
        moved = em_means(x, model.means_, model.weights_, model.sigma2_)
        np.testing.assert_allclose(moved, model.means_, rtol=1e-5)
        np.testing.assert_allclose(weight_update(share), model.weights_, rtol=1e-4)
        short = SphericalGaussianMixture(2, covariance_type=covariance, max_iter=1, tol=0).fit(x)
        assert not short.converged_
        assert short.n_iter_ == 1
        assert short.lower_bound_ < model.lower_bound_


def test_a_shared_learned_variance_returns_from_a_tiny_start() -> None:
    """B8: EM does not drive σ to zero by itself."""
    x = old_faithful()
    model = SphericalGaussianMixture(3, means_init=x[[0, 1, 2]], sigma2_init=1e-3).fit(x)
    assert float(model.sigma2_) > 1
    assert not model.unbounded_


def test_an_unbounded_likelihood_is_reported() -> None:
    """B8: as many centres as points, or a component alone on a point."""
    x = np.array([[0.0], [1.0], [5.0]])
    with pytest.warns(RuntimeWarning, match="likelihood is unbounded"):
        shared = SphericalGaussianMixture(3, means_init=x + 0.1, sigma2_init=0.01).fit(x)
    assert shared.unbounded_
    assert not shared.converged_
    assert shared.sigma2_ == 0.0
    assert shared.lower_bound_ == np.inf
    np.testing.assert_array_equal(shared.means_, x)
    np.testing.assert_array_equal(shared.predict_proba(x), np.eye(3))

    with pytest.warns(RuntimeWarning, match="likelihood is unbounded"):
        still = SphericalGaussianMixture(
            1, covariance_type="per_component", means_init=[[1.0]], sigma2_init=1.0
        ).fit([[1.0], [1.0]])
    # No parameter moves, because the collapsed variance is kept, but this is no convergence.
    assert still.unbounded_
    assert not still.converged_
    assert np.asarray(still.sigma2_).tolist() == [1.0]

    lone = np.array([[0.0], [0.1], [0.2], [50.0]])
    with pytest.warns(RuntimeWarning, match="likelihood is unbounded"):
        each = SphericalGaussianMixture(
            2, covariance_type="per_component", means_init=[[0.1], [49.0]]
        ).fit(lone)
    assert each.unbounded_
    assert not each.converged_
    assert len(each.log_likelihood_history_) == each.n_iter_ + 1
    np.testing.assert_allclose(each.means_, [[0.1], [50.0]], rtol=1e-12)
    first, second = np.asarray(each.sigma2_)
    assert first == pytest.approx(0.02 / 3, rel=1e-12)
    assert second > 0
    assert np.isfinite(each.predict_proba(lone)).all()


def test_published_means_and_likelihood_of_old_faithful() -> None:
    x = old_faithful()
    np.testing.assert_allclose(x.mean(axis=0), [3.487783, 70.897059], atol=5e-7)
    tied = GaussianMixture(3, covariance_type="tied", n_init=3, random_state=0)
    level = tied.set_params(max_iter=2000, tol=1e-8).fit(x).score(x) * len(x)
    # mclust stops at a relative 1e-5, so the optimum may exceed its figure a little.
    assert -1126.326 - 5e-4 <= level <= -1126.326 + 0.02


def test_predict_before_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="has not been fitted yet"):
        SphericalGaussianMixture(2).predict([[0.0]])
