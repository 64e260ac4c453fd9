"""What Coq said goes to the derivation that it was said of: by slug and digest."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hardlimit.proofs.coq.run.merging import sentences, with_kernel
from hardlimit.proofs.report.data import (
    KernelReport,
    StepReport,
    TheoremReport,
    WitnessReport,
    broken,
)

STEP = StepReport("1", "Algebra", "claim", "why", "derived", {"kernel": WitnessReport("absent")})
THEOREM = replace(
    broken("T", "slug", "Title", "chapter", "", "file.py", ""),
    steps=(STEP, replace(STEP, number="2")),
    level="derived",
    digest="d" * 24,
)
KERNEL = KernelReport("slug", "d" * 24, "T_slug", statements=("True",), complete=True)


def joined(kernel: KernelReport, theorem: TheoremReport = THEOREM) -> TheoremReport:
    (found,) = with_kernel([theorem], [kernel])
    return found


def test_all_accepted_is_proved() -> None:
    found = joined(KERNEL)
    assert (found.level, [s.level for s in found.steps]) == ("proved", ["proved", "proved"])
    assert found.holds
    assert sentences(KERNEL) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"digest": "e" * 24}, "another derivation"),
        ({"digest": ""}, "another derivation"),
        ({"slug": "other"}, "was not shown"),
    ],
)
def test_what_was_said_of_another_derivation_is_a_failure(
    change: dict[str, str], said: str
) -> None:
    found = joined(replace(KERNEL, **change))  # type: ignore[arg-type]
    assert found.kernel is not None
    assert said in found.kernel.failure
    assert (found.level, [s.level for s in found.steps]) == ("derived", ["derived", "derived"])
    assert not found.holds


def test_no_digest_is_the_digest_of_nothing() -> None:
    found = joined(replace(KERNEL, digest=""), replace(THEOREM, digest=""))
    assert not found.holds
    assert found.level == "derived"


def test_the_place_does_not_matter() -> None:
    theorems = [replace(THEOREM, slug=s, digest=s * 24) for s in "abc"]
    kernels = [replace(KERNEL, slug=s, digest=s * 24, complete=s != "b") for s in "cab"]
    found = with_kernel(theorems, kernels)
    assert [(t.slug, t.level) for t in found] == [
        ("a", "proved"),
        ("b", "derived"),
        ("c", "proved"),
    ]


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"refused": {"2": "In environment"}}, "undecided", "step 2 stays derived: the proof"),
        ({"undecided": {"2": "Coq ran out of 240 s of processor time"}}, "undecided",
         "step 2 stays derived: Coq ran out of 240 s of processor time"),
        ({"unwritten": {"2": "no way"}}, "absent", "step 2 has no Coq proof: no way"),
    ],
)  # fmt: skip
def test_what_is_open_stays_derived_and_is_no_failure(
    change: dict[str, dict[str, str]], status: str, said: str
) -> None:
    kernel = replace(KERNEL, complete=False, **change)  # type: ignore[arg-type]
    found = joined(kernel)
    assert [s.level for s in found.steps] == ["proved", "derived"]
    assert found.steps[1].witnesses["kernel"].status == status
    assert (found.level, found.holds) == ("derived", True)
    (sentence,) = sentences(kernel)
    assert sentence.startswith(said)
    assert "\n" not in sentence


def test_what_contradicts_is_a_failure_and_proves_nothing() -> None:
    found = joined(replace(KERNEL, failure="Coq has understood something else"))
    assert [s.level for s in found.steps] == ["derived", "derived"]
    assert (found.level, found.holds) == ("derived", False)


def test_more_than_derived_comes_from_derived_alone() -> None:
    weak = replace(THEOREM, steps=(replace(STEP, level="tested"), STEP), level="tested")
    found = joined(KERNEL, weak)
    assert (found.level, found.steps[0].level) == ("tested", "tested")
