"""Declarations that the tests of reading share, and short ways to read over them."""

from __future__ import annotations

from hardlimit.proofs.drafts.drafting import Draft
from hardlimit.proofs.notes.given import GivenReader
from hardlimit.proofs.notes.names import Names
from hardlimit.proofs.notes.places import NotUnderstood, Source
from hardlimit.proofs.notes.relations import read_line
from hardlimit.proofs.notes.stated import Stated
from hardlimit.proofs.report.render.formula import Printer

BLOCK = r"""
Let $x_n \in \mathbb{R}^D$, $y_n$ be real, $\mu_k \in \mathbb{R}^D$, $r_{nk} \ge 0$, $\pi_k > 0$
for $m, n \le N$, $j, k \le K$, $d, e \le D$;
let $c_n \in \{1, \dots, K\}$, $z_n \in \{1, \dots, K\}$;
let $\sigma > 0$, $\tau > 0$; let $t$, $u$ be real; let $A_{de}$ be real.
Write $N_k = \sum_n r_{nk}$, $\bar x = \frac{1}{N} \sum_n x_n$, $\hat\mu_k = \sum_n r_{nk} x_n$,
$L(\mu) = \sum_n \lVert x_n - \mu_{c_n} \rVert^2$, $\sigma_0 = \sigma + 1$, $u' = u + 1$;
suppose $\sum_k r_{nk} = 1$ (shares).
"""


def given(text: str) -> tuple[Draft, list[str]]:
    """What a block declares, and what of it was not understood."""
    draft = Draft("N1", "sheet", "A sheet", "notes")
    source = Source(text)
    reader = GivenReader(source, draft)
    reader.read(0, len(text))
    return draft, [problem.told(source) for problem in reader.problems]


DRAFT, PROBLEMS = given(BLOCK)
assert not PROBLEMS, PROBLEMS
NAMES = Names(DRAFT.context)
PRINTER = Printer(DRAFT.context)


def stated(text: str) -> list[Stated]:
    """The relations on a line."""
    return read_line(Source(text), 0, len(text), NAMES)


def printed(text: str) -> str:
    """The relations on a line in LaTeX again, joined by semicolons."""
    return "; ".join(PRINTER.relation(one.relation) for one in stated(text))


def refusal(text: str) -> str:
    """Why a line is not understood; empty if it is."""
    try:
        stated(text)
    except NotUnderstood as error:
        return error.told(Source(text))
    return ""
