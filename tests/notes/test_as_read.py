"""What is checked is what a mathematician reads: where the two may differ, notes are not read."""

from __future__ import annotations

import pytest
from hardlimit.proofs.notes.lines import Notes
from hardlimit.proofs.notes.reading import read_document
from hardlimit.proofs.report.lines import DERIVED

from .judged import judged
from .sheet import given, printed, refusal

GIVEN = r"\begin{given} Let $a$, $b$, $c$ be real. \end{given}"


def read(body: str, block: str = GIVEN, before: str = "") -> Notes:
    """A file with this in front of its block."""
    return read_document(f"{before}\n\\begin{{document}}\n{block}\n{body}\n\\end{{document}}")


def align(*rows: str) -> str:
    """Rows as they stand in a display."""
    lines = " \\\\\n".join(rows)
    return f"\\begin{{align*}}\n{lines}\n\\end{{align*}}"


def claims(notes: Notes) -> list[str]:
    """What each line was read as."""
    return ["; ".join(line.printed) for line in notes.lines]


# -- rows, columns, wide spaces -------------------------------------------------------------
def test_a_row_that_begins_with_a_sign_and_states_something_stands_alone() -> None:
    for second in ("-c &= b - c", "+c &= b - c", r"-c &\le b", "-c = b"):
        notes = read(align("a &= b", second))
        assert len(notes.lines) == 2, second
        assert claims(notes)[0] == "a = b", second
    joined = read(align("a &= b", r"&\quad - c = a", "&+ b", r"\cdot c"))
    assert claims(joined) == ["a = b - c; b - c = a + b c"]


def test_a_row_that_may_go_on_or_not_is_asked_about() -> None:
    doubtful = read(align("& a = b", "& -c = b - c"))
    assert claims(doubtful) == ["a = b", ""]
    assert "does this row go on" in doubtful.lines[1].error
    assert claims(read(align("& a = b,", "& -c = b - c"))) == ["a = b; -c = b - c"]


@pytest.mark.parametrize(
    "row",
    [
        r"a &= 1 & b &= b",
        r"a &= 1 && b &= b",
        r"a = 1 \qquad b = b",
        r"a = 1 \quad (b) = b",
        r"a = 1 \hspace{2em} b = b",
        r"a = 1 \enspace \sum_n b = b",
        r"a = 1 \gap b = b",
    ],
)
def test_columns_and_wide_spaces_are_no_products(row: str) -> None:
    block = r"\begin{given} Let $a$, $b$ be real; let $x_n$ be real for $n \le N$. \end{given}"
    (line,) = read(align(row), block, r"\newcommand{\gap}{\qquad}").lines
    assert "does a statement end before this space" in line.error
    (line,) = read(align(row.replace("1", r"1 ,"))).lines
    assert "does a statement end" not in line.error


# -- commands ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "before",
    [
        r"\newcommand{\more}{1}\renewcommand{\more}{2}",
        r"\newcommand{\more}{1}\gdef\more{2}",
        r"\def\more{1}\let\more\alpha",
        r"\newcommand{\more}{1}\newcommand{\more}{1}",
        r"\newcommand{\more}{1}\RenewDocumentCommand{\more}{}{2}",
        r"\newcommand{\more}{1}\def\ast{+}",
        r"\newcommand{\more}{1}\renewcommand{\thinspace}{+}",
        r"\newcommand{\more}{1}\def\big{2}",
        r"\newcommand{\more}{1}\renewcommand{\tfrac}[2]{#2}",
        r"\newcommand{\more}{1}\renewcommand{\notag}{+1}",
        r"\newcommand{\more}{1}\def\iff{=}",
        r"\newcommand{\more}{1}\renewenvironment{given}{\setbox0=\vbox\bgroup}{\egroup}",
        r"\newcommand{\more}{1}\excludecomment{given}",
    ],
)
def test_what_has_two_meanings_is_a_problem(before: str) -> None:
    (problem,) = read(r"\[ a + \more = a + 1 \]", before=before).problems
    assert "is given another meaning" in problem.message


@pytest.mark.parametrize(
    "before",
    [
        "% \\newcommand{\\more}{1}\n",
        "\\begin{comment}\n\\newcommand{\\more}{1}\n\\end{comment}",
        r"\providecommand{\more}{1}",
        r"\newcommand{\more}[1]{#²}",
    ],
)
def test_what_tex_does_not_define_is_no_macro(before: str) -> None:
    (line,) = read(r"\[ a + \more{1} = a + 1 \]", before=before).lines
    assert line.error
    escaped = "\\% \\\\% \\newcommand{\\more}{2}\n\\newcommand{\\more}{1}"
    assert not read(r"\[ a + \more = a + 1 \]", before=escaped).problems


