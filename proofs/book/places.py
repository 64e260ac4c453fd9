"""Numbers at which a reader's own lines are judged in a page: instances of a derivation, stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..instances import numbers
from ..instances.evaluate import Instance
from ..instances.pool import Pool
from ..instances.witness import COUNT
from ..kernel.derivation import Derivation
from ..language.spelling import name_tex
from .bounds import Bounds
from .workers import in_parallel

#: A value, written as a fraction, for each name in LaTeX.
Place = dict[str, str]
#: How many places are stored for a derivation, and how far from 1 a number there may be: a page
#: reckons in doubles, and a reader should see what is said of them.
MOST, FAR = 8, 20


def places(derivation: Derivation) -> list[Place]:
    """Instances of the hypotheses, each once; none where there are families or labels.

    None of their numbers is very small or very large.

    The first are those that the checker draws first: ties, ones and zeros among them.
    """
    context = derivation.context
    if context.families:
        return []
    found: list[Place] = []
    for instance in Pool(context, derivation.slug, 4 * COUNT).draws(()):
        place = dict(_values(instance))
        if place not in found and _moderate(instance):
            found.append(place)
        if len(found) == MOST:
            break
    return found


def _moderate(instance: Instance) -> bool:
    sizes = [abs(v) for v in instance.values.values() if numbers.is_exact(v)]
    return all(v == 0 or 1 <= v * FAR <= FAR**2 for v in sizes)


def _values(instance: Instance) -> Iterator[tuple[str, str]]:
    for name, size in instance.sizes.items():
        yield name_tex(name), str(size)
    for name, value in instance.values.items():
        if numbers.is_exact(value):
            yield instance.context.symbols[name].tex, numbers.show(value)


def stored(asked: Iterable[tuple[str, str]], jobs: int, bounds: Bounds) -> dict[str, list[Place]]:
    """Places for derivations (origin, slug), by slug; those that cannot be had have none."""
    from .checking import prepare

    calls = list(asked)
    prepare(calls)
    slugs = [slug for _, slug in calls]
    found = in_parallel(
        _places, calls, slugs, jobs, lambda *_: None, lost=lambda *_: [], bounds=bounds
    )
    return {slug: listed for slug, listed in zip(slugs, found, strict=True) if listed}


def _places(origin: str, slug: str) -> list[dict[Any, str]]:
    from .checking import checker_of

    return places(checker_of(origin).derivation(slug))
