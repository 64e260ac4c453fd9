"""How accurate responsibilities are, against balls of 400 bits, and what scikit-learn's are.

    python benchmarks/accuracy.py

The largest absolute error of a responsibility over the random problems of all kinds (ties, near
ties, coincident centres, empty clusters, ...), as Markdown, by σ²; then at offsets of all
coordinates, and in units of 10^±300. NaN counts as an error of 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from hardlimit.numeric import (
    CovarianceType,
    Mixture,
    Problem,
    exact,
    predict_proba,
    random_problems,
)
from sklearn.mixture import GaussianMixture

Array = npt.NDArray[np.float64]
BITS = 400
VARIANCES = (1.0, 1e-2, 1e-4, 1e-8, 1e-16, 1e-100, 1e-300, 5e-324, 0.0)


def main() -> None:
    """Print both tables."""
    problems = [p for p in random_problems(140, 5) if not p.name.startswith("offset")]
    print(f"{len(problems)} problems, {sum(p.x.shape[0] for p in problems)} points\n")
    print("| σ² | shared | one each | scikit-learn |\n| --- | --- | --- | --- |")
    for sigma2 in VARIANCES:
        shared = worst(problems, sigma2, ours)
        several = worst(problems, sigma2, ours, several=True) if sigma2 else None
        theirs = worst(problems, sigma2, theirs_of) if sigma2 > 0 else None
        print(f"| {sigma2:g} | {shared:.0e} | {_shown(several)} | {_shown(theirs)} |")
    print("\n| data | shared | scikit-learn |\n| --- | --- | --- |")
    for name, change in CHANGES.items():
        moved = [change(p) for p in problems]
        shared = worst(moved, None, ours)
        theirs = worst(moved, None, theirs_of)
        print(f"| {name} | {shared:.0e} | {_shown(theirs)} |")


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.0e}"


def _moved(offset: float, scale: float = 1.0) -> Callable[[Problem], Problem]:
    def change(p: Problem) -> Problem:
        x, means = (p.x + offset) * scale, (p.means + offset) * scale
        return Problem(p.name, x, means, p.weights, p.sigma * scale, p.responsibilities)

    return change


#: By the width of the problem; offsets are exact for coordinates with few bits.
CHANGES = {
    "as drawn": _moved(0.0),
    "offset 2^13": _moved(2.0**13),
    "offset 2^26": _moved(2.0**26),
    "offset 2^40": _moved(2.0**40),
    "unit 2^-450": _moved(0.0, 2.0**-450),
    "unit 2^450": _moved(0.0, 2.0**450),
}


def worst(
    problems: list[Problem],
    sigma2: float | None,
    model: Callable[[Problem, Array], Array],
    several: bool = False,
) -> float:
    """The largest error of a model's responsibilities at these problems.

    Args:
        problems: data and centres.
        sigma2: the variance, that of the problem by default.
        model: gives responsibilities for a problem and its variance, or variances.
        several: whether component k has k times the variance.
    """
    largest = 0.0
    with exact.precision(BITS):
        for p in problems:
            value = np.asarray(p.sigma2 if sigma2 is None else sigma2)
            if several:
                value = value * np.arange(1.0, len(p.means) + 1)
            if value.any():
                at = exact.Mixture(p.means, p.weights, value if several else float(value))
                truth = exact.doubles(exact.responsibilities(p.x, at))
            else:
                truth = exact.doubles(exact.hard_responsibilities(p.x, p.means, p.weights))
            found = model(p, value)
            error = np.nan_to_num(np.abs(found - truth), nan=1.0)
            largest = max(largest, float(error.max()))
    return largest


def ours(p: Problem, sigma2: Array) -> Array:
    """One shared variance, or one for each component."""
    kind: CovarianceType = "spherical" if sigma2.ndim else "shared"
    return predict_proba(p.x, Mixture(p.weights, p.means, sigma2, kind))


def theirs_of(p: Problem, sigma2: Array) -> Array:
    """scikit-learn's, with the parameters put in place."""
    model: Any = GaussianMixture(len(p.means), covariance_type="spherical")
    model.weights_, model.means_ = p.weights, p.means
    with np.errstate(all="ignore"):
        model.covariances_ = np.full(len(p.means), float(sigma2))
        model.precisions_cholesky_ = 1 / np.sqrt(model.covariances_)
        out: Array = model.predict_proba(p.x)
    return out


if __name__ == "__main__":
    main()
