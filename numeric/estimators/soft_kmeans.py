"""Soft k-means with scikit-learn's names: distortion less τ times entropy, at any τ >= 0."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from .. import _checks as check
from .._checks import FloatArray, IntArray
from ..fast_lloyd import run_lloyd
from ..fit import EMResult
from ..parameters import Mixture
from ..scoring import predict, predict_proba
from ..soft_kmeans import run_soft_kmeans
from ._base import warn_unconverged, weights_of
from ._free_energy import free_energy
from ._starts import first_centres, generator_of
from .kmeans import Clusterer, require_rows, runs_of


class SoftKMeans(Clusterer):
    """Minimise Σ_n s_n Σ_k (r_nk d_nk + τ r_nk log r_nk) over shares r and centres μ (F2).

    It is EM with σ² = τ/2 and equal weights, both fixed. τ = 0 is the limit, k-means, in which
    tied points are shared equally and empty clusters move to the points of least excess (D5).

    Args:
        n_clusters: K.
        temperature: τ >= 0, in units of x².
        init: as in `KMeans`.
        n_init: how many starts; the run of least objective is kept. "auto" is 1 for "k-means++"
            and for given centres, else 10.
        max_iter: the largest number of steps.
        tol: converged if a step lowers the objective per unit of weight by no more than τ `tol`.
        random_state: None, a whole number, a Generator or a RandomState.

    Attributes:
        cluster_centers_: (K, D).
        labels_: the cluster of the largest share of each point, (N,), the lowest index at ties.
        objective_: the objective at these centres with the best shares,
            −τ Σ_n s_n log Σ_k e^{−d_nk/τ}; the distortion for τ = 0.
        inertia_: Σ_n s_n min_k d_nk.
        converged_: whether `tol` was met.
        n_iter_: the number of steps taken.
        empty_components_: the clusters without a share of any point.
        n_features_in_: D.
        feature_names_in_: the names of the columns, if they have names.
    """

    labels_: IntArray
    objective_: float
    inertia_: float
    converged_: bool
    n_iter_: int
    empty_components_: IntArray

    def __init__(
        self,
        n_clusters: int = 8,
        *,
        temperature: float = 1.0,
        init: Any = "k-means++",
        n_init: Any = "auto",
        max_iter: int = 300,
        tol: float = 1e-10,
        random_state: Any = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.temperature = temperature
        self.init = init
        self.n_init = n_init
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state

    def fit(self, X: Any, y: Any = None, sample_weight: Any = None) -> Self:
        """Fit to points, (N, D), of weights s, (N,); `y` is ignored.

        Raises:
            ValueError: for malformed data or parameters, and for fewer points than clusters.
        """
        size = check.count(self.n_clusters, "n_clusters")
        tau = check.variance(self.temperature, "temperature")
        steps, tol = check.count(self.max_iter, "max_iter"), check.tolerance(self.tol)
        runs, rng = runs_of(self.init, self.n_init), generator_of(self.random_state)
        x = self._training_table(X)
        require_rows(len(x), size, "n_clusters")
        weights = weights_of(sample_weight, len(x))
        found: list[tuple[float, EMResult]] = []
        for _ in range(runs):
            start = first_centres(x, size, self.init, rng, weights)
            run = run_soft_kmeans(x, start, tau, sample_weight=weights, max_iter=steps, tol=tol)
            found.append((free_energy(x, run.mixture.means, tau, weights), run))
        self.objective_, best = min(found, key=lambda pair: pair[0])
        if not best.converged:
            warn_unconverged("Soft k-means did not converge; increase max_iter or tol.")
        self.cluster_centers_ = np.array(best.mixture.means)
        self.converged_, self.n_iter_ = best.converged, best.n_iter
        self.empty_components_ = best.empty
        self.labels_ = predict(x, self._mixture())
        self.inertia_ = run_lloyd(
            x, self.cluster_centers_, sample_weight=weights, max_iter=0
        ).distortion
        return self

    def _mixture(self) -> Mixture:
        size, tau = len(self.cluster_centers_), check.variance(self.temperature, "temperature")
        sigma2 = np.asarray(tau / 2 or tau)
        return Mixture(np.full(size, 1 / size), self.cluster_centers_, sigma2, "shared")

    def fit_predict(self, X: Any, y: Any = None, sample_weight: Any = None) -> IntArray:
        """Fit, and return the cluster of each point, (N,)."""
        return self.fit(X, y, sample_weight).labels_

    def predict_proba(self, X: Any) -> FloatArray:
        """Return the shares r_nk = e^{−d_nk/τ}/Σ_j e^{−d_nj/τ}, (N, K)."""
        return predict_proba(self._new_table(X), self._mixture())

    def predict(self, X: Any) -> IntArray:
        """Return the cluster of the largest share of each point, (N,), the lowest at ties."""
        return predict(self._new_table(X), self._mixture())

    def score(self, X: Any, y: Any = None, sample_weight: Any = None) -> float:
        """Return τ Σ_n s_n log Σ_k e^{−d_nk/τ}, and −Σ_n s_n min_k d_nk for τ = 0."""
        x = self._new_table(X)
        weights = weights_of(sample_weight, len(x))
        tau = check.variance(self.temperature, "temperature")
        return -free_energy(x, self.cluster_centers_, tau, weights)
