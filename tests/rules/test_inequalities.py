"""Rules that conclude "at most" and "less than", and chains: what they must refuse."""

from __future__ import annotations

import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    Antisymmetry,
    ByHypothesis,
    Chain,
    Gap,
    LimitLaws,
    LogBound,
    MinimumIsLeast,
    Monotone,
    Pigeonhole,
    Ref,
    Rewrite,
    at_most,
    combine,
    delta,
    differs,
    equal,
    less,
    minimum,
    tends_to,
    termwise,
    total,
    xlogy,
)

from ..lab import accepted, outcome, paper, refused, wipe
from ..names import Names


# -- Gap ----------------------------------------------------------------------------------------
def test_gap(o: Names) -> None:
    o.d.have(at_most(2 * o.y, o.y**2 + 1), Gap((o.y - 1) ** 2), "A square.")
    o.d.have(less(o.y, o.y + o.s), Gap(o.s), "A positive term.")
    o.d.have(at_most(o.y, o.y), Gap(0), "Nothing.")
    accepted(o.d)


def test_gap_refuses(o: Names) -> None:
    cases = [
        (at_most(o.y**2 + 1, 2 * o.y), Gap((o.y - 1) ** 2), "another term", "refutes"),
        (less(2 * o.y, o.y**2 + 1), Gap((o.y - 1) ** 2), "the gap between", "refutes"),
        (at_most(0, o.y), Gap(o.y), "the gap between", "refutes"),
        (at_most(0, total(o.x[o.n], o.n)), Gap(total(o.x[o.n], o.n)), "the gap", "refutes"),
        (at_most(o.y, o.y + o.s), Gap(2 * o.s), "another term", "accepts"),
        (equal(o.y, o.y + o.s), Gap(o.s), "concludes AtMost or LessThan", "refutes"),
        (less(0, o.y), Gap(sp.exp(xlogy(1, o.y))), "log needs it positive", "refutes"),
    ]
    for relation, rule, reason, alone in cases:
        wipe(o.d)
        o.d.have(relation, rule, "x")
        refused(o.d, reason, alone=alone)


def test_a_gap_that_is_not_defined(o: Names) -> None:
    """At x = 0 everything over x is nothing."""
    zero = o.d.case("zero", equal(o.y, 0))
    t = o.d.symbol("t")
    nothing = o.d.have(equal(0, o.y * t), Rewrite((Ref("zero"),)), "x", under=zero)
    o.d.have(at_most(0, t), combine((nothing, 1 / o.y)), "Divide by zero.", under=zero)
    refused(o.d, "a denominator", paste="differs(y, 0)")


# -- Combine ------------------------------------------------------------------------------------
def test_combine(o: Names) -> None:
    each = o.d.assume("each", at_most(o.x[o.n], o.w[o.n]), forall=o.n)
    one = o.d.assume("one", less(o.y, o.s))
    o.d.have(at_most(total(o.x[o.n], o.n), total(o.w[o.n], o.n)), termwise(each, o.n), "x")
    o.d.have(less(o.y + o.x[o.n], o.s + o.w[o.n]), combine(each, one), "One is strict.")
    accepted(o.d)


def test_combine_refuses(o: Names) -> None:
    each = o.d.assume("each", at_most(o.x[o.n], o.w[o.n]), forall=o.n)
    one = o.d.assume("one", less(o.y, o.s))
    same = o.d.assume("same", equal(o.x[o.n], o.w[o.n]), forall=o.n)
    not_equal = o.d.assume("apart", differs(o.y, 3))
    total_x, total_w = total(o.x[o.n], o.n), total(o.w[o.n], o.n)
    cases = [
        (at_most(-o.s, -o.y), combine((one, 2)), "do not add up", "accepts"),
        (at_most(o.s, o.y), combine((one, -1)), "the factor of one", "refutes"),
        (at_most(o.y**2, o.y * o.s), combine((one, o.y)), "the factor of one", "refutes"),
        (less(total_x, total_w), termwise(each, o.n), "nothing here is strict", "refutes"),
        (less(0, 0 * o.y), combine((one, 0)), "nothing here is strict", "refutes"),
        (at_most(total_x, total_w / 2), termwise(each, o.n), "do not add up", "refutes"),
        (at_most(o.y, 0), combine(not_equal), "is not an inequality", "refutes"),
        (less(o.x[o.n], o.w[o.n]), combine(same), "nothing here is strict", "refutes"),
    ]
    for relation, rule, reason, alone in cases:
        wipe(o.d)
        o.d.have(relation, rule, "x")
        refused(o.d, reason, alone=alone)


