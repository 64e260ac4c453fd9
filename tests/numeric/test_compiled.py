"""Compiled passes of Lloyd's algorithm change no label, and centres by rounding only."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hardlimit.numeric import (
    KMeansResult,
    assign,
    compiling,
    exact,
    fast_lloyd,
    lloyd,
    random_problems,
    rows_of,
    run_lloyd,
)
from hardlimit.numeric._compiled_pass import SPAN
from hardlimit.numeric.gaps import nearest_of
from hardlimit.numeric.problems import limit_problems

from .. import sizes

pytest.importorskip("numba", reason="Numba is not installed (the extra fast)")
pytestmark = pytest.mark.usefixtures("loader")

#: N, D, K.
SHAPES = (700, 1, 1), (1500, 2, 7), (1300, 7, 4), (900, 33, 9), (800, 3, 260)


def watched(calls: list[Any], plainly: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, whose calls are put down."""

    def call(*args: Any) -> Any:
        calls.append(args)
        return plainly(*args)

    return call


def both(monkeypatch: pytest.MonkeyPatch, *args, **given) -> tuple[KMeansResult, KMeansResult]:
    """A run without compiled passes, and one with no others."""
    monkeypatch.setenv("HARDLIMIT_NUMBA", "0")
    plain = run_lloyd(*args, **given)
    monkeypatch.setenv("HARDLIMIT_NUMBA", "1")
    return plain, run_lloyd(*args, **given)


def alike(plain: KMeansResult, compiled: KMeansResult, reach: float) -> None:
    np.testing.assert_allclose(compiled.means, plain.means, rtol=1e-12, atol=1e-12 * reach)
    np.testing.assert_array_equal(compiled.labels, plain.labels)
    # Where a mean is off by rounding, δ, squares are by 2 δ √(N J) together, at most.
    slip = 2e-15 * reach * np.sqrt(len(plain.labels) * plain.distortion)
    assert compiled.distortion == pytest.approx(plain.distortion, rel=1e-12, abs=slip + 1e-25)
    assert compiled.empty.tolist() == plain.empty.tolist()
    assert (compiled.n_iter, compiled.converged) == (plain.n_iter, plain.converged)


def test_ties_duplicates_offsets_scales_and_empty_clusters(monkeypatch) -> None:
    seed = sizes.seed(3301)
    for p in random_problems(100, seed=seed) + limit_problems(40, seed=seed + 1):
        reach = float(abs(p.x).max())
        last = lloyd(p.x, p.means).n_iter
        for steps in (0, 1, last, 300):
            plain, compiled = both(monkeypatch, p.x, p.means, max_iter=steps)
            alike(plain, compiled, reach)
        # Of a partition that stands, means are the same function of it.
        assert compiled.means.tolist() == plain.means.tolist()
        assert compiled.labels.tolist() == exact.labels(p.x, compiled.means).tolist()


