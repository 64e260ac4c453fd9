"""A closed proposition as data: what it binds and assumes, and what it concludes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from ...language.claims import Optimum, Relation, TendsTo
from ...language.context import Context
from ...language.substitution import alpha_key, name_of, names_used
from ...language.vocabulary import Index


@dataclass(frozen=True)
class Within(Relation):
    """1 <= what <= top (``beyond``: <= top + 1); for a size, which has no top, 1 <= what."""

    what: Any
    top: str = ""
    beyond: bool = False

    def expressions(self) -> tuple[Any, ...]:
        return (self.what,)

    def __str__(self) -> str:
        top = f" <= {self.top}" if self.top else ""
        return f"1 <= {self.what}{top}{' + 1' if self.beyond else ''}"


@dataclass(frozen=True)
class Never(Relation):
    """A contradiction."""

    def expressions(self) -> tuple[Any, ...]:
        return ()

    def __str__(self) -> str:
        return "a contradiction"


@dataclass(frozen=True)
class Premise:
    """For all ``forall`` in their ranges, if ``guard`` then ``relation``.

    ``beyond`` are the positions in ``forall`` whose range ends one later.
    """

    relation: Relation
    forall: tuple[Index, ...] = ()
    guard: Relation | None = None
    beyond: frozenset[int] = frozenset()

    def key(self) -> tuple[Any, ...]:
        """What two premises share exactly if they differ in bound names only."""
        names = {i: ("forall", str(p)) for p, i in enumerate(self.forall)}
        sizes = tuple(i.size.name for i in self.forall)
        guard = _plain_key(self.guard, names) if self.guard is not None else ()
        return (sizes, tuple(sorted(self.beyond)), guard, _plain_key(self.relation, names))


@dataclass(frozen=True)
class Statement:
    """A closed proposition: bound names with their types, premises, the conclusion.

    ``domain`` are the premises on the points that an optimum is compared with.  A name
    of which Coq says that nothing depends on it is ``_``.
    """

    variables: tuple[tuple[str, tuple[int, str]], ...]
    premises: tuple[Premise, ...]
    relation: Relation
    domain: tuple[Premise, ...] = ()


def _plain_key(relation: Relation, names: dict[Any, Any]) -> tuple[Any, ...]:
    extra = (relation.top, relation.beyond) if isinstance(relation, Within) else ()
    parts = tuple(alpha_key(e, names) for e in relation.expressions())
    return (type(relation).__name__, *extra, *parts)


def conclusion_key(relation: Relation, context: Context) -> tuple[Any, ...]:
    """What two conclusions share exactly if they differ in bound names only."""
    if not isinstance(relation, TendsTo | Optimum):
        return _plain_key(relation, {})
    v = relation.variable
    name = name_of(v)
    at = tuple(v.indices) if isinstance(v, sp.Indexed) else ()
    names: dict[Any, Any] = {i: ("at", str(p)) for p, i in enumerate(at)}
    used = name in names_used(context.unfold_all(relation.function))
    head = (name if used else "_", tuple(i.size.name for i in at))
    kind = (relation.kind, relation.unique) if isinstance(relation, Optimum) else ()
    last = relation.value if isinstance(relation, Optimum) else relation.limit
    parts = (alpha_key(relation.function), alpha_key(last, names))
    return (type(relation).__name__, *kind, head, *parts)


def declared_shape(context: Context, name: str) -> tuple[int, str] | None:
    """How many indices the declared ``name`` takes, and whether its values are R or nat."""
    if name in context.sizes:
        return 0, "nat"
    if name in context.symbols:
        return 0, "R"
    family = context.families.get(name)
    return (len(family.sizes), "R" if family.values is None else "nat") if family else None
