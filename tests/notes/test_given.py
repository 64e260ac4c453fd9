"""Blocks that say what is given: each sentence, and what is no sentence of the grammar."""

from __future__ import annotations

import pytest
from hardlimit.proofs.language.claims import SIGNS, AtMost, Binary, LessThan
from hardlimit.proofs.language.context import Context
from hardlimit.proofs.report.render.formula import Printer

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


def test_numbers_below_zero_and_whole_numbers() -> None:
    draft, problems = given(r"""
        Let $a < 0$; let $b \le 0$; let $c$ be strictly negative; let $j$ be nonpositive;
        let $f \in \mathbb{R}_{<0}$; let $g_n < 0$ for $n \le N$; let $h < 0$ be real;
        let $p_n \in \mathbb{N}_0$; let $q \in \{0, 1, \dots\}$; let $r \in \{0, 1, 2, \ldots\}$;
        let $s$ be a nonnegative integer; let $t \in \mathbb{Z}_{\ge 0}$.
    """)
    assert not problems
    assert not draft.context.hypotheses
    context = draft.context
    found = {n: s.sign for n, s in context.symbols.items()}
    found |= {n: f.sign for n, f in context.families.items()}
    assert found == {
        **dict.fromkeys("acfhg", "negative"),
        **dict.fromkeys("bj", "nonpositive"),
        **dict.fromkeys("qrstp", "natural"),
    }


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
        (r"Let $\sigma \ge t$.", "say the rest by 'suppose'"),
        (r"Let $0 < \sigma < 1 + t$.", "say the rest by 'suppose'"),
        (r"Let $\sigma \le 1/0$.", "divided by 0"),
        (r"Let $0 \ne \sigma$.", "a bound is followed by"),
        (r"Let $0 < \sigma \in \mathbb{R}$.", "too much for a declaration"),
        (r"Let $\sigma \ge 1/2$ be an integer.", "is at least 1"),
        (r"Let $x_{nd}$ be real for $n \le N$.", "the range of d is not said"),
        (r"Let $x_{nn}$ be real for $n \le N$.", "one index twice"),
        (r"Let $\sigma > 0$; let $\sigma > 0$.", "declared twice"),
        (r"Let $n \le N$; let $n \le K$.", "n runs over 1..N already"),
        (r"Let $\sigma^3 > 0$.", "a power is not declared"),
        (r"Let $\sigma^{3} > 0$.", "a power is not declared"),
        (r"Let $X^\top X$ be invertible.", "a product is no name"),
        (r"Let $X^{\top} X$ be invertible.", "a product is no name"),
        (r"Let $e > 0$.", "like the base of the exponential"),
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


