"""What is asked of mixtures: at given parameters, along fits, and under changes of the data.

The right answers come from `numeric.exact`. The tolerances are wide on purpose: a verdict should
not be a matter of opinion.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from flint import arb

from .. import exact
from .._checks import FloatArray
from .cases import Case, case, groups, narrow, ordinary, overlapping, tied
from .models import Fitted, Model, NotApplicable, quiet
from .moved import IN_DATA, ORDERS, SAME_FIT, outside_of_box, permuted, same_fit, shifted
from .properties import Failure, Property

#: How far a responsibility may be off.
SHARE = 1e-6
#: How far a sum of one may be off.
SUM = 1e-9
#: How far an objective may be off, relatively.
OBJECTIVE = 1e-7


def _probabilities(model: Model, at: Case) -> FloatArray:
    with quiet():
        return np.asarray(model.at(at).predict_proba(at.x), dtype=np.float64)


def _truth(at: Case) -> FloatArray:
    with exact.precision():
        mixture = exact.Mixture(at.means, at.weights, at.sigma2)
        return exact.doubles(exact.responsibilities(at.x, mixture))


def _shares(model: Model, at: Case) -> Failure | None:
    got, right = _probabilities(model, at), _truth(at)
    # Not the negation of >: NaN must fail.
    bad = ~(np.abs(got - right).max(axis=1) <= SHARE)
    if bad.any():
        n = int(bad.argmax())
        return Failure("value", f"{_list(got[n])} at point {n}", _list(right[n]))
    return None


def _sums(model: Model, at: Case) -> Failure | None:
    sums = _probabilities(model, at).sum(axis=1)
    bad = ~(np.abs(sums - 1) <= SUM)
    if bad.any():
        n = int(bad.argmax())
        return Failure("sum", f"row {n} sums to {sums[n]:.6g}", "1")
    return None


def _labels(model: Model, at: Case) -> Failure | None:
    """`predict` gives a most probable component, by exact responsibilities."""
    with quiet():
        got = np.asarray(model.at(at).predict(at.x)).astype(int)
    right = _truth(at)
    for n, label in enumerate(got):
        best = right[n].max()
        if not right[n][label] >= best - SHARE:
            return Failure(
                "label", f"component {label} at point {n}", f"component {right[n].argmax()}"
            )
    return None


def _bounds(model: Model, at: Case) -> Failure | None:
    """D ≤ −2σ²ℓ − NDσ² log 2πσ² ≤ D + 2σ² Σ_n log 1/W_n (D7), ℓ from the estimator."""
    estimator = model.at(at)
    if not hasattr(estimator, "score"):
        raise NotApplicable("it has no method score")
    with quiet():
        ell = float(estimator.score(at.x)) * len(at.x)
    if not np.isfinite(ell):
        return Failure("infinite", f"log-likelihood {ell}", "a finite one")
    with exact.precision():
        s2 = exact.ball(at.sigma2)
        constant = at.x.size * s2 * (2 * arb.pi() * s2).log()
        soft = -2 * s2 * exact.ball(ell) - constant
        low = exact.ball(exact.distortion(at.x, at.means))
        ties = exact.tie_weights(at.x, at.means, at.weights)
        high = low + 2 * s2 * sum((-exact.ball(w).log() for w in ties), arb(0))
        slack = OBJECTIVE * (abs(low) + abs(constant) + at.x.size * s2)
        if not (soft >= low - slack and soft <= high + slack):
            shown = [f"{exact.nearest_double(v):.9g}" for v in (soft, low, high)]
            return Failure("bound", shown[0], f"between {shown[1]} and {shown[2]}")
    return None


def _own(model: Model, at: Case) -> Failure | None:
    """After a fit, `predict_proba` is the posterior of the parameters that are reported."""
    fitted = model.fit(at, 5)
    mixture = _reported(fitted)
    with quiet():
        got = np.asarray(fitted.estimator.predict_proba(at.x), dtype=np.float64)
    if mixture is None:
        return Failure("finite", "NaN or infinity in its parameters", "finite parameters")
    with exact.precision():
        right = exact.doubles(exact.responsibilities(at.x, mixture))
    worst = np.abs(got - right).max()
    if not worst <= SHARE:
        return Failure("value", f"an error of {worst:.3g} in a responsibility", "none above 1e-6")
    return None


def _monotone(model: Model, at: Case) -> Failure | None:
    """The log-likelihood of the reported parameters, in balls, after 1, 2, 3, … steps (B5)."""
    last = None
    for steps in (1, 2, 3, 5, 8, 13):
        mixture = _reported(model.fit(at, steps))
        if mixture is None:
            return Failure("finite", f"no finite parameters after {steps} steps", "finite ones")
        with exact.precision():
            now = exact.nearest_double(exact.log_likelihood(at.x, mixture))
        if last is not None and now < last - 1e-9 * (1 + abs(last)):
            return Failure("falls", f"from {last:.12g} to {now:.12g} at step {steps}", "no fall")
        last = now
    return None


def _reported(fitted: Fitted) -> exact.Mixture | None:
    """The parameters that a fit reports; None unless all are finite and variances positive."""
    if fitted.weights is None or fitted.sigma2 is None:
        raise NotApplicable("it reports no weights or no spherical covariances")
    arrays = (fitted.means, fitted.weights, fitted.sigma2)
    if not all(np.isfinite(array).all() for array in arrays) or not (fitted.sigma2 > 0).all():
        return None
    return exact.Mixture(*arrays)


def _valid(model: Model, at: Case) -> Failure | None:
    """Default settings: finite parameters, weights that are a distribution, means in the data."""
    fitted = model.fit(at, plain=True)
    if fitted.weights is not None and not (
        (fitted.weights >= 0).all() and abs(fitted.weights.sum() - 1) <= SUM
    ):
        return Failure("weights", f"weights {_list(fitted.weights)}", "a distribution")
    return outside_of_box(fitted.means, at.x)


def _degenerate(model: Model, at: Case) -> Failure | None:
    """The same, or a refusal, or no claim to have converged: the likelihood is unbounded (B8)."""
    try:
        failure = _valid(model, at)
        if failure is None or model.fit(at, plain=True).converged:
            return failure
    except ValueError:
        pass
    return None


def _list(row: FloatArray) -> str:
    return "[" + ", ".join(f"{v:.6g}" for v in row.tolist()) + "]"


def _wide() -> Iterator[Case]:
    """Moderate and small variances, not below what doubles can invert."""
    for at in narrow(ordinary()):
        if at.sigma2 >= 1e-100:
            yield at


def _away() -> Iterator[Case]:
    """Far from the origin, where squares of coordinates swallow distances."""
    for at in ordinary():
        for offset in (1e4, 1e8):
            moved = replace(at, x=at.x + offset, means=at.means + offset)
            yield from (replace(moved, sigma2=sigma2) for sigma2 in (1.0, 1e-2, 1e-6, 1e-100))


def _far() -> Iterator[Case]:
    """One component that no point is near to."""
    yield case([[5.0], [6.0], [7.0]], [[6.0], [1000.0]], None, 1.0)
    ordinary_one = groups(8, 20, 2, 2)
    far = np.vstack([ordinary_one.means, [[1e6, 1e6]]])
    yield case(ordinary_one.x, far, None, 1.0)


def _repeated() -> Iterator[Case]:
    """All points the same, and more components than different points."""
    yield case(np.ones((4, 1)), [[1.0], [1.5]], None, 1.0)
    yield case(np.ones((50, 2)), [[1.0, 1.0], [1.5, 1.0]], None, 1.0)
    yield case([[3.0], [3.0], [7.0], [7.0]], [[3.0], [7.0], [6.0]], None, 1.0)


def _as_many() -> Iterator[Case]:
    yield case([[2.0]], [[2.0]], None, 1.0)
    yield case([[2.0], [5.0]], [[2.0], [5.0]], None, 1.0)
    yield case([[0.0, 1.0], [4.0, 1.0], [9.0, 3.0]], [[0.0, 1.0], [4.0, 1.0], [9.0, 3.0]], None, 1)


def _at(change: Callable[[Case], Iterator[Case]], cases: Callable[[], Iterator[Case]]) -> (
    Callable[[], Iterator[Case]]
):  # fmt: skip
    return lambda: (changed for at in cases() for changed in change(at))


def _offsets(at: Case) -> Iterator[Case]:
    yield from (replace(at, offset=offset) for offset in (1e4, 1e6, 1e8))


def _scales(at: Case) -> Iterator[Case]:
    yield from (replace(at, scale=s) for s in (2.0**-14, 2.0**14, 2.0**-100, 2.0**100, 2.0**460))


MIXTURES: tuple[Property, ...] = (
    Property(
        "hardening",
        "Responsibilities are right to 1e-6 at every variance down to the smallest double (D1).",
        lambda: narrow(ordinary()),
        _shares,
        fits=False,
    ),
    Property(
        "hardening, offset",
        "The same with 10⁴ and 10⁸ added to all coordinates, which rounds nothing.",
        _away,
        _shares,
        fits=False,
    ),
    Property(
        "ties",
        "A point tied between nearest centres is split by their weights, at every variance (D1).",
        lambda: narrow(tied()),
        _shares,
        fits=False,
    ),
    Property(
        "rows sum to one",
        "Responsibilities of a point sum to one, at every variance.",
        lambda: (c for source in (tied, ordinary) for c in narrow(source())),
        _sums,
        fits=False,
    ),
    Property(
        "labels",
        "`predict` gives a most probable component, by exact responsibilities.",
        lambda: narrow(ordinary()),
        _labels,
        fits=False,
    ),
    Property(
        "objective in its bounds",
        "D ≤ −2σ²ℓ − NDσ² log 2πσ² ≤ D + 2σ² Σ log 1/W, ℓ from `score` (D7).",
        _wide,
        _bounds,
        fits=False,
    ),
    Property(
        "posterior of its fit",
        "After a fit, `predict_proba` is the posterior of the parameters it reports.",
        lambda: (c for source in (ordinary, overlapping) for c in source()),
        _own,
    ),
    Property(
        "monotone",
        "The exact log-likelihood of the reported parameters never falls from step to step (B5).",
        overlapping,
        _monotone,
    ),
    Property(
        "duplicates",
        f"Repeated points, default settings: {IN_DATA}, or it says that it is none.",
        _repeated,
        _degenerate,
    ),
    Property(
        "empty component",
        f"A component far from all points, default settings: {IN_DATA}.",
        _far,
        _valid,
    ),
    Property(
        "K = N",
        f"As many components as points, default settings: {IN_DATA}, or it says that it is none.",
        _as_many,
        _degenerate,
    ),
    Property("orders", f"{ORDERS}: {SAME_FIT}.", overlapping, permuted),
    Property(
        "offset",
        f"Data and start moved by the same vector: {SAME_FIT}, moved.",
        _at(_offsets, ordinary),
        shifted,
    ),
    Property(
        "scale",
        f"Data and start times a power of two, default settings: {SAME_FIT}, scaled.",
        _at(_scales, ordinary),
        same_fit,
    ),
)
