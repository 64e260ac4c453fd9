"""Cases of a number on either side of 0: nothing else is changed, and all that is used is named."""

from __future__ import annotations

import sympy as sp
from hardlimit.proofs.author import ByHypothesis, equal, less, sign, total
from hardlimit.proofs.kernel.gate import check
from hardlimit.proofs.rules.siding import cases

from ..names import Names


def test_what_a_sum_binds_by_the_same_letter_is_another(o: Names) -> None:
    one, every = sp.Abs(o.x[o.n]), total(sp.Abs(o.x[o.n]), o.n)
    found = cases(one + every, o.x[o.n], (">=", "<"))
    assert found is not None
    assert [case.expr for case in found] == [o.x[o.n] + every, -o.x[o.n] + every]


def test_a_hypothesis_that_leaves_one_case_is_used(o: Names) -> None:
    o.d.assume("positive", less(0, o.y))
    o.d.show(equal(sign(o.y) * sp.Abs(o.s), sp.Abs(o.s)), "The sign is 1.", ByHypothesis())
    (step,) = check(o.d.frozen()).steps
    assert step.holds
    assert set(step.used) == {"positive"}
