"""Ordinary LaTeX is read as it is meant; what is meant in two ways is refused."""

from __future__ import annotations

import pytest
from hardlimit.proofs.instances.pool import Pool
from hardlimit.proofs.instances.witness import examine
from hardlimit.proofs.language.claims import Claim, Equal

from .sheet import DRAFT, printed, refusal, stated

POOL = Pool(DRAFT.context, "two ways", 8)


@pytest.mark.parametrize(
    ("written", "same"),
    [
        (r"\sum_{n=1}^{N} y_n", r"\sum_n y_{n}"),
        (r"\sum_{n,k} r_{n,k}", r"\sum_{n} \sum_{k} r_{nk}"),
        (r"\sum\limits_{1 \le n \le N} y_n", r"\sum_{n \in \{1, \ldots, N\}} y_n"),
        (r"\sum_{n = 1, \dots, N} y_n", r"\sum_n y_n"),
        (r"\tfrac12 t", r"\frac{1}{2} t"),
        (r"\dfrac{t}{2}", r"t/2"),
        (r"0.5 t", r"\frac{t}{2}"),
        (r"e^{-t^2/2\sigma^2}", r"\exp\left( -\frac{t^2}{2 \sigma^2} \right)"),
        (r"\mathrm{e}^{t}", r"e^t"),
        (r"\exp\{-t/2\sigma^2\}", r"e^{-t/(2\sigma^2)}"),
        (r"\ln \sigma", r"\log(\sigma)"),
        (r"\tfrac{N}{2}\log 2\pi\sigma^2", r"\frac{N}{2} \log(2\pi\sigma^2)"),
        (r"\log \tfrac{\pi_k}{\sigma}", r"\log\left[ \pi_k/\sigma \right]"),
        (r"\log \sum_k \pi_k", r"\log\Bigl(\sum_k \pi_k\Bigr)"),
        (r"\|x_n-\mu_k\|_2^2", r"\sum_d (x_{nd} - \mu_{kd})^2"),
        (r"\lVert\mathbf{x}_n - \boldsymbol\mu_k\rVert^{2}", r"(x_n-\mu_k)^\top(x_n-\mu_k)"),
        (r"x_n^{\top} \mu_k", r"\langle \mu_k, x_n \rangle"),
        (r"x_n^T \mu_k", r"\sum_d x_{nd} \mu_{kd}"),
        (r"\lVert x_n \rVert", r"\sqrt{\langle x_n, x_n \rangle}"),
        (r"|t - u|", r"\left| u - t \right|"),
        (r"\mathbf 1[c_n = k]", r"\delta_{k c_n}"),
        (r"\mathbb{1}\{ j \ne k \}", r"1 - \delta_{jk}"),
        (r"\sum_{n : c_n = k} y_n", r"\sum_n \mathbf{1}[c_n = k] y_n"),
        (r"\sum_{j \neq k} \pi_j", r"\sum_j (1 - \delta_{jk}) \pi_j"),
        (r"\max_k \pi_k", r"-\min_k(-\pi_k)"),
        (r"\sigma^2_0", r"\sigma_0^2"),
        (r"\sigma_{0}^{-1}", r"1/\sigma_0"),
        (r"N^2_k", r"(N_k)^2"),
        (r"u'^2", r"(u')^2"),
        (r"\bar{x}_d", r"\bar x_{d}"),
        (r"\sqrt[3]{\sigma}", r"\sigma^{1/3}"),
        (r"t(u+1)", r"tu + t"),
        (r"2(t+u)", r"2t + 2u"),
        (r"N(t+1)", r"N \cdot (t+1)"),
        (r"L(\mu) / 2", r"\tfrac12 L(\mu)"),
        (r"\sum_k \pi_k r_{nk} / \sum_k \pi_k", r"\frac{\sum_k \pi_k r_{nk}}{\sum_k \pi_k}"),
        (r"\prod_n \sigma e^{y_n}", r"\prod_{n=1}^N (\sigma e^{y_n})"),
        (r"\mu_{c_n d}", r"\mu_{c_{n},d}"),
        (r"t \times u \cdot t", r"t^2 u"),
        (r"t \log^{\circ} \sigma + 0", r"t \log^\circ(\sigma)"),
        (r"{t}^{2}", r"t^2"),
        (r"-t^2", r"-(t^2)"),
    ],
)
def test_two_ways_to_write_one_formula(written: str, same: str) -> None:
    sides = [stated(f"t = {text}")[0].relation.expressions()[1] for text in (written, same)]
    verdict = examine(Claim(Equal(*sides)), POOL)
    assert verdict.status == "accepts", (verdict.detail, sides)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (r"\sigma(t)", "looks like a function"),
        (r"t(u, \sigma)", "looks like a function"),
        (r"f(t)", "f is not declared"),
        (r"1/2 t", "does the slash reach"),
        (r"t/\sigma u", "does the slash reach"),
        (r"\log t/u", "does the logarithm end before the slash"),
        (r"t \log \sigma/2", "does the logarithm end before the slash"),
        (r"e^{\log t/2}", "does the logarithm end before the slash"),
        (r"t/2/u", "two slashes"),
        (r"e^{-1/2 \sigma}", "does the slash reach"),
        (r"\log \sigma \tau", "does the logarithm end here"),
        (r"\log(\sigma)^2", "does the power belong"),
        (r"\log^2 \sigma", "power of a logarithm"),
        (r"\prod_n \sigma / \tau", "is all of"),
        (r"\min_k \pi_k / 2", "is all of"),
        (r"\log \sum_k \pi_k / \sigma", "is all of"),
        (r"\sum_n y_n + r_{nk}", "binds n and ends here"),
        (r"\sum_n \sum_k r_{nk} y_n/\sum_j r_{nj}", "what is divided binds n"),
        (r"\sum_n y_n / r_{nk} - r_{nk}", "binds n and ends here"),
        (r"(x_n - \mu_k)^2", "a power of a vector"),
        (r"x_n \mu_k", "two vectors side by side"),
        (r"x_n", "a number stands beside a vector"),
        (r"\lVert t \rVert", "a length is that of a vector"),
        (r"x_n + t", "a number and a vector cannot be added"),
        (r"\mu_{n 1}", "n runs over 1..N"),
        (r"y_2", "1..N need not reach up to 2: suppose before that 2 <= N"),
        (r"y_0", "0 is no place of 1..N"),
        (r"r_{nN}", "N is no number of the range 1..K"),
        (r"y_{N+1}", "is beyond, or may be"),
        (r"\delta_{1,2}", "of which range is 1 a number?"),
        (r"r_{kn}", "k runs over 1..K"),
        (r"\mu_{n d}", "n runs over 1..N"),
        (r"r_{nkd}", "r takes 2 indices, 3 are written"),
        (r"\tilde{\mu}_k", r"did you mean \hat{\mu} or \mu?"),
        (r"\sum_i t", "the range of i is not said"),
        (r"\sum_{n=1}^{K} y_n", "n runs over 1..K, but this index of y over 1..N"),
        (r"\sum_{n=0}^{N} y_n", "sums start at 1"),
        (r"\sum_{n=1} y_n", "up to where"),
        (r"y_w", "the index w is neither bound here nor declared"),
        (r"n", "a number stands beside an index"),
        (r"t!", "factorial"),
        (r"\int t", "integrals"),
        (r"\frac{1}{0}", "division by zero"),
        (r"\sqrt{-1}", "no real value"),
        (r"\log 0", "logarithm of 0"),
        (r"9^{9^{9^{9}}}", "beyond 1000"),
        (r"2^{9999999}", "beyond 1000"),
        (r"99999999999999999999999999999999", "more than 30 digits"),
        (r"(t", ") is missing before the end"),
        (r"t]", "] is not understood"),
        (r"\frac{t}", "braces are missing"),
        (r"\frac{\partial t}{\partial u} + 1", ""),
        (r"1 + \frac{\partial t}{\partial u}", "a derivative stands in lines"),
        (r"\foo", r"not \foo"),
        (r"2 3", "two numbers side by side"),
        (r"\mathcal{N}", r"\mathcal{N} is not declared"),
        (r"t^u^2", "a second exponent"),
        (r"e^t^2", "a second exponent"),
        (r"2 \frac12", "a sum, as in 2 1/2, or a product"),
        (r"t + 3\tfrac{1}{12} t", "a sum, as in 2 1/2, or a product"),
        (r"{t + u}", "braces are not seen"),
        (r"A_d", "a number stands beside a vector"),
        (r"\exp t", "needs brackets"),
        (r"\mu_{kd}^{(t)}", "may be a step as well as a power"),
        (r"t^{(u+1)}", "may be a step as well as a power"),
        (r"1/N \sum_n y_n", "does the slash reach"),
        (r"\gamma(t)", r"\gamma is not declared"),
        (r"p(t | u)", "p is not declared"),
        (r"t \pm u", "one sign or the other"),
    ],
)
def test_what_is_not_understood_is_refused_with_a_reason(written: str, said: str) -> None:
    message = refusal(f"t = {written}")
    if said:
        assert said in message, message
        assert message.startswith("line 1, column ")
    else:
        assert message


