"""Adversarial instances: small sizes, ties, zeros, equal and opposite values.

An instance is drawn at random and then walked, entry by entry, until every
hypothesis holds; a derivation for which that never succeeds is vacuous.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator
from typing import Any

import flint
import sympy as sp

from ..claims import AtMost, Equal, Hypothesis, LessThan, NotEqual, Relation
from ..context import Context
from ..errors import Undecided, Undefined
from ..substitution import family_name, free_indices
from ..vocabulary import Index, index_size
from . import numbers
from .evaluate import Instance
from .profiles import Profile

_LATTICE = [flint.fmpq(v) for v in (-2, -1, 0, 1, 2)]
_MIXED = [flint.fmpq(p, q) for p, q in ((-3, 2), (-1, 3), (0, 1), (1, 2), (5, 3), (3, 1), (-7, 4))]
_POSITIVE = [flint.fmpq(p, q) for p, q in ((1, 3), (1, 2), (1, 1), (3, 2), (2, 1), (5, 1))]
_WALK = 120
#: Bits at which a hypothesis between irrational numbers is looked at again.
_FINE = 240


class Drawer:
    """Draws instances of a context that satisfy its hypotheses.

    Args:
        context: the declarations.
        local: hypotheses in force on top of the context's.
        seed: draws depend on nothing else (no clock, no hash seed).
    """

    def __init__(self, context: Context, local: Iterable[Hypothesis], seed: str) -> None:
        self.context = context
        self.hypotheses = list(context.all_hypotheses(tuple(local)))
        self.random = random.Random(seed)
        found = (_simplex(h) for h in self.hypotheses)
        # A definition cannot be scaled: its values follow from others.
        self.simplices = [s for s in found if s is not None and s[0] in context.families]

    def draw(self, profile: Profile) -> Instance | None:
        """One instance that satisfies every hypothesis, or None if the walk fails."""
        sizes = dict(zip(self.context.sizes, profile.sizes, strict=True))
        values = dict(self._all_values(sizes, profile.pool))
        self._put_zero(values, profile.number)
        modes = ("distinct",) if profile.number % 2 else ("equal", "random")
        indices = self._indices(sizes, modes)
        instance = self._normalised(Instance(self.context, sizes, values, indices))
        for _ in range(_WALK):
            broken = self.broken(instance)
            if broken is None:
                return instance
            solved = self._solved(broken, instance)
            if solved is not None and self.random.random() < 0.7:
                instance = solved
                continue
            touched = [t for t in self._touched(broken) if t in instance.values]
            relabelled = self._relabelled(broken, instance, touched)
            if relabelled is not None and self.random.random() < 0.8:
                instance = relabelled
            elif _about_indices(broken[0]) and self.random.random() < 0.5:
                instance = Instance(self.context, sizes, instance.values, self._indices(sizes))
            elif touched and self.random.random() < 0.9:
                name = self.random.choice(touched)
                value = self._value(name[0] if isinstance(name, tuple) else name, sizes, "mixed")
                instance = self._normalised(instance.with_value(name, value))
            else:
                instance = self._normalised(
                    Instance(
                        self.context,
                        sizes,
                        dict(self._all_values(sizes, "mixed")),
                        self._indices(sizes),
                    )
                )
        return None

    # -- hypotheses --------------------------------------------------------------
    def broken(self, instance: Instance) -> tuple[Hypothesis, Instance] | None:
        """The first hypothesis that fails, with the indices at which it does."""
        for hypothesis in self.hypotheses:
            for at in bindings(hypothesis.forall, instance):
                if not holds(hypothesis.guard, at, default=True):
                    continue
                if not holds(hypothesis.relation, at, default=False):
                    return hypothesis, at
        return None

    def _solved(self, broken: tuple[Hypothesis, Instance], instance: Instance) -> Instance | None:
        """The instance with a broken equation for one entry solved, if the sign allows."""
        hypothesis, at = broken
        if not isinstance(hypothesis.relation, Equal):
            return None
        left, right = hypothesis.relation.expressions()
        for leaf, other in ((left, right), (right, left)):
            if not isinstance(leaf, sp.Indexed) or index_size(leaf) is not None:
                continue
            name = (family_name(leaf), *(at.index(i) for i in leaf.indices))
            if name not in instance.values:
                continue
            try:
                value = at.of(other)
            except (Undefined, Undecided):
                continue
            sign = self.context.sign_of_name(name)
            fits = value > 0 if sign == "positive" else value >= 0 or sign == "real"
            if numbers.is_exact(value) and fits:
                return self._normalised(instance.with_value(name, value), keep=name)
        return None

    def _relabelled(
        self, broken: tuple[Hypothesis, Instance], instance: Instance, touched: list[Any]
    ) -> Instance | None:
        """The instance with one label changed so that the broken relation holds, if one does."""
        hypothesis, at = broken
        labels = [t for t in touched if self.context.is_assignment(t)]
        self.random.shuffle(labels)
        for label in labels:
            values: Any = self.context.families[label[0]].values
            top = instance.sizes[values.name]
            for value in range(1, top + 1):
                if value == instance.values[label]:
                    continue
                changed = instance.with_value(label, value)
                if holds(hypothesis.relation, changed.with_indices(at.indices), default=False):
                    return changed
        return None

    def _touched(self, broken: tuple[Hypothesis, Instance]) -> list[Any]:
        hypothesis, at = broken
        seen = _Recorder(at)
        parts = [hypothesis.relation, *([hypothesis.guard] if hypothesis.guard else [])]
        for relation in parts:
            for expr in relation.expressions():
                if isinstance(expr, Index):
                    continue
                try:
                    seen.of(expr)
                except (Undefined, Undecided):
                    continue
        return sorted(seen.touched, key=repr)

    # -- values ------------------------------------------------------------------
    def _put_zero(self, values: dict[Any, Any], number: int) -> None:
        """Make one name zero, in turn, in under half of the draws: a symbol or one entry."""
        context = self.context
        may = [n for n, s in context.symbols.items() if s.sign != "positive"]
        may += [n for n, f in context.families.items() if f.sign != "positive" and f.values is None]
        turn = number % (2 * len(may) + 2)
        if turn < len(may):
            name = may[turn]
            places = [v for v in values if isinstance(v, tuple) and v[0] == name]
            values[self.random.choice(places) if name not in values else name] = numbers.ZERO

    def _indices(
        self, sizes: dict[str, int], modes: tuple[str, ...] = ("equal", "distinct", "random")
    ) -> dict[str, int]:
        rng, out = self.random, {}
        mode = rng.choice(modes)
        seen: dict[str, int] = {}
        for name, index in self.context.indices.items():
            top = sizes[index.size.name]
            order = seen.get(index.size.name, 0)
            seen[index.size.name] = order + 1
            if mode == "equal":
                out[name] = top
            elif mode == "distinct":
                out[name] = order % top + 1
            else:
                out[name] = rng.randint(1, top)
        return out

    def _all_values(self, sizes: dict[str, int], pool: str) -> Iterator[tuple[Any, Any]]:
        for name in self.context.symbols:
            yield name, self._value(name, sizes, pool)
        for name, family in self.context.families.items():
            # One entry beyond each range, so that an index t + 1 has a value.
            spans = [range(1, sizes[s.name] + 2) for s in family.sizes]
            for at in itertools.product(*spans):
                yield (name, *at), self._value(name, sizes, pool)

    def _value(self, name: str, sizes: dict[str, int], pool: str) -> Any:
        rng = self.random
        family = self.context.families.get(name)
        if family is not None and family.values is not None:
            return rng.randint(1, sizes[family.values.name])
        sign = family.sign if family is not None else self.context.symbols[name].sign
        if sign == "positive":
            if pool == "equal":
                return numbers.ONE
            if pool == "generic":
                return flint.fmpq(rng.randint(1, 97), rng.randint(1, 31))
            return rng.choice(_POSITIVE)
        if pool == "equal":
            value = rng.choice(_LATTICE[2:4])
        elif pool == "generic":
            value = flint.fmpq(rng.randint(-97, 97), rng.randint(1, 31))
        else:
            value = rng.choice(_LATTICE if pool == "lattice" else _MIXED)
        return abs(value) if sign == "nonnegative" else value

    def _normalised(self, instance: Instance, keep: Any = None) -> Instance:
        """Scale every family that must sum to one; the entry ``keep`` stays as it is."""
        for name, position in self.simplices:
            groups: dict[tuple[int, ...], list[Any]] = {}
            family = self.context.families[name]
            spans = [range(1, instance.sizes[s.name] + 1) for s in family.sizes]
            for at in itertools.product(*spans):
                rest = at[:position] + at[position + 1 :]
                groups.setdefault(rest, []).append((name, *at))
            for entries in groups.values():
                _scale(instance.values, entries, keep)
        instance.forget()
        return instance


def _about_indices(hypothesis: Hypothesis) -> bool:
    """Whether the hypothesis constrains an index that is free in it."""
    free: frozenset[Index] = frozenset()
    for expr in hypothesis.relation.expressions():
        free |= free_indices(expr)
    return bool(free - set(hypothesis.forall))


def _scale(values: dict[Any, Any], entries: list[Any], keep: Any) -> None:
    """Make the entries sum to one, changing ``keep`` only if nothing else would do."""
    fixed = values[keep] if keep in entries else numbers.ZERO
    free = [e for e in entries if e != keep or fixed > 1]
    wanted = numbers.ONE - (fixed if len(free) < len(entries) else numbers.ZERO)
    if not free:
        free, wanted = entries, numbers.ONE
    whole = sum((values[e] for e in free), numbers.ZERO)
    for e in free:
        values[e] = wanted / len(free) if whole == 0 else values[e] * wanted / whole


class _Recorder(Instance):
    """Evaluates like an instance and remembers which entries were looked at."""

    def __init__(self, at: Instance) -> None:
        super().__init__(at.context, at.sizes, at.values, at.indices)
        self.touched: set[Any] = set()

    def symbol(self, name: str) -> Any:
        self.touched.add(name)
        return super().symbol(name)

    def entry(self, where: tuple[Any, ...]) -> Any:
        self.touched.add(where)
        return super().entry(where)


def _simplex(hypothesis: Hypothesis) -> tuple[str, int] | None:
    """(family, position) if the hypothesis says that a family sums to one over an index."""
    relation = hypothesis.relation
    if not isinstance(relation, Equal) or relation.rhs != 1 or hypothesis.guard is not None:
        return None
    left = relation.lhs
    if not isinstance(left, sp.Sum) or len(left.args) != 2:
        return None
    body, bound = left.args[0], left.args[1][0]
    if not isinstance(body, sp.Indexed) or list(body.indices).count(bound) != 1:
        return None
    others = {i for i in body.indices if i != bound}
    if not others <= set(hypothesis.forall):
        return None
    return family_name(body), list(body.indices).index(bound)


def bindings(forall: tuple[Index, ...], instance: Instance) -> Iterator[Instance]:
    """The instance at every choice of values for the indices ``forall``."""
    spans = [range(1, instance.sizes[i.size.name] + 1) for i in forall]
    for chosen in itertools.product(*spans):
        yield instance.with_indices(dict(zip((i.name for i in forall), chosen, strict=True)))


def _gap(relation: Relation, at: Instance) -> Any:
    """Right side minus left side; a ball around zero that stays tiny counts as zero."""
    left, right = (at.of(e) for e in relation.expressions())
    gap = right - left
    if numbers.is_exact(gap) or not gap.contains(0):
        return gap
    with numbers.precision(_FINE):
        at.forget()
        left, right = (at.of(e) for e in relation.expressions())
        gap = right - left
    at.forget()
    tiny = gap.contains(0) and bool(abs(gap) < flint.arb(2) ** (-_FINE // 2))
    return numbers.ZERO if tiny else gap


def holds(relation: Relation | None, at: Instance, *, default: bool) -> bool:
    """Whether a plain relation holds; ``default`` if it is undefined, undecided or absent."""
    if relation is None:
        return default
    try:
        if isinstance(relation, NotEqual) and index_size(relation.lhs) is not None:
            return at.index(relation.lhs) != at.index(relation.rhs)
        if isinstance(relation, Equal) and index_size(relation.lhs) is not None:
            return at.index(relation.lhs) == at.index(relation.rhs)
        if isinstance(relation, LessThan) and index_size(relation.lhs) is not None:
            return at.index(relation.lhs) < at.index(relation.rhs)
        gap = _gap(relation, at)
        if isinstance(relation, Equal):
            return numbers.is_zero(gap)
        if isinstance(relation, NotEqual):
            return not numbers.is_zero(gap)
        if isinstance(relation, LessThan):
            return numbers.is_positive(gap)
        if isinstance(relation, AtMost):
            return numbers.is_zero(gap) or bool(gap > 0)
    except (Undefined, Undecided):
        return default
    return default
