"""Formulas in prose: each is understood, and what states something is stated somewhere."""

from __future__ import annotations

import pytest
from hardlimit.proofs.notes.inline import NAMED, NOT_UNDERSTOOD, STATED, UNSTATED, spoken
from hardlimit.proofs.notes.reading import read_document

BLOCK = r"""
Before: $a$.
\begin{given}
  Let $r_{nk} \ge 0$, $n \le N$, $k \le K$; write $N_k = \sum_n r_{nk}$;
  suppose $\sum_k r_{nk} = 1$ for all $n$ (shares).
\end{given}
\[ \sum_k N_k = N \]
"""


@pytest.mark.parametrize(
    ("formula", "kind", "where"),
    [
        ("r_{nk}", NAMED, ()),
        ("n", NAMED, ()),
        ("N, K", NAMED, ()),
        (r"n \le N", NAMED, ()),
        (r"k = 1, \dots, K", NAMED, ()),
        (r"\frac{N_k}{N}", NAMED, ()),
        (r"\sum_k r_{nk} = 1", STATED, ("hypothesis shares",)),
        (r"N_k = \sum_{n=1}^{N} r_{nk}", STATED, ("definition N_k",)),
        (r"\sum_{k'} N_{k'} = N", STATED, ("line 7",)),
        (r"\sum_k N_k = K", UNSTATED, ()),
        (r"N_k = 0", UNSTATED, ()),
        (r"q_k", NOT_UNDERSTOOD, ()),
        (r"k \le N", NOT_UNDERSTOOD, ()),
        (r"N_k =", NOT_UNDERSTOOD, ()),
    ],
)
def test_a_formula_in_prose(formula: str, kind: str, where: tuple[str, ...]) -> None:
    notes = read_document(f"{BLOCK} Prose with ${formula}$ in it.", "prose.tex")
    first, last = spoken(notes)
    assert first.kind == NOT_UNDERSTOOD
    assert (last.kind, last.where) == (kind, where), last.error
    assert last.place.line == 8
    assert bool(last.error) == (kind == NOT_UNDERSTOOD)
