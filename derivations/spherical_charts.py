"""The pictures of the chapters on spherical mixtures, computed with the functions of `numeric`."""

from __future__ import annotations

import numpy as np
from hardlimit.numeric import (
    critical_variance,
    dividing_ball,
    kmeans_centre,
    old_faithful,
    responsibilities,
    run_soft_kmeans,
    soft_centre,
    tropical_step,
)
from hardlimit.proofs.report.render.charts import Chart, Plot, Series

Points = list[tuple[float, float]]


def charts() -> list[Chart]:
    """One picture each for D3, D6, D12, D13 and D14."""
    return [borders(), stickiness(), spheres(), splitting(), overlap()]


def borders() -> Chart:
    """D3: however small the width, near the border the share is a half."""
    places = np.linspace(-1.2, 1.2, 401)
    means, half = np.array([[-1.0], [1.0]]), [0.5, 0.5]

    def plot(sigma: float) -> Plot:
        share = responsibilities(places[:, None], means, half, sigma**2)[:, 1]
        hard: Points = [(-1.2, 0), (0, 0), (0, 1), (1.2, 1)]
        return Plot(
            f"σ = {sigma:g}",
            (
                Series("line", _pairs(places, share)),
                Series("dashed", hard, "limit", (0.55, 0.72), 1),
            ),
            (-1.2, 1.2),
            (0, 1),
            ((-1, "μ₁"), (0, "border"), (1, "μ₂")),
            ((0, "0"), (0.5, "½"), (1, "1")),
            "place of the point",
        )

    return Chart(
        "borders",
        "The share of the right centre against the place of the point, for three widths: the "
        "curve gets steeper, but goes through one half at the border every time.",
        tuple(map(plot, (0.7, 0.3, 0.1))),
    )


def stickiness(steps: int = 10) -> Chart:
    """D6: the mean sits on its point from the first step on, and the handicap lasts."""
    x = np.array([[0.0], [1.0], [10.0], [11.0], [30.0]])
    means = np.array([[5.5], [82.0]])
    learned, fixed, c = means, means, np.zeros(2)
    falls: Points = [(0, 0)]
    kept: Points = [(0, 0)]
    recovered: Points = [(0, 0)]
    for step in range(1, steps + 1):
        learned, c = tropical_step(x, learned, c)
        fixed, _ = tropical_step(x, fixed, np.zeros(2))
        falls.append((step, float(c[1])))
        kept.append((step, _won(x, learned, c)))
        recovered.append((step, _won(x, fixed, np.zeros(2))))
    top = max(v for _, v in falls)
    ticks = [(float(i), str(i)) for i in range(0, steps + 1, 2)]
    return Chart(
        "stickiness",
        "Left: the handicap of a component against the steps of EM: it jumps up at the first step "
        "and then falls by the same amount at every step. Right: how many points the component "
        "has: with fixed weights it gets its point at once, with learned weights after many steps.",
        (
            Plot(
                "its handicap",
                (Series("line", falls, "learned weights", (steps * 0.62, top * 0.95)),),
                (0, steps),
                (0, top * 1.05),
                ticks,
                ((0, "0"), (top, f"{top:.0f}")),
                "steps of EM",
            ),
            Plot(
                "points it has",
                (
                    Series("line", kept, "learned", (steps * 0.75, 0.6)),
                    Series("dashed", recovered, "fixed", (steps * 0.35, 1.15), 1),
                ),
                (0, steps),
                (0, 3),
                ticks,
                ((0, "0"), (1, "1"), (2, "2")),
                "steps of EM",
            ),
        ),
    )


def _won(x: np.ndarray, means: np.ndarray, handicaps: np.ndarray) -> float:
    """How many points the second component wins."""
    costs = (x - means.T) ** 2 + handicaps
    return float((costs[:, 1] < costs[:, 0]).sum())


