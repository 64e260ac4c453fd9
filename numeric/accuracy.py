"""How accurate a gap must be: rules that turn a question into a test of gaps and error bounds.

A rule looks at gaps and bounds of their errors, (n, K) both, and says which are good enough. A
bound of zero is always good enough, so exact arithmetic ends every question.
"""

from collections.abc import Callable

import numpy as np

from ._checks import BoolArray, FloatArray

Acceptable = Callable[[FloatArray, FloatArray], BoolArray]

#: Every gap that is returned as such has at least this relative accuracy.
RELATIVE_ERROR = 2.0**-36
#: How much an error may change a share of a point, if the bound were attained.
SHARE_ERROR = 2.0**-47
#: Beyond this exponent, and what the weights add to it, a share is zero in doubles.
UNDERFLOW = 746.0


def halved_quotient(gap: FloatArray, sigma2: float, power: int = 0) -> FloatArray:
    """Return gap 2^power / 2σ², for σ² > 0, where neither 2σ² nor 1/σ² need be doubles."""
    mantissa, exponent = np.frexp(sigma2)
    with np.errstate(over="ignore", under="ignore"):
        out: FloatArray = np.ldexp(gap / mantissa, power - int(exponent) - 1)
    return out


def relative(gap: FloatArray, error: FloatArray) -> BoolArray:
    """The gap has the accuracy that is promised to callers of `gaps`."""
    out: BoolArray = error <= RELATIVE_ERROR * gap
    return out


def signed(gap: FloatArray, error: FloatArray) -> BoolArray:
    """It is known whether the gap is zero."""
    out: BoolArray = (gap > error) | (error == 0)
    return out


def both(first: Acceptable, second: Acceptable) -> Acceptable:
    """What two rules agree on."""
    return lambda gap, error: first(gap, error) & second(gap, error)


def share_accuracy(
    prior: FloatArray,
    sigma2: float,
    power: int = 0,
    tolerance: float = SHARE_ERROR,
    careful: BoolArray | None = None,
) -> Acceptable:
    """Shares π_k e^{−g_nk/2σ²}/Σ_j are as `exponent_accuracy` says; for σ² = 0, exact."""
    if sigma2 == 0:
        return signed
    mantissa, exponent = np.frexp(sigma2)
    by_weight = exponent_accuracy(
        np.log(prior[prior > 0]), power - int(exponent), tolerance, careful
    )
    return lambda gap, error: by_weight(gap / mantissa, error / mantissa)


def exponent_accuracy(
    offsets: FloatArray,
    power: int,
    tolerance: float = SHARE_ERROR,
    careful: BoolArray | None = None,
) -> Acceptable:
    """Shares e^{o_k − g_nk 2^power / 2}/Σ_j are known to `tolerance`, and to 2⁻³⁶ of themselves.

    The latter may be asked of the components `careful` alone, (K,).
    """
    least, spread = offsets - offsets.min(), float(np.ptp(offsets))

    def good(gap: FloatArray, error: FloatArray) -> BoolArray:
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            doubt = np.ldexp(error, power - 1)
            low = np.ldexp(np.maximum(gap - error, 0.0), power - 1)
            gone = (gap > error) & (low > UNDERFLOW + spread)
            share = np.exp(np.minimum(least - low, 0.0))
            near = doubt <= RELATIVE_ERROR
            if careful is not None:
                # Gaps of unknown sign may be those to a nearer centre.
                near |= (gap > error) & ~careful
            fine = near & (share * doubt <= tolerance)
        out: BoolArray = (error == 0) | gone | fine
        return out

    return good


def column_accuracy(sigma2: float, power: int = 0) -> Acceptable:
    """Every exponent that does not underflow is known to `SHARE_ERROR`, for σ² > 0."""

    def good(gap: FloatArray, error: FloatArray) -> BoolArray:
        doubt = halved_quotient(error, sigma2, power)
        gone = (gap > error) & (halved_quotient(gap, sigma2, power) > 2 * UNDERFLOW)
        out: BoolArray = (error == 0) | gone | (doubt <= SHARE_ERROR)
        return out

    return good