@pytest.mark.parametrize("offset", [0.0, 1e8])
@pytest.mark.parametrize("scale", [1.0, 2.0**-700, 2.0**60, 2.0**470])
@pytest.mark.parametrize("shape", SHAPES)
def test_random_points_and_weights(monkeypatch, shape, scale: float, offset: float) -> None:
    rows, dimension, size = shape
    rng = np.random.default_rng(sizes.seed(3302))
    x = (rng.normal(size=(rows, dimension)) + offset) * scale
    x[: rows // 5] = x[rows // 5 : 2 * (rows // 5)]
    # Of coincident centres one has no point, and rounding of the other decides where points go.
    start = x[-size:]
    reach = float(abs(x).max())
    for weights in (None, rng.integers(0, 4, rows) * 0.1):
        for steps in (3, 40):
            given = {"sample_weight": weights, "max_iter": steps}
            plain, compiled = both(monkeypatch, x, start, **given)
            alike(plain, compiled, reach)
            np.testing.assert_array_equal(compiled.labels, assign(x, compiled.means))


@pytest.mark.parametrize("span", [SPAN, 65])
def test_points_beside_a_bisector_are_left_to_exact_arithmetic(monkeypatch, span: int) -> None:
    monkeypatch.setattr(fast_lloyd, "SPAN", span)
    rng = np.random.default_rng(sizes.seed(3303))
    centres = rng.normal(size=(2, 3))
    side = np.linalg.qr(np.column_stack([centres[1] - centres[0], rng.normal(size=(3, 2))]))[0]
    x = centres.mean(axis=0) + rng.normal(size=(500, 2)) @ side[:, 1:].T
    asked: list[Any] = []
    monkeypatch.setattr(fast_lloyd, "nearest_of", watched(asked, nearest_of))
    for steps in (0, 1, 2):
        plain, compiled = both(monkeypatch, x, centres, max_iter=steps)
        alike(plain, compiled, 1.0)
        assert compiled.labels.tolist() == exact.labels(x, compiled.means).tolist()
    assert asked


def test_a_far_cluster_leaves_single_precision_nothing_to_say(monkeypatch) -> None:
    """Labels are those of double precision, and so are slacks that leave points alone."""
    rng = np.random.default_rng(sizes.seed(3308))
    x = rng.normal(size=(2000, 3))
    x[-20:] += 1e6
    start = x[:8].copy()
    start[-1] = x[-1]
    for steps in (3, 8, 60):
        plain, compiled = both(monkeypatch, x, start, max_iter=steps)
        alike(plain, compiled, 1.0)
        np.testing.assert_array_equal(compiled.labels, assign(x, compiled.means))
    assert min(compiled.evaluated) < 0.7


@pytest.mark.parametrize("kind", ["float32", "int16", ">f8", "columns", "read-only", "unaligned"])
def test_rows_of_any_kind(monkeypatch, kind: str) -> None:
    rng = np.random.default_rng(sizes.seed(3304))
    x = (rng.normal(size=(3000, 5)) * 1000).round()
    given = np.asfortranarray(x) if kind == "columns" else x.copy()
    if kind == "read-only":
        given.flags.writeable = False
    elif kind == "unaligned":
        given = np.frombuffer(b"\0" + x.tobytes(), offset=1).reshape(x.shape)
    elif kind != "columns":
        given = x.astype(kind)
    plain, compiled = both(monkeypatch, given, x[:6], max_iter=25)
    alike(plain, compiled, 5000.0)


def test_many_blocks_and_spans(monkeypatch, tmp_path) -> None:
    rng = np.random.default_rng(sizes.seed(3305))
    x = rng.normal(size=(150_000, 2))
    np.save(tmp_path / "x.npy", x)
    for data in (x, rows_of(str(tmp_path / "x.npy"))):
        plain, compiled = both(monkeypatch, data, x[:5], max_iter=6)
        alike(plain, compiled, 1.0)
        assert compiled.evaluated[0] == 1.0
        assert min(compiled.evaluated) < 0.5


def test_a_run_may_go_over_to_it(monkeypatch, loader) -> None:
    """What was labelled by NumPy is gone on with."""
    monkeypatch.setattr(compiling, "WORTH", 3e7)
    monkeypatch.setattr(compiling, "LARGE", 1e7)
    used: list[Any] = []
    plainly = fast_lloyd._Lloyd._assign_compiled
    monkeypatch.setattr(fast_lloyd._Lloyd, "_assign_compiled", watched(used, plainly))
    x = np.random.default_rng(sizes.seed(3306)).normal(size=(12_000, 4))
    mixed = run_lloyd(x, x[:9], max_iter=60)
    assert 0 < len(used) < mixed.n_iter
    assert loader.done > 3e7
    monkeypatch.setenv("HARDLIMIT_NUMBA", "0")
    count = len(used)
    alike(run_lloyd(x, x[:9], max_iter=60), mixed, 1.0)
    assert len(used) == count
