"""Exact linear programs: which multiples of some vectors add up to a given one?

A simplex over the rationals with Bland's rule, so that it always ends; small, for a few dozen
rows and columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import flint

from ..language.exact import Fraction

Vector = Mapping[Any, Fraction]
#: Pivots after which a program is given up.
PIVOTS = 400


@dataclass(frozen=True)
class Solution:
    """Numbers for the columns, and what they leave of the target (nothing if it is reached)."""

    numbers: list[Fraction]
    left: dict[Any, Fraction]


def combination(
    columns: Sequence[Vector],
    target: Vector,
    signed: Sequence[bool],
    wanted: Sequence[bool] | None = None,
) -> list[Fraction] | None:
    """Numbers x with sum_j x_j columns_j = target and x_j >= 0 unless ``signed[j]``; or None.

    If columns are ``wanted``, the sum of their numbers is then made greater than 0 if it
    can be.
    """
    have = set().union(*columns) if columns else set()
    if not have.issuperset(target):
        return None
    solution = nearest_combination(columns, target, signed, wanted)
    return None if solution is None or solution.left else solution.numbers


def nearest_combination(
    columns: Sequence[Vector],
    target: Vector,
    signed: Sequence[bool],
    wanted: Sequence[bool] | None = None,
) -> Solution | None:
    """The same; if it cannot be, numbers whose sum leaves least, coordinate by coordinate."""
    rows = list(dict.fromkeys(row for vector in (target, *columns) for row in vector))
    spread: list[tuple[int, int]] = []
    for j, free in enumerate(signed):
        spread += [(j, 1), (j, -1)] if free else [(j, 1)]
    table, signs = [], []
    for row in rows:
        value = target.get(row, Fraction(0))
        sign = -1 if value < 0 else 1
        line = [_number(columns[j].get(row, Fraction(0)) * s * sign) for j, s in spread]
        table.append([*line, _number(value * sign)])
        signs.append(sign)
    basis = _phase_one(table, len(spread))
    if basis is None:
        return None
    width = len(spread)
    left = {
        rows[b - width]: signs[b - width] * _fraction(line[-1])
        for line, b in zip(table, basis, strict=True)
        if b >= width and line[-1] != 0
    }
    if not left:
        table, basis = _without_artificial(table, basis, width)
        if wanted is not None and any(wanted):
            gain = [_number(Fraction(int(wanted[j]) * s)) for j, s in spread]
            _improve(table, basis, gain)
    out = [Fraction(0)] * len(columns)
    for line, b in zip(table, basis, strict=True):
        if b < width:
            j, s = spread[b]
            out[j] += s * _fraction(line[-1])
    return Solution(out, left)


def _number(value: Fraction) -> Any:
    return flint.fmpq(value.numerator, value.denominator)


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def _phase_one(table: list[list[Any]], width: int) -> list[int] | None:
    """The basis at which the artificial columns (from ``width`` on) are least in sum."""
    basis = [width + i for i in range(len(table))]
    cost = [sum((row[j] for row in table), flint.fmpq(0)) for j in range(width + 1)]
    for _ in range(PIVOTS):
        entering = next((j for j in range(width) if cost[j] > 0), None)
        if cost[-1] == 0 or entering is None:
            return basis
        leaving = _leaving(table, basis, entering)
        if leaving is None:
            return None
        _pivot(table, cost, leaving, entering)
        basis[leaving] = entering
    return None


def _without_artificial(
    table: list[list[Any]], basis: list[int], width: int
) -> tuple[list[list[Any]], list[int]]:
    """The artificial columns, 0 by now, taken out of the basis, and rows that say nothing."""
    kept = []
    for i, b in enumerate(basis):
        if b >= width:
            entering = next((j for j in range(width) if table[i][j] != 0), None)
            if entering is None:
                continue
            _pivot(table, [flint.fmpq(0)] * (width + 1), i, entering)
            basis[i] = entering
        kept.append(i)
    return [table[i] for i in kept], [basis[i] for i in kept]


def _improve(table: list[list[Any]], basis: list[int], gain: list[Any]) -> None:
    """Raise the gain above 0, if it is not already."""
    width = len(gain)
    cost = [*gain, flint.fmpq(0)]
    for row, b in zip(table, basis, strict=True):
        if b < width and gain[b] != 0:
            cost = [c - gain[b] * r for c, r in zip(cost, row, strict=True)]
    for _ in range(PIVOTS):
        # The last cost is minus the gain reached so far.
        entering = next((j for j in range(width) if cost[j] > 0), None)
        if cost[-1] < 0 or entering is None:
            return
        leaving = _leaving(table, basis, entering)
        if leaving is None:
            return
        _pivot(table, cost, leaving, entering)
        basis[leaving] = entering


def _leaving(table: list[list[Any]], basis: list[int], entering: int) -> int | None:
    best: tuple[Any, int, int] | None = None
    for i, row in enumerate(table):
        if row[entering] > 0:
            ratio = row[-1] / row[entering]
            if best is None or (ratio, basis[i]) < best[:2]:
                best = (ratio, basis[i], i)
    return None if best is None else best[2]


def _pivot(table: list[list[Any]], cost: list[Any], leaving: int, entering: int) -> None:
    pivot = table[leaving]
    scale = pivot[entering]
    pivot[:] = [value / scale if value != 0 else value for value in pivot]
    places = [j for j, value in enumerate(pivot) if value != 0]
    for row in (*(r for i, r in enumerate(table) if i != leaving), cost):
        by = row[entering]
        if by != 0:
            for j in places:
                row[j] -= by * pivot[j]
