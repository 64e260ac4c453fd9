"""What is said to common mistakes: at a line, in one sentence, with what to do instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ..commands import Outcome

Run = Callable[..., Outcome]

FILE = """import sympy as sp
from sympy import *
from hardlimit.proofs.author import *

@derivation(label="M1", slug="slip", title="A slip")
def slip(d):
    N, K = d.size("N"), d.size("K")
    n, m = d.indices("n m", N)
    k = d.index("k", K)
    x, b, c = d.family("x", N), d.symbol("b"), d.symbol("c", sign="positive")
    s = d.define("s", (), b + 1)
    unit = d.assume("unit", equal(total(x[n], n), 1))
    {line}
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('d.show(equal(erf(c + 1), c), "w")', "(erf) is not in the vocabulary: it is an integral"),
        (
            'd.show(equal(Max(0, b), b), "w")',
            "(Max) is not in the vocabulary: write pos(x) for max(x, 0)",
        ),
        ('d.show(equal(Derivative(b**2, b), 2*b), "w")', "has_gradient(f, x, g)"),
        ('d.show(equal(0.5*b, b/2), "w")', "an exact number, such as Rational(1, 2)"),
        ('d.show(equal(zeta(b), b), "w")', "there are +, -, *, /"),
        ('d.show(equal(sin(b), b), "w")', "declare what is used of it as symbols"),
        ('A = MatrixSymbol("A", 2, 2); d.show(equal(Trace(A), b), "w")', "A = d.matrix("),
        ('d.show(equal(Symbol("q"), b), "w")', "q is not declared"),
        ('d.show(equal(total(x[k], k), b), "w")', "step 1: the index k of x[k] does not range"),
        ('d.show(equal(Sum(x[n], (n, 1, N - 1)), b), "w")', "over a declared index, and delta"),
        ('i = Symbol("i"); d.show(equal(Sum(i, (i, 1, N)), b), "w")', "over a declared index"),
        ('d.show(equal(x[1], b), "w")', "step 1: 1 is not an index"),
        ('d.show(equal(b * total(x[n], n), b), "w", Rewrite(Ref("units")))', "mean 'unit'?"),
        ('d.show(equal(s, b + 1), "w", Unfold("t_s"))', "no definition 't_s'"),
        ('d.show(equal(b + b, 2*b), "w", Algebra)', "write Algebra()"),
        ('d.show(b == b, "w")', "Python's == compares formulas"),
        ('d.show((b, b), "w")', "one relation, not several"),
        ('d.show(equal(b + b, 2*b), "")', "does not say why"),
        ('d.have(equal(b + b, 2*b), "w")', "states nothing: say what it shows"),
        ('d.goal(equal(b, b + 0*c)); d.have(equal(b + b, 2*b), "w")', "statement: b = b"),
        ('d.show(equal((b + c)**2, b**2 + c**2), "w")', "leaves 2*b*c"),
        ('d.show(equal((b - c)**2, b**2 + 2*b*c + c**2), "w")', "the slip may be a sign"),
        ('d.show(equal(log(b), log(b**2)/2), "w")', 'd.assume("name_it", less(0, b))'),
        ('d.show(zero_exactly_at(b/c - 1, c, b), "w", LinearRoot(1/c))', "less(0, b))"),
        (
            'd.show(tends_to(c*exp((x[n]-x[m])/c), c, 0), "w", LimitLaws())',
            "nothing here gives the",
        ),
        ('d.show(has_gradient(b**2, b, 2*b + 1), "w", Gradient())', "term by term gives 2*b"),
    ],
)
def test_a_mistake_has_one_sentence_at_its_line(run: Run, line: str, said: str) -> None:
    text = FILE.format(line=line)
    Path("slip.py").write_text(text)
    found = run("verify", "slip.py", "--jobs", "1")
    assert found.code == 1
    assert said in found.out
    assert "internal" not in found.out
    assert "Traceback" not in found.out + found.err
    assert "differs(n, m)" not in found.out
    if "exp" in line:  # not for n = m: no such hypothesis could be met
        assert "to assume" not in found.out
    where = 1 + text.splitlines().index(f"    {line}")
    if "statement" not in said and "states" not in said:
        assert re.search(rf"^  slip\.py:{where}: M1", found.out, re.MULTILINE), found.out


def test_what_would_print_alike_is_told_at_the_line_of_its_function(run: Run) -> None:
    odd = 'd.symbol("x_n"); d.show(equal(b + b, 2*b), "w")'
    Path("slip.py").write_text(FILE.format(line=odd))
    found = run("verify", "slip.py")
    assert found.code == 1
    assert "  slip.py:5: M1: x_n and an entry of x would both be printed as x_{n}" in found.out


def test_of_labels_that_several_files_have_the_file_is_said(run: Run) -> None:
    text = FILE.format(line='d.show(equal(b, c), "w")')
    for name in ("a.py", "b.py"):
        Path(name).write_text(text)
    assert "a.py::M1, b.py::M1 FAIL" in run("verify", "a.py", "b.py").out
    assert ": M1 FAILS (" in run("verify", "a.py").out


def test_a_goal_that_is_assumed_is_pointed_out(run: Run) -> None:
    line = 'd.show(equal(total(x[n], n), 1), "By unit.", ByHypothesis(unit))'
    Path("slip.py").write_text(FILE.format(line=line))
    found = run("verify", "slip.py")
    assert found.code == 0
    assert "M1 states what it assumes" in found.out
