"""k-means with scikit-learn's names: Lloyd's algorithm with exact ties, at any scale."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from .. import _checks as check
from .._checks import FloatArray, IntArray
from ..blocks import rows_of
from ..fast_lloyd import KMeansResult, run_lloyd
from ..gaps import distances_of
from ..scaling import in_unit, power_for
from ._base import Estimator, choice, restarts, warn_unconverged, weights_of
from ._starts import first_centres, generator_of


class Clusterer(Estimator):
    """What fitted centres say about points."""

    cluster_centers_: FloatArray

    def transform(self, X: Any) -> FloatArray:
        """Return the distances ‖x_n − μ_k‖ to the centres, (N, K)."""
        x, centres = self._new_table(X), self.cluster_centers_
        scale = power_for(max(_largest(x), _largest(centres)))
        out = np.empty((len(x), len(centres)))
        rows = rows_of(x)
        for start, size, block in zip(rows.starts(), rows.sizes, rows.blocks, strict=True):
            squares = distances_of(in_unit(block(), scale), np.ldexp(centres, scale))
            out[start : start + size] = np.ldexp(np.sqrt(squares), -scale)
        return out

    def fit_transform(self, X: Any, y: Any = None, sample_weight: Any = None) -> FloatArray:
        """Fit, and return the distances of the same points to the centres, (N, K)."""
        self.fit(X, y, sample_weight)
        return self.transform(X)

    def fit(self, X: Any, y: Any = None, sample_weight: Any = None) -> Self:
        """Fit to points, (N, D)."""
        raise NotImplementedError

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[Any]:
        """Return the names of the columns of `transform`, (K,)."""
        self._require_fitted()
        stem = type(self).__name__.lower()
        return np.asarray([f"{stem}{k}" for k in range(len(self.cluster_centers_))], dtype=object)


class KMeans(Clusterer):
    """k-means by Lloyd's algorithm (G1, G2).

    Ties go to the lowest index, exactly as the given doubles stand. Once it has converged with an
    empty cluster, while some point is no centre, the centre of the empty one moves to the point
    farthest from its own, which lowers the distortion, and Lloyd's algorithm goes on. Where every
    point is a centre, what is empty moves to the point nearest to it, the one of least excess (D5).

    Args:
        n_clusters: K.
        init: "k-means++", "random", centres (K, D), or a function of
            `(X, n_clusters, random_state)` that returns them.
        n_init: how many starts; the run of least distortion is kept. "auto" is 1 for "k-means++"
            and for given centres, else 10.
        max_iter: the largest number of steps.
        tol: also converged if Σ_k ‖μ_k' − μ_k‖² of a step is at most `tol` times the mean
            variance of the columns; 0 runs until no label changes.
        verbose: whether to print a line for each start.
        random_state: None, a whole number, a Generator or a RandomState.
        copy_x: has no effect; data are never written to.
        algorithm: "lloyd" or "elkan"; both are what is described here.

    Attributes:
        cluster_centers_: (K, D).
        labels_: the nearest of these centres for each point, (N,).
        inertia_: Σ_n s_n ‖x_n − μ_c(n)‖².
        n_iter_: the number of steps taken.
        n_features_in_: D.
        feature_names_in_: the names of the columns, if they have names.
    """

    labels_: IntArray
    inertia_: float
    n_iter_: int

    def __init__(
        self,
        n_clusters: int = 8,
        *,
        init: Any = "k-means++",
        n_init: Any = "auto",
        max_iter: int = 300,
        tol: float = 1e-4,
        verbose: int = 0,
        random_state: Any = None,
        copy_x: bool = True,
        algorithm: str = "lloyd",
    ) -> None:
        self.n_clusters = n_clusters
        self.init = init
        self.n_init = n_init
        self.max_iter = max_iter
        self.tol = tol
        self.verbose = verbose
        self.random_state = random_state
        self.copy_x = copy_x
        self.algorithm = algorithm

    def fit(self, X: Any, y: Any = None, sample_weight: Any = None) -> Self:
        """Fit to points, (N, D), of weights s, (N,); `y` is ignored.

        Raises:
            ValueError: for malformed data or parameters, and for fewer points than clusters.
        """
        size = check.count(self.n_clusters, "n_clusters")
        steps, tol = check.count(self.max_iter, "max_iter"), check.tolerance(self.tol)
        if choice(self.algorithm, "algorithm", ("lloyd", "elkan")) == "elkan" and size == 1:
            warnings.warn(
                "algorithm='elkan' doesn't make sense for a single cluster.",
                RuntimeWarning,
                stacklevel=2,
            )
        runs, rng = runs_of(self.init, self.n_init), generator_of(self.random_state)
        x = self._training_table(X)
        require_rows(len(x), size, "n_clusters")
        weights = weights_of(sample_weight, len(x))
        limit = tol * _mean_variance(x, weights) if tol else 0.0
        found: list[KMeansResult] = []
        for index in range(runs):
            start = first_centres(x, size, self.init, rng, weights)
            run = _lloyd(x, start, weights, steps, limit)
            if self.verbose:
                state = "converged" if run.converged else "did not converge"
                print(f"Start {index}: {state}, {run.n_iter} steps, inertia {run.distortion}.")
            found.append(run)
        best = min(found, key=lambda run: run.distortion)
        distinct = size - len(best.empty)
        if distinct < size:
            warn_unconverged(
                f"Number of distinct clusters ({distinct}) found smaller than n_clusters ({size}). "
                "Possibly due to duplicate points in X."
            )
        self.cluster_centers_, self.labels_ = best.means, best.labels
        self.inertia_, self.n_iter_ = best.distortion, best.n_iter
        return self

    def fit_predict(self, X: Any, y: Any = None, sample_weight: Any = None) -> IntArray:
        """Fit, and return the cluster of each point, (N,)."""
        return self.fit(X, y, sample_weight).labels_

    def predict(self, X: Any) -> IntArray:
        """Return the nearest centre of each point, (N,), the lowest index at ties."""
        x = self._new_table(X)
        return run_lloyd(x, self.cluster_centers_, max_iter=0).labels

    def score(self, X: Any, y: Any = None, sample_weight: Any = None) -> float:
        """Return −Σ_n s_n min_k ‖x_n − μ_k‖²."""
        x = self._new_table(X)
        weights = weights_of(sample_weight, len(x))
        run = run_lloyd(x, self.cluster_centers_, sample_weight=weights, max_iter=0)
        return -run.distortion


def runs_of(init: Any, n_init: Any) -> int:
    """Return how many starts to make; from given centres, one."""
    given = not isinstance(init, str) and not callable(init)
    plus = isinstance(init, str) and init == "k-means++"
    runs = restarts(n_init, 1 if given or plus else 10)
    if given and runs > 1:
        warnings.warn(
            "Explicit initial center position passed: performing only one init instead of "
            f"n_init={runs}.",
            RuntimeWarning,
            stacklevel=3,
        )
    return 1 if given else runs


def require_rows(rows: int, size: int, name: str) -> None:
    """Refuse fewer points than components.

    Raises:
        ValueError: if there are.
    """
    if rows < size:
        raise ValueError(f"n_samples={rows} should be >= {name}={size}.")


def _lloyd(
    x: npt.NDArray[Any],
    centres: FloatArray,
    weights: FloatArray | None,
    steps: int,
    limit: float,
) -> KMeansResult:
    """Run Lloyd's algorithm, and again while empty clusters can lower the distortion."""
    run = run_lloyd(x, centres, sample_weight=weights, max_iter=steps, tol=limit)
    while run.empty.size and run.distortion > 0 and run.n_iter < steps:
        moved = _relocated(x, run, weights)
        left = steps - run.n_iter
        after = run_lloyd(x, moved, sample_weight=weights, max_iter=left, tol=limit)
        # In exact arithmetic this cannot happen; in doubles it ends the search.
        if not after.distortion < run.distortion:
            break
        run = replace(after, n_iter=run.n_iter + after.n_iter)
    if run.empty.size and run.distortion == 0:
        onto = _onto_points(x, run, weights)
        there = run_lloyd(x, onto, sample_weight=weights, max_iter=0)
        run = replace(there, n_iter=run.n_iter, converged=run.converged)
    return run


