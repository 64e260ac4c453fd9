"""Names: one pattern, one namespace, and no bound index that has the name of something else.

Each of the refused derivations below would be printed as another statement than the one that
is checked, or would put its names where they are read as something else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Derivation,
    Gap,
    at_most,
    derivation,
    equal,
    less,
    minimum,
    product,
    total,
)
from hardlimit.proofs.exchange.strict import FileRefused
from hardlimit.proofs.exchange.theorems import plain_body, read_body
from hardlimit.proofs.kernel.gate import Checked, check
from hardlimit.proofs.language.claims import Hypothesis
from hardlimit.proofs.language.context import Context
from hardlimit.proofs.language.errors import DerivationError
from hardlimit.proofs.language.vocabulary import Index

from ..commands import start


def sheet() -> Derivation:
    return Derivation("T", "sheet", "A sheet of paper", "tests")


def verdict(d: Derivation) -> Checked:
    """What the gate says; what it refuses is refused before any step is looked at."""
    if not d.goals:
        d.goal(d.steps[-1].claim.relation)
    return check(d.frozen())


def barred(d: Derivation, reason: str) -> None:
    found = verdict(d)
    assert found.theorem is None
    assert not found.steps
    assert reason in found.failure, found.failure
    # The strict reader, through which what authors write goes, builds nothing else of it.
    try:
        again = read_body(plain_body(d.frozen()))
    except FileRefused:
        return
    assert reason in check(again).failure


def shows(d: Derivation, relation: Any, rule: Any = None) -> Derivation:
    d.have(relation, rule or Algebra(), "Because it is so.")
    return d


# -- bound indices -----------------------------------------------------------------------------
def symbol_bound(d: Derivation) -> Any:
    N, y = d.size("N"), d.symbol("y")
    return equal(total(y, Index("y", N)), N * y)  # printed: sum_{y=1}^N y = N y


def size_bound(d: Derivation) -> Any:
    N = d.size("N")
    return equal(total(N, Index("N", N)), N**2)


def other_size_bound(d: Derivation) -> Any:
    N, K = d.size("N"), d.size("K")
    return equal(total(K, Index("K", N)), N * K)


def family_bound(d: Derivation) -> Any:
    N = d.size("N")
    x, n = d.family("x", N), d.index("n", N)
    at = Index("x", N)
    return equal(total(x[at], at), total(x[n], n))


def definition_bound(d: Derivation) -> Any:
    N = d.size("N")
    d.symbol("y")
    c = d.define("c", (), d.context.symbols["y"].symbol + 1)
    return equal(total(c, Index("c", N)), N * c)


def hypothesis_bound(d: Derivation) -> Any:
    N, y = d.size("N"), d.symbol("y")
    d.assume("above", less(0, y))
    return equal(total(y, Index("above", N)), N * y)


def least_over_a_symbol(d: Derivation) -> Any:
    N, y = d.size("N"), d.symbol("y")
    return at_most(minimum(y, Index("y", N)), y)  # printed: min_y y <= y


def product_over_a_symbol(d: Derivation) -> Any:
    N, y = d.size("N"), d.symbol("y")
    return equal(product(2 * y, Index("y", N)), product(2, Index("y", N)) * y**N)


def two_deep(d: Derivation) -> Any:
    N, y, n = d.size("N"), d.symbol("y"), d.index("n", d.context.sizes["N"])
    x = d.family("x", N)
    return equal(total(total(y * x[n], Index("y", N)), n), N * y * total(x[n], n))


BOUND: dict[Any, str] = {
    symbol_bound: "a bound index has the name y, which is a symbol",
    size_bound: "a bound index has the name N, which is a size",
    other_size_bound: "a bound index has the name K, which is a size",
    family_bound: "a bound index has the name x, which is a family",
    definition_bound: "a bound index has the name c, which is a definition",
    hypothesis_bound: "a bound index has the name above, which is a hypothesis",
    product_over_a_symbol: "a bound index has the name y, which is a symbol",
    least_over_a_symbol: "a bound index has the name y, which is a symbol",
    two_deep: "a bound index has the name y, which is a symbol",
}


@pytest.mark.parametrize("make", BOUND, ids=lambda make: make.__name__)
def test_a_bound_index_has_no_declared_name(make: Callable[[Derivation], Any]) -> None:
    d = sheet()
    barred(shows(d, make(d)), BOUND[make])


def test_a_declared_index_is_bound_over_its_own_range() -> None:
    d = sheet()
    N, K, n = d.size("N"), d.size("K"), d.index("n", d.context.sizes["N"])
    p = d.family("p", K)
    at = Index("n", K)
    shows(d, equal(total(2 * p[at], at), 2 * total(p[at], at)))
    barred(d, "the index n ranges over 1..K in one place and over 1..N in another")
    hidden = sheet()
    N, K = hidden.size("N"), hidden.size("K")
    n, y = hidden.index("n", N), hidden.symbol("y")
    hidden.have(equal(total(y, Index("n", K)), K * y), Algebra(), "With n over K.")
    barred(hidden, "the index n ranges over 1..K")
    assert n.size == N


def test_one_name_is_one_range_though_it_is_declared_nowhere() -> None:
    d = sheet()
    N, K, y = d.size("N"), d.size("K"), d.symbol("y")
    left, right = total(y, Index("q", N)), total(y, Index("q", K))
    shows(d, equal(left - right, N * y - K * y))
    barred(d, "the index q ranges over 1..")


def test_fresh_and_declared_indices_are_bound() -> None:
    d = sheet()
    N, y = d.size("N"), d.symbol("y")
    n = d.index("n", N)
    d.have(equal(total(y, n), N * y), Algebra(), "Over a declared index.")
    d.have(equal(total(y, Index("q", N)), N * y), Algebra(), "Over one that is not.")
    d.have(equal(total(y, Index("n'", N)), N * y), Algebra(), "Over one with a prime.")
    assert verdict(d).theorem is not None


@pytest.mark.parametrize("name", ["k#1", "", "1", "x = y", "n\n", "a b", "_", "n''''''''''", "ν"])
def test_names_of_bound_indices(name: str) -> None:
    d = sheet()
    N, y = d.size("N"), d.symbol("y")
    shows(d, equal(total(y, Index(name, N)), N * y))
    barred(d, "cannot be the name of an index")


def test_the_index_of_a_definition_is_declared() -> None:
    d = sheet()
    N, y = d.size("N"), d.symbol("y")
    d.define("c", Index("y", N), y + 1)  # printed: c_y := y + 1
    shows(d, equal(y, y + 0), Algebra())
    barred(d, "the index y of the definition c is not declared")


# -- names ---------------------------------------------------------------------------------------
BAD = [
    *("", " ", "1", "12", "1a", "a b", "a-b", "a.b", "x'", "a\n", "a\0b", "a\x1b[1m", "é", "α"),
    *("_", "_a", "a_", "a__b", "x" * 65, "a:b", 'a"b', "b : 0 < 1 + y. (*", "*) hyp_q", "ａ"),
]


@pytest.mark.parametrize(
    "declare",
    [
        lambda d, name: d.size(name),
        lambda d, name: d.index(name, d.context.sizes["N"]),
        lambda d, name: d.symbol(name),
        lambda d, name: d.family(name, d.context.sizes["N"]),
        lambda d, name: d.assignment(name, d.context.sizes["N"], values=d.context.sizes["N"]),
        lambda d, name: d.define(name, (), d.context.symbols["y"].symbol + 1),
        lambda d, name: d.assume(name, less(0, d.context.symbols["y"].symbol)),
    ],
    ids=["size", "index", "symbol", "family", "assignment", "definition", "hypothesis"],
)
def test_names_of_all_kinds(declare: Any) -> None:
    d = sheet()
    d.size("N"), d.symbol("y")
    for name in BAD:
        with pytest.raises(DerivationError, match="cannot be a name"):
            declare(d, name)


@pytest.mark.parametrize("name", BAD)
def test_names_of_cases(name: str) -> None:
    d = sheet()
    y = d.symbol("y")
    d.have(less(0, y), ByHypothesis(), "It is assumed.", under=d.case(name, less(0, y)))
    shows(d, equal(y, y + 0))
    d.goal(equal(y, y + 0))
    barred(d, "cannot be a name")


@pytest.mark.parametrize("taken", ["N", "n", "y", "x", "c", "h"])
def test_one_namespace(taken: str) -> None:
    d = sheet()
    N = d.size("N")
    y, x = d.symbol("y"), d.family("x", N)
    n = d.index("n", N)
    d.define("c", (), y + 1)
    d.assume("h", less(0, x[n]), forall=n)
    for declare in (
        lambda: d.size(taken),
        lambda: d.index(taken, N),
        lambda: d.symbol(taken),
        lambda: d.family(taken, N),
        lambda: d.assignment(taken, N, values=N),
        lambda: d.define(taken, (), y + 1),
        lambda: d.assume(taken, less(0, y)),
    ):
        with pytest.raises(DerivationError, match=f"the name '{taken}' is declared twice"):
            declare()
    d.have(less(0, y), ByHypothesis(), "It is assumed.", under=d.case(taken, less(0, y)))
    d.goal(equal(y, y + 0))
    shows(d, equal(y, y + 0))
    barred(d, f"the case name {taken} is a")


def test_one_case_of_a_name() -> None:
    d = sheet()
    y = d.symbol("y")
    d.have(less(0, y), ByHypothesis(), "It is assumed.", under=d.case("case", less(0, y)))
    d.have(less(y, 0), ByHypothesis(), "It is assumed.", under=d.case("case", less(y, 0)))
    d.goal(equal(y, y + 0))
    shows(d, equal(y, y + 0))
    barred(d, "two cases have the name case")


def test_a_case_and_a_bound_index() -> None:
    d = sheet()
    N, y = d.size("N"), d.symbol("y")
    d.have(less(0, y), ByHypothesis(), "It is assumed.", under=d.case("q", less(0, y)))
    shows(d, equal(total(y, Index("q", N)), N * y))
    d.goal(d.steps[-1].claim.relation)
    barred(d, "the name 'q' is a case and an index")


def test_contexts_that_were_not_filled_by_declaring() -> None:
    d = sheet()
    y = d.symbol("y")
    shows(d, equal(y, y + 0))
    d.goal(equal(y, y + 0))
    frozen = d.frozen()
    symbol = d.context.symbols["y"]
    for context, reason in (
        (Context(symbols={"y": symbol}, sizes={"y": y}), "is a size and a symbol"),
        (Context(symbols={"z": symbol, "y": symbol}), "y is declared by the name z"),
        (Context(symbols={"y": symbol, "a b": symbol}), "cannot be a name"),
        (
            Context(symbols={"y": symbol}, hypotheses={"h": Hypothesis("g", less(0, y))}),
            "g is declared by the name h",
        ),
    ):
        found = check(replace(frozen, context=context))
        assert found.theorem is None
        assert reason in found.failure


@pytest.mark.parametrize("slug", ["", "A", "a b", "a/b", "-a", "a\n", "a--b", "../a", "a_b"])
def test_slugs(slug: str) -> None:
    d = Derivation("T", slug, "A sheet of paper", "tests")
    y = d.symbol("y")
    barred(shows(d, equal(y, y + 0)), "cannot be the slug of a derivation")


# -- texts ---------------------------------------------------------------------------------------
UNSHOWN = ["\0", "\x1b", "\x08", "\t", "\r", "\x7f", "\x9b", "\u202e", "\u2066", "\u200b", "\ue000"]
UNSHOWN += ["\u2028", "\u2029", "\x85"]


@pytest.mark.parametrize(
    "write",
    [
        lambda d, text: d.symbol("a", note=text),
        lambda d, text: d.size("M", text),
        lambda d, text: d.family("b", d.size("N"), note=text),
        lambda d, text: d.define("c", (), d.symbol("a") + 1, note=text),
        lambda d, text: d.pitfall(text),
        lambda d, text: d.refer("A book.", text),
        lambda d, text: d.have(
            less(d.symbol("a") - 1, d.context.symbols["a"].symbol), Gap(1), text
        ),
        lambda d, text: setattr(d, "title", text),
        lambda d, text: setattr(d, "summary", text),
    ],
    ids=["symbol", "size", "family", "definition", "pitfall", "reference", "why", "title", "words"],
)
def test_texts_that_cannot_be_shown(write: Any) -> None:
    for letter in UNSHOWN:
        d = sheet()
        y = d.symbol("y")
        write(d, f"before{letter}after")
        shows(d, at_most(y, y + 1), Gap(1))
        found = verdict(d)
        assert found.theorem is None
        assert f"the character U+{ord(letter):04X}, which cannot be shown" in found.failure


@pytest.mark.parametrize("title", ["A title\nO1  proved", "\n", "", "  "])
def test_a_title_is_one_line(title: str) -> None:
    """It stands beside the verdict: what comes below could look like another one."""
    d = sheet()
    y = d.symbol("y")
    d.title = title
    shows(d, at_most(y, y + 1), Gap(1))
    assert verdict(d).failure == "the title of a derivation is one line of text"
    with pytest.raises(ValueError, match="the title of O1 must be one line"):
        derivation(label="O1", slug="one", title=title)


FILE = """
from hardlimit.proofs.author import *


