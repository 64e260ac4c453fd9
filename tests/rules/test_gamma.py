"""Gamma, digamma, factorials and Beta: their laws where arguments are positive, and no others."""

from __future__ import annotations

from typing import Any

import flint
import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Derivation,
    Gradient,
    LimitLaws,
    LogLaws,
    at_most,
    beta,
    digamma,
    equal,
    factorial,
    gamma,
    has_gradient,
    less,
    product,
    tends_to,
    total,
)
from hardlimit.proofs.exchange.formulas import FormulaReader, plain_formula
from hardlimit.proofs.instances import numbers
from hardlimit.proofs.language.errors import Undefined
from hardlimit.proofs.language.wording import written
from hardlimit.proofs.notes.names import Names
from hardlimit.proofs.notes.places import NotUnderstood, Source
from hardlimit.proofs.notes.relations import read_expression
from hardlimit.proofs.report.render.formula import Printer

from ..lab import accepted, barred, paper, refused, refused_by_rule

HALF = sp.Rational(1, 2)


class Laws:
    """Positive numbers, counts, and numbers of any sign."""

    def __init__(self) -> None:
        self.d: Derivation = paper()
        self.N = self.d.size("N")
        self.n = self.d.index("n", self.N)
        self.x, self.b = (self.d.symbol(name, "positive") for name in "xb")
        self.y, self.z = self.d.symbol("y"), self.d.symbol("z", "nonnegative")
        self.c = self.d.family("c", self.N, sign="natural")[self.n]
        self.a = self.d.family("a", self.N, sign="positive")[self.n]


@pytest.fixture
def o() -> Laws:
    return Laws()


def poisson(o: Laws) -> Any:
    likelihood = product(o.x**o.c * sp.exp(-o.x) / factorial(o.c), o.n)
    logs = sp.log(o.x) * total(o.c, o.n) - o.N * o.x - total(sp.log(factorial(o.c)), o.n)
    return equal(sp.log(likelihood), logs)


def dirichlet(o: Laws) -> Any:
    whole = total(o.a, o.n)
    f = sp.log(gamma(whole)) - total(sp.log(gamma(o.a)), o.n)
    j = o.d.index("j", o.N)
    aj = o.d.context.families["a"][j]
    return has_gradient(f, aj, digamma(whole) - digamma(aj))


