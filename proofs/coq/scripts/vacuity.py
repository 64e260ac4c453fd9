"""A lemma in Coq that the hypotheses of a derivation can hold: one instance of them.

From hypotheses that nothing satisfies everything would follow.  The instance is found
as the checker finds its own, and proved by computation.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import flint

from ...instances.draw import Drawer
from ...instances.evaluate import Instance
from ...instances.numbers import is_exact
from ...instances.profiles import profiles
from ...kernel.derivation import Derivation
from ...language.claims import Hypothesis
from ...language.declared import DECLARED
from ...language.errors import DerivationError
from ..statements.names import coq_name
from ..statements.stated import INSTANCE
from ..statements.translate import Given, Translator

#: How many draws are looked at for the smallest one.
TRIES = 24


@dataclass(frozen=True)
class Satisfied:
    """``exists`` values such that all hypotheses hold, and its proof."""

    statement: str
    proof: str
    names: tuple[str, ...]

    def apply(self) -> str:
        """Tactics that show from the lemma that what is given leads to no contradiction."""
        pattern = "".join(f"[{name} " for name in self.names) + "_" + "]" * len(self.names)
        return (
            f"intros none_. destruct {INSTANCE} as {pattern}. exact (none_ {' '.join(self.names)})."
        )

    def text(self) -> str:
        """The lemma in Coq; it stands outside the section."""
        return f"Lemma {INSTANCE} :\n  {self.statement}.\nProof.\n{self.proof}\nQed.\n"


def satisfied(derivation: Derivation) -> Satisfied:
    """The lemma for ``derivation``.

    Raises:
        DerivationError: if no instance of rational numbers is found.
    """
    t, at = Translator(derivation), _instance(derivation)
    given = t.given()
    names = tuple(g.name for g in (*given, *t.bound()))
    parts = [_part(g, at) for g in given if not isinstance(g.of, Hypothesis)]
    for d in derivation.context.definitions.values():
        function = " ".join(["fun", *t.parameters(d), "=> "]) if t.parameters(d) else ""
        parts.append((f"let {coq_name(d.name)} := {function}{t.term(d.body)} in", ""))
    parts += [_part(g, at) for g in given if isinstance(g.of, Hypothesis)]
    parts += [_part(g, at) for g in t.bound()]
    proof = ["cbv beta zeta.", *(shown for _, shown in parts if shown), "exact I."]
    return Satisfied(
        "\n  ".join([*(stated for stated, _ in parts), "True"]), "\n".join(proof), names
    )


def _part(given: Given, at: Instance) -> tuple[str, str]:
    """How one variable or premise is stated, and the tactic that shows it."""
    if given.variable:
        return f"exists {given.name} : {given.text},", f"exists {_value(str(given.of), at)}."
    return f"({given.text}) /\\", "split; [hl_instance |]."


def _instance(derivation: Derivation) -> Instance:
    """The first of a few instances at which every hypothesis holds, simplest first."""
    context = derivation.context
    drawer = Drawer(context, (), f"instance {derivation.slug}")
    for instance in itertools.chain([_ones(derivation)], _drawn(derivation, drawer)):
        exact = all(isinstance(v, int) or is_exact(v) for v in instance.values.values())
        if exact and drawer.broken(instance) is None:
            return instance
    raise DerivationError("no instance of rational numbers satisfies the hypotheses")


def _ones(derivation: Derivation) -> Instance:
    """Everything is 1, or -1 where it is declared to lie below 0."""
    context = derivation.context
    values: dict[Any, Any] = {n: _one(s.sign) for n, s in context.symbols.items()}
    for name, family in context.families.items():
        for at in itertools.product((1, 2), repeat=len(family.sizes)):
            values[(name, *at)] = _one(family.sign) if family.values is None else 1
    sizes, indices = dict.fromkeys(context.sizes, 1), dict.fromkeys(context.indices, 1)
    return Instance(context, sizes, values, indices)


def _one(sign: str) -> Any:
    return flint.fmpq(DECLARED[sign].side or 1)


def _drawn(derivation: Derivation, drawer: Drawer) -> Iterator[Instance]:
    for profile in profiles(TRIES, len(derivation.context.sizes)):
        instance = drawer.draw(profile)
        if instance is not None:
            yield instance


def _value(name: str, at: Instance) -> str:
    """What the instance puts for a declared name, in Coq."""
    context = at.context
    if name in context.sizes:
        return f"{at.sizes[name]}%nat"
    if name in context.indices:
        return f"{at.indices[name]}%nat"
    family = context.families.get(name)
    if family is None:
        return f"({_number(at.values[name])})"
    entries = {place[1:]: v for place, v in at.values.items()
               if isinstance(place, tuple) and place[0] == name}  # fmt: skip
    text = {
        place: f"{v}%nat" if family.values is not None else _number(v)
        for place, v in entries.items()
    }
    (usual, _), *_ = Counter(text.values()).most_common()
    names = [f"i{p}_" for p in range(len(family.sizes))]
    cases = [f"{', '.join(f'{i}%nat' for i in place)} => {v}"
             for place, v in text.items() if v != usual]  # fmt: skip
    if not cases:
        return f"(fun {'_ ' * len(names)}: nat => {usual})"
    cases.append(f"{', '.join('_' * len(names))} => {usual}")
    return f"(fun {' '.join(names)} : nat => match {', '.join(names)} with {' | '.join(cases)} end)"


def _number(value: Any) -> str:
    numerator, denominator = int(value.p), int(value.q)
    return f"({numerator})" if denominator == 1 else f"(({numerator}) / {denominator})"
