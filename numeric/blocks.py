"""Data as rows that are read block by block: arrays, `.npy` and Parquet files, Dask arrays.

Everything that is summed over data is summed block by block in the order of the rows, so that
the result does not depend on where, or in how many processes, the blocks are worked on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._checks import FloatArray
from .sources import dask_blocks, dask_map, is_dask_array, row_groups

#: Rows of one block, at most: a unit of work for another process, read as a whole.
BLOCK_ROWS = 65536
#: Bytes of one block, at most.
BLOCK_BYTES = 1 << 23
#: Numbers side by side when columns are reduced, and bytes of the piece that is looked at for all
#: that is asked before the next: it stays in the second-level cache.
_WIDE, _PIECE_BYTES = 1024, 1 << 19

#: Applies a function to blocks and yields the results in order, as the built-in `map` does.
MapBlocks = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]


class Block(Protocol):
    """Some consecutive rows; it can be pickled, and reads its rows where it is called."""

    def __call__(self) -> npt.NDArray[Any]:
        """Return the rows, (n, D)."""
        ...


@dataclass(frozen=True)
class _Slice:
    array: npt.NDArray[Any]

    def __call__(self) -> npt.NDArray[Any]:
        return self.array


@dataclass(frozen=True)
class _FileSlice:
    path: str
    start: int
    stop: int

    def __call__(self) -> npt.NDArray[Any]:
        rows: npt.NDArray[Any] = np.load(self.path, mmap_mode="r")[self.start : self.stop]
        return rows


@dataclass(frozen=True)
class Rows:
    """N points of dimension D in consecutive blocks.

    Attributes:
        blocks: the blocks, in the order of the rows.
        sizes: the number of rows of each.
        dimension: D.
        map_blocks: what applies functions to the blocks, if nothing else is asked for.
    """

    blocks: tuple[Block, ...]
    sizes: tuple[int, ...]
    dimension: int
    map_blocks: MapBlocks = map

    @property
    def count(self) -> int:
        """N."""
        return sum(self.sizes)

    def starts(self) -> Iterator[int]:
        """The index of the first row of each block."""
        total = 0
        for size in self.sizes:
            yield total
            total += size


def rows_of(x: Any, name: str = "x", columns: Sequence[str] | None = None) -> Rows:
    """Return data as blocks, none of which is read before it is needed.

    Args:
        x: an array (N, D) or a memory map; the path of a `.npy` file, which is mapped into memory;
            the path of a `.parquet` file, which needs pyarrow: a block is a row group, so these
            should be small; a Dask array: a block is a chunk of rows; or `Rows`.
        name: what errors call it.
        columns: of a Parquet file, those that count, in this order; all by default.

    Raises:
        ValueError: for data that are not a two-dimensional table of real numbers.
    """
    if isinstance(x, Rows):
        return x
    if isinstance(x, str | os.PathLike):
        path = str(Path(x))
        if path.endswith((".parquet", ".pq")):
            groups, counts, width = row_groups(path, columns, name)
            return _rows(groups, counts, width, name)
        if path.endswith(".npy"):
            return _file_rows(path, name)
    if is_dask_array(x):
        return _rows(*dask_blocks(x, name), name, dask_map)
    if isinstance(x, np.memmap) and x.dtype.kind in "fiu":
        array: npt.NDArray[Any] = x
    else:
        array = check.real_array(x, name)
    _check_table(array.shape, name)
    bounds = _bounds(*array.shape)
    return Rows(
        tuple(_Slice(array[a:b]) for a, b in bounds),
        tuple(b - a for a, b in bounds),
        array.shape[1],
    )


def _file_rows(path: str, name: str) -> Rows:
    try:
        mapped = np.load(path, mmap_mode="r", allow_pickle=False)
    except OSError as error:
        raise ValueError(f"{name} cannot be read: {error.strerror or error}.") from error
    except ValueError as error:
        raise ValueError(f"{name} is no .npy file of numbers: {path}") from error
    if mapped.dtype.kind not in "fiub":
        raise ValueError(f"{name} is not an array of real numbers: its type is {mapped.dtype}.")
    _check_table(mapped.shape, name)
    bounds = _bounds(*mapped.shape)
    return Rows(
        tuple(_FileSlice(path, a, b) for a, b in bounds),
        tuple(b - a for a, b in bounds),
        mapped.shape[1],
    )


def _rows(
    blocks: Sequence[Block],
    sizes: Sequence[int],
    dimension: int,
    name: str,
    map_blocks: MapBlocks = map,
) -> Rows:
    _check_table((sum(sizes), dimension), name)
    return Rows(tuple(blocks), tuple(sizes), dimension, map_blocks)


def _check_table(shape: tuple[int, ...], name: str) -> None:
    if len(shape) != 2:
        raise ValueError(f"{name} must have 2 axes, but its shape is {shape}.")
    if 0 in shape:
        raise ValueError(f"{name} must not be empty, but its shape is {shape}.")


def _bounds(rows: int, dimension: int) -> list[tuple[int, int]]:
    size = max(1024, min(BLOCK_ROWS, BLOCK_BYTES // (8 * dimension)))
    # Whole chunks of 8192 rows, which vector loops are fastest on.
    size = size // 8192 * 8192 or size
    return [(a, min(a + size, rows)) for a in range(0, rows, size)]


@dataclass(frozen=True)
class Extent:
    """What one pass over the data finds: all that is needed to shift, scale and bound errors.

    Attributes:
        low: the least value of each coordinate, (D,).
        high: the greatest, (D,).
        total: the sum of the weights of the points.
        mean: the weighted grand mean, (D,).
    """

    low: FloatArray
    high: FloatArray
    total: float
    mean: FloatArray


def extent_of(
    rows: Rows, sample_weight: FloatArray | None, map_blocks: MapBlocks | None = None
) -> Extent:
    """Return the extent of the data; this is also the pass that finds NaN and infinity.

    Raises:
        ValueError: for values that are not finite.
    """
    parts = []
    work = list(zip(rows.blocks, weight_blocks(rows, sample_weight), strict=True))
    for part in (map_blocks or rows.map_blocks)(_block_extent, work):
        if part is None:
            raise ValueError("x contains NaN or infinity.")
        parts.append(part)
    low = np.min([p[0] for p in parts], axis=0)
    high = np.max([p[1] for p in parts], axis=0)
    total = sum(p[2] for p in parts)
    # Halved, so that the mean of numbers near the end of the range stays in range.
    half = sum((p[2] / total) * (p[3] / 2) for p in parts)
    return Extent(low, high, total, np.clip(2 * half, low, high))


def weight_blocks(rows: Rows, sample_weight: FloatArray | None) -> list[FloatArray | None]:
    """Return the weights of the points of each block."""
    if sample_weight is None:
        return [None] * len(rows.blocks)
    return [sample_weight[a : a + size] for a, size in zip(rows.starts(), rows.sizes, strict=True)]


def _block_extent(
    work: tuple[Block, FloatArray | None],
) -> tuple[FloatArray, FloatArray, float, FloatArray] | None:
    block, weights = work
    x = block()
    sums = (np.add,) if weights is None else ()
    with np.errstate(over="ignore", invalid="ignore"):
        low, high, *found = _reduced(x, (np.minimum, np.maximum, *sums))
    if not (np.isfinite(low).all() and np.isfinite(high).all()):
        return None
    if weights is None:
        total = float(len(x))
        mean = found[0] / total
    else:
        total = float(weights.sum())
        mean = np.einsum("n,nd->d", weights / total if total else weights, x)
    # Any point amid the data will do as an origin, so its last digits do not matter.
    mean = np.where(np.isfinite(mean), mean, low / 2 + high / 2)
    return low, high, total, np.clip(mean, low, high)


def _reduced(x: npt.NDArray[Any], functions: Sequence[np.ufunc]) -> list[FloatArray]:
    """Each column reduced by functions like the minimum and the sum, (D,) each."""
    count, dimension = x.shape
    # Many rows in one are the same numbers in memory, and loops over long rows are fast.
    side_by_side = max(1, min(_WIDE // dimension, count)) if x.flags.c_contiguous else 1
    whole = count // side_by_side * side_by_side
    wide = x[:whole].reshape(-1, side_by_side * dimension)
    step = max(8, _PIECE_BYTES // (8 * wide.shape[1]))
    pieces = [wide[a : a + step] for a in range(0, len(wide), step)]
    parts = [[function.reduce(piece, axis=0) for function in functions] for piece in pieces]
    out = []
    for function, part in zip(functions, zip(*parts, strict=True), strict=True):
        rows = np.asarray(part, dtype=np.float64).reshape(-1, dimension)
        out.append(function.reduce(np.vstack([rows, x[whole:]]), axis=0))
    return out
