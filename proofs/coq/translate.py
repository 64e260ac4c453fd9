"""What a stored claim says, written in Coq.  This module is trusted.

Sizes are ``nat``s that are at least 1, indices are ``nat``s within 1..size, families
are functions of them.  What a derivation declares becomes a Coq section; *moving*
names (by which some step differentiates, takes a limit or optimises) are bound in each
claim instead, and are the first arguments of the definitions that depend on them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy as sp

from ..claims import (
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
from ..context import Definition, Family
from ..derivation import Derivation
from ..rules.state import fixed_indices
from ..substitution import family_name, free_indices, names_used
from ..vocabulary import BINDERS, Index, Indicator, MapSum, MinOver, XLogY
from .names import coq_name, hypothesis_name

ADD, MUL, POW, APP, ATOM = 50, 40, 30, 10, 0
SIGN_OF_RELATION = {Equal: "=", AtMost: "<=", LessThan: "<", NotEqual: "<>"}
_CALLS: dict[Any, str] = {sp.exp: "exp", sp.log: "ln", sp.Abs: "Rabs", Indicator: "ind"}
_CALLS[XLogY] = "xlogy"
_BIND = {sp.Sum: "sumr", sp.Product: "prodr", MinOver: "minr"}


class Untranslatable(Exception):
    """Something that this translator has no Coq text for."""


class Translator:
    """Coq text for the claims of one derivation.

    Attributes:
        moving: names bound in every claim, in the order of their declaration.
        fixed: indices that a hypothesis of the derivation fixes.
    """

    def __init__(self, derivation: Derivation) -> None:
        self.context = c = derivation.context
        relations = [s.claim.relation for s in derivation.steps] + list(derivation.goals)
        bound = (TendsTo, HasGradient, Optimum)
        varied = {min(names_used(r.variable) & self._free_names()) for r in relations
                  if isinstance(r, bound)}  # fmt: skip
        self.moving = tuple(n for n in (*c.symbols, *c.families) if n in varied)
        self.fixed = tuple(sorted(fixed_indices(c, ()), key=lambda i: i.name))
        self._beyond = {p for e in self._everything(derivation) for p in _next(c.unfold_all(e))}

    def _free_names(self) -> set[str]:
        return {*self.context.symbols, *self.context.families}

    def _everything(self, derivation: Derivation) -> Iterable[Any]:
        hypotheses = list(self.context.hypotheses.values())
        hypotheses += [h for s in derivation.steps for h in s.claim.under]
        relations = [s.claim.relation for s in derivation.steps] + list(derivation.goals)
        relations += [r for h in hypotheses for r in (h.relation, h.guard) if r is not None]
        bodies = [d.body for d in self.context.definitions.values()]
        return [*bodies, *(e for r in relations for e in r.expressions())]

    # -- expressions ---------------------------------------------------------------
    def term(self, expr: Any, limit: int = 100) -> str:
        """``expr`` as a real number, in parentheses if it binds less than ``limit``."""
        text, level = self._term(expr)
        return text if level <= limit else f"({text})"

    def _term(self, e: Any) -> tuple[str, int]:
        if isinstance(e, sp.Rational):
            if e < 0:
                return f"- {self.term(-e, POW)}", MUL
            return (str(e.p), ATOM) if e.q == 1 else (f"{e.p} / {e.q}", MUL)
        if e is sp.pi:
            return "PI", ATOM
        if isinstance(e, sp.Symbol) and not isinstance(e, Index):
            if e.name in self.context.sizes:
                return f"INR {coq_name(e.name)}", APP
            return self._applied(e.name, [])
        if isinstance(e, sp.Indexed):
            return self._applied(family_name(e), [self.index(i) for i in e.indices])
        if isinstance(e, sp.Add):
            out = self.term(e.args[0], ADD)
            for a in e.args[1:]:
                minus = a.as_coeff_Mul()[0] < 0 if isinstance(a, sp.Mul | sp.Number) else False
                out += f" - {self.term(_negated(a), MUL)}" if minus else f" + {self.term(a, MUL)}"
            return out, ADD
        if isinstance(e, sp.Mul):
            return self._product(list(e.args)), MUL
        if isinstance(e, sp.KroneckerDelta):
            return f"delta {self.index(e.args[0])} {self.index(e.args[1])}", APP
        if type(e) in _CALLS:
            return f"{_CALLS[type(e)]} {' '.join(self.term(a, ATOM) for a in e.args)}", APP
        if isinstance(e, sp.Pow):
            return self._power(e)
        if type(e) in BINDERS and type(e) in _BIND:
            body = self.term(e.args[0])
            for index, _, size in e.args[1:]:
                i, top = coq_name(index.name), coq_name(size.name)
                body = f"{_BIND[type(e)]} {top} (fun {i} : nat => {body})"
            return body, APP
        if isinstance(e, MapSum):
            body, base, rows, values = e.args
            z = coq_name(base.label.name)
            sizes = f"{coq_name(rows.name)} {coq_name(values.name)}"
            return f"mapsum {sizes} (fun {z} : nat -> nat => {self.term(body)})", APP
        raise Untranslatable(f"{type(e).__name__} has no Coq text")

    def _applied(self, name: str, at: list[str]) -> tuple[str, int]:
        definition = self.context.definitions.get(name)
        first = [coq_name(m) for m in self.parameters(definition)] if definition else []
        text = " ".join([coq_name(name), *first, *at])
        return text, APP if first or at else ATOM

    def _product(self, factors: list[Any]) -> str:
        sign = "- " if factors[0].is_Rational and factors[0] < 0 else ""
        if sign:
            factors = ([-factors[0]] if factors[0] != -1 else []) + factors[1:]
        text = ""
        for f in factors:
            below = isinstance(f, sp.Pow) and not isinstance(f, sp.exp) and f.exp.is_Rational
            if below and f.exp < 0:
                text = f"{text or '1'} / {self.term(sp.Pow(f.base, -f.exp, evaluate=False), POW)}"
            else:
                text = f"{text} * {self.term(f, POW)}" if text else self.term(f, POW)
        return f"- ({text})" if sign else text

    def _power(self, e: Any) -> tuple[str, int]:
        base, exponent = e.base, e.exp
        if exponent.is_Rational and exponent < 0:
            return self._product([e]), MUL
        if exponent == 1:
            return self._term(base)
        if exponent.is_Integer:
            return f"{self.term(base, APP)} ^ {exponent}", POW
        if exponent == sp.Rational(1, 2):
            return f"sqrt {self.term(base, ATOM)}", APP
        if isinstance(exponent, sp.Symbol) and exponent.name in self.context.sizes:
            return f"{self.term(base, APP)} ^ {coq_name(exponent.name)}", POW
        return f"Rpower {self.term(base, ATOM)} {self.term(exponent, ATOM)}", APP

    def index(self, i: Any) -> str:
        """An index expression as a ``nat``, ready to be an argument."""
        if isinstance(i, Index):
            return coq_name(i.name)
        if isinstance(i, sp.Add) and i.args[0] == 1:
            return f"(S {self.index(i.args[1])})"
        if isinstance(i, sp.Indexed):
            return f"({' '.join([coq_name(family_name(i)), *map(self.index, i.indices)])})"
        raise Untranslatable(f"{i} is no index")

    # -- relations -------------------------------------------------------------------
    def relation(self, r: Relation) -> str:
        """A relation as a proposition."""
        if type(r) in SIGN_OF_RELATION:
            return self._binary(r)
        if isinstance(r, TendsTo):
            s = coq_name(r.variable.name)
            return f"tends_to (fun {s} : R => {self.term(r.function)}) {self.term(r.limit, ATOM)}"
        if isinstance(r, ZeroExactlyAt):
            x = self.term(r.variable)
            return f"{self.term(r.function)} = 0 <-> {x} = {self.term(r.solution)}"
        name, at, shape = self._variable(r)
        if isinstance(r, HasGradient):
            put = " ".join([f"put{len(at)}", name, *map(self.index, at), f"{name}'"])
            body = f"let {name} := {put if at else name + chr(39)} in {self.term(r.function)}"
            point = f"{self.term(r.variable, ATOM)} {self.term(r.gradient, ATOM)}"
            return f"derivable_pt_lim (fun {name}' : R => {body}) {point}"
        if isinstance(r, Optimum):
            asked = [self.sign(min(names_used(r.variable) & self._free_names()))]
            asked += [self.hypothesis(self.context.hypotheses[h]) for h in r.domain]
            domain = " /\\ ".join(f"({a})" for a in asked if a) or "True"
            apart = " ".join([f"apart{len(at)}", *(coq_name(i.size.name) for i in at)])
            value = self.term(r.value)
            best = f"(fun {' '.join(map(self.index, at))} : nat => {value})" if at else f"({value})"
            kind = r.kind + ("_uniquely" if r.unique else "")
            extra = f" ({apart})" if r.unique else ""
            family = f"(fun {name} : {shape} => {domain}){extra} (fun {name} : {shape} => "
            return f"{kind} {family}{self.term(r.function)}) {best}"
        raise Untranslatable(f"{type(r).__name__} has no Coq text")

    def _binary(self, r: Any) -> str:
        sign = SIGN_OF_RELATION[type(r)]
        if any(isinstance(e, Index) or _is_value(e) for e in (r.lhs, r.rhs)):
            return f"({self.index(r.lhs)} {sign} {self.index(r.rhs)})%nat"
        return f"{self.term(r.lhs)} {sign} {self.term(r.rhs)}"

    def _variable(self, r: Any) -> tuple[str, tuple[Any, ...], str]:
        v = r.variable
        at = tuple(v.indices) if isinstance(v, sp.Indexed) else ()
        name = coq_name(family_name(v) if at else v.name)
        return name, at, "nat -> " * len(at) + "R"

    def _forall(self, indices: Iterable[Any], what: str) -> str:
        found = [(coq_name(i.name), coq_name(i.size.name)) for i in indices]
        if not found:
            return what
        ranges = "".join(f"(1 <= {i} <= {size})%nat -> " for i, size in found)
        return f"forall {' '.join(i for i, _ in found)} : nat, {ranges}{what}"

    def hypothesis(self, h: Hypothesis) -> str:
        """A hypothesis as a proposition."""
        guard = f"{self.relation(h.guard)} -> " if h.guard is not None else ""
        return self._forall(h.forall, guard + self.relation(h.relation))

    def claim(self, claim: Claim) -> str:
        """The claim, with moving names and free indices bound; to stand in the section."""
        own = min(names_used(claim.relation.variable) & set(self.moving)) \
            if isinstance(claim.relation, TendsTo | Optimum) else ""  # fmt: skip
        out = ""
        for name in self.moving:
            if name != own:
                out += f"forall {coq_name(name)} : {self.type_of(name)}, "
                out += f"({sign}) -> " if (sign := self.sign(name)) else ""
        for h in self.context.hypotheses.values():
            if (uses := self.moves(h)) and own not in uses:
                out += f"({self.hypothesis(h)}) -> "
        local = "".join(f"({self.hypothesis(h)}) -> " for h in claim.under)
        return out + self._forall(self.indices(claim), local + self.relation(claim.relation))

    def indices(self, claim: Claim) -> list[Index]:
        """The indices that a claim binds: those free in it that no hypothesis fixes."""
        free = fixed_indices(self.context, claim.under)
        bound = claim.relation.variable if isinstance(claim.relation, Optimum) else None
        for e in claim.relation.expressions():
            free |= free_indices(e) - (free_indices(bound) if bound is not None else set())
        return sorted(free - set(self.fixed), key=lambda i: i.name)

    # -- declarations ----------------------------------------------------------------
    def moves(self, h: Hypothesis) -> set[str]:
        """The moving names that a hypothesis is about."""
        parts = [p for p in (h.relation, h.guard) if p is not None]
        whole = [self.context.unfold_all(e) for p in parts for e in p.expressions()]
        return set(self.moving) & set[str]().union(*map(names_used, whole))

    def parameters(self, definition: Definition) -> list[str]:
        """The moving names that a definition depends on: its first arguments."""
        used = names_used(self.context.unfold_all(definition.body))
        return [m for m in self.moving if m in used]

    def type_of(self, name: str) -> str:
        """The Coq type of a symbol or family."""
        family = self.context.families.get(name)
        if family is None:
            return "R"
        return "nat -> " * len(family.sizes) + ("nat" if family.values is not None else "R")

    def sign(self, name: str) -> str:
        """What is declared about the values of a symbol or family; empty if nothing is."""
        family = self.context.families.get(name)
        if family is None:
            return _signed(self.context.symbols[name].sign, coq_name(name))
        at = [f"i{p}_" for p in range(1, len(family.sizes) + 1)]
        entry = " ".join([coq_name(name), *at])
        if family.values is not None:
            what = f"(1 <= {entry} <= {coq_name(family.values.name)})%nat"
        else:
            what = _signed(family.sign, entry)
        return what and f"forall {' '.join(at)} : nat, {self._ranges(family, at)}{what}"

    def _ranges(self, family: Family, at: list[str]) -> str:
        out = ""
        for p, (i, size) in enumerate(zip(at, family.sizes, strict=True)):
            top = ("S " if (family.name, p) in self._beyond else "") + coq_name(size.name)
            out += f"(1 <= {i} <= {top})%nat -> "
        return out

    def section(self) -> list[str]:
        """The declarations of the derivation as the lines of a Coq section."""
        c, lines = self.context, []
        for size in map(coq_name, c.sizes):
            lines += [f"Variable {size} : nat.", f"Hypothesis {size}_least : (1 <= {size})%nat."]
        for name in (*c.symbols, *c.families):
            if name not in self.moving:
                lines.append(f"Variable {coq_name(name)} : {self.type_of(name)}.")
                if self.sign(name):
                    lines.append(f"Hypothesis {coq_name(name)}_sign : {self.sign(name)}.")
        for i in self.fixed:
            name, size = coq_name(i.name), coq_name(i.size.name)
            lines.append(f"Variable {name} : nat.")
            lines.append(f"Hypothesis {name}_range : (1 <= {name} <= {size})%nat.")
        for d in c.definitions.values():
            args = [f"({coq_name(m)} : {self.type_of(m)})" for m in self.parameters(d)]
            args += [f"({coq_name(i.name)} : nat)" for i in d.params]
            head = " ".join([coq_name(d.name), *args])
            lines.append(f"Definition {head} : R := {self.term(d.body)}.")
        lines += [f"Hypothesis {hypothesis_name(h.name)} : {self.hypothesis(h)}."
                  for h in c.hypotheses.values() if not self.moves(h)]  # fmt: skip
        return lines


def _signed(sign: str, text: str) -> str:
    return {"positive": f"0 < {text}", "nonnegative": f"0 <= {text}"}.get(sign, "")


def _negated(term: Any) -> Any:
    """-term for a number or a product with a negative leading number."""
    if not isinstance(term, sp.Mul):
        return -term
    c, *rest = term.args
    return sp.Mul(*([-c] if c != -1 else []), *rest, evaluate=False)


def _is_value(e: Any) -> bool:
    return isinstance(e, sp.Indexed) and getattr(e.base.label, "size", None) is not None


def _next(expr: Any) -> set[tuple[str, int]]:
    """The (family, position) pairs at which an index t + 1 occurs."""
    found: set[tuple[str, int]] = set()
    if isinstance(expr, sp.Indexed):
        name = family_name(expr)
        found |= {(name, p) for p, i in enumerate(expr.indices) if isinstance(i, sp.Add)}
        return found.union(*(_next(i) for i in expr.indices))
    return found.union(*(_next(a) for a in getattr(expr, "args", ())))
