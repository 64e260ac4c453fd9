"""How much is drawn at random, and by which seed.

By itself a run draws the same each time, and half of what the tests name.  ``HARDLIMIT_SEED``
gives another seed, ``HARDLIMIT_DRAWS`` so many times as much as they name; ``make fuzz`` sets
both and says which they are.
"""

from __future__ import annotations

import os
import random

SEED = os.environ.get("HARDLIMIT_SEED", "")
TIMES = float(os.environ.get("HARDLIMIT_DRAWS", "0.5"))


def draws(usual: int) -> int:
    """How many to draw where ``usual`` are drawn by another seed before a change is taken."""
    return max(1, round(usual * TIMES))


def seed(usual: int) -> int:
    """The seed itself, ``usual`` if none is given."""
    return int(SEED) if SEED else usual


def number(usual: int) -> int:
    """The seed for code that takes a number."""
    return usual + 1000 * int(SEED) if SEED else usual


def rng(words: str) -> random.Random:
    """What draws the sample that ``words`` name."""
    return random.Random(f"{words} {SEED}" if SEED else words)
