r"""What stands below a big operator: ``n=1`` with ``^{N}``, ``n``, ``k \le K``, ``n : c_n = k``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy as sp

from ..language.context import Family
from ..language.naming import INDEX
from ..language.vocabulary import Index, delta, index_size
from .names import Label, Names, read_label, read_written
from .places import NotUnderstood
from .tokens import Stream, Token

if TYPE_CHECKING:
    from .entries import EntryReader


@dataclass(frozen=True)
class Range:
    """A bound index (or assignment) as it is written, with a condition if there is one."""

    label: str
    index: Index | None
    maps: Family | None = None
    condition: tuple[Label, bool, Label] | None = None

    def conditions(self, reader: EntryReader) -> list[Any]:
        """The factors, 0 or 1, that the condition puts before what is summed."""
        if self.condition is None:
            return []
        left, differs, right = self.condition
        sides = reader.indices(left, right)
        if index_size(sides[0]) != index_size(sides[1]):
            raise reader.error("indices of different ranges are compared", left.token)
        return [1 - delta(*sides) if differs else delta(*sides)]


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
        item, closed = _range(stream, scope, names, bare=not grouped, operator=operator)
        found.append(item)
        if closed or not grouped or not stream.took(","):
            break
    if grouped and not closed:
        stream.take("}")
    return found


def _range(
    stream: Stream, scope: dict[str, Index], names: Names, *, bare: bool, operator: str
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
    if not bare:
        said = _span(stream, names)
    condition = None
    if not bare and stream.took(r"\ne"):
        condition = (Label(label.text, token=here), True, read_label(stream))
    elif not bare and (stream.took(":") or stream.took("|") or stream.took(r"\mid")):
        left = read_label(stream)
        differs = stream.peek() == r"\ne"
        stream.take(r"\ne" if differs else "=")
        condition = (left, differs, read_label(stream))
    upper, closed = None, False
    if said is _FROM_ONE or bare or stream.peek() == "}":
        upper, closed = _upper(stream, names)
    if said is _FROM_ONE:
        if upper is None:
            raise stream.error(f"up to where does {label} run? Write \\sum_{{{label}=1}}^{{N}}")
        said = upper
    elif upper is not None:
        said = upper
    return Range(label.text, _index(stream, names, label, said, here), None, condition), closed


#: ``n = 1`` was read; the end of the range stands above the sign.
_FROM_ONE = object()


def _span(stream: Stream, names: Names) -> Any:
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
        raise stream.error("sums start at 1")
    return None


def _upper(stream: Stream, names: Names) -> tuple[Any, bool]:
    r"""The size above the sign, behind the brace that closes ``_{n=1}``; whether that was taken."""
    before = stream.place
    closed = stream.took("}")
    if not stream.took("^"):
        stream.place = before
        return None, False
    grouped = stream.took("{")
    found = read_size(stream, names)
    if grouped:
        stream.take("}")
    return found, closed


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
        size = _used_at(stream, names, label)
    if size is None and known is None:
        raise stream.error(
            f"the range of {label} is not said: write {label}=1 with its size above, or declare it",
            here,
        )
    if known is not None and size is not None and known.size != size:
        raise stream.error(
            f"{label} runs over 1..{known.size} elsewhere, but here over 1..{size}: "
            "use another letter",
            here,
        )
    name = index_name(label.text)
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


def _used_at(stream: Stream, names: Names, label: Label) -> Any:
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