def _onto_points(x: npt.NDArray[Any], run: KMeansResult, weights: FloatArray | None) -> FloatArray:
    """Centres in which each empty cluster has moved to the nearest point that counts."""
    scale = power_for(max(_largest(x), _largest(run.means)))
    empty = np.ldexp(run.means[run.empty], scale)
    least, means = np.full(len(empty), np.inf), run.means.copy()
    rows = rows_of(x)
    for start, size, block in zip(rows.starts(), rows.sizes, rows.blocks, strict=True):
        squares = distances_of(in_unit(block(), scale), empty)
        if weights is not None:
            squares[weights[start : start + size] == 0] = np.inf
        for k, n in enumerate(squares.argmin(axis=0)):
            if squares[n, k] < least[k]:
                least[k], means[run.empty[k]] = squares[n, k], x[start + n]
    return means


def _relocated(x: npt.NDArray[Any], run: KMeansResult, weights: FloatArray | None) -> FloatArray:
    """Centres in which one empty cluster has moved to the point of the largest s_n d_n."""
    scale = power_for(max(_largest(x), _largest(run.means)))
    centres = np.ldexp(run.means, scale)
    rows = rows_of(x)
    farthest, where = -1.0, 0
    for start, size, block in zip(rows.starts(), rows.sizes, rows.blocks, strict=True):
        deviation = in_unit(block(), scale) - centres[run.labels[start : start + size]]
        squares = np.einsum("nd,nd->n", deviation, deviation)
        if weights is not None:
            squares *= weights[start : start + size]
        top = int(squares.argmax())
        if squares[top] > farthest:
            farthest, where = float(squares[top]), start + top
    means = run.means.copy()
    means[run.empty[0]] = x[where]
    return means


def _largest(x: npt.NDArray[Any]) -> float:
    return max(abs(float(x.max())), abs(float(x.min())))


def _mean_variance(x: npt.NDArray[Any], weights: FloatArray | None) -> float:
    """The mean over the columns of their variances; 0 if that is no double."""
    share = np.full(len(x), 1 / len(x)) if weights is None else weights / weights.sum()
    scale = power_for(_largest(x))
    total = 0.0
    for column in x.T:
        values = in_unit(column, scale)
        values = values - values[0]
        total += float(share @ (values - share @ values) ** 2)
    with np.errstate(over="ignore", under="ignore"):
        value = float(np.ldexp(total / x.shape[1], -2 * scale))
    return value if np.isfinite(value) else 0.0
