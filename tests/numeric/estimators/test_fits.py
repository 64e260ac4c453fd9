"""What our estimators do beyond scikit-learn's: the limit, restarts, any unit, one clear error."""

from __future__ import annotations

import numpy as np
import pytest
from hardlimit.numeric import GaussianMixture, KMeans, SoftKMeans, iris, old_faithful

IRIS_OPTIMUM = 78.8514414261460


@pytest.mark.parametrize("seed", range(5))
def test_k_means_on_iris_reaches_the_published_optimum(seed):
    model = KMeans(3, n_init=10, random_state=seed).fit(iris())
    assert model.inertia_ == pytest.approx(IRIS_OPTIMUM, abs=1e-9)


def test_tied_mixture_on_old_faithful_reaches_the_published_likelihood():
    model = GaussianMixture(
        3, covariance_type="tied", n_init=10, tol=1e-6, max_iter=1000, random_state=0
    ).fit(old_faithful())
    # mclust stops at 1e-5, so that a converged fit may lie higher by 0.02.
    assert -1126.326 <= 272 * model.lower_bound_ <= -1126.306
    assert model._n_parameters() == 11
    assert 2314.276 <= model.bic(old_faithful()) <= 2314.316


def test_the_limit_of_a_mixture_is_k_means():
    x = iris()
    start = KMeans(3, n_init=10, tol=0.0, random_state=0).fit(x)
    limit = GaussianMixture(
        3, covariance_type="shared", sigma2=0.0, means_init=start.cluster_centers_
    ).fit(x)
    np.testing.assert_allclose(limit.means_, start.cluster_centers_, atol=1e-12)
    assert set(np.unique(limit.predict_proba(x))) == {0.0, 1.0}
    assert limit.covariances_ == 0.0
    assert limit.precisions_ == np.inf
    soft = SoftKMeans(3, temperature=0.0, init=start.cluster_centers_).fit(x)
    np.testing.assert_allclose(soft.cluster_centers_, start.cluster_centers_, atol=1e-12)
    assert soft.objective_ == pytest.approx(IRIS_OPTIMUM, abs=1e-9)


def test_restarts_in_the_limit_go_by_distortion():
    one = GaussianMixture(3, covariance_type="shared", sigma2=0, n_init=10, random_state=1)
    one.fit(iris())
    nearest = ((iris()[:, None] - one.means_) ** 2).sum(axis=2).min(axis=1).sum()
    assert nearest == pytest.approx(IRIS_OPTIMUM, abs=5e-3)


def test_ties_are_shared_by_weight_in_the_limit():
    x = [[-1.0], [0.0], [1.0]]
    model = GaussianMixture(
        2,
        covariance_type="shared",
        sigma2=0.0,
        max_iter=0,
        means_init=[[-1.0], [1.0]],
        weights_init=[0.25, 0.75],
    ).fit(x)
    assert model.predict_proba(x).tolist() == [[1, 0], [0.25, 0.75], [0, 1]]


def test_more_restarts_never_lower_the_likelihood():
    levels = [
        GaussianMixture(4, covariance_type="diag", n_init=n, random_state=3)
        .fit(iris())
        .lower_bound_
        for n in (1, 3, 6)
    ]
    assert levels == sorted(levels)
    inertias = [KMeans(5, n_init=n, random_state=0).fit(iris()).inertia_ for n in (1, 3, 9)]
    assert inertias == sorted(inertias, reverse=True)


@pytest.mark.parametrize("make", [GaussianMixture, KMeans, SoftKMeans])
def test_weights_are_repetitions_in_any_order(make):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(30, 2))
    s = rng.integers(0, 4, size=30)
    order = rng.permutation(30)
    weighted = make(3, random_state=0).fit(x[order], sample_weight=s[order])
    repeated = make(3, random_state=0).fit(np.repeat(x, s, axis=0))
    name = "means_" if make is GaussianMixture else "cluster_centers_"
    np.testing.assert_allclose(getattr(weighted, name), getattr(repeated, name), atol=1e-9)


