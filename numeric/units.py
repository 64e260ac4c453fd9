"""A mixture for data that are worked on times a power of two, and back."""

import numpy as np

from ._checks import FloatArray
from .parameters import Mixture, trusted

#: Variances this large or small act as infinity and zero do, on data near one.
_LARGEST, _SMALLEST = 2.0**1000, 5e-324


def into_unit(mixture: Mixture, scale: int) -> Mixture:
    """Return the mixture of the data times 2^scale.

    Raises:
        ValueError: if a covariance that is not shared leaves the range of doubles.
    """
    if not scale:
        return mixture
    means = np.ldexp(mixture.means, scale)
    with np.errstate(over="ignore", under="ignore"):
        value = np.ldexp(mixture.covariances, 2 * scale)
    if mixture.covariance_type == "shared":
        # Out of range it is still right: every exponent that counts is 0 or infinite by then.
        value = np.clip(value, _SMALLEST if mixture.covariances > 0 else 0.0, _LARGEST)
    else:
        _require_range(mixture.covariances, value)
    return trusted(mixture.weights, means, np.asarray(value), mixture.covariance_type)


def out_of_unit(mixture: Mixture, scale: int) -> Mixture:
    """Return the mixture of the data as given.

    Raises:
        ValueError: if a variance is no double in that unit.
    """
    if not scale:
        return mixture
    with np.errstate(over="ignore", under="ignore"):
        value = np.ldexp(mixture.covariances, -2 * scale)
    _require_range(mixture.covariances, value)
    means = np.ldexp(mixture.means, -scale)
    return trusted(mixture.weights, means, np.asarray(value), mixture.covariance_type)


def _require_range(before: FloatArray, after: FloatArray) -> None:
    if not np.isfinite(after).all() or (after[before != 0] == 0).any():
        raise ValueError(
            "the variances of these data are beyond the range of doubles; "
            "rescale the data by a power of two."
        )
