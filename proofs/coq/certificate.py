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

from ..errors import Undecided
from ..normal.polynomials import ONE, Gen, Poly, Token, key, primes
from ..normal.sums import absolute, indicator, kronecker, map_sum, minimum_over
from .certificate_laurent import Atoms, joined, powered
from .certificate_sums import Sums
from .certificate_terms import (
    UNIT,
    alpha,
    shown,
    ZERO,
    Printer,
    Term,
    assignment,
    factor_term,
    free_tokens,
    generator_term,
    map_names,
    mono_term,
    multiple,
    number,
    poly_term,
    replaced,
    scaled,
    times,
)
from .goal import Unscripted
from .names import coq_name

REFL = "eq_refl"
ARITHMETIC = frozenset({"num", "add", "mul", "neg", "inv", "pow"})


@dataclass
class Denominator:
    """A term that is not 0 where the line has a value, and its factors."""

    term: Term
    factored: Term
    proof: str


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
    proved: dict[Any, str] = field(default_factory=dict)
    bound: dict[tuple[int, str], Token] = field(default_factory=dict)
    assumed: tuple[tuple[str, Term], ...] = ()
    serial: int = 0

    def __post_init__(self) -> None:
        self.sums = Sums(self)

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
            binders.append(f"({z} : nat -> nat) ({z}_r : forall i, (1 <= i <= {rows})%nat -> (1 <= {z} i <= {values})%nat)")
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
        return self.proved[key]

    def trans(self, *proofs: str) -> str:
        """The chain of ``proofs``."""
        found = [p for p in proofs if p != REFL]
        out = found.pop() if found else REFL
        while found:
            out = f"(eq_trans {found.pop()} {out})"
        return out

    # -- side conditions -------------------------------------------------------------
    def nonzero(self, term: Term) -> str:
        """A proof that ``term`` is not 0."""
        return self._sign("<> 0", term)

    def positive(self, term: Term) -> str:
        """A proof that ``term`` is positive."""
        return self._sign("0 <", term)

    def _sign(self, sign: str, term: Term) -> str:
        if (sign, term) not in self.known:
            claim = signed(sign, self.text(term))
            tactic = f"first [{self.side}{self._from_denominators(term) if sign == '<> 0' else ''}]"
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
                out += (
                    f" | let z := fresh in intros z; cut ({whole} <> 0); [intros nz_; apply nz_; "
                    f"transitivity {parts}; [exact {proof} | rewrite z; hl_zero_] | {self.side}]"
                )
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
            rule = self._arithmetic if kind in ARITHMETIC else getattr(self, f"_{kind}")
            self.normal[term] = rule(term)
        return self.normal[term]

    def _sym(self, t: Term) -> tuple[Poly, str]:
        return self.algebra.gen(t), REFL

    _el = _sym

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
            from .certificate_laurent import constant

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

    # -- what is known -----------------------------------------------------------------
    def _as(self, t: Term) -> tuple[Poly, str]:
        _, old, left, right, proof = t
        first = REFL if alpha(old) == alpha(left) else self.equation(old, left)
        known = self.equal(left, right, f"exact {proof}") if left != right else REFL
        poly, p = self.norm(right)
        return poly, self.trans(first, known, p)

    def _same(self, t: Term) -> tuple[Poly, str]:
        """The same sums and products in another order."""
        _, old, new = t
        atoms = Atoms(self)
        step = self.equal(shown(old), shown(new), atoms.close(opaque(atoms, old), opaque(atoms, new)))
        poly, p = self.norm(new)
        return poly, self.trans(step, p)

    def _decided(self, t: Term) -> tuple[Poly, str]:
        _, old, value = t
        yes = value == UNIT
        lemma = {("ind", True): "ind_true", ("ind", False): "ind_false",
                 ("delta", True): "delta_true_", ("delta", False): "delta_neq"}[old[0], yes]  # fmt: skip
        step = self.equal(old, value, f"apply {lemma}; hl_decided_ ltac:({self.side})")
        poly, p = self.norm(value)
        return poly, self.trans(step, p)

    # -- functions -------------------------------------------------------------------
    def _congruence(self, t: Term, new: Term, proofs: list[str]) -> str:
        """f a b = f a' b' from equations between the arguments."""
        if t == new:
            return REFL
        name = {"exp": "exp", "ln": "ln", "sqrt": "sqrt", "abs": "Rabs", "ind": "ind",
                "rpower": "Rpower", "xlogy": "xlogy"}[t[0]]  # fmt: skip
        return self.equal(t, new, f"exact (f_equal{len(proofs) if len(proofs) > 1 else ''} {name} {' '.join(proofs)})")

    def _exp(self, t: Term) -> tuple[Poly, str]:
        poly, p = self.norm(t[1])
        here = ("exp", poly_term(poly))
        first = self._congruence(t, here, [p])
        out = self.algebra.exp(poly)
        if not poly:
            return out, self.trans(first, self.equal(here, UNIT, "exact exp_0"))
        parts, terms = [], []
        for mono, c in sorted(poly.items()):
            part, tactic = self._exp_of(mono, c)
            parts.append(tactic)
            terms.append(part)
        product = times(terms)
        tactic = parts[0]
        for part in parts[1:]:
            tactic = f"apply exp_add_; [{tactic} | {part}]"
        second = self.equal(here, product, tactic)
        final, third = self.norm(product) if len(terms) > 1 or terms[0][0] != "exp" else (out, REFL)
        return final, self.trans(first, second, third)

    def _exp_of(self, mono: Any, c: Fraction) -> tuple[Term, str]:
        """e to one monomial: itself, or a power where the monomial is a logarithm."""
        whole = multiple(c, mono)
        logarithm = len(mono) == 1 and mono[0][1] == 1 and mono[0][0][0] in ("log", "logp")
        if not logarithm or c.denominator > 2:
            return ("exp", whole), "reflexivity"
        inside = mono_term(mono)[1]
        base: Term = inside
        positive = self.positive(inside)
        if c.denominator == 2:
            base, c = ("sqrt", inside), c * 2
            root = f"(ln_sqrt_ _ _ {positive} eq_refl)"
            positive = f"(sqrt_lt_R0 _ {positive})"
            wanted = scaled(c, ("mul", ("num", 1, 2), ("ln", inside)))
            ln = f"(eq_trans {self.equation(whole, wanted)} (f_equal (fun l_ => {self.text(number(c))} * l_) (eq_sym {root})))" if c != 1 else f"(eq_trans {self.equation(whole, wanted)} (eq_sym {root}))"
        else:
            ln = REFL
        k = abs(int(c))
        if c == 1:
            return base, f"rewrite {ln}; exact (exp_ln_ _ {positive})" if ln != REFL else f"exact (exp_ln_ _ {positive})"
        power = base if k == 1 else ("pow", base, k)
        lemma = "exp_log_" if c > 0 else "exp_log_over_"
        if ln == REFL and c > 0:
            tactic = f"exact (exp_log_ {k} _ _ {positive} eq_refl)"
        else:
            tactic = f"refine (eq_trans ({lemma} {k} _ _ {positive} _) _); [{f'exact {ln}' if ln != REFL else 'first [reflexivity | ring]'} | first [reflexivity | simpl; ring | simpl; rewrite Rmult_1_r; reflexivity]]"
        return (power if c > 0 else ("inv", power)), tactic

    def _ln(self, t: Term) -> tuple[Poly, str]:
        poly, p = self.norm(t[1])
        here = ("ln", poly_term(poly))
        first = self._congruence(t, here, [p])
        out = self.algebra.log(poly)
        if poly_term(out) == here:
            return out, first
        if poly == {ONE: Fraction(1)}:
            return out, self.trans(first, self.equal(here, ZERO, "exact ln_1"))
        from .certificate_logs import split

        return out, self.trans(first, split(self, t[1], p, poly, out))

    def _sqrt(self, t: Term) -> tuple[Poly, str]:
        poly, p = self.norm(t[1])
        out = self.algebra.power(poly, Fraction(1, 2))
        here = ("sqrt", poly_term(poly))
        if poly_term(out) == here:
            return out, self._congruence(t, here, [p])
        atoms = Atoms(self)
        result = poly_term(out)
        factored, q = self.factored(poly, Fraction(1, 2))
        left = atoms.mono_of(factored)
        square = f"(mul_ {atoms.poly(out)} {atoms.poly(out)})"
        step = self.equal(
            t,
            result,
            f"apply sqrt_is_; [{self.side} | transitivity {self.text(factored_term(factored))}; "
            f"[exact {self.trans(p, q)} | {atoms.close(left, square)}]]",
        )
        return out, step

    def factored(self, poly: Poly, e: Fraction) -> tuple[tuple[Fraction, Any], str]:
        """``poly`` as the product that its power ``e`` is made of, with a proof."""
        content, rest = self.algebra.content(poly)
        if e.denominator == 1 and rest and rest[min(rest)] < 0:
            rest = self.algebra.scale(rest, -1)
            content = self.algebra.scale(content, -1)
        ((mono, c),) = content.items()
        factors = [*mono, *([(("poly", key(rest)), Fraction(1))] if rest else [])]
        found = (c, tuple(factors))
        atoms = Atoms(self)
        left = atoms.poly(poly)
        right = [atoms.factor(g, x) for g, x in mono]
        if rest:
            right.append(atoms.poly(rest))
        text = joined("mul_", right) if right else "(cst_ 1 1)"
        from .certificate_laurent import constant

        if c != 1:
            text = f"(mul_ {constant(c)} {text})"
        proof = self.equal(poly_term(poly), factored_term(found), atoms.close(left, text))
        return found, proof

    def _rpower(self, t: Term) -> tuple[Poly, str]:
        new = ("exp", ("mul", t[2], ("ln", t[1])))
        poly, p = self.norm(new)
        return poly, self.trans(self.equal(t, new, "reflexivity"), p)

    def _npow(self, t: Term) -> tuple[Poly, str]:
        new = ("exp", ("mul", ("sym", t[2]), ("ln", t[1])))
        poly, p = self.norm(new)
        step = self.equal(t, new, f"exact (pow_size_ _ _ {self.positive(t[1])})")
        return poly, self.trans(step, p)

    def _xlogy(self, t: Term) -> tuple[Poly, str]:
        """q log u, whose second factor has a value where q is not 0."""
        q, _ = self.norm(t[1])
        if not q:
            raise Unscripted("0 log u")
        sign = "0 <" if t[3] else "<> 0"
        outside = self.normal, self.known, self.denominators, self.assumed
        self.normal, self.known = dict(self.normal), dict(self.known)
        self.denominators = list(self.denominators)
        self.assumed = (*self.assumed, (sign, t[1]))
        inside, proof = self.norm(("ln", t[2]))
        here = f"nz{len(self.assumed) - 1}_"
        self.normal, self.known, self.denominators, self.assumed = outside
        new = ("mul", t[1], poly_term(inside))
        lemma = f"apply xlogy_pos_; [{self.side} | " if t[3] else "apply xlogy_nonzero_; ["
        step = self.equal(t, new, f"{lemma}intros {here}; exact {proof}]")
        poly, p = self.norm(new)
        return poly, self.trans(step, p)

    def _prod(self, t: Term) -> tuple[Poly, str]:
        _, size, token, body = t
        new = ("exp", ("sum", size, token, ("ln", body)))
        i = self.text.token(token)
        step = self.equal(
            t, new, f"apply product_exp_; intros {i} {i}r; exact {self.positive(body)}"
        )
        poly, p = self.norm(new)
        return poly, self.trans(step, p)

    def _sum(self, t: Term) -> tuple[Poly, str]:
        return self.sums.sum(t)

    def _min(self, t: Term) -> tuple[Poly, str]:
        _, size, token, body = t
        poly, p = self.norm(body)
        out = minimum_over(self.algebra, poly, token, size)
        new = poly_term(out)
        i = self.text.token(token)
        if len(out) != 1 or new[0] != "min":
            if new != poly_term(poly):
                raise Unscripted("a minimum of an unusual form")
            least = f"apply min_const; {self.side}"
            if p == REFL:
                return out, self.equal(t, new, least)
            same = ("min", size, token, new)
            first = self.equal(t, same, f"apply min_ext; intros {i} {i}r; exact {p}")
            return out, self.trans(first, self.equal(same, new, least))
        again, q = self.norm(replaced(new[3], {new[2]: token}))
        if again != poly:
            raise Unscripted("a minimum whose body is no normal form")
        proof = self.trans(p, self.sym(q))
        if proof == REFL:
            return out, REFL if t == new else self.equal(t, new, "reflexivity")
        return out, self.equal(t, new, f"apply min_ext; intros {i} {i}r; exact {proof}")

    def _map(self, t: Term) -> tuple[Poly, str]:
        _, name, rows, values, body = t
        self.maps[name] = (rows, values)
        poly, p = self.norm(body)
        out = map_sum(self.algebra, poly, name, rows, values)
        if not out:
            raise Unscripted("a sum of zeros over assignments")
        z = assignment(name)
        return out, self.equal(t, poly_term(out), f"apply mapsum_ext; intros {z} {z}_r; exact {p}")

    def _delta(self, t: Term) -> tuple[Poly, str]:
        out = kronecker(self.algebra, t[1], t[2])
        new = poly_term(out)
        if new == UNIT:
            return out, self.equal(t, new, "apply delta_same")
        return out, self.equal(t, new, "apply delta_sym")

    def _ind(self, t: Term) -> tuple[Poly, str]:
        difference, p = self.norm(("add", t[1], ("neg", t[2])))
        out = indicator(self.algebra, difference)
        new = poly_term(out)
        if not difference:
            return out, self.equal(t, new, f"exact (ind_same_ _ _ {p})")
        if set(difference) == {ONE}:
            return out, self.equal(t, new, f"apply (ind_apart_ _ _ _ {p}); {self.side}")
        if t == new:
            return out, REFL
        lead = difference[min(difference)]
        scaled_down = self.algebra.scale(difference, 1 / lead)
        factor = self.equation(poly_term(difference), ("mul", number(lead), poly_term(scaled_down)))
        return out, self.equal(
            t, new, f"apply (ind_factor_ _ _ _ _ {self.trans(p, factor)}); {self.side}"
        )

    def _abs(self, t: Term) -> tuple[Poly, str]:
        inside, p = self.norm(t[1])
        out = absolute(self.algebra, inside)
        new = poly_term(out)
        if not inside:
            return out, self.equal(t, new, f"exact (abs_number_ _ _ {p} (Rle_refl 0))")
        if t == new:
            return out, REFL
        lead = inside[min(inside)]
        down = self.algebra.scale(inside, 1 / lead)
        size = self.equal(("abs", number(lead)), number(abs(lead)),
                          "first [apply Rabs_right; lra | apply Rabs_left; lra | rewrite Rabs_left; lra]")  # fmt: skip
        if set(down) == {ONE}:
            return out, self.equal(t, new, f"transitivity {self.text(('abs', number(lead)))}; [exact (f_equal Rabs {p}) | exact {size}]")
        q = self.trans(p, self.equation(poly_term(inside), ("mul", number(lead), poly_term(down))))
        last = f"rewrite {size}" if size != REFL else "idtac"
        return out, self.equal(
            t, new, f"rewrite (abs_factor_ _ _ _ {q}); {last}; first [reflexivity | apply Rmult_1_l]"
        )


