"""What facts say is positive: symbols, entries of families at some of their indices, sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import sympy as sp

from ...language.context import Context
from ...language.exact import Fraction
from ...language.substitution import family_name
from ...language.vocabulary import Index
from .algebra import Algebra
from .terms import Gen, Key, Poly, Token, common_factor, fitting_tokens, key, open_tokens

#: The kind of a token that stands for every index of its range.
ANY = "any"


@dataclass(frozen=True)
class Positive:
    """A symbol, or the entries of a family whose tokens fit; all of them are positive.

    ``("any", name, size)`` fits every token of the range, the same one wherever it stands: so
    c[k, k] is the diagonal and J[t + 1] the entries from the second on.  ``used`` are the
    steps and hypotheses that say so.
    """

    name: str
    tokens: tuple[Token, ...] = ()
    used: tuple[str, ...] = ()

    def covers(self, gen: Gen) -> bool:
        """Whether the symbol or entry ``gen`` is among them."""
        at = gen[2] if gen[0] == "el" else ()
        if gen[1] != self.name or len(at) != len(self.tokens):
            return False
        found: dict[Token, Token] = {}
        return all(_fits(t, a, found) for t, a in zip(self.tokens, at, strict=True))


def _fits(pattern: Token, token: Token, found: dict[Token, Token]) -> bool:
    if pattern[0] == "o":
        return token[0] == "o" and token[2] == pattern[2] and _fits(pattern[1], token[1], found)
    if pattern[0] != ANY:
        return pattern == token
    # An index t + 1 may lie beyond the range for which the fact holds.
    return token[0] != "o" and found.setdefault(pattern, token) == token


def positive_leaf(expr: Any, wild: frozenset[Index], used: tuple[str, ...] = ()) -> Positive | None:
    """What 0 < ``expr`` says for all values of the ``wild`` indices, if it is of that kind.

    Indices that are values of assignments are not read.
    """
    if isinstance(expr, sp.Symbol):
        return Positive(expr.name, (), used)
    if not isinstance(expr, sp.Indexed):
        return None
    tokens: list[Token] = []
    for index in expr.indices:
        here = index.args[1] if isinstance(index, sp.Add) else index
        if not isinstance(here, Index):
            return None
        token: Token = (ANY if here in wild else "f", here.name, here.size.name)
        tokens.append(token if here is index else ("o", token, int(index.args[0])))
    return Positive(family_name(expr), tuple(tokens), used)


def labels(context: Context) -> dict[str, str]:
    """The size of the values of each assignment."""
    found = {n: f.values for n, f in context.families.items() if f.values is not None}
    return {name: values.name for name, values in found.items()}


@dataclass(frozen=True)
class PositiveSum:
    """A sum of several terms, or one over indices, that is positive at all ``wild`` tokens.

    ``terms`` have no common factor and no common number; ``labels`` has the size of the values
    of each assignment; ``used`` says so.
    """

    terms: Key
    wild: tuple[Token, ...]
    labels: Mapping[str, str]
    used: tuple[str, ...] = ()

    def beyond(self, algebra: Algebra, terms: Key) -> Iterator[Poly]:
        """What is left of ``terms`` without the sum at some indices times a positive number.

        An index t + 1 is none of them.
        """
        if len(terms) < len(self.terms):
            return
        mine, whole = dict(self.terms), dict(terms)
        # What holds for all indices of a range holds at those of that range.
        tokens = open_tokens(terms)
        for at in product(*fitting_tokens(tokens, self.wild, algebra.sizes, self.labels)):
            here = algebra.rename(mine, dict(zip(self.wild, at, strict=True)))
            ratios = [Fraction(1), *(whole[m] / c for m, c in here.items() if m in whole)]
            for ratio in dict.fromkeys(r for r in ratios if r > 0):
                rest = algebra.sub(whole, algebra.scale(here, ratio))
                if len(rest) <= len(terms):
                    yield rest


def alone(gen: Gen) -> Key:
    """A generator as a formula of one term."""
    return key({((gen, Fraction(1)),): Fraction(1)})


def positive_sum(
    algebra: Algebra,
    above: Poly,
    wild: Iterable[Token],
    labels: Mapping[str, str],
    used: tuple[str, ...] = (),
) -> PositiveSum | None:
    """What 0 < ``above`` says of its factor of several terms, all other factors being positive."""
    number, mono, rest = algebra.turned(above)
    unknown = [(g, e) for g, e in mono if not algebra.positive(g)]
    if number < 0:
        return None
    if not rest and len(unknown) == 1 and unknown[0][0][0] == "sum" and unknown[0][1] == 1:
        terms = alone(unknown[0][0])
    elif len(rest) > 1 and not unknown:
        terms = key(algebra.scale(rest, 1 / common_factor(rest.values())))
    else:
        return None
    present = open_tokens(terms)
    return PositiveSum(terms, tuple(w for w in wild if w in present), labels, used)