SHARED = r"""Let $z_{nk} \ge 0$, $p_k > 0$, $q_k > 0$ for $n \le N$, $j, k \le K$;
let $s, t$ be real. """


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (
            r"Suppose $\sum_k z_{nk} = 1$ for all $n$ (one) and $\sum_n z_{nk} > 0$ for all $k$ "
            "(filled).",
            {"one": "n", "filled": "k"},
        ),
        (
            r"Suppose $\sum_k z_{nk} = 1$ for each $n$ (one), $\sum_n z_{nk} > 0$ for every $k$ "
            r"(filled), and $s > 0$.",
            {"one": "n", "filled": "k", "h1": ""},
        ),
        (r"Suppose $\sum_k p_k = 1$ (p-one) and $\sum_k q_k = 1$.", {"p_one": "", "h1": ""}),
        (r"Suppose that $\sum_k z_{nk} = 1 \ \forall n$, $s > 0$.", {"h1": "n", "h2": ""}),
        (r"Suppose that for every $n$, $\sum_k z_{nk} = 1$.", {"h1": "n"}),
        (r"For all $n$ suppose $\sum_k z_{nk} = 1$.", {"h1": "n"}),
        (r"Suppose $\sum_k p_k = 1, \quad \sum_k q_k = 1$.", {"h1": "", "h2": ""}),
        (r"Suppose $s$, $t$ are strictly positive and $s < t$.", {"h1": "", "h2": "", "h3": ""}),
        (r"Suppose $p_k < 1$ for $k = 1, \dots, K$ and $s > 0$.", {"h1": "k", "h2": ""}),
        (r"Suppose $p_k < 1$ for all $k$ and $q_k < 1$ if $s > 0$.", {"h1": "k", "h2": "k"}),
        (r"Suppose $s$ and $t$ are real positive numbers (both).", {"both_1": "", "both_2": ""}),
        (r"Suppose the given $s$ is real and positive, $t$ is negative.", {"h1": "", "h2": ""}),
        (r"Suppose $s > 0$ is given, $s < 1$ (zero mean).", {"zero_mean_1": "", "zero_mean_2": ""}),
    ],
)
def test_one_sentence_supposes_several_things(sentence: str, told: dict[str, str]) -> None:
    draft, problems = given(SHARED + sentence)
    assert not problems
    found = draft.context.hypotheses
    assert {n: "".join(i.name for i in h.forall) for n, h in found.items()} == told
    guards = [n for n, h in found.items() if h.guard is not None]
    assert guards == (["h2"] if "if" in sentence else [])


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        # Read as a second hypothesis, what is a condition would assume more than was said.
        (r"Suppose $p_k < 1$ for $K = 1$.", "the index K is neither bound"),
        (r"Suppose $s > 0$ if $t > 0$ and $s < 1$.", "one condition"),
        (r"Suppose $s > 0$ for some $k$.", "'for some'"),
        (r"Suppose $s$.", "this is a number"),
        (r"Suppose $s$ is a positive thing.", "'thing' is not understood"),
        (r"Let $a > 0$ be an integer.", "by its words a whole number"),
        (r"Let $a > 0$ be not zero.", "'not' is not understood"),
        (r"Let $a$ be an integer that may be negative.", "is at least 1"),
        (r"Let $a \in \mathbb{Z}$.", "whole numbers of any sign"),
        (r"Let $a < s$.", "say the rest by 'suppose'"),
        (r"Let $a \in \{0, 1, 2\}$.", "is expected"),
        (r"Let $a < 0$ be positive.", "by its sign it is negative, by its words positive"),
        (r"Let $a > 0$ be negative.", "by its sign it is positive, by its words negative"),
        (r"Let $a \in \mathbb{R}_+$.", "with 0 or without"),
        (r"Write $a = s$ unless $s = 0$.", "'unless' is not understood"),
        (r"Let $p_1, \dots, q_K$ be real.", "p with the last index is expected"),
        (r"For all $n$.", "this sentence says nothing"),
        # What follows from a condition is not supposed without it.
        (r"Suppose $s > 0 \implies t > 0$.", "only where the one before it does"),
        (
            r"Suppose $p_k > 1 \Rightarrow q_k > 1$ for all $k$.",
            "only where the one before it does",
        ),
        (r"Suppose $s > 0$, $\Longrightarrow t > 0$ (both).", "only where the one before it does"),
        (r"Suppose $s > 0 \text{ hence } t > 0$.", "only where the one before it does"),
        (r"Suppose $s > 0$ given $t > 0$.", "is it a condition"),
        (r"Suppose $p_k > 1$ given that $q_k > 1$.", "is it a condition"),
        (r"Suppose that, given $t > 0$, $s > 0$.", "is it a condition"),
        # A condition of two relations is not one of the first of them.
        (r"Suppose $s > 0 \text{ if } t > 0 \text{ and } t < 2$.", "one condition"),
        (r"Suppose $s > 0 \text{ if } t > 0, t < 2$.", "one condition"),
        (r"Suppose $s > 0 \text{ whenever } t > 0$ and $t < 2$.", "one condition"),
        # Words between "if" and its condition; a condition that comes first.
        (r"Suppose $s > 0$, provided that $t > 0$, $t < 2$.", "one condition"),
        (r"Suppose if $t > 0$ that $s > 0$ and $s < 2$.", "does the condition before it reach"),
        (r"Suppose whenever $t > 0$ we have $s > 0$, $p_k > 0$.", "does the condition before it"),
        (r"Suppose if $t > 0$ that $s$ is positive and $p_k > 1$.", "does the condition before it"),
        # An index that is fixed once; one for all, or one for each.
        (r"Suppose for a fixed $k$ that $p_k > 1$ and $q_k > 1$.", "is k any index or a fixed one"),
        (r"Suppose $p_k > 1$ for one $k$, $q_k > 1$.", "is k any index or a fixed one"),
        (r"Suppose $p_k > 1$ for a given $k$. Suppose $q_k > 1$.", "is k any index or a fixed one"),
        (r"Suppose $s > 0$ for a fixed $k$ and $p_k > 1$.", "is k any index or a fixed one"),
        # A smaller range than the declared one is no chain of relations.
        (r"Suppose $p_k > 0 \ \forall k < K$.", "the statement ends before this"),
        (r"Suppose $p_k > 1 \ \text{for all } k > 1$.", "the statement ends before this"),
        (r"Suppose $z_{nk} > 0 \ \forall n, \; k \ge j$.", "the statement ends before this"),
        (r"Suppose for every $k$ that $p_k < q_j$ for one $j$.", "one for all k, or one for each"),
        (r"Suppose $p_k < q_j$ for each $k$ and one $j$.", "one for all k, or one for each"),
        (r"Suppose $p_k < q_j$ for one $j$.", "one for all k, or one for each"),
        # A sign is about the last numbers only, where something is said of the others.
        (r"Suppose $s$ is real, $t$ is positive.", "this is a number"),
        (r"Suppose $s$ is given and $t$ is positive.", "this is a number"),
        (r"Suppose $s$ real and $p_k$, $t$ positive.", "this is a number"),
        # Brackets take nothing back.
        (r"Suppose $s > 0$ (unless stated otherwise).", "'unless' cannot stand there"),
        (r"Suppose $s > 0$ (or not), $t > 0$.", "'or' cannot stand there"),
        (r"Let $a > 0$ (or $a = 0$).", "'or' cannot stand there"),
        (r"Let $a$ be positive (possibly zero).", "'possibly' cannot stand there"),
    ],
)
def test_sentences_that_would_say_something_else(sentence: str, said: str) -> None:
    _, problems = given(SHARED + sentence)
    assert any(said in problem for problem in problems), problems


