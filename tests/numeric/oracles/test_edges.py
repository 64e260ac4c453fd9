"""Where a run changes its way: many clusters, many axes, far points, settings without effect."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hardlimit import numeric
from hardlimit.numeric import Mixture, SphericalGaussianMixture, exact, run_em, run_lloyd
from hardlimit.numeric.blocks import rows_of
from hardlimit.numeric.sources import dask_blocks, dask_map

from .mixtures import KINDS, exactly, log_total
from .test_hard_cases import of_kind


@pytest.mark.parametrize("size", [2, 255, 256, 257])
def test_labels_are_as_wide_as_the_number_of_clusters_asks(size: int) -> None:
    centres = np.arange(size, dtype=float)[:, None]
    x = np.concatenate([centres + 0.25, centres - 0.25])
    run = run_lloyd(x, centres + 0.125)
    assert run.labels.tolist() == 2 * list(range(size))
    np.testing.assert_array_equal(run.means, centres)
    # The centres move once and labels stand; from there a step moves nothing.
    again = run_lloyd(x, run.means)
    assert (run.n_iter, again.n_iter, run.converged, again.converged) == (2, 1, True, True)
    assert run.distortion == again.distortion == 2 * size / 16


def test_means_far_from_zero_keep_the_digits_of_their_data() -> None:
    rng = np.random.default_rng(11)
    x = 1e8 + rng.random((5000, 2)) + np.repeat([[0.0], [7.0]], 2500, axis=0)
    run = run_lloyd(x, x[[0, -1]])
    for k, part in enumerate((x[:2500], x[2500:])):
        truth = [sum(map(exact.rational, column)) / 2500 for column in part.T.tolist()]
        for got, mean in zip(run.means[k].tolist(), truth, strict=True):
            assert exact.nearest_double(abs(exact.rational(got) - mean)) <= np.spacing(1e8)


@pytest.mark.parametrize("kind", ["tied", "full"])
def test_matrices_of_many_axes(kind: Any) -> None:
    """Products with triangles are cut into blocks of axes: 2^j times the identity and a bit."""
    rng = np.random.default_rng(12)
    for dimension in (49, 50, 100, 101, 130):
        x, means = rng.normal(size=(5, dimension)), rng.normal(size=(2, dimension))
        c = of_kind(kind, 2, dimension, 0.5) + 0.125
        at = Mixture(np.array([0.25, 0.75]), means, c, kind)
        wide = np.broadcast_to(c, (2, dimension, dimension))
        off = x[:, None] - means
        square = np.stack([np.einsum("nd,nd->n", off[:, k], np.linalg.solve(wide[k], off[:, k].T).T)
                           for k in range(2)], axis=1)  # fmt: skip
        level = (
            np.log([0.25, 0.75])
            - (square + np.linalg.slogdet(wide)[1] + dimension * np.log(2 * np.pi)) / 2
        )
        np.testing.assert_allclose(numeric.score_samples(x, at), np.logaddexp(*level.T), rtol=1e-11)


@pytest.mark.parametrize("kind", KINDS)
def test_points_farther_than_their_squares_have_room_for(kind: Any) -> None:
    x = np.array([[1e160, 0.0], [0.5, 3e159]])
    means = np.array([[0.0, 1.0], [2.0, 0.0]])
    at = Mixture(np.array([0.5, 0.5]), means, of_kind(kind, 2, 2, 1e300), kind)
    with exact.precision(300):
        logs = exactly(at).logs(x)
        truth = [exact.nearest_double(max(row, key=lambda v: v.mid())) for row in logs]
    # The second component adds at most log 2.
    np.testing.assert_allclose(numeric.score_samples(x, at), truth, rtol=1e-14, atol=0.7)


def test_equal_variances_are_one_variance_to_the_last_bit() -> None:
    rng = np.random.default_rng(13)
    x, means = rng.integers(-8, 9, size=(60, 2)) / 4, rng.integers(-8, 9, size=(3, 2)) / 4
    weights = np.array([0.2, 0.3, 0.5])
    for value in (3.0, 0.1, 1e-3, 1e-20):
        same = np.full(3, value)
        for function in (numeric.responsibilities, numeric.em_means):
            one, many = function(x, means, weights, value), function(x, means, weights, same)
            np.testing.assert_array_equal(one, many)


def test_what_is_given_as_lists_is_kept_as_arrays_that_stand_still() -> None:
    given: Any = [[1.0, 0.5], [0.25, 2.0]]
    at = Mixture([0.5, 0.5], given, given, "diag")  # type: ignore[arg-type]
    for value in (at.weights, at.means, at.covariances):
        assert isinstance(value, np.ndarray)
        with pytest.raises(ValueError, match="read-only"):
            value[0] = 0.0
    mine = np.array(given)
    other = Mixture(np.array([0.5, 0.5]), mine, mine, "diag")
    mine[:] = 7.0
    np.testing.assert_array_equal(other.means, given)
    np.testing.assert_array_equal(other.covariances, given)


@pytest.mark.parametrize("variances", [[1.0, 0.0], [0.0, 1.0], [-1.0, 1.0], [-1.0, -1.0]])
def test_some_variances_of_zero(variances: list[float]) -> None:
    means = np.array([[0.0], [1.0]])
    with pytest.raises(ValueError, match="must be positive"):
        Mixture(np.array([0.5, 0.5]), means, np.array(variances), "spherical")
    limit = Mixture(np.array([0.5, 0.5]), means, np.zeros(2), "spherical")
    assert limit.shared_variance == 0.0


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"weights": "uniform", "weights_init": [0.5, 0.5]}, "weights_init has no effect"),
        ({"sigma2": 1.0, "sigma2_init": 2.0}, "sigma2_init has no effect"),
        ({"weights": "equal"}, 'weights must be "learned"'),
        ({"means_init": [[0.0]]}, "means_init must have 2 rows"),
        ({"covariance_type": "full"}, "covariance_type must be"),
        ({"n_components": 0}, "n_components"),
        ({"max_iter": -1}, "max_iter"),
        ({"tol": -1.0}, "tol"),
    ],
)
def test_settings_that_contradict_each_other(settings: dict[str, Any], said: str) -> None:
    x = np.array([[0.0], [1.0], [3.0]])
    with pytest.raises(ValueError, match=said):
        SphericalGaussianMixture(**({"n_components": 2} | settings)).fit(x)
    # One at a time, what can be said is heard.
    fit = SphericalGaussianMixture(n_components=2, weights_init=[0.25, 0.75], max_iter=0).fit(x)
    assert fit.weights_.tolist() == [0.25, 0.75]


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_one_number_missing_in_a_file(bad: float, tmp_path: Path) -> None:
    x = np.arange(12.0).reshape(6, 2)
    x[3, 1] = bad
    np.save(tmp_path / "x.npy", x)
    for kind in ("shared", "full"):
        at = Mixture(np.array([0.5, 0.5]), x[:2], of_kind(kind, 2, 2, 1.0), kind)  # type: ignore[arg-type]
        for function in (numeric.predict, numeric.score_samples, numeric.predict_proba):
            with pytest.raises(ValueError, match="NaN or infinity"):
                function(tmp_path / "x.npy", at)  # type: ignore[operator]


def test_dask_joins_what_is_cut_by_columns_and_takes_other_rows() -> None:
    dask = pytest.importorskip("dask.array")
    x = np.arange(24.0).reshape(8, 3)
    blocks, sizes, dimension = dask_blocks(dask.from_array(x, chunks=(3, 1)), "x")
    assert (sizes, dimension) == ([3, 3, 2], 3)
    np.testing.assert_array_equal(np.vstack([block() for block in blocks]), x)
    work = [(blocks[0], None), (lambda: x[3:], None)]
    sums = list(dask_map(lambda part: part[0]().sum(axis=0), work))
    np.testing.assert_array_equal(sum(sums), x.sum(axis=0))


def test_a_point_off_the_centres_has_no_density_at_the_limit() -> None:
    means = np.array([[0.0], [1.0]])
    at = Mixture(np.array([0.5, 0.5]), means, np.asarray(0.0))
    for off in (1e-3, 0.5, 2.0):
        run = run_em(means + np.array([[0.0], [off]]), at, learn_covariances=False, max_iter=0)
        assert run.log_likelihood == -np.inf
    assert run_em(means, at, learn_covariances=False, max_iter=0).log_likelihood == np.inf


@pytest.mark.parametrize("kind", ["diag", "tied", "full"])
@pytest.mark.parametrize("weighted", [False, True])
def test_the_likelihood_of_points_whose_shares_are_taken_again(kind: Any, weighted: bool) -> None:
    """Far off both centres and nearly between them, shares hang on the ends of long logarithms."""
    x = np.array([[1e6, 0.0], [1e6, 1e-9], [2e6, 0.0], [0.5, 0.25]])
    means = np.array([[0.0, 1.0], [0.0, -1.0]])
    axes = np.array([0.01, 0.02])
    same = {
        "diag": np.tile(axes, (2, 1)),
        "tied": np.diag(axes),
        "full": np.tile(np.diag(axes), (2, 1, 1)),
    }
    at = Mixture(np.array([0.25, 0.75]), means, same[kind], kind)
    s = np.array([1.0, 2.0, 0.5, 1.0]) if weighted else np.ones(4)
    with exact.precision(300):
        tops = [log_total(row) for row in exactly(at).logs(x)]
        truth = sum((exact.ball(w) * v for w, v in zip(s, tops, strict=True)), exact.ball(0.0))
        wanted = exact.nearest_double(truth)
    given: Any = {"sample_weight": s} if weighted else {}
    run = run_em(x, at, learn_covariances=False, max_iter=0, **given)
    assert run.log_likelihood == pytest.approx(wanted, rel=1e-12)


def test_values_beyond_the_range_of_doubles_come_without_a_warning() -> None:
    """Of the objectives of models and of clusters: they over- and underflow as they should."""
    x = np.array([[0.0], [1.0], [5.0]])
    assert numeric.log_likelihood(x, x[:2] + 0.25, [0.5, 0.5], 5e-324) == -np.inf
    for unit, end in ((1e200, np.inf), (1e-200, 0.0)):
        run = numeric.run_fuzzy_c_means(x * unit, x[:2] * unit, 2.0, max_iter=3)
        assert run.history[-1] == run.objective == end


def test_a_file_is_cut_into_blocks_of_the_sizes_that_are_said(tmp_path: Path) -> None:
    x = np.arange(70000.0)[:, None]
    np.save(tmp_path / "x.npy", x)
    for rows in (rows_of(tmp_path / "x.npy"), rows_of(x)):
        assert len(rows.sizes) > 1
        assert [len(block()) for block in rows.blocks] == list(rows.sizes)
        assert rows.count == 70000
        np.testing.assert_array_equal(np.vstack([block() for block in rows.blocks]), x)


def test_more_shared_points_than_a_block_keeps() -> None:
    """They are worked on at once: halves of two centres, a third and two thirds of them."""
    means, weights = np.array([[-1.0, 0.0], [1.0, 0.0]]), np.array([0.25, 0.75])
    height = np.arange(9000.0) / 8
    x = np.column_stack([np.zeros(9000), height])
    x[::3, 0] = -1.0
    for sigma2 in (0.0, 1e-9):
        at = Mixture(weights, means, np.asarray(sigma2))
        run = run_em(x, at, learn_covariances=False, max_iter=1, tol=0.0)
        shares = np.where(x[:, :1] < 0, [[1.0, 0.0]], [weights])
        np.testing.assert_allclose(run.mixture.weights, shares.mean(axis=0), rtol=1e-13)
        np.testing.assert_allclose(
            run.mixture.means, shares.T @ x / shares.sum(axis=0)[:, None], rtol=1e-12, atol=1e-12
        )


def test_shares_of_a_column_that_are_tiny_and_far_apart() -> None:
    """All of a component underflow, some of them e^7000 times as much as others."""
    x, means = np.array([[-60.0], [0.0], [0.0]]), np.array([[-20.0], [100.0]])
    for kind, c in (("full", [[[1.0]], [[1.0]]]), ("diag", [[1.0], [1.0]])):
        at = Mixture(np.array([0.5, 0.5]), means, np.array(c), kind)  # type: ignore[arg-type]
        run = run_em(x, at, learn_covariances=False, max_iter=1, tol=0.0)
        assert run.mixture.means.tolist() == [[-20.0], [0.0]]


@pytest.mark.parametrize("kind", ["diag", "full", "spherical"])
@pytest.mark.parametrize("third", [False, True])
def test_variances_of_a_narrow_component_beside_a_wide_one(kind: Any, third: bool) -> None:
    """About the grand mean the narrow one has lost its digits; a component may have no weight."""
    rng = np.random.default_rng(14)
    wide = rng.integers(-512, 513, size=(60, 2)) / 256.0
    narrow = 4096.0 + rng.integers(-512, 513, size=(40, 2)) / 2.0**30
    x, held = np.vstack([wide, narrow]), [0, 2] if third else [0, 1]
    size = 3 if third else 2
    means, weights, scale = np.zeros((size, 2)), np.zeros(size), np.ones(size)
    means[held[1]], weights[held], scale[held[1]] = 4096.0, [0.5, 0.5], 2.0**-40
    c = {
        "spherical": scale,
        "diag": np.tile(scale[:, None], 2),
        "full": scale[:, None, None] * np.eye(2),
    }
    run = run_em(x, Mixture(weights, means, c[kind], kind), max_iter=1, tol=0.0)
    for k, part in zip(held, (wide, narrow), strict=True):
        off = np.array(exact.rationals(part), dtype=object)
        off = off - off.sum(axis=0) / len(part)
        truth = (off.T @ off / len(part)).astype(float)
        wanted = {"full": truth, "diag": np.diag(truth), "spherical": np.diag(truth).mean()}[kind]
        np.testing.assert_allclose(run.mixture.covariances[k], wanted, rtol=1e-11)


def test_how_many_distances_were_looked_at() -> None:
    x = np.repeat([[0.0], [1.0], [8.0], [9.0]], 50, axis=0)
    run = run_lloyd(x, [[0.5], [8.5]], max_iter=3)
    assert run.evaluated[0] == 1.0
    assert set(run.evaluated[1:]) <= {0.0}


def test_other_centres_of_another_shape() -> None:
    x, means = np.array([[0.0, 1.0], [2.0, 3.0]]), np.array([[0.0, 0.0], [1.0, 1.0]])
    for other in (means[:1], np.vstack([means, means[:1]])):
        with pytest.raises(ValueError, match="others has shape"):
            numeric.gap_change_bound(x, means, other)


def test_means_of_a_partition_that_stands_do_not_depend_on_how_it_was_found() -> None:
    """Sums that were changed point by point carry their rounding; at the end they are new."""
    rng = np.random.default_rng(46)
    x = rng.normal(size=(600, 3)) + 2 * rng.integers(0, 2, size=(600, 1))
    runs = [numeric.run_lloyd(x, x[start : start + 2]) for start in range(0, 40, 2)]
    best = min(run.distortion for run in runs)
    same = [np.sort(run.means, axis=0) for run in runs if run.distortion <= best * (1 + 1e-9)]
    assert len(same) > 5
    assert max(run.n_iter for run in runs) > 8
    assert all((means == same[0]).all() for means in same)
