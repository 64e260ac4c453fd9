"""What stands for the families of a theorem: f[i, j] as a formula in its indices."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import sympy as sp

from ..language.context import Context
from ..language.substitution import (
    Substitution,
    family_name,
    free_indices,
    same,
    substitute,
)
from ..language.vocabulary import Index, index_size

#: Pairs of formulas that are looked at for one goal.
STEPS = 600
Body = tuple[tuple[Index, ...], Any]


@dataclass(frozen=True)
class Binding:
    """What has been put so far."""

    sizes: Mapping[str, Any] = field(default_factory=dict)
    indices: Mapping[str, Any] = field(default_factory=dict)
    symbols: Mapping[str, Any] = field(default_factory=dict)
    families: Mapping[str, Body] = field(default_factory=dict)

    def put(self, kind: str, name: str, value: Any) -> Binding:
        """The same and one more."""
        return replace(self, **{kind: {**getattr(self, kind), name: value}})


class Given(Exception):
    """The bound on the pairs that are looked at is reached."""


Env = Mapping[Index, Index]


class Families:
    """The part of the matching that puts formulas for families, and sizes for sizes."""

    theirs: Context
    mine: Context

    def all_of(self, patterns: Any, exprs: Any, binding: Binding, env: Env) -> Iterator[Binding]:
        """All ways that are found to make each pattern into its formula."""
        raise NotImplementedError

    def size(self, theirs: Any, mine: Any, binding: Binding) -> Binding | None:
        """The binding with the size ``theirs`` being ``mine``."""
        if mine is None or theirs is None:
            return None
        known = binding.sizes.get(theirs.name)
        if known is None:
            return binding.put("sizes", theirs.name, mine)
        return binding if known == mine else None

    def _second_order(
        self, pattern: Any, expr: Any, binding: Binding, env: Env
    ) -> Iterator[Binding]:
        """f[i, j] against a formula in the indices for which i and j stand."""
        name = family_name(pattern)
        family = self.theirs.families[name]
        unknown = name not in binding.families and not all(
            isinstance(i, Index) or self._image(i, binding, env) is not None
            for i in pattern.indices
        )
        if unknown and isinstance(expr, sp.Indexed) and len(expr.indices) >= len(family.sizes):
            yield from self._entry_by_entry(name, pattern, expr, binding, env)
            return
        for images, bound in self._images(pattern, expr, binding, env):
            for theirs, image in zip(family.sizes, images, strict=True):
                sized = self.size(theirs, index_size(image), bound)
                if sized is None:
                    break
                bound = sized
            else:
                known = bound.families.get(name)
                if known is not None:
                    change = dict(zip(known[0], images, strict=True))
                    if same(substitute(known[1], Substitution(indices=change)), expr):
                        yield bound
                    continue
                abstracted = self._abstracted(expr, images, env)
                if abstracted is not None:
                    yield bound.put("families", name, abstracted)

    def _entry_by_entry(
        self, name: str, pattern: Any, expr: Any, binding: Binding, env: Env
    ) -> Iterator[Binding]:
        """f[c[n], e] against g[t, b[n], e]: f is g at t, and c is b."""
        for places in itertools.combinations(range(len(expr.indices)), len(pattern.indices)):
            chosen = [expr.indices[p] for p in places]
            for bound in self.all_of(list(pattern.indices), chosen, binding, env):
                params: list[Index] = []
                indices = list(expr.indices)
                taken = {i.name for i in free_indices(expr)}
                for place in places:
                    size = index_size(indices[place])
                    free = [
                        i
                        for i in self.mine.indices.values()
                        if i.size == size and i not in params and i.name not in taken
                    ]
                    if not free:
                        break
                    params.append(free[0])
                    indices[place] = free[0]
                else:
                    body = expr.base[tuple(indices)]
                    if not self._local(body, env):
                        yield bound.put("families", name, (tuple(params), body))

    def _images(
        self, pattern: Any, expr: Any, binding: Binding, env: Env
    ) -> Iterator[tuple[list[Any], Binding]]:
        """What the indices of an entry stand for; a free one not known yet is chosen."""
        options: list[list[tuple[Any, str]]] = []
        for index in pattern.indices:
            if isinstance(index, Index) and index in env:
                options.append([(env[index], "")])
            elif isinstance(index, Index) and index.name in binding.indices:
                options.append([(binding.indices[index.name], "")])
            elif isinstance(index, Index):
                size = binding.sizes.get(index.size.name)
                inside = [
                    i
                    for i in sorted(
                        free_indices(expr), key=lambda i: (i.name != index.name, i.name)
                    )
                    if (size is None or i.size == size) and i not in env.values()
                ]
                options.append([(i, index.name) for i in inside])
            else:
                images = self._image(index, binding, env)
                options.append([] if images is None else [(images, "")])
        for chosen in itertools.islice(itertools.product(*options), 6):
            bound = binding
            for value, name in chosen:
                if name:
                    bound = bound.put("indices", name, value)
            yield [value for value, _ in chosen], bound

    def _image(self, index: Any, binding: Binding, env: Env) -> Any:
        """An index expression of the theorem in the names of the claim, if all are known."""
        if isinstance(index, Index):
            return env.get(index, binding.indices.get(index.name))
        if isinstance(index, sp.Add):
            inner = self._image(index.args[1], binding, env)
            return None if inner is None else inner + index.args[0]
        known = binding.families.get(family_name(index))
        inner_at = [self._image(i, binding, env) for i in index.indices]
        if known is None or None in inner_at:
            return None
        change = dict(zip(known[0], inner_at, strict=True))
        return substitute(known[1], Substitution(indices=change))

    def _abstracted(self, expr: Any, images: list[Any], env: Env) -> Body | None:
        """``expr`` as a formula in parameters, which are indices that the author has declared."""
        if len(set(images)) < len(images) or not all(isinstance(i, Index) for i in images):
            return None
        others = free_indices(expr) - set(images)
        if any(i in env.values() for i in others):
            return None
        taken = {i.name for i in others}
        params: list[Index] = []
        for image in images:
            declared = [i for i in self.mine.indices.values() if i.size == image.size]
            plain = by_name(declared, image.name.split("#")[0])
            free = [i for i in plain if i.name not in taken]
            if not free:
                return None
            params.append(free[0])
            taken.add(free[0].name)
        change = dict(zip(images, params, strict=True))
        return tuple(params), substitute(expr, Substitution(indices=change))

    def _local(self, expr: Any, env: Env) -> bool:
        """Whether ``expr`` mentions an index that is bound around it."""
        return bool(free_indices(expr) & set(env.values()))


def by_name(indices: Iterable[Index], name: str) -> list[Index]:
    """The one of that name first."""
    return sorted(indices, key=lambda i: (i.name != name, i.name))
