"""Whole lines: chains, gradients, limits, optima, roots."""

from __future__ import annotations

import pytest
from hardlimit.proofs.language.claims import (
    AtMost,
    Equal,
    HasGradient,
    LessThan,
    NotEqual,
    Optimum,
    TendsTo,
    ZeroExactlyAt,
)
from hardlimit.proofs.report.lines import DERIVED, FALSE

from .sheet import PRINTER, printed, refusal, stated
from .test_wordings import verdicts


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        (r"t = u", [Equal]),
        (r"t \le u < \sigma", [AtMost, LessThan]),
        (r"t \geqslant u > \sigma", [AtMost, LessThan]),
        (r"t \neq u", [NotEqual]),
        (r"j \ne k", [NotEqual]),
        (r"t := u", [Equal]),
        (r"x_n = \bar x", [Equal]),
        (r"\frac{\partial L(\mu)}{\partial \mu_j} = 0 = 0", [HasGradient, Equal]),
        (r"\frac{\partial}{\partial t} \left[ t^2 + u \right] = 2t", [HasGradient]),
        (r"\frac{\partial}{\partial t} t^2 = 2t", [HasGradient]),
        (r"\nabla_{\mu_k} \lVert x_n - \mu_k \rVert^2 = -2 (x_n - \mu_k)", [HasGradient]),
        (r"\partial u'/\partial u = 1", [HasGradient]),
        (r"e^{-1/\sigma} \to 0 \quad (\sigma \to 0)", [TendsTo]),
        (r"e^{-1/\sigma} \longrightarrow 0 \quad (\sigma \downarrow 0)", [TendsTo]),
        (r"e^{-1/\sigma} \xrightarrow{\sigma \to 0^+} 0", [TendsTo]),
        (r"\lim_{\sigma \to 0} e^{-1/\sigma} = 0", [TendsTo]),
        (r"e^{-1/\sigma} \to 0 \text{ as } \sigma \to 0", [TendsTo]),
        (r"u \text{ minimises } (t - u)^2 \text{ over } t", [Optimum]),
        (r"t = u \text{ minimizes } (t - u)^2", [Optimum]),
        (r"u = \arg\min_t (t - u)^2", [Optimum]),
        (r"\bar x \in \operatorname*{arg\,min}_{\mu_k} \lVert \mu_k - \bar x \rVert^2", [Optimum]),
        (r"\arg\min_t (t - u)^2 = u", [Optimum]),
        (r"u = \arg\min_{t \in \mathbb{R}} (t - u)^2 = u", [Optimum, Equal]),
        (r"\tau = \arg\max_{\sigma > 0} (\log \sigma - \sigma / \tau)", [Optimum]),
        (r"\arg\min_{\mu_k \in \mathbb{R}^D} \lVert \mu_k - \bar x \rVert^2 = \bar x", [Optimum]),
        (r"2t - 2u = 0 \iff t = u", [ZeroExactlyAt]),
    ],
)
def test_kinds_of_lines_and_their_print_reads_back(line: str, kinds: list[type]) -> None:
    found = stated(line)
    assert [type(one.relation) for one in found] == kinds
    for one in found:
        again = stated(PRINTER.relation(one.relation))
        assert [a.relation for a in again] == [one.relation]


def test_signs_that_are_turned_keep_their_sense() -> None:
    assert printed(r"t \ge u") == r"u \le t"
    assert printed(r"t > u") == r"u < t"


def test_what_a_line_holds_for_is_no_further_relation() -> None:
    (one,) = stated(r"t = t \quad \text{for all } n, k")
    assert not one.under
    (one,) = stated(r"t = t \quad \forall n \le N")
    assert not one.under
    (one,) = stated(r"\pi_j = t \text{ for all } j \ne k")
    assert [type(r) for r in one.under] == [NotEqual]
    assert "not the declared range" in refusal(r"\pi_j = t \text{ for all } j \le N")
    assert "different ranges" in refusal(r"\pi_j = t \text{ for all } j \ne n")


def test_an_optimum_is_unique_where_it_is_said_by_equality() -> None:
    unique, other = (
        stated(rf"u {sign} \arg\min_t (t - u)^2")[0].relation for sign in ("=", r"\in")
    )
    assert isinstance(unique, Optimum)
    assert unique.unique
    assert isinstance(other, Optimum)
    assert not other.unique


def test_a_condition_on_the_line_is_a_case() -> None:
    (one,) = stated(r"|t| = t \quad \text{if } 0 \le t")
    assert [type(r) for r in one.under] == [AtMost]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (r"t", "a line needs ="),
        (r"t = ", "a formula is expected"),
        (r"t \to 0", "what falls to 0"),
        (r"t = u \quad (\sigma \to 0)", "nothing tends"),
        (r"t \in u", r"\in stands before arg min"),
        (r"x_n \le \bar x", "vectors are compared by = only"),
        (r"x_n = r_n", "different sizes"),
        (r"x_n = x_m \iff x_m = x_n", r"between vectors"),
        (r"\frac{\partial t}{\partial u} \le 1", "a derivative stands in lines"),
        (r"t \approx u", "states nothing that can be checked"),
        (r"t \propto u", "leaves a factor open"),
        (r"\frac{\partial^2 t}{\partial u^2} = 0", ""),
        (r"u = \arg\min_{t} t^2 \text{ over } u", "another variable"),
        (r"u = \arg\min_{t > 0} t^2", "over what was declared"),
        (r"\sigma = \arg\min_{\sigma \ge 0} \sigma", "over what was declared"),
        (r"u = \arg\min_{t < 0} t^2", "} is missing"),
        (r"\arg\min_t (t - u)^2 \le u", "an optimum ends its line"),
        (r"\arg\min_t t^2 = \arg\min_u u^2", "the place of an optimum"),
        (r"\frac{\partial t^2}{\partial t} = \arg\min_u (u - t)^2", "the place of an optimum"),
        (r"\lim_{\sigma \to 0} \sigma = \arg\min_u u^2", "the place of an optimum"),
        (r"t = u \text{ obviously}", "not understood here"),
    ],
)
def test_lines_that_state_nothing_known(line: str, said: str) -> None:
    message = refusal(line)
    assert message
    assert said in message, message


@pytest.mark.parametrize(
    ("where", "status"),
    [("n", DERIVED), (r"j \ne n", FALSE)],
)
def test_a_letter_between_is_lost_where_it_has_a_value(where: str, status: str) -> None:
    """No size is 0, but of one index there is no other: then nothing lies between."""
    letters = where.replace(r" \ne ", "")
    given = f"Let $x_{{{letters}}}$ and $c$ be real for ${', '.join(letters)} \\le N$ with "
    said = ", ".join(f"${one}$" for one in (where, *letters[1:]))
    given += f"$0 \\le x_{{{letters}}}$ for all {said} and $x_{{{letters}}} \\le c$ for all {said}."
    (found,) = verdicts(given, r"0 \le c").lines
    assert found.status == status, found.message