@pytest.mark.parametrize("hidden", [r"\iffalse", r"\ifx ab", r"\ifodd 2", r"\ifdraft"])
def test_conditionals_hide_something(hidden: str) -> None:
    found = read(rf"{hidden} \[ a = b \] \fi")
    assert [p.message for p in found.problems]
    assert not read(r"\[ a = a + 0 \]", before=rf"{hidden} \usepackage{{x}} \fi").problems


@pytest.mark.parametrize(
    "hidden",
    [r"\phantom{X}", r"\textcolor{white}{X}", r"{\color{white} X}", r"\iffalse X \fi", r"\mine X"],
)
def test_a_block_has_no_command_that_may_hide_a_sentence(hidden: str) -> None:
    _, problems = given(rf"Let $x$ be real. {hidden.replace('X', 'Suppose $x = 1$ (h).')}")
    assert problems
    assert all("is not understood" in p for p in problems)
    assert not given(r"\noindent \textbf{Let} $x$ be \emph{real}.")[1]


# -- displays that would pass unseen ---------------------------------------------------------
FALSE_LINE = "a = a + 1"


@pytest.mark.parametrize(
    ("body", "before", "said"),
    [
        (
            r"\be X \ee",
            r"\newcommand{\be}{\begin{equation}}\newcommand{\ee}{\end{equation}}",
            "\\be may",
        ),
        (r"\be X \ee", r"\def\be{\[}\def\ee{\]}", "\\be may begin a display"),
        (r"\show{X}", r"\newcommand{\show}[1]{$$#1$$}", "\\show may begin a display"),
        (r"\be X \]", r"\let\be=\[", "has another name"),
        (r"\be X \ee", r"\let\be\equation \let\ee\endequation", "has another name"),
        (
            r"\begin{my} X \end{my}",
            r"\newenvironment{my}{\begin{equation}}{\end{equation}}",
            "my may",
        ),
        (r"\begin{my} X \end{my}", r"\newenvironment{my}[1]{ok}{ \]}", "my may begin"),
        (r"\begin {equation} X \end {equation}", "", "without a space"),
        ("\\begin%\n{equation} X \\end{equation}", "", "without a space"),
        (r"\equation X \endequation", "", "write it as an environment"),
        (r"\begin{dmath} X \end{dmath}", "", "dmath is not read"),
        (r"\begin{IEEEeqnarray*}{l} X \end{IEEEeqnarray*}", "", "IEEEeqnarray* is not read"),
        (r"\begin{tikzpicture} \[ X \]", "", "the rest is not read"),
    ],
)
def test_a_display_that_is_not_found_is_told(body: str, before: str, said: str) -> None:
    found = read(body.replace("X", FALSE_LINE), before=before)
    assert any(said in p.message for p in found.problems), found.problems


@pytest.mark.parametrize(
    "body",
    [
        "% \\end{document}\n\\[ X \\]",
        r"\verb|\end{document}| \[ X \]",
        r"\verb|$| \[ X \] \verb|$|",
        r"\verb*!$! and \begin{align} X \end{align} $",
        r"\lstinline+$+ \[ X \] $a$",
        "$a \\[ X \\] b$",
        r"\begin{alignat}{2} X \end{alignat}",
        r"\begin{alignat*} {3} X \end{alignat*}",
    ],
)
def test_every_display_is_found(body: str) -> None:
    found = read(body.replace("X", FALSE_LINE))
    assert claims(found) == ["a = 1 + a"]
    assert not found.problems


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("<div hidden>\n\n> **Given also.** Suppose $x = 1$.\n\n</div>", "may hide a part"),
        ('<span style="color: white">$$ x = 1 $$</span>', "may hide a part"),
        ("<template>\n$$ x = 1 $$\n</template>", "may hide a part"),
        ("  ```math\n  x = 1\n  ```", "a fence of mathematics begins its line"),
        ("> ```math\n> x = 1\n> ```", "a fence of mathematics begins its line"),
        ("<!-- $$ x = 1 $$", "the rest is not read"),
    ],
)
def test_what_markdown_hides_is_told(part: str, said: str) -> None:
    text = f"> **Given.** Let $x$ be real.\n\n$$ x + 1 = 1 + x $$\n\n{part}\n"
    found = read_document(text, "notes.md")
    assert any(said in p.message for p in found.problems), found.problems


