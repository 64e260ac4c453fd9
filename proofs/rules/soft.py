"""The soft maximum: a scale that falls to 0 times the logarithm of a sum of exponentials.

c log sum_k w_k e^(g_k / c) tends to the largest g_k as c falls to 0 from above, whatever the
positive weights are; times -1, with e^(-g_k / c), it tends to the least.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..language.fresh import rename_bound
from ..language.substitution import free_indices
from ..language.vocabulary import Index, MinOver

ONE = sp.Integer(1)


@dataclass(frozen=True)
class SoftExtreme:
    """``sign`` c log sum_k w_k e^(``sign`` g_k / c), for k over the range of ``index``.

    Attributes:
        sign: 1 for the largest, -1 for the least.
        scale: c, which is to be positive and to fall to 0.
        weight: w_k, which is to be positive.
        rate: g_k.
    """

    sign: int
    scale: Any
    weight: Any
    rate: Any
    index: Index

    @property
    def value(self) -> Any:
        """What it tends to."""
        limits = (self.index, 1, self.index.size)
        return -MinOver(-self.rate, limits) if self.sign > 0 else MinOver(self.rate, limits)


def soft_extremes(product: Any, moves: Callable[[Any], bool]) -> Iterator[SoftExtreme]:
    """``product`` as a soft maximum and as a soft minimum, where it has the form.

    Neither the weights nor the rates may move.
    """
    factors = sp.Mul.make_args(product)
    logs = [f for f in factors if isinstance(f, sp.log) and moves(f)]
    inside = sp.Mul.make_args(logs[0].args[0]) if len(logs) == 1 else ()
    sums = [f for f in inside if isinstance(f, sp.Sum) and len(f.args) == 2]
    scale = sp.Mul(*(f for f in factors if f not in logs))
    if len(sums) != 1 or not moves(scale):
        return
    opened = rename_bound(sums[0])
    index, weight, exponents = opened.args[1][0], ONE, list[Any]()
    for factor in (*(f for f in inside if f is not sums[0]), *sp.Mul.make_args(opened.args[0])):
        if isinstance(factor, sp.exp):
            exponents += sp.Add.make_args(factor.args[0])
        else:
            weight *= factor
    rate = sp.Integer(0)
    for term in exponents:
        still = scale * term
        if not moves(still):
            rate += still
        else:
            weight *= sp.exp(term)
    if moves(weight):
        return
    for sign in (1, -1):
        yield SoftExtreme(sign, sign * scale, weight, rate, index)


def summed(product: Any, moves: Callable[[Any], bool]) -> Any:
    """c sum_n u_n as sum_n c u_n, for the first sum that moves; None if there is none."""
    factors = sp.Mul.make_args(product)
    for whole in factors:
        if isinstance(whole, sp.Sum) and whole.has(sp.log) and moves(whole):
            rest = sp.Mul(*(f for f in factors if f is not whole))
            if free_indices(rest) & {limit[0] for limit in whole.args[1:]}:
                whole = rename_bound(whole)
            return sp.Sum(rest * whole.args[0], *whole.args[1:])
    return None
