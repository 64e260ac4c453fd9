"""Vectors and matrices in notes: read as sums over entries, the order of factors kept."""

from __future__ import annotations

import pytest
from hardlimit.proofs.drafts.drafting import Draft
from hardlimit.proofs.instances.pool import Pool
from hardlimit.proofs.instances.witness import examine
from hardlimit.proofs.language.claims import Claim, Equal
from hardlimit.proofs.notes.names import Names
from hardlimit.proofs.notes.places import NotUnderstood, Source
from hardlimit.proofs.notes.reading import read_document
from hardlimit.proofs.notes.relations import RelationReader, read_line
from hardlimit.proofs.report.lines import DERIVED, FALSE
from hardlimit.proofs.report.render.formula import Printer
from hardlimit.proofs.rules.logic import same_relation

from .judged import judged
from .sheet import given

BLOCK = r"""
Let $A, B, C \in \mathbb{R}^{D \times D}$, $X \in \mathbb{R}^{N \times D}$;
let $x, z, u \in \mathbb{R}^D$, $y \in \mathbb{R}^N$; let $a > 0$;
let $P$ be an invertible $D \times D$ matrix; write $G = X^\top X$, and let $G$ be invertible.
"""
DRAFT, PROBLEMS = given(BLOCK)
assert not PROBLEMS, PROBLEMS
POOL = Pool(DRAFT.context.snapshot(), "matrices", 24, shrink=False)


def reading(text: str, draft: Draft = DRAFT) -> list[Equal]:
    """What a line states."""
    return [one.relation for one in read_line(Source(text), 0, len(text), Names(draft.context))]  # type: ignore[misc]


def refusal(text: str) -> str:
    """Why a line is not read; empty if it is."""
    try:
        reading(text)
    except NotUnderstood as error:
        return error.message
    return ""


TRUE = (
    r"x^\top A z = z^\top A^\top x",
    r"\operatorname{tr}(AB) = \operatorname{tr}(BA)",
    r"\mathrm{tr}(ABC) = \operatorname{tr}(CAB)",
    r"x^\top A x = \operatorname{tr}(A x x^\top)",
    r"(AB)^\top = B^\top A^\top",
    r"(ABC)x = A(B(Cx))",
    r"\lVert X x - y \rVert^2 = x^\top X^\top X x - 2 y^\top X x + y^\top y",
    r"\nabla_x \lVert X x - y \rVert^2 = 2 X^\top (X x - y)",
    r"\nabla_x x^\top A x = (A + A^\top) x",
    r"\nabla_A \operatorname{tr}(A B) = B^\top",
    r"(A + a I) x = A x + a x",
    r"(A + B)^2 = A^2 + A B + B A + B^2",
    r"\lVert A \rVert_F^2 = \operatorname{tr}(A^\top A)",
    r"(A B)_{de} = \sum_f A_{df} B_{fe}",
    r"\operatorname{tr}(I_D) = D",
    r"\mathbf{1}_N^\top X x = \sum_n \sum_d X_{nd} x_d",
    r"\operatorname{diag}(x) z = \operatorname{diag}(z) x",
    r"P P^{-1} = I",
    r"P^\top P^{-\top} = I",
    r"(X^\top X)^{-1} G x = x",
    r"\exp(x^\top A x) = e^{x^\top A^\top x}",
    # Sums inside of sums: no letter is taken for another one.
    r"\sum_d x^\top A x u_d = x^\top A x \sum_d u_d",
    r"x^\top A x z^\top B z = \operatorname{tr}(x x^\top A) \operatorname{tr}(B z z^\top)",
    r"\sum_d (A x)_d (B x)_d = (A x)^\top (B x)",
    r"\sum_d x_d \sum_e (A B)_{de} z_e = x^\top A B z",
    r"(x^\top A x)^2 = x^\top A x x^\top A x",
    r"(x z^\top)^\top u = z x^\top u",
)
UNTRUE = (
    r"A B = B A",
    r"(A B)^\top = A^\top B^\top",
    r"\operatorname{tr}(A B C) = \operatorname{tr}(A C B)",
    r"\operatorname{tr}(A B) = \operatorname{tr}(A) \operatorname{tr}(B)",
    r"(A + B)^2 = A^2 + 2 A B + B^2",
    r"x^\top A x = x^\top A^\top z",
    r"x^\top A z = x^\top A^\top z",
    r"x z^\top = z x^\top",
    r"\nabla_x x^\top A x = 2 A x",
    r"\nabla_x \lVert X x - y \rVert^2 = X^\top (X x - y)",
    r"\nabla_A \operatorname{tr}(A B) = B",
    r"P^\top P = I",
    r"P^{-1} A = A P^{-1}",
    r"P^{-\top} = P^{-1}",
    r"(x^\top A x)^2 = x^\top A^2 x x^\top x",
    r"\sum_d x^\top A x u_d = x^\top A x u^\top u",
    r"A + I = A + a I",
)


