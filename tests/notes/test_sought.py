"""A new name of which prose says that it was found is no definition: any value would do."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE, NOT_UNDERSTOOD, UNDECIDED

from .judged import judged, note

DATA = "Let $x_1, \\dots, x_N > 0$ be counts. The log-likelihood of the rate $\\lambda > 0$ is\n\n"
GAIN = "$$\\ell(\\lambda) = \\sum_n (x_n \\log \\lambda - \\lambda) .$$\n\n"
SLOPE = "\\frac{d\\ell}{d\\lambda} = \\sum_n \\left( \\frac{x_n}{\\lambda} - 1 \\right) = 0"
FOUND = "\\frac{2}{N} \\sum_n x_n"


def statuses(prose: str, *lines: str) -> list[str]:
    """The verdicts on displays behind a sentence, without that on the objective."""
    shown = "".join(f"$$\n{line} .\n$$\n\n" for line in lines)
    return judged(f"{DATA}{GAIN}{prose}\n\n{shown}", "notes.md").statuses[1:]


@pytest.mark.parametrize("name", [r"\hat\lambda", r"\lambda^*", r"\lambda_{\text{ML}}"])
@pytest.mark.parametrize(
    "prose",
    [
        "Setting the derivative to zero yields",
        "Solving for $\\lambda$ we find",
        "The slope vanishes at",
        "This is maximised by",
        "The maximum likelihood estimate is",
        "Hence",
        "With a Lagrange multiplier we get",
        "Setting $\\ell'(\\lambda) = 0$ we have",
        "Write $S$ for the sum. Then",
        "Writing the sum out, we find",
        "The M-step update reads",
    ],
)
def test_what_was_found_is_not_merely_named(prose: str, name: str) -> None:
    wrong = statuses(prose, f"{name} = {FOUND}")
    assert wrong == [DERIVED, FALSE]
    right = statuses(prose, f"{name} = {FOUND.replace('2', '1')}")
    assert right == [DERIVED, DERIVED]


def test_it_is_said_what_to_write() -> None:
    text = f"{DATA}Setting the derivative to zero yields\n\n$$\\hat\\lambda = {FOUND}$$\n"
    message = judged(text, "notes.md").lines[-1].message
    assert "put the slope that is set to 0 into a display above" in message
    assert r"\hat{\lambda} = \arg\max_{\lambda} L(\lambda)" in message
    assert "is a new name" not in message


def test_beside_a_block_too() -> None:
    text = note("Let $x_n$ be real for $n \\le N$; let $t$ be real.")
    text += "Setting the derivative to zero yields\n\\[ \\hat t = \\sum_n x_n \\]\n"
    assert judged(text).statuses == [NOT_UNDERSTOOD]


def test_a_slope_that_is_shown_says_of_what() -> None:
    right = statuses("Its slope is zero where", SLOPE, f"\\hat\\lambda = {FOUND.replace('2', '1')}")
    assert right == [DERIVED, DERIVED]
    assert statuses("Its slope is zero where", SLOPE, f"\\hat\\lambda = {FOUND}")[1] == FALSE


@pytest.mark.parametrize("prose", ["Write", "We define the estimate, which will be best,", "Let"])
def test_what_is_named_may_stand(prose: str) -> None:
    lines = (f"\\hat\\lambda = {FOUND}", "N \\hat\\lambda = 2 \\sum_n x_n")
    assert statuses(prose, *lines) == [DERIVED, DERIVED]


@pytest.mark.parametrize(
    "said", ["Setting $\\ell'(\\lambda) = 0$ we find", "Setting $\\ell'(\\hat\\lambda) = 0$ gives"]
)
def test_a_slope_may_be_set_to_zero_in_the_text(said: str) -> None:
    slope = SLOPE.removesuffix(" = 0").replace("\\frac{d\\ell}{d\\lambda}", "\\ell'(\\lambda)")
    for found, verdict in ((FOUND.replace("2", "1"), DERIVED), (FOUND, FALSE)):
        shown = f"$$\n{slope} .\n$$\n\n{said}\n\n$$\n\\hat\\lambda = {found} .\n$$\n\n"
        text = f"{DATA}{GAIN}The slope is\n\n{shown}Since it is concave, this is the maximum.\n"
        assert judged(text, "notes.md").statuses[1:] == [DERIVED, verdict]


MIXTURE = r"""Let $x_1, \dots, x_N > 0$ be data, let $\gamma_{nk} > 0$ with
$\sum_{k=1}^K \gamma_{nk} = 1$ be the responsibilities, and let $\lambda_k > 0$ and $\pi_k > 0$ with
$\sum_{k=1}^K \pi_k = 1$. WAY

