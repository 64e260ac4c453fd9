"""Equations in Coq: both sides are brought to the normal form that the checker found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...language.vocabulary import index_size
from ...rules.base import Ref
from ...rules.normal.entries import labels
from ...rules.normal.terms import Token
from ...rules.normal.totals import Totals
from ...rules.replacing import replace
from ..certificates.clear import cleared, vanishes
from ..certificates.known import Deciding, Known, Replacing
from ..certificates.printing import Printer
from ..certificates.prover import Prover
from ..certificates.reading import Reader
from ..certificates.terms import Term, alpha, poly_term, replaced, shown
from ..certificates.totals import Total, with_total
from ..statements.names import coq_name
from .goal import NEAR, Goal, Unscripted
from .sides import facts
from .spreads import PlainAlgebra

#: More than the depth of any formula.
APART = 1000


class Equation:
    """One equation in the making.

    Args:
        goal: the step to which it belongs.
        names: definitions that are written out.
        logs: whether the laws of the logarithm may be used.
        looks_up: whether what facts say is positive may be looked up.
    """

    def __init__(self, goal: Goal, names: Iterable[str], logs: bool, looks_up: bool = True) -> None:
        self.goal = goal
        self.names = frozenset(names)
        self.normaliser = goal.state.normaliser(self.names, logs=logs, facts=looks_up)
        algebra = self.normaliser.algebra
        plain = PlainAlgebra(algebra.positive_leaf, logs=logs)
        maps: dict[str, tuple[str, str]] = {}
        self.maps = maps
        self.prover = Prover(algebra, plain, Printer(goal.translator), maps, NEAR)
        self.reading = (self.prover.token, goal.state.signs.nonnegative)

    def reader(self, kind: type[Reader] = Reader, names: frozenset[str] | None = None) -> Any:
        """A reader of formulas, with ``names`` (by default all that are asked) written out."""
        unfold = self.names if names is None else names
        out = kind(self.goal.context, unfold, *self.reading)
        out.maps = self.maps
        return out

    def script(self, left: Term, right: Term, proof: str) -> str:
        """Tactics that close left = right by ``proof``."""
        found = [coq_name(n) for n in reversed(self.goal.context.definitions) if n in self.names]
        text = self.prover.text
        opening = f"cbv beta delta [{' '.join(found)}]. " if found else ""
        statement = f"change ({text(left)} = {text(right)})."
        return "\n".join(
            [facts(self.goal), opening + statement, *self.prover.said(f"exact {proof}.")]
        )

    def proof(self, left: Term, right: Term) -> str:
        """A Coq term that proves ``left = right``, after the lemmas of the prover."""
        prover = self.prover
        a, p = prover.norm(left)
        b, q = prover.norm(right)
        if a != b:
            return cleared(prover, a, b, p, q)
        return prover.trans(p, prover.sym(q))

    def renamed(self, term: Term, left: Any, right: Any, ref: Ref, reverse: bool) -> Any:
        """The normal form of ``term`` with one index put in for an equal one."""
        prover, read = self.prover, self.reader()
        old, new = read.token(left, {}), read.token(right, {})
        x: Token = prover.algebra.token()
        f = f"(fun {prover.text.token(x)} : nat => {prover.text(replaced(term, {old: x}))})"
        known = self.goal.use(ref)
        proof = f"(f_equal {f} {f'(eq_sym {known})' if reverse else known})"
        there = replaced(term, {old: new})
        poly, p = prover.norm(there)
        return poly, prover.trans(prover.equal(term, there, f"exact {proof}"), p)


def equality(
    goal: Goal, lhs: Any, rhs: Any, *, names: Iterable[str] | None = (), logs: bool = False
) -> str:
    """Tactics that close the Coq goal ``lhs = rhs``.

    The goal in focus must be the translation of ``lhs = rhs``; free indices of the two
    must be in scope under their own names, with their ranges as hypotheses.

    Args:
        names: definitions to write out first; None for all.
        logs: whether the laws of the logarithm may be used.
    """
    written = tuple(goal.context.definitions if names is None else names)
    # Less has to be shown in Coq where the sides agree without it.
    looks_up = goal.state.needs_facts(lhs, rhs, written, logs=logs)

    def tried(deep: bool) -> str:
        made = Equation(goal, written, logs, looks_up)
        made.prover.deep = deep
        read = made.reader()
        left, right = read(lhs), read(rhs)
        return made.script(left, right, made.proof(left, right))

    before = goal.serial
    try:
        return tried(deep=False)
    except Unscripted:
        goal.serial = before
        return tried(deep=True)


def rewriting(goal: Goal, rule: Any) -> str:
    """The script of the rule Rewrite: known equations put in.

    First where they stand, one after the other, and then as totals.
    """
    made = Equation(goal, rule.names, logs=True)
    prover = made.prover
    relation: Any = goal.claim.relation
    none: frozenset[str] = frozenset()
    found = rule.replacement(relation, goal.state)
    sides = [relation.lhs, relation.rhs]
    terms = [made.reader()(e) for e in sides]
    totals = [equation.ref for equation in found.totals]
    if not found.written:
        left, right = terms
        return made.script(left, right, _difference(made, left, right, totals, rule.reverse))
    forms: list[Any] = [None, None]
    proofs: list[list[str]] = [[], []]
    if rule.names:
        for i, e in enumerate(sides):
            sides[i] = goal.context.unfold(e, made.names)
            here = made.reader(names=none)(sides[i])
            if alpha(here) != alpha(terms[i]):
                poly, p = prover.norm(terms[i])
                again, q = prover.norm(here)
                if poly != again:
                    raise Unscripted("definitions written out in another way")
                proofs[i] += [p, prover.sym(q)]
    for equation in found.written:
        for i, e in enumerate(sides):
            reader = made.reader(Replacing, none)
            reader.known = Known(goal, equation.ref, reader, prover.text.token)
            reader.reverse, reader.halved = rule.reverse, equation.halved
            left, right = equation.left, equation.right
            sides[i] = replace(e, left, right, equation.wild)
            if sides[i] == e:
                continue
            if index_size(left) is not None:
                here = made.reader(names=none)(e)
                form, p = made.renamed(here, left, right, equation.ref, rule.reverse)
            else:
                form, p = prover.norm(reader(e))
            proofs[i].append(p)
            here = made.reader(names=none)(sides[i])
            forms[i], q = prover.norm(here)
            if forms[i] != form:
                form, forms[i] = forms[i], form
                proofs[i] += [cleared(prover, forms[i], form, "eq_refl", "eq_refl")]
            proofs[i].append(prover.sym(q))
    lhs, rhs = (made.reader(names=none)(e) for e in sides)
    last = _difference(made, lhs, rhs, totals, rule.reverse) if totals else made.proof(lhs, rhs)
    whole = prover.trans(*proofs[0], last, *(prover.sym(p) for p in reversed(proofs[1])))
    return made.script(terms[0], terms[1], whole)


def deciding(goal: Goal, rule: Any) -> str:
    """The script of the rule KnownIndicators: decided indicators are 0 or 1."""
    made = Equation(goal, rule.names, False)
    prover = made.prover
    relation: Any = goal.claim.relation
    none: frozenset[str] = frozenset()
    terms, noted, proofs = [], [], []
    for e in (relation.lhs, relation.rhs):
        term = made.reader()(e)
        terms.append(term)
        unfolded = goal.context.unfold(e, made.names)
        reader = made.reader(Deciding, none)
        reader.goal = goal
        here = reader(unfolded)
        noted.append(here)
        if alpha(shown(here)) == alpha(term):
            proofs.append("eq_refl")
            continue
        poly, p = prover.norm(term)
        again, q = prover.norm(shown(here))
        if poly != again:
            raise Unscripted("definitions written out in another way")
        proofs.append(prover.trans(p, prover.sym(q)))
    middle = made.proof(noted[0], noted[1])
    return made.script(terms[0], terms[1], prover.trans(proofs[0], middle, prover.sym(proofs[1])))


def _difference(
    made: Equation, left: Term, right: Term, totals: Iterable[Ref], backwards: bool
) -> str:
    """A proof of ``left = right`` by known totals, put in for sums in the difference."""
    prover, read, goal = made.prover, made.reader(), made.goal
    difference = ("add", left, ("neg", right))
    term, proofs = difference, []
    for ref in totals:
        # The totals are read below other names than any that they are used at.
        apart = made.reader()
        apart.depth = APART
        known = Known(goal, ref, apart, prover.text.token)
        equation = known.equation
        pattern = made.normaliser.of(equation.rhs if backwards else equation.lhs)
        wild = (read.token(i, {}) for i in known.wild)
        sums = Totals.known(prover.algebra, pattern, {}, wild, labels(goal.context))
        if sums is None:
            raise Unscripted("a known total that is no sum")

        def at(chosen: dict[Token, Token], known: Known = known) -> Any:
            fixed = dict(known.ref.indices)
            values = {
                i: chosen.get(read.token(i, {}), read.token(i, {})) if i in known.wild
                else read.token(fixed.get(i, i), {})
                for i in known.order
            }  # fmt: skip
            a, b, proof = known.at_tokens(values)
            return (b, a, f"(eq_sym {proof})") if backwards else (a, b, proof)

        poly, proof = with_total(prover, term, Total(sums, at))
        term = poly_term(poly)
        proofs.append(proof)
    proofs.append(vanishes(prover, poly))
    zero = prover.equal(difference, ("num", 0, 1), f"exact {prover.trans(*proofs)}")
    return f"(Rminus_diag_uniq _ _ {zero})"
