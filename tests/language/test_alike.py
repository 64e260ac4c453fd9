r"""Two different things are never printed alike, and a name is printed as one symbol.

Of each pair below a true line about one of the two would be read as a false line about the
other; the spellings are compared as they are printed, in LaTeX and in plain text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    Derivation,
    Gap,
    at_most,
    equal,
    less,
    minimum,
    total,
    xlogy,
)
from hardlimit.proofs.book.recheck import statement_lines
from hardlimit.proofs.exchange.strict import FileRefused
from hardlimit.proofs.exchange.theorems import plain_body, read_body
from hardlimit.proofs.kernel.gate import check
from hardlimit.proofs.language.errors import VocabularyError
from hardlimit.proofs.language.substitution import same
from hardlimit.proofs.language.symbols import look
from hardlimit.proofs.language.vocabulary import Index
from hardlimit.proofs.report.render.formula import Printer
from hardlimit.proofs.report.theorems import failure_lines, theorem_report

Declare = Callable[[Derivation], object]


def sheet() -> Derivation:
    """A symbol, a family, a vector, and their sizes and indices."""
    d = Derivation("T", "sheet", "A sheet of paper", "tests")
    N, K, D = d.size("N"), d.size("K"), d.size("D")
    d.indices("n m", N), d.indices("k j", K), d.index("e", D), d.index("row", N)
    d.symbol("y"), d.family("x", N), d.family("v", N, D, vector=True), d.family("r", N, K)
    d.assignment("c", N, values=K)
    return d


def size(d: Derivation, name: str) -> Any:
    return d.context.sizes[name]


def closed(d: Derivation) -> Derivation:
    y = d.context.symbols["y"].symbol
    d.goal(at_most(y, y + 1))
    d.have(at_most(y, y + 1), Gap(1), "One is positive.")
    return d


def barred(d: Derivation, *reasons: str) -> str:
    """What the gate says: it refuses, before any step, and so does whatever would print it."""
    frozen = closed(d).frozen()
    found = check(frozen)
    assert found.theorem is None
    assert not found.steps
    assert all(reason in found.failure for reason in reasons), found.failure
    with pytest.raises(VocabularyError):
        Printer(d.context)
    try:
        again = read_body(plain_body(frozen))
    except FileRefused:
        return found.failure
    assert not check(again).steps
    return found.failure


#: What is declared beside the sheet, and what the message names.
ALIKE: dict[str, tuple[Declare, tuple[str, ...]]] = {
    "entry": (lambda d: d.symbol("x_n"), ("x", "x_n", "x_{n}")),
    "entry by tex": (
        lambda d: d.symbol("a", tex="x_n"),
        (
            "x",
            "a",
        ),
    ),
    "entry by tex in braces": (
        lambda d: d.symbol("a", tex="x_{n}"),
        (
            "x",
            "a",
        ),
    ),
    "entry at an index of two": (
        lambda d: d.symbol("a", tex="r_{nk}"),
        (
            "r",
            "a",
        ),
    ),
    "entry with a comma": (
        lambda d: d.symbol("a", tex="r_{n,k}"),
        (
            "r",
            "a",
        ),
    ),
    "entry at another letter": (
        lambda d: d.symbol("x_i"),
        (
            "x",
            "x_i",
        ),
    ),
    "entry at a primed letter": (
        lambda d: d.symbol("a", tex="x_{n'}"),
        (
            "x",
            "a",
        ),
    ),
    "entry at a number": (
        lambda d: d.symbol("x_1"),
        (
            "x",
            "x_1",
        ),
    ),
    "entry at a number joined": (
        lambda d: d.symbol("x1"),
        (
            "x",
            "x1",
        ),
    ),
    "entry at a word": (
        lambda d: d.symbol("x_row"),
        (
            "x",
            "x_row",
        ),
    ),
    "entry at a word in LaTeX": (
        lambda d: d.symbol("a", tex=r"x_{\mathrm{row}}"),
        (
            "x",
            "a",
        ),
    ),
    "entry of roman letters": (
        lambda d: d.symbol("x_nm"),
        (
            "x",
            "x_nm",
        ),
    ),
    "entry of a definition": (
        lambda d: (d.define("a", d.context.indices["k"], 1, tex="q"), d.symbol("b", tex="q_k")),
        (
            "b",
            "a",
        ),
    ),
    "vector": (
        lambda d: d.symbol("a", tex=r"\mathbf{v}_{n}"),
        (
            "v",
            "a",
        ),
    ),
    "vector in italics": (
        lambda d: d.symbol("a", tex=r"\boldsymbol{v}_n"),
        (
            "v",
            "a",
        ),
    ),
    "vector in text": (lambda d: d.symbol("v_n", tex="w"), ("v[n]", "v_n", "v_n")),
    "coordinate": (
        lambda d: d.symbol("a", tex="v_{ne}"),
        (
            "v",
            "a",
        ),
    ),
    "vector of one index": (
        lambda d: (d.family("u", size(d, "D"), vector=True), d.symbol("a", tex=r"\mathbf{u}")),
        (
            "a",
            "u",
        ),
    ),
    "bold accent inside": (
        lambda d: (
            d.family("u", size(d, "D"), vector=True, tex=r"\bar{u}"),
            d.symbol("a", tex=r"\bar{\mathbf{u}}"),
        ),
        (
            "a",
            "u",
        ),
    ),
    "digits": (
        lambda d: (d.symbol("b1"), d.symbol("b_1")),
        (
            "b1",
            "b_1",
        ),
    ),
    "size with digits": (
        lambda d: (d.size("M1"), d.symbol("M_1")),
        (
            "M1",
            "M_1",
        ),
    ),
    "Greek": (
        lambda d: (d.symbol("alpha"), d.symbol("b", tex=r"\alpha")),
        (
            "alpha",
            "b",
        ),
    ),
    "Greek size": (
        lambda d: (d.size("mu"), d.symbol("b", tex=r"\mu")),
        (
            "mu",
            "b",
        ),
    ),
    "size": (
        lambda d: d.symbol("a", tex="N"),
        (
            "N",
            "a",
        ),
    ),
    "index": (
        lambda d: d.symbol("a", tex="n"),
        (
            "n",
            "a",
        ),
    ),
    "assignment": (
        lambda d: d.symbol("a", tex="c"),
        (
            "a",
            "c",
        ),
    ),
    "roman": (
        lambda d: d.symbol("a", tex=r"\mathrm{y}"),
        (
            "y",
            "a",
        ),
    ),
    "sans serif": (
        lambda d: d.symbol("a", tex=r"\mathsf{y}"),
        (
            "y",
            "a",
        ),
    ),
    "words": (
        lambda d: (d.symbol("KL"), d.symbol("a", tex=r"\operatorname{KL}")),
        (
            "KL",
            "a",
        ),
    ),
    "words slanted": (
        lambda d: (d.symbol("KL"), d.symbol("a", tex=r"\mathit{KL}")),
        (
            "KL",
            "a",
        ),
    ),
    "a slanted word and a product": (
        lambda d: (d.symbol("U"), d.symbol("V"), d.symbol("a", tex=r"\mathit{UV}")),
        ("the product of U, V", "a"),
    ),
    "a slanted word and a power": (
        lambda d: (d.symbol("q"), d.symbol("a", tex=r"\mathit{qq}_0")),
        ("the product of q, q", "a"),
    ),
    "a slanted word of an operator and a product": (
        lambda d: (d.symbol("l"), d.symbol("o"), d.symbol("g"), d.symbol("log")),
        ("the product of l, o, g", "log"),
    ),
    "a bold word and a product": (
        lambda d: (
            d.symbol("a", tex=r"\mathbf{a}"),
            d.symbol("b", tex=r"\mathbf{b}"),
            d.symbol("f", tex=r"\mathbf{ab}"),
        ),
        ("the product of a, b", "f"),
    ),
    "an upright word and a product": (
        lambda d: (
            d.symbol("a", tex=r"\mathrm{a}"),
            d.symbol("b", tex=r"\mathsf{b}"),
            d.symbol("ab"),
        ),
        ("the product of a, b", "ab"),
    ),
    "primes": (
        lambda d: (d.symbol("a", tex="q'_0"), d.symbol("b", tex="q_0'")),
        (
            "a",
            "b",
        ),
    ),
    "a bar": (
        lambda d: (d.symbol("a", tex=r"\bar{q}"), d.symbol("b", tex=r"\overline{q}")),
        (
            "a",
            "b",
        ),
    ),
    "a hat": (
        lambda d: (d.symbol("a", tex=r"\hat{q}"), d.symbol("b", tex=r"\widehat{q}")),
        (
            "a",
            "b",
        ),
    ),
    "a star": (
        lambda d: (d.symbol("a", tex="q^*"), d.symbol("b", tex=r"q^{\ast}")),
        (
            "a",
            "b",
        ),
    ),
    "family and definition": (
        lambda d: d.define("a", d.context.indices["n"], 2, tex="x"),
        (
            "x",
            "a",
        ),
    ),
    "two families": (
        lambda d: d.family("a", size(d, "K"), tex="x"),
        (
            "x",
            "a",
        ),
    ),
    "subscripts that grow": (
        lambda d: (
            d.family("a", size(d, "N"), size(d, "K"), tex="F"),
            d.family("b", size(d, "K"), tex="F_n"),
        ),
        (
            "a",
            "b",
        ),
    ),
    "the constant": (
        lambda d: (d.symbol("pi"), d.define("area", (), sp.pi)),
        (
            "the constant pi",
            "pi",
        ),
    ),
    "the constant by tex": (
        lambda d: (d.symbol("a", tex=r"\pi"), d.define("area", (), sp.pi)),
        (
            "the constant pi",
            "a",
        ),
    ),
    "the constant in text": (
        lambda d: (d.symbol("pi", tex="q"), d.define("area", (), sp.pi)),
        (
            "the constant pi",
            "pi",
        ),
    ),
    "Kronecker": (
        lambda d: d.family("delta", size(d, "N"), size(d, "N")),
        (
            "Kronecker's delta",
            "delta",
        ),
    ),
    "a least value": (
        lambda d: d.symbol("min_k"),
        (
            "a least value over k",
            "min_k",
        ),
    ),
    "a power": (
        lambda d: (d.symbol("new"), d.symbol("a", tex=r"y^{\mathrm{new}}")),
        (
            "a",
            "a power with the exponent new",
        ),
    ),
    "a product": (
        lambda d: (d.symbol("f"), d.symbol("q"), d.define("a", (), 0, tex="f(q)")),
        (
            "a",
            "f times a bracket",
        ),
    ),
    "a square": (lambda d: d.define("a", (), 0, tex="y^2"), ("a", "y")),
    "an absolute value": (
        lambda d: d.define("a", (), 0, tex=r"\lvert y\rvert"),
        (
            "a",
            "the absolute value of y",
        ),
    ),
}


@pytest.mark.parametrize("case", ALIKE)
def test_nothing_is_printed_like_something_else(case: str) -> None:
    declare, (first, second, *reasons) = ALIKE[case]
    d = sheet()
    declare(d)
    said = barred(d, *reasons)
    names, _, shown = said.partition(" would ")
    assert "be printed as" in shown
    ends = [part.removeprefix("an entry of ") for part in names.split(" and ")]
    assert sorted(ends) == sorted((first, second)), said


def test_the_constant_in_a_line_alone() -> None:
    d = sheet()
    d.symbol("a", tex=r"\pi")
    d.have(at_most(sp.pi, 4), Gap(4 - sp.pi), "It is less.")
    assert "the constant pi and a would both" in check(closed(d).frozen()).failure


def test_a_bound_index_is_printed_like_nothing_else() -> None:
    d = sheet()
    N, K = size(d, "N"), size(d, "K")
    a = d.symbol("a", tex="q")
    d.have(equal(total(a, Index("q", N)), N * a), Algebra(), "A constant.")
    assert "q and a would both be printed as q" in check(closed(d).frozen()).failure
    d = sheet()
    b = d.symbol("b", tex="k'")
    d.have(equal(total(b, Index("k'", K)), K * b), Algebra(), "A constant.")
    assert "k' and b would both be printed as k'" in check(closed(d).frozen()).failure


def test_base_of_the_exponential() -> None:
    d = Derivation("T", "sheet", "A sheet of paper", "tests")
    y, base = d.symbol("y"), d.symbol("e")
    d.have(equal(base**y * base, base ** (y + 1)), Algebra(), "Powers add.")
    barred(d, "e would be printed as e, like the base of the exponential")
    for tex in ("e", r"\mathrm{e}", "e'"):
        d = sheet()
        d.symbol("a", tex=tex)
        barred(d, "a would be printed as e, like the base of the exponential")


APART: dict[str, Declare] = {
    "ranks": lambda d: d.family("a", size(d, "N"), tex="r"),
    "a size and its entries": lambda d: d.define("a", d.context.indices["k"], 2, tex="N"),
    "words below": lambda d: (d.symbol("x_new"), d.symbol("a", tex=r"x_{\min}")),
    "zero": lambda d: d.symbol("x_0"),
    "primes": lambda d: d.symbol("a", tex="y'"),
    "accents": lambda d: (d.symbol("a", tex=r"\hat{y}"), d.symbol("b", tex=r"\bar{y}")),
    "bold": lambda d: d.symbol("a", tex=r"\mathbf{y}"),
    "script": lambda d: d.symbol("a", tex=r"\mathcal{N}"),
    "an upright word beside its letters": lambda d: (d.symbol("a"), d.symbol("b"), d.symbol("ab")),
    "a weight where no circle is": lambda d: d.symbol("pi"),
    "weights pi": lambda d: (d.family("pi", size(d, "K")), d.symbol("pi_min", tex=r"\pi_{\min}")),
    "marks": lambda d: (d.symbol("a", tex="y^{+}"), d.symbol("b", tex=r"y^{\mathrm{new}}")),
    "operators": lambda d: (d.symbol("min"), d.symbol("log"), d.symbol("exp")),
    "a square": lambda d: d.define("a", (), 1, tex="q^2"),
    "the squares of entries": lambda d: d.define("a", d.context.indices["k"], 1, tex="q^2"),
    "notations": lambda d: (
        d.define("a", (), 1, tex=r"J(c, \mathbf{v})"),
        d.define("b", (), 2, tex=r"\det Q"),
        d.define("f", (), 3, tex=r"\lVert y - \hat{y} \rVert_\Lambda^2"),
        d.define("g", d.context.indices["k"], 3, tex=r"\lvert S\rvert"),
        d.define("h", (), 3, tex=r"\operatorname{tr}(\hat{\Lambda} Q)"),
    ),
}


@pytest.mark.parametrize("case", APART)
def test_what_differs_in_print_is_taken(case: str) -> None:
    d = sheet()
    APART[case](d)
    frozen = closed(d).frozen()
    assert check(frozen).theorem is not None
    assert check(read_body(plain_body(frozen))).theorem is not None


# -- tex -----------------------------------------------------------------------------------------
FORMULAS = [
    *("x^{2}", "x^{-1}", "x^n", "x^N", "x^{n+1}", r"x^\alpha", "x^{ab}", "x^{}", "x_{}"),
    *("x = 1", "x+y", "-x", "2x", "2", "xy", "x y", "x/y", "x!", "x,y", "x.", "(x)", "[x]", "x)"),
    *(r"1 = 0 \text{, that is: } 2", r"\text{x}", r"\mathrm{a b}", r"\mathrm{x=1}", r"\mathrm{x1}"),
    *(r"\frac{x}{y}", r"\frac12", r"\sqrt{x}", r"\sum_n x", r"\log x", r"\log", r"\min", r"\exp"),
    *(r"\mathrm{log}", r"\operatorname{min}", r"\mathrm{exp}_n", r"\partial", r"\infty", r"\le"),
    *("{x}", "{x", "x}", "x_{n", "x_n}", "x_", "x^", "_n", "^2", "'", "x_n_m", "x^+^+", "x'^+", ""),
    *(" x", "x ", "x _n", "x\n", "x\0", "x%", "x#", "x&y", "x~y", "x$", "$x$", "x\\", "\\", "^^41"),
    *(r"\alpha\beta", r"\alpha 2", r"\hat{xy}", r"\hat{x y}", r"\hat x", r"\hat{}", r"\hat{x^2}"),
    *(r"\mathcal{AB}", r"\mathbb{}", r"\mathbf{\hat{x}}", r"\mathrm{\alpha}", r"\left(x\right)"),
    *(r"\x", r"\gdef\x{y}", r"\input{x}", r"\href{a}{b}", r"\phantom{x}", r"\color{red}x", r"\,x"),
    *("x²", "α", "x′", "é", "1x", "x_{n=1}", "x_{-1}", "x_{n+1}", "x^{\\prime}", "x" * 121),
    *(r"x_{\frac{1}{2}}", r"x_{y_{z_w}}", r"x^{\mathrm{n}}", r"\bar{\bar{}}", r"\dot{=}"),
]


@pytest.mark.parametrize("formulas", [FORMULAS[k::4] for k in range(4)])
def test_a_name_is_no_formula(formulas: list[str]) -> None:
    for tex in formulas:
        _is_no_name(tex)


def _is_no_name(tex: str) -> None:
    with pytest.raises(VocabularyError, match="LaTeX"):
        look(tex)
    for declare in (
        lambda d: d.context.symbols,
        lambda d: d.context.families,
        lambda d: d.context.definitions,
    ):
        d = sheet()
        d.symbol("a", tex="q"), d.family("b", size(d, "N"), tex="p")
        d.define("f", (), 1, tex="s")
        group = declare(d)
        name = next(n for n in ("a", "b", "f") if n in group)
        group[name] = _with_tex(group[name], tex)
        barred(d, "LaTeX")


def _with_tex(item: Any, tex: str) -> Any:
    return replace(item, tex=tex)


NOTATIONS = [
    r"f(q)",
    r"\det Q",
    r"\lvert S\rvert",
    r"\lVert p - q \rVert_\Lambda^2",
    r"\operatorname{tr}(A B)",
]


@pytest.mark.parametrize("tex", NOTATIONS)
def test_notations_are_for_definitions(tex: str) -> None:
    d = sheet()
    d.define("a", (), 1, tex=tex)
    assert check(closed(d).frozen()).theorem is not None
    for declare in (
        lambda d: d.symbol("a", tex=tex),
        lambda d: d.family("a", size(d, "N"), tex=tex),
        lambda d: d.assignment("a", size(d, "N"), values=size(d, "N"), tex=tex),
        lambda d: d.define("a", d.context.indices["e"], 1, tex=tex, vector=True),
    ):
        d = sheet()
        declare(d)
        barred(d, f"the tex of a must be one symbol, not {tex}")


@pytest.mark.parametrize(
    "tex",
    [
        *(r"\lVert p - q \rVert", r"\lVert p - q \rVert^2", r"\lVert p \rVert_\Lambda^2", "f()"),
        *(
            r"\lVert p + q \rVert_\Lambda^2",
            r"\lVert p - q \rVert_\Lambda^3",
            "f(q",
            "f(q))",
            "f(1)",
        ),
        *(
            r"\lvert S\rvert^2",
            r"\lvert S",
            r"\lvert S + q\rvert",
            r"\det",
            r"\det Q R",
            "f(q + p)",
        ),
        *("f(q)^2", "f(q) p", "f(q^2)", "f(,q)", "f(q,)", "f(q)(p)", r"\log(q)", "(q)", "f(q + p)"),
    ],
)
def test_what_is_no_notation(tex: str) -> None:
    d = sheet()
    d.define("a", (), 1, tex=tex)
    barred(d, "is not the LaTeX of one symbol")


# -- ranges --------------------------------------------------------------------------------------
def ranged() -> Derivation:
    """A statement whose letters do not say over what it sums."""
    d = Derivation("T", "ranged", "Over K, though it is called n", "tests")
    N, K = d.size("N"), d.size("K")
    n, i, a = d.index("n", N), d.index("i", K), Index("a", K)
    p, x = d.family("p", K), d.family("x", N)
    relation = equal(total(2 * p[i], i) + minimum(p[a], a), minimum(p[a], a) + 2 * total(p[i], i))
    d.goal(relation)
    d.have(relation, Algebra(), "Sums are linear.")
    d.have(equal(total(x[n], n) * 2, total(2 * x[n], n)), Algebra(), "Over N.")
    return d


def test_ranges_stand_where_a_statement_stands() -> None:
    d = ranged().frozen()
    found = check(d)
    assert found.theorem is not None
    lines = list(statement_lines(d))
    assert lines[:2] == ["with     N, K in 1, 2, ...", "with     n = 1..N; i = 1..K"]
    assert lines[-1] == "shows    2·Σ_i p[i] + min_{a≤K} p[a] = Σ_i 2·p[i] + min_{a≤K} p[a]" or (
        "min_{a≤K} p[a]" in lines[-1] and "Σ_i" in lines[-1]
    )
    report = theorem_report(found, None)
    given = [item.latex for item in report.given]
    assert r"p_{i} \in \mathbb{R} \text{ for } i = 1, \dots, K" in given
    assert r"x_{n} \in \mathbb{R} \text{ for } n = 1, \dots, N" in given
    assert r"\min_{1 \le a \le K} p_{a}" in report.statement[0]
    assert r"\sum_{i=1}^{K}" in report.statement[0]


def test_indices_of_which_no_family_says_the_range() -> None:
    d = Derivation("T", "ranged", "Two more indices", "tests")
    N = d.size("N")
    n, m, i = d.indices("n m i", N)
    x = d.family("x", N)
    relation = equal(total(x[m] + x[n], m), N * x[n] + total(x[m], m))
    d.goal(relation)
    d.have(relation, Algebra(), "The second is a constant.")
    report = theorem_report(check(d.frozen()), None)
    assert [item.latex for item in report.given][-1] == r"m = 1, \dots, N"
    assert i not in relation.lhs.free_symbols


def test_an_index_that_is_made_up_looks_like_nothing_declared() -> None:
    d = Derivation("T", "sheet", "A sheet of paper", "tests")
    Q = d.size("Q")
    d.symbol("q"), d.symbol("a", tex="q'"), d.family("p", Q)
    given = [latex for latex, _ in Printer(d.context).given()]
    assert given[-1] == r"p_{q''} \in \mathbb{R} \text{ for } q'' = 1, \dots, Q"


def test_indices_and_sizes_in_an_example_are_spelled_as_in_formulas() -> None:
    d = Derivation("T", "sheet", "A sheet of paper", "tests")
    M = d.size("M1")
    alpha, x = d.index("alpha", M), d.family("x", M)
    d.goal(at_most(x[alpha], x[alpha] + 1))
    d.have(at_most(x[alpha], x[alpha] + 1), Gap(1), "One is positive.")
    example = theorem_report(check(d.frozen()), None).steps[0].example[0]
    assert r"$M_{1} = " in example
    assert r"$\alpha = " in example


def test_a_failing_line_says_its_ranges() -> None:
    d = Derivation("T", "wrong", "Wrong", "tests")
    N, K = d.size("N"), d.size("K")
    n, i = d.index("n", N), d.index("i", K)
    x, p = d.family("x", N), d.family("p", K)
    d.goal(equal(total(p[i], i) + total(x[n], n), 0))
    d.have(equal(total(p[i], i) + total(x[n], n), 0), Algebra(), "It is not.")
    checked = check(d.frozen())
    lines = list(failure_lines(checked.steps[-1], Printer(d.context)))
    assert "ranges     i = 1..K" in lines  # that n is at most N is told by its letter


# -- 0 log 0 -------------------------------------------------------------------------------------
def test_a_convention_has_a_mark_of_its_own() -> None:
    d = sheet()
    y, q = d.context.symbols["y"].symbol, d.symbol("q", "positive")
    printer = Printer(d.context)
    convention, product = xlogy(y, q), y * sp.log(q)
    for write in (printer.expression, printer.plain):
        assert write(convention) != write(product)
        assert write(q * xlogy(y, q)) != write(xlogy(q * y, q))
        assert write(xlogy(y, q) / 2) != write(xlogy(y / 2, q))
        assert write(-xlogy(y, q)) != write(xlogy(-y, q))
    assert printer.expression(convention) == r"y \log^{\circ} q"
    assert printer.plain(convention) == "y·log°(q)"
    d.define("a", (), convention, tex="H")
    d.assume("some", less(0, q - 1))
    frozen = closed(d).frozen()
    report = theorem_report(check(frozen), None)
    notes = [item for item in report.definitions if r"\log^{\circ}" in item.latex]
    assert [item.latex for item in notes] == [
        r"H := y \log^{\circ} q",
        r"0 \log^{\circ}(\,\cdot\,) := 0",
    ]
    assert "where    0·log°(…) := 0; elsewhere log° is log" in list(statement_lines(frozen))
    assert not list(Printer(d.context).conventions([product]))


def test_of_an_absolute_value_one_sign_is_kept_by_the_names_in_it() -> None:
    """|d_j - d_k| and |d_k - d_v| differ in the name of the bound index alone."""
    K = sp.Symbol("K", integer=True, positive=True)
    d = sp.IndexedBase("d")
    j, k, v = (Index(name, K) for name in ("j", "k", "v_j"))
    one, other = (total(sp.Abs(d[i] - d[k]), i) for i in (j, v))
    assert same(one, other)
    assert not same(one, total(sp.Abs(d[j] + d[k]), j))
    assert not same(one, total(sp.Abs(d[j] - 2 * d[k]), j))
