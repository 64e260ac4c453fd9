"""The long run at the doors.

``python -m tests.fuzz.door_runs --false 10000 --true 1000`` makes so many attempts of each
class, none of which may be accepted, and so many of their true twins, of which it says how many
are refused; ``--jobs`` runs in several processes.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
from collections import Counter

from .door_makers import MAKERS
from .doors import accepted, fails

#: Attempts of one task, and draws for each after which a maker is given up.
TASK, DRAWS = 500, 60
Task = tuple[str, bool, int, int]


def work(task: Task) -> tuple[Counter[str], list[str]]:
    """Attempts of one class (or their true twins), judged; and what was judged wrongly."""
    kind, true, seed, count = task
    rng = random.Random(f"{kind} {true} {seed}")
    seen: Counter[str] = Counter()
    shown: list[str] = []
    while seen["tried"] < count and seen["drawn"] < DRAWS * count:
        seen["drawn"] += 1
        attempt = MAKERS[kind](rng, true=true)
        if attempt is None or (not true and not fails(attempt)):
            continue
        seen["tried"] += 1
        taken = accepted(attempt)
        seen["accepted"] += taken
        if taken != true:
            held = attempt.sheet.d.context.hypotheses
            assumed = "; ".join(f"{h.relation} if {h.guard}" for h in held.values())
            shown.append(f"{attempt.relation} by {attempt.rule}; {assumed}")
    return seen, shown


def tasks(false: int, true: int, seed: int) -> list[Task]:
    """The work of a run in pieces that do not depend on each other."""
    return [
        (kind, twin, seed * 1_000_000 + start, min(TASK, count - start))
        for kind in MAKERS
        for twin, count in ((False, false), (True, true))
        for start in range(0, count, TASK)
    ]


def main() -> int:
    """Run, print a table, and return 1 if an attempt was accepted."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.door_runs", description=__doc__)
    parser.add_argument("--false", type=int, default=10_000, metavar="N", help="for each class")
    parser.add_argument("--true", type=int, default=1000, metavar="N", help="for each class")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    args = parser.parse_args()
    seen: dict[tuple[str, bool], Counter[str]] = {}
    wrong: list[str] = []
    todo = tasks(args.false, args.true, args.seed)
    with multiprocessing.get_context("spawn").Pool(args.jobs, maxtasksperchild=4) as pool:
        for (kind, true, *_), (counted, shown) in zip(todo, pool.imap(work, todo), strict=True):
            seen.setdefault((kind, true), Counter()).update(counted)
            wrong += shown if not true else []
            print(f"{kind} {true}: {dict(seen[kind, true])}", file=sys.stderr, flush=True)
    print(f"{'class':14} {'false':>8} {'accepted':>8} {'true':>8} {'refused':>8} {'share':>7}")
    for kind in MAKERS:
        false, right = seen.get((kind, False), Counter()), seen.get((kind, True), Counter())
        refused = right["tried"] - right["accepted"]
        share = refused / max(1, right["tried"])
        print(
            f"{kind:14} {false['tried']:8} {false['accepted']:8} {right['tried']:8} {refused:8} "
            f"{share:7.2%}"
        )
    print(*wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
