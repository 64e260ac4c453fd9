"""Attacks on the checker: derivations with one thing changed, as authors err.

Main functions:
    * :func:`mutants` -- every derivation that differs from a given one in one place;
    * :func:`run` -- which witness refuses each, and what survives.
"""

from .bench import Bench
from .mutant import Mutant
from .mutants import mutants
from .outcome import Outcome
from .running import run
from .table import Table

__all__ = ["Bench", "Mutant", "Outcome", "Table", "mutants", "run"]