$$
Q(\pi, \lambda) = \sum_{n=1}^N \sum_{k=1}^K \gamma_{nk} (\log \pi_k + x_n \log \lambda_k
- \lambda_k) .
$$

With a Lagrange multiplier we get

$$
\hat\pi_k = \frac{1}{N} \sum_{n=1}^N \gamma_{nk} .
$$

The rates become

$$
\hat\lambda_k = \frac{\sum_{n=1}^N \gamma_{nk} x_n}{\sum_{n=1}^N \gamma_{nk}} .
$$
"""


def of_mixture(way: str, old: str = "", new: str = "") -> list[str]:
    """The verdicts on an M-step of which the text says whether it maximises."""
    return judged(MIXTURE.replace("WAY", way).replace(old, new), "notes.md").statuses


@pytest.mark.parametrize("way", ["We maximise", "Its expected log-likelihood is"])
def test_what_is_found_is_held_against_what_the_text_says_is_best(way: str) -> None:
    assert of_mixture(way) == [DERIVED] * 5


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("frac{1}{N}", "frac{2}{N}"),
        ("frac{1}{N} \\sum_{n=1}^N \\gamma_{nk}", "frac{1}{K}"),
        ("gamma_{nk} x_n}", "gamma_{nk} x_n^2}"),
        ("\\gamma_{nk} x_n}", "x_n}"),
    ],
)
def test_another_value_is_false(old: str, new: str) -> None:
    assert of_mixture("We maximise", old, new).count(FALSE) == 1


def test_the_wrong_way_is_false() -> None:
    assert of_mixture("We minimise").count(FALSE) == 1


def test_where_nothing_is_said_to_be_best_it_is_not_read() -> None:
    assert of_mixture("Write") == [DERIVED, NOT_UNDERSTOOD, NOT_UNDERSTOOD]


def test_a_lagrangian_is_not_what_is_sought() -> None:
    lagrangian = "\\mathcal{L}(\\pi, \\nu) = \\sum_{n=1}^N \\sum_{k=1}^K \\gamma_{nk} \\log \\pi_k"
    shown = f"The Lagrangian is\n\n$$\n{lagrangian} - \\nu (\\sum_{{k=1}}^K \\pi_k - 1)\n$$\n\n"
    text = MIXTURE.replace("(\\pi, \\lambda)", "(\\pi)").replace("WAY", "We maximise")
    text = text.replace(" + x_n \\log \\lambda_k\n- \\lambda_k", "").partition("The rates")[0]
    with_multiplier = text.replace("With a Lagrange", f"{shown}With a Lagrange")
    assert judged(with_multiplier, "notes.md").statuses == [DERIVED] * 4


LINE = r"""Let $x_i$ and $y_i$ be real for $i = 1, \dots, n$, with
$\sum_i (x_i - \bar x)^2 > 0$ where $\bar x = \frac1n \sum_{i=1}^n x_i$ and
$\bar y = \frac1n \sum_{i=1}^n y_i$. We minimise

$$
S(a, b) = \sum_{i=1}^n (y_i - a - b x_i)^2 .
$$

Setting both slopes to zero gives

