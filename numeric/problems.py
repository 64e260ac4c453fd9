"""Instances on which a formula can be tried: adversarial small ones, and real data.

The random ones are meant for slow exact evaluators. Their coordinates, weights, σ and
responsibilities are dyadic rationals with few bits, so that the doubles are the numbers meant,
weights and rows sum to one exactly, and exact arithmetic on them is cheap.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from . import _checks as check
from ._checks import FloatArray
from .data import iris, old_faithful


@dataclass(frozen=True, eq=False)
class Problem:
    """Data and parameters of a mixture; all arrays are read-only.

    Attributes:
        name: what kind of instance it is, and which.
        x: points, (N, D).
        means: centres, (K, D).
        weights: positive, (K,), summing to one exactly.
        sigma: positive, with few bits, so that sigma² is exact.
        responsibilities: (N, K), rows summing to one exactly, positive column sums. They are
            arbitrary, not the posterior: M-step formulas hold for any.
    """

    name: str
    x: FloatArray
    means: FloatArray
    weights: FloatArray
    sigma: float
    responsibilities: FloatArray

    def __post_init__(self) -> None:
        points = check.points(self.x)
        centres = check.centres(self.means, points)
        weights = check.mixing_weights(self.weights, len(centres))
        share = check.distributions(
            check.memberships(self.responsibilities, len(points)), "responsibilities"
        )
        if share.shape[1] != len(centres):
            raise ValueError("responsibilities must have one column per mean.")
        if not (weights > 0).all() or not (share.sum(axis=0) > 0).all():
            raise ValueError("weights and columns of responsibilities must be positive.")
        if not self.sigma > 0:
            raise ValueError("sigma must be positive.")
        for field, array in (
            ("x", points),
            ("means", centres),
            ("weights", weights),
            ("responsibilities", share),
        ):
            frozen = array.copy()
            frozen.setflags(write=False)
            object.__setattr__(self, field, frozen)

    @property
    def sigma2(self) -> float:
        """σ², exactly."""
        return self.sigma**2


_Draw = tuple[FloatArray, FloatArray]


def random_problems(count: int, seed: int) -> tuple[Problem, ...]:
    """Return `count` small problems, N ≤ 8, K ≤ 4, D ≤ 3, that cycle through all kinds.

    Problem i depends on (seed, i) only. The kinds: `continuous` (no structure), `lattice` (ties
    and repeated points), `coincident` (equal centres), `empty` (a centre that is nobody's
    nearest), `corner` (N, K or D is 1), `near-tie` (gaps of order 2⁻²⁰) and `offset` (all
    coordinates near 2¹²).

    Raises:
        ValueError: for a negative count or seed.
    """
    if count < 0 or seed < 0:
        raise ValueError("count and seed must not be negative.")
    return tuple(_random_problem(seed, i) for i in range(count))


def limit_problems(count: int, seed: int) -> tuple[Problem, ...]:
    """Return `count` problems near the limit, N ≤ 16, K ≤ 8, D ≤ 3, that cycle through all kinds.

    Problem i depends on (seed, i) only. The kinds: `crowded` (K = 5, …, 8, moderate σ), `narrow`
    (σ a power of two down to 2⁻⁴⁰), `split` (exact ties at such σ), `hair` (a point off the
    bisector of two centres by a few σ²) and `tiny` (all lengths, σ too, times 2⁻³⁰ or less).

    Raises:
        ValueError: for a negative count or seed.
    """
    if count < 0 or seed < 0:
        raise ValueError("count and seed must not be negative.")
    return tuple(_limit_problem(seed, i) for i in range(count))


def real_problems() -> tuple[Problem, ...]:
    """Return Old Faithful and iris, raw, with K = 1, 2, 3, 5 and σ = 1/8, 1, 8.

    The centres are data points at equal steps through the rows.
    """
    return tuple(
        _real_problem(name, data, clusters, sigma)
        for name, data in (("old-faithful", old_faithful()), ("iris", iris()))
        for clusters in (1, 2, 3, 5)
        for sigma in (0.125, 1.0, 8.0)
    )


def _real_problem(name: str, data: FloatArray, clusters: int, sigma: float) -> Problem:
    rng = np.random.default_rng(clusters)
    rows = np.arange(clusters) * len(data) // clusters
    return Problem(
        name=f"{name}-K{clusters}-sigma{sigma:g}",
        x=data,
        means=data[rows],
        weights=_composition(rng, clusters, positive=True),
        sigma=sigma,
        responsibilities=_memberships(rng, len(data), clusters),
    )


def _random_problem(seed: int, index: int) -> Problem:
    rng = np.random.default_rng([seed, index])
    kind, draw = _KINDS[index % len(_KINDS)]
    x, means = draw(rng)
    return Problem(
        name=f"{kind}-{seed}-{index}",
        x=rng.permutation(x),
        # The nearest, the tied and the empty centre must not always be the first or the last.
        means=rng.permutation(means),
        weights=_composition(rng, len(means), positive=True),
        sigma=float(rng.integers(1, 25)) / 8,
        responsibilities=_memberships(rng, len(x), len(means)),
    )


def _limit_problem(seed: int, index: int) -> Problem:
    # The third entry keeps these apart from `random_problems` of the same seed.
    rng = np.random.default_rng([seed, index, 1])
    kind, draw = _LIMIT_KINDS[index % len(_LIMIT_KINDS)]
    x, means, sigma = draw(rng)
    return Problem(
        name=f"{kind}-{seed}-{index}",
        x=rng.permutation(x),
        means=rng.permutation(means),
        weights=_composition(rng, len(means), positive=True),
        sigma=sigma,
        responsibilities=_memberships(rng, len(x), len(means)),
    )


def _sizes(rng: np.random.Generator) -> tuple[int, int, int]:
    return int(rng.integers(2, 9)), int(rng.integers(2, 5)), int(rng.integers(1, 4))


def _dyadic(rng: np.random.Generator, rows: int, dimension: int) -> FloatArray:
    """Normal coordinates with spread 2, rounded to multiples of 1/256."""
    values: FloatArray = np.round(rng.normal(scale=512.0, size=(rows, dimension))) / 256
    return values


def _lattice(rng: np.random.Generator, rows: int, dimension: int) -> FloatArray:
    return rng.integers(-2, 3, size=(rows, dimension)).astype(np.float64)


def _continuous_draw(rng: np.random.Generator) -> _Draw:
    n, k, d = _sizes(rng)
    return _dyadic(rng, n, d), _dyadic(rng, k, d)


def _lattice_draw(rng: np.random.Generator) -> _Draw:
    """A point tied between its two nearest centres, and a repeated point."""
    n, k, d = _sizes(rng)
    x, means = _lattice(rng, n, d), _lattice(rng, k, d)
    step = np.eye(d)[rng.integers(d)]
    # Other lattice centres are at distance 1 or more, once they are moved off the point itself.
    means[(means == x[0]).all(axis=1)] += step
    means[0], means[1] = x[0] + step, x[0] - step
    x[-1] = x[rng.integers(n)]
    return x, means


def _coincident_draw(rng: np.random.Generator) -> _Draw:
    n, k, d = _sizes(rng)
    means = _lattice(rng, k, d)
    means[1] = means[0]
    return _lattice(rng, n, d), means


def _empty_draw(rng: np.random.Generator) -> _Draw:
    """One centre far from all points; another lies on a data point."""
    n, k, d = _sizes(rng)
    x, means = _lattice(rng, n, d), _dyadic(rng, k, d)
    means[0] = x[0]
    means[1] = 64.0 * (1 - 2 * rng.integers(2, size=d)) + _lattice(rng, 1, d)[0]
    return x, means


def _corner_draw(rng: np.random.Generator) -> _Draw:
    sizes = list(_sizes(rng))
    sizes[rng.integers(3)] = 1
    n, k, d = sizes
    family = _lattice if rng.integers(2) else _dyadic
    return family(rng, n, d), family(rng, k, d)


def _near_tie_draw(rng: np.random.Generator) -> _Draw:
    """The first point misses the bisector of two centres by a hair."""
    x, means = _lattice_draw(rng)
    x[0] += (means[0] - means[1]) * rng.choice([-1, 1]) * 2.0**-20
    return x, means


def _offset_draw(rng: np.random.Generator) -> _Draw:
    draw = _lattice_draw if rng.integers(2) else _continuous_draw
    x, means = draw(rng)
    shift = 4096.0 * (1 - 2 * rng.integers(2, size=x.shape[1]))
    return x + shift, means + shift


_KINDS: tuple[tuple[str, Callable[[np.random.Generator], _Draw]], ...] = (
    ("continuous", _continuous_draw),
    ("lattice", _lattice_draw),
    ("coincident", _coincident_draw),
    ("empty", _empty_draw),
    ("corner", _corner_draw),
    ("near-tie", _near_tie_draw),
    ("offset", _offset_draw),
)


_LimitDraw = tuple[FloatArray, FloatArray, float]


def _crowded_draw(rng: np.random.Generator) -> _LimitDraw:
    n, k, d = int(rng.integers(5, 17)), int(rng.integers(5, 9)), int(rng.integers(1, 4))
    family = _lattice if rng.integers(2) else _dyadic
    return family(rng, n, d), family(rng, k, d), float(rng.integers(1, 17)) / 8


def _narrow_draw(rng: np.random.Generator) -> _LimitDraw:
    return *_continuous_draw(rng), 2.0 ** -int(rng.integers(2, 41))


def _split_draw(rng: np.random.Generator) -> _LimitDraw:
    draw = _lattice_draw if rng.integers(2) else _coincident_draw
    return *draw(rng), 2.0 ** -int(rng.integers(2, 41))


def _hair_draw(rng: np.random.Generator) -> _LimitDraw:
    """The first point is so near to a bisector that its responsibilities stay soft."""
    x, means = _lattice_draw(rng)
    sigma = 2.0 ** -int(rng.integers(4, 17))
    x[0] += (means[0] - means[1]) * rng.choice([-1, 1]) * rng.integers(1, 9) / 8 * sigma**2
    return x, means, sigma


def _tiny_draw(rng: np.random.Generator) -> _LimitDraw:
    draw = _lattice_draw if rng.integers(2) else _continuous_draw
    x, means = draw(rng)
    unit = 2.0 ** -int(rng.integers(30, 41))
    return x * unit, means * unit, float(rng.integers(1, 17)) / 8 * unit


_LIMIT_KINDS: tuple[tuple[str, Callable[[np.random.Generator], _LimitDraw]], ...] = (
    ("crowded", _crowded_draw),
    ("narrow", _narrow_draw),
    ("split", _split_draw),
    ("hair", _hair_draw),
    ("tiny", _tiny_draw),
)


def _composition(rng: np.random.Generator, parts: int, *, positive: bool) -> FloatArray:
    """A probability vector of sixteenths; some parts are zero unless `positive`."""
    least = 1 if positive else 0
    counts = rng.multinomial(16 - least * parts, np.full(parts, 1 / parts)) + least
    if not positive and parts > 1:
        zeroed = rng.integers(parts)
        counts[zeroed - 1] += counts[zeroed]
        counts[zeroed] = 0
    return counts / 16


def _memberships(rng: np.random.Generator, rows: int, parts: int) -> FloatArray:
    """Rows of sixteenths with zeros among them; one row is positive, so all columns are."""
    full = rng.integers(rows)
    return np.array([_composition(rng, parts, positive=bool(n == full)) for n in range(rows)])
