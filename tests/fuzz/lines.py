"""The long run of random truths and falsehoods against the checker.

``python -m tests.fuzz.lines --false 100000 --true 1000`` makes that many false lines, none of
which may be accepted by anything, and for each law that many true lines, of which it says how
many the normal form refuses; ``--jobs`` runs in several processes.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import sympy as sp
from hardlimit.proofs.kernel.form import positive_definitions
from hardlimit.proofs.language.claims import Claim, Equal
from hardlimit.proofs.language.errors import HardlimitError, Undecided
from hardlimit.proofs.language.places import places
from hardlimit.proofs.language.vocabulary import XLogY
from hardlimit.proofs.rules.state import State

from .falsehoods import TOTALS, Line, false_lines, judged
from .language import CONTEXT, DEFINED, Maker
from .truths import truth, well_formed
from .variations import KINDS, true_pair

#: Lines of one task of a long run.
TASK = 1000
VERDICTS = ("refused", "undecided", "accepted")
WHY = "why: "
#: What the normal form does not do, by what occurs in the lines.
CLASSES: tuple[tuple[Any, str], ...] = (
    ((sp.log, XLogY), "log u^2 = 2 log u where only log u itself says that u > 0"),
    (sp.Abs, "|u| = u where only a root or logarithm of u says that u > 0"),
)
Counts = Counter[tuple[str, str]]


def state_with(earlier: Mapping[str, Claim]) -> State:
    """What a rule may use after ``earlier`` lines."""
    claim = Claim(Equal(sp.Integer(0), sp.Integer(0)))
    return State(CONTEXT, claim, earlier, {}, positive_names=_positive())


@cache
def _positive() -> frozenset[str]:
    return positive_definitions(CONTEXT)


def verdict(judge: Callable[[], Any]) -> str:
    """ "accepted", "refused" or "undecided"."""
    try:
        return "accepted" if judge() else "refused"
    except (Undecided, RecursionError):
        return "undecided"
    except HardlimitError:
        return "refused"


def refusal(lhs: Any, rhs: Any) -> str:
    """Why the normal form does not take the two for equal; empty if it does.

    Which definitions are written out is the author's choice.  Lines that are undecided say
    why; the others are told apart by what occurs in them.
    """
    state, reason = state_with({}), ""
    for names in ((), DEFINED):
        try:
            if state.equal(lhs, rhs, names, logs=True):
                return ""
        except (HardlimitError, RecursionError) as error:
            reason = str(error) or type(error).__name__
    found = (why for kinds, why in CLASSES if any(isinstance(p, kinds) for p in _parts(lhs, rhs)))
    return reason or next(found, "a numerator taken out of the sum in which its denominator stays")


def _parts(*sides: Any) -> Iterator[Any]:
    return (part for side in sides for _, part, _ in places(side))


def really_false(line: Line) -> bool:
    """Whether instances show that ``line`` is false."""
    return well_formed(line.relation) and truth(line.relation) == "false"


def sound(earlier: Mapping[str, Claim]) -> bool:
    """Whether instances show that the earlier lines are true."""
    return earlier is TOTALS or all(
        well_formed(c.relation) and truth(c.relation) == "true" for c in earlier.values()
    )


def false_task(seed: int, count: int) -> tuple[Counts, list[str]]:
    """``count`` false lines, judged, and those that something accepted."""
    rng = random.Random(f"false {seed}")
    seen: Counts = Counter()
    shown: list[str] = []
    while seen["false", "tried"] < count:
        state = None
        make = Maker(rng.choice, maps=rng.random() < 0.3)
        for line in false_lines(make):
            if not really_false(line):
                continue
            if state is None and not sound(line.earlier):
                break
            # The lines of one draw have the same earlier lines.
            state = state or state_with(line.earlier)
            seen["false", "tried"] += 1
            seen["false", line.kind] += 1
            found = {name: verdict(judge) for name, judge in judged(make, line, state)}
            for name, said in found.items():
                seen[name, said] += 1
            if "accepted" in found.values():
                seen["false", "accepted"] += 1
                by = [name for name, said in found.items() if said == "accepted"]
                shown.append(f"{line.relation} by {', '.join(by)}")
    return seen, shown


def true_task(law: str, seed: int, count: int) -> tuple[Counts, list[str]]:
    """``count`` true lines made by one law, and those that the normal form refuses."""
    rng = random.Random(f"{law} {seed}")
    seen: Counts = Counter()
    shown: list[str] = []
    while seen[law, "tried"] < count:
        lhs, rhs = true_pair(Maker(rng.choice, maps=rng.random() < 0.3), law)
        if not well_formed(Equal(lhs, rhs)):
            continue
        fact = truth(Equal(lhs, rhs))
        if fact == "true":
            seen[law, "tried"] += 1
            why = refusal(lhs, rhs)
            if why:
                seen[law, "refused"] += 1
                seen[law, f"{WHY}{why}"] += 1
                shown.append(f"{lhs} = {rhs}")
        elif fact == "false":
            shown.append(f"not true: {lhs} = {rhs}")
    return seen, shown


def work(task: tuple[str, int, int]) -> tuple[Counts, list[str]]:
    """One piece of a run: false lines, or true lines of one law."""
    kind, seed, count = task
    return false_task(seed, count) if kind == "false" else true_task(kind, seed, count)


def tasks(false: int, true: int, seed: int) -> Iterator[tuple[str, int, int]]:
    """The work of a run in pieces that do not depend on each other."""
    for kind, count in (("false", false), *((kind, true) for kind in KINDS)):
        for start in range(0, count, TASK):
            yield kind, seed * 1_000_000 + start, min(TASK, count - start)


def main() -> int:
    """Run, print tables, and return 1 if a false line was accepted."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.lines", description=__doc__)
    parser.add_argument("--false", type=int, default=100_000, metavar="N")
    parser.add_argument("--true", type=int, default=1000, metavar="N", help="for each law")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, metavar="N", help="refused lines to show")
    args = parser.parse_args()
    seen: Counts = Counter()
    shown: dict[str, list[str]] = {}
    todo = list(tasks(args.false, args.true, args.seed))
    with multiprocessing.get_context("spawn").Pool(args.jobs, maxtasksperchild=4) as pool:
        for (kind, seed, _), (counted, examples) in zip(todo, pool.imap(work, todo), strict=True):
            seen += counted
            shown.setdefault(kind, []).extend(examples)
            tried, accepted = seen[kind, "tried"], seen[kind, "accepted"]
            done = f"{accepted} accepted" if kind == "false" else f"{seen[kind, 'refused']} refused"
            print(f"seed {seed}: {tried} {kind} lines, {done}", file=sys.stderr, flush=True)
    if args.false:
        print(*false_table(seen), *shown.get("false", []), sep="\n")
    if args.true:
        print(*true_table(seen, shown, args.show), sep="\n")
    return 1 if seen["false", "accepted"] else 0


