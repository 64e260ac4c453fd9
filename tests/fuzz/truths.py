"""What is true and what is false, by numbers: the strict evaluator at drawn instances.

Nothing here is shared with the normal form, the rules or the procedure for signs.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from hardlimit.proofs.instances.checks import Refuted, check_at
from hardlimit.proofs.instances.draw import Drawer
from hardlimit.proofs.instances.evaluate import Instance
from hardlimit.proofs.instances.profiles import profiles
from hardlimit.proofs.language.claims import Relation
from hardlimit.proofs.language.errors import Undecided, Undefined, VocabularyError
from hardlimit.proofs.language.hygiene import check_expression
from hardlimit.proofs.language.places import places
from hardlimit.proofs.language.substitution import bound_maps, names_used

from .language import CONTEXT, Y

#: Instances at which truth is decided, and how many of them make a line credible.
INSTANCES, ENOUGH = 14, 4
#: Places of the larger side.
LARGEST = 160


@cache
def instances() -> tuple[Instance, ...]:
    """Small adversarial instances of the vocabulary of the fuzzer, at which its facts hold."""
    drawer = Drawer(replace(CONTEXT, hypotheses={}), (), "residue fuzz")
    judge = Drawer(CONTEXT, (), "unused")
    small = [p for p in profiles(4 * INSTANCES, len(CONTEXT.sizes)) if max(p.sizes) <= 3]
    drawn = [_repaired(i) for i in map(drawer.draw, small[:INSTANCES]) if i is not None]
    return tuple(i for i in drawn if judge.broken(i) is None)


def _repaired(instance: Instance) -> Instance:
    """The instance with just so many values made positive that the facts hold."""
    values, at, size = dict(instance.values), instance.indices["c"], instance.sizes
    for where in values:
        name, *i = where if isinstance(where, tuple) else (where,)
        wanted = (
            name == "log"
            or (name == "g" and i[0] <= size["N"])
            or (name == "hh" and i[0] == at)
            or (name == "lam" and i[0] <= size["N"] and i[1] == at)
            or (name == "cov" and i[0] == i[1] <= size["K"])
            or (name == "loss" and i[0] > 1)
        )
        if wanted:
            values[where] = abs(values[where]) or values[where] + 1
    squares = [values["g", n] ** 2 / 2 for n in range(1, size["N"] + 1)]
    if values[Y.name] >= min(squares):
        values[Y.name] = -values[Y.name] - 1
    return Instance(CONTEXT, size, values, instance.indices)


def truth(relation: Relation) -> str:
    """ "true", "false", or "unknown" where too few instances give both sides a value."""
    good = 0
    for instance in instances():
        try:
            check_at(relation, instance)
        except Refuted:
            return "false"
        except (Undefined, Undecided):
            continue
        good += 1
    return "true" if good >= ENOUGH else "unknown"


def well_formed(relation: Any) -> bool:
    """Whether the gate of the checker would let the two sides pass."""
    lhs, rhs = relation.expressions()
    if lhs == rhs or max(sum(1 for _ in places(e)) for e in (lhs, rhs)) > LARGEST:
        return False
    bound = bound_maps(lhs) | bound_maps(rhs)
    if bound & (names_used(lhs) | names_used(rhs)):
        return False
    try:
        check_expression(lhs, CONTEXT)
        check_expression(rhs, CONTEXT)
    except VocabularyError:
        return False
    return True
