r"""Sentences that suppose: one or several statements, each with its indices, condition and name.

    Suppose $\sum_k z_{nk} = 1$ for all $n$ (one) and $\sum_n z_{nk} > 0$ for every $k$ (filled).

A name in brackets ends a statement; so does "and", or a comma, behind the indices for which it
holds.  ``$a$ and $b$ are positive`` is one statement for each.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Hypothesis, LessThan, NotEqual, Relation
from ..language.fixed import fixed_indices, places
from ..language.naming import NAME
from ..language.substitution import indices_among
from ..language.vocabulary import Index
from .blocks import DEPENDS, FILLERS, BlockReader
from .places import NotUnderstood
from .prose import Piece
from .relations import RelationReader, read_expression
from .stated import OF_ALL_ENTRIES, Stated
from .statements import statements

ZERO = sp.Integer(0)
#: What is said of numbers in words.
SIGNS: dict[str, Callable[[Any], Relation]] = {
    "positive": lambda e: LessThan(ZERO, e),
    "negative": lambda e: LessThan(e, ZERO),
    "nonnegative": lambda e: AtMost(ZERO, e),
    "non-negative": lambda e: AtMost(ZERO, e),
    "nonpositive": lambda e: AtMost(e, ZERO),
    "nonzero": lambda e: NotEqual(e, ZERO),
    "non-zero": lambda e: NotEqual(e, ZERO),
}
_QUANTIFIERS = ("for", "all", "every", "each", "any")
_TOLD = frozenset(("strictly", "numbers", "number", "both", "reals", "real", "always"))
_JOINS = frozenset(("and", ";", ","))
#: Words behind a number that say what it is: a sign that comes later is about what comes later.
_SAID = frozenset(("is", "are", "be", "real", "reals", "number", "numbers"))
#: What one statement has of the one before it.
_FOLLOWS = re.compile(r"\\(?:implies|Rightarrow|Longrightarrow)|\b(?:so|hence)\b", re.I)
#: What follows these behind indices restricts them: it is no statement of its own.
_RESTRICTS = frozenset(("with", "such", "but", "satisfying"))


_WHAT = "this is a number: say what it is (> 0, = 1, or 'is positive')"
_ONE_CONDITION = "what is supposed has one condition, of one relation: begin another sentence"


@dataclass
class _Group:
    """One statement, or several with the same indices and name."""

    start: Piece
    name: str = ""
    stated: list[Stated] = field(default_factory=list)
    forall: list[Index] = field(default_factory=list)
    fixed: list[Index] = field(default_factory=list)
    guard: Relation | None = None
    #: Whether the condition stands before what holds under it; whether "one" index is meant.
    leads: bool = False
    one: bool = False
    #: Formulas that are numbers, of which words are to say the sign.
    numbers: list[Piece] = field(default_factory=list)
    #: Whether something is said of them already.
    said: bool = False
    closed: bool = False

    @property
    def empty(self) -> bool:
        return not self.stated and not self.numbers


def _is_next_formula(found: list[Piece], place: int) -> bool:
    """Whether nothing but nouns stand before the next formula: "a point $n$"."""
    while place < len(found) and found[place].text in FILLERS - {"given", "with", "and", "for"}:
        place += 1
    return place < len(found) and found[place].math


class SupposeReader(BlockReader):
    """Reads what is supposed into hypotheses."""

    def _suppose(self, found: list[Piece]) -> None:
        if not found:
            raise NotUnderstood("nothing is supposed", 0)
        fixed = set[Index]()
        for group in self._groups(found):
            if group.numbers:
                raise self._error(_WHAT, group.numbers[0])
            if not group.stated:
                raise NotUnderstood("nothing is supposed", found[0].start)
            for number, one in enumerate(group.stated, 1):
                name = group.name
                label = name and (name if len(group.stated) == 1 else f"{name}_{number}")
                self._within(group.start.start, partial(self._assume, label, one, group, fixed))
            fixed.update(group.fixed)

    def _groups(self, found: list[Piece]) -> list[_Group]:
        groups, mode, place, joined = [_Group(found[0])], "that", 0, False
        while place < len(found):
            piece, here = found[place], groups[-1]
            place += 1
            here.said |= bool(here.numbers) and piece.text in _SAID
            if piece.math:
                mode = self._formula(piece, groups, mode, joined=joined)
                joined = False
            elif piece.text == "(":
                name, place = self._name(found, place)
                if here.empty or not here.name:
                    here.name, here.closed = name or here.name, not here.empty
            elif piece.text in _QUANTIFIERS:
                mode = mode if mode == "fixed" else "for"
            elif piece.text in _RESTRICTS:
                if mode in ("for", "fixed", "if") and not here.closed:
                    raise self._error(
                        f"what follows {piece.text!r} may be a condition: say it by 'if', or "
                        "begin another sentence",
                        piece,
                    )
                joined = True
            elif piece.text in ("a", "an") and _is_next_formula(found, place):
                raise self._error(
                    "is it meant of any or of one? Say 'for all $n$' or 'for a fixed $n$'", piece
                )
            elif piece.text in ("fixed", "one", "this", "some") or (
                piece.text == "given" and mode == "for"
            ):
                if piece.text == "some":
                    raise self._error("'for some' is not in the vocabulary: name it", piece)
                mode, here.one = "fixed", here.one or piece.text == "one"
            elif piece.text == "given" and self._conditions(found[place : place + 1]):
                raise self._error("is it a condition? Say it by 'if'", piece)
            elif piece.text in ("if", "whenever", "where", "when", "provided"):
                mode = "if"
            elif piece.text in ("that", "have", "holds", "hold"):
                # "whenever we have $a > 0$": the condition is still to come.
                mode = mode if mode == "if" and here.guard is None else "that"
            elif piece.text in SIGNS:
                self._signs(piece, here)
            elif piece.text in _JOINS:
                joined = True
            elif piece.text != ":" and piece.text not in FILLERS and piece.text not in _TOLD:
                raise self._error(f"the word {piece.text!r} is not understood", piece)
        return groups

    def _formula(self, piece: Piece, groups: list[_Group], mode: str, *, joined: bool) -> str:
        """What a formula says: indices, a condition, or a statement; the mode after it."""
        here = groups[-1]
        if mode in ("for", "fixed"):
            some = here.fixed if mode == "fixed" else here.forall
            try:
                more, condition = self._quantifier(piece)
            except NotUnderstood:
                if not (joined and some) and (not some or not here.empty):
                    raise
            else:
                if condition is not None and here.guard is not None:
                    raise self._error(_ONE_CONDITION, piece)
                some += more
                here.guard = condition or here.guard
                return mode
        elif mode == "if":
            if here.guard is not None:
                if not here.closed:
                    raise self._error(_ONE_CONDITION, piece)
            else:
                parts = self._line(piece)
                if len(parts) > 1 or parts[0].conditional or parts[0].forall:
                    raise self._error(_ONE_CONDITION, piece)
                if parts[0].entries:
                    raise self._error(OF_ALL_ENTRIES, piece)
                if parts[0].lost:
                    raise self._error("a denominator or logarithm cancels: write it without", piece)
                here.leads = here.empty
                here.guard, here.closed = parts[0].relation, False
                return mode
        if here.numbers and here.said:
            raise self._error(_WHAT, here.numbers[0])
        if here.leads and not here.empty and not here.name:
            raise self._error(
                "does the condition before it reach over this, too? Begin another sentence", piece
            )
        if not (here.closed or here.forall or here.fixed) and any(
            s.conditional for s in here.stated
        ):
            raise self._error(_ONE_CONDITION, piece)
        if not here.empty and (here.closed or here.forall or here.fixed or here.guard):
            groups.append(_Group(piece))
        groups[-1].start = piece if groups[-1].empty else groups[-1].start
        if self._is_number(piece):
            groups[-1].numbers.append(piece)
        else:
            groups[-1].stated += self._line(piece)
        return "that"

    def _conditions(self, behind: list[Piece]) -> bool:
        """Whether what stands behind "given" is a statement."""
        return any(not self._is_number(p) if p.math else p.text == "that" for p in behind)

    def _is_number(self, piece: Piece) -> bool:
        """Whether the formula, or each of several, is a number and says nothing by itself."""
        try:
            self._numbers(piece)
        except NotUnderstood:
            return False
        return True

    def _numbers(self, piece: Piece) -> list[Any]:
        source, names = self.source, self.names
        parts = statements(source, piece.start, piece.end, names)
        return [read_expression(source, start, end, names) for start, end in parts]

    def _signs(self, piece: Piece, here: _Group) -> None:
        if not here.numbers:
            raise self._error(f"what is {piece.text}?", piece)
        for item in here.numbers:
            here.stated += [Stated(SIGNS[piece.text](e)) for e in self._numbers(item)]
        here.numbers, here.said, here.closed = [], False, True

    def _assume(self, name: str, stated: Stated, group: _Group, before: set[Index]) -> None:
        guard, piece = group.guard, group.start
        # A number of a range, as in x_1, is that one.
        fixed = {*group.fixed, *places(self.into.context)}
        if stated.lost:
            raise self._error("a denominator or logarithm cancels: write it without", piece)
        own = indices_among(stated.relation.expressions())
        asked = indices_among(guard.expressions()) if guard else own
        alone = asked - own - fixed
        if alone:
            stray = min(i.name for i in alone)
            raise self._error(
                f"is the condition about every {stray}, or about one? Define what it says, or "
                f"say 'for a fixed ${stray}$'",
                piece,
            )
        if stated.conditional:
            if guard is not None or len(stated.under) > 1 or stated.quantified:
                raise self._error(_ONE_CONDITION, piece)
            guard = stated.under[0]
        exprs = [*stated.relation.expressions(), *(guard.expressions() if guard else ())]
        free = indices_among(exprs)
        named = [*group.forall, *(stated.forall or ())]
        open_ = free - set(named) - fixed
        if not named:
            # An index that was fixed before may be meant as that one.
            open_ &= fixed_indices(self.into.context, ()) | before
        if open_:
            stray = min(i.name for i in open_)
            raise self._error(
                f"is {stray} any index or a fixed one? Say 'for all ${stray}$' "
                f"or 'for a fixed ${stray}$'",
                piece,
            )
        order = [i for i in self.into.context.indices.values() if i in free and i not in fixed]
        if group.one and order:
            raise self._error(
                f"is it one for all {order[0].name}, or one for each? Say which is fixed", piece
            )
        name = name or self._unnamed()
        self.into.suppose(Hypothesis(name, _of_root(stated.relation), tuple(order), guard))
        self.places[name] = piece.start

    def _unnamed(self) -> str:
        """A name for what has none."""
        count = 1
        while f"h{count}" in self.into.context.declared():
            count += 1
        return f"h{count}"

    def _quantifier(self, piece: Piece) -> tuple[list[Index], Relation | None]:
        span = self._span(piece)
        names = self.names
        if span is not None:
            return [names.indices[label.text] for label in span.labels], None
        reader = RelationReader(self.source, piece.start, piece.end, names)
        found, condition = reader.quantified()
        if reader.peek():
            raise reader.error("indices are expected, as in 'for all $n$, $k$'")
        return list(found), condition

    def _line(self, piece: Piece) -> list[Stated]:
        names = self.names
        found: list[Stated] = []
        before = piece.start
        for start, end in statements(self.source, piece.start, piece.end, names):
            if _FOLLOWS.search(self.source.text, before, start):
                raise NotUnderstood(
                    "does it hold, or only where the one before it does? Say a condition by 'if', "
                    "and what follows from what is supposed in a line",
                    before,
                )
            if found and found[-1].conditional:
                raise NotUnderstood(_ONE_CONDITION, start)
            found += RelationReader(self.source, start, end, names).line()
            before = end
        return found

    def _name(self, found: list[Piece], place: int) -> tuple[str, int]:
        """The name in brackets and the place behind them; what cannot be one is a remark."""
        words, first = list[str](), found[place - 1]
        while place < len(found) and found[place].text != ")":
            if found[place].math:
                raise self._error("a formula in brackets: say it outside", found[place])
            if found[place].text in DEPENDS:
                raise self._error(
                    f"a name or a remark in brackets says nothing to the checker: "
                    f"{found[place].text!r} cannot stand there",
                    found[place],
                )
            words.append(found[place].text)
            place += 1
        name = "_".join(words).replace("-", "_")
        if not NAME.fullmatch(name):
            raise self._error(f"{' '.join(words)!r} cannot be the name of what is supposed", first)
        return name, place + 1


def _of_root(relation: Relation) -> Relation:
    """That a root is positive says that what it is of is: only then it has a value at all."""
    root = relation.expressions()[-1]
    positive = isinstance(relation, LessThan) and relation.lhs == 0
    if positive and isinstance(root, sp.Pow) and root.exp == sp.S.Half:
        return LessThan(sp.Integer(0), root.base)
    return relation
