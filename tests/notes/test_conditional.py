r"""Probabilities of events, and expectations under a condition: ``\mathbb{E}[X \mid Z = k]``."""

from __future__ import annotations

from typing import Any

import pytest
from hardlimit.proofs.author import (
    Algebra,
    Derivation,
    conditional,
    delta,
    equal,
    expect,
    indicator,
    less,
    total,
)
from hardlimit.proofs.language.errors import VocabularyError
from hardlimit.proofs.report.lines import DERIVED, FALSE, NOT_UNDERSTOOD

from ..lab import accepted, paper, refused_by_rule
from .test_wordings import verdicts

JOINT = (
    r"Let $(X, Y, Z)$ take the values $(x_j, y_j, k)$ with probability $w_{jk}$ for $j \le J$, "
    r"$k \le K$. Let $a$ be real. "
)
SEEN = r"Suppose $\mathbb{P}(Z = k) > 0$ for all $k$. "
APART = (
    r"Let $X$ take the values $x_k$ with probability $p_k$ for $k \le K$; let $Y$ take the values "
    r"$y_l$ with probability $q_l$ for $l \le L$; let $X$ and $Y$ be independent. "
    r"Let $a$, $b$ be real. "
    r"Suppose $\mathbb{P}(Y = b) > 0$. "
)


def test_what_is_derived() -> None:
    lines = [
        r"\mathbb P(Z = k) = \sum_j w_{jk}",
        r"\sum_k \Pr(Z = k) = 1",
        r"\mathrm{P}(X = a, Z = k) = \mathrm{P}(X = a \mid Z = k) \mathrm{P}(Z = k)",
        r"\mathbb{E}[X \mid Z = k] = \frac{\sum_j w_{jk} x_j}{\sum_j w_{jk}}",
        r"\sum_k \mathbb{P}(Z = k) \mathbb{E}[X | Z = k] = \mathbb{E}[X]",
        r"\mathbb{E}[\mathbb{E}[X \mid Z]] = \mathbb{E}[X]",
        r"\operatorname{Var}(X) = \mathbb{E}[\operatorname{Var}(X \mid Z)] "
        r"+ \operatorname{Var}(\mathbb{E}[X \mid Z])",
        r"\operatorname{Var}(\mathbb{E}[X \mid Z]) \le \operatorname{Var}(X)",
        r"\mathbb{E}[a X + Y \mid Z = k] = a \mathbb{E}[X \mid Z = k] + \mathbb{E}[Y \mid Z = k]",
        r"\operatorname{Var}(X \mid Z = k) = \mathbb{E}[X^2 \mid Z = k] - "
        r"\mathbb{E}[X \mid Z = k]^2",
        r"\mathbb{E}[|X| \mid Z = k] \ge 0",
        r"\mathbb{E} X^2 \ge (\mathbb{E} X)^2",
        r"\mathbb{P}(Z \ne k) = 1 - \mathbb{P}(Z = k)",
    ]
    found = verdicts(JOINT + SEEN, *lines).lines
    assert [(n, f.message) for n, f in zip(lines, found, strict=True) if f.status != DERIVED] == []


