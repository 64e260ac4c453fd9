"""The judge acquits what is right and finds each wrong thing, with a small data set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hardlimit.numeric import (
    GaussianMixture,
    SphericalGaussianMixture,
    assign,
    exact,
    lloyd,
    log_likelihood,
)
from hardlimit.numeric.judge import Table, judge, main
from hardlimit.numeric.judge.cases import case, smaller
from hardlimit.numeric.judge.fixtures import Judged, judged  # noqa: F401


class Lloyd:
    """Lloyd's algorithm with the names of scikit-learn."""

    def __init__(self, n_clusters: int = 2, *, init: Any = None, max_iter: int = 300) -> None:
        self.n_clusters, self.init, self.max_iter = n_clusters, init, max_iter

    def fit(self, x: Any) -> Any:
        # An empty cluster moves to the point that is farthest from its centre.
        run = lloyd(x, self.start(x), self.max_iter)
        self.cluster_centers_, self.labels_ = run.means, run.labels
        self.inertia_ = run.distortion
        return self

    def start(self, x: Any) -> Any:
        means = np.array(self.init, dtype=float)
        for _ in means:
            for k in sorted(set(range(len(means))) - set(assign(x, means).tolist())):
                means[k] = x[((x - means[assign(x, means)]) ** 2).sum(axis=1).argmax()]
        return means

    def predict(self, x: Any) -> Any:
        return assign(x, self.cluster_centers_)


class Mixture(SphericalGaussianMixture):
    """The package's own, with a score."""

    def score(self, x: Any) -> float:
        return log_likelihood(x, self.means_, self.weights_, self.sigma2_) / len(x)


def failed(table: Table) -> set[str]:
    return {verdict.name for verdict in table.failures}


def test_what_is_right_is_acquitted() -> None:
    for right in (Lloyd, Mixture):
        table = judge(right)
        assert {v.outcome for v in table.verdicts} == {"holds"}, table.text()
        assert all(v.cases > 0 for v in table.verdicts)


# -- wrong k-means ---------------------------------------------------------------------
class WrongLabel(Lloyd):
    def fit(self, x: Any) -> Any:
        super().fit(x)
        self.labels_[0] = (self.labels_[0] + 1) % self.n_clusters
        return self


class StaleObjective(Lloyd):
    def fit(self, x: Any) -> Any:
        self.inertia_ = 0.0
        super().fit(x)
        self.inertia_ *= 1 + 1e-6
        return self


class CubedSums(Lloyd):
    """Distances as |x|^2 - 2xm + |m|^2."""

    def fit(self, x: Any) -> Any:
        super().fit(x)
        m = self.cluster_centers_
        d = (x**2).sum(axis=1)[:, None] - 2 * x @ m.T + (m**2).sum(axis=1)
        self.labels_, self.inertia_ = d.argmin(axis=1), float(d.min(axis=1).sum())
        return self


class Overshooting(Lloyd):
    """Goes twice as far as the mean, once."""

    def fit(self, x: Any) -> Any:
        super().fit(x)
        if self.max_iter == 3:
            self.cluster_centers_ = self.cluster_centers_ + 3.0
            self.labels_ = assign(x, self.cluster_centers_)
        return self


class Origin(Lloyd):
    """An empty cluster is moved to the origin."""

    def start(self, x: Any) -> Any:
        means = np.array(self.init, dtype=float)
        for k in set(range(len(means))) - set(assign(x, means).tolist()):
            means[k] = 0.0
        return means


class FirstRow(Lloyd):
    """The first row counts twice."""

    def fit(self, x: Any) -> Any:
        super().fit(np.vstack([x[:1], x]))
        self.labels_ = self.labels_[1:]
        self.inertia_ = float(exact.nearest_double(exact.distortion(x, self.cluster_centers_)))
        return self


class Floor(Lloyd):
    """Steps below 0.001 count as none."""

    def fit(self, x: Any) -> Any:
        scale = np.round(x, 3)
        super().fit(scale if np.abs(x).max() < 1 else x)
        return self


