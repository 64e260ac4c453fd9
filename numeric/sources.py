"""Data that lie elsewhere: Parquet files by row group, Dask arrays by chunk. Both are extras."""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ._checks import FloatArray


@dataclass(frozen=True)
class RowGroup:
    """A row group of a Parquet file, read where it is called."""

    path: str
    group: int
    columns: tuple[str, ...]

    def __call__(self) -> FloatArray:
        """Return the rows, (n, D); a missing value is NaN."""
        parquet = importlib.import_module("pyarrow.parquet")
        with parquet.ParquetFile(self.path) as file:
            table = file.read_row_group(self.group, columns=list(self.columns))
        # Column by column, as they lie in the file and as passes want them.
        out = np.empty((len(self.columns), table.num_rows))
        for place, name in enumerate(self.columns):
            out[place] = table.column(name).to_numpy()
        return out.T


def row_groups(
    path: str, columns: Sequence[str] | None, name: str
) -> tuple[list[RowGroup], list[int], int]:
    """Return the row groups of a Parquet file that have rows, their sizes, and D.

    Raises:
        ValueError: if pyarrow is missing, and for what is not a table of real numbers.
    """
    try:
        arrow = importlib.import_module("pyarrow")
        parquet = importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise ValueError(f"{name} cannot be read: to read Parquet, install pyarrow.") from error
    try:
        with open(path, "rb") as raw, parquet.ParquetFile(raw) as file:
            schema, meta = file.schema_arrow, file.metadata
    except OSError as error:
        raise ValueError(f"{name} cannot be read: {error.strerror or error}.") from error
    except arrow.ArrowInvalid as error:
        raise ValueError(f"{name} is no Parquet file: {path}") from error
    chosen = tuple(schema.names if columns is None else columns)
    for column in chosen:
        found = schema.names.count(column)
        if found != 1 or chosen.count(column) > 1:
            said = "there is no column" if not found else "there is more than one column"
            raise ValueError(f"{name}: {said} {column!r} in {path}.")
        kind = schema.field(column).type
        types = arrow.types
        if not (types.is_integer(kind) or types.is_floating(kind) or types.is_boolean(kind)):
            raise ValueError(f"{name}: column {column!r} holds {kind}, not real numbers.")
    sizes = [meta.row_group(i).num_rows for i in range(meta.num_row_groups)]
    groups = [RowGroup(path, i, chosen) for i, size in enumerate(sizes) if size]
    return groups, [size for size in sizes if size], len(chosen)


@dataclass(frozen=True)
class DaskBlock:
    """A chunk of a Dask array; called, it is computed here."""

    delayed: Any

    def __call__(self) -> npt.NDArray[Any]:
        """Return the rows, (n, D)."""
        return np.asarray(self.delayed.compute())


@dataclass(frozen=True)
class _Here:
    rows: npt.NDArray[Any]

    def __call__(self) -> npt.NDArray[Any]:
        return self.rows


def is_dask_array(x: Any) -> bool:
    """Whether something is a Dask array; Dask is not imported to find out."""
    module = type(x).__module__
    return module.startswith("dask.array") and hasattr(x, "to_delayed")


def dask_blocks(x: Any, name: str) -> tuple[list[DaskBlock], list[int], int]:
    """Return the chunks of rows of a Dask array that are not empty, their sizes, and D.

    Raises:
        ValueError: for an array that is not a table of real numbers of known size.
    """
    if x.ndim != 2:
        raise ValueError(f"{name} must have 2 axes, but its shape is {x.shape}.")
    if x.dtype.kind not in "fiub":
        raise ValueError(f"{name} is not an array of real numbers: its type is {x.dtype}.")
    if any(math.isnan(size) for size in x.shape):
        raise ValueError(f"{name} has chunks of unknown size; call compute_chunk_sizes first.")
    whole = x.rechunk({1: -1})
    sizes = [int(size) for size in whole.chunks[0]]
    parts = whole.to_delayed()[:, 0]
    blocks = [DaskBlock(part) for part, size in zip(parts, sizes, strict=True) if size]
    return blocks, [size for size in sizes if size], int(x.shape[1])


def dask_map(function: Callable[[Any], Any], work: Sequence[Any]) -> Iterable[Any]:
    """Apply a function to blocks with Dask, by whatever scheduler or cluster is in use.

    One task a block. What comes back is in order, so that sums do not depend on who worked.
    """
    dask = importlib.import_module("dask")
    task = dask.delayed(_apply, pure=False)
    calls = []
    for block, weights in work:
        # A chunk goes to the task as rows: it is computed where they are needed.
        rows = block.delayed if isinstance(block, DaskBlock) else None
        calls.append(task(function, None if rows is not None else block, rows, weights))
    yield from dask.compute(*calls)


def _apply(function: Callable[[Any], Any], block: Any, rows: Any, weights: Any) -> Any:
    return function((block if rows is None else _Here(np.asarray(rows)), weights))
