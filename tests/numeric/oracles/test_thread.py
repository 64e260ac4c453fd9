"""The cross-checks of the chapter on spherical mixtures can fail: a wrong function is seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hardlimit import numeric
from hardlimit.derivations import (
    bias,
    degenerate,
    following,
    fuzzy,
    local,
    metrics,
    spherical,
    tropical,
    wide,
)
from hardlimit.proofs.book import crosscheck

from .test_crosschecks import written

Function = Callable[..., Any]


def _no_border(means: Any, weights: Any, sigma2: float, before: float) -> Any:
    """As if the point just before the border belonged to its centre alone."""
    return np.zeros((len(means), len(means)))


def _forgetful(x: Any, means: Any, handicaps: Any, sigma2: float = 0.0) -> Any:
    """Handicaps drop out after one step."""
    return numeric.tropical_step(x, means, np.zeros(len(means)), sigma2)


def _in_the_limit(x: Any, means: Any, handicaps: Any, sigma2: float) -> Any:
    """As if the width were zero."""
    return numeric.tropical_step(x, means, handicaps)


def _without_the_least_weight(x: Any, means: Any, weights: Any, sigma2: float) -> Any:
    """As if all weights were one."""
    return numeric.step_error_bound(x, means, weights, sigma2) * np.min(weights)


def _linear_change(x: Any, means: Any, others: Any) -> float:
    """Without the square of the move."""
    move = float(np.abs(np.subtract(others, means)).max())
    reach = float(np.abs(np.asarray(x)[:, None] - means).max())
    return 4 * np.shape(x)[1] * move * reach


def _at_rest(x: Any, means: Any, weights: Any, sigma2: float) -> Any:
    """As if every place were one to rest at."""
    return numeric.step_error_bound(x, means, weights, sigma2)


def _uncentred(x: Any, difference: Any, sigma2: float) -> Any:
    """Second moments for variances."""
    return (np.asarray(x) @ difference) @ x / len(x) / sigma2


def _shared(x: Any, means: Any, weights: Any, sigma2: float) -> Any:
    """A point on a centre is shared with the others all the same."""
    return numeric.responsibilities(x, means, weights, 1.0)


def _no_logarithm(x: Any, means: Any, labels: Any, variances: Any) -> float:
    """The criterion without what its widths cost."""
    squares = ((np.asarray(x) - np.asarray(means)[labels]) ** 2).sum(axis=1)
    return float((squares / np.asarray(variances)[labels]).sum())


def _by_exponentials(x: Any, means: Any, fuzzifier: float) -> Any:
    """The shares of a mixture for those of fuzzy c-means: these have a scale."""
    k = len(means)
    return numeric.responsibilities(x, means, np.full(k, 1 / k), fuzzifier - 1)


def _one_width(x: Any, means: Any, weights: Any, variances: Any) -> float:
    """One width for all components."""
    return numeric.log_likelihood(x, means, weights, float(np.mean(variances)))


def _by_rows(x: Any, k: int) -> float:
    """Half the least squared distance, however many points there are too many."""
    many = len(x) - k
    return numeric.distortion_floor(x, k) / max(many, 1)


def _no_dimension(x: Any, k: int) -> float:
    """The floor of the width without the dimension."""
    return numeric.distortion_floor(x, k) / len(x)


def _equal_weights(x: Any, means: Any, weights: Any, sigma2: float) -> Any:
    """What the centres have in common by the plain mean."""
    return numeric.em_jacobian(x, means, np.full(len(means), 1 / len(means)), sigma2)


def _unfolded(places: Any, probabilities: Any) -> float:
    """The mean of the cloud."""
    return float(np.dot(probabilities, places))


def _linear(places: Any, probabilities: Any, centre: float, sigma2: float) -> float:
    """Shares that grow without end."""
    return float(np.dot(probabilities, np.square(places)) * centre / sigma2)


def _plain_mean(x: Any, r: Any) -> Any:
    """Every component has the mean of all points."""
    return np.tile(np.mean(x, axis=0), (np.shape(r)[1], 1))


def _half(x: Any, means: Any) -> float:
    return numeric.distortion(x, means) / 2


def _without_the_new(x: Any, means: Any, labels: Any) -> float:
    """The loss without the point that joins the cluster."""
    return numeric.assignment_distortion(x[:-1], means, labels[:-1]) if len(x) > 1 else 0.0


WRONG: list[tuple[str, Any, str, Function]] = [
    ("D3b", spherical, "border_error", _no_border),
    ("D6c", tropical, "tropical_step", _forgetful),
    ("D6b", tropical, "tropical_step", _forgetful),
    ("D6e", tropical, "tropical_step", _in_the_limit),
    ("D6d", tropical, "responsibilities", _shared),
    ("D12e", metrics, "classification_criterion", _no_logarithm),
    ("F3a", fuzzy, "power_excess", lambda t, m: t**m - 1),
    ("F3", fuzzy, "fuzzy_memberships", _by_exponentials),
    ("F3b", fuzzy, "fuzzy_memberships", _by_exponentials),
    ("F3c", fuzzy, "fuzzy_memberships", _by_exponentials),
    ("B8", degenerate, "log_likelihood", _one_width),
    ("B8b", degenerate, "distortion_floor", _by_rows),
    ("B8c", degenerate, "variance_floor", _no_dimension),
    ("D13d", wide, "em_jacobian", _equal_weights),
    ("D13e", wide, "collapse_step", _uncentred),
    ("D10", following, "step_error_bound", _without_the_least_weight),
    ("D10b", following, "gap_change_bound", _linear_change),
    ("D11", following, "rest_error_bound", _at_rest),
    ("D14", bias, "folded_step", _unfolded),
    ("D14b", bias, "mean_update", _plain_mean),
    ("D14d", bias, "shared_step", _linear),
    ("D14e", bias, "shared_step", _linear),
    ("G3a", local, "distortion", _half),
    ("G3b", local, "assignment_distortion", _without_the_new),
]


@pytest.mark.parametrize(("label", "module", "name", "wrong"), WRONG, ids=[w[0] for w in WRONG])
def test_a_wrong_function_is_seen(
    monkeypatch: pytest.MonkeyPatch, label: str, module: Any, name: str, wrong: Function
) -> None:
    wrong.__name__ = name
    monkeypatch.setattr(module, name, wrong)
    found = crosscheck.run_crosschecks(written(label))
    assert not found.ok
    assert "the function gives" in found.detail
