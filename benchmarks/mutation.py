"""Mutation testing of hardlimit.numeric: which small bugs do cross-checks and tests see?

    OPENBLAS_NUM_THREADS=1 nice python -m benchmarks.mutation [--count N] [--seed S]
                           [--modules NAME ...] [--results FILE] [--report]
                           [--judges NAME ...] [--budget SECONDS] [--thin N] [--again]

Quickest: `--judges oracles --thin 6 --budget 10`, then `--again --budget 600` for what survived.

Each mutant is the package with one operator, constant, comparison, condition, argument or
statement changed. It is put in front of three judges until one refuses it:

    formulas   the cross-checks of all derivations against exact evaluation
    oracles    tests/numeric/oracles: every public function against exact arithmetic
    tests      the unit tests of numeric

`formulas` and `oracles` are what is called cross-checks; they come first. All is done in one
process and on one core (`benchmarks/judging.py`). Results are appended to FILE (JSON lines) after
each mutant, so a stopped run goes on where it was; a changed module makes new mutants. Survivors
that change nothing anybody could see are listed with the reason in `equivalent.toml`. Exit code 0
if the unchanged package passes.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.judging import JUDGES, PACKAGE, ROOT, Judging, Verdict
from benchmarks.mutants import Mutant, draw

#: Not the code that is judged: the judges' own arithmetic, inputs, what only checks input, and
#: what is compiled by Numba, which no judge needs.
LEFT_OUT = (
    "__init__", "_checks", "_compiled", "_compiled_pass", "compiling", "exact", "problems",
)  # fmt: skip
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
TESTS = (
    "tests/numeric",
    *(f"--ignore=tests/numeric/{other}" for other in ("certify", "estimators", "judge")),
    "--ignore=tests/numeric/oracles/test_crosschecks.py",
    "--ignore=tests/numeric/test_cluster.py",
)


def main() -> int:
    """Draw mutants, judge those that have no verdict yet, and report."""
    parser = argparse.ArgumentParser(description="Mutation testing of hardlimit.numeric.")
    parser.add_argument("--count", type=int, default=200, help="how many mutants")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--modules", nargs="*", default=None, metavar="NAME")
    parser.add_argument("--results", type=Path, default=ROOT / "build" / "mutation.jsonl")
    parser.add_argument("--budget", type=float, default=40, help="seconds for a mutant")
    parser.add_argument("--judges", nargs="*", default=JUDGES, choices=JUDGES, help="who judges")
    parser.add_argument("--thin", type=int, default=1, help="every so many problems of an oracle")
    parser.add_argument("--again", action="store_true", help="judge what survived once more")
    parser.add_argument("--report", action="store_true", help="report only, judge nothing")
    args = parser.parse_args()
    chosen = draw(modules(args.modules), args.count, args.seed)
    known = read(args.results)
    reasons = equivalent()
    todo = [m for m in chosen if m.key not in known]
    if args.again:
        todo += [
            m for m in chosen if m.key in known and not known[m.key] and name(m) not in reasons
        ]
    code = 0
    if todo and not args.report:
        args.results.parent.mkdir(parents=True, exist_ok=True)
        code = judged(todo, known, args)
    report([m for m in chosen if m.key in known], known)
    return code


def modules(names: list[str] | None) -> list[Path]:
    """The modules that are changed."""
    every = sorted(p for p in PACKAGE.glob("*.py") if p.stem not in LEFT_OUT)
    return [p for p in every if names is None or p.stem in names]


def read(path: Path) -> dict[str, Verdict]:
    """Who refused which mutant."""
    if not path.exists():
        return {}
    lines = (json.loads(line) for line in path.read_text().splitlines() if line.strip())
    return {line["key"]: line["by"] and (line["by"][0], line["by"][1]) for line in lines}


def judged(todo: list[Mutant], known: dict[str, Verdict], args: argparse.Namespace) -> int:
    """Judge mutants and write down what comes out; 0 if the package itself passes."""

    def work(judge: Callable[[Mutant], Verdict]) -> None:
        with args.results.open("a") as file:
            for m in todo:
                verdict = known[m.key] = judge(m)
                file.write(json.dumps({"key": m.key, "by": verdict}) + "\n")
                file.flush()
                said = ": ".join(verdict) if verdict else "SURVIVES"
                print(f"{m.module}.py:{m.line}: {m.what}: {said}", flush=True)

    os.chdir(ROOT)
    judging = Judging(work, args.results.with_suffix(".lines"), args.budget, args.judges, args.thin)
    options = ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:xdist"]
    return int(pytest.main([*options, *TESTS], plugins=[judging]))


Name = tuple[str, str, str]


def name(m: Mutant) -> Name:
    """By which a mutant is listed."""
    return m.module, m.function, m.what


def equivalent() -> dict[Name, str]:
    """Mutants that change no result, and why."""
    listed = tomllib.loads(EQUIVALENT.read_text())["mutant"]
    return {(e["module"], e["function"], e["what"]): e["why"] for e in listed}


def report(chosen: list[Mutant], known: dict[str, Verdict]) -> None:
    """Rates, and every survivor."""
    reasons = equivalent()
    same = [m for m in chosen if not known[m.key] and name(m) in reasons]
    counted = [m for m in chosen if m not in same]
    if not counted:
        return
    first = Counter((known[m.key] or ("nobody",))[0] for m in counted)
    crosschecked, killed = first["formulas"] + first["oracles"], len(counted) - first["nobody"]
    print(f"\n{len(chosen)} mutants, {len(same)} equivalent; others refused by {dict(first)}")
    print(f"cross-checks alone refuse {crosschecked} ({crosschecked / len(counted):.1%})")
    print(f"with the tests           {killed} ({killed / len(counted):.1%})")
    for m in counted:
        verdict = known[m.key]
        if verdict is None or verdict[0] == "tests":
            state = f"seen by tests only, {verdict[1]}" if verdict else "SURVIVES"
            print(f"  {state}: {m.module}.py:{m.line} ({m.function}): {m.what}")
    for m in same:
        print(f"  equivalent: {m.module}.py:{m.line} ({m.function}): {m.what}: {reasons[name(m)]}")


if __name__ == "__main__":
    sys.exit(main())
