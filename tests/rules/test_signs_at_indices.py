"""What is known of the sign of an entry holds where it was said, and not beyond."""

from __future__ import annotations

import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Cite,
    Gap,
    GlobalOptimum,
    Unfold,
    at_most,
    differs,
    equal,
    less,
    minimises,
    total,
    xlogy,
)
from hardlimit.proofs.language.claims import Claim
from hardlimit.proofs.rules.conditions import definedness
from hardlimit.proofs.rules.state import State

from ..lab import accepted, outcome, paper, refused, theorem, wipe
from ..names import Names

HALF = sp.Rational(1, 2)


def test_a_sign_known_in_the_range_ends_with_it() -> None:
    d = paper()
    T = d.size("T")
    t = d.index("t", T)
    J = d.family("J", T)
    d.assume("sign", less(0, J[t]), forall=t)
    d.assume("nonzero", differs(J[t + 1], 0), forall=t)
    d.have(equal(sp.exp(xlogy(HALF, J[t + 1] ** 2)), J[t + 1]), Algebra(), "x")
    refused(d, "residue is not zero")
    wipe(d)
    d.have(equal(sp.exp(xlogy(HALF, J[t] ** 2)), J[t]), Algebra(), "In the range.")
    accepted(d)


def test_a_sign_at_one_index_is_no_sign_of_all(o: Names) -> None:
    g = o.d.family("g", o.N, sign="positive")
    o.d.assume("fixed", less(0, o.w[o.n]))
    f = total((g[o.m] - o.w[o.m]) ** 2, o.m)
    bound = o.d.have(at_most(0, f), Gap(f), "x")
    o.d.have(minimises(o.w[o.n], g[o.n], f), GlobalOptimum(bound), "x")
    refused(o.d, "fixed by a hypothesis")


def test_a_cited_sign_is_asked_for_at_the_corner() -> None:
    """f > 0 is used at [t + 1, u + 1], where g was not said to be positive."""
    d = paper("corner")
    A, B = d.size("A"), d.size("B")
    t, u = d.index("t", A), d.index("u", B)
    f = d.family("f", A, B, sign="positive")
    d.goal(less(0, f[t + 1, u + 1]))
    d.have(less(0, f[t + 1, u + 1]), ByHypothesis(), "x")
    known = {"corner": theorem(d)}
    e = paper("use")
    N, K = e.size("N"), e.size("K")
    n, k = e.index("n", N), e.index("k", K)
    g = e.family("g", N, K)
    for name, entry in (("a", g[n, k]), ("b", g[n + 1, k]), ("c", g[n, k + 1])):
        e.assume(name, less(0, entry), forall=(n, k))
    cite = Cite(
        "corner", sizes=(("A", N), ("B", K)), indices=(("t", n), ("u", k)),
        families=(("f", (n, k), g[n, k]),),
    )  # fmt: skip
    e.have(less(0, g[n + 1, k + 1]), cite, "x")
    refused(e, "corner needs f > 0", theorems=known, alone="refutes")
    e.assume("corner", less(0, g[n + 1, k + 1]), forall=(n, k))
    accepted(e, known)


def test_nothing_looks_two_beyond_the_range() -> None:
    """g[t] := log x[t], e[t] := g[t + 1]: e[t + 1] is the log of x[t + 2]."""
    d = paper()
    T = d.size("T")
    t = d.index("t", T)
    x, y = d.family("x", T), d.symbol("y")
    d.assume("positive", less(0, x[t + 1]), forall=t)
    g = d.define("g", t, sp.log(x[t]))
    e = d.define("e", t, g[t + 1])
    d.have(equal(2 * e[t], e[t] + sp.log(x[t + 1])), Unfold(("e", "g")), "x")
    accepted(d)
    wipe(d)
    d.have(equal((e[t + 1] + y) ** 2, e[t + 1] ** 2 + 2 * y * e[t + 1] + y**2), Algebra(), "x")
    assert "e[t + 1] looks at x[t + 2], more than one beyond" in outcome(d).failure


def test_a_condition_two_beyond_the_range_is_not_that_of_one_beyond() -> None:
    d = paper()
    T = d.size("T")
    t = d.index("t", T)
    x = d.family("x", T)
    d.assume("positive", less(0, x[t + 1]), forall=t)
    g = d.define("g", t, sp.log(x[t]))
    signs = State(d.context, Claim(equal(0, 0)), {}, {}).signs
    for offset, known in ((1, True), (2, False)):
        (condition,) = definedness(g.base[t + offset], signs)
        assert bool(signs.proves(condition.relation)) is known


def test_orders_between_indices_do_not_break_the_checker() -> None:
    for relation in (at_most, less):
        o = Names()
        o.d.assume("order", relation(o.k, o.j))
        o.d.have(at_most(0, o.y**2), Gap(o.y**2), "x")
        outcome(o.d)


def test_what_is_known_of_one_index_is_not_known_of_that_of_another_definition() -> None:
    """0 log 0 = 0 excuses q[k] = 0, not the q[j] = 0 by which B divides."""
    d = paper()
    K = d.size("K")
    k, j = d.indices("k j", K)
    w = d.family("w", K)
    far = sp.Rational(355, 113)
    B = d.define("B", k, 1 / sp.Abs(w[k] - far))
    A = d.define("A", (k, j), xlogy(sp.Abs(w[k] - far), 2 + sp.Abs(w[j] - far) * B[j]))
    d.have(equal(A[k, j], xlogy(sp.Abs(w[k] - far), 3)), Unfold(("A", "B")), "x")
    last = outcome(d).steps[-1]
    assert "a denominator: nothing here shows that sp.Abs(w[j] - sp" in last.rule_detail
    wipe(d)
    d.have(equal(A[k, k], xlogy(sp.Abs(w[k] - far), 3)), Unfold(("A", "B")), "x")
    accepted(d)
