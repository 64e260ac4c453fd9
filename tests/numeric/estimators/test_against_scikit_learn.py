"""From the same start, on well-conditioned data, ours and scikit-learn's estimators agree."""

from __future__ import annotations

import numpy as np
import pytest
import sklearn.cluster
import sklearn.mixture
from hardlimit.numeric import GaussianMixture, KMeans, SoftKMeans

ATTRIBUTES = ("weights_", "means_", "covariances_", "precisions_", "precisions_cholesky_")
PRECISIONS = {
    "full": np.array([np.eye(3)] * 3),
    "tied": np.eye(3),
    "diag": np.ones((3, 3)),
    "spherical": np.ones(3),
}


def _points() -> np.ndarray:
    rng = np.random.default_rng(0)
    shapes = (np.diag([1.0, 2.0, 0.5]), np.eye(3), np.array([[1, 0.5, 0], [0, 1, 0.2], [0, 0, 1]]))
    centres = ((0, 0, 0), (4, 1, 0), (0, 5, 3))
    parts = [rng.normal(size=(200, 3)) @ a + m for a, m in zip(shapes, centres, strict=True)]
    return np.vstack(parts)


X = _points()
START = X[[0, 250, 450]]


def _pair(kind, **more):
    settings = {
        "n_components": 3,
        "covariance_type": kind,
        "means_init": START,
        "weights_init": np.ones(3) / 3,
        "precisions_init": PRECISIONS[kind],
        "tol": 0.0,
        **more,
    }
    return GaussianMixture(**settings).fit(X), sklearn.mixture.GaussianMixture(**settings).fit(X)


@pytest.mark.filterwarnings("ignore:Best performing")
@pytest.mark.parametrize("reg_covar", [0.0, 1e-6, 0.5])
@pytest.mark.parametrize("kind", PRECISIONS)
def test_em_from_the_same_start(kind, reg_covar):
    ours, theirs = _pair(kind, reg_covar=reg_covar, max_iter=8)
    assert ours.n_iter_ == theirs.n_iter_ == 8
    for name in ATTRIBUTES:
        np.testing.assert_allclose(
            getattr(ours, name), getattr(theirs, name), rtol=1e-8, atol=1e-8, err_msg=name
        )
    for name in ("predict_proba", "score_samples", "predict", "score", "bic", "aic"):
        expected = getattr(theirs, name)(X)
        np.testing.assert_allclose(getattr(ours, name)(X), expected, rtol=1e-9, atol=1e-9)
    assert ours.lower_bound_ == pytest.approx(theirs.score(X), rel=1e-12)
    assert ours.lower_bounds_[:-1] == pytest.approx(theirs.lower_bounds_[1:], rel=1e-12)


@pytest.mark.parametrize("kind", PRECISIONS)
def test_em_to_convergence(kind):
    ours, theirs = _pair(kind, tol=1e-9, max_iter=1000)
    assert ours.converged_
    assert theirs.converged_
    assert ours.lower_bound_ == pytest.approx(theirs.score(X), abs=1e-7)
    np.testing.assert_allclose(ours.means_, theirs.means_, atol=1e-2)


@pytest.mark.filterwarnings("ignore:Best performing")
@pytest.mark.parametrize("kind", PRECISIONS)
def test_the_start_from_shares_is_an_m_step(kind, monkeypatch):
    labels = np.repeat([0, 1, 2], 200)

    def fitted(self, *args, **kwargs):
        self.labels_ = labels
        self.cluster_centers_ = np.zeros((3, 3))
        return self

    monkeypatch.setattr(KMeans, "fit", fitted)
    monkeypatch.setattr(sklearn.cluster.KMeans, "fit", fitted)
    settings = {"covariance_type": kind, "max_iter": 0, "random_state": 0}
    ours = GaussianMixture(3, **settings).fit(X)
    theirs = sklearn.mixture.GaussianMixture(3, **settings).fit(X)
    for name in ATTRIBUTES:
        np.testing.assert_allclose(getattr(ours, name), getattr(theirs, name), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("weighted", [False, True])
def test_lloyd_from_the_same_start(weighted):
    s = np.random.default_rng(1).random(len(X)) if weighted else None
    settings = {"n_clusters": 3, "init": START, "tol": 0.0, "n_init": 1}
    ours = KMeans(**settings).fit(X, sample_weight=s)
    theirs = sklearn.cluster.KMeans(**settings).fit(X, sample_weight=s)
    np.testing.assert_allclose(ours.cluster_centers_, theirs.cluster_centers_, atol=1e-12)
    assert (ours.labels_ == theirs.labels_).all()
    assert ours.inertia_ == pytest.approx(theirs.inertia_, rel=1e-12)
    assert (ours.predict(X) == theirs.predict(X)).all()
    np.testing.assert_allclose(ours.transform(X), theirs.transform(X), rtol=1e-9)
    assert ours.score(X) == pytest.approx(theirs.score(X), rel=1e-12)


def test_soft_k_means_is_a_mixture_with_one_fixed_variance_and_equal_weights():
    soft = SoftKMeans(3, temperature=3.0, init=START, max_iter=40).fit(X)
    means = START
    for _ in range(soft.n_iter_):
        squares = ((X[:, None, :] - means) ** 2).sum(axis=2)
        r = np.exp(-squares / 3.0)
        r /= r.sum(axis=1, keepdims=True)
        means = r.T @ X / r.sum(axis=0)[:, None]
    np.testing.assert_allclose(soft.cluster_centers_, means, atol=1e-10)
    squares = ((X[:, None, :] - means) ** 2).sum(axis=2)
    r = np.exp(-squares / 3.0)
    r /= r.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(soft.predict_proba(X), r, atol=1e-10)
    objective = (r * squares).sum() + 3.0 * (r * np.log(r)).sum()
    assert soft.objective_ == pytest.approx(objective, rel=1e-12)
    assert soft.score(X) == pytest.approx(-objective, rel=1e-12)
    assert soft.inertia_ == pytest.approx(squares.min(axis=1).sum(), rel=1e-12)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("kind", PRECISIONS)
def test_every_mixture_of_scikit_learn_learns_weights_and_variances(kind):
    """So none of them is soft k-means, as the book says."""
    start = {"means_init": START, "weights_init": np.ones(3) / 3}
    fitted = sklearn.mixture.GaussianMixture(
        3, covariance_type=kind, max_iter=1, precisions_init=PRECISIONS[kind], **start
    ).fit(X[:500])
    assert np.abs(fitted.weights_ - 1 / 3).max() > 0.01
    assert np.abs(fitted.precisions_ - PRECISIONS[kind]).max() > 0.01
