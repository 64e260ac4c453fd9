"""Puts found reasons into notes, as comments at the ends of rows: ``% by Unfold(N_k)``."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping

from ..rules import WORDS
from ..rules.base import Ref, Rule

#: What a row's last line must not hold: a comment of its own, or the end of the display.
_ENDS = ("%", r"\]", r"\)", "$", r"\end{", "```")


def reason_in_notes(rule: Rule, hypotheses: Collection[str]) -> str | None:
    """``rule`` as notes can say it; None if it has formulas, factors or lines without a name."""
    said: list[str] = []
    given = WORDS.get(rule.name, (None, {}))[1]
    for item in dataclasses.fields(rule):
        value = getattr(rule, item.name)
        defaulted = item.default is not dataclasses.MISSING and value == item.default
        if defaulted or item.name in given:
            continue
        parts = value if isinstance(value, tuple) else (value,)
        for part in parts:
            if isinstance(part, Ref) and not part.indices and part.target in hypotheses:
                said.append(part.target)
            elif isinstance(part, str) and item.name == "names":
                said.append(part)
            else:
                return None
    return f"by {rule.name}({', '.join(said)})" if said else f"by {rule.name}"


def with_comments(text: str, reasons: Mapping[int, str]) -> tuple[str, list[int]]:
    """The text with reasons at the ends of lines, and the lines at which none could be put."""
    lines = text.splitlines(keepends=True)
    left = []
    for number, reason in reasons.items():
        line = lines[number - 1] if number <= len(lines) else "%"
        if any(end in line for end in _ENDS):
            left.append(number)
            continue
        bare = line.rstrip()
        lines[number - 1] = f"{bare} % {reason}{line[len(line.rstrip()) :]}"
    return "".join(lines), left
