r"""Cases: one statement a branch, or a name by indicators; and which branch "arg min" says."""

from __future__ import annotations

import pytest
from hardlimit.proofs.notes.branches import by_indicators, cases_of, claims
from hardlimit.proofs.notes.places import NotUnderstood, Source
from hardlimit.proofs.report.lines import DERIVED, FALSE, NOT_UNDERSTOOD

from .judged import judged, note

SOFT = (
    r"Let $d_{nk}$ be real for $n \le N$, $i, j, k \le K$; let $\sigma > 0$; suppose $2 \le K$. "
    r"Write $\gamma_{nk} = \frac{e^{-d_{nk}/\sigma}}{\sum_j e^{-d_{nj}/\sigma}}$."
)
LABELS = (
    r"Let $z_n \in \{1, \dots, K\}$ for $n \le N$, $j, k \le K$. "
    r"Write $r_{nk} = \begin{cases} 1 & \text{if } z_n = k, \\ 0 & \text{otherwise.}\end{cases}$."
)
NUMBERS = r"Let $x$, $z$ be real; let $\lambda > 0$."


def cases(*rows: str) -> str:
    """Cases of these rows."""
    return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"


def by_claims(text: str) -> list[str]:
    """The statements that a row with cases makes."""
    return [said for _, said in claims(cases_of(Source(text), 0, len(text)))]


def refusal(text: str, *, new: bool = False) -> str:
    """Why cases are not understood; empty if they are."""
    try:
        found = cases_of(Source(text), 0, len(text))
        by_indicators(found) if new else claims(found)
    except NotUnderstood as error:
        return error.message
    return ""


def test_a_branch_is_a_statement_under_its_condition() -> None:
    text = "f = " + cases(
        r"a, & \text{if $x < y$ and $y \le 1$,}", r"b & 0 \le x < 1", r"c & \text{for } x = 2."
    )
    assert by_claims(text) == [
        r"f = a \quad \text{if } x < y \text{ and } y \le 1",
        r"f = b \quad \text{if } 0 \le x \text{ and } x < 1",
        r"f = c \quad \text{if } x = 2",
    ]


def test_comments_are_no_part_of_it() -> None:
    text = "f = " + cases("a % first\n & x < y % less", r"b & \text{else}")
    assert len(by_claims(text.replace("less", "less\n"))) == 2
    assert "%" not in by_claims(text.replace("less", "less\n"))[0]


def test_otherwise_is_that_none_before_holds() -> None:
    text = r"f \to " + cases(
        r"1 & d_k < d_j \text{ for all } j \ne k", r"2 & x > 0", r"0 & \text{otherwise}"
    )
    last = r"f \to 0 \quad \text{if } d_k \ge d_j \text{ for some } j \ne k \text{ and } x \le 0"
    assert by_claims(text)[2:] == [last]
    either = "f = " + cases(r"a & x > 0 \text{ and } y = 1", r"b & \text{else}")
    assert by_claims(either)[1:] == [
        r"f = b \quad \text{if } x \le 0",
        r"f = b \quad \text{if } y \ne 1",
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((r"a & \text{otherwise}", r"b & x > 0"), "'otherwise' being the last"),
        ((r"a & x > 0",), "two or more rows"),
        ((r"a & x > 0", r"b & \text{most of the time}"), "most of the time"),
        ((r"a & x > 0", r"b & \text{if not } x > 0"), "if not"),
        ((r"a & x > 0 \text{ or } x < -1", r"b & x = 0"), "'or'"),
        ((r"a & \text{unless } x > 0", r"b & x = 0"), "'unless'"),
        ((r"a & x > 0 \text{ only}", r"b & x = 0"), "'only'"),
        ((r"a & x > 0", r"b & x"), "a condition needs"),
        ((r"a & x > 0", "b"), "a value, & and its condition"),
        ((r"a & x \in A", r"b & \text{else}"), r"what is not \in cannot be said"),
        (
            (r"a & d_j < 1 \text{ and } e_j < 1 \text{ for some } j", r"b & \text{else}"),
            "the contrary of 'for some'",
        ),
    ],
)
def test_what_is_no_case_is_not_read(rows: tuple[str, ...], said: str) -> None:
    assert said in refusal("f = " + cases(*rows))


def test_a_new_name_is_read_by_indicators() -> None:
    text = "f = " + cases(r"x & x > 0", r"2 & 0 > x", "c & x = 0")
    found = by_indicators(cases_of(Source(text), 0, len(text)))
    assert found == (
        r"f = \left(x\right) \mathbf 1[x > 0] + \left(2\right) \mathbf 1[x < 0] "
        r"+ \left(c\right) \mathbf 1[x = 0]"
    )


