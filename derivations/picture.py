"""The data of the opening picture: responsibilities on Old Faithful at three values of sigma."""

from __future__ import annotations

import numpy as np
from hardlimit.numeric import lloyd, old_faithful, responsibilities
from hardlimit.proofs.report.render.picture import Panel

SIGMAS: tuple[float, ...] = (2.0, 0.7, 0.15)


def panels() -> list[Panel]:
    """One panel a value of sigma: standardised data, two means, equal weights.

    The means are those of k-means and the same in every panel, so that only sigma changes.
    """
    data = old_faithful()
    points = (data - data.mean(axis=0)) / data.std(axis=0)
    order = points[:, 0].argsort(kind="stable")
    means = lloyd(points, points[order[[0, -1]]]).means
    weights = np.full(2, 0.5)
    return [
        Panel(
            sigma=sigma,
            points=points.tolist(),
            means=means.tolist(),
            responsibilities=responsibilities(points, means, weights, sigma**2).tolist(),
            x_label="length of an eruption",
            y_label="waiting time",
        )
        for sigma in SIGMAS
    ]