def test_a_fixed_line_is_not_summed(o: Names) -> None:
    """An inequality at one n does not add up over all n."""
    once = o.d.assume("once", at_most(o.x[o.n], o.w[o.n]))
    o.d.have(
        at_most(total(o.x[o.m], o.m), total(o.w[o.m], o.m)),
        combine((once, 1, (o.n,))),
        "Sum over n.",
    )
    refused(o.d, "cannot be summed over")


def test_a_sum_runs_over_indices_only(o: Names) -> None:
    """Not over a value of an assignment, nor over one index twice or the one after it."""
    label = o.d.assignment("c", o.N, values=o.K)
    each = o.d.assume("each", at_most(o.x[o.n], o.w[o.n]), forall=o.n)
    for over in ((label[o.n],), (o.n + 1,), (o.n, o.n)):
        wipe(o.d)
        line = at_most(total(o.x[o.m], o.m), total(o.w[o.m], o.m))
        o.d.have(line, combine((each, 1, over)), "x")
        refused(o.d, "cannot be summed over", alone="accepts")


def test_a_fixed_line_is_not_moved(o: Names) -> None:
    once = o.d.assume("once", equal(o.x[o.n], o.y + 1))
    o.d.have(equal(o.x[o.m], o.y + 1), ByHypothesis(once.at({o.n: o.m})), "At m.")
    refused(o.d, "does not hold for every n")


# -- LogBound -----------------------------------------------------------------------------------
def test_log_bound(o: Names) -> None:
    o.d.have(at_most(sp.log(o.s), o.s - 1), LogBound(), "x")
    o.d.assume("apart", differs(o.s, 1))
    o.d.have(less(sp.log(o.s), o.s - 1), LogBound(), "x")
    accepted(o.d)


def test_log_bound_refuses(o: Names) -> None:
    o.d.assume("above", less(0, o.y))
    cases = [
        (less(sp.log(o.s), o.s - 1), "equality holds at t = 1 only", "refutes"),
        (at_most(sp.log(o.s), o.s), "not t - 1", "accepts"),
        (at_most(sp.log(o.s), o.y - 1), "not t - 1", "refutes"),
        (at_most(o.s, sp.exp(o.s) - 1), "not a logarithm", "accepts"),
        (at_most(sp.log(o.x[o.n]), o.x[o.n] - 1), "log needs it positive", "refutes"),
    ]
    for relation, reason, alone in cases:
        wipe(o.d)
        o.d.have(relation, LogBound(), "x")
        refused(o.d, reason, alone=alone)


def test_log_bound_from_above_one(o: Names) -> None:
    o.d.assume("above", less(1, o.p[o.k]), forall=o.k)
    curve = 2 * (o.p[o.k] - 1) / (o.p[o.k] + 1)
    o.d.have(at_most(curve, sp.log(o.p[o.k])), LogBound(), "x")
    o.d.have(less(curve, sp.log(o.p[o.k])), LogBound(), "x")
    o.d.have(at_most(2 * o.s / (o.s + 2), sp.log(1 + o.s)), LogBound(), "x")
    accepted(o.d)


def test_log_bound_from_above_one_refuses(o: Names) -> None:
    o.d.assume("above", at_most(1, o.p[o.k]), forall=o.k)
    y, s = o.p[o.k], o.s
    cases = [
        # From 1 on only: below it the order turns round.
        (at_most(2 * (s - 1) / (s + 1), sp.log(s)), "above the fraction there", "refutes"),
        (at_most(2 * (1 / y - 1) / (1 / y + 1), sp.log(1 / y)), "above the fraction", "refutes"),
        # At 1 the two meet.
        (less(2 * (y - 1) / (y + 1), sp.log(y)), "above the fraction there", "refutes"),
        # Near it a steeper or a less bent line lies above the logarithm.
        (at_most(y - 1, sp.log(y)), "not 2 (t - 1)/(t + 1)", "refutes"),
        (at_most(2 * (y - 1) / y, sp.log(y)), "not 2 (t - 1)/(t + 1)", "refutes"),
        (at_most(2 * (y - 1) / (y + 1), sp.log(y) + 1), "not a logarithm", "accepts"),
        (
            at_most(2 * (y - 1) / (y + 1), sp.log(y**2)),
            "nothing here shows that 1 <= p[k]**2",
            "accepts",
        ),
        (at_most(sp.log(s), sp.log(y)), "not t - 1", "refutes"),
    ]
    for relation, reason, alone in cases:
        wipe(o.d)
        o.d.have(relation, LogBound(), "x")
        refused(o.d, reason, alone=alone)