@pytest.mark.parametrize(
    "rows",
    [
        (r"x & x > 0", r"1 & x < 0"),
        (r"x & x > 0", r"1 & x \ge 0"),
        (r"x & x > 0", r"1 & y \le 0"),
        (r"x & x > 0", r"1 & y > 0", r"0 & \text{otherwise}"),
        (r"\frac{1}{x} & x > 0", r"0 & x \le 0"),
        (r"1/x & x > 0", r"0 & x \le 0"),
        (r"x^{-1} & x > 0", r"0 & x \le 0"),
        (r"\log x & x > 0", r"0 & x \le 0"),
        (r"\sqrt{x} & x > 0", r"0 & x \le 0"),
        (r"1 & d_j < 0 \text{ for all } j", r"0 & \text{otherwise}"),
        (r"1 & k = \arg\min_j d_j", r"0 & \text{otherwise}"),
    ],
)
def test_a_new_name_that_indicators_do_not_say_is_not_read(rows: tuple[str, ...]) -> None:
    assert refusal("f = " + cases(*rows), new=True)


def test_what_is_derived() -> None:
    sign = r"\operatorname{sign}(z) \max(|z| - \lambda, 0)"
    found = judged(
        note(
            NUMBERS,
            "|x| = " + cases(r"x & x \ge 0", "-x & x < 0"),
            r"\max(0, x) = " + cases(r"x & \text{if } x > 0", r"0 & \text{else}"),
            rf"{sign} = " + cases(r"z - \lambda & z > \lambda", r"0 & |z| \le \lambda"),
            r"\operatorname{sign}(x) = \left\{ \begin{array}{ll} 1 & \mbox{if $x > 0$} \\ "
            r"0 & \mbox{if $x = 0$} \\ -1 & x < 0 \end{array} \right.",
            "q(x) = "
            + cases(r"x^2 & |x| \le \lambda", r"2 \lambda |x| - \lambda^2 & |x| > \lambda"),
            "h = " + cases(r"\tfrac12 x^2 & |x| \le 1", r"|x| - \frac12 & |x| > 1"),
            r"q(x) = x^2 \quad \text{if } |x| \le \lambda",
        )
    )
    assert {*found.statuses} == {DERIVED}, [(f.text, f.message) for f in found.lines]
    assert len(found.lines) == 12


def test_what_is_false() -> None:
    lines = {
        "|x| = " + cases(r"x & x \ge 0", "x & x < 0"): [DERIVED, FALSE],
        r"\max(0, x) = " + cases(r"0 & \text{if } x > 0", r"0 & \text{else}"): [FALSE, DERIVED],
        r"|x| \le " + cases(r"x & x \ge -1", r"-x & \text{otherwise}"): [FALSE, DERIVED],
        "x^2 = 2 x = " + cases(r"0 & x = 0", r"x & x = 1"): [FALSE, DERIVED, FALSE],
    }
    for line, said in lines.items():
        assert judged(note(NUMBERS, line)).statuses == said, line


def test_nothing_goes_on_from_cases() -> None:
    for line in (
        r"|x| = " + cases(r"x & x \ge 0", "-x & x < 0") + r", \quad z = 1",
        r"2 " + cases(r"x & x \ge 0", "-x & x < 0") + " = 2 |x|",
        r"|x| = " + cases(r"x & x \ge 0", "-x & x < 0") + r" \iff x = x",
        r"|x| = " + cases(r"x & x \ge 0", cases("x & x = 1", "-x & x < 0")),
    ):
        assert {*judged(note(NUMBERS, line)).statuses} == {NOT_UNDERSTOOD}, line
    rows = r"|x| &= " + cases(r"x & x \ge 0", "-x & x < 0") + r" \\ &= x"
    found = judged(
        f"\\begin{{given}}\n{NUMBERS}\n\\end{{given}}\n\\begin{{align*}}{rows}\\end{{align*}}"
    )
    assert found.statuses == [DERIVED, DERIVED, NOT_UNDERSTOOD]


