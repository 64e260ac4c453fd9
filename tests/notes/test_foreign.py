"""Words that notes have and the grammar has not: what is understood in their place."""

from __future__ import annotations

import pytest
from hardlimit.proofs.notes.foreign import near_known, of_name, of_sign

from .judged import judged, note
from .sheet import printed, refusal

SAID = {
    r"B(\sigma, \tau) = 1": r"B is not declared: the Beta function is written \mathrm{B}(a, b)",
    r"\operatorname{Beta}(\sigma, \tau) = 1": r"written \mathrm{B}(a, b)",
    r"t = \operatorname{erf}(u)": "it is an integral",
    r"\mathrm{erf}(u) = 1": "it is an integral",
    r"\Phi(u) = 1": "it is an integral",
    r"\operatorname{sigmoid}(u) = 1": r"write \operatorname{logistic}(x)",
    r"\operatorname{softplus}(u) = 1": r"write \log(1 + e^x)",
    r"\operatorname{ReLU}(u) = 1": r"write \max(0, x)",
    r"(u)_+ = 1": r"write \max(0, x)",
    r"\sin u = 1": "angles are not in the vocabulary",
    r"\tanh u = 1": "powers of e",
    r"\lfloor u \rfloor = 1": "whole parts",
    r"\binom{N}{2} = 1": r"\frac{n!}{k! (n - k)!}",
    r"\log_2 \sigma = 1": r"\frac{\log x}{\log 2}",
    r"log(\sigma) = 1": r"with a backslash, \log",
    r"\operatorname{lgamma}(\sigma) = 1": r"\log \Gamma(x)",
    r"\operatorname{logistc}(u) = 1": r"did you mean \operatorname{logistic}?",
    r"\psi'(\sigma) = 1": r"of the slopes of \psi nothing is known",
    r"\Gama(\sigma) = 1": r"a formula is expected, not \Gama: did you mean \Gamma?",
    r"1_{u = t} = 1": r"an indicator is written \mathbf 1[a = b]",
    r"\forall t = t": r"leave \forall out",
    r"t \otimes u = 1": "write its entries",
}


@pytest.mark.parametrize("line", SAID)
def test_what_is_understood_instead(line: str) -> None:
    assert SAID[line] in refusal(line)


@pytest.mark.parametrize(
    "line",
    [
        r"\mathrm{B}(\sigma, \tau) = \mathrm{B}(\tau, \sigma)",
        r"\sigma(t + u) = \sigma t + \sigma u",  # a product of what is declared
        r"\operatorname{logistic}(u) = \frac{1}{1 + e^{-u}}",
        r"e^{u - 1} = e^{-1} e^u",
        r"\mathbf 1[c_n = k] \le 1",
    ],
)
def test_what_is_written_instead_is_read(line: str) -> None:
    assert printed(line)


def test_names_of_ones_own_are_no_functions_of_the_table() -> None:
    block = r"Let $u$ be real; let $B(u) = u^2$; let $\sigma(u) = 2 u$; let $\Phi > 0$."
    lines = (r"B(u) = u^2", r"\sigma(u) = u + u", r"\Phi (u + 1) = \Phi u + \Phi")
    assert judged(note(block, *lines)).statuses == ["derived"] * 3


def test_nothing_is_said_of_what_is_like_nothing() -> None:
    assert of_sign(r"\foo", "x") == "x"
    assert of_sign("+", "x") == "x"
    assert of_name("H", "", called=True) == ""
    assert of_name("B", "", called=False) == ""
    assert of_name("e", "", called=True) == ""
    assert near_known(r"\operatorname{foo}") == ""


def test_what_is_said_of_a_name_that_is_not_declared() -> None:
    lines = (r"H < u", r"u = H", "u = e", "erf(u) = 1", "u = e^{1}")
    found = [line.message for line in judged(note("Let $u$ be real.", *lines)).lines]
    alone, right, *rest = found
    assert "H is not declared" in alone
    assert ":=" not in right
    for said, wanted in zip(rest, ("e^{x - 1}", "it is an integral", "exp(x - 1)"), strict=True):
        assert wanted in said
