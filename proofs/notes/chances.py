r"""Sentences about chance: laws, random quantities, and which of them are independent.

Let $X$ take the values $x_k$ with probability $p_k$ for $k \le K$.
Let $(X, Y)$ take the values $(x_k, y_l)$ with probability $w_{kl}$.
Let $X$ and $Y$ be independent; let $q_k$ be a distribution.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import pairwise
from typing import Any

import sympy as sp

from ..language.chance import Quantity
from ..language.claims import AtMost, Equal, Hypothesis, LessThan, Relation
from ..language.fixed import fixed_indices
from ..language.laws import law_of
from ..language.settling import settled
from ..language.substitution import free_indices, name_of, names_used
from ..language.symbols import look
from ..language.vocabulary import Index, total
from ..rules.logic import same_relation
from .blocks import Clause
from .declaring import plain_name
from .defining import LOGIC
from .formulas import FormulaReader
from .kinds import KINDS, KindReader
from .names import Written, read_written
from .places import NotUnderstood
from .prose import Piece
from .relations import RelationReader, read_expression
from .tokens import Stream
from .values import Value

_CHANCE = frozenset(("probability", "probabilities"))
_LAWS = frozenset(("distribution", "distributions", "law", "laws", *_CHANCE))
_NOUNS = frozenset(("a", "the", "random", "variable", "variables", "quantity", "quantities"))
_TAKES = frozenset(
    (
        *(*_NOUNS, "be", "that", "which", "take", "takes", "taking", "assume", "assumes"),
        *("value", "values", "each", "one", "of", "with", ","),
    )
)
_BEHIND = frozenset(("for", "all", "every", "each", ",", "and"))
_ARE = frozenset((*_NOUNS, *_LAWS, "be", "are", "is", "finite", *_BEHIND))
_MEANT = (
    "say 'let $X$ take the values $x_k$ with probability $p_k$', 'let $p_k$ be a distribution' or "
    "'let $X$ and $Y$ be independent'"
)


_MOMENTS = (
    r"say 'let $X$ have mean $\mu$ and variance $\sigma^2$' or "
    r"'let $X \sim \mathcal{N}(\mu, \sigma^2)$'"
)


def speaks_of_chance(clause: Clause) -> bool:
    """Whether a sentence declares a law, a random quantity, or independence."""
    words = {p.text for p in clause.pieces if not p.math}
    drawn = any(p.math and r"\sim" in p.text for p in clause.pieces)
    return drawn or bool(words & (_LAWS | {"independent", "variance"}))


def _supposes(word: Piece, behind: Piece) -> bool:
    """Whether "where" or "with" begins what is supposed: a relation follows."""
    relation = behind.math and re.search(r"[<>=≤≥]|\\(le|ge|ne|leq|geq|neq)\b", behind.text)
    return not word.math and word.text in ("where", "with") and bool(relation)


def _without_description(found: list[Piece]) -> set[str]:
    """The words between a quantity and its values, "be an estimator that" left out."""
    words = [p.text for p in found if not p.math]
    if "that" in words:
        described = words[: words.index("that")]
        noun = " ".join(described[:2]) in ("be a", "be an", "be the") and len(described) < 5
        if noun and not (LOGIC | KINDS.keys() | _LAWS | {"of"}) & {*described}:
            words = words[words.index("that") :]
    return {*words}


class ChanceReader(KindReader):
    """Reads sentences about chance."""

    def _chance(self, found: list[Piece]) -> None:
        at = next((n for n in range(len(found) - 1) if _supposes(*found[n : n + 2])), None)
        if at:
            self._about_chance(found[: at - (found[at - 1].text == ",")])
            self._suppose(found[at + 1 :])
        else:
            self._about_chance(found)

    def _about_chance(self, found: list[Piece]) -> None:
        maths = [p for p in found if p.math and self._span(p) is None]
        words = [p for p in found if not p.math]
        if any(p.text == "variance" for p in words) or any(r"\sim" in p.text for p in maths):
            self._two_moments(maths, words)
        elif any(p.text == "independent" for p in words):
            self._independent(maths, words)
        elif len(maths) in (2, 3) and any(p.text in _CHANCE for p in words):
            self._takes_values(found, maths)
        else:
            self._distributions(maths, words)

    # -- random quantities ---------------------------------------------------------------
    def _takes_values(self, found: list[Piece], maths: list[Piece]) -> None:
        at = [found.index(piece) for piece in maths]
        said = [{p.text for p in found[a + 1 : b]} for a, b in pairwise([*at, len(found)])]
        before = {p.text for p in found[: at[0]] if not p.math}
        between = [_without_description(found[at[0] + 1 : at[1]])] if len(maths) == 3 else []
        chance = said[-2]
        fits = before <= _NOUNS | _BEHIND and all(words <= _TAKES for words in between)
        spans = {p.text for p in found if p.math and p not in maths}
        if not (
            fits
            and chance & _CHANCE
            and chance <= _CHANCE | {"with", "each", "has", "have", "respectively"}
            and said[-1] - spans <= _BEHIND
        ):
            raise self._error(_MEANT, maths[0])
        names, values = self._names_and_values(maths)
        self._within(maths[-1].start, partial(self._quantities, names, values, maths[-1]))

    def _names_and_values(self, maths: list[Piece]) -> tuple[list[Written], list[Piece]]:
        """The quantities and, for each, the formula of its values."""
        if len(maths) == 3:
            names, values = (self._items(piece) for piece in maths[:2])
        else:
            first = maths[0]
            stream = Stream(self.source, first.start, first.end)
            place = next((t for t in stream.tokens if t.text == "="), None)
            if place is None:
                raise self._error(_MEANT, first)
            names, values = (
                self._items(Piece(self.source.text[a:b], a, b, True))
                for a, b in ((first.start, place.start), (place.end, first.end))
            )
        if len(names) != len(values):
            raise self._error("as many values as quantities are expected", maths[0])
        return [self._new_name(piece) for piece in names], values

    def _items(self, piece: Piece) -> list[Piece]:
        """The parts of a tuple, or all of it."""
        stream = Stream(self.source, piece.start, piece.end)
        found = stream.tokens[:-1]
        if not found or found[0].text != "(" or found[-1].text != ")":
            return [piece]
        depth, begin, out = 0, found[0].end, list[Piece]()
        for token in found:
            depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(token.text, 0)
            if (token.text == "," and depth == 1) or depth == 0:
                out.append(Piece(self.source.text[begin : token.start], begin, token.start, True))
                begin = token.end
            if depth == 0 and token is not found[-1]:
                return [piece]
        return out if len(out) > 1 else [piece]

    def _new_name(self, piece: Piece) -> Written:
        stream = Stream(self.source, piece.start, piece.end)
        written = read_written(stream)
        if stream.peek() or written.labels:
            raise stream.error("a random quantity is a letter, such as X", written.token)
        if self.names.matching(written) or look(written.tex()).head in self.names.indices:
            raise stream.error(f"{written.tex()} is declared already", written.token)
        moments = self.into.context.random.moments.values()
        known = any(look(q.tex) == look(written.tex()) for q in moments)
        if known or self._known_quantity(written) is not None:
            raise stream.error(f"{written.tex()} has values already", written.token)
        return written

    def _quantities(self, names: list[Written], values: list[Piece], chance: Piece) -> None:
        weight = self._read_or_declare(chance, "nonnegative").expr
        indices = tuple(i for i in self.into.context.indices.values() if i in free_indices(weight))
        if not indices:
            raise self._error("the probability depends on no index", chance)
        read = [self._read_or_declare(piece, "real") for piece in values]
        depend: set[Index] = set()
        for value, piece in zip(read, values, strict=True):
            free = free_indices(value.expr) - {*value.shape}
            depend |= free
            stray = sorted(i.name for i in free - set(indices))
            if stray or not free:
                over = ", ".join(i.name for i in indices)
                on = f"depend on {', '.join(stray)}" if stray else "do not depend on it"
                raise self._error(f"the probabilities are over {over}, the values {on}", piece)
        idle = [i.name for i in indices if i not in depend]
        if idle:
            raise self._error(
                f"is it one law over {' and '.join(i.name for i in indices)}, or one for each "
                rf"{idle[0]}? Name the law of each below the letter, \mathbb{{E}}_{{p_n}}[...]",
                chance,
            )
        law = law_of(weight, indices)
        self._suppose_law(weight, indices, chance)
        random = self.into.context.random
        draw = random.new_draw()
        for written, value in zip(names, read, strict=True):
            name = plain_name(look(written.tex()), self.into.context.declared())
            quantity = Quantity(name, written.tex(), value.expr, law, draw, value.coordinate)
            random.known[name] = quantity

    def _read_or_declare(self, piece: Piece, sign: str) -> Value:
        """A number or vector; a name that is not declared yet is a family of this sign."""
        stream = Stream(self.source, piece.start, piece.end)
        try:
            written = read_written(stream)
            new = not stream.peek() and written.labels and not self.names.matching(written)
        except NotUnderstood:
            new = False
        if new:
            own, indices = self._split(written, piece)
            tex = Written(written.head, own, written.mark, written.token).tex()
            self._refuse_twice(tex, piece, len(indices))
            if not indices:
                raise self._error(f"{tex} is not declared, and has no index of a range", piece)
            letters = [i.name for i in indices]
            name = plain_name(look(tex), self.into.context.declared(), letters)
            family = self.into.family(name, *(i.size for i in indices), sign=sign, tex=tex)
            return Value(family[indices])
        reader = RelationReader(self.source, piece.start, piece.end, self.names)
        value = reader.expression()
        if reader.peek():
            raise reader.error(f"{reader.said()} is not understood here")
        if value.coordinate is None or value.is_matrix or value.transposed:
            value = Value(reader.number(value, reader.token))
        scope = frozenset(i.name for i in free_indices(value.expr))
        return Value(settled(value.expr, self.into.context, scope), value.coordinate)

    def _known_quantity(self, written: Written) -> Quantity | None:
        known = self.into.context.random.known.values()
        return next((q for q in known if look(q.tex) == look(written.tex())), None)

    # -- two moments ---------------------------------------------------------------------
    def _two_moments(self, maths: list[Piece], words: list[Piece]) -> None:
        r"""``$X$ have mean $\mu$ and variance $v$``, or ``$X \sim \mathcal{N}(\mu, v)$``."""
        said = [p.text for p in words if p.text not in _NOUNS]
        if said[:2] in (["be", "with"], ["be", "having"]):
            said = ["with", *said[2:]]
        if len(maths) == 3 and said in (
            ["have", "mean", "and", "variance"],
            ["with", "mean", "and", "variance"],
        ):
            name, mean, variance = maths
        elif len(maths) == 1 and not said:
            name, mean, variance = self._gaussian(maths[0])
        else:
            raise self._error(_MOMENTS, (maths or words)[0])
        written = self._new_name(name)
        self._parameters(mean, variance)
        centre, spread = (
            read_expression(self.source, p.start, p.end, self.names) for p in (mean, variance)
        )
        own = free_indices(centre) | free_indices(spread)
        stray = sorted(i.name for i in own - fixed_indices(self.into.context, ()))
        if stray:
            raise self._error(
                f"its law depends on {stray[0]}: of which {stray[0]} is {written.tex()} drawn?",
                name,
            )
        tex = written.tex()
        plain = plain_name(look(tex), self.into.context.declared())
        self._within(name.start, lambda: self.into.moments(plain, centre, spread, tex))
        for held in (f"{plain}_has_mean", f"{plain}_has_variance"):
            self.places[held] = name.start

    def _parameters(self, mean: Piece, variance: Piece) -> None:
        r"""Of ``\mu`` and ``\sigma^2`` that are not declared: a real number, and \sigma > 0."""
        for piece, sign in ((mean, "real"), (variance, "positive")):
            stream = Stream(self.source, piece.start, piece.end)
            try:
                new = read_written(stream)
            except NotUnderstood:
                continue
            plain = not new.labels and not self.names.matching(new)
            if plain and (stream.took_square() or sign == "real") and not stream.peek():
                self._declare_number(new.tex(), sign)

    def _gaussian(self, piece: Piece) -> list[Piece]:
        r"""The name, the mean and the variance of ``X \sim \mathcal{N}(\mu, \sigma^2)``."""
        stream = Stream(self.source, piece.start, piece.end)
        sim = next((t for t in stream.tokens if t.text == r"\sim"), None)
        begin = next((t for t in stream.tokens if t.text == "("), None)
        if sim is None or begin is None:
            raise self._error(_MOMENTS, piece)
        between = self.source.text[sim.end : begin.start].strip()
        whole = Piece(self.source.text[begin.start : piece.end], begin.start, piece.end, True)
        items = self._items(whole)
        if between not in (r"\mathcal{N}", r"\mathcal N", r"\mathrm{N}", "N") or len(items) != 2:
            raise self._error(_MOMENTS, piece)
        if items[1].text.strip() in (r"\sigma", r"\tau", "s"):
            raise self._error(r"the second number is a variance: write \sigma^2, not \sigma", piece)
        return [
            Piece(self.source.text[piece.start : sim.start], piece.start, sim.start, True),
            *items,
        ]

    # -- laws ----------------------------------------------------------------------------
    def _suppose_law(self, weight: Any, indices: tuple[Index, ...], piece: Piece) -> None:
        """Suppose of declared numbers that they are a law; what is defined must be one."""
        context = self.into.context
        asked: tuple[Relation, ...] = (
            AtMost(sp.Integer(0), weight),
            Equal(total(weight, *indices), sp.Integer(1)),
        )
        reader = FormulaReader(self.source, piece.start, piece.end, self.names)
        declared = isinstance(weight, sp.Indexed) and name_of(weight) in context.families
        for relation in asked:
            if reader.follows(relation):
                continue
            self._refuse_other(relation, piece)
            if not declared:
                names = ", ".join(sorted(names_used(weight) - set(context.sizes)))
                raise self._error(
                    f"what is made of {names} is not seen to be a law: that it is not negative and "
                    "sums to 1 must follow from what is given before",
                    piece,
                )
            if not any(same_relation(h.relation, relation) for h in context.hypotheses.values()):
                over = () if isinstance(relation, Equal) else indices
                held = Hypothesis(self._unnamed(), relation, over)
                self.into.suppose(held)
                self.places[held.name] = piece.start

    def _refuse_other(self, relation: Relation, piece: Piece) -> None:
        """Refuse to suppose what other sums to 1, or signs, exclude."""
        reader = FormulaReader(self.source, piece.start, piece.end, self.names)
        if isinstance(relation, AtMost):
            if reader.follows(LessThan(relation.rhs, relation.lhs)):
                raise self._error("a probability is not negative", piece)
            return
        body, *limits = relation.expressions()[0].args
        for index, *_ in limits if len(limits) > 1 else ():
            part = total(body, index)
            if reader.follows(Equal(part, sp.Integer(1))):
                raise self._error(
                    f"each sum over {index.name} is 1 already: this is no law over all indices",
                    piece,
                )

    def _distributions(self, maths: list[Piece], words: list[Piece]) -> None:
        strange = next((p for p in words if p.text not in _ARE), None)
        if strange is not None or not maths:
            raise self._error(_MEANT, strange or words[0])
        for piece in maths:
            self._within(piece.start, partial(self._distribution, piece))

    def _distribution(self, piece: Piece) -> None:
        weight = self._read_or_declare(piece, "nonnegative").expr
        indices = tuple(free_indices(weight))
        if not isinstance(weight, sp.Indexed) or len(indices) != 1:
            raise self._error(
                "over which index? Let $r_{nk} \\ge 0$; suppose $\\sum_k r_{nk} = 1$ for all $n$",
                piece,
            )
        self._suppose_law(weight, indices, piece)

    def _independent(self, maths: list[Piece], words: list[Piece]) -> None:
        strange = next(
            (p for p in words if p.text not in _NOUNS | {"be", "are", "and", ",", "independent"}),
            None,
        )
        found = []
        for piece in maths if strange is None else ():
            written = read_written(Stream(self.source, piece.start, piece.end))
            found.append(self._known_quantity(written))
        if strange is not None or len(found) < 2 or None in found:
            raise self._error(
                "independent are random quantities whose values are given: " + _MEANT,
                strange or (maths or words)[0],
            )
        draws = [q.draw for q in found if q is not None]
        if len(set(draws)) < len(draws):
            raise self._error("these are drawn together, with one probability for both", maths[0])
        self.into.context.random.independent.append(frozenset(draws))