def test_true_lines_hold_each_by_a_rule() -> None:
    displays = "\n".join(rf"\[ {line} \]" for line in TRUE)
    found = judged(rf"\begin{{given}} {BLOCK} \end{{given}}{displays}")
    for line in found.lines:
        assert line.status == DERIVED, (line.text, line.message)


def test_a_false_line_has_a_counterexample_at_an_entry() -> None:
    found = judged(rf"\begin{{given}} {BLOCK} \end{{given}}\[ A B = B A \]")
    (line,) = found.lines
    assert line.status == FALSE
    assert line.read == ("A B = B A",)
    assert {"d", "e"} <= {item.split(" = ")[0] for item in line.counterexample}


@pytest.mark.parametrize("text", UNTRUE)
def test_a_false_line_is_refuted(text: str) -> None:
    reader = RelationReader(Source(text), 0, len(text), Names(DRAFT.context))
    reader.in_line = True
    claims = [Claim(one.relation) for one in reader.line()]
    verdicts = [examine(claim, POOL).status for claim in claims]
    assert verdicts == ["refutes"]


@pytest.mark.parametrize("text", [*TRUE, *UNTRUE])
def test_what_is_printed_reads_back(text: str) -> None:
    printer = Printer(DRAFT.context)
    for relation in reading(text):
        again = reading(printer.relation(relation))
        assert len(again) == 1
        assert same_relation(again[0], relation)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (r"X z = A z", "vectors of different sizes"),
        (r"A y = x", "do not multiply: the columns of the one are D"),
        (r"A X = A", "do not multiply: the columns of the one are D"),
        (r"x z = 1", "two vectors side by side"),
        (r"x A = x", "is a transpose missing?"),
        (r"A x^\top = A", "is a transpose missing?"),
        (r"x^\top A = 1", "a transposed vector stands beside a number"),
        (r"x^\top = x", "a transposed vector stands beside a vector"),
        (r"A = x", "a matrix of D × D stands beside a vector"),
        (r"X = A", "a matrix of N × D stands beside a matrix of D × D"),
        (r"A / B = A", "one divides by numbers"),
        (r"\frac{x}{A} = x", "one divides by numbers"),
        (r"A + a = A", "a matrix of D × D and a number cannot be added"),
        (r"A + x = A", "cannot be added"),
        (r"x + y = x", "vectors of D and N cannot be added"),
        (r"\operatorname{tr}(X) = 1", "a trace is that of a square matrix"),
        (r"\operatorname{tr}(x) = 1", "a trace is that of a matrix"),
        (r"\operatorname{tr} A = 1", "needs brackets"),
        (r"\operatorname{diag}(A) = x", "diag is of a vector"),
        (r"X^2 = X", "a power is that of a square matrix"),
        (r"A^{1/2} = A", "powers 2 to 6"),
        (r"A^{-1} = A", "let $A$ be invertible"),
        (r"(A + B)^{-1} = A", "write $M = ...$"),
        (r"X^{-1} = X", "an inverse is that of a square matrix"),
        (r"P_{de}^{-1} = 1", "is it 1 over an entry"),
        (r"P^{-1}_{de} = 1", "is it 1 over an entry"),
        (r"(A B)_d = x_d", "has 2 indices"),
        (r"(A B)_{nd} = 1", "runs over 1..N"),
        (r"A \le B", "compared by = only"),
        (r"A \succeq 0", "say what it means"),
        (r"\log \det A = 1", "this determinant is not seen"),
        (r"|A| = 1", "this determinant is not seen"),
        (r"\det X = 1", "a determinant is that of a square matrix"),
        (r"\det A x = x", "does the determinant end here?"),
        (r"\lVert A \rVert = 1", r"\rVert_F"),
        (r"\log A = A", "stands where a number is expected"),
        (r"e^A = A", "stands where a number is expected"),
        (r"\prod_n A = A", "stands where a number is expected"),
        (r"\langle A, B \rangle = 1", "an inner product is of two vectors"),
        (r"I = 1", "Write I_D"),
        (r"I = X", "none of N × D"),
        (r"\operatorname{tr}(I) = D", "Write I_D"),
        (r"\nabla_x A x = A", "stands where a number is expected"),
        (r"x = z \quad \text{if } A x = A z", "about all entries"),
        (r"A x = A z \quad \text{if } x_d = z_d", "the condition speaks of one entry"),
        (r"A x = 0 \iff x = 0", "vanish together only"),
        (r"A x = z \iff x = z", "speaks of all coordinates together"),
    ],
)
def test_shapes_that_do_not_fit_are_told_in_a_sentence(text: str, said: str) -> None:
    assert said in refusal(text)


