r"""Cases: ``f = \begin{cases} x & x \ge 0 \\ -x & \text{otherwise} \end{cases}``.

A relation to cases is one statement a branch, each under its condition; "otherwise" is that none
of the conditions before holds.  What names something new by cases is written by indicators, where
these mean the same: conditions on one number, of which exactly one holds, and branches that have
a value everywhere.  All this is done on the text, which is then read like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product

from .documents import TEXT_COLUMN
from .newnames import between, outside
from .places import NotUnderstood, Source
from .prose import Piece
from .tokens import Stream

BEGIN, END = r"\begin{cases}", r"\end{cases}"
MOST = 6
_FLIPPED = {"=": r"\ne", r"\ne": "=", "<": r"\ge", r"\ge": "<", ">": r"\le", r"\le": ">"}
#: In which orders of two sides a sign holds, and the sign that holds in some orders.
_ORDERS = {"<": "<", "=": "=", ">": ">", r"\le": "<=", r"\ge": "=>", r"\ne": "<>"}
_SIGNS = {orders: sign for sign, orders in _ORDERS.items()}
_TURN = str.maketrans("<>", "><")
_PIECE = re.compile(
    r"\\(?:begin|end)\{\w+\*?\}|\\(?:text|mbox|textnormal|textrm)\{[^{}$]*(?:\$[^$]*\$[^{}$]*)*\}"
    r"|\\\\(?:\[[^\]\n]*\])?|\\.|[{}&]",
    re.DOTALL,
)
_TEXT = re.compile(
    r"\\(?:text|mbox|textnormal|textrm)\s*\{(?P<text>[^{}$]*(?:\$[^$]*\$[^{}$]*)*)\}"
    r"|\\(?:mathrm|operatorname)\s*\{\s*(?P<word>otherwise|else|if|for|and|when)\s*\}"
    r"|(?P<all>\\forall)(?![A-Za-z])|(?P<joint>\\(?:land|wedge)(?![A-Za-z]))"
)
_INSIDE = re.compile(r"\$(?P<math>[^$]*)\$|(?P<word>[^\s$,.;:]+)")
_TRIM = re.compile(
    r"\A(?:[\s&]|\\q?quad(?![A-Za-z])|\\[,;:! ])+|(?:[\s&.,;]|\\q?quad|\\[,;:! ])+\Z"
)
_LEADS = frozenset(("if", "when", "whenever", "provided", "that", "for", "where", "in", "case"))
_REST = frozenset(("otherwise", "else"))
#: What a branch may not hold, where it is taken times 0 as well: it may have no value there.
_PARTIAL = re.compile(
    r"\\[cdt]?frac(?!\s*(?:\{[^{}]*\}\s*\{[1-9]\d*\}|\d[1-9]))|/(?!\s*[1-9])"
    r"|\\(?:log|ln|sqrt|Gamma|psi|lim|min|max|mathbb|begin|mathrm|operatorname|Pr)(?![A-Za-z])"
    r"|!|(?<!e)\^(?!\s*(?:\d|\{\s*\d+\s*\}))"
)
_TAIL = re.compile(r"\(|\\forall(?![A-Za-z])|\\(?:text|mbox)\{\s*(?:as|for\s+(?:all|every|each))\b")
_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_ARG = re.compile(r"\\?arg[\s\\,;}{]*(?:min|max)")

ALONE = "cases stand behind a sign, in a row of their own"
DEFINES = (
    "a new name is read by cases where conditions on one number tell them apart, exactly one of "
    "them holds, and each branch has a value everywhere: else write \\mathbf 1[...], or say of a "
    "known name what it is in each case"
)
BY_ARG = (
    "which one is the arg min where two are alike? Say it by labels, $z_n \\in \\{1, \\dots, K\\}$ "
    "with $d_{n z_n} = \\min_j d_{nj}$, and name \\mathbf 1[z_n = k]"
)


@dataclass(frozen=True)
class Condition:
    """Relations that hold together; ``word``: for "all" or "some" of what ``over`` says."""

    atoms: tuple[str, ...]
    word: str = ""
    over: str = ""

    def tex(self) -> str:
        """The condition as it is written behind "if"."""
        said = rf" \text{{ for {self.word} }} {self.over}" if self.word else ""
        return r" \text{ and } ".join(self.atoms) + said


#: Conditions that hold together.
Conditions = tuple[Condition, ...]


@dataclass(frozen=True)
class Branch:
    """What stands in one row of cases; ``when`` is None for "otherwise"."""

    value: str
    when: Conditions | None
    place: int


@dataclass(frozen=True)
class Cases:
    """Cases with the text before and behind them."""

    left: str
    branches: tuple[Branch, ...]
    tail: str


def cases_of(source: Source, start: int, end: int) -> Cases:
    """The cases between two places, where ``\\begin{cases}`` stands.

    Raises:
        NotUnderstood: if they are not understood.
    """
    text = _COMMENT.sub(lambda found: " " * len(found[0]), source.text[start:end])
    begun = text.index(BEGIN)
    stop = text.find(END, begun)
    if stop < 0 or BEGIN in text[begun + 1 :]:
        raise NotUnderstood("one statement has its cases once, up to \\end{cases}", start + begun)
    rows, first = [], begun + len(BEGIN)
    words = text.startswith(TEXT_COLUMN, first)
    first += words * len(TEXT_COLUMN)
    for last in (*_cuts(text, first, stop, "\\\\"), stop):
        if _trimmed(text[first:last]):
            rows.append(_branch(text, first, last, start, words=words))
        first = last + len(re.match(r"(?:\\\\(?:\[[^\]\n]*\])?)?", text[last:])[0])  # type: ignore[index]
    known = [row.when is not None for row in rows]
    if len(rows) < 2 or not all(known[:-1]):
        raise NotUnderstood("cases are two or more rows, 'otherwise' being the last", start + begun)
    return Cases(text[:begun], tuple(rows), _trimmed(text[stop + len(END) :]))


def _cuts(text: str, start: int, end: int, what: str) -> Iterator[int]:
    """Where a line break or a column ends, outside all braces."""
    depth = 0
    for found in _PIECE.finditer(text, start, end):
        depth += found[0] == "{" or found[0].startswith(r"\begin")
        depth -= found[0] == "}" or found[0].startswith(r"\end")
        if depth == 0 and found[0].startswith(what):
            yield found.start()


def _trimmed(text: str) -> str:
    return _TRIM.sub("", text)


def _branch(text: str, first: int, last: int, offset: int, *, words: bool = False) -> Branch:
    """A row of cases; ``words``: what stands behind the value is text, with formulas in it."""
    place = offset + first + len(text[first:last]) - len(text[first:last].lstrip())
    cut = next(_cuts(text, first, last, "&"), None)
    if cut is None:
        said = _TEXT.search(text, first, last)
        if said is None:
            raise NotUnderstood("a row of cases is a value, & and its condition", place)
        cut = said.start()
    value = _trimmed(text[first:cut])
    if not value:
        raise NotUnderstood("a row of cases begins with a value", place)
    try:
        behind = rf"\text{{{_trimmed(text[cut:last])}}}" if words else text[cut:last]
        return Branch(value, _conditions(behind), place)
    except NotUnderstood as error:
        raise NotUnderstood(error.message, place) from None


def without_cases(source: Source, piece: Piece) -> tuple[Source, Piece]:
    """A formula of a sentence, with indicators for its cases.

    Raises:
        NotUnderstood: if these do not mean the same.
    """
    if not piece.math or BEGIN not in piece.text:
        return source, piece
    cases = cases_of(source, piece.start, piece.end)
    if not cases.left.rstrip(" &").endswith(("=", r"\equiv")):
        raise NotUnderstood(ALONE, piece.start)
    source, start, end = source.with_copy(by_indicators(cases), piece.start)
    return source, Piece(source.text[start:end], start, end, math=True)


# -- conditions ----------------------------------------------------------------------------
def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """Formulas and words in order, whether they stand in the formula or in its text."""
    place = 0
    for found in (*_TEXT.finditer(text), None):
        math = _trimmed(text[place : found.start() if found else len(text)])
        if math:
            yield True, math
        if found is None:
            return
        place = found.end()
        if found["all"]:
            yield from ((False, "for"), (False, "all"))
        elif found["joint"]:
            yield False, "and"
        elif found["word"]:
            yield False, found["word"]
        else:
            for one in _INSIDE.finditer(found["text"]):
                if one["word"] or _trimmed(one["math"]):
                    yield (False, one["word"].lower()) if one["word"] else (True, one["math"])


def _conditions(text: str) -> Conditions | None:
    """What a row says behind its value; None for "otherwise"."""
    pieces = list(_pieces(text))
    if [word for _, word in pieces] in ([one] for one in _REST):
        return None
    found: list[Condition] = []
    atoms, words = list[str](), list[str]()
    for math, said in pieces:
        if not math:
            words.append(said)
            continue
        quantified = _quantified(words)
        if quantified and atoms:
            found.append(Condition(tuple(atoms), quantified, said))
            atoms = []
        elif (words == ["and"] and (atoms or found)) or (
            {*words} <= _LEADS and not (atoms or found)
        ):
            atoms += _atoms(said)
        else:
            raise _unread(words or [said])
        words = []
    if words or not (atoms or found):
        raise _unread(words)
    return (*found, *((Condition(tuple(atoms)),) if atoms else ()))


def _quantified(words: list[str]) -> str:
    if words[:1] == ["for"] and words[1:] in (["all"], ["every"], ["each"], ["any"]):
        return "all"
    return "some" if words in (["for", "some"], ["for", "at", "least", "one"]) else ""


def _unread(words: list[str]) -> NotUnderstood:
    said = " ".join(words) or "nothing"
    return NotUnderstood(f"the condition of a case is not understood at '{said}'", 0)


def _compared(text: str) -> list[tuple[str, str]]:
    """The signs of a chain, each with the side before it; the last side has none."""
    stream = Stream(Source(text), 0, len(text))
    out, start = list[tuple[str, str]](), 0
    for _, token in outside(stream.tokens):
        if token.text in (*_ORDERS, r"\in"):
            out.append((token.text, _trimmed(text[start : token.start])))
            start = token.end
    return [*out, ("", _trimmed(text[start:]))]


def _atoms(text: str) -> list[str]:
    """The relations of a chain, or of several behind commas."""
    stream = Stream(Source(text), 0, len(text))
    commas = (token for _, token in outside(stream.tokens) if token.text == ",")
    found = list[str]()
    for start, end in between(0, len(text), commas):
        parts = _compared(text[start:end])
        if len(parts) < 2 or not all(side for _, side in parts):
            raise NotUnderstood("a condition needs =, \\ne, \\le or <", 0)
        pairs = pairwise(parts)
        found += [f"{left} {sign} {right}" for (sign, left), (_, right) in pairs]
    return found


def _flipped(atom: str) -> str:
    (sign, left), (_, right) = _compared(atom)
    if sign not in _FLIPPED:
        raise NotUnderstood(f"what is not {sign} cannot be said: write the last condition", 0)
    return f"{left} {_FLIPPED[sign]} {right}"


def _negated(when: Conditions) -> list[Conditions]:
    """The conditions of which one holds where these do not."""
    out: list[Conditions] = []
    for one in when:
        if one.word == "some" and len(one.atoms) > 1:
            raise NotUnderstood("the contrary of 'for some' is not said in one line: write it", 0)
        word = {"": "", "all": "some", "some": "all"}[one.word]
        out += [(Condition((_flipped(atom),), word, one.over),) for atom in one.atoms]
    return out


def _otherwise(before: list[Conditions]) -> list[Conditions]:
    """The conditions of which one holds where none of those before does."""
    found = [sum(each, ()) for each in product(*map(_negated, before))]
    if len(found) > MOST:
        raise NotUnderstood("'otherwise' is too many cases here: write the last condition", 0)
    return found


def claims(cases: Cases) -> list[tuple[int, str]]:
    """One statement a branch, with the place of the branch.

    Raises:
        NotUnderstood: if "otherwise" cannot be said, or something stands behind the cases.
    """
    if cases.tail and not _TAIL.match(cases.tail):
        place = cases.branches[-1].place
        raise NotUnderstood("put what stands behind the cases into a row of its own", place)
    out: list[tuple[int, str]] = []
    before = [one.when for one in cases.branches if one.when is not None]
    for one in cases.branches:
        for when in _otherwise(before) if one.when is None else [one.when]:
            # What is said of all or some comes first: it does not take in what stands behind it.
            ordered = sorted(when, key=lambda c: ("all", "some", "").index(c.word))
            said = r" \text{ and } ".join(c.tex() for c in ordered)
            tail = f" {cases.tail}" if cases.tail else ""
            out.append((one.place, rf"{cases.left}{one.value}{tail} \quad \text{{if }} {said}"))
    return out


def as_arg_min(cases: Cases) -> tuple[str, str] | None:
    """The index and the condition of ``1 if k = arg min``, where all else is 0."""
    first, last = cases.branches[0], cases.branches[-1]
    if cases.tail or len(cases.branches) != 2 or (first.value, last.value) != ("1", "0"):
        return None
    if first.when is None or len(first.when) != 1 or len(first.when[0].atoms) != 1:
        return None
    atom = first.when[0].atoms[0]
    (sign, left), (_, right) = _compared(atom)
    begins = Stream(Source(right), 0, len(right)).tokens[0].text
    if first.when[0].word or sign != "=" or begins not in (r"\argmin", r"\argmax"):
        return None
    other = last.when is None or last.when == (Condition((_flipped(atom),)),)
    return (left, atom) if other and left.isalpha() else None


# -- definitions ---------------------------------------------------------------------------
def by_indicators(cases: Cases) -> str:
    """The same value by indicators.

    Raises:
        NotUnderstood: if indicators do not mean the same.
    """
    place = cases.branches[0].place
    whens = [one.when for one in cases.branches]
    if any(_ARG.search(c.tex()) for when in whens if when for c in when):
        raise NotUnderstood(BY_ARG, place)
    if cases.tail or any(c.word for when in whens if when for c in when):
        raise NotUnderstood(DEFINES, place)
    if any(_PARTIAL.search(one.value) for one in cases.branches):
        raise NotUnderstood(DEFINES, place)
    first, last = whens[0], whens[-1]
    if len(whens) == 2 and first is not None and last is None:
        one = _indicator(first)
        factors = [one, rf"\left(1 - {one}\right)"]
    else:
        factors = _by_order(whens, place)
    terms = [
        factor if one.value == "1" else rf"\left({one.value}\right) {factor}"
        for one, factor in zip(cases.branches, factors, strict=True)
        if one.value != "0"
    ]
    return rf"{cases.left}{' + '.join(terms) or '0'}"


def _indicator(when: Conditions) -> str:
    return " ".join(rf"\mathbf 1[{atom}]" for one in when for atom in one.atoms)


def _by_order(whens: list[Conditions | None], place: int) -> list[str]:
    """Indicators of conditions on the order of two numbers, of which exactly one holds."""
    sides: tuple[str, str] | None = None
    left = {*"<=>"}
    found: list[str] = []
    for when in whens:
        orders = "".join(sorted(left))
        if when is not None:
            parts = _compared(when[0].atoms[0])
            if len(when) > 1 or len(when[0].atoms) > 1 or parts[0][0] not in _ORDERS:
                raise NotUnderstood(DEFINES, place)
            here, orders = (parts[0][1], parts[1][1]), _ORDERS[parts[0][0]]
            if sides is not None and here == sides[::-1] != sides:
                here, orders = sides, "".join(sorted(orders.translate(_TURN)))
            sides = here if sides is None else sides
            if here != sides:
                raise NotUnderstood(DEFINES, place)
        if not {*orders} <= left or not orders:
            raise NotUnderstood(DEFINES, place)
        left -= {*orders}
        assert sides is not None  # noqa: S101  (the first row has a condition)
        found.append(rf"\mathbf 1[{sides[0]} {_SIGNS[orders]} {sides[1]}]")
    if left:
        raise NotUnderstood(DEFINES, place)
    return found