def test_a_price_in_markdown_hides_no_display() -> None:
    text = "> **Given.** Let $x$ be real.\n\nFor $ 5 and $$ x = 1 $$ more, $x$."
    assert claims(read_document(text, "notes.md")) == ["x = 1"]


# -- sentences -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "sentence",
    [
        r"suppose $y = 1$ if $0 \le x \le 1$",
        r"suppose $y = 1$ if $x = 0$ and $z = 0$",
        r"suppose $y = 1 \text{ if } x = 0 \text{ if } z = 0$",
        r"suppose $y = 1 \text{ if } x = 0$ if $z = 0$",
        r"suppose $y = 1$ if $x = 0 \text{ if } z = 0$",
        r"suppose $y = 1$ whenever $x < z < 1$",
    ],
)
def test_of_two_conditions_none_is_forgotten(sentence: str) -> None:
    (problem,) = given(f"Let $x$, $y$, $z$ be real; {sentence}.")[1]
    assert "one condition, of one relation" in problem


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (r"Let $p \ge 1$ be real.", "by its sign it is a whole number, by its words real"),
        (r"Let $p \ge 1$.", "is p a whole number?"),
        (r"Let $x \ge 0$ be positive.", "by its sign it is nonnegative, by its words positive"),
        (r"Let $N \in \mathbb{N}$ be positive.", "by its words positive"),
        (r"Let $x_n \in \mathbb{N}$ for $n \le N$.", "with 0 or without?"),
        (r"Let $x_1, \dots, x_n \in \mathbb{N}$.", "with 0 or without?"),
        (r"Let $a \le b$ be real.", "an index runs over a range"),
        (r"Let $x$, $a \le b$ be real.", "an index runs over a range"),
        (r"Let $x$ and $s = 1, \dots, S$ be positive.", "an index runs over a range"),
        (r"Let $x$ be real; write $m = 1$ (if $x = 0$).", "'if' cannot stand there"),
        (r"Let $x$ be real (not $1$).", "'not' cannot stand there"),
    ],
)
def test_signs_and_words_say_one_thing(sentence: str, said: str) -> None:
    problems = given(sentence)[1]
    assert problems
    assert said in problems[0]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (r"Let $a$ be an integer.", "say 'a positive integer'"),
        (r"Let $a$ and $b$ be integers.", "say 'a positive integer'"),
        (r"Let $a$ be a count.", "say 'a positive integer'"),
        (r"Suppose $y_n = 0$ for all $n$ with $x_n = 1$.", "'with' may be a condition"),
        (r"Suppose $y_n = 0$ for all $n$ such that $x_n = 1$.", "'such' may be a condition"),
        (r"Suppose $y_n = 0$ for every $n$ but $x_n = 1$.", "'but' may be a condition"),
        (r"Suppose $s = 1$ (h) if $t = 0$ and $u = 0$.", "one condition, of one relation"),
        (r"Suppose $t = 0$ then $s = 1$.", "'then' is not understood"),
        (r"Suppose $s = 1$ if $x_n = 0$ for all $n$.", "is the condition about every n"),
        (r"Suppose $s = 1$ if $x_n = 0$.", "is the condition about every n"),
        (r"Suppose $y_m = 1$ whenever $x_n = y_m$.", "is the condition about every n"),
    ],
)
def test_conditions_and_integers_are_no_more_than_they_say(sentence: str, said: str) -> None:
    shared = r"Let $x_n$, $y_n$ be real for $m, n \le N$; let $s$, $t$, $u$ be real. "
    problems = given(shared + sentence)[1]
    assert any(said in problem for problem in problems), problems


@pytest.mark.parametrize(
    "sentence",
    [
        r"Let $x_n > 0$ for some $n \le N$.",
        r"Let $x_n > 0$ for an $n \le N$.",
        r"Let $x_n > 0$ for at least one $n \le N$.",
        r"Let $x_n > 0$ for almost all $n \le N$.",
        r"Let $x_n > 0$ for every second $n \le N$.",
        r"Let $x_n > 0$ for a given $n \le N$.",
        r"Let $x_n$ be positive for some $n \le N$.",
        r"For some $n \le N$ let $x_n > 0$.",
        r"Let $x_n > 0$, some $n \le N$.",
        r"Let $x_n > 0$ (some $n \le N$).",
        r"Let $x_n > 0$ hold at one $n \le N$.",
        r"Let $n \le N$. Let $x_n > 0$ sometimes.",
        r"Let $n \le N$. Let an $x_n > 0$ be given.",
        r"Let $x_n$ be real, $n \le N$; suppose $x_n > 0$ for an $n$.",
        r"Let $x_n$ be real, $n \le N$; suppose $x_n > 0$ for a point $n$.",
        r"Let $x_n$ be real, $n \le N$; suppose an $x_n > 0$.",
        r"Let $x$ be real; suppose $x > 0$ (false).",
    ],
)
def test_what_is_said_of_some_is_not_said_of_all(sentence: str) -> None:
    (problem,) = given(sentence)[1]
    assert any(
        said in problem
        for said in ("so for all indices", "any or of one", "cannot stand there", "not understood")
    )


