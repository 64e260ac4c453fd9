"""What is asked of k-means: labels, centres and objective that fit together, and invariances."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from .. import exact
from .cases import Case, case, groups, ordinary, overlapping, tied
from .models import Model, NotApplicable, quiet
from .moved import IN_DATA, ORDERS, SAME_FIT, outside_of_box, permuted, same_fit, shifted, spread
from .properties import Failure, Property

#: How far an objective may be off, relatively.
OBJECTIVE = 1e-9
#: How far a centre may be off, relative to the spread of the data.
CENTRES = 1e-9


def _labels(model: Model, at: Case) -> Failure | None:
    """Labels are nearest centres, of those that are reported, by exact distances."""
    moved = replace(at, x=at.x + at.offset, means=at.means + at.offset)
    for steps in (1, None):
        fitted = model.fit(moved, steps)
        if fitted.labels is None:
            raise NotApplicable("it reports no labels")
        if not np.isfinite(fitted.means).all():
            return Failure("finite", "NaN or infinity in its centres", "finite centres")
        near = exact.nearest(moved.x, fitted.means)
        with quiet():
            predicted = np.asarray(fitted.estimator.predict(moved.x)).astype(int)
        for name, labels in (("labels_", fitted.labels), ("predict", predicted)):
            for n, label in enumerate(labels):
                gap = exact.gaps([moved.x[n]], fitted.means)[0][int(label)]
                if int(label) not in near[n] and float(exact.nearest_double(gap)) > 1e-9 * (
                    spread(at.x) ** 2
                ):
                    return Failure(
                        "label", f"{name}[{n}] is {label}", f"nearest centre {near[n][0]}"
                    )
    return None


def _objective(model: Model, at: Case) -> Failure | None:
    """The reported objective is D(μ) of the reported centres."""
    moved = replace(at, x=at.x + at.offset, means=at.means + at.offset)
    for steps in (1, None):
        fitted = model.fit(moved, steps)
        if fitted.inertia is None:
            raise NotApplicable("it reports no objective")
        right = exact.distortion(moved.x, fitted.means)
        scale = 1e-9 * spread(at.x) ** 2
        if not exact.relative_error(fitted.inertia, right, scale) <= OBJECTIVE:
            shown = exact.nearest_double(right)
            return Failure("objective", f"{fitted.inertia:.12g}", f"{shown:.12g}")
    return None


def _lloyd(model: Model, at: Case) -> Failure | None:
    """One step: each centre is the mean of its nearest points, by exact arithmetic.

    Only where no point is tied and no cluster is empty: there all definitions agree.
    """
    near = exact.nearest(at.x, at.means)
    labels = [tied[0] for tied in near]
    if any(len(tied) > 1 for tied in near) or len(set(labels)) < len(at.means):
        return None
    right = exact.doubles(exact.cluster_means(at.x, labels, at.means))
    got = model.fit(at, 1).means
    error = np.abs(got - right).max(axis=1) / spread(at.x)
    if not (error <= CENTRES).all():
        k = int((~(error <= CENTRES)).argmax())
        return Failure("step", f"centre {k} is {got[k].tolist()}", f"{right[k].tolist()}")
    return None


def _monotone(model: Model, at: Case) -> Failure | None:
    """D(μ) of the reported centres, exactly, after 1, 2, 3, … steps (G1)."""
    last = exact.distortion(at.x, at.means)
    for steps in (1, 2, 3, 5, 8, 13):
        fitted = model.fit(at, steps)
        if not np.isfinite(fitted.means).all():
            return Failure("finite", f"no finite centres after {steps} steps", "finite ones")
        now = exact.distortion(at.x, fitted.means)
        if now > last * (1 + exact.rational(1e-9)):
            a, b = exact.nearest_double(last), exact.nearest_double(now)
            return Failure("rises", f"from {a:.12g} to {b:.12g} at step {steps}", "no rise")
        last = now
    return None


def _fixed(model: Model, at: Case) -> Failure | None:
    """A finished fit is a fixed point: every centre is the mean of its points (G2)."""
    fitted = model.fit(at)
    if fitted.labels is None:
        raise NotApplicable("it reports no labels")
    right = exact.doubles(exact.cluster_means(at.x, fitted.labels, fitted.means))
    error = np.abs(fitted.means - right).max(axis=1) / spread(at.x)
    if not (error <= CENTRES).all():
        k = int((~(error <= CENTRES)).argmax())
        return Failure("fixed", f"centre {k} is {fitted.means[k].tolist()}", f"{right[k].tolist()}")
    return None


def _valid(model: Model, at: Case) -> Failure | None:
    return outside_of_box(model.fit(at).means, at.x)


def _zero(model: Model, at: Case) -> Failure | None:
    """As many clusters as different points: the objective is zero."""
    fitted = model.fit(at)
    left = exact.distortion(at.x, fitted.means)
    if left != 0:
        return Failure("left", f"D = {exact.nearest_double(left):.6g}", "D = 0")
    return None


def _stay(model: Model, at: Case) -> Failure | None:
    """A fixed point of Lloyd's step, without ties and empty clusters, is left as it is."""
    near = exact.nearest(at.x, at.means)
    labels = [tied[0] for tied in near]
    again = exact.cluster_means(at.x, labels, at.means)
    alone = all(len(tied) == 1 for tied in near) and len(set(labels)) == len(at.means)
    if not alone or again != exact.rationals(at.means):
        return None
    fitted = model.fit(at)
    error = np.abs(fitted.means - at.means).max() / max(spread(at.x), np.abs(at.means).max())
    if not error <= CENTRES:
        return Failure("left", f"centres {fitted.means.tolist()}", f"{at.means.tolist()}")
    return None


