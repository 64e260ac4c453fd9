"""What is said of a line that has no reason, or a wrong one."""

from __future__ import annotations

from dataclasses import dataclass

from ..language.claims import Relation
from .base import Rule


@dataclass(frozen=True)
class Advice:
    """What an author should know of a line for which no reason is found, or whose reason fails.

    ``kind`` says what sort of advice it is, ``text`` is one sentence or two, ``paste`` a line
    of source that would help, ``repaired`` the line with one known slip mended and ``rule``
    the reason that would do; both were tried before they are offered.  ``slip`` names what was
    mended, and ``detail`` says by what a line is refuted.
    """

    kind: str
    text: str
    paste: str = ""
    repaired: Relation | None = None
    rule: Rule | None = None
    slip: str = ""
    detail: str = ""