@pytest.mark.parametrize(
    "sentence",
    [
        r"Let $x_n > 0$ be observations for every data point $n \le N$.",
        r"For all $n \le N$ let $x_n > 0$.",
        r"Let $x_n > 0$ be given for any of the points $n \le N$.",
        r"Let $x_n$ be real, $n \le N$; suppose $x_n > 0$ for a fixed $n$.",
        r"Let $x_n$ be real, $n \le N$; suppose $x_n > 0$ for a given point $n$.",
        r"Let a $t > 0$ be given.",
    ],
)
def test_what_is_said_of_all_or_of_one(sentence: str) -> None:
    assert not given(sentence)[1]


def test_a_given_index_is_one_index() -> None:
    for words in ("for a given $n$", "for a fixed $n$", "for one $n$"):
        draft, problems = given(rf"Let $y_n$ be real for $n \le N$; suppose $y_n = 0$ {words}.")
        assert not problems
        assert [h.forall for h in draft.context.hypotheses.values()] == [()]


def test_what_agrees_is_read() -> None:
    for sentence in (
        r"Let $p > 0$ be real; let $q \ge 0$ be real (the share of it).",
        r"Let $K \ge 1$ be an integer, and $N \ge 1$; let $x_n$, $n \le N$, be real.",
        r"Let $x_{nk}$, $n \le N$, $k \le K$ be real.",
        r"Let $x$ be real; suppose $x = 1$ if $x \ge 0$.",
        r"Let $K$ be a positive integer; let $M$ be the number of points; let $J$ be a size.",
    ):
        assert not given(sentence)[1], sentence


# -- formulas ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("line", "said"),
    [
        (r"\log 2 \log 3 = t", "does the logarithm reach"),
        (r"\log 2 \sum_n y_n = t", "does the logarithm reach"),
        (r"\log 2 (t + u) = t", "does the logarithm reach"),
        (r"\log 2 e^t = t", "does the logarithm reach"),
        (r"\log u \cdot t = t", "does the logarithm end at the dot"),
        (r"[t] + 1 = t", "may be its whole part"),
        (r"\{t\} + \{u'\} = t", "may be its whole part"),
        (r"t = 0 \text{ for all but one } n", "the words 'forallbutone' are not understood"),
        (r"t = 0 \text{ for all even } n", "the words 'foralleven' are not understood"),
        (r"t = 0 \text{ for every second } n", "the words 'foreverysecond' are not understood"),
        (r"-\sigma \searrow 0 \quad (\sigma \to 0)", "to fall to a limit is more"),
        (r"|n| = 1", "the index n stands where a number is expected"),
        (r"\sigma = \arg\min_\sigma (\sigma - 1)^2 \text{ with } \sigma \ge 0", "a hypothesis"),
    ],
)
def test_formulas_that_can_be_read_in_two_ways(line: str, said: str) -> None:
    assert said in refusal(line)


@pytest.mark.parametrize(
    ("block", "line"),
    [
        (r"Let $x$ be real; suppose $x \ne 0$.", r"(\sqrt{x})^2 + \frac{1}{x} = x + \frac{1}{x}"),
        (r"Let $q > 0$, $p$ be real.", r"q \log^\circ p - q \log^\circ p = 0"),
        (r"Let $x$ be real; write $r = \frac{1}{x}$.", r"r - r = 0"),
        (r"Let $x$ be real; write $r = \log x$, $q = r + 1$.", r"q^0 = 1"),
        (
            r"Let $x_k$ be real for $k \le K$; write $r_k = 1/x_k$.",
            r"\left(\sum_k (r_k - r_k)\right) = 0",
        ),
        (
            r"Let $x_k$ be real for $k \le K$; suppose $x_k > 0$ for a fixed $k$.",
            r"\left(\sum_k \frac{x_k}{x_k}\right) + \frac{1}{x_k} = K + \frac{1}{x_k}",
        ),
    ],
)
def test_what_cancels_is_asked_for_whatever_stays(block: str, line: str) -> None:
    text = f"\\begin{{given}} {block} \\end{{given}} \\[ {line} \\]"
    assert judged(text).statuses != [DERIVED]
    positive = text.replace("be real", "be positive")
    assert judged(positive).statuses == [DERIVED], positive


