"""The exercises of the book: a line that is right, one that is idle, one that is false, none."""

from __future__ import annotations

import pytest
from hardlimit.proofs.book.checking import checker_of
from hardlimit.proofs.book.discovery import LIBRARY
from hardlimit.proofs.book.places import MOST, places
from hardlimit.proofs.cli.attempts import attempt

CHECKER = checker_of(LIBRARY)
SLUGS = {CHECKER.listed(slug).label: slug for slug in CHECKER.slugs()}
G, A = r"e^{-g/(2\sigma^2)}", r"e^{-a/(2\sigma^2)}"
FAR = rf"\frac{{q {G}}}{{p + q {G}}}"
ODDS = r"\log \frac{p}{q} + \frac{2 u x}{\sigma^2} = 0"
S = r"\quad (\sigma \to 0)"
FALLS = rf"\to 0 {S}"
#: Right; true, but it does not get one further; false, and where; not understood.
LINES = {
    "Ex1": (
        r"= \frac{1}{1 + \frac{q}{p} e^{-(b-a)/(2\sigma^2)}}",
        r"\frac{p}{q} = \frac{p}{q}",
        r"= \frac{1}{1 + \frac{q}{p} e^{(b-a)/(2\sigma^2)}}",
        r"= \frac{1}{1 +",
    ),
    "Ex2": (r"= \frac{p}{p+q}", "p + q > 0", r"= \frac{1}{2}", "= p/p+"),
    "Ex3": ("= 4 u x", "u > 0", "= 2 u x", "= 4 y x"),
    "Ex4": (
        rf"{ODDS} \iff x = -\frac{{\sigma^2}}{{2u}} \log \frac{{p}}{{q}}",
        r"\sigma^2 > 0",
        rf"{ODDS} \iff x = 0",
        r"x \iff 0",
    ),
    "Ex5": (f"{FAR} {FALLS}", f"{G} {FALLS}", rf"{FAR} \to \frac{{q}}{{p}} {S}", r"\to"),
    "Ex6": (f"p {A} {FALLS}", f"{A} {FALLS}", rf"p {A} \to p {S}", r"p e^ \to 0"),
    "Ex7": (rf"\le {G}", f"0 < {G}", f"= {G}", r"\le g g_"),
    "Ex8": (
        r"= \frac{1}{2} (x-y)^2 + 2 (z - \frac{x+y}{2})^2",
        r"(x-y)^2 \ge 0",
        r"= (x-y)^2 + 2 (z - \frac{x+y}{2})^2",
        "= (x-y^2",
    ),
    "Ex9": (
        r"x \le \frac{p x + q y}{p+q}",
        r"x \le y",
        r"y \le \frac{p x + q y}{p+q}",
        r"x \le \frac{p x}",
    ),
    "Ex10": (r"= -\frac{2u}{3}", r"r = \frac{1}{2}", r"= -\frac{u}{2}", r"= -\frac{2u}{"),
    "Ex11": (
        r"= a + 2\sigma^2 \log \frac{1}{p}",
        r"\sigma^2 > 0",
        r"= a - 2\sigma^2 \log \frac{1}{p}",
        r"= a + \log",
    ),
    "Ex12": (r"= \log K", r"K \ge 1", r"= K \log K", r"= \log"),
}  # fmt: skip


def test_all_exercises_are_here() -> None:
    assert {label for label in SLUGS if label.startswith("Ex")} == set(LINES)


@pytest.mark.parametrize("label", LINES)
def test_four_answers(label: str) -> None:
    slug = SLUGS[label]
    number = CHECKER.derivation(slug).steps[0].number
    said = [attempt(CHECKER, slug, number, line) for line in LINES[label]]
    assert [one.kind for one in said] == ["right", "true", "false", "not understood"]
    assert any(" = " in text and text.startswith("at ") for text in said[2].said)  # where
    assert said[3].said


@pytest.mark.parametrize("label", LINES)
def test_numbers_for_the_page_satisfy_what_is_given(label: str) -> None:
    derivation = CHECKER.derivation(SLUGS[label])
    context = derivation.context
    found = places(derivation)
    assert 3 <= len(found) <= MOST
    names = {symbol.tex for symbol in context.symbols.values()} | set(context.sizes)
    assert all(set(place) == names for place in found)
    assert len({str(place) for place in found}) == len(found)
    positive = {s.tex for s in context.symbols.values() if s.symbol.is_positive} | {*context.sizes}
    assert all(not place[name].startswith(("-", "0")) for place in found for name in positive)


def test_labels_have_no_numbers_for_the_page() -> None:
    assert places(CHECKER.derivation(SLUGS["A2"])) == []
