"""Where a component goes whose shares underflow everywhere: to the points of least excess.

The mean Σ_n s_n r_nk x_n / Σ_n s_n r_nk stays well defined when every r_nk is too small for a
double: only the points whose share is near the largest count. One more pass finds them.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from ._checks import FloatArray, IntArray
from .accuracy import RELATIVE_ERROR
from .balls import WINDOW, Doubts, column_shares, doubts_of
from .differences import log_joint
from .em import limit_columns
from .gaps import gaps_of, row_blocks
from .msteps import mean_update
from .parameters import Mixture
from .passes import Passes, Work
from .scaling import in_unit

#: Logarithms below minus this are all alike.
_LARGEST = 1e300


def rescued_means(passes: Passes, mixture: Mixture, lost: IntArray) -> FloatArray:
    """Return the means after the M-step of the components `lost`, in the unit of `mixture` (D5)."""
    active = np.flatnonzero(mixture.weights > 0)
    places = np.searchsorted(active, lost)
    present = mixture.present
    shared = present.shared_variance
    out = mixture.means[lost].copy()
    doubts = doubts_of(present, 0) if shared != 0 else None
    find = partial(_candidates, mixture=present, places=places, doubts=doubts, scale=passes.scale)
    found: list[list[tuple[FloatArray, FloatArray]]] = [[] for _ in lost]
    for part in passes.map(find):
        for k, candidates in enumerate(part):
            found[k].append(candidates)
    for k, place in enumerate(places):
        rows = np.vstack([rows for rows, _ in found[k]])
        s = np.concatenate([s for _, s in found[k]])
        if not len(rows):
            continue
        if shared == 0:
            share = limit_columns(rows, present.means, present.weights)[:, place]
        else:
            share = _column(rows, present, int(place))
        (out[k],) = mean_update(rows, (share * s)[:, None], out[k : k + 1])
    return out


def _column(rows: FloatArray, mixture: Mixture, place: int) -> FloatArray:
    """Multiples of the shares, (n,): from doubles where these suffice, else from balls."""
    doubts = doubts_of(mixture, 0)
    joint = log_joint(rows, mixture)
    if not doubts.error(joint[place]).max() <= doubts.tolerance:
        found = column_shares(rows, place, doubts.levels)
        if found is not None:
            return found
    top = joint.max(axis=0)
    log_share = joint[place] - top - np.log(np.exp(joint - top).sum(axis=0))
    share: FloatArray = np.exp(log_share - log_share.max())
    return share


def _candidates(
    work: Work, mixture: Mixture, places: IntArray, doubts: Doubts | None, scale: int
) -> list[tuple[FloatArray, FloatArray]]:
    """For each component the rows that may be near its largest share, and their weights."""
    block, weights = work
    rows = in_unit(block(), scale)
    s = np.ones(len(rows)) if weights is None else weights
    rows, s = rows[s > 0], s[s > 0]
    shared = mixture.shared_variance
    excess, doubt = np.empty((2, len(places), len(rows)))
    for a, b in row_blocks(len(rows), sum(mixture.means.shape)):
        if shared is not None or doubts is None:
            excess[:, a:b] = gaps_of(rows[a:b], mixture.means)[:, places].T
            doubt[:, a:b] = RELATIVE_ERROR * excess[:, a:b]
        else:
            joint = np.maximum(log_joint(rows[a:b], mixture), -_LARGEST)
            excess[:, a:b] = joint.max(axis=0) - joint[places]
            doubt[:, a:b] = 2 * doubts.error(joint[places])
    # Beside its exponent a share has π_k and a sum between the least weight and K.
    window = WINDOW + float(np.ptp(np.log(mixture.weights))) + np.log(len(mixture.weights))
    if shared is not None:
        window *= 2 * shared
    out = []
    for row, error in zip(excess, doubt, strict=True):
        near = row - error <= (row + error).min(initial=_LARGEST) + window
        out.append((rows[near], s[near]))
    return out
