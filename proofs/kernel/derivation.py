"""How a derivation is written: declare, assume, state the goal, then step by step.

A derivation is data.  Nothing is checked while it is written, except that names
are declared once; :func:`hardlimit.proofs.kernel.gate.check` does the rest.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Claim, Equal, Hypothesis, LessThan, Relation, TendsTo
from ..language.context import SIGNS, Context, Definition, Family, Symbol
from ..language.errors import DerivationError
from ..language.vocabulary import AssignmentName, Index, expression
from ..rules.base import Ref, Rule
from ..rules.chains import Chain


@dataclass(frozen=True)
class Step:
    """One line: its claim, the rule with arguments, why, and where it is written."""

    number: str
    claim: Claim
    rule: Rule
    why: str
    file: str = ""
    line: int = 0
    continues: bool = False


@dataclass(frozen=True)
class CrossCheck:
    """How to compare a formula of the theorem with a NumPy function.

    ``function`` is the dotted name shown to readers; ``call(problem)`` gives its
    value; ``bind`` maps declared names to arrays or numbers of a problem;
    ``formula`` is evaluated at all values of its free indices (in the order of
    ``axes``).
    """

    function: str
    formula: Any
    axes: tuple[Index, ...]
    bind: Callable[[Any], dict[str, Any]]
    call: Callable[[Any], Any]
    problems: Callable[[], Any]


@dataclass
class Derivation:
    """A derivation in the making; see the README for a worked example."""

    label: str
    slug: str
    title: str
    chapter: str
    summary: str = ""
    context: Context = field(default_factory=Context)
    goals: list[Relation] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    pitfall_text: str = ""
    reference_list: list[str] = field(default_factory=list)
    crosschecks: list[CrossCheck] = field(default_factory=list)
    file: str = ""

    # -- declarations ---------------------------------------------------------------
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

    def symbol(self, name: str, sign: str = "real", tex: str = "", note: str = "") -> Any:
        """A scalar; ``sign`` is real, nonnegative or positive."""
        self.context.claim_name(name)
        symbol = sp.Symbol(name, **_assumptions(sign))
        self.context.symbols[name] = Symbol(symbol, sign, tex or _tex(name), note)
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
        family = Family(base, sizes, sign, tex or _tex(name), None, vector, note)
        self.context.families[name] = family
        return family

    def assignment(
        self, name: str, *sizes: Any, values: Any, tex: str = "", note: str = ""
    ) -> Family:
        """An index-valued family, such as c with c[n] in 1..K."""
        self.context.claim_name(name)
        base = sp.IndexedBase(AssignmentName(name, values))
        family = Family(base, sizes, "positive", tex or _tex(name), values, False, note)
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
        definition = Definition(name, at, expression(body), tex or _tex(name), base, vector, note)
        self.context.definitions[name] = definition
        return definition if at else base

    def assume(
        self,
        name: str,
        relation: Relation,
        forall: tuple[Index, ...] | Index = (),
        given: Relation | None = None,
    ) -> Ref:
        """A hypothesis: for all ``forall`` for which ``given`` holds, ``relation``."""
        if name in self.context.hypotheses or name.replace(".", "").isdigit():
            raise DerivationError(f"the hypothesis name {name!r} is taken or is a number")
        quantified = (forall,) if isinstance(forall, Index) else tuple(forall)
        self.context.hypotheses[name] = Hypothesis(name, relation, quantified, given)
        return Ref(name)

    def case(self, name: str, relation: Relation) -> Hypothesis:
        """A local hypothesis, to be put in ``under=`` of the steps of one case."""
        return Hypothesis(name, relation)

    # -- statement ------------------------------------------------------------------
    def goal(self, *relations: Relation) -> None:
        """What is to be shown; each must be the claim of some step."""
        self.goals.extend(relations)

    # -- steps ----------------------------------------------------------------------
    def have(
        self,
        relation: Relation,
        by: Rule,
        why: str,
        under: tuple[Hypothesis, ...] | Hypothesis = (),
        continues: bool = False,
        depth: int = 1,
    ) -> Ref:
        """One step; the reference that is returned can be used by later steps."""
        frame = sys._getframe(depth)
        local = (under,) if isinstance(under, Hypothesis) else tuple(under)
        number = str(len(self.steps) + 1)
        self.steps.append(
            Step(
                number,
                Claim(relation, local),
                by,
                why,
                frame.f_code.co_filename,
                frame.f_lineno,
                continues,
            )
        )
        return Ref(number)

    def calc(self, start: Any, under: tuple[Hypothesis, ...] | Hypothesis = ()) -> Calc:
        """A chain of lines that starts with ``start``."""
        return Calc(self, expression(start), under)

    def pitfall(self, text: str) -> None:
        """What published notes get wrong or leave out here."""
        self.pitfall_text = text

    def refer(self, *texts: str) -> None:
        """References of the literature."""
        self.reference_list.extend(texts)

    def crosscheck(self, check: CrossCheck) -> None:
        """Compare a formula of the theorem with a NumPy function."""
        self.crosschecks.append(check)


class Calc:
    """A chain of lines, each starting where the one before ended."""

    def __init__(
        self, derivation: Derivation, start: Any, under: tuple[Hypothesis, ...] | Hypothesis
    ) -> None:
        self.derivation = derivation
        self.start = start
        self.here = start
        self.under = (under,) if isinstance(under, Hypothesis) else tuple(under)
        self.lines: list[Ref] = []
        self.kinds: list[Relation] = []

    def eq(self, rhs: Any, by: Rule, why: str) -> Ref:
        """The next line: = rhs."""
        return self._line(Equal(self.here, expression(rhs)), by, why)

    def le(self, rhs: Any, by: Rule, why: str) -> Ref:
        """The next line: <= rhs."""
        return self._line(AtMost(self.here, expression(rhs)), by, why)

    def lt(self, rhs: Any, by: Rule, why: str) -> Ref:
        """The next line: < rhs."""
        return self._line(LessThan(self.here, expression(rhs)), by, why)

    def tends(self, limit: Any, variable: Any, by: Rule, why: str) -> Ref:
        """A line "tends to ``limit`` as ``variable`` falls to 0"; only equations may follow."""
        return self._line(TendsTo(self.here, variable, expression(limit)), by, why)

    def _line(self, relation: Any, by: Rule, why: str) -> Ref:
        first = not self.lines
        ref = self.derivation.have(relation, by, why, self.under, not first, depth=3)
        self.lines.append(ref)
        self.kinds.append(relation)
        self.here = relation.expressions()[-1]
        return ref

    def done(self, why: str = "Read the lines above from first to last.") -> Ref:
        """Close the chain: first side against last side, by transitivity."""
        if len(self.lines) == 1:
            return self.lines[0]
        return self.derivation.have(
            self.conclusion(), Chain(tuple(self.lines)), why, self.under, depth=2
        )

    def conclusion(self) -> Relation:
        """What the chain shows."""
        limit = next((k for k in self.kinds if isinstance(k, TendsTo)), None)
        if limit is not None:
            return TendsTo(self.start, limit.variable, self.here)
        kind: type[Any] = Equal
        if any(isinstance(k, LessThan) for k in self.kinds):
            kind = LessThan
        elif any(isinstance(k, AtMost) for k in self.kinds):
            kind = AtMost
        return kind(self.start, self.here)  # type: ignore[no-any-return]


def _assumptions(sign: str) -> dict[str, bool]:
    if sign not in SIGNS:
        raise DerivationError(f"a sign is one of {', '.join(SIGNS)}, not {sign!r}")
    return {sign: True}


_GREEK = frozenset(
    (
        *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "lambda"),
        *("mu", "nu", "xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega"),
        *("Gamma", "Delta", "Theta", "Lambda", "Sigma", "Phi", "Psi", "Omega"),
    )
)


def _tex(name: str) -> str:
    stem, _, rest = name.partition("_")
    head = f"\\{stem}" if stem in _GREEK else (stem if len(stem) == 1 else rf"\mathrm{{{stem}}}")
    return f"{head}_{{{rest}}}" if rest else head
