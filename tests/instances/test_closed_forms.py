"""Closed forms: equal numbers are seen to be equal, and no others are."""

from __future__ import annotations

import flint
import pytest
from flint import fmpq
from hardlimit.proofs.instances import numbers
from hardlimit.proofs.instances.numbers import Value, exp, log, pi, power, whole_power
from hardlimit.proofs.instances.pool import Pool
from hardlimit.proofs.instances.witness import COUNT, examine
from hardlimit.proofs.language.errors import HardlimitError, Undecided
from hardlimit.proofs.notes.reading import read_document

from .. import sizes
from ..notes.judged import note

HALF, TWO = fmpq(1, 2), fmpq(2)


def test_one_number_has_one_form() -> None:
    with numbers.closed_forms():
        e = exp(fmpq(1))
        pairs = [
            (log(fmpq(4, 9)), 2 * log(TWO) - 2 * log(fmpq(3))),
            (power(fmpq(8), HALF), 2 * power(TWO, HALF)),
            (power(HALF, HALF), power(TWO, HALF) / 2),
            (exp(TWO) * exp(fmpq(-1)), e),
            (exp(log(fmpq(3)) * HALF), power(fmpq(3), HALF)),
            (log(e + e), 1 + log(TWO)),
            (log(2 * e + 2), log(TWO) + log(e + 1)),
            (exp(2 * e), whole_power(exp(e), 2)),
            (log(log(fmpq(4))), log(TWO) + log(log(TWO))),
            (log(2 * pi()), log(pi()) + log(TWO)),
            (abs(log(HALF)), log(TWO)),
            (1 / (e + 1), whole_power(e + 1, -1)),
            (whole_power(e + 1, 2), e * e + 2 * e + 1),
        ]
        assert [numbers.is_zero(a - b) for a, b in pairs] == [True] * len(pairs)
        others = [(log(TWO), log(fmpq(3))), (e, fmpq(3)), (log(e + 1), log(e) + 1), (-e, e)]
        assert not any(numbers.is_zero(a - b) for a, b in others)
        # Of numbers that differ by less than a ball can show nothing is said.
        with pytest.raises(Undecided):
            numbers.is_zero(log(2 + exp(fmpq(-10_000))) - log(TWO))


def test_a_form_is_the_number() -> None:
    """Worked out in both ways, with what random steps make of random numbers."""
    shown = 0
    for number in range(60):
        draw = sizes.rng(f"closed {number}")
        start = [fmpq(draw.randint(1, 9), draw.randint(1, 9)) for _ in range(3)]
        steps = [(draw.randrange(7), draw.randrange(9), draw.randrange(9)) for _ in range(6)]
        ball = _worked_out(start, steps)
        with numbers.closed_forms():
            form = _worked_out(start, steps)
        if ball is None or form is None:
            continue
        value = form if numbers.is_exact(form) else form.ball
        assert flint.arb(ball).overlaps(flint.arb(value)), (start, steps)
        shown += not numbers.is_exact(form)
    assert shown > 20


def _worked_out(start: list[Value], steps: list[tuple[int, int, int]]) -> Value | None:
    found = list(start)
    try:
        for kind, one, other in steps:
            a, b = found[one % len(found)], found[other % len(found)]
            if kind == 0:
                found.append(a + b)
            elif kind == 1:
                found.append(a * b)
            elif kind == 2:
                found.append(numbers.divide(a, 1 + abs(b)))
            elif kind == 3:
                found.append(log(1 + abs(a)))
            elif kind == 4:
                found.append(exp(a / 4))
            elif kind == 5:
                found.append(power(1 + abs(a), HALF))
            else:
                found.append(a - b)
    except HardlimitError:
        return None
    return found[-1]


GIVEN = (
    r"Let $u$, $v$ be real; let $a > 0$, $b > 0$; let $p_k > 0$ for $k \le K$; "
    r"suppose $\sum_k p_k = 1$. Write $m = \frac{u + v}{2}$."
)


def test_strict_lines_whose_sides_meet_in_an_irrational_number() -> None:
    false = [
        r"\log(1 + e^u) < \log 2 + |u|",
        r"\log(e^u + e^v) < \max(u, v) + \log 2",
        r"\log(e^u + e^v) > m + \log 2",
        r"\sqrt{a^2 + b^2} > \frac{a + b}{\sqrt 2}",
        r"\log(1 + e^{u^2}) \ne \log 2 + \frac{u}{2}",
    ]
    true = [
        r"\log(1 + e^u) < \log 3 + |u|",
        r"e^{-u^2} > 0",
        r"\sqrt{a^2 + b^2} > \frac{a + b}{2}",
        r"\log(e^u + e^v) > \max(u, v)",
        r"\log 2 < \log 3",
    ]
    (draft,) = read_document(note(GIVEN, *false, *true), "notes.tex").drafts
    pool = Pool(draft.context.snapshot(), "closed", COUNT, shrink=False)
    found = [examine(step.claim, pool).status for step in draft.steps]
    assert found == ["refutes"] * len(false) + ["accepts"] * len(true)
