"""Names in formulas: entries, vectors, indices, Kronecker's delta, and what is declared nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import sympy as sp

from ..language.context import Context
from ..language.errors import VocabularyError
from ..language.fixed import place
from ..language.functions import reaches
from ..language.shapes import column_of, row_of
from ..language.spelling import ACCENTS, name_tex
from ..language.symbols import look
from ..language.vocabulary import Index, delta, index_size, indicator
from . import values
from .foreign import near_known, of_name
from .names import Known, Label, Names, Written, read_written
from .places import NotUnderstood, Source
from .tokens import Stream, Token
from .values import Value, number

#: What is 1 where two numbers are in such an order, and 0 elsewhere.
_ORDERS: dict[str, Callable[[Any, Any], Any]] = {
    r"\ge": reaches,
    r"\le": lambda a, b: reaches(b, a),
    ">": lambda a, b: 1 - reaches(b, a),
    "<": lambda a, b: 1 - reaches(a, b),
}
_COMPARED = ("=", r"\ne", *_ORDERS)
#: Letters that are indices where they stand as one, though nothing says their range.
_LETTERS = frozenset("ghijklmnpqrs")


class EntryReader(Stream):
    """Reads names over the declarations of ``names``; ``scope`` has the indices that are bound."""

    def __init__(self, source: Source, start: int, end: int, names: Names) -> None:
        super().__init__(source, start, end)
        self.names = names
        self.scope: dict[str, Index] = {}
        #: Parts as written that do not always have a value.
        self.partial: list[Any] = []
        self._depth = self._inline = self._count = 0
        #: Whether a line is read, beside which something may be stated.
        self.in_line = False
        #: How many sums with a condition are open.
        self.restricted = 0
        #: Indices that a sum over pairs binds, both at once.
        self.pairs = set[Index]()
        #: Where an index stands that nothing binds.
        self.given: list[tuple[int, Index]] = []
        #: Sums over ``i \ne j`` that may bind j or not, and from where to where they stand.
        self.unsure: list[tuple[Index, int, int, Token]] = []
        self._closers: list[str] = []

    @property
    def context(self) -> Context:
        return self.names.context

    def _name(self) -> Value:
        written = read_written(self)
        label = _bare(written)
        if label in self.scope:
            return Value(self.scope[label])
        found = self.names.matching(written)
        constant = written.head == r"\pi" and not written.labels and not written.mark
        for item, rest in found:
            if len(item.sizes) - len(rest) in (0, 0 if constant else 1):
                return self._entry(item, rest, written.token)
        if label in self.names.indices:
            self.given.append((self.place, self.names.indices[label]))
            return Value(self.names.indices[label])
        if constant:
            return Value(sp.pi)
        for item, rest in found:
            if len(item.sizes) - len(rest) == 2 and item.kind != "assignment":
                return self._entry(item, rest, written.token)
        if written.head == r"\delta" and len(written.labels) == 2 and not written.mark:
            return Value(self._delta(written))
        return self._otherwise(written, [item for item, _ in found])

    def _otherwise(self, written: Written, found: list[Known]) -> Value:
        """What a name is that is none of those declared."""
        raise self._unknown(written, found)

    def _delta(self, written: Written) -> Any:
        left, right = self.indices(*written.labels)
        if index_size(left) != index_size(right):
            raise self.error("indices of different ranges are compared", written.token)
        return delta(left, right)

    def _unknown(self, written: Written, found: list[Known]) -> NotUnderstood:
        if found:
            item = found[0]
            wanted = len(item.sizes)
            error = self.error(
                f"{item.tex} takes {wanted} indices, {len(written.labels) - len(item.look.sub)} "
                "are written"
                if wanted
                else f"{item.tex} has no index",
                written.token,
            )
            # Beside a number N there may be numbers N_k.
            error.undeclared = "" if wanted else written.head
            return error
        near = self._instead(written)
        error = self.error(f"{written.tex()} is not declared{near}", written.token)
        error.undeclared = written.head
        return error

    def _instead(self, written: Written) -> str:
        """What may be meant by a name that is not declared, or how it would be."""
        called = self.peek() in ("(", r"\{") and not written.labels
        hint = of_name(
            written.head + written.mark, self._letters_from(written.token), called=called
        )
        if hint:
            return hint
        near = self.names.near(written)
        first = self.in_line and written.token is self.tokens[0]
        marked = written.head.startswith(tuple(f"\\{mark}{{" for mark in ACCENTS))
        if first and (marked or not near) and "=" in (t.text for t in self.tokens):
            if called:
                return f": say what it is in the block, let ${written.tex()}(...) = ...$"
            return f": to name what follows, write {written.tex()} := ..."
        return near or near_known(written.head)

    def _letters_from(self, token: Token) -> str:
        """The letters without a gap between them from a token on, if a bracket follows them."""
        place, word, end = self.tokens.index(token), "", -1
        while self.tokens[place].is_letter and (not word or self.tokens[place].start == end):
            word, end, place = word + self.tokens[place].text, self.tokens[place].end, place + 1
        return word if self.tokens[place].text == "(" else ""

    def _entry(self, item: Known, labels: tuple[Label, ...], here: Token) -> Value:
        if not item.sizes:
            thing = item.thing
            if item.kind == "definition":
                self._may_cancel(item, thing.base)
            return Value(thing.base if item.kind == "definition" else thing)
        at = [self.index(label, size) for label, size in zip(labels, item.sizes, strict=False)]
        for index, size, label in zip(at, item.sizes, labels, strict=False):
            if index_size(index) != size:
                raise self.error(
                    f"{label} runs over 1..{index_size(index)}, "
                    f"but this index of {item.tex} over 1..{size}",
                    label.token,
                )
        if len(at) == len(item.sizes):
            self._may_cancel(item, item.thing.base[tuple(at)])
            return Value(item.thing.base[tuple(at)])
        if item.kind == "assignment":
            raise self.error(f"{item.tex} needs its index", here)
        places = [row_of(item.sizes[len(at)])]
        if len(at) < len(item.sizes) - 1:
            places.append(column_of(item.sizes[-1]))
        open_entry = item.thing.base[(*at, *places)]
        self._may_cancel(item, open_entry)
        return Value(open_entry, places[0], column=places[1] if len(places) > 1 else None)

    def _may_cancel(self, item: Known, entry: Any) -> None:
        """Note what is defined by something that does not always have a value."""
        if item.kind == "definition" and values.needs(self.context.unfold_all(item.thing.body)):
            self.partial.append(entry)

    def index(self, label: Label, size: Any = None) -> Any:
        """The index that a subscript is; one of the range 1..size may be a number, or the size.

        Raises:
            NotUnderstood: if it is none.
        """
        if label.text.isdigit() or (size is not None and self._is_size(label)):
            return self._place(label, size)
        found: Any = None
        if label.sub:
            head = label.tex.rstrip("'")
            mark = label.mark or label.tex[len(head) :]
            written = Written(head, label.sub, mark, label.token)
            for item, rest in self.names.matching(written):
                if item.kind == "assignment" and len(rest) == len(item.sizes):
                    found = self._entry(item, rest, label.token).expr
        else:
            found = self.scope.get(label.text) or self.names.indices.get(label.text)
            if found is None and size is not None and self._is_letter(label, size):
                found = self.names.new_index(label.text, size)
            if found is not None and label.text not in self.scope:
                self.given.append((self.place, found))
        if found is None:
            stem = str(label).rstrip("'")
            hint = "" if stem == str(label) else " (a free index has no prime)"
            raise self.error(
                f"the index {label} is neither bound here nor declared{hint}: "
                rf"say its range, such as ${stem} \le N$, or bind it",
                label.token,
            )
        return found + 1 if label.plus else found

    def refuse_pairs(self, free: Iterable[Index], here: Token) -> None:
        """Refuse a sum over i < j beside a j that is given: is that j meant below the sum?"""
        stray = sorted(i.name for i in self.pairs & {*free})
        if stray:
            raise self.error(
                f"is {stray[0]} bound by the sum, or the one that is given? Use another letter",
                here,
            )

    def refuse_unsure(self, before: Iterable[Index]) -> None:
        r"""Refuse a sum over i \ne j of what depends on j, where j stands nowhere else.

        Nor is it given ``before`` the line.
        """
        for index, start, end, here in self.unsure:
            beside = any(i == index and not start <= place <= end for place, i in self.given)
            if not beside and index not in before:
                raise self.error(
                    f"is {index.name} summed over as well, or given? Write a sum over each, or say "
                    f"'for all {index.name}' behind the line",
                    here,
                )

    def _is_letter(self, label: Label, size: Any) -> bool:
        """Whether a subscript may be an index of the range where it stands, declared by that."""
        free = label.text in _LETTERS and label.text not in self.context.declared()
        bound = self.names.bound.get(label.text)
        return free and (bound is None or bound.size == size)

    def indices(self, *labels: Label) -> tuple[Any, ...]:
        """Subscripts that are indices of one range, of which some may be numbers of it."""
        plain = [x for x in labels if not (x.text.isdigit() or self._is_size(x))]
        size = index_size(self.index(plain[0])) if plain else None
        return tuple(self.index(label, size) for label in labels)

    def _is_size(self, label: Label) -> bool:
        """Whether a subscript is the letter of a size, and of no index."""
        index = label.text in self.scope or label.text in self.names.indices
        return not (index or label.sub or label.mark) and any(
            item.kind == "size" and str(item.look) == label.text for item in self.names.known
        )

    def _place(self, label: Label, size: Any) -> Index:
        """The index that is one number of its range."""
        if size is None:
            raise self.error(f"of which range is {label} a number?", label.token)
        if label.plus:
            raise self.error(f"{label} is beyond, or may be: name the number", label.token)
        number: Any = int(label.text) if label.text.isdigit() else None
        if number is None:
            known = (i.thing for i in self.names.known if i.kind == "size")
            number = next(s for s in known if str(look(name_tex(s.name))) == label.text)
            if number != size:
                raise self.error(f"{label} is no number of the range 1..{size}", label.token)
        return self._built(label.token, place, self.context, size, number)  # type: ignore[no-any-return]

    def expression(self) -> Value:
        """A sum of terms."""
        raise NotImplementedError

    def compared(self, left: Value, here: Token) -> Any:
        r"""1 where ``left`` compares with what follows as is said, ``\ge a`` or ``= a``, else 0.

        Of several comparisons, as in ``a \le x < b``, 1 where all hold; None if none follows.
        """
        found: list[Any] = []
        while self.peek() in _COMPARED:
            sign = self.take().text
            right = self.expression()
            if sign in _ORDERS:
                numbers = (self.number(left, here), self.number(right, here))
                found.append(_ORDERS[sign](*numbers))
            else:
                equal = self.compare(left, right, here)
                found.append(equal if sign == "=" else 1 - equal)
            left = right
        return sp.Mul(*found) if found else None

    def compare(self, left: Value, right: Value, here: Token) -> Any:
        """1 where two indices, or two numbers, are equal."""
        if left.is_index and right.is_index:
            if index_size(left.expr) != index_size(right.expr):
                raise self.error("indices of different ranges are compared", here)
            return delta(left.expr, right.expr)
        return indicator(self.number(left, here), self.number(right, here))

    # -- helpers -----------------------------------------------------------------------
    def _fresh(self) -> str:
        self._count += 1
        return f"c#{self._count}"

    def number(self, value: Value, here: Token) -> Any:
        """The expression of a number that stands at ``here``."""
        return self._built(here, number, value)

    def _built(self, here: Token, build: Callable[..., Any], *args: Any) -> Any:
        try:
            return build(*args)
        except VocabularyError as error:
            raise self.error(str(error), here) from None


def _bare(written: Written) -> str:
    """A name that may be an index: a letter with primes and nothing else."""
    if written.labels or not set(written.mark) <= {"'"}:
        return ""
    return look(written.head).head + written.mark
