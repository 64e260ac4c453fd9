r"""The LaTeX of a name: one symbol with accents, fonts, subscripts and marks, nothing else.

The closed grammar::

    symbol   = core [_ below] [^ mark | primes]
    core     = letter | \greek | \font{letters} | \accent{core}
    below    = item | {item[,]item ...}       item = digits | core[primes] | \min | \max | \infty
    mark     = + | - | * | \star | \dagger | \min | \max | \mathrm{word}

No digit, letter or formula is a mark, for it would be read as an exponent, and no command is
known but those listed here.  A definition, whose meaning is printed where it is made, may
also have one of five notations that no formula is printed in, as long as no other name
looks like what stands in it::

    symbol(symbols, ...)   \det symbol   \lvert symbol\rvert   \lVert symbol - symbol\rVert_symbol^2
    symbol^2

:func:`look` reads a name and says what it looks like, whatever it is written with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .errors import VocabularyError
from .spelling import ACCENTS, GREEK, OPERATORS

MAX_TEX = 120
#: The tail of a name that is the square of a symbol.
SQUARE = "^2"

_MORE_LETTERS = (
    *("varepsilon", "vartheta", "varphi", "varrho", "varsigma", "varpi", "upsilon", "iota"),
    *("Xi", "Pi", "Upsilon", "ell"),
)
_LETTERS = frozenset(f"\\{name}" for name in (*GREEK, *_MORE_LETTERS))
#: How letters look in each font; in the first two one letter looks like any other.
_FONTS = {
    "mathrm": "word",
    "operatorname": "word",
    "mathsf": "word",
    "mathit": "slanted",
    "mathbf": "bold",
    "boldsymbol": "bold",
    "mathcal": "script",
    "mathbb": "board",
    "mathfrak": "fraktur",
}
_ONE_LETTER = ("script", "board", "fraktur")
_SAME_ACCENT = {"overline": "bar", "widehat": "hat", "widetilde": "tilde"}
_LIMITS = (r"\min", r"\max", r"\infty")
_MARKS = {"+", "-", "*", r"\star", r"\ast", r"\dagger", r"\min", r"\max"}
_DIGITS = frozenset("0123456789")
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|.", re.DOTALL)


@dataclass(frozen=True)
class Look:
    """What a name looks like: its head with accents, its subscripts, its mark, its brackets."""

    head: str
    sub: tuple[str, ...] = ()
    sup: str = ""
    #: What stands behind it: brackets, or the 2 of a square.
    tail: str = ""

    @property
    def is_notation(self) -> bool:
        """Whether it is more than one symbol."""
        return bool(self.tail) or self.head[0] in "|‖" or self.head.startswith("det ")

    def bold(self) -> Look:
        """The same in bold."""
        start = self.head.rfind("(") + 1
        core = self.head[start:]
        for font in ("word:", "slanted:", "bold:"):
            core = core.removeprefix(font)
        return Look(f"{self.head[:start]}bold:{core}", self.sub, self.sup)

    def light(self) -> Look:
        """The same without bold."""
        return Look(re.sub("bold:", "", self.head), self.sub, self.sup, self.tail)

    def __str__(self) -> str:
        below = f"_{{{','.join(self.sub)}}}" if self.sub else ""
        return f"{self.head}{below}{f'^{{{self.sup}}}' if self.sup else ''}{self.tail}"


@lru_cache(maxsize=5_000)
def look(tex: str) -> Look:
    """What ``tex`` looks like.

    Raises:
        VocabularyError: if it is neither one symbol nor one of the notations.
    """
    if not isinstance(tex, str) or not 0 < len(tex) <= MAX_TEX:
        raise VocabularyError(f"the LaTeX of a name has 1 to {MAX_TEX} characters")
    try:
        return _Reader(tex).whole()
    except _Refused as error:
        raise VocabularyError(
            f"{tex!r} is not the LaTeX of one symbol (letters, accents, fonts, subscripts, "
            f"marks): {error}"
        ) from None


class _Refused(Exception):
    """Why something is not of the grammar."""


class _Reader:
    """Recursive descent through the grammar above."""

    def __init__(self, tex: str) -> None:
        self._tokens: list[str] = [*_TOKEN.findall(tex), ""]
        self._place = 0

    def whole(self) -> Look:
        first = self._peek()
        if first == r"\lvert":
            found = self._bars()
        elif first == r"\lVert":
            found = self._distance()
        elif first == r"\det":
            self._take()
            self._gap()
            found = Look(f"det {self._symbol()}")
        else:
            found = self._symbol()
            if self._peek() == "(":
                found = Look(found.head, found.sub, found.sup, self._arguments())
            elif self._is_square() and not found.sup:
                self._place += 2
                found = Look(found.head, found.sub, "", SQUARE)
        if self._peek():
            raise _Refused(f"{self._peek()!r} does not belong to it")
        return found

    # -- notations -------------------------------------------------------------------
    def _is_square(self) -> bool:
        return self._tokens[self._place : self._place + 2] == ["^", "2"]

    def _bars(self) -> Look:
        self._take()
        self._gap()
        inside = self._symbol()
        self._gap()
        self._take(r"\rvert")
        return Look(f"|{inside}|")

    def _distance(self) -> Look:
        self._take()
        parts = []
        for wanted in ("-", r"\rVert"):
            self._gap()
            parts.append(str(self._symbol()))
            self._gap()
            self._take(wanted)
        self._take("_")
        sub = self._below()
        self._take("^")
        grouped = self._peek() == "{"
        for wanted in ("{", "2", "}") if grouped else ("2",):
            self._take(wanted)
        return Look(f"‖{' - '.join(parts)}‖", sub, "2")

    def _arguments(self) -> str:
        self._take("(")
        parts: list[str] = []
        while True:
            self._gap()
            parts.append(str(self._symbol()))
            if self._peek() == ",":
                self._take()
                parts.append(",")
            elif self._peek() == ")":
                self._take()
                return f"({' '.join(parts)})"

    # -- one symbol ------------------------------------------------------------------
    def _symbol(self) -> Look:
        head = self._core()
        if head in {f"word:{name}" for name in OPERATORS}:
            raise _Refused(f"{head.removeprefix('word:')} is the name of a function")
        sub: tuple[str, ...] = ()
        sup = ""
        while self._peek() in ("_", "^", "'") and not self._is_square():
            mark = self._peek()
            if sub if mark == "_" else sup:
                raise _Refused(f"a second {mark!r}")
            if mark == "'":
                sup = self._primes()
                continue
            self._take()
            if mark == "_":
                sub = self._below()
            else:
                sup = self._mark()
        return Look(head, sub, sup)

    def _core(self) -> str:
        token = self._take()
        name = token.removeprefix("\\")
        if token in _LETTERS or (len(token) == 1 and token.isascii() and token.isalpha()):
            return token
        if name in _FONTS and token != name:
            return self._letters(_FONTS[name], greek=name == "boldsymbol")
        if name in ACCENTS and token != name:
            self._take("{")
            inside = self._core()
            self._take("}")
            return f"{_SAME_ACCENT.get(name, name)}({inside})"
        raise _Refused(f"{token!r} is no letter" if token else "a letter is missing")

    def _letters(self, font: str, *, greek: bool) -> str:
        self._take("{")
        word = ""
        while self._peek() != "}":
            token = self._take()
            letter = len(token) == 1 and token.isascii() and token.isalpha()
            if not letter and not (greek and token in _LETTERS and not word):
                raise _Refused(f"{token!r} is no letter")
            word += token
        self._take("}")
        single = len(word) == 1 or word in _LETTERS
        if not word or (font in _ONE_LETTER and not single):
            raise _Refused("a font is for one letter, or for a word in roman, italics or bold")
        return word if single and font in ("word", "slanted") else f"{font}:{word}"

    def _below(self) -> tuple[str, ...]:
        if self._peek() != "{":
            return (self._item(),)
        self._take()
        items: list[str] = []
        while self._peek() != "}":
            if items and self._peek() == ",":
                self._take()
            items.append(self._item())
        self._take("}")
        if not items:
            raise _Refused("an empty subscript")
        return tuple(items)

    def _item(self) -> str:
        token = self._peek()
        if token in _LIMITS:
            return self._take()
        digits = ""
        while self._peek() in _DIGITS:
            digits += self._take()
        if digits:
            return digits
        return self._core() + self._primes()

    def _mark(self) -> str:
        grouped = self._peek() == "{"
        if grouped:
            self._take()
        if self._peek() in _MARKS:
            found = re.sub(r"\\ast", "*", self._take())
        else:
            found = self._core()
            if not found.startswith("word:"):
                raise _Refused(f"{found!r} above the line would be read as an exponent")
        if grouped:
            self._take("}")
        return found

    def _primes(self) -> str:
        found = ""
        while self._peek() == "'":
            found += self._take()
        return found

    # -- tokens ----------------------------------------------------------------------
    def _peek(self) -> str:
        return self._tokens[self._place]

    def _take(self, wanted: str | None = None) -> str:
        token = self._peek()
        if wanted is not None and token != wanted:
            raise _Refused(f"{wanted!r} is missing")
        self._place += bool(token)
        return token

    def _gap(self) -> None:
        if self._peek() == " ":
            self._take()
