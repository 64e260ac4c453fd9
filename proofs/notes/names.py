r"""Names as they are written: which declared thing ``\hat\mu_{k}^{+}`` is, and at which indices.

The letter, its accents and its mark must be those of a declared name (bold or not); its own
subscripts come first, then the indices.  One index less than declared makes a vector.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ..language.context import Context
from ..language.errors import VocabularyError
from ..language.fixed import letters
from ..language.spelling import ACCENTS, name_tex
from ..language.symbols import Look, look
from ..language.vocabulary import Index
from .ranged import ranges_in
from .tokens import Stream, Token

FONTS = (
    *(r"\mathrm", r"\text", r"\operatorname", r"\mathsf", r"\mathit", r"\mathbf"),
    *(r"\boldsymbol", r"\mathcal", r"\mathbb", r"\mathfrak"),
)
_ACCENTS = frozenset(f"\\{name}" for name in ACCENTS)
_MARKS = ("+", "-", "*", r"\star", r"\dagger", r"\min", r"\max")
#: Letters of steps: $\mu^{(t)}$ is the old one, $\mu^{(t+1)}$ the new one.
_STEPS = ("t", "s", r"\tau")
MAX_LABELS, MAX_LETTERS, DEEPEST = 8, 24, 4


@dataclass(frozen=True)
class Label:
    """One subscript: a letter with primes, its own subscripts, and whether ``+1`` follows.

    ``text`` is what it looks like (see :mod:`..language.symbols`), ``tex`` how it is written.
    """

    text: str
    sub: tuple[Label, ...] = ()
    plus: bool = False
    token: Token = field(default=Token("", 0, 0), compare=False)
    tex: str = field(default="", compare=False)
    #: Of an assignment such as c_n^{+}: what stands above it.
    mark: str = ""

    def __str__(self) -> str:
        below = f"_{{{','.join(map(str, self.sub))}}}" if self.sub else ""
        above = f"^{{{self.mark}}}" if self.mark else ""
        return f"{self.tex or self.text}{below}{above}{'+1' if self.plus else ''}"


@dataclass(frozen=True)
class Written:
    """A name as written: LaTeX of its head, subscripts, and the mark above it."""

    head: str
    labels: tuple[Label, ...]
    mark: str
    token: Token = field(compare=False)

    def tex(self) -> str:
        """One spelling of it."""
        below = f"_{{{','.join(map(str, self.labels))}}}" if self.labels else ""
        above = self.mark if set(self.mark) <= {"'"} else f"^{{{self.mark}}}"
        return f"{self.head}{below}{above}"


@dataclass(frozen=True)
class Known:
    """A declared thing and what it looks like; ``sizes`` are those of its indices."""

    name: str
    tex: str
    look: Look
    sizes: tuple[Any, ...]
    kind: str
    thing: Any


class Names:
    """All declared names by their looks."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.known = list(_known(context))
        #: Indices that formulas bind without declaring them; one letter has one range.
        self.bound: dict[str, Index] = {}
        self.indices = {str(look(name_tex(n))): i for n, i in context.indices.items()}
        #: Definitions that are written with more than one symbol, by their tokens.
        self.notations = [
            (item, [t.strip() for t in _pieces(item.tex)])
            for item in self.known
            if item.look.is_notation
        ]

    def matching(self, written: Written) -> list[tuple[Known, tuple[Label, ...]]]:
        """The things that ``written`` may be, the one with the longest own subscript first."""
        found = []
        head = look(written.head)
        for item in self.known:
            own = item.look
            if item.look.is_notation or own.light().head != head.light().head:
                continue
            labels, below = written.labels, [item.text for item in written.labels if not item.sub]
            fits = tuple(below[: len(own.sub)]) == own.sub and len(below) >= len(own.sub)
            if fits and own.sup == mark_look(written.mark):
                found.append((item, labels[len(own.sub) :]))
        if any(item.look.head == head.head for item, _ in found):
            found = [(i, r) for i, r in found if i.look.head == head.head]
        # Beside a number m stands a family m_g, and beside a vector m are vectors m_k: meant is
        # the one with as many indices as are written, of the ranges that they have.
        return sorted(found, key=lambda p: (-len(p[0].look.sub), *self._misfit(*p)))

    def _misfit(self, item: Known, labels: tuple[Label, ...]) -> tuple[bool, int]:
        """Whether labels are no indices of a thing, and how many it has beyond them."""
        return not self.may_be_at(item, labels), abs(len(item.sizes) - len(labels))

    def may_be_at(self, item: Known, labels: Sequence[Label]) -> bool:
        """Whether a thing has indices of the ranges of these labels, as far as these are known."""
        known = [self.indices.get(label.text) for label in labels]
        fits = (i is None or i.size == size for i, size in zip(known, item.sizes, strict=False))
        return len(labels) <= len(item.sizes) and all(fits)

    def new_index(self, name: str, size: Any) -> Index:
        """A letter that is an index of a range, since it stands at a place of that range."""
        found = self.context.indices[name] = self.indices[str(look(name_tex(name)))] = Index(
            name, size
        )
        return found

    def another(self, index: Index, used: Container[str]) -> Index | None:
        """A declared index of the range of ``index`` that is not ``used``; a new one if need be."""
        same = letters(self.context, index.size)
        found = next((i for i in same if i.name not in used), None)
        if found is None:
            # No letter: the author may still use it for another range.
            taken = {*self.context.declared(), *self.bound}
            numbered = (f"{index.name}{count}" for count in range(1, 100))
            name = next((n for n in numbered if n not in taken and n not in used), None)
            if name is None:
                return None
            found = self.context.indices[name] = Index(name, index.size)
        return found

    def letter(self, size: Any, used: Container[str]) -> Index | None:
        """A letter for the entries of a matrix or vector: a declared one, or a new one."""
        known = next((i for i in letters(self.context, size) if i.name not in used), None)
        if known is not None:
            return known
        looks = {str(item.look.light().head) for item in self.known}
        taken = {*self.context.declared(), *self.bound, *looks}
        begin = "abcdefghijklmnopqrstuvwxyz".find(size.name[0].lower())
        after = "abcdefghijklmnopqrstuvwxyz"[max(begin, 0) :] + "jlmpqr"
        name = next((c for c in after if c not in taken and c not in used), None)
        if name is None:
            return None
        found = self.indices[name] = self.context.indices[name] = Index(name, size)
        return found

    def near(self, written: Written) -> str:
        """Declared names that may be meant, as a question; empty if none is near."""
        said = {item.tex: item for item in self.known}
        wanted = written.head
        heads = {str(item.look.light().head): item.tex for item in self.known}
        found = difflib.get_close_matches(wanted, [*said], 2, 0.6)
        found += [
            heads[h]
            for h in difflib.get_close_matches(str(look(wanted).light().head), [*heads], 2, 0.5)
        ]
        found += [tex for tex in said if _letter(tex).lower() == _letter(wanted).lower()]
        unique = [tex for tex in dict.fromkeys(found) if tex != written.tex()][:2]
        return f": did you mean {' or '.join(unique)}?" if unique else ""

    def is_like(self, written: Written, *, functions: bool = False) -> bool:
        """Whether it may be a slip for a declared name; for letters that is their other case.

        ``functions``: what has variables is no slip for what has none.
        """
        head = str(look(written.head).light().head)
        known = (item for item in self.known if item.look.tail or not functions)
        others = {str(item.look.light().head) for item in known} - {head}
        if len(head.lstrip("\\")) > 1 and not head.startswith("\\"):
            return bool(self.near(written))
        return any(other.lower() == head.lower() for other in others)