def opaque(atoms: Atoms, term: Term) -> str:
    """``term`` as an ``ex_`` whose atoms are all that is not a sum, a product or a quotient."""
    kind = term[0]
    if kind in ("as", "same", "decided"):
        return opaque(atoms, term[1])
    if kind == "num":
        return f"(cst_ {term[1]} {term[2]})"
    if kind in ("add", "mul"):
        return joined(f"{kind}_", [opaque(atoms, a) for a in term[1:]])
    if kind in ("neg", "inv"):
        return f"({'opp_' if kind == 'neg' else 'inv_'} {opaque(atoms, term[1])})"
    return f"(atm_ {atoms.atom(shown(term))})"


def signed(sign: str, text: str) -> str:
    """The proposition that a number has a sign."""
    return f"{text} <> 0" if sign == "<> 0" else f"0 < {text}"


def factored_term(found: tuple[Fraction, Any]) -> Term:
    """A constant times factors, as a term."""
    c, factors = found
    return scaled(c, times(factor_term(g, e) for g, e in factors)) if factors else number(c)


def matched(term: Term, where: Term) -> list[dict[Token, Token]] | None:
    """Renamings of serial tokens that make some part of ``where`` the ``term``."""
    found = list(_parts(term, where))
    return found or None


def _parts(term: Term, where: Any) -> Iterable[dict[Token, Token]]:
    if isinstance(where, tuple):
        mapping: dict[Token, Token] = {}
        if _unify(where, term, mapping):
            yield mapping
        if where and where[0] in ("mul", "pow", "inv"):
            for part in where[1:]:
                yield from _parts(term, part)


