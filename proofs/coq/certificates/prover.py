"""Certificates of normal forms: each term equals its normal form, step by step in Coq.

Every step is an ``assert`` of an equation between two terms, for all values of the bound
indices that occur in it, proved from earlier ones by one lemma of library/Equations.v or
by arithmetic over atoms.  What is proved is found here with the arithmetic of
:mod:`..normal`; Coq checks it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ...rules.normal.terms import ONE, Poly, Token, key
from ..scripts.goal import Unscripted
from ..statements.names import coq_name
from .functions import Functions
from .laurent import REFL, Atoms, constant, joined, powered
from .printing import Printer
from .region import Denominator, Region, factored_term, matched
from .sums import Sums
from .terms import (
    BINDERS,
    Term,
    assignment,
    free_tokens,
    map_names,
    mono_term,
    poly_term,
    replaced,
    serial_tokens,
)

LEAVES = frozenset({"sym", "el"})
ARITHMETIC = frozenset({"num", "add", "mul", "neg", "inv", "pow"})


@dataclass
class Prover:
    """Normal forms with proofs.

    Attributes:
        algebra: the arithmetic of normal forms.
        plain: the same without the use of Kronecker's deltas.
        text: prints terms.
        sizes: the sizes of the bound tokens.
        maps: the sizes of the bound assignments.
        side: a tactic that closes side conditions.
        assumed: signs that hold where the present lemmas are needed (under 0 log 0 = 0).
    """

    algebra: Any
    plain: Any
    text: Printer
    sizes: dict[Token, str]
    maps: dict[str, tuple[str, str]]
    side: str
    script: list[str] = field(default_factory=list)
    denominators: list[Denominator] = field(default_factory=list)
    known: dict[Any, tuple[Term, str]] = field(default_factory=dict)
    normal: dict[Term, tuple[Poly, str]] = field(default_factory=dict)
    equations: list[str] = field(default_factory=list)
    proved: dict[Any, str] = field(default_factory=dict)
    bound: dict[tuple[int, str], Token] = field(default_factory=dict)
    assumed: tuple[tuple[str, Term], ...] = ()
    serial: int = 0

    def __post_init__(self) -> None:
        self.sums = Sums(self)
        self.functions = Functions(self)

    # -- lemmas ----------------------------------------------------------------------
    def token(self, depth: int, size: str) -> Token:
        """The bound token of a depth and a size."""
        if (depth, size) not in self.bound:
            token: Token = self.algebra.token()
            self.sizes[token] = size
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
            binders.append(f"({t} : nat) ({t}r : (1 <= {t} <= {coq_name(self.sizes[token])})%nat)")
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
        self.script.append(f"assert ({name} : {head}{claim}).\n{{ {intro}{tactic}. }}")
        return f"({' '.join([name, *names])})"

    def equal(self, lhs: Term, rhs: Term, tactic: str) -> str:
        """Asserts ``lhs = rhs``; a proof of it."""
        if lhs == rhs:
            return REFL
        key = (lhs, rhs, self.assumed)
        if key not in self.proved:
            claim = f"{self.text(lhs)} = {self.text(rhs)}"
            self.proved[key] = self.lemma(claim, tactic, lhs, rhs)
            self.equations.append(f"e{self.serial}_")
        return self.proved[key]

    def trans(self, *proofs: str) -> str:
        """The chain of ``proofs``."""
        found = [p for p in proofs if p != REFL]
        out = found.pop() if found else REFL
        while found:
            out = f"(eq_trans {found.pop()} {out})"
        return out

    # -- side conditions -------------------------------------------------------------
    def closed(self, tactic: str) -> str:
        """``tactic`` without the equations shown so far, which would only be searched."""
        return f"clear {' '.join(self.equations)}; {tactic}" if self.equations else tactic

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

    # -- normal forms ----------------------------------------------------------------
    def norm(self, term: Term) -> tuple[Poly, str]:
        """The normal form of ``term``, and a proof that it is equal to it."""
        if term not in self.normal:
            kind = term[0]
            if kind in BINDERS and term[2][1]:
                self.normal[term] = self.norm(self.renamed(term))
            elif kind in LEAVES:
                self.normal[term] = self.algebra.gen(term), REFL
            elif kind in ARITHMETIC:
                self.normal[term] = self._arithmetic(term)
            else:
                rule = self.sums.sum if kind == "sum" else self.functions.norm
                self.normal[term] = rule(term)
        return self.normal[term]

    def renamed(self, term: Term) -> Term:
        """A binder of a normal form with its index under a name that no normal form uses."""
        kind, size, token, body = term
        new = self.fresh(size, serial_tokens(body))
        return (kind, size, new, replaced(body, {token: new}))

    def _arithmetic(self, t: Term) -> tuple[Poly, str]:
        atoms = Atoms(self)
        raw, text = Region(self, atoms).walk(t)
        if poly_term(raw) == t:
            proof = REFL
        else:
            proof = self.equal(t, poly_term(raw), atoms.close(text, atoms.poly(raw)))
        return self._use_deltas(raw, proof)

    def _use_deltas(self, raw: Poly, proof: str) -> tuple[Poly, str]:
        """The deltas of each monomial used on its other factors."""
        out: Poly = {}
        atoms, parts, changed = Atoms(self), [], False
        for mono, c in sorted(raw.items()):
            used, p = self._delta_mono(mono)
            changed = changed or p != REFL or used != {mono: Fraction(1)}
            out = self.algebra.add(out, self.algebra.scale(used, c))
            if p == REFL:
                parts.append(atoms.poly({mono: c}))
                continue
            at = atoms.atom(mono_term(mono))
            atoms.given[at] = (atoms.poly(used), p)
            parts.append(f"(atm_ {at})" if c == 1 else f"(mul_ {constant(c)} (atm_ {at}))")
        if not changed:
            return raw, proof
        step = self.equal(
            poly_term(raw), poly_term(out), atoms.close(joined("add_", parts), atoms.poly(out))
        )
        return out, self.trans(proof, step)

    def _delta_mono(self, mono: Any) -> tuple[Poly, str]:
        deltas = [g for g, _ in mono if g[0] == "delta"]
        if not deltas:
            return {mono: Fraction(1)}, REFL
        used = self.algebra.monomial(dict(mono))
        if used == {mono: Fraction(1)}:
            return used, REFL
        return self.sums.use_delta(mono, deltas, used)

    def factored(self, poly: Poly, e: Fraction) -> tuple[tuple[Fraction, Any], str]:
        """``poly`` as the product that its power ``e`` is made of, with a proof."""
        content, rest = self.algebra.content(poly)
        if e.denominator == 1 and rest and rest[min(rest)] < 0:
            rest = self.algebra.scale(rest, -1)
            content = self.algebra.scale(content, -1)
        ((mono, c),) = content.items()
        sums = [(("poly", key(rest)), Fraction(1))] if rest else []
        if e.denominator != 1 and c > 0 and all(self.algebra.positive(g) for g, _ in mono):
            known, unknown = self.algebra.split(rest)
            if unknown == {ONE: Fraction(1)}:
                sums = [(g, Fraction(times)) for g, times in known]
        factors = [*mono, *sums]
        found = (c, tuple(factors))
        atoms = Atoms(self)
        left = atoms.poly(poly)
        right = [atoms.factor(g, x) for g, x in mono]
        right += [powered(atoms.poly(g[1]), int(x)) for g, x in sums]
        text = joined("mul_", right) if right else "(cst_ 1 1)"
        if c != 1:
            text = f"(mul_ {constant(c)} {text})"
        proof = self.equal(poly_term(poly), factored_term(found), atoms.close(left, text))
        return found, proof


def signed(sign: str, text: str) -> str:
    """The proposition that a number has a sign."""
    return f"{text} <> 0" if sign == "<> 0" else f"{sign} {text}"
