"""The prose splitter, and what it makes of awkward characters."""

from __future__ import annotations

import html
import re

import pytest
from hardlimit.proofs.report.render import prose
from hardlimit.proofs.report.render.characters import math_to_ascii, text_to_tex
from hardlimit.proofs.report.render.mathematics import is_mathematics


def kinds(text: str) -> list[str]:
    return [piece.kind for piece in prose.split(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("plain", ["text"]),
        ("$x$", ["math"]),
        ("a $x$ b", ["text", "math", "text"]),
        ("$$x$$", ["display"]),
        (r"\$5 and \$6", ["text"]),
        ("only $5 here", ["text"]),
        ("`a_b` and *so* on", ["code", "text", "emphasis", "text"]),
        ("2 * 3 * 4", ["text"]),
        ("see https://example.org/a_b.", ["text", "link", "text"]),
        ("arXiv:1704.04812", ["link"]),
    ],
)
def test_pieces(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected


def test_a_dollar_meant_as_one_stays_text() -> None:
    assert prose.to_tex(r"\$5 for $x$") == r"\$5 for $x$"
    assert prose.to_html(r"\$5") == "$5"


def test_special_characters_are_escaped_in_text_and_left_alone_in_mathematics() -> None:
    assert prose.to_tex("50 % & a_b #1 {x} ~ $a_{1} < b^2$") == (
        r"50 \% \& a\_b \#1 \{x\} \textasciitilde{} $a_{1} < b^2$"
    )


@pytest.mark.parametrize(
    "tex",
    [
        r"\gdef\le{\ge}",
        r"\def\sum{\prod}",
        r"\let\le\ge",
        r"\newcommand{\x}{y}",
        r"\renewcommand\sigma{\tau}",
        r"\input{secret}",
        r"\catcode`\a=0",
        r"\expandafter\gdef\csname le\endcsname{\ge}",
        r"^^5cgdef^^5cle{^^5cge}",
        r"a % and the rest of the line",
        r"a } b",
        r"{ a",
        r"a & b",
        r"#1",
        r"\phantom{a}",
        r"\color{white} a",
        r"\href{x}{y}",
        r"\includegraphics{x}",
        r"\immediate\write18{x}",
    ],
)
def test_mathematics_with_other_commands_is_shown_as_its_source(tex: str) -> None:
    text = f"Take ${tex}$ here, with $\\sigma$."
    assert not is_mathematics(tex)
    assert kinds(text) == ["text", "code", "text", "math", "text"]
    shown = prose.to_tex(text)
    assert r"$\sigma$" in shown
    assert f"${tex}$" not in shown
    assert f'<code class="tex">{html.escape(tex)}' not in prose.to_html(text)


def test_mathematics_of_all_kinds_stays() -> None:
    for tex in (
        r"\sum_{n=1}^{N} w_n \lVert \mathbf{x}_n - \boldsymbol{\mu}\rVert^2 \le 1 \,\text{or}\; 2",
        r"\bigl( a \bigr) \to \infty, \quad \left[ \tfrac{1}{2} \right] \{1, \dots\} \| x \|",
        r"\operatorname{tr}(\Lambda S) \propto e^{-d/2\sigma^2}",
    ):
        assert is_mathematics(tex)
        assert prose.to_tex(f"${tex}$") == f"${tex}$"


@pytest.mark.parametrize("text", ["σ → 0", "‖x − y‖²", "Łódź", "Erdős", "中文", "𝒩(μ, σ²)", "½…—"])
def test_text_becomes_ascii(text: str) -> None:
    assert text_to_tex(text).isascii()
    assert math_to_ascii(text).isascii()


def test_accents() -> None:
    assert text_to_tex("naïve Gauß Erdős") == r"na\"{\i}ve Gau\ss{} Erd\H{o}s"


def test_quotes_are_curled_in_text_only() -> None:
    assert prose.to_tex('"Let $f\'$ be" `"x"`') == "``Let $f'$ be'' \\texttt{\"x\"}"


def test_html_is_escaped_everywhere() -> None:
    found = prose.to_html("a < b & $a < b & c$ `<i>` *<u>*")
    assert re.findall(r"<(\w+)", found) == ["code", "code", "em"]
    assert "a &lt; b &amp; c" in found


def test_punctuation_stays_with_its_formula() -> None:
    found = prose.to_html("$K$, so")
    assert found == '<span class="t"><math><mi>K</mi></math>,</span> so'


def test_addresses_survive_in_both() -> None:
    address = "https://example.org/a_b?x=1&y=2#z"
    assert 'href="https://example.org/a_b?x=1&amp;y=2#z"' in prose.to_html(address)
    assert r"\hllink{https://example.org/a\_b?x=1\&y=2\#z}" in prose.to_tex(address)


def test_paragraphs() -> None:
    assert prose.paragraphs("a\nb\n\n  c\n") == ["a\nb", "c"]


def test_words_with_one_letter_before_a_hyphen_stay_on_one_line() -> None:
    assert prose.to_html("of $k$-means, too").startswith('of <span class="t"><math>')
    assert prose.to_html("of $k$-means, too").endswith("-means,</span> too")
    assert prose.to_html("an E-step") == 'an <span class="t">E-step</span>'
    assert prose.to_html("well-known x--y") == "well-known x--y"
