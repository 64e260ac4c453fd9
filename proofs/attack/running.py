"""Which witness refuses which mutants, and what survives."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import sympy as sp

from ..claims import AtMost, Equal, Hypothesis, LessThan, NotEqual, Optimum, Relation
from ..context import Context
from ..derivation import Derivation, Step
from ..errors import HardlimitError
from ..form import check_form, positive_definitions
from ..instances.pool import Pool
from ..instances.witness import COUNT
from ..kernel import Checked, CheckedStep, Theorem, check, check_step
from ..normal.convert import Normaliser
from ..signs import fresh_index
from ..substitution import Substitution, names_used, substitute
from ..vocabulary import Index
from .mutants import HYPOTHESIS, RULE, STATEMENT, Mutant, mutants

#: What can become of a mutant, in the order in which a table shows them.
OUTCOMES = (
    "form",
    "both",
    "rule",
    "instances",
    "undecided",
    "later",
    "same",
    "weaker",
    "stands",
    "survives",
)


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant.

    ``result`` is one of
        * form: refused before any step (vocabulary, order, vacuous hypotheses);
        * both, rule, instances: refused at a changed step by both witnesses, or by one
          where the other cannot tell or, for a true line with a wrong reason, agrees;
        * alarm: the rule accepts a line that an instance refutes (a fault of the rule);
        * undecided: no witness accepts and none refutes;
        * later: the changed step holds, but what builds on it, or the statement, fails;
        * same: shown to be the same statement by the residue;
        * weaker: the statement says less, or assumes more, than the one that was proved;
        * stands: the statement is unchanged and the derivation still proves it;
        * survives: another statement, or the same from other hypotheses, is proved.
    """

    mutant: Mutant
    result: str
    detail: str = ""


@dataclass
class Table:
    """Counts of mutants by operator and by what became of them; what survives, in full."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    survivors: list[Outcome] = field(default_factory=list)
    alarms: list[Outcome] = field(default_factory=list)
    standing: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Count one outcome."""
        self.counts[outcome.mutant.operator, outcome.result] += 1
        if outcome.result == "survives":
            self.survivors.append(outcome)
        elif outcome.result == "alarm":
            self.alarms.append(outcome)
        elif outcome.result == "stands":
            self.standing.append(outcome)

    def merge(self, other: Table) -> None:
        """Add the counts of another table."""
        self.counts.update(other.counts)
        self.survivors += other.survivors
        self.alarms += other.alarms
        self.standing += other.standing

    def total(self, result: str) -> int:
        """How many mutants had that outcome."""
        return sum(n for (_, found), n in self.counts.items() if found == result)

    def __str__(self) -> str:
        operators = sorted({operator for operator, _ in self.counts})
        width = max((len(o) for o in operators), default=0)
        head = " " * width + "".join(f"{r:>10}" for r in OUTCOMES)
        rows = [
            f"{o:{width}}" + "".join(f"{self.counts[o, r] or '':>10}" for r in OUTCOMES)
            for o in operators
        ]
        foot = f"{'all':{width}}" + "".join(f"{self.total(r):>10}" for r in OUTCOMES)
        return "\n".join([head, *rows, foot])


def run(
    derivation: Derivation,
    theorems: Mapping[str, Theorem] | None = None,
    count: int = 100,
    seed: int = 0,
) -> Table:
    """Check ``count`` mutants of a derivation that holds, drawn with ``seed``."""
    everything = list(mutants(derivation))
    rng = random.Random(f"{seed} {derivation.slug}")
    chosen = everything if count >= len(everything) else rng.sample(everything, count)
    table, bench = Table(), Bench(derivation, theorems or {})
    for mutant in chosen:
        table.add(bench.judge(mutant))
    return table


class Bench:
    """Checks mutants of one derivation; a mutated step is looked at before all the rest.

    What a changed step builds on is unchanged, so it is judged as the kernel would; only
    a mutant whose changed steps hold is checked from beginning to end.
    """

    def __init__(self, derivation: Derivation, theorems: Mapping[str, Theorem]) -> None:
        self.theorems = theorems
        self.pool = Pool(derivation.context, derivation.slug, COUNT)
        self.positive = positive_definitions(derivation.context)
        self.claims = {s.number: s.claim for s in derivation.steps}

    def judge(self, mutant: Mutant) -> Outcome:
        """What becomes of ``mutant``."""
        if mutant.steps:
            try:
                check_form(mutant.derivation)
            except HardlimitError as error:
                return Outcome(mutant, "form", str(error))
            changed = [
                self._step(s, mutant) for s in mutant.derivation.steps if s.number in mutant.steps
            ]
            if not all(c.holds for c in changed):
                failed = next(c for c in changed if not c.holds)
                return Outcome(mutant, _killed(changed), failed.rule_detail)
        return judge(mutant, self.theorems)

    def _step(self, step: Step, mutant: Mutant) -> CheckedStep:
        numbers = [s.number for s in mutant.derivation.steps]
        before = numbers[: numbers.index(step.number)]
        earlier = {n: self.claims[n] for n in before}
        return check_step(
            mutant.derivation, step, earlier, self.theorems, self.positive, [], self.pool
        )


