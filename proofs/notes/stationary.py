r"""A slope that is set to zero, and what it is solved for: ``L'(b) = g = 0``, then ``b = c``.

That the slope is g is a claim, that it is 0 a condition: so people find where it vanishes.  Read
is ``L'(b) = g``, and ``g = 0 \iff b = c``.  In ``\hat b = c`` a new name stands for c.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .names import Written, read_written
from .newnames import between, outside
from .places import NotUnderstood, Source
from .tokens import IMPLIES, Stream, Token

_SET = re.compile(r"\\(?:overset|stackrel)\s*\{\s*!\s*\}\s*\{\s*=\s*\}")
ARROWS = (*IMPLIES, r"\iff")
_OTHERS = frozenset(("<", ">", r"\le", r"\ge", r"\ne", r"\text", r"\mbox", r"\to", r"\propto"))
_ENDS = re.compile(r"(?:[\s&.,;]|\\q?quad(?![A-Za-z])|\\[,;:! ])*$")
_STARTS = re.compile(r"(?:[\s&]|\\q?quad(?![A-Za-z])|\\[,;:! ])*")
_ZEROS = frozenset(("0", r"\mathbf{0}", r"\mathbf 0", r"\boldsymbol{0}"))
_MARKED = (r"\hat", r"\widehat", r"\tilde", r"\bar")
_INNER = r"(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})+"
_D = r"(?:\\partial(?![A-Za-z])|d|\\mathrm\s*\{?d\}?)"
_NAME = r"(?:\\mathcal\s*\{[A-Z]\}|\\?[A-Za-z]+)"
_SLOPES = (
    re.compile(
        rf"\\[td]?frac\s*\{{\s*{_D}{_INNER}\}}\s*\{{\s*(?:\\partial|d|\\mathrm\s*\{{?d\}}?)\s*(?P<v>{_INNER})\}}"
    ),
    re.compile(rf"\\nabla\s*_\s*(?:\{{(?P<v>{_INNER})\}}|(?P<w>\\?[A-Za-z]+))"),
    re.compile(rf"\\nabla\s*{_NAME}\s*(?:\\left)?\(\s*(?P<v>[^(),|]+?)\s*(?:\\right)?\)"),
    re.compile(
        rf"{_NAME}(?:_\{{?\w+\}}?)?(?:'|\^\{{?\\prime\}}?)\s*(?:\\left)?\(\s*(?P<v>[^(),|]+?)\s*"
        r"(?:\\right)?\)"
    ),
)


@dataclass(frozen=True)
class Stationary:
    """A slope: its sides, without the 0 that it is ``set`` to, and by what it is one.

    ``behind`` is what stands behind an arrow in the same row.
    """

    sides: tuple[str, ...]
    variable: Written
    tex: str
    behind: str = ""
    set: bool = False


@dataclass(frozen=True)
class Solved:
    """What it is solved for: the name, the sides behind it, and what stands behind a comma.

    ``marked``: the name is one for the root, as ``\\hat b`` is of b.
    """

    name: str
    sides: tuple[str, ...]
    marked: bool
    more: str = ""


def stationary(source: Source, start: int, end: int) -> Stationary | None:
    """The slope that stands first between two places, if one does."""
    if not begins_with_slope(source.text[start:end]):
        return None
    text = _SET.sub("=", source.text[start:end])
    here = Source(text, macros=source.macros)
    try:
        signs = _signs(here)
        arrow = next((t for t in signs if t.text in ARROWS), None)
        sides = _sides(here, arrow.start if arrow is not None else len(text), signs)
        found = _variable(sides[0], here) if sides else None
    except NotUnderstood:
        return None
    if sides is None or found is None or len(sides) < 2:
        return None
    zero = sides[-1] in _ZEROS
    if arrow is not None and not zero:
        return None
    behind = text[arrow.end :] if arrow is not None else ""
    return Stationary(tuple(sides[:-1] if zero else sides), *found, behind, zero)


def begins_with_slope(text: str) -> bool:
    """Whether a slope stands first in a text."""
    return any(slope.match(_trim(text)) for slope in _SLOPES)


def several(source: Source, start: int, end: int) -> list[Stationary]:
    """The slopes that are set to zero in one row, if there are several and nothing else."""
    try:
        tokens = Stream(source, start, end).tokens
    except NotUnderstood:
        return []
    commas = (t for _, t in outside(tokens) if t.text in (",", ";"))
    found = [stationary(source, *part) for part in between(start, end, commas)]
    whole = [one for one in found if one is not None and one.set and not one.behind]
    return whole if len(whole) == len(found) > 1 else []


def continued(source: Source, start: int, end: int, slope: Stationary) -> Stationary | None:
    """The slope whose last side is that of a row that goes on from it, ``= g = 0``."""
    text = _SET.sub("=", source.text[start:end])
    here = Source(text, macros=source.macros)
    try:
        signs = _signs(here)
        sides = _sides(here, len(text), signs)
    except NotUnderstood:
        return None
    if not sides or sides[0] or len(sides) < 2:
        return None
    zero = sides[-1] in _ZEROS
    own = sides[1:-1] if zero else sides[1:]
    return Stationary((*slope.sides, *own), slope.variable, slope.tex, "", zero)


def solved(source: Source, text: str, slope: Stationary) -> Solved | None:
    """What ``text`` says of the variable of the slope, if it begins with that."""
    here = Source(text, macros=source.macros)
    try:
        signs = _signs(here)
        comma = next((t for t in signs if t.text in (",", ";")), None)
        sides = _sides(here, comma.start if comma is not None else len(text), signs)
        stream = Stream(here, 0, len(text))
        written = read_written(stream)
    except NotUnderstood:
        return None
    if sides is None or len(sides) < 2 or stream.peek() not in ("=", "^"):
        return None
    own = slope.variable
    said, wanted = bare(sides[0]), bare(slope.tex)
    plain = said in (wanted, f"{wanted}^2")
    accent = written.head in {f"{mark}{{{own.head}}}" for mark in _MARKED}
    marked = accent and written.labels[: len(own.labels)] == own.labels and not written.mark
    starred = written.head == own.head and written.mark in ("*", r"\star")
    starred = starred and written.labels == own.labels
    if not plain and (stream.peek() == "^" or not (marked or starred)):
        return None
    more = _trim(text[comma.end :]) if comma is not None else ""
    return Solved(sides[0], tuple(sides[1:]), not plain, more)


def bare(text: str) -> str:
    """``text`` without what only sets it: spaces, braces and marks of columns."""
    return re.sub(r"[\s{}&]", "", text)


def _signs(source: Source) -> list[Token]:
    """The signs of a text outside of brackets."""
    return [token for _, token in outside(Stream(source, 0, len(source.text)).tokens)]


def _sides(source: Source, end: int, signs: list[Token]) -> list[str] | None:
    """The sides of a chain of equations up to a place; None if there is another sign."""
    here = [t for t in signs if t.start < end]
    last = _ENDS.search(source.text, 0, end)
    stop = last.start() if last else end
    if any(t.text in _OTHERS or (t.text in (",", ";", ":") and t.start < stop) for t in here):
        return None
    equals = (t for t in here if t.text == "=")
    return [_trim(source.text[a:b]) for a, b in between(0, end, equals)]


def _trim(text: str) -> str:
    found = _ENDS.search(text)
    text = text[: found.start()] if found else text
    begun = _STARTS.match(text)
    return text[begun.end() :] if begun else text


def _variable(side: str, source: Source) -> tuple[Written, str] | None:
    """By what a side that begins with a slope is one."""
    found = next(filter(None, (slope.match(side) for slope in _SLOPES)), None)
    if found is None:
        return None
    text = found["v"] or found.groupdict().get("w") or ""
    here = Source(text, macros=source.macros)
    return read_written(Stream(here, 0, len(text))), _trim(text)
