"""Where a component goes whose shares underflow everywhere: to the points of least excess.

The mean Σ_n s_n r_nk x_n / Σ_n s_n r_nk stays well defined when every r_nk is too small for a
double: only the points whose share is near the largest count. One more pass finds them.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from ._checks import FloatArray, IntArray
from .accuracy import column_accuracy
from .differences import log_joint
from .em import shared_ratios
from .gaps import gaps_of, lead_of, row_blocks
from .msteps import mean_update
from .parameters import Mixture
from .passes import Passes, Work
from .scaling import in_unit

#: Shares below e^−this of the largest do not count.
_WINDOW = 60.0


def rescued_means(passes: Passes, mixture: Mixture, lost: IntArray) -> FloatArray:
    """Return the means after the M-step of the components `lost`, in the unit of `mixture` (D5)."""
    active = np.flatnonzero(mixture.weights > 0)
    places = np.searchsorted(active, lost)
    present = passes.restricted(mixture)
    shared = present.shared_variance
    out = mixture.means[lost].copy()
    find = partial(_candidates, mixture=present, places=places, scale=passes.scale)
    found: list[list[tuple[FloatArray, FloatArray]]] = [[] for _ in lost]
    for part in passes.map(find):
        for k, candidates in enumerate(part):
            found[k].append(candidates)
    for k, place in enumerate(places):
        rows = np.vstack([rows for rows, _ in found[k]])
        s = np.concatenate([s for _, s in found[k]])
        if not len(rows):
            continue
        if shared is not None:
            share = _shared_column(rows, present, int(place), shared)
        else:
            share = _column(rows, present, int(place))
        (out[k],) = mean_update(rows, (share * s)[:, None], out[k : k + 1])
    return out


def _shared_column(rows: FloatArray, mixture: Mixture, place: int, sigma2: float) -> FloatArray:
    gap = gaps_of(rows, mixture.means, column_accuracy(sigma2))
    evidence = (mixture.weights * shared_ratios(gap, sigma2)).sum(axis=1)
    lead = lead_of(rows, mixture.means, gap, sigma2)[:, place]
    share: FloatArray = shared_ratios(lead, sigma2) / evidence
    return share


def _column(rows: FloatArray, mixture: Mixture, place: int) -> FloatArray:
    joint = log_joint(rows, mixture)
    top = joint.max(axis=0)
    log_share = joint[place] - top - np.log(np.exp(joint - top).sum(axis=0))
    share: FloatArray = np.exp(log_share - log_share.max())
    return share


def _candidates(
    work: Work, mixture: Mixture, places: IntArray, scale: int
) -> list[tuple[FloatArray, FloatArray]]:
    """For each component the rows that may be near its largest share, and their weights."""
    block, weights = work
    rows = in_unit(block(), scale)
    s = np.ones(len(rows)) if weights is None else weights
    rows, s = rows[s > 0], s[s > 0]
    shared = mixture.shared_variance
    excess = np.empty((len(places), len(rows)))
    for a, b in row_blocks(len(rows), sum(mixture.means.shape)):
        if shared is not None:
            excess[:, a:b] = gaps_of(rows[a:b], mixture.means)[:, places].T
        else:
            joint = log_joint(rows[a:b], mixture)
            excess[:, a:b] = joint.max(axis=0) - joint[places]
    spread = float(np.ptp(np.log(mixture.weights)))
    out = []
    for row in excess:
        least = float(row.min()) if len(row) else 0.0
        if shared is None:
            window = _WINDOW + spread + np.log(len(mixture.weights)) + 1e-9 * abs(least)
        else:
            window = 2 * shared * (_WINDOW + spread) + 2.0**-20 * least
        near = row <= least + window
        out.append((rows[near], s[near]))
    return out
