"""What a known total says of its shares: their squares add up to no more than its square."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Equal
from ..language.errors import HardlimitError
from ..language.substitution import free_indices, substitute_index
from ..language.vocabulary import Index
from ..rules.normal.terms import Poly
from .bench import Bench, Line
from .columns import Column


def squares_of_shares(bench: Bench, names: tuple[str, ...]) -> list[Column]:
    r"""Columns of \sum_k f_k^2 <= \sum_k f_k \sum_j f_j, and of the total times itself.

    For f_k >= 0 the difference is \sum_k f_k \sum_j (1 - delta_jk) f_j.  With \sum_k f_k = c, or
    <= c, in hand both add up to \sum_k f_k (c - f_k) >= 0, which f_k <= c says of each k.
    """
    found: list[Column] = []
    for line in bench.of_kind(Equal, AtMost):
        low, high = line.relation.expressions()
        for side in (low, high) if isinstance(line.relation, Equal) else (low,):
            if isinstance(side, sp.Sum) and len(side.args) == 2:
                found += _of_total(bench, names, line, side)
    return found


def _of_total(bench: Bench, names: tuple[str, ...], line: Line, whole: Any) -> Iterator[Column]:
    body, (index, _, size) = whole.args
    other = Index(f"{index.name}1", size)
    share = substitute_index(body, index, other)
    rest = sp.Sum(share * (1 - sp.KroneckerDelta(index, other)), (other, 1, size))
    squares = sp.Sum(body * rest, (index, 1, size))
    if bench.state.signs.nonnegative(squares) is None:
        return
    low, high = line.relation.expressions()
    signed = isinstance(line.relation, Equal)
    outer = [i for i in sorted(free_indices(whole), key=str) if i in line.wild - bench.free]
    for count in range(len(outer) + 1):
        for over in itertools.combinations(outer, count):
            limits = [(i, 1, i.size) for i in over]
            gap = sp.Sum(squares, *limits) if limits else squares
            poly = _poly(bench, gap, names)
            if poly:
                yield Column(poly, False, False, None, gap)
            # For the mean share c/K, too.
            for factor in (whole, whole / size, 1 / size):
                times = factor * (high - low)
                poly = _poly(bench, sp.Sum(times, *limits) if limits else times, names)
                if poly:
                    yield Column(poly, signed, False, (line.ref, factor, over))


def _poly(bench: Bench, expr: Any, names: tuple[str, ...]) -> Poly | None:
    try:
        return bench.poly(expr, names, logs=True)
    except HardlimitError:
        return None
