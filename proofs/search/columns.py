"""What may be added up: lines in hand times factors, summed over indices; terms of known sign."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..language.claims import Equal, LessThan
from ..language.errors import HardlimitError
from ..language.exact import Fraction
from ..language.substitution import indices_among
from ..language.vocabulary import Index, index_size
from ..rules.base import Ref
from ..rules.normal.sums import open_sum, sum_over
from ..rules.normal.terms import Gen, Mono, Poly
from ..rules.replacing import replace as put_equal
from .bench import Bench, Line
from .laurent import cleared, divided, quotient, times
from .matching import at, instances
from .spelling import Speller

#: Terms of the target and of a line that are compared, and factors that are taken for a line.
TERMS, PLACES, FACTORS = 14, 6, 3
#: Products of terms for all columns of one claim.
PRODUCTS = 30_000
ONE: Mono = ()


@dataclass(frozen=True)
class Column:
    """Something that is not negative (an equation: zero), and how a rule is told of it.

    ``part`` is a line with its factor and the indices it is summed over; ``gap`` a term;
    ``tangent`` one of a logarithm.
    """

    poly: Poly
    signed: bool
    strict: bool
    part: tuple[Ref, Any, tuple[Index, ...]] | None = None
    gap: Any = None
    tangent: Any = None


class Columns:
    """The columns for one claim with chosen definitions written out."""

    def __init__(self, bench: Bench, names: tuple[str, ...], logs: bool) -> None:
        self.bench, self.names, self.logs = bench, names, logs
        self.algebra = bench.algebra(logs=logs)
        self.algebra.left = PRODUCTS
        self.speller = Speller(bench.context, bench.free)
        lhs, rhs = bench.relation.expressions()
        low, high = (bench.poly(e, names, logs=logs) for e in (lhs, rhs))
        self.scale: Any = sp.Integer(1)
        self.target: Poly | None = None
        if low is not None and high is not None:
            self.target = self.algebra.sub(high, low)
        #: Terms that lines are made to fit: those of the target, later also of other lines.
        self.pool: Poly = dict(self.target or {})

    def widen(self, columns: list[Column]) -> None:
        """Let lines also fit what these columns have beyond the target."""
        target = self.target or {}
        near = [c for c in columns if any(m in target for m in c.poly)]
        more = {m: x for c in near for m, x in c.poly.items() if m not in target}
        self.pool = {**dict(list(more.items())[:TERMS]), **target}

    def beside(self, column: Column) -> None:
        """Let lines fit what is left of the target beside a column, as it stands."""
        self.pool = self.algebra.sub(self.target or {}, column.poly)

    def clear(self) -> bool:
        """Multiply the target by its denominators if they have a sign; columns are to fit that."""
        if self.target is None:
            return False
        try:
            whole, up = cleared(self.algebra, self.target)
            scale = self.speller.term(tuple(sorted(up.items())))
        except (HardlimitError, RecursionError, KeyError):
            return False
        positive = self.bench.state.signs.positive
        if up and positive(scale) is None:
            # 1/(1 - a) stands for -1/(a - 1), too.
            whole, scale = self.algebra.scale(whole, -1), -scale
        if not up or positive(scale) is None:
            return False
        self.target = whole
        self.scale = self.scale * scale
        return True

    # -- lines ---------------------------------------------------------------------
    def of_lines(self, lines: list[Line], *, scaled: bool = True) -> Iterator[Column]:
        """Columns of lines: as they stand, and times what makes them fit the target."""
        for line in lines:
            self.bench.look()
            if any(
                isinstance(e, Index) or index_size(e) is not None
                for e in line.relation.expressions()
            ):
                continue
            for choice in self._choices(line):
                yield from self._of_choice(line, choice, scaled)

    def _choices(self, line: Line) -> list[Any]:
        bench = self.bench
        sides = bench.relation.expressions()
        chosen = frozenset(self.names)
        if chosen:
            sides = (*sides, *(bench.context.unfold(e, chosen) for e in sides))
        found = instances(bench, line, sides)
        if line.guard is None and {} not in found:
            found.append({})
        if line.guard is not None:
            found = [{i: c.get(i, i) for i in line.wild} for c in found]
        return sorted(found, key=len)[:6]

    def _of_choice(self, line: Line, choice: Any, scaled: bool) -> Iterator[Column]:
        poly = self._difference(at(line, choice))
        if not poly:
            return
        signed = isinstance(line.relation, Equal)
        strict = isinstance(line.relation, LessThan)
        ref = at(line, choice)
        yield Column(poly, signed, strict, (ref, sp.Integer(1), ()))
        if not scaled:
            return
        whole = self._multiple(ref, poly, signed, strict)
        if whole is not None:
            yield whole
        for q in self._factors(poly, self.pool):
            made = self._scaled(ref, poly, q, (), signed, strict)
            if made is not None:
                yield made
        if not signed:
            yield from self._halves(ref, poly)
        if line.guard is None:
            yield from self._summed(line, choice, signed, strict)

    def _halves(self, ref: Ref, poly: Poly) -> Iterator[Column]:
        """The line times (|u| + u)/2 and (|u| - u)/2, for every |u| in the target."""
        found = {g for mono in self.target or () for g, e in mono if g[0] == "abs" and e == 1}
        for gen in sorted(found):
            inside, whole = dict(gen[1]), self.algebra.gen(gen)
            for sign in (1, -1):
                half = self.algebra.scale(
                    self.algebra.add(whole, self.algebra.scale(inside, sign)), Fraction(1, 2)
                )
                try:
                    factor = self.speller.poly(half)
                    made = self.algebra.mul(half, poly)
                except (HardlimitError, RecursionError, KeyError):
                    continue
                yield Column(made, False, False, (ref, factor, ()))

    def _multiple(self, ref: Ref, poly: Poly, signed: bool, strict: bool) -> Column | None:
        """The line times a factor of several terms that makes the whole target."""
        try:
            q = divided(self.algebra, self.target or {}, poly)
            if q is None or len(q) < 2:
                return None
            factor = self.speller.poly(q)
            factor = (
                sp.factor_terms(factor) if self.nonnegative(sp.factor_terms(factor)) else factor
            )
        except (HardlimitError, RecursionError, KeyError):
            return None
        if not signed and not self.nonnegative(factor):
            return None
        strict = strict and self.bench.state.signs.positive(factor) is not None
        return Column(self.target or {}, signed, strict, (ref, factor, ()))

    def _difference(self, ref: Ref) -> Poly | None:
        try:
            relation = self.bench.state.relation(ref)
        except HardlimitError:
            return None
        lhs, rhs = relation.expressions()
        low, high = (self.bench.poly(e, self.names, logs=self.logs) for e in (lhs, rhs))
        return None if low is None or high is None else self.algebra.sub(high, low)

    def _factors(self, poly: Poly, target: Poly, top: int = FACTORS) -> list[Mono]:
        """Monomials by which ``poly`` fits terms of ``target``, those that fit most first."""
        votes: Counter[Mono] = Counter()
        mine = sorted(poly, key=lambda m: -len(m))[:PLACES]
        for term in list(target)[:TERMS]:
            for place in mine:
                votes[quotient(term, place)] += 1
        votes.pop(ONE, None)
        ranked = sorted(votes, key=lambda q: (-votes[q], len(q), q))
        least = 2 if len(poly) > 1 else 1
        return [q for q in ranked if votes[q] >= min(least, votes[ranked[0]])][:top]

    def _scaled(
        self, ref: Ref, poly: Poly, q: Mono, over: tuple[Index, ...], signed: bool, strict: bool
    ) -> Column | None:
        try:
            factor = self.refold(self.speller.term(q))
            if not signed and not self.nonnegative(factor):
                return None
            strict = strict and self.bench.state.signs.positive(factor) is not None
            whole = times(self.algebra, poly, dict(q)) if q else poly
            for index in over:
                size = index.size.name
                whole = sum_over(self.algebra, whole, ("f", index.name, size), size)
        except (HardlimitError, RecursionError, KeyError):
            return None
        return Column(whole, signed, strict, (ref, factor, over)) if whole else None

    def _summed(self, line: Line, choice: Any, signed: bool, strict: bool) -> Iterator[Column]:
        """The line times a factor, summed over indices that sums of the target bind."""
        free = sorted(line.wild - set(choice) - self.bench.state.fixed, key=lambda i: i.name)
        used = indices_among(line.relation.expressions())
        free = [i for i in free if i in used]
        if not free:
            return
        seen: set[Any] = set()
        for count in range(1, min(len(free), 3) + 1):
            for over in itertools.permutations(free, count):
                sizes = tuple(sorted(i.size.name for i in over))
                for bound, body in self._opened(sizes):
                    change = {i: self.away(i) for i in over}
                    new = tuple(change.values())
                    if len(set(new)) < len(new):
                        continue
                    ref = at(line, {**choice, **change})
                    poly = self._difference(ref)
                    if not poly:
                        continue
                    for tokens in itertools.permutations(bound):
                        if [s for _, s in tokens] != [i.size.name for i in new]:
                            continue
                        pairs = zip(tokens, new, strict=True)
                        names = {t: ("f", i.name, i.size.name) for (t, _), i in pairs}
                        renamed = self._renamed(body, names)
                        if renamed is None:
                            continue
                        for q in [*self._factors(poly, renamed, 4), ONE]:
                            if (ref, q, new) in seen:
                                continue
                            seen.add((ref, q, new))
                            made = self._scaled(ref, poly, q, new, signed, strict)
                            if made is not None:
                                yield made

    def away(self, index: Index) -> Index:
        """A declared index of the same size that the claim does not have."""
        if index not in self.bench.free:
            return index
        others = self.bench.indices_of(index.size)
        return next((i for i in others if i not in self.bench.free), index)

    def _opened(self, sizes: tuple[str, ...]) -> Iterator[tuple[Any, Poly]]:
        """The bodies of sums of the target that bind indices of just these sizes, each kind once.

        Bodies whose bound indices play the same part are put together.
        """
        for mono in list(self.pool)[:TERMS]:
            for gen, e in mono:
                if gen[0] != "sum" or e != 1:
                    continue
                have = [s[1] for s in gen[1]]
                if any(sizes.count(s) > have.count(s) for s in sizes):
                    continue
                bound, inside, _ = open_sum(self.algebra, gen)
                others = {g: x for g, x in mono if g != gen}
                for chosen in itertools.combinations(bound, len(sizes)):
                    if tuple(sorted(s for _, s in chosen)) != sizes:
                        continue
                    rest = [b for b in bound if b not in chosen]
                    body = self._inner(inside, rest, others)
                    if body is not None:
                        yield list(chosen), body

    def _inner(self, inside: Any, rest: Any, others: dict[Gen, Fraction]) -> Poly | None:
        from ..rules.normal.sums import sum_term

        try:
            body = (
                sum_term(self.algebra, rest, inside)
                if rest
                else {tuple(sorted(inside)): Fraction(1)}
            )
            return self.algebra.mul(body, self.algebra.monomial(others))
        except (HardlimitError, RecursionError):
            return None

    def _renamed(self, body: Poly, names: dict[Any, Any]) -> Poly | None:
        try:
            return self.algebra.rename(body, names)
        except (HardlimitError, RecursionError):
            return None

    def refold(self, expr: Any) -> Any:
        """``expr`` with the definitions that were written out put back where they stand whole."""
        for name in self.names:
            definition = self.bench.context.definitions[name]
            if definition.params and isinstance(definition.body, sp.Sum):
                entry = definition.base[definition.params]
                expr = put_equal(expr, definition.body, entry, frozenset(definition.params))
        return expr

    def nonnegative(self, expr: Any) -> bool:
        return self.bench.state.signs.nonnegative(expr) is not None
