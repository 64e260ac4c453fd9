"""What is proved of given data: by exact rationals where there is no exp, by balls where there is.

For Lloyd's trajectory μ⁰, μ¹, … from a start, with equal weights, at every centre set of it: with
c(n) the nearest centre and g_nk the gaps, every responsibility is within 1 − r_nc(n) of Lloyd's
indicator, and 1 − r_nc(n) ≤ ε exactly if Σ_{k ≠ c(n)} e^{−g_nk/2σ²} ≤ ε/(1 − ε) (D1, A5). The sum
grows with σ, so for each point there is a largest such σ; it is enclosed. A tie has none.
"""

import math
import re
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, fmpq

from .. import exact
from .._checks import FloatArray
from .bounds import above, below, between, exactly
from .fixed_points import fixed_point
from .table import Table

FORMAT = "hardlimit certificate 1"
#: Quantiles over the points that are reported.
QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
#: Steps after which a trajectory is cut off.
MOST_STEPS = 300
#: Bits of the balls.
BITS = 192
_DECIMAL = re.compile(r"[+-]?(\d{1,18}(\.\d{0,18})?|\.\d{1,18})([eE][+-]?\d{1,3})?", re.ASCII)


def certify(
    table: Table,
    clusters: int,
    *,
    start: FloatArray,
    epsilon: str = "1e-3",
    sigma: str | None = None,
    steps: int = MOST_STEPS,
) -> dict[str, Any]:
    """Run Lloyd from `start` in rationals, and prove what holds near it.

    Args:
        table: the points.
        clusters: K.
        start: initial centres, (K, D).
        epsilon: a decimal between 0 and 1/2.
        sigma: a positive decimal, where the objectives are bounded and EM's fixed point is
            looked for; the certified σ by default.
        steps: the largest number of steps.

    Returns:
        the certificate, as JSON has it.

    Raises:
        ValueError: for numbers that are out of range.
    """
    tolerance = decimal(epsilon, "epsilon")
    if not 0 < tolerance < Fraction(1, 2):
        raise ValueError("epsilon must lie between 0 and 1/2.")
    if sigma is not None:
        _check_width(table.x, decimal(sigma, "sigma"))
    epsilon, sigma = _plain(epsilon), None if sigma is None else _plain(sigma)
    if start.shape != (clusters, table.x.shape[1]):
        raise ValueError(f"the start must be {clusters} centres of dimension {table.x.shape[1]}.")
    trajectory = exact.lloyd(table.x, start, steps)
    converged = len(trajectory) > 1 and trajectory[-1] == trajectory[-2]
    if converged:
        trajectory.pop()
    with exact.precision(BITS):
        described = [_step(table.x, means) for means in trajectory]
        shares = _Shares(table.x, trajectory, exactly(epsilon))
        rows = shares.rows()
        certified = _least(rows)
        width = sigma
        if sigma is None and certified["high"] not in (None, "0"):
            width = certified["low"]
        return {
            "format": FORMAT,
            "data": {
                "file": table.name,
                "digest": table.digest,
                "rows": len(table.x),
                "columns": list(table.columns),
            },
            "clusters": clusters,
            "epsilon": epsilon,
            "start": [[value.hex() for value in row] for row in start.tolist()],
            "converged": converged,
            "steps": described,
            "rows": rows,
            "sigma": certified,
            "quantiles": quantiles(rows),
            "gap": shares.least_gap(),
            "objective": _objective(table.x, trajectory[-1], width),
            "fixed_point": _fixed(table.x, trajectory[-1], width, described[-1], converged),
        }


def _check_width(x: FloatArray, sigma: Fraction) -> None:
    """More extreme widths would take very many bits, and say nothing more."""
    if not sigma > 0:
        raise ValueError("sigma must be positive.")
    size = Fraction(float(np.ptp(x, axis=0).max() or np.abs(x).max() or 1.0))
    if not Fraction(1, 10**30) <= sigma / size <= 10**30:
        raise ValueError("sigma must lie between 1e-30 and 1e30 times the width of the data.")


