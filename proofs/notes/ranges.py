r"""What stands below a big operator: ``n=1`` with ``^{N}``, ``n``, ``k \le K``, ``n : c_n = k``.

A sum from 2 on, or up to N - 1, is one with the condition n \ne 1, or n \ne N.  Below a sum
``i < j`` and ``i \ne j`` bind both, where neither is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy as sp

from ..language.context import Family
from ..language.naming import INDEX
from ..language.vocabulary import Index, delta, index_size
from .names import Label, Names, read_label, read_written
from .places import NotUnderstood
from .ranged import first_ranges
from .tokens import Stream, Token

if TYPE_CHECKING:
    from .entries import EntryReader


#: One index, whether it differs, and the other.
Condition = tuple[Label, bool, Label]


@dataclass(frozen=True)
class Range:
    """A bound index (or assignment) as it is written, with conditions if there are some.

    ``less`` is the index of which this one is the smaller; ``shorter``: the last is left out;
    ``beside``: the j of ``i \ne j``, which is bound as well, or given.
    """

    label: str
    index: Index | None
    maps: Family | None = None
    condition: tuple[Condition, ...] = ()
    less: Index | None = None
    shorter: bool = False
    beside: str = ""

    def conditions(self, reader: EntryReader) -> list[Any]:
        """The factors, 0 or 1, that the conditions put before what is summed."""
        return [self._factor(reader, *one) for one in self.condition]

    @staticmethod
    def _factor(reader: EntryReader, left: Label, differs: bool, right: Label) -> Any:
        sides = reader.indices(left, right)
        if index_size(sides[0]) != index_size(sides[1]):
            raise reader.error("indices of different ranges are compared", left.token)
        return 1 - delta(*sides) if differs else delta(*sides)


def read_ranges(
    stream: Stream, scope: dict[str, Index], names: Names, operator: str
) -> list[Range]:
    """The ranges below ``operator``; ``_`` is the next token.

    Raises:
        NotUnderstood: if one is not said, or not that of a declared size.
    """
    stream.take("_")
    grouped = stream.took("{")
    found: list[Range] = []
    closed = False
    while not closed:
        pair = _pair(stream, scope, names, operator) if grouped else []
        if pair:
            found, closed = pair, True
            break
        item, closed = read_range(stream, scope, names, operator, bare=not grouped)
        found.append(item)
        if closed or not grouped or not stream.took(","):
            break
    if grouped and not closed:
        stream.take("}")
    return found


def _pair(stream: Stream, scope: dict[str, Index], names: Names, operator: str) -> list[Range]:
    r"""The two ranges of ``i < j``, ``1 \le i < j \le N``, ``i \ne j``; empty if it is none."""
    begun = stream.place
    first = stream.took("1", r"\le")
    here = stream.token
    try:
        labels = [read_label(stream)]
        sign = stream.take()
        labels.append(read_label(stream))
    except NotUnderstood:
        stream.place = begun
        return []
    if sign.text == ">" and not first:
        labels = labels[::-1]
    told = [one for one in labels if one.text in scope]
    free = told or [one for one in labels[1:] if one.text in names.indices]
    given = free or first or labels[1].sub or labels[1].text.isdigit()
    if sign.text not in ("<", ">", r"\ne") or (sign.text == r"\ne" and given):
        stream.place = begun
        return []
    if told or any(one.sub or one.plus or one.text.isdigit() for one in labels):
        raise stream.error("the range of an index stands still: it cannot depend on another", here)
    if operator != r"\sum":
        raise stream.error("only sums are over pairs of indices", here)
    size = read_size(stream, names) if stream.took(r"\le") else None
    upper, closed = (None, False) if size is not None else _upper(stream, names)[:2]
    if not closed:
        stream.take("}")
    size = size if size is not None else upper
    if size is None:
        known = [names.indices[one.text].size for one in labels if one.text in names.indices]
        used = [used_at(stream, names, one) for one in labels]
        size = next((found for found in (*known, *used) if found is not None), None)
    left, right = (_index(stream, names, one, size, here) for one in labels)
    if left.size != right.size or left == right:
        raise stream.error("two indices of one range are expected", here)
    if sign.text != r"\ne":
        return [Range(labels[1].text, right), Range(labels[0].text, left, less=right)]
    differ: Condition = (labels[0], True, labels[1])
    return [Range(labels[1].text, right), Range(labels[0].text, left, condition=(differ,))]


def read_range(
    stream: Stream, scope: dict[str, Index], names: Names, operator: str, *, bare: bool = False
) -> tuple[Range, bool]:
    """One range, and whether the closing brace was taken with it."""
    here = stream.token
    said: Any = None
    if not bare and stream.took("1", r"\le"):
        label = read_label(stream)
        stream.take(r"\le")
        said = read_size(stream, names)
        return Range(label.text, _index(stream, names, label, said, here)), False
    label = read_label(stream, bare=bare)
    if label.sub or label.plus or label.text.isdigit():
        raise stream.error("an index is expected below the sign", here)
    maps = _assignment(names, label)
    if maps is not None:
        if not bare and stream.took(r"\in"):
            _check_maps(stream, names, maps, here)
        return Range(label.text, None, maps), False
    plain = Label(label.text, token=here)
    conditions: list[Condition] = []
    beside = ""
    if not bare:
        if [stream.peek(n) for n in range(2)] == ["=", "2"]:
            conditions.append((plain, True, Label("1", token=here)))
        said = _span(stream, names)
    if not bare and stream.took(r"\ne"):
        conditions.append((plain, True, read_label(stream)))
        beside = conditions[-1][-1].text
    elif not bare and (stream.took(":") or stream.took("|") or stream.took(r"\mid")):
        conditions.append(_condition(stream))
    upper, closed, shorter = None, False, False
    if said is _FROM_ONE or bare or stream.peek() == "}":
        upper, closed, shorter = _upper(stream, names)
    if said is _FROM_ONE:
        if upper is None:
            raise stream.error(f"up to where does {label} run? Write \\sum_{{{label}=1}}^{{N}}")
        said = upper
    elif upper is not None:
        said = upper
    if conditions and shorter and said is not None:
        raise stream.error("a sum starts at 2, or ends at N - 1: not both", here)
    index = _index(stream, names, label, said, here)
    if shorter:
        conditions.append((plain, True, Label(str(said), token=here, tex=str(said))))
    made = Range(label.text, index, None, tuple(conditions), shorter=shorter, beside=beside)
    return made, closed


def _condition(stream: Stream) -> Condition:
    left = read_label(stream)
    if stream.peek() not in ("=", r"\ne"):
        raise stream.error(
            r"a condition below a sign compares labels by = or \ne: of numbers let "
            r"$z_n \in \{0, 1\}$ say which are meant"
        )
    differs = stream.take().text == r"\ne"
    return left, differs, read_label(stream)


#: ``n = 1`` was read; the end of the range stands above the sign.
_FROM_ONE = object()


def _span(stream: Stream, names: Names) -> Any:
    if stream.took("=", "2"):
        return _FROM_ONE
    if stream.took("=", "1"):
        if stream.took(",", r"\ldots", ","):
            return read_size(stream, names)
        return _FROM_ONE
    if stream.took(r"\le"):
        return read_size(stream, names)
    if stream.took(r"\in", r"\{", "1", ",", r"\ldots", ","):
        size = read_size(stream, names)
        stream.take(r"\}")
        return size
    if stream.peek() == "=":
        raise stream.error("sums start at 1, or at 2")
    return None


def _upper(stream: Stream, names: Names) -> tuple[Any, bool, bool]:
    r"""The size above the sign, behind the brace that closes ``_{n=1}``.

    And whether that brace was taken, and whether the size is one too many (``N - 1``).
    """
    before = stream.place
    closed = stream.took("}")
    if not stream.took("^"):
        stream.place = before
        return None, False, False
    grouped = stream.took("{")
    found = read_size(stream, names)
    shorter = grouped and stream.took("-", "1")
    if grouped:
        if stream.peek() in ("+", "-"):
            raise stream.error("a range ends at a size, or at a size less 1")
        stream.take("}")
    return found, closed, shorter


def read_size(stream: Stream, names: Names) -> Any:
    """A declared size.

    Raises:
        NotUnderstood: if it is none.
    """
    here = stream.token
    written = read_written(stream)
    for item, rest in names.matching(written):
        if item.kind == "size" and not rest:
            return item.thing
    raise stream.error(f"{written.tex()} is not a declared size{names.near(written)}", here)


def _index(stream: Stream, names: Names, label: Label, size: Any, here: Token) -> Index:
    known = names.indices.get(label.text) or names.indices.get(label.text.rstrip("'"))
    if size is None and known is None:
        size = used_at(stream, names, label)
    if size is None and known is None:
        raise stream.error(
            f"the range of {label} is not said: write {label}=1 with its size above, or declare it",
            here,
        )
    name = index_name(label.text)
    own = known.size.name if known is not None else first_ranges(stream.source.text).get(name)
    if size is not None and own not in (None, size.name) and name in "abcdefghijklmnopqrstuvwxyz":
        # Elsewhere the letter has another range: here it is bound, and any other does.
        return Index(f"{name}#{size.name}", size)
    if known is not None and size is not None and known.size != size:
        raise stream.error(
            f"{label} runs over 1..{known.size} elsewhere, but here over 1..{size}: "
            "use another letter",
            here,
        )
    if not INDEX.fullmatch(name):
        raise stream.error(f"{label} cannot be an index", here)
    other = names.context.declared().get(name, ["an index"])
    if other != ["an index"]:
        raise stream.error(f"{label} is {other[0]} already: use another letter", here)
    index = Index(name, known.size if size is None else size)  # type: ignore[union-attr]
    if names.bound.setdefault(name, index) != index:
        raise stream.error(
            f"{label} runs over 1..{names.bound[name].size} elsewhere: use another letter", here
        )
    return index


def used_at(stream: Stream, names: Names, label: Label) -> Any:
    """The size of the only range of which the names behind take ``label`` as an index."""
    place, sizes = stream.place, []
    for at in range(place, len(stream.tokens) - 1):
        if stream.tokens[at + 1].text != "_":
            continue
        stream.place = at
        try:
            written = read_written(stream)
        except NotUnderstood:
            continue
        for item, rest in names.matching(written)[:1]:
            # Of a vector the last index may be left out.
            pairs = zip(rest, item.sizes, strict=False)
            sizes += [size for one, size in pairs if str(one) == str(label)]
    stream.place = place
    return sizes[0] if len(set(sizes)) == 1 else None


def index_name(text: str) -> str:
    r"""The name of an index that is written as ``text``: ``\alpha`` is alpha."""
    return text.split(":")[-1].lstrip("\\")


def _assignment(names: Names, label: Label) -> Family | None:
    for item in names.known:
        if item.kind == "assignment" and item.look.head == label.text and not item.look.sub:
            thing: Family = item.thing
            return thing if len(thing.sizes) == 1 else None
    return None


def _check_maps(stream: Stream, names: Names, maps: Family, here: Token) -> None:
    for word in (r"\{", "1", ",", r"\ldots", ","):
        stream.take(word)
    values = read_size(stream, names)
    stream.take(r"\}")
    stream.take("^")
    grouped = stream.took("{")
    rows = read_size(stream, names)
    if grouped:
        stream.take("}")
    if (values, (rows,)) != (maps.values, maps.sizes) or not isinstance(rows, sp.Symbol):
        raise stream.error(f"{maps.name} is declared with other ranges", here)
