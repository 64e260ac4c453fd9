"""Gaussian mixtures with scikit-learn's names, and one shared variance down to zero besides."""

from __future__ import annotations

import warnings
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from .. import _checks as check
from .._checks import FloatArray, IntArray
from ..fast_lloyd import run_lloyd
from ..fit import EMResult, run_em
from ..parameters import COVARIANCE_TYPES, CovarianceType, Mixture, covariances_of, trusted
from ..scoring import predict, predict_proba, sample, score_samples
from ..starts import mixture_from_centres
from ._base import Estimator, choice, total_of, warn_unconverged, weights_of
from ._precisions import cholesky_of_precisions, covariances_from, precisions_of
from ._starts import (
    Parameters,
    distinct_rows,
    first_centres,
    generator_of,
    parameters_from_shares,
    require_addable,
    round_covariances,
)
from .kmeans import KMeans

_STARTS = ("kmeans", "k-means++", "random", "random_from_data")


class GaussianMixture(Estimator):
    """A Gaussian mixture Σ_k π_k N(μ_k, Σ_k), fitted by EM (B2, C1–C5).

    Beside scikit-learn's four kinds of covariance there is "shared", one σ² I for all, learned or
    fixed at any `sigma2` >= 0; 0 is the limit in which EM becomes k-means (D1, D4, D5).

    Two things differ on purpose. `lower_bound_` belongs to the parameters that are returned, not
    to those one step earlier. A start from single points ("k-means++", "random_from_data") takes
    equal weights and the mean variance about the nearest of them, not `reg_covar` alone.

    Args:
        n_components: K.
        covariance_type: "full", "tied", "diag", "spherical" or "shared".
        tol: converged when a step changes the log-likelihood per unit of weight by no more.
        reg_covar: what is added to every learned variance, in units of x²; it may be 0.
        max_iter: the largest number of steps; 0 keeps the start.
        n_init: how many starts; the run of greatest likelihood is kept.
        init_params: shares to start from: "kmeans", those of a run of k-means; "random". Or
            means: "k-means++"; "random_from_data".
        weights_init: first weights, (K,).
        means_init: first means, (K, D).
        precisions_init: first precisions, in the shape of the covariances.
        random_state: None, a whole number, a Generator or a RandomState.
        warm_start: whether to go on from the last fit.
        verbose: whether to print a line for each start; above 1 also for steps.
        verbose_interval: how many steps apart these lines are.
        sigma2: None to learn covariances; or the fixed shared variance, >= 0, for "shared".

    Attributes:
        weights_: (K,).
        means_: (K, D).
        covariances_: full (K, D, D), tied (D, D), diag (K, D), spherical (K,), shared a number.
        precisions_: their inverses; inf for σ² = 0.
        precisions_cholesky_: upper triangular U with U Uᵀ the precision; roots for the others.
        converged_: whether `tol` was met.
        n_iter_: the number of steps taken.
        lower_bound_: the log-likelihood per unit of weight at these parameters.
        lower_bounds_: that after each step of the run that was kept.
        unbounded_: whether a covariance collapsed, where the likelihood has no bound (B8).
        empty_components_: the components without a share of any point.
        n_features_in_: D.
        feature_names_in_: the names of the columns, if they have names.
    """

    _kind = "density_estimator"
    weights_: FloatArray
    means_: FloatArray
    covariances_: Any
    precisions_: Any
    precisions_cholesky_: Any
    converged_: bool
    n_iter_: int
    lower_bound_: float
    lower_bounds_: list[float]
    unbounded_: bool
    empty_components_: IntArray

    def __init__(
        self,
        n_components: int = 1,
        *,
        covariance_type: str = "full",
        tol: float = 1e-3,
        reg_covar: float = 1e-6,
        max_iter: int = 100,
        n_init: int = 1,
        init_params: str = "kmeans",
        weights_init: Any = None,
        means_init: Any = None,
        precisions_init: Any = None,
        random_state: Any = None,
        warm_start: bool = False,
        verbose: int = 0,
        verbose_interval: int = 10,
        sigma2: Any = None,
    ) -> None:
        self.n_components = n_components
        self.covariance_type = covariance_type
        self.tol = tol
        self.reg_covar = reg_covar
        self.max_iter = max_iter
        self.n_init = n_init
        self.init_params = init_params
        self.weights_init = weights_init
        self.means_init = means_init
        self.precisions_init = precisions_init
        self.random_state = random_state
        self.warm_start = warm_start
        self.verbose = verbose
        self.verbose_interval = verbose_interval
        self.sigma2 = sigma2

    def fit(self, X: Any, y: Any = None, sample_weight: Any = None) -> Self:
        """Fit to points, (N, D), of weights s, (N,); `y` is ignored.

        Raises:
            ValueError: for malformed data or parameters, and for fewer points than components.
        """
        self._fit(X, sample_weight)
        return self

    def fit_predict(self, X: Any, y: Any = None, sample_weight: Any = None) -> IntArray:
        """Fit, and return the most probable component of each point, (N,)."""
        return predict(self._fit(X, sample_weight), self._mixture())

    def _fit(self, X: Any, sample_weight: Any) -> npt.NDArray[Any]:
        kind = self._check_parameters()
        rng = generator_of(self.random_state)
        resumed = bool(self.warm_start) and self.__sklearn_is_fitted__()
        before = self._mixture() if resumed else None
        x = self._training_table(X)
        if len(x) < self.n_components:
            raise ValueError(
                "Expected n_samples >= n_components but got "
                f"n_components = {self.n_components}, n_samples = {len(x)}."
            )
        require_addable(x, self.reg_covar if self.sigma2 is None else 0.0)
        weights = weights_of(sample_weight, len(x))
        total = total_of(weights, len(x))
        found: list[EMResult] = []
        for index in range(1 if resumed else self.n_init):
            start = before or self._start(x, kind, rng, weights)
            run = run_em(
                x,
                start,
                learn_covariances=self.sigma2 is None,
                sample_weight=weights,
                reg_covar=self.reg_covar if self.sigma2 is None else 0.0,
                max_iter=self.max_iter,
                tol=self.tol,
            )
            self._print(index, run, total)
            found.append(run)
        best = self._best(x, found, weights)
        if best.unbounded:
            warnings.warn(
                "The likelihood is unbounded: a learned covariance became singular (B8). "
                "Increase reg_covar, or use fewer components.",
                RuntimeWarning,
                stacklevel=3,
            )
        elif not best.converged and self.max_iter > 0:
            warn_unconverged(
                "Best performing initialization did not converge. Try different init parameters, "
                "or increase max_iter, tol, or check for degenerate data."
            )
        self._keep(best, total)
        return x

    def _check_parameters(self) -> CovarianceType:
        check.count(self.n_components, "n_components")
        check.count(self.n_init, "n_init")
        check.count(self.max_iter, "max_iter", 0)
        check.count(self.verbose_interval, "verbose_interval")
        check.tolerance(self.tol)
        check.tolerance(self.reg_covar, "reg_covar")
        choice(self.init_params, "init_params", _STARTS)
        kind = choice(self.covariance_type, "covariance_type", COVARIANCE_TYPES)
        if self.sigma2 is not None:
            if kind != "shared":
                raise ValueError('sigma2 can only be fixed for covariance_type "shared".')
            check.variance(self.sigma2)
            if self.precisions_init is not None:
                raise ValueError("precisions_init has no effect where sigma2 is fixed.")
        return kind  # type: ignore[return-value]

    def _start(
        self,
        x: npt.NDArray[Any],
        kind: CovarianceType,
        rng: np.random.Generator,
        weights: FloatArray | None,
    ) -> Mixture:
        """The first parameters: those that are given, and the rest by `init_params`."""
        size, dimension = self.n_components, x.shape[1]
        prior, means, value = None, None, None
        if self.weights_init is not None:
            prior = check.mixing_weights(self.weights_init, size, "weights_init")
        if self.means_init is not None:
            means = check.finite_array(self.means_init, "means_init", 2)
            if means.shape != (size, dimension):
                raise ValueError(
                    f"means_init must have shape {(size, dimension)}, but it is {means.shape}."
                )
        if self.precisions_init is not None:
            given = covariances_of(self.precisions_init, kind, size, dimension, "precisions_init")
            value = covariances_from(given, kind)
        elif self.sigma2 is not None:
            value = np.asarray(check.variance(self.sigma2))
        if prior is None or means is None or value is None:
            drawn = self._drawn(x, kind if value is None else None, rng, weights)
            prior = drawn[0] if prior is None else prior
            means = drawn[1] if means is None else means
            value = drawn[2] if value is None else value
        return Mixture(prior, means, np.asarray(value), kind)

    def _drawn(
        self,
        x: npt.NDArray[Any],
        kind: CovarianceType | None,
        rng: np.random.Generator,
        weights: FloatArray | None,
    ) -> Parameters:
        """Parameters by `init_params`; no covariances for the kind None."""
        size = self.n_components
        if self.init_params in ("k-means++", "random_from_data"):
            if self.init_params == "k-means++":
                centres = first_centres(x, size, "k-means++", rng, weights)
            else:
                rows = distinct_rows(len(x), size, rng, weights)
                centres = np.asarray(x[rows], dtype=np.float64)
            if kind is None:
                return np.full(size, 1 / size), centres, None
            found = mixture_from_centres(x, centres, "shared", sample_weight=weights)
            value = round_covariances(
                float(found.covariances) + self.reg_covar, kind, size, x.shape[1]
            )
            return found.weights, centres, value
        if self.init_params == "random":
            drawn = rng.random((len(x), size))
            drawn /= drawn.sum(axis=1, keepdims=True)
            centres = np.zeros((size, x.shape[1]))
            return parameters_from_shares(
                x, lambda a, b: drawn[a:b], centres, kind, weights, self.reg_covar
            )
        with warnings.catch_warnings():
            # Repeated points are no trouble for a mixture.
            warnings.simplefilter("ignore")
            clusters = KMeans(size, n_init=1, random_state=rng).fit(x, sample_weight=weights)
        labels, columns = clusters.labels_, np.arange(size)
        return parameters_from_shares(
            x,
            lambda a, b: (labels[a:b, None] == columns).astype(np.float64),
            clusters.cluster_centers_,
            kind,
            weights,
            self.reg_covar,
        )

    def _best(
        self, x: npt.NDArray[Any], found: list[EMResult], weights: FloatArray | None
    ) -> EMResult:
        """The run of greatest likelihood; in the limit, that of least distortion."""
        if len(found) == 1:
            return found[0]
        if self.sigma2 is not None and check.variance(self.sigma2) == 0:
            return min(
                found,
                key=lambda run: (
                    run_lloyd(x, run.mixture.means, sample_weight=weights, max_iter=0).distortion
                ),
            )
        bounded = [run for run in found if not run.unbounded]
        return max(bounded or found, key=lambda run: run.log_likelihood)

    def _print(self, index: int, run: EMResult, total: float) -> None:
        if not self.verbose:
            return
        print(f"Initialization {index}")
        if self.verbose > 1:
            for step in range(self.verbose_interval, run.n_iter + 1, self.verbose_interval):
                change = (run.history[step] - run.history[step - 1]) / total
                print(f"  Iteration {step}\t ll change {change:.5f}")
        state = "converged" if run.converged else "did not converge"
        print(f"Initialization {state}. lower bound {run.log_likelihood / total:.5f}.")

    def _keep(self, run: EMResult, total: float) -> None:
        last = run.mixture
        self.weights_, self.means_ = np.array(last.weights), np.array(last.means)
        shared = last.covariance_type == "shared"
        self.covariances_ = float(last.covariances) if shared else np.array(last.covariances)
        roots = cholesky_of_precisions(last.covariances, last.covariance_type)
        values = precisions_of(roots, last.covariance_type)
        self.precisions_cholesky_ = float(roots) if shared else roots
        self.precisions_ = float(values) if shared else values
        self.converged_, self.n_iter_ = run.converged, run.n_iter
        self.lower_bound_ = run.log_likelihood / total
        self.lower_bounds_ = [level / total for level in run.history[1:]]
        self.unbounded_, self.empty_components_ = run.unbounded, run.empty

    def _mixture(self) -> Mixture:
        return trusted(
            self.weights_,
            self.means_,
            np.asarray(self.covariances_, dtype=np.float64),
            self.covariance_type,  # type: ignore[arg-type]
        )

    def predict_proba(self, X: Any) -> FloatArray:
        """Return the responsibilities r_nk (B2), (N, K)."""
        return predict_proba(self._new_table(X), self._mixture())

    def predict(self, X: Any) -> IntArray:
        """Return the most probable component of each point, (N,), the lowest index at ties."""
        return predict(self._new_table(X), self._mixture())

    def score_samples(self, X: Any) -> FloatArray:
        """Return log Σ_k π_k N_k(x_n), (N,)."""
        return score_samples(self._new_table(X), self._mixture())

    def score(self, X: Any, y: Any = None) -> float:
        """Return the mean of `score_samples`."""
        return float(score_samples(self._new_table(X), self._mixture()).mean())

    def bic(self, X: Any) -> float:
        """Return −2ℓ + p log N, with p the number of parameters that were learned."""
        level = score_samples(self._new_table(X), self._mixture())
        return float(-2 * level.sum() + self._n_parameters() * np.log(len(level)))

    def aic(self, X: Any) -> float:
        """Return −2ℓ + 2p, with p the number of parameters that were learned."""
        level = score_samples(self._new_table(X), self._mixture())
        return float(-2 * level.sum() + 2 * self._n_parameters())

    def _n_parameters(self) -> int:
        return self._mixture().n_parameters - (self.sigma2 is not None)

    def sample(self, n_samples: int = 1) -> tuple[FloatArray, IntArray]:
        """Return points drawn from the mixture, (N, D), by component, and their components."""
        self._require_fitted()
        check.count(n_samples, "n_samples")
        return sample(self._mixture(), n_samples, generator_of(self.random_state))
