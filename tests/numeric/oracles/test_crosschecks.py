"""Cross-checks have no holes: wrong labels disagree, too few problems are an error."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hardlimit import numeric
from hardlimit.derivations import crosschecks, hard_bound, update
from hardlimit.numeric import exact
from hardlimit.proofs.author import Derivation
from hardlimit.proofs.book import crosscheck
from hardlimit.proofs.book.importing import library
from hardlimit.proofs.book.registry import build
from hardlimit.proofs.book.shelf import shelf_of


def written(label: str) -> Derivation:
    """The derivation of that label, written anew."""
    (found,) = (entry for entry in library().entries if entry.label == label)
    return build(found)


def last_index(x: Any, means: Any) -> Any:
    """The highest instead of the lowest index at ties."""
    return np.array([tied[-1] for tied in exact.nearest(x, means)])


def second_best(x: Any, means: Any) -> Any:
    """The wrong side of every near tie."""
    gaps = numeric.gaps(x, means)
    near = np.where(gaps < 1e-3 * (1 + gaps.max()), np.arange(gaps.shape[1]), -1)
    return near.max(axis=1)


def farthest(x: Any, means: Any) -> Any:
    return numeric.gaps(x, means).argmax(axis=1)


def always_first(x: Any, means: Any) -> Any:
    return np.zeros(len(x), dtype=np.intp)


@pytest.fixture
def forgetful() -> Iterator[None]:
    """Nothing is remembered of what a right or a wrong function said."""
    remembered = (crosschecks.nearest_labels, crosschecks._value)
    for function in remembered:
        function.cache_clear()
    yield
    for function in remembered:
        function.cache_clear()


WRONG: list[Callable[[Any, Any], Any]] = [last_index, second_best, farthest, always_first]


@pytest.mark.usefixtures("forgetful")
@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("label", ["D4b", "G1", "G5", "G5.1"])
def test_a_wrong_assign_is_seen(
    monkeypatch: pytest.MonkeyPatch, label: str, wrong: Callable[[Any, Any], Any]
) -> None:
    for module in (crosschecks, update, hard_bound, numeric):
        if isinstance(module, ModuleType) and hasattr(module, "assign"):
            monkeypatch.setattr(module, "assign", wrong)
    found = crosscheck.run_crosschecks(written(label))
    assert found is not None
    assert not found.ok
    assert "numeric.assign gives point" in found.detail


def test_the_number_of_problems_is_pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(crosschecks.VARIABLE, raising=False)
    monkeypatch.setitem(crosschecks.OUTSIDE, ("C4", 0), 1)
    found = crosscheck.run_crosschecks(written("C4"))
    assert found is not None
    assert not found.ok
    assert f"{len(crosschecks.small_problems())} of" in found.detail
    monkeypatch.setitem(crosschecks.OUTSIDE, ("D4b", 0), 0)
    found = crosscheck.run_crosschecks(written("D4b"))
    assert found is not None
    assert not found.ok
    assert "problems count, but pinned are" in found.detail


@pytest.mark.slow
@pytest.mark.xdist_group("installed derivations")
@pytest.mark.skipif(crosschecks.VARIABLE in os.environ, reason="the pins are of the usual seed")
def test_every_crosscheck_compares_what_is_pinned() -> None:
    """The pins name cross-checks that exist, and none leaves out problems as too large.

    The author's process has run them for the derivations' own items, or will not run them again.
    """
    every = len(crosschecks.small_problems())
    found: dict[str, int] = {}
    names: set[str] = set()
    shelf = shelf_of("")
    for one in shelf.contents().listed:
        written = shelf.written(one.slug)
        if written.crosschecks:
            report = shelf.author.crosscheck(one.slug, written.digest)
            assert report.ok, (one.label, report.detail)
            names |= {n.removeprefix("hardlimit.numeric.") for n in report.function.split(", ")}
            if report.problems != every:
                found[one.label] = every - report.problems
    too_large = {"F2b": 1}
    # A theorem may speak of entries of a problem (of a point on a centre, say), and of none here.
    no_entry = {"D3b": 29, "D6d": 17, "D12e": 12, "G3b": 8}
    outside = {label: n for (label, _), n in crosschecks.OUTSIDE.items()}
    assert found == {**outside, **too_large, **no_entry}
    assert names <= set(numeric.__all__)
    # What no theorem's formula is held against is held against exact arithmetic in this folder.
    assert len(names) >= 22


@pytest.mark.parametrize("seed", ["7", "123456789"])
def test_other_problems_by_a_seed_that_is_shown(monkeypatch: pytest.MonkeyPatch, seed: str) -> None:
    usual = crosschecks.small_problems()
    monkeypatch.setenv(crosschecks.VARIABLE, seed)
    first, again = crosschecks.small_problems(), crosschecks.small_problems()
    assert [p.name for p in first] == [p.name for p in again]
    assert all(f"-{seed}-" in p.name for p in first[:-4])
    drawn = zip(usual[:-4], first[:-4], strict=True)
    assert any(p.x.shape != q.x.shape or (p.x != q.x).any() for p, q in drawn)
    for label in ("D4b", "C4"):
        derivation = written(label)
        assert f"(HARDLIMIT_SEED={seed})" in derivation.crosschecks[0].function
        found = crosscheck.run_crosschecks(derivation)
        assert found is not None
        assert found.ok, found.detail


@pytest.mark.parametrize("text", ["-1", "one", "1.5", "²"])
def test_a_seed_is_a_whole_number(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(crosschecks.VARIABLE, text)
    with pytest.raises(ValueError, match="HARDLIMIT_SEED must be a whole number >= 0"):
        crosschecks.seed()


def test_the_problems_go_to_the_limit() -> None:
    problems = crosschecks.small_problems()
    assert sum(len(p.means) >= 5 for p in problems) >= 20
    assert sum(p.sigma <= 2**-10 for p in problems) >= 40
    assert min(p.sigma for p in problems) <= 2**-35
    assert any(0 < np.abs(p.x).max() < 1e-8 for p in problems)
