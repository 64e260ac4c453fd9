"""Whether one formula is at most another, part by part, by signs and monotone functions.

If a <= b was proved, a' <= a and b <= b', then a' <= b' is true: so a slip that only
weakens a line is told from one that makes it false.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import sympy as sp

from ..language.fresh import fresh_index
from ..language.substitution import substitute_index
from ..language.vocabulary import MinOver, XLogY
from ..rules.signs import Signs


def at_most(small: Any, large: Any, signs: Signs) -> bool:
    """Whether ``small`` <= ``large`` follows from signs, part by part."""
    if small == large:
        return True
    if small.func == large.func and small.args and large.args:
        by_parts = _BY_PARTS.get(small.func)
        if by_parts is not None and by_parts(small, large, signs):
            return True
    if sp.Mul in (small.func, large.func) and _products(small, large, signs):
        return True
    return signs.nonnegative(large - small) is not None


def _sums(small: Any, large: Any, signs: Signs) -> bool:
    """a + b <= a + c if b <= c; terms are compared in the order in which they stand."""
    left, right = Counter(small.args), Counter(large.args)
    mine, other = list((left - right).elements()), list((right - left).elements())
    if len(mine) != len(other):
        return False
    return all(at_most(a, b, signs) for a, b in zip(mine, other, strict=True))


def _products(small: Any, large: Any, signs: Signs) -> bool:
    """c a <= c b if c >= 0 and a <= b, or c <= 0 and b <= a."""
    left, right = (Counter(sp.Mul.make_args(e)) for e in (small, large))
    common = list((left & right).elements())
    if not common:
        return False
    a, b = (sp.Mul(*(e - (left & right)).elements()) for e in (left, right))
    factor = sp.Mul(*common)
    if signs.nonnegative(factor):
        return at_most(a, b, signs)
    return bool(signs.nonnegative(-factor)) and at_most(b, a, signs)


def _bodies(small: Any, large: Any, signs: Signs) -> bool:
    """Sums and least values over the same ranges: their bodies, at every place."""
    if [item[2] for item in small.args[1:]] != [item[2] for item in large.args[1:]]:
        return False
    a, b = small.args[0], large.args[0]
    for (mine, _, _), (other, _, _) in zip(small.args[1:], large.args[1:], strict=True):
        new = fresh_index(mine)
        a, b = substitute_index(a, mine, new), substitute_index(b, other, new)
    return at_most(a, b, signs)


def _arguments(small: Any, large: Any, signs: Signs) -> bool:
    """exp and log grow."""
    return at_most(small.args[0], large.args[0], signs)


def _powers(small: Any, large: Any, signs: Signs) -> bool:
    """a^e <= b^e for 0 < a <= b and e > 0, or 0 < b <= a and e < 0."""
    if small.exp != large.exp or not signs.positive(small.base) or not signs.positive(large.base):
        return False
    if signs.nonnegative(small.exp):
        return at_most(small.base, large.base, signs)
    return bool(signs.nonnegative(-small.exp)) and at_most(large.base, small.base, signs)


def _weighted_logs(small: Any, large: Any, signs: Signs) -> bool:
    """q log a <= q log b for q >= 0 and a <= b."""
    (q, a), (p, b) = small.args, large.args
    return bool(q == p and signs.nonnegative(q)) and at_most(a, b, signs)


_BY_PARTS: dict[Any, Any] = {
    sp.Add: _sums,
    sp.Sum: _bodies,
    MinOver: _bodies,
    sp.exp: _arguments,
    sp.log: _arguments,
    sp.Pow: _powers,
    XLogY: _weighted_logs,
}
