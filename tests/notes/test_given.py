"""Blocks that say what is given: each sentence, and what is no sentence of the grammar."""

from __future__ import annotations

import pytest

from .sheet import PRINTER, given

EXAMPLE = r"""Let $x_{nd}$, $n \le N$, $d \le D$, be real; let $r_{nk} \ge 0$
for $n \le N$, $k \le K$; let $\sigma > 0$;
write $\hat\mu_{kd} = \sum_n r_{nk} x_{nd} / \sum_n r_{nk}$;
suppose $\sum_k r_{nk} = 1$ for all $n$."""


def test_the_example_reads_as_mathematics() -> None:
    draft, problems = given(EXAMPLE)
    assert not problems
    context = draft.context
    assert [*context.sizes] == ["N", "D", "K"]
    assert {n: i.size.name for n, i in context.indices.items()} == {"n": "N", "d": "D", "k": "K"}
    assert context.families["x"].sign == "real"
    assert context.families["r"].sign == "nonnegative"
    assert context.symbols["sigma"].sign == "positive"
    assert [i.name for i in context.definitions["mu_hat"].params] == ["k", "d"]
    (hypothesis,) = context.hypotheses.values()
    assert [i.name for i in hypothesis.forall] == ["n"]


def test_kinds_of_declarations() -> None:
    draft, problems = given(r"""
        Let $K$ be the number of clusters, and let $M$ be a size.
        Let $x_n \in \mathbb{R}^D$ and $c_n \in \{1, \dots, K\}$ for $1 \le n \le N$;
        let $\alpha, \beta > 0$; let $0 \le \gamma$; let $w_j$ be positive for $j = 1, \dots, K$;
        let $\mathbf{v} \in \mathbb R^D$; let $\mathbf{B}_{kd}$ be real for $k \le K$, $d \le D$;
        let $y^{+}$ and $\tilde{z}$ (two more) be real numbers; let $p_{\mathrm{old}} \ge 0$.
    """)
    assert not problems
    context = draft.context
    assert context.size_notes["K"] == "number of clusters"
    assert context.families["x"].vector
    assert context.families["v"].vector
    assert context.families["B"].vector
    assert context.families["c"].values == context.sizes["K"]
    assert {n: s.sign for n, s in context.symbols.items()} == {
        "alpha": "positive",
        "beta": "positive",
        "gamma": "nonnegative",
        "y_plus": "real",
        "z_tilde": "real",
        "p_old": "nonnegative",
    }
    assert context.symbols["p_old"].tex == r"p_{\mathrm{old}}"


def test_a_vector_may_be_defined_without_its_coordinate() -> None:
    draft, problems = given(
        r"Let $x_n \in \mathbb{R}^D$, $n \le N$; write $\bar x = \frac1N \sum_n x_n$."
    )
    assert not problems
    assert draft.context.definitions["x_bar"].vector
    assert [i.size.name for i in draft.context.definitions["x_bar"].params] == ["D"]


def test_hypotheses_say_for_which_indices_they_hold() -> None:
    draft, problems = given(
        r"""
        Let $d_{nk} \ge 0$, $t$ real, $n \le N$, $j, k \le K$;
        suppose $t > 1$ (large); assume $d_{nk} > t$;
        suppose (gap) $d_{nk} < d_{nj}$ for all $j \ne k$ and for a fixed $n$, $k$;
        suppose $0 \le t \le 2$ (range); assume $d_{nk} = 1$ for all $n$, $k$ whenever $n = n$.
    """.replace("$t$ real,", "").replace("suppose $t", "let $t$ be real; suppose $t", 1)
    )
    assert not problems
    found = {name: [i.name for i in h.forall] for name, h in draft.context.hypotheses.items()}
    assert found == {
        "large": [],
        "h1": ["n", "k"],
        "gap": ["j"],
        "range_1": [],
        "range_2": [],
        "h2": ["n", "k"],
    }
    assert draft.context.hypotheses["gap"].guard is not None


def test_an_inequality_that_is_supposed_declares_no_index() -> None:
    draft, problems = given(r"Let $a > 0$; let $B$ be a size; suppose $a \le B$.")
    assert not problems
    assert not draft.context.indices
    assert [*draft.context.hypotheses] == ["h1"]


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (r"The sky is blue.", "a sentence of the block begins with"),
        (r"Let $\sigma$ be nice.", "is no kind"),
        (r"Let $\sigma$.", "say what it is"),
        (r"Let $\sigma > 1$.", "say the rest by 'suppose'"),
        (r"Let $x_{nd}$ be real for $n \le N$.", "the range of d is not said"),
        (r"Let $x_{nn}$ be real for $n \le N$.", "one index twice"),
        (r"Let $\sigma > 0$; let $\sigma > 0$.", "declared twice"),
        (r"Let $n \le N$; let $n \le K$.", "n runs over 1..N already"),
        (r"Let $\sigma^2 > 0$.", "a power is not declared"),
        (r"Let $e > 0$.", "like the base of the exponential"),
        (r"Let $A \in \mathbb{R}^{D \times D}$.", "matrices are declared by their entries"),
        (r"Write $a = b$.", "b is not declared"),
        (r"Write $a = a$.", "a is not declared"),
        (r"Let $t > 0$; write $a = \frac{t}{t}$.", "cancels"),
        (r"Let $x_n$ be real, $n \le N$; write $a = x_n$.", "is not on the left"),
        (r"Let $x_n$ be real, $n \le N$; write $a = 2 y_n$.", "y_{n} is not declared"),
        (r"Let $x_n$, $n \le N$, be real; write $a = x_n + n$.", "index n"),
        (r"Let $x_n$, $y$ be real, $n \le N$; write $a = y x_n^2$.", "is not on the left"),
        (r"Let $t$ be real; suppose $t \to 0$.", "what falls to 0"),
        (r"Let $t$ be real; suppose.", "nothing is supposed"),
        (
            r"Let $r_{nk} > 0$, $n \le N$, $k \le K$; suppose $r_{nk} < 1$ for all $n$.",
            "is k any index or a fixed one",
        ),
        (r"Let $t$ be real; suppose $t > 0$ obviously.", "'obviously' is not understood"),
        (r"Let $t$ be real @ home.", "@ is not understood"),
    ],
)
def test_what_is_no_sentence(block: str, said: str) -> None:
    _, problems = given(block)
    assert problems
    assert said in problems[0], problems
    assert problems[0].startswith("line ")


def test_one_sentence_that_is_not_understood_leaves_the_others() -> None:
    draft, problems = given(r"Let $\sigma > 0$; let $\tau$ be strange; let $t$ be real.")
    assert len(problems) == 1
    assert [*draft.context.symbols] == ["sigma", "t"]


def test_the_sheet_prints() -> None:
    assert len(PRINTER.given()) > 5
