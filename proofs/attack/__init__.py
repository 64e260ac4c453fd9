"""Attacks on the checker: derivations with one thing changed, as authors err.

Main functions:
    * :func:`mutants` -- every derivation that differs from a given one in one place;
    * :func:`run` -- which witness refuses each, and what survives.
"""

from .mutants import Mutant, mutants
from .running import Outcome, Table, judge, run

__all__ = ["Mutant", "Outcome", "Table", "judge", "mutants", "run"]
