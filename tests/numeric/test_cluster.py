"""Dask on a cluster of processes: the result of one process."""

from pathlib import Path

import numpy as np
import pytest
from hardlimit.numeric import dask_map

from .oracles.test_sources import X, fit, same


def test_dask_on_a_cluster_of_processes(tmp_path: Path) -> None:
    distributed = pytest.importorskip(
        "distributed", reason="distributed is not installed (the extra dask)"
    )
    array = pytest.importorskip("dask.array")
    np.save(tmp_path / "x.npy", X)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, protocol="tcp"
        ) as cluster,
        distributed.Client(cluster),
    ):
        for kind in ("full", "shared"):
            same(fit(array.from_array(X, chunks=(700, 3)), kind), fit(X, kind))
        same(fit(tmp_path / "x.npy", "diag", map_blocks=dask_map), fit(X, "diag"))