# -- blocks --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("block", "names"),
    [
        (r"Let $A \in \mathbb{R}^{D \times D}$ be symmetric.", ["A_symmetric"]),
        (r"Let $A$ be a real symmetric $D \times D$ matrix.", ["A_symmetric"]),
        (r"Let $A$ be an invertible $D \times D$ matrix.", ["A_inv_right", "A_inv_left"]),
        (
            r"Let $A, B$ be $D \times D$ matrices; suppose $A$ and $B$ are symmetric.",
            ["A_symmetric", "B_symmetric"],
        ),
        (
            r"Let $L$ be a unit lower triangular $D \times D$ matrix.",
            ["L_triangular", "L_unit"],
        ),
        (
            r"Let $Q$ be an orthogonal $D \times D$ matrix.",
            ["Q_orthogonal_rows", "Q_orthogonal_columns"],
        ),
        (
            r"Let $S$ be a $D \times D$ matrix; let $\Lambda = S^{-1}$.",
            ["Lambda_right", "Lambda_left"],
        ),
        (
            r"Let $S_k \in \mathbb{R}^{D \times D}$ be invertible for $k \le K$.",
            ["S_inv_right", "S_inv_left"],
        ),
        (r"Let $A$ be a $D \times D$ matrix; suppose $A^\top = A$ (own).", ["own"]),
    ],
)
def test_what_a_block_says_of_matrices(block: str, names: list[str]) -> None:
    draft, problems = given(block)
    assert not problems
    assert list(draft.context.hypotheses) == names


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (r"Let $A$ be a positive definite $D \times D$ matrix.", r"write $A = L^\top L$"),
        (r"Let $A$ be symmetric.", "A is no matrix"),
        (r"Let $x \in \mathbb{R}^D$ be symmetric.", "declares no matrix"),
        (r"Let $X \in \mathbb{R}^{N \times D}$ be invertible.", "not square"),
        (r"Let $A$ be a $D \times D$ matrix; let $A$ be triangular.", "lower triangular"),
        (r"Let $A$ be a $D \times D$ matrix with $A = A$.", "in a sentence of its own"),
        (r"Let $A$ be a nice $D \times D$ matrix.", "'nice' is not understood of a matrix"),
        (r"Let $A$ be an invertible $D \times D$ matrix; let $A$ be invertible.", "already"),
        (r"Let $A$ be a $D \times D$ matrix; let $A + A$ be symmetric.", ""),
        (r"Let $A \in \mathbb{R}^{N \times D}$; let $2 A$ be invertible.", "not square"),
        (r"Let $x \in \mathbb{R}^D$; write $a = x^\top$.", "a number, a vector or a matrix"),
        (r"Write $J = I$.", "Write I_D"),
        (r"Let $A \in \mathbb{R}^{2 \times 2}$.", "a size is a letter"),
        (r"Let $A$ be a $D \times D$ matrix; let $B = A^{-1} A$.", "let $A$ be invertible"),
    ],
)
def test_what_cannot_be_said_of_matrices(block: str, said: str) -> None:
    problems = given(block)[1]
    assert problems
    assert said in problems[0]


