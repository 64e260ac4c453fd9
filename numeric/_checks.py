"""Input checks of the numeric side: every rejection is a ValueError with one clear sentence.

Conventions used everywhere: float64, rows are points, the component index comes last;
`x` is (N, D), `means` is (K, D), `weights` is (K,), responsibilities are (N, K).
"""

import math
from fractions import Fraction

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]

# Squares of coordinates and sums of them must stay finite.
LARGEST_COORDINATE = 1e150
# More steps, components or rows than this are a slip.
LARGEST_COUNT = 2**31 - 1
# What counts as a real number inside an array of objects.
_REAL = (int, float, np.integer, np.floating, np.bool_, Fraction)
# How far a sum of probabilities may be from one; rounding alone stays far below this.
SUM_TOLERANCE = 1e-9


def finite_array(values: npt.ArrayLike, name: str, ndim: int) -> FloatArray:
    """Return `values` as a finite float64 array with `ndim` axes, none of them empty."""
    array = real_array(values, name)
    if array.ndim != ndim:
        raise ValueError(f"{name} must have {ndim} axes, but its shape is {array.shape}.")
    if array.size == 0:
        raise ValueError(f"{name} must not be empty, but its shape is {array.shape}.")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} contains NaN or infinity.")
    return array


def real_array(values: npt.ArrayLike, name: str) -> FloatArray:
    """Return `values` as float64; what NumPy would turn into numbers silently is refused."""
    if isinstance(values, np.ma.MaskedArray):
        raise ValueError(f"{name} is a masked array; fill or drop what is masked.")
    try:
        raw = np.asarray(values)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} is not an array of real numbers: {error}") from error
    if raw.dtype.kind == "O":
        strange = [v for v in raw.ravel().tolist() if not isinstance(v, _REAL)]
        if raw.ndim == 0 or strange:
            kind = type((strange or [raw[()]])[0]).__name__
            raise ValueError(f"{name} is not an array of real numbers: it holds {kind}.")
    elif raw.dtype.kind not in "fiub":
        raise ValueError(f"{name} is not an array of real numbers: its type is {raw.dtype}.")
    try:
        with np.errstate(over="ignore"):
            return np.asarray(raw, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"{name} holds a number beyond the range of doubles.") from error


def count(value: object, name: str, least: int = 1) -> int:
    """Return `value` as a whole number >= `least`; 1.0, True and None are none."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | np.integer):
        kind = type(value).__name__
        shown = f"{value!r}" if isinstance(value, float | str | bool | None) else f"of type {kind}"
        raise ValueError(f"{name} must be a whole number, but it is {shown}.")
    if value < least:
        shown = f"at least {least}" if least else "not be negative"
        verb = "must be " if least else "must "
        raise ValueError(f"{name} {verb}{shown}, but it is {_short(int(value))}.")
    if value > LARGEST_COUNT:
        raise ValueError(f"{name} must be at most {LARGEST_COUNT}, but it is {_short(int(value))}.")
    return int(value)


def tolerance(value: object, name: str = "tol") -> float:
    """Return `value` as a number >= 0, infinity included."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, _REAL):
        raise ValueError(f"{name} must be a number, but it is of type {type(value).__name__}.")
    try:
        number = float(value)
    except OverflowError as error:
        raise ValueError(f"{name} is a number beyond the range of doubles.") from error
    if not number >= 0:
        raise ValueError(f"{name} must not be negative, but it is {number}.")
    return number


def row_weights(values: npt.ArrayLike | None, rows: int) -> FloatArray | None:
    """Return weights of the points, (N,), not all zero; None means one each."""
    if values is None:
        return None
    array = finite_array(values, "sample_weight", 1)
    if array.shape != (rows,):
        raise ValueError(f"sample_weight must have length {rows}, but its length is {len(array)}.")
    if (array < 0).any():
        raise ValueError("sample_weight must not be negative.")
    with np.errstate(over="ignore"):
        total = array.sum()
    if not 0 < total < np.inf:
        raise ValueError("sample_weight must have a positive and finite sum.")
    return array


def _short(value: int) -> str:
    bits = abs(value).bit_length()
    return str(value) if bits < 100 else f"a number of {bits} bits"


