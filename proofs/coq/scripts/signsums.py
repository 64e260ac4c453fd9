"""Signs of sums of a few terms, as assertions in Coq."""

from __future__ import annotations

import itertools
from typing import Any

import sympy as sp

from ...language.substitution import (
    Substitution,
    free_indices,
    fresh,
    substitute,
    substitute_index,
)
from ...language.vocabulary import index_size
from ...rules.base import Ref
from ...rules.parting import ABOVE_MIN, ABOVE_OTHERS, BELOW_ONE, BELOW_SIZE, FROM_ONE
from ..statements.names import coq_name
from ..statements.raw import Scope, put
from .signcases import CaseSigns
from .signfacts import KINDS, SHORT, Bound, leading

#: Differences that are never negative, and what shows it.
_SMALL = {
    BELOW_ONE: "write_all_; hl_below_one",
    ABOVE_MIN: "first [hl_above_min | write_all_; hl_above_min]",
}


class SumSigns(CaseSigns):
    """Signs of sums: by their terms, a common factor, a denominator, or what is below what."""

    def _sum_of_terms(self, sign: str, e: Any, bound: Bound) -> str:
        if sign == "nonzero":
            return self._either(e, bound) or self._cleared(sign, e, bound) or self._apart(e, bound)
        if all(self.signs.nonnegative(a) for a in e.args):
            above = sign == "positive"
            for a in e.args:
                part = "positive" if above and self.signs.positive(a) else "nonnegative"
                above = above and part != "positive"
                self.sign(part, a, bound)
            return ""
        small = self._small(e) if sign == "nonnegative" else ""
        return (
            small
            or self._factored(sign, e, bound)
            or self._cleared(sign, e, bound)
            or self._more_than_fact(sign, e, bound)
            or self._more_than_absolute(sign, e, bound)
            or self._in_parts(sign, e, bound)
            or (self._within_total(e, bound) if sign == "nonnegative" else "")
            or self._in_cases(sign, e, bound)
        )

    def _within_total(self, e: Any, bound: Bound) -> str:
        """t - u_i + v >= 0 where sum_k u_k is t, or at most t."""
        for share in self.signs.shares(e):
            body, (bound_as, *_) = share.terms.args
            index = fresh(bound_as, {i.name for i in (*bound, *free_indices(e))})
            body = substitute_index(body, bound_as, index)
            whole = self._holds("nonnegative", body) and self._holds("nonnegative", share.rest)
            if not whole:
                continue
            known = self._use(share.fact, share.at)
            each = self.sign("nonnegative", body, (*bound, index), force=True)
            above = self.sign("nonnegative", share.rest, bound, force=True)
            i, place = coq_name(index.name), self.goal.translator.index(share.place)
            terms = f"(fun {i} => {self.goal.translator.term(body, 0)})"
            enter = f"ltac:(intros {i} range_{i}; cbv beta; exact {each})"
            return (
                f"pose proof {known} as known_; pose proof {above} as rest_; "
                f"pose proof (sum_term_le _ {terms} {place} {enter} ltac:(hl_range)) as part_; "
                "cbv beta in part_; lra"
            )
        return ""

    def _more_than_fact(self, sign: str, e: Any, bound: Bound) -> str:
        """u + v > 0 where a line says that u > 0, and v >= 0."""
        for fact, found, rest in self.signs.parts_known(e, KINDS[sign]):
            if self._holds("nonnegative", rest):
                known = self._use(fact, found)
                above = self.sign("nonnegative", rest, bound, force=True)
                return f"pose proof {known} as known_; pose proof {above} as rest_; lra"
        return ""

    def _more_than_absolute(self, sign: str, e: Any, bound: Bound) -> str:
        """c (|u| - u) + v >= 0 where v >= 0; likewise > 0."""
        for u, rest in self.signs.beyond_absolute(e):
            if self._holds(sign, rest):
                above = self.sign(sign, rest, bound, force=True)
                return f"pose proof {above} as rest_; hl_below_abs {self.goal.term(u)}"
        return ""

    def _in_parts(self, sign: str, e: Any, bound: Bound) -> str:
        """A sum with max(a, b) and the like written out."""
        whole = self.signs.in_parts(e)
        if whole is None or not self._holds(sign, whole):
            return ""
        known = self.sign(sign, whole, bound, force=True)
        same = f"refine ({SHORT[sign]}_equal _ _ known_ _); hl_rewritten"
        plain = "unfold pos, larger, smaller, reaches, sgn in *; lra"
        return f"pose proof {known} as known_; first [{plain} | {same}]"

    def _small(self, e: Any) -> str:
        """1 - 1[..], f(k) - min_j f(j), N - n."""
        apart = self.signs.apart_at(e)
        if apart is not None:
            return self._apart_places(apart[1])
        found: tuple[str, Any] = self.signs.small_difference(e) or ("", None)
        kind, inner = found
        if kind in (BELOW_SIZE, FROM_ONE):
            (at,) = inner.args
            index, size = self.goal.translator.index(at), coq_name(index_size(at).name)
            ends = f"{index} {size}" if kind == BELOW_SIZE else f"1 {index}"
            return f"pose proof (le_INR {ends} ltac:(hl_range)) as known_; simpl in known_; lra"
        if kind == ABOVE_OTHERS:
            return self._above_others(*inner)
        return _SMALL.get(kind, "")

    def _above_others(self, least: Any, place: Any, other: Any) -> str:
        """f_j - min over i other than k, for j other than k."""
        apart = self._differ(place, other, "apart_")
        body, (index, *_) = least.args
        one, two = map(self.goal.translator.index, (place, other))
        terms = f"(fun {coq_name(index.name)} => {self.goal.translator.term(body, 0)})"
        below = f"pose proof (min_le _ {terms} {one} ltac:(hl_range)) as known_; cbv beta in known_"
        met = f"(delta_neq {one} {two} apart_), ?(delta_neq {two} {one} (not_eq_sym apart_))"
        shown = f"{apart}; {below}; rewrite ?{met} in known_; lra"
        return f"first [{shown} | write_all_; {shown}]"

    def _differ(self, a: Any, b: Any, name: str) -> str:
        """The assertion that two indices differ."""
        reason = self.signs.differ(a, b)
        used = [self.goal.use(Ref(target)) for target in reason.used] if reason else []
        known = "; ".join(f"pose proof {line} as said{i}_" for i, line in enumerate(used))
        one, other = map(self.goal.translator.index, (a, b))
        how = f"{known}; first [assumption | congruence | hl_places]"
        return f"assert ({name} : {one} <> {other}) by ({how})"

    def _apart_places(self, at: tuple[Any, ...]) -> str:
        """1 - d_ka - d_kb: a and b are not met at once."""
        pairs = enumerate(itertools.combinations(at, 2))
        parts = [self._differ(a, b, f"apart{number}_") for number, (a, b) in pairs]
        return "; ".join([*parts, "hl_apart"])

    def _factored(self, sign: str, e: Any, bound: Bound) -> str:
        """a c - b c = c (a - b)."""
        common, rest = self.signs.taken_out(e) or ([], e)
        if not common or not self._holds(sign, rest):
            return ""
        one = self.sign("positive", sp.Mul(*common), bound, force=True)
        other = self.sign(sign, rest, bound, force=True)
        return f"refine ({SHORT[sign]}_factored _ _ _ {one} {other} _); hl_field"

    def _cleared(self, sign: str, e: Any, bound: Bound) -> str:
        """(a / b - c) b = a - b c."""
        below = "nonzero" if sign == "nonzero" else "positive"
        found = self.signs.without_denominator(e, getattr(self.signs, below))
        if found is None or not self._holds(sign, found[0]):
            return ""
        one = self.sign(below, found[1], bound, force=True)
        other = self.sign(sign, found[0], bound, force=True)
        return f"refine ({SHORT[sign]}_cleared _ _ _ {one} {other} _); hl_field"

    def _apart(self, e: Any, bound: Bound) -> str:
        """b x - a from x <> a / b."""
        known = self.signs.apart_known(e)
        if known is None:
            return ""
        fact, at, _ = known
        left, right = (
            substitute(side, Substitution(indices=at)) for side in fact.relation.expressions()
        )
        below = self.signs.without_denominator(left - right, self.signs.positive)
        if below is None:
            return ""
        number = leading(e) / leading(below[0])
        above = self.sign("positive", below[1], bound, force=True)
        term = self.goal.translator.term
        apart = f"({term(left, 0)} - ({term(right, 0)})) * ({term(number * below[1], 0)})"
        return (
            f"pose proof {self._use(fact, at)} as known_; pose proof {above} as below_; "
            f"intro zero_; apply known_; assert (same_ : {apart} = {term(e, 0)}) by hl_field; "
            "rewrite zero_ in same_; destruct (Rmult_integral _ _ same_); lra"
        )

    def _below_zero(self, sign: str, e: Any, bound: Bound) -> str:
        """- 1 / b > 0 for b < 0."""
        base = e.args[1].base
        if sign != "positive" or not self.signs.positive(-base):
            return ""
        known = self.sign("positive", -base, bound, force=True)
        low = f"assert (low_ : / {self.goal.term(base)} < 0) by (apply Rinv_lt_0_compat; lra)"
        return f"pose proof {known} as known_; {low}; unfold Rdiv; lra"

    def _below_leaf(self, sign: str, e: Any, bound: Bound) -> str:
        """- x for x < 0: as it is declared (the search finds that), or by the definition of x."""
        leaf = e.args[1]
        definition = self.goal.context.definition_of(leaf)
        if definition is None:
            return ""
        self.sign(sign, -put(leaf, Scope(definitions={definition.name: definition})), bound)
        return f"cbv beta delta [{coq_name(definition.name)}]; hl_signs"
