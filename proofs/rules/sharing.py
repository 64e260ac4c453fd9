"""A share of exponentials, w_k e^(u_k) / sum_j w_j e^(u_j), with an exponential divided out.

Numerator and denominator fall to 0 or grow together; divided by one exponential they have limits:
by that of the numerator, which does where it is the largest, or by the largest of all.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Container, Iterator
from typing import Any

import sympy as sp

from ..language.substitution import free_indices, substitute_index
from ..language.vocabulary import Index, MinOver
from .exponentials import exponent_apart, taken_out


def shares(
    product: Any, moves: Callable[[Any], bool], s: Any, declared: Container[str]
) -> Iterator[Any]:
    """Other ways to write a product of exponentials over a sum of exponentials.

    ``declared`` are names that a new letter must not be.
    """
    factors = sp.Mul.make_args(product)
    exponent = sp.Add(*(f.args[0] for f in factors if isinstance(f, sp.exp)))
    below = [f for f in factors if _is_divisor(f) and moves(f)]
    if len(below) != 1 or not moves(exponent):
        return
    others = [f for f in factors if not isinstance(f, sp.exp) and f not in below]
    body, (index, low, size) = below[0].base.args
    inner = Index(_letter(index.name, product, declared), size)
    least = Index(_letter(f"{index.name}0", product, declared), size)
    body = substitute_index(body, index, inner)
    terms = list(map(exponent_apart, sp.Add.make_args(body)))
    # What moves in all of them, such as the height of equally wide bells, cancels.
    shared = [
        f for f in others if moves(f) and all(f in sp.Mul.make_args(weight) for weight, _ in terms)
    ]
    rest = sp.Mul(*(f for f in others if f not in shared))
    terms = [(weight / sp.Mul(*shared), u) for weight, u in terms]

    def divided(by: Any) -> Any:
        inside = sp.Add(*(weight * sp.exp(u - by) for weight, u in terms))
        return rest * sp.exp(exponent - by) / sp.Sum(inside, (inner, low, size))

    yield divided(exponent)
    if len(terms) == 1:
        falls, power = taken_out(terms[0][1], s)
        if power is not None:
            number, rate = (-falls).as_coeff_Mul()
            rate = substitute_index(sp.sign(number) * rate, inner, least)
            yield divided(-abs(number) * MinOver(rate, (least, low, size)) * s**power)


def _letter(name: str, expr: Any, declared: Container[str]) -> str:
    """A letter for an index that is bound: the same with a number, if that is free."""
    free = {index.name for index in free_indices(expr)}
    stem = name.rstrip("#0123456789")
    letters = itertools.chain((name,), (f"{stem}{n}" for n in itertools.count(1)))
    return next(
        letter
        for letter in letters
        if letter not in free and "#" not in letter and (letter == name or letter not in declared)
    )


def _is_divisor(factor: Any) -> bool:
    """Whether it is 1 over a sum over one index."""
    below = isinstance(factor, sp.Pow) and factor.exp == -1 and isinstance(factor.base, sp.Sum)
    return below and len(factor.base.args) == 2
