"""scikit-learn's own checks of estimators accept ours, and what they do not look at holds too."""

from __future__ import annotations

import pickle
import subprocess
import sys

import numpy as np
import pytest
from hardlimit.numeric import GaussianMixture, KMeans, SoftKMeans, iris
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import estimator_checks

ESTIMATORS = [
    GaussianMixture(),
    GaussianMixture(2, covariance_type="shared", sigma2=0.0),
    GaussianMixture(2, covariance_type="tied", init_params="k-means++"),
    GaussianMixture(covariance_type="diag", init_params="random_from_data"),
    KMeans(),
    KMeans(3, tol=0.0),
    SoftKMeans(),
    SoftKMeans(3, temperature=0.0),
]
#: What may be skipped, for want of another package or of a setting of the process.
SKIPPABLE = {"check_sample_weights_pandas_series", "check_array_api_input"}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("estimator", ESTIMATORS, ids=repr)
def test_scikit_learn_accepts_the_estimator(estimator):
    results = estimator_checks.check_estimator(estimator, on_skip=None, on_fail=None)
    failed = {r["check_name"]: r["exception"] for r in results if r["status"] == "failed"}
    assert not failed
    assert {r["check_name"] for r in results if r["status"] == "skipped"} <= SKIPPABLE
    assert sum(r["status"] == "passed" for r in results) >= 44


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("estimator", [KMeans(), SoftKMeans()], ids=repr)
@pytest.mark.parametrize("name", ["check_clustering", "check_clusterer_compute_labels_predict"])
def test_checks_for_subclasses_of_its_clusterers_hold_too(estimator, name):
    getattr(estimator_checks, name)(type(estimator).__name__, estimator)


def test_scikit_learn_is_not_imported_at_run_time():
    code = (
        "import sys; from hardlimit.numeric import *; "
        "m = GaussianMixture(3, random_state=0).fit(iris()); m.sample(3); m.predict(iris()); "
        "KMeans(3).fit(iris()); SoftKMeans(3).fit(iris()); "
        "assert 'sklearn' not in sys.modules and 'scipy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_errors_are_ours_where_scikit_learn_is_absent():
    code = (
        "from hardlimit.numeric import KMeans; from hardlimit.numeric.estimators import *\n"
        "try: KMeans().predict([[1.0]])\n"
        "except NotFittedError as e: assert 'not fitted' in str(e)\n"
        "else: raise SystemExit(1)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("method", ["predict", "transform", "score", "get_feature_names_out"])
def test_an_unfitted_estimator_says_so(method):
    with pytest.raises(NotFittedError, match="not fitted yet"):
        getattr(KMeans(), method)([[1.0]])


def test_parameters_by_name():
    model = KMeans(3, tol=0.0)
    assert repr(model) == "KMeans(n_clusters=3, tol=0.0)"
    assert clone(model).get_params() == model.get_params()
    assert model.set_params(n_clusters=4) is model
    assert model.n_clusters == 4
    with pytest.raises(ValueError, match="Invalid parameter 'clusters'"):
        model.set_params(n_clusters=5, clusters=3)
    assert model.n_clusters == 4


def test_pickles_predict_the_same():
    model = GaussianMixture(3, random_state=0).fit(iris())
    again = pickle.loads(pickle.dumps(model))
    assert (again.predict_proba(iris()) == model.predict_proba(iris())).all()


def test_grid_search_and_pipeline():
    search = GridSearchCV(
        GaussianMixture(random_state=0), {"n_components": [1, 3]}, cv=[(range(100), range(100))]
    )
    assert search.fit(iris()).best_params_ == {"n_components": 3}
    steps = make_pipeline(StandardScaler(), KMeans(3, random_state=0)).fit(iris())
    assert steps.transform(iris()).shape == (150, 3)
    assert list(steps.get_feature_names_out()) == ["kmeans0", "kmeans1", "kmeans2"]


class _Frame:
    """The least of a data frame: an array with names."""

    def __init__(self, values, columns):
        self.values, self.columns, self.shape = np.asarray(values), columns, np.shape(values)

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.values, dtype=dtype)


def test_names_of_columns_are_kept_and_compared():
    x = iris()
    names = ["sl", "sw", "pl", "pw"]
    model = KMeans(3, random_state=0).fit(_Frame(x, names))
    assert list(model.feature_names_in_) == names
    model.predict(_Frame(x, names))
    with pytest.raises(ValueError, match="feature names should match"):
        model.predict(_Frame(x, names[::-1]))
    with pytest.warns(UserWarning, match="does not have valid feature names"):
        model.predict(x)
    with pytest.raises(TypeError, match="all of them are strings"):
        model.fit(_Frame(x, ["sl", "sw", 3, 4]))
    assert not hasattr(model.fit(x), "feature_names_in_")
    with pytest.warns(UserWarning, match="fitted without feature names"):
        model.predict(_Frame(x, names))


def test_a_fit_that_stops_early_warns_in_the_class_that_is_caught():
    with pytest.warns(ConvergenceWarning, match="did not converge"):
        GaussianMixture(3, max_iter=1, tol=0.0, random_state=0).fit(iris())
    with pytest.warns(ConvergenceWarning, match=r"distinct clusters \(2\)"):
        KMeans(3, random_state=0).fit([[0.0], [0.0], [1.0]])
