"""The objective of soft k-means at the best shares, block by block."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from .._checks import FloatArray
from ..blocks import rows_of
from ..fast_lloyd import run_lloyd
from ..gaps import distances_of
from ..scaling import in_unit, power_for


def free_energy(
    x: npt.NDArray[Any], centres: FloatArray, tau: float, weights: FloatArray | None
) -> float:
    """Return Σ_n s_n (m_n − τ log Σ_k e^{−(d_nk − m_n)/τ}), with m_n = min_k d_nk (F2).

    That is −τ Σ_n s_n log Σ_k e^{−d_nk/τ}, and the distortion Σ_n s_n m_n for τ = 0.
    """
    if tau == 0:
        return run_lloyd(x, centres, sample_weight=weights, max_iter=0).distortion
    extremes = (x.min(), x.max(), centres.min(), centres.max())
    scale = power_for(max(abs(float(value)) for value in extremes))
    rows, total = rows_of(x), 0.0
    with np.errstate(over="ignore", under="ignore"):
        heat = min(max(float(np.ldexp(tau, 2 * scale)), 5e-324), 2.0**1000)
        for start, size, block in zip(rows.starts(), rows.sizes, rows.blocks, strict=True):
            squares = distances_of(in_unit(block(), scale), np.ldexp(centres, scale))
            least = squares.min(axis=1)
            ratio = np.exp(-(squares - least[:, None]) / heat).sum(axis=1)
            value = least - heat * np.log(ratio)
            s = 1.0 if weights is None else weights[start : start + size]
            total += float((s * value).sum())
        return float(np.ldexp(total, -2 * scale))
