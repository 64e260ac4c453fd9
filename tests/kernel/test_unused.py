"""What nothing rests on is told, and never of what is used, however it is used."""

from __future__ import annotations

from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Derivation,
    GlobalOptimum,
    LogLaws,
    at_most,
    combine,
    equal,
    less,
    maximises,
    total,
)
from hardlimit.proofs.kernel.gate import Checked, check
from hardlimit.proofs.kernel.unused import unused_hypotheses, unused_steps
from sympy import log


def checked(d: Derivation) -> Checked:
    """The outcome for a derivation that holds."""
    found = check(d.frozen())
    assert found.theorem is not None, found.failure or found.steps[-1].rule_detail
    return found


def test_a_step_and_a_hypothesis_that_nothing_uses() -> None:
    d = Derivation("U1", "unused-one", "t", "c")
    n = d.index("n", d.size("N"))
    x, b = d.family("x", n.size), d.symbol("b")
    d.assume("idle", less(b, 5))
    d.have(equal(total(2 * b, n), 2 * b * n.size), "Not needed.", Algebra())
    d.show(equal(total(2 * x[n], n), 2 * total(x[n], n)), "Linear.", Algebra())
    found = checked(d)
    assert unused_steps(found) == ("1",)
    assert unused_hypotheses(found) == ("idle",)


def test_what_was_found_without_being_named_is_used() -> None:
    d = Derivation("U2", "unused-two", "t", "c")
    a, b, c = d.symbol("a"), d.symbol("b"), d.symbol("c")
    d.assume("above", less(0, a))
    order = d.assume("order", at_most(b, c))
    sign = d.have(at_most(0, 2 * a), "Its sign.", ByHypothesis())
    d.have(less(0, a * a), "Its sign.", ByHypothesis())
    d.show(equal(log(a * a), 2 * log(a)), "The law.", LogLaws())
    d.show(at_most(b, c + 2 * a), "Both.", combine(order, sign))
    found = checked(d)
    # That a * a is positive is asked for by the logarithm.
    assert unused_steps(found) == ()
    assert unused_hypotheses(found) == ()


def test_what_other_hypotheses_and_domains_need_is_used() -> None:
    d = Derivation("U3", "unused-three", "t", "c")
    a, b = d.symbol("a"), d.symbol("b")
    p, m = d.symbol("p", "positive"), d.symbol("m", "positive")
    d.assume("first", less(0, a))
    second = d.assume("second", less(log(a), b))
    d.assume("below", at_most(p, m))
    d.show(less(log(a), b + 1), "More.", combine(second, gap=1))
    bound = d.have(at_most(p, m), "Assumed.", ByHypothesis())
    d.show(maximises(m, p, p, domain=("below",)), "The end of the range.", GlobalOptimum(bound))
    assert unused_hypotheses(checked(d)) == ()