def _plain(text: str) -> str:
    """The same number, in the one way in which certificates write it."""
    return below(exactly(text), 40)


def decimal(text: str, name: str) -> Fraction:
    """The rational that a decimal is.

    Raises:
        ValueError: if it is none, or of immoderate size.
    """
    if not _DECIMAL.fullmatch(text):
        # An exponent of eight digits would be written out, and take all memory there is.
        long = re.fullmatch(r"[+-]?[\d.]+([eE][+-]?\d+)?", text, re.ASCII) is not None
        problem = "of moderate size and length" if long else "a decimal number"
        raise ValueError(f"{name} must be {problem}, but it is {text[:40]!r}.")
    value = Fraction(text)
    if value and not Fraction(1, 10**300) <= abs(value) <= 10**300:
        raise ValueError(f"{name} must be of moderate size, but it is {text}.")
    return value


def quantiles(rows: list[dict[str, Any]]) -> dict[str, str]:
    """Lower bounds of the quantiles over the points; 0 stands for a tie.

    The q-quantile is the ⌈q(N − 1)⌉-th of the N values, from 0 and in order.
    """
    values = sorted((row["low"] for row in rows), key=Fraction)
    return {f"{q:g}": values[math.ceil(q * (len(values) - 1))] for q in QUANTILES}


def _step(x: FloatArray, means: list[list[Any]]) -> dict[str, Any]:
    near = exact.nearest(x, means)
    labels = [tied[0] for tied in near]
    return {
        "labels": labels,
        "ties": [[n, list(tied)] for n, tied in enumerate(near) if len(tied) > 1],
        "empty": sorted(set(range(len(means))) - set(labels)),
    }


def _least(rows: list[dict[str, Any]]) -> dict[str, Any]:
    row = min(range(len(rows)), key=lambda n: Fraction(rows[n]["low"]))
    return {"row": row, **rows[row]}


class _Shares:
    """For every point, the largest σ at which its responsibilities are within ε, and where."""

    def __init__(self, x: FloatArray, trajectory: list[list[list[Any]]], epsilon: Any) -> None:
        self.x, self.trajectory = x, trajectory
        self.bound = epsilon / (1 - epsilon)
        self._gap: tuple[Any, int, int] | None = None

    def rows(self) -> list[dict[str, Any]]:
        """Per point: `low` at which all steps are within ε, `high` at which `step` is not."""
        guesses = np.array([self._guesses(t, means) for t, means in enumerate(self.trajectory)])
        steps = guesses.argmin(axis=0)
        out: list[dict[str, Any]] = []
        for n, step in enumerate(steps.tolist()):
            guess = float(guesses[step, n])
            if guess == 0:
                out.append({"low": "0", "high": "0", "step": step})
            elif math.isinf(guess):
                out.append({"low": "1e300", "high": None, "step": step})
            else:
                out.append({**self._enclosure(guess), "step": step})
        for t, means in enumerate(self.trajectory):
            self._confirm(t, means, out)
        return out

    def least_gap(self) -> dict[str, Any]:
        """The smallest gap between a nearest centre and the next, over points and steps."""
        if self._gap is None:
            return {"low": None, "high": None, "row": None, "step": None}
        gap, row, step = self._gap
        return {"low": below(gap), "high": above(gap), "row": row, "step": step}

    def _guesses(self, step: int, means: list[list[Any]]) -> FloatArray:
        """In doubles: the σ of each point at one step; 0 for a tie, ∞ if K = 1."""
        out = np.empty(len(self.x))
        target = math.log(exact.nearest_double(self.bound))
        for n, row in enumerate(exact.gaps(self.x, means)):
            positive = [gap for gap in row if gap > 0]
            tied = len(row) - len(positive) > 1
            if not tied and positive and (self._gap is None or min(positive) < self._gap[0]):
                self._gap = (min(positive), n, step)
            if tied:
                self._gap = (fmpq(0), n, step) if not self._gap or self._gap[0] > 0 else self._gap
            halves = np.array([exact.nearest_double(gap) / 2 for gap in positive])
            out[n] = 0.0 if tied else _root(halves, target)
        return out

    def _enclosure(self, guess: float) -> dict[str, Any]:
        value = exact.rational(guess)
        slack = fmpq(1, 10**9)
        return {"low": below(value * (1 - slack), 12), "high": above(value * (1 + slack), 12)}

    def _confirm(self, step: int, means: list[list[Any]], rows: list[dict[str, Any]]) -> None:
        """Prove in balls that the enclosures hold at one step."""
        for n, gaps in enumerate(exact.gaps(self.x, means)):
            row = rows[n]
            if row["low"] != "0" and not self._sum(gaps, row["low"]) <= arb(self.bound):
                raise ArithmeticError(f"point {n} is not within the bound at step {step}")
            # With a high of None (K = 1) no width is too large; with 0 there is a tie.
            last = row["step"] == step and row["high"] not in (None, "0")
            if last and not self._sum(gaps, row["high"]) > arb(self.bound):
                raise ArithmeticError(f"point {n} is within the bound at step {step}")

    def _sum(self, gaps: list[Any], sigma: str) -> Any:
        """Σ_{k ≠ c} e^{−g_k/2σ²}: all terms but that of one nearest centre."""
        double, own = 2 * exactly(sigma) ** 2, gaps.index(min(gaps))
        others = (gap for k, gap in enumerate(gaps) if k != own)
        return sum((arb(-gap / double).exp() for gap in others), arb(0))


