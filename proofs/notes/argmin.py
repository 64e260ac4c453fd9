r"""The ways in which arg min is set, as one: ``\argmin`` with what it is over below it.

``\mathrm{arg}\min_x``, ``{\rm arg\,min}_x``, ``\underset{x}{\operatorname{argmin}}`` and
``\arg\underset{x}{\min}`` print the same; letters without a backslash print a product.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from .places import NotUnderstood
from .token import Token

_FONTS = frozenset(
    (
        *(r"\operatorname", r"\operatorname*", r"\operatornamewithlimits", r"\mathop", r"\mathit"),
        *(r"\mathrm", r"\mathbf", r"\mathsf", r"\text", r"\mbox", r"\textnormal", r"\rm", r"\sf"),
    )
)
_BELOW = r"\underset"
_NAMES = ("argmin", "argmax")
#: Braces one within the other in which a word may stand.
_DEEPEST = 3
_MISTYPED = r"letters side by side are a product: arg min is written \arg\min_{...}"


def with_argmin(found: list[Token]) -> list[Token]:
    r"""The tokens with one ``\argmin`` or ``\argmax`` wherever one is meant.

    Raises:
        NotUnderstood: where it is written in plain letters.
    """
    if not any(token.text in ("g", r"\arg", _BELOW) for token in found):
        return found
    out: list[Token] = []
    place = 0
    while place < len(found):
        name, below, end = _operator(found, place)
        if not name:
            _refuse_letters(found, place)
            out.append(found[place])
            place += 1
            continue
        here = found[place]
        out.append(replace(here, text=f"\\{name}", end=found[end - 1].end))
        if below:
            script = replace(here, text="_", apart=False)
            out += [script, *below]
        place = end
    return out


def _operator(found: list[Token], place: int) -> tuple[str, list[Token], int]:
    """The operator at a place, with the group below it and the place behind; or no name."""
    name, end = _plain(found, place)
    if name in _NAMES:
        return name, [], end
    arg, begun = _word(found, place)
    below, behind = _group(found, begun + 1) if _at(found, begun) == _BELOW else ([], place)
    if not below or arg not in ("", "arg"):
        return "", [], place
    name, end = _plain(found, behind)
    if not name and _at(found, behind) == "{":
        name, end = _plain(found, behind + 1)
        name, end = (name, end + 1) if _at(found, end) == "}" else ("", end)
    known = _NAMES if arg else (*_NAMES, "min", "max")
    return (arg + name, below, end) if arg + name in known else ("", [], place)


def _plain(found: list[Token], place: int) -> tuple[str, int]:
    """The word at a place, with the one behind it where it is "arg"."""
    word, end = _word(found, place)
    name, behind = _word(found, end) if word == "arg" else ("", end)
    return (word + name, behind) if name in ("min", "max") else (word, end)


def _at(found: list[Token], place: int) -> str:
    return found[place].text if place < len(found) else ""


def _word(found: list[Token], place: int) -> tuple[str, int]:
    r"""The word that an operator is set by, ``\arg`` or ``{\rm arg}``, and the place behind it."""
    begun, groups = place, 0
    while groups < _DEEPEST and (_at(found, place) in _FONTS or _at(found, place) == "{"):
        groups += found[place].text == "{"
        place += 1
    word = ""
    while place < len(found) and (found[place].text in (r"\arg", r"\min", r"\max", r"\argmin",
                                  r"\argmax") or (groups and found[place].is_letter)):  # fmt: skip
        word += found[place].text.lstrip("\\")
        place += 1
        if not groups:
            break
    for _ in range(groups):
        if place >= len(found) or found[place].text != "}":
            return "", begun
        place += 1
    fonts = any(token.text in _FONTS for token in found[begun:place])
    return (word, place) if word and (fonts or not groups) else ("", begun)


def _group(found: list[Token], place: int) -> tuple[list[Token], int]:
    """The group at a place with its braces, and the place behind it; empty if there is none."""
    depth = 0
    for at in range(place, len(found)):
        depth += {"{": 1, "}": -1}.get(found[at].text, 0)
        if depth == 0:
            return (found[place : at + 1], at + 1) if at > place else ([], place)
    return [], place


def _refuse_letters(found: list[Token], place: int) -> None:
    """Refuse ``arg min_x`` and ``arg\\min_x`` in plain letters."""
    before = found[place - 1] if place else None
    if before is not None and (before.is_letter or before.text == "{"):
        return
    if _letters(found, place) != "arg":
        return
    behind = place + 3
    set_so = behind < len(found) and (
        found[behind].text in (r"\min", r"\max") or _word(found, behind)[0] in ("min", "max")
    )
    plain = _letters(found, behind) in ("min", "max") and [
        t.text for t in found[behind + 3 :][:1]
    ] == ["_"]
    if set_so or plain:
        raise NotUnderstood(_MISTYPED, found[place].start)


def _letters(found: list[Token], place: int) -> str:
    """Three letters without anything between them."""
    three = found[place : place + 3]
    close = all(a.end == b.start for a, b in pairwise(three))
    return "".join(t.text for t in three) if close and all(t.is_letter for t in three) else ""
