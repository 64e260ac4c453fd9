r"""Expectations: ``\mathbb{E}[X]``, ``\operatorname{Var}(X)``, ``\mathbb{E}_{q}[\log p_k]``.

Inside the brackets a random quantity stands for its values; what is read is the sum over them,
each with its probability.  Below the letter a law may be named, ``\mathbb{E}_{k \sim r_n}``: then
the index over which it is, is that of what stands inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from ..language.chance import Moments, Quantity
from ..language.claims import AtMost, Claim, Equal, Relation
from ..language.errors import VocabularyError
from ..language.moments import covariance_of, mean_of
from ..language.substitution import Substitution, free_indices, substitute
from ..language.symbols import look
from ..language.vocabulary import Index, index_size, total
from ..search import Question, find_reason
from . import values
from .arguments import Inside
from .densities import DensityReader
from .names import FONTS, Known, Label, Names, Written, read_core, read_label, read_written
from .places import NotUnderstood, Source
from .tokens import Token
from .values import Value

_PAIRS = {"[": "]", "(": ")", r"\{": r"\}"}
_MEAN, _VARIANCE, _COVARIANCE = "an expectation", "a variance", "a covariance"
#: What is meant by a letter or word before a bracket, unless it is declared.
_KINDS = {
    "E": _MEAN,
    "board:E": _MEAN,
    "word:Var": _VARIANCE,
    "board:V": _VARIANCE,
    "word:Cov": _COVARIANCE,
}
_OF_RANDOM = "is of random quantities: this is a number that is given"
_NO_LAW = (
    r"an expectation needs a law: let $X$ take the values $x_k$ with probability $p_k$, or name "
    r"one below the letter, \mathbb{E}_{p}[...]"
)


@dataclass(frozen=True)
class Named:
    """A law that is named below the letter: its family, and the letters of what is summed over."""

    item: Known
    at: tuple[Any, ...]
    letters: tuple[Index, ...]
    label: Index | None = None

    @property
    def weight(self) -> Any:
        """The probability."""
        return self.item.thing.base[(*self.at, *self.letters)]

    def over(self) -> str:
        """Over what it is, in words."""
        return " and ".join(f"1..{letter.size}" for letter in self.letters)


@dataclass
class Brackets:
    """What stands inside: the law, if one is named, and the letters of what is drawn."""

    named: Named | None
    of: Quantity | None = None
    drawn: dict[int, tuple[Index, ...]] = field(default_factory=dict)
    weights: list[Any] = field(default_factory=list)
    #: What has but two moments, if that stands inside.
    moments: Moments | None = None


class LawReader(DensityReader):
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
        closer = _PAIRS[self.take().text]
        self._brackets.append(inside)
        self._closers.append(closer)
        parts = [self.expression()]
        if kind == _COVARIANCE:
            self.take(",")
            parts.append(self.expression())
        if self.peek() in (r"\mid", "|"):
            raise self.error(
                r"a condition is not read: name the law below the letter, \mathbb{E}_{r_n}[...]"
            )
        self.take(closer)
        self._closers.pop()
        self._brackets.pop()
        if inside.moments is not None:
            return Value(self._by_moments(kind, inside, parts, marked, here))
        weight, letters = self._law(kind, inside, parts, here)
        for place in range(marked, len(self.partial)):
            bound = [i for i in letters if i in free_indices(self.partial[place])]
            if bound:
                self.partial[place] = total(self.partial[place], *bound)
        if kind == _MEAN:
            return self._mean(weight, letters, parts[0])
        numbers = [self.number(part, here) for part in parts]
        if any(not free_indices(number) & set(letters) for number in numbers):
            raise self.error(
                f"{kind} is of random quantities: this is a number that is given", here
            )
        apart = [self._apart(weight, letters, number) for number in numbers]
        product = apart[0] ** 2 if len(apart) == 1 else sp.Mul(*apart)
        return self._mean(weight, letters, Value(product))

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
        if kind == _MEAN:
            return self._built(here, mean_of, numbers[0], quantity)
        return self._built(here, covariance_of, numbers[0], numbers[-1], quantity)

    def _mean(self, weight: Any, letters: tuple[Index, ...], value: Value) -> Value:
        body = values.sound(sp.Mul(weight, value.expr))
        return Value(total(body, *letters), value.coordinate)

    def _apart(self, weight: Any, letters: tuple[Index, ...], number: Any) -> Any:
        """A number without its expectation."""
        change = {i: self._letter(i) for i in letters}
        other = [substitute(e, Substitution(indices=change)) for e in (weight, number)]
        return number - self._mean(other[0], tuple(change.values()), Value(other[1])).expr

    # -- the letter and what stands below it ---------------------------------------------
    def _before_brackets(self) -> tuple[str, Brackets] | None:
        here, begun = self.token, self.place
        if here.text != "E" and here.text not in FONTS:
            return None
        if self._is_name():
            return None
        kind = ""
        try:
            kind = _KINDS.get(head := look(read_core(self)).head, "")
            declared = (i.look for i in self.names.known if not i.look.sub)
            kind = "" if any(own.head == head for own in declared) else kind
        except NotUnderstood:
            pass
        plain = here.text == "E"
        if not kind or (plain and self.peek() not in ("[", "_")):
            self.place = begun
            return None
        begun_below = self.place
        try:
            inside = self._below() if self.took("_") else Brackets(None)
        except NotUnderstood:
            # An undeclared name of this letter, with its subscripts.
            self.place = begun_below
            if plain and not self._bracket_behind():
                self.place = begun
                return None
            self.place = begun_below
            self.take("_")
            self._below()
            raise
        if self.peek() in _PAIRS:
            return kind, inside
        if plain:
            self.place = begun
            return None
        raise self.error(f"{kind} needs its brackets")

    def _is_name(self) -> bool:
        r"""Whether a declared name stands here, with its subscripts: ``\mathbb{E}_{X}``."""
        begun = self.place
        try:
            named = bool(self.names.matching(read_written(self)))
            return named and self.peek() not in _PAIRS
        except NotUnderstood:
            return False
        finally:
            self.place = begun

    def _bracket_behind(self) -> bool:
        """Whether a bracket follows the subscript."""
        depth = 0
        for token in self.tokens[self.place + 1 :]:
            depth += {"{": 1, "}": -1}.get(token.text, 0)
            if depth == 0 and token.text in ("[", ""):
                return token.text == "["
            if depth == 0 and token.text not in ("}",) and not token.is_letter:
                return False
        return False

    def _below(self) -> Brackets:
        """The law that is named below the letter."""
        if not self.took("{"):
            token = self.token
            written, label = Written(read_core(self), (), "", token), None
        else:
            label = self._label_before()
            written = read_written(self)
            self.take("}")
        quantity = self._quantity(written)
        if quantity is not None and label is None:
            return Brackets(None, quantity)
        return Brackets(self._named(written, label))

    def _label_before(self) -> Label | None:
        r"""The index of ``k \sim r_n``."""
        begun = self.place
        try:
            label = read_label(self)
            if self.took(r"\sim"):
                return label
        except NotUnderstood:
            pass
        self.place = begun
        return None

    def _named(self, written: Written, label: Label | None) -> Named:
        for item, rest in self.names.matching(written):
            missing = item.sizes[len(rest) :]
            if item.kind not in ("family", "definition") or not missing:
                continue
            at = tuple(self.index(one, size) for one, size in zip(rest, item.sizes, strict=False))
            for index, size, one in zip(at, item.sizes, rest, strict=False):
                if index_size(index) != size:
                    raise self.error(f"{one} does not run over 1..{size}", one.token)
            letters = tuple(Index(self._fresh(), size) for size in missing)
            bound = None if label is None else self.index(label)
            if bound is not None and [bound.size] != [i.size for i in letters]:
                raise self.error(
                    f"{label} does not run over what {written.tex()} is a law over", written.token
                )
            named = Named(item, at, letters, bound)
            self._is_law(named, written.token)
            return named
        raise self.error(
            f"{written.tex()} is no law: it should lack the index over which it sums to 1",
            written.token,
        )

    # -- random quantities ---------------------------------------------------------------
    def _quantity(self, written: Written) -> Quantity | None:
        try:
            seen = look(written.tex())
        except VocabularyError:  # an index of an index: the name of no quantity
            return None
        known = self.context.random.known.values()
        return next((q for q in known if look(q.tex) == seen), None)

    def _moments(self, written: Written) -> Moments | None:
        seen = look(written.tex())
        known = self.context.random.moments.values()
        return next((q for q in known if look(q.tex) == seen), None)

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
        if kind != _MEAN:
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
        outside = {*self.scope.values(), *given, *named.letters}
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
        others = [i.name for i in _free(parts) if i not in given and "#" not in i.name]
        if not change and not inside.drawn and others:
            raise self.error(
                f"the law is over {named.over()}, and nothing inside depends on that: "
                f"it depends on {' and '.join(others)}",
                here,
            )
        return change

    def _is_law(self, named: Named, here: Token) -> None:
        """Ask that the probabilities are not negative and sum to 1, beside the line if need be."""
        used = {i.name for index in named.at for i in free_indices(index)}
        change: dict[Index, Index] = {}
        for letter in named.letters:
            other = self.names.another(letter, used | {i.name for i in change.values()})
            if other is None:
                raise self.error(f"declare one more index that runs over 1..{letter.size}", here)
            change[letter] = other
        weight = substitute(named.weight, Substitution(indices=change))
        asked: tuple[Relation, ...] = (
            AtMost(sp.Integer(0), weight),
            Equal(total(weight, *change.values()), sp.Integer(1)),
        )
        for relation in asked:
            if self._state(weight).shows(relation) is not None:
                continue
            if self.in_line:
                self.inside.append(Inside(relation, here))
            elif not self.follows(relation):
                raise self.error(
                    f"{named.item.tex} is not seen to be a law: suppose that it is not negative "
                    "and sums to 1, or name it in a line, beside which this is shown",
                    here,
                )

    def follows(self, relation: Relation) -> bool:
        """Whether what is given shows a relation."""
        question = Question(self.context.snapshot(), Claim(relation), {}, {}, frozenset())
        return find_reason(question) is not None


def _free(parts: Sequence[Value] | Iterable[Value]) -> list[Index]:
    """The free indices of what stands in brackets, but those of coordinates."""
    found = {i for p in parts for i in free_indices(p.expr) if i != p.coordinate}
    return sorted(found, key=lambda i: i.name)