def _letter(tex: str) -> str:
    bare = tex.split("_")[0].split("^")[0]
    for word in (*_ACCENTS, *FONTS):
        bare = bare.replace(word, "")
    return bare.strip("{}' ")


def mark_look(mark: str) -> str:
    """What a mark above a name looks like."""
    return look(f"x^{{{mark}}}").sup if mark and not set(mark) <= {"'"} else mark


def _pieces(tex: str) -> list[str]:
    from .places import Source
    from .tokens import tokens

    return [t.text for t in tokens(Source(tex), 0, len(tex))][:-1]


def _known(context: Context) -> Iterator[Known]:
    for name, size in context.sizes.items():
        yield Known(name, name_tex(name), look(name_tex(name)), (), "size", size)
    for name, symbol in context.symbols.items():
        yield Known(name, symbol.tex, look(symbol.tex), (), "symbol", symbol.symbol)
    for name, family in context.families.items():
        kind = "family" if family.values is None else "assignment"
        yield Known(name, family.tex, look(family.tex), family.sizes, kind, family)
    for name, item in context.definitions.items():
        sizes = tuple(p.size for p in item.params)
        yield Known(name, item.tex, look(item.tex), sizes, "definition", item)


# -- reading -------------------------------------------------------------------------------
def starts_name(stream: Stream) -> bool:
    r"""Whether a letter, with or without accent or font, follows (``\text`` is prose)."""
    token = stream.token
    if token.is_letter or token.text in _ACCENTS:
        return True
    return (token.text in FONTS and token.text != r"\text") or _is_greek(token.text)


