r"""A slope that is set to zero in words: $b = c$ holds where it is 0, and is not said of any b."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE, NOT_UNDERSTOOD, UNDECIDED

from .judged import judged

MEAN = "Let $x_1, \\dots, x_n$ be real numbers. We minimise\n$$S(m) = \\sum_i (x_i - m)^2.$$\n"
PLAIN = MEAN.replace("S(m)", "S")
MEANS = (
    "Let $r_{nk} \\ge 0$, $x_n \\in \\mathbb{R}^D$, $\\mu_k \\in \\mathbb{R}^D$; suppose "
    "$\\sum_n r_{nk} > 0$. We minimise\n"
    "$$J(\\mu) = \\sum_{n=1}^N \\sum_{k=1}^K r_{nk} \\|x_n - \\mu_k\\|^2.$$\n"
)
LINE = (
    "Let $x_1, \\dots, x_n$ and $y_1, \\dots, y_n$ be real. We minimise\n"
    "$$S(a, b) = \\sum_{i=1}^n (y_i - a - b x_i)^2.$$\n"
)
POISSON = (
    "The log-likelihood, where $x_i \\ge 0$ and $\\lambda > 0$, is\n"
    "$$\\ell(\\lambda) = \\sum_{i=1}^n x_i \\log \\lambda - n \\lambda.$$\n"
)
LAGRANGE = (
    "Let $N_k > 0$. The Lagrangian is\n$$L(\\pi, \\lambda) = \\sum_{k=1}^K N_k \\log \\pi_k "
    "+ \\lambda (1 - \\sum_{k=1}^K \\pi_k).$$\n"
)
RIGHT = "\\frac{1}{n} \\sum_{i=1}^n x_i"
SHARE = "\\frac{\\sum_n r_{nk} x_n}{\\sum_n r_{nk}}"


def statuses(text: str) -> list[str]:
    """The verdicts on all displays but the first."""
    return judged(text, "notes.md").statuses[1:]


@pytest.mark.parametrize("text", [MEAN, PLAIN])
@pytest.mark.parametrize(
    "prose",
    [
        "Setting the derivative to zero gives",
        "Set the derivative with respect to $m$ equal to zero and solve. This gives",
        "The first-order condition is solved by",
        "Solving $\\frac{dS}{dm} = 0$ we find",
        "The derivative vanishes if and only if",
        "It is minimised by",
        "The minimum is attained at",
    ],
)
def test_a_value_that_is_found_in_words(prose: str, text: str) -> None:
    assert statuses(f"{text}{prose}\n$$m = {RIGHT}.$$") == [DERIVED]
    for wrong in (f"2 {RIGHT}", f"-{RIGHT}", "\\sum_{i=1}^n x_i"):
        assert statuses(f"{text}{prose}\n$$m = {wrong}.$$") == [FALSE]


def test_the_other_end_is_not_attained_there() -> None:
    assert statuses(f"{MEAN}The maximum is attained at\n$$m = {RIGHT}.$$") == [FALSE]
    assert statuses(f"{MEANS}So $J$ is maximised by\n$$\\mu_k = {SHARE}.$$") == [FALSE]


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        (MEAN, "-2 \\sum_{i=1}^n (x_i - m) = 0", "-2 \\sum_{i=1}^n (x_i + m) = 0"),
        (MEAN, "\\sum_{i=1}^n x_i = n m", "\\sum_{i=1}^n x_i = (n - 1) m"),
        (MEANS, "\\sum_n r_{nk} (x_n - \\mu_k) = 0", "\\sum_n r_{nk} (x_n + \\mu_k) = 0"),
        (MEANS, f"\\mu_k = {SHARE}", "\\mu_k = \\frac{\\sum_n r_{nk} x_n}{N}"),
        (POISSON, "\\frac{1}{\\lambda} \\sum_i x_i - n = 0", "\\frac{1}{\\lambda} \\sum_i x_i = 1"),
        (LAGRANGE, "\\frac{N_k}{\\pi_k} = \\lambda", "\\frac{N_k}{\\pi_k} = -\\lambda"),
        (LAGRANGE, "\\pi_k = \\frac{N_k}{\\lambda}", "\\pi_k = \\frac{\\lambda}{N_k}"),
        (LINE, "\\sum_i y_i = n a + b \\sum_i x_i", "\\sum_i y_i = n a - b \\sum_i x_i"),
    ],
)
def test_an_equation_that_a_slope_is_set_to(text: str, right: str, wrong: str) -> None:
    prose = "Setting the derivative to zero gives"
    assert statuses(f"{text}{prose}\n$${right}.$$") == [DERIVED]
    assert statuses(f"{text}{prose}\n$${wrong}.$$") == [FALSE]


def test_the_variable_that_is_named_is_meant() -> None:
    first, second = "\\sum_i (y_i - a - b x_i) = 0", "\\sum_i x_i (y_i - a - b x_i) = 0"
    prose = "Setting the derivative with respect to $#$ to zero gives"
    for variable, own, other in (("a", first, second), ("b", second, first)):
        said = LINE + prose.replace("#", variable)
        assert statuses(f"{said}\n$${own}.$$") == [DERIVED]
        assert statuses(f"{said}\n$${other}.$$") == [FALSE]


def test_what_follows_from_what_was_set_to_zero() -> None:
    rows = "\\sum_i (y_i - a - b x_i) &= 0 \\\\\n\\sum_i x_i (y_i - a - b x_i) &= 0"
    normal = f"{LINE}The normal equations are\n\\begin{{align}}\n{rows}\n\\end{{align}}\n"
    for value, verdict in (("\\bar y - b \\bar x", DERIVED), ("\\bar y + b \\bar x", FALSE)):
        behind = "where $\\bar x = \\frac1n \\sum_i x_i$ and $\\bar y = \\frac1n \\sum_i y_i$."
        text = f"{normal}From the first,\n$$a = {value},$$\n{behind}"
        assert statuses(text) == [DERIVED, DERIVED, verdict]
    for sign, verdict in (("-", DERIVED), ("+", FALSE)):
        zero = f"-2 \\sum_{{i=1}}^n (x_i {sign} m) = 0"
        text = (
            f"{MEAN}Setting the derivative to zero gives\n$${zero},$$\nand hence\n$$m = {RIGHT}.$$"
        )
        assert statuses(text) == [verdict, verdict]


@pytest.mark.parametrize("sign", ["-", "+"])
def test_what_follows_by_an_arrow(sign: str) -> None:
    verdict = DERIVED if sign == "-" else FALSE
    zero, root = f"\\sum_{{i=1}}^n (x_i {sign} m) = 0", RIGHT if sign == "-" else f"-{RIGHT}"
    prose = "Setting the derivative to zero gives"
    assert statuses(f"{MEAN}{prose}\n$${zero} \\implies m = {root}.$$") == [verdict]
    rows = f"{zero} \\\\\n\\implies m &= {root}"
    text = f"{MEAN}{prose}\n\\begin{{align}}\n{rows}\n\\end{{align}}"
    assert statuses(text) == [verdict, DERIVED]


@pytest.mark.parametrize("arrow", ["\\implies", "\\iff"])
def test_arrow_by_arrow(arrow: str) -> None:
    """What follows by an arrow is the condition of what follows from it."""
    begin = f"{MEAN}Then\n$$\\frac{{dS}}{{dm}} = 0 {arrow} "
    right, wrong = "\\sum_i (x_i - m) = 0", "\\sum_i (x_i - 2 m) = 0"
    assert statuses(f"{begin}{right} \\implies m = {RIGHT}.$$") == [DERIVED]
    assert statuses(f"{begin}{right} \\implies m = 2 {RIGHT}.$$") == [FALSE]
    assert statuses(f"{begin}{wrong} \\implies m = \\frac{{1}}{{2n}} \\sum_i x_i.$$") == [FALSE]


@pytest.mark.parametrize(
    "prose",
    [
        "The derivative is not zero at",
        "The derivative never vanishes, and we have",
        "It is not minimised by",
        "If the noise has zero mean, it follows that",
        "Setting the derivative of $T$ to zero gives",
        "The maximum is found by setting the derivative to zero:",
    ],
)
def test_what_says_otherwise_is_no_such_word(prose: str) -> None:
    assert DERIVED not in statuses(f"{MEAN}{prose}\n$$m = {RIGHT}.$$")


def test_what_is_no_function_is_asked_for() -> None:
    text = "Let $x_1, \\dots, x_n$ and $m$ be real numbers. Setting the derivative to zero gives"
    (line,) = judged(f"{text}\n$$m = {RIGHT}.$$", "notes.md").lines
    assert line.status == NOT_UNDERSTOOD
    assert "nothing says of what function" in line.message


def test_without_such_words_it_is_said_of_any_value() -> None:
    for prose in ("We have", "Recall that", "Clearly"):
        assert statuses(f"{MEAN}{prose}\n$$m = {RIGHT}.$$")[0] in (FALSE, UNDECIDED)


def test_a_sentence_of_its_own_explains_no_display() -> None:
    text = f"{MEANS}With the shares fixed, $J$ is minimised by\n$$\\mu_k = {SHARE}.$$"
    assert judged(text, "notes.md").statuses == [DERIVED, DERIVED]


def test_what_follows_from_the_root() -> None:
    """Behind the row that solves a slope, what is false of any value is said of the root."""
    begin = f"{MEAN}The derivative is\n$$S'(m) = -2 \\sum_i (x_i - m).$$\n"
    begin += f"Setting this to zero gives\n$$m = {RIGHT}.$$\n"
    right = "Hence\n$$n m = \\sum_i x_i.$$\nTherefore\n$$S(m) = \\sum_i x_i^2 - n m^2.$$"
    assert statuses(begin + right) == [DERIVED] * 4
    assert statuses(begin + right.replace("n m =", "2 n m ="))[2] == FALSE
    assert statuses(begin + right.replace("- n m^2", "- 2 n m^2"))[3] == FALSE
    any_value = "Note that\n$$n m = \\sum_i x_i.$$"
    assert statuses(begin + any_value)[2] != DERIVED
    true = "Hence\n$$\\sum_i (x_i - m) = \\sum_i x_i - n m.$$"
    assert statuses(begin + true) == [DERIVED] * 3


def test_a_name_beside_other_words() -> None:
    """ "Writing $N_k = ... > 0$" names N_k; that it is positive is not supposed by that."""
    prose = "Setting the gradient to zero and writing $N_k = \\sum_n r_{nk} > 0$ gives"
    begin = MEANS.replace("; suppose $\\sum_n r_{nk} > 0$", "")
    text = f"{begin}{prose}\n$$\\mu_k = \\frac{{1}}{{N_k}} \\sum_n r_{{nk}} x_n.$$"
    assert statuses(text) == [DERIVED]
    assert statuses(text.replace("} \\sum_n", "} 2 \\sum_n")) != [DERIVED]
    assert DERIVED not in statuses(
        f"{begin}As remarked, writing $N_k = \\sum_n r_{{nk}} > 0$,\n$$N_k > 0$$"
    )


@pytest.mark.parametrize("sign", ["-", "+"])
def test_a_name_behind_the_arrow(sign: str) -> None:
    zero = f"\\sum_i (x_i {sign} m) = 0 \\quad\\Longrightarrow\\quad \\hat m = "
    prose = "Setting the derivative to zero gives"
    right, wrong = (f"{MEAN}{prose}\n$${zero}{value}.$$" for value in (RIGHT, f"2 {RIGHT}"))
    assert statuses(right) == [DERIVED if sign == "-" else FALSE]
    assert statuses(wrong) == [FALSE]
