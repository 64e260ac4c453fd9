"""Doubles as the rationals that they are, and the precision of balls."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

import numpy as np
from flint import ctx, fmpq

from ._checks import FloatArray

_LOCK = RLock()


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Balls inside have so many bits; what is set is one number for all threads."""
    with _LOCK:
        before = ctx.prec
        ctx.prec = bits
        try:
            yield
        finally:
            ctx.prec = before


def rational(value: float) -> fmpq:
    """The exact value of a double."""
    return fmpq(*float(value).as_integer_ratio())


def lower(values: FloatArray) -> list[list[fmpq]]:
    """A covariance as its factors see it: what lies below the diagonal, on both sides."""
    table = np.tril(values) + np.tril(values, -1).T
    return [[rational(v) for v in row] for row in table.tolist()]
