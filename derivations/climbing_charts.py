"""The pictures of the texts on why EM climbs and k-means stops, computed."""

from __future__ import annotations

import numpy as np
from hardlimit.numeric import (
    distortion,
    evidence_lower_bound,
    lloyd,
    log_likelihood,
    responsibilities,
)
from hardlimit.proofs.report.render.charts import Chart, Plot, Series

from .charts_single import PLACES, START

_HALF = np.full(2, 0.5)
#: A point at 0 between two centres; the square of the common width.
_POINT, _CENTRES, _VARIANCE = np.zeros((1, 1)), np.array([[-0.8], [1.2]]), 0.8
_GUESSES = np.linspace(0, 1, 81)


def charts() -> list[Chart]:
    """All of them, in the order of the texts."""
    return [gap(), doubt(), stairs()]


def _floors() -> np.ndarray:
    """The bound of each guess of how probable the first label is."""
    guesses = np.column_stack([_GUESSES, 1 - _GUESSES])
    return np.array(
        [evidence_lower_bound(_POINT, guess[None], _CENTRES, _HALF, _VARIANCE) for guess in guesses]
    )


def gap() -> Chart:
    """B3, B4: the bound against the guess, under the log of the density."""
    floors, top = _floors(), float(log_likelihood(_POINT, _CENTRES, _HALF, _VARIANCE))
    share = float(responsibilities(_POINT, _CENTRES, _HALF, _VARIANCE)[0, 0])
    series = (
        Series("line", list(zip(_GUESSES, floors, strict=True)), "floor", (0.45, top - 0.62)),
        Series("dashed", [(0, top), (1, top)], "log of the density", (0.45, top + 0.07), 1),
    )
    ticks = ([(0, "0"), (share, "r"), (1, "1")], ())
    low = float(floors.min()) - 0.05
    plot = Plot("one point", series, (0, 1), (low, top + 0.25), *ticks, "guess")
    said = "The floor against the guess: a hill that touches the log of the density at the share"
    return Chart("gap", said, (plot,))


def doubt() -> Chart:
    """F2: the cost of giving a part of a point to the farther of two centres."""
    near, far = (_POINT - _CENTRES.T).ravel() ** 2
    # The bound is the cost, on another scale: of the densities only a constant is left over.
    constant = 0.5 * np.log(2 * np.pi * _VARIANCE)
    costs = -2 * _VARIANCE * (_floors() + constant)
    share = float(responsibilities(_POINT, _CENTRES, _HALF, _VARIANCE)[0, 1])
    parts = 1 - _GUESSES
    series = (
        Series("line", list(zip(parts, costs, strict=True)), "with the reward", (0.36, 1.75)),
        Series("dashed", [(0, near), (1, far)], "without", (0.8, 0.85), 1),
    )
    ticks = ([(0, "0"), (share, "r"), (1, "1")], [(near, f"{near:.2f}"), (far, f"{far:.2f}")])
    plot = Plot("one point", series, (0, 1), (0, 2.8), *ticks, "part of the farther centre")
    said = "A straight line, lowest at no part at all, and a curve that is lowest at the share"
    return Chart("doubt", said, (plot,))


def stairs(steps: int = 7) -> Chart:
    """G1, G2: the loss of k-means step by step."""
    points = PLACES[:, None]
    found = [lloyd(points, START[:, None], max_iter=step).means for step in range(steps + 1)]
    losses = [float(distortion(points, means)) for means in found]
    bars = [
        Series("bars", [(step, loss)], f"{loss:.1f}", (step, loss + 0.02 * losses[0]))
        for step, loss in enumerate(losses)
    ]
    ticks = [(0, "start"), *((step, str(step)) for step in range(1, steps + 1))]
    top = 1.1 * losses[0]
    plot = Plot("the loss", bars, (-0.6, steps + 0.6), (0, top), ticks, [(0, "0")], "steps")
    said = "Bars that fall from step to step, until two are alike"
    return Chart("stairs", said, (plot,))
