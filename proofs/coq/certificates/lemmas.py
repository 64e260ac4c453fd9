"""Lemmas inside a proof: each is asserted once, for all values of what is bound in it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ...language.exact import Fraction
from ...rules.normal.terms import Poly, Token
from ..scripts.goal import Unscripted
from ..statements.names import coq_name
from .denominators import Denominator, matched
from .laurent import REFL
from .printing import Printer
from .terms import Term, alpha, assignment, free_tokens, map_names, replaced
from .tidying import CLEARED, Block, tidied


@dataclass
class Lemmas(ABC):
    """What has been proved so far, and how more is.

    Attributes:
        algebra: the arithmetic of normal forms.
        plain: the same without the use of Kronecker's deltas.
        text: prints terms.
        maps: the sizes of the bound assignments.
        side: a tactic that closes side conditions.
        deep: whether factors and terms leave a minimum or an absolute value, and numerators are
            divided by denominators.
        assumed: signs that hold where the present lemmas are needed (under 0 log 0 = 0).
    """

    algebra: Any
    plain: Any
    text: Printer
    maps: dict[str, tuple[str, str]]
    side: str
    deep: bool = False
    script: list[Block] = field(default_factory=list)
    denominators: list[Denominator] = field(default_factory=list)
    known: dict[Any, tuple[Term, str]] = field(default_factory=dict)
    normal: dict[Term, tuple[Poly, str]] = field(default_factory=dict)
    equations: set[str] = field(default_factory=set)
    proved: dict[Any, str] = field(default_factory=dict)
    bound: dict[tuple[int, str], Token] = field(default_factory=dict)
    assumed: tuple[tuple[str, Term], ...] = ()
    serial: int = 0

    @abstractmethod
    def norm(self, term: Term) -> tuple[Poly, str]:
        """The normal form of ``term``, and a proof that it is equal to it."""

    @abstractmethod
    def factored(self, poly: Poly, e: Fraction) -> tuple[tuple[Fraction, Any], str]:
        """``poly`` as the product that its power ``e`` is made of, with a proof."""

    # -- lemmas ----------------------------------------------------------------------
    def token(self, depth: int, size: str) -> Token:
        """The bound token of a depth and a size."""
        if (depth, size) not in self.bound:
            token: Token = self.algebra.token(size)
            self.bound[depth, size] = token
        return self.bound[depth, size]

    def fresh(self, size: str, avoid: Iterable[Token]) -> Token:
        """A bound token of a size that is not among ``avoid``."""
        taken, depth = set(avoid), 0
        while self.token(depth, size) in taken:
            depth += 1
        return self.token(depth, size)

    def quantifiers(self, *things: Any) -> tuple[list[str], list[str]]:
        """(binders, names) of the bound tokens and assignments that occur."""
        binders: list[str] = []
        names: list[str] = []
        things = (*things, *self.assumed)
        for name in sorted({n for thing in things for n in map_names(thing) if n in self.maps}):
            z = assignment(name)
            rows, values = map(coq_name, self.maps[name])
            values_in_range = f"forall i, (1 <= i <= {rows})%nat -> (1 <= {z} i <= {values})%nat"
            binders.append(f"({z} : nat -> nat) ({z}_r : {values_in_range})")
            names += [z, f"{z}_r"]
        for token in sorted({t for thing in things for t in free_tokens(thing)}):
            t = self.text.token(token)
            binders.append(
                f"({t} : nat) ({t}r : (1 <= {t} <= {coq_name(self.algebra.sizes[token])})%nat)"
            )
            names += [t, f"{t}r"]
        for i, (sign, term) in enumerate(self.assumed):
            binders.append(f"(nz{i}_ : {signed(sign, self.text(term))})")
            names.append(f"nz{i}_")
        return binders, names

    def lemma(self, claim: str, tactic: str, *things: Any) -> str:
        """Asserts ``claim`` for all values of what is bound in ``things``; how to call it."""
        self.serial += 1
        name = f"e{self.serial}_"
        binders, names = self.quantifiers(*things)
        head = f"forall {' '.join(binders)}, " if binders else ""
        intro = f"intros {' '.join(names)}; " if names else ""
        self.script.append((name, f"assert ({name} : {head}{claim}).\n{{ {intro}{tactic}. }}"))
        return f"({' '.join([name, *names])})"

    def equal(self, lhs: Term, rhs: Term, tactic: str) -> str:
        """Asserts ``lhs = rhs``; a proof of it: at once where they differ in bound names only."""
        sides = alpha(lhs), alpha(rhs)
        if sides[0] == sides[1]:
            return REFL
        key = (*sides, self.assumed)
        if key not in self.proved:
            claim = f"{self.text(lhs)} = {self.text(rhs)}"
            self.proved[key] = self.lemma(claim, tactic, lhs, rhs)
            self.equations.add(f"e{self.serial}_")
        return self.proved[key]

    def trans(self, *proofs: str) -> str:
        """The chain of ``proofs``."""
        found = [p for p in proofs if p != REFL]
        out = found.pop() if found else REFL
        while found:
            out = f"(eq_trans {found.pop()} {out})"
        return out

    def said(self, closing: str) -> list[str]:
        """All that was asserted and that ``closing`` needs, and ``closing``."""
        return [*tidied(self.script, self.equations, closing), closing]

    # -- side conditions -------------------------------------------------------------
    def closed(self, tactic: str) -> str:
        """``tactic`` without the equations shown so far, which would only be searched."""
        return f"{CLEARED}{tactic}"

    def nonzero(self, term: Term) -> str:
        """A proof that ``term`` is not 0."""
        return self._sign("<> 0", term)

    def positive(self, term: Term) -> str:
        """A proof that ``term`` is positive."""
        return self._sign("0 <", term)

    def nonnegative(self, term: Term) -> str:
        """A proof that ``term`` is not negative."""
        return self._sign("0 <=", term)

    def _sign(self, sign: str, term: Term) -> str:
        if (sign, term) not in self.known:
            claim = signed(sign, self.text(term))
            other = self._from_denominators(term) if sign == "<> 0" else ""
            tactic = f"first [solve [{self.closed(self.side)}]{other}]"
            self.known[(sign, term)] = term, self.lemma(claim, tactic, term)
        return self.known[(sign, term)][1]

    def _from_denominators(self, term: Term) -> str:
        out = ""
        for d in self.denominators:
            found = matched(term, d.factored)
            if found is None:
                continue
            for mapping in found:
                proof = d.proof
                for old, new in mapping.items():
                    a, b = self.text.token(old), self.text.token(new)
                    proof = proof.replace(f" {a}r", f" {b}r").replace(f" {a}", f" {b}")
                whole = self.text(replaced(d.term, mapping))
                parts = self.text(replaced(d.factored, mapping))
                zero = f"transitivity {parts}; [exact {proof} | rewrite z; hl_zero_]"
                out += f" | let z := fresh in intros z; cut ({whole} <> 0); "
                out += f"[intros nz_; apply nz_; {zero} | {self.closed(self.side)}]"
        return out

    def equation(self, lhs: Term, rhs: Term) -> str:
        """A proof of ``lhs = rhs`` by arithmetic."""
        left, a = self.norm(lhs)
        right, b = self.norm(rhs)
        if left != right:
            raise Unscripted(f"{self.text(lhs)} and {self.text(rhs)} differ")
        return self.trans(a, self.sym(b))

    def sym(self, proof: str) -> str:
        """The reverse of an equation."""
        return REFL if proof == REFL else f"(eq_sym {proof})"


def signed(sign: str, text: str) -> str:
    """The proposition that a number has a sign."""
    return f"{text} <> 0" if sign == "<> 0" else f"{sign} {text}"