$$
\hat a = \bar y - \hat b \bar x , \qquad
\hat b = \frac{\sum_{i=1}^n (x_i - \bar x)(y_i - \bar y)}{\sum_{i=1}^n (x_i - \bar x)^2} .
$$
"""


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ("", "", DERIVED),
        (r"\hat b \bar x ,", r"\hat b ,", FALSE),
        (r"- \bar x)(y_i - \bar y)", r"- \bar x) y_i^2", FALSE),
    ],
)
def test_several_are_found_together_in_any_order(old: str, new: str, verdict: str) -> None:
    assert LINE.count(old) >= 1
    found = judged(LINE.replace(old, new), "notes.md").statuses
    assert sorted(found) == sorted([DERIVED, DERIVED, verdict])


@pytest.mark.parametrize(
    "prose",
    ["We choose", "The estimator:", "**Answer.**", "This is uniquely given by", "", "Take", "with",
     "Using the normal equation,", "We denote it by", "Let the minimiser be", "We use"],
)  # fmt: skip
@pytest.mark.parametrize("plain", [False, True])
def test_what_is_written_as_an_optimum_is_held_against_the_objective(
    prose: str, plain: bool
) -> None:
    """Whatever the sentence says, unless it says that it names."""
    given = "Let $x_i, y_i$ be real for $i = 1, \\dots, n$ with $\\sum_i x_i^2 > 0$"
    left = "; let $b$ be real. We minimise\n\n$$S" if plain else ". We minimise\n\n$$S(b)"
    for found, verdict in (("\\frac{\\sum_i x_i y_i}{\\sum_i x_i^2}", DERIVED), ("7", FALSE)):
        text = f"{given}{left} = \\sum_i (y_i - b x_i)^2$$\n\n{prose}\n\n$$\\hat b = {found}$$\n"
        assert judged(text, "notes.md").statuses == [DERIVED, DERIVED, verdict]


FITTED = r"""Let $x_i, y_i$ be real for $i = 1, \dots, n$ with $\sum_i x_i^2 > 0$. We minimise

$$
S(b) = \sum_{i=1}^n (y_i - b x_i)^2 .
$$

SAYS

$$
\hat y_i = b x_i .
$$
"""


@pytest.mark.parametrize("said", ["The fitted values are", "With them we get the predictions", ""])
def test_what_is_predicted_is_a_name(said: str) -> None:
    assert judged(FITTED.replace("SAYS", said), "notes.md").statuses == [DERIVED, DERIVED]


STEP = "$$f(x) = (x - 1)^2$$\n\nThe update is\n\n$$x^{\\text{new}} = x - \\eta (x - 1)$$\n"


def test_a_step_of_descent_is_no_optimum() -> None:
    text = f"Let $x$ and $\\eta$ be real. We minimise\n\n{STEP}"
    assert judged(text, "notes.md").statuses == [DERIVED, DERIVED]
    solved = text.replace("The update is", "Setting the slope to zero gives the update")
    assert judged(solved, "notes.md").statuses == [DERIVED, NOT_UNDERSTOOD]


NORMAL = r"""Let $x_1, \dots, x_n$ be real, with $\sum_{i=1}^n (x_i - \bar x)^2 > 0$ where
$\bar x = \frac1n \sum_{i=1}^n x_i$. We maximise

$$
\ell(\mu, \sigma^2) = -\frac n2 \log \sigma^2 - \frac1{2 \sigma^2} \sum_{i=1}^n (x_i - \mu)^2 .
$$

We find

