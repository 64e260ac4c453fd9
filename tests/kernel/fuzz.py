"""The long run of random truths and falsehoods against the residue witness.

``python -m tests.kernel.fuzz --false 100000 --true 1000`` makes that many false lines, none of
which may be accepted, and for each law that many true lines, of which it says how many are
refused; ``--jobs`` runs in several processes.  What is true and what is false is decided by the
strict evaluator at drawn instances, which shares no code with the normal form.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import sympy as sp
from hardlimit.proofs.attack.places import places
from hardlimit.proofs.claims import Claim, Equal
from hardlimit.proofs.errors import HardlimitError, Undecided, Undefined, VocabularyError
from hardlimit.proofs.form import positive_definitions
from hardlimit.proofs.hygiene import check_expression
from hardlimit.proofs.instances.draw import Drawer
from hardlimit.proofs.instances.evaluate import Instance
from hardlimit.proofs.instances.profiles import profiles
from hardlimit.proofs.instances.witness import Refuted, check_at
from hardlimit.proofs.rules.state import State
from hardlimit.proofs.substitution import bound_maps, names_used

from .language import CONTEXT, DEFINED, Maker, Y
from .variations import KINDS, spoil, true_pair

#: Instances at which truth is decided, and how many of them make a line credible.
INSTANCES, ENOUGH = 14, 4
#: Places of the larger side; lines of one task of a long run.
LARGEST, TASK = 160, 1000
Pair = tuple[Any, Any]


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


def truth(lhs: Any, rhs: Any) -> str:
    """ "true", "false", or "unknown" where too few instances give both sides a value."""
    good = 0
    for instance in instances():
        try:
            check_at(Equal(lhs, rhs), instance)
        except Refuted:
            return "false"
        except (Undefined, Undecided):
            continue
        good += 1
    return "true" if good >= ENOUGH else "unknown"


@cache
def _state() -> State:
    claim = Claim(Equal(sp.Integer(0), sp.Integer(0)))
    return State(CONTEXT, claim, {}, {}, positive_names=positive_definitions(CONTEXT))


def accepts(lhs: Any, rhs: Any, *, unfold: bool = True, logs: bool = True) -> bool:
    """Whether the normal form takes the two for equal (undecided counts as no)."""
    try:
        return _state().equal(lhs, rhs, DEFINED if unfold else (), logs=logs)
    except (HardlimitError, RecursionError):
        return False


def well_formed(lhs: Any, rhs: Any) -> bool:
    """Whether the gate of the checker would let the two sides pass."""
    if lhs == rhs or sum(1 for _ in places(rhs)) > LARGEST:
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


def false_pair(make: Maker) -> Pair | None:
    """Two expressions that were equal until one thing was changed; most are not any more."""
    lhs, rhs = true_pair(make, make.choose(KINDS) if make.chance(50) else "mixed")
    rhs = spoil(make, rhs)
    return (lhs, rhs) if well_formed(lhs, rhs) else None


def lines(task: tuple[str, int, int]) -> tuple[Counter[tuple[str, str]], list[str]]:
    """``count`` lines of one kind ("false" or a law), and examples of what went wrong."""
    kind, seed, count = task
    rng = random.Random(f"{kind} {seed}")
    seen: Counter[tuple[str, str]] = Counter()
    shown: list[str] = []
    while seen[kind, "tried"] < count:
        make = Maker(rng.choice, maps=rng.random() < 0.3)
        both = false_pair(make) if kind == "false" else true_pair(make, kind)
        if both is None or (kind != "false" and not well_formed(*both)):
            continue
        fact = truth(*both)
        if fact != ("false" if kind == "false" else "true"):
            if kind != "false" and fact == "false":
                shown.append(f"not true: {both[0]} = {both[1]}")
            continue
        if kind == "false":
            verdict = accepts(*both, unfold=rng.random() < 0.7, logs=rng.random() < 0.7)
        else:
            # Which definitions are written out is the author's choice.
            verdict = accepts(*both, unfold=False) or accepts(*both)
        seen[kind, "tried"] += 1
        seen[kind, "accepted" if verdict else "refused"] += 1
        if verdict == (kind == "false"):
            shown.append(f"{both[0]} = {both[1]}")
    return seen, shown


def tasks(false: int, true: int, seed: int) -> Iterator[tuple[str, int, int]]:
    """The work of a run in pieces that do not depend on each other."""
    for kind, count in (("false", false), *((kind, true) for kind in KINDS)):
        for start in range(0, count, TASK):
            yield kind, seed * 1_000_000 + start, min(TASK, count - start)


def main() -> int:
    """Run, print a table, and return 1 if a false line was accepted."""
    parser = argparse.ArgumentParser(prog="python -m tests.kernel.fuzz", description=__doc__)
    parser.add_argument("--false", type=int, default=100_000, metavar="N")
    parser.add_argument("--true", type=int, default=1000, metavar="N", help="for each law")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, metavar="N", help="refused lines to show")
    args = parser.parse_args()
    seen: Counter[tuple[str, str]] = Counter()
    shown: dict[str, list[str]] = {}
    work = list(tasks(args.false, args.true, args.seed))
    with multiprocessing.get_context("spawn").Pool(args.jobs, maxtasksperchild=4) as pool:
        for (kind, _, _), (counted, examples) in zip(work, pool.imap(lines, work), strict=True):
            seen += counted
            shown.setdefault(kind, []).extend(examples)
            if kind == "false":
                tried, accepted = seen[kind, "tried"], seen[kind, "accepted"]
                print(f"{tried} false lines, {accepted} accepted", file=sys.stderr, flush=True)
    for kind in ("false", *KINDS):
        tried, refused = seen[kind, "tried"], seen[kind, "refused"]
        share = f"{refused / tried:7.2%}" if tried else ""
        accepted = seen[kind, "accepted"]
        print(f"{kind:16} {tried:7} tried {accepted:7} accepted {refused:7} refused {share}")
        count = len(shown.get(kind, [])) if kind == "false" else args.show
        for line in sorted(shown.get(kind, []), key=len)[:count]:
            print(f"    {line}")
    return 1 if seen["false", "accepted"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
