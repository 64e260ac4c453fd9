"""Facts, and why something holds: a text, with the lines and hypotheses that it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..language.claims import Relation
from ..language.vocabulary import Index


class Reason(str):
    """Why something holds, in a few words.

    Attributes:
        parts: the single reasons of which it is put together.
        used: the earlier steps (by number) and hypotheses (by name) that it rests on.
    """

    parts: tuple[str, ...]
    used: tuple[str, ...]

    def __new__(cls, text: str, used: Iterable[str] = ()) -> Reason:
        return cls._made((text,), used)

    @classmethod
    def _made(cls, parts: Iterable[str], used: Iterable[str]) -> Reason:
        found = tuple(dict.fromkeys(parts))
        reason = str.__new__(cls, ", ".join(found))
        reason.parts = found
        reason.used = tuple(dict.fromkeys(used))
        return reason


#: Why a relation between numbers holds; it goes without saying.
ARITHMETIC = Reason("arithmetic")


def together(*reasons: Reason) -> Reason:
    """What rests on all of ``reasons``; arithmetic is not named beside anything else."""
    used = [target for reason in reasons for target in reason.used]
    parts = [p for reason in reasons for p in reason.parts if p != ARITHMETIC]
    return Reason._made(parts, used) if parts else ARITHMETIC


@dataclass(frozen=True)
class Fact:
    """A relation that holds for all values of its ``wild`` indices, and where it comes from.

    ``used`` are the steps and hypotheses that it rests on.
    """

    relation: Relation
    wild: frozenset[Index]
    source: str
    used: tuple[str, ...] = ()

    @property
    def reason(self) -> Reason:
        """Why what it says holds."""
        return Reason(self.source, self.used)
