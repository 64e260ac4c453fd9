"""Build a derivation, check it at the gate, without any reader before it; look at its last step."""

from __future__ import annotations

from collections.abc import Mapping

from hardlimit.proofs.author import Derivation
from hardlimit.proofs.kernel.gate import Checked, CheckedStep, Theorem, check


def paper(slug: str = "sheet") -> Derivation:
    """An empty derivation."""
    return Derivation("T", slug, "A sheet of paper", "tests")


def wipe(d: Derivation) -> None:
    """Take the lines off the sheet; what is declared and assumed stays."""
    d.steps.clear()
    d.goals.clear()


def outcome(d: Derivation, theorems: Mapping[str, Theorem] | None = None) -> Checked:
    """Check ``d``; its last step is what it states, unless it states something."""
    if not d.goals and d.steps and not d.steps[-1].claim.under:
        d.goal(d.steps[-1].claim.relation)
    return check(d.frozen(), theorems)


def accepted(d: Derivation, theorems: Mapping[str, Theorem] | None = None) -> CheckedStep:
    """The last step, which both witnesses accept, as they do every step before it."""
    checked = outcome(d, theorems)
    wrong = [
        (c.step.number, c.rule_detail, c.instances.detail) for c in checked.steps if not c.holds
    ]
    assert not wrong
    assert len(checked.steps) == len(d.steps), checked.failure
    return checked.steps[-1]


def theorem(d: Derivation, theorems: Mapping[str, Theorem] | None = None) -> Theorem:
    """The theorem that ``d`` proves."""
    checked = outcome(d, theorems)
    assert checked.theorem is not None, checked.failure
    return checked.theorem


def refused(
    d: Derivation,
    reason: str,
    *,
    alone: str = "refutes",
    theorems: Mapping[str, Theorem] | None = None,
    paste: str = "",
) -> CheckedStep:
    """The last step, which the rule refuses for ``reason``.

    Args:
        d: a derivation whose other steps hold.
        reason: part of the rule's message.
        alone: what the instances say by themselves: "refutes" where the claim is false,
            "accepts" where it is true and only the reason given for it is wrong.
        theorems: what may be cited.
        paste: part of the line offered to supply the missing hypothesis.
    """
    last = refused_by_rule(d, reason, theorems, paste)
    assert last.instances.status == alone, (last.instances.status, last.instances.detail)
    return last


def refused_by_rule(
    d: Derivation, reason: str, theorems: Mapping[str, Theorem] | None = None, paste: str = ""
) -> CheckedStep:
    """The last step, which its rule refuses for ``reason``, whatever instances would find."""
    checked = outcome(d, theorems)
    assert checked.theorem is None
    assert checked.steps, f"refused before any step: {checked.failure}"
    assert all(c.holds for c in checked.steps[:-1]), [c.rule_detail for c in checked.steps]
    last = checked.steps[-1]
    assert last.rule_status == "refutes", (last.rule_status, last.rule_detail)
    assert reason in last.rule_detail, last.rule_detail
    assert paste in last.paste, last.paste
    assert last.level == "refuted"
    return last


def barred(d: Derivation, reason: str, theorems: Mapping[str, Theorem] | None = None) -> None:
    """Refused before any step is looked at."""
    checked = outcome(d, theorems)
    assert checked.theorem is None
    assert not checked.steps
    assert reason in checked.failure, checked.failure
