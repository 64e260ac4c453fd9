"""Runs mutants of one derivation and counts what becomes of them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

from ..book.bounds import beat
from ..kernel.derivation import Derivation
from ..kernel.gate import Theorem
from .bench import Bench
from .mutants import mutants
from .table import Table


def run(
    derivation: Derivation,
    theorems: Mapping[str, Theorem] | None = None,
    count: int | None = None,
    seed: int = 0,
) -> Table:
    """Judge all mutants of a derivation that holds, or ``count`` of them drawn with ``seed``."""
    # What is remembered of thousands of mutants goes with this copy.
    context = replace(derivation.context, _unfolded={}, signs_found={})
    derivation = replace(derivation, context=context)
    chosen = list(mutants(derivation))
    if count is not None and count < len(chosen):
        chosen = random.Random(f"{seed} {derivation.slug}").sample(chosen, count)
    table, bench = Table(), Bench(derivation, theorems or {})
    for mutant in chosen:
        table.add(bench.judge(mutant))
        beat()
    return table
