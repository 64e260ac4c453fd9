"""Domains of optima, and conditions about the variable."""

from __future__ import annotations

from hardlimit.proofs.author import (
    ByHypothesis,
    Cases,
    Gap,
    GlobalOptimum,
    Ref,
    Rewrite,
    at_most,
    combine,
    differs,
    equal,
    less,
    minimises,
    total,
)
from hardlimit.proofs.language.claims import Hypothesis

from ..lab import accepted, paper, refused, refused_by_rule
from ..names import Names


def test_a_domain_for_all_is_shown_for_all(o: Names) -> None:
    """0 < w_n at one n does not put w in the domain x_m >= 0."""
    o.d.assume("fixed", less(0, o.w[o.n]))
    o.d.assume("domain", at_most(0, o.x[o.n]), forall=o.n)
    i = o.d.index("any", o.N)
    f = total((o.x[i] - o.w[i]) ** 2, i)
    bound = o.d.have(at_most(0, f), Gap(f), "x")
    claim = minimises(o.w[o.m], o.x[o.m], f, domain=("domain",))
    o.d.have(claim, GlobalOptimum(bound), "x")
    refused(o.d, "the optimum lies in the domain")


def test_a_condition_about_the_variable_belongs_to_the_domain(o: Names) -> None:
    """y != 0 implies 0 < t: nothing is known of t where y = 0."""
    t = o.d.symbol("t")
    h = o.d.assume("h", less(0, t), given=differs(o.y, 0))
    zero, other = o.d.case("zero", equal(o.y, 0)), o.d.case("other", differs(o.y, 0))
    line = at_most(0, t * o.y**2)
    nothing = o.d.have(equal(t * o.y**2, 0), Rewrite((Ref("zero"),)), "x", under=zero)
    a = o.d.have(line, combine((nothing, -1)), "x", under=zero)
    o.d.have(less(0, t), ByHypothesis(h), "x", under=other)
    b = o.d.have(line, Gap(t * o.y**2), "x", under=other)
    bound = o.d.have(line, Cases((a, b)), "x")
    o.d.have(minimises(0, o.y, t * o.y**2), GlobalOptimum(bound), "x")
    # The instances cannot see this one: where y = 0 is drawn, y is not moved from it.
    refused(o.d, "the domain must name", alone="accepts")


def test_an_optimum_lies_in_the_domain_beyond_the_range() -> None:
    d = paper()
    T = d.size("T")
    t, u = d.indices("t u", T)
    x, w = d.family("x", T, sign="positive"), d.family("w", T)
    d.assume("within", less(0, w[t]), forall=t)
    f = total((x[t + 1] - w[t + 1]) ** 2, t)
    bound = d.have(at_most(0, f), Gap(f), "x")
    d.have(minimises(w[u], x[u], f), GlobalOptimum(bound), "x")
    refused_by_rule(d, "the optimum lies in the domain: nothing here shows that 0 < w[u + 1]")
    d.assume("beyond", less(0, w[t + 1]), forall=t)
    accepted(d)


def test_an_optimum_has_a_value_beyond_the_range() -> None:
    d = paper()
    T = d.size("T")
    t, u = d.indices("t u", T)
    x, w = d.family("x", T), d.family("w", T)
    d.assume("within", differs(w[t], 0), forall=t)
    f = total((x[t + 1] * w[t + 1] - 1) ** 2, t)
    bound = d.have(at_most(0, f), Gap(f), "x")
    d.have(minimises(1 / w[u], x[u], f), GlobalOptimum(bound), "x")
    refused_by_rule(d, "a denominator: nothing here shows that w[u + 1] != 0")


def test_a_condition_of_a_local_hypothesis_about_the_variable_makes_it_local(o: Names) -> None:
    """Where y = 0 nothing is said of t, and t y^2 has a maximum there."""
    t, y = o.d.symbol("t"), o.y
    given = Hypothesis("given", less(0, t), (), differs(y, 0))
    zero, other = Hypothesis("zero", equal(y, 0)), Hypothesis("other", differs(y, 0))
    line = at_most(0, t * y**2)
    none = o.d.have(equal(t * y**2, 0), Rewrite((Ref("zero"),)), "x", under=(given, zero))
    first = o.d.have(line, combine((none, -1)), "x", under=(given, zero))
    o.d.have(less(0, t), ByHypothesis(Ref("given")), "x", under=(given, other))
    second = o.d.have(line, Gap(t * y**2), "x", under=(given, other))
    bound = o.d.have(line, Cases((first, second)), "x", under=(given,))
    o.d.have(minimises(0, y, t * y**2), GlobalOptimum(bound), "x", under=(given,))
    refused_by_rule(o.d, "makes this local, not global")
