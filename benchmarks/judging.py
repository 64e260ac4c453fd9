"""Judges of mutants in one warm process: everything is imported once, each mutant is a fork.

A plugin of pytest: what pytest collects, and the cross-checks of all derivations, are the checks.
A first fork runs them all and notes which lines of numeric each of them reaches; that is kept in
a file for as long as no source changes. A mutant is put in front of those alone that reach its
lines, quickest first, up to the first that refuses it, and for no more than a budget of seconds.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from benchmarks.mutants import Mutant
from benchmarks.patching import replace

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "numeric"
JUDGES = ("formulas", "oracles", "tests")
#: A check that takes so many times as long as with the package itself refuses, and so many seconds.
PATIENCE, LEAST = 8, 10
#: What more memory than this is asked for fails.
MEMORY = 8 << 30

Lines = frozenset[tuple[str, int]]


@dataclass
class Check:
    """One check: who asks, its name, a call that says whether it passes, what it reaches."""

    judge: str
    name: str
    passes: Callable[[], bool]
    seconds: float = 0.0
    lines: Lines = field(default_factory=frozenset)

    def reaches(self, mutant: Mutant) -> bool:
        """Whether the mutant can make a difference to this check."""
        if not mutant.first:
            return bool(self.lines)
        return any((mutant.module, n) in self.lines for n in range(mutant.first, mutant.last + 1))


Verdict = tuple[str, str] | None


class Judging:
    """The plugin; `work` gets the judge, a function from mutants to verdicts.

    A verdict is the judge that refuses and the check, or None.
    """

    def __init__(
        self,
        work: Callable[[Callable[[Mutant], Verdict]], None],
        kept: Path,
        budget: float,
        judges: Sequence[str] = JUDGES,
        thin: int = 1,
    ) -> None:
        self._work, self._kept, self._budget, self._judges = work, kept, budget, judges
        self._thin = thin

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In the place of running the tests."""
        for module in {item.getparent(pytest.Module) for item in session.items}:
            problems = getattr(module and module.obj, "PROBLEMS", None)
            if self._thin > 1 and module and problems:
                module.obj.PROBLEMS = problems[:: self._thin]
        checks = list(_formulas()) if "formulas" in self._judges else []
        checks += [check for check in _items(session.items) if check.judge in self._judges]
        refusing = _measured(checks, self._kept)
        if self._thin > 1:
            # Those that count problems, for the most part.
            checks = [check for check in checks if check not in refusing]
        elif refusing:
            pytest.exit("the package as it is is refused", returncode=1)
        checks.sort(key=lambda c: (c.judge == "tests", c.seconds))
        self._work(lambda mutant: judge(mutant, checks, self._budget))
        return True


def _formulas() -> Iterator[Check]:
    from hardlimit.proofs.book.crosscheck import run_crosschecks
    from hardlimit.proofs.book.importing import library
    from hardlimit.proofs.book.registry import build

    def call(draft: Any) -> Callable[[], bool]:
        return lambda: run_crosschecks(draft).ok

    for entry in library().entries:
        draft = build(entry)
        if draft.crosschecks:
            yield Check("formulas", entry.label, call(draft))


def _items(items: Iterable[pytest.Item]) -> Iterator[Check]:
    def call(item: pytest.Item) -> Callable[[], bool]:
        return lambda: not any(r.failed for r in runtestprotocol(item, log=False))

    for item in items:
        oracle = "oracles" in item.path.parts
        yield Check("oracles" if oracle else "tests", item.nodeid, call(item))


def _measured(checks: list[Check], kept: Path) -> list[Check]:
    """Note time and lines of every check; return those that do not pass, and say so."""
    names = [c.name for c in checks]
    found = pickle.loads(kept.read_bytes()) if kept.exists() else None
    if found is None or found[0] != (_digest(), names):
        measured = _measure(checks)
        if measured is None:
            return checks
        kept.write_bytes(pickle.dumps(((_digest(), names), measured)))
    else:
        measured = found[1]
    refusing = []
    for check, (good, seconds, lines) in zip(checks, measured, strict=True):
        check.seconds, check.lines = seconds, lines
        if not good:
            refusing.append(check)
            print(f"{check.judge}: {check.name} refuses the package as it is", file=sys.stderr)
    total = {name: sum(c.seconds for c in checks if c.judge == name) for name in JUDGES}
    print(f"{len(checks)} checks, seconds when traced:", total, flush=True)
    return refusing


def _digest() -> str:
    """Of everything that checks depend on, as far as it is ours."""
    whole = hashlib.sha256()
    for part in ("numeric", "derivations", "proofs", "tests/numeric"):
        for path in sorted((ROOT / part).rglob("*.py")):
            whole.update(path.read_bytes())
    return whole.hexdigest()


def _measure(checks: list[Check]) -> list[tuple[bool, float, Lines]] | None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "lines"
        child = os.fork()
        if not child:
            _quiet()
            found = []
            for check in checks:
                reached: set[tuple[str, int]] = set()
                begun = time.process_time()
                sys.settrace(_tracer(reached))
                good = check.passes()
                sys.settrace(None)
                found.append((good, time.process_time() - begun, frozenset(reached)))
            out.write_bytes(pickle.dumps(found))
            os._exit(0)
        os.waitpid(child, 0)
        if not out.exists():
            return None
        measured: list[tuple[bool, float, Lines]] = pickle.loads(out.read_bytes())
        return measured


def _tracer(lines: set[tuple[str, int]]) -> Callable[..., Any]:
    names = {str(p): p.stem for p in PACKAGE.glob("*.py")}
    known: dict[str, str | None] = {}

    def local(frame: FrameType, event: str, _: Any) -> Any:
        lines.add((known[frame.f_code.co_filename] or "", frame.f_lineno))
        return local

    def entered(frame: FrameType, event: str, _: Any) -> Any:
        path = frame.f_code.co_filename
        if path not in known:
            known[path] = names.get(os.path.realpath(path))
        if known[path] is None:
            return None
        return local(frame, event, None)

    return entered


def judge(mutant: Mutant, checks: list[Check], budget: float) -> Verdict:
    """The first check that refuses the mutant, in a process of its own.

    Of the cross-checks, and again of the tests, the quickest count that together take no longer
    than the budget.
    """
    chosen = []
    spent = {True: 0.0, False: 0.0}
    for check in checks:
        if check.reaches(mutant):
            spent[check.judge == "tests"] += check.seconds
            if spent[check.judge == "tests"] <= budget:
                chosen.append(check)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _quiet()
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        _confront(mutant, chosen, writing)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read().splitlines()
    os.waitpid(child, 0)
    if said and said[-1] == "passed":
        return None
    if not said:
        return "formulas", "it is not imported"
    found = chosen[int(said[-1])]
    return found.judge, found.name


def _confront(mutant: Mutant, chosen: list[Check], writing: int) -> None:
    """Write the number of each check before it is run, and "passed" behind the last one."""
    try:
        replace(f"hardlimit.numeric.{mutant.module}", mutant.source, not mutant.first)
    except Exception:
        return
    for number, check in enumerate(chosen):
        os.write(writing, f"{number}\n".encode())
        # If it takes longer the process ends there: processor time, whoever else is at work.
        signal.setitimer(signal.ITIMER_PROF, LEAST + PATIENCE * check.seconds)
        try:
            if not check.passes():
                return
        except BaseException:
            return
    signal.setitimer(signal.ITIMER_PROF, 0)
    os.write(writing, b"passed\n")


def _quiet() -> None:
    with open(os.devnull, "w") as nothing:
        os.dup2(nothing.fileno(), 1)
        os.dup2(nothing.fileno(), 2)