def _empty() -> Iterator[Case]:
    yield case([[5.0], [6.0], [7.0]], [[6.0], [1000.0]])
    two = groups(8, 20, 2, 2)
    yield case(two.x, np.vstack([two.means, [[1e6, 1e6]]]))


def _as_many() -> Iterator[Case]:
    yield case([[2.0]], [[2.0]])
    yield case([[2.0], [5.0]], [[2.0], [5.0]])
    yield case([[0.0, 1.0], [4.0, 1.0], [9.0, 3.0]], [[0.0, 1.0], [4.0, 1.0], [9.0, 3.0]])
    yield case([[2.0], [2.0], [5.0]], [[2.0], [5.0]])


def _repeated() -> Iterator[Case]:
    yield case(np.ones((4, 1)), [[1.0], [1.5]])
    yield case(np.ones((50, 2)), [[1.0, 1.0], [1.5, 1.0]])
    yield case([[3.0], [3.0], [7.0], [7.0]], [[3.0], [7.0], [6.0]])


def _fixed_points() -> Iterator[Case]:
    yield case([[0.0], [1.0], [1e9]], [[0.0], [1.0], [1e9]])
    yield case([[0.0], [1e-9], [1e9]], [[0.0], [1e-9], [1e9]])
    crowd = [[0.0]] * 5 + [[1e-9]] * 5 + [[1e9], [1e9 + 1]]
    yield case(crowd, [[0.0], [1e-9], [1e9 + 0.5]])


def _offsets() -> Iterator[Case]:
    yield from (replace(at, offset=o) for at in ordinary() for o in (0.0, 1e4, 1e6, 1e8))


def _scales() -> Iterator[Case]:
    factors = (2.0**-14, 2.0**14, 2.0**-100, 2.0**100, 2.0**460)
    yield from (replace(at, scale=s) for at in ordinary() for s in factors)


def _easy() -> Iterator[Case]:
    for source in (tied, ordinary, overlapping):
        yield from (at for at in source() if len(at.means) <= len(at.x))


KMEANS: tuple[Property, ...] = (
    Property("labels", "Labels are nearest to the reported centres, exactly.", _offsets, _labels),
    Property(
        "objective", "The objective is D(μ) of the reported centres, to 1e-9.", _offsets, _objective
    ),
    Property("one step", "One step gives the means of the nearest points (G1.1).", _easy, _lloyd),
    Property("monotone", "D(μ) never rises from step to step (G1).", overlapping, _monotone),
    Property("fixed point", "At the end every centre is the mean of its points.", _easy, _fixed),
    Property(
        "stays",
        "A fixed point of Lloyd's step is left as it is.",
        _fixed_points,
        _stay,
    ),
    Property("duplicates", f"With repeated points, {IN_DATA}.", _repeated, _valid),
    Property("empty cluster", f"With a start far from all points, {IN_DATA}.", _empty, _valid),
    Property("K = N", "As many clusters as different points: D = 0.", _as_many, _zero),
    Property("orders", f"{ORDERS}: {SAME_FIT}.", overlapping, permuted),
    Property(
        "offset",
        f"Data and start moved by the same vector: {SAME_FIT}, moved.",
        lambda: (at for at in _offsets() if at.offset),
        shifted,
    ),
    Property(
        "scale", f"Data and start times a power of two: {SAME_FIT}, scaled.", _scales, same_fit
    ),
)