def test_a_message_says_what_was_read_and_where() -> None:
    message = refusal("t = \\sum_n r_{nk}\n + \\foo")
    assert message.startswith("line 2, column 4: ")
    assert "read so far: t = \\sum_n r_{nk} +" in message


def test_a_denominator_that_cancels_is_not_forgotten() -> None:
    assert [str(p) for p in stated(r"\frac{t}{t} = 1")[0].lost] == ["1/t"]
    assert [str(p) for p in stated(r"0 \cdot \log t = 0")[0].lost] == ["log(t)"]
    assert stated(r"e^{\log u} = u")[0].lost
    assert stated(r"\sum_n \frac{y_n}{y_n} = N")[0].lost
    assert not stated(r"\frac{1}{2\sigma^2} \frac{1}{\sigma} = \sigma^{-3}/2")[0].lost


def test_bound_indices_are_renamed_where_they_would_clash() -> None:
    assert printed(r"r_{nk} = \frac{r_{nk}}{\sum_k r_{nk}}").endswith(
        r"\frac{r_{nk}}{\sum_{k'=1}^{K} r_{nk'}}"
    )
    assert printed(r"t = \lVert x_n \rVert^2 x_{nd}") == (
        r"t = x_{nd} \lVert \mathbf{x}_{n} \rVert^{2}"
    )


