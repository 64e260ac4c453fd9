"""How the cost of a derivation grows: 1 if like the number of its steps, 2 if like the square.

    python benchmarks/growth.py [--kernel] [--blocks N] [--repeat N]

Derivations of N, 2 N and 4 N blocks of five steps are verified, each for the first time.  What 2 N
blocks add to 2 N, over what N add to N, is printed, halved: the start of Python and of Coq cancels.
Blocks are alike but for a number, and speak of the same symbols, or each of a name of its own as
well.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

_HEAD = """
import sympy as sp
from hardlimit.proofs.author import *

@derivation(label="X1", slug="blocks", title="Blocks")
def blocks(d: Derivation) -> None:
    x, y = d.symbol("x"), d.symbol("y")
"""
_BLOCK = """
    a = {a}
    square = d.have(equal((x + a) ** 2, x**2 + 2 * a * x + a**2), "Expand.", Algebra())
    low = d.have(at_most(2 * a * x, x**2 + a**2), "A square.", Gap((x - a) ** 2))
    both = d.have(at_most((x + a) ** 2, 2 * x**2 + 2 * a**2), "Add.", combine(square, low))
    grown = d.have(at_most(sp.exp(2 * a * x), sp.exp(x**2 + a**2)), "Grow.", Monotone(low))
    d.have(at_most(sp.log(1 + x**2 + {i}), x**2 + {i}), "The tangent.", LogBound())
"""


def written(blocks: int, names: bool, first: int = 1) -> str:
    """A file with one derivation of so many blocks, numbered from ``first`` on."""
    parts = [_HEAD]
    for i in range(first, first + blocks):
        if names:
            parts.append(f'    b{i} = d.define("b{i}", (), y + {i}, note="a number")\n')
        parts.append(_BLOCK.format(i=i, a=f"b{i}" if names else f"y + {i}"))
    return "".join([*parts, '    d.show(at_most(0, x**2), "A square.", Gap(x**2))\n'])


def seconds(file: Path, kernel: bool) -> float:
    """Processor time of a check, of all processes that it starts."""
    command = [sys.executable, "-m", "hardlimit.proofs.cli", "verify", "--jobs", "1", str(file)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [*command, *(["--kernel", "--require", "proved"] if kernel else [])],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(done.stdout)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How cost grows with the number of steps.")
    parser.add_argument("--kernel", action="store_true", help="have Coq prove the steps, too")
    parser.add_argument("--blocks", type=int, default=8)
    parser.add_argument("--repeat", type=int, default=3, help="the median counts")
    args = parser.parse_args()
    sizes = [args.blocks, 2 * args.blocks, 4 * args.blocks]
    print(f"{'blocks':<8} " + " ".join(f"{5 * n:>5} steps" for n in sizes) + "  growth")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HARDLIMIT_CACHE"] = folder
        file = Path(folder) / "blocks.py"

        def measured(blocks: int, names: bool, run: int) -> float:
            # Numbered anew, so that nothing of it is kept.
            file.write_text(written(blocks, names, 1 + 1000 * run), encoding="utf-8")
            return seconds(file, args.kernel)

        measured(1, False, args.repeat)  # Coq's library is compiled
        for names in (False, True):
            runs = [[measured(n, names, run) for run in range(args.repeat)] for n in sizes]
            times = list(map(statistics.median, runs))
            growth = (times[2] - times[1]) / (times[1] - times[0]) / 2
            told = " ".join(f"{value:>9.2f} s" for value in times)
            print(f"{'named' if names else 'alike':<8} {told} {growth:>7.2f}")


if __name__ == "__main__":
    main()
