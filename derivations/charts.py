"""The pictures of the book, computed: one share along a line, shares of one point, objectives."""

from __future__ import annotations

import numpy as np
from hardlimit.numeric import distortion, responsibilities, soft_distortion
from hardlimit.proofs.report.render.charts import Chart, Plot, Series

#: From soft to hard.
SIGMAS = (2.0, 0.7, 0.2)
_HALF = np.full(2, 0.5)


def charts() -> list[Chart]:
    """All of them, in the order of the book."""
    return [along(), hardening(), objectives(), delta()]


def along() -> Chart:
    """The share of the right of two centres, at -1 and 1, against the place of a point."""
    places = np.linspace(-3, 3, 121)
    centres = np.array([[-1.0], [1.0]])
    plots = []
    for sigma in SIGMAS:
        shares = responsibilities(places[:, None], centres, _HALF, sigma**2)[:, 1]
        line = Series("line", list(zip(places, shares, strict=True)))
        step = Series("dashed", [(0, 0), (0, 1)], colour=1)
        ticks = [(-1, "centre 1"), (1, "centre 2")]
        plots.append(
            Plot(f"σ = {sigma:g}", (line, step), (-3, 3), (0, 1), ticks, [(0, "0"), (1, "1")])
        )
    said = "The share of centre 2 against the place of the point: a slope that becomes a step"
    return Chart("along", said, tuple(plots))


def _bars(title: str, heights: list[float], names: list[str]) -> Plot:
    bars = tuple(
        Series("bars", [(place, height)], f"{height:.2f}", (place, height + 0.03), place)
        for place, height in enumerate(heights)
    )
    return Plot(
        title, bars, (-0.6, len(heights) - 0.4), (0, 1.12), list(enumerate(names)), [(1, "1")]
    )


#: One point with squared distances 0.5, 1 and 4, and three bells of equal weight.
_POINT = np.zeros((1, 1))
_CENTRES = np.sqrt([[0.5], [1.0], [4.0]])
_NAMES = ["nearest", "second", "far"]


def _shares(sigma: float) -> list[float]:
    found = responsibilities(_POINT, _CENTRES, np.full(3, 1 / 3), sigma**2)[0]
    return [float(share) for share in found]


def hardening() -> Chart:
    """The shares of one point at three widths."""
    plots = tuple(_bars(f"σ = {sigma:g}", _shares(sigma), _NAMES) for sigma in (2.0, 0.7, 0.2))
    said = "Three bars, the shares of one point: nearly equal, then unequal, then one takes all"
    return Chart("hardening", said, plots)


def delta() -> Chart:
    """Prior, posterior and point mass over the labels of one point."""
    plots = (
        _bars("prior: the weights", [1 / 3] * 3, _NAMES),
        _bars("posterior at σ = 0.7", _shares(0.7), _NAMES),
        _bars("the best point mass", [1.0, 0.0, 0.0], _NAMES),
    )
    said = "Three bar charts: the prior is uniform, the posterior is not, the point mass is one bar"
    return Chart("delta", said, plots)


def objectives() -> Chart:
    """Both objectives and the bound against the place of one of two centres."""
    points = np.array([-2.2, -1.9, -1.5, -1.1, 0.9, 1.3, 1.8, 2.4])[:, None]
    places = np.linspace(-4, 4, 161)
    plots = []
    for sigma in (1.0, 0.5, 0.2):
        hard, soft = [], []
        for place in places:
            centres = np.array([[-1.6], [place]])
            hard.append(float(distortion(points, centres)))
            soft.append(float(soft_distortion(points, centres, _HALF, sigma**2)))
        room = 2 * len(points) * sigma**2 * np.log(2)
        band = [(x, d, d + room) for x, d in zip(places, hard, strict=True)]
        series = (
            Series("band", band),
            Series("line", list(zip(places, soft, strict=True)), colour=1),
            Series("dashed", list(zip(places, hard, strict=True))),
        )
        top = 1.05 * max(soft)
        plots.append(
            Plot(f"σ = {sigma:g}", series, (-4, 4), (0, top), [(-4, "−4"), (0, "0"), (4, "4")])
        )
    said = "The soft objective between the distortion and its bound, closing in as sigma falls"
    return Chart("objectives", said, tuple(plots))