def _root(halves: FloatArray, target: float) -> float:
    """The σ at which log Σ e^{−h/σ²} is the target; ∞ if there is no term.

    Newton's method in u = 1/σ² on a convex function, from the left: it cannot overshoot.
    """
    if len(halves) == 0:
        return math.inf
    least = halves.min()
    if not least > 0:
        raise ValueError("some distances are too small for doubles; choose another unit.")
    ratios = halves / least
    u = max(0.0, -target)
    for _ in range(200):
        terms = np.exp(-u * (ratios - 1))
        value = math.log(terms.sum()) - u - target
        slope = -float((terms * ratios).sum() / terms.sum())
        step = value / slope
        u -= step
        if abs(step) <= 1e-15 * u:
            break
    return math.sqrt(least / u)


def _objective(x: FloatArray, means: list[list[Any]], sigma: str | None) -> dict[str, Any] | None:
    """D ≤ −2σ²ℓ − NDσ² log 2πσ² ≤ D + 2σ² Σ_n log(1/W_n), with equal weights (D7)."""
    if sigma is None:
        return None
    width = exactly(sigma)
    clusters = len(means)
    at = exact.Mixture(means, [fmpq(1, clusters)] * clusters, width**2)
    distortion = exact.distortion(x, means)
    ties = exact.tie_weights(x, means, at.weights)
    # Large widths cancel: the same with more bits, until twelve digits are right.
    for bits in (BITS, 8 * BITS, 32 * BITS):
        with exact.precision(bits):
            soft = exact.soft_distortion(x, at)
            excess = sum((-arb(weight).log() for weight in ties), arb(0))
            upper = distortion + 2 * width**2 * excess
            if soft.rad() <= abs(soft) * arb(10) ** -12:
                break
    return {
        "sigma": sigma,
        "distortion": between(distortion),
        "soft": between(soft),
        "upper": between(upper),
    }


def _fixed(
    x: FloatArray,
    means: list[list[Any]],
    sigma: str | None,
    last: dict[str, Any],
    converged: bool,
) -> dict[str, Any]:
    """EM's fixed point near Lloyd's, or why nothing is proved."""
    if not converged:
        return {"reason": "Lloyd's trajectory was cut off before its fixed point"}
    if last["ties"]:
        return {"reason": "there is a tie at Lloyd's fixed point"}
    if last["empty"]:
        return {"reason": "there is an empty cluster at Lloyd's fixed point"}
    if sigma is None:
        return {"reason": "no sigma is given, and none is decided by the data"}
    return fixed_point(x, means, last["labels"], sigma)