def judge(mutant: Mutant, theorems: Mapping[str, Theorem] | None = None) -> Outcome:
    """Check one mutant from beginning to end."""
    checked = check(mutant.derivation, theorems)
    if not checked.steps:
        return Outcome(mutant, "form", checked.failure)
    if checked.theorem is None:
        return Outcome(mutant, _killed(_looked_at(mutant, checked)), checked.failure)
    if mutant.part != RULE and _same(mutant):
        return Outcome(mutant, "same")
    if _weaker(mutant):
        return Outcome(mutant, "weaker")
    changed = mutant.part in (STATEMENT, HYPOTHESIS)
    return Outcome(mutant, "survives" if changed else "stands")


def _looked_at(mutant: Mutant, checked: Checked) -> list[CheckedStep]:
    return [c for c in checked.steps if not mutant.steps or c.step.number in mutant.steps]


def _killed(steps: list[CheckedStep]) -> str:
    if any(c.rule_status == "accepts" and c.instances.status == "refutes" for c in steps):
        return "alarm"
    by_rule = any(c.rule_status == "refutes" for c in steps)
    by_instances = any(c.instances.status == "refutes" for c in steps)
    if by_rule and by_instances:
        return "both"
    if by_rule or by_instances:
        return "rule" if by_rule else "instances"
    return "later" if all(c.holds for c in steps) else "undecided"


def _weaker(mutant: Mutant) -> bool:
    """Whether the mutant is a consequence: < to <=, = to <=, uniqueness not claimed."""
    strong, weak = mutant.before, mutant.after
    if mutant.part == HYPOTHESIS:
        if mutant.operator == "condition dropped":
            return True
        strong, weak = weak, strong
    elif mutant.part != STATEMENT:
        return False
    if isinstance(strong, Optimum) and isinstance(weak, Optimum):
        return strong == replace(weak, unique=True)
    if not isinstance(strong, Equal | LessThan) or not isinstance(weak, AtMost):
        return False
    return strong.expressions() == weak.expressions()


# -- equivalence, by the checker's own residue --------------------------------------------------
def _same(mutant: Mutant) -> bool:
    before, after = mutant.before, mutant.after
    if not isinstance(before, Relation) or type(before) is not type(after):
        return False
    if isinstance(before, Optimum) and isinstance(after, Optimum):
        mine = (before.kind, before.domain, before.unique)
        if mine != (after.kind, after.domain, after.unique):
            return False
    pairs = list(zip(before.expressions(), after.expressions(), strict=True))
    if all(_equal(a, b, mutant) for a, b in pairs):
        return True
    if any(_rescaled(pairs, change, mutant) for change in _scalings(mutant.derivation.context)):
        return True
    if not isinstance(before, Equal | AtMost | LessThan | NotEqual):
        return False
    old, new = before.rhs - before.lhs, after.rhs - after.lhs
    return any(_equal(new, scale * old, mutant) for scale in (sp.Rational(1, 2), 2))


def _scalings(context: Context) -> Iterator[Substitution]:
    """v := c v for a name v of any real value that no hypothesis mentions: v is as general."""
    bound: frozenset[str] = frozenset()
    for hypothesis in context.hypotheses.values():
        for expr in (*hypothesis.relation.expressions(), *_guard(hypothesis)):
            bound |= names_used(context.unfold_all(expr))
    for scale in (sp.Integer(-1), sp.Integer(2), sp.Rational(1, 2)):
        for name, symbol in context.symbols.items():
            if name not in bound and symbol.sign == "real":
                yield Substitution(symbols={name: scale * symbol.symbol})
        for name, family in context.families.items():
            if name not in bound and family.sign == "real" and family.values is None:
                holes = tuple(fresh_index(Index("i", size)) for size in family.sizes)
                yield Substitution(families={name: (holes, scale * family.base[holes])})


def _guard(hypothesis: Hypothesis) -> tuple[Any, ...]:
    return hypothesis.guard.expressions() if hypothesis.guard else ()


def _rescaled(pairs: list[tuple[Any, Any]], change: Substitution, mutant: Mutant) -> bool:
    context = mutant.derivation.context
    if not isinstance(mutant.before, Equal | AtMost | LessThan | NotEqual):
        return False
    return all(_equal(substitute(context.unfold_all(a), change), b, mutant) for a, b in pairs)


def _equal(left: Any, right: Any, mutant: Mutant) -> bool:
    context = mutant.derivation.context
    normal = Normaliser(context, unfold=tuple(context.definitions), logs=True)
    try:
        return bool(normal.equal(left, right))
    except (HardlimitError, RecursionError):
        return False
