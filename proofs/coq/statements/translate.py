"""What a stored claim says, written in Coq.  This module is trusted, and so is :mod:`.terms`.

Sizes are ``nat``s that are at least 1, indices are ``nat``s within 1..size, families
are functions of them.  What a derivation declares becomes a Coq section; *moving*
names (:mod:`.bindings`) are bound in each claim instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ...kernel.derivation import Derivation
from ...language.claims import (
    AtMost,
    Claim,
    Equal,
    HasGradient,
    Hypothesis,
    LessThan,
    NotEqual,
    Optimum,
    Relation,
    TendsTo,
    ZeroExactlyAt,
)
from ...language.context import Definition
from ...language.vocabulary import Index, index_size
from .bindings import Bindings, own_name, varied
from .names import coq_name, least_of, new_name, range_of, sign_of
from .terms import ATOM, Terms, Untranslatable

_SIGNS: dict[type, str] = {Equal: "=", AtMost: "<=", LessThan: "<", NotEqual: "<>"}
#: What is declared of a value.  That it is a whole number is left out: it says more of all
#: numbers that are not negative, and no slope, limit or optimum is by a whole number.
_DECLARED = {"real": "", "positive": "0 < {}", "nonnegative": "0 <= {}", "natural": "0 <= {}"}
_DECLARED |= {"negative": "{} < 0", "nonpositive": "{} <= 0"}


@dataclass(frozen=True)
class Given:
    """A variable and its type, or a premise and what it says; ``of`` is what was declared."""

    name: str
    text: str
    of: str | Index | Hypothesis
    variable: bool = False

    def line(self) -> str:
        """The line of a section."""
        return f"{'Variable' if self.variable else 'Hypothesis'} {self.name} : {self.text}."

    def binder(self) -> str:
        """The beginning of a claim."""
        return f"forall {self.name} : {self.text}, " if self.variable else f"({self.text}) -> "


class Translator(Terms):
    """Coq text for the claims of one derivation, and for what is given in them."""

    def __init__(self, derivation: Derivation, *, closed: bool = False) -> None:
        super().__init__(Bindings(derivation), closed=closed)

    # -- closed propositions -----------------------------------------------------------
    def statement(self, claim: Claim) -> str:
        """The claim with everything bound that it rests on: it stands by itself."""
        return "".join(given.binder() for given in self.given()) + self.claim(claim)

    def not_vacuous(self) -> str:
        """That not everything which is given leads to a contradiction."""
        given = "".join(g.binder() for g in (*self.given(), *self.bound()))
        return f"({given}False) -> False"

    def definitions(self) -> list[str]:
        """The definitions, each with the names as arguments that it depends on."""
        return [self.definition(d) for d in self.context.definitions.values()]

    def definition(self, d: Definition) -> str:
        """A definition as a line."""
        head = " ".join([coq_name(d.name), *self.parameters(d)])
        return f"Definition {head} : R := {self.term(d.body)}."

    def claim(self, claim: Claim) -> str:
        """The claim, with moving names and free indices bound; to stand in the section."""
        before = "".join(given.binder() for given in self.bound(claim.relation))
        local = "".join(f"({self.hypothesis(h)}) -> " for h in claim.under)
        what = f"{local}{self.relation(claim.relation)}"
        return before + _forall(self.bindings.indices(claim), what)

    def hypothesis(self, h: Hypothesis) -> str:
        """A hypothesis as a proposition."""
        guard = f"{self.relation(h.guard)} -> " if h.guard is not None else ""
        return _forall(h.forall, guard + self.relation(h.relation))

    # -- relations -------------------------------------------------------------------
    def relation(self, r: Relation) -> str:
        """A relation as a proposition."""
        if type(r) in _SIGNS:
            return self._binary(_SIGNS[type(r)], *r.expressions())
        if isinstance(r, ZeroExactlyAt):
            root = f"{self.term(r.variable)} = {self.term(r.solution)}"
            return f"{self.term(r.function)} = 0 <-> {root}"
        if isinstance(r, TendsTo):
            function = f"fun {coq_name(varied(r))} : R => {self.term(r.function)}"
            return f"tends_to ({function}) {self.term(r.limit, ATOM)}"
        if isinstance(r, HasGradient):
            return self._gradient(r, coq_name(varied(r)), new_name(varied(r)))
        if isinstance(r, Optimum):
            return self._optimum(r, f"fun {coq_name(varied(r))} : {self.type_of(varied(r))} =>")
        raise Untranslatable(f"{type(r).__name__} has no Coq text")

    def _binary(self, sign: str, lhs: Any, rhs: Any) -> str:
        if index_size(lhs) is not None or index_size(rhs) is not None:
            return f"({self.index(lhs)} {sign} {self.index(rhs)})%nat"
        return f"{self.term(lhs)} {sign} {self.term(rhs)}"

    def _gradient(self, r: HasGradient, name: str, new: str) -> str:
        at = [self.index(i) for i in getattr(r.variable, "indices", ())]
        changed = " ".join([f"put{len(at)}", name, *at, new] if at else [new])
        function = f"fun {new} : R => let {name} := {changed} in {self.term(r.function)}"
        point = f"{self.term(r.variable, ATOM)} {self.term(r.gradient, ATOM)}"
        return f"derivable_pt_lim ({function}) {point}"

    def _optimum(self, r: Optimum, at_point: str) -> str:
        at = getattr(r.variable, "indices", ())
        asked = [self.sign(varied(r))]
        asked += [self.hypothesis(self.context.hypotheses[name]) for name in r.domain]
        domain = " /\\ ".join(f"({a})" for a in asked if a) or "True"
        best = f"fun {' '.join(map(self.index, at))} : nat => " if at else ""
        apart = " ".join([f"apart{len(at)}", *(coq_name(i.size.name) for i in at)])
        kind, unique = (f"{r.kind}_uniquely", f" ({apart})") if r.unique else (r.kind, "")
        function, value = self.term(r.function), self.term(r.value)
        return f"{kind} ({at_point} {domain}){unique} ({at_point} {function}) ({best}{value})"

    # -- what is given -----------------------------------------------------------------
    def section(self) -> list[str]:
        """The declarations of the derivation as the lines of a Coq section."""
        given = self.given()
        lines = [g.line() for g in given if not isinstance(g.of, Hypothesis)]
        lines += self.definitions()
        return lines + [g.line() for g in given if isinstance(g.of, Hypothesis)]

    def given(self) -> list[Given]:
        """What every claim of the section rests on: sizes, names, indices, hypotheses."""
        found = []
        for size in self.context.sizes:
            name = coq_name(size)
            found.append(Given(name, "nat", size, variable=True))
            found.append(Given(least_of(name), f"(1 <= {name})%nat", size))
        found += self.named(self.bindings.still)
        for i in self.bindings.fixed:
            found.append(Given(coq_name(i.name), "nat", i, variable=True))
            found.append(Given(range_of(coq_name(i.name)), _range(i), i))
        hypotheses = self.context.hypotheses.values()
        return found + self.assumed(h for h in hypotheses if not self.bindings.about(h))

    def bound(self, relation: Relation | None = None) -> list[Given]:
        """What a claim binds before ``relation``: moving names but its own, what holds of them."""
        own = own_name(relation)
        named = self.named(name for name in self.bindings.moving if name != own)
        about = [(h, self.bindings.about(h)) for h in self.context.hypotheses.values()]
        return named + self.assumed(h for h, names in about if names and own not in names)

    def named(self, names: Iterable[str]) -> list[Given]:
        """Symbols and families, each with what is declared about its values."""
        found = []
        for name in names:
            found.append(Given(coq_name(name), self.type_of(name), name, variable=True))
            if sign := self.sign(name):
                found.append(Given(sign_of(coq_name(name)), sign, name))
        return found

    def assumed(self, hypotheses: Iterable[Hypothesis]) -> list[Given]:
        """Hypotheses, under the names that proofs call them by."""
        return [Given(self.premise_name(h), self.hypothesis(h), h) for h in hypotheses]

    def premise_name(self, h: Hypothesis) -> str:
        """The name of a hypothesis or case, under which proofs call it."""
        return self.bindings.premises.name(h)

    def parameters(self, d: Definition) -> list[str]:
        """The arguments of a definition, with their types: first the names it is applied to."""
        first = [f"({coq_name(m)} : {self.type_of(m)})" for m in self.arguments(d.body)]
        return [*first, *(f"({coq_name(i.name)} : nat)" for i in d.params)]

    def type_of(self, name: str) -> str:
        """The Coq type of a size, symbol or family."""
        family = self.context.families.get(name)
        if family is None:
            return "nat" if name in self.context.sizes else "R"
        return "nat -> " * len(family.sizes) + ("R" if family.values is None else "nat")

    def sign(self, name: str) -> str:
        """What is declared about the values of a symbol or family; empty if nothing is."""
        family, sign = self.context.families.get(name), self.context.sign_of_name(name)
        sizes = family.sizes if family is not None else ()
        at = [f"i{p}_" for p in range(1, len(sizes) + 1)]
        entry = " ".join([coq_name(name), *at])
        what = _DECLARED[sign].format(entry)
        if family is not None and family.values is not None:
            what = f"(1 <= {entry} <= {coq_name(family.values.name)})%nat"
        if not what or not at:
            return what
        ranges = ""
        for p, (i, size) in enumerate(zip(at, sizes, strict=True)):
            last = ("S " if (name, p) in self.bindings.beyond else "") + coq_name(size.name)
            ranges += f"(1 <= {i} <= {last})%nat -> "
        return f"forall {' '.join(at)} : nat, {ranges}{what}"


def _forall(indices: Sequence[Index], what: str) -> str:
    if not indices:
        return what
    names = " ".join(coq_name(i.name) for i in indices)
    return f"forall {names} : nat, {''.join(f'{_range(i)} -> ' for i in indices)}{what}"


def _range(i: Index) -> str:
    return f"(1 <= {coq_name(i.name)} <= {coq_name(i.size.name)})%nat"
