"""What authors get wrong in what they assume: hypotheses and declared signs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import sympy as sp

from ..kernel.derivation import Derivation
from ..language.claims import Hypothesis
from ..language.context import Context
from ..language.declared import DECLARED
from ..language.slips_of_lines import slips_of_relation
from ..language.substitution import rebuild
from ..language.vocabulary import Index
from .mutant import HYPOTHESIS, Mutant, text


def of_hypotheses(derivation: Derivation) -> Iterator[Mutant]:
    """The same steps and statement under other hypotheses."""
    context = derivation.context
    for name, hypothesis in context.hypotheses.items():
        for operator, other in _slips_of_hypothesis(hypothesis, derivation):
            kept = dict(context.hypotheses)
            after: Any = None
            if other is None:
                del kept[name]
            else:
                kept[name], after = other, other.relation
                if other.relation == hypothesis.relation:
                    after = f"forall={other.forall}, given {text(other.guard)}"
            # Definitions stay as they are, and so does what is remembered of them.
            yield Mutant(
                dataclasses.replace(
                    derivation, context=dataclasses.replace(context, hypotheses=kept)
                ),
                operator, HYPOTHESIS, name, (), hypothesis.relation, after,
            )  # fmt: skip


def _slips_of_hypothesis(
    hypothesis: Hypothesis, derivation: Derivation
) -> Iterator[tuple[str, Hypothesis | None]]:
    yield "hypothesis dropped", None
    for index in hypothesis.forall:
        kept = tuple(i for i in hypothesis.forall if i != index)
        yield "for one instead of all", dataclasses.replace(hypothesis, forall=kept)
    if hypothesis.guard is not None:
        other = dataclasses.replace(hypothesis, guard=None)
        yield "condition dropped", other
    for operator, relation in slips_of_relation(hypothesis.relation, derivation.context):
        yield operator, dataclasses.replace(hypothesis, relation=relation)


# -- declared signs ---------------------------------------------------------------------------
def of_signs(derivation: Derivation) -> Iterator[Mutant]:
    """The same derivation about a symbol or family that may be zero, or of any sign."""
    context = derivation.context
    for name, symbol in context.symbols.items():
        for sign in DECLARED[symbol.sign].weaker:
            new = sp.Symbol(name, **DECLARED[sign].assumptions)
            item = dataclasses.replace(symbol, symbol=new, sign=sign)
            yield _weakened(derivation, symbol.symbol, new, symbol.sign, sign, symbols={name: item})
    for name, family in context.families.items():
        for sign in DECLARED[family.sign].weaker if family.values is None else ():
            base = sp.IndexedBase(name, **DECLARED[sign].assumptions)
            other = dataclasses.replace(family, base=base, sign=sign)
            yield _weakened(
                derivation, family.base, base, family.sign, sign, families={name: other}
            )


def _weakened(
    derivation: Derivation, old: Any, new: Any, before: str, after: str, **declared: Any
) -> Mutant:
    context = derivation.context
    name = str(old)

    def put(thing: Any) -> Any:
        return _replaced(thing, old, new)

    changed = Context(
        sizes=context.sizes,
        indices=context.indices,
        symbols={**context.symbols, **declared.get("symbols", {})},
        families={**context.families, **declared.get("families", {})},
        definitions={n: put(d) for n, d in context.definitions.items()},
        hypotheses={n: put(h) for n, h in context.hypotheses.items()},
        size_notes=context.size_notes,
    )
    weaker = dataclasses.replace(
        derivation,
        context=changed,
        goals=tuple(put(goal) for goal in derivation.goals),
        steps=tuple(
            dataclasses.replace(step, claim=put(step.claim), rule=put(step.rule))
            for step in derivation.steps
        ),
    )
    return Mutant(
        weaker, "sign weakened", HYPOTHESIS, name, (), f"{name} {before}", f"{name} {after}"
    )


def _replaced(thing: Any, old: Any, new: Any) -> Any:
    """``thing`` with the name ``old`` declared otherwise, wherever it occurs."""
    if thing == old:
        return new
    if isinstance(thing, tuple):
        return tuple(_replaced(item, old, new) for item in thing)
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        fields = {f.name: getattr(thing, f.name) for f in dataclasses.fields(thing)}
        return dataclasses.replace(thing, **{n: _replaced(v, old, new) for n, v in fields.items()})
    if isinstance(thing, sp.Basic) and thing.args and not isinstance(thing, Index):
        args = [_replaced(a, old, new) for a in thing.args]
        return thing if args == list(thing.args) else rebuild(thing, args)
    return thing
