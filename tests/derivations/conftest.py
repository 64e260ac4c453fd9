"""What the tests of wrong claims share: an empty derivation, and the step that is refused."""

from collections.abc import Callable

import pytest
from hardlimit.proofs.author import Derivation
from hardlimit.proofs.kernel.gate import CheckedStep, check


@pytest.fixture
def wrong() -> Derivation:
    """An empty derivation, to be filled with a wrong claim."""
    return Derivation("X1", "wrong-claim", "A wrong claim", "pitfalls")


@pytest.fixture
def refused() -> Callable[..., CheckedStep]:
    """Check a derivation of which the last step, and only that one, must be refused."""

    def last_step(
        derivation: Derivation, reason: str, *, alone: str = "refutes", rule: str = "refutes"
    ) -> CheckedStep:
        """The last step: ``reason`` is in what the rule says, ``alone`` what instances find."""
        last = derivation.steps[-1].claim
        derivation.goal(*([] if last.under else [last.relation]))
        outcome = check(derivation.frozen())
        assert outcome.theorem is None
        assert outcome.steps, outcome.failure
        assert [step.holds for step in outcome.steps[:-1]] == [True] * (len(outcome.steps) - 1)
        step = outcome.steps[-1]
        assert step.rule_status == rule, step.rule_detail
        assert reason in step.rule_detail, step.rule_detail
        assert step.instances.status == alone, step.instances.detail
        return step

    return last_step
