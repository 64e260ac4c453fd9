"""Notes without a block: what prose declares, names and supposes, and what it must not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE, NOT_UNDERSTOOD, UNDECIDED

from .judged import judged

NOTES = Path(__file__).parent / "prose"
#: Of each note a part, and a slip that is put for it.
SLIPS = {
    "bias-variance.md": ("= \\sum_{k=1}^K p_k (x_k - \\mu)^2 + (\\mu", "= (\\mu"),
    "categorical.md": ("\\theta_k = \\frac{n_k}{\\lambda}", "\\theta_k = \\frac{\\lambda}{n_k}"),
    "em-means.tex": ("= -2 \\sum", "= 2 \\sum"),
    "em-one-dimension.md": (
        "= \\frac{1}{N_k} \\sum_{n=1}^N r_{nk} x_n",
        "= \\frac{1}{N} \\sum_n x_n",
    ),
    "em-shared-variance.md": ("+ \\frac{1}{\\sigma^3}", "+ \\frac{1}{\\sigma^2}"),
    "entropy.tex": ("\\left( \\frac{1}{K p_k} - 1", "\\left( \\frac{1}{K p_k} - 2"),
    "exponential-score.md": ("\\hat\\theta = \\frac{n}", "\\hat\\theta = \\frac{2 n}"),
    "gamma-poisson.md": ("\\hat\\lambda = \\frac{s + a - 1}", "\\hat\\lambda = \\frac{s + a}"),
    "kmeans-cost.md": ("+ N_k \\|", "+ \\|"),
    "line.tex": ("\\hat b\\bar x", "\\hat b"),
    "logistic-gradient.md": ("(p_n - y_n) x_n", "(y_n - p_n) x_n"),
    "pairs-of-points.md": ("= 2n \\sum_{i=1}^n \\|x_i - \\bar", "= n \\sum_{i=1}^n \\|x_i - \\bar"),
    "ridge-slope.md": ("^2 + \\lambda}", "^2}"),
    "scatter.tex": ("+\\sum_{k=1}^K N_k\\|", "+\\sum_{k=1}^K\\|"),
    "softmax-gradient.md": ("= p_k - y_k", "= y_k - p_k"),
    "spread-of-predictions.md": ("&= (y - \\bar f)^2 + \\sum", "&= (y + \\bar f)^2 + \\sum"),
    "three-estimators.md": ("\\hat\\theta = \\frac{m}{N}", "\\hat\\theta = \\frac{m}{N - m}"),
}
LAW = "Let $p_k \\ge 0$ for $k = 1, \\dots, K$."
ONE = "\\sum_{k=1}^K p_k = 1"
REAL = "Let $x \\in \\mathbb{R}$."
DATA = "Let $x_1, \\dots, x_N \\in \\mathbb{R}$ be data."
LOSS = f"{DATA}\n\n$$L(b) = \\sum_{{n=1}}^N (x_n - b)^2$$\n\n"
MEAN = "\\frac{1}{N} \\sum_{n=1}^N x_n"


def statuses(prose: str, *lines: str) -> list[str]:
    """The verdicts on displays behind some prose."""
    shown = "".join(f"\n\n$${line}$$" for line in lines)
    return judged(f"{prose}{shown}\n", "notes.md").statuses


def test_every_note_has_its_slip() -> None:
    assert {path.name for path in NOTES.iterdir()} == {*SLIPS}


@pytest.mark.slow
@pytest.mark.parametrize("name", SLIPS)
def test_a_note_as_it_is_written(name: str) -> None:
    found = judged((NOTES / name).read_text(encoding="utf-8"), name)
    assert {*found.statuses} == {DERIVED}, [line.message for line in found.lines]
    assert any("taken from the text" in line.message for line in found.lines)


@pytest.mark.slow
@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_in_a_note_is_not_accepted(name: str) -> None:
    text = (NOTES / name).read_text(encoding="utf-8")
    right, wrong = SLIPS[name]
    assert text.count(right) == 1
    assert {*judged(text.replace(right, wrong), name).statuses} & {FALSE, UNDECIDED}


@pytest.mark.parametrize(
    "sentence",
    [
        f"We do not assume ${ONE}$.",
        f"If ${ONE}$, this is a law.",
        f"Show that the weights satisfy ${ONE}$.",
        f"It follows that the weights satisfy ${ONE}$.",
        f"It is a common mistake to assume ${ONE}$.",
        f"Later we may assume ${ONE}$.",
        f"First suppose ${ONE}$.",
        f"Note that ${ONE}$.",
        f"<!-- Suppose ${ONE}$. --> `Suppose ${ONE}$.`",
    ],
)
def test_what_is_not_supposed(sentence: str) -> None:
    (found,) = statuses(f"{LAW} {sentence}", ONE)
    assert found in (FALSE, UNDECIDED)


POSITIVE = "$x \\ge 0$"


@pytest.mark.parametrize(
    "sentence",
    [
        f"{REAL[:-1]}, clearly {POSITIVE}.",
        f"{REAL[:-1]}; it turns out that {POSITIVE}.",
        f"{REAL[:-1]}; nobody says {POSITIVE}.",
        f"Let $x$ be real and observe {POSITIVE}.",
        f"Let $x$ be real, by symmetry {POSITIVE}.",
        f"Let $x$ be real, for instance {POSITIVE}.",
        f"Let $x$ be real, we will learn {POSITIVE} below.",
        "Let $x$ be a hardly positive number.",
        f"Clearly, {POSITIVE}; let $y$ be real.",
        f"{REAL} Some authors assume {POSITIVE}.",
        f"{REAL} It is common to assume {POSITIVE}.",
        f"{REAL} Do we assume {POSITIVE}?",
        f"{REAL} Suppose, for the sake of argument, {POSITIVE}.",
        f"{REAL} We no longer assume {POSITIVE}.",
        f"{REAL} In Example 2 we assume {POSITIVE}.",
        f"{REAL} Nicht: assume {POSITIVE}.",
        f"{REAL} What is subject to debate is {POSITIVE}.",
        f"{REAL} Such claims as {POSITIVE} are common.",
        f"{REAL} The numbers that satisfy {POSITIVE} are nice.",
        "Let $x$ be a number with positive mean.",
        "Let $x$ be the number of points minus the number of clusters.",
        f"{REAL} We assume that the set of $x$ such that {POSITIVE} is finite.",
        f"{REAL} Let $S$ be the set of points such that {POSITIVE}.",
        f"{REAL} Let $n$ be the number of points with {POSITIVE}.",
        f"{REAL} Half of the points satisfy {POSITIVE}.",
        f"{REAL} “Yes. Suppose {POSITIVE}. Well.”",
        f"{REAL} (Others say more. Suppose {POSITIVE}. We do not.)",
        "Let $x$ be real and let the points with $x > 0$ be labelled.",
        "Let $x$ be real. A share of the points satisfies $x > 0$.",
        "Let $x$ be real. Suppose the model has a mode at $x > 0$.",
        "Let $x$ be real. Assume a label 1 for $x > 0$.",
        "Let $x$ be real. Given data with $x > 0$ in one group.",
        "Let $x$ be real. We use the points where $x > 0$.",
        "Let $x$ be real; the data with $x > 0$ are noisy.",
        "Let $x$ be real; every sample where $x > 0$ has weight 1.",
    ],
)
def test_only_words_of_supposing_suppose(sentence: str) -> None:
    assert DERIVED not in statuses(sentence, "|x| = x")


@pytest.mark.parametrize(
    "aside",
    [
        "> Suppose HERE.",
        "| a | b |\n|---|---|\n| Suppose HERE. | c |",
        "[^1]: Suppose HERE.",
        "~~Suppose HERE.~~",
        "<figure>Suppose HERE.</figure>",
        "![Suppose HERE.](a.png)",
        "    Suppose HERE.",
    ],
)
def test_what_stands_beside_the_text_supposes_nothing(aside: str) -> None:
    assert DERIVED not in statuses(f"{REAL}\n\n{aside.replace('HERE', POSITIVE)}\n", "|x| = x")


@pytest.mark.parametrize(
    "aside",
    [
        "\\footnote{So. Suppose HERE.}",
        "\\begin{figure}\\caption{So. Suppose HERE.}\\end{figure}",
        "\\begin{quote}So. Suppose HERE.\\end{quote}",
        "\\todo{Ask. Suppose HERE.}",
        "\\begin{tabular}{l}Suppose HERE.\\\\\\end{tabular}",
    ],
)
def test_what_commands_set_apart_supposes_nothing(aside: str) -> None:
    text = f"{REAL} {aside.replace('HERE', POSITIVE)}\n\\[|x| = x\\]\n"
    assert DERIVED not in judged(text, "notes.tex").statuses


@pytest.mark.parametrize(
    "sentence",
    [
        "Let $x$ be a positive real number.",
        f"{REAL} Throughout this section we assume {POSITIVE}.",
        "We minimise the hard work, with step size $x > 0$.",
        "Here $x > 0$ denotes the temperature of the bath.",
        f"Let us assume {POSITIVE}; then",
    ],
)
def test_words_of_supposing_suppose(sentence: str) -> None:
    assert statuses(sentence, "|x| = x") == [DERIVED]


@pytest.mark.parametrize(
    "sentence",
    [
        "Suppose HERE with probability $1/2$.",
        "Suppose HERE, with probability $1/2$.",
        "Suppose HERE and $y > 1$ with positive probability.",
        "Suppose, with probability $1/2$, that HERE.",
        "With probability $1/2$ suppose HERE.",
        "Suppose HERE where the probability is $1/2$.",
        "Suppose HERE with weight $1/2$.",
        "Suppose HERE up to an error.",
        "Suppose HERE as $y \\to 0$.",
        "Suppose HERE in the mean.",
        "Suppose HERE at time $1$.",
        "Suppose HERE on success.",
        "Suppose failure of HERE.",
        "Suppose the probability that HERE.",
    ],
)
def test_what_holds_in_part_is_not_supposed(sentence: str) -> None:
    given = f"{REAL} Let $y$ be real. {sentence.replace('HERE', POSITIVE)}"
    assert DERIVED not in statuses(given, "|x| = x")


@pytest.mark.parametrize(
    "behind", ["in this section", "as usual", "with $y > 1$", "and $y > 1$", "here"]
)
def test_where_it_is_supposed_restricts_nothing(behind: str) -> None:
    given = f"{REAL} Let $y$ be real. Suppose {POSITIVE} {behind}."
    assert statuses(given, "|x| = x") == [DERIVED]


@pytest.mark.parametrize(
    "sentence",
    [f"Suppose ${ONE}$.", f"Assume that ${ONE}$.", f"The weights satisfy ${ONE}$."],
)
def test_what_is_supposed(sentence: str) -> None:
    assert statuses(f"{LAW} {sentence}", ONE, "p_k \\le 1") == [DERIVED] * 2


def test_an_equation_for_a_known_name_is_a_claim() -> None:
    given = f"{DATA} Let $m = {MEAN}$."
    again = f"With $m = {MEAN}$ we have"
    wrong = "With $m = \\sum_{n=1}^N x_n$ we have"
    right = f"{given}\n\n$$m = m$$\n\n{again}"
    assert statuses(right, "N m = \\sum_{n=1}^N x_n") == [DERIVED] * 3
    assert statuses(f"{given}\n\n$$m = m$$\n\n{wrong}", "m = m") == [DERIVED, FALSE, DERIVED]
    assert statuses(given, "m = m") == [DERIVED]
    behind = (
        f"{given}\n\n$$m = m ,$$\n\nwhere $m = \\frac{{1}}{{2N}} \\sum_{{n=1}}^N x_n$ is the mean."
    )
    assert judged(behind, "notes.md").statuses == [DERIVED, FALSE]


def test_what_is_supposed_of_a_definition_alone_is_a_claim() -> None:
    text = "Let $z_1, \\dots, z_K \\in \\mathbb{R}$. Let $p_k = 2 e^{z_k}$ with"
    assert statuses(f"{text} ${ONE}$.", ONE) == [FALSE, FALSE]


@pytest.mark.parametrize(
    "begin", ["In the case $x = 1$ we get", "Taking $x = 1$ we get", "With $x = 1$ we have"]
)
def test_a_condition_that_is_not_read_is_told(begin: str) -> None:
    (found,) = judged(f"{REAL} {begin}\n\n$$x^2 = 1$$\n", "notes.md").lines
    assert found.status == UNDECIDED
    assert "may restrict it" in found.message


def test_what_is_supposed_in_a_section_ends_with_it() -> None:
    text = f"{REAL}\n\n$$x^2 \\ge 0$$\n\n## One\n\nSuppose $x > 1$. Then\n\n$$x^2 > 1$$\n\n## Two"
    assert statuses(text, "x > 1") == [DERIVED, DERIVED, FALSE]


@pytest.mark.parametrize(
    "later",
    [
        "Let $y$ be a real number.",
        "Let $y \\in \\mathbb{R}$.",
        "Let $y$ be arbitrary.",
        "Now let $y$ be any real number.",
        "Let $y$ denote the median.",
        "From here on let $y$ stand for the price.",
        "For every real $y$,",
        "For real $y$ we have",
        "Let $y$ be a positive number.",
        "Now let $y > -1$.",
        "For any $y > -1$,",
        "Consider a real number $y$.",
        "Fix $y \\in \\mathbb{R}$. Then",
    ],
)
def test_what_was_defined_is_given_anew(later: str) -> None:
    text = f"{REAL} Let $y = x^2$ be its square. Then\n\n$$y = x^2$$\n\n{later}"
    found = statuses(text, "(y + 1) y = (x^2 + 1) x^2")
    assert found[0] == DERIVED
    assert found[1] in (FALSE, UNDECIDED)


@pytest.mark.parametrize(
    ("given", "later"),
    [
        ("**Example.** Let $x > 1$.", "**In general.** For every number"),
        ("# A\n\nLet $x > 1$.", "# B\n\nNow let $x$ be any real number."),
        ("Let $x > 1$.", "Now let $x$ be any real number."),
        ("Let $x > 1$.", REAL),
        (f"{REAL} Assume $x > 1$.", "We now drop this assumption."),
        ("\\begin{example}Let $x > 1$.", "\\end{example} In general"),
        (f"{REAL} \\begin{{lemma}}Let $x > 1$.", "\\end{lemma}\n\\begin{lemma}Always"),
        (f"{REAL} \\begin{{proof}}Suppose $x > 1$.", "\\end{proof}"),
    ],
)
def test_what_is_given_for_a_while(given: str, later: str) -> None:
    found = statuses(given, f"x^2 > 1\n$$\n\n{later}\n\n$$x^2 > 1")
    assert found[0] == DERIVED
    assert found[1] != DERIVED


@pytest.mark.parametrize("which", ["a single", "some", "two", "a fixed", "most"])
def test_what_is_supposed_of_some_is_not_so_of_all(which: str) -> None:
    given = "Let $x_1, \\dots, x_N \\in \\mathbb{R}$."
    assert DERIVED not in statuses(f"{given} Assume $x_n > 0$ for {which} $n$.", "x_n > 0")


def test_a_proof_has_what_its_theorem_supposes() -> None:
    given = f"{REAL}\n\n\\begin{{theorem}}\nSuppose $x > 1$. Then"
    proof = "\\end{theorem}\n\\begin{proof}\nWe see"
    assert statuses(given, f"x^2 > 1\n$$\n\n{proof}\n\n$$x > 0") == [DERIVED] * 2


def test_what_is_supposed_later_does_not_hold_before() -> None:
    text = f"{REAL}\n\n$$x > 1$$\n\nSuppose $x > 1$. Then"
    assert statuses(text, "x^2 > 1") == [FALSE, DERIVED]


def test_suppositions_that_contradict_each_other() -> None:
    assert statuses(f"{REAL} Suppose $x > 1$ and $x < 0$.", "x = 5") == [UNDECIDED]


@pytest.mark.parametrize(
    ("row", "status"),
    [
        (f"L'(b) = -2 \\sum_{{n=1}}^N (x_n - b) = 0 \\implies b = {MEAN}", DERIVED),
        (f"L'(b) = -7 \\sum_{{n=1}}^N (x_n - b) = 0 \\implies b = {MEAN}", FALSE),
        (f"L'(b) = -2 \\sum_{{n=1}}^N (x_n - b) = 0 \\implies b = 2 \\cdot {MEAN}", FALSE),
        (f"L'(b) = -2 \\sum_{{n=1}}^N (x_n - b) = 0 \\implies \\hat b = {MEAN}", DERIVED),
        ("L'(b) = -2 \\sum_{n=1}^N (x_n - b) = 0 \\implies N b = \\sum_{n=1}^N x_n", DERIVED),
        ("L'(b) = -7 \\sum_{n=1}^N (x_n - b) = 0 \\implies N b = \\sum_{n=1}^N x_n", FALSE),
        (f"L'(b) = -2 \\sum_{{n=1}}^N (x_n - b) = 0 \\implies \\hat b = 3 \\cdot {MEAN}", FALSE),
    ],
)
def test_a_slope_that_is_set_to_zero(row: str, status: str) -> None:
    assert statuses(LOSS.strip(), row) == [DERIVED, status]


@pytest.mark.parametrize(
    ("slope", "root", "found"),
    [
        ("-2 \\sum_{n=1}^N (x_n - b)", MEAN, [DERIVED, DERIVED]),
        ("-7 \\sum_{n=1}^N (x_n - b)", MEAN, [FALSE, DERIVED]),
        ("-2 \\sum_{n=1}^N (x_n - b)", f"3 \\cdot {MEAN}", [DERIVED, FALSE]),
    ],
)
def test_a_slope_and_its_root_in_two_displays(slope: str, root: str, found: list[str]) -> None:
    text = f"{LOSS}Setting the slope to zero,\n\n$$\\frac{{dL}}{{db}} = {slope} = 0$$\n\nso that"
    assert statuses(text, f"\\hat b = {root}") == [DERIVED, *found]


@pytest.mark.parametrize(("root", "found"), [(MEAN, DERIVED), (f"3 \\cdot {MEAN}", FALSE)])
def test_a_row_that_is_but_the_zero(root: str, found: str) -> None:
    slope = "L'(b) &= -2 \\sum_{n=1}^N (x_n - b) \\\\ &= 0 \\\\ \\Rightarrow b &="
    text = f"{LOSS}\n\n\\begin{{align*}}{slope} {root}\\end{{align*}}\n"
    assert judged(text, "notes.md").statuses == [DERIVED, DERIVED, found, found]


def test_what_is_nowhere_declared_is_never_called_false() -> None:
    found = judged("We look at numbers.\n\n$$u + v = v + u$$\n\n$$u + v = w$$\n", "notes.md").lines
    assert [line.status for line in found] == [DERIVED, UNDECIDED]
    assert "nothing is said" in found[1].message


def test_a_function_of_a_square_is_no_value_at_it() -> None:
    loss = "L(b) = \\sum_{n=1}^N (x_n - b)^2"
    square = "L(b^2) = \\sum_{n=1}^N (x_n - b)^2"
    assert statuses(f"{DATA} Let $b > 0$.", loss, square) == [DERIVED, FALSE]


def test_data_from_a_distribution_are_none() -> None:
    text = "Let $x$ be drawn from a distribution $p$ on $\\{1, \\dots, K\\}$."
    assert DERIVED not in statuses(text, "\\sum_{k=1}^K x_k = 1")


def test_a_sign_that_is_concluded_is_not_declared() -> None:
    assert statuses("Let $x$ be a real number, so $x \\ge 0$.", "x \\ge 0")[0] not in (DERIVED,)


def test_who_divides_means_that_it_can_be_done() -> None:
    text = f"{DATA} Let $r_n \\ge 0$ be weights and $R = \\sum_{{n=1}}^N r_n$."
    (found,) = judged(f"{text}\n\n$$\\sum_{{n=1}}^N \\frac{{r_n}}{{R}} = 1$$\n", "notes.md").lines
    assert found.status == DERIVED
    assert "0 < R (so that it has a value)" in found.message


def test_what_rows_suppose_is_told_at_every_line_of_it() -> None:
    given = "Let $a \\ge 0$ and $b \\in \\mathbb{R}$."
    found = judged(f"{given}\n\n$$\\log a \\le a - 1$$\n\n$$a > 0$$\n\n$$b = b$$\n", "notes.md")
    first, second, third = found.lines
    assert [line.status for line in found.lines] == [DERIVED] * 3
    assert "0 < a (so that it has a value)" in first.message
    assert "0 < a (supposed above)" in second.message
    assert "supposed" not in third.message


def test_without_anything_given() -> None:
    found = judged("Nothing.\n\n$$\\int x$$\n", "notes.md").lines
    assert [line.status for line in found] == [NOT_UNDERSTOOD]


def test_what_is_let_be_may_be_called_anything() -> None:
    """Behind "let" a noun needs no article; what bulbs come from says nothing of the signs."""
    line = "\\sum_{n=1}^N x_n > 0"
    assert statuses("Let $x_1, \\dots, x_N > 0$ be lifetimes of bulbs from $K$ plants.", line) == [
        DERIVED
    ]
    for prose in (
        "Nobody lets $x_1, \\dots, x_N > 0$ be lifetimes.",
        "Let us hope that $x_1, \\dots, x_N > 0$ be lifetimes.",
    ):
        assert statuses(prose, line) == [UNDECIDED]


def test_a_sentence_that_was_not_read_is_named_where_it_is_missed() -> None:
    prose = "Suppose lifetimes $x_1, \\dots, x_N > 0$ of bulbs come from plants."
    (found,) = judged(f"{prose}\n\n$$\\sum_{{n=1}}^N x_n^2 \\ge 0$$\n", "notes.md").lines
    assert found.status == DERIVED
    assert "what line 1 says of it was not read" in found.message
