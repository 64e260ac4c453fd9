"""Hostile input in bulk: argument lists for the command, and documents for the JSON reader.

``python -m tests.cli.hostile --commands 100000 --documents 100000 --processes 300`` makes that
many argument lists and runs each through ``main`` in this process, that many changed exports
for the strict reader, and that many runs of the command in processes of their own. Parsing, the
search for targets and the reading of files are the real ones; what takes seconds (checking a
derivation, printing it, writing it down, a process for each recheck) is left out in this
process and real in the others. Every input must end in time with one of :data:`CODES`, without
a traceback, and with one sentence if it is refused.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any
from unittest import mock

from hardlimit.proofs.attack import campaign
from hardlimit.proofs.cli import exporting, main, proof, studying, verify
from hardlimit.proofs.exchange import writing
from hardlimit.proofs.exchange.recheck import read_document
from hardlimit.proofs.exchange.strict import FileRefused, canonical, parse
from hardlimit.proofs.report import Report, TheoremReport

from .hostile_inputs import EVERYTHING, arguments, changed, zoo

#: Seconds for one input in this process, and in a process of its own.
SECONDS, PROCESS_SECONDS = 10, 300
CODES = (0, 1, 2, 130)


class Fault(AssertionError):
    """An input that made a traceback, a hang, a strange exit code or an unclear message."""


def exports(folder: Path) -> list[dict[str, Any]]:
    """Valid documents, made in ``folder``: one with a citation, one with every kind of node."""
    file, found = folder / "derivations.py", []
    file.write_text(EVERYTHING)
    for label in ("T3", "T4"):
        output = folder / f"{label}.json"
        code, said = run_here(["export", f"{file}::{label}", "--output", str(output)])
        if code:
            raise Fault(said)
        found.append(json.loads(output.read_bytes()))
    return found


# -- in this process ---------------------------------------------------------------------------
UNCHECKED = TheoremReport("T1", "t", "T", "c", "", (), (), (), (), "unchecked", (), ())


def _nothing_checked(*_: Any, **__: Any) -> Report:
    return Report("0", theorems=(UNCHECKED,))


def _only_read(data: bytes, bounds: Any) -> Iterator[dict[str, Any]]:
    read_document(parse(data))
    yield from ()


def _no_attack(*_: Any) -> Iterator[Any]:
    yield from ()


@contextlib.contextmanager
def without_the_work() -> Iterator[None]:
    """The command with everything real but what is done once its input is found usable."""
    with contextlib.ExitStack() as stack:
        for module, name, stand_in in (
            (verify, "run", _nothing_checked),
            (verify, "_compare", lambda *_: True),
            (proof, "run", _nothing_checked),
            (campaign, "attack", _no_attack),
            (studying, "_read", lambda *_, **__: True),
            (exporting, "messages", _only_read),
            (writing, "export", lambda _: b"{}"),
        ):
            stack.enter_context(mock.patch.object(module, name, stand_in))
        yield


def in_time(work: Callable[[], Any], seconds: int = SECONDS) -> Any:
    """The result of ``work``; a fault if it takes ``seconds`` of the processor, or waits long."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Fault("no end in time")

    before = [signal.signal(number, stop) for number in (signal.SIGPROF, signal.SIGALRM)]
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, 20 * seconds)
    try:
        return work()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGPROF, before[0])
        signal.signal(signal.SIGALRM, before[1])


