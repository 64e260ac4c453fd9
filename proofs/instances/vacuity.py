"""Whether hypotheses contradict each other, for sure: by exact linear arithmetic.

That no instance was drawn may be the fault of the drawing.  Here a contradiction is shown:
those hypotheses that are affine in all numbers that they look at, together with declared
signs, have no solution.
"""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Sequence
from typing import Any

from ..language.claims import AtMost, Equal, LessThan, NotEqual
from ..language.context import Context
from ..language.errors import DerivationError, Undecided, Undefined
from ..language.vocabulary import index_size
from . import numbers
from .draw import Demand, Drawer
from .evaluate import Instance
from .examples import Example, checked
from .holding import Recorder, holds
from .moving import Equation, affine
from .polyhedron import inner_point
from .profiles import profiles
from .solving import exact

#: Draws that are tried, and seconds of processor time after which no more are.
_TRIES, TIME_LIMIT = 24, 20.0
#: After so many draws that failed, and none that did not, a contradiction is looked for.
HOPELESS = 3
#: So many sizes and values of indices and labels are looked at.
_LOOKS = 24
#: With more unknowns than this nothing is shown.
_UNKNOWNS = 60


def require_instance(context: Context, seed: str, examples: Sequence[Example] = ()) -> None:
    """Refuse hypotheses that no instance is known to satisfy: from them anything might follow.

    Args:
        context: the declarations.
        seed: draws depend on it alone.
        examples: instances that the author gives; one of them suffices.

    Raises:
        DerivationError: if the hypotheses contradict each other, or an example is wrong.
        Undecided: if no instance was found, though there may be some.
    """
    if checked(examples, context):
        return
    deadline = time.process_time() + TIME_LIMIT
    drawer = Drawer(context, (), seed)
    for number, profile in enumerate(profiles(_TRIES, len(context.sizes))):
        if drawer.draw(profile) is not None:
            return
        if number == HOPELESS and contradictory(drawer):
            raise DerivationError(
                "no instance satisfies all hypotheses: they contradict each other, and the "
                "derivation would be vacuous"
            )
        if time.process_time() > deadline:
            raise Undecided("no instance of all hypotheses was found in time")
    raise Undecided("no instance of all hypotheses was found: give one, or say them more simply")


def contradictory(drawer: Drawer) -> bool:
    """Whether at all sizes looked at the hypotheses of ``drawer`` contradict each other."""
    context = drawer.context
    return all(
        _at(drawer, drawer.start(profile)) for profile in profiles(_LOOKS, len(context.sizes))
    )


def _at(drawer: Drawer, start: Instance) -> bool:
    """Whether they do at the sizes, indices and labels of ``start``, whatever the numbers are."""
    rng = random.Random("contradictory")
    read = [f for d in drawer.demands(start.sizes) if (f := _read(d, start)) is not None]
    if drawer.index_broken(start):
        return True
    if any(_never(kind, e, start) for kind, e in read):
        return True
    moving = sorted(frozenset().union(*(e.places for _, e in read)), key=repr)
    if len(moving) > _UNKNOWNS:
        return False
    rows: list[list[Any]] = []
    right: list[Any] = []
    signs = [start.context.sign_of_name(p) for p in moving]
    slacks: list[tuple[int, str]] = []
    for kind, equation in read:
        own = [p for p in moving if p in equation.places]
        found = affine([equation], own, start, rng)
        if found is None or kind is NotEqual:
            continue
        [slopes], [value] = found
        row = [slopes[own.index(p)] if p in equation.places else numbers.ZERO for p in moving]
        here = sum((a * start.values[p] for a, p in zip(row, moving, strict=True)), numbers.ZERO)
        if kind is not Equal:
            slacks.append((len(rows), "positive" if kind is LessThan else "nonnegative"))
        rows.append(row)
        right.append(here - value)
    if not rows:
        return False
    for place, sign in slacks:
        for number, row in enumerate(rows):
            row.append(numbers.ONE if number == place else numbers.ZERO)
        signs.append(sign)
    return inner_point(rows, right, signs, rng) is None


def _read(demand: Demand, start: Instance) -> tuple[type, Equation] | None:
    """A hypothesis that compares numbers, if its condition is met whatever the numbers are."""
    hypothesis, chosen, _ = demand
    relation, guard = hypothesis.relation, hypothesis.guard
    if not isinstance(relation, Equal | AtMost | LessThan | NotEqual):
        return None
    at = start.with_indices(chosen)
    if index_size(relation.lhs) is not None:
        return None
    if guard is not None:
        about_indices = index_size(guard.expressions()[0]) is not None
        if not about_indices or not holds(guard, at, default=False):
            return None
    seen = Recorder(at)
    with contextlib.suppress(Undefined, Undecided):
        seen.of(relation.lhs)
        seen.of(relation.rhs)
    places = frozenset(p for p in seen.touched if numbers.is_exact(start.values.get(p)))
    return type(relation), Equation(hypothesis, tuple(chosen.items()), places, [0])


def _never(kind: type, equation: Equation, start: Instance) -> bool:
    """Whether one hypothesis by itself holds for no numbers.

    It looks at none and is false; its sides are always the same; or its left side minus its
    right side is a parabola in one number that stays above 0.
    """
    if not equation.places:
        relation = equation.hypothesis.relation
        return not holds(relation, start.with_indices(dict(equation.chosen)), default=True)
    values = {d: _moved(equation, start, d) for d in (0, 1, -1, 2, 3)}
    if any(v is None for v in values.values()):
        return False
    if kind is NotEqual:
        return all(v == 0 for v in values.values())
    if len(equation.places) > 1 or kind not in (LessThan, AtMost):
        return False
    here = values[0]
    bend, slope = values[1] + values[-1] - 2 * here, (values[1] - values[-1]) / 2
    if bend <= 0 or any(v != here + d * slope + d * d * bend / 2 for d, v in values.items()):
        return False
    lowest = here - slope * slope / (2 * bend)
    return bool(lowest >= 0 if kind is LessThan else lowest > 0)


def _moved(equation: Equation, start: Instance, by: int) -> Any:
    """What the equation says where all its numbers are larger by so much."""
    values = {p: start.values[p] + by for p in equation.places}
    at = Instance(start.context, start.sizes, {**start.values, **values}, start.indices)
    return exact(equation, at)
