"""Equations between matrices: both sides as sums of words, and known ones used from the left on.

A word is a product of matrices, read off its entries: sum_f A_df B_fe is A B.  What is known,
A B = I say, replaces its longest word.  Where that does not do, all is multiplied by a matrix
of which an inverse is known: X = Y follows from A X = A Y.  What is found is a sum of known
equations, each between two words.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from ..language.claims import Equal
from ..language.fresh import rename_bound
from ..language.inverses import inverses
from ..language.substitution import free_indices
from ..language.vocabulary import Index, total
from ..rules import Combine
from ..rules.base import Ref, Rule
from .bench import Bench, Line

#: A matrix and whether it is transposed; a product of these; a sum of such with coefficients.
Letter = tuple[str, bool]
Word = tuple[Letter, ...]
Words = dict[Word, Any]
#: Words that are replaced, terms of one sum, and letters of one word.
STEPS, TERMS, LENGTH = 120, 60, 12
#: Matrices by which a claim is multiplied, one after the other, and ways that are tried.
DEPTH, WAYS = 2, 3


@dataclass(frozen=True)
class Known:
    """A line that says that a sum of words is 0, with its row and its column."""

    line: Line
    row: Index
    column: Index
    words: Words
    lead: Word


@dataclass(frozen=True)
class Used:
    """A known equation times a number, between two words."""

    number: Any
    left: Word
    known: Known
    right: Word


def by_words(bench: Bench) -> Iterator[Rule]:
    """The claim is a sum of known equations between matrices, each between two words."""
    relation = bench.relation
    ends = sorted(bench.free, key=lambda i: i.name)
    if not isinstance(relation, Equal) or len(ends) != 2:
        return
    sides = [bench.context.unfold_all(e) for e in relation.expressions()]
    if not any(isinstance(p, sp.Indexed) and len(p.indices) == 2
               for e in sides for p in sp.preorder_traversal(e)):  # fmt: skip
        return
    for row, column in (ends, ends[::-1]):
        claimed = _difference(sides, row, column)
        if claimed is None:
            continue
        known = list(_in_hand(bench))
        pairs = list(_pairs(known, bench))
        ways = (w for n in range(DEPTH + 1) for w in proved(claimed, known, pairs, n))
        for used in itertools.islice(ways, WAYS):
            yield _rule(used, row, column, bench)
        return


def proved(
    claimed: Words, known: list[Known], pairs: list[Pair], depth: int
) -> Iterator[list[Used]]:
    """The known equations by which the words come to nothing.

    As they stand; or ``depth`` times multiplied, from the left or from the right, by a matrix that
    has an inverse.
    """
    if not depth:
        found = reduced(claimed, known)
        if found is not None:
            yield found
        return
    for pair in pairs:
        letter = ((pair.own, False),)
        if any(word[:1] == letter for word in claimed):
            own = [Used(-c, (), pair.before, word) for word, c in claimed.items()]
            for inner in proved(_product(pair.times, claimed), known, pairs, depth - 1):
                yield own + [replace(u, left=letter + u.left) for u in inner]
        if any(word[-1:] == letter for word in claimed):
            own = [Used(-c, word, pair.after, ()) for word, c in claimed.items()]
            for inner in proved(_product(claimed, pair.times), known, pairs, depth - 1):
                yield own + [replace(u, right=u.right + letter) for u in inner]


@dataclass(frozen=True)
class Pair:
    """A matrix ``own`` and its inverse ``times``.

    That own times = I says ``before``, that times own = I ``after``.
    """

    own: str
    times: Words
    before: Known
    after: Known


def _pairs(known: list[Known], bench: Bench) -> Iterator[Pair]:
    for one, other in inverses(bench.context.hypotheses.values()).items():
        for own, matrix in ((other, one), (one, other)):
            before, after = _unit(known, own, matrix), _unit(known, matrix, own)
            if before is not None and after is not None:
                letter = ((own, False),)
                times = {w[1:]: c for w, c in before.words.items() if w[:1] == letter}
                if times:
                    yield Pair(own, times, before, after)


def _unit(known: list[Known], one: str, other: str) -> Known | None:
    """The line that says that one matrix times another is I."""
    for item in known:
        relation: Any = item.line.relation
        inside = relation.lhs.args[0] if isinstance(relation.lhs, sp.Sum) else relation.lhs
        factors: Any = sp.Mul.make_args(inside)
        for left, right in [factors, factors[::-1]] if len(factors) == 2 else []:
            if not (isinstance(left, sp.Indexed) and isinstance(right, sp.Indexed)):
                continue
            names = (str(left.base.label), str(right.base.label))
            if names == (one, other) and item.row in left.indices:
                return item
    return None


def reduced(words: Words, known: list[Known]) -> list[Used] | None:
    """The known equations that are used up to where nothing is left; None if something is.

    Long words are replaced first; one word by another of the same length (S by its transpose,
    A B by B A) either way.
    """
    known = sorted(known, key=lambda item: -len(item.lead))
    for least in (False, True):
        found = _reduced(words, [_turned(item) for item in known] if least else known)
        if found is not None:
            return found
    return None


def _turned(item: Known) -> Known:
    """The same with the other word to be replaced, of two of one letter."""
    even = len(item.words) == 2 and len({len(word) for word in item.words}) == 1
    return replace(item, lead=min(item.words)) if even else item


def _reduced(words: Words, known: list[Known]) -> list[Used] | None:
    left, used = dict(words), list[Used]()
    for _ in range(STEPS):
        if not left:
            return used
        found = next(filter(None, (_met(word, known) for word in left)), None)
        if found is None or len(left) > TERMS:
            return None
        word, item, at = found
        c = left[word] / item.words[item.lead]
        step = Used(c, word[:at], item, word[at + len(item.lead) :])
        used.append(step)
        between = _product(_product({step.left: c}, item.words), {step.right: sp.Integer(1)})
        left = _sum(left, between, -1)
        if any(len(w) > LENGTH for w in left):
            return None
    return None


def _met(word: Word, known: list[Known]) -> tuple[Word, Known, int] | None:
    for item in known:
        for at in range(len(word) - len(item.lead) + 1):
            if word[at : at + len(item.lead)] == item.lead:
                return word, item, at
    return None


def _sum(a: Words, b: Words, times: Any = 1) -> Words:
    out = dict(a)
    for word, c in b.items():
        out[word] = sp.expand(out.get(word, 0) + times * c)
    return {word: c for word, c in out.items() if c != 0}


def _product(a: Words, b: Words) -> Words:
    out: Words = {}
    for one, c in a.items():
        for other, d in b.items():
            out = _sum(out, {one + other: c * d})
    return out


# -- reading ---------------------------------------------------------------------------
def _in_hand(bench: Bench) -> Iterator[Known]:
    """The equations between matrices that are known for all rows and columns."""
    for line in bench.equations:
        ends = sorted(line.wild, key=lambda i: i.name)
        if line.guard is not None or len(ends) != 2:
            continue
        sides = [bench.context.unfold_all(e) for e in line.relation.expressions()]
        if any(free_indices(e) - line.wild for e in sides):
            continue
        for row, column in (ends, ends[::-1]):
            words = _difference(sides, row, column)
            if words:
                lead = max(words, key=lambda w: (len(w), w))
                if lead:
                    yield Known(line, row, column, words, lead)


def _difference(sides: list[Any], row: Index, column: Index) -> Words | None:
    found = [words_of(e, row, column) for e in sides]
    if found[0] is None or found[1] is None:
        return None
    return _sum(found[0], found[1], -1)


def words_of(expr: Any, row: Index, column: Index) -> Words | None:
    """``expr`` as a sum of products of matrices from ``row`` to ``column``, if it is one."""
    out: Words = {}
    terms = _terms(expr)
    if len(terms) > TERMS:
        return None
    for factors, bound in terms:
        found = _word(factors, bound, row, column)
        if found is None:
            return None
        out = _sum(out, {found[0]: found[1]})
    return out


def _terms(expr: Any) -> list[tuple[list[Any], frozenset[Index]]]:
    """The terms of a sum, each as its factors and the indices that are summed over."""
    if isinstance(expr, sp.Add):
        return [term for part in expr.args for term in _terms(part)]
    if isinstance(expr, sp.Mul):
        whole: list[tuple[list[Any], frozenset[Index]]] = [([], frozenset())]
        for factor in expr.args:
            parts = _terms(factor)
            whole = [(a + b, i | j) for a, i in whole for b, j in parts]
            if len(whole) > TERMS:
                return whole
        return whole
    if isinstance(expr, sp.Sum):
        opened = rename_bound(expr)
        over = frozenset(limit[0] for limit in opened.args[1:])
        return [(factors, bound | over) for factors, bound in _terms(opened.args[0])]
    return [([expr], frozenset())]


def _word(
    factors: list[Any], bound: frozenset[Index], row: Index, column: Index
) -> tuple[Word, Any] | None:
    """The word from ``row`` to ``column``, and the number before it."""
    left, word, at, open_ = list(factors), list[Letter](), row, set(bound)
    while at != column:
        entry = next((f for f in left if at in f.args[-2:] and _is_entry(f)), None)
        if entry is None:
            return None
        left.remove(entry)
        first, second = entry.args[-2:]
        turned = second == at
        at = first if turned else second
        if not isinstance(entry, sp.KroneckerDelta):
            word.append((str(entry.base.label), turned))
        if at != column and at not in open_:
            return None
        open_.discard(at)
    number = sp.Mul(*left)
    if open_ or free_indices(number) or number.has(sp.Sum):
        return None
    return tuple(word), number


def _is_entry(factor: Any) -> bool:
    matrix = isinstance(factor, sp.Indexed) and len(factor.indices) == 2
    return (matrix or isinstance(factor, sp.KroneckerDelta)) and factor.args[-1] != factor.args[-2]


# -- writing ---------------------------------------------------------------------------
def _rule(used: list[Used], row: Index, column: Index, bench: Bench) -> Combine:
    names = _Names(bench)
    parts = []
    for one in used:
        taken = {row.name, column.name}
        first = row if not one.left else names.new(one.known.row.size, taken)
        last = column if not one.right else names.new(one.known.column.size, taken)
        factor = one.number * names.entry(one.left, row, first, taken)
        factor = factor * names.entry(one.right, last, column, taken)
        over = tuple(i for i in (first, last) if i not in (row, column))
        ref = Ref(one.known.line.name, ((one.known.row, first), (one.known.column, last)))
        parts.append((ref, factor, over))
    told = [e for one in used for e in one.known.line.relation.expressions()]
    every = bench.reach(bench.names_in(*bench.relation.expressions(), *told))
    return Combine(tuple(parts), names=every)


class _Names:
    """Names for indices that are summed over, and the entries of words."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    def new(self, size: Any, taken: set[str]) -> Index:
        """An index of this size whose name is not taken: one that is declared, if there is one."""
        known = [i for i in self.bench.indices_of(size) if i not in self.bench.state.fixed]
        free = next((i for i in known if i.name not in taken), None)
        if free is None:
            stem = known[0].name if known else "f"
            while stem in taken or stem in self.bench.context.indices:
                stem += "'"
            free = Index(stem, size)
        taken.add(free.name)
        return free

    def entry(self, word: Word, row: Index, column: Index, taken: set[str]) -> Any:
        """The entry of a product at a row and a column."""
        out, at, over = sp.Integer(1), row, list[Index]()
        for place, (name, turned) in enumerate(word):
            sizes = self._sizes(name)[:: -1 if turned else 1]
            end = column if place == len(word) - 1 else self.new(sizes[1], taken)
            base = self.bench.context.families[name].base
            out = out * (base[end, at] if turned else base[at, end])
            if end is not column:
                over.append(end)
            at = end
        return total(out, *over) if over else out

    def _sizes(self, name: str) -> tuple[Any, ...]:
        return tuple(self.bench.context.families[name].sizes)
