r"""Laws named below a letter: ``\mathbb{E}_{q}[...]``, ``\mathbb{E}_{k \sim r_n}[...]``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import sympy as sp

from ..language.chance import Moments, Quantity
from ..language.claims import AtMost, Claim, Equal, Relation
from ..language.errors import VocabularyError
from ..language.substitution import Substitution, free_indices, substitute
from ..language.symbols import look
from ..language.vocabulary import Index, index_size, total
from ..search import Question, find_reason
from .arguments import Inside
from .densities import DensityReader
from .names import FONTS, Known, Label, Written, read_core, read_label, read_written
from .places import NotUnderstood
from .tokens import Token

Drawn = TypeVar("Drawn", Quantity, Moments)
PAIRS = {"[": "]", "(": ")", r"\{": r"\}"}
MEAN, VARIANCE, COVARIANCE = "an expectation", "a variance", "a covariance"
PROBABILITY = "a probability"
#: What is meant by a letter or word before a bracket, unless it is declared.
_KINDS = {
    "E": MEAN,
    "board:E": MEAN,
    "word:Var": VARIANCE,
    "board:V": VARIANCE,
    "word:Cov": COVARIANCE,
    "P": PROBABILITY,
    "board:P": PROBABILITY,
    "word:Pr": PROBABILITY,
}


#: What may stand behind the mean of a quantity without brackets.
_ENDS_MEAN = frozenset(
    ("", "+", "-", "=", "<", ">", r"\le", r"\ge", r"\ne", ")", "]", "}", ",", "/", r"\mid", "^")
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


class NamedLawReader(DensityReader):
    """Reads the letter before the brackets, and the law below it."""

    # -- the letter and what stands below it ---------------------------------------------
    def _before_brackets(self) -> tuple[str, Brackets] | None:
        here, begun = self.token, self.place
        if self.took(r"\Pr"):
            if self.peek() not in PAIRS:
                raise self.error("a probability needs its brackets")
            return PROBABILITY, Brackets(None)
        if here.text not in ("E", "P") and here.text not in FONTS:
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
        plain = here.text in ("E", "P")
        opens = ("[", "_") if here.text == "E" else ("[", "(")
        if not kind or (plain and self.peek() not in opens):
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
        if self.peek() in PAIRS:
            return kind, inside
        if plain:
            self.place = begun
            return None
        if kind == MEAN and inside.named is None and self._quantity_alone():
            return kind, inside
        raise self.error(f"{kind} needs its brackets")

    def _is_name(self) -> bool:
        r"""Whether a declared name stands here, with its subscripts: ``\mathbb{E}_{X}``."""
        begun = self.place
        try:
            named = bool(self.names.matching(read_written(self)))
            return named and self.peek() not in PAIRS
        except NotUnderstood:
            return False
        finally:
            self.place = begun

    def _quantity_alone(self) -> bool:
        r"""Whether a random quantity alone follows, perhaps with a power: ``\mathbb{E} X^2``."""
        begun = self.place
        try:
            written = read_written(self)
            known = self._quantity(written) is not None or self._moments(written) is not None
            if self.took("^"):
                self._exponent()
            return known and self.peek() in _ENDS_MEAN
        except NotUnderstood:
            return False
        finally:
            self.place = begun

    def _exponent(self) -> Any:
        raise NotImplementedError

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
        return _of_that_look(written, self.context.random.known.values())

    def _moments(self, written: Written) -> Moments | None:
        return _of_that_look(written, self.context.random.moments.values())

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


def _of_that_look(written: Written, known: Iterable[Drawn]) -> Drawn | None:
    """Which of the random quantities is printed as that name is, if one is."""
    try:
        seen = look(written.tex())
    except VocabularyError:  # an index of an index: the name of no quantity
        return None
    return next((q for q in known if look(q.tex) == seen), None)