\begin{align}
\hat\mu &= \bar x \\
\hat\sigma^2 &= \frac1n \sum_{i=1}^n (x_i - \hat\mu)^2 .
\end{align}
"""


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ("", "", DERIVED),
        (r"\frac1n \sum_{i=1}^n (x_i - \hat", r"\frac1{n+1} \sum_{i=1}^n (x_i - \hat", FALSE),
        (r"&= \bar x", r"&= 2 \bar x", FALSE),
        (r"We maximise", r"We minimise", FALSE),
    ],
)
def test_a_mean_and_a_variance_by_its_square(old: str, new: str, verdict: str) -> None:
    """The variance is best where the mean is."""
    assert NORMAL.count(old) >= 1
    found = judged(NORMAL.replace(old, new), "notes.md").statuses
    assert found.count(DERIVED) == (5 if verdict == DERIVED else found.count(DERIVED))
    assert (FALSE in found) == (verdict == FALSE)
    together = (
        NORMAL.replace(r" \\", r", \quad").replace("&=", "=").replace("{align}", "{equation}")
    )
    found = judged(together.replace(old.replace("&", ""), new.replace("&", "")), "n.md").statuses
    assert (set(found) == {DERIVED}) == (verdict == DERIVED)


PROFILE = (
    LINE.partition("Setting both")[0]
    + r"""Setting the slope in $a$ to zero gives

$$
\hat a = \bar y - b \bar x .
$$

Hence

$$
\hat b = \frac{\sum_{i=1}^n (x_i - \bar x)(y_i - \bar y)}{\sum_{i=1}^n (x_i - \bar x)^2} .
$$
"""
)


@pytest.mark.parametrize(
    ("old", "new"), [("", ""), ("- b", "+ b"), ("(x_i - \\bar x)(", "x_i^2 (")]
)
def test_what_is_found_first_is_put_in(old: str, new: str) -> None:
    found = judged(PROFILE.replace(old, new), "notes.md").statuses
    assert (found == [DERIVED] * 5) == (not old)


def test_what_is_best_only_together_waits_for_what_is_found_below() -> None:
    slope, _, rest = LINE.partition(r"\hat a = \bar y - \hat b \bar x , \qquad")
    apart = f"{slope}{rest}".rstrip() + "\n\nThen\n\n$$\n\\hat a = \\bar y - \\hat b \\bar x\n$$\n"
    assert judged(apart, "notes.md").statuses == [DERIVED] * 4
    assert FALSE in judged(apart.replace("y - \\hat b", "y + \\hat b"), "notes.md").statuses
    cut = apart.replace("\\hat a = \\bar y", "\\hat a > \\hat a = \\bar y")
    assert set(judged(cut, "notes.md").statuses[1:]) & {NOT_UNDERSTOOD, UNDECIDED, FALSE}


SQUARES = r"""Let $x_i, y_i$ be real for $i = 1, \dots, n$ with $\sum_i x_i^2 > 0$. We minimise

$$
S(b) = \sum_{i=1}^n (y_i - b x_i)^2 .
$$

