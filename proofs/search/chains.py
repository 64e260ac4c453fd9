"""Chains of lines in hand, read from first to last."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from ..language.claims import AtMost, Equal, HasGradient, LessThan, Relation, TendsTo
from ..language.substitution import _plain_key as key
from ..rules.base import Rule
from ..rules.chains import Chain
from .bench import Bench, Line

#: How strong a chain is so far: equations, with <=, with <, with a limit, with a gradient.
_EVEN, _AT_MOST, _LESS, _LIMIT, _GRADIENT = range(5)
_WANTED: dict[type[Relation], int] = {
    Equal: _EVEN,
    AtMost: _AT_MOST,
    LessThan: _LESS,
    TendsTo: _LIMIT,
    HasGradient: _GRADIENT,
}
#: Longest chain that is looked for.
LONGEST = 16


def chains(bench: Bench) -> Iterator[Rule]:
    """The shortest chain of lines from one side of the claim to the other."""
    relation = bench.relation
    wanted = _WANTED.get(type(relation))
    if wanted is None:
        return
    ends = relation.expressions()
    start, goal = key(ends[0]), key(ends[-1])
    variable = getattr(relation, "variable", None)
    steps: dict[Any, list[tuple[int, Any, Line]]] = {}
    for line in bench.lines:
        strength = _WANTED.get(type(line.relation))
        fits = getattr(line.relation, "variable", None) in (None, variable)
        if strength is None or line.guard is not None or not fits:
            continue
        sides = line.relation.expressions()
        steps.setdefault(key(sides[0]), []).append((strength, key(sides[-1]), line))
    path = _shortest(steps, start, goal, wanted)
    if path:
        yield Chain(tuple(line.ref for line in path))


def _shortest(steps: Any, start: Any, goal: Any, wanted: int) -> list[Line] | None:
    """Breadth first over (formula, strength); a chain has two lines at least."""
    waiting: deque[tuple[Any, int, tuple[Line, ...]]] = deque([(start, _EVEN, ())])
    seen = {(start, _EVEN)}
    while waiting:
        here, strength, path = waiting.popleft()
        for more, there, line in steps.get(here, ()):
            now = _joined(strength, more, first=not path)
            if now is None or (now > wanted and wanted != _LESS):
                continue
            if there == goal and now == wanted and path:
                return [*path, line]
            if (there, now) not in seen and len(path) < LONGEST:
                seen.add((there, now))
                waiting.append((there, now, (*path, line)))
    return None


def _joined(strength: int, more: int, *, first: bool) -> int | None:
    if more == _EVEN:
        return strength
    if more in (_LIMIT, _GRADIENT):
        return more if strength == _EVEN and (first or more == _LIMIT) else None
    return max(strength, more) if strength <= _LESS else None


def both_ways(bench: Bench) -> Iterator[Rule]:
    """a <= b and b <= a for an equation."""
    relation = bench.relation
    if not isinstance(relation, Equal):
        return
    up: list[Line] = []
    down: list[Line] = []
    for line in bench.of_kind(AtMost, Equal):
        if line.guard is not None:
            continue
        for found, low, high in (
            (up, relation.lhs, relation.rhs),
            (down, relation.rhs, relation.lhs),
        ):
            if bench.vanishes(line.relation.lhs, low) and bench.vanishes(line.relation.rhs, high):  # type: ignore[attr-defined]
                found.append(line)
    if up and down:
        yield Chain((up[0].ref, down[0].ref))
