"""What these tests share: a derivation, checked by the gate without any reader before it."""

from __future__ import annotations

from collections.abc import Mapping

from hardlimit.proofs.author import Derivation
from hardlimit.proofs.kernel.gate import Checked, CheckedStep, Theorem, check


def paper(slug: str = "sheet") -> Derivation:
    """An empty derivation."""
    return Derivation("T", slug, "A sheet of paper", "tests")


def outcome(d: Derivation, theorems: Mapping[str, Theorem] | None = None) -> Checked:
    """Check ``d``; its last step is what it states, unless it states something."""
    if not d.goals and d.steps and not d.steps[-1].claim.under:
        d.goal(d.steps[-1].claim.relation)
    return check(d.frozen(), theorems)


def accepted(d: Derivation, theorems: Mapping[str, Theorem] | None = None) -> CheckedStep:
    """The last step; it holds, as do all before it."""
    found = outcome(d, theorems)
    assert not found.failure, (found.failure, *(s.rule_detail for s in found.steps))
    return found.steps[-1]


def theorem(d: Derivation, theorems: Mapping[str, Theorem] | None = None) -> Theorem:
    """The theorem that ``d`` shows."""
    found = outcome(d, theorems)
    assert found.theorem is not None, (found.failure, *(s.rule_detail for s in found.steps))
    return found.theorem


def refused(
    d: Derivation, reason: str, theorems: Mapping[str, Theorem] | None = None, paste: str = ""
) -> CheckedStep:
    """The last step, which its rule refuses for ``reason``, whatever instances would find."""
    found = outcome(d, theorems)
    assert found.theorem is None
    assert found.steps, f"refused before any step: {found.failure}"
    assert all(s.holds for s in found.steps[:-1]), [s.rule_detail for s in found.steps]
    last = found.steps[-1]
    assert last.rule_status == "refutes", (last.rule_status, last.rule_detail)
    assert reason in last.rule_detail, last.rule_detail
    assert paste in last.paste, last.paste
    return last


def barred(d: Derivation, reason: str) -> None:
    """Refused before any step is looked at."""
    found = outcome(d)
    assert found.theorem is None
    assert not found.steps, [s.rule_detail for s in found.steps]
    assert reason in found.failure, found.failure