def test_inverses_are_read_off_the_two_equations_that_say_so() -> None:
    known = r"Let $A, B \in \mathbb{R}^{D \times D}$; suppose $A B = I$ (one) and "
    draft, problems = given(known + r"$B A = I$ (two).")
    assert not problems
    assert reading(r"A^{-1} = B", draft)[0].lhs == reading(r"B = A", draft)[0].lhs
    # One side alone says nothing of the other.
    draft, _ = given(known + r"$B B = I$ (two).")
    with pytest.raises(NotUnderstood, match="let \\$A\\$ be invertible"):
        reading(r"A^{-1} = B", draft)


# -- determinants --------------------------------------------------------------------------
PIVOTS = given(r"""
Let $L$ be a unit lower triangular $D \times D$ matrix; let $R$ be an upper triangular $D \times D$
matrix; let $B, M \in \mathbb{R}^{D \times D}$; suppose $M_{de} = 0$ if $d < e$; let $W$ be a
diagonal $D \times D$ matrix; let $V \in \mathbb{R}^{D \times D}$;
suppose $V_{de} = 1$ if $d \ne e$;
let $p_d > 0$ for $d \le D$; let $a > 0$; write $S = L \operatorname{diag}(p) L^\top$,
$T = R^\top R$, $G = B B^\top$, $H = L \operatorname{diag}(p) R^\top$; let $S$ be invertible.
""")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (r"\det S", r"\prod_d p_d"),
        (r"|S|", r"\prod_d p_d"),
        (r"\log \det(S)", r"\log \prod_d p_d"),
        (r"\det S^{-1}", r"\frac{1}{\prod_d p_d}"),
        (r"\det T", r"\prod_d R_{dd}^2"),
        (r"\det(\operatorname{diag}(p))", r"\prod_d p_d"),
        (r"\det R^\top", r"\prod_d R_{dd}"),
        (r"\det M", r"\prod_d M_{dd}"),
        (r"\det W", r"\prod_d W_{dd}"),
    ],
)
def test_a_determinant_is_the_product_of_pivots_that_are_seen(left: str, right: str) -> None:
    draft, problems = PIVOTS
    assert not problems
    assert reading(f"a = {left}", draft) == reading(f"a = {right}", draft)


@pytest.mark.parametrize(
    "other",
    [r"\det B", r"\det G", r"\det H", r"\det(S + S)", r"\det(L R)", r"\det V", r"\det(W + W)"],
)
def test_no_other_determinant_is_read(other: str) -> None:
    with pytest.raises(NotUnderstood, match="this determinant is not seen"):
        reading(f"a = {other}", PIVOTS[0])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (r"x = z \implies A x = A z", "about all entries"),
        (r"A x = A z \implies x^\top x = z^\top z", "about all entries"),
        (r"x_d = z_d \implies A x = A z", "the condition speaks of one entry"),
    ],
)
def test_what_follows_from_vectors_follows_from_all_entries(line: str, said: str) -> None:
    notes = read_document(rf"\begin{{given}} {BLOCK} \end{{given}}\[ {line} \]", "notes.tex")
    assert said in notes.lines[0].error


def test_sizes_in_small_letters_leave_one_range_to_each_letter() -> None:
    found = judged(r"""\begin{given}
        Let $X \in \mathbb{R}^{n \times p}$, $y \in \mathbb{R}^n$ and $b \in \mathbb{R}^p$;
        write $r = y - X b$.
        \end{given}
        \[ X^\top r = X^\top y - X^\top X b \]
        \[ X X^\top y = X (X^\top y) \]
        \[ X^\top r = X^\top y + X^\top X b \]
        \[ X X^\top y = -X (X^\top y) \]
    """)
    assert found.statuses == [DERIVED, DERIVED, FALSE, FALSE]
