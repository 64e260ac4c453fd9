"""The ten wordings of the answer: the checker rejects each, by rule and by instance."""

import pytest
from hardlimit.derivations import question, soft_question
from hardlimit.derivations.rejected import REJECTED, Rejected, verdict
from hardlimit.proofs.author import Algebra, Derivation, equal
from hardlimit.proofs.book.registry import collect


@pytest.mark.parametrize("entry", REJECTED, ids=lambda entry: f"{entry.number}")
def test_the_wording_is_rejected_where_and_why_it_says(entry):
    step = verdict(entry)
    assert step.rule_status == step.instances.status == "refutes"
    assert entry.rule in step.rule_detail
    assert entry.instance in step.instances.detail


@pytest.mark.parametrize("entry", REJECTED, ids=lambda entry: f"{entry.number}")
def test_there_is_an_instance_to_show(entry):
    assert verdict(entry).instances.instance is not None


def test_every_wording_has_its_correction():
    labels = {e.label for module in (question, soft_question) for e in collect(module)}
    assert [entry.number for entry in REJECTED] == list(range(1, 11))
    assert labels == {entry.correction for entry in REJECTED}


def test_a_claim_that_holds_is_not_called_rejected():
    def write(d: Derivation) -> None:
        x = d.symbol("x")
        d.goal(equal((x + 1) ** 2, x**2 + 2 * x + 1))
        d.have(equal((x + 1) ** 2, x**2 + 2 * x + 1), Algebra(), "Expand.")

    with pytest.raises(ValueError, match="not rejected"):
        verdict(Rejected(1, "", "a square", write, "1", "", ""))
