r"""A formula that declares: ``r_{nk} \ge 0``, ``x_n \in \mathbb{R}^D``, ``n \le N``."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

import sympy as sp

from ..language.claims import AtMost, LessThan
from ..language.symbols import SQUARE, Look
from .bounds import Bound, bound_before, bound_behind, bounds_of_interval, sign_of
from .names import Label, Names, Written, read_label, read_written
from .places import NotUnderstood, Source
from .tokens import Stream

#: ``K \\ge 1`` is a size if it is said to be whole, or something ranges up to it.
FROM_ONE = "from 1"


@dataclass(frozen=True)
class Declared:
    """Names and what they are: a sign, a size, a label; ``coordinates`` is the D of R^D.

    Of R^{N \\times D} ``columns`` is the D.
    ``bounds`` are said beside the sign, ``binary`` says 0 or 1, ``upto`` is the size of a sequence
    ``x_1, \\dots, x_N``; ``square``: what is declared is the square, ``\\sigma^2 > 0``.
    """

    written: tuple[Written, ...]
    kind: str = ""
    coordinates: Written | None = None
    columns: Written | None = None
    values: Written | None = None
    note: str = ""
    bounds: tuple[Bound, ...] = ()
    binary: bool = False
    upto: Written | None = None
    square: bool = False

    @property
    def bounded(self) -> bool:
        """Whether it says more than can be declared."""
        return bool(self.bounds) or self.binary

    def of_kind(self, kind: str, note: str) -> Declared:
        """The same, of this kind."""
        return replace(self, kind=kind, note=note)


@dataclass(frozen=True)
class Span:
    """Indices and the size that they range over."""

    labels: tuple[Label, ...]
    size: Written


def read_span(source: Source, start: int, end: int) -> Span | None:
    r"""A range ``j, k \le K``, ``1 \le n \le N``, ``n = 1, \dots, N`` or with \in, or None."""
    try:
        stream = Stream(source, start, end)
        first = stream.took("1", r"\le")
        labels = [read_label(stream)]
        while stream.took(","):
            labels.append(read_label(stream))
        if any(label.sub or label.plus or label.text.isdigit() for label in labels):
            return None
        braces = False
        if stream.took("=", "1", ",", r"\ldots", ","):
            pass
        elif stream.took(r"\in", r"\{", "1", ",", r"\ldots", ","):
            braces = True
        elif not stream.took(r"\le"):
            return None
        size = read_written(stream)
        if braces:
            stream.take(r"\}")
        done = not stream.peek() and (not first or not braces)
    except NotUnderstood:
        return None
    plain = not size.mark and (not size.labels or size.labels[0].text.isdigit())
    return Span(tuple(labels), size) if done and plain else None


def read_declaration(source: Source, start: int, end: int, names: Names) -> Declared:
    """What a formula after "let" declares.

    Raises:
        NotUnderstood: if it is not of the forms above.
    """
    stream = Stream(source, start, end)
    before = bound_before(stream)
    found = [read_written(stream)]
    square = stream.took_square()
    upto = _sequence(stream, found)
    while stream.took(","):
        found.append(read_written(stream))
    item = Declared(tuple(found), upto=upto, square=square)
    from_one = stream.peek() == r"\ge" and stream.peek(1) == "1" and not stream.peek(2)
    if from_one and before is None:
        return replace(item, kind=FROM_ONE)
    behind = bound_behind(stream)
    bounds = [bound for bound in (before, behind) if bound is not None]
    if bounds:
        kind, rest = sign_of(bounds)
        item = replace(item, kind=kind, bounds=rest)
    if not stream.peek():
        return item
    if bounds:
        raise stream.error(f"{stream.said()} is too much for a declaration: say it by 'suppose'")
    sign = stream.take()
    if sign.text == "^" and r"\top" in (stream.peek(), stream.peek(stream.peek() == "{")):
        raise stream.error(
            "a product is no name: write $M = ...$ for it, and say of $M$ what it is", sign
        )
    if sign.text == "^":
        raise stream.error("a power is not declared: declare its base, and suppose the rest", sign)
    if sign.text != r"\in":
        raise stream.error(
            "a declaration says a bound by a number, or \\in: say the rest by 'suppose'", sign
        )
    return _member(stream, item)


def _sequence(stream: Stream, found: list[Written]) -> Written | None:
    r"""The size of ``x_1, \dots, x_N``, or ``x_n``; its name then has the letter of an index."""
    first = found[0]
    if [str(label) for label in first.labels] != ["1"] or not stream.took(",", r"\ldots", ","):
        return None
    here = stream.token
    last = read_written(stream)
    if last.head != first.head or len(last.labels) != 1 or last.mark != first.mark:
        raise stream.error(f"{first.head} with the last index is expected", here)
    size = str(last.labels[0])
    if not (len(size) == 1 and size.isalpha()):
        raise stream.error(
            f"{size} is no letter of a size: write x_1, \\dots, x_n, or x_i for i \\le n", here
        )
    letter = size.lower() if size.isupper() else "i"
    found[0] = replace(first, labels=(Label(letter, token=first.token, tex=letter),))
    return Written(size, (), "", here)


def read_pairs(source: Source, start: int, end: int, names: Names) -> list[Declared]:
    r"""What ``(x_i, y_i)`` declares, also as ``(x_1, y_1), \dots, (x_n, y_n)``, with ``\in``.

    Empty if the formula is no tuple of names.

    Raises:
        NotUnderstood: if it begins like one and goes on otherwise.
    """
    stream = Stream(source, start, end)
    if stream.peek() != "(":
        return []
    first = _tuple(stream)
    upto: Written | None = None
    if stream.took(",", r"\ldots", ","):
        here = stream.token
        last = _tuple(stream)
        if [w.head for w in last] != [w.head for w in first]:
            raise stream.error("the same names with the last index are expected", here)
        for number, (one, other) in enumerate(zip(first, last, strict=True)):
            sizes = [str(label) for label in other.labels]
            if [str(label) for label in one.labels] != ["1"] or len(sizes) != 1:
                raise stream.error("(x_1, y_1), \\dots, (x_n, y_n) is expected", here)
            letter = sizes[0].lower() if sizes[0].isupper() else "i"
            label = Label(letter, token=one.token, tex=letter)
            first[number] = replace(one, labels=(label,))
            upto = Written(sizes[0], (), "", here)
    found = [Declared((one,), upto=upto) for one in first]
    if not stream.peek():
        return found
    stream.take(r"\in")
    bracket = stream.took("(")
    for number, item in enumerate(found):
        if number:
            stream.take(r"\cdot")
        last_one = number == len(found) - 1
        stop = len(stream.tokens) - 1 if last_one else _factor_end(stream)
        stop -= bracket and last_one
        if number == 0 and stop == len(stream.tokens) - 1 and not last_one:
            return _plane(stream, found)
        begin, close = stream.token.start, stream.tokens[stop].start
        found[number] = _member(Stream(source, begin, close), item)
        stream.place = stop
    return found


def _plane(stream: Stream, found: list[Declared]) -> list[Declared]:
    r"""Names in ``\mathbb{R}^2``: as many numbers as the exponent says."""
    count = str(len(found))
    if _board(stream, "R") and stream.took("^"):
        grouped = stream.took("{")
        right = stream.took(count) and (not grouped or stream.took("}")) and not stream.peek()
        if right:
            return [replace(item, kind="real") for item in found]
    raise stream.error(rf"\mathbb{{R}}^{count}, or a product with \times, is expected")


def _factor_end(stream: Stream) -> int:
    """The place of the next sign of a product outside braces."""
    depth = 0
    for place in range(stream.place, len(stream.tokens)):
        text = stream.tokens[place].text
        depth += {"{": 1, r"\{": 1, "}": -1, r"\}": -1}.get(text, 0)
        if depth == 0 and text == r"\cdot":
            return place
    return len(stream.tokens) - 1


def _tuple(stream: Stream) -> list[Written]:
    """The names in a bracket, at least two."""
    stream.take("(")
    found = [read_written(stream)]
    while stream.took(","):
        found.append(read_written(stream))
    stream.take(")")
    if len(found) < 2:
        raise stream.error("a tuple of names is expected")
    return found


def read_member(source: Source, start: int, end: int, item: Declared) -> Declared:
    """The same names with what a formula such as ``\\mathbb{R}^D`` says of them.

    Raises:
        NotUnderstood: if it is none.
    """
    return _member(Stream(source, start, end), item)


def _member(stream: Stream, item: Declared) -> Declared:
    opens = stream.peek()
    if opens in ("[", "("):
        kind, bounds = sign_of(bounds_of_interval(stream))
        item = replace(item, kind=kind, bounds=bounds)
    elif stream.took(r"\{", "0", ",", "1", r"\}"):
        item = replace(item, kind="nonnegative", binary=True)
    elif any(stream.took(*_FROM_ZERO[:4], *more, *_FROM_ZERO[4:]) for more in _TWO):
        item = replace(item, kind="natural")
    elif any(stream.took(*_FROM_ONE[:2], *more, *_FROM_ONE[2:]) for more in _TWO):
        item = replace(item, kind="natural", bounds=_POSITIVE)
    elif stream.took(r"\{", "1", ",", r"\ldots", ","):
        values = read_written(stream)
        stream.take(r"\}")
        item = replace(item, kind="label", values=values)
    elif _board(stream, "R"):
        item = replace(item, kind=_half_line(stream) or "real")
        if item.kind == "real" and stream.took("^"):
            grouped = stream.took("{")
            item = replace(item, coordinates=_dimension(stream))
            if grouped:
                if stream.took(r"\cdot"):
                    item = replace(item, columns=_dimension(stream))
                stream.take("}")
        elif stream.took("_"):
            raise stream.error("say > 0 or \\ge 0")
    elif _board(stream, "N"):
        none = stream.took("_", "0") or stream.took("_", "{", "0", "}")
        if not none and any(one.labels for one in item.written):
            raise stream.error(r"\mathbb{N} with 0 or without? Say \mathbb{N}_0, or > 0")
        item = replace(item, kind="natural" if none else "size")
    elif _board(stream, "Z"):
        if not stream.took("_", "{", r"\ge", "0", "}"):
            raise stream.error(r"whole numbers of any sign are not declared: say \mathbb{N}_0")
        item = replace(item, kind="natural")
    else:
        raise stream.error(
            r"\in \mathbb{R}, \mathbb{R}^D, \mathbb{N} or \{1, \dots, K\} is expected"
        )
    if stream.peek():
        raise stream.error(f"{stream.said()} is too much for a declaration")
    return item


_FROM_ZERO = (r"\{", "0", ",", "1", ",", r"\ldots", r"\}")
_FROM_ONE = (r"\{", "1", ",", r"\ldots", r"\}")
_POSITIVE = (
    Bound(LessThan, sp.Integer(0), below=True),
    Bound(AtMost, sp.Integer(1), below=True),
)
_TWO = ((), (",", "2"))


def _dimension(stream: Stream) -> Written:
    """The size that stands above ``\\mathbb{R}``."""
    if stream.token.is_digit:
        raise stream.error(r"a size is a letter: say \mathbb{R}^D, which holds for all D")
    return read_written(stream)


def _board(stream: Stream, letter: str) -> bool:
    return stream.took(r"\mathbb", "{", letter, "}") or stream.took(r"\mathbb", letter)


def _half_line(stream: Stream) -> str:
    r"""The sign of ``\mathbb{R}_+``, ``_{>0}``, ``_{\ge 0}``; empty if nothing is said."""
    for words, kind in (
        (("_", "{", ">", "0", "}"), "positive"),
        (("_", "{", r"\ge", "0", "}"), "nonnegative"),
        (("_", "{", "+", "+", "}"), "positive"),
        (("_", "{", "<", "0", "}"), "negative"),
        (("_", "{", r"\le", "0", "}"), "nonpositive"),
    ):
        if stream.took(*words):
            return kind
    for mark in ("_", "^"):
        if stream.took(mark, "+") or stream.took(mark, "{", "+", "}"):
            raise stream.error(r"\mathbb{R}_+ with 0 or without? Say > 0 or \ge 0")
    return ""


_MARKS = {"+": "plus", "-": "minus", "*": "star", r"\star": "star", r"\dagger": "dagger"}


def plain_name(look: Look, taken: Container[str], labels: Sequence[str] = ()) -> str:
    r"""A name for what looks like this: ``\hat{\mu}^{+}`` is mu_hat_plus.

    Where that is taken, ``labels`` are put behind it: beside a size N the family N_k is N_k.
    """
    head = look.head.replace(")", "")
    accents, parts = head.split("("), list[str]()
    core = accents.pop().split(":")
    parts.append(core[-1].lstrip("\\"))
    if core[0] in ("script", "board", "fraktur"):
        parts.append(core[0])
    parts += reversed(accents)
    parts += [item.split(":")[-1].lstrip("\\").replace("'", "p") for item in look.sub]
    if look.sup:
        mark = look.sup.split(":")[-1].lstrip("\\")
        parts.append(_MARKS.get(mark, mark.replace("'", "prime")))
    if look.tail:
        parts.append("squared" if look.tail == SQUARE else "of")
    name = "_".join("".join(c for c in p if c.isascii() and c.isalnum()) or "x" for p in parts)
    longer = "_".join((name, "".join(labels)))
    found = name if name not in taken or not labels else longer
    if found not in taken:
        return found
    count = 2
    while f"{name}_v{count}" in taken:
        count += 1
    return f"{name}_v{count}"
