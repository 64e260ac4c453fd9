"""The site: what is made from the code, and that every page is in it and every link leads on."""

from __future__ import annotations

import pydoc
import re
from pathlib import Path

import pytest
from hardlimit.proofs import author
from hardlimit.proofs.kernel.gate import check
from hardlimit.proofs.language.functions import FUNCTIONS
from hardlimit.proofs.report.data import Report, TheoremReport
from hardlimit.proofs.report.render.page import gentle_page
from hardlimit.proofs.report.render.reading import TextRefused, read_book
from hardlimit.proofs.report.theorems import theorem_report
from hardlimit.proofs.rules import RULES

from docs.pages import rules, vocabulary
from docs.pages.examples import ACCEPTED, REFUSED

DOCS = Path(__file__).parents[2] / "docs"
MADE = {"made/rules", "made/vocabulary"}


@pytest.mark.slow
def test_each_rule_has_an_example_that_passes_and_one_that_is_refused() -> None:
    assert set(ACCEPTED) == set(REFUSED) == set(RULES)
    theorems = rules.accepted()
    assert set(theorems) == {rule.lower() for rule in RULES}
    wrong = [(rule, example) for rule, found in REFUSED.items() for example in found]
    told = [rules.refusal(rule, example, theorems)[0] for rule, example in wrong]
    assert all(len(why.split()) > 3 for why in told), told
    page = rules.page()
    assert re.findall(r"^## (\w+)$", page, re.MULTILINE) == list(RULES)
    assert page.count("\nPasses:\n") == page.count("\nRefused:\n") == len(RULES)


def test_every_word_of_the_vocabulary_is_told_with_its_print_and_coq() -> None:
    page = vocabulary.page()
    for word in FUNCTIONS:
        name = word.word.capitalize() if word.word == "abs" else word.word
        (row,) = re.findall(rf"^\| `{name}\(.*$", page, re.MULTILINE)
        assert f"`{word.coq} v_" in row
    for name in (*vocabulary.BINDERS, *vocabulary.RELATIONS):
        assert f"\n| `{name}(" in page
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert all(re.search(r"\| \$[^$]+\$ \| `[^`]+` \|$", r) or "| `d." in r for r in rows)


def test_help_on_what_an_author_imports_fits_a_few_screens() -> None:
    names: dict[str, object] = {}
    exec("from hardlimit.proofs.author import *", names)
    told = pydoc.plain(pydoc.render_doc(author))
    assert len(told.splitlines()) < 120
    found = set(re.findall(r"^    (\w+)  ", told, re.MULTILINE))
    assert found == {name for name in names if not name.startswith("__")}
    assert {*RULES, *vocabulary.RELATIONS, "derivation", "Derivation"} <= found


def mean_is_best() -> TheoremReport:
    """M1 of the tutorial, with its reasons."""
    d = author.Derivation("M1", "mean-is-best", "The mean is best", "c")
    N = d.size("N")
    n = d.index("n", N)
    x, t = d.family("x", N), d.symbol("t")
    m = d.define("m", (), author.total(x[n], n) / N)
    squares, least = (author.total((x[n] - at) ** 2, n) for at in (t, m))
    split = d.have(
        author.equal(squares, least + N * (m - t) ** 2), author.Unfold("m"), "It splits."
    )
    gap = author.combine((split, -1), gap=N * (m - t) ** 2)
    d.show(author.at_most(least, squares), "A square.", gap)
    return theorem_report(check(d.frozen()), None)


def test_the_story_of_a_package_is_read() -> None:
    page = (DOCS / "howto" / "own-book.md").read_text(encoding="utf-8")
    (story,) = re.findall(r"^```text\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    report = Report("0", theorems=(mean_is_best(),))
    book = read_book(report, [("story.md", story)])
    assert [theorem.label for theorem in book.drawn] == ["M1"]
    assert "It splits." in gentle_page(report, book, {})
    with pytest.raises(TextRefused, match=r"story\.md:8: there is no theorem M2"):
        read_book(report, [("story.md", story.replace("m; M1", "m; M2"))])


def test_every_page_is_in_the_site_and_links_lead_on() -> None:
    pages = {str(p.relative_to(DOCS).with_suffix("")): p for p in DOCS.rglob("*.md")}
    pages = {name: page for name, page in pages.items() if not name.startswith("made/")}
    listed = re.findall(
        r"^(?:.* <)?([\w/-]+)>?$", pages["index"].read_text(encoding="utf-8"), re.MULTILINE
    )
    assert (set(pages) | MADE) - {"index"} == set(listed) & (set(pages) | MADE)
    for name, page in pages.items():
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            found = (page.parent / target).resolve()
            made = str(found.relative_to(DOCS.resolve()).with_suffix("")) in MADE
            assert made or found.exists(), (name, target)
