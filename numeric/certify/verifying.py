"""Checks a certificate against the data, with fractions and the series of `intervals`.

No code that makes certificates is used, and no ball arithmetic: distances and means are computed
anew in Python's fractions, and every claimed number is compared with an enclosure of its own.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import Any

from . import intervals
from .claims import Refused, decimal
from .intervals import Interval
from .table import Table
from .verifying_fixed_points import check_fixed_point

Row = list[Fraction]
#: How much larger than `low` a `high` may be.
WIDTH = Fraction(1, 10**6)


def verify(table: Table, certificate: Mapping[str, Any]) -> list[str]:
    """Check every claim of a certificate.

    Returns:
        what was checked, one sentence each.

    Raises:
        Refused: if anything is wrong, missing or not understood.
    """
    try:
        return _Check(table, certificate).run()
    except (
        KeyError,
        IndexError,
        TypeError,
        ValueError,
        AttributeError,
        ZeroDivisionError,
    ) as error:
        raise Refused(f"the certificate is malformed ({type(error).__name__}: {error})") from error


class _Check:
    def __init__(self, table: Table, certificate: Mapping[str, Any]) -> None:
        self.table, self.claims = table, certificate
        self.points = [[Fraction(v) for v in row] for row in table.x.tolist()]
        self.done: list[str] = []

    def run(self) -> list[str]:
        claims = self.claims
        _require(claims["format"] == "hardlimit certificate 1", "its format is not known")
        data = claims["data"]
        _require(data["rows"] == len(self.points), "it speaks of another number of rows")
        _require(data["digest"] == self.table.digest, "it speaks of other numbers")
        self.epsilon = decimal(claims["epsilon"])
        _require(0 < self.epsilon < Fraction(1, 2), "epsilon is not between 0 and 1/2")
        start = [[Fraction(float.fromhex(v)) for v in row] for row in claims["start"]]
        sizes = {len(row) for row in start}
        _require(len(start) == claims["clusters"] > 0, "it has another number of centres")
        _require(sizes == {len(self.points[0])}, "its centres have another dimension")
        self._trajectory(start)
        self._rows()
        self._summary()
        self._objective()
        check_fixed_point(self)
        return self.done

    # -- Lloyd -------------------------------------------------------------------------
    def _trajectory(self, means: list[Row]) -> None:
        """Labels, ties and empty clusters at every step, and that each step is Lloyd's."""
        steps = self.claims["steps"]
        _require(len(steps) > 0, "it has no steps")
        self.gaps: list[list[Row]] = []
        for number, step in enumerate(steps):
            distances = [[_square(p, m) for m in means] for p in self.points]
            least = [min(row) for row in distances]
            self.gaps.append(
                [[d - a for d in row] for row, a in zip(distances, least, strict=True)]
            )
            near = [[k for k, gap in enumerate(row) if gap == 0] for row in self.gaps[-1]]
            labels = [tied[0] for tied in near]
            _require(step["labels"] == labels, f"the labels of step {number} are not the nearest")
            ties = [[n, tied] for n, tied in enumerate(near) if len(tied) > 1]
            _require(step["ties"] == ties, f"the ties of step {number} are others")
            empty = [k for k in range(len(means)) if k not in set(labels)]
            _require(step["empty"] == empty, f"the empty clusters of step {number} are others")
            self.means, self.labels, self.distances = means, labels, distances
            means = self._moved(means, labels)
            if number < len(steps) - 1:
                _require(means != self.means, f"step {number} is a fixed point, not a step")
        _require(self.claims["converged"] is (means == self.means), "it ends elsewhere")
        self.done.append(
            f"{len(steps)} centre sets of Lloyd's trajectory with labels, ties and empty clusters"
        )

    def _moved(self, means: list[Row], labels: list[int]) -> list[Row]:
        out = []
        for k, mean in enumerate(means):
            members = [p for p, label in zip(self.points, labels, strict=True) if label == k]
            columns = zip(*members, strict=True)
            out.append([sum(c, Fraction(0)) / len(members) for c in columns] if members else mean)
        return out

    # -- the width of every point ------------------------------------------------------
    def _rows(self) -> None:
        rows = self.claims["rows"]
        _require(len(rows) == len(self.points), "it has another number of points")
        target = self.epsilon / (1 - self.epsilon)
        bits = 96 + 2 * (target.denominator.bit_length() - target.numerator.bit_length())
        for n, row in enumerate(rows):
            low, step = decimal(row["low"]), row["step"]
            _require(step in range(len(self.gaps)), f"point {n} names no step")
            tied = any(gaps[n].count(Fraction(0)) > 1 for gaps in self.gaps)
            if low == 0:
                _require(row["high"] == "0", f"point {n} has no upper end")
                _require(self.gaps[step][n].count(Fraction(0)) > 1, f"point {n} is not tied there")
                continue
            _require(low > 0 and not tied, f"point {n} is tied")
            for number, gaps in enumerate(self.gaps):
                share = _share(gaps[n], low, bits)
                _require(share[1] <= target, f"point {n} is not within epsilon at step {number}")
            if row["high"] is None:
                _require(len(self.means) == 1, f"point {n} has no upper end")
                continue
            high = decimal(row["high"])
            _require(low < high <= low * (1 + WIDTH), f"the ends of point {n} are far apart")
            share = _share(self.gaps[step][n], high, bits)
            _require(share[0] > target, f"point {n} is within epsilon also at its upper end")
        self.done.append(f"the largest width at which each of {len(rows)} points is within epsilon")

    def _summary(self) -> None:
        rows, summary = self.claims["rows"], self.claims["sigma"]
        lows = sorted(decimal(row["low"]) for row in rows)
        _require(summary == {"row": summary["row"], **rows[summary["row"]]}, "it decides elsewhere")
        _require(decimal(summary["low"]) == lows[0], "another point decides")
        for text, value in self.claims["quantiles"].items():
            place = ceil(decimal(text) * (len(lows) - 1))
            _require(decimal(value) == lows[place], f"the quantile {text} is another")
        gap = self.claims["gap"]
        every = [
            (sorted(row)[1], n, t)
            for t, gaps in enumerate(self.gaps)
            for n, row in enumerate(gaps)
            if len(row) > 1
        ]
        if not every:
            _require(gap["low"] is None, "there is no gap")
        else:
            least = min(value for value, _, _ in every)
            _require((least, gap["row"], gap["step"]) in every, "the least gap is elsewhere")
            _inside((gap["low"], gap["high"]), (least, least), "the least gap")
        self.done.append("which point decides, the quantiles, the least gap")

    # -- objectives --------------------------------------------------------------------
    def _objective(self) -> None:
        """D, the soft objective and its upper bound, each between the two numbers claimed."""
        claim = self.claims["objective"]
        if claim is None:
            decided = self.claims["sigma"]["high"]
            _require(decided in (None, "0"), "the objectives are missing")
            return
        sigma = decimal(claim["sigma"])
        _require(sigma > 0, "its sigma is not positive")
        least = sum((min(row) for row in self.distances), Fraction(0))
        _inside(claim["distortion"], (least, least), "the distortion")
        for bits in (160, 1500, 6000):
            soft, upper = self._bounds(sigma, bits, least)
            if soft[1] - soft[0] <= abs(soft[0]) * Fraction(1, 10**18):
                break
        _inside(claim["soft"], soft, "the soft objective")
        _inside(claim["upper"], upper, "the upper bound")
        _require(decimal(claim["distortion"][0]) <= soft[1], "the lower bound is violated")
        _require(soft[0] <= upper[1], "the upper bound is violated")
        self.done.append("distortion, soft objective and upper bound (D7)")

    def _bounds(self, sigma: Fraction, bits: int, least: Fraction) -> tuple[Interval, Interval]:
        """The soft objective and its upper bound at the last centres."""
        parts, double = len(self.means), 2 * sigma**2
        soft, upper = (least, least), (least, least)
        for row in self.gaps[-1]:
            low, high = _share(row, sigma, bits)
            sums = intervals.log(((1 + low) / parts, (1 + high) / parts), bits)
            soft = _minus(soft, sums, double)
            weight = Fraction(row.count(Fraction(0)), parts)
            upper = _minus(upper, intervals.log((weight, weight), bits), double)
        return soft, upper


def _share(gaps: Row, sigma: Fraction, bits: int) -> Interval:
    """The sum of e^{−g/2σ²} over all gaps but one of those that are zero."""
    rest = sorted(gaps)[1:]
    low = high = Fraction(0)
    for gap in rest:
        exponent = gap / (2 * sigma * sigma)
        ends = intervals.exp_minus((exponent, exponent), bits)
        low, high = low + ends[0], high + ends[1]
    return low, high


def _minus(value: Interval, other: Interval, factor: Fraction) -> Interval:
    return value[0] - factor * other[1], value[1] - factor * other[0]


def _inside(claim: Sequence[str], value: Interval, name: str) -> None:
    """The claim holds, and is not so wide that it says nothing."""
    first, last = (decimal(end) for end in claim)
    _require(first <= value[0] and value[1] <= last, f"{name} is not between the claimed numbers")
    _require(last - first <= Fraction(1, 10**6) * max(abs(first), abs(last)), f"{name} is too wide")


def _square(a: Sequence[Fraction], b: Sequence[Fraction]) -> Fraction:
    return sum(((p - q) ** 2 for p, q in zip(a, b, strict=True)), Fraction(0))


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise Refused(message)