def test_responsibilities_harden() -> None:
    lines = [
        r"\gamma_{nk} \to "
        + cases(
            r"1 & \text{if } d_{nk} < d_{nj} \text{ for all } j \ne k",
            r"0 & \text{if $d_{nj} < d_{nk}$ for some $j$}",
        )
        + r" \quad (\sigma \to 0)",
        r"\lim_{\sigma \to 0} \gamma_{nk} = "
        + cases(r"1 & k = \arg\min_j d_{nj}", r"0 & d_{ni} < d_{nk} \text{ for some } i \ne k"),
    ]
    found = judged(note(SOFT, *lines))
    assert found.statuses == [DERIVED] * 4, [f.message for f in found.lines]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        # At a tie both have a half.
        (
            r"\gamma_{nk} \to "
            + cases(r"1 & k = \arg\min_j d_{nj}", r"0 & \text{otherwise}")
            + r" \quad (\sigma \to 0)",
            [DERIVED, FALSE],
        ),
        (r"\gamma_{nk} \to 1 \quad (\sigma \to 0) \text{ if } k \in \arg\min_j d_{nj}", [FALSE]),
        (r"\gamma_{nk} \to 1 \quad (\sigma \to 0) \text{ if } k = \arg\max_j d_{nj}", [FALSE]),
        (r"\gamma_{nk} \to 1 \quad (\sigma \to 0) \text{ if } d_{nk} < d_{nj} \text{ for some } j",
         [FALSE]),
        # What is said of some is said of a condition alone.
        (r"\gamma_{nj} \le 1 \quad \text{if } d_{nk} < d_{nj} \text{ for some } j",
         [NOT_UNDERSTOOD]),
        (r"\gamma_{nk} \le 1 \quad \text{for some } k", [NOT_UNDERSTOOD]),
        (r"\gamma_{nk} \le 1 \quad \text{if } d_{nk} < d_{nj} \text{ for some } j "
         r"\text{ and } d_{nj} < 0 \text{ for some } j", [NOT_UNDERSTOOD]),
        (r"\gamma_{nj} \le 1 \quad \text{if } k = \arg\min_j d_{nj}", [NOT_UNDERSTOOD]),
    ],
)  # fmt: skip
def test_slips_about_which_one(line: str, said: list[str]) -> None:
    assert judged(note(SOFT, line)).statuses == said


def test_labels() -> None:
    lines = {
        r"\sum_k r_{nk} = 1": [DERIVED],
        r"r_{nk} = " + cases("1 & z_n = k", r"0 & z_n \ne k"): [DERIVED, DERIVED],
        r"r_{nk} = " + cases("0 & z_n = k", r"1 & z_n \ne k"): [FALSE, FALSE],
    }
    for line, said in lines.items():
        assert judged(note(LABELS, line)).statuses == said


def test_cases_in_notes_without_a_block() -> None:
    text = (
        "Let $z_n \\in \\{1, \\dots, K\\}$ for $n = 1, \\dots, N$ be labels.\n\n"
        f"$$r_{{nk}} = {cases('1 & z_n = k', r'0 & TEXT')}$$\n\n$$\\sum_{{k=1}}^K r_{{nk}} = 1$$\n"
    )
    told = text.replace("TEXT", r"\text{otherwise}")
    assert judged(told, "notes.md").statuses == [DERIVED, DERIVED]
    told = text.replace("z_n = k", r"k = \arg\min_j d_{nj}").replace("TEXT", r"\text{otherwise}")
    found = judged(told, "notes.md")
    assert found.statuses[0] == NOT_UNDERSTOOD
    assert "d_{n,j} is not declared" in found.lines[0].message
    assert DERIVED not in found.statuses


MEAN = (
    r"Let $x_n$ be real for $n \le N$; let $t$ be real. Write $L(t) = \sum_n (x_n - t)^2$, "
    r"$m = \frac{1}{N} \sum_n x_n$."
)
SETTINGS = (
    *(r"\mathop{\rm arg\,min}_t", r"\operatorname{argmin}_t", r"\operatorname*{arg\,min}_t"),
    *(r"\underset{t}{\arg\min}", r"\underset{t}{\operatorname{arg\,min}}", r"\argmin_t"),
    *(r"\underset{t \in \mathbb{R}}{\mathrm{argmin}}", r"\arg\underset{t}{\min}"),
    *(r"\mathrm{arg}\min_t", r"\mathrm{arg}\,\mathrm{min}_t", r"\mathrm{arg\ min}_t"),
    *(r"{\rm arg}\min_t", r"\text{arg}\min_t", r"\text{argmin}_t", r"\operatorname{arg}\min_t"),
    *(r"\mathbf{argmin}_t", r"\operatornamewithlimits{argmin}_t", r"\mathop{\arg\min}\limits_{t}"),
)


def test_arg_min_as_it_is_set() -> None:
    found = judged(note(MEAN, *(rf"m = {one} L(t)" for one in SETTINGS)))
    assert {*found.statuses} == {DERIVED}, [(f.text, f.message) for f in found.lines]
    assert len({line.read for line in found.lines}) == 1
    turned = (rf"m = {one.replace('min', 'max')} L(t)" for one in SETTINGS)
    assert {*judged(note(MEAN, *turned)).statuses} == {FALSE}