SAYS
$$
ROW
$$
"""
ROOT = r"\frac{\sum_i x_i y_i}{\sum_i x_i^2}"


def of_squares(row: str, said: str = "") -> tuple[list[str], list[str]]:
    """The verdicts on a row, with the slope of a regression line in it and with 7."""
    text = SQUARES.replace("SAYS", f"{said}\n")
    right, wrong = (text.replace("ROW", row.replace("V", v)) for v in (ROOT, "7"))
    return judged(right, "notes.md").statuses[1:], judged(wrong, "notes.md").statuses[1:]


@pytest.mark.parametrize("name", [r"\hat b", "b^*", r"\tilde b", "b"])
@pytest.mark.parametrize(
    "slope",
    [
        r"\frac{d S}{d b} = 0 \implies",
        r"S'(b) = 0 \Rightarrow",
        r"\frac{\partial S}{\partial b} \overset{!}{=} 0 \iff",
        r"\frac{d S}{d b} = -2 \sum_i x_i (y_i - b x_i) = 0 \implies",
    ],
)
def test_what_a_slope_gives_is_its_root_whatever_it_is_called(slope: str, name: str) -> None:
    right, wrong = of_squares(f"{slope} {name} = V")
    assert set(right) == {DERIVED}
    assert FALSE in wrong


@pytest.mark.parametrize("slope", [r"\frac{d S}{d b}\Big|_{b = \hat b} = 0", r"S'(\hat b) = 0"])
def test_what_says_itself_where_it_is_zero_is_no_root(slope: str) -> None:
    right, wrong = of_squares(rf"{slope} \implies \hat b = V")
    assert right == wrong == [NOT_UNDERSTOOD]


@pytest.mark.parametrize("name", ["b_0", r"b_{\min}", r"\tilde b", r"b_{\text{best}}"])
def test_any_name_is_held_where_the_sentence_says_that_it_is_best(name: str) -> None:
    right, wrong = of_squares(f"{name} = V", "The minimiser is")
    assert (right, wrong) == ([DERIVED, DERIVED], [DERIVED, FALSE])
    # Elsewhere it is another number.
    assert of_squares(f"{name} = V", "We begin with") == ([DERIVED], [DERIVED])


@pytest.mark.parametrize("name", ["b^+", r"b^{\dagger}", "c", r"\beta"])
@pytest.mark.parametrize("said", ["The minimiser is", "It is minimised by"])
def test_a_name_without_a_mark_is_held_where_it_is_called_the_minimiser(
    said: str, name: str
) -> None:
    right, wrong = of_squares(f"{name} = V", said)
    assert (right, wrong) == ([DERIVED, DERIVED], [DERIVED, FALSE])
    assert of_squares(f"{name} = V", "We begin with") == ([DERIVED], [DERIVED])


@pytest.mark.parametrize(
    "said",
    [
        "The answer, which we call the slope of the line, is",
        "The best number, denoted by a hat, is",
        "Where the slope is zero we put",
    ],
)
def test_what_is_called_aside_is_no_mere_name(said: str) -> None:
    right, wrong = of_squares(r"\hat b = V", said)
    assert (right, wrong) == ([DERIVED, DERIVED], [DERIVED, FALSE])


@pytest.mark.parametrize("said", ["The unique minimiser is", "It is uniquely minimised by"])
def test_what_is_called_the_only_one_is_claimed_to_be(said: str) -> None:
    shown = "We minimise\n\n$$\nL(b) = F .\n$$\n\n{}\n\n$$\n\\hat b = 1 .\n$$\n"
    two, one = (shown.replace("F", f) for f in ("b^4 - 2 b^2", "(b - 1)^2"))
    assert judged(two.format(said), "notes.md").statuses[-1] != DERIVED
    assert judged(one.format(said), "notes.md").statuses[-1] == DERIVED
    assert judged(two.format("The function is minimised by"), "notes.md").statuses[-1] == DERIVED


@pytest.mark.parametrize(
    ("objective", "slope", "verdict"), [("a^2", "2 a", DERIVED), ("-a^2", "-2 a", FALSE)]
)
@pytest.mark.parametrize(
    "said", ["This is zero at $0$, so the minimiser is", "Hence the minimum is attained at"]
)
def test_a_root_that_is_called_the_minimiser_is_held_against_the_objective(
    said: str, objective: str, slope: str, verdict: str
) -> None:
    text = f"We minimise\n\n$$\nf(a) = {objective} .\n$$\n\nThe slope is\n\n"
    text += f"$$\nf'(a) = {slope} .\n$$\n\n{said}\n\n$$\n\\hat a = 0 .\n$$\n"
    assert judged(text, "notes.md").statuses[-1] == verdict


@pytest.mark.parametrize("behind", ["Since $N > 0$, this is the only maximum.", "Because of that,"])
def test_a_sentence_of_its_own_is_no_reason(behind: str) -> None:
    """A row with a reason claims; this one names what is found."""
    text = f"{DATA}{GAIN}Hence\n\n$$\n\\hat\\lambda = {{}} .\n$$\n{behind}"
    right = text.format("\\frac{1}{N} \\sum_n x_n")
    assert judged(right, "notes.md").statuses == [DERIVED] * 3
    assert FALSE in judged(text.format(FOUND), "notes.md").statuses