@lru_cache(maxsize=2_000)
def _is_greek(text: str) -> bool:
    if not text.startswith("\\") or text in _MARKS:
        return False
    try:
        look(text)
    except VocabularyError:
        return False
    return True


def read_core(stream: Stream, depth: int = 0) -> str:
    """LaTeX of one letter with its accents and font, braces put where they belong."""
    token = stream.token
    if depth > DEEPEST:
        raise stream.error("accents are nested too deeply")
    tex = _core(stream, depth)
    try:
        look(tex)
    except VocabularyError:
        raise stream.error(f"{tex} is no letter of the vocabulary", token) from None
    return tex


def _core(stream: Stream, depth: int) -> str:
    token = stream.take()
    if token.is_letter or _is_greek(token.text):
        return token.text
    if token.text in _ACCENTS:
        grouped = stream.took("{")
        inside = read_core(stream, depth + 1)
        if grouped:
            stream.take("}")
        return f"{token.text}{{{inside}}}"
    if token.text in FONTS:
        font = {r"\text": r"\mathrm"}.get(token.text, token.text)
        word = _word(stream)
        if font == r"\mathbf" and _is_greek(word):
            font = r"\boldsymbol"
        return f"{font}{{{word}}}"
    raise stream.error(_no_letter(token.text), token)


def _no_letter(text: str) -> str:
    name = unicodedata.name(text, "").replace("LAMDA", "LAMBDA").split() if len(text) == 1 else []
    if name[:1] == ["GREEK"] and "LETTER" in name:
        command = "\\" + (name[-1].lower() if "SMALL" in name else name[-1].capitalize())
        if _is_greek(command):
            return f"write {command} for {text}"
    return f"{text or 'the end'} is no letter"


def _word(stream: Stream) -> str:
    """The letters that a font is for: in braces, or one."""
    if not stream.took("{"):
        letter = stream.take()
        return letter.text
    word = ""
    while stream.peek() != "}":
        letter = stream.take()
        if not letter.is_letter and not (_is_greek(letter.text) and not word):
            raise stream.error(f"{letter.text or 'the end'} is no letter of a name", letter)
        word += letter.text
        if len(word) > MAX_LETTERS:
            raise stream.error("a name is too long", letter)
    stream.take("}")
    return word


def read_labels(stream: Stream, depth: int = 0) -> tuple[Label, ...]:
    """The subscripts after ``_``."""
    if depth > DEEPEST:
        raise stream.error("subscripts are nested too deeply")
    if not stream.took("{"):
        return (read_label(stream, depth, bare=True),)
    found: list[Label] = []
    while not stream.took("}"):
        if found and stream.took(","):
            pass
        found.append(read_label(stream, depth))
        if len(found) > MAX_LABELS:
            raise stream.error("a name has too many subscripts")
    if not found:
        raise stream.error("an empty subscript")
    return tuple(found)


