r"""Forms in which people give data: ``\{x_n\}_{n=1}^N``, ``x_n \sim \mathcal{N}(\mu, \sigma^2)``.

Of a law that data are drawn from only is taken which values they have, and what its parameters are.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from ..language.context import Context
from .declaring import Declared, Span, read_declaration
from .names import Names, read_label, read_written
from .places import NotUnderstood, Source
from .prose import Piece
from .tokens import Stream

_KINDS = ("sizes", "indices", "symbols", "families", "definitions", "hypotheses", "size_notes")
_DATA = re.compile(
    r"\s*(?:[^=]{0,40}=\s*)?\\\{(?P<inside>.+)\\\}\s*(?P<range>_\{?\s*(?P<i>[a-z])\s*=\s*1\s*\}?\s*\^\s*\{?\s*(?P<N>[A-Za-z])\}?)?\s*",
    re.DOTALL,
)
_SEQUENCE = re.compile(r",\s*\\(?:ldots|dots|cdots)\s*,")
_LAW = re.compile(
    r"(?P<left>.+?)\\sim\s*(?:\\(?:mathcal|mathrm|text|operatorname)\s*\{?\s*)?(?P<law>[A-Z][A-Za-z]*)\}?\s*"
    r"(?:\\left)?\(\s*(?P<first>[^,()|]+?)\s*(?:,\s*(?P<second>[^,()|]+?)\s*)?(?:\\right)?\)\s*",
    re.DOTALL,
)
_REAL, _POSITIVE, _SHARE = r"{} \in \mathbb{{R}}", "{} > 0", "0 < {} < 1"
#: How the values of a law, and its parameters, would be declared.
_LAWS = {
    **dict.fromkeys(("N", "Normal"), (_REAL, _REAL, _POSITIVE)),
    **dict.fromkeys(("Bernoulli", "Bern", "Ber"), (r"{} \in \{{0, 1\}}", _SHARE)),
    **dict.fromkeys(("Poisson", "Pois"), (r"{} \in \mathbb{{N}}_0", _POSITIVE)),
    **dict.fromkeys(("Exp", "Exponential"), (_POSITIVE, _POSITIVE)),
    **dict.fromkeys(("Beta",), (_SHARE, _POSITIVE, _POSITIVE)),
    **dict.fromkeys(("Gamma",), (_POSITIVE, _POSITIVE, _POSITIVE)),
}


class Kept:
    """The declarations as they are now, to go back to."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._own = {name: dict(getattr(context, name)) for name in _KINDS}
        self._random = (dict(context.random.known), dict(context.random.moments))

    def names(self, kind: str) -> Collection[str]:
        """The names of one kind that there were."""
        return self._own[kind].keys()

    def restore(self) -> None:
        """Go back."""
        parts: list[tuple[dict[str, Any], dict[str, Any]]] = [
            (getattr(self._context, name), kept) for name, kept in self._own.items()
        ]
        random = self._context.random
        parts += zip((random.known, random.moments), self._random, strict=True)
        for now, kept in parts:
            now.clear()
            now.update(kept)


@dataclass(frozen=True)
class Data:
    """A set of data: what is in the braces, and over what its index runs."""

    inside: Piece
    span: Span


def data_of(source: Source, piece: Piece) -> Data | None:
    r"""The parts of ``\{x_n\}_{n=1}^N``, also with a name, or of ``\{x_1, \dots, x_N\}``."""
    found = _DATA.fullmatch(piece.text)
    if found is None or not (found["range"] or _SEQUENCE.search(found["inside"])):
        return None
    begin, end = (piece.start + at for at in found.span("inside"))
    inside = Piece(found["inside"], begin, end, True)
    if not found["range"]:
        return Data(inside, Span((), read_written(Stream(replace(source, text="N"), 0, 1))))
    at, upto = found.start("i") + piece.start, found.start("N") + piece.start
    label = read_label(Stream(source, at, at + 1))
    return Data(inside, Span((label,), read_written(Stream(source, upto, upto + 1))))


def law_of_data(source: Source, piece: Piece, names: Names) -> list[Declared]:
    r"""What ``x_n \sim \mathcal{N}(\mu, \sigma^2)`` says of the values and of the parameters."""
    found = _LAW.fullmatch(piece.text)
    if found is None or found["law"] not in _LAWS:
        return []
    said = zip(_LAWS[found["law"]], found.group("left", "first", "second"), strict=False)
    texts = [form.format(name.strip()) for form, name in said if name]
    out: list[Declared] = []
    for text in texts:
        try:
            out.append(read_declaration(replace(source, text=text), 0, len(text), names))
        except NotUnderstood:
            # A parameter that is a number, or worked out of others, declares nothing.
            continue
    return out