@pytest.mark.parametrize(
    "sentence",
    [
        r"Suppose $p_k > 1$ for all $k$, provided that $s > 0$.",
        r"Suppose $p_k > 1$ whenever we have $s > 0$.",
        r"Suppose if it holds that $s > 0$ we have $p_k > 1$.",
    ],
)
def test_words_before_a_condition_leave_it_one(sentence: str) -> None:
    draft, problems = given(SHARED + sentence)
    assert not problems
    (held,) = draft.context.hypotheses.values()
    printer = Printer(draft.context)
    assert printer.relation(held.relation) == "1 < p_{k}"
    assert held.guard is not None
    assert printer.relation(held.guard) == "0 < s"


def test_what_is_fixed_once_is_fixed_or_not_by_words() -> None:
    draft, problems = given(
        SHARED + r"Suppose $p_k > 1$ for a fixed $k$, $q_k > 1$ for all $k$ (all), and "
        r"$q_k < 5$ for a fixed $k$ (same)."
    )
    assert not problems
    found = {n: [i.name for i in h.forall] for n, h in draft.context.hypotheses.items()}
    assert found == {"h1": [], "all": ["k"], "same": []}


def test_let_says_bounds_and_what_holds_with_them() -> None:
    draft, problems = given(r"""
        Let $x_1, \dots, x_N \in \mathbb{R}$ and let $m = \frac1N \sum_n x_n$ be their mean.
        Let $a_k \ge 0$, $k \le K$, with $\sum_k a_k = 1$ and $b_k > 0$ with $\sum_k b_k = 1$.
        Let $0 < p < 1$; let $q_k \in [0, 1]$; let $z_n \in \{0, 1\}$; let $u$ be negative.
        Let $y_n$ be points in $\mathbb{R}^D$. Denote $\sum_n x_n$ by $S$. Let $v, w$ be real with
        $v < w$; $h > 2$. Write $T = \sum_j a_j b_j$.
        Write $c_k = a_k + b_k$ for the weight of cluster $k$.
    """)
    assert not problems
    context = draft.context
    assert [*context.definitions] == ["m", "S", "T", "c"]
    assert context.families["y"].vector
    assert context.families["x"].sizes == (context.sizes["N"],)
    assert [str(h.relation.expressions()) for h in context.hypotheses.values()] == [
        "(Sum(a[k], (k, 1, K)), 1)",
        "(Sum(b[k], (k, 1, K)), 1)",
        "(p, 1)",
        "(q[k], 1)",
        "(z[n]**2, z[n])",
        "(z[n], 1)",
        "(v, w)",
        "(2, h)",
    ]


@pytest.mark.parametrize(
    ("interval", "sign", "bounds"),
    [
        (r"[0, 1]", "nonnegative", ["c <= 1"]),
        (r"(0, 1)", "positive", ["c < 1"]),
        (r"[0, \infty)", "nonnegative", []),
        (r"[-1, 1]", "real", ["-1 <= c", "c <= 1"]),
        (r"(-1, 1]", "real", ["-1 < c", "c <= 1"]),
        (r"(1, \infty)", "positive", ["1 < c"]),
        (r"(-\infty, 0]", "nonpositive", []),
        (r"[-\frac12, 0)", "negative", ["-1/2 <= c"]),
    ],
)
def test_an_interval_says_two_bounds(interval: str, sign: str, bounds: list[str]) -> None:
    draft, problems = given(rf"Let $c \in {interval}$.")
    assert not problems
    assert draft.context.symbols["c"].sign == sign
    signs = {AtMost: "<=", LessThan: "<"}
    said = [hypothesis.relation for hypothesis in draft.context.hypotheses.values()]
    shown = [f" {signs[type(r)]} ".join(map(str, r.expressions())) for r in said]  # type: ignore[index]
    assert shown == bounds


