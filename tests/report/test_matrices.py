"""Sums over entries are written as the products that they are, and as no others."""

from __future__ import annotations

import pytest
from hardlimit.proofs.instances.pool import Pool
from hardlimit.proofs.instances.witness import examine
from hardlimit.proofs.language.claims import Claim, Equal
from hardlimit.proofs.notes.reading import read_document
from hardlimit.proofs.report.lines import DERIVED, FALSE
from hardlimit.proofs.report.render.matrices import MatrixPrinter, written_by_entries

from .. import sizes
from ..notes.judged import judged, note

GIVEN = (
    r"Let $A$ be an invertible $D \times D$ matrix; let $B, S \in \mathbb{R}^{D \times D}$; "
    r"let $x, y, u \in \mathbb{R}^D$; let $c$ be real; "
    r"let $r_{nk} \ge 0$, $w_n$ be real for $n \le N$, $k \le K$."
)
AS_WRITTEN = [
    r"x^\top A y = y^\top A x",
    r"x^\top A^\top y = y^\top A^\top x",
    r"A B = B A",
    r"A^{-1} B = B A^{-1}",
    r"A x = B y",
    r"A^\top A x = c B x",
    r"\operatorname{tr}(A B) = \operatorname{tr}(A) \operatorname{tr}(B)",
    r"x y^\top A = A x y^\top",
    r"\lVert x \rVert^2 = x^\top B x",
    r"A + B = B - c A",
    r"x^\top A y \le 0",
]


@pytest.mark.parametrize("line", AS_WRITTEN)
def test_what_is_read_is_what_is_written(line: str) -> None:
    (found,) = read_document(note(GIVEN, line), "notes.tex").lines
    assert found.printed == (line,)


KINDS = (r"{1}^\top {0} {2}", r"\operatorname{{tr}}({0})", r"{0} {1}", r"{0}")
FACTORS = ("A", "B", r"A^\top", r"B^\top", r"A^{-1}", "S")


def test_what_is_printed_is_read_back_as_the_same_numbers() -> None:
    for number in range(12):
        draw = sizes.rng(f"matrices {number}")
        kind, vectors = draw.choice(KINDS), (draw.choice("xyu"), draw.choice("xyu"))
        products = [draw.choices(FACTORS, k=draw.randint(1, 3)) for _ in range(2)]
        terms = [kind.format(" ".join(factors), *vectors) for factors in products]
        line = f"{terms[0]} = {terms[1]} - 2 ({draw.choice(terms)})"
        (first,) = read_document(note(GIVEN, line), "notes.tex").drafts
        (said,) = read_document(note(GIVEN, line), "notes.tex").lines[0].printed
        (again,) = read_document(note(GIVEN, said), "notes.tex").drafts
        assert "sum" not in said, (line, said)
        one, other = (d.steps[0].claim.relation for d in (first, again))
        pool = Pool(first.context.snapshot(), "matrices", 6, shrink=False)
        for a, b in zip(one.expressions(), other.expressions(), strict=True):
            assert examine(Claim(Equal(a, b)), pool).status == "accepts", (line, said)


def test_what_is_no_product_of_matrices_is_left_to_the_entries() -> None:
    lines = [
        r"\sum_k r_{nk} = 1",
        r"\sum_n w_n r_{nk} = w_n r_{nk}",
        r"\sum_n r_{nk} w_n^2 = 1",
        r"\log(x^\top A y) = c",
        r"\lVert A x \rVert = c",
        r"\max(c, x^\top A y) = c",
        r"x_1 = \sum_d A_{1d} y_d",
        r"A_{de} = x_d",
        r"x_d = c",
    ]
    notes = read_document(note(GIVEN, *lines), "notes.tex")
    printer = MatrixPrinter(notes.drafts[0].context.snapshot())
    for line in notes.lines:
        assert not line.error, line
        relation = notes.drafts[0].steps[int(line.steps[0]) - 1].claim.relation
        assert printer.between_matrices(relation) == ""
    context = notes.drafts[0].context
    assert written_by_entries(r"\sum_e A_{de} x_e", context)
    assert not written_by_entries(r"A x", context)


@pytest.mark.parametrize(
    ("line", "slip"),
    [
        (r"x^\top A y = y^\top A x", r"$y^\top A^\top x = x^\top A y$ holds"),
        (r"x^\top A y = x^\top A^\top y", "then both sides are the same"),
        (r"(A B)^\top = A^\top B^\top", "the factors the other way round: then both sides"),
    ],
)
def test_slips_of_matrices_have_their_names(line: str, slip: str) -> None:
    (found,) = judged(note(GIVEN, line)).lines
    assert found.status == FALSE
    assert slip in found.message
    assert "an index" not in found.message


def test_no_slip_is_named_where_none_would_mend_the_line() -> None:
    false, true = r"x^\top A y = x^\top B y", r"x^\top A y = y^\top A^\top x"
    found = judged(note(GIVEN, false, true)).lines
    assert [line.status for line in found] == [FALSE, DERIVED]
    assert "transpose" not in found[0].message


def test_weighted_logarithms_are_written_as_the_author_writes_them() -> None:
    given = r"Let $p_k \ge 0$ for $k \le K$; suppose $\sum_k p_k = 1$."
    text = note(given, r"\sum_k p_k \log p_k > 0")
    (line,) = judged(f"We let $0 \\log 0 = 0$.\n{text}").lines
    assert line.read == (r"0 < \sum_{k=1}^{K} p_{k} \log p_{k}",)
    assert "circ" not in line.message
    (mark,) = judged(note(given, r"\sum_k p_k \log^{\circ} p_k > 0")).lines
    assert r"\log^{\circ}" in mark.read[0]
