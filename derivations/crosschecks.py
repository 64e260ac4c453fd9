"""Cross-checks of formulas against NumPy: what the declared names are at a problem."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from hardlimit.numeric import Problem, assign, random_problems, real_problems
from hardlimit.proofs.author import CrossCheck, Derivation
from hardlimit.proofs.language.vocabulary import Index

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


def small_problems() -> Iterable[Problem]:
    """Thirty random problems of each of seven kinds (ties, coincident centres, empty clusters,
    offsets, sizes of one, ...), then Old Faithful and iris at two widths each."""
    real = real_problems()
    return (*random_problems(210, seed=1), *(p for p in real if p.name in _REAL))


def some_labels(problem: Problem) -> Any:
    """One label for each point, counted from 0: not the nearest ones on purpose."""
    return problem.responsibilities.argmax(axis=1)


def one_hot(problem: Problem, labels: Any) -> Any:
    """The indicators of ``labels`` as responsibilities, one row for each point."""
    return np.eye(len(problem.means))[labels]


def uniform(problem: Problem) -> Any:
    """The uniform mixing weights."""
    return np.full(len(problem.means), 1 / len(problem.means))


def compare(
    d: Derivation,
    function: Callable[..., Any],
    formula: Any,
    call: Callable[[Problem], Any],
    names: str = "x mu pi sigma",
    axes: tuple[Index, ...] = (),
    **others: Callable[[Problem], Any],
) -> None:
    """Cross-check ``formula`` at the small problems against what ``call`` gets from ``function``.

    ``names`` are the shared names to bind, ``others`` what further names are computed to be.
    """
    values = {**{name: _VALUES[name] for name in names.split()}, **others}
    d.crosscheck(
        CrossCheck(
            function=f"hardlimit.numeric.{function.__name__}",
            formula=formula,
            axes=axes,
            bind=lambda problem: {name: value(problem) for name, value in values.items()},
            call=call,
            problems=small_problems,
        )
    )


def distinct_variances(problem: Problem) -> Any:
    """One variance for each component, all different."""
    return problem.sigma2 * np.arange(1, len(problem.weights) + 1)


def expected_at(function: Callable[..., Any]) -> Callable[[Problem], Any]:
    """``function`` of data, memberships and parameters, with a variance for each component."""
    return lambda p: function(p.x, p.responsibilities, p.means, p.weights, distinct_variances(p))


def nearest_labels(problem: Problem) -> Any:
    """The label of a nearest centre for each point, counted from 0."""
    return assign(problem.x, problem.means)


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