def test_independence() -> None:
    lines = (
        r"\mathbb{E}[X \mid Y = b] = \mathbb{E}[X]",
        r"\mathbb{P}(X = a, Y = b) = \mathbb{P}(X = a) \mathbb{P}(Y = b)",
    )
    assert verdicts(APART, *lines).statuses == [DERIVED, DERIVED]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("block", "line"),
    [
        (JOINT + SEEN, r"\mathbb{E}[X Y \mid Z = k] = \mathbb{E}[X \mid Z = k] "
                       r"\mathbb{E}[Y \mid Z = k]"),
        (JOINT + SEEN + r"Suppose $\mathbb{P}(X = a) > 0$.",
         r"\mathbb{P}(X = a \mid Z = k) = \mathbb{P}(Z = k \mid X = a)"),
        (JOINT + SEEN, r"\mathbb{E}[X \mid Z = k] = \mathbb{E}[X]"),
        (JOINT + SEEN, r"\operatorname{Var}(X) = \mathbb{E}[\operatorname{Var}(X \mid Z)]"),
        (JOINT + SEEN, r"\mathbb{E}[\mathbb{E}[X \mid Z]^2] = \mathbb{E}[X^2]"),
        (JOINT + SEEN, r"\sum_k \mathbb{E}[X \mid Z = k] = \mathbb{E}[X]"),
        # Of what may not happen nothing follows: the line has no value.
        (JOINT, r"\mathbb{E}[X \mid Z = k] = \mathbb{E}[X \mid Z = k]"),
        (JOINT, r"\mathbb{E}[\mathbb{E}[X \mid Z]] = \mathbb{E}[X]"),
        (JOINT + SEEN, r"\mathbb{E}[X \mid X = a] = a"),
        (APART, r"\mathbb{E}[X \mid Y = b] = b"),
    ],
)  # fmt: skip
def test_what_is_false(block: str, line: str) -> None:
    assert verdicts(block, line).statuses == [FALSE]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (r"\mathbb{E}[X \mid Z] = 1", "this is a random quantity"),
        (r"\Pr(X + a) \le 1", "an event is said by ="),
        (r"\Pr(A) \le 1", "A is not declared"),
        (r"\mathbb{E}(X - a)^2 \ge 0", "is the mean squared, or what it is of"),
        (r"\mathbb{E}[X \mid a = 1] = 1", "a condition is about what is drawn"),
        (r"\mathbb{E}[|X| | Z = k] = 1", "is missing"),
        (r"\mathbb{E} X Y = 1", "needs its brackets"),
    ],
)
def test_what_is_refused_with_one_sentence(line: str, said: str) -> None:
    (found,) = verdicts(JOINT + SEEN, line).lines
    assert found.status == NOT_UNDERSTOOD
    assert said in found.message


def law() -> tuple[Derivation, tuple[Any, ...]]:
    """w over j and k, and what stands at them."""
    d = paper()
    J, K = d.size("J"), d.size("K")
    j, (k, other) = d.index("j", J), d.indices("k l", K)
    return d, (d.probabilities("w", j, k), j, k, other, d.family("x", J))


def test_in_python() -> None:
    d, (w, j, k, at, x) = law()
    d.assume("seen", less(0, total(w[j, k], j)), forall=k)
    under = conditional(w, delta(k, at))
    mean = expect(x[j], under)
    d.have(equal(total(total(w[j, at], j) * mean, at), expect(x[j], w)), Algebra(), "The tower.")
    accepted(d)


def test_a_condition_that_may_not_happen() -> None:
    d, (w, j, _, _, x) = law()
    z = d.family("z", d.context.sizes["J"])
    mean = expect(x[j], conditional(w, indicator(z[j], 1)))
    d.have(equal(mean, mean), Algebra(), "It is itself.")
    refused_by_rule(d, "nothing here shows")


def test_what_is_no_event() -> None:
    d, (w, *_) = law()
    with pytest.raises(VocabularyError, match="no event"):
        conditional(w, d.symbol("t"))


def test_conditions_are_joined_by_and_and_commas_are_asked_about() -> None:
    block = r"Let $a, b$ be real and $p_k$ real for $j, k \le K$."
    both = r"a b > 0 \quad \text{if } a > 0"
    lines = [
        rf"{both} \text{{ and }} b > 0",
        rf"{both} \text{{ and }} b \ge 0",
        rf"{both}, b > 0",
        r"|a| = a \text{ if } a \ge 0 \text{ and } |a| = -a \text{ if } a < 0",
        r"|a| = a \text{ if } a \ge 0, |a| = -a \text{ if } a \le 0",
        r"a^2 > 0 \quad \text{if } a > 0, \quad b^2 \ge 0",
        r"a^2 > 0 \quad \text{if } a > 0, \quad b \ge 0",
        r"p_k \le a + b \quad \text{if } p_j \le a \text{ and } 0 \le b \text{ for all } j",
        r"p_k \le a + b \quad \text{if } p_j \le a \text{ for all } j \text{ and } 0 \le b",
        r"p_k \le a + b \quad \text{if } p_j \le a \text{ and } 0 \le b",
    ]
    found = verdicts(block, *lines).lines
    asked = [at for at, one in enumerate(found) if one.status == NOT_UNDERSTOOD]
    assert asked == [2]
    assert "one condition" in found[2].message
    assert [one.status for one in found if one.status != NOT_UNDERSTOOD] == [
        *(DERIVED, FALSE, DERIVED, DERIVED, DERIVED, FALSE, DERIVED, DERIVED, FALSE)
    ]
    assert "after the condition there remains" in found[9].message
    assert found[0].read == (r"0 < a b \quad \text{if } 0 < a,\ 0 < b",)
