"""What becomes of a mutant, and by which witness."""

from __future__ import annotations

from dataclasses import dataclass

from ..kernel.gate import CheckedStep
from .mutant import Mutant


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant.

    ``result`` is one of
        * not sayable: refused before any step (vocabulary, order, vacuous hypotheses);
        * both, rule, instances: refused by both witnesses, or by one where the other
          accepts or cannot tell;
        * true line: refused by the rule, and shown to be true, so that no instance could;
        * missed: refused by the rule, and false at a closer look, though the instances agree;
        * open: refused by the rule, and neither shown to be true nor false at a closer look;
        * undecided: refused since no witness accepts, though none refutes;
        * statement: all lines hold, but none shows the statement;
        * equivalent: shown to be the same statement by the residue;
        * weaker: the statement says less, or assumes more, than the one that was proved,
          or is shown by the lines that were proved and by signs;
        * also true: another statement is proved, and shown to be true by other means;
        * still proved: the statement is unchanged and the derivation still proves it;
        * needs less: the statement is unchanged, and every rule accepts it without that
          hypothesis, or from something that it says before and after the change;
        * broken: the checker itself fails at it;
        * alarm: the rule accepts a line that an instance refutes;
        * survives: another statement, or the same from other hypotheses, is proved.
    """

    mutant: Mutant
    result: str
    detail: str = ""


def killed(steps: list[CheckedStep]) -> str:
    if any(c.rule_status == "accepts" and c.instances.status == "refutes" for c in steps):
        return "alarm"
    if not any("refutes" in (c.rule_status, c.instances.status) for c in steps):
        return "undecided"
    # What a witness cannot decide it does not accept.
    return by(
        any(c.rule_status != "accepts" for c in steps),
        any(c.instances.status != "accepts" for c in steps),
    )


def by(rule: bool, instances: bool) -> str:
    if rule and instances:
        return "both"
    if rule or instances:
        return "rule" if rule else "instances"
    return "undecided"


def why(steps: list[CheckedStep]) -> str:
    failed = next(c for c in steps if not c.holds)
    return failed.rule_detail or failed.instances.detail
