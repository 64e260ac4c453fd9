"""One fixed entry, x_1 or x_N: what it is not, which there are, and how it is shown."""

from __future__ import annotations

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Combine,
    Gap,
    Gradient,
    Ref,
    Rewrite,
    as_number,
    at_most,
    delta,
    equal,
    has_gradient,
    less,
    minimises,
    minimum,
    total,
)
from hardlimit.proofs.kernel.unused import unused_hypotheses
from hardlimit.proofs.language.errors import VocabularyError
from hardlimit.proofs.language.fixed import places, supposed
from hardlimit.proofs.notes.names import Names as NotesNames
from hardlimit.proofs.notes.places import Source
from hardlimit.proofs.notes.relations import read_expression
from hardlimit.proofs.report.render.formula import Printer

from ..lab import accepted, barred, outcome, refused
from ..names import Names
from ..notes.judged import judged


class Places(Names):
    """The first and the last of the points, the first two components."""

    def __init__(self) -> None:
        super().__init__()
        d = self.d
        self.first, self.last, self.one = (
            d.place(self.N, 1),
            d.place(self.N, self.N),
            d.place(self.K, 1),
        )
        d.assume("many", at_most(2, self.K))
        self.two = d.place(self.K, 2)
        d.assume("sum", equal(total(self.p[self.k], self.k), 1))


@pytest.fixture
def c() -> Places:
    return Places()


