"""That a matrix is symmetric is put in by half: enough where its entries are turned round."""

from __future__ import annotations

from typing import Any

import pytest
from hardlimit.proofs.author import Derivation, Ref, Rewrite, equal, total
from hardlimit.proofs.kernel.gate import check


def outcome(rule: Any, line: str) -> str:
    """Why a line about a symmetric S and any A is refused; empty if it is accepted."""
    d = Derivation("T1", "turned", "Turned", "tests")
    D = d.size("D")
    i, j, k = d.indices("i j k", D)
    S, A, B = (d.family(name, D, D) for name in "SAB")
    u, v = d.family("u", D), d.family("v", D)
    d.assume("symmetric", equal(S[i, j], S[j, i]), forall=(i, j))
    d.assume("mixed", equal(A[i, j], B[j, i]), forall=(i, j))

    def form(x: Any, m: Any, y: Any) -> Any:
        return total(x[i] * m[i, j] * y[j], i, j)

    lines = {
        "turned": equal(form(u, S, v), form(v, S, u)),
        "square": equal(
            total((u[i] + v[i]) * S[i, j] * (u[j] + v[j]), i, j),
            form(u, S, u) + 2 * form(u, S, v) + form(v, S, v),
        ),
        "twice": equal(
            total(u[i] * S[i, k] * S[k, j] * v[j], i, j, k),
            total(v[i] * S[i, k] * S[k, j] * u[j], i, j, k),
        ),
        "any": equal(form(u, A, v), form(v, A, u)),
        "half": equal(form(u, S, v), 2 * form(v, S, u)),
        "mixed": equal(form(u, A, v), form(v, B, u)),
        "mixed wrongly": equal(form(u, A, v), form(u, B, v)),
        "product": equal(
            total(u[i] * S[i, k] * A[k, j] * v[j], i, j, k),
            total(v[i] * S[i, k] * A[k, j] * u[j], i, j, k),
        ),
        "idle": equal(total((u[i] + v[i]) * S[i, j] * u[j], i, j), form(u, S, u) + form(v, S, u)),
    }
    d.show(lines[line], "It is.", rule)
    (step,) = check(d.frozen()).steps
    return step.rule_detail


SYMMETRIC, MIXED = Rewrite(Ref("symmetric")), Rewrite(Ref("mixed"))


@pytest.mark.parametrize("line", ["turned", "square", "twice"])
def test_entries_of_a_symmetric_matrix_may_be_turned_round(line: str) -> None:
    assert outcome(SYMMETRIC, line) == ""


@pytest.mark.parametrize(
    ("rule", "line", "said"),
    [
        (SYMMETRIC, "any", "does not occur"),
        (SYMMETRIC, "half", "still differ"),
        (SYMMETRIC, "product", "still differ"),
        (SYMMETRIC, "idle", "nothing needs to be replaced"),
        (MIXED, "mixed wrongly", "still differ"),
        (MIXED, "turned", "does not occur"),
    ],
)
def test_what_is_not_symmetric_is_refused(rule: Any, line: str, said: str) -> None:
    assert said in outcome(rule, line)


def test_an_equation_between_two_matrices_is_put_in_as_it_stands() -> None:
    assert outcome(MIXED, "mixed") == ""