@pytest.mark.parametrize("scale", [2.0**-900, 2.0**-60, 2.0**60, 2.0**900])
def test_units_do_not_matter(scale):
    x = iris()
    plain = KMeans(3, random_state=0, tol=0.0).fit(x)
    other = KMeans(3, random_state=0, tol=0.0).fit(x * scale)
    assert (plain.labels_ == other.labels_).all()
    assert (other.cluster_centers_ == plain.cluster_centers_ * scale).all()
    assert (other.transform(x * scale) == plain.transform(x) * scale).all()
    settings = {"covariance_type": "shared", "sigma2": 0.0, "random_state": 0}
    a, b = GaussianMixture(3, **settings).fit(x), GaussianMixture(3, **settings).fit(x * scale)
    assert (b.means_ == a.means_ * scale).all()


def test_a_far_offset_does_not_matter():
    x = np.round(iris() * 10)
    a = GaussianMixture(3, random_state=0, n_init=1).fit(x)
    b = GaussianMixture(3, random_state=0, n_init=1).fit(x + 2.0**30)
    np.testing.assert_allclose(b.means_ - 2.0**30, a.means_, atol=1e-5)
    np.testing.assert_allclose(b.covariances_, a.covariances_, rtol=1e-5, atol=1e-5)


def test_where_every_point_is_a_centre_empty_clusters_move_onto_the_nearest_points():
    x = np.array([[0.0], [5.0], [5.0], [9.0]])
    start = [[5.5], [0.0], [5.0], [7.5], [40.0], [-1e9]]
    with pytest.warns(UserWarning, match=r"Number of distinct clusters \(3\)"):
        model = KMeans(6, init=start).fit(np.repeat(x, 2, axis=0))
    # 7.5 has the points at 9 in the first step; 5.5 has none, nor have the last two.
    assert model.cluster_centers_.ravel().tolist() == [5.0, 0.0, 5.0, 9.0, 9.0, 0.0]
    assert model.inertia_ == 0.0
    # Ties go to the lowest index.
    assert model.labels_.tolist() == [1, 1, 0, 0, 0, 0, 3, 3]
    with pytest.warns(UserWarning, match="distinct"):
        weighted = KMeans(2, init=[[5.0], [1.0]]).fit(x, sample_weight=[0, 1, 1, 0])
    assert weighted.cluster_centers_.ravel().tolist() == [5.0, 5.0]


def test_an_empty_cluster_moves_to_the_farthest_point():
    x = np.array([[0.0], [1.0], [10.0], [11.0], [30.0]])
    model = KMeans(3, init=[[0.0], [20.0], [1000.0]], tol=0.0).fit(x)
    assert sorted(model.cluster_centers_.ravel().tolist()) == [0.5, 10.5, 30.0]
    assert model.inertia_ == pytest.approx(1.0)


def test_warm_start_goes_on_where_the_fit_stopped():
    with pytest.warns(UserWarning, match="did not converge"):
        model = GaussianMixture(3, warm_start=True, max_iter=3, tol=0, random_state=0).fit(iris())
    first = model.lower_bound_
    model.set_params(max_iter=200, tol=1e-6).fit(iris())
    assert model.lower_bounds_[0] > first
    assert model.converged_


def test_a_collapse_is_named():
    x = np.array([[0.0], [0.0], [0.0], [1.0], [2.0], [3.0]])
    with pytest.warns(RuntimeWarning, match="unbounded"):
        model = GaussianMixture(
            2, covariance_type="spherical", reg_covar=0.0, random_state=0, means_init=[[0], [2]]
        ).fit(x)
    assert model.unbounded_
    assert not model.converged_


