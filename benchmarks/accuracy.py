"""How accurate responsibilities are, against balls of 400 bits, and what scikit-learn's are.

    python benchmarks/accuracy.py

The largest absolute error of a responsibility over the random problems of all kinds (ties, near
ties, coincident centres, empty clusters, ...), as Markdown: for every kind of covariance by σ²;
for one shared variance at offsets of all coordinates and in units of 2^±450; and for full
covariances by their condition. NaN counts as an error of 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from flint import arb, fmpq, fmpq_mat
from hardlimit.numeric import Mixture, Problem, exact, predict_proba, random_problems
from sklearn.mixture import GaussianMixture

Array = npt.NDArray[np.float64]
BITS = 400
VARIANCES = (1.0, 1e-2, 1e-4, 1e-8, 1e-16, 1e-100, 1e-300, 5e-324, 0.0)


KINDS = ("shared", "spherical", "diag", "tied", "full")
#: Matrices of smallest doubles are no multiples of anything.
SMALLEST = 1e-300
CONDITIONS = (1e1, 1e3, 1e6, 1e9, 1e12)


def main() -> None:
    """Print the tables."""
    problems = [p for p in random_problems(140, 5) if not p.name.startswith("offset")]
    print(f"{len(problems)} problems, {sum(p.x.shape[0] for p in problems)} points\n")
    table("σ²", [(f"{s:g}", problems, dict.fromkeys(KINDS, s)) for s in VARIANCES])
    print()
    rows = [(name, [change(p) for p in problems]) for name, change in CHANGES.items()]
    table("data", [(name, moved, {"shared": None}) for name, moved in rows])
    print("\n| condition | full | scikit-learn |\n| --- | --- | --- |")
    several = [p for p in problems if p.x.shape[1] > 1]
    for condition in CONDITIONS:
        found = [worst(several, 1.0, "full", m, 1 / condition) for m in (ours, theirs)]
        print(f"| {condition:.0e} | {found[0]:.0e} | {found[1]:.0e} |")


def table(what: str, rows: list[tuple[str, list[Problem], dict[str, float | None]]]) -> None:
    """Print errors by kind of covariance: ours, and behind it scikit-learn's."""
    kinds = list(rows[0][2])
    names = "".join(f" {kind} | scikit-learn |" for kind in kinds)
    print(f"| {what} |{names}\n| --- |{' --- | --- |' * len(kinds)}")
    for name, problems, levels in rows:
        line = f"| {name} |"
        for kind, level in levels.items():
            matrix = kind in ("tied", "full")
            sensible = level is None or level >= (SMALLEST if matrix else 5e-324)
            mine = worst(problems, level, kind, ours) if sensible or kind == "shared" else None
            other = worst(problems, level, kind, theirs) if sensible else None
            line += f" {_shown(mine)} | {_shown(other)} |"
        print(line, flush=True)


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


def covariances(kind: str, level: float, shape: tuple[int, ...], tilt: float) -> Array:
    """About the level; different for components and axes where the kind allows it."""
    size, dimension = shape
    # The least eigenvalue is `tilt`, the largest about D.
    turned = np.ones((dimension, dimension)) * (1 - tilt) + np.eye(dimension) * tilt
    per, axes = np.arange(1.0, size + 1), np.arange(1.0, dimension + 1)
    values: dict[str, Any] = {
        "shared": level,
        "spherical": level * per,
        "diag": level * per[:, None] * axes,
        "tied": level * turned,
        "full": level * per[:, None, None] * turned,
    }
    return np.asarray(values[kind])


def worst(
    problems: list[Problem],
    sigma2: float | None,
    kind: str,
    model: Callable[[Problem, Mixture], Array],
    tilt: float = 0.5,
) -> float:
    """The largest error of a model's responsibilities at these problems.

    Args:
        problems: data and centres.
        sigma2: the variance, that of the problem by default.
        kind: of covariances.
        model: gives responsibilities for a problem and a mixture.
        tilt: how far matrices are from singular ones.
    """
    largest = 0.0
    with exact.precision(BITS):
        for p in problems:
            level = p.sigma2 if sigma2 is None else sigma2
            value = covariances(kind, level, p.means.shape, tilt)
            at = Mixture(p.weights, p.means, value, kind)  # type: ignore[arg-type]
            truth = exact.doubles(shares(p.x, at) if level else limit(p))
            error = np.nan_to_num(np.abs(model(p, at) - truth), nan=1.0)
            largest = max(largest, float(error.max()))
    return largest


def limit(p: Problem) -> Any:
    """The shares at σ² = 0."""
    return exact.hard_responsibilities(p.x, p.means, p.weights)


def shares(x: Array, at: Mixture) -> list[list[Any]]:
    """Responsibilities as balls: exponents are rationals, and subtracted before they are balls."""
    means, size = exact.rationals(at.means), at.means.shape[1]
    full = [fmpq_mat(exact.rationals(c)) for c in matrices(at)]
    inverse = [c.inv() for c in full]
    weights = [
        exact.ball(w) / exact.ball(c.det()).sqrt() for w, c in zip(at.weights, full, strict=True)
    ]
    out = []
    for point in exact.rationals(x):
        energy = []
        for mean, q in zip(means, inverse, strict=True):
            off = fmpq_mat([[a - b] for a, b in zip(point, mean, strict=True)])
            energy.append((off.transpose() * q * off)[0, 0] if size else fmpq(0))
        # Relative to the best, which need not be that of the least energy, nothing overflows.
        logs = [w.log() - arb(e - min(energy)) / 2 for w, e in zip(weights, energy, strict=True)]
        top = max(logs, key=lambda v: v.mid())
        terms = [(v - top).exp() for v in logs]
        out.append([t / sum(terms, arb(0)) for t in terms])
    return out


def matrices(at: Mixture) -> list[Array]:
    """Every covariance as a matrix."""
    c, (size, dimension) = at.covariances, at.means.shape
    if at.covariance_type == "diag":
        return [np.diag(v) for v in c]
    if at.covariance_type in ("shared", "spherical"):
        return [v * np.eye(dimension) for v in np.broadcast_to(c, (size,))]
    return list(np.broadcast_to(c, (size, dimension, dimension)))


def ours(p: Problem, at: Mixture) -> Array:
    """This package's."""
    return predict_proba(p.x, at)


def theirs(p: Problem, at: Mixture) -> Array:
    """scikit-learn's, with the parameters put in place."""
    kind = "spherical" if at.covariance_type == "shared" else at.covariance_type
    model: Any = GaussianMixture(len(p.means), covariance_type=kind)
    model.weights_, model.means_ = p.weights, p.means
    value = np.broadcast_to(at.covariances, (len(p.means),)) if kind == "spherical" else None
    model.covariances_ = at.covariances if value is None else value
    with np.errstate(all="ignore"):
        if kind in ("spherical", "diag"):
            model.precisions_cholesky_ = 1 / np.sqrt(model.covariances_)
        else:
            factor = np.linalg.inv(np.linalg.cholesky(at.covariances))
            model.precisions_cholesky_ = np.swapaxes(factor, -1, -2)
        out: Array = model.predict_proba(p.x)
    return out


if __name__ == "__main__":
    main()
