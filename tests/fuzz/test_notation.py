"""What our own printer prints is read back: random formulas over one set of declarations."""

from __future__ import annotations

import sys
from typing import Any

import flint
import pytest
import sympy as sp
from hardlimit.proofs.instances.evaluate import Instance
from hardlimit.proofs.instances.numbers import precision
from hardlimit.proofs.instances.pool import Pool
from hardlimit.proofs.language.errors import Undecided, Undefined, VocabularyError
from hardlimit.proofs.language.hygiene import check_expression
from hardlimit.proofs.language.substitution import same
from hardlimit.proofs.notes.names import Names
from hardlimit.proofs.notes.places import NotUnderstood, Source
from hardlimit.proofs.notes.relations import read_expression
from hardlimit.proofs.report.render.formula import Printer

from .. import sizes
from ..sizes import draws
from .notation import CONTEXT, EVERY, Maker

#: ``python -m tests.fuzz.test_notation 10`` goes through ten times as many.
CHUNKS, EACH = 1, draws(250)
#: A quotient such as 3/2x, which the printer writes in exponents and readers read in two ways;
#: and roots of what SymPy knows to be negative.
TWO_WAYS = ("does the slash reach", "the formula has no real value")


INSTANCES = list(Pool(CONTEXT, "round trip", 6).instances(()))


def value_of(expr: Any, at: Instance) -> Any:
    """The value of an expression, or None if it has none here."""
    try:
        found = at.of(expr)
    except (Undefined, Undecided, OverflowError):
        return None
    return found if not isinstance(found, flint.arb) or found.is_finite() else None


def agree(left: Any, right: Any) -> bool:
    """Whether two values are the same number, as far as balls can tell."""
    gap = flint.arb(left) - flint.arb(right)
    return bool(gap.contains(0)) and bool(gap.rad() < 1e-20 * (1 + abs(flint.arb(right)).mid()))


def read(text: str) -> Any:
    """The expression in LaTeX."""
    return read_expression(Source(text), 0, len(text), Names(CONTEXT))


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_printed_formulas_are_read_back_and_reading_again_changes_nothing(chunk: int) -> None:
    printer = Printer(CONTEXT)
    compared = refused = restored = 0
    for number in range(EACH):
        rng = sizes.rng(f"notes {chunk} {number}")
        expr = sp.sympify(Maker(rng).formula(rng.randint(2, 4)))
        try:
            check_expression(expr, CONTEXT, EVERY)
        except VocabularyError:
            continue
        text = printer.expression(expr)
        try:
            found = read(text)
            again = read(printer.expression(found))
        except NotUnderstood as error:
            if not error.message.startswith(TWO_WAYS):
                raise
            refused += 1
            continue
        at = INSTANCES[number % len(INSTANCES)]
        with precision(400):
            values = [value_of(e, at) for e in (expr, found, again)]
        if values[0] is not None and abs(flint.arb(values[0])) < flint.arb(10) ** 40:
            with precision(400):
                # SymPy takes roots of products apart, and then fewer values are defined.
                assert all(v is None or agree(v, values[0]) for v in values[1:]), text
            compared += 1
        # Where they differ SymPy has turned a sign inside an absolute value, once.
        assert same(found, again) or same(again, read(printer.expression(again))), text
        restored += same(found, expr)
    assert compared > EACH // 2
    assert refused < EACH // 50
    assert restored > EACH // 2


if __name__ == "__main__":
    for each in range(int(sys.argv[1])):
        test_printed_formulas_are_read_back_and_reading_again_changes_nothing(each)
