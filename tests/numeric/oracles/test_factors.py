"""Covariance matrices of smallest doubles, of unlike axes, and those that only look definite."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from flint import arb, fmpq, fmpq_mat
from hardlimit.numeric import Mixture, exact, factors, run_em
from hardlimit.numeric.covariances import expected_log_density
from hardlimit.numeric.factors import factors_of, is_positive_definite
from hardlimit.numeric.parameters import CovarianceType, trusted
from hardlimit.numeric.scoring import predict, predict_proba, sample, score_samples
from hardlimit.numeric.ties import _Decision, ties_of

from .mixtures import exactly, log_total

SMALL = [
    ([[2, 1], [1, 2]], [[3, -1], [-1, 1]]),
    ([[1, 0], [0, 1]], [[5, 3], [3, 2]]),
    ([[4, 1, 0], [1, 3, -1], [0, -1, 2]], [[1, 0, 0], [0, 2, 1], [0, 1, 3]]),
]
#: Units of the axes, 2^e.
UNITS = [(-537, -537, -537), (-537, 0, -300), (470, -537, 0), (-500, -500, 200)]


def case(tables: Any, units: Any, kind: CovarianceType) -> tuple[Any, Mixture]:
    """Integer matrices in units, and points some deviations off."""
    c = np.array(tables, dtype=float)
    size = c.shape[-1]
    e = np.array(units[:size])
    value = np.ldexp(c, e[:, None] + e)
    means = np.ldexp(np.array([[0.0, 0.5, -1.0], [1.5, -0.5, 1.0]])[:, :size], e)
    steps = np.random.default_rng([*np.abs(e), size]).integers(-12, 13, size=(12, size)) / 4
    x = np.vstack([means, np.ldexp(steps, e)])
    at = Mixture(np.array([0.3, 0.7]), means, value[0] if kind == "tied" else value, kind)
    return x, at


@pytest.mark.parametrize("kind", ["full", "tied"])
@pytest.mark.parametrize("units", UNITS)
@pytest.mark.parametrize("tables", SMALL)
def test_matrices_of_any_size(tables: Any, units: Any, kind: CovarianceType) -> None:
    x, at = case(tables, units, kind)
    with exact.precision(400):
        truth = exactly(at)
        logs, shares = truth.logs(x), exact.doubles(truth.shares(x))
        total = [exact.nearest_double(log_total(row)) for row in logs]
        best = [max(range(2), key=lambda k: row[k].mid()) for row in logs]
        density = [
            exact.nearest_double(sum((row[k] for row in logs), arb(0)) - len(x) * w.log())
            for k, w in enumerate(truth.weights)
        ]
    assert np.abs(predict_proba(x, at) - shares).max() < 1e-13
    np.testing.assert_allclose(score_samples(x, at), total, rtol=1e-14, atol=1e-13)
    assert predict(x, at).tolist() == best
    for hard, wanted in ((False, shares.mean(axis=0)), (True, np.bincount(best) / len(x))):
        run = run_em(
            x, at, assignment="hard" if hard else "soft", max_iter=1,
            learn_means=False, learn_covariances=False,
        )  # fmt: skip
        assert np.abs(run.mixture.weights - wanted).max() < 1e-13
    for k, c in enumerate(np.broadcast_to(at.covariances, (2, *at.covariances.shape[-2:]))):
        found = expected_log_density(x, np.ones(len(x)), at.means[k], c)
        assert found == pytest.approx(density[k], rel=1e-14)


def test_samples_do_not_depend_on_units() -> None:
    for tables in SMALL:
        for units in UNITS:
            _, one = case(tables, (0, 0, 0), "full")
            _, other = case(tables, units, "full")
            x, labels = sample(one, 40, np.random.default_rng(1))
            y, same = sample(other, 40, np.random.default_rng(1))
            assert (labels == same).all()
            np.testing.assert_allclose(y, np.ldexp(x, np.array(units[: x.shape[1]])), rtol=1e-12)


def rounded(seed: int) -> Any:
    """A singular matrix of rank one or two, rounded: definite or not, nobody sees."""
    rng = np.random.default_rng(seed)
    half = rng.normal(size=(3, 1 + seed % 2)) * np.exp2(rng.integers(-500, 500, size=(3, 1)))
    c = half @ half.T
    return np.tril(c) + np.tril(c, -1).T


def test_what_is_definite_is_decided_exactly() -> None:
    """Minors say what pivots must; Cholesky's algorithm in doubles may go through for both."""
    seen = set()
    for seed in range(120):
        c = rounded(seed)
        table = exact.rationals(c)
        minors = [fmpq_mat([row[:n] for row in table[:n]]).det() for n in (1, 2, 3)]
        definite = all(m > 0 for m in minors)
        try:
            factors_of(c)
            factored = True
        except np.linalg.LinAlgError:
            factored = False
        assert is_positive_definite(c) == (definite and factored)
        seen.add((definite, factored))
        made = {"weights": np.array([0.5, 0.5]), "means": np.eye(2, 3)}
        if definite and factored:
            assert Mixture(**made, covariances=c, covariance_type="tied").n_parameters
            continue
        with pytest.raises(ValueError, match="covariances is not positive definite"):
            Mixture(**made, covariances=c, covariance_type="tied")
        with pytest.raises(ValueError, match=r"covariances\[1\] is not positive definite"):
            Mixture(**made, covariances=np.array([np.eye(3), c]), covariance_type="full")
        with pytest.raises(ValueError, match="covariance is not positive definite"):
            expected_log_density(np.eye(3), np.ones(3), np.zeros(3), c)
    assert seen == {(True, True), (True, False), (False, True), (False, False)}


