"""What may be declared: sizes, indices, symbols, families, definitions, hypotheses."""

from __future__ import annotations

from typing import Any

import sympy as sp

from .chance import Moments
from .claims import Equal, Hypothesis, Relation
from .context import Context, Definition, Family, Symbol
from .declared import DECLARED, SIGNS
from .errors import DerivationError
from .fixed import place
from .spelling import name_tex
from .vocabulary import AssignmentName, Index, expression


class Declarations:
    """Fills a :class:`Context`, name by name; authors and the strict reader go this way."""

    def __init__(self) -> None:
        self.context = Context()

    def size(self, name: str, note: str = "") -> Any:
        """A size: a whole number >= 1, such as the number of points N."""
        self.context.claim_name(name)
        symbol = sp.Symbol(name, integer=True, positive=True)
        self.context.sizes[name] = symbol
        self.context.size_notes[name] = note
        return symbol

    def index(self, name: str, size: Any) -> Index:
        """An index with values 1..size."""
        self.context.claim_name(name)
        index = Index(name, size)
        self.context.indices[name] = index
        return index

    def indices(self, names: str, size: Any) -> tuple[Index, ...]:
        """Several indices of one size: ``j, k = d.indices("j k", K)``."""
        return tuple(self.index(name, size) for name in names.split())

    def place(self, size: Any, number: Any) -> Index:
        """The index that is ``number``: x[d.place(N, 1)] is x_1, and d.place(N, N) is the last."""
        return place(self.context, size, number)

    def moments(self, name: str, mean: Any, variance: Any, tex: str = "") -> Moments:
        """A random quantity with this mean and variance, as X ~ N(mu, sigma^2) has them.

        The symbols for E[X] and E[X^2] are declared, and it is assumed what they are.
        """
        mean, variance = expression(mean), expression(variance)
        if variance.is_nonnegative is not True:
            raise DerivationError(f"the variance of {name} must be seen not to be negative")
        tex = tex or name_tex(name)
        letter = sp.Symbol(f"{name}#", real=True)
        note = f"the mean of {name}"
        first = self.symbol(f"{name}_mean", tex=rf"\mathbb{{E}}_{{{tex}}}", note=note)
        squared = rf"\mathbb{{E}}_{{{tex}{tex}}}"
        second = self.symbol(f"{name}_square", "nonnegative", squared, f"{note}^2")
        self.suppose(Hypothesis(f"{name}_has_mean", Equal(first, mean)))
        square = mean**2 + variance
        self.suppose(Hypothesis(f"{name}_has_variance", Equal(second, square)))
        self.context.claim_name(name)
        found = Moments(name, tex, letter, first, second)
        self.context.random.moments[name] = found
        return found

    def symbol(self, name: str, sign: str = "real", tex: str = "", note: str = "") -> Any:
        """A scalar; ``sign`` is real, positive, nonnegative, ..., natural."""
        self.context.claim_name(name)
        symbol = sp.Symbol(name, **_assumptions(sign))
        self.context.symbols[name] = Symbol(symbol, sign, tex or name_tex(name), note)
        return symbol

    def family(
        self,
        name: str,
        *sizes: Any,
        sign: str = "real",
        tex: str = "",
        vector: bool = False,
        note: str = "",
    ) -> Family:
        """An indexed family; ``vector``: its last index is a coordinate (bold in print)."""
        self.context.claim_name(name)
        base = sp.IndexedBase(name, **_assumptions(sign))
        family = Family(base, sizes, sign, tex or name_tex(name), None, vector, note)
        self.context.families[name] = family
        return family

    def assignment(
        self, name: str, *sizes: Any, values: Any, tex: str = "", note: str = ""
    ) -> Family:
        """An index-valued family, such as c with c[n] in 1..K."""
        self.context.claim_name(name)
        base = sp.IndexedBase(AssignmentName(name, values))
        family = Family(base, sizes, "positive", tex or name_tex(name), values, False, note)
        self.context.families[name] = family
        return family

    def define(
        self,
        name: str,
        params: tuple[Index, ...] | Index,
        body: Any,
        tex: str = "",
        vector: bool = False,
        note: str = "",
    ) -> Any:
        """An abbreviation name[params] := body; without parameters a plain symbol."""
        self.context.claim_name(name)
        at = (params,) if isinstance(params, Index) else tuple(params)
        base: Any = sp.IndexedBase(name, real=True) if at else sp.Symbol(name, real=True)
        whole = expression(body)
        definition = Definition(name, at, whole, tex or name_tex(name), base, vector, note)
        self.context.definitions[name] = definition
        return definition if at else base

    def suppose(self, hypothesis: Hypothesis) -> None:
        """A hypothesis of the whole derivation."""
        self.context.claim_name(hypothesis.name)
        self.context.hypotheses[hypothesis.name] = hypothesis


def quantified(
    name: str, relation: Relation, forall: tuple[Index, ...] | Index, given: Relation | None
) -> Hypothesis:
    """For all ``forall`` for which ``given`` holds, ``relation``."""
    indices = (forall,) if isinstance(forall, Index) else tuple(forall)
    return Hypothesis(name, relation, indices, given)


def _assumptions(sign: str) -> dict[str, bool]:
    if sign not in SIGNS:
        raise DerivationError(f"a sign is one of {', '.join(SIGNS)}, not {sign!r}")
    return DECLARED[sign].assumptions
