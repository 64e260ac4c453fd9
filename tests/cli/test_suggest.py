"""``hardlimit suggest``: found reasons are shown, and put into the file that lacks them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hardlimit.proofs.book.inserting import with_reasons

from ..commands import Outcome

Run = Callable[..., Outcome]

FILE = '''"""Means."""

from hardlimit.proofs.author import Derivation, derivation, equal, total
from sympy import log


@derivation(label="M1", slug="balance", title="The mean balances")
def balance(d: Derivation) -> None:
    N = d.size("N")
    n = d.index("n", N)
    x, b = d.family("x", N), d.symbol("b", sign="positive")
    mean = d.define("mean", (), total(x[n], n) / N)
    d.goal(equal(total(x[n] - mean, n), 0))
    d.have(
        equal(total(x[n] - mean, n), 0),
        (
            "The two "  # a sentence in two parts
            "cancel."
        ),  # by the definition
    )
    d.have(equal(log(b**2), 2 * log(b)), why="A law.")
    line = d.calc((b + 1) ** 2)
    line.eq(b**2 + 2 * b + 1, "Multiply out.")
'''
TEX = r"""\begin{given} Let $x_n$ be real, $n \le N$, write $m = \frac{1}{N} \sum_n x_n$.\end{given}
\begin{align*}
  \sum_n (x_n - m) &= \sum_n x_n
     - N m \\
     &= 0
\end{align*}
\[ \sum_n (x_n - m) = 0 \]
"""


def test_reasons_are_shown_where_they_belong(run: Run) -> None:
    Path("mine.py").write_text(FILE)
    found = run("suggest", "mine.py")
    assert found.code == 0
    assert found.out.splitlines() == [
        'mine.py:14: M1 step 1: Unfold("mean")',
        "mine.py:21: M1 step 2: LogLaws()",
        "mine.py:23: M1 step 3: Algebra()",
    ]
    assert Path("mine.py").read_text() == FILE


def test_they_are_put_in_and_nothing_else_changes(run: Run) -> None:
    Path("mine.py").write_text(FILE)
    found = run("suggest", "mine.py", "--write")
    assert (found.code, found.out) == (0, "wrote mine.py: 3 reasons put in\n")
    text = Path("mine.py").read_text()
    put = (
        (',\n        Unfold("mean")', ""),
        (", by=LogLaws()", ""),
        (", Algebra())", ")"),
        ("equal, total, Algebra, LogLaws, Unfold", "equal, total"),
    )
    for new, old in put:
        assert text.count(new) == 1
        text = text.replace(new, old)
    assert text == FILE
    assert run("verify", "mine.py").code == 0
    assert run("suggest", "mine.py").out == "no line is without a reason\n"


OTHER = """
from hardlimit.proofs.author import *

@derivation(label="M2", slug="term", title="A term is at most the sum")
def term(d):
    N = d.size("N")
    n, m = d.indices("n m", N)
    x = d.family("xi", N, sign="nonnegative")
    d.show(at_most(x[m], total(x[n], n)), "The others are not negative.")
"""


@pytest.mark.slow
def test_names_that_the_file_does_not_have_are_left_to_the_author(run: Run) -> None:
    """Formulas in reasons are written in declared names, which may not be those of Python."""
    Path("mine.py").write_text(OTHER)
    found = run("suggest", "mine.py", "--write")
    assert "mine.py:9: M2 step 1: Gap(" in found.out
    assert "xi[n]" in found.out
    assert "(to be put in by hand)" in found.out
    assert Path("mine.py").read_text() == OTHER
    Path("mine.py").write_text(OTHER.replace("x = d", "xi = x = d"))
    assert "1 reason put in" in run("suggest", "mine.py", "--write").out
    assert run("verify", "mine.py").code == 0


def test_false_lines_and_what_rests_on_them_get_no_reason(run: Run) -> None:
    text = FILE.replace("equal(log(b**2), 2 * log(b))", "equal(log(b**2), log(b))")
    Path("mine.py").write_text(text)
    found = run("suggest", "mine.py", "--write")
    assert found.code == 1
    assert "mine.py:21: M1 step 2: no reason was found" in found.out
    assert "it is false:" in found.out
    assert "2 reasons put in" in found.out
    assert "LogLaws" not in Path("mine.py").read_text()


@pytest.mark.slow
def test_notes_get_comments_at_the_ends_of_rows(run: Run) -> None:
    for name, text in (("notes.tex", TEX), ("crlf.tex", TEX.replace("\n", "\r\n"))):
        Path(name).write_bytes(text.encode())
        found = run("suggest", name, "--write")
        assert found.code == 0
        assert f"{name}:7: N1 step 4:" in found.out
        assert "(to be put in by hand)" in found.out
        lines = Path(name).read_bytes().decode().splitlines()
        assert lines[3] == r"     - N m \\ % by Algebra"
        assert lines[4] == "     &= 0 % by Unfold(m)"
        assert [n for n, line in enumerate(lines) if "%" in line] == [3, 4]
        assert run("verify", name).code == 0


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        ('d.have(a, "w")', 'd.have(a, "w", R())'),
        ('d.have(a, "w", under=c)', 'd.have(a, "w", R(), under=c)'),
        ('d.have(a, "w",)', 'd.have(a, "w", R(),)'),
        ('d.have(a, why="w")', 'd.have(a, why="w", by=R())'),
        ('d.have(a, ("w"))', 'd.have(a, ("w"), R())'),
        ('d.have(a, "é # no comment")  # one', 'd.have(a, "é # no comment", R())  # one'),
        ('d.have(\n    a,\n    "w"\n)', 'd.have(\n    a,\n    "w",\n    R()\n)'),
        ('d.have(\n    a, "w",\n)', 'd.have(\n    a, "w", R(),\n)'),
        ('x = d.show(f(a), "w")', 'x = d.show(f(a), "w", R())'),
        ('line.eq(a, "w", goal=True)', 'line.eq(a, "w", R(), goal=True)'),
    ],
)
def test_where_an_argument_goes(call: str, wanted: str) -> None:
    head = "R = 1\n"
    text, left = with_reasons(f"{head}{call}\n".encode(), {2: "R()"})
    assert not left
    assert text.decode().endswith(f"{wanted}\n")


@pytest.mark.parametrize("call", ['d.have(a, "w"); d.have(b, "v")', "f(a)", 'x = "d.have(a)"'])
def test_lines_where_it_is_not_clear_are_left(call: str) -> None:
    data = f"R = 1\n{call}\n".encode()
    assert with_reasons(data, {2: "R()"}) == (data, [2])


def test_a_reason_that_is_no_python_is_left_to_the_author() -> None:
    """Where no letter is left for an index it is n', which no file can say."""
    data = b'd.have(a, "w")\nd.have(b, "w")\n'
    reasons = {1: "Gap(x[n'], (n',))", 2: "Algebra()"}
    text, left = with_reasons(data, reasons)
    assert left == [1]
    assert text.splitlines()[-2:] == [b'd.have(a, "w")', b'd.have(b, "w", Algebra())']


def test_what_cannot_be_suggested_for(run: Run) -> None:
    Path("broken.py").write_text("def (")
    for name, said in (("broken.py", "does not import"), ("none.py", "there is no file none.py")):
        found = run("suggest", name, "--write")
        assert found.code == 2
        assert said in found.err