@pytest.mark.parametrize(
    ("interval", "message"),
    [
        (r"[1, 0]", "smaller end first"),
        (r"[1, 1]", "smaller end first"),
        (r"[0, \infty]", "infinite end is not taken"),
        (r"[-\infty, 0)", "infinite end is not taken"),
        (r"[0, a]", "numbers for bounds"),
        (r"[0, 1", "ends with ] or )"),
        (r"[0, 1]^D", "too much"),
    ],
)
def test_what_is_no_interval(interval: str, message: str) -> None:
    _, problems = given(rf"Let $a$ be real; let $c \in {interval}$.")
    assert [message in problem for problem in problems] == [True]


def test_an_index_of_an_index_of_what_is_not_declared() -> None:
    # To write := is advice for lines, and none here.
    told = ["line 1, column 10: d_{n,c_{n}} is not declared"]
    assert given("Suppose $d_{n c_n} = 1$.")[1] == told


@pytest.mark.parametrize("joined", ["with", "such that", ", with", "where"])
@pytest.mark.parametrize("ranges", [r"$n \le N$, $k \le K$", r"$n \le N$ and $k \le K$"])
def test_for_all_behind_a_declaration_belongs_to_what_is_supposed(joined: str, ranges: str) -> None:
    draft, problems = given(
        rf"Let $r_{{nk}} > 0$ for {ranges} {joined} $\sum_k r_{{nk}} = 1$ for all $n$, $y_n > 0$."
    )
    assert not problems
    (hypothesis,) = draft.context.hypotheses.values()
    assert [i.name for i in hypothesis.forall] == ["n"]
    assert draft.context.families["y"].sign == "positive"


def test_for_some_is_no_for_all_behind_a_declaration_either() -> None:
    draft, problems = given(
        r"Let $r_{nk} > 0$ for $n \le N$, $k \le K$ with $\sum_k r_{nk} = 1$ for some $n$."
    )
    assert problems
    assert not draft.context.hypotheses


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (r"Let $b$ be real. Write $L_c = b^2$.", r"the range of c is not said: for $c \le ...$"),
        ("Let $θ$ be real.", r"write \theta for θ"),
        ("Let $Σ$ be real.", r"write \Sigma for Σ"),
        ("Let $λ_n$ be real for $n \\le N$.", r"write \lambda for λ"),
        ("Let $ж$ be real.", "ж is no letter"),
    ],
)
def test_a_name_that_cannot_be_is_told_what_to_write(block: str, said: str) -> None:
    assert said in " ".join(given(block)[1])


@pytest.mark.parametrize(
    ("formula", "kind", "said"),
    [
        (r"a \ne 0", "real", ["a != 0"]),
        ("a < 1", "real", ["a < 1"]),
        (r"a \le -1", "negative", ["a <= -1"]),
        (r"a \ge 2", "positive", ["2 <= a"]),
        ("a > 0.5", "positive", ["1/2 < a"]),
        (r"-1 \le a \le 1", "real", ["-1 <= a", "a <= 1"]),
        (r"0 < a < \frac{1}{2}", "positive", ["a < 1/2"]),
        (r"1 > a > 0", "positive", ["a < 1"]),
        (r"0 \le a", "nonnegative", []),
        ("a < 0", "negative", []),
    ],
)
def test_a_declaration_by_numbers_says_a_sign_and_what_remains(
    formula: str, kind: str, said: list[str]
) -> None:
    draft, problems = given(f"Let ${formula}$.")
    assert not problems
    assert draft.context.sign_of_name("a") == kind
    assert supposed(draft.context) == said


def test_bounds_of_families_and_sizes() -> None:
    draft, problems = given(
        r"Let $p_k \ne 0$ for $k \le K$; let $K \ge 2$; let $M \ge 3$ be an integer."
    )
    assert not problems
    assert set(draft.context.sizes) == {"K", "M"}
    assert supposed(draft.context) == ["p[k] != 0", "2 <= K", "3 <= M"]


def supposed(context: Context) -> list[str]:
    """The hypotheses that relate two numbers, in plain text."""
    found = (h.relation for h in context.hypotheses.values())
    return [f"{r.lhs} {SIGNS[type(r)]} {r.rhs}" for r in found if isinstance(r, Binary)]
