"""What spherical mixtures and k-means differ in, computed: limits, borders, widths, overlap."""

import numpy as np
import pytest
from hardlimit.numeric import (
    classification_criterion,
    collapse_step,
    critical_variance,
    dividing_ball,
    em_jacobian,
    em_means,
    gap_change_bound,
    gaps,
    hardening_bound,
    kmeans_centre,
    lloyd,
    log_likelihood,
    narrow_variance,
    old_faithful,
    own_width_shares,
    responsibilities,
    rest_error_bound,
    soft_centre,
    step_error_bound,
    total_variation,
    tropical_step,
)


def standardised() -> np.ndarray:
    data = old_faithful()
    return (data - data.mean(axis=0)) / data.std(axis=0)


def test_a_narrow_variance_keeps_the_error_below_what_was_asked() -> None:
    """D3: for every point whose gap is large enough, and the bound is met."""
    x, means, weights = standardised(), np.array([[-1.0, -1.0], [1.0, 1.0]]), [0.3, 0.7]
    squares = ((x[:, None] - means) ** 2).sum(axis=2)
    gap = np.abs(squares[:, 0] - squares[:, 1])
    chosen = gap >= 1.0
    variance = narrow_variance(1.0, weights, 1e-3)
    assert hardening_bound(1.0, weights, variance) == pytest.approx(1e-3, rel=1e-12)
    soft, hard = (responsibilities(x, means, weights, v) for v in (variance, 0.0))
    error = total_variation(soft, hard)
    assert chosen.sum() > 200
    assert error[chosen].max() <= 1e-3 < error.max()


def test_a_handicap_lasts_for_many_steps_and_fixed_weights_for_none() -> None:
    """D6: with learned weights the mean sits on a point and does not win it."""
    x, means = np.array([[0.0], [1.0], [10.0], [11.0], [30.0]]), np.array([[5.5], [500.0]])
    now, c = tropical_step(x, means, np.zeros(2))
    assert now[1, 0] == 30.0
    assert c[1] > 200_000
    for _ in range(5):
        before = c
        now, c = tropical_step(x, now, c)
        # It sits on its point, and gets back what that costs where it is: never the point.
        np.testing.assert_array_equal(now, [[10.4], [30.0]])
        assert before[1] - c[1] == pytest.approx(19.6**2, rel=1e-10)
    fixed, _ = tropical_step(x, means, np.zeros(2))
    assert fixed[1, 0] == 30.0
    again, _ = tropical_step(x, fixed, np.zeros(2))
    assert again[1, 0] > 10


def test_the_limit_of_vanishing_weights_is_that_of_em() -> None:
    """D6: one step of EM at a small width, with logarithms of weights."""
    x, means, c = np.array([[0.0], [2.0], [7.0]]), np.array([[0.5], [6.0], [12.0]]), [0.0, 1.0, 3.0]
    s2 = 0.05
    logits = -(((x[:, None] - means) ** 2).sum(axis=2) + c) / (2 * s2)
    logs = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    learned = np.logaddexp.reduce(logs, axis=0) - np.log(3)
    limit = tropical_step(x, means, c).handicaps
    found = -2 * s2 * learned
    assert (limit <= found + 1e-12).all()
    assert (found <= limit + 2 * s2 * np.log(9)).all()


@pytest.mark.parametrize("s2", [0.05, 4.0, 60.0, 2000.0])
def test_a_step_with_handicaps_is_one_of_em(s2: float) -> None:
    """D6e: where no share underflows it is the step of EM for weights and means, at any width."""
    x, means, c = standardised(), np.array([[-1.0, 0.0], [1.0, 1.0], [0.0, 3.0]]), [0.0, 1.0, 0.2]
    weights = np.exp(-np.array(c) / (2 * s2))
    r = responsibilities(x, means, weights / weights.sum(), s2)
    new = tropical_step(x, means, c, s2)
    np.testing.assert_allclose(new.handicaps, -2 * s2 * np.log(r.mean(axis=0)), rtol=1e-12)
    np.testing.assert_allclose(
        new.means, em_means(x, means, weights / weights.sum(), s2), rtol=1e-9
    )


@pytest.mark.parametrize("s2", [1e-300, 1e-3, 0.5])
def test_a_handicap_lasts_as_many_steps_at_every_width(s2: float) -> None:
    """D6e: it loses R a step at most, and the component has next to nothing while it is above R."""
    x = np.array([[0.0], [1.0], [10.0], [11.0], [30.0]])
    now, c = tropical_step(x, [[5.5], [82.0]], [0.0, 0.0], s2)
    first, steps, most = c[1], 0, 0.0
    while c[1] > most:
        most = max(most, float(((x - now[0]) ** 2).max()))
        now, c = tropical_step(x, now, c, s2)
        steps += 1
    assert first - c[1] <= steps * most * (1 + 1e-12)
    assert steps == 5