TRUE: dict[str, Any] = {
    "one step": lambda o: (equal(gamma(o.x + 1), o.x * gamma(o.x)), Algebra()),
    "three steps": lambda o: (
        equal(gamma(o.x + 3), (o.x + 2) * (o.x + 1) * o.x * gamma(o.x)),
        Algebra(),
    ),
    "half a step more": lambda o: (
        equal(gamma(o.x + HALF + 1), (o.x + HALF) * gamma(o.x + HALF)),
        Algebra(),
    ),
    "a fraction": lambda o: (equal(gamma(5 * HALF), 3 * HALF / 2 * gamma(HALF)), Algebra()),
    "a number": lambda o: (equal(gamma(5), 24), Algebra()),
    "a large number": lambda o: (equal(factorial(30) / factorial(28), 870), Algebra()),
    "a size": lambda o: (equal(factorial(o.N), o.N * gamma(o.N)), Algebra()),
    "a count": lambda o: (equal(factorial(o.c + 1), (o.c + 1) * factorial(o.c)), Algebra()),
    "digamma": lambda o: (
        equal(digamma(o.x + 2), digamma(o.x) + 1 / o.x + 1 / (o.x + 1)),
        Algebra(),
    ),
    "a mean of Beta": lambda o: (
        equal(beta(o.x + 1, o.b) / beta(o.x, o.b), o.x / (o.x + o.b)),
        Algebra(),
    ),
    "Beta is symmetric": lambda o: (equal(beta(o.x, o.b), beta(o.b, o.x)), Algebra()),
    "logarithms": lambda o: (
        equal(sp.log(gamma(o.x + 1)), sp.log(o.x) + sp.log(gamma(o.x))),
        LogLaws(),
    ),
    "Poisson": lambda o: (poisson(o), LogLaws()),
    "Dirichlet": lambda o: (dirichlet(o), Gradient()),
    "a slope": lambda o: (has_gradient(gamma(o.x), o.x, gamma(o.x) * digamma(o.x)), Gradient()),
    "a slope inside": lambda o: (
        has_gradient(sp.log(gamma(o.b * o.x)), o.x, o.b * digamma(o.b * o.x)),
        Gradient(),
    ),
    "an exponent moves": lambda o: (
        has_gradient(o.b**o.y, o.y, o.b**o.y * sp.log(o.b)),
        Gradient(),
    ),
    "positive": lambda o: (less(0, gamma(o.x) * factorial(o.c) * beta(o.x, o.b)), ByHypothesis()),
    "equal arguments": lambda o: (equal(gamma(o.x * (o.x + 1)), gamma(o.x**2 + o.x)), Algebra()),
}
FALSE: dict[str, Any] = {
    "one step too few": lambda o: (
        equal(gamma(o.x + 1), gamma(o.x)), Algebra(), "differ", "refutes"),
    "one step too many": lambda o: (
        equal(gamma(o.x + 1), (o.x + 1) * gamma(o.x)), Algebra(), "differ", "refutes"),
    "a wrong factorial": lambda o: (equal(factorial(4), 12), Algebra(), "differ", "refutes"),
    "0!": lambda o: (equal(factorial(0), 0), Algebra(), "differ", "refutes"),
    "of a sum": lambda o: (
        equal(gamma(o.x + o.b), gamma(o.x) * gamma(o.b)), Algebra(), "differ", "refutes"),
    "digamma as a factor": lambda o: (
        equal(digamma(o.x + 1), o.x * digamma(o.x)), Algebra(), "differ", "refutes"),
    "digamma's sign": lambda o: (less(0, digamma(o.x)), ByHypothesis(), "", "refutes"),
    "the sign of log Gamma": lambda o: (
        at_most(0, sp.log(gamma(o.x))), ByHypothesis(), "", "refutes"),
    "of any number": lambda o: (
        equal(gamma(o.y + 1), o.y * gamma(o.y)), Algebra(), "gamma needs it positive", "refutes"),
    "of what may be 0": lambda o: (
        equal(gamma(o.z) * (o.y + 1), o.y * gamma(o.z) + gamma(o.z)), Algebra(),
        "gamma needs", "refutes"),
    "a step that begins at 0": lambda o: (
        equal(gamma(o.z + 1), o.z * gamma(o.z)), Algebra(), "gamma needs", "refutes"),
    "of a negative number": lambda o: (
        equal(gamma(-HALF), -2 * gamma(HALF)), Algebra(), "gamma needs", "refutes"),
    "at 0": lambda o: (
        equal(digamma(0) * (o.y + 1), o.y * digamma(0) + digamma(0)), Algebra(),
        "digamma needs", "refutes"),
    "a slope without the inner one": lambda o: (
        has_gradient(gamma(o.b * o.x), o.x, gamma(o.b * o.x) * digamma(o.b * o.x)), Gradient(),
        "another gradient", "refutes"),
    "a slope of what may be 0": lambda o: (
        has_gradient(sp.log(gamma(o.y)), o.y, digamma(o.y)), Gradient(), "", "refutes"),
    "a factorial below 0": lambda o: (
        equal(factorial(o.c - 1) * o.c, factorial(o.c)), Algebra(), "gamma needs", "refutes"),
    "Beta the other way": lambda o: (
        equal(beta(o.x + 1, o.b) / beta(o.x, o.b), o.b / (o.x + o.b)), Algebra(), "", "refutes"),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_laws(o: Laws, name: str) -> None:
    relation, rule = TRUE[name](o)
    o.d.have(relation, rule, "x")
    accepted(o.d)


@pytest.mark.parametrize("name", FALSE)
def test_no_other_laws(o: Laws, name: str) -> None:
    relation, rule, reason, alone = FALSE[name](o)
    o.d.have(relation, rule, "x")
    refused(o.d, reason, alone=alone)


def test_what_is_supposed_lets_a_step_begin(o: Laws) -> None:
    o.d.assume("above", less(0, o.y))
    o.d.have(equal(gamma(o.y + 1), o.y * gamma(o.y)), Algebra(), "x")
    accepted(o.d)


def test_no_limit_is_known(o: Laws) -> None:
    o.d.have(tends_to(gamma(o.x + 1), o.x, 1), LimitLaws(), "x")
    refused_by_rule(o.d, "no limit law applies")


@pytest.mark.parametrize("of", ["half", "real", "nonnegative", "mean"])
def test_a_factorial_is_of_a_whole_number(o: Laws, of: str) -> None:
    inside = {"half": HALF, "real": o.y, "nonnegative": o.z, "mean": total(o.c, o.n) / o.N}[of]
    o.d.have(less(0, factorial(inside)), ByHypothesis(), "x")
    barred(o.d, "needs a whole number")


def test_gamma_has_one_argument_that_is_a_number(o: Laws) -> None:
    o.d.have(less(0, gamma(o.n)), ByHypothesis(), "x")
    barred(o.d, "the index n stands where a number is expected")
    with pytest.raises(TypeError):
        beta(o.x)  # type: ignore[call-arg]


def test_sympys_own_are_told(o: Laws) -> None:
    o.d.have(less(0, sp.gamma(o.x)), ByHypothesis(), "x")
    barred(o.d, "write gamma(x) of hardlimit.proofs.author")


@pytest.mark.parametrize("value", [0, -1, -sp.Rational(3, 2)])
def test_values_where_there_are_none(value: Any) -> None:
    at = flint.fmpq(int(sp.Rational(value).p), int(sp.Rational(value).q))
    for function in (numbers.gamma, numbers.digamma):
        with pytest.raises(Undefined):
            function(at)


@pytest.mark.parametrize("tex", [r"\Gamma", r"\Gamma(x)"])
def test_a_name_that_looks_like_the_function(o: Laws, tex: str) -> None:
    o.d.define("g", (), o.x + 1, tex=tex)
    o.d.have(less(0, o.x), ByHypothesis(), "x")
    accepted(o.d)
    o.d.have(less(0, gamma(o.x)), ByHypothesis(), "x")
    barred(o.d, "g and the function gamma would both be printed as")


WRITTEN = {
    r"c_{n}!": lambda o: factorial(o.c),
    r"(1 + c_{n})!": lambda o: factorial(o.c + 1),
    r"(c_{n}!)^{2}": lambda o: factorial(o.c) ** 2,
    r"\Gamma(x)": lambda o: gamma(o.x),
    r"\log \Gamma(x)": lambda o: sp.log(gamma(o.x)),
    r"\log c_{n}!": lambda o: sp.log(factorial(o.c)),
    r"2 \Gamma(x)": lambda o: 2 * gamma(o.x),
    r"(\Gamma(x))^{2}": lambda o: gamma(o.x) ** 2,
    r"\mathrm{B}(b, x)": lambda o: beta(o.b, o.x),
    r"\operatorname{digamma}(1 + x)": lambda o: digamma(o.x + 1),
}


@pytest.mark.parametrize("tex", WRITTEN)
def test_how_it_is_written(o: Laws, tex: str) -> None:
    expr = WRITTEN[tex](o)
    assert Printer(o.d.context).expression(expr) == tex
    assert read_expression(Source(tex), 0, len(tex), Names(o.d.context)) == expr
    assert FormulaReader(o.d.context).formula(plain_formula(expr)) == expr


UNREAD = {
    "x!": "a factorial is of a whole number",
    r"\frac{1}{2}!": "what is the factorial of",
    "c_n!!": "behind a factorial",
    "c_n!^2": "behind a factorial",
    r"\log(c_n)!": "what is the factorial of",
    "!": "stands behind what it is of",
    r"\mathrm{B}(x)": ", is missing before )",
    r"\Gamma(x, b)": ") is missing before ,",
    r"\Gamma x": "not declared",
    r"\psi": "not declared",
}


@pytest.mark.parametrize("tex", UNREAD)
def test_what_is_not_read(o: Laws, tex: str) -> None:
    with pytest.raises(NotUnderstood) as found:
        read_expression(Source(tex), 0, len(tex), Names(o.d.context))
    assert UNREAD[tex] in found.value.told(Source(tex))


def test_a_declared_letter_is_no_function(o: Laws) -> None:
    o.d.symbol("psi")
    tex = r"\psi \cdot (x + 1)"
    expr = read_expression(Source(tex), 0, len(tex), Names(o.d.context))
    assert not expr.has(digamma(o.x + 1))


def test_how_an_author_writes_it(o: Laws) -> None:
    assert written(beta(o.x, factorial(o.c)) + digamma(o.b)) == (
        "beta(x, factorial(c[n])) + digamma(b)"
    )
