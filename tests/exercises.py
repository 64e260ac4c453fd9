"""Four lines for each exercise of the book, and what terminal and page say of them.

``python -m tests.exercises`` writes ``docs/exercises.md``; tests hold it to the code.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hardlimit.proofs.book.checking import checker_of
from hardlimit.proofs.book.discovery import LIBRARY
from hardlimit.proofs.book.places import places
from hardlimit.proofs.cli.attempts import attempt
from hardlimit.proofs.report.data import Report
from hardlimit.proofs.report.render.page import gentle_page
from hardlimit.proofs.report.render.reading import read_book
from hardlimit.proofs.report.theorems import theorem_report

from .browser import Browser

PAGE = Path(__file__).parents[1] / "docs" / "exercises.md"
TEXT = Path(__file__).parents[1] / "derivations" / "gentle.md"
KINDS = ("right", "true", "false", "not understood")
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


def in_terminal(label: str) -> tuple[list[str], list[str]]:
    """The kinds of answers that ``hardlimit study`` gives to the four lines, and their words."""
    slug = SLUGS[label]
    number = CHECKER.derivation(slug).steps[0].number
    said = [attempt(CHECKER, slug, number, line) for line in LINES[label]]
    return [one.kind for one in said], ["\n".join(one.lines) for one in said]


def in_page(browser: Browser) -> dict[str, tuple[list[str], list[str]]]:
    """The kinds and the words of the page, by exercise."""
    slugs = {label: SLUGS[label] for label in LINES}
    theorems = tuple(theorem_report(CHECKER.check(slug), None) for slug in slugs.values())
    letters = ("p", "q", "a", "b", "g", "x", "y", "z", "u", "r", "k", "K", "\\sigma")
    rows = "".join(f"| ${letter}$ | s | m |\n" for letter in letters)
    asked = "\n\n".join(f"?? Q\n? h\n! A.\n:: {label}" for label in slugs)
    text = f"# One\n\n| symbol | shape | meaning |\n| - | - | - |\n{rows}\n{asked}"
    report = Report("0", theorems=theorems)
    stored = {slug: places(CHECKER.derivation(slug)) for slug in slugs.values()}
    book = read_book(report, [("one.md", text)])
    browser.show(gentle_page(report, book, {}, stored), 1400)
    found: list[list[list[str]]] = browser.run(f"""
      {json.dumps(list(LINES.values()))}.map((lines, n) => {{
        const box = document.querySelectorAll(".try")[n], said = box.querySelector("output");
        return lines.map((line) => {{
          box.querySelector("input").value = line;
          box.requestSubmit();
          return [said.className.replace("-", " "), said.textContent];
        }});
      }})""")
    return {
        label: ([kind for kind, _ in said], [text for _, text in said])
        for label, said in zip(LINES, found, strict=True)
    }


def transcript(label: str, terminal: list[str], page: list[str]) -> str:
    """The four lines of an exercise and both answers, as Markdown."""
    parts = []
    for kind, line, shell, told in zip(KINDS, LINES[label], terminal, page, strict=True):
        parts.append(f"{kind.capitalize()}:\n\n```text\n> {line}\n{shell}\n  page: {told}\n```\n")
    return "\n".join(parts)


def document(page: dict[str, list[str]]) -> str:
    """All transcripts, in the order of the book."""
    asked = [line[3:] for line in TEXT.read_text("utf-8").splitlines() if line.startswith("?? ")]
    parts = [
        "# The exercises, and four answers to each",
        "",
        "Made by `python -m tests.exercises`; tests hold it to the code. Under each exercise",
        "stand a line that is right, one that is true and of no use, one that is false and one",
        "that nobody can read; below each what `hardlimit study` says of it, and what the page",
        "says, which knows no more than the numbers that are stored in it.",
    ]
    for number, (label, question) in enumerate(zip(LINES, asked, strict=True), 1):
        parts += ["", f"## Exercise {number}", "", question, ""]
        parts.append(transcript(label, in_terminal(label)[1], page[label]).rstrip())
    return "\n".join(parts) + "\n"


def told(label: str) -> str:
    """What the page of transcripts has of an exercise."""
    number = list(LINES).index(label) + 1
    parts = PAGE.read_text(encoding="utf-8").split("\n## Exercise ")
    return next(part for part in parts if part.startswith(f"{number}\n"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        shown = Browser(Path(folder))
        PAGE.write_text(document({label: said for label, (_, said) in in_page(shown).items()}))
        shown.close()
