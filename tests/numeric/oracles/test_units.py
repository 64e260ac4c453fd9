"""In other units, to the ends of the range, results are the same numbers in these units."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest
from hardlimit import numeric
from hardlimit.numeric import Mixture, Problem, exact, random_problems
from hardlimit.numeric.problems import limit_problems

from ... import sizes
from .mixtures import KINDS

SEED = sizes.seed(211)
PROBLEMS = (*random_problems(9, SEED), *limit_problems(6, SEED))
#: Powers of two of lengths.
UNITS = (-1000, -600, -345, 0, 300, 485, 500, 900)
#: Of a variance more than this is no double.
WIDEST = 480


def moved(p: Problem, unit: int) -> tuple[Any, Any]:
    return np.ldexp(p.x, unit), np.ldexp(p.means, unit)


def exactly_in(values: Any, unit: int, p: Problem) -> bool:
    """Whether these data are the same in that unit, digit for digit."""
    with np.errstate(over="ignore", under="ignore"):
        there = np.ldexp(values, unit)
        return bool(np.isfinite(there).all() and (np.ldexp(there, -unit) == values).all())


@pytest.mark.parametrize("unit", UNITS)
def test_means_and_labels(unit: int) -> None:
    tried = 0
    for p in PROBLEMS:
        if not all(exactly_in(v, unit, p) for v in (p.x, p.means)):
            continue
        tried += 1
        x, means = moved(p, unit)
        # Two steps: further on rounding may decide where a centre that has hardly any point goes.
        few = {"max_iter": 2, "tol": 0.0}
        for name, arguments, more in (
            ("em_mean_limit", (p.weights,), {}), ("run_lloyd", (), {}),
            ("run_fuzzy_c_means", (2.0,), few),
        ):  # fmt: skip
            function = getattr(numeric, name)
            here, there = (
                function(*at, *arguments, **more).means for at in ((p.x, p.means), (x, means))
            )
            # To the last digit of what is no normal number in that unit.
            close = 1e-12 * np.abs(p.x).max() + np.ldexp(5e-324, -unit)
            np.testing.assert_allclose(np.ldexp(there, -unit), here, rtol=1e-9, atol=close)
        limit = exact.nearest_double(exact.distortion(p.x, p.means)) / len(p.x) / 8
        with np.errstate(over="ignore", under="ignore"):
            far = float(np.ldexp(limit, 2 * unit))
        if np.isfinite(far) and np.ldexp(far, -2 * unit) == limit:
            here, there = (
                numeric.run_lloyd(*at, tol=t).n_iter
                for at, t in (((p.x, p.means), limit), ((x, means), far))
            )
            assert here == there
        there, here = (numeric.fuzzy_memberships(*at) for at in ((x, means), (p.x, p.means)))
        np.testing.assert_allclose(there, here, rtol=1e-12, atol=1e-15)
        np.testing.assert_array_equal(numeric.traversal(x, 2), numeric.traversal(p.x, 2))
    assert tried > len(PROBLEMS) / 2 or abs(unit) > 900


@pytest.mark.parametrize("unit", [-520, -400, -100, 100, 400, 485])
def test_variances(unit: int) -> None:
    for p in PROBLEMS:
        if not all(exactly_in(v, unit, p) for v in (p.x, p.means)):
            continue
        x, means = moved(p, unit)
        square = exact.nearest_double(exact.distortion(p.x, p.means)) / p.x.size
        for kind in KINDS:
            if square == 0 and kind not in ("shared", "spherical"):
                with pytest.raises(ValueError, match="no positive variance to start from"):
                    numeric.mixture_from_centres(x, means, kind)
                continue
            if square and not 1e-300 < square * 2.0 ** (2 * unit) < 1e300:
                continue
            found = numeric.mixture_from_centres(x, means, kind).covariances
            level = np.ldexp(square, 2 * unit)
            eye = np.eye(p.x.shape[1]) if kind in ("full", "tied") else np.ones(())
            wanted = np.broadcast_to(level * eye, found.shape)
            np.testing.assert_allclose(found, wanted, rtol=1e-13, atol=0)


@pytest.mark.parametrize("unit", [-540, 520])
def test_variances_that_are_no_doubles(unit: int) -> None:
    x = np.ldexp([[1.0, 2.0], [3.0, 5.0], [2.0, 2.0]], unit)
    for kind in KINDS:
        with pytest.raises(ValueError, match="beyond the range of doubles; rescale"):
            numeric.mixture_from_centres(x, x[:1], kind)


def test_the_likelihood_of_the_limit_has_no_number() -> None:
    x = np.array([[0.0], [1.0], [4.0]])
    for means, value in (([[0.0], [3.0]], -np.inf), ([[0.0], [1.0], [4.0]], np.inf)):
        at = Mixture(np.full(len(means), 1 / len(means)), np.array(means), np.asarray(0.0))
        run = numeric.run_em(x, at, learn_covariances=False, max_iter=0)
        assert run.history == (value,)
        assert run.log_likelihood == value


DEFAULTS: dict[str, dict[str, Any]] = {
    "run_em": {"max_iter": 100, "tol": 1e-10, "reg_covar": 0.0, "assignment": "soft"},
    "run_lloyd": {"max_iter": 300, "tol": 0.0},
    "lloyd": {"max_iter": 300},
    "run_fuzzy_c_means": {"fuzzifier": 2.0, "max_iter": 300, "tol": 1e-10},
    "fuzzy_memberships": {"fuzzifier": 2.0},
    "SphericalGaussianMixture": {"n_components": 1, "max_iter": 1000, "tol": 1e-10},
}


@pytest.mark.parametrize("name", DEFAULTS)
def test_what_is_not_said_is_this(name: str) -> None:
    found = inspect.signature(getattr(numeric, name)).parameters
    assert {key: found[key].default for key in DEFAULTS[name]} == DEFAULTS[name]
