"""Gaps, responsibilities and mean updates against exact rational and ball arithmetic."""

from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest
from flint import arb, ctx, fmpq
from hardlimit.numeric import (
    assign,
    em_mean_limit,
    em_means,
    gaps,
    hard_responsibilities,
    random_problems,
    responsibilities,
    tie_weight,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ..sizes import draws

Array = npt.NDArray[np.float64]
SIGMA2 = (1.0, 1e-2, 1e-6, 1e-12, 1e-100, 1e-300, 5e-324)
PROBLEMS = random_problems(84, seed=20)


def exact_gaps(x: Array, means: Array) -> list[list[Fraction]]:
    rows = []
    for point in x.tolist():
        squares = [
            sum((Fraction(a) - Fraction(b)) ** 2 for a, b in zip(point, centre, strict=True))
            for centre in means.tolist()
        ]
        rows.append([Fraction(square - min(squares)) for square in squares])
    return rows


def exponential(exponent: Fraction) -> arb:
    return arb(fmpq(exponent.numerator, exponent.denominator)).exp()


def ball(value: Fraction | float) -> arb:
    fraction = Fraction(value)
    return arb(fmpq(fraction.numerator, fraction.denominator))


def reference_evidence(row: list[Fraction], weights: Array, sigma2: float) -> arb:
    terms = [
        ball(w) * exponential(-g / 2 / Fraction(sigma2))
        for w, g in zip(weights.tolist(), row, strict=True)
    ]
    return sum(terms, arb(0))


def reference_responsibilities(x: Array, means: Array, weights: Array, sigma2: float) -> Array:
    out = np.empty((len(x), len(means)))
    for n, row in enumerate(exact_gaps(x, means)):
        evidence = reference_evidence(row, weights, sigma2)
        for k, gap in enumerate(row):
            term = ball(weights[k]) * exponential(-gap / 2 / Fraction(sigma2))
            out[n, k] = float((term / evidence).mid())
    return out


def reference_means(x: Array, means: Array, weights: Array, sigma2: float) -> Array:
    rows = exact_gaps(x, means)
    evidence = [reference_evidence(row, weights, sigma2) for row in rows]
    out = np.empty(means.shape)
    for k in range(len(means)):
        least = min(row[k] for row in rows)
        share = [
            exponential((least - row[k]) / 2 / Fraction(sigma2)) / e
            for row, e in zip(rows, evidence, strict=True)
        ]
        total = sum(share, arb(0))
        for d in range(x.shape[1]):
            moment = sum((s * ball(v) for s, v in zip(share, x[:, d], strict=True)), arb(0))
            out[k, d] = float((moment / total).mid())
    return out


def reference_mean_limit(x: Array, means: Array, weights: Array) -> Array:
    """The formula of D5 in rational arithmetic."""
    rows = exact_gaps(x, means)
    ties = [
        sum(Fraction(w) for w, g in zip(weights.tolist(), row, strict=True) if g == 0)
        for row in rows
    ]
    out = np.empty(means.shape)
    for k in range(len(means)):
        least = min(row[k] for row in rows)
        chosen = [n for n, row in enumerate(rows) if row[k] == least]
        total = sum(1 / Fraction(ties[n]) for n in chosen)
        for d in range(x.shape[1]):
            moment = sum(Fraction(x[n, d]) / Fraction(ties[n]) for n in chosen)
            out[k, d] = float(moment / total)
    return out


def check_gaps(x: Array, means: Array) -> None:
    actual = gaps(x, means)
    for n, row in enumerate(exact_gaps(x, means)):
        for k, gap in enumerate(row):
            assert (actual[n, k] == 0) == (gap == 0)
            assert abs(Fraction(actual[n, k]) - gap) <= gap * Fraction(2) ** -36 + Fraction(5e-324)
        assert assign(x, means)[n] == row.index(Fraction(0))


@pytest.mark.parametrize("offset", [0.0, 1e4, 1e8, 0.1, 1e16])
def test_gaps_of_problems_are_zero_exactly_at_ties(offset: float) -> None:
    for problem in PROBLEMS:
        check_gaps(problem.x + offset, problem.means + offset)


coordinates = st.floats(-1e150, 1e150, allow_nan=False, allow_infinity=False)
tame = st.integers(-30, 30).map(lambda tenths: tenths / 10)


@settings(max_examples=draws(75), deadline=None)
@given(st.data(), st.sampled_from([coordinates, tame]), st.integers(1, 3))
def test_gaps_of_any_doubles(
    data: st.DataObject, family: st.SearchStrategy[float], dimension: int
) -> None:
    points = st.lists(st.lists(family, min_size=dimension, max_size=dimension), min_size=1)
    x = np.array(data.draw(points.filter(lambda rows: len(rows) < 8)))
    means = np.array(data.draw(points.filter(lambda rows: len(rows) < 5)))
    check_gaps(x, means)


@settings(max_examples=draws(75), deadline=None)
@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
@example(0.1, 0.2)
@example(1e-200, -3e-200)
@example(1e8, 1e8 + 1e-7)
def test_the_rounded_midpoint_is_tied_only_if_it_is_the_midpoint(a: float, b: float) -> None:
    middle = a / 2 + b / 2
    # The centres in both orders: the sign of a rounding error must not matter.
    means = np.array([[a], [b], [a]])
    for x in (middle, np.nextafter(middle, np.inf), np.nextafter(middle, -np.inf)):
        check_gaps(np.array([[x]]), means)
        check_gaps(np.array([[x]]), means[1:])


@pytest.mark.parametrize("sigma2", SIGMA2)
@pytest.mark.parametrize("offset", [0.0, 1e4, 1e8])
def test_responsibilities_are_right_at_every_variance(sigma2: float, offset: float) -> None:
    with ctx.workprec(300):
        for problem in PROBLEMS[:28]:
            x, means = problem.x + offset, problem.means + offset
            expected = reference_responsibilities(x, means, problem.weights, sigma2)
            actual = responsibilities(x, means, problem.weights, sigma2)
            np.testing.assert_allclose(actual, expected, rtol=0, atol=1e-14)


def test_responsibilities_follow_the_data_down_to_the_smallest_variance() -> None:
    # Gaps and 2σ² of the same tiny size: the quotient is moderate, 1/σ² is not a double.
    x, means = np.array([[3e-155]]), np.array([[0.0], [8e-155]])
    with ctx.workprec(300):
        for sigma2 in (1e-309, 3e-310, 1e-308):
            expected = reference_responsibilities(x, means, np.array([0.25, 0.75]), sigma2)
            actual = responsibilities(x, means, [0.25, 0.75], sigma2)
            assert 1e-4 < expected[0, 1] < 1 - 1e-4
            np.testing.assert_allclose(actual, expected, rtol=1e-12)


@pytest.mark.parametrize("sigma2", [4.0, 0.25, 1e-3, 1e-9, 1e-100, 5e-324])
@pytest.mark.parametrize("offset", [0.0, 1e6])
def test_soft_means_are_right_where_all_responsibilities_underflow(
    sigma2: float, offset: float
) -> None:
    with ctx.workprec(300):
        for problem in PROBLEMS[:28]:
            x, means = problem.x + offset, problem.means + offset
            expected = reference_means(x, means, problem.weights, sigma2)
            actual = em_means(x, means, problem.weights, sigma2)
            np.testing.assert_allclose(actual, expected, rtol=4e-16, atol=1e-13)


@pytest.mark.parametrize("offset", [0.0, 0.1, 1e8])
def test_the_limit_of_the_mean_update_follows_the_formula_of_d5(offset: float) -> None:
    for problem in PROBLEMS:
        x, means = problem.x + offset, problem.means + offset
        limit = em_mean_limit(x, means, problem.weights)
        expected = reference_mean_limit(x, means, problem.weights)
        np.testing.assert_allclose(limit.means, expected, rtol=4e-16, atol=1e-14)
        nearest_to_none = [all(gap) for gap in zip(*exact_gaps(x, means), strict=True)]
        assert limit.empty.tolist() == nearest_to_none


@pytest.mark.parametrize("offset", [0.0, 0.1, 1e8])
def test_the_limit_splits_ties_by_weight(offset: float) -> None:
    for problem in PROBLEMS:
        x, means = problem.x + offset, problem.means + offset
        tied = np.array([[gap == 0 for gap in row] for row in exact_gaps(x, means)])
        mass = np.where(tied, problem.weights, 0.0)
        np.testing.assert_array_equal(tie_weight(x, means, problem.weights), mass.sum(axis=1))
        np.testing.assert_allclose(
            hard_responsibilities(x, means, problem.weights),
            mass / mass.sum(axis=1, keepdims=True),
            rtol=1e-15,
        )


def test_equal_least_gaps_are_recognised_although_their_roundings_differ() -> None:
    """Permuted coordinates and centres on the diagonal: all gaps tie, their sums round apart."""
    rounded_apart = 0
    rng = np.random.default_rng(8)
    for _ in range(40):
        base = rng.integers(-50, 50, 3) / 10
        x = np.array([base[[0, 1, 2]], base[[1, 2, 0]], base[[2, 0, 1]]])
        means = np.array([np.full(3, 0.1), np.full(3, 7.3)])
        weights = np.array([0.5, 0.5])
        least = gaps(x, means)[:, 1]
        if not (least > 0).all() or len({*base.tolist()}) < 3:
            continue
        rounded_apart += len({*np.einsum("nd,nd->n", x - means[1], x - means[1]).tolist()}) > 1
        limit = em_mean_limit(x, means, weights).means
        np.testing.assert_allclose(limit[1], np.full(3, base.mean()), rtol=1e-13, atol=1e-15)
        np.testing.assert_array_equal(em_means(x, means, weights, 1e-300), limit)
        # One of them nearer by the last bit of one coordinate wins alone.
        x[1] = np.nextafter(x[1], means[1])
        np.testing.assert_array_equal(em_mean_limit(x, means, weights).means[1], x[1])
        np.testing.assert_array_equal(em_means(x, means, weights, 1e-300)[1], x[1])
    assert rounded_apart > 5
