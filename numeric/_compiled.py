"""The pass of Lloyd's algorithm over the points whose labels may have changed, compiled by Numba.

What `_scores` and `_kept` do with arrays, one call after the other, is done here for 64 rows at a
time: their scores in single precision, the two least, the bound of their errors, what that leaves
open again in double precision, the word that is kept, and the sums of clusters. What double
precision leaves open is left to the caller. Importing this compiles it, or loads what an earlier
process has compiled: `compiling` says when.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numba import boolean, float32, float64, int32, int64, uint32
from numba.types import Array, Tuple

#: So many rows at a time, a multiple of eight: each of their coordinates is a run of lanes.
_LANES = 64
_2LANES, _3LANES, _4LANES = 2 * _LANES, 3 * _LANES, 4 * _LANES
#: Stands for a word, above all that are kept: the label is open.
_OPEN = np.uint32(1 << 31)
#: So many points are added one after the other, so that rounding does not grow with their number.
_FEW = 256
# A product and a sum may be rounded once instead of twice; the bounds of errors allow for it.
_OPTIONS: dict[str, Any] = {"cache": True, "fastmath": {"contract"}, "error_model": "numpy"}


def _open(words: Any, most: Any, label_bits: Any, index: Any) -> int:
    """Put down which words are not above `most`, that of their cluster; return how many."""
    count = 0
    for i in range(len(words)):
        index[count] = i
        count += words[i] <= most[words[i] & label_bits]
    return count


def _turn(x: Any, index: Any, first: int, taken: bool, shift: Any, unit: float, z: Any) -> None:
    """Put the coordinates of rows, in their unit and single precision, dimension by dimension.

    Eight rows at a time; behind the last one stands whatever was there.
    """
    last = len(index) - 1
    for a in range(0, _LANES, 8):
        if first + a > last:
            return
        b, c, d = min(first + a, last), min(first + a + 1, last), min(first + a + 2, last)
        e, f, g = min(first + a + 3, last), min(first + a + 4, last), min(first + a + 5, last)
        h, i = min(first + a + 6, last), min(first + a + 7, last)
        if not taken:
            b, c, d, e = index[b], index[c], index[d], index[e]
            f, g, h, i = index[f], index[g], index[h], index[i]
        x0, x1, x2, x3, x4, x5, x6, x7 = x[b], x[c], x[d], x[e], x[f], x[g], x[h], x[i]
        for axis in range(x.shape[1]):
            o, row = shift[axis], z[axis * _LANES : (axis + 1) * _LANES]
            row[a] = np.float32(x0[axis] * unit - o)
            row[a + 1] = np.float32(x1[axis] * unit - o)
            row[a + 2] = np.float32(x2[axis] * unit - o)
            row[a + 3] = np.float32(x3[axis] * unit - o)
            row[a + 4] = np.float32(x4[axis] * unit - o)
            row[a + 5] = np.float32(x5[axis] * unit - o)
            row[a + 6] = np.float32(x6[axis] * unit - o)
            row[a + 7] = np.float32(x7[axis] * unit - o)


def _score(z: Any, factor: Any, scores: Any) -> None:
    """−2 x·c of four clusters by four coordinates at a time: what fits into registers."""
    size, dimension = factor.shape
    for k in range(0, size, 4):
        s = scores[k * _LANES : (k + 4) * _LANES]
        s[:] = np.float32(0)
        for d in range(0, dimension, 4):
            x = z[d * _LANES : (d + 4) * _LANES]
            f0, f1 = factor[k, d : d + 4], factor[k + 1, d : d + 4]
            f2, f3 = factor[k + 2, d : d + 4], factor[k + 3, d : d + 4]
            a0, a1, a2, a3 = f0[0], f0[1], f0[2], f0[3]
            b0, b1, b2, b3 = f1[0], f1[1], f1[2], f1[3]
            c0, c1, c2, c3 = f2[0], f2[1], f2[2], f2[3]
            d0, d1, d2, d3 = f3[0], f3[1], f3[2], f3[3]
            for j in range(_LANES):
                p, q, r, t = x[j], x[_LANES + j], x[_2LANES + j], x[_3LANES + j]
                s[j] += p * a0 + q * a1 + r * a2 + t * a3
                s[_LANES + j] += p * b0 + q * b1 + r * b2 + t * b3
                s[_2LANES + j] += p * c0 + q * c1 + r * c2 + t * c3
                s[_3LANES + j] += p * d0 + q * d1 + r * d2 + t * d3


def _norm(z: Any, unit2: Any, norms: Any) -> None:
    """Squared norms of rows, in the unit of scores."""
    for j in range(_LANES):
        norms[j] = np.float32(0)
    for d in range(0, len(z), 4 * _LANES):
        x = z[d : d + 4 * _LANES]
        for j in range(_LANES):
            p, q, r, t = x[j], x[_LANES + j], x[_2LANES + j], x[_3LANES + j]
            norms[j] += p * p + q * q + r * r + t * t
    for j in range(_LANES):
        norms[j] *= unit2


def _least(scores: Any, squares: Any, first: Any, second: Any, labels: Any) -> None:
    """The least score, whose it is, and the least of the others."""
    for j in range(_LANES):
        first[j], second[j], labels[j] = np.float32(np.inf), np.float32(np.inf), np.uint32(0)
    for k in range(len(scores) // _4LANES):
        row, square = scores[k * _4LANES : (k + 1) * _4LANES], squares[4 * k : 4 * k + 4]
        e0, e1, e2, e3, l0 = square[0], square[1], square[2], square[3], np.uint32(4 * k)
        l1, l2, l3 = np.uint32(4 * k + 1), np.uint32(4 * k + 2), np.uint32(4 * k + 3)
        for j in range(_LANES):
            f, t, label = first[j], second[j], labels[j]
            s = row[j] + e0
            other = f if f > s else s
            t = t if t < other else other
            label = l0 if s < f else label
            f = f if f < s else s
            s = row[_LANES + j] + e1
            other = f if f > s else s
            t = t if t < other else other
            label = l1 if s < f else label
            f = f if f < s else s
            s = row[_2LANES + j] + e2
            other = f if f > s else s
            t = t if t < other else other
            label = l2 if s < f else label
            f = f if f < s else s
            s = row[_3LANES + j] + e3
            other = f if f > s else s
            t = t if t < other else other
            label = l3 if s < f else label
            first[j] = f if f < s else s
            second[j], labels[j] = t, label


def _word(
    first: Any, second: Any, labels: Any, norms: Any, bounds: Any, clock: Any, cut: Any, bits: Any
) -> None:
    """Put the words to be kept into `cut`, which is the memory of `second`, or `_OPEN`.

    Slacks are those of `Scores`: √(second − error) − √(first + error) and the clock, rounded down.
    """
    relative, common, down, none = bounds[0], bounds[1], bounds[2], np.float32(0)
    for j in range(_LANES):
        norm, f, s = norms[j], first[j], second[j]
        error = norm * relative + common
        far, near = s + norm - error, f + (norm + error)
        far, near = far if far > none else none, near if near > none else none
        second[j] = np.sqrt(far) - np.sqrt(near)
        first[j] = s - f - error
    for j in range(_LANES):
        norms[j] = clock[labels[j]]
    for j in range(_LANES):
        slack = (second[j] + norms[j]) * down
        second[j] = slack if slack > none else none
    slack_bits = bits[1]
    for j in range(_LANES):
        word = (cut[j] & slack_bits) | labels[j]
        cut[j] = word if first[j] > none else _OPEN


def _settle(row: Any, shift: Any, unit: float, centres: Any, peak: float, z: Any) -> Any:
    """The label in double precision and the slack without its clock; the label -1 if left open."""
    norm = 0.0
    for d in range(len(row)):
        z[d] = row[d] * unit - shift[d]
        norm += z[d] * z[d]
    first, second, label = np.inf, np.inf, 0
    for k in range(len(centres)):
        square, centre = 0.0, centres[k]
        for d in range(len(row)):
            square += (z[d] - centre[d]) ** 2
        if square < first:
            first, second, label = square, first, k
        elif square < second:
            second = square
    # z and c rounded: the square of a difference has an error of 4 ε (‖z‖² + ‖c‖²), the sum of D
    # of them one of (D + 3) ε/2 times twice that. Both squares together, and more than twice that.
    error = 8.0 * (len(row) + 8) * ((norm + peak) * 2.0**-52 + 2.0**-1022)
    if second - first <= error:
        return -1, 0.0
    return label, np.sqrt(max(second - error, 0.0)) - np.sqrt(first + error)


def _centred(centres: Any, unit2: float, factor: Any, squares: Any) -> float:
    """Put −2 c and ‖c‖² in the unit of scores; return the largest ‖c‖² in that of the centres."""
    peak = 0.0
    for k in range(len(centres)):
        square = 0.0
        for d in range(centres.shape[1]):
            factor[k, d] = np.float32(-2.0 * unit2 * centres[k, d])
            square += centres[k, d] * centres[k, d]
        squares[k] = np.float32(square * unit2)
        peak = max(peak, square)
    return peak


def _move(row: Any, origin: Any, weight: float, sums: Any, mass: Any) -> None:
    """Add a point to the sums of a cluster, and to its mass."""
    mass[0] += weight
    for d in range(len(row)):
        sums[d] += weight * (row[d] - origin[d])


_compile = numba.njit(**_OPTIONS)
_turn, _score, _norm, _least, _word, _centred, _move = map(
    _compile, (_turn, _score, _norm, _least, _word, _centred, _move)
)
# Sums of squares in any order, so that they are taken four at a time.
_settle = numba.njit(**{**_OPTIONS, "fastmath": {"contract", "reassoc"}})(_settle)


def _label(
    x: Any, index: Any, taken: bool, words: Any, bits: Any, weights: Any, origin: Any, unit: float,
    unit2: float, centres: Any, clock: Any, sums: Any, mass: Any, fresh: bool, left: Any,
) -> tuple[int, int]:  # fmt: skip
    size, dimension = centres.shape
    factor = np.zeros((-(-size // 4) * 4, -(-dimension // 4) * 4), np.float32)
    squares = np.full(len(factor), np.float32(np.inf))
    shift, peak = origin * unit, _centred(centres, unit2, factor, squares)
    # As in `Scores`, but a term goes through the sum of its four and then of the fours.
    terms = 2.0 * (-(-dimension // 4) + min(dimension, 4) + 8)
    relative = np.float32(terms * 2.0**-23)
    common = relative * np.float32(peak * unit2) + np.float32(terms * 2.0**-126)
    bounds = np.array([relative, common, np.float32(1 - 2.0**-20)])
    length = np.sqrt(unit2)
    z, row64 = np.zeros(factor.shape[1] * _LANES, np.float32), np.empty(dimension)
    scores = np.empty(len(factor) * _LANES, np.float32)
    first, second = np.empty(_LANES, np.float32), np.empty(_LANES, np.float32)
    norms, labels = np.empty(_LANES, np.float32), np.empty(_LANES, np.uint32)
    cut, label_bits = second.view(np.uint32), bits[0]
    some, some_mass, waiting = np.zeros((size, dimension)), np.zeros(size), 0
    count_left = count_moved = 0
    for a in range(0, len(index), _LANES):
        _turn(x, index, a, taken, shift, unit, z)
        _score(z, factor, scores)
        _norm(z, np.float32(unit2), norms)
        _least(scores, squares, first, second, labels)
        _word(first, second, labels, norms, bounds, clock, cut, bits)
        for j in range(min(_LANES, len(index) - a)):
            at, word = index[a + j], cut[j]
            old = words[at] & label_bits
            if word != _OPEN and word & label_bits == old and not fresh:
                words[at] = word
                continue
            row = x[a + j if taken else at]
            label, old = np.int64(word & label_bits), np.int64(old)
            if word == _OPEN:
                label, exact = _settle(row, shift, unit, centres, peak, row64)
                if label < 0:
                    left[count_left] = at
                    count_left += 1
                    label, second[j] = old, np.float32(0)
                else:
                    slack = (np.float32(exact * length) + clock[label]) * bounds[2]
                    second[j] = max(slack, np.float32(0))
                word = (cut[j] & bits[1]) | np.uint32(label)
            words[at] = word
            if label == old and not fresh:
                continue
            count_moved += label != old
            weight = weights[at] if len(weights) else 1.0
            _move(row, origin, weight, some[label], some_mass[label : label + 1])
            if not fresh:
                _move(row, origin, -weight, some[old], some_mass[old : old + 1])
            waiting += 1
            if waiting == max(_FEW, size):
                sums += some
                mass += some_mass
                some[:], some_mass[:], waiting = 0.0, 0.0, 0
    sums += some
    mass += some_mass
    return count_left, count_moved


def _given(axes: int) -> Any:
    """Doubles that are only read: those that may be written to are taken as well."""
    return Array(float64, axes, "C", readonly=True)


open_words = numba.njit(int64(uint32[::1], uint32[::1], uint32, int32[::1]), **_OPTIONS)(_open)
label_rows = numba.njit(
    Tuple((int64, int64))(
        _given(2), int32[::1], boolean, uint32[::1], uint32[::1], _given(1), float64[::1], float64,
        float64, float64[:, ::1], float32[::1], float64[:, ::1], float64[::1], boolean, int32[::1],
    ),
    **_OPTIONS,
)(_label)  # fmt: skip
