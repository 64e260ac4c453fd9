"""Families that are inverse matrices: their entries follow from those of the matrix."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator
from typing import Any

import flint

from ..language.claims import Hypothesis
from ..language.context import Context
from ..language.errors import Undecided, Undefined
from ..language.inverses import inverses, product_is_unit
from . import numbers
from .evaluate import Instance
from .solving import LONGEST

#: What is added to the diagonal of a matrix that has no inverse, until it has one.
_ADDED = [flint.fmpq(p, q) for p, q in ((1, 1), (-1, 1), (1, 2), (2, 1), (3, 1), (5, 7), (-9, 4))]


class Inverses:
    """The matrices of which the hypotheses say that one is the inverse of the other."""

    def __init__(
        self, context: Context, hypotheses: Iterable[Hypothesis], rng: random.Random
    ) -> None:
        self.context, self.random = context, rng
        order = {n: k for k, n in enumerate((*context.definitions, *context.families))}
        pairs = inverses(hypotheses).items()
        #: A matrix and the family that is set; of two families the one that is declared later.
        self._found = [(a, b) for a, b in pairs if b in context.families and order[a] < order[b]]

    def inverts(self, hypothesis: Hypothesis) -> bool:
        """Whether setting an inverse makes ``hypothesis`` hold."""
        pair = product_is_unit(hypothesis)
        return pair is not None and (pair in self._found or pair[::-1] in self._found)

    def completed(self, instance: Instance, keep: Any = None) -> Instance:
        """Set every inverse; the entry ``keep`` stays as it is.

        A family that has no inverse is changed along its diagonal until it has one.
        """
        for name, other in self._found:
            for lead in self._leads(other, instance):
                self._set(name, other, lead, instance, keep)
        return instance

    def _leads(self, name: str, instance: Instance) -> Iterator[tuple[int, ...]]:
        sizes = self.context.families[name].sizes[:-2]
        return itertools.product(*(range(1, instance.sizes[s.name] + 1) for s in sizes))

    def _set(
        self, name: str, other: str, lead: tuple[int, ...], instance: Instance, keep: Any
    ) -> None:
        size = instance.sizes[self.context.families[other].sizes[-1].name]
        span = range(1, size + 1)
        rows = self._rows(name, lead, span, instance)
        if rows is None or (keep is not None and keep[:1] == (other,)):
            return
        diagonal = [(name, *lead, i, i) for i in span]
        added = self.random.sample(_ADDED, len(_ADDED)) if name in self.context.families else []
        if keep in diagonal:
            added = []
        for more in (numbers.ZERO, *added):
            shifted = [
                [v + more if i == j else v for j, v in enumerate(row)] for i, row in enumerate(rows)
            ]
            try:
                found = flint.fmpq_mat(shifted).inv()
            except ZeroDivisionError:
                continue
            entries = {(other, *lead, i, j): found[i - 1, j - 1] for i in span for j in span}
            if more != 0:
                entries |= {place: shifted[i][i] for i, place in enumerate(diagonal)}
            if all(v.height_bits() <= LONGEST for v in entries.values()) and any(
                instance.values[place] != v for place, v in entries.items()
            ):
                instance.values.update(entries)
                instance.forget()
            return

    def _rows(
        self, name: str, lead: tuple[int, ...], span: range, instance: Instance
    ) -> list[list[Any]] | None:
        """The entries of a matrix, if they are exact numbers."""

        def entry(at: tuple[Any, ...]) -> Any:
            return instance.values[at] if at in instance.values else instance.defined(at)

        instance.begin()
        try:
            rows = [[entry((name, *lead, i, j)) for j in span] for i in span]
        except (Undefined, Undecided):
            return None
        return rows if all(numbers.is_exact(v) for row in rows for v in row) else None
