"""Finite laws: probabilities over the ranges of indices, and what is expected under them.

A law is no formula: ``expect(f, p)`` is the sum of p_k f_k over k, written out, so that all
that holds of sums holds of it.  What makes it a law (no probability is negative, and they sum to 1)
is assumed or shown where it is made (``d.probabilities``, ``d.law``).
"""

from __future__ import annotations

import itertools
from typing import Any

import sympy as sp

from .chance import Law, Moments
from .errors import VocabularyError
from .moments import covariance_of, mean_of
from .substitution import Substitution, free_indices, substitute
from .vocabulary import BINDERS, Expr, Index, expression, total
from .wording import written


def law_of(weight: Any, indices: tuple[Index, ...], given: tuple[Index, ...] = ()) -> Law:
    """A law; that it is one is for others to show.

    Raises:
        VocabularyError: unless ``weight`` is an expression that depends on each of ``indices``.
    """
    weight = expression(weight)
    if not indices:
        raise VocabularyError("a law is over an index: d.law(p[k], k)")
    for index in indices:
        if not isinstance(index, Index) or index not in free_indices(weight):
            raise VocabularyError(f"{written(weight)} does not depend on {index}")
    return Law(weight, indices, given)


def expect(f: Any, law: Law | Moments) -> Expr:
    """The expectation of f under a law: the sum of p_k f_k over k.

    Raises:
        VocabularyError: if ``law`` is none, or ``f`` depends on other indices than the law's.
    """
    if isinstance(law, Moments):
        return mean_of(f, law)
    f = _argument(f, law)
    return _summed(f, law, _bound(f))


def variance(f: Any, law: Law | Moments) -> Expr:
    """The variance of f under a law: what is expected of the squared distance to the mean.

    Raises:
        VocabularyError: as for :func:`expect`, or if ``f`` does not depend on the law's index.
    """
    return covariance(f, f, law)


def covariance(f: Any, g: Any, law: Law | Moments) -> Expr:
    """The covariance of f and g under a law: E[(f - E f)(g - E g)].

    Raises:
        VocabularyError: as for :func:`variance`.
    """
    if isinstance(law, Moments):
        return covariance_of(f, g, law)
    for part in (f, g):
        if not free_indices(_argument(part, law)) & set(law.indices):
            raise VocabularyError(
                f"{written(part)} is no random quantity: it does not depend on "
                f"{_said(law)}, over which the law is"
            )
    taken = frozenset(index.name for index in law.indices)
    apart = [part - _summed(part, law, taken | _bound(part)) for part in (f, g)]
    return expect(sp.Mul(*apart), law)


def conditional(law: Law, event: Any) -> Law:
    """The law under a condition: p_k a_k / sum_j p_j a_j, where a_k is 1 if it holds and else 0.

    It has a value where the condition may happen; that its sum is not 0 is asked of every line.

    Raises:
        VocabularyError: unless ``event`` depends on the law's index.
    """
    event = _argument(event, law)
    if not free_indices(event) & set(law.indices):
        raise VocabularyError(f"{written(event)} does not depend on {_said(law)}: it is no event")
    taken = frozenset(index.name for index in law.indices)
    change = {index: _free_letter(index, taken | _bound(event)) for index in law.indices}
    put = Substitution(indices=change)
    chance = summed(substitute(sp.Mul(law.weight, event), put), tuple(change.values()))
    return Law(sp.Mul(law.weight, event) / chance, law.indices, law.given)


def summed(body: Any, letters: tuple[Index, ...]) -> Expr:
    """The sum over letters; where a delta pins one of them, what stands at that place."""
    for factor in sp.Mul.make_args(body):
        if not isinstance(factor, sp.KroneckerDelta):
            continue
        for own, other in (factor.args, factor.args[::-1]):
            if own in letters and own not in free_indices(other):
                left = tuple(i for i in letters if i != own)
                return summed(substitute(body / factor, Substitution(indices={own: other})), left)
    return total(body, *letters) if letters else body


def _summed(f: Any, law: Law, taken: frozenset[str]) -> Expr:
    """The sum of p_k f_k by letters that are not ``taken``: the law's own, or numbered ones."""
    change = {index: _free_letter(index, taken) for index in law.indices}
    weight, f = (substitute(e, Substitution(indices=change)) for e in (law.weight, expression(f)))
    conditioned = law.weight.has(sp.KroneckerDelta)
    add = summed if conditioned else lambda body, letters: total(body, *letters)
    return add(sp.Mul(weight, f), tuple(change.values()))


def _free_letter(index: Index, taken: frozenset[str]) -> Index:
    names = (f"{index.name}{count or ''}" for count in itertools.count())
    return Index(next(name for name in names if name not in taken), index.size)


def _argument(f: Any, law: Any) -> Expr:
    if not isinstance(law, Law):
        raise VocabularyError(
            "an expectation is under a law: make one by d.probabilities('p', k) or d.law(p[k], k)"
        )
    f = expression(f)
    free = free_indices(f)
    known = free_indices(law.weight) - set(law.indices)
    if not free & set(law.indices) and free - known:
        raise VocabularyError(
            f"{written(f)} does not depend on {_said(law)}, over which the law is, but on "
            f"{', '.join(sorted(i.name for i in free))}"
        )
    return f


def _said(law: Law) -> str:
    return ", ".join(index.name for index in law.indices)


def _bound(expr: Any) -> frozenset[str]:
    """The names of the indices that ``expr`` binds somewhere."""
    binders = (part for part in sp.preorder_traversal(expr) if isinstance(part, BINDERS))
    return frozenset(limit[0].name for part in binders for limit in part.args[1:])
