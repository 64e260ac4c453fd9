"""What a theorem is given, writes and supposes, as sentences of prose.

The prose is that of :mod:`.prose`: mathematics stands between dollar signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..data import DeclarationReport, TheoremReport
from .breaking import relaxed
from .prose import is_prose
from .settings import counts

_WORDS = re.compile(r" (?:\\quad )?\\text\{ ?((?:for|for all|with|if|and) ?)\} ")
#: ``N \text{ data points}``
_THINGS = re.compile(r"(\S+) \\text\{ ([a-z -]+)\}")


def premises(theorem: TheoremReport) -> str:
    """All that comes before the statement, with ``Then`` at its end; empty if there is nothing.

    Over what an index runs is said where it is free: of those that the hypotheses speak of at
    once, of the others after ``Then``, since the statement holds for each.  Sums show their own.
    """
    told = supposed(theorem.given, theorem.definitions, theorem.hypotheses, theorem.fixed)
    each = f" for all {_listed([f'${span}$' for span in theorem.ranges])}"
    if theorem.ranges:
        return f"{told} Then{each}" if told else f"For{each[4:]}"
    return f"{told} Then" if told else ""


def supposed(
    given: Sequence[DeclarationReport],
    definitions: Sequence[DeclarationReport],
    hypotheses: Sequence[str],
    fixed: Sequence[str] = (),
    *,
    noted: bool = False,
) -> str:
    """What is given, written and supposed; if ``noted`` with what it means, in brackets."""

    def item(declared: DeclarationReport) -> str:
        note = f" ({declared.note})" if noted and declared.note else ""
        return marked(declared.latex) + note

    told: list[str] = []
    things = [found for d in given if (found := _THINGS.fullmatch(d.latex))]
    if things:
        told.append(f"Let there be {_listed([f'${t[1]}$ {t[2]}' for t in things])}.")
    let = [d for d in given if not counts(d)]
    listed = list(map(item, let)) if noted else _together(d.latex for d in let)
    listed += [f"${span}$" for span in fixed]
    if listed:
        told.append(f"Let {', '.join(listed)}.")
    if definitions:
        told.append(f"Write {', '.join(map(item, definitions))}.")
    if hypotheses:
        told.append(f"Suppose {'; '.join(map(marked, hypotheses))}.")
    return " ".join(told)


def marked(text: str) -> str:
    """A bare formula between dollar signs, and words that stand in it as words; prose as it is.

    >>> marked(r"a_{i} = 0 \\quad \\text{for all } i \\text{ with } i < j")
    '$a_{i} = 0$ for all $i$ with $i < j$'
    """
    if is_prose(text):
        return text
    parts = _WORDS.split(relaxed(text))
    if any(part.count("{") != part.count("}") for part in parts[::2]):
        return f"${relaxed(text)}$"  # the words stand inside a bracket
    return " ".join(part.strip() if n % 2 else f"${part}$" for n, part in enumerate(parts))


def _together(given: Iterable[str]) -> list[str]:
    """What is given, each range said once: ``$x_{n}$ and $y_{n}$ for $n = 1$``."""
    found: dict[tuple[str, int], list[str]] = {}
    for place, latex in enumerate(given):
        item, _, over = marked(latex).partition(" for ")
        found.setdefault((over, 0 if over else place), []).append(item)
    return [_listed(items) + (f" for {over}" if over else "") for (over, _), items in found.items()]


def _listed(items: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(filter(None, [", ".join(items[:-1]), items[-1] if items else ""]))
