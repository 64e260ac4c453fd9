"""Units: data are worked on times a power of two, where their squares are doubles.

Multiplying by a power of two is exact, so results are those of the data as given.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._checks import FloatArray

#: Coordinates whose exponents lie between these need no other unit. The upper one leaves room
#: for sums of squares and for products of split numbers, the lower one for squares of
#: differences of nearby numbers.
LOWEST, HIGHEST = -340, 480


def power_for(largest: float) -> int:
    """Return the power of two to multiply by, for data of this largest absolute value."""
    if largest == 0:
        return 0
    exponent = int(np.frexp(largest)[1])
    if exponent > HIGHEST:
        return HIGHEST - exponent
    return -exponent if exponent < LOWEST else 0


def to_scale(*arrays: FloatArray) -> tuple[list[FloatArray], int]:
    """Return the arrays in a better unit, and the power of two that old squares are of new ones."""
    power = power_for(max(float(np.abs(array).max()) for array in arrays))
    if not power:
        return list(arrays), 0
    with np.errstate(under="ignore"):
        return [np.ldexp(array, power) for array in arrays], -2 * power


def checked_in_unit(x: npt.ArrayLike, means: npt.ArrayLike) -> tuple[FloatArray, FloatArray, int]:
    """Points and centres that are tables of one dimension, as `to_scale` returns them."""
    points = check.finite_array(x, "x", 2)
    (points, centres), power = to_scale(points, check.of_dimension(means, points.shape[1]))
    return points, centres, power


def in_unit(rows: npt.NDArray[Any], scale: int) -> FloatArray:
    """Return rows of any real type as doubles, times 2^scale."""
    return np.ldexp(rows, scale) if scale else np.asarray(rows, dtype=np.float64)


def from_scale(array: FloatArray, power: int) -> FloatArray:
    """Return lengths in the unit that they came in, for the power that `to_scale` returned."""
    return np.asarray(np.ldexp(array, power // 2)) if power else array