# -- Monotone -----------------------------------------------------------------------------------
def test_monotone(o: Names) -> None:
    order = o.d.assume("order", at_most(o.s, o.p[o.k]), forall=o.k)
    o.d.have(at_most(sp.exp(o.s), sp.exp(o.p[o.k])), Monotone(order), "x")
    o.d.have(at_most(sp.log(o.s), sp.log(o.p[o.k])), Monotone(), "x")
    o.d.have(at_most(sp.exp(-o.p[o.k]), 1), Monotone(), "x")
    accepted(o.d)


def test_monotone_refuses(o: Names) -> None:
    order = o.d.assume("order", less(o.y, o.s))
    cases = [
        (less(sp.exp(o.s), sp.exp(o.y)), Monotone(order), "do not add up", "refutes"),
        (less(sp.exp(-o.y), sp.exp(-o.s)), Monotone(order), "do not add up", "refutes"),
        (less(o.y**2, o.s**2), Monotone(order), "not both exponentials", "refutes"),
        (less(sp.log(o.y), sp.log(o.s)), Monotone(order), "log needs it positive", "refutes"),
        (less(sp.exp(o.x[o.n]), sp.exp(o.s)), Monotone(), "the order of the arguments", "refutes"),
    ]
    for relation, rule, reason, alone in cases:
        wipe(o.d)
        o.d.have(relation, rule, "x")
        refused(o.d, reason, alone=alone)


# -- MinimumIsLeast -----------------------------------------------------------------------------
def test_minimum(o: Names) -> None:
    each = o.d.assume("each", at_most(o.y, o.p[o.k]), forall=o.k)
    o.d.have(at_most(o.y, minimum(o.p[o.j], o.j)), MinimumIsLeast(each), "x")
    accepted(o.d)


def test_minimum_refuses(o: Names) -> None:
    each = o.d.assume("each", at_most(o.y, o.p[o.k]), forall=o.k)
    mine = o.d.assume("mine", at_most(o.b[o.k, o.k], o.p[o.k]), forall=o.k)
    once = o.d.assume("once", at_most(o.s, o.p[o.i]))
    least = minimum(o.p[o.j], o.j)
    cases = [
        (at_most(least, o.y), MinimumIsLeast(each), "right side is not a minimum", "refutes"),
        (at_most(o.s, least), MinimumIsLeast(once), "does not bound every value", "refutes"),
        (at_most(o.b[o.k, o.k], least), MinimumIsLeast(mine), "does not bound every", "refutes"),
        (at_most(o.s, least), MinimumIsLeast(each), "does not bound every value", "refutes"),
        (less(o.y, least), MinimumIsLeast(each), "concludes AtMost", "refutes"),
    ]
    for relation, rule, reason, alone in cases:
        wipe(o.d)
        o.d.have(relation, rule, "x")
        refused(o.d, reason, alone=alone)


# -- Antisymmetry and Chain ---------------------------------------------------------------------
def test_antisymmetry(o: Names) -> None:
    up = o.d.assume("up", at_most(o.x[o.n], o.y), forall=o.n)
    down = o.d.assume("down", at_most(o.y, o.x[o.n]), forall=o.n)
    o.d.have(equal(o.x[o.n], o.y), Antisymmetry(up, down), "x")
    accepted(o.d)
    o.d.have(equal(o.x[o.n], o.y), Antisymmetry(up, up), "x")
    refused(o.d, "both ways", alone="accepts")
    o.d.steps.pop()
    o.d.have(equal(o.x[o.n], o.w[o.n]), Antisymmetry(up, down), "x")
    refused(o.d, "both ways")


