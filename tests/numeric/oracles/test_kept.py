"""What Lloyd's algorithm keeps of a point: its label to the last bit, its slack rounded down."""

from __future__ import annotations

import numpy as np
import pytest
from hardlimit.numeric._kept import Kept

from ... import sizes

COUNT = 3 * 16384 + 5


@pytest.mark.parametrize("size", [1, 3, 256, 257, 65536, 65537, 2**22])
def test_labels_stay_and_none_is_missed_when_its_time_has_come(size: int) -> None:
    rng = np.random.default_rng(sizes.seed(91))
    kept = Kept(COUNT, size)
    assert not kept.labels(slice(None)).any()
    assert len(kept.open(np.zeros(size, np.float32), 0, COUNT)) == COUNT
    labels = rng.integers(size, size=COUNT).astype(np.uint32)
    slack = np.exp(rng.normal(scale=9, size=COUNT)).astype(np.float32)
    slack[::7], slack[1], slack[2] = -np.inf, -0.0, -1e-30
    nobody = np.zeros(0, dtype=np.intp)
    half = COUNT // 2
    moved, old, new = kept.put(slice(0, half), labels[:half].copy(), slack[:half], nobody)
    assert moved.tolist() == np.flatnonzero(labels[:half]).tolist()
    assert not old.any()
    assert new.tolist() == labels[moved].tolist()
    rest = np.arange(half, COUNT)
    kept.put(rest, labels[half:].copy(), slack[half:].astype(np.float64), nobody)
    clock = np.exp(rng.normal(scale=9, size=size)).astype(np.float32)
    for start, count in ((0, COUNT), (half - 3, 20000), (5, 1)):
        here = slice(start, start + count)
        # Eight digits of two, at least two of which are left where there are many labels.
        wide = 1 + 2.0 ** (max(8, (size - 1).bit_length()) - 23)
        found = np.isin(np.arange(count), kept.open(clock, start, count))
        own = clock[labels[here]].astype(np.float64)
        assert (found[slack[here] <= own]).all()
        assert not found[slack[here] > own * wide].any()
    assert kept.labels(rest).tolist() == labels[half:].tolist()
    out = kept.result()
    assert out.dtype == np.int32
    assert out.tolist() == labels.tolist()


@pytest.mark.parametrize("rows", [slice(2, 6), np.array([2, 4, 5, 9])])
def test_points_that_are_left_keep_their_labels_and_are_open(rows: slice | np.ndarray) -> None:
    kept = Kept(10, 4)
    some = np.array([1, 2, 3, 1], dtype=np.uint32)
    kept.put(rows, some, np.full(4, 5.0, np.float32), np.zeros(0, dtype=np.intp))
    slack = np.array([-np.inf, 7, 7, 7], np.float32)
    moved, old, new = kept.put(rows, np.array([0, 2, 1, 0], np.uint32), slack, np.array([0]))
    assert (moved.tolist(), old.tolist(), new.tolist()) == ([2, 3], [3, 1], [1, 0])
    assert kept.labels(rows).tolist() == [1, 2, 1, 0]
    where = np.arange(10)[rows]
    assert where[0] in kept.open(np.full(4, 6.0, np.float32), 0, 10)
    assert not np.isin(where[1:], kept.open(np.full(4, 6.0, np.float32), 0, 10)).any()
