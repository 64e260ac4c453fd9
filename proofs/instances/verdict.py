"""What the instances say of a claim."""

from __future__ import annotations

from dataclasses import dataclass

from .evaluate import Instance


@dataclass(frozen=True)
class Verdict:
    """``accepts``, ``refutes`` or ``undecided``; the instance is a counterexample or example."""

    status: str
    count: int
    detail: str = ""
    instance: Instance | None = None
