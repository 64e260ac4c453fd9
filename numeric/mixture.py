"""A spherical Gaussian mixture with scikit-learn's names, fitted by EM, at any σ including 0."""

import warnings
from typing import Literal, Self

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._checks import FloatArray, IntArray
from .em import responsibilities
from .fast_lloyd import run_lloyd
from .fit import run_em
from .parameters import CovarianceType, Mixture, trusted
from .scoring import predict
from .starts import mixture_from_centres, traversal

Learned = Literal["learned"]


class SphericalGaussianMixture:
    """Mixture of K Gaussians N(μ_k, σ_k² I), fitted by EM.

    There is no floor under the variances: a fixed variance is used as given, zero meaning the
    limit (D1, D4, D5), and a learned one may go to zero, where the likelihood is unbounded (B8);
    then the fit stops, warns and sets `unbounded_`. Fits are equivariant under translation and
    scaling of the data. A component nobody is nearest to moves to the points nearest to it, not
    to the origin; if its weight is learned, it may reach 0, and then the component stays where it
    is and counts no more.

    Args:
        n_components: K, at least 1.
        covariance_type: one σ² for all ("shared") or one for each ("per_component").
        sigma2: "learned", or fixed: a number >= 0 if shared, positive numbers (K,) otherwise.
        weights: "learned", "uniform" or fixed, (K,), summing to one.
        means_init: (K, D); by default the centres of Lloyd's algorithm, from data points chosen
            by farthest-point traversal from the one nearest to the grand mean; that is
            deterministic. (From these points themselves EM may stay near one Gaussian for all.)
        weights_init: start for learned weights, (K,); uniform by default.
        sigma2_init: start for a learned variance; by default D(μ)/(ND) at the first means. If
            that is 0, every point coincides with a centre, and the fit is unbounded at once.
        max_iter: largest number of EM steps, at least 0.
        tol: converged when a step raises the log-likelihood per point by no more than this, or
            by no more than rounding, or changes no parameter.

    Attributes:
        means_: (K, D).
        weights_: (K,).
        sigma2_: the shared variance, or (K,) of them.
        n_iter_: number of EM steps taken.
        converged_: whether `tol` was met.
        lower_bound_: the log-likelihood per point at the end.
        log_likelihood_history_: ℓ before the first step and after each; never falls (B5). For
            σ² = 0 it is −inf, or +inf if D(μ) = 0.
        empty_components_: indices k with N_k = 0 in doubles at the end.
        unbounded_: whether the fit stopped because a learned variance went to zero.
    """

    means_: FloatArray
    weights_: FloatArray
    sigma2_: float | FloatArray
    n_iter_: int
    converged_: bool
    lower_bound_: float
    log_likelihood_history_: tuple[float, ...]
    empty_components_: IntArray
    unbounded_: bool

    def __init__(
        self,
        n_components: int = 1,
        *,
        covariance_type: Literal["shared", "per_component"] = "shared",
        sigma2: npt.ArrayLike | Learned = "learned",
        weights: npt.ArrayLike | Literal["learned", "uniform"] = "learned",
        means_init: npt.ArrayLike | None = None,
        weights_init: npt.ArrayLike | None = None,
        sigma2_init: npt.ArrayLike | None = None,
        max_iter: int = 1000,
        tol: float = 1e-10,
    ) -> None:
        self.n_components = n_components
        self.covariance_type = covariance_type
        self.sigma2 = sigma2
        self.weights = weights
        self.means_init = means_init
        self.weights_init = weights_init
        self.sigma2_init = sigma2_init
        self.max_iter = max_iter
        self.tol = tol

    def fit(self, x: npt.ArrayLike) -> Self:
        """Run EM on the points `x`, (N, D).

        Raises:
            ValueError: for malformed data or parameters.
        """
        points = check.finite_array(x, "x", 2)
        steps, limit = self._check_settings()
        run = run_em(
            points,
            self._start(points),
            learn_weights=_learned(self.weights),
            learn_covariances=_learned(self.sigma2),
            max_iter=steps,
            tol=limit,
        )
        if run.unbounded:
            warnings.warn(
                "the likelihood is unbounded: a learned variance went to zero (B8); "
                "fix sigma2 or use fewer components",
                RuntimeWarning,
                stacklevel=2,
            )
        last = run.mixture
        self.means_, self.weights_ = np.array(last.means), np.array(last.weights)
        shared = last.covariance_type == "shared"
        self.sigma2_ = float(last.covariances) if shared else np.array(last.covariances)
        self.n_iter_, self.converged_, self.unbounded_ = run.n_iter, run.converged, run.unbounded
        self.log_likelihood_history_ = run.history
        self.lower_bound_ = run.log_likelihood / len(points)
        self.empty_components_ = run.empty
        return self

    def predict_proba(self, x: npt.ArrayLike) -> FloatArray:
        """Return the responsibilities of the fitted components for `x`, (N, K)."""
        if not hasattr(self, "means_"):
            raise ValueError("the mixture has not been fitted yet; call fit first.")
        return responsibilities(x, self.means_, self.weights_, self.sigma2_)

    def predict(self, x: npt.ArrayLike) -> IntArray:
        """Return the most probable component of each point, (N,), the lowest index at ties."""
        if not hasattr(self, "means_"):
            raise ValueError("the mixture has not been fitted yet; call fit first.")
        kind: CovarianceType = "spherical" if np.ndim(self.sigma2_) else "shared"
        at = trusted(self.weights_, self.means_, np.asarray(self.sigma2_), kind)
        return predict(check.finite_array(x, "x", 2), at)

    def _check_settings(self) -> tuple[int, float]:
        check.count(self.n_components, "n_components")
        if self.covariance_type not in ("shared", "per_component"):
            raise ValueError(
                'covariance_type must be "shared" or "per_component", '
                f"but it is {self.covariance_type!r}."
            )
        steps, limit = check.count(self.max_iter, "max_iter", 0), check.tolerance(self.tol)
        if not _learned(self.sigma2) and self.sigma2_init is not None:
            raise ValueError("sigma2_init has no effect unless sigma2 is learned.")
        if not _learned(self.weights) and self.weights_init is not None:
            raise ValueError("weights_init has no effect unless weights are learned.")
        return steps, limit

    def _start(self, points: FloatArray) -> Mixture:
        size = self.n_components
        if self.means_init is None:
            means = run_lloyd(points, points[traversal(points, size)]).means
        else:
            means = check.of_dimension(self.means_init, points.shape[1], "means_init")
            if len(means) != size:
                raise ValueError(f"means_init must have {size} rows, but it has {len(means)}.")
        uniform = np.full(size, 1 / size)
        if _learned(self.weights):
            given = uniform if self.weights_init is None else self.weights_init
            weights = check.mixing_weights(given, size, "weights_init")
        elif isinstance(self.weights, str):
            if self.weights != "uniform":
                raise ValueError(
                    f'weights must be "learned", "uniform" or numbers: {self.weights!r}.'
                )
            weights = uniform
        else:
            weights = check.mixing_weights(self.weights, size)
        kind: CovarianceType = "shared" if self.covariance_type == "shared" else "spherical"
        return Mixture(weights, means, self._start_sigma2(points, means, kind), kind)

    def _start_sigma2(
        self, points: FloatArray, means: FloatArray, kind: CovarianceType
    ) -> FloatArray:
        size = len(means)
        if not _learned(self.sigma2):
            if kind == "shared":
                return np.asarray(check.variance(self.sigma2))
            return check.variances(self.sigma2, size)
        if self.sigma2_init is None:
            return mixture_from_centres(points, means, kind).covariances
        start = check.variances(self.sigma2_init, size, "sigma2_init")
        return start if kind == "spherical" else np.asarray(check.variance(self.sigma2_init))


def _learned(setting: object) -> bool:
    return isinstance(setting, str) and setting == "learned"
