"""Proofs of signs that Coq's own search does not find, put before it as small assertions.

The checker's procedure (:mod:`..signs`) says why an expression has its sign.  Where the
reason is more than structure -- a known line, a definition, one term of a sum, a common
factor, a denominator -- the reason becomes an assertion in Coq, quantified over the
indices bound around it; the tactic ``hl_signs`` then meets it as a hypothesis.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from ...language.claims import AtMost, LessThan, NotEqual, Relation
from ...language.functions import Larger, Shorthand, Smaller
from ...language.matching import match
from ...language.substitution import Substitution, free_indices, substitute
from ...language.vocabulary import BINDERS, Index, MinOver, XLogY, index_size
from ...rules.base import Ref
from ...rules.facts import scaled
from ...rules.parting import ABOVE_MIN, BELOW_ONE, BELOW_SIZE, FROM_ONE
from ...rules.signs import Fact, Signs
from ...rules.spreading import spread
from ..statements.names import coq_name
from ..statements.raw import Scope, put
from .goal import Goal
from .spreads import same_sums

Bound = tuple[Index, ...]
#: What a sign says, and the kinds of facts that show it of a difference.
_SAYS = {"positive": "0 < {}", "nonnegative": "0 <= {}", "nonzero": "{} <> 0"}
_KINDS: dict[str, tuple[type, ...]] = {
    "positive": (LessThan,),
    "nonnegative": (LessThan, AtMost),
    "nonzero": (NotEqual,),
}
_SHORT = {"positive": "pos", "nonnegative": "nonneg", "nonzero": "nonzero"}
_KIND: dict[type, str] = {LessThan: "positive", AtMost: "nonnegative", NotEqual: "nonzero"}
#: Differences that are never negative, and what shows it.
_SMALL = {
    BELOW_ONE: "write_all_; hl_below_one",
    ABOVE_MIN: "first [hl_above_min | write_all_; hl_above_min]",
}


class SignProofs:
    """The assertions for the signs of some expressions, each made once."""

    def __init__(self, goal: Goal, signs: Signs) -> None:
        self.goal, self.signs = goal, signs
        self.lines: list[str] = []
        self._made: dict[tuple[str, str, Bound], str] = {}

    # -- what is asked ---------------------------------------------------------------
    def relation(self, relation: Relation, bound: Bound = ()) -> None:
        """Assertions for ``relation`` between numbers."""
        sign = _KIND.get(type(relation))
        if sign is None or any(isinstance(e, Index) for e in relation.expressions()):
            return
        low, high = relation.expressions()
        if low == 0 or (high == 0 and sign == "nonzero"):
            self.sign(sign, high if low == 0 else low, bound)
            return
        difference = low - high if sign == "nonzero" else high - low
        known = self.sign(sign, difference, bound, force=True)
        text = self.goal.translator.relation(relation)
        self._assert(text, bound, f"pose proof {known} as known_; hl_from known_")

    def sign(self, sign: str, expr: Any, bound: Bound = (), *, force: bool = False) -> str:
        """Assertions for the sign of ``expr``; its proof in the scope of ``bound``.

        Where the search finds it, there is no assertion (but with ``force``).
        """
        bound = self._about(expr, bound)
        key = (sign, self.goal.term(expr), bound)
        if key in self._made and (self._made[key] or not force):
            return self._made[key]
        tactic = "" if key in self._made else self._reason(sign, expr, bound)
        self._made[key] = ""
        if tactic or force:
            text = _SAYS[sign].format(self.goal.translator.term(expr, 0))
            self._made[key] = self._assert(text, bound, tactic or "hl_signs")
        return self._made[key]

    def _about(self, expr: Any, bound: Bound) -> Bound:
        """What of ``bound`` is in ``expr``; all of it where more may be meant."""
        here = free_indices(expr)
        return tuple(i for i in dict.fromkeys(bound) if i in here)

    def _assert(self, text: str, bound: Bound, tactic: str) -> str:
        name = self.goal.fresh("sign")
        front, enter, at = _quantified(bound)
        enter = _aside(at) + enter.replace(". ", "; ")
        self.lines.append(f"try (assert ({name} : {front}{text}) by ({enter}{tactic})).")
        return f"({name}{at})" if at else name

    # -- reasons ---------------------------------------------------------------------
    def _reason(self, sign: str, e: Any, bound: Bound) -> str:
        """The tactic for the sign of ``e``; empty if the search will find it."""
        if isinstance(e, sp.Rational | sp.exp) or e is sp.pi or not self._holds(sign, e):
            return ""
        known = self._known(sign, e) or self._term_by_term(sign, e, bound)
        if known is None and sign == "nonnegative" and self.signs.positive(e):
            self.sign("positive", e, bound)
            return ""
        if known is not None:
            return known
        if isinstance(e, sp.Symbol | sp.Indexed):
            return self._definition(sign, e, bound)
        if isinstance(e, sp.Add):
            return self._sum_of_terms(sign, e, bound)
        if isinstance(e, sp.Mul):
            return self._product(sign, e, bound)
        if isinstance(e, sp.Pow):
            even = e.exp.is_Integer and int(e.exp) % 2 == 0
            base = "nonzero" if even and not self.signs.positive(e.base) else sign
            self.sign(base, e.base, bound)
            return ""
        if isinstance(e, BINDERS):
            return self._binder(sign, e, bound)
        if isinstance(e, Larger | Smaller):
            for a in e.args:
                if self._holds(sign, a):
                    self.sign(sign, a, bound)
            return ""
        if isinstance(e, Shorthand) and sign == "positive":
            self.sign("positive", e.meaning, bound)
            return ""
        if isinstance(e, sp.log) and sign != "nonzero":
            above = self.sign(sign, e.args[0] - 1, bound, force=True)
            order = "apply pos_ln" if sign == "positive" else "rewrite <- ln_1; apply ln_le'"
            return f"pose proof {above} as known_; {order}; lra"
        if isinstance(e, XLogY) and sign == "nonnegative":
            weight = self.sign(sign, e.args[0], bound, force=True)
            above = self.sign(sign, e.args[1] - 1, bound, force=True)
            return f"pose proof {above} as known_; refine (xlogy_above_one _ _ {weight} _); lra"
        if isinstance(e, sp.Abs) and sign == "positive":
            self.sign("nonzero", e.args[0], bound)
        return self._either(e, bound) if sign == "nonzero" else ""

    def _holds(self, sign: str, e: Any) -> bool:
        return bool(getattr(self.signs, sign)(e))

    def _differences(self, sign: str) -> Iterator[tuple[Fact, Any]]:
        """Each line that may say so, and what has the sign by it."""
        for fact in self.signs.facts:
            if not isinstance(fact.relation, _KINDS[sign]):
                continue
            left, right = fact.relation.expressions()
            if isinstance(left, Index) or isinstance(right, Index):
                continue
            yield fact, right - left
            if sign == "nonzero":
                yield fact, left - right

    def _known(self, sign: str, e: Any) -> str | None:
        """A line whose difference of sides is ``e``."""
        for fact, form in self._differences(sign):
            found = match(form, e, fact.wild, {})
            if found is not None:
                return f"pose proof {self._use(fact, found)} as known_; {self._linear()}"
        return None

    def _term_by_term(self, sign: str, e: Any, bound: Bound) -> str | None:
        """A line whose difference of sides is ``e`` with its sums taken apart."""
        if not isinstance(e, sp.Add | sp.Sum) or not e.has(sp.Sum):
            return None
        asked = scaled(spread(scaled(e)))
        for fact, form in self._differences(sign):
            if not form.has(sp.Sum):
                continue
            found = match(scaled(spread(form)), asked, fact.wild, {})
            if found is not None:
                at = substitute(form, Substitution(indices=found))
                return self._equal_to(sign, e, at, self._use(fact, found), bound)
        return None

    def _equal_to(self, sign: str, e: Any, known: Any, proof: str, bound: Bound) -> str:
        """The sign of ``e`` from that of ``known``, which is ``e`` times a positive number."""
        number = _leading(e) / _leading(known)
        term, same = self.goal.translator.term, self.goal.fresh("same")
        front, enter, at = _quantified(bound)
        equation = f"{front}{term(e, 0)} = {term(number * known, 0)}"
        script = same_sums(self.goal, e, number * known)
        self.lines.append(f"assert ({same} : {equation}).\n{{ {enter}{script} }}")
        said = _SAYS[sign].format(term(number * known, 0))
        return (
            f"rewrite ({same}{at}); pose proof {proof} as known_; "
            f"assert (times_ : {said}) by lra; exact times_"
        )

    def _use(self, fact: Fact, found: dict[Index, Any]) -> str:
        target = fact.source.split(" ", 1)[-1]
        return self.goal.use(Ref(target, tuple(found.items())))

    def _linear(self) -> str:
        return "first [hl_from known_ | write_all_; hl_from known_]"

    def _definition(self, sign: str, e: Any, bound: Bound) -> str:
        definition = self.goal.context.definition_of(e)
        if definition is None:
            return self._either(e, bound) if sign == "nonzero" else ""
        self.sign(sign, put(e, Scope(definitions={definition.name: definition})), bound)
        return f"cbv beta delta [{coq_name(definition.name)}]; hl_signs"

    def _either(self, e: Any, bound: Bound) -> str:
        """Nonzero because positive, or because negative."""
        if self.signs.positive(e):
            return self._reason("positive", e, bound) and (
                f"apply nonzero_of_pos; exact {self.sign('positive', e, bound, force=True)}"
            )
        if self.signs.positive(-e):
            known = self.sign("positive", -e, bound, force=True)
            return f"pose proof {known} as known_; apply nonzero_of_neg; lra"
        return ""

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
        )

    def _more_than_fact(self, sign: str, e: Any, bound: Bound) -> str:
        """u + v > 0 where a line says that u > 0, and v >= 0."""
        for fact, found, rest in self.signs.parts_known(e, _KINDS[sign]):
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
        return f"pose proof {known} as known_; unfold pos, larger, smaller in *; lra"

    def _small(self, e: Any) -> str:
        """1 - 1[..], f(k) - min_j f(j), N - n."""
        found: tuple[str, Any] = self.signs.small_difference(e) or ("", None)
        kind, inner = found
        if kind in (BELOW_SIZE, FROM_ONE):
            (at,) = inner.args
            index, size = self.goal.translator.index(at), coq_name(index_size(at).name)
            ends = f"{index} {size}" if kind == BELOW_SIZE else f"1 {index}"
            return f"pose proof (le_INR {ends} ltac:(hl_range)) as known_; simpl in known_; lra"
        return _SMALL.get(kind, "")

    def _factored(self, sign: str, e: Any, bound: Bound) -> str:
        """a c - b c = c (a - b)."""
        common, rest = self.signs.taken_out(e) or ([], e)
        if not common or not self._holds(sign, rest):
            return ""
        one = self.sign("positive", sp.Mul(*common), bound, force=True)
        other = self.sign(sign, rest, bound, force=True)
        return f"refine ({_SHORT[sign]}_factored _ _ _ {one} {other} _); hl_field"

    def _cleared(self, sign: str, e: Any, bound: Bound) -> str:
        """(a / b - c) b = a - b c."""
        below = "nonzero" if sign == "nonzero" else "positive"
        found = self.signs.without_denominator(e, getattr(self.signs, below))
        if found is None or not self._holds(sign, found[0]):
            return ""
        one = self.sign(below, found[1], bound, force=True)
        other = self.sign(sign, found[0], bound, force=True)
        return f"refine ({_SHORT[sign]}_cleared _ _ _ {one} {other} _); hl_field"

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
        number = _leading(e) / _leading(below[0])
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

    def _product(self, sign: str, e: Any, bound: Bound) -> str:
        if len(e.args) == 2 and e.args[0] == -1 and getattr(e.args[1], "exp", None) == -1:
            return self._below_zero(sign, e, bound)
        if len(e.args) == 2 and e.args[0] == -1 and isinstance(e.args[1], sp.Symbol | sp.Indexed):
            return self._below_leaf(sign, e, bound)
        if len(e.args) == 2 and e.args[0] == -1 and isinstance(e.args[1], sp.Sum):
            inner = tuple(m[0] for m in reversed(e.args[1].args[1:]))
            known = self.sign(sign, -e.args[1].args[0], (*bound, *inner), force=True)
            if sign != "nonnegative" or len(inner) > 1:
                return ""
            _, enter, at = _quantified(inner)
            term = f"{_aside(at)}{enter[:-2]}; cbv beta; pose proof {known} as known_; lra"
            return f"first [hl_signs | apply nonneg_opp; apply sum_nonpos; {term}]"
        if len(e.args) == 2 and e.args[0] == -1 and isinstance(e.args[1], sp.log | XLogY):
            return self._below_one(sign, e.args[1], bound)
        turned = []
        for f in e.args:
            if self._holds(sign, f):
                self.sign(sign, f, bound)
                turned.append(f)
            else:
                turned.append(-f)
        if turned == list(e.args):
            return ""
        if sign == "nonzero":
            return self._either(e, bound)
        proofs = [self.sign(sign, f, bound, force=True) for f in turned]
        lemma = "Rmult_lt_0_compat" if sign == "positive" else "Rmult_le_pos"
        whole = proofs[0]
        for proof in proofs[1:]:
            whole = f"({lemma} _ _ {whole} {proof})"
        return f"pose proof {whole} as known_; refine ({_SHORT[sign]}_equal _ _ known_ _); hl_field"

    def _below_one(self, sign: str, e: Any, bound: Bound) -> str:
        """-log u and -q log u for u up to 1."""
        known = self.sign(sign, 1 - e.args[-1], bound, force=True)
        if isinstance(e, XLogY):
            weight = self.sign("nonnegative", e.args[0], bound, force=True)
            return f"pose proof {known} as known_; refine (xlogy_below_one _ _ {weight} _); lra"
        if sign == "nonnegative":
            return f"pose proof {known} as known_; refine (ln_below_one _ _); lra"
        above = self.sign("positive", e.args[0], bound, force=True)
        return f"pose proof {known} as known_; refine (ln_under_one _ {above} _); lra"

    def _binder(self, sign: str, e: Any, bound: Bound) -> str:
        if sign == "nonzero":
            return self._either(e, bound)
        inner = tuple(m[0] for m in reversed(e.args[1:]))
        if self._holds(sign, self.signs.opened(e)):
            self.sign(sign, e.args[0], (*bound, *inner))
            return ""
        if isinstance(e, MinOver | sp.Product) or sign == "nonnegative":
            return ""
        if self.signs.attains(e):
            return "write_all_; hl_attained"
        return self._one_term(e, bound, inner) or self._averaged(e, bound, inner)

    def _averaged(self, e: Any, bound: Bound, inner: Bound) -> str:
        """A mean of positive numbers."""
        found = self.signs.averaged(e)
        if found is None:
            return ""
        (index,) = inner
        weight, rest = found
        here, at = (*bound, index), f"fun {coq_name(index.name)} range_{coq_name(index.name)} =>"
        above = self.sign("nonnegative", weight, here, force=True)
        strict = self.sign("positive", rest, here, force=True)
        whole = self.sign("positive", sp.Sum(weight, e.args[1]), bound, force=True)
        terms = (
            f"(fun {coq_name(index.name)} => {self.goal.translator.term(f, 0)})" for f in found
        )
        proofs = f"({at} {above}) ({at} {strict}) {whole}"
        enter = "intros; cbv beta; first [ring | hl_field]"
        return f"refine (sum_averaged _ _ {' '.join(terms)} _ {proofs}); {enter}"

    def _one_term(self, e: Any, bound: Bound, inner: Bound) -> str:
        change = self.signs.positive_term(e)
        if change is None:
            return ""
        self.sign("nonnegative", e.args[0], (*bound, *inner))
        self.sign("positive", put(e.args[0], Scope(base=change)), bound)
        for at in range(1, len(inner)):
            here = put(e.args[0], Scope(base={i: change[i] for i in inner[:at]}))
            self.sign("nonnegative", here, (*bound, *inner[at:]))
        steps = "; ".join(f"hl_one_term {coq_name(change[i].name)}" for i in inner)
        return f"{steps}; hl_signs"


def _quantified(bound: Bound) -> tuple[str, str, str]:
    """For all indices of ``bound``: the front of a statement, what takes them, and puts them in."""
    pairs = [(coq_name(i.name), coq_name(i.size.name)) for i in bound]
    at = "".join(f" {i} range_{i}" for i, _ in pairs)
    front = "".join(f"forall {i} : nat, (1 <= {i} <= {top})%nat -> " for i, top in pairs)
    return front, f"intros{at}. " if at else "", at


def _aside(at: str) -> str:
    """Out of the way of names that are about to be taken: an index of the line may have one."""
    return "".join(f"try rename {n} into {n}_outside; " for n in at.split())


def _leading(expr: Any) -> Any:
    """The number that all terms of ``expr``, taken apart, share."""
    apart = spread(expr)
    return apart.as_coeff_Mul()[0] if not isinstance(apart, sp.Add) else apart.primitive()[0]


def closed(goal: Goal, signs: Signs, relation: Relation, side: str) -> str:
    """Tactics that close ``relation``: the reasons for it, and then the tactic ``side``."""
    proofs = SignProofs(goal, signs)
    proofs.relation(relation)
    return "\n".join([*proofs.lines, f"{side}."])
