"""The pictures of the book, computed: bells, shares of one point, objectives.

And one table: the shares of a point at ever smaller widths.
"""

from __future__ import annotations

import numpy as np
from hardlimit.numeric import distortion, log_density, responsibilities, soft_distortion
from hardlimit.proofs.report.render.charts import Chart, Kind, Plot, Series
from hardlimit.proofs.report.render.tables import Numbers

#: From soft to hard.
SIGMAS = (2.0, 0.7, 0.2)
_HALF = np.full(2, 0.5)


def charts() -> list[Chart]:
    """All of them, in the order of the book."""
    return [along(), bells(), objectives(), delta()]


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


def bells() -> Chart:
    """Two weighted bells, and their heights at one point, at three widths."""
    places = np.linspace(-3, 3, 121)
    point, centres = 0.3, np.array([[-1.0], [1.0]])

    def heights(at: np.ndarray, sigma: float) -> np.ndarray:
        logs = [log_density(at[:, None], centre, sigma**2) for centre in centres]
        return _HALF * np.exp(np.column_stack(logs))

    plots = []
    for sigma in (1.2, 0.7, 0.4):
        curves, here = heights(places, sigma), heights(np.array([point]), sigma)[0]
        share = responsibilities(np.array([[point]]), centres, _HALF, sigma**2)[0, 1]
        kinds: tuple[Kind, ...] = ("dashed", "line")
        lines = [
            Series(kind, list(zip(places, curves[:, k], strict=True)), colour=1 - k)
            for k, kind in enumerate(kinds)
        ]
        # The heights at the point, one beside the other.
        lines += [
            Series("bars", [(point + 0.32 * (2 * k - 1) / 2, here[k])], colour=1 - k, wide=0.3)
            for k in (0, 1)
        ]
        ticks = [(-1, "μ₁"), (point, "x"), (1, "μ₂")]
        title = f"σ = {sigma:g}: share of μ₂ is {share:.2f}"
        plots.append(Plot(title, lines, (-3, 3), (0, 1.1 * curves.max()), ticks))
    said = "Two bells and their heights at one point: the lower one vanishes beside the other"
    return Chart("bells", said, tuple(plots))


def tables() -> list[Numbers]:
    """The tables of the book."""
    return [narrowing()]


def narrowing() -> Numbers:
    """D1: the shares of a point with squared distances 0.5 and 1, at ever smaller widths."""
    rows = []
    for sigma in (2.0, 1.0, 0.5, 0.3, 0.2, 0.1):
        near, far = responsibilities(_POINT, _CENTRES[:2], _HALF, sigma**2)[0]
        rows.append((f"{sigma:g}", f"{0.5 / (2 * sigma**2):.2f}", _told(near), _told(far)))
    head = ("width $\\sigma$", "gap/$2\\sigma^2$", "nearest", "other")
    return Numbers("narrowing", head, tuple(rows))


def _told(share: float) -> str:
    """A share with four digits behind the point, or as a power of ten if that shows nothing."""
    if share >= 1e-4:
        return f"{share:.4f}"
    digits, power = f"{share:.1e}".split("e")
    return f"${digits} \\cdot 10^{{{int(power)}}}$"


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