@pytest.mark.parametrize("line", ["m = arg min_t L(t)", "m = argmin_t L(t)", r"m = arg\min_t L(t)"])
def test_arg_min_in_plain_letters_is_refused(line: str) -> None:
    for block in (MEAN, MEAN + " Let $a$, $r$, $g$ be real."):
        (found,) = judged(note(block, line)).lines
        assert r"arg min is written \arg\min_{...}" in found.message


@pytest.mark.parametrize(
    "line",
    [
        r"m = \underset{n}{\mathrm{argmin}} L(t)",
        r"m = \underset{t}{\max} L(t)",
        r"m = \mathrm{argmin} L(t)",
        r"m = \mathrm{argmean}_t L(t)",
        r"m = \underset{t}{\underset{t}{\arg\min}} L(t)",
        r"m = \underset{t{\arg\min} L(t)",
    ],
)
def test_what_is_no_arg_min(line: str) -> None:
    assert judged(note(MEAN, line)).statuses == [NOT_UNDERSTOOD]


def test_a_product_of_letters_is_one() -> None:
    block = MEAN + " Let $a$, $r$, $g$ be real."
    found = judged(note(block, r"a r g \min_n x_n = g r a \underset{n}{\min} x_n", "a g r = arg"))
    assert found.statuses == [DERIVED, DERIVED]


PAIR = r"Let $f_k$, $g_k$ be real for $j, k \le K$; let $a$, $b$ be real."
EACH = "for each k under its own condition"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (r"|a| = a \text{ and } |b| = b \quad \text{if } a > 0 \text{ and } b > 0", DERIVED),
        (r"|a| = a, \text{ and } |b| = b \quad \text{if } a > 0 \text{ and } b > 0", DERIVED),
        (r"|a| = a \text{ if } a > 0 \text{ and } |b| = b \text{ if } b > 0", DERIVED),
        (r"|f_k| = f_k \text{ and } |g_k| = g_k \text{ if } f_k > 0 \text{ and } g_k > 0", DERIVED),
        (r"|a| = a \text{ and } |b| = b \quad \text{if } b > 0", FALSE),
        (r"|a| = -a \text{ and } |b| = b \quad \text{if } a > 0 \text{ and } b > 0", FALSE),
        # A comma joins nothing to a condition, and a condition of one's own is the only one.
        (r"|a| = a, \quad |b| = b \quad \text{if } a > 0 \text{ and } b > 0", FALSE),
        (r"|a| = a \text{ if } b > 0 \text{ and } |b| = b \text{ if } a > 0", FALSE),
        (r"|a| = a \text{ and } |f_k| = f_k \text{ if } a f_k > 0 \text{ for all } k",
         NOT_UNDERSTOOD),
    ],
)  # fmt: skip
def test_one_condition_of_two_statements(line: str, said: str) -> None:
    assert judged(note(PAIR, line)).statuses == [said]


def test_for_all_is_of_each_where_the_line_is_about_it() -> None:
    lines = {
        r"|f_k| = f_k \text{ if } f_k \ge 0 \text{ for all } k": (DERIVED, True),
        # True if all are meant; each alone is the stronger claim, and false.
        r"|f_k| \le \sum_j f_j \text{ if } f_k \ge 0 \text{ for all } k": (FALSE, True),
        r"|f_k| \le \sum_j f_j \text{ if } f_j \ge 0 \text{ for all } j": (DERIVED, False),
        r"|f_k| = f_k \text{ for all } k \text{ if } f_k \ge 0": (DERIVED, False),
    }
    for line, (status, told) in lines.items():
        (found,) = judged(note(PAIR, line)).lines
        assert (found.status, EACH in found.message) == (status, told), line


STARRED = r"""Let $x$ be real.

$$ |x| = \begin{cases*} x & if $x \ge 0$ \\ SIGNx & otherwise \end{cases*} $$
"""


def test_the_second_column_of_starred_cases_is_text() -> None:
    assert judged(STARRED.replace("SIGN", "-"), "n.md").statuses == [DERIVED, DERIVED]
    assert judged(STARRED.replace("SIGN", ""), "n.md").statuses == [DERIVED, FALSE]


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (r"\frac{x}{2}", True),
        (r"\frac{x^2 - 1}{3}", True),
        (r"\frac{1}{x}", False),
        (r"\frac{x}{0}", False),
        (r"\frac{x}{y}", False),
        (r"\frac{\log x}{2}", False),
    ],
)
def test_a_branch_of_a_new_name_may_be_divided_by_a_number(value: str, read: bool) -> None:
    rows = rf"{value} & \text{{if }} x \ge 0 \\ -x & \text{{otherwise}}"
    text = f"Let $x$ and $y$ be real.\n\n$$ f(x) = \\begin{{cases}} {rows} \\end{{cases}} $$\n"
    assert judged(text, "n.md").statuses == [DERIVED if read else NOT_UNDERSTOOD]
