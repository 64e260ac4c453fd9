"""Formulas as MathML: what they say, and that nothing else of LaTeX gets through."""

from __future__ import annotations

import random
import re
from xml.etree import ElementTree

import pytest
from hardlimit.proofs.report.render.mathematics import _COMMANDS, is_mathematics
from hardlimit.proofs.report.render.mathml import NotSet, mathml
from hardlimit.proofs.report.render.mathml_signs import SIGNS

HAT = '<mo stretchy="false">^</mo>'


def inside(latex: str, *, goes_on: bool = False) -> str:
    return mathml(latex, goes_on=goes_on).removeprefix("<math>").removesuffix("</math>")


@pytest.mark.parametrize(
    ("latex", "found"),
    [
        ("x_n^{2}", "<msubsup><mi>x</mi><mi>n</mi><mn>2</mn></msubsup>"),
        (r"\frac12", "<mfrac><mn>1</mn><mn>2</mn></mfrac>"),
        (
            r"\boldsymbol{\hat{\mu}}",
            '<mover accent="true"><mi>𝝁</mi><mo stretchy="false">^</mo></mover>',
        ),
        (r"\mathbf{1}\mathcal{D}\mathbb{R}", "<mi>𝟏</mi><mi>𝒟</mi><mi>ℝ</mi>"),
        (r"\Sigma", '<mi mathvariant="normal">Σ</mi>'),
        ("a < b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>"),
        ("f''", "<msup><mi>f</mi><mo>′′</mo></msup>"),
        (r"\text{if } x", "<mtext>if\N{NO-BREAK SPACE}</mtext><mi>x</mi>"),
        ("0.25", "<mn>0.25</mn>"),
    ],
)
def test_what_is_written(latex: str, found: str) -> None:
    assert inside(latex) == found


def test_a_minus_is_a_sign_or_between_two_terms() -> None:
    assert inside("a-b").count('form="prefix"') == 0
    for latex in ("-b", "a=-b", "(-b)", r"e^{-b}", r"a \cdot -b", r"\log -b", r"\frac{-b}{2}"):
        assert inside(latex).count('<mo form="prefix">−</mo>') == 1, latex
    assert inside("-b", goes_on=True) == '<mo form="infix">−</mo><mi>b</mi>'


def test_limits_stand_below_in_displays() -> None:
    found = mathml(r"\sum_{n=1}^{N} \min_k d", display=True)
    assert found.startswith('<math display="block"><munderover><mo>∑</mo>')
    assert (
        '<munder><mo movablelimits="true" lspace="0" rspace="0">min</mo><mi>k</mi></munder>'
        in found
    )
    assert "<msub>" in inside(r"\log_2 x")


def test_a_sign_with_an_index_is_one_sign() -> None:
    bars = inside("|S|_k")
    assert bars.endswith(
        '<mi>S</mi><msub><mo form="postfix" stretchy="false">|</mo><mi>k</mi></msub>'
    )
    assert inside("a <_k b") == "<mi>a</mi><msub><mo>&lt;</mo><mi>k</mi></msub><mi>b</mi>"


def test_names_of_functions_have_thin_spaces() -> None:
    thin = '<mspace width="0.17em"/>'
    assert inside(r"a \log b") == f"<mi>a</mi>{thin}<mi>log</mi>{thin}<mi>b</mi>"
    assert inside(r"\log(b)").startswith('<mi>log</mi><mo stretchy="false">(')
    assert inside(r"\frac{\log b}{\log}").endswith("<mi>log</mi></mfrac>")


def test_brackets_grow_only_where_they_are_told_to() -> None:
    assert inside(r"\left( a \right]") == (
        '<mrow><mo form="prefix">(</mo><mi>a</mi><mo form="postfix">]</mo></mrow>'
    )
    assert inside(r"\left\{ a \right.").endswith("<mi>a</mi></mrow>")
    assert inside(r"\lVert a \rVert").count('stretchy="false"') == 2


@pytest.mark.parametrize(
    "latex",
    [
        r"\gdef\le{\ge}",
        r"\require{x}",
        "{a",
        r"\left( a",
        r"\frac{a}",
        "a^2^3",
        "a_1_2",
        r"\sqrt[3",
        r"\left< a \right>",
        r"\text{a",
        r"\boldsymbol{a + b}\boldsymbol{\frac{a}{b}}",
        r"\operatorname{\input}",
        "a}",
        "a # b",
        "{" * 5000 + "}" * 5000,
    ],
)
def test_anything_else_is_not_set(latex: str) -> None:
    with pytest.raises(NotSet):
        mathml(latex)


def test_every_sign_that_prose_may_hold_is_set_or_refused() -> None:
    refused = set()
    for command in sorted(_COMMANDS):
        try:
            mathml(f"a {command} {{b}} {{c}}")
        except NotSet:
            refused.add(command)
    assert {r"\le", r"\sum", r"\mathbf", r"\frac", r"\,"}.isdisjoint(refused)
    assert len(refused) < 40


def test_random_formulas_are_well_formed_or_refused() -> None:
    rng = random.Random("mathml")
    pieces = [
        *"abn12+-=<>()[]{}{}{}{}__^^'.,|&",
        r"\frac",
        r"\sqrt",
        r"\hat",
        r"\left(",
        r"\right)",
    ]
    pieces += [r"\text{a<b}", r"\log", r"\sum", r"\mathbf", r"\sigma", r"\operatorname*{a}", *SIGNS]
    told = 0
    for _ in range(3000):
        latex = "".join(rng.choice(pieces) for _ in range(rng.randint(1, 12)))
        try:
            found = mathml(latex)
        except NotSet:
            continue
        told += 1
        tags = {element.tag for element in ElementTree.fromstring(found).iter()}
        assert all(re.fullmatch("m[a-z]+", tag) for tag in tags)
        assert is_mathematics(latex) or "&" in latex or "}" in latex
    assert told > 300