def test_a_step_ends_as_near_to_the_clusters_as_is_said() -> None:
    """D10, D11: whatever the centres were; and where EM rests it is that near to its clusters."""
    x, weights, s2 = old_faithful()[::8], [0.4, 0.6], 9.0
    means = np.array([[2.5, 60.0], [4.0, 85.0]])
    hard = em_means(x, means, weights, 0.0)
    error = np.abs(em_means(x, means, weights, s2) - hard)
    bound = step_error_bound(x, means, weights, s2)
    assert 0 < error.max() <= bound.max()
    assert (error <= bound).all()
    assert (np.abs(means - hard) <= rest_error_bound(x, means, weights, s2)).all()
    for _ in range(60):
        means = em_means(x, means, weights, s2)
    rest = rest_error_bound(x, means, weights, s2)
    np.testing.assert_allclose(rest, step_error_bound(x, means, weights, s2), atol=1e-9)
    assert (np.abs(means - em_means(x, means, weights, 0.0)) <= rest).all()


def test_centres_that_are_near_keep_their_labels() -> None:
    """D10b: no gap changes by more than is said; when that is below the least, labels stay."""
    x, means = standardised(), np.array([[-1.0, -1.0], [1.0, 1.0]])
    signed = ((x[:, None] - means) ** 2).sum(axis=2) @ [1, -1]
    kept = []
    for step in (1e-5, 1e-3, 0.1):
        other = means + step * np.array([[1, -1], [-1, 1]])
        moved = ((x[:, None] - other) ** 2).sum(axis=2) @ [1, -1]
        bound = gap_change_bound(x, means, other)
        assert np.abs(moved - signed).max() <= bound
        assert ((moved > 0) == (signed > 0))[np.abs(signed) > bound].all()
        kept.append(bool(bound < gaps(x, means).max(axis=1).min()))
    assert kept == [True, True, False]


def test_a_ball_divides_two_widths() -> None:
    """D12c: inside of it the narrower component has the point, outside the wider one."""
    mu, nu, v, w = np.array([0.0, 0.0]), np.array([3.0, 1.0]), 1.0, 4.0
    ball = dividing_ball(mu, nu, v, w)
    points = standardised() * 3
    inside = ((points - ball.centre) ** 2).sum(axis=1) < ball.radius2
    shares = own_width_shares(points, [mu, nu], [0.9, 0.1], [v, w])
    np.testing.assert_array_equal(shares[:, 0] > 0.5, inside)
    assert 0 < inside.sum() < len(points)


def test_tied_costs_share_by_weight_and_determinant() -> None:
    """D12b: the point 2 is 4 away from one centre, 16 from the other, with variances 1 and 4."""
    shares = own_width_shares([[2.0]], [[0.0], [6.0]], [0.5, 0.5], [1.0, 4.0])
    np.testing.assert_allclose(shares, [[2 / 3, 1 / 3]], rtol=1e-15)


def test_a_cluster_of_one_point_sends_the_criterion_down() -> None:
    """D12e."""
    x, means, labels = [[0.0], [5.0], [7.0]], [[0.0], [6.0]], [0, 1, 1]
    values = [classification_criterion(x, means, labels, [10.0**-p, 1.0]) for p in (0, 100, 300)]
    assert values[0] > values[1] > values[2]
    assert values[2] == pytest.approx(2.0 - 300 * np.log(10), rel=1e-14)


def test_the_jacobian_is_the_derivative_of_a_step() -> None:
    """D13c, by central differences, and D13d: its largest value at the collapse."""
    x, weights, s2 = standardised(), np.array([0.2, 0.3, 0.5]), 0.7
    means = np.array([[-1.0, -1.0], [1.0, 1.0], [0.0, 0.5]])
    exact = em_jacobian(x, means, weights, s2)
    for b in range(3):
        for g in range(2):
            step = np.zeros_like(means)
            step[b, g] = 1e-5
            high, low = (em_means(x, means + sign * step, weights, s2) for sign in (1, -1))
            np.testing.assert_allclose((high - low) / 2e-5, exact[:, :, b, g], atol=1e-9)
    top = critical_variance(x)
    at_mean = em_jacobian(x, np.tile(x.mean(axis=0), (3, 1)), weights, s2)
    values = np.abs(np.linalg.eigvals(at_mean.reshape(6, 6)))
    assert values.max() == pytest.approx(top / s2, rel=1e-12)
    move = np.array([[0.3, -0.1], [0.2, 0.4], [-0.5, 0.1]])
    apart = move - weights @ move
    after = np.einsum("kfbg,bg->kf", at_mean, move)
    np.testing.assert_allclose(after, [collapse_step(x, u, s2) for u in apart], rtol=1e-12)


