"""Points of {x : A x = b, with signs of some x_i}, in exact rationals: the simplex method.

Bland's rule, so that it ends.  Systems here have a dozen rows and a few dozen columns.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import flint

from ..language.declared import DECLARED

Row = list[Any]
_ZERO, _ONE = flint.fmpq(0), flint.fmpq(1)
#: Vertices of which the mean is taken.
_VERTICES = 3


def inner_point(
    rows: Sequence[Sequence[Any]],
    right: Sequence[Any],
    signs: Sequence[str],
    rng: random.Random,
) -> list[Any] | None:
    """A point with A x = b whose coordinates have these signs (as declared); None if there is none.

    What should be positive is a number t above 0, and t, up to 1, is made as large as it can
    be: where that is 0 there is no such point.
    """
    columns: list[tuple[int, int]] = []
    for place, sign in enumerate(signs):
        side = DECLARED[sign].side
        columns += [(place, side)] if side else [(place, 1), (place, -1)]
    strict = [p for p, sign in enumerate(signs) if DECLARED[sign].strict]
    table = [
        [
            *(row[p] * s for p, s in columns),
            sum((row[p] * DECLARED[signs[p]].side for p in strict), _ZERO),
            _ZERO,
            b,
        ]
        for row, b in zip(rows, right, strict=True)
    ]
    width = len(columns)
    start = _feasible([*table, [*([_ZERO] * width), _ONE, _ONE, _ONE]], width + 2)
    if start is None:
        return None
    t = _lowest(start, [*([_ZERO] * width), -_ONE, _ZERO])[width]
    if strict and t == 0:
        return None
    t = t * flint.fmpq(rng.randint(3, 9), 9)
    start = _feasible([[*row[:width], row[-1] - t * row[width]] for row in table], width)
    if start is None:
        return None
    point = [t * DECLARED[sign].side if DECLARED[sign].strict else _ZERO for sign in signs]
    for _ in range(_VERTICES):
        vertex = _lowest(start, [flint.fmpq(rng.randint(1, 9)) for _ in columns])
        for (place, s), value in zip(columns, vertex, strict=True):
            point[place] += s * value / _VERTICES
    return point


def _feasible(table: list[Row], width: int) -> tuple[list[Row], list[int]] | None:
    """A basis of A x = b, x >= 0, with its rows; None if there is no such x."""
    rows = []
    for row in table:
        s = -_ONE if row[-1] < 0 else _ONE
        rows.append([s * v for v in row])
    height = len(rows)
    for number, row in enumerate(rows):
        extra = [_ONE if other == number else _ZERO for other in range(height)]
        row[-1:-1] = extra
    basis = [width + number for number in range(height)]
    costs = [_ZERO] * width + [_ONE] * height
    _simplex(rows, basis, costs)
    if any(b >= width and row[-1] != 0 for row, b in zip(rows, basis, strict=True)):
        return None
    kept, names = [], []
    for number, row in enumerate(rows):
        if basis[number] >= width:
            column = next((c for c in range(width) if row[c] != 0), None)
            if column is None:
                continue  # a row that follows from the others
            _pivot(rows, number, column)
            basis[number] = column
    for number, row in enumerate(rows):
        if basis[number] < width:
            kept.append([*row[:width], row[-1]])
            names.append(basis[number])
    return kept, names


def _lowest(start: tuple[list[Row], list[int]], costs: Row) -> Row:
    """The vertex at which the costs, which are bounded below, are least."""
    rows, basis = [list(row) for row in start[0]], list(start[1])
    _simplex(rows, basis, costs)
    x = [_ZERO] * len(costs)
    for row, b in zip(rows, basis, strict=True):
        x[b] = row[-1]
    return x


def _simplex(rows: list[Row], basis: list[int], costs: Row) -> None:
    while True:
        column = _entering(rows, basis, costs)
        if column is None:
            return
        ratios = [
            (row[-1] / row[column], basis[n], n) for n, row in enumerate(rows) if row[column] > 0
        ]
        if not ratios:
            return  # unbounded: no costs are that are asked for here
        _, _, leaving = min(ratios)
        _pivot(rows, leaving, column)
        basis[leaving] = column


def _entering(rows: list[Row], basis: list[int], costs: Row) -> int | None:
    """The first column whose reduced cost is negative."""
    for column, cost in enumerate(costs):
        if column in basis:
            continue
        reduced = cost - sum((costs[b] * row[column] for row, b in zip(rows, basis, strict=True)),
                             _ZERO)  # fmt: skip
        if reduced < 0:
            return column
    return None


def _pivot(rows: list[Row], number: int, column: int) -> None:
    pivot = rows[number][column]
    rows[number] = [v / pivot for v in rows[number]]
    for other, row in enumerate(rows):
        if other != number and row[column] != 0:
            factor = row[column]
            rows[other] = [v - factor * w for v, w in zip(row, rows[number], strict=True)]