FALSE = {
    "the first is the last": lambda c: equal(c.x[c.first], c.x[c.last]),
    "all are alike": lambda c: equal(c.x[c.n], c.x[c.first]),
    "the first is the least": lambda c: equal(minimum(c.x[c.n], c.n), c.x[c.first]),
    "all but the first": lambda c: equal(
        c.p[c.one], total((1 - delta(c.k, c.one)) * c.p[c.k], c.k)
    ),
    "another one is left out": lambda c: equal(
        c.p[c.one], 1 - total((1 - delta(c.k, c.two)) * c.p[c.k], c.k)
    ),
    "in order": lambda c: at_most(c.p[c.one], c.p[c.two]),
    "the last number": lambda c: equal(as_number(c.last), as_number(c.first)),
    "an entry that may be below 0": lambda c: at_most(c.x[c.first], total(c.x[c.n], c.n)),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_does_not_hold(c: Places, name: str) -> None:
    c.d.have(FALSE[name](c), ByHypothesis(), "x")
    refused(c.d, "")


def test_which_places_there_are(c: Places) -> None:
    for size, number, why in (
        (c.N, 2, "need not reach up to 2"),
        (c.K, 3, "need not reach up to 3"),
        (c.N, 0, "no place"),
        (c.N, c.K, "no place"),
        (c.y, 1, "no size"),
    ):
        with pytest.raises(VocabularyError, match=why):
            c.d.place(size, number)
    assert c.d.place(c.N, 1) == c.first
    c.d.have(less(0, c.p[c.first]), ByHypothesis(), "x")
    barred(c.d, "does not range over 1..K")


def test_a_place_that_need_not_be_there_is_a_hypothesis(c: Places) -> None:
    """Who assumes that an index is 3 assumes it in print."""
    c.d.assume("third", equal(as_number(c.j), 3))
    c.d.assume("both", equal(as_number(c.first), c.N))
    context = c.d.context
    assert c.j not in places(context)
    assert [h.name for h in supposed(context)] == ["many", "sum", "third", "both"]
    printer = Printer(context)
    assert printer.hypothesis(context.hypotheses["both"]) == "1 = N"
    assert printer.hypothesis(context.hypotheses["third"]) == "j = 3"


def test_nothing_is_best_at_one_place(c: Places) -> None:
    """An optimum is over all entries of a family."""
    for line in (minimises(c.y, c.x[c.first], (c.x[c.first] - c.y) ** 2),
                 has_gradient(c.x[c.first] ** 2, c.x[c.first], 2 * c.x[c.first])):  # fmt: skip
        c.d.steps.clear()
        c.d.goals.clear()
        c.d.have(line, Gradient(), "x")
        barred(c.d, "not a declared symbol or a general entry")


TRUE = {
    "one of several": lambda c: (at_most(c.p[c.one], total(c.p[c.k], c.k)),
        Gap(total(c.p[c.k] * (1 - delta(c.k, c.one)), c.k))),
    "all others": lambda c: (
        equal(c.p[c.one], 1 - total((1 - delta(c.k, c.one)) * c.p[c.k], c.k)),
        Rewrite((Ref("sum"),))),
    "at most 1": lambda c: (at_most(c.p[c.two], 1),
        Combine(((Ref("sum"), sp.Integer(1), ()),),
                gap=total(c.p[c.k] * (1 - delta(c.k, c.two)), c.k))),
    "not below the least": lambda c: (
        at_most(minimum(c.x[c.n], c.n), c.x[c.first]), ByHypothesis()),
    "picked": lambda c: (equal(total(delta(c.n, c.last) * c.x[c.n], c.n), c.x[c.last]), Algebra()),
    "their numbers": lambda c: (equal(as_number(c.last) - as_number(c.first), c.N - 1),
        Rewrite((Ref("at_1_N_said"), Ref("at_last_N_said")))),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_what_holds(c: Places, name: str) -> None:
    relation, rule = TRUE[name](c)
    c.d.have(relation, rule, "x")
    accepted(c.d)


def test_how_they_are_shown(c: Places) -> None:
    printer = Printer(c.d.context)
    for expr, tex, plain in (
        (c.x[c.first] - c.x[c.last], "x_{1} - x_{N}", "x[1] − x[N]"),
        (c.r[c.n, c.two], "r_{n,2}", "r[n,2]"),
        (total(delta(c.k, c.one) * c.p[c.k], c.k), r"\sum_{k=1}^{K} p_{k} \delta_{1,k}", ""),
    ):
        assert printer.expression(expr) == tex
        assert printer.plain(expr) == plain or not plain
        assert read_expression(Source(tex), 0, len(tex), NotesNames(c.d.context)) == expr
    assert printer.plain_ranges([c.x[c.first] + c.x[c.n]]) == "n = 1..N"
    c.d.have(at_most(minimum(c.x[c.n], c.n), c.x[c.first]), ByHypothesis(), "x")
    assert unused_hypotheses(outcome(c.d)) == ("sum",)
    assert printer.free_ranges((), [c.d.steps[0].claim.relation]) == ((), ())


@pytest.mark.parametrize("how", ["summed", "parameter", "every", "in a hypothesis", "in a body"])
def test_a_place_stands_for_no_other_index(c: Places, how: str) -> None:
    """It is printed as its number: by nothing it is bound, so that no other is meant."""
    first, d = c.first, c.d
    summed = total(c.x[first], first)
    if how == "parameter":
        d.define("f", first, c.x[first] ** 2)
    elif how == "every":
        d.assume("z", at_most(0, c.x[first]), first)
    elif how == "in a hypothesis":
        d.assume("z", at_most(0, summed))
    elif how == "in a body":
        d.define("f", (), summed)
    d.have(equal(c.x[first] + summed * int(how == "summed"), c.x[first]), Algebra(), "x")
    barred(
        d, "is bound twice" if how in ("summed", "in a hypothesis", "in a body") else "one place"
    )


def test_what_is_supposed_of_one_entry() -> None:
    """In notes it is that entry, beside what is supposed of all; of others it says nothing."""
    found = judged(
        r"""\begin{given}
Let $x_n$ be real for $n \le N$; suppose $x_1 = 3$; suppose $x_1 \le x_n$ for all $n$.
\end{given}
\[ x_1 = 3 \] \[ x_n \ge x_1 \] \[ x_n = 3 \] \[ x_N \le x_n \]
"""
    )
    assert found.statuses == ["derived", "derived", "false", "false"]
