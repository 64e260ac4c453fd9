"""What a translated claim has to say, read off the derivation: the other side of the way back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sympy as sp

from ...kernel.derivation import Derivation
from ...language.claims import Claim, HasGradient, Hypothesis, Optimum, TendsTo
from ...language.declared import DECLARED
from ...language.substitution import family_name, free_indices, name_of, names_among
from ...language.vocabulary import Index
from .statement import Never, Premise, Statement, Within, declared_shape


class Wanted:
    """The statements of one derivation, as :class:`.back_statement.Statement`.

    In order: sizes, at least 1; symbols and families with their signs, the fixed indices
    and the hypotheses; then once more the same of what some step varies; the indices of
    the claim in their ranges; its local hypotheses.
    """

    def __init__(self, derivation: Derivation) -> None:
        self.context = c = derivation.context
        relations = [*derivation.goals, *(s.claim.relation for s in derivation.steps)]
        local = [h for s in derivation.steps for h in s.claim.under]
        self.varied = {_varied(r) for r in relations if isinstance(r, _VARYING)}
        self.fixed = self._fixed(c.hypotheses.values())
        parts = [*relations, *(p for h in (*c.hypotheses.values(), *local) for p in h.relations())]
        written = [e for r in parts for e in r.expressions()]
        written += [d.body for d in c.definitions.values()]
        self.beyond = {place for e in written for place in _successors(c.unfold_all(e))}

    def proposition(self, claim: Claim | None) -> Statement:
        """All that ``claim`` says; without one, that everything given cannot be."""
        return self.statement(claim if claim is not None else Claim(Never()))

    def statement(self, claim: Claim) -> Statement:
        """All that ``claim`` says in its derivation."""
        c, relation = self.context, claim.relation
        own = _varied(relation) if isinstance(relation, TendsTo | Optimum) else ""
        names = [*c.symbols, *c.families]
        still = [n for n in names if n not in self.varied]
        varied = [n for n in names if n in self.varied and n != own]
        indices = self._indices(claim)
        bound = [*c.sizes, *still, *map(str, self.fixed), *varied, *map(str, indices)]
        variables = [(n, declared_shape(c, n) or (0, "nat")) for n in bound]
        premises = [Premise(Within(size)) for size in c.sizes.values()]
        premises += [p for n in still for p in self._sign(n)]
        premises += [_range(i) for i in self.fixed]
        about = {h.name: self._about(h) & self.varied for h in c.hypotheses.values()}
        premises += [_premise(h) for h in c.hypotheses.values() if not about[h.name]]
        premises += [p for n in varied for p in self._sign(n)]
        premises += [_premise(h) for h in c.hypotheses.values()
                     if about[h.name] and own not in about[h.name]]  # fmt: skip
        premises += [_range(i) for i in indices]
        premises += [_premise(h) for h in claim.under]
        domain: list[Premise] = []
        if isinstance(relation, Optimum):
            domain = [*self._sign(own), *(_premise(c.hypotheses[h]) for h in relation.domain)]
        return Statement(tuple(variables), tuple(premises), relation, tuple(domain))

    def _indices(self, claim: Claim) -> list[Index]:
        found = set(self._fixed(claim.under))
        own = set[Index]()
        if isinstance(claim.relation, Optimum):
            own = set(free_indices(claim.relation.variable))
        for e in claim.relation.expressions():
            found |= free_indices(e) - own
        return sorted(found - set(self.fixed), key=lambda i: i.name)

    def _fixed(self, hypotheses: Iterable[Hypothesis]) -> list[Index]:
        found = {i for h in hypotheses for e in h.expressions()
                 for i in free_indices(e) - set(h.forall)}  # fmt: skip
        return sorted(found, key=lambda i: i.name)

    def _about(self, h: Hypothesis) -> frozenset[str]:
        whole = [self.context.unfold_all(e) for e in h.expressions()]
        return names_among(whole)

    def _sign(self, name: str) -> Iterator[Premise]:
        """What is declared about the values of a symbol or family."""
        family = self.context.families.get(name)
        if family is None:
            symbol = self.context.symbols[name]
            said = DECLARED[symbol.sign].of(symbol.symbol)
            if said is not None:
                yield Premise(said)
            return
        at = tuple(Index(f"i#{p}", size) for p, size in enumerate(family.sizes))
        beyond = frozenset(p for p in range(len(at)) if (name, p) in self.beyond)
        if family.values is not None:
            yield Premise(Within(family[at], family.values.name), at, None, beyond)
        elif (said := DECLARED[family.sign].of(family[at])) is not None:
            yield Premise(said, at, None, beyond)


_VARYING = (TendsTo, HasGradient, Optimum)


def _varied(relation: Any) -> str:
    return name_of(relation.variable)


def _premise(h: Hypothesis) -> Premise:
    return Premise(h.relation, h.forall, h.guard)


def _range(i: Index) -> Premise:
    return Premise(Within(i, i.size.name))


def _successors(expr: Any) -> Iterator[tuple[str, int]]:
    """The positions of families at which an index plus one stands."""
    if isinstance(expr, sp.Indexed):
        for position, index in enumerate(expr.indices):
            if isinstance(index, sp.Add):
                yield family_name(expr), position
    for part in expr.indices if isinstance(expr, sp.Indexed) else getattr(expr, "args", ()):
        yield from _successors(part)
