"""What random problems seldom ask: components without weight, many of them, cancellation, balls."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import arb, arb_mat
from hardlimit import numeric
from hardlimit.numeric import Mixture, exact, run_em
from hardlimit.numeric.accuracy import signed
from hardlimit.numeric.energies import energy_gaps
from hardlimit.numeric.gaps import lead_of
from hardlimit.numeric.scoring import log_likelihood_of

from .mixtures import KINDS, exactly
from .test_hard_cases import of_kind


@pytest.mark.parametrize("kind", KINDS)
def test_components_without_weight_have_no_share(kind: Any) -> None:
    rng = np.random.default_rng(3)
    x, means = rng.normal(size=(9, 2)), rng.normal(size=(4, 2))
    whole = Mixture(np.array([0.0, 0.25, 0.0, 0.75]), means, of_kind(kind, 4, 2, 0.5), kind)
    c = whole.covariances if kind in ("shared", "tied") else whole.covariances[[1, 3]]
    part = Mixture(np.array([0.25, 0.75]), means[[1, 3]], c, kind)
    with exact.precision(200):
        truth = exactly(part)
        shares, logs = exact.doubles(truth.shares(x)), truth.joint(x)
        levels = [exact.nearest_double(sum(row, arb(0)).log()) for row in logs]
    found = numeric.predict_proba(x, whole)
    assert not found[:, [0, 2]].any()
    np.testing.assert_allclose(found[:, [1, 3]], shares, rtol=1e-13)
    np.testing.assert_allclose(numeric.score_samples(x, whole), levels, rtol=1e-13)
    assert numeric.predict(x, whole).tolist() == [1 + 2 * int(b > a) for a, b in shares]
    if kind in ("shared", "spherical"):
        got = numeric.expected_complete_log_likelihood(
            x, found, means, whole.weights, whole.covariances
        )
        entropy = -(shares * np.log(shares)).sum()
        assert got == pytest.approx(sum(levels) - entropy, rel=1e-12)


@pytest.mark.slow
def test_more_components_than_are_counted_on_fingers() -> None:
    """Each point at its own of 80 centres, but for some halfway between two."""
    rng = np.random.default_rng(4)
    means = 4 * np.array(list(itertools.product(range(10), range(8))), dtype=float)
    x = means[rng.integers(80, size=100)] + rng.integers(-64, 65, size=(100, 2)) / 64
    x[:7] = (means[10] + means[18]) / 2
    truth = exact.doubles(exact.hard_responsibilities(x, means, [Fraction(1, 80)] * 80))
    held = truth.any(axis=0)
    centres = (truth.T @ x)[held] / truth.sum(axis=0)[held, None]
    for sigma2 in (0.0, 1e-12, 1e-3):
        at = Mixture(np.full(80, 1 / 80), means, np.asarray(sigma2))
        run = run_em(x, at, learn_covariances=False, max_iter=1, tol=0.0)
        np.testing.assert_allclose(run.mixture.weights, truth.mean(axis=0), rtol=1e-13)
        np.testing.assert_allclose(run.mixture.means[held], centres, rtol=1e-13)
        hard = run_em(x, at, assignment="hard", learn_covariances=False, max_iter=1, tol=0.0)
        counts = np.bincount(exact.labels(x, means), minlength=80)
        np.testing.assert_allclose(hard.mixture.weights, counts / 100, rtol=1e-13)


#: Equal multiples π²/det, at different weights.
PAIRS: list[tuple[Any, Any]] = [("spherical", [3.0, 12.0]), ("diag", [[3.0], [12.0]]),
                                ("full", [[[3.0]], [[12.0]]])]  # fmt: skip


@pytest.mark.parametrize(("kind", "covariances"), PAIRS)
def test_ties_of_components_of_hardly_any_weight(kind: Any, covariances: Any) -> None:
    """Logarithms of weights are long here, and round; what ties is a matter of rationals."""
    for small in 1e-300 * np.random.default_rng(5).integers(1, 1000, size=20) / 7:
        weights = np.array([small, 2 * small, 1 - 3 * small])
        value = np.concatenate([np.array(covariances), np.array(covariances[:1])])
        # Energies (0 − 1)²/3 and (0 − 2)²/12.
        means = np.array([[1.0], [2.0], [1e6]])
        for order in ([0, 1, 2], [1, 0, 2]):
            at = Mixture(weights[order], means[order], value[order], kind)
            assert numeric.predict([[0.0]], at).tolist() == [0]


@pytest.mark.parametrize("kind", ["diag", "full", "spherical"])
def test_logarithms_against_energies_off_both_centres(kind: Any) -> None:
    """Twice as much weight against a difference of two squares of 2 log 2, as doubles come."""
    value = {"diag": [[1.0], [1.0]], "full": [[[1.0]], [[1.0]]], "spherical": [1.0, 1.0]}[kind]
    for near in (1.0, -0.75, 0.3):
        root = float(np.sqrt(2 * np.log(2.0) + near**2))
        for steps in range(-3, 4):
            far = root + steps * np.spacing(root)
            with exact.precision(200):
                gap = exact.rational(far) ** 2 - exact.rational(near) ** 2
                nearer = arb(gap / 2) < arb(2).log()
            for order in ([0, 1], [1, 0]):
                at = Mixture(
                    np.array([1 / 3, 2 / 3])[order], np.array([[near], [far]])[order],
                    np.array(value), kind,
                )  # fmt: skip
                assert numeric.predict([[0.0]], at).tolist() == [order.index(int(nearer))]


def nearly_tied(seed: int) -> tuple[Any, Any]:
    """A point whose gap is some 150 bits below its terms: each coordinate cancels the last."""
    rng = np.random.default_rng(seed)
    steps = np.array([1.0, 2.0**-51, 2.0**-100]) * (1 + rng.random(3))
    near = np.array([0.25, 2.0**-52, 2.0**-101]) * (1 + rng.random(3))
    other = near - steps
    x = np.array([float(rng.integers(2, 5)), 0.0, 0.0])
    for d in range(3):
        table = exact.rationals(np.array([x, near, other]))
        moves = [(n - o, 2 * p - n - o) for p, n, o in zip(*table, strict=True)]
        left = sum((a * b for a, b in moves), exact.rational(0))
        if d == 0:
            # Somewhere, and all that follows makes up for it.
            continue
        wanted = table[0][d] - left / (2 * moves[d][0])
        x[d] = exact.nearest_double(wanted)
    return x[None], np.array([near, other])


def test_gaps_far_below_twice_the_precision() -> None:
    signs = set()
    for seed in range(40):
        x, means = nearly_tied(seed)
        for order in ([0, 1], [1, 0]):
            truth = exact.gaps(x, means[order])
            wanted = exact.labels(x, means[order]).tolist()
            assert numeric.assign(x, means[order]).tolist() == wanted
            found = numeric.gaps(x, means[order])
            for got, true in zip(found[0], truth[0], strict=True):
                assert exact.relative_error(got, true) < 1e-10
            energies, power = energy_gaps(x, means[order], np.array([3.0, 3.0]), signed)
            assert (energies[0] == 0).tolist() == [v == 0 for v in truth[0]]
            assert power == -2
            signs.add(wanted[0])
    assert signs == {0, 1}


def test_bounds_of_energies_grow_with_the_dimension() -> None:
    """Of one point in seven dimensions: D squares are added, whatever the number of points."""
    rng = np.random.default_rng(15)
    x, means = rng.normal(size=(1, 7)), rng.normal(size=(2, 7))
    bounds: list[float] = []

    def never(gap: Any, error: Any) -> Any:
        bounds.append(float(error.max()))
        return np.zeros(gap.shape, dtype=np.bool_)

    gaps, power = energy_gaps(x, means, np.array([0.5, 0.75]), never)
    squares = exact.squared_distances(x, means)[0]
    energies = [squares[0] / exact.rational(0.5), squares[1] / exact.rational(0.75)]
    both = exact.nearest_double(sum(energies, exact.rational(0))) / 2.0**power
    gap = exact.nearest_double(abs(energies[0] - energies[1])) / 2.0**power
    assert gaps.max() == pytest.approx(gap, rel=1e-15)
    eps = 2.0**-52
    plain, finer = min(bounds[:2]), min(bounds[2:])
    assert plain / eps == pytest.approx((7 + 5) / 2 * both, rel=1e-9)
    assert finer / eps == pytest.approx((8 * 7 + 32) * eps * both + 2 * gap, rel=1e-9)
    assert (finer / eps - 2 * gap) / eps == pytest.approx((8 * 7 + 32) * both, rel=0.1)


def test_columns_that_are_tiny_everywhere_hang_on_differences_of_exponents() -> None:
    """A centre e^−50 behind, points far apart along an axis that no distance depends on."""
    rng = np.random.default_rng(6)
    for reach in (8.0, 32.0, 100.0, 250.0, 1000.0):
        sigma2 = 2.0**-10
        means = np.array([[-reach, 0.0, 0.0], [reach, 0.0, 0.0], [0.0, 0.0, 0.0]])
        means[2, 1] = np.sqrt(reach**2 + 100 * sigma2)
        x = rng.normal(size=(30, 3)) * [1e-5 / reach, 1e-5 / reach, 5.0]
        weights = np.array([0.3, 0.3, 0.4])
        with exact.precision(300):
            truth = exact.em_step(x, exact.Mixture(means, weights, sigma2)).means
            wanted = exact.doubles([list(m) for m in truth])
        found = numeric.em_means(x, means, weights, sigma2)
        assert np.abs(found[2] - wanted[2]).max() < 5e-12, reach


@pytest.mark.parametrize("fuzzifier", [1 + 2.0**-20, 1 + 2.0**-30, 1.000001])
def test_fuzzy_memberships_where_m_is_nearly_one(fuzzifier: float) -> None:
    """Powers of a million: distances that differ in the last digits decide."""
    means = np.array([[0.0, 0.0], [3.0, 1.0], [-1.0, 3.0]])
    half = np.array([1.5, 0.5])
    along = np.array([-1.0, 3.0])
    x = np.array([half, half + along / 8, half + 2.0**-30, half - 2.0**-24, [0.0, 0.0], [3.0, 1.0],
                  half + along / 4 + 2.0**-40])  # fmt: skip
    rng = np.random.default_rng(13)
    x = np.vstack([x, half + along * rng.normal(size=(8, 1)) + rng.normal(size=(8, 2)) * 1e-9])
    with exact.precision(3000):
        power = arb(1) / (exact.ball(fuzzifier) - 1)
        truth = []
        for row in exact.squared_distances(x, means):
            if not all(row):
                truth.append([arb(int(d == 0)) for d in row])
                continue
            logs = [-exact.ball(d).log() * power for d in row]
            top = max(logs, key=lambda v: v.mid())
            terms = [(v - top).exp() for v in logs]
            truth.append([t / sum(terms, arb(0)) for t in terms])
        wanted = exact.doubles(truth)
    found = numeric.fuzzy_memberships(x, means, fuzzifier)
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-300)
    assert len({tuple(row) for row in np.round(wanted, 3).tolist()}) > 3


@pytest.mark.parametrize("fuzzifier", [1.125, 1 + 2.0**-20])
def test_the_fuzzy_mean_of_a_cluster_that_is_far_from_all_points(fuzzifier: float) -> None:
    """Its memberships are tiny; points with two nearest centres have half of what others have."""
    x = np.array([[-2.0, 0.0], [0.0, 0.0], [0.0, 1e-4], [0.5, 0.25]])
    means = np.array([[-1.0, 0.0], [1.0, 0.0], [0.0, 300.0]])
    run = numeric.run_fuzzy_c_means(x, means, fuzzifier, max_iter=1, tol=0.0)
    with exact.precision(400):
        squares = exact.squared_distances(x, means)
        power = 1 / (exact.ball(fuzzifier) - 1)
        share = [
            1 / sum(((exact.ball(row[2]) / exact.ball(d)) ** power for d in row), exact.ball(0))
            for row in squares
        ]
        share = [u ** exact.ball(fuzzifier) for u in share]
        total = sum(share, exact.ball(0))
        for d in range(2):
            parts = (u * exact.ball(v) for u, v in zip(share, x[:, d], strict=True))
            wanted = exact.nearest_double(sum(parts, exact.ball(0)) / total)
            assert run.means[2, d] == pytest.approx(wanted, rel=1e-12, abs=0)


def test_what_a_fuzzy_run_returns() -> None:
    x = np.random.default_rng(7).normal(size=(40, 2))
    for steps in (0, 1, 4):
        run = numeric.run_fuzzy_c_means(x, x[:3], 1.75, max_iter=steps, tol=0.0)
        assert len(run.history) == run.n_iter + 1 == steps + 1
        assert run.objective == run.history[-1]
        u = numeric.fuzzy_memberships(x, run.means, 1.75)
        np.testing.assert_array_equal(run.memberships, u)
        loss = (u**1.75 * numeric.squared_distances(x, run.means)).sum()
        assert run.objective == pytest.approx(loss, rel=1e-13)
        assert not run.converged


def test_the_greatest_variance_of_turned_data() -> None:
    """Variances 4 and 1, or 4, 1 and 9/4, about axes turned by 3-4-5 triangles."""
    turn = np.array([[3.0, 4.0], [-4.0, 3.0]]) / 5
    x = np.array([[2.0, 1.0], [2.0, -1.0], [-2.0, 1.0], [-2.0, -1.0]]) @ turn + [7.0, -3.0]
    assert numeric.critical_variance(x) == pytest.approx(4.0, rel=1e-14)
    assert numeric.critical_variance(x[:, :1]) == pytest.approx(x[:, 0].var(), rel=1e-14)
    box = np.array(list(itertools.product((-2.0, 2.0), (-1.0, 1.0), (-1.5, 1.5))))
    box[:, :2] = box[:, :2] @ turn
    box[:, 1:] = box[:, 1:] @ turn
    assert numeric.critical_variance(box) == pytest.approx(4.0, rel=1e-14)


@pytest.mark.parametrize(
    ("a", "s"), [(1.0, 0.5), (0.3, 1.25), (2.0, 0.75), (0.0, 2.0), (30.0, 2.0)]
)
def test_the_centre_of_two_halves_is_a_fixed_point(a: float, s: float) -> None:
    """E[X tanh(c X/σ²)] by the trapezium rule, which converges faster than any power here."""
    x = a + s * np.linspace(-12, 12, 4001)
    density = np.exp(-(((x - a) / s) ** 2) / 2)
    density /= density.sum()
    for part in (0.125, 0.25, 0.5, 0.9):
        sigma2 = part * (a**2 + s**2)
        c = numeric.soft_centre(a, s, sigma2)
        assert c > 0
        assert density @ (x * np.tanh(c * x / sigma2)) == pytest.approx(c, rel=1e-12)
    assert numeric.soft_centre(a, s, 1.5 * (a**2 + s**2)) == pytest.approx(0.0, abs=1e-9)
    mean = float(density @ np.abs(x))
    assert numeric.kmeans_centre(a, s) == pytest.approx(mean, rel=1e-5)


@pytest.mark.parametrize("kind", ["full", "diag", "tied", "spherical"])
def test_points_whose_densities_are_no_doubles(kind: Any) -> None:
    """Exponents beyond the range: shares are those of the nearer, in the metric of each."""
    level = {"full": 1e-300 * np.eye(2), "diag": np.full(2, 1e-300), "tied": 1e-300 * np.eye(2),
             "spherical": np.asarray(1e-300)}[kind]  # fmt: skip
    value = level if kind == "tied" else np.array([level, 2 * level])
    means = np.array([[0.0, 0.0], [0.0, 4.0]])
    at = Mixture(np.array([0.5, 0.5]), means, value, kind)
    x = np.array([[1e10, 1.0], [1e6, -3.0], [0.0, 1e9], [1.0, 1e9]])
    with exact.precision(3000):
        wanted = exact.doubles(exactly(at).shares(x))
    np.testing.assert_array_equal(numeric.predict_proba(x, at), wanted)
    assert (numeric.score_samples(x, at) == -np.inf).all()
    assert numeric.predict(x, at).tolist() == wanted.argmax(axis=1).tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_components_that_stand_on_one_point_collapse(kind: Any) -> None:
    """Whatever rounding makes of a mean of equal numbers, the variance about it is zero."""
    rng = np.random.default_rng(8)
    for _ in range(25):
        here = rng.normal(size=1) * 10
        there = here + 3 + rng.random(1)
        x = np.vstack([np.tile(here, (7, 1)), np.tile(there, (5, 1))])
        at = Mixture(np.array([0.5, 0.5]), np.array([here, there]), of_kind(kind, 2, 1, 1e-3), kind)
        run = run_em(x, at, sample_weight=rng.random(12) + 0.1, max_iter=30)
        assert run.unbounded
        assert run.collapsed.size
        assert (run.mixture.covariances >= 0).all()


def test_a_fuzzy_run_ends_where_nothing_falls() -> None:
    x = np.array([[0.0], [1.0], [2.0], [10.0], [11.0]])
    for limit in (0.0, 1e-3):
        run = numeric.run_fuzzy_c_means(x, [[0.0], [10.0]], max_iter=1000, tol=limit)
        assert run.converged
        assert 0 < run.n_iter < 300
        last, end = run.history[-2:]
        assert last - end <= limit * last
        earlier = run.history[:-1]
        assert all(a - b > limit * a for a, b in itertools.pairwise(earlier))


@pytest.mark.parametrize("width", [1e-3, 1e-6, 1e-7])
@pytest.mark.parametrize("kind", ["full", "tied"])
def test_covariances_of_points_nearly_on_a_line(width: float, kind: Any) -> None:
    """From a wide start: what is left of second moments about the mean loses no digits."""
    rng = np.random.default_rng(9)
    along = rng.normal(size=(40, 1)) * [1.0, 2.0] + [3.0, -1.0]
    x = along + width * rng.normal(size=(40, 1)) * [2.0, -1.0]
    start = np.array([np.eye(2) * 4] * 1)
    at = Mixture(np.ones(1), x[:1], start[0] if kind == "tied" else start, kind)
    run = run_em(x, at, max_iter=1)
    with exact.precision(300):
        step = exactly(at).step(
            x, np.ones(40), weights=True, means=True, covariances=True, hard=False, reg=0.0
        )
        wanted = exact.nearest_double(arb_mat(step.covariances[0]).det())
        table = exact.rationals(run.mixture.covariances.reshape(2, 2))
        found = exact.nearest_double(table[0][0] * table[1][1] - table[0][1] ** 2)
    # Entries are rounded, and a last digit of theirs is this part of what is left.
    assert found == pytest.approx(wanted, rel=1e-15 / width**2 + 1e-12)


def test_empty_clusters_of_weighted_points_are_those_without_labels() -> None:
    """Weights that do not add up exactly leave nothing behind where a cluster loses its points."""
    rng = np.random.default_rng(10)
    emptied = 0
    for _ in range(150):
        x, means = rng.normal(size=(14, 1)), rng.normal(size=(6, 1)) * 2
        s = rng.random(14) + 0.1
        for steps in (1, 2, 3, 5):
            run = numeric.run_lloyd(x, means, sample_weight=s, max_iter=steps)
            held = np.bincount(run.labels, minlength=6) > 0
            assert run.empty.tolist() == np.flatnonzero(~held).tolist()
            emptied += int((~held).sum())
    assert emptied > 100


def test_leads_that_nearly_tie_are_decided_exactly() -> None:
    """Points equally far from a component that nobody is nearest to, in no symmetric directions."""
    triples = [(3, 4, 5), (5, 12, 13), (8, 15, 17), (20, 21, 29)]
    for number, (a, b, c) in enumerate(triples):
        rng = np.random.default_rng(number)
        unit, shift = int(rng.integers(1, 2**24)) / 2.0**24, rng.integers(-9, 10, size=2) / 4.0
        far = 8 * c
        # Each point has a centre on it, so that its gap is the distance to the empty one.
        x = shift + unit * np.array([[a, b], [c, 0], [b, -a], [-far, 0]])
        for move in (0.0, 2.0**-40, -(2.0**-40)):
            moved = x.copy()
            moved[1, 0] += move
            means = np.vstack([moved, shift])
            weights = np.full(5, 0.2)
            truth = exact.mean_limit(moved, means, weights)
            found = numeric.em_mean_limit(moved, means, weights)
            assert found.empty.tolist() == truth.empty
            np.testing.assert_allclose(found.means, exact.doubles(truth.means), rtol=1e-14)


def test_two_points_that_tie_for_a_component_are_its_mean_in_the_limit() -> None:
    """Coordinates in another order: equal gaps exactly, but not as they are rounded."""
    rng = np.random.default_rng(12)
    rounded = 0
    for _ in range(40):
        first = rng.random(5)
        x = np.vstack([first, np.roll(first, 2), rng.random((2, 5)) - 4])
        means = np.vstack([np.full(5, -0.1), np.full(5, 9.1), np.full(5, -4.0)])
        gap = exact.gaps(x[:2], means)
        assert gap[0][1] == gap[1][1]
        found = numeric.gaps(x[:2], means)[:, 1]
        rounded += int(found[0] != found[1])
        moved = numeric.em_mean_limit(x, means, np.full(3, 1 / 3))
        assert moved.empty.tolist() == [False, True, False]
        np.testing.assert_allclose(moved.means[1], x[:2].mean(axis=0), rtol=1e-15)
    assert rounded > 3


def test_how_far_points_are_from_a_tie_is_exact() -> None:
    rng = np.random.default_rng(14)
    for power in (-45, 0, 60):
        x = np.ldexp(np.vstack([np.full((3, 2), 0.7), rng.random((3, 2)) - 5]), power)
        x[1] *= 1 + 2.0**-50
        x[2, 0] *= 1 - 2.0**-40
        means = np.ldexp([[-0.1, 0.3], [9.0, 8.0], [-4.0, -3.0]], power)
        lead = lead_of(x, means, numeric.gaps(x, means))[:, 1]
        gap = [row[1] for row in exact.gaps(x, means)]
        wanted = [exact.nearest_double(g - min(gap)) for g in gap]
        assert lead[:3].tolist() == wanted[:3]
        np.testing.assert_allclose(lead, wanted, rtol=1e-12)


def test_labels_that_change_only_after_the_first_means() -> None:
    """At first all points are in the first cluster: that is no end."""
    run = numeric.run_lloyd([[0.0]] * 9 + [[10.0]], [[6.0], [15.0]])
    assert run.labels.tolist() == [0] * 9 + [1]
    assert run.means.ravel().tolist() == [0.0, 10.0]
    assert run.n_iter == 3


@pytest.mark.parametrize("largest", [1e-300, 1e300])
def test_columns_in_units_that_are_far_apart(largest: float) -> None:
    rng = np.random.default_rng(13)
    x = rng.normal(size=(40, 2)) * [largest, 1.0]
    x[:, 1] = rng.integers(-1, 2, size=40)
    run = numeric.run_lloyd(x, x[:4], max_iter=2)
    assert run.labels.tolist() == list(exact.labels(x, run.means))
    assert np.isfinite(run.means).all()


@pytest.mark.parametrize("kind", KINDS)
def test_two_near_components_of_data_that_reach_far(kind: Any) -> None:
    """Squares of what reaches far are subtracted nowhere."""
    rng = np.random.default_rng(11)
    near = 2e4 + rng.normal(size=(20, 2))
    x = np.vstack([near, [[-2e4, -2e4]]])
    means = np.array([[2e4 - 0.5, 2e4], [2e4 + 0.5, 2e4], [-2e4, -2e4]])
    at = Mixture(np.array([0.3, 0.4, 0.3]), means, of_kind(kind, 3, 2, 1.0), kind)
    run = run_em(x, at, max_iter=1, learn_means=False, learn_covariances=False)
    with exact.precision(300):
        shares = exact.doubles(exactly(at).shares(x))
        level = exact.nearest_double(exactly(at).log_likelihood(x, np.ones(21)))
    np.testing.assert_allclose(run.mixture.weights, shares.mean(axis=0), rtol=0, atol=1e-12)
    assert run.history[0] == pytest.approx(level, rel=1e-12)
    assert log_likelihood_of(x, at) == pytest.approx(level, rel=1e-12)


def test_close_centres_beside_a_far_one() -> None:
    """The bound of the error of scores, of the far one, exceeds the distance to the close ones."""
    rng = np.random.default_rng(12)
    for reach in (1e2, 1e4, 1e6):
        x = np.vstack([rng.normal(size=(60, 2)) * 1e-3, [[reach, reach]]])
        means = np.array([[0.0, 0.0], [1e-4, 0.0], [0.0, 1e-4], [reach, reach]])
        run = numeric.run_lloyd(x, means, max_iter=1)
        labels = exact.labels(x, means)
        np.testing.assert_allclose(
            run.means, exact.doubles(exact.cluster_means(x, labels, means)), rtol=1e-9
        )
        assert run.labels.tolist() == exact.labels(x, run.means).tolist()