def test_positive_parts() -> None:
    r"""\max(0, x) is read, and printed again; \max is of two numbers, or has an index below it."""
    line = r"\max(0, y_{n}) - \max(0, -y_{n}) = y_{n}"
    assert printed(line) == line
    assert printed(r"\max\left(0, t - u\right) = 0") == r"\max(0, t - u) = 0"
    assert printed(r"\min(t, u) \le \max(u, 0)") == r"\min(t, u) \le \max(0, u)"
    assert ", is missing before )" in refusal(r"\max(0) = t")
    assert "needs its index below it" in refusal(r"\max 0 = t")


@pytest.mark.parametrize(
    ("written", "same"),
    [
        (r"\underbrace{\sum_n y_n}_{\text{total}} + t", r"\sum_n y_n + t"),
        (r"t - \overbrace{(u - t)^2}^{\text{bias}^2}", r"t - (u - t)^2"),
        (r"\left(\underbrace{t}_{\mathrm{new}}\right)^2 u", r"t^2 u"),
        (r"\underbrace{t}+u", r"t+u"),
        ("\\underbrace{t} % here\n \\limits_{\\text{old}} + u", r"t+u"),
        (r"\underbrace{\overbrace{t}^{\text{an inner one}}}_{\text{an outer one}} u", r"t u"),
    ],
)
def test_braces_that_point_at_a_part_say_nothing(written: str, same: str) -> None:
    assert printed(f"{written} = 0") == printed(f"{same} = 0")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (r"t + \underbrace{u}_{= 0}", "does not follow"),
        (r"t + \underbrace{u}_{t}", "does not follow"),
        (r"t + \underbrace{u}_\sigma", "only words"),
        (r"t + \underbrace{u}_{\text{is $0$}}", "only words"),
        (r"t + \underbrace{u}_{\text{= 0}}", "only words"),
        (r"t + \underbrace{u}_{\text{bias}}^2", "only words"),
        (r"t + \underbrace{u}^{\text{bias}}", "only words"),
        (r"t + \overbrace{u}^2", "only words"),
        (r"t + \underbrace{u}\limits_{= 0}", "does not follow"),
        ("t + \\underbrace{y} % nothing\n_n", "only words"),
        (r"t + \underbrace u_{= 0}", "needs braces"),
        (r"2 \underbrace{t + u}_{\text{sum}}", "braces are not seen in print"),
        (r"2 \underbrace{(t", "missing"),
    ],
)
def test_what_stands_at_such_a_brace_is_no_claim_that_is_passed_over(
    written: str, said: str
) -> None:
    assert said in refusal(f"{written} = 0")
