"""q log u with 0 log 0 = 0, as a product of normal forms."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ...language.errors import Undecided
from .algebra import Algebra
from .generators import positive_factor
from .terms import ONE, Poly


def weighted_log(algebra: Algebra, q: Poly, u: Poly) -> Poly:
    """q log u as a formal product: where q = 0 it is 0, whatever value log u is given there.

    So log u must have some value there: q (1/q) is 1, but q log exp(1/q) is 0 at q = 0.

    Raises:
        Undecided: if something in log u is divided by what may vanish together with q.
    """
    if not q:
        return {}
    log = algebra.log(u)
    never_zero = set(q) == {ONE} or positive_factor(algebra, q)
    if algebra.logs and not never_zero and _divides(algebra, tuple(log.items())):
        raise Undecided("q log u where log u has a denominator that may vanish together with q")
    return algebra.mul(q, log)


def _divides(algebra: Algebra, thing: Any) -> bool:
    """Whether something inside, not known to be positive, has a negative exponent.

    Inside exponentials and logarithms, too: these may be opened later.
    """
    if not isinstance(thing, tuple):
        return False
    if len(thing) == 2 and isinstance(thing[1], Fraction):
        what, number = thing
        # A generator begins with its kind: it has an exponent, a monomial has a coefficient.
        generator = bool(what) and isinstance(what[0], str)
        if generator and number < 0 and not algebra.positive(what):
            return True
    return any(_divides(algebra, part) for part in thing)