def test_samples_come_from_the_mixture():
    model = GaussianMixture(2, random_state=0).fit(old_faithful())
    points, labels = model.sample(20000)
    for k in range(2):
        own = points[labels == k]
        np.testing.assert_allclose(own.mean(axis=0), model.means_[k], rtol=0.02)
        np.testing.assert_allclose(np.cov(own.T), model.covariances_[k], rtol=0.1)
    assert np.mean(labels == 0) == pytest.approx(model.weights_[0], abs=0.02)


X = np.arange(12.0).reshape(6, 2)


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        (KMeans(0), "n_clusters must be at least 1"),
        (KMeans(7), "n_samples=6 should be >= n_clusters=7"),
        (KMeans(2, init="best"), "init must be"),
        (KMeans(2, init=[[1.0, 2.0]]), "initial centers"),
        (KMeans(2, n_init="many"), "n_init must be a whole number"),
        (KMeans(2, algorithm="full"), "algorithm must be one of"),
        (KMeans(2, max_iter=1.5), "max_iter must be a whole number"),
        (KMeans(2, tol=-1), "tol must not be negative"),
        (KMeans(2, random_state=-1), "random_state must not be negative"),
        (KMeans(2, random_state="x"), "random_state must be"),
        (SoftKMeans(2, temperature=-1.0), "temperature must not be negative"),
        (GaussianMixture(None), "n_components must be a whole number"),
        (GaussianMixture(7), "Expected n_samples >= n_components"),
        (GaussianMixture(2, covariance_type="round"), "covariance_type must be one of"),
        (GaussianMixture(2, init_params="best"), "init_params must be one of"),
        (GaussianMixture(2, sigma2=1.0), "only be fixed"),
        (GaussianMixture(2, covariance_type="shared", sigma2=-1.0), "sigma2 must not be negative"),
        (GaussianMixture(2, weights_init=[0.5, 0.4]), "must sum to one"),
        (GaussianMixture(2, means_init=[[0.0, 1.0]]), "means_init must have shape"),
        (GaussianMixture(2, precisions_init=-np.ones((2, 2, 2))), "not positive definite"),
        (GaussianMixture(2, reg_covar=-1e-6), "reg_covar must not be negative"),
    ],
)
def test_bad_parameters_are_refused_with_one_sentence(model, sentence):
    with pytest.raises(ValueError, match=sentence):
        model.fit(X)
    assert not model.__sklearn_is_fitted__()


@pytest.mark.parametrize(
    ("data", "error", "sentence"),
    [
        (X * 1j, ValueError, "Complex data not supported"),
        (np.ma.masked_less(X, 2), ValueError, "masked"),
        (X.astype(str), ValueError, "not an array of real numbers"),
        (X.astype("M8[D]"), ValueError, "not an array of real numbers"),
        ([[1.0], [2.0, 3.0]], ValueError, "not an array of real numbers"),
        (X[0], ValueError, "Reshape your data"),
        (X[:0], ValueError, r"0 sample\(s\)"),
        (np.where(X == 3, np.nan, X), ValueError, "NaN or infinity"),
        ([[10**400], [1], [2]], ValueError, "beyond the range of doubles"),
        ([[{}], [1], [2]], TypeError, "must be a string or a number"),
    ],
)
@pytest.mark.parametrize("make", [GaussianMixture, KMeans, SoftKMeans])
def test_bad_data_are_refused_with_one_sentence(make, data, error, sentence):
    with pytest.raises(error, match=sentence):
        make(2).fit(data)


def test_an_addition_out_of_all_proportion_is_refused():
    with pytest.raises(ValueError, match="reg_covar=1e-06 is beyond"):
        GaussianMixture(2).fit(X * 1e-300)


def test_settings_without_effect_are_pointed_out():
    with pytest.warns(RuntimeWarning, match="performing only one init"):
        KMeans(2, init=X[:2], n_init=3).fit(X)
    with pytest.warns(RuntimeWarning, match="doesn't make sense for a single cluster"):
        KMeans(1, algorithm="elkan").fit(X)
