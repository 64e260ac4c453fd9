"""Pictures of one plot, computed: balance, soft minimum, touching bound, bells, a defector."""

from __future__ import annotations

import numpy as np
from hardlimit.numeric import (
    evidence_lower_bound,
    log_density,
    log_likelihood,
    responsibilities,
    softmin,
)
from hardlimit.proofs.report.render.charts import Chart, Plot, Series

_HALF = np.full(2, 0.5)


def charts() -> list[Chart]:
    """All of them, in the order of the book."""
    return [balance(), softened(), touching(), vanishing(), defector(), beside()]


def _line(kind: str, x: np.ndarray, y: np.ndarray, words: str, at: tuple[float, float]) -> Series:
    colour = {"line": 0, "dashed": 1}[kind]
    return Series(kind, list(zip(x, y, strict=True)), words, at, colour)  # type: ignore[arg-type]


def balance() -> Chart:
    """A2: the weighted sum of squares about every place, and about the mean."""
    points, weights = np.array([-2.0, -1.0, 2.0]), np.array([1.0, 1.0, 2.0])
    z = np.linspace(-3, 3, 61)
    about = (weights * (points - z[:, None]) ** 2).sum(axis=1)
    mean = float(np.average(points, weights=weights))
    least = np.full(2, float((weights * (points - mean) ** 2).sum()))
    series = (
        _line("line", z, about, "about z", (-1.2, 42)),
        _line("dashed", np.array([-3.0, 3.0]), least, "about the mean", (1.2, 3)),
    )
    ticks = [(-2, "−2"), (-1, "−1"), (mean, "mean"), (2, "2")]
    plot = Plot("the point at 2 counts twice", series, (-3, 3), (0, 66), ticks, [(0, "0")], "z")
    said = "The weighted sum of squares about z: a parabola that is lowest at the mean"
    return Chart("balance", said, (plot,))


def softened() -> Chart:
    """A5: the soft minimum of three squared distances against 2 sigma^2, and its two bounds."""
    distances, weights = np.array([0.5, 1.0, 4.0]), np.full(3, 1 / 3)
    taus = np.linspace(0.02, 2, 67)
    soft = np.array([float(softmin(distances, weights, tau)) for tau in taus])
    ends, least = np.array([0.0, 2.0]), float(distances.min())
    series = (
        _line("line", taus, soft, "soft minimum", (1.5, 0.78)),
        _line("dashed", ends, least + ends * np.log(3), "ceiling", (0.8, 1.75)),
        _line("dashed", ends, np.full(2, least), "floor", (1.6, 0.1)),
    )
    ticks = ([(0, "0"), (1, "1"), (2, "2")], [(0, "0"), (least, "0.5")])
    plot = Plot("one point", series, (0, 2), (0, 2.8), *ticks, "2σ²")
    said = "The soft minimum between the least distance and a rising line; all meet at sigma 0"
    return Chart("softened", said, (plot,))


def touching() -> Chart:
    """B3 to B5: the log-likelihood against one centre, and the bound of the shares at a place."""
    points = np.array([-2.2, -1.9, -1.5, -1.1, 0.9, 1.3, 1.8, 2.4])[:, None]
    places, now = np.linspace(-2, 4, 91), -0.5

    def at(place: float) -> np.ndarray:
        return np.array([[-1.6], [place]])

    shares = responsibilities(points, at(now), _HALF, 0.8)
    goal = np.array([log_likelihood(points, at(p), _HALF, 0.8) for p in places])
    bound = np.array([evidence_lower_bound(points, shares, at(p), _HALF, 0.8) for p in places])
    after = float((shares[:, 1] @ points[:, 0]) / shares[:, 1].sum())
    low, high = float(goal.min()) - 7, float(goal.max()) + 4
    inside = bound >= low
    series = (
        _line("line", places, goal, "log-likelihood", (2.2, high - 3.2)),
        _line("dashed", places[inside], bound[inside], "bound", (1.6, low + 4)),
    )
    ticks = [(now, "now"), (after, "next")]
    plot = Plot("one step of EM", series, (-2, 4), (low, high), ticks, (), "place of one centre")
    said = "The bound lies below the log-likelihood, touches it now, is highest at the next place"
    return Chart("touching", said, (plot,))


