r"""The symbols of a formula, and whether each of them means one thing on a page.

A symbol is a letter with what decorates it and the number of its indices: ``d_{nk}`` and
``d_{n c_n}`` are one symbol, ``N`` and ``N_k`` are two, and so are ``F_\sigma`` and ``F``.
The tokens are a closed list; Euler's number is the ``e`` that has an exponent.

>>> [str(symbol) for symbol in symbols(r"d_{n c_{n}} \le e^{-2} \mathbf{x}_n'")]
['d with 2 indices', 'n', 'c with 1 index', 'n', "\\mathbf{x}' with 1 index", 'n']
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_TOKEN = re.compile(r"\\operatorname\*?|\\[A-Za-z]+|\\.|\S", re.DOTALL)
_GREEK = """alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi
chi psi omega ell Gamma Delta Theta Lambda Sigma Phi Psi Omega"""
_LETTERS = frozenset("\\" + name for name in _GREEK.split())
_DRESSES = frozenset((r"\mathbf", r"\boldsymbol", r"\mathcal", r"\hat", r"\bar", r"\tilde"))
_WORDS = frozenset((r"\min", r"\max", r"\mathrm"))
_RELATIONS = frozenset(
    ("=", "<", ">", r"\le", r"\ge", r"\ne", r"\in", r"\to", r"\longrightarrow", r"\iff")
)
_OTHERS = r"""
+ - , . : ; ( ) [ ] { } | / _ ^ * & \{ \} \, \quad \qquad \dots \cdot \times \downarrow
\sum \prod \min \max \log \exp \frac \sqrt \lVert \rVert \lvert \rvert \langle \rangle
\left \right \partial \circ
"""
_SIGNS = _RELATIONS | frozenset((*_OTHERS.split(), "\\ "))
#: What is set as words, and only in formulas that are drawn.
_SET_AS_WORDS = frozenset((r"\text", r"\operatorname", r"\operatorname*"))
_SAME = {r"\longrightarrow": r"\to", r"\downarrow": r"\to", r"\leq": r"\le", r"\geq": r"\ge"}


class NotRead(Exception):
    """A formula has a token that is not of the list."""


@dataclass(frozen=True)
class Symbol:
    """A decorated letter and the number of its indices."""

    letter: str
    indices: int

    def __str__(self) -> str:
        many = "index" if self.indices == 1 else "indices"
        return f"{self.letter} with {self.indices} {many}" if self.indices else self.letter


def tokens(latex: str) -> list[str]:
    """``latex`` as tokens, without spaces."""
    return _TOKEN.findall(latex)


def symbols(latex: str, *, words: bool = True) -> list[Symbol]:
    """The symbols of ``latex``, from left to right, those of its indices included.

    Raises:
        NotRead: at a token that is not of the list; at words, if there may be none.
    """
    return _Reader(tokens(latex), words).symbols


def lone_symbol(latex: str) -> Symbol | None:
    """The symbol that ``latex`` is, if it is one and no more."""
    try:
        found = _Reader(tokens(latex), words=True)
    except NotRead:
        return None
    return found.symbols[0] if found.first_end == len(tokens(latex)) and found.symbols else None


def states(latex: str) -> bool:
    """Whether ``latex`` has a relation sign, and so may say something."""
    return not _RELATIONS.isdisjoint(tokens(latex))


def stands_in(latex: str, checked: Iterable[str]) -> bool:
    """Whether ``latex`` is, token by token, a piece of one of the ``checked`` formulas."""
    wanted = _bare(latex)
    return any(wanted in found for found in map(_bare, checked))


def _bare(latex: str) -> str:
    words = (_SAME.get(t, t) for t in tokens(latex) if t not in ("{", "}", r"\,", "\\ ", r"\quad"))
    return " " + " ".join(words) + " "


def same(left: str, right: str) -> bool:
    """Whether two formulas have the same tokens, brackets that only group left out."""
    return _bare(left) == _bare(right)


def canonical(latex: str) -> str:
    """``latex`` with the letters that its sums, products and minima bind renamed in order."""
    found = tokens(latex)
    bound: dict[str, str] = {}
    for place, token in enumerate(found[:-3]):
        if token in (r"\sum", r"\prod", r"\min", r"\max") and found[place + 1] == "_":
            name = found[place + 3] if found[place + 2] == "{" else found[place + 2]
            bound.setdefault(name, f"<{len(bound)}>")
    return " ".join(bound.get(token, token) for token in found if token not in ("{", "}"))


class _Reader:
    """Reads tokens once, from left to right."""

    def __init__(self, found: list[str], words: bool) -> None:
        self._tokens, self._words = found, words
        self.symbols: list[Symbol] = []
        #: Where the symbol ends with which the formula begins.
        self.first_end = -1
        place = 0
        while place < len(found):
            place = self._read(place)

    def _at(self, place: int) -> str:
        return self._tokens[place] if place < len(self._tokens) else ""

    def _read(self, place: int) -> int:
        token = self._at(place)
        if token in _SET_AS_WORDS and self._words:
            return self._after(place + 1)
        if token == r"\mathbf" and self._tokens[place + 1 : place + 4] == ["{", "1", "}"]:
            return place + 4
        if token == r"\mathbb" and self._tokens[place + 1 : place + 4] == ["{", "R", "}"]:
            return place + 4
        if token == "e" and self._at(place + 1) == "^":
            return place + 1
        named = token == r"\mathrm"  # \mathrm{KL}: several letters are one symbol
        if token in _DRESSES or named or token in _LETTERS or (token.isascii() and token.isalpha()):
            return self._symbol(place)
        if token in _SIGNS or (token.isascii() and token.isdigit()):
            return place + 1
        raise NotRead(token)

    def _after(self, place: int) -> int:
        """The place after the group or the token at ``place``."""
        depth = 0
        while place < len(self._tokens):
            depth += {"{": 1, "}": -1}.get(self._tokens[place], 0)
            place += 1
            if depth <= 0:
                break
        return place

    def _symbol(self, place: int) -> int:
        named = self._at(place) == r"\mathrm"
        end = self._after(place + 1) if named or self._at(place) in _DRESSES else place + 1
        letter = "".join(self._tokens[place:end])
        plain = [t for t in self._tokens[place:end] if t not in _DRESSES and t not in "{}"]
        plain = ["".join(self._tokens[place + 2 : end - 1])] if named else plain
        if len(plain) != 1 or not (plain[0] in _LETTERS or plain[0].isalpha()):
            raise NotRead(letter)
        inner: list[Symbol] = []
        indices = 0
        while self._at(end) in ("'", "_", "^"):
            if self._at(end) == "'":
                letter, end = letter + "'", end + 1
                continue
            after = self._after(end + 1)
            part = [t for t in self._tokens[end + 1 : after] if t not in ("{", "}")]
            if part and part[0] in _WORDS:
                letter += self._at(end) + "".join(part)
            elif self._at(end) == "^":
                break
            else:
                read = _Reader(self._tokens[end + 1 : after], self._words).symbols
                indices += _outermost(self._tokens[end + 1 : after])
                inner += read
            end = after
        if place == 0:
            self.first_end = end
        self.symbols += [Symbol(letter, indices), *inner]
        return end


def _outermost(part: list[str]) -> int:
    """How many indices stand side by side: those of an index do not count."""
    count, inner, below = 0, 0, False
    for token in part:
        if token == "{":
            inner += 1 if inner or below else 0
        elif token == "}":
            inner -= 1 if inner else 0
        elif not inner and not below:
            count += token in _LETTERS or token.isalpha() or token.isdigit()
        below = token == "_"
    return count
