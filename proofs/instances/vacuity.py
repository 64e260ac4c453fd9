"""Whether hypotheses contradict each other, for sure: by exact linear arithmetic.

That no instance was drawn may be the fault of the drawing.  Here a contradiction is shown:
those hypotheses that are affine in all numbers that they look at, together with declared
signs, have no solution.
"""

from __future__ import annotations

import contextlib
import random
from typing import Any

from ..language.claims import AtMost, Equal, LessThan, NotEqual
from ..language.errors import Undecided, Undefined
from ..language.vocabulary import index_size
from . import numbers
from .draw import Demand, Drawer
from .equations import Equation, affine
from .evaluate import Instance
from .holding import Recorder, holds
from .polyhedron import inner_point
from .profiles import profiles

#: So many sizes and values of indices and labels are looked at.
_LOOKS = 24
#: With more unknowns than this nothing is shown.
_UNKNOWNS = 60


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
    if any(not e.places and not _true(e, start) for _, e in read):
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
    return type(relation), Equation(hypothesis, tuple(chosen.items()), places)


def _true(equation: Equation, start: Instance) -> bool:
    """Whether a comparison without unknowns holds; where it has no value nothing is shown."""
    at = start.with_indices(dict(equation.chosen))
    return holds(equation.hypothesis.relation, at, default=True)
