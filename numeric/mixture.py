"""A spherical Gaussian mixture with scikit-learn's names, fitted by EM, at any σ including 0."""

import warnings
from typing import Literal, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._checks import FloatArray, IntArray
from .em import em_means, responsibilities
from .gaps import distances_of
from .kmeans import distortion
from .msteps import shared_variance, weight_update
from .objectives import log_likelihood

Learned = Literal["learned"]


class _Parameters(NamedTuple):
    means: FloatArray
    weights: FloatArray
    sigma2: FloatArray  # () if shared, (K,) if per component


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
        means_init: (K, D); by default data points chosen by farthest-point traversal from the
            one nearest to the grand mean, which is deterministic.
        weights_init: start for learned weights, (K,); uniform by default.
        sigma2_init: start for a learned variance; by default D(μ)/(ND) at the first means.
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
        points = check.points(x)
        self._check_settings()
        now = self._start(points)
        history = [log_likelihood(points, *now)]
        self.converged_ = False
        self.unbounded_ = _learned(self.sigma2) and not now.sigma2.all()
        self.n_iter_ = 0
        while self.n_iter_ < self.max_iter and not (self.converged_ or self.unbounded_):
            after = self._step(points, now)
            self.n_iter_ += 1
            self.unbounded_ = _learned(self.sigma2) and not after.sigma2.all()
            if self.unbounded_ and after.sigma2.ndim > 0:
                # There is no limit to take component by component, so those that collapsed keep
                # their last positive variance; a partial M-step does not lower ℓ either.
                after = after._replace(sigma2=np.where(after.sigma2 > 0, after.sigma2, now.sigma2))
            history.append(log_likelihood(points, *after))
            settled = self._settled(now, after, history, len(points))
            self.converged_ = settled and not self.unbounded_
            now = after
        if self.unbounded_:
            warnings.warn(
                "the likelihood is unbounded: a learned variance went to zero (B8); "
                "fix sigma2 or use fewer components",
                RuntimeWarning,
                stacklevel=2,
            )
        self.means_, self.weights_ = now.means, now.weights
        self.sigma2_ = now.sigma2 if now.sigma2.ndim else float(now.sigma2)
        self.log_likelihood_history_ = tuple(history)
        self.lower_bound_ = history[-1] / len(points)
        self.empty_components_ = np.flatnonzero(~self.predict_proba(points).any(axis=0))
        return self

    def predict_proba(self, x: npt.ArrayLike) -> FloatArray:
        """Return the responsibilities of the fitted components for `x`, (N, K)."""
        if not hasattr(self, "means_"):
            raise ValueError("the mixture has not been fitted yet; call fit first.")
        return responsibilities(x, self.means_, self.weights_, self.sigma2_)

    def predict(self, x: npt.ArrayLike) -> IntArray:
        """Return the most probable component of each point, (N,), the lowest index at ties."""
        labels: IntArray = self.predict_proba(x).argmax(axis=1)
        return labels

    def _check_settings(self) -> None:
        if self.n_components < 1:
            raise ValueError(f"n_components must be at least 1, but it is {self.n_components}.")
        if self.covariance_type not in ("shared", "per_component"):
            raise ValueError(
                'covariance_type must be "shared" or "per_component", '
                f"but it is {self.covariance_type!r}."
            )
        if self.max_iter < 0:
            raise ValueError(f"max_iter must not be negative, but it is {self.max_iter}.")
        if not self.tol >= 0:
            raise ValueError(f"tol must not be negative, but it is {self.tol}.")
        if not _learned(self.sigma2) and self.sigma2_init is not None:
            raise ValueError("sigma2_init has no effect unless sigma2 is learned.")
        if not _learned(self.weights) and self.weights_init is not None:
            raise ValueError("weights_init has no effect unless weights are learned.")

    def _start(self, points: FloatArray) -> _Parameters:
        size = self.n_components
        if self.means_init is None:
            means = _traversal(points, size)
        else:
            means = check.centres(self.means_init, points, "means_init")
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
        return _Parameters(means, weights, self._start_sigma2(points, means))

    def _start_sigma2(self, points: FloatArray, means: FloatArray) -> FloatArray:
        per_component = self.covariance_type == "per_component"
        if not _learned(self.sigma2):
            if per_component:
                return check.variances(self.sigma2, len(means))
            return np.asarray(check.variance(self.sigma2))
        if self.sigma2_init is None:
            value = np.asarray(distortion(points, means) / points.size)
            if not per_component:
                return value
            if value == 0:
                raise ValueError(
                    "every point coincides with an initial centre, so there is no positive "
                    "variance to start from; give sigma2_init."
                )
            return np.broadcast_to(value, (len(means),))
        start = check.variances(self.sigma2_init, len(means), "sigma2_init")
        return start if per_component else np.asarray(check.variance(self.sigma2_init))

    def _step(self, points: FloatArray, now: _Parameters) -> _Parameters:
        share = responsibilities(points, *now)
        means = em_means(points, *now)
        weights = weight_update(share) if _learned(self.weights) else now.weights
        sigma2 = now.sigma2
        if _learned(self.sigma2) and sigma2.ndim == 0:
            sigma2 = np.asarray(shared_variance(points, means, share))
        elif _learned(self.sigma2):
            total = share.sum(axis=0)
            moment = (share * distances_of(points, means)).sum(axis=0) / points.shape[1]
            # A component without responsibility keeps its variance, as it has no say in Q.
            sigma2 = np.divide(moment, total, out=sigma2.copy(), where=total > 0)
        return _Parameters(means, weights, sigma2)

    def _settled(
        self, before: _Parameters, after: _Parameters, history: list[float], rows: int
    ) -> bool:
        if all((a == b).all() for a, b in zip(before, after, strict=True)):
            return True
        last, new = history[-2:]
        if not np.isfinite(new):
            return False
        rounding = 4 * np.finfo(np.float64).eps * abs(new)
        return bool(new - last <= rows * self.tol + rounding)


def _learned(setting: object) -> bool:
    return isinstance(setting, str) and setting == "learned"


def _traversal(points: FloatArray, size: int) -> FloatArray:
    """Choose `size` points, each the farthest from those before; repeats if there are too few."""
    # The grand mean is taken relative to a point, so that an offset does not change the choice.
    shifted = points - points[0]
    first = distances_of(shifted, shifted.mean(axis=0, keepdims=True)).argmin()
    chosen = [int(first)]
    nearest = distances_of(points, points[chosen])[:, 0]
    while len(chosen) < size:
        chosen.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, distances_of(points, points[chosen[-1:]])[:, 0])
    return points[chosen]
