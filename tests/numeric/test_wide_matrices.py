"""Full covariances of many axes: what is kept of their factors and sums, and what that takes."""

import tracemalloc

import numpy as np
import pytest
from hardlimit.numeric import Mixture, blocks, differences, run_em
from hardlimit.numeric.factors import factors_of, triangles_of
from hardlimit.numeric.statistics import Statistics, maximise, packed, places, unpacked


def matrices(size: int, dimension: int) -> np.ndarray:
    a = np.random.default_rng([size, dimension]).normal(size=(size, dimension, 2 * dimension))
    return a @ a.swapaxes(1, 2) / dimension


@pytest.mark.parametrize("dimension", [1, 3, 80, 81, 130])
def test_triangles_are_the_inverse_factors_without_zeros(dimension: int) -> None:
    c = matrices(3, dimension)
    factor, inverse = factors_of(c)
    found = triangles_of(c)
    for own, panels in zip(inverse, found.panels, strict=True):
        rows = np.zeros((dimension, dimension))
        at = 0
        for panel in panels:
            rows[at : at + len(panel), : panel.shape[1]] = panel
            at += len(panel)
        assert at == dimension
        np.testing.assert_array_equal(rows, np.tril(own))
    assert (sum(panel.size for panel in found.panels[0]) < 0.8 * dimension**2) == (dimension > 80)
    np.testing.assert_array_equal(found.pivots, np.diagonal(factor, axis1=1, axis2=2))
    np.testing.assert_allclose(found.log_det, np.linalg.slogdet(c)[1], rtol=1e-12)
    condition = np.abs(inverse) @ np.abs(factor)
    assert found.condition == pytest.approx(condition.sum(axis=2).max(), rel=1e-12)
    assert len(triangles_of(c[0]).panels) == 1


def test_packed_products_are_every_one_once() -> None:
    c = matrices(4, 7)
    short = np.array([packed(one, places(7)) for one in c])
    assert short.shape == (4, 28)
    np.testing.assert_array_equal(unpacked(short, 7), c)


def test_taking_is_adding() -> None:
    rng = np.random.default_rng(5)
    parts = [
        Statistics(rng.random(3), rng.random((3, 2)), rng.random((2, 2)), rng.random(), 0.5, 4)
        for _ in range(2)
    ]
    wanted = parts[0] + parts[1]
    second = parts[1].second.copy()
    found = parts[0].take(parts[1])
    for name in ("mass", "first", "second", "evidence", "distortion", "redone"):
        np.testing.assert_array_equal(getattr(found, name), getattr(wanted, name))
    assert found.mass is parts[0].mass
    np.testing.assert_array_equal(parts[1].second, second)


def test_the_m_step_is_that_of_dense_sums() -> None:
    rng = np.random.default_rng(6)
    x, r = rng.normal(size=(50, 5)), rng.dirichlet(np.ones(3), size=50)
    second = np.array([packed((x * r[:, k, None]).T @ x, places(5)) for k in range(3)])
    sums = Statistics(r.sum(axis=0), r.T @ x, second, 0.0)
    found = maximise(sums, np.zeros((3, 5)), "full").covariances
    for k in range(3):
        wanted = np.cov(x.T, aweights=r[:, k], ddof=0)
        np.testing.assert_allclose(found[k], wanted, rtol=1e-12, atol=1e-14)


def test_memory_of_a_run_is_little_more_than_three_times_the_parameters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    size, dimension = 24, 104
    monkeypatch.setattr(differences, "_CHUNK_BYTES", 1 << 17)
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 1 << 20)
    rng = np.random.default_rng(7)
    x = rng.normal(size=(6000, dimension))
    c = np.tile(np.eye(dimension), (size, 1, 1))
    start = Mixture(np.full(size, 1 / size), x[:size], c, "full")
    assert len(blocks.rows_of(x).blocks) > 3
    tracemalloc.start()
    try:
        run = run_em(x, start, max_iter=2, tol=0, reg_covar=1e-3)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert set(run.paths) == {"differences"}
    # The last parameters, the factors of the next, and the sums of two blocks.
    assert peak < 3.2 * c.nbytes + (1 << 20)
