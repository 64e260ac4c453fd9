"""Proofs of signs that Coq's own search does not find, put before it as small assertions.

The checker's procedure (:mod:`..signs`) says why an expression has its sign.  Where the
reason is more than structure -- a known line, a definition, one term of a sum, a common
factor, a denominator -- the reason becomes an assertion in Coq, quantified over the
indices bound around it; the tactic ``hl_signs`` then meets it as a hypothesis.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from ...language.claims import AtMost, Equal, LessThan, NotEqual, Relation
from ...language.functions import Larger, Shorthand, Smaller
from ...language.substitution import free_indices
from ...language.vocabulary import BINDERS, Index, MinOver, XLogY
from ...rules.signs import Signs
from ..statements.names import coq_name
from ..statements.raw import Scope, named, put
from .goal import Goal
from .signfacts import SAYS, SHORT, Bound, aside, quantified
from .signsums import SumSigns

_KIND: dict[type, str] = {LessThan: "positive", AtMost: "nonnegative", NotEqual: "nonzero"}

#: From equal sides and what is known of them to what is claimed.
_CITED: dict[type, str] = {LessThan: "cite_lt", AtMost: "cite_le", Equal: "cite_eq"}


class SignProofs(SumSigns):
    """The assertions for the signs of some expressions, each made once."""

    # -- what is asked ---------------------------------------------------------------
    def relation(self, relation: Relation, bound: Bound = ()) -> str:
        """Assertions for ``relation`` between numbers; its proof, if one was made."""
        if isinstance(relation, Equal):
            return self._equation(relation, bound)
        sign = _KIND.get(type(relation))
        if sign is None or any(isinstance(e, Index) for e in relation.expressions()):
            return ""
        low, high = relation.expressions()
        if low == 0 or (high == 0 and sign == "nonzero"):
            asked, plain = (high if low == 0 else low), True
        else:
            asked, plain = (low - high if sign == "nonzero" else high - low), False
        text = self.goal.translator.relation(relation)
        if not self._holds(sign, asked):
            # It may have its sign once definitions are written out.
            whole: Any = relation.map(self.goal.context.unfold_all)
            if whole != relation and self.signs.proves(whole):
                known = self.relation(whole.map(named), bound)
                if known:
                    return self._assert(text, bound, _written_out(relation, known))
        if plain:
            return self.sign(sign, asked, bound)
        known = self.sign(sign, asked, bound, force=True)
        return self._assert(text, bound, f"pose proof {known} as known_; hl_from known_")

    def _equation(self, relation: Equal, bound: Bound) -> str:
        """An equation of numbers of which neither is the larger."""
        low, high = relation.expressions()
        if any(isinstance(e, Index) for e in (low, high)):
            return ""
        whole: Any = relation.map(self.goal.context.unfold_all)
        if not self.signs.proves(relation) and whole != relation and self.signs.proves(whole):
            known = self._equation(whole.map(named), bound)
            text = self.goal.translator.relation(relation)
            return self._assert(text, bound, _written_out(relation, known)) if known else ""
        if not self._holds("nonnegative", high - low) or not self._holds("nonnegative", low - high):
            return ""
        up, down = (
            self.sign("nonnegative", e, bound, force=True) for e in (high - low, low - high)
        )
        shown = f"pose proof {up} as up_; pose proof {down} as down_; lra"
        return self._assert(self.goal.translator.relation(relation), bound, shown)

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
            text = SAYS[sign].format(self.goal.translator.term(expr, 0))
            self._made[key] = self._assert(text, bound, tactic or "hl_signs")
        return self._made[key]

    def _about(self, expr: Any, bound: Bound) -> Bound:
        """What of ``bound`` is in ``expr``; all of it where more may be meant."""
        here = free_indices(expr)
        return tuple(i for i in dict.fromkeys(bound) if i in here)

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
            _, enter, at = quantified(inner)
            term = f"{aside(at)}{enter[:-2]}; cbv beta; pose proof {known} as known_; lra"
            return f"first [hl_signs | apply nonneg_opp; apply sum_nonpos; {term}]"
        if len(e.args) == 2 and e.args[0] == -1 and isinstance(e.args[1], sp.log | XLogY):
            return self._below_one(sign, e.args[1], bound)
        if sign != "nonzero" and not self.signs.signed_product(e, strict=sign == "positive"):
            return self._in_cases(sign, e, bound)
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
        return f"pose proof {whole} as known_; refine ({SHORT[sign]}_equal _ _ known_ _); hl_field"

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


def _written_out(relation: Relation, known: str) -> str:
    """Tactics that close a relation by what it is with its definitions written out."""
    shown = f"write_all_; pose proof {known} as known_; hl_from known_"
    lemma = _CITED.get(type(relation))
    if lemma is None:
        return shown
    return f"first [{shown} | write_all_; refine ({lemma} _ _ _ _ _ _ {known}); hl_rewritten]"


def closed(goal: Goal, signs: Signs, relation: Relation, side: str) -> str:
    """Tactics that close ``relation``: the reasons for it, and then the tactic ``side``."""
    proofs = SignProofs(goal, signs)
    proofs.relation(relation)
    return "\n".join([*proofs.lines, f"{side}."])
