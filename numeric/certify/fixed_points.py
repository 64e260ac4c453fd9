"""How far EM's fixed point lies from Lloyd's at a given σ: D11 with constants, for given data.

Let μ be a fixed point of Lloyd's step without ties and empty clusters, S_k its clusters, weights
equal, a_nk = ‖x_n − μ_k‖, c = c(n), and let every centre ν_k be within δ of μ_k. If a_nk ≥ δ,
    ‖x_n − ν_k‖² − ‖x_n − ν_c‖² ≥ h_nk := (a_nk − δ)² − (a_nc + δ)²,
so r_nk ≤ e_nk := e^{−h_nk/2σ²} for k ≠ c, and 1 − r_nc ≤ e_nc := Σ_{k ≠ c} e_nk. With
N_k := |S_k| − Σ_{n ∈ S_k} e_nc > 0, and because Σ_{n ∈ S_k} (x_n − μ_k) = 0,
    EM's new centre k is within M_k := Σ_n e_nk a_nk / N_k of μ_k.
If all M_k ≤ δ, EM maps the centres within δ into themselves. For moves of length one there,
|∂r_nk| ≤ 2 r_nk (1 − r_nk) R_n/σ² with R_n := max_j a_nj + δ, so new centre k moves by at most
    L_k := Σ_n 2 e_nk R_n (a_nk + δ) / (σ² N_k),
and if all L_k < 1, Banach's theorem gives exactly one fixed point of EM within δ.
"""

from typing import Any

from flint import arb, fmpq

from .. import exact
from .._checks import FloatArray
from .bounds import above, below, exactly


def fixed_point(
    x: FloatArray, means: list[list[Any]], labels: list[int], sigma: str
) -> dict[str, Any]:
    """A radius within which EM has exactly one fixed point, a larger one too, or why not.

    Returns:
        `distance` and `unique_within` (radii), `contraction` at both; or `reason`.
    """
    ball = _Ball(x, means, labels, exactly(sigma) ** 2)
    radius, found = fmpq(0), None
    for _ in range(60):
        moves = ball.moves(radius)
        if moves is None or not moves[1] < 1:
            break
        if moves[0] <= arb(radius):
            found = above(radius)
            break
        # A little more than what is needed now: the bounds grow with the radius.
        radius = exactly(above(moves[0] * arb("1.0625"), 6))
    if found is None:
        return {
            "sigma": sigma,
            "reason": "EM could not be shown to be a contraction near Lloyd's fixed point; "
            "sigma is too large for that",
        }
    largest = found
    for power in range(1, 100):
        wider = below(ball.reach() / 2**power, 6)
        if not exactly(wider) > exactly(found):
            break
        moves = ball.moves(exactly(wider))
        if moves is not None and moves[0] <= arb(exactly(wider)) and moves[1] < 1:
            largest = wider
            break
    return {
        "sigma": sigma,
        "distance": found,
        "unique_within": largest,
        # No use is made of how small it is, and to check that would take many bits.
        "contraction": above(_contraction(ball, largest).max(arb("1e-9")), 6),
    }


def _contraction(ball: "_Ball", radius: str) -> Any:
    moves = ball.moves(exactly(radius))
    if moves is None:
        raise ArithmeticError("a radius that was proved is none")
    return moves[1]


class _Ball:
    """EM on centres within a radius of Lloyd's fixed point."""

    def __init__(
        self, x: FloatArray, means: list[list[Any]], labels: list[int], variance: Any
    ) -> None:
        self.far = [[arb(d).sqrt() for d in row] for row in exact.squared_distances(x, means)]
        self.labels, self.variance = labels, variance
        self.sizes = [labels.count(k) for k in range(len(means))]

    def reach(self) -> Any:
        """The radius at which some point could change its cluster; 1 if there is one cluster."""
        margins = [
            a - far[own]
            for far, own in zip(self.far, self.labels, strict=True)
            for k, a in enumerate(far)
            if k != own
        ]
        out = arb(1) if not margins else margins[0]
        for margin in margins[1:]:
            out = out.min(margin)
        return out / 2

    def moves(self, radius: Any) -> tuple[Any, Any] | None:
        """Upper bounds of M and of L at a radius; None if the bounds say nothing there."""
        delta, parts = arb(radius), range(len(self.sizes))
        moved, slopes = [arb(0) for _ in parts], [arb(0) for _ in parts]
        lost = [arb(0) for _ in parts]
        for far, own in zip(self.far, self.labels, strict=True):
            near = (far[own] + delta) * (far[own] + delta)
            # Otherwise a centre within the radius could lie on the point, or win it over.
            for k, a in enumerate(far):
                if k != own and not (a >= delta and (a - delta) * (a - delta) >= near):
                    return None
            errors = [
                arb(0) if k == own
                else (-((a - delta) * (a - delta) - near) / (2 * self.variance)).exp()
                for k, a in enumerate(far)
            ]  # fmt: skip
            errors[own] = sum(errors, arb(0))
            lost[own] += errors[own]
            reach = _largest(far) + delta
            for k in parts:
                moved[k] += errors[k] * far[k]
                slopes[k] += 2 * errors[k] * reach * (far[k] + delta) / self.variance
        kept = [size - loss for size, loss in zip(self.sizes, lost, strict=True)]
        if not all(value > 0 for value in kept):
            return None
        return (
            _largest([m / value for m, value in zip(moved, kept, strict=True)]),
            _largest([s / value for s, value in zip(slopes, kept, strict=True)]),
        )


def _largest(values: list[Any]) -> Any:
    """A ball that is at least each of the values."""
    out = values[0]
    for value in values[1:]:
        out = out.max(value)
    return out