@derivation(label="O1", slug="one", title="\\x1b[2Jone")
def one(d: Derivation) -> None:
    y = d.symbol("y")
    d.goal(at_most(y, y + 1))
    d.have(at_most(y, y + 1), Gap(1), "x")


@derivation(label="O2", slug="two", title="two")
def two(d: Derivation) -> None:
    y = d.symbol("y")
    d.goal(at_most(y, y + 1))
    d.have(at_most(y, y + 1), Gap(1), "a reason\\0")


@derivation(label="O3", slug="three", title="three")
def three(d: Derivation) -> None:
    y = d.symbol("y")
    d.assume("b : 0 < 1. (*", less(0, y + 1))
    d.goal(at_most(y, y + 1))
    d.have(at_most(y, y + 1), Gap(1), "x")
"""


def test_an_authors_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(FILE.replace("\\x1b[2Jone", "one"), encoding="utf-8")
    done = start("verify", path)
    said = done.stdout + done.stderr
    assert done.returncode == 1
    assert "O1" in said
    assert "U+0000" in said
    assert "'b : 0 < 1. (*' cannot be a name" in said
    assert "Traceback" not in said
    assert "\0" not in said


def test_an_authors_title_with_an_escape(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(FILE, encoding="utf-8")
    done = start("verify", path)
    said = done.stdout + done.stderr
    assert done.returncode
    assert "U+001B" in said
    assert "\x1b" not in said
    assert "Traceback" not in said