class Raises(Lloyd):
    def fit(self, x: Any) -> Any:
        if len(x) == len(self.init):
            raise RuntimeError("too few points")
        return super().fit(x)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wrong", "properties"),
    [
        (WrongLabel, {"labels", "fixed point"}),
        (StaleObjective, {"objective"}),
        (CubedSums, {"objective"}),
        (Overshooting, {"monotone"}),
        (Origin, {"empty cluster"}),
        (FirstRow, {"one step", "fixed point", "orders"}),
        (Floor, {"scale"}),
        (Raises, {"K = N"}),
    ],
)
def test_wrong_kmeans(wrong: type[Lloyd], properties: set[str]) -> None:
    table = judge(wrong)
    assert properties <= failed(table), table.text()
    for verdict in table.failures:
        assert verdict.data
        assert verdict.got
        assert verdict.right


# -- wrong mixtures --------------------------------------------------------------------
class Unnormalised(Mixture):
    def predict_proba(self, x: Any) -> Any:
        return super().predict_proba(x) * (1 + 1e-5)


class EqualTies(Mixture):
    """Ties are split evenly near the limit."""

    def predict_proba(self, x: Any) -> Any:
        r = super().predict_proba(x)
        if np.max(self.sigma2_) < 1e-20:
            r = (r > 0) / (r > 0).sum(axis=1, keepdims=True)
        return r


class Naive(Mixture):
    """exp of distances, not of gaps."""

    def predict_proba(self, x: Any) -> Any:
        d = ((np.asarray(x)[:, None] - self.means_) ** 2).sum(axis=2)
        joint = self.weights_ * np.exp(-d / 2 / np.asarray(self.sigma2_))
        return joint / joint.sum(axis=1, keepdims=True)


class Expanded(Mixture):
    """Distances as |x|^2 - 2xm + |m|^2."""

    def predict_proba(self, x: Any) -> Any:
        m, x = self.means_, np.asarray(x)
        d = (x**2).sum(axis=1)[:, None] - 2 * x @ m.T + (m**2).sum(axis=1)
        e = d / 2 / np.asarray(self.sigma2_)
        joint = self.weights_ * np.exp(-(e - e.min(axis=1, keepdims=True)))
        return joint / joint.sum(axis=1, keepdims=True)


class LastLabel(Mixture):
    def predict(self, x: Any) -> Any:
        return np.full(len(x), len(self.means_) - 1)


class HalfScore(Mixture):
    """The constant of the density is forgotten."""

    def score(self, x: Any) -> float:
        return super().score(x) + np.asarray(x).shape[1] / 2 * np.log(2 * np.pi)


class Stale(Mixture):
    """Reports the weights of the step before."""

    def fit(self, x: Any) -> Any:
        super().fit(x)
        before = SphericalGaussianMixture(**{**self.kept(), "max_iter": max(0, self.max_iter - 1)})
        self.reported = before.fit(x).weights_
        return self

    def kept(self) -> dict[str, Any]:
        names = ("n_components", "covariance_type", "means_init", "weights_init", "sigma2_init")
        return {name: getattr(self, name) for name in names}

    def predict_proba(self, x: Any) -> Any:
        if hasattr(self, "reported") and len(self.reported) == len(self.weights_):
            kept, self.weights_ = self.weights_, self.reported
            try:
                return super().predict_proba(x)
            finally:
                self.weights_ = kept
        return super().predict_proba(x)


class Falling(Mixture):
    def fit(self, x: Any) -> Any:
        super().fit(x)
        if self.max_iter == 5:
            self.means_ = self.means_ + 0.1
        return self


class ToOrigin(Mixture):
    def fit(self, x: Any) -> Any:
        super().fit(x)
        self.means_ = np.where(np.abs(np.asarray(self.means_init)) > 100, 0.0, self.means_)
        return self


class Ridge(Mixture):
    """A variance is added whatever the unit."""

    def fit(self, x: Any) -> Any:
        x = np.asarray(x)
        if np.abs(x).max() < 1e-2:
            self.means_init = np.broadcast_to(x.mean(axis=0), np.asarray(self.means_init).shape)
        return super().fit(x)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wrong", "properties"),
    [
        (Unnormalised, {"hardening", "rows sum to one", "ties"}),
        (EqualTies, {"ties"}),
        (Naive, {"hardening", "rows sum to one"}),
        (Expanded, {"hardening, offset"}),
        (LastLabel, {"labels"}),
        (HalfScore, {"objective in its bounds"}),
        (Stale, {"posterior of its fit"}),
        (Falling, {"monotone"}),
        (ToOrigin, {"empty component"}),
        (Ridge, {"scale"}),
    ],
)
def test_wrong_mixtures(wrong: type[Mixture], properties: set[str]) -> None:
    table = judge(wrong)
    assert properties <= failed(table), table.text()


