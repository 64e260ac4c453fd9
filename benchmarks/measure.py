"""How long things take, as multiples of starting Python and of importing SymPy.

    python benchmarks/measure.py [--repeat N] [TARGET ...]

The targets are those of ``hardlimit verify``; without one, everything installed is checked.
The commands run with a cache of their own, in a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

COMMAND = ("-m", "hardlimit.proofs.cli")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure hardlimit against Python and SymPy.")
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--repeat", type=int, default=5, help="runs of each quick command")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HARDLIMIT_CACHE"] = folder
        commands(args.targets, args.repeat)
    residues(args.targets)


def commands(targets: list[str], repeat: int) -> None:
    """Whole commands, the quick ones several times: the least time counts."""
    start = best(repeat, "-c", "pass")
    sympy = best(repeat, "-c", "import sympy")
    print(f"{'command':<28} {'seconds':>8} {'/ python -c pass':>17} {'/ import sympy':>15}")
    rows = {
        "python -c pass": start,
        "import sympy": sympy,
        "hardlimit --help": best(repeat, *COMMAND, "--help"),
        "verify --no-cache": best(1, *COMMAND, "verify", "--no-cache", *targets),
        "verify, first": best(1, *COMMAND, "verify", *targets),
        "verify, cached": best(repeat, *COMMAND, "verify", *targets),
    }
    for name, seconds in rows.items():
        print(f"{name:<28} {seconds:>8.3f} {seconds / start:>17.1f} {seconds / sympy:>15.2f}")


def best(repeat: int, *arguments: str) -> float:
    """The least wall time of ``repeat`` runs of Python with these arguments."""
    times = []
    for _ in range(repeat):
        begun = time.perf_counter()
        done = subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=False)
        times.append(time.perf_counter() - begun)
        if done.returncode != 0:
            sys.exit(f"python {' '.join(arguments)} ended with exit code {done.returncode}")
    return min(times)


def residues(targets: list[str]) -> None:
    """The time that each step spends in residues, and in all of its checks."""
    from hardlimit.proofs.book.checking import checker_of
    from hardlimit.proofs.book.session import Session
    from hardlimit.proofs.cli.targets import resolve

    spent: list[float] = []
    residue: dict[str, float] = {}
    whole: dict[str, float] = {}
    with timed_residues(spent):
        for request in resolve(Session(None), targets):
            label = request.card.label

            def note(checked: Any, label: str = label) -> None:
                name = f"{label} step {checked.step.number}"
                residue[name], whole[name] = sum(spent), checked.seconds
                spent.clear()

            checker = checker_of(request.origin)
            # What is cited is checked first, and not counted.
            checker.unproved(request.card.slug)
            spent.clear()
            checker.check(request.card.slug, note)
    print()
    summary("residue of a step", residue)
    summary("whole step", whole)


@contextmanager
def timed_residues(spent: list[float]) -> Iterator[None]:
    """Note the time of every residue that a rule asks for."""
    from hardlimit.proofs.rules.state import State

    original = State.residue

    def timed(self: State, *args: Any, **options: Any) -> Any:
        begun = time.perf_counter()
        try:
            return original(self, *args, **options)
        finally:
            spent.append(time.perf_counter() - begun)

    State.residue = timed  # type: ignore[method-assign]
    try:
        yield
    finally:
        State.residue = original  # type: ignore[method-assign]


def summary(title: str, times: dict[str, float]) -> None:
    """Median and largest of the times of steps, in milliseconds."""
    if times:
        slowest = max(times, key=lambda name: times[name])
        median = statistics.median(times.values())
        print(
            f"{title}: {len(times)} steps, median {1000 * median:.1f} ms, "
            f"largest {1000 * times[slowest]:.1f} ms ({slowest})"
        )


if __name__ == "__main__":
    main()
