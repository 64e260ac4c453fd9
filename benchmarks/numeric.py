"""How fast the numeric core is, as ratios to other libraries, and what memory it takes.

    export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
    python benchmarks/numeric.py [em] [limit] [lloyd] [growth] [--quick]

Both sides run in this process, in turns, on the same data from the same start for the same number
of steps; the least processor time of a few repetitions counts. Ratio = theirs / ours: above 1 we
are faster. Extra memory is the peak of what NumPy allocates within our call, labels included.
scikit-learn is needed; faiss and daal4py (oneDAL) are measured too where they can be imported.
"""

from __future__ import annotations

import importlib
import os
import platform
import sys
import time
import tracemalloc
import warnings
from collections.abc import Callable
from functools import partial
from importlib import metadata
from typing import Any

import numpy as np
import numpy.typing as npt
import sklearn
from hardlimit.numeric import CovarianceType, Mixture, run_em, run_lloyd
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture

Array = npt.NDArray[np.float64]
KINDS: tuple[CovarianceType, ...] = ("full", "diag", "tied", "spherical")
CASES = ((10_000, 2, 3), (100_000, 2, 5), (100_000, 10, 10), (100_000, 50, 20), (20_000, 200, 10))
LARGE = (1_000_000, 10, 8)
REPEATS = 3


def main(arguments: list[str]) -> int:
    """Print the tables that are asked for, all by default."""
    quick = "--quick" in arguments
    wanted = [a for a in arguments if not a.startswith("-")] or list(TABLES)
    unknown = [a for a in wanted if a not in TABLES]
    if unknown:
        print(f"there is no table {unknown[0]!r}; there are {', '.join(TABLES)}", file=sys.stderr)
        return 2
    print(_versions())
    cases = CASES[:3] if quick else (*CASES, LARGE)
    for name in wanted:
        print()
        TABLES[name](cases)
    return 0


def _versions() -> str:
    names = ["numpy", "scikit-learn", "faiss-cpu", "daal"]
    found = []
    for name in names:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    blas: Any = np.show_config(mode="dicts")
    library = blas["Build Dependencies"]["blas"]
    return (
        f"Python {platform.python_version()}, {', '.join(found)}, "
        f"BLAS {library['name']} {library['version']}, "
        f"threads {os.environ.get('OPENBLAS_NUM_THREADS', 'as many as it likes')}, "
        f"{platform.machine()}"
    )


def _data(rows: int, dimension: int, size: int, apart: float = 3.0) -> Array:
    rng = np.random.default_rng([rows, dimension, size])
    centres = rng.normal(size=(size, dimension)) * apart
    return centres[rng.integers(size, size=rows)] + rng.normal(size=(rows, dimension))


def _start(x: Array, size: int, kind: CovarianceType, level: float) -> Mixture:
    dimension = x.shape[1]
    value: dict[str, Any] = {
        "full": np.tile(level * np.eye(dimension), (size, 1, 1)),
        "diag": np.full((size, dimension), level),
        "tied": level * np.eye(dimension),
        "spherical": np.full(size, level),
        "shared": np.asarray(level),
    }
    return Mixture(np.full(size, 1 / size), x[:size], value[kind], kind)


def _peer(x: Array, at: Mixture, steps: int) -> GaussianMixture:
    c = at.covariances
    matrices = at.covariance_type in ("full", "tied")
    model = GaussianMixture(
        len(at.weights),
        covariance_type=at.covariance_type,
        weights_init=at.weights,
        means_init=at.means,
        precisions_init=np.linalg.inv(c) if matrices else 1 / c,
        # The start is given whole; this is what costs least of what is asked all the same.
        init_params="random_from_data",
        random_state=0,
        reg_covar=0,
        tol=0,
        max_iter=steps,
    )
    return model.fit(x)


def _interleaved(*calls: Callable[[], Any]) -> list[float]:
    """The least processor time of each call, in seconds."""
    best = [np.inf] * len(calls)
    for _ in range(REPEATS):
        for i, call in enumerate(calls):
            begin = time.process_time()
            call()
            best[i] = min(best[i], time.process_time() - begin)
    return best


def _extra(call: Callable[[], Any]) -> float:
    """The peak of what a call allocates, in MB."""
    tracemalloc.start()
    call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def em(cases: tuple[tuple[int, int, int], ...]) -> None:
    """EM of every kind against scikit-learn."""
    _head("kind")
    for rows, dimension, size in cases:
        x = _data(rows, dimension, size)
        for kind in KINDS:
            steps = 2 if rows * dimension > 4_000_000 else 5
            at = _start(x, size, kind, 4.0)
            ours_call = partial(run_em, x, at, max_iter=steps, tol=0)
            theirs, ours = _interleaved(partial(_peer, x, at, steps), ours_call)
            path, extra = ours_call().paths[0], _extra(ours_call)
            _line(rows, dimension, size, kind, theirs / steps, ours / steps, extra, path)


