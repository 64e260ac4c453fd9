"""How the judge speaks to an estimator that it knows nothing of but its methods' names.

Parameters are passed by the names that common libraries use, whichever of them the constructor
has. Nothing is imported here but what the specification names.
"""

import importlib
import inspect
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from .._checks import FloatArray, IntArray
from .cases import Case, groups

_COUNT = ("n_components", "n_clusters", "k", "K")
_START = ("means_init", "init", "init_centers", "initial_centroids")
_COVARIANCES = ("spherical", "per_component", "diag")


class NotApplicable(Exception):
    """The estimator cannot be asked this; the message says why."""


class Fitted(NamedTuple):
    """What an estimator reports: numbers only, and the object to ask further."""

    means: FloatArray
    weights: FloatArray | None
    sigma2: FloatArray | None  # (K,)
    labels: IntArray | None
    inertia: float | None
    converged: bool  # unless it says otherwise
    estimator: Any


class Model:
    """An estimator under judgement.

    Args:
        spec: ``package.module:Name`` of a class or a function without arguments that must be
            passed, or such an object itself.

    Raises:
        ValueError: if there is no such object, or it has neither `fit` nor a name for K.
    """

    def __init__(self, spec: str | Callable[..., Any]) -> None:
        self.make = _load(spec) if isinstance(spec, str) else spec
        self.name = spec if isinstance(spec, str) else f"{spec.__module__}:{spec.__qualname__}"
        try:
            self.parameters = set(inspect.signature(self.make).parameters)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{self.name} has no readable signature: {error}.") from error
        self._count = self._first(_COUNT)
        if self._count is None or not hasattr(self.make, "fit"):
            raise ValueError(
                f"{self.name} is no estimator: it needs a method fit and one of the parameters "
                f"{', '.join(_COUNT)}."
            )
        self._start = self._first(_START)
        #: Soft assignments make a mixture; anything else is judged as k-means.
        self.is_mixture = hasattr(self.make, "predict_proba")
        self._covariance = self._choose_covariance()
        self._settable: bool | None = None

    def _first(self, names: tuple[str, ...]) -> str | None:
        return next((name for name in names if name in self.parameters), None)

    # -- fitting -----------------------------------------------------------------------
    def fit(self, case: Case, steps: int | None = None, *, plain: bool = False) -> Fitted:
        """Fit from the centres of the case: `steps` steps, or until nothing moves.

        `plain` leaves everything but number, start and kind of covariance as the library has it.
        """
        x = np.ascontiguousarray(case.x)
        estimator = self.make(**self._settings(case, steps, plain))
        with quiet():
            estimator.fit(x)
        return self.report(estimator)

    def _settings(self, case: Case, steps: int | None, plain: bool) -> dict[str, Any]:
        wanted: dict[str, Any] = {str(self._count): len(case.means), "n_init": 1, "random_state": 0}
        if self._start is None:
            raise NotApplicable("its start cannot be given")
        wanted[self._start] = np.ascontiguousarray(case.means)
        if self._covariance is not None:
            wanted["covariance_type"] = self._covariance
        if self.is_mixture:
            wanted["weights_init"] = case.weights
            if self._covariance == "diag":
                wanted["precisions_init"] = np.full(case.means.shape, 1 / case.sigma2)
            elif not plain and case.sigma2 > 1e-300:
                wanted["precisions_init"] = np.full(len(case.means), 1 / case.sigma2)
                wanted["sigma2_init"] = np.full(len(case.means), case.sigma2)
        if not plain:
            wanted |= {"reg_covar": 0.0, "tol": 0.0}
            wanted["max_iter"] = 1000 if steps is None else steps
        return {name: value for name, value in wanted.items() if name in self.parameters}

    def _choose_covariance(self) -> str | None:
        if not self.is_mixture or "covariance_type" not in self.parameters:
            return None
        problems = []
        for kind in _COVARIANCES:
            self._covariance = kind
            try:
                self.fit(groups(0, 12, 2, 2), 2)
            except Exception as error:
                problems.append(f"{kind}: {error}")
            else:
                return kind
        raise ValueError(f"{self.name} fits no spherical mixture ({'; '.join(problems)}).")

    def report(self, estimator: Any) -> Fitted:
        """Read what a fitted estimator says of itself."""
        means = _get(estimator, "means_", "cluster_centers_", "centers_", "centroids_")
        if means is None:
            raise NotApplicable("it reports no centres")
        centres = np.asarray(means, dtype=np.float64)
        weights = _get(estimator, "weights_")
        spread = _get(estimator, "covariances_", "sigma2_")
        if spread is not None:
            spread = np.asarray(spread, dtype=np.float64)
            if spread.ndim == 2:
                equal = np.allclose(spread, spread[:, :1], rtol=1e-12)
                spread = spread[:, 0] if equal else None
        labels, inertia = _get(estimator, "labels_"), _get(estimator, "inertia_", "distortion_")
        return Fitted(
            means=centres,
            weights=None if weights is None else np.asarray(weights, dtype=np.float64),
            sigma2=None if spread is None else np.broadcast_to(spread, (len(centres),)).copy(),
            labels=None if labels is None else np.asarray(labels).astype(np.intp),
            inertia=None if inertia is None else float(inertia),
            converged=bool(getattr(estimator, "converged_", True)),
            estimator=estimator,
        )

    # -- standing at given parameters --------------------------------------------------
    def at(self, case: Case) -> Any:
        """An estimator whose fitted parameters are those of the case.

        Raises:
            NotApplicable: if they cannot be set so that its own methods see them.
        """
        if self._settable is None:
            self._settable = self._heeds_parameters()
        if not self._settable:
            raise NotApplicable("its parameters cannot be set from outside")
        trial = groups(0, 4 * len(case.means), len(case.means), case.means.shape[1])
        estimator = self.fit(trial, 1).estimator
        _place(estimator, case)
        return estimator

    def _heeds_parameters(self) -> bool:
        """Whether means, weights and variance that are written into a fit change what it says.

        Nothing is asked of what it says: an estimator must not escape its verdict by being wrong.
        """
        trial = groups(0, 12, 2, 1)
        x, prior = np.array([[0.5], [1.5], [3.0]]), np.array([0.5, 0.5])
        usual = Case(x, np.array([[0.0], [2.0]]), prior, 1.0)
        others = (
            replace(usual, means=usual.means[::-1] + 0.5),
            replace(usual, weights=np.array([0.25, 0.75])),
            replace(usual, sigma2=4.0),
        )
        said = []
        for at in (usual, *others):
            estimator = self.fit(trial, 1).estimator
            _place(estimator, at)
            said.append(np.asarray(estimator.predict_proba(x), dtype=np.float64))
        return all(not np.abs(other - said[0]).max() < 1e-3 for other in said[1:])


