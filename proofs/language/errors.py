"""The ways in which a derivation can be refused, each with one clear sentence."""

from __future__ import annotations

import traceback
from pathlib import Path


class HardlimitError(Exception):
    """Base of all errors that this package raises on purpose."""


class VocabularyError(HardlimitError):
    """An expression lies outside the closed vocabulary or breaks its hygiene."""


class RuleMismatch(HardlimitError):
    """A step does not have the form that its rule requires."""


class MissingHypothesis(RuleMismatch):
    """A side condition could not be discharged; ``paste`` is a line that would supply it."""

    def __init__(self, message: str, paste: str = "") -> None:
        super().__init__(message)
        self.paste = paste


class Undecided(HardlimitError):
    """A witness ran out of time, size or precision: never a pass."""


class RanOut(HardlimitError):
    """The process that checked came to no end within its bounds: never a pass."""

    exit_code = 1


class Undefined(HardlimitError):
    """An expression has no value at an instance (division by zero, log of 0, ...)."""


class DerivationError(HardlimitError):
    """A derivation is written wrongly (names, order, missing parts)."""


def ran_out(error: BaseException) -> str:
    """What was used up, if ``error`` says that something was; nothing of any other error."""
    if isinstance(error, RecursionError):
        return "a formula is nested too deeply"
    return "the memory does not suffice" if isinstance(error, MemoryError) else ""


def one_line(text: str) -> str:
    """``text`` with line ends and what else a name could do to a terminal written as escapes."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def trouble(error: BaseException) -> str:
    """Why no verdict was reached, for an error that nobody expected."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(last.filename).name}:{last.lineno}"
    return ran_out(error) or f"internal error in {where}: {type(error).__name__}: {error}"
