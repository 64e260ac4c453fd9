"""What a derivation has declared: sizes, indices, symbols, families, definitions, hypotheses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import sympy as sp

from .chance import Quantities
from .claims import Hypothesis
from .errors import DerivationError, Undecided, VocabularyError
from .naming import INDEX, NAME
from .substitution import Substitution, family_name, name_of, names_used, substitute, written_out
from .vocabulary import Expr, Index

#: An expression with its definitions written out has at most so many parts: a few lines that
#: each use the one before twice would fill any memory.
MAX_PARTS = 20_000


@dataclass(frozen=True)
class Symbol:
    """A scalar: ``sign`` is a word of :mod:`.declared`; ``tex`` its LaTeX form."""

    symbol: sp.Symbol
    sign: str
    tex: str
    note: str = ""


@dataclass(frozen=True)
class Family:
    """An indexed family; ``sizes`` are the ranges of its indices.

    ``values`` is None for numbers and a size for index-valued families (an
    assignment c with c[n] in 1..K).  ``vector`` says that the last index is a
    coordinate, so that the family is printed in bold and may drop it.
    """

    base: sp.IndexedBase
    sizes: tuple[sp.Symbol, ...]
    sign: str
    tex: str
    values: sp.Symbol | None = None
    vector: bool = False
    note: str = ""

    @property
    def name(self) -> str:
        return str(self.base.label.name)

    @property
    def rows(self) -> sp.Symbol:
        """The range of the first index (for assignments)."""
        return self.sizes[0]

    def __getitem__(self, indices: Any) -> Any:
        found = indices if isinstance(indices, tuple) else (indices,)
        if len(found) != len(self.sizes):
            raise DerivationError(
                f"{self.name} takes {len(self.sizes)} indices, {len(found)} were given"
            )
        return self.base[found]


@dataclass(frozen=True)
class Definition:
    """``name[params] := body``; without parameters ``name`` is a plain symbol."""

    name: str
    params: tuple[Index, ...]
    body: Expr
    tex: str
    base: Any
    vector: bool = False
    note: str = ""

    def __getitem__(self, indices: Any) -> Any:
        found = indices if isinstance(indices, tuple) else (indices,)
        if len(found) != len(self.params):
            raise DerivationError(
                f"{self.name} takes {len(self.params)} indices, {len(found)} were given"
            )
        return self.base[found]

    def at(self, indices: tuple[Any, ...]) -> Expr:
        """The body at the given indices."""
        return _at(self.body, self.params, indices)


@lru_cache(maxsize=20_000)
def _at(body: Expr, params: tuple[Index, ...], indices: tuple[Any, ...]) -> Expr:
    return substitute(body, Substitution(indices=dict(zip(params, indices, strict=True))))


@dataclass
class Context:
    """The declarations of one derivation; names are unique across all kinds."""

    sizes: dict[str, sp.Symbol] = field(default_factory=dict)
    indices: dict[str, Index] = field(default_factory=dict)
    symbols: dict[str, Symbol] = field(default_factory=dict)
    families: dict[str, Family] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    hypotheses: dict[str, Hypothesis] = field(default_factory=dict)
    size_notes: dict[str, str] = field(default_factory=dict)
    _unfolded: dict[Any, Any] = field(default_factory=dict, repr=False)
    #: Room for what is found out about signs here; no declaration, and nothing depends on it.
    signs_found: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    #: What notes say of random quantities, for their reader alone: no formula speaks of them.
    random: Quantities = field(default_factory=Quantities, repr=False, compare=False)

    def snapshot(self) -> Context:
        """A copy that later declarations do not reach (for theorems, which must not change)."""
        frozen = {
            f.name: MappingProxyType(dict(getattr(self, f.name)))
            for f in fields(self)
            if f.name not in ("_unfolded", "signs_found", "random")
        }
        return Context(**frozen)  # type: ignore[arg-type]

    def declared(self) -> dict[str, list[str]]:
        """All names, and as what each is declared: one namespace for all kinds."""
        found: dict[str, list[str]] = {}
        for kind, names in self._kinds().items():
            for name in names:
                found.setdefault(name, []).append(kind)
        return found

    def _kinds(self) -> dict[str, Mapping[str, Any]]:
        return {
            "a size": self.sizes,
            "an index": self.indices,
            "a symbol": self.symbols,
            "a family": self.families,
            "a definition": self.definitions,
            "a hypothesis": self.hypotheses,
            "a random quantity": {**self.random.known, **self.random.moments},
        }

    def check_names(self) -> None:
        """Refuse names that are none, that two things have, or that are not those of the things.

        Raises:
            DerivationError: naming the first.
        """
        for name, kinds in self.declared().items():
            refuse_name(name)
            if len(kinds) > 1:
                raise DerivationError(f"the name {name!r} is {' and '.join(kinds)}")
        own: list[tuple[str, str]] = [(n, i.name) for n, i in self.indices.items()]
        own += [(n, s.name) for n, s in self.sizes.items()]
        own += [(n, s.symbol.name) for n, s in self.symbols.items()]
        own += [(n, f.name) for n, f in self.families.items()]
        own += [(n, name_of(d.base[d.params])) for n, d in self.definitions.items() if d.params]
        own += [(n, d.base.name) for n, d in self.definitions.items() if not d.params]
        own += [(n, d.name) for n, d in self.definitions.items()]
        own += [(n, h.name) for n, h in self.hypotheses.items()]
        for key, name in own:
            if key != name:
                raise DerivationError(f"{name} is declared by the name {key}")

    def claim_name(self, name: str) -> None:
        """Refuse a name that is taken, or is no identifier.

        Raises:
            DerivationError: if ``name`` is in use by whatever kind, or cannot be a name.
        """
        refuse_name(name)
        kind = next((kind for kind, names in self._kinds().items() if name in names), None)
        if kind is not None:
            raise DerivationError(
                f"the name {name!r} is declared twice: it is {kind} already; take another"
            )

    def refuse_bound(self, index: Index) -> None:
        """Refuse to bind an index that has the name of something else.

        Raises:
            VocabularyError: unless ``index`` is declared with this size, or is of a name that
                nothing else has.
        """
        if not INDEX.fullmatch(index.name):
            raise VocabularyError(f"{index.name!r} cannot be the name of an index")
        kind = next((kind for kind, names in self._kinds().items() if index.name in names), None)
        if kind == "an index":
            other = self.indices[index.name].size
            if other != index.size:
                raise VocabularyError(
                    f"the index {index.name} is bound over 1..{index.size}, "
                    f"but declared over 1..{other}: use another name"
                )
        elif kind is not None:
            raise VocabularyError(
                f"a bound index has the name {index.name}, which is {kind}: use another name"
            )

    def unfold_all(self, expr: Any) -> Any:
        """``expr`` with every definition replaced by its body, all the way down."""
        return self.unfold(expr, frozenset(self.definitions))

    def unfold(self, expr: Any, names: frozenset[str]) -> Any:
        """``expr`` with the definitions ``names`` replaced by their bodies, all the way down.

        Raises:
            DerivationError: if a definition refers to itself.
            Undecided: if the result would have more than :data:`MAX_PARTS` parts.
        """
        # Others change nothing; without them what was unfolded for one reason serves the next.
        rests_on, used = self.rests_on(), names_used(expr)
        names &= used.union(*(rests_on[name] for name in used if name in rests_on))
        # The definitions are part of the key: a context grows while it is written.
        key = (expr, names, len(self.definitions))
        if key not in self._unfolded:
            self._unfolded[key] = self._unfold(expr, names)
        return self._unfolded[key]

    def kept(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """What ``make`` works out of these definitions, once for each ``key``."""
        # They are part of the key: a context grows while it is written.
        key = (*key, len(self.definitions))
        if key not in self._unfolded:
            self._unfolded[key] = make()
        return self._unfolded[key]

    def rests_on(self) -> dict[str, frozenset[str]]:
        """For each definition the names of all symbols, sizes and families that it rests on."""
        key = ("rests on", len(self.definitions))
        if key not in self._unfolded:
            found: dict[str, frozenset[str]] = {}
            for name, definition in self.definitions.items():
                used = names_used(definition.body)
                found[name] = used.union(*(found[n] for n in used if n in found))
            self._unfolded[key] = found
        known: dict[str, frozenset[str]] = self._unfolded[key]
        return known

    def depending_on(self, names: Iterable[str]) -> frozenset[str]:
        """The definitions that speak of one of ``names``, written out all the way."""
        asked = frozenset(names)
        return frozenset(
            name
            for name, definition in self.definitions.items()
            if asked & names_used(self.unfold_all(definition.body))
        )

    def _unfold(self, expr: Any, names: frozenset[str]) -> Any:
        key = (names, len(self.definitions))
        if key not in self._unfolded:
            self._unfolded[key] = self._bodies(names)
        bodies, parts = self._unfolded[key]
        _bounded_parts(expr, parts)
        return substitute(expr, bodies)

    def _bodies(self, names: frozenset[str]) -> tuple[Substitution, dict[str, int]]:
        """What to put for the definitions ``names``, and a bound on the parts of each.

        A definition may use earlier ones only, so that one pass suffices for each.
        """
        bodies = Substitution(symbols={}, families={})
        parts: dict[str, int] = {}
        seen: set[str] = set()
        for name, definition in self.definitions.items():
            if names_used(definition.body) & (set(self.definitions) - seen):
                raise DerivationError(f"{name} refers to itself or to a later definition")
            seen.add(name)
            if name in names:
                parts[name] = _bounded_parts(definition.body, parts)
                body = substitute(definition.body, bodies)
                bodies = bodies.defining(name, definition.params, body)
        return bodies, parts

    def definition_of(self, expr: Any) -> Definition | None:
        """The definition of which a symbol or entry is a value, if it is one."""
        return self.definitions.get(name_of(expr))

    def sign_of(self, entry: Any) -> str:
        """The declared sign of a symbol or entry; ``real`` where none was declared."""
        if isinstance(entry, sp.Indexed):
            family = self.families.get(family_name(entry))
            return family.sign if family else "real"
        found = self.symbols.get(entry.name)
        if found:
            return found.sign
        return "positive" if entry.name in self.sizes else "real"

    def sign_of_name(self, name: Any) -> str:
        """The declared sign of a symbol (a string) or of an entry (a tuple) of an instance."""
        plain = declared_name(name)
        item = self.families.get(plain) or self.symbols[plain]
        return item.sign

    def is_assignment(self, name: Any) -> bool:
        """Whether an entry ``(name, i, ...)`` of an instance is a label, not a number."""
        family = self.families.get(name[0]) if isinstance(name, tuple) else None
        return family is not None and family.values is not None

    def all_hypotheses(self, local: tuple[Hypothesis, ...] = ()) -> Iterator[Hypothesis]:
        """The hypotheses in force: the derivation's, then the local ones."""
        yield from self.hypotheses.values()
        yield from local


def refuse_name(name: str) -> None:
    """Refuse what is no name.

    Raises:
        DerivationError: unless ``name`` is an identifier of ASCII letters, digits and _.
    """
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise DerivationError(
            f"{str(name)[:40]!r} cannot be a name: use ASCII letters and digits, beginning with a "
            "letter, and single _ between them"
        )


def declared_name(place: Any) -> str:
    """The name of a symbol (a string) or of the family of an entry (a tuple) of an instance."""
    return str(place[0] if isinstance(place, tuple) else place)


def _bounded_parts(expr: Any, parts: dict[str, int]) -> int:
    found = written_out(expr, parts)
    if found > MAX_PARTS:
        raise Undecided(
            f"with its definitions written out a formula may have more than {MAX_PARTS} parts"
        )
    return found