def test_chain(o: Names) -> None:
    a = o.d.have(equal((o.y + 1) ** 2, o.y**2 + 2 * o.y + 1), Algebra(), "x")
    b = o.d.have(less(o.y**2 + 2 * o.y + 1, o.y**2 + 2 * o.y + 1 + o.s), Gap(o.s), "x")
    last = o.y**2 + 2 * o.y + 1 + o.s
    o.d.have(less((o.y + 1) ** 2, last), Chain((a, b)), "x")
    accepted(o.d)
    for relation, lines, reason, alone in [
        (equal((o.y + 1) ** 2, last), (a, b), "another statement than", "refutes"),
        (at_most((o.y + 1) ** 2, last), (a, b), "another statement than", "accepts"),
        (less(last, (o.y + 1) ** 2), (a, b), "another statement than", "refutes"),
        (less((o.y + 1) ** 2, last), (b, a), "does not start where", "accepts"),
        (less((o.y + 1) ** 2, last), (a,), "two lines at least", "accepts"),
    ]:
        o.d.have(relation, Chain(lines), "x")
        refused(o.d, reason, alone=alone)
        o.d.steps.pop()


def test_chain_stays_in_its_relations(o: Names) -> None:
    one = o.d.assume("one", differs(o.y, o.s))
    two = o.d.assume("two", differs(o.s, 2 * o.y))
    o.d.have(less(o.y, 2 * o.y), Chain((one, two)), "Different and different.")
    refused(o.d, "can be chained")


def test_chain_of_a_limit_is_made_of_equations(o: Names) -> None:
    line = o.d.have(tends_to(o.s * o.y, o.s, 0), LimitLaws(), "x")
    below = o.d.have(at_most(0, o.y**2), Gap(o.y**2), "x")
    o.d.have(tends_to(o.s * o.y, o.s, o.y**2), Chain((line, below)), "A limit, then <=.")
    refused(o.d, "only equations may be chained")


# -- Pigeonhole ---------------------------------------------------------------------------------
def test_pigeonhole() -> None:
    d = paper()
    T, N, K = d.size("T"), d.size("N"), d.size("K")
    t, n, k = d.index("t", T), d.index("n", N), d.index("k", K)
    c = d.assignment("c", T, N, values=K)
    f = d.family("f", K)
    cost = total(f[k] * delta(k, c[t, n]), k, n)
    after = total(f[k] * delta(k, c[t + 1, n]), k, n)
    falls = d.assume("falls", less(after, cost), forall=t)
    wrong = [
        (at_most(T + 1, N**K), "c", "what follows is", "refutes"),
        (at_most(T + 2, K**N), "c", "what follows is", "refutes"),
        (less(T + 1, K**N), "c", "concludes AtMost", "refutes"),
        (at_most(T + 1, K**N), "f", "not a sequence", "accepts"),
    ]
    d.have(at_most(T + 1, K**N), Pigeonhole(falls, "c"), "No assignment comes back.")
    for relation, name, _, _ in wrong:
        d.have(relation, Pigeonhole(falls, name), "x")
    first, *others = outcome(d).steps
    assert first.holds
    for step, (_, _, reason, alone) in zip(others, wrong, strict=True):
        assert step.rule_status == "refutes"
        assert reason in step.rule_detail
        assert step.instances.status == alone


def test_pigeonhole_needs_a_strict_fall_of_the_assignment() -> None:
    for kind, drift, reason in [
        (at_most, False, "what follows is"),
        (less, True, "outside the assignment"),
    ]:
        d = paper()
        T, N, K = d.size("T"), d.size("N"), d.size("K")
        t, n = d.index("t", T), d.index("n", N)
        c = d.assignment("c", T, N, values=K)
        g, h = d.family("g", T), d.family("h", K)
        before, after = total(h[c[t, n]], n), total(h[c[t + 1, n]], n)
        if drift:
            before, after = before + g[t], after + g[t + 1]
        falls = d.assume("falls", kind(after, before), forall=t)
        d.have(at_most(T + 1, K**N), Pigeonhole(falls, "c"), "x")
        refused(d, reason)
