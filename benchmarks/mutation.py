"""Mutation testing of hardlimit.numeric: which small bugs do cross-checks and tests see?

    python -m benchmarks.mutation [--count N] [--seed S] [--jobs J] [--modules NAME ...]
                                  [--results FILE] [--report] [--thorough]

Each mutant is the package with one operator, constant, comparison, condition, argument or
statement changed. It is put in front of three judges, in this order, until one refuses it:

    formulas   the cross-checks of all derivations against exact evaluation
    oracles    tests/numeric_oracles: every public function against exact arithmetic
    tests      the unit tests of numeric

`formulas` and `oracles` are what is called cross-checks. With --thorough every judge sees every
mutant. Results are appended to FILE (JSON lines) after each mutant, so a stopped run goes on where
it was; a changed module makes new mutants. Exit code 0 if the unchanged package passes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.mutants import Mutant, mutants

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "numeric"
#: Not the code that is judged: the judges' own arithmetic, inputs, and what only checks input.
LEFT_OUT = ("__init__", "_checks", "exact", "problems")
#: A mutant that takes so many times as long as the package itself is refused as endless.
PATIENCE = 8

FORMULAS = """
import sys
from hardlimit.proofs.book.crosscheck import run_crosschecks
from hardlimit.proofs.book.importing import library
from hardlimit.proofs.book.registry import build
for entry in library().entries:
    draft = build(entry)
    if draft.crosschecks:
        found = run_crosschecks(draft)
        if not found.ok:
            sys.exit(f"{entry.label}: {found.detail}")
"""
_PYTEST = ("-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--no-header", "--tb=line")
JUDGES: dict[str, tuple[str, ...]] = {
    "formulas": ("-c", FORMULAS),
    "oracles": (
        *_PYTEST,
        "tests/numeric_oracles",
        "--ignore=tests/numeric_oracles/test_crosschecks.py",
    ),
    "tests": (*_PYTEST, "tests/numeric"),
}


def main() -> int:
    """Draw mutants, judge those that have no verdict yet, and report."""
    parser = argparse.ArgumentParser(description="Mutation testing of hardlimit.numeric.")
    parser.add_argument("--count", type=int, default=200, help="how many mutants")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--modules", nargs="*", default=None, metavar="NAME")
    parser.add_argument("--results", type=Path, default=ROOT / "build" / "mutation.jsonl")
    parser.add_argument("--report", action="store_true", help="report only, judge nothing")
    parser.add_argument("--thorough", action="store_true", help="all judges see every mutant")
    args = parser.parse_args()
    every = [m for path in modules(args.modules) for m in mutants(path)]
    random.Random(args.seed).shuffle(every)
    chosen = every[: args.count]
    known = read(args.results)
    print(f"{len(every)} mutants of {len(modules(args.modules))} modules, {len(chosen)} chosen")
    if not args.report:
        todo = [m for m in chosen if m.key not in known]
        limits = unchanged() if todo else {}
        if limits is None:
            return 1
        args.results.parent.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(args.jobs) as pool, args.results.open("a") as file:
            for m, verdict in pool.map(lambda m: (m, judge(m, args.thorough, limits)), todo):
                known[m.key] = verdict
                file.write(json.dumps({"key": m.key, "killed": verdict}) + "\n")
                file.flush()
                print(
                    f"{m.module}:{m.line}: {m.what}: {', '.join(verdict) or 'SURVIVES'}", flush=True
                )
    report([m for m in chosen if m.key in known], known)
    return 0


def modules(names: list[str] | None) -> list[Path]:
    """The modules that are changed."""
    every = sorted(p for p in PACKAGE.glob("*.py") if p.stem not in LEFT_OUT)
    return [p for p in every if names is None or p.stem in names]


def read(path: Path) -> dict[str, list[str]]:
    """Which judges refused which mutant."""
    if not path.exists():
        return {}
    lines = (json.loads(line) for line in path.read_text().splitlines() if line.strip())
    return {line["key"]: line["killed"] for line in lines}


def judge(mutant: Mutant, thorough: bool, limits: dict[str, float]) -> list[str]:
    """The judges that refuse the mutant; the first one only unless ``thorough``."""
    killed = []
    with tempfile.TemporaryDirectory() as folder:
        lay_out(Path(folder), mutant)
        for name, command in JUDGES.items():
            if not passes(command, folder, limits[name]):
                killed.append(name)
                if not thorough:
                    break
    return killed


def unchanged() -> dict[str, float] | None:
    """How long each judge may take, if all accept the package as it is; says who does not."""
    limits = {}
    with tempfile.TemporaryDirectory() as folder:
        lay_out(Path(folder), None)
        for name, command in JUDGES.items():
            begun = time.perf_counter()
            if not passes(command, folder, show=True):
                print(f"{name} refuses the package as it is", file=sys.stderr)
                return None
            seconds = time.perf_counter() - begun
            limits[name] = 60 + PATIENCE * seconds
            print(f"{name}: {seconds:.1f} s", flush=True)
    return limits


def lay_out(folder: Path, mutant: Mutant | None) -> None:
    """A folder to import hardlimit from, with the changed module in a copy of the package."""
    space = folder / "hardlimit"
    space.mkdir()
    for part in ("proofs", "derivations"):
        (space / part).symlink_to(ROOT / part)
    shutil.copytree(PACKAGE, space / "numeric", ignore=shutil.ignore_patterns("__pycache__"))
    if mutant is not None:
        (space / "numeric" / f"{mutant.module}.py").write_text(mutant.source)


def passes(
    command: tuple[str, ...], folder: str, seconds: float | None = None, show: bool = False
) -> bool:
    """Whether a judge accepts what is laid out there; running out of time is no pass."""
    environment = {
        **os.environ,
        "PYTHONPATH": folder,
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(Path(folder) / "hypothesis"),
    }
    try:
        run = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT, env=environment, capture_output=True, text=True, timeout=seconds,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    if show and run.returncode:
        print(run.stdout[-2000:], run.stderr[-2000:], file=sys.stderr)
    return run.returncode == 0


def report(chosen: list[Mutant], known: dict[str, list[str]]) -> None:
    """Rates, and every survivor."""
    total = len(chosen)
    if not total:
        return
    crosschecked = sum(bool({"formulas", "oracles"} & set(known[m.key])) for m in chosen)
    killed = sum(bool(known[m.key]) for m in chosen)
    first = Counter((known[m.key] or ["nobody"])[0] for m in chosen)
    print(f"\n{total} mutants; first refused by: {dict(first)}")
    print(f"cross-checks alone refuse {crosschecked} ({crosschecked / total:.1%})")
    print(f"with the tests           {killed} ({killed / total:.1%})")
    for m in chosen:
        if not {"formulas", "oracles"} & set(known[m.key]):
            state = "seen by tests only" if known[m.key] else "SURVIVES"
            print(f"  {state}: {m.module}.py:{m.line}: {m.what}")


if __name__ == "__main__":
    sys.exit(main())