def _place(estimator: Any, case: Case) -> None:
    """Write the parameters wherever the estimator keeps them."""
    size, rows = len(case.means), vars(estimator)
    spread = case.sigma2
    with np.errstate(over="ignore", divide="ignore"):
        values = {
            "covariances_": spread,
            "sigma2_": spread,
            "precisions_": np.float64(1.0) / spread,
            "precisions_cholesky_": np.float64(1.0) / np.sqrt(spread),
        }
    for name, value in values.items():
        if name in rows:
            shape = np.shape(rows[name])
            if shape not in ((), (size,), case.means.shape):
                raise NotApplicable("its covariances are no spherical ones")
            setattr(estimator, name, np.full(shape, value) if shape else float(value))
    for name, array in (("means_", case.means), ("weights_", case.weights)):
        if name not in rows:
            raise NotApplicable("its parameters cannot be set from outside")
        setattr(estimator, name, array.copy())


@contextmanager
def quiet() -> Iterator[None]:
    """Warnings are no verdicts: what counts is the result."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def _get(estimator: Any, *names: str) -> Any:
    for name in names:
        value = getattr(estimator, name, None)
        if value is not None:
            return value
    return None


def _load(spec: str) -> Callable[..., Any]:
    module, colon, name = spec.partition(":")
    if not (colon and module and name):
        raise ValueError(f"{spec!r} is not of the form package.module:Class.")
    try:
        found: Any = importlib.import_module(module)
    except ImportError as error:
        raise ValueError(f"the module {module} cannot be imported: {error}.") from error
    for part in name.split("."):
        if not hasattr(found, part):
            raise ValueError(f"the module {module} has no {name}.")
        found = getattr(found, part)
    if not callable(found):
        raise ValueError(f"{spec} is not a class.")
    called: Callable[..., Any] = found
    return called
