r"""Names that are marked as an optimum: ``\hat b``, ``b^*`` and ``b_{\text{ML}}`` of b."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .names import Written, read_written
from .places import NotUnderstood, Source
from .tokens import Stream

#: Marks of what is best, above, behind and below a name.
_STARS = ("*", r"\star", r"\ast")
_BELOW = frozenset(("ML", "MLE", "MAP", "LS", "OLS", "opt"))
_OPT = re.compile(r"\\(?:text|mathrm|operatorname)\{\s*opt\s*\}")
#: Marks of what a step gives, which is best where the text says how it is found.
_NEXT = re.compile(r"\\(?:text|mathrm|operatorname)\{\s*new\s*\}|\+|\\dagger")
#: What tells a name from that of a variable, and may be anything.
_ACCENT = re.compile(r"\\(?:wide)?(?:tilde|bar|check|breve|overline)\{(.*)\}")
_WORD = re.compile(r"word:\w+|\d+|\\(?:min|max)")


@dataclass(frozen=True)
class Mark:
    r"""A variable and its optimum as they are written, b and ``\hat b``, without indices.

    ``updated``: the name says only that it comes next.  ``weak``: it may be any other number.
    """

    own: str
    best: str
    updated: bool = False
    weak: bool = False


def mark_of(name: str) -> Mark | None:
    """What the name of an optimum says; nothing of other names."""
    try:
        written = read_written(Stream(Source(name), 0, len(name)))
    except NotUnderstood:
        return None
    head, below = written.head, _below(written)
    if hat := re.fullmatch(r"\\(?:wide)?hat\{(.*)\}", head):
        return Mark(hat[1], head)
    updated = bool(_NEXT.fullmatch(written.mark))
    if written.mark in _STARS or updated or _OPT.fullmatch(written.mark):
        return Mark(head, replace(written, labels=()).tex(), updated)
    if below in _BELOW:
        return Mark(head, rf"{head}_{{\text{{{below}}}}}")
    if accent := _ACCENT.fullmatch(head):
        return Mark(accent[1], head, weak=True)
    apart = len(written.labels) == 1 and _WORD.fullmatch(written.labels[0].text)
    return Mark(head, written.tex(), weak=True) if apart else None


def _below(written: Written) -> str:
    """The word below a name."""
    return "".join(label.text.removeprefix("word:") for label in written.labels)


def marks_in(text: str) -> frozenset[Mark]:
    """What a text says to be best, by an equation."""
    before = re.split(r"&?\s*=", text)
    ends = [re.split(r"\$|\\\\|\\\[|\\q?quad|[,&\n]", part)[-1].strip() for part in before]
    return frozenset(mark for end in ends if (mark := mark_of(end)) and not mark.weak)


def put_mark(mark: Mark, text: str) -> str:
    """``text`` with the optimum in place of the variable.

    Raises:
        NotUnderstood: if it does not stand there.
    """
    plain = re.compile(rf"(?<![A-Za-z\\]){re.escape(mark.own)}(?![A-Za-z])")
    put = plain.sub(lambda _: mark.best, text)
    if put == text:
        raise NotUnderstood(f"{mark.own} is not seen in {text}", 0)
    return put