def read_label(stream: Stream, depth: int = 0, *, bare: bool = False) -> Label:
    """One subscript, or the letter of an index that is bound."""
    token = stream.token
    if token.is_digit:
        digits = stream.take().text
        while stream.token.is_digit and not bare:
            digits += stream.take().text
        return Label(digits, token=token)
    if token.text in (r"\min", r"\max", r"\infty"):
        return Label(stream.take().text, token=token)
    if stream.peek() == "(":
        raise stream.error(
            "the order of data, x_{(n)}, is not in the language: of a median say which points lie "
            "on each side of it"
        )
    if not starts_name(stream) and stream.peek() != r"\text":
        raise stream.error(f"{stream.said()} cannot be a subscript")
    tex = read_core(stream)
    text = look(tex).head
    if bare:
        return Label(text, token=token, tex=tex)
    primes, mark = _above_label(stream)
    sub = read_labels(stream, depth + 1) if stream.took("_") else ()
    if sub and not (primes or mark):
        primes, mark = _above_label(stream)
    if mark and not sub:
        raise stream.error("an index has no power")
    plus = stream.took("+", "1")
    return Label(text + primes, sub, plus, token, tex + primes, mark)


def _above_label(stream: Stream) -> tuple[str, str]:
    """Primes, or the mark of an assignment."""
    if stream.peek() == "^" and stream.peek(1) != "'" and stream.peek(2) != "'":
        mark = _mark(stream)
        if not mark:
            raise stream.error("an index has no power")
        return "", mark
    primes = ""
    while stream.peek() == "'" or stream.took("^"):
        grouped = stream.took("{")
        while stream.took("'"):
            primes += "'"
        if grouped:
            stream.take("}")
        if not primes:
            raise stream.error("an index has no power")
    return primes, ""


def read_written(stream: Stream) -> Written:
    """A name with its subscripts and its mark; an exponent is left where it is."""
    token = stream.token
    head = read_core(stream)
    labels: tuple[Label, ...] = ()
    mark = ""
    while True:
        if stream.peek() == "_" and not labels:
            stream.take()
            labels = read_labels(stream)
        elif stream.peek() == "'" and not mark:
            while stream.took("'"):
                mark += "'"
        elif stream.peek() == "^" and not mark and (found := _mark(stream)):
            mark = found
        elif stream.peek() == "^" and not labels and _subscript_behind(stream):
            continue
        else:
            break
    if mark.startswith("'") and len(mark) > DEEPEST:
        raise stream.error("a name has too many primes", token)
    return Written(head, labels, mark, token)


def _mark(stream: Stream) -> str:
    """The mark after ``^`` if it is one and no exponent; then it is taken."""
    if stream.took("^", "'"):
        return "'"
    if stream.took("^", "{", "'", "}"):
        return "'"
    for mark in _MARKS:
        if stream.took("^", mark) or stream.took("^", "{", mark, "}"):
            return mark
    # Beside a number t it may be a power, beside an index t one of many.
    taken = {letter for letter, _ in ranges_in(stream.source)}
    if (names := getattr(stream, "names", None)) is not None:
        taken |= {*names.indices, *(str(item.look.head) for item in names.known)}
    for letter in (x for x in _STEPS if x not in taken):
        if stream.took("^", "{", "(", letter, "+", "1", ")", "}"):
            return r"\mathrm{new}"
        if stream.took("^", "{", "(", letter, ")", "}"):
            return r"\mathrm{old}"
    before = stream.place
    stream.take("^")
    grouped = stream.took("{")
    if stream.peek() in (r"\mathrm", r"\text", r"\operatorname"):
        core = read_core(stream)
        if not grouped or stream.took("}"):
            return core
    stream.place = before
    return ""


def _subscript_behind(stream: Stream) -> bool:
    r"""Whether a subscript stands behind an exponent, ``\sigma^2_k``; it is moved before it."""
    tokens, first = stream.tokens, stream.place
    after = _argument_end(tokens, first + 1)
    if tokens[after].text != "_" if after < len(tokens) else True:
        return False
    last = _argument_end(tokens, after + 1)
    if last > len(tokens) - 1:
        return False
    tokens[first:last] = [*tokens[after:last], *tokens[first:after]]
    return True


def _argument_end(tokens: list[Token], at: int) -> int:
    """The place behind the argument of ``^`` or ``_`` that begins at ``at``."""
    depth = 0
    for place in range(at, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[place].text, 0)
        if depth <= 0:
            return place + 1
    return len(tokens)