def false_table(seen: Counts) -> Iterator[str]:
    """The false lines of a run, by kind and by what judged them."""
    tried, accepted = seen["false", "tried"], seen["false", "accepted"]
    yield f"{tried} false lines, {accepted} accepted"
    for kind in ("equation", "replacement", "inequality", "sign"):
        yield f"    {kind:34} {seen['false', kind]:8}"
    yield f"{'judged by':38} {'lines':>8} {'refused':>8} {'undecided':>9} {'accepted':>8}"
    for judge in sorted({name for name, said in seen if said in VERDICTS and name != "false"}):
        counts = [seen[judge, said] for said in VERDICTS]
        yield f"    {judge:34} {sum(counts):8} {counts[0]:8} {counts[1]:9} {counts[2]:8}"


def true_table(seen: Counts, shown: Mapping[str, list[str]], most: int) -> Iterator[str]:
    """The true lines of a run, by law, with the shortest of those that were refused."""
    yield f"{'true by the law of':20} {'tried':>8} {'refused':>8} {'share':>7}"
    for law in KINDS:
        tried, refused = seen[law, "tried"], seen[law, "refused"]
        yield f"{law:20} {tried:8} {refused:8} {refused / max(1, tried):7.2%}"
        for name, why in sorted(k for k in seen if k[0] == law and k[1].startswith(WHY)):
            yield f"{'':20} {'':8} {seen[name, why]:8} {why.removeprefix(WHY)}"
        yield from (f"    {line}" for line in sorted(shown.get(law, []), key=len)[:most])


if __name__ == "__main__":
    raise SystemExit(main())