def vanishing() -> Chart:
    """E2: the densities of two bells at a point, and the nearer one's share, as sigma falls."""
    sigmas = np.linspace(0.02, 1.6, 80)
    point, centres = np.zeros((1, 1)), np.sqrt([[0.5], [1.0]])
    near, far = (
        np.array([np.exp(log_density(point, c, s**2)[0]) for s in sigmas]) for c in centres
    )
    share = np.array([responsibilities(point, centres, _HALF, s**2)[0, 0] for s in sigmas])
    series = (
        Series("line", list(zip(sigmas, share, strict=True)), "share", (1.2, 0.66), 2),
        _line("line", sigmas, near, "nearer bell", (1.25, 0.4)),
        _line("dashed", sigmas, far, "farther bell", (0.95, 0.04)),
    )
    ticks = ([(0, "0"), (1, "1")], [(0, "0"), (1, "1")])
    plot = Plot("at one point, as σ falls", series, (0, 1.6), (0, 1.05), *ticks, "σ")
    said = "Both densities go to zero with sigma, while the share of the nearer bell goes to one"
    return Chart("vanishing", said, (plot,))


def defector() -> Chart:
    """D5: where the M-step puts a centre that is nearest to no point, as sigma falls."""
    points = np.array([-1.0, 0.2, 0.8, 1.5])[:, None]
    centres = np.array([[0.4], [4.0]])
    sigmas = np.linspace(0.1, 4, 79)
    means = []
    for s in sigmas:
        shares = responsibilities(points, centres, _HALF, s**2)[:, 1]
        means.append(float(shares @ points[:, 0] / shares.sum()))
    series = (
        _line("line", sigmas, np.array(means), "its mean", (2.2, 0.35)),
        _line("dashed", np.array([0.0, 4.0]), np.full(2, 1.5), "the last point", (2.9, 1.6)),
    )
    places = [(float(p), f"{float(p):g}".replace("-", "−")) for p in points[:, 0]]
    ticks = [(0, "0"), (2, "2"), (4, "4")]
    plot = Plot("a centre at 4, four points", series, (0, 4), (-1.2, 1.9), ticks, places, "σ")
    said = "The mean of a bell without points goes to the data point nearest to changing sides"
    return Chart("defector", said, (plot,))


#: Twelve points on a line, and three centres that start side by side.
PLACES = np.array([-2.9, -2.1, -1.8, -1.6, -0.3, -0.2, 0.4, 1.1, 1.6, 2.7, 2.8, 2.9])
START = np.array([-3.3, -1.9, -1.2])


def beside(steps: int = 6) -> Chart:
    """Steps of EM at two widths beside those of k-means: three centres, time downward."""
    points, third = PLACES[:, None], np.full(3, 1 / 3)

    def ways(sigma: float) -> np.ndarray:
        centres, found = START[:, None], [START]
        for _ in range(steps):
            shares = responsibilities(points, centres, third, sigma**2)
            centres = (shares.T @ points) / shares.sum(axis=0)[:, None]
            found.append(centres[:, 0])
        return np.array(found)

    def plot(title: str, sigma: float) -> Plot:
        times = -np.arange(steps + 1.0)
        hard, soft = ways(0.0), ways(sigma)
        series = [_line("line", soft[:, k], times, "", (0, 0)) for k in range(3)]
        series += [_line("dashed", hard[:, k], times, "", (0, 0)) for k in range(3)]
        marks = Series("bars", [(x, -steps - 0.5) for x in PLACES], colour=2, wide=0.06)
        ticks = [(0, "start"), *((-step, str(step)) for step in range(2, steps + 1, 2))]
        return Plot(title, (*series, marks), (-3.6, 3.6), (-steps - 1, 0.3), (), ticks)

    said = "Three centres going down step by step: at the small width EM goes where k-means goes"
    return Chart("beside", said, (plot("σ = 1", 1.0), plot("σ = 0.2", 0.2)))
