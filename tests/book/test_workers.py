"""Processes that share the work: what rests on the same things is done by the same one."""

from __future__ import annotations

import os

from hardlimit.proofs.book.checking import prepare
from hardlimit.proofs.book.workers import in_parallel, preferred

PARTS = [{"a"}, {"b"}, {"b", "c"}, {"a", "d"}, {"a", "b", "e"}, {"f"}]


def test_little_is_done_twice_and_what_is_begun_is_gone_on_with() -> None:
    assert preferred(range(6), PARTS, set(), set()) == 0
    assert preferred(range(1, 6), PARTS, {"a"}, set()) == 3
    assert preferred([1, 2, 3, 4], PARTS, {"a"}, {"b"}) == 3
    # What neither rests on is begun before anything is done again, and the first before others.
    assert preferred([2, 4, 5], PARTS, {"a"}, {"b"}) == 5
    assert preferred([2, 4], PARTS, {"a"}, {"b"}) == 4
    assert preferred([2, 4], PARTS, set(), {"a", "b"}) == 2
    assert preferred([3, 1, 5], [frozenset()] * 6, {"a"}, {"b"}) == 3


def test_every_call_is_done_once_and_answered_in_order() -> None:
    calls = [(n,) for n in range(6)]
    found = in_parallel(
        *(_doubled, calls, list("abcdef"), 2, lambda *_: None), lost=_lost, parts=PARTS
    )
    answers = list(found)
    assert [value for value, _ in answers] == [0, 2, 4, 6, 8, 10]
    assert os.getpid() not in {process for _, process in answers}


def test_what_is_checked_with_a_derivation_is_all_that_it_rests_on() -> None:
    alone, citing = prepare([("", "log-density"), ("", "responsibilities")])
    assert alone == {("", "log-density")}
    assert {("", "responsibilities"), ("", "log-density")} <= citing


def _doubled(n: int) -> tuple[int, int]:
    return 2 * n, os.getpid()


def _lost(call: tuple[int], why: str) -> tuple[int, int]:
    raise AssertionError(f"{call}: {why}")
