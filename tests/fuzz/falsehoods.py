"""False lines: true ones with one change, and what might accept them.

One true line is drawn and spoiled in several ways, for drawing costs much.  A line goes to
the normal form in two of its four ways, and to one of the rules by which an author might give it:

* equations: Algebra, Unfold, LogLaws, KnownIndicators, ByHypothesis;
* replacements, after an earlier line that is true: Rewrite;
* inequalities, of a term of known sign: Gap, Combine;
* signs, and what rests on them: ByHypothesis, AbsoluteValue, KnownIndicators;
* poles, where 0 log 0 = 0 hides them: LogLaws, Gap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import sympy as sp
from hardlimit.proofs.author import (
    AbsoluteValue,
    Algebra,
    ByHypothesis,
    Gap,
    KnownIndicators,
    LogLaws,
    Ref,
    Rewrite,
    Unfold,
    combine,
    indicator,
    total,
    xlogy,
)
from hardlimit.proofs.language.claims import AtMost, Claim, Equal, LessThan, NotEqual, Relation
from hardlimit.proofs.language.substitution import substitute_index
from hardlimit.proofs.language.vocabulary import Index
from hardlimit.proofs.rules.base import Rule

from .language import BOUND, DEFINED, FREE, NORM, TOTAL, K, Maker, P, Q, V, X, Y, _e, _k
from .laws import LAWS, apply
from .variations import KINDS, spoil, true_pair

#: Changed forms of one true line.
VARIANTS = 8
#: Ways to write a line out before it is judged: definitions, laws of the logarithm.
WAYS = ((), False), ((), True), (DEFINED, False), (DEFINED, True)
ZERO = sp.Integer(0)
_j = Index("q", K)
#: Lines that are true by definition, under the names by which rules refer to them.
TOTALS: Mapping[str, Claim] = {
    "1": Claim(Equal(total(P[_k], _k), TOTAL)),
    "2": Claim(Equal(total(X[FREE[0], _e] ** 2, _e), NORM[FREE[0]])),
}
BY_TOTALS = (Rewrite((Ref("1"),)), Rewrite((Ref("1"), Ref("2"))))


@dataclass(frozen=True)
class Line:
    """A relation that is false, the rules that might accept it, and what they may refer to."""

    kind: str
    relation: Relation
    rules: tuple[Rule, ...]
    earlier: Mapping[str, Claim] = field(default_factory=dict)


def _spoiled(make: Maker, expr: Any) -> list[Any]:
    """Different forms of ``expr`` with one change each."""
    return list(dict.fromkeys(spoil(make, expr) for _ in range(VARIANTS)))


def _kind(make: Maker) -> str:
    return str(make.choose(KINDS) if make.chance(50) else "mixed")


def equations(make: Maker) -> Iterator[Line]:
    """Equations between two forms of a value of which one was changed."""
    lhs, rhs = true_pair(make, _kind(make))
    some = tuple(n for n in DEFINED if make.chance(50))
    rules: tuple[Rule, ...] = (Algebra(), LogLaws(DEFINED), Unfold(some), KnownIndicators(DEFINED))
    rules += (*BY_TOTALS, ByHypothesis())
    for wrong in _spoiled(make, rhs):
        yield Line("equation", Equal(lhs, wrong), rules, TOTALS)


def replacements(make: Maker) -> Iterator[Line]:
    """Equations in which one side of a true line stands for the other, and one change."""
    old, new = true_pair(make, _kind(make))
    around, other = _around(make), make.real(1, ())
    lhs, rhs = (around(e, other) for e in (old, new))
    known = {"1": Claim(Equal(old, new))}
    rules = (
        Rewrite((Ref("1"),)),
        Rewrite((Ref("1"),), DEFINED),
        Rewrite((Ref("1"),), reverse=True),
        Rewrite((Ref("1"),)),
    )
    for wrong in _spoiled(make, rhs):
        yield Line("replacement", Equal(lhs, wrong), rules, known)


def _around(make: Maker) -> Callable[[Any, Any], Any]:
    """A larger expression around a part: a sum, product, function, or sum over an index."""
    index = make.choose(FREE)
    new = Index(make.choose(BOUND[index.size.name]), index.size)

    def summed(part: Any, other: Any) -> Any:
        return total(substitute_index(part, index, new) * substitute_index(other, index, new), new)

    return make.choose(  # type: ignore[no-any-return]
        [
            lambda part, other: part + other,
            lambda part, other: part * other,
            lambda part, other: sp.exp(part + other),
            lambda part, other: part**2 - other,
            summed,
        ]
    )


def inequalities(make: Maker) -> Iterator[Line]:
    """a < a + g and a <= a + g for g > 0, one of the sides changed."""
    low, gap = make.real(2, ()), make.positive(1, ())
    law = LAWS[make.choose(list(LAWS))]
    high = apply(make, low + gap, law, 1)
    rules: tuple[Rule, ...] = (Gap(gap, DEFINED, logs=True), combine(gap=gap), ByHypothesis())
    kind = make.choose([AtMost, LessThan])
    pairs = [(low, wrong) for wrong in _spoiled(make, high)]
    pairs += [(wrong, high) for wrong in _spoiled(make, low)]
    for lhs, rhs in pairs:
        yield Line("inequality", kind(lhs, rhs), (*rules, Gap(rhs - lhs)))


def signs(make: Maker) -> Iterator[Line]:
    """0 < e, 0 <= e and e != 0 for positive e, with one change."""
    e = make.positive(make.choose([1, 2, 3]), ())
    other = make.positive(1, ())
    for wrong in _spoiled(make, make.choose([e, e * other, e + other, e / other])):
        for relation in (LessThan(ZERO, wrong), AtMost(ZERO, wrong), NotEqual(wrong, ZERO)):
            yield Line("sign", relation, (ByHypothesis(),))
        yield Line("sign", Equal(sp.Abs(wrong), wrong), (AbsoluteValue(),))
        yield Line("sign", Equal(indicator(wrong, 0), ZERO), (KnownIndicators(DEFINED),))


def poles(make: Maker) -> Iterator[Line]:
    """q log exp(v/q) = v and 0 < q log exp(g/q), for weights q that are zero somewhere."""
    q, v = make.entry((), (Q,)), make.real(make.choose([0, 1]), ())
    gap, other = make.positive(1, ()), make.positive(1, ())
    weight = make.choose([q, indicator(Y, make.choose([ZERO, V])), q * other])
    lines = [
        (xlogy(weight, sp.exp(v / weight)), v),
        (other * xlogy(weight, sp.exp(v / weight)), other * v),
        (total(xlogy(Q[_k], sp.exp(v / total(Q[_j], _j))), _k), v),
    ]
    for lhs, rhs in lines:
        yield Line("equation", Equal(lhs, rhs), (LogLaws(), LogLaws(DEFINED)))
    positive = LessThan(ZERO, xlogy(weight, sp.exp(gap / weight)))
    yield Line("sign", positive, (Gap(gap, (), logs=True), ByHypothesis()))


#: How many of eleven draws are of which kind.
MAKERS = (equations,) * 6 + (replacements, inequalities, signs, signs, poles)


def false_lines(make: Maker) -> Iterator[Line]:
    """Lines of one draw; most of them are false."""
    yield from make.choose(MAKERS)(make)


def judged(make: Maker, line: Line, state: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Who judges ``line``: two ways of the normal form, and one of the rules.

    Each comes with what raises or says no where it does not accept the line.
    """
    if isinstance(line.relation, Equal):
        lhs, rhs = line.relation.lhs, line.relation.rhs
        first = make.choose(range(len(WAYS)))
        for names, logs in (WAYS[first], WAYS[first - make.choose([1, 2, 3])]):
            way = f"residue{' written out' if names else ''}{' with logs' if logs else ''}"
            yield way, partial(state.equal, lhs, rhs, names, logs=logs)
    rule = make.choose(line.rules)
    yield rule.name, lambda: rule.check(Claim(line.relation), state) is None
