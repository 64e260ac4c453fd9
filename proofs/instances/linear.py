"""Exact linear algebra over the rationals: one solution of a system, and its null space."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import flint


def solution(
    rows: Sequence[Sequence[Any]], right: Sequence[Any], rng: random.Random
) -> list[Any] | None:
    """One x with A x = b, or None; unknowns that need not move stay 0, which ones by chance."""
    width = len(rows[0])
    order = list(range(width))
    rng.shuffle(order)
    matrix = flint.fmpq_mat(
        [[row[c] for c in order] + [b] for row, b in zip(rows, right, strict=True)]
    )
    reduced, rank = matrix.rref()
    x = [flint.fmpq(0)] * width
    for number in range(rank):
        pivot = next(c for c in range(width + 1) if reduced[number, c] != 0)
        if pivot == width:
            return None
        x[order[pivot]] = reduced[number, width]
    return x


def null_space(rows: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
    """A basis of {x : A x = 0}."""
    if not rows:
        return [[flint.fmpq(int(i == j)) for j in range(width)] for i in range(width)]
    reduced, rank = flint.fmpq_mat([list(row) for row in rows]).rref()
    pivots = [next(c for c in range(width) if reduced[n, c] != 0) for n in range(rank)]
    basis = []
    for free in (c for c in range(width) if c not in pivots):
        x = [flint.fmpq(0)] * width
        x[free] = flint.fmpq(1)
        for number, pivot in enumerate(pivots):
            x[pivot] = -reduced[number, free]
        basis.append(x)
    return basis
