"""What several theorems of a chapter are given and define alike: it is said once, before them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..data import DeclarationReport, TheoremReport
from .reading_symbols import NotRead, symbols

_SIGN = re.compile(r" (?:\\in|>|\\ge|:=) ")
_COUNTS = (
    re.compile(r"\\in \\\{1, 2, \\dots\\\}$"),
    re.compile(r"^\S+ \\text\{ [a-z -]+\}$"),
    re.compile(r"^(?:\S+, )*\S+ = 1, \\dots"),
)


@dataclass(frozen=True)
class Setting:
    """Declarations that hold for all theorems of a chapter."""

    given: tuple[DeclarationReport, ...] = ()
    definitions: tuple[DeclarationReport, ...] = ()

    def new(self, found: Sequence[DeclarationReport]) -> list[DeclarationReport]:
        """Those of ``found`` that it does not say."""
        return [d for d in found if d not in self.given and d not in self.definitions]


def setting(theorems: Sequence[TheoremReport]) -> Setting:
    """What at least two of the ``theorems`` say, and more of them than say anything else.

    A theorem that says otherwise says so itself.  A declaration that rests on a symbol which is
    not said here stays with its theorems: nobody has to guess what it means.
    """
    count = Counter(d for t in theorems for d in (*t.given, *t.definitions))
    meanings: dict[str, list[DeclarationReport]] = {}
    for declared, _ in count.most_common():
        for name in _declares(declared):
            meanings.setdefault(name, []).append(declared)

    def prevails(declared: DeclarationReport) -> bool:
        rivals = [d for name in _declares(declared) for d in meanings[name] if d != declared]
        return count[declared] > max([1, *(count[d] for d in rivals)])

    kept = {declared for declared in count if prevails(declared)}
    while True:
        said = {name for declared in kept for name in _declares(declared)}
        rest = {d for d in kept if meanings.keys() & set(_letters(d.latex)) <= said}
        if rest == kept:
            break
        kept = rest
    in_order = [d for d in count if d in kept]
    definitions = {d for t in theorems for d in t.definitions}
    return Setting(
        tuple(d for d in in_order if d not in definitions),
        tuple(d for d in in_order if d in definitions),
    )


def counts(declared: DeclarationReport) -> bool:
    """Whether a declaration only says what a size is, or over what indices run."""
    return any(kind.search(declared.latex) for kind in _COUNTS)


def _declares(declared: DeclarationReport) -> tuple[str, ...]:
    """The names that a declaration gives a meaning to: ``a, b > 0`` does to two.

    Sizes and the ranges of indices are not looked at: they are what their letters say.
    """
    if counts(declared):
        return ()
    left = _SIGN.split(declared.latex)[0]
    return tuple(name for part in left.split(", ") for name in _letters(part)[:1])


def _letters(latex: str) -> list[str]:
    """The symbols of ``latex``, each with the number of its indices."""
    try:
        return [str(symbol) for symbol in symbols(latex)]
    except NotRead:
        return [latex]