def limit(cases: tuple[tuple[int, int, int], ...]) -> None:
    """The path near σ = 0 against scikit-learn's spherical EM at a width where it is right."""
    _head("σ²")
    for rows, dimension, size in cases:
        x = _data(rows, dimension, size)
        # From centres that all have points: the plain start may leave one without.
        means = run_lloyd(x, x[:size], max_iter=3).means
        tame = Mixture(np.full(size, 1 / size), means, np.full(size, 1.0), "spherical")
        for level in (1e-4, 1e-8, 0.0):
            at = Mixture(np.full(size, 1 / size), means, np.asarray(level))
            call = partial(run_em, x, at, learn_covariances=False, max_iter=5, tol=0)
            theirs, ours = _interleaved(partial(_peer, x, tame, 5), call)
            run, extra = call(), _extra(call)
            # Passes, not steps: near the limit EM may arrive before the steps are used up.
            ours /= len(run.paths)
            _line(rows, dimension, size, f"{level:g}", theirs / 6, ours, extra, run.paths[0])


def lloyd(cases: tuple[tuple[int, int, int], ...]) -> None:
    """Lloyd for 30 steps against scikit-learn, and what else there is."""
    peers = [name for name in ("faiss", "daal4py") if _module(name) is not None]
    head = " ".join(f"{name:>8}" for name in peers)
    columns = f"{'sklearn ms':>10} {'ours ms':>8} {'ratio':>6} {'MB':>6} {head}"
    print(f"{'N, D, K':>16} {'apart':>6} {columns} seen")
    for rows, dimension, size in cases:
        for apart in (0.0, 2.0):
            x = _data(rows, dimension, size, apart)
            start = x[:size].copy()
            ours = partial(run_lloyd, x, start, max_iter=30)
            calls: list[Callable[[], Any]] = [partial(_kmeans, x, start), ours]
            calls += [partial(_other, name, x, start, 30) for name in peers]
            times, run, extra = _interleaved(*calls), ours(), _extra(ours)
            others = " ".join(f"{t / times[1]:8.2f}" for t in times[2:])
            print(
                f"{f'{rows}, {dimension}, {size}':>16} {apart:6.1f} {1e3 * times[0]:10.1f} "
                f"{1e3 * times[1]:8.1f} {times[0] / times[1]:6.2f} {extra:6.1f} {others} "
                f"{sum(run.evaluated):.1f} of {run.n_iter}",
                flush=True,
            )


def growth(_cases: tuple[tuple[int, int, int], ...]) -> None:
    """Time of one step of ours, in nanoseconds a row, as N, K and D double."""
    every: tuple[CovarianceType, ...] = (*KINDS, "shared")
    print(f"{'N, D, K':>16} " + " ".join(f"{kind:>9}" for kind in every))
    shapes = [(n, 10, 8) for n in (25_000, 50_000, 100_000, 200_000)]
    shapes += [(50_000, 10, k) for k in (4, 16, 32)] + [(50_000, d, 8) for d in (5, 20, 40)]
    for rows, dimension, size in shapes:
        x = _data(rows, dimension, size)
        line = []
        for kind in every:
            at = _start(x, size, kind, 4.0)
            (ours,) = _interleaved(partial(run_em, x, at, max_iter=3, tol=0))
            line.append(ours / 4 / rows * 1e9)
        print(f"{f'{rows}, {dimension}, {size}':>16} " + " ".join(f"{v:9.1f}" for v in line))


def _head(name: str) -> None:
    columns = f"{'sklearn ms':>10} {'ours ms':>8} {'ratio':>6} {'MB':>5}"
    print(f"{'N, D, K':>16} {name:>9} {columns}  path")


def _line(
    rows: int,
    dimension: int,
    size: int,
    name: str,
    theirs: float,
    ours: float,
    mb: float,
    path: str,
) -> None:
    print(
        f"{f'{rows}, {dimension}, {size}':>16} {name:>9} {1e3 * theirs:10.2f} {1e3 * ours:8.2f} "
        f"{theirs / ours:6.2f} {mb:5.1f}  {path}",
        flush=True,
    )


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def _kmeans(x: Array, start: Array) -> KMeans:
    model = KMeans(len(start), init=start, n_init=1, max_iter=30, tol=0, algorithm="lloyd")
    return model.fit(x)


def _other(name: str, x: Array, start: Array, steps: int) -> None:
    module = _module(name)
    if name == "faiss":
        module.omp_set_num_threads(1)
        model = module.Kmeans(
            x.shape[1],
            len(start),
            niter=steps,
            min_points_per_centroid=1,
            max_points_per_centroid=len(x),
        )
        model.train(x.astype(np.float32), init_centroids=start.astype(np.float32))
        return
    module.daalinit(nthreads=1)
    module.kmeans(len(start), steps, accuracyThreshold=0.0).compute(x, start)


TABLES: dict[str, Callable[[tuple[tuple[int, int, int], ...]], None]] = {
    "em": em,
    "limit": limit,
    "lloyd": lloyd,
    "growth": growth,
}

if __name__ == "__main__":
    warnings.simplefilter("ignore", sklearn.exceptions.ConvergenceWarning)
    sys.exit(main(sys.argv[1:]))
