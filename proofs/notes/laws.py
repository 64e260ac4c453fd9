r"""Expectations: ``\mathbb{E}[X]``, ``\operatorname{Var}(X)``, ``\mathbb{E}_{q}[\log p_k]``.

Inside the brackets a random quantity stands for its values; what is read is the sum over them,
each with its probability.  Below the letter a law may be named, ``\mathbb{E}_{k \sim r_n}``: then
the index over which it is, is that of what stands inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import sympy as sp

from ..language.chance import Quantity
from ..language.fixed import places
from ..language.laws import summed
from ..language.moments import covariance_of, mean_of
from ..language.substitution import Substitution, free_indices, substitute
from ..language.vocabulary import Index, IndexNumber, delta, index_size, indicator, total
from . import values
from .named_laws import (
    COVARIANCE,
    MEAN,
    PAIRS,
    PROBABILITY,
    Brackets,
    Named,
    NamedLawReader,
)
from .names import Known, Names, Written
from .places import Source
from .tokens import Token
from .values import Value

_NO_LAW = (
    r"an expectation needs a law: let $X$ take the values $x_k$ with probability $p_k$, or name "
    r"one below the letter, \mathbb{E}_{p}[...]"
)
_OF_RANDOM = "is of random quantities: this is a number that is given"


class LawReader(NamedLawReader):
    """Reads expectations, variances and covariances as the sums that they are."""

    def __init__(self, source: Source, start: int, end: int, names: Names) -> None:
        super().__init__(source, start, end, names)
        self._brackets: list[Brackets] = []

    def expectation(self) -> Value | None:
        """An expectation, variance or covariance, if one stands here; then it is taken."""
        here, marked = self.token, len(self.partial)
        found = self._before_brackets()
        if found is None:
            return None
        kind, inside = found
        self._brackets.append(inside)
        if self.peek() in PAIRS:
            parts, event = self._in_brackets(kind)
            if self.peek() == "^" and kind == MEAN and self.tokens[self.place - 1].text == ")":
                raise self.error(
                    r"is the mean squared, or what it is of? Write \mathbb{E}[(...)^2] or "
                    r"(\mathbb{E}[...])^2"
                )
        else:
            parts, event = [self._with_power()], None
        self._brackets.pop()
        if inside.moments is not None:
            if event is not None:
                raise self.error("of two moments nothing follows under a condition", here)
            return Value(self._by_moments(kind, inside, parts, marked, here))
        weight, letters = self._law(kind, inside, parts, here)
        if event is not None:
            if inside.named is not None:
                raise self.error("a condition, or a law below the letter: not both", here)
            weight = sp.Mul(weight, event) / self._chance(inside, event, here)
        for place in range(marked, len(self.partial)):
            bound = [i for i in letters if i in free_indices(self.partial[place])]
            if bound:
                self.partial[place] = total(self.partial[place], *bound)
        if kind in (MEAN, PROBABILITY):
            return self._mean(weight, letters, parts[0])
        numbers = [self.number(part, here) for part in parts]
        if any(not free_indices(number) & set(letters) for number in numbers):
            raise self.error(
                f"{kind} is of random quantities: this is a number that is given", here
            )
        apart = [self._apart(weight, letters, number) for number in numbers]
        product = apart[0] ** 2 if len(apart) == 1 else sp.Mul(*apart)
        return self._mean(weight, letters, Value(product))

    def _with_power(self) -> Value:
        """A quantity without brackets, with its power."""
        here, value = self.token, self._name()
        if not self.took("^"):
            return value
        exponent = self._exponent()
        return Value(self._built(here, values.power, self.number(value, here), exponent))

    def _in_brackets(self, kind: str) -> tuple[list[Value], Any]:
        """What stands in the brackets, and the condition: 1 where it holds, or None."""
        closer = PAIRS[self.take().text]
        self._mark_bar(closer)
        self._closers.append(closer)
        if kind == PROBABILITY:
            parts = [Value(self._event(closer))]
        else:
            parts = [self.expression()]
            if kind == COVARIANCE:
                self.take(",")
                parts.append(self.expression())
        event = self._event(closer, given=True) if self.took(r"\mid") else None
        self.take(closer)
        self._closers.pop()
        return parts, event

    def _mark_bar(self, closer: str) -> None:
        """A bar alone outside all inner brackets begins a condition."""
        depth, bars = 0, list[int]()
        for place in range(self.place, len(self.tokens)):
            text = self.tokens[place].text
            if depth == 0 and text == closer:
                break
            depth += (text in (*PAIRS, "{")) - (text in (*PAIRS.values(), "}"))
            if depth == 0 and text == "|" and self.tokens[place].side != "l":
                bars.append(place)
        if len(bars) == 1:
            (place,) = bars
            self.tokens[place] = replace(self.tokens[place], text=r"\mid")

    def _event(self, closer: str, *, given: bool = False) -> Any:
        r"""1 where what is said holds: ``X = a, Y \ne b``; behind the bar also ``Z`` alone."""
        found: list[Any] = []
        while not found or self.took(","):
            here, begun = self.token, self.place
            left = self.expression()
            if given and self.peek() in (",", closer):
                found.append(self._same_value(left, begun, here))
                continue
            held = self.compared(left, here)
            if held is None:
                raise self.error(
                    r"an event is said by =, \ne, \ge, \le, > or <, as X = a: of another let "
                    r"$z_k \in \{0, 1\}$ say where it happens, and take its mean"
                )
            found.append(held)
        return sp.Mul(*found)

    def compare(self, left: Value, right: Value, here: Token) -> Any:
        """1 where two values are equal; of the numbers of two indices, where these are."""
        if not self._brackets:
            return super().compare(left, right, here)
        numbers = [self.number(value, here) for value in (left, right)]
        if all(isinstance(n, IndexNumber) for n in numbers):
            first, second = (n.args[0] for n in numbers)
            if index_size(first) == index_size(second):
                return delta(first, second)
        return indicator(*numbers)

    def _same_value(self, left: Value, begun: int, here: Token) -> Any:
        r"""``\mathbb{E}[X \mid Z]`` within another expectation: Z has the value that it has there.

        The outer brackets draw Z, too.
        """
        inside, end = self._brackets.pop(), self.place
        try:
            if not self._brackets or inside.moments is not None:
                raise self.error(
                    r"this is a random quantity: write \mid Z = z, or put it into an expectation",
                    here,
                )
            self.place = begun
            right = self.expression()
        finally:
            self._brackets.append(inside)
        if self.place != end:
            raise self.error("a condition is not understood here", here)
        return self.compare(left, right, here)

    def _chance(self, inside: Brackets, event: Any, here: Token) -> Any:
        """The probability of a condition, by the laws of what it is about; it must not be 0."""
        free = free_indices(event)
        drawn = zip(inside.drawn.values(), inside.weights, strict=True)
        about = [(some, weight) for some, weight in drawn if free & {*some}]
        if not about:
            raise self.error("a condition is about what is drawn", here)
        change = {i: self._letter(i) for some, _ in about for i in some}
        both = sp.Mul(event, *(weight for _, weight in about))
        chance = summed(substitute(both, Substitution(indices=change)), tuple(change.values()))
        self.partial.append(1 / chance)
        return chance

    def _by_moments(
        self, kind: str, inside: Brackets, parts: list[Value], marked: int, here: Token
    ) -> Any:
        """What follows from the mean and the variance."""
        quantity = inside.moments
        assert quantity is not None  # noqa: S101
        if inside.named is not None or inside.of is not None or inside.drawn:
            raise self.error(f"how {quantity.tex} is drawn with others is not said", here)
        if any(part.has(quantity.letter) for part in self.partial[marked:]):
            raise self.error(f"a part that need not have a value depends on {quantity.tex}", here)
        numbers = [self.number(part, here) for part in parts]
        if kind == MEAN:
            return self._built(here, mean_of, numbers[0], quantity)
        return self._built(here, covariance_of, numbers[0], numbers[-1], quantity)

    def _mean(self, weight: Any, letters: tuple[Index, ...], value: Value) -> Value:
        body = values.sound(sp.Mul(weight, value.expr))
        return replace(value, expr=summed(body, letters))

    def _apart(self, weight: Any, letters: tuple[Index, ...], number: Any) -> Any:
        """A number without its expectation."""
        change = {i: self._letter(i) for i in letters}
        other = [substitute(e, Substitution(indices=change)) for e in (weight, number)]
        return number - self._mean(other[0], tuple(change.values()), Value(other[1])).expr

    def _otherwise(self, written: Written, found: list[Known]) -> Value:
        quantity = None if found else self._quantity(written)
        moments = None if found or quantity is not None else self._moments(written)
        if moments is not None and self._brackets:
            if self._brackets[-1].moments not in (None, moments):
                raise self.error("how these are drawn together is not said", written.token)
            self._brackets[-1].moments = moments
            return Value(moments.letter)
        if quantity is None and moments is None:
            return super()._otherwise(written, found)
        if quantity is None or not self._brackets:
            raise self.error(
                rf"{written.tex()} is a random quantity: it has values inside \mathbb{{E}}[...], "
                r"\operatorname{Var}(...) and the like only",
                written.token,
            )
        inside, own = self._brackets[-1], quantity.law.indices
        if inside.of is not None and inside.of.draw != quantity.draw:
            raise self.error(f"{quantity.tex} is not drawn with {inside.of.tex}", written.token)
        if quantity.draw not in inside.drawn:
            self._draw(inside, quantity, written.token)
        letters = dict(zip(own, inside.drawn[quantity.draw], strict=True))
        return Value(substitute(quantity.value, Substitution(indices=letters)), quantity.coordinate)

    def _draw(self, inside: Brackets, quantity: Quantity, here: Token) -> None:
        """Letters for what is drawn with a quantity, and its probability."""
        own = quantity.law.indices
        if inside.named is None:
            letters = tuple(self._letter(index) for index in own)
            change = Substitution(indices=dict(zip(own, letters, strict=True)))
            inside.weights.append(substitute(quantity.law.weight, change))
        else:
            letters = inside.named.letters
            if inside.drawn:
                raise self.error(
                    f"{quantity.tex} is not drawn with what stands before it, and one law is named "
                    "for both: leave it out",
                    here,
                )
            if inside.named.label is not None:
                raise self.error(
                    f"{quantity.tex} is drawn by itself, and the law draws {inside.named.label}: "
                    "write its values",
                    here,
                )
            if [i.size for i in letters] != [i.size for i in own]:
                raise self.error(
                    f"the values of {quantity.tex} are over {own[0].name}, but the law is over "
                    f"{inside.named.over()}",
                    here,
                )
        inside.drawn[quantity.draw] = letters

    def _letter(self, index: Index) -> Index:
        """A letter of its own for ``index``, which is called like it if it can be."""
        return Index(index.name.partition("#")[0] + self._fresh().removeprefix("c"), index.size)

    # -- the law -------------------------------------------------------------------------
    def _law(
        self, kind: str, inside: Brackets, parts: list[Value], here: Token
    ) -> tuple[Any, tuple[Index, ...]]:
        """The probability, and the letters that are summed over."""
        if inside.named is not None:
            change = self._letters(inside, inside.named, parts, here)
            put = Substitution(indices=change)
            letters = tuple(change.get(i, i) for i in inside.named.letters)
            return substitute(inside.named.weight, put), letters
        if not inside.drawn:
            self._constant(kind, inside, parts, here)
        if not self.context.random.together(frozenset(inside.drawn)):
            told = [q.tex for q in self.context.random.known.values() if q.draw in inside.drawn]
            raise self.error(
                f"of {' and '.join(told)} the law of both at once is not said: let them be "
                r"independent, or let $(X, Y)$ take the values $(x_k, y_l)$ with probability "
                "$w_{kl}$",
                here,
            )
        letters = tuple(i for some in inside.drawn.values() for i in some)
        return sp.Mul(*inside.weights), letters

    def _constant(self, kind: str, inside: Brackets, parts: list[Value], here: Token) -> None:
        """A number that is given is its own expectation, under the only law or that of X."""
        known = list(self.context.random.known.values())
        draws = {q.draw for q in known}
        quantity = inside.of or (known[0] if len(draws) == 1 else None)
        free = [i for i in _free(parts) if i not in self.scope.values()]
        if quantity is None or free:
            raise self.error(_NO_LAW, here)
        if kind != MEAN:
            raise self.error(
                f"{kind} is of random quantities: this is a number that is given", here
            )
        self._draw(inside, quantity, here)

    def _letters(
        self, inside: Brackets, named: Named, parts: list[Value], here: Token
    ) -> dict[Index, Index]:
        """Which indices of the brackets are those of the law."""
        if named.label is not None:
            return {named.letters[0]: named.label}
        given = {i for index in named.at for i in free_indices(index)}
        outside = {*self.scope.values(), *given, *named.letters, *places(self.context)}
        free = [i for i in _free(parts) if i not in outside and "#" not in i.name]
        change: dict[Index, Index] = {}
        for letter in named.letters:
            fits = [i for i in free if i.size == letter.size]
            if (
                len(fits) > 1
                or (fits and inside.drawn)
                or (fits and [i.size for i in named.letters].count(letter.size) > 1)
            ):
                raise self.error(
                    f"which index does the law draw, {' or '.join(i.name for i in fits)}? Write "
                    r"\mathbb{E}_{k \sim p}[...]",
                    here,
                )
            change.update((letter, i) for i in fits)
        still = given.union(places(self.context))
        others = [i.name for i in _free(parts) if i not in still and "#" not in i.name]
        if not change and not inside.drawn and others:
            raise self.error(
                f"the law is over {named.over()}, and nothing inside depends on that: "
                f"it depends on {' and '.join(others)}",
                here,
            )
        return change


def _free(parts: Sequence[Value] | Iterable[Value]) -> list[Index]:
    """The free indices of what stands in brackets, but those of coordinates."""
    found = {i for p in parts for i in free_indices(p.expr) if i not in p.shape}
    return sorted(found, key=lambda i: i.name)