def points(x: npt.ArrayLike, name: str = "x") -> FloatArray:
    """Return `x` as an (N, D) array whose coordinates can be squared without overflow."""
    array = finite_array(x, name, 2)
    if np.abs(array).max() > LARGEST_COORDINATE:
        raise ValueError(
            f"{name} has a coordinate beyond {LARGEST_COORDINATE:g} in absolute value; "
            "rescale the data by a power of two."
        )
    return array


def centres(means: npt.ArrayLike, x: FloatArray, name: str = "means") -> FloatArray:
    """Return `means` as a (K, D) array that matches the dimension of `x`."""
    array = points(means, name)
    if array.shape[1] != x.shape[1]:
        raise ValueError(
            f"{name} has points of dimension {array.shape[1]}, but x has dimension {x.shape[1]}."
        )
    return array


def mixing_weights(weights: npt.ArrayLike, size: int, name: str = "weights") -> FloatArray:
    """Return `weights` as a probability vector of length `size`; zeros are allowed."""
    array = finite_array(weights, name, 1)
    if array.shape != (size,):
        raise ValueError(f"{name} must have length {size}, but its length is {len(array)}.")
    if (array < 0).any():
        raise ValueError(f"{name} must not be negative.")
    total = math.fsum(array.tolist())
    if abs(total - 1.0) > SUM_TOLERANCE:
        raise ValueError(f"{name} must sum to one, but the sum is {total!r}.")
    return array


def variance(sigma2: npt.ArrayLike, name: str = "sigma2") -> float:
    """Return `sigma2` as one finite number >= 0; zero means the limit."""
    value = float(finite_array(sigma2, name, 0))
    if value < 0:
        raise ValueError(f"{name} must not be negative, but it is {value!r}.")
    return value


def variances(sigma2: npt.ArrayLike, size: int, name: str = "sigma2") -> FloatArray:
    """Return a positive variance for each of `size` components; a scalar is shared by all."""
    array = finite_array(sigma2, name, np.ndim(sigma2))
    if array.shape not in ((), (size,)):
        raise ValueError(f"{name} must be one number or {size}, but its shape is {array.shape}.")
    if (array <= 0).any():
        raise ValueError(f"{name} must be positive here.")
    return np.broadcast_to(array, (size,))


def memberships(r: npt.ArrayLike, rows: int | None = None, name: str = "r") -> FloatArray:
    """Return `r` as an (N, K) array of non-negative numbers; rows need not sum to one."""
    array = finite_array(r, name, 2)
    if rows is not None and array.shape[0] != rows:
        raise ValueError(f"{name} has {array.shape[0]} rows, but x has {rows}.")
    if (array < 0).any():
        raise ValueError(f"{name} must not be negative.")
    return array


def distributions(q: npt.ArrayLike, name: str) -> FloatArray:
    """Return `q` as an array whose last axis holds probability distributions."""
    array = finite_array(q, name, max(np.ndim(q), 1))
    if (array < 0).any():
        raise ValueError(f"{name} must not be negative.")
    if np.abs(array.sum(axis=-1) - 1.0).max() > SUM_TOLERANCE:
        raise ValueError(f"every row of {name} must sum to one.")
    return array


def of_dimension(values: npt.ArrayLike, dimension: int, name: str = "means") -> FloatArray:
    """Return a table of finite points of the dimension that x has."""
    array = finite_array(values, name, 2)
    if array.shape[1] != dimension:
        raise ValueError(
            f"{name} has points of dimension {array.shape[1]}, but x has dimension {dimension}."
        )
    return array


def assignment(labels: npt.ArrayLike, rows: int, clusters: int, name: str = "labels") -> IntArray:
    """Return `labels` as N integers in 0..clusters-1."""
    array = np.asarray(labels)
    if array.shape != (rows,):
        raise ValueError(f"{name} must have length {rows}, but its shape is {array.shape}.")
    if not np.issubdtype(array.dtype, np.integer):
        raise ValueError(f"{name} must be integers, but their type is {array.dtype}.")
    if array.min() < 0 or array.max() >= clusters:
        raise ValueError(f"{name} must lie in 0..{clusters - 1}.")
    return array.astype(np.intp)
