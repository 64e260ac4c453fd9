"""How fast the numeric core is, as ratios to other libraries, and what memory it takes.

    export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
    python benchmarks/numeric.py [em] [limit] [lloyd] [growth] [memory] [--quick]
    python benchmarks/numeric.py --write docs/numbers.md    all of them, into the document

Both sides run in this process, in turns, on the same data from the same start for the same number
of steps; the least processor time of a few repetitions counts. Ratio = theirs / ours: above 1 we
are faster. Extra memory is the peak of what NumPy allocates within our call, beyond the data and
the labels and parameters that are returned.
scikit-learn is needed; faiss and daal4py (oneDAL) are measured too where they can be imported, and
Lloyd's algorithm by NumPy alone and compiled where Numba can be.
"""

from __future__ import annotations

import argparse
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
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import sklearn
from hardlimit.numeric import CovarianceType, KMeansResult, Mixture, run_em, run_lloyd
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture

Array = npt.NDArray[np.float64]
KINDS: tuple[CovarianceType, ...] = ("full", "diag", "tied", "spherical")
CASES = ((10_000, 2, 3), (100_000, 2, 5), (100_000, 10, 10), (100_000, 50, 20), (20_000, 200, 10))
LARGE = (1_000_000, 10, 8)
REPEATS = 3


#: What has been printed.
SAID: list[str] = []


def main(arguments: list[str]) -> int:
    """Print the tables that are asked for, all by default."""
    parser = argparse.ArgumentParser(description="Speed and memory of hardlimit.numeric.")
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=", ".join(TABLES))
    parser.add_argument("--quick", action="store_true", help="only the first three sizes")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put all into a document")
    args = parser.parse_args(arguments)
    for name in args.tables:
        if name not in TABLES:
            parser.error(f"there is no table {name!r}; there are {', '.join(TABLES)}")
    say(_versions())
    say(f"load of the machine at the start: {os.getloadavg()[0]:.1f}")
    cases = CASES[:3] if args.quick else (*CASES, LARGE)
    for name in args.tables or TABLES:
        title, table = TABLES[name]
        say(f"\n{title}")
        table(cases)
    if args.write:
        _write(args.write)
    return 0


def say(line: str) -> None:
    """Print a line, and remember it."""
    print(line, flush=True)
    SAID.append(line)


def _write(document: Path) -> None:
    """Put what was printed in the place of the block of text below "Speed and memory"."""
    text = document.read_text(encoding="utf-8")
    before, heading, after = text.partition("## Speed and memory\n")
    words, fence, rest = after.partition("```text\n")
    if not (heading and fence):
        sys.exit(f"{document} has no block of text below the heading Speed and memory")
    told = "\n".join(SAID)
    end = rest.index("```\n")
    document.write_text(f"{before}{heading}{words}{fence}{told}\n{rest[end:]}", encoding="utf-8")


def _versions() -> str:
    names = ["numpy", "numba", "scikit-learn", "faiss-cpu", "daal"]
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
    """The peak of what a call allocates, in MB, labels and parameters that it returns left out."""
    tracemalloc.start()
    result = call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    mixture = getattr(result, "mixture", None)
    returned = [getattr(result, "labels", None)]
    returned += [getattr(mixture, name, None) for name in ("weights", "means", "covariances")]
    return float(peak - sum(0 if one is None else one.nbytes for one in returned)) / 1e6


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
    """Lloyd for 30 steps against scikit-learn and what else there is, by NumPy and compiled."""
    peers = [name for name in ("faiss", "daal4py") if _module(name) is not None]
    ways = ["numpy", "numba"] if _module("numba") is not None else ["numpy"]
    head = "".join(f"{name:>9}" for name in peers)
    columns = "".join(f"{f'{way} ms':>10} {'sklearn':>8}{head}" for way in ways)
    say(f"{'N, D, K':>16} {'apart':>6} {'sklearn ms':>10}{columns} {'MB':>5} seen")
    for rows, dimension, size in cases:
        for apart in (0.0, 2.0):
            x = _data(rows, dimension, size, apart)
            start = x[:size].copy()
            ours = [partial(_ours, way == "numba", x, start) for way in ways]
            theirs = [partial(_kmeans, x, start)]
            theirs += [partial(_other, name, x, start, 30) for name in peers]
            runs, extra = [call() for call in ours], max(map(_extra, ours))
            if not all(np.array_equal(run.labels, runs[0].labels) for run in runs):
                sys.exit("the labels differ")
            times = _interleaved(*ours, *theirs)
            sklearn = times[len(ways)]
            line = f"{f'{rows}, {dimension}, {size}':>16} {apart:6.1f} {1e3 * sklearn:10.1f}"
            for own in times[: len(ways)]:
                line += f"{1e3 * own:10.1f} {sklearn / own:8.2f}"
                line += "".join(f"{t / own:9.2f}" for t in times[len(ways) + 1 :])
            say(f"{line} {extra:5.1f} {sum(runs[0].evaluated):.1f} of {runs[0].n_iter}")


