"""Attacks on many derivations, several at the same time."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

from ..book.bounds import Bounds
from ..book.checking import BuildError, checker_of, citations, prepare
from ..book.shelf import Request
from ..book.workers import Progress, in_parallel
from .running import run
from .table import Table


@dataclass(frozen=True)
class Attacked:
    """The table of one derivation; or why it could not be attacked."""

    label: str
    slug: str
    table: Table
    seconds: float = 0.0
    trouble: str = ""


def attack(
    requests: Sequence[Request], jobs: int, progress: Progress, bounds: Bounds
) -> Generator[Attacked, None, None]:
    """The table of each requested derivation, each as soon as those before it are there.

    Raises:
        InputError: if a book cannot be read.
    """
    # Before the fork, so that every process has them; one checks what it cites for others, too.
    parts = prepare((request.origin, request.card.slug) for request in requests)
    calls = [(r.origin, r.card.slug, r.card.label) for r in requests]
    labels = [r.card.label for r in requests]
    yield from in_parallel(
        attack_one, calls, labels, jobs, progress, lost=_lost, bounds=bounds, parts=parts
    )


def _lost(call: tuple[Any, ...], why: str) -> Attacked:
    """What is said of a derivation whose process was lost."""
    _, slug, label = call
    return Attacked(label, slug, Table(), trouble=f"undecided: {why}")


def attack_one(origin: str, slug: str, label: str) -> Attacked:
    """All mutants of one derivation, and the processor time that they took."""
    checker = checker_of(origin)
    begun = time.process_time()
    try:
        outcome = checker.check(slug)
    except BuildError as error:
        return Attacked(label, slug, Table(), trouble=str(error))
    if outcome.theorem is None:
        return Attacked(label, slug, Table(), trouble=f"it does not hold: {outcome.failure}")
    theorems = {}
    for other in citations(checker.derivation(slug)):
        home = checker.home(slug, other)
        theorem = home.check(other).theorem if home is not None else None
        if theorem is not None:
            theorems[other] = theorem
    table = run(checker.derivation(slug), theorems)
    return Attacked(label, slug, table, time.process_time() - begun)