def _unify(pattern: Any, term: Any, mapping: dict[Token, Token]) -> bool:
    if isinstance(pattern, tuple) and len(pattern) == 3 and pattern[:2] == ("b", 0):
        if not isinstance(term, tuple) or not term or term[0] not in ("b", "f", "c"):
            return False
        return mapping.setdefault(pattern, term) == term
    if isinstance(pattern, tuple) and isinstance(term, tuple):
        return len(pattern) == len(term) and all(
            _unify(a, b, mapping) for a, b in zip(pattern, term, strict=True)
        )
    return bool(pattern == term)


class Region:
    """A part of a term that is plain arithmetic over normal forms."""

    def __init__(self, prover: Prover, atoms: Atoms) -> None:
        self.prover, self.atoms = prover, atoms

    def walk(self, t: Term, sign: int = 1) -> tuple[Poly, str]:
        """The normal form of ``t`` (deltas unused) and ``t`` as an ``ex_``."""
        algebra, kind = self.prover.plain, t[0]
        if kind == "num":
            return algebra.number(Fraction(t[1], t[2])), f"(cst_ {t[1]} {t[2]})"
        if kind in ("add", "mul"):
            poly, text = self.walk(t[1], sign)
            for part in t[2:]:
                more, here = self.walk(part, sign)
                poly = (algebra.add if kind == "add" else algebra.mul)(poly, more)
                text = f"({kind}_ {text} {here})"
            return poly, text
        if kind == "neg":
            poly, text = self.walk(t[1], sign)
            return algebra.scale(poly, -1), f"(opp_ {text})"
        if kind == "inv":
            power = t[1][2] if t[1][0] == "pow" else 1
            base = t[1][1] if t[1][0] == "pow" else t[1]
            poly, text = self._denominator(base, sign)
            return algebra.power(poly, Fraction(-power)), powered(text, -power)
        if kind == "pow":
            poly, text = self.walk(t[1], sign)
            return algebra.power(poly, Fraction(t[2])), f"(pwr_ {text} {t[2]})"
        return self._atom(t, sign)

    def _atom(self, t: Term, sign: int) -> tuple[Poly, str]:
        poly, proof = self.prover.norm(t)
        if proof == REFL and poly_term(poly) == t:
            return poly, self.atoms.poly(poly, sign)
        at = self.atoms.atom(t, sign)
        self.atoms.given[at] = (self.atoms.poly(poly, sign), proof)
        return poly, f"(atm_ {at})"

    def _denominator(self, base: Term, sign: int) -> tuple[Poly, str]:
        prover = self.prover
        poly, proof = prover.norm(base)
        (c, factors), q = prover.factored(poly, Fraction(-1))
        whole = prover.trans(proof, q)
        prover.denominators.append(Denominator(base, factored_term((c, factors)), whole))
        parts = [self.atoms.factor(g, e, -sign) for g, e in factors]
        text = joined("mul_", parts) if parts else "(cst_ 1 1)"
        from .certificate_laurent import constant

        if c != 1:
            text = f"(mul_ {constant(c)} {text})" if factors else constant(c)
        if whole == REFL:
            return poly, text
        at = self.atoms.atom(base, -sign)
        self.atoms.given[at] = (text, whole)
        return poly, f"(atm_ {at})"