def spheres() -> Chart:
    """D12: borders between two components as the ratio of their variances goes to one."""
    mu, nu = np.array([-1.0, 0.0]), np.array([1.0, 0.0])

    def plot(ratio: float) -> Plot:
        ball = dividing_ball(mu, nu, 1.0, ratio)
        radius = ball.radius2**0.5
        # A border that leaves the plot is drawn from where it enters it.
        most = np.pi if radius <= 2.5 else np.arcsin(2.5 / radius)
        turn = np.linspace(-most, most, 181)
        whole = ball.centre + radius * np.column_stack([np.cos(turn), np.sin(turn)])
        marks = [Series("line", _cross(at), "", (0, 0), 2) for at in (mu, nu)]
        return Plot(
            f"variances 1 and {ratio:g}",
            (
                Series("line", _pairs(whole[:, 0], whole[:, 1])),
                Series("dashed", [(0, -2.5), (0, 2.5)], "k-means", (1.7, 2.0), 1),
                *marks,
            ),
            (-4, 4),
            (-2.5, 2.5),
        )

    return Chart(
        "spheres",
        "The border between two components, one narrow and one wide, for three ratios of their "
        "variances: a circle round the narrow one that opens towards a line as the ratio falls to "
        "one; the border of k-means, half-way, as a dashed line.",
        tuple(map(plot, (4.0, 2.0, 1.2))),
    )


def splitting() -> Chart:
    """D13: where EM ends on Old Faithful for each width, from two centres not far apart."""
    data = old_faithful()
    x = (data - data.mean(axis=0)) / data.std(axis=0)
    top = critical_variance(x)
    found: list[tuple[float, float, float]] = []
    # Where they meet the curve is steep, and EM slow.
    for ratio in 1 - np.sign(t := np.linspace(-0.63, 0.97, 33)) * t**2:
        start = x.mean(axis=0) + np.array([[0.3, 0.3], [-0.3, -0.3]])
        run = run_soft_kmeans(x, start, 2 * ratio * top, max_iter=1500, tol=0.0)
        low, high = sorted(run.mixture.means[:, 0])
        found.append((float(ratio), float(low), float(high)))
    return Chart(
        "splitting",
        "The first coordinates of the two means where EM ends, against the variance of the model: "
        "one value above the largest variance of the data, two below, apart more and more.",
        (
            Plot(
                "Old Faithful, K = 2",
                (
                    Series("line", [(r, high) for r, _, high in found]),
                    Series("line", [(r, low) for r, low, _ in found]),
                    Series("dashed", [(1, -1.5), (1, 1.2)], "σ² = λ", (1.2, 0.9), 1),
                ),
                (0, 1.4),
                (-1.5, 1.2),
                ((0, "0"), (0.5, "λ/2"), (1, "λ")),
                ((-1, "−1"), (0, "0"), (1, "1")),
                "σ² of the model",
            ),
        ),
    )


def overlap() -> Chart:
    """D14: the centre that hard and soft k-means find for two Gaussians of width 1."""
    means = np.linspace(0, 2.5, 26)
    hard = [(float(a), kmeans_centre(float(a), 1.0)) for a in means]
    # From true mean 1 on there is more than the collapse; there the curve is steep, and EM slow.
    found = np.sqrt(1 + np.linspace(0, 5.25**0.5, 26) ** 2)
    wide = [(float(a), soft_centre(float(a), 1.0, 2.0, steps=4000)) for a in found]
    wide[0] = (1.0, 0.0)
    truth: Points = [(0, 0), (2.5, 2.5)]
    return Chart(
        "overlap",
        "The centre that is found against the true mean of two Gaussians of width 1: k-means lies "
        "above the diagonal, by much where they overlap; the mixture of the right width on it; one "
        "that is too wide finds nothing until the two are far apart.",
        (
            Plot(
                "two Gaussians, width 1",
                (
                    Series("line", hard, "k-means", (0.55, 1.15)),
                    Series("dashed", truth, "truth", (0.7, 0.2), 1),
                    Series("line", [(0, 0), *wide], "σ² = 2", (1.75, 0.75), 2),
                ),
                (0, 2.5),
                (0, 2.6),
                ((0, "0"), (1, "1"), (2, "2")),
                ((0, "0"), (1, "1"), (2, "2")),
                "true mean",
            ),
        ),
    )


def _pairs(x: np.ndarray, y: np.ndarray) -> Points:
    return list(zip(x.tolist(), y.tolist(), strict=True))


def _cross(at: np.ndarray) -> Points:
    x, y = float(at[0]), float(at[1])
    return [(x - 0.15, y), (x + 0.15, y), (x, y), (x, y + 0.2), (x, y - 0.2)]