def test_what_is_exactly_singular_is_not_definite() -> None:
    """Gram matrices of rank two, which rounding lets Cholesky's algorithm factor now and then."""
    rng, found = np.random.default_rng(14), 0
    for _ in range(300):
        half = rng.integers(-999, 1000, size=(3, 2)).astype(float)
        c = half @ half.T
        assert not is_positive_definite(c)
        try:
            factors_of(c)
        except np.linalg.LinAlgError:
            continue
        found += 1
    assert found > 10


def test_ties_of_what_is_no_density_end() -> None:
    """An M-step may round to a matrix that has a factor in doubles and a negative determinant."""
    found = 0
    for seed in range(120):
        c = rounded(seed)
        if not (fmpq_mat(exact.rationals(c)).det() < 0 and np.isfinite(c).all()):
            continue
        at = trusted(np.array([0.4, 0.6]), np.eye(2, 3), np.array([np.eye(3), c]), "full")
        try:
            ties = ties_of(at, 0)
        except np.linalg.LinAlgError:
            continue
        found += 1
        with pytest.raises(
            ValueError, match=r"covariances\[1\] is not positive definite as its digits"
        ):
            ties.most_probable(np.zeros((2, 1)), np.full((1, 3), 0.5))
    assert found > 3


def test_what_cannot_be_told_apart_is_said() -> None:
    """A rational as near to log 2 as that: no doubles make it, but nothing may run without end."""
    with exact.precision(80_000):
        man, exp = arb(2).log().mid().man_exp()
    near = fmpq(man) * fmpq(2) ** exp
    with exact.precision(80_000):
        above = bool(arb(2).log() > arb(near))
    with pytest.raises(ValueError, match=r"differ by less than 2\^-65536"):
        _Decision._better(fmpq(2), near, fmpq(1), fmpq(0))
    farther = near + fmpq(-1 if above else 1) / fmpq(2) ** 60_000
    assert _Decision._better(fmpq(2), farther, fmpq(1), fmpq(0)) == above


def test_symmetry_is_up_to_rounding_of_the_variances() -> None:
    c = np.array([[1.0, 1e-17], [0.0, 4.0]])
    assert Mixture(np.ones(1), np.zeros((1, 2)), c, "tied").n_parameters == 5
    for unit in (1.0, 2.0**-1000, 2.0**900):
        with pytest.raises(ValueError, match="must be symmetric"):
            Mixture(np.ones(1), np.zeros((1, 2)), unit * (c + 1e-6 * np.eye(2, k=1)), "tied")


def test_bits_are_asked_for_until_a_pivot_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """A matrix of integers below 2⁵³ whose last pivot is some 2⁻¹⁸⁰ of its variance."""
    rng = np.random.default_rng(29)
    size = 4
    below = np.tril(rng.integers(-(2**11), 2**11, (size, size)), -1) + np.eye(size, dtype=int)
    above = np.triu(rng.integers(-(2**11), 2**11, (size, size)), 1) + np.eye(size, dtype=int)
    half = below.astype(object) @ above.astype(object)
    whole = half @ half.T
    assert max(abs(int(v)) for v in whole.ravel()) < 2**53
    matrix = whole.astype(float)
    assert fmpq_mat([[fmpq(int(v)) for v in row] for row in matrix]).det() == 1
    assert factors._pivots_are_positive(matrix)
    for most, known in ((128, False), (256, True), (512, True)):
        monkeypatch.setattr(factors, "_MOST", most)
        assert factors._pivots_are_positive(matrix) is known
    nearly = matrix.copy()
    nearly[-1, -1] -= 1
    assert not factors._pivots_are_positive(nearly)