def _ours(compiled: bool, x: Array, start: Array) -> KMeansResult:
    os.environ["HARDLIMIT_NUMBA"] = "1" if compiled else "0"
    return run_lloyd(x, start, max_iter=30)


def growth(_cases: tuple[tuple[int, int, int], ...]) -> None:
    """Time of one step of ours, in nanoseconds a row, as N, K and D double."""
    every: tuple[CovarianceType, ...] = (*KINDS, "shared")
    say(f"{'N, D, K':>16} " + " ".join(f"{kind:>9}" for kind in every))
    shapes = [(n, 10, 8) for n in (25_000, 50_000, 100_000, 200_000)]
    shapes += [(50_000, 10, k) for k in (4, 16, 32)] + [(50_000, d, 8) for d in (5, 20, 40)]
    for rows, dimension, size in shapes:
        x = _data(rows, dimension, size)
        line = []
        for kind in every:
            at = _start(x, size, kind, 4.0)
            (ours,) = _interleaved(partial(run_em, x, at, max_iter=3, tol=0))
            line.append(ours / 4 / rows * 1e9)
        say(f"{f'{rows}, {dimension}, {size}':>16} " + " ".join(f"{v:9.1f}" for v in line))


def memory(_cases: tuple[tuple[int, int, int], ...]) -> None:
    """Extra memory of ours as N grows, in MB."""
    say(f"{'N, D, K':>16} {'Lloyd':>9} {'labels':>9} {'limit':>9} {'full':>9}")
    for rows in (250_000, 1_000_000, 4_000_000):
        x = _data(rows, 4, 8, 2.0)
        near = Mixture(np.full(8, 1 / 8), x[:8], np.asarray(1e-4))
        extra = [
            _extra(partial(run_lloyd, x, x[:8], max_iter=4)),
            4e-6 * rows,
            _extra(partial(run_em, x, near, learn_covariances=False, max_iter=1)),
            _extra(partial(run_em, x, _start(x, 8, "full", 4.0), max_iter=1)),
        ]
        say(f"{f'{rows}, 4, 8':>16} " + " ".join(f"{v:9.1f}" for v in extra))


def _head(name: str) -> None:
    columns = f"{'sklearn ms':>10} {'ours ms':>8} {'ratio':>6} {'MB':>5}"
    say(f"{'N, D, K':>16} {name:>9} {columns}  path")


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
    say(
        f"{f'{rows}, {dimension}, {size}':>16} {name:>9} {1e3 * theirs:10.2f} {1e3 * ours:8.2f} "
        f"{theirs / ours:6.2f} {mb:5.1f}  {path}"
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


Table = Callable[[tuple[tuple[int, int, int], ...]], None]
TABLES: dict[str, tuple[str, Table]] = {
    "em": ("EM, one pass", em),
    "limit": (
        "EM near the limit, one shared variance; scikit-learn at a width where it is right",
        limit,
    ),
    "lloyd": (
        "Lloyd, 30 steps, by NumPy and compiled by Numba; beside each how many times as long the"
        ' others take; "seen" is how many times a point was looked at; faiss works in single'
        " precision",
        lloyd,
    ),
    "growth": ("Growth: nanoseconds a row and step", growth),
    "memory": (
        "Memory: MB beyond the data; of Lloyd beyond the labels that are returned, too",
        memory,
    ),
}

if __name__ == "__main__":
    warnings.simplefilter("ignore", sklearn.exceptions.ConvergenceWarning)
    sys.exit(main(sys.argv[1:]))
