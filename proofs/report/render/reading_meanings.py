r"""What the symbols of a page mean: declared, defined, and never in two ways.

What a theorem is *given* may be anything, so it means what the page says.  What it *defines* is
one thing: where two theorems that are drawn define a symbol, the definitions must be the same
formula, up to the letters that their sums bind, or be joined by an equation that is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..data import TheoremReport
from .reading_symbols import NotRead, Symbol, canonical, lone_symbol, symbols


class Meanings:
    """The symbols of one page."""

    def __init__(self) -> None:
        self._declared: set[Symbol] = set()
        self._defined: dict[str, tuple[str, set[str]]] = {}
        self._equal: dict[str, set[str]] = {}

    def declare(self, symbol: Symbol) -> None:
        """From now on ``symbol`` may stand in formulas."""
        self._declared.add(symbol)

    def declare_definition(self, latex: str) -> None:
        """What ``latex`` defines may stand in formulas."""
        left, sign, _ = latex.partition(" := ")
        name = _defines(left) if sign else None
        if name is not None:
            self.declare(name)

    def unknown(self, found: Iterable[Symbol]) -> Symbol | None:
        """The first symbol that is not declared."""
        return next((symbol for symbol in found if symbol not in self._declared), None)

    def clash(self, theorem: TheoremReport, drawn: Iterable[str]) -> str:
        """What is wrong if ``theorem`` means otherwise by a symbol of ``drawn``, or nothing."""
        drawn = list(drawn)
        for latex in drawn:
            left, sign, right = latex.partition(" = ")
            if sign and lone_symbol(left) is not None:
                self._equal.setdefault(canonical(left), set()).add(canonical(right))
        todo = [symbol for latex in drawn for symbol in symbols(latex)]
        seen: set[Symbol] = set()
        for symbol in todo:  # grows by what the definitions rest on
            if symbol in seen:
                continue
            seen.add(symbol)
            for left, right in _definitions(theorem, symbol):
                todo += symbols(right)
                if not self._agrees(theorem.label, canonical(left), canonical(right)):
                    return (
                        f"{theorem.label} defines {symbol} otherwise than "
                        f"{self._defined[canonical(left)][0]}: draw the equation that joins them "
                        "first, or draw another formula"
                    )
        return ""

    def _agrees(self, label: str, left: str, right: str) -> bool:
        known = self._defined.setdefault(left, (label, {right}))[1]
        joined = self._equal.get(left, set())
        fine = right in known or right in joined
        known.update({right} if fine else ())
        return fine


def names(latex: str, name: str) -> bool:
    """Whether the definition ``latex`` is that of ``name``, written with or without indices."""
    left = _defines(latex.partition(" := ")[0])
    try:
        wanted = symbols(name)
    except NotRead:
        return False
    if left is None or not wanted:
        return False
    return _plain(left) == _plain(wanted[0]) and wanted[0].indices in (0, left.indices)


def _plain(symbol: Symbol) -> str:
    """The letter without the bold type that marks a vector."""
    return symbol.letter.replace("\\boldsymbol", "").replace("{{", "{").replace("}}", "}")


def _definitions(theorem: TheoremReport, symbol: Symbol) -> list[tuple[str, str]]:
    """Left and right sides of the definitions of ``symbol``."""
    sides = (item.latex.partition(" := ") for item in theorem.definitions)
    return [(left, right) for left, _, right in sides if _defines(left) == symbol]


def _defines(left: str) -> Symbol | None:
    """The symbol with which the left side of a definition begins, if it begins with one."""
    try:
        found = symbols(left)
    except NotRead:
        return None
    return found[0] if found and not left[0].isdigit() else None