def run_here(argv: list[str]) -> tuple[int, str]:
    """The exit code and what is said on stderr, of a command run by :func:`main`."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace") for _ in "oe")
    stdin = io.TextIOWrapper(io.BytesIO(b"{"))
    with (
        mock.patch.object(sys, "stdin", stdin),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            code = main(argv)
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0 if stop.code is None else -1
        err.flush()
    return code, err.buffer.getvalue().decode()


def judge(code: int, said: str) -> None:
    """Raise :class:`Fault` unless a run ended as it may."""
    lines = said.split("\n")
    if code not in CODES:
        raise Fault(f"exit code {code}")
    if "Traceback" in said or (said and lines[-1]):
        raise Fault(f"stderr: {said[-300:]!r}")
    if code != 2:
        return
    plain = len(lines) == 2 and lines[0].startswith("hardlimit: ")
    usage = lines[0].startswith("usage: hardlimit") and ": error: " in lines[-2]
    if not (plain or usage) or not all(c.isprintable() for line in lines for c in line):
        raise Fault(f"no clear sentence: {said[-300:]!r}")


def commands(count: int, seed: int, names: tuple[str, ...]) -> Counter[int]:
    """Run ``count`` argument lists in this process; how often each exit code came."""
    rng = random.Random(f"commands {seed}")
    seen: Counter[int] = Counter()
    with without_the_work():
        for _ in range(count):
            argv = arguments(rng, names)
            try:
                code, said = in_time(lambda argv=argv: run_here(argv))  # type: ignore[misc]
                judge(code, said)
            except Exception as error:
                raise Fault(f"{str(argv)[:400]}: {type(error).__name__}: {error}") from error
            seen[code] += 1
    return seen


def processes(count: int, seed: int, names: tuple[str, ...]) -> Counter[int]:
    """Run ``count`` argument lists, each in a process of its own, with nothing left out."""
    rng = random.Random(f"processes {seed}")
    seen: Counter[int] = Counter()
    while sum(seen.values()) < count:
        argv = arguments(rng, names)
        if argv[0] in ("verify", "proof", "attack"):
            # Without a target these check everything, which takes minutes.
            target = rng.choice([n for n in names if "\0" not in n])
            alone = ["--no-kernel", "--only", target]
            argv[1:1] = alone if argv[0] == "proof" else [target]
        if any("\0" in a for a in argv) or argv[0].startswith("att") or len(argv) > 100:
            continue
        command = [sys.executable, "-m", "hardlimit.proofs.cli", *argv]
        try:
            done = subprocess.run(
                [os.fsencode(part) if _encodable(part) else part.encode(errors="replace")
                 for part in command],
                stdin=subprocess.DEVNULL, capture_output=True, timeout=PROCESS_SECONDS, check=False,
            )  # fmt: skip
            judge(done.returncode, done.stderr.decode(errors="replace"))
        except (Fault, subprocess.TimeoutExpired) as error:
            raise Fault(f"{str(argv)[:400]}: {error}") from error
        seen[done.returncode] += 1
    return seen


def _encodable(part: str) -> bool:
    try:
        os.fsencode(part)
    except UnicodeEncodeError:
        return False
    return True


# -- documents ---------------------------------------------------------------------------------
def read(data: bytes) -> str:
    """What the strict reader does with ``data``: "refused" or "read"; all else is an error."""
    try:
        read_document(parse(data))
    except FileRefused as error:
        if not str(error).strip():
            raise Fault("refused without a reason") from error
        return "refused"
    return "read"


def fuzz_documents(count: int, seed: int, given: list[dict[str, Any]]) -> Counter[str]:
    """Put ``count`` changed documents before the strict reader."""
    rng = random.Random(f"documents {seed}")
    originals = [(document, canonical(document)) for document in given]
    seen: Counter[str] = Counter()
    for _ in range(count):
        data = changed(rng, *rng.choice(originals))
        try:
            seen[in_time(lambda data=data: read(data))] += 1  # type: ignore[misc]
        except Exception as error:
            raise Fault(f"{data[:3000]!r}: {type(error).__name__}: {error}") from error
    return seen


def run() -> int:
    """The long run."""
    parser = argparse.ArgumentParser(prog="python -m tests.cli.hostile", description=__doc__)
    parser.add_argument("--commands", type=int, default=100_000, metavar="N")
    parser.add_argument("--documents", type=int, default=100_000, metavar="N")
    parser.add_argument("--processes", type=int, default=300, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        os.environ["HARDLIMIT_CACHE"] = str(Path(folder, "cache"))
        given = exports(Path(folder))
        names = zoo(Path(folder), canonical(given[0]))
        for title, work in (
            ("argument lists", lambda: commands(args.commands, args.seed, names)),
            ("documents", lambda: fuzz_documents(args.documents, args.seed, given)),
            ("processes", lambda: processes(args.processes, args.seed, names)),
        ):
            begun = time.monotonic()
            seen = dict(sorted(work().items(), key=str))
            print(f"{title}: {seen} in {time.monotonic() - begun:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(run())
