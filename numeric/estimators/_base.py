"""What the estimators share: parameters by name, checks of data, and what scikit-learn asks for."""

from __future__ import annotations

import inspect
import sys
import warnings
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from .. import _checks as check
from .._checks import FloatArray


class NotFittedError(ValueError, AttributeError):
    """An estimator was asked about points before it was fitted."""


class ConvergenceWarning(UserWarning):
    """A fit stopped before it converged, or found fewer clusters than were asked for."""


def _theirs(name: str, ours: type) -> Any:
    """Return scikit-learn's class of this name if it has been imported, so that it is caught."""
    return getattr(sys.modules.get("sklearn.exceptions"), name, ours)


def warn_unconverged(message: str) -> None:
    """Warn, from the caller of `fit`, in the class that is caught there."""
    warnings.warn(message, _theirs("ConvergenceWarning", ConvergenceWarning), stacklevel=4)


class Estimator:
    """Parameters are those of `__init__`, stored as given and checked in `fit` alone."""

    _kind = "clusterer"
    n_features_in_: int
    feature_names_in_: npt.NDArray[Any]

    @classmethod
    def _parameter_names(cls) -> list[str]:
        return [name for name in inspect.signature(cls).parameters if name != "self"]

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters by name; `deep` changes nothing, for none is an estimator."""
        return {name: getattr(self, name) for name in self._parameter_names()}

    def set_params(self, **params: Any) -> Self:
        """Set parameters by name.

        Raises:
            ValueError: for a name that is none of them; nothing is set then.
        """
        known = self._parameter_names()
        for name in params:
            if name not in known:
                raise ValueError(
                    f"Invalid parameter {name!r} for estimator {self!r}. "
                    f"Valid parameters are: {known}."
                )
        for name, value in params.items():
            setattr(self, name, value)
        return self

    def __repr__(self) -> str:
        shown = []
        for name, parameter in inspect.signature(type(self)).parameters.items():
            value = getattr(self, name)
            if repr(value) != repr(parameter.default):
                shown.append(f"{name}={value!r}")
        return f"{type(self).__name__}({', '.join(shown)})"

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "n_iter_")

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import InputTags, Tags, TargetTags, TransformerTags

        moves = TransformerTags(preserves_dtype=[]) if hasattr(self, "transform") else None
        return Tags(
            estimator_type=self._kind,
            target_tags=TargetTags(required=False),
            transformer_tags=moves,
            classifier_tags=None,
            regressor_tags=None,
            input_tags=InputTags(),
        )

    def _require_fitted(self) -> None:
        if not self.__sklearn_is_fitted__():
            name = type(self).__name__
            raise _theirs("NotFittedError", NotFittedError)(
                f"This {name} instance is not fitted yet. Call 'fit' with appropriate arguments "
                "before using this estimator."
            )

    def _training_table(self, x: Any) -> npt.NDArray[Any]:
        """Return checked data, and remember how many columns they have and what these are called.

        Numbers keep their type, so that a memory map is not read as a whole.
        """
        array, names = table(x), column_names(x)
        self.n_features_in_ = array.shape[1]
        if names is not None:
            self.feature_names_in_ = names
        elif hasattr(self, "feature_names_in_"):
            del self.feature_names_in_
        return array

    def _new_table(self, x: Any) -> npt.NDArray[Any]:
        """Return checked data with the columns that the estimator was fitted to."""
        self._require_fitted()
        own, names, title = getattr(self, "feature_names_in_", None), column_names(x), type(self)
        if own is None and names is not None:
            warnings.warn(
                f"X has feature names, but {title.__name__} was fitted without feature names",
                UserWarning,
                stacklevel=3,
            )
        elif own is not None and names is None:
            warnings.warn(
                f"X does not have valid feature names, but {title.__name__} was fitted with "
                "feature names",
                UserWarning,
                stacklevel=3,
            )
        elif own is not None and names is not None and list(own) != list(names):
            raise ValueError(
                "The feature names should match those that were passed during fit: "
                f"{list(own)}, not {list(names)}."
            )
        array = table(x)
        if array.shape[1] != self.n_features_in_:
            raise ValueError(
                f"X has {array.shape[1]} features, but {title.__name__} is expecting "
                f"{self.n_features_in_} features as input."
            )
        return array


def table(x: Any) -> npt.NDArray[Any]:
    """Return data as a table of finite real numbers, (N, D), of their own type.

    Raises:
        TypeError: for sparse matrices and for objects that are no numbers.
        ValueError: for everything else that is no such table.
    """
    if hasattr(x, "toarray") and hasattr(x, "nnz"):
        raise TypeError("Sparse data was passed, but dense data is required; use X.toarray().")
    if isinstance(x, np.ma.MaskedArray):
        raise ValueError("X is a masked array; fill or drop what is masked.")
    try:
        raw = np.asarray(x)
    except (TypeError, ValueError) as error:
        raise ValueError(f"X is not an array of real numbers: {error}") from error
    if raw.dtype.kind == "c":
        raise ValueError("Complex data not supported: X is complex.")
    if raw.dtype.kind == "O":
        strange = [v for v in raw.ravel().tolist() if not hasattr(v, "__float__")]
        if strange and not isinstance(strange[0], str):
            kind = type(strange[0]).__name__
            raise TypeError(f"X holds {kind}; an argument must be a string or a number.")
    array = raw if raw.dtype.kind in "iu" else check.real_array(raw, "X")
    if array.ndim != 2:
        raise ValueError(
            f"Expected 2D array, got {array.ndim}D array instead. Reshape your data: "
            "X.reshape(-1, 1) if it has one feature, X.reshape(1, -1) if it is one sample."
        )
    for axis, what in ((0, "sample(s)"), (1, "feature(s)")):
        if array.shape[axis] == 0:
            raise ValueError(
                f"Found array with 0 {what} (shape={array.shape}) while a minimum of 1 is required."
            )
    # One sum would be quicker, but overflows for large numbers that are finite.
    if raw.dtype.kind not in "iu" and not _finite(array):
        raise ValueError("X contains NaN or infinity.")
    return raw if raw.dtype.kind == "f" and raw.itemsize <= 8 else array


def _finite(array: npt.NDArray[Any]) -> bool:
    step = max(1, (1 << 20) // array.shape[1])
    return all(
        np.isfinite(array[start : start + step]).all() for start in range(0, len(array), step)
    )


def column_names(x: Any) -> npt.NDArray[Any] | None:
    """Return the names of the columns of a data frame, if all of them are strings.

    Raises:
        TypeError: if only some are.
    """
    names = getattr(x, "columns", None)
    if names is None or callable(names):
        return None
    out = np.asarray(list(names), dtype=object)
    strings = [isinstance(name, str) for name in out]
    if any(strings) and not all(strings):
        raise TypeError("Feature names are only supported if all of them are strings.")
    return out if len(out) and all(strings) else None


def weights_of(sample_weight: npt.ArrayLike | None, rows: int) -> FloatArray | None:
    """Return checked weights of the points, (N,); one number is the weight of each.

    Raises:
        ValueError: for negative weights, another length, and if all of them are zero.
    """
    if sample_weight is None:
        return None
    given = check.real_array(sample_weight, "sample_weight")
    if given.ndim == 0:
        given = np.full(rows, float(given))
    if given.size and not given.any():
        raise ValueError("sample_weight must not be zero for every sample.")
    return check.row_weights(given, rows)


def total_of(weights: FloatArray | None, rows: int) -> float:
    """Return the sum of the weights of the points."""
    return float(rows) if weights is None else float(weights.sum())


def choice(value: object, name: str, known: tuple[str, ...]) -> str:
    """Return `value`, one of `known`.

    Raises:
        ValueError: if it is none of them.
    """
    if not isinstance(value, str) or value not in known:
        shown = ", ".join(repr(k) for k in known)
        raise ValueError(f"{name} must be one of {shown}, but it is {value!r}.")
    return value


def restarts(n_init: object, automatic: int) -> int:
    """Return how many starts to make: `n_init`, or `automatic` for "auto"."""
    if isinstance(n_init, str) and n_init == "auto":
        return automatic
    return check.count(n_init, "n_init")
