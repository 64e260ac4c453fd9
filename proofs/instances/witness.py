"""Checks a claim at drawn instances; one counterexample refutes it."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flint
import sympy as sp

from ..claims import (
    AtMost,
    Claim,
    Equal,
    HasGradient,
    LessThan,
    NotEqual,
    Optimum,
    Relation,
    TendsTo,
    ZeroExactlyAt,
)
from ..errors import Undecided, Undefined
from ..substitution import family_name, free_indices
from ..vocabulary import index_size
from . import numbers
from .draw import Drawer
from .evaluate import Instance
from .holding import bindings, holds
from .near import neighbours
from .numbers import Value
from .pool import Pool

#: Instances that a step must survive.
COUNT = 24
#: Neighbours that are looked at near each of a few instances, for inequalities.
TRIED = 40
#: Seconds of processor time after which no further instance is looked at.
TIME_LIMIT = 20.0
_PRECISIONS = (160, 640, 2560)


@dataclass(frozen=True)
class Verdict:
    """``accepts``, ``refutes`` or ``undecided``; the instance is a counterexample or example."""

    status: str
    count: int
    detail: str = ""
    instance: Instance | None = None


class Refuted(Exception):
    """A claim fails at an instance; the message shows both sides."""


def examine(claim: Claim, pool: Pool) -> Verdict:
    """Look for a counterexample to ``claim`` among the adversarial instances of ``pool``.

    Instances at which the precision does not suffice are not counted; if fewer
    than a quarter of those wanted can be decided the verdict is ``undecided``.
    """
    if claim not in pool.verdicts:
        pool.verdicts[claim] = _examine(claim, pool)
    return pool.verdicts[claim]


def _examine(claim: Claim, pool: Pool) -> Verdict:
    drawn = pool.instances(claim.under)
    deadline = time.process_time() + TIME_LIMIT
    good, example, trouble = 0, None, ""
    only_one = set(pool.context.sizes)
    for instance in drawn:
        if time.process_time() > deadline:
            trouble = "the instances took longer than their time limit"
            break
        try:
            check_at(claim.relation, instance)
        except (Refuted, Undefined) as error:
            return _refutation(claim, pool, good, instance, error)
        except Undecided as error:
            trouble = str(error)
            continue
        good += 1
        # A size that is always 1 collapses its sums: that is never evidence.
        only_one -= {name for name, size in instance.sizes.items() if size > 1}
        if example is None or _teaches_more(instance, example):
            example = instance
    if good == 0 and not trouble:
        return Verdict("undecided", 0, "no instance satisfies all hypotheses (vacuous)")
    if good < max(1, pool.count // 4):
        return Verdict("undecided", good, trouble or "too few instances satisfy the hypotheses")
    if only_one:
        return Verdict("undecided", good, f"no instance with {min(only_one)} > 1 was decided")
    return _refuted_near(claim, pool, good, deadline) or Verdict("accepts", good, "", example)


def _refutation(
    claim: Claim, pool: Pool, good: int, instance: Instance, error: Refuted | Undefined
) -> Verdict:
    """The verdict on a claim that fails at an instance after ``good`` at which it holds."""
    if isinstance(error, Undefined):
        return Verdict("refutes", good, f"undefined: {error}", instance)
    if not pool.shrink:
        return Verdict("refutes", good, str(error), instance)
    small = _shrink(claim.relation, instance, pool.drawer(claim.under))
    return Verdict("refutes", good, _message(claim.relation, small, str(error)), small)


def _refuted_near(claim: Claim, pool: Pool, good: int, deadline: float) -> Verdict | None:
    """A counterexample near one of the drawn instances, where the two sides may meet.

    Equations need none of this: where they fail they fail nearly everywhere.
    """
    if not isinstance(claim.relation, AtMost | LessThan | NotEqual):
        return None
    drawer = pool.drawer(claim.under)
    for start, places in pool.loose(claim.under):
        tried = neighbours(claim.relation, start, places, drawer.random)
        for near in itertools.islice(tried, TRIED):
            if time.process_time() > deadline:
                return None
            try:
                check_at(claim.relation, near)
            except (Refuted, Undefined) as error:
                # Most neighbours meet the hypotheses: only what counts is looked at.
                if drawer.broken(near) is None:
                    return _refutation(claim, pool, good, near, error)
            except Undecided:
                continue
    return None


def _teaches_more(new: Instance, old: Instance) -> bool:
    """Whether a worked example at ``new`` shows more: no size of one, then small sizes."""

    def rank(instance: Instance) -> tuple[int, int]:
        sizes = instance.sizes.values()
        return (sum(size == 1 for size in sizes), sum(sizes))

    return rank(new) < rank(old)


def check_at(relation: Relation, instance: Instance) -> None:
    """Raise :class:`Refuted` if ``relation`` fails at ``instance``."""
    for bits in _PRECISIONS:
        with numbers.precision(bits):
            try:
                _CHECKS[type(relation)](relation, instance)
                return
            except Undecided:
                if bits == _PRECISIONS[-1]:
                    raise
    raise Undecided("the precision does not suffice")


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
        signs = {Equal: "=", AtMost: "<=", LessThan: "<", NotEqual: "!="}
        sign = signs[type(relation)]
        raise Refuted(f"{numbers.show(left)} {sign} {numbers.show(right)} is false")


def _gradient(relation: HasGradient, instance: Instance) -> None:
    """Central difference: error O(h^2) with h = 2^-80, so 2^-100 of agreement is asked for."""
    with numbers.precision(640):
        name = _entry_name(relation.variable, instance)
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
                raise Refuted(
                    f"the slope is {numbers.show(flint.arb(slope))}, "
                    f"not {numbers.show(flint.arb(claimed))}"
                )
            raise Undecided("cancellation leaves too few digits")


def _entry_name(variable: Any, instance: Instance) -> Any:
    if isinstance(variable, sp.Indexed):
        return (family_name(variable), *(instance.index(i) for i in variable.indices))
    return variable.name


def _limit(relation: TendsTo, instance: Instance) -> None:
    """Values at s = 10^-3, 10^-6, 10^-12, 10^-24 must close in on the limit."""
    name = relation.variable.name
    with numbers.precision(1200):
        errors = []
        for power in (3, 6, 12, 24):
            at = instance.with_value(name, flint.fmpq(1, 10**power))
            gap = flint.arb(at.of(relation.function)) - flint.arb(at.of(relation.limit))
            errors.append(abs(gap))
        last = errors[-1]
        if bool(last < flint.arb(10) ** (-12)):
            return
        if bool(last > flint.arb(10) ** (-6)):
            value = flint.arb(at.of(relation.function))
            limit = flint.arb(at.of(relation.limit))
            raise Refuted(
                f"at {name} = 10^-24 the value is {numbers.show(value)}, "
                f"not near {numbers.show(limit)}"
            )
        raise Undecided("the limit is approached too slowly to tell")


def _zero(relation: ZeroExactlyAt, instance: Instance) -> None:
    name = _entry_name(relation.variable, instance)
    solution = instance.of(relation.solution)
    at = instance.with_value(name, solution)
    if not _close(at.of(relation.function), numbers.ONE):
        raise Refuted(f"it is {numbers.show(at.of(relation.function))} there, not 0")
    if not numbers.is_zero(instance.values[name] - solution) and numbers.is_zero(
        instance.of(relation.function)
    ):
        raise Refuted(f"it is also 0 at {numbers.show(instance.values[name])}")


def _optimum(relation: Optimum, instance: Instance) -> None:
    best = at_value(relation, instance)
    if not _in_domain(relation, best):
        raise Refuted("the claimed optimum lies outside the domain")
    top = best.of(relation.function)
    for share in (flint.fmpq(1), flint.fmpq(1, 2), flint.fmpq(1, 1000)):
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
    sign = at.context.sign_of(relation.variable)
    values = [at.values[name] for name in _entries(relation.variable, at)]
    if sign == "positive":
        return all(numbers.is_positive(v) for v in values)
    return sign == "real" or all(bool(v >= 0) for v in values)


def at_value(relation: Optimum, instance: Instance) -> Instance:
    """The instance with the variable set to the claimed optimum, entry by entry."""
    best = Instance(instance.context, instance.sizes, instance.values, instance.indices)
    free = sorted(free_indices(relation.variable), key=lambda i: i.name)
    spans = [range(1, instance.sizes[i.size.name] + 1) for i in free]
    for chosen in itertools.product(*spans):
        at = instance.with_indices(dict(zip((i.name for i in free), chosen, strict=True)))
        best.values[_entry_name(relation.variable, at)] = at.of(relation.value)
    if not _signs_fit(relation, best):
        raise Refuted("the claimed optimum does not have the declared sign")
    return best


def _entries(variable: Any, instance: Instance) -> list[Any]:
    if not isinstance(variable, sp.Indexed):
        return [variable.name]
    free = sorted(free_indices(variable), key=lambda i: i.name)
    spans = [range(1, instance.sizes[i.size.name] + 1) for i in free]
    return [
        _entry_name(
            variable, instance.with_indices(dict(zip((i.name for i in free), at, strict=True)))
        )
        for at in itertools.product(*spans)
    ]


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


def _fails(relation: Relation, instance: Instance) -> bool:
    try:
        check_at(relation, instance)
    except Refuted:
        return True
    except (Undefined, Undecided):
        return False
    return False


def _shrink(relation: Relation, instance: Instance, drawer: Drawer) -> Instance:
    """Replace values by 0, 1, 2 as long as the claim still fails there."""
    small = instance
    for name, value in list(instance.values.items()):
        if isinstance(value, int):
            continue
        for simple in (numbers.ZERO, numbers.ONE, flint.fmpq(2)):
            sign = drawer.context.sign_of_name(name)
            if value == simple or (sign == "positive" and simple == 0):
                continue
            candidate = small.with_value(name, simple)
            if drawer.broken(candidate) is None and _fails(relation, candidate):
                small = candidate
                break
    return small


def _message(relation: Relation, instance: Instance, first: str) -> str:
    try:
        check_at(relation, instance)
    except Refuted as error:
        return str(error)
    except (Undefined, Undecided):
        return first
    return first
