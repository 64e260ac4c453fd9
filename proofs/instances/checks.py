"""Whether a relation holds at one instance: the definition of each kind, worked out there."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import flint
import sympy as sp

from ..language.claims import (
    SIGNS,
    AtMost,
    Equal,
    HasGradient,
    LessThan,
    NotEqual,
    Optimum,
    Relation,
    TendsTo,
    ZeroExactlyAt,
)
from ..language.declared import DECLARED
from ..language.errors import Undecided, Undefined
from ..language.substitution import free_indices
from ..language.vocabulary import index_size
from . import numbers
from .evaluate import Instance
from .holding import bindings, holds, place_of
from .limits import NotNear, check_limit
from .numbers import Value

_PRECISIONS = (160, 640, 2560)
#: Where an optimum is compared: at the drawn point, nearer, much nearer, beyond, and far off.
_SHARES = [flint.fmpq(p, q) for p, q in ((1, 1), (1, 2), (1, 1000), (-1, 1), (1000, 1))]


class Refuted(Exception):
    """A relation fails at an instance; the message shows both sides."""


def check_at(relation: Relation, instance: Instance) -> None:
    """Raise :class:`Refuted` if ``relation`` fails at ``instance``."""
    for bits in _PRECISIONS:
        with numbers.precision(bits):
            try:
                _CHECKS[type(relation)](relation, instance)
                return
            except Undecided:
                if bits == _PRECISIONS[-1]:
                    _refuse_same(relation, instance)
                    raise
    raise Undecided("the precision does not suffice")


def _refuse_same(relation: Relation, instance: Instance) -> None:
    """Refute what says that two numbers differ, where they have the same closed form."""
    if not isinstance(relation, LessThan | NotEqual) or index_size(relation.lhs) is not None:
        return
    left, right = instance.of(relation.lhs), instance.of(relation.rhs)
    # What is remembered of definitions are balls.
    apart = Instance(instance.context, instance.sizes, instance.values, instance.indices)
    same = False
    with contextlib.suppress(Undecided, Undefined, TypeError), numbers.closed_forms():
        same = numbers.is_zero(apart.of(relation.lhs) - apart.of(relation.rhs))
    if same:
        raise Refuted(_false(relation, left, right))


def _close(gap: Value, scale: Value) -> bool:
    """Whether a ball around a difference is a credible zero: it contains 0 and is tiny."""
    if numbers.is_exact(gap):
        return bool(gap == 0)
    if not gap.contains(0):
        return False
    bound = flint.arb(2) ** (-100) * (1 + abs(flint.arb(scale)))
    if not bool(abs(gap).rad() < bound):
        raise Undecided("cancellation leaves too few digits")
    return True


def _binary(relation: Any, instance: Instance) -> None:
    if index_size(relation.lhs) is not None:
        if not holds(relation, instance, default=False):
            raise Refuted("the indices compare otherwise")
        return
    left, right = instance.of(relation.lhs), instance.of(relation.rhs)
    gap = right - left
    if isinstance(relation, Equal):
        fine = _close(gap, left)
    elif isinstance(relation, NotEqual):
        fine = not numbers.is_zero(gap)
    elif isinstance(relation, AtMost):
        fine = bool(gap >= 0) or _close(gap, left)
    else:
        fine = numbers.is_positive(gap)
    if not fine:
        raise Refuted(_false(relation, left, right))


def _false(relation: Any, left: Value, right: Value) -> str:
    return f"{numbers.show(left)} {SIGNS[type(relation)]} {numbers.show(right)} is false"


def _gradient(relation: HasGradient, instance: Instance) -> None:
    """Central difference: error O(h^2) with h = 2^-80, so 2^-100 of agreement is asked for."""
    with numbers.precision(640):
        name = place_of(relation.variable, instance)
        here = instance.values[name]
        step = flint.fmpq(1, 2**160)
        up = instance.with_value(name, here + step).of(relation.function)
        down = instance.with_value(name, here - step).of(relation.function)
        slope = (up - down) / (2 * step)
        claimed = instance.of(relation.gradient)
        gap = flint.arb(slope) - flint.arb(claimed)
        bound = flint.arb(2) ** (-120) * (1 + abs(flint.arb(claimed)))
        if not bool(abs(gap) < bound):
            if bool(abs(gap) > bound):
                if relation.gradient == 0 and isinstance(relation.function, sp.Mul):
                    raise Refuted(_two_values(relation, name, here, instance))
                raise Refuted(
                    f"the slope is {numbers.show(flint.arb(slope))}, "
                    f"not {numbers.show(flint.arb(claimed))}"
                )
            raise Undecided("cancellation leaves too few digits")


def _two_values(relation: HasGradient, name: Any, here: Value, instance: Instance) -> str:
    """That a ratio which is said to be constant has another value at another place."""
    first = instance.of(relation.function)
    for share in (flint.fmpq(1, 2), flint.fmpq(9, 10)):
        with contextlib.suppress(Undefined, Undecided):
            there = here * share if here != 0 else share
            second = instance.with_value(name, there).of(relation.function)
            if not _close(second - first, first):
                return (
                    f"the ratio of the two sides is {numbers.show(first)} there, but "
                    f"{numbers.show(second)} where {relation.variable} is {numbers.show(there)}"
                )
    return "the ratio of the two sides is not constant"


def _limit(relation: TendsTo, instance: Instance) -> None:
    """At several s, by rate; a line must have a value at every s, so at the one drawn, too."""
    with contextlib.suppress(Undecided):
        instance.of(relation.function)
    try:
        check_limit(relation, instance)
    except NotNear as error:
        raise Refuted(str(error)) from None


def _zero(relation: ZeroExactlyAt, instance: Instance) -> None:
    name = place_of(relation.variable, instance)
    solution = instance.of(relation.solution)
    at = instance.with_value(name, solution)
    if not _close(at.of(relation.function), numbers.ONE):
        raise Refuted(f"it is {numbers.show(at.of(relation.function))} there, not 0")
    if not numbers.is_zero(instance.values[name] - solution) and numbers.is_zero(
        instance.of(relation.function)
    ):
        raise Refuted(f"it is also 0 at {numbers.show(instance.values[name])}")


def _optimum(relation: Optimum, instance: Instance) -> None:
    best = at_best(relation, instance)
    if not _in_domain(relation, best):
        raise Refuted("the claimed optimum lies outside the domain")
    top = best.of(relation.function)
    for share in _SHARES:
        other = Instance(instance.context, instance.sizes, instance.values, instance.indices)
        moved = False
        for name in _entries(relation.variable, instance):
            target = best.values[name]
            other.values[name] = target + share * (instance.values[name] - target)
            moved = moved or not numbers.is_zero(other.values[name] - target)
        if not _signs_fit(relation, other) or not _in_domain(relation, other):
            continue
        value = other.of(relation.function)
        gap = value - top if relation.kind == "minimises" else top - value
        if not (bool(gap >= 0) or _close(gap, top)):
            raise Refuted(f"{numbers.show(value)} is better than {numbers.show(top)}")
        if relation.unique and moved and not numbers.is_positive(gap):
            raise Refuted("another point is as good")


def _in_domain(relation: Optimum, at: Instance) -> bool:
    """Whether every hypothesis of the domain holds, equations up to credible zeros."""
    for name in relation.domain:
        hypothesis = at.context.hypotheses[name]
        for here in bindings(hypothesis.forall, at):
            if not holds(hypothesis.guard, here, default=True):
                continue
            try:
                _binary(hypothesis.relation, here)
            except Refuted:
                return False
    return True


def _signs_fit(relation: Optimum, at: Instance) -> bool:
    sign = DECLARED[at.context.sign_of(relation.variable)]
    values = [at.values[name] for name in _entries(relation.variable, at)]
    if sign.strict:
        return all(numbers.is_positive(sign.side * v) for v in values)
    return all(bool(sign.side * v >= 0) for v in values)


def at_best(relation: Optimum, instance: Instance) -> Instance:
    """The instance with the variable set to the claimed optimum, entry by entry."""
    best = Instance(instance.context, instance.sizes, instance.values, instance.indices)
    for at in _everywhere(relation.variable, instance):
        best.values[place_of(relation.variable, at)] = at.of(relation.value)
    if not _signs_fit(relation, best):
        raise Refuted("the claimed optimum does not have the declared sign")
    return best


def _entries(variable: Any, instance: Instance) -> list[Any]:
    return [place_of(variable, at) for at in _everywhere(variable, instance)]


def _everywhere(variable: Any, instance: Instance) -> Iterator[Instance]:
    """The instance at every entry that ``variable`` stands for."""
    return bindings(tuple(sorted(free_indices(variable), key=lambda i: i.name)), instance)


_CHECKS: dict[type[Relation], Callable[[Any, Instance], None]] = {
    Equal: _binary,
    AtMost: _binary,
    LessThan: _binary,
    NotEqual: _binary,
    HasGradient: _gradient,
    TendsTo: _limit,
    ZeroExactlyAt: _zero,
    Optimum: _optimum,
}