@pytest.mark.parametrize(
    "line",
    [
        r"\min_k \pi_k t \le \pi_j t",
        r"\max_k \pi_k \cdot 2 = u",
        r"\prod_n e^{y_n} t = u",
        r"\min_k \sum_n r_{nk} t = u",
        r"\max_k \sum_n r_{nk}/t = u",
        r"\log \sum_k \pi_k \sigma = u",
        r"\sigma^{\min_k \pi_k t} = u",
    ],
)
def test_what_may_stand_behind_an_operator(line: str) -> None:
    assert "take in its last factor? Write that first, or brackets" in refusal(line)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (r"\min_k t \pi_k = u", r"\min_{k} t \pi_{k} = u"),
        (r"\prod_n t e^{y_n} = u", r"\prod_{n=1}^{N} t e^{y_{n}} = u"),
        (r"\prod_n t u = u", r"\prod_{n=1}^{N} t u = u"),
        (r"\sum_n y_n t = u", r"\sum_{n=1}^{N} t y_{n} = u"),
        (
            r"\sum_k r_{nk} \min_j \pi_j = u",
            r"\sum_{k=1}^{K} r_{nk} \min_{j} \pi_{j} = u",
        ),
    ],
)
def test_what_an_operator_takes_in(line: str, read: str) -> None:
    assert printed(line) == read


@pytest.mark.parametrize("point", ["0", "t + 1", "e^t", "0 = 0", "2t = 0"])
def test_an_optimum_is_one_of_a_variable(point: str) -> None:
    assert "say of which variable" in refusal(rf"{point} \text{{ minimises }} t^2")


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (
            r"\min_k (\pi_k \sum_n y_n) = u",
            r"\min_{k} \left( \pi_{k} \sum_{n=1}^{N} y_{n} \right) = u",
        ),
        (r"\prod_n (y_n e^t) = u", r"\prod_{n=1}^{N} (y_{n} e^{t}) = u"),
        (
            r"\min_k (\sum_n (y_n \pi_k \sum_j \pi_j)) = u",
            r"\min_{k} \left( \sum_{n=1}^{N} y_{n} \pi_{k} \sum_{j=1}^{K} \pi_{j} \right) = u",
        ),
        (r"\min_k (t \pi_k) = u", r"\min_{k} t \pi_{k} = u"),
    ],
)
def test_what_an_operator_takes_in_is_shown(line: str, shown: str) -> None:
    assert printed(line) == shown
    assert printed(shown) == shown


@pytest.mark.parametrize(
    "row",
    [
        r"a = a + 0 \text{ by algebra}, \quad b = c",
        r"a = a + 0 \text{ by algebra } < b",
        r"a = a + 0 \text{ (by algebra)} + 1",
        r"a = a + 0 \text{ by algebra and } b = c",
        r"a = a + 0 && \text{by algebra} && b = c",
        r"a = a + 0 \text{ since } b = b, b = c",
        r"\text{by algebra}, b = c",
    ],
)
def test_what_stands_behind_a_reason_is_no_part_of_it(row: str) -> None:
    notes = read(align(row))
    assert not claims(notes) or not any(claims(notes))
    assert notes.problems or any(line.error for line in notes.lines)


@pytest.mark.parametrize(
    "reason",
    [
        r"\text{ by algebra}.",
        r"&& \text{since } b = b",
        r"\quad (\text{by definition of } b)",
        r"\text{ by algebra} \text{ alone} \qed",
        r"\text{ (using $b = b$)},",
    ],
)
def test_a_reason_in_a_row(reason: str) -> None:
    assert claims(read(align(rf"a = b {reason}"))) == ["a = b"]


@pytest.mark.parametrize("inside", [r"\[ b = c \]", "$$b = c$$", r"so \begin{math}b = c\end{math}"])
def test_a_display_between_rows_is_not_passed_over(inside: str) -> None:
    notes = read(align("a &= a + 0", rf"\intertext{{{inside}}} a + 0 &= a"))
    assert any(line.error for line in notes.lines)
    assert not any(read(align("a &= b", r"\intertext{and so} &= a")).lines[-1].error)
