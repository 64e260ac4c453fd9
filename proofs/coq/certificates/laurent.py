"""Arithmetic over atoms, closed in Coq by calculation (library/Laurent.v)."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Mapping
from typing import Any, Protocol

from ...language.exact import Fraction
from ...rules.normal.terms import Gen, Mono
from .printing import Printer
from .terms import Term, alpha, factor_term, generator_term, multiple

REFL = "eq_refl"
#: The largest power of an exponential at which two expressions are compared.
_MOST = 64


class Facts(Protocol):
    """Where the proofs of side conditions come from."""

    text: Printer

    def nonzero(self, term: Term) -> str:
        """A Coq term that proves that ``term`` is not 0."""

    def positive(self, term: Term) -> str:
        """A Coq term that proves that ``term`` is positive."""

    def equation(self, lhs: Term, rhs: Term) -> str:
        """A Coq term that proves ``lhs = rhs`` by arithmetic alone."""


class Atoms:
    """The atoms of one arithmetic step, and what has to be known of them."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.index: dict[Term, int] = {}
        self.terms: list[Term] = []
        self.given: dict[int, tuple[str, str]] = {}
        self._signs: dict[int, set[int]] = {}
        self._idempotent: dict[int, str] = {}
        self._exponents: dict[Mono, dict[Fraction, int]] = {}
        self._roots: dict[int, Gen] = {}

    def atom(self, term: Term, sign: int = 1, *, below: bool = False) -> int:
        """The number of ``term``, seen with exponents of this ``sign``.

        What stands ``below`` a fraction line as factors has a number of its own: elsewhere the
        same term is written out.
        """
        name = ("below", alpha(term)) if below else alpha(term)
        found = self.index.setdefault(name, len(self.index))
        if found == len(self.terms):
            self.terms.append(term)
        self._signs.setdefault(found, set()).add(sign)
        return found

    # -- expressions -------------------------------------------------------------
    def poly(self, poly: Any, sign: int = 1) -> str:
        """The text of a normal form as an ``ex_``; of the shape of ``poly_term``."""
        items = sorted(poly.items() if isinstance(poly, dict) else poly)
        found = [self._term(m, c, sign) for m, c in items]
        return joined("add_", found) if found else "(cst_ 0 1)"

    def _term(self, mono: Mono, c: Fraction, sign: int) -> str:
        if not mono:
            return constant(c)
        text = self.mono(mono, sign)
        return text if c == 1 else f"(mul_ {constant(c)} {text})"

    def mono(self, mono: Any, sign: int = 1) -> str:
        """The text of a product of generators, of the shape of ``mono_term``."""
        found = [self.factor(g, e, sign) for g, e in mono]
        return joined("mul_", found) if found else "(cst_ 1 1)"

    def mono_of(self, found: tuple[Fraction, Any]) -> str:
        """The text of a constant times factors, of the shape of ``factored_term``."""
        c, factors = found
        if not factors:
            return constant(c)
        text = joined("mul_", [self._under_root(g, e) for g, e in factors])
        return text if c == 1 else f"(mul_ {constant(c)} {text})"

    def _under_root(self, gen: Gen, e: Fraction) -> str:
        """A factor under a root; the square of a sum leaves it, and is written out there."""
        if gen[0] == "poly" and e > 0 and e.denominator == 1 and e % 2 == 0:
            return powered(self.poly(gen[1]), int(e))
        return self.factor(gen, e)

    def factor(self, gen: Gen, e: Fraction, sign: int = 1) -> str:
        """The text of one generator to a power."""
        if gen[0] == "exp":
            at = self.atom(factor_term(gen, e), sign)
            self._exponents.setdefault(gen[1], {})[e] = at
            return f"(atm_ {at})"
        base = generator_term(gen)
        if e.denominator > 2:
            return f"(atm_ {self.atom(factor_term(gen, e), sign)})"
        power = e * e.denominator
        way = sign if power > 0 else -sign
        if e.denominator == 2:
            at = self.atom(("sqrt", base), way)
            self._roots[at] = gen
        else:
            at = self.atom(base, way)
            if gen[0] in ("delta", "ind"):
                self._idempotent[at] = "(delta_sq _ _)" if gen[0] == "delta" else "(ind_sq _ _)"
        return powered(f"(atm_ {at})", int(power))

    # -- the step ------------------------------------------------------------------
    def close(self, a: str, b: str) -> str:
        """A tactic that proves that ``a`` and ``b`` are equal."""
        kinds = self._kinds()
        rho = listed([self.facts.text(t) for t in self.terms])
        ks = listed([kinds.get(i, ("any_", ""))[0] for i in range(max(kinds, default=-1) + 1)])
        known = "I"
        for i in sorted(kinds, reverse=True):
            known = f"(conj {kinds[i][1]} {known})"
        proofs = "I"
        for i in reversed(self.given):
            proofs = f"(conj {self.given[i][1]} {proofs})"
        ds = listed([f"({i}%nat, {e})" for i, (e, _) in self.given.items()])
        return f"exact (equal_ {rho} {ks} {ds} {a} {b} {known} {proofs} eq_refl)"

    def agree(self, a: str, b: str) -> bool:
        """Whether ``a`` and ``b`` may be equal as they are calculated: they are at one place.

        Powers of one exponential are powers there, too; roots are not looked at.
        """
        if self._roots:
            return True
        values = {i: Fraction(7 * i + 5, 3 * i + 2) for i in range(len(self.terms))}
        values.update(dict.fromkeys(self._idempotent, Fraction(1)))
        for number, group in enumerate(self._exponents.values()):
            base, common = Fraction(12 * number + 17, 13), _common(group)
            if any(abs(e * common) > _MOST for e in group):
                return True
            values.update({at: base ** int(e * common) for e, at in group.items()})
        try:
            for i in self.given:
                values[i] = _value(self.given[i][0], values)
            return _value(a, values) == _value(b, values)
        except ZeroDivisionError:
            return True

    def _kinds(self) -> dict[int, tuple[str, str]]:
        kinds = {i: ("idem_", p) for i, p in self._idempotent.items() if -1 not in self._signs[i]}
        for mono, group in list(self._exponents.items()):
            if len(group) > 1:
                root = self._relate(mono, group)
                kinds[root] = ("nonzero_", "(exp_nonzero_ _)")
        for at, gen in list(self._roots.items()):
            kinds.update(self._root(at, gen))
        for i, signs in self._signs.items():
            if i not in kinds and i not in self.given and len(signs) > 1:
                kinds[i] = ("nonzero_", self.facts.nonzero(self.terms[i]))
        return kinds

    def _relate(self, mono: Mono, group: dict[Fraction, int]) -> int:
        """All multiples of one exponent as powers of one exponential."""
        top = math.gcd(*(e.numerator * _common(group) // e.denominator for e in group))
        unit = Fraction(top, _common(group))
        if all(e < 0 for e in group):
            unit = -unit
        here = multiple(unit, mono)
        root = self.atom(("exp", here))
        for e, at in group.items():
            times = e / unit
            if at == root:
                continue
            k, there = abs(int(times)), multiple(e, mono)
            lemma = "exp_times_" if times > 0 else "exp_over_"
            wanted = ("mul", ("num", k, 1) if times > 0 else ("neg", ("num", k, 1)), here)
            proof = f"({lemma} {k} _ _ {self.facts.equation(there, wanted)})"
            body = f"(pwr_ (atm_ {root}) {k})"
            self.given[at] = (body if times > 0 else f"(inv_ {body})", proof)
        return root

    def _root(self, at: int, gen: Gen) -> dict[int, tuple[str, str]]:
        base = generator_term(gen)
        positive = self.facts.positive(base)
        if gen[0] == "prime":
            return {
                at: (
                    f"(root_ (QArith_base.Qmake {gen[1]} 1))",
                    f"(number_root_ {gen[1]} {positive})",
                )
            }
        if alpha(base) in self.index:
            found = self.index[alpha(base)]
            self.given[found] = (f"(pwr_ (atm_ {at}) 2)", f"(sqrt_two_ _ (Rlt_le _ _ {positive}))")
            self._signs[at] |= self._signs[found]
        return {}


def _value(text: str, atoms: Mapping[int, Fraction]) -> Fraction:
    """The value of an ``ex_`` where its atoms have these values."""
    stack: list[list[Any]] = [[]]
    for token in _TOKEN.findall(text):
        if token == "(":
            stack.append([])
        elif token == ")":
            op, *args = stack.pop()
            stack[-1].append(_OPERATIONS[op](*args) if op != "atm_" else atoms[args[0]])
        else:
            stack[-1].append(token if token.endswith("_") else int(token))
    return Fraction(stack[0][0])


#: What the constructors of ``ex_`` stand for.
_OPERATIONS: dict[str, Any] = {
    "cst_": Fraction,
    "add_": operator.add,
    "mul_": operator.mul,
    "opp_": operator.neg,
    "inv_": lambda a: 1 / a,
    "pwr_": operator.pow,
}
_TOKEN = re.compile(r"[()]|-?\d+|\w+_")


def _common(group: dict[Fraction, int]) -> int:
    return math.lcm(*(e.denominator for e in group))


def constant(value: Fraction) -> str:
    """A rational as an ``ex_``; of the shape of ``number``."""
    if value < 0:
        return f"(opp_ {constant(-value)})"
    return f"(cst_ {value.numerator} {value.denominator})"


def powered(text: str, n: int) -> str:
    """A whole power as an ``ex_``, of the shape of ``factor_term``."""
    power = text if abs(n) == 1 else f"(pwr_ {text} {abs(n)})"
    return power if n > 0 else f"(inv_ {power})"


def joined(op: str, parts: list[str]) -> str:
    """``parts`` under a binary constructor, grouped to the left."""
    out = parts[0]
    for part in parts[1:]:
        out = f"({op} {out} {part})"
    return out


def listed(parts: list[str]) -> str:
    """A Coq list."""
    return "(" + "".join(f"cons {p} (" for p in parts) + "nil" + ")" * len(parts) + ")"