@pytest.mark.parametrize(("factor", "parts"), [(1.05, False), (0.95, True)])
def test_the_means_part_at_the_critical_variance(factor: float, parts: bool) -> None:
    """D13d: above it a small split dies out, below it grows, whatever the weights are."""
    x, weights = standardised(), [0.2, 0.8]
    means = x.mean(axis=0) + np.array([[1e-6, 1e-6], [-1e-6, -1e-6]])
    for _ in range(200):
        means = em_means(x, means, weights, factor * critical_variance(x))
    assert bool(np.abs(means[0] - means[1]).max() > 1e-3) is parts


def test_a_step_of_k_means_lowers_the_likelihood() -> None:
    """G6b, with the numbers of its summary."""
    x, before = np.array([[-1.0], [1.0]]), np.array([[-0.5], [0.5]])
    after = lloyd(x, before).means
    np.testing.assert_array_equal(after, x)
    old, new = (log_likelihood(x, m, [0.5, 0.5], 4.0) for m in (before, after))
    assert new < old - 0.03


@pytest.mark.parametrize(("a", "s"), [(0.0, 1.0), (1.0, 1.0), (2.0, 0.5)])
def test_k_means_is_biased_and_the_right_mixture_is_not(a: float, s: float) -> None:
    """D14: outside the truth, at the truth, and nothing but the collapse for a wide model."""
    x = np.linspace(-12, 12, 400_001)
    bell = np.exp(-(((x - a) / s) ** 2) / 2)
    folded = (np.abs(x) * bell).sum() / bell.sum()
    assert kmeans_centre(a, s) == pytest.approx(folded, rel=1e-6)
    assert kmeans_centre(a, s) > a
    assert soft_centre(a, s, 1.2 * (a**2 + s**2)) == pytest.approx(0, abs=1e-12)
    if a:
        assert soft_centre(a, s, s**2) == pytest.approx(a, rel=1e-8)
    assert kmeans_centre(0, 1) == pytest.approx((2 / np.pi) ** 0.5, rel=1e-15)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: hardening_bound(0.0, [1.0], 1.0), "gap must be positive"),
        (lambda: narrow_variance(1.0, [1.0, 0.0], 0.5), "weights must be positive"),
        (lambda: narrow_variance(1.0, [1.0], 1.0), "error must be less than 1"),
        (lambda: tropical_step([[0.0]], [[0.0]], [0.0, 1.0]), "handicaps must have length 1"),
        (lambda: own_width_shares([[0.0]], [[0.0]], [1.0], [0.0]), "variances must be positive"),
        (lambda: dividing_ball([0.0], [1.0], 2.0, 1.0), "must satisfy 0 < v < w"),
        (lambda: dividing_ball([0.0], [1.0, 2.0], 1.0, 2.0), "other has shape"),
        (lambda: classification_criterion([[0.0]], [[0.0]], [1], [1.0]), "labels must lie in"),
        (lambda: classification_criterion([[0.0]], [[0.0]], [0.5], [1.0]), "whole numbers"),
        (lambda: em_jacobian([[0.0]], [[0.0]], [1.0], 0.0), "sigma2 must be positive"),
        (lambda: em_jacobian([[0.0]], [[0.0], [99.0]], [0.5, 0.5], 1e-3), "underflow"),
        (lambda: tropical_step([[0.0]], [[0.0]], [0.0], -1.0), "must not be negative"),
        (lambda: collapse_step([[0.0]], [1.0, 2.0], 1.0), "must have length 1"),
        (lambda: collapse_step([[0.0]], [1.0], 0.0), "sigma2 must be positive"),
        (lambda: step_error_bound([[0.0]], [[0.0], [1.0]], [0.5, 0.5], 1.0), "centre 1 is nearest"),
        (lambda: step_error_bound([[0.0]], [[0.0]], [0.5], 1.0), "weights must sum to one"),
        (lambda: rest_error_bound([[0.0]], [[0.0]], [1.0], -1.0), "must not be negative"),
        (lambda: gap_change_bound([[0.0]], [[0.0]], [[0.0], [1.0]]), "others has shape"),
        (lambda: kmeans_centre(1.0, 0.0), "s positive"),
        (lambda: soft_centre(1.0, 1.0, 0.0), "sigma2 must be positive"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(call: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        call()  # type: ignore[operator]