def test_the_smallest_case_is_small() -> None:
    (verdict,) = judge(WrongLabel, only=["labels"]).verdicts
    assert verdict.data.count("[") <= 8, verdict.data
    least = smaller(case([[1.0], [2.0], [9.0]], [[0.5], [8.0]]), lambda c: 9.0 in c.x)
    assert least.x.tolist() == [[9.0]]
    assert len(least.means) == 1


DOCUMENT = Path(__file__).parents[3] / "docs" / "judged.md"


@pytest.mark.slow
@pytest.mark.parametrize(
    "spec",
    [
        "sklearn.mixture:GaussianMixture",
        "sklearn.cluster:KMeans",
        "hardlimit.numeric:SphericalGaussianMixture",
        "hardlimit.numeric:GaussianMixture",
        "hardlimit.numeric:KMeans",
    ],
)
def test_the_tables_in_the_documents_are_those_of_now(spec: str) -> None:
    table = judge(spec)
    heading = f"### `{spec}` ({table.version})"
    text = DOCUMENT.read_text(encoding="utf-8")
    if heading not in text:
        pytest.skip(f"the document has no table of {table.version}")
    shown = text.partition(heading)[2].partition("###")[0]
    for verdict in table.verdicts:
        assert f"| {verdict.name} | {verdict.outcome} |" in shown


class Lent(Lloyd):
    """What says which library it works with."""

    distribution = "numpy"


class OwnVariances(GaussianMixture):
    """Nothing added to variances, not even by default."""

    def __init__(
        self,
        n_components: int = 1,
        *,
        covariance_type: str = "full",
        means_init: Any = None,
        weights_init: Any = None,
    ) -> None:
        super().__init__(
            n_components,
            covariance_type=covariance_type,
            means_init=means_init,
            weights_init=weights_init,
            reg_covar=0.0,
        )


def test_a_wrapper_may_name_its_library() -> None:
    assert judge(Lent, only=["objective"]).version == f"numpy {np.__version__}"


@pytest.mark.slow
def test_nothing_added_to_variances_makes_a_mixture_free_of_units() -> None:
    assert failed(judge(GaussianMixture, only=["scale"])) == {"scale"}
    assert not failed(judge(OwnVariances, only=["scale"]))


# -- the command, the fixture ----------------------------------------------------------
def test_scikit_learn_is_judged(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sklearn.mixture:GaussianMixture", "--only", "rows sum to one", "--json"]) == 1
    ((verdict,),) = (t["verdicts"] for t in json.loads(capsys.readouterr().out))
    assert verdict["outcome"] == "fails"
    assert verdict["right"] == "1"
    assert main(["sklearn.cluster:KMeans", "--only", "objective"]) == 0
    assert "1 of 1 properties hold" in capsys.readouterr().out
    assert main(["sklearn.cluster:KMeans", "--only", "stays", "--markdown"]) == 1
    assert capsys.readouterr().out.startswith("### `sklearn.cluster:KMeans` (scikit-learn")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sklearn.cluster"], "is not of the form package.module:Class"),
        (["no_such_module:K"], "the module no_such_module cannot be imported"),
        (["sklearn.cluster:Nothing"], "the module sklearn.cluster has no Nothing"),
        (["math:pi"], "math:pi is not a class"),
        (["json:JSONDecoder"], "is no estimator"),
        (["sklearn.cluster:DBSCAN"], "is no estimator"),
        (["sklearn.cluster:KMeans", "--only", "beauty"], "there is no property 'beauty'"),
    ],
)
def test_bad_input_gets_one_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_no_arguments_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert main(["--help"]) == 0
    assert "MODULE:CLASS" in capsys.readouterr().out


def test_the_fixture(judged: Judged) -> None:  # noqa: F811
    assert judged(Lloyd, only=["objective"]).estimator.endswith("Lloyd")
    judged(StaleObjective, only=["objective"], allow=["objective"])
    with pytest.raises(pytest.fail.Exception, match=r"objective +fails"):
        judged(StaleObjective, only=["objective"])
    with pytest.raises(pytest.fail.Exception, match="allowed to fail, but holds: objective"):
        judged(Lloyd, only=["objective"], allow=["objective"])
