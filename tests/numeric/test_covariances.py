"""Full covariances of one component: against NumPy, and as the best there is (C2)."""

import numpy as np
import pytest
from hardlimit.numeric import component_covariances, expected_log_density, mean_update


@pytest.fixture
def cloud():
    rng = np.random.default_rng(5)
    return rng.normal(size=(40, 3)) @ rng.normal(size=(3, 3)), rng.random((40, 2))


def test_weighted_scatter_is_that_of_numpy(cloud):
    x, r = cloud
    found = component_covariances(x, mean_update(x, r), r)
    for k in range(2):
        expected = np.cov(x.T, aweights=r[:, k], ddof=0)
        np.testing.assert_allclose(found[k], expected, rtol=1e-12, atol=1e-13)


def test_about_another_point_the_square_of_the_move_is_added(cloud):
    x, r = cloud
    mean, move = mean_update(x, r), np.array([1.0, -2.0, 0.5])
    about = component_covariances(x, mean + move, r)
    expected = component_covariances(x, mean, r) + np.outer(move, move)
    np.testing.assert_allclose(about, expected, rtol=1e-12, atol=1e-12)


def test_expected_log_density_by_determinant_and_inverse(cloud):
    x, r = cloud
    mean, covariance = x[0], np.diag([1.0, 2.0, 3.0]) + 0.5
    normaliser = np.sqrt(np.linalg.det(2 * np.pi * covariance))
    precision = np.linalg.inv(covariance)
    logs = [-(y - mean) @ precision @ (y - mean) / 2 - np.log(normaliser) for y in x]
    found = expected_log_density(x, r[:, 0], mean, covariance)
    assert found == pytest.approx(r[:, 0] @ logs, rel=1e-12)


def test_weighted_mean_and_scatter_are_the_best_pair(cloud):
    x, r = cloud
    mean = mean_update(x, r)
    share, best = r[:, 0], component_covariances(x, mean, r)[0]
    top = expected_log_density(x, share, mean[0], best)
    _, log_det = np.linalg.slogdet(best)
    bound = -share.sum() / 2 * (log_det + 3 + 3 * np.log(2 * np.pi))
    assert top == pytest.approx(bound, rel=1e-12)
    rng = np.random.default_rng(6)
    for size in (1e-3, 0.1, 1.0):
        for _ in range(50):
            turn = np.eye(3) + size * rng.normal(size=(3, 3))
            other = expected_log_density(
                x, share, mean[0] + size * rng.normal(size=3), turn @ best @ turn.T
            )
            assert other < top


def test_a_flat_cloud_has_no_best_covariance():
    """Each factor t on the flat pivot adds (N_r / 2) log t, without end (C2s)."""
    x = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]])
    share, mean = np.array([0.5, 1.0, 0.5]), np.array([1.0, 0.0])
    values = [expected_log_density(x, share, mean, np.diag([1.0, 1 / t])) for t in (1, 1e6, 1e12)]
    np.testing.assert_allclose(np.diff(values), np.log(1e6), rtol=1e-12)


def test_malformed_input_is_refused(cloud):
    x, r = cloud
    with pytest.raises(ValueError, match="component 1 is empty"):
        component_covariances(x, x[:2], r * [1, 0])
    with pytest.raises(ValueError, match="not positive definite"):
        expected_log_density(x, r[:, 0], x[0], np.diag([1.0, 1.0, 0.0]))
    with pytest.raises(ValueError, match="symmetric 3 by 3"):
        expected_log_density(x, r[:, 0], x[0], np.eye(2))
    with pytest.raises(ValueError, match="symmetric 3 by 3"):
        expected_log_density(x, r[:, 0], x[0], np.triu(np.ones((3, 3))))
    with pytest.raises(ValueError, match="dimension 2"):
        expected_log_density(x, r[:, 0], x[0, :2], np.eye(3))
