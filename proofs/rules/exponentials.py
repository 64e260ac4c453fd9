"""Exponentials in a product, and powers of one symbol in their exponents."""

from __future__ import annotations

from typing import Any

import sympy as sp


def exponent_apart(product: Any) -> tuple[Any, Any]:
    """A product as w e^u: w without exponentials, and u."""
    factors = sp.Mul.make_args(product)
    u = sp.Add(*(f.args[0] for f in factors if isinstance(f, sp.exp)))
    return sp.Mul(*(f for f in factors if not isinstance(f, sp.exp))), u


def one_exponential(product: Any) -> Any:
    """The product with its exponentials taken together."""
    if not any(isinstance(f, sp.exp) for f in sp.Mul.make_args(product)):
        return product
    rest, exponent = exponent_apart(product)
    return sp.Mul(rest, sp.exp(exponent))


def taken_out(expr: Any, s: Any) -> tuple[Any, Any]:
    """``expr`` as c s^p: c and p; None for p where its terms have not one power of s."""
    parts, powers = list[Any](), set[Any]()
    for term in sp.Add.make_args(expr):
        factors = sp.Mul.make_args(term)
        sharp = [f for f in factors if isinstance(f, sp.Pow) and f.base == s]
        parts.append(sp.Mul(*[f for f in factors if f not in sharp]))
        powers.add(sharp[0].exp if len(sharp) == 1 else None)
    power = powers.pop() if len(powers) == 1 else None
    return sp.Add(*parts), power
