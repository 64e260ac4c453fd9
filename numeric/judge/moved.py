"""Fits of changed data: other offsets, units and orders, and means that leave the data."""

from dataclasses import replace

import numpy as np

from .. import exact
from .._checks import FloatArray
from .cases import Case
from .models import Model
from .properties import Failure

SAME_FIT = "the same centres, to 1e-6 of the spread of the data"
ORDERS = "Points, coordinates or components in another order"
IN_DATA = "a fit is finite and every centre is in the box around the data"
#: How far centres may be off, relative to the spread of the data.
CENTRES = 1e-6


def shifted(model: Model, at: Case) -> Failure | None:
    """The offset is rounded into the data first, so that both fits see the same shape."""
    moved = replace(at, x=at.x + at.offset, means=at.means + at.offset)
    back = replace(at, x=moved.x - at.offset, means=moved.means - at.offset)
    before, after = model.fit(back, 10).means, model.fit(moved, 10).means
    return _compare(before, after - at.offset, at.x)


def same_fit(model: Model, at: Case) -> Failure | None:
    """Multiplying by a power of two rounds nothing."""
    scaled = replace(
        at, x=at.x * at.scale, means=at.means * at.scale, sigma2=at.sigma2 * at.scale**2
    )
    before, after = model.fit(at, plain=True).means, model.fit(scaled, plain=True).means
    return _compare(before, after / at.scale, at.x)


def permuted(model: Model, at: Case) -> Failure | None:
    """Rows, coordinates and components in other orders, one after the other."""
    before = model.fit(at, 10).means
    rows = np.arange(len(at.x))[::-1]
    after = model.fit(replace(at, x=at.x[rows]), 10).means
    failure = _compare(before, after, at.x)
    if failure is None:
        axes = np.arange(at.x.shape[1])[::-1]
        after = model.fit(replace(at, x=at.x[:, axes], means=at.means[:, axes]), 10).means
        failure = _compare(before, after[:, axes], at.x)
    if failure is None:
        parts = np.arange(len(at.means))[::-1]
        turned = replace(at, means=at.means[parts], weights=at.weights[parts])
        after = model.fit(turned, 10).means
        failure = _compare(before, after[parts], at.x)
    return failure


def outside_of_box(means: FloatArray, x: FloatArray) -> Failure | None:
    """Whether some centre is no finite point of the box around the data."""
    low, high = x.min(axis=0), x.max(axis=0)
    slack = 1e-9 * (1 + np.abs(x).max())
    for k, mean in enumerate(means):
        if not ((mean >= low - slack) & (mean <= high + slack)).all():
            return Failure("outside", f"centre {k} is {_list(mean)}", "a point among the data")
    return None


def spread(x: FloatArray) -> float:
    """The largest width of the data, from exact differences."""
    table = exact.rationals(x)
    widths = [max(column) - min(column) for column in zip(*table, strict=True)]
    return max(exact.nearest_double(width) for width in widths) or 1.0


def _compare(before: FloatArray, after: FloatArray, x: FloatArray) -> Failure | None:
    if before.shape != after.shape:
        return Failure("number", f"{len(after)} centres", f"{len(before)} centres")
    error = np.abs(after - before).max(axis=1) / spread(x)
    bad = ~(error <= CENTRES)
    if bad.any():
        k = int(bad.argmax())
        return Failure("moved", f"centre {k} is {_list(after[k])}, moved back", _list(before[k]))
    return None


def _list(row: FloatArray) -> str:
    return "[" + ", ".join(f"{v:.6g}" for v in row.tolist()) + "]"
