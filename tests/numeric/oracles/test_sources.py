"""The same call on arrays, mapped files, Parquet and Dask: the same result to 1e-12."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hardlimit.numeric import (
    EMResult,
    Mixture,
    dask_map,
    predict,
    rows_of,
    run_em,
    run_lloyd,
    score_samples,
    traversal,
)
from hardlimit.numeric.blocks import Rows
from hardlimit.numeric.parameters import CovarianceType

N = 3000
X = np.random.default_rng(8).normal(size=(N, 3)) + np.repeat([[0.0], [4.0], [9.0]], N // 3, axis=0)
S = np.random.default_rng(9).integers(0, 4, size=N).astype(float)
STARTS: dict[CovarianceType, Any] = {
    "full": np.broadcast_to(np.eye(3), (3, 3, 3)),
    "diag": np.ones((3, 3)),
    "tied": np.eye(3),
    "spherical": np.ones(3),
    "shared": 0.0,
}


def start(kind: CovarianceType) -> Mixture:
    return Mixture(np.full(3, 1 / 3), X[[10, 1500, 2990]], np.asarray(STARTS[kind]), kind)


def fit(x: Any, kind: CovarianceType, **settings: Any) -> EMResult:
    learn = kind != "shared"
    return run_em(
        x, start(kind), sample_weight=S, learn_covariances=learn, max_iter=4, tol=0, **settings
    )


def same(found: EMResult, whole: EMResult) -> None:
    assert found.n_iter == whole.n_iter
    for name in ("weights", "means", "covariances"):
        got, truth = getattr(found.mixture, name), getattr(whole.mixture, name)
        np.testing.assert_allclose(got, truth, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(found.history, whole.history, rtol=1e-12)


def in_blocks(*cuts: int) -> Rows:
    parts = np.split(X, cuts)
    return Rows(tuple((lambda p=p: p) for p in parts), tuple(map(len, parts)), 3)


@pytest.mark.parametrize("kind", STARTS)
def test_blocks_add_up_to_the_whole(kind: CovarianceType, tmp_path: Path) -> None:
    whole = fit(X, kind)
    for blocks in (in_blocks(1, 2, 777), in_blocks(*range(100, N, 100))):
        same(fit(blocks, kind), whole)
    np.save(tmp_path / "x.npy", X)
    same(fit(tmp_path / "x.npy", kind), whole)
    same(fit(np.load(tmp_path / "x.npy", mmap_mode="r"), kind), whole)


def in_groups(folder: Path, **more: Any) -> Path:
    arrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed (the extra parquet)")
    parquet = pytest.importorskip("pyarrow.parquet")
    table = arrow.table({"a": X[:, 0], "b": X[:, 1], "c": X[:, 2], **more})
    parquet.write_table(table, folder / "x.parquet", row_group_size=700)
    return folder / "x.parquet"


@pytest.mark.parametrize("kind", STARTS)
def test_parquet_by_row_groups(kind: CovarianceType, tmp_path: Path) -> None:
    path = in_groups(tmp_path)
    assert rows_of(path).sizes == (700, 700, 700, 700, 200)
    same(fit(path, kind), fit(X, kind))


def test_everything_else_reads_parquet_too(tmp_path: Path) -> None:
    path = in_groups(tmp_path, name=["x"] * N, d=list(range(N)))
    rows = rows_of(path, columns=["a", "b", "c"])
    assert traversal(rows, 3).tolist() == traversal(X, 3).tolist()
    at = start("full")
    np.testing.assert_allclose(score_samples(rows, at), score_samples(X, at), rtol=1e-12)
    np.testing.assert_array_equal(predict(rows, at), predict(X, at))
    found, whole = run_lloyd(rows, at.means), run_lloyd(X, at.means)
    np.testing.assert_array_equal(found.labels, whole.labels)
    np.testing.assert_allclose(found.means, whole.means, rtol=1e-13)
    turned = rows_of(path, columns=["c", "a", "d"])
    np.testing.assert_array_equal(
        np.vstack([block() for block in turned.blocks]),
        np.column_stack([X[:, 2], X[:, 0], np.arange(N)]),
    )


def test_parquet_that_is_no_table_of_numbers(tmp_path: Path) -> None:
    path = in_groups(tmp_path, name=["x"] * N, gaps=[None, *range(1, N)])
    with pytest.raises(ValueError, match="column 'name' holds string, not real numbers"):
        rows_of(path)
    with pytest.raises(ValueError, match="there is no column 'z'"):
        rows_of(path, columns=["a", "z"])
    with pytest.raises(ValueError, match="there is more than one column 'a'"):
        rows_of(path, columns=["a", "a"])
    with pytest.raises(ValueError, match="must not be empty"):
        rows_of(path, columns=[])
    with pytest.raises(ValueError, match="contains NaN or infinity"):
        fit(rows_of(path, columns=["a", "b", "gaps"]), "full")
    with pytest.raises(ValueError, match="cannot be read: No such file"):
        rows_of(tmp_path / "none.parquet")
    (tmp_path / "text.parquet").write_text("a,b\n1,2\n")
    with pytest.raises(ValueError, match="is no Parquet file"):
        rows_of(tmp_path / "text.parquet")


@pytest.mark.parametrize("kind", STARTS)
def test_dask_by_chunks(kind: CovarianceType) -> None:
    array = pytest.importorskip("dask.array", reason="dask is not installed (the extra dask)")
    whole = fit(X, kind)
    for chunks in ((1000, 3), ((1, 999, 2000), (2, 1))):
        same(fit(array.from_array(X, chunks=chunks), kind), whole)
    same(fit(X, kind, map_blocks=dask_map), whole)


def test_dask_arrays_that_are_no_tables() -> None:
    array = pytest.importorskip("dask.array", reason="dask is not installed (the extra dask)")
    x = array.from_array(X, chunks=(1000, 3))
    with pytest.raises(ValueError, match="must have 2 axes"):
        rows_of(x[:, 0])
    with pytest.raises(ValueError, match="not an array of real numbers: its type is complex128"):
        rows_of(x * 1j)
    with pytest.raises(ValueError, match="call compute_chunk_sizes first"):
        rows_of(x[x[:, 0] > 1])
    with pytest.raises(ValueError, match="must not be empty"):
        rows_of(x[:0])
    with pytest.raises(ValueError, match="contains NaN or infinity"):
        fit(array.where(x > 9, np.nan, x), "full")


def test_rows_that_are_read_are_those_of_the_array(tmp_path: Path) -> None:
    array = pytest.importorskip("dask.array", reason="dask is not installed (the extra dask)")
    empty = array.concatenate([array.from_array(X[:0]), array.from_array(X, chunks=(700, 2))])
    for rows in (rows_of(empty), rows_of(in_groups(tmp_path)), rows_of(X)):
        assert (rows.count, rows.dimension) == X.shape
        np.testing.assert_array_equal(np.vstack([block() for block in rows.blocks]), X)
        assert tuple(len(block()) for block in rows.blocks) == rows.sizes
        assert min(rows.sizes) > 0
    found = list(dask_map(_totals, [(block, S[:700]) for block in rows_of(empty).blocks[:2]]))
    np.testing.assert_allclose(found, [S[:700] @ X[:700], S[:700] @ X[700:1400]], rtol=1e-13)


def test_files_that_are_no_tables(tmp_path: Path) -> None:
    for value, said in (
        (X[None], "must have 2 axes"), (X[:0], "must not be empty"), (X[:, 0], "must have 2 axes"),
        (X * 1j, "not an array of real numbers"), (X.astype(str), "not an array of real numbers"),
    ):  # fmt: skip
        np.save(tmp_path / "x.npy", value)
        with pytest.raises(ValueError, match=said):
            rows_of(tmp_path / "x.npy")


def _totals(work: Any) -> Any:
    block, weights = work
    return weights @ block()
