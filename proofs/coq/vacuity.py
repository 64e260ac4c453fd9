"""A lemma in Coq that the hypotheses of a derivation can hold: one instance of them.

From hypotheses that nothing satisfies everything would follow.  The instance is found
as the checker finds its own, and proved by computation.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import flint

from ..derivation import Derivation
from ..errors import DerivationError
from ..instances.draw import Drawer
from ..instances.evaluate import Instance
from ..instances.numbers import is_exact
from ..instances.profiles import profiles
from .names import coq_name, plain_name
from .translate import Translator

#: How many draws are looked at for the smallest one.
TRIES = 24
_LINE = re.compile(r"(Variable|Hypothesis) (\S+) : (.*)\.|Definition (\S+) (.*?): R := (.*)\.")


@dataclass(frozen=True)
class Satisfied:
    """``exists`` values such that all hypotheses hold, and its proof."""

    statement: str
    proof: str

    def text(self) -> str:
        """The lemma in Coq; it stands outside the section."""
        return f"Lemma instance :\n  {self.statement}.\nProof.\n{self.proof}\nQed.\n"


def satisfied(derivation: Derivation) -> Satisfied:
    """The lemma for ``derivation``.

    Raises:
        DerivationError: if no instance of rational numbers is found.
    """
    t = Translator(derivation)
    at = _instance(derivation)
    lines = list(t.section())
    for name in t.moving:
        lines.append(f"Variable {coq_name(name)} : {t.type_of(name)}.")
        lines += [f"Hypothesis {name}_sign : {sign}." for sign in [t.sign(name)] if sign]
    lines += [f"Hypothesis {h.name} : {t.hypothesis(h)}."
              for h in derivation.context.hypotheses.values() if t.moves(h)]  # fmt: skip
    stated, proof = [], ["cbv beta zeta."]
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is None:
            raise DerivationError(f"no instance can be stated of {line!r}")
        kind, name, what, defined, args, body = found.groups()
        if defined:
            head = f"fun {args}=> " if args else ""
            stated.append(f"let {defined} := {head}{body} in")
        elif kind == "Variable":
            stated.append(f"exists {name} : {what},")
            proof.append(f"exists {_value(plain_name(name), at)}.")
        else:
            stated.append(f"({what}) /\\")
            proof.append("split; [hl_instance |].")
    return Satisfied("\n  ".join([*stated, "True"]), "\n".join([*proof, "exact I."]))


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
    """Everything is 1."""
    context = derivation.context
    one = flint.fmpq(1)
    values: dict[Any, Any] = dict.fromkeys(context.symbols, one)
    for name, family in context.families.items():
        for at in itertools.product((1, 2), repeat=len(family.sizes)):
            values[(name, *at)] = one if family.values is None else 1
    sizes, indices = dict.fromkeys(context.sizes, 1), dict.fromkeys(context.indices, 1)
    return Instance(context, sizes, values, indices)


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
