"""Arithmetic of exact numbers, balls, and vectors of them (tuples)."""

from __future__ import annotations

from typing import Any

import flint


def scale(a: Any, b: Any) -> Any:
    """A product of which at most one factor is a vector."""
    if isinstance(a, tuple) or isinstance(b, tuple):
        vector, number = (a, b) if isinstance(a, tuple) else (b, a)
        return tuple(entry * number for entry in vector)
    return a * b


def add(a: Any, b: Any) -> Any:
    """A sum of two numbers or of two vectors."""
    if isinstance(a, tuple):
        return tuple(p + q for p, q in zip(a, b, strict=True))
    return a + b


def dot(a: Any, b: Any) -> Any:
    """An inner product."""
    return sum((p * q for p, q in zip(a, b, strict=True)), flint.fmpq(0))


def power(a: Any, b: Any) -> Any:
    """a to the b."""
    if isinstance(b, flint.fmpq) and b.q == 1:
        return a ** int(b.p)
    return flint.arb(a) ** flint.arb(b)
