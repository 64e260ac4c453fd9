"""Tactics for nested sums: under the binders, in another order, factors pulled in."""

from __future__ import annotations

from typing import Any

from ...rules.normal.sums import height_over
from ...rules.normal.terms import Gen, Token
from ..statements.names import coq_name
from .laurent import REFL, Atoms
from .lemmas import Lemmas
from .terms import UNIT, Term, generator_term, mono_term, nest, replaced

Bound = list[tuple[Token, str]]


class Nests:
    """Equations between nested sums, each asserted and proved."""

    def __init__(self, prover: Lemmas) -> None:
        self.p = prover

    def under(self, bound: Bound, tactic: str, lemma: str = "sum_ext") -> str:
        """``tactic`` under the binders ``bound``."""
        out = ""
        for token, _ in bound:
            t = self.p.text.token(token)
            out += f"apply {lemma}; intros {t} {t}r; "
        return out + tactic

    def congruence(self, bound: Bound, old: Term, new: Term, proof: str) -> str:
        """nest(old) = nest(new) from old = new."""
        if proof == REFL:
            return REFL
        return self.p.equal(nest(bound, old), nest(bound, new), self.under(bound, f"exact {proof}"))

    def permuted(self, old: Bound, new: Bound, body: Term) -> str:
        """nest(old, body) = nest(new, body): neighbours are swapped until the order is right."""
        proofs: list[str] = []
        here = list(old)
        wanted = {token: i for i, (token, _) in enumerate(new)}
        while True:
            spot = next((i for i in range(len(here) - 1)
                         if wanted[here[i][0]] > wanted[here[i + 1][0]]), None)  # fmt: skip
            if spot is None:
                return self.p.trans(*proofs)
            (a, n), (b, m) = here[spot : spot + 2]
            there = [*here[:spot], (b, m), (a, n), *here[spot + 2 :]]
            inner = self.p.text(nest(here[spot + 2 :], body))
            f = f"(fun {self.p.text.token(a)} {self.p.text.token(b)} : nat => {inner})"
            swap = f"exact (sum_swap {coq_name(n)} {coq_name(m)} {f})"
            proofs.append(
                self.p.equal(nest(here, body), nest(there, body), self.under(here[:spot], swap))
            )
            here = there

    def arithmetic(self, old: Term, new: Term, a: str, b: str, atoms: Atoms) -> str:
        """old = new by arithmetic over atoms."""
        return self.p.equal(old, new, atoms.close(a, b)) if old != new else REFL

    def opened(self, gen: Gen, avoid: list[Token]) -> tuple[Bound, Term]:
        """The binders of a canonical sum under other names than ``avoid``, and its body."""
        _, sizes, factors = gen
        height = height_over(factors)
        bound: Bound = []
        for _, size in sizes:
            bound.append((self.p.fresh(size, [*avoid, *(t for t, _ in bound)]), size))
        mapping = {("b", height, i): t for i, (t, _) in enumerate(bound)}
        return bound, replaced(mono_term(factors), mapping)

    def pulled(self, head: Term | None, parts: list[Any]) -> tuple[Bound, Term, str]:
        """head * S1 * ... * Sk = nest(all binders, head * f1 * ... * fk).

        A part is ("sum", binders, body, generator) or ("size", binder, size).
        """
        p = self.p
        done: Bound = []
        body = head
        outside = head
        proof = REFL
        for part in parts:
            if part[0] == "sum":
                _, bound, f, gen = part
                sum_term: Term = generator_term(gen) if gen is not None else nest(bound, f)
            else:
                bound, f, sum_term = [part[1]], None, ("sym", part[2])
            before, old_body, old_outside = list(done), body, outside
            done = [*done, *bound]
            if f is not None:
                body = f if old_body is None else joined_terms(old_body, f)
            else:
                body = UNIT if old_body is None else old_body
            outside = sum_term if old_outside is None else joined_terms(old_outside, sum_term)
            if old_body is None:
                # nest(bound, f) and the sum differ in bound names at most
                if f is None:
                    proof = p.sym(p.equal(nest(done, body), outside, "rewrite sum_n_; ring"))
                continue
            # nest(before ++ bound, body) = nest(before, old_body) * sum
            last = self.under(bound, "reflexivity", "sum_l_") if f is not None else "apply sum_n_"
            middle = joined_terms(nest(before, old_body), sum_term)
            step = p.equal(nest(done, body), middle, self.under(before, last, "sum_r_"))
            more = REFL
            if proof != REFL:
                s = p.text(sum_term)
                more = p.equal(outside, middle, f"exact (f_equal (fun x_ => x_ * {s}) {proof})")
            proof = p.trans(more, p.sym(step))
        return done, body or UNIT, proof


def joined_terms(a: Term, b: Term) -> Term:
    """The product of two terms."""
    return ("mul", a, b)
