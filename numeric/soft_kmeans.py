"""Soft k-means: distortion less entropy, which is EM with one fixed variance and equal weights."""

from typing import Any

import numpy as np
import numpy.typing as npt

from . import _checks as check
from .blocks import MapBlocks
from .fit import EMResult, run_em
from .parameters import Mixture


def run_soft_kmeans(
    x: Any,
    means: npt.ArrayLike,
    temperature: float,
    *,
    sample_weight: npt.ArrayLike | None = None,
    max_iter: int = 300,
    tol: float = 1e-10,
    map_blocks: MapBlocks | None = None,
) -> EMResult:
    """Minimise Σ_n Σ_k r_nk d_nk + τ Σ_n Σ_k r_nk log r_nk over r and μ: soft k-means (F2).

    The best r for given centres is e^{−d_nk/τ}/Σ_j e^{−d_nj/τ}: EM with σ² = τ/2 and equal
    weights, both fixed. τ = 0 is the limit of k-means, with tied points shared equally and empty
    clusters moved to the points of least excess.

    Args:
        x: points, (N, D), as in `run_em`.
        means: the first centres, (K, D).
        temperature: τ >= 0, in units of x².
        sample_weight: weights of the points, (N,).
        max_iter: the largest number of steps.
        tol: as in `run_em`.
        map_blocks: as in `run_em`.
    """
    centres = check.finite_array(means, "means", 2)
    tau = check.variance(temperature, "temperature")
    size = len(centres)
    sigma2 = tau / 2 if tau != 5e-324 else tau
    return run_em(
        x,
        Mixture(np.full(size, 1 / size), centres, np.asarray(sigma2), "shared"),
        learn_weights=False,
        learn_covariances=False,
        sample_weight=sample_weight,
        max_iter=max_iter,
        tol=tol,
        map_blocks=map_blocks,
    )
