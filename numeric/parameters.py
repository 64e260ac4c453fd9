"""The parameters of a Gaussian mixture: one immutable value for all five kinds of covariance.

| kind | shape | covariance of component k |
| --- | --- | --- |
| `"shared"` | () | σ² I, σ² ≥ 0; zero is the limit |
| `"spherical"` | (K,) | σ_k² I |
| `"diag"` | (K, D) | diag(σ_k1², …, σ_kD²) |
| `"tied"` | (D, D) | Σ |
| `"full"` | (K, D, D) | Σ_k |
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._checks import FloatArray
from .factors import Triangles, factors_of, is_positive_definite, triangles_of

CovarianceType = Literal["full", "diag", "tied", "spherical", "shared"]
COVARIANCE_TYPES: tuple[str, ...] = get_args(CovarianceType)


@dataclass(frozen=True, eq=False)
class Mixture:
    """A Gaussian mixture Σ_k π_k N(μ_k, Σ_k).

    Attributes:
        weights: π, (K,), summing to one; a component of weight zero is left out everywhere.
        means: μ, (K, D).
        covariances: as the table above says.
        covariance_type: which row of that table.

    Raises:
        ValueError: for malformed values, and for covariances that are not positive definite.
            σ² = 0 is allowed where it is shared, and where all (K,) spherical ones are zero.
    """

    weights: FloatArray
    means: FloatArray
    covariances: FloatArray
    covariance_type: CovarianceType = "shared"

    def __post_init__(self) -> None:
        means = check.finite_array(self.means, "means", 2)
        weights = check.mixing_weights(self.weights, len(means))
        covariances = covariances_of(self.covariances, self.covariance_type, *means.shape)
        object.__setattr__(self, "means", _frozen(means))
        object.__setattr__(self, "weights", _frozen(weights))
        object.__setattr__(self, "covariances", _frozen(covariances))

    @property
    def shared_variance(self) -> float | None:
        """σ² if every covariance is the same σ² I, in whatever form it is given; else None."""
        value = self.covariances
        first = float(value.flat[0])
        if self.covariance_type in ("full", "tied"):
            same = (value == first * np.eye(self.means.shape[1])).all()
        else:
            same = (value == first).all()
        return first if same else None

    @property
    def present(self) -> Mixture:
        """The components of positive weight; the mixture itself if all are."""
        active = self.weights > 0
        if active.all():
            return self
        shared = self.covariance_type in ("shared", "tied")
        c = self.covariances if shared else self.covariances[active]
        return trusted(self.weights[active], self.means[active], c, self.covariance_type)

    @cached_property
    def factors(self) -> tuple[FloatArray, FloatArray]:
        """L and L⁻¹ of covariances L Lᵀ that are matrices."""
        return factors_of(self.covariances)

    @cached_property
    def triangles(self) -> Triangles:
        """What densities from differences need of these, and no more."""
        return triangles_of(self.covariances)

    @property
    def n_parameters(self) -> int:
        """How many free numbers the mixture has: K − 1 weights, K D means and the covariances."""
        size, dimension = self.means.shape
        square = dimension * (dimension + 1) // 2
        free: dict[str, int] = {
            "shared": 1,
            "spherical": size,
            "diag": size * dimension,
            "tied": square,
            "full": size * square,
        }
        return int(size - 1 + size * dimension + free[self.covariance_type])


def covariances_of(
    values: npt.ArrayLike, kind: str, size: int, dimension: int, name: str = "covariances"
) -> FloatArray:
    """Return checked covariances of one kind, in the shape that the table above gives."""
    shape = covariance_shape(kind, size, dimension)
    array = check.finite_array(values, name, len(shape))
    if array.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, but it is {array.shape}.")
    if kind == "shared":
        return np.asarray(check.variance(array, name))
    if kind in ("spherical", "diag"):
        if not ((array > 0).all() or (kind == "spherical" and not array.any())):
            raise ValueError(f"{name} must be positive here.")
        return array
    matrices = array.reshape(-1, dimension, dimension)
    for k, matrix in enumerate(matrices):
        where = name if kind == "tied" else f"{name}[{k}]"
        roots = np.sqrt(np.abs(np.diag(matrix)))
        if (np.abs(matrix - matrix.T) > 1e-9 * roots[:, None] * roots).any():
            raise ValueError(f"{where} must be symmetric.")
        if not is_positive_definite(matrix):
            raise ValueError(f"{where} is not positive definite.")
    return array


def covariance_shape(kind: str, size: int, dimension: int) -> tuple[int, ...]:
    """Return the shape of the covariances of a kind.

    Raises:
        ValueError: if there is no such kind.
    """
    shapes: dict[str, tuple[int, ...]] = {
        "shared": (),
        "spherical": (size,),
        "diag": (size, dimension),
        "tied": (dimension, dimension),
        "full": (size, dimension, dimension),
    }
    if not isinstance(kind, str) or kind not in shapes:
        known = ", ".join(f'"{name}"' for name in COVARIANCE_TYPES)
        raise ValueError(f"covariance_type must be one of {known}, but it is {kind!r}.")
    return shapes[kind]


def _frozen(array: FloatArray) -> FloatArray:
    copy = np.array(array)
    copy.setflags(write=False)
    return copy


def trusted(
    weights: FloatArray,
    means: FloatArray,
    covariances: FloatArray,
    covariance_type: CovarianceType = "shared",
) -> Mixture:
    """Return a mixture of values that have been checked, or come from an M-step."""
    out = object.__new__(Mixture)
    object.__setattr__(out, "weights", weights)
    object.__setattr__(out, "means", means)
    object.__setattr__(out, "covariances", covariances)
    object.__setattr__(out, "covariance_type", covariance_type)
    return out
