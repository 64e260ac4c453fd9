"""Cross-checks of formulas against NumPy: what the declared names are at a problem.

Labels, ties and minima that a theorem speaks of come from exact arithmetic, never from the code
under test: a wrong function must disagree, not make its problems fall outside the hypotheses.
How many problems count is pinned for each cross-check (`OUTSIDE`).
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Any

import numpy as np
from hardlimit.numeric import Problem, assign, exact, random_problems, real_problems
from hardlimit.numeric.problems import limit_problems
from hardlimit.proofs.author import CrossCheck, Derivation, Index

#: What a name of the shared declarations is at a problem.
_VALUES: dict[str, Callable[[Problem], Any]] = {
    "x": lambda p: p.x,
    "mu": lambda p: p.means,
    "pi": lambda p: p.weights,
    "sigma": lambda p: p.sigma,
    "r": lambda p: p.responsibilities,
    "q": lambda p: p.responsibilities,
}

#: The real problems that every formula is evaluated at, exactly.
_REAL = frozenset(
    f"{data}-sigma{width}" for data in ("old-faithful-K2", "iris-K3") for width in ("0.125", "1")
)


#: The variable that draws other random problems, and what it is where it is not set.
VARIABLE = "HARDLIMIT_SEED"
DEFAULT_SEED = 1

#: How many of the problems of the default seed a theorem does not speak of, where it is not none:
#: by label, and the place of the cross-check among those of the theorem.
OUTSIDE: dict[tuple[str, int], int] = {
    ("C3", 0): 6,  # all points of a component on its mean: the variance is zero
    ("B8b", 0): 131,  # equal points
    ("B8c", 0): 131,  # likewise
    ("B8d", 0): 204,  # not more points than centres, or equal points
    ("D4b", 0): 150,  # ties
    ("D10", 0): 140,  # an empty cluster
    ("D11", 0): 140,  # likewise
    ("D12d", 0): 158,  # an empty cluster, or one with all points on its centre
    ("D13e", 0): 17,  # no variance along the difference
    ("D14e", 0): 14,  # hardly any place away from the border
    ("E2", 0): 102,  # ties
    ("F3", 0): 102,  # a point on a centre
    ("G4.2", 0): 1,  # all points on their centres
    ("G5.1", 0): 4,  # likewise
}


def _reach(problem: Problem) -> float:
    """The largest coordinate: means are sums in which coordinates may cancel."""
    return float(np.abs(problem.x).max())


def _spread(problem: Problem) -> float:
    """The largest square of a distance to the first point, in all coordinates."""
    return float(np.square(problem.x - problem.x[0]).max())


def _moved(problem: Problem) -> float:
    """Squares of distances to centres that are rounded at the size of the coordinates."""
    return _reach(problem) ** 2 + _width(problem)


def _pull(problem: Problem) -> float:
    """Products of coordinates less their mean, times a difference of centres, over σ²."""
    size = np.abs(problem.means[-1] - problem.x[0]).sum()
    return _spread(problem) * float(size) / problem.sigma2


def _width(problem: Problem) -> float:
    """A logarithm near 0, times the variance, for all points."""
    return len(problem.x) * problem.sigma2


def _logarithms(problem: Problem) -> float:
    """The logarithms of the normalisers, which the exponents may cancel."""
    return problem.x.size * (2 + abs(float(np.log(problem.sigma2))))


#: What a function adds up, where it may cancel; for a cross-check of one theorem, or for all.
_SCALES: dict[str, Callable[[Problem], float]] = {
    **dict.fromkeys(("mean_update", "em_means", "em_mean_limit", "update"), _reach),
    **dict.fromkeys(("soft_distortion", "softmin"), _width),
    **dict.fromkeys(
        (
            "log_density",
            "log_likelihood",
            "expected_log_density",
            "expected_complete_log_likelihood",
            "evidence_lower_bound",
        ),
        _logarithms,
    ),
    "component_covariances": _spread,
    "D6b tropical_step": _reach,
    "collapse_step": _pull,
    "rest_error_bound": _reach,
    "em_jacobian": lambda problem: 1.0,
    "F2b soft_distortion": _moved,
    "G3b assignment_distortion": _moved,
}


def seed() -> int:
    """The seed of the random problems; it is part of the names of all of them.

    Raises:
        ValueError: if the variable is set to anything but a whole number >= 0.
    """
    text = os.environ.get(VARIABLE) or str(DEFAULT_SEED)
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{VARIABLE} must be a whole number >= 0, but it is {text!r}")
    return int(text)


def small_problems() -> tuple[Problem, ...]:
    """Thirty random problems of each of seven kinds (ties, coincident centres, empty clusters,
    offsets, sizes of one, ...), twenty of each of five kinds near the limit (many components,
    small widths, near ties at that width, tiny units), then Old Faithful and iris at two widths
    each."""
    return _drawn(seed())


@cache
def _drawn(chosen: int) -> tuple[Problem, ...]:
    real = (p for p in real_problems() if p.name in _REAL)
    return (*random_problems(210, chosen), *limit_problems(100, chosen), *real)


def some_labels(problem: Problem) -> Any:
    """One label for each point, counted from 0: not the nearest ones on purpose."""
    return problem.responsibilities.argmax(axis=1)


def one_hot(problem: Problem, labels: Any) -> Any:
    """The indicators of ``labels`` as responsibilities, one row for each point."""
    return np.eye(len(problem.means))[labels]


def uniform(problem: Problem) -> Any:
    """The uniform mixing weights."""
    return np.full(len(problem.means), 1 / len(problem.means))


#: What a parameter of a NumPy function is at a problem.
_ARGUMENTS: dict[str, Callable[[Problem], Any]] = {
    "x": lambda p: p.x,
    "means": lambda p: p.means,
    "weights": lambda p: p.weights,
    "sigma2": lambda p: p.sigma2,
    "r": lambda p: p.responsibilities,
    "q": lambda p: p.responsibilities,
}


def compare(
    d: Derivation,
    /,
    function: Callable[..., Any],
    formula: Any,
    call: Callable[[Problem], Any] | None = None,
    axes: tuple[Index, ...] | None = None,
    **others: Callable[[Problem], Any],
) -> None:
    """Cross-check ``formula`` at the small problems against ``function``.

    The shared names that the derivation declares are bound to the problem, ``others`` to what
    they are computed to be. The function gets its arguments by their names, and its axes are the
    indices of the formula, unless ``call`` and ``axes`` say otherwise.
    """
    declared = {*d.context.symbols, *d.context.families}
    values = {name: value for name, value in _VALUES.items() if name in declared} | others
    if axes is None:
        axes = tuple(i for i in getattr(formula, "indices", ()) if isinstance(i, Index))
    call = call or _by_name(function)
    counted = _Counted(call, OUTSIDE.get((d.label, len(d.crosschecks)), 0))
    # The seed in the name: readers see it, and a verdict for other problems is another verdict.
    name = function.__name__
    drawn = "" if seed() == DEFAULT_SEED else f" ({VARIABLE}={seed()})"
    d.crosscheck(
        CrossCheck(
            function=f"hardlimit.numeric.{name}{drawn}",
            formula=formula,
            axes=axes,
            bind=lambda problem: {name: value(problem) for name, value in values.items()},
            call=counted.call,
            problems=counted.problems,
            scale=_SCALES.get(f"{d.label} {name}") or _SCALES.get(name, _no_scale),
        )
    )


def _by_name(function: Callable[..., Any]) -> Callable[[Problem], Any]:
    """``function`` of what its parameters are named; those with a default keep it."""
    empty = inspect.Parameter.empty
    asked = inspect.signature(function).parameters.values()
    names = tuple(p.name for p in asked if p.name in _ARGUMENTS or p.default is empty)
    return lambda problem: _value(function, names, problem)


@lru_cache(maxsize=20_000)
def _value(function: Callable[..., Any], names: tuple[str, ...], problem: Problem) -> Any:
    """The function at a problem, called once for all theorems about it; problems do not change."""
    return function(**{name: _ARGUMENTS[name](problem) for name in names})


def _no_scale(problem: Problem) -> float:
    return 0.0


class _Counted:
    """Problems and function of one cross-check; too few problems that count are an error.

    The function is called at a problem exactly if the hypotheses of the theorem hold there.
    """

    def __init__(self, call: Callable[[Problem], Any], outside: int) -> None:
        self._call = call
        self._outside = outside
        self._calls = 0

    def call(self, problem: Problem) -> Any:
        """The function at a problem that counts."""
        self._calls += 1
        return self._call(problem)

    def problems(self) -> Iterator[Problem]:
        """All problems.

        Raises:
            ValueError: behind the last one, if others count than is pinned. Of a seed that is
                not the default one at least half as many must count.
        """
        self._calls = 0
        every = small_problems()
        yield from every
        pinned = len(every) - self._outside
        if self._calls != pinned if seed() == DEFAULT_SEED else 2 * self._calls < pinned:
            raise ValueError(
                f"{self._calls} of {len(every)} problems count, but pinned are {pinned} "
                "(OUTSIDE in derivations/crosschecks.py)"
            )


def distinct_variances(problem: Problem) -> Any:
    """One variance for each component, all different."""
    return problem.sigma2 * np.arange(1, len(problem.weights) + 1)


def expected_at(function: Callable[..., Any]) -> Callable[[Problem], Any]:
    """``function`` of data, memberships and parameters, with a variance for each component."""
    return lambda p: function(p.x, p.responsibilities, p.means, p.weights, distinct_variances(p))


@lru_cache(maxsize=1_000)
def nearest_labels(problem: Problem) -> Any:
    """The label of a nearest centre for each point, the lowest at ties, counted from 0.

    It is exact. That `numeric.assign` gives the same is part of every cross-check that asks.

    Raises:
        ValueError: if `numeric.assign` gives another label.
    """
    labels, given = exact.labels(problem.x, problem.means), assign(problem.x, problem.means)
    if not np.array_equal(labels, given):
        n = int(np.flatnonzero(labels != given)[0])
        raise ValueError(
            f"at {problem.name} numeric.assign gives point {n} the label {given[n]}, "
            f"and the lowest nearest centre is {labels[n]}"
        )
    labels.setflags(write=False)
    return labels


def positive_rows(problem: Problem) -> Any:
    """Some positive joint densities of points and labels."""
    return problem.responsibilities + problem.weights


def some_factor(problem: Problem) -> Any:
    """An upper triangular matrix with ones on its diagonal, tilting every coordinate."""
    size = problem.x.shape[1]
    return np.eye(size) + np.triu(np.full((size, size), 0.5), 1)


def some_pivots(problem: Problem) -> Any:
    """Positive pivots, all different."""
    return np.arange(1, problem.x.shape[1] + 1) / problem.sigma2


def some_covariance(problem: Problem) -> Any:
    """The inverse of the precision that has these factors."""
    inverse = np.linalg.inv(some_factor(problem))
    return inverse.T @ np.diag(1 / some_pivots(problem)) @ inverse
