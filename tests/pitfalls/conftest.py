"""What the tests of wrong claims share: an empty derivation, and the step that is refused."""

from collections.abc import Callable

import pytest
from hardlimit.proofs.derivation import Derivation
from hardlimit.proofs.kernel import CheckedStep, check


@pytest.fixture
def wrong() -> Derivation:
    """An empty derivation, to be filled with a wrong claim."""
    return Derivation("X1", "wrong-claim", "A wrong claim", "pitfalls")


@pytest.fixture
def refused() -> Callable[[Derivation], CheckedStep]:
    """Check a derivation of which the last step, and only that one, must be refused."""

    def last_step(derivation: Derivation) -> CheckedStep:
        last = derivation.steps[-1].claim
        derivation.goal(*([] if last.under else [last.relation]))
        outcome = check(derivation)
        assert outcome.theorem is None
        assert outcome.steps, outcome.failure
        assert [step.holds for step in outcome.steps[:-1]] == [True] * (len(outcome.steps) - 1)
        assert not outcome.steps[-1].holds
        return outcome.steps[-1]

    return last_step
