"""Hostile input in bulk: argument lists for the command, and documents for the JSON reader.

``python -m tests.fuzz.hostile.runs --commands 100000 --documents 100000 --processes 300`` makes
that many argument lists and runs each through ``main`` in this process, that many documents to be
read, and checked where they can be read, and that many runs of the command in processes of
their own. Of the commands parsing, the search for targets and the reading of files are the real
ones; what takes seconds (checking a derivation, printing it, writing it down, a process for
each recheck) is left out in this process and real in the others. Every command must end in
time as it may (:mod:`.hostile_tally`), without a traceback, and with one sentence if it is
refused; every document must be refused with a reason or get a report without a fault of ours.
An input depends on the seed and its number alone. All faults are printed; without any the exit
code is 0.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from hardlimit.proofs.attack import campaign
from hardlimit.proofs.book import writing
from hardlimit.proofs.book.recheck import read_document, report
from hardlimit.proofs.cli import exporting, main, proof, studying, verify
from hardlimit.proofs.cli.pages_data import Pages
from hardlimit.proofs.exchange.strict import FileRefused, canonical, parse
from hardlimit.proofs.language.levels import least
from hardlimit.proofs.report.data import Report, TheoremReport, from_plain

from .documents import document
from .inputs import COMMANDS, EVERYTHING, arguments, zoo
from .tally import SECONDS, Fault, NoEnd, Tally, in_time, judge

#: Seconds for one input in a process of its own.
PROCESS_SECONDS = 300


def exports(folder: Path) -> list[dict[str, Any]]:
    """Valid documents, made in ``folder``: one with a citation, one with every kind of node."""
    file, found = folder / "derivations.py", []
    # Without a chapter of its own a file's would be named after the folder it lies in.
    file.write_text(f'{EVERYTHING}\nCHAPTER = Chapter("small", "Small")\n')
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
            (studying, "_apart", lambda *_, **__: Pages("", (), "", holds=True)),
            (exporting, "messages", _only_read),
            (writing, "export", lambda _: b"{}"),
        ):
            stack.enter_context(mock.patch.object(module, name, stand_in))
        yield


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


def _progress(what: str, done: int) -> None:
    if done % 10_000 == 0:
        print(f"{done} {what}", flush=True)


def commands(count: int, seed: int, names: tuple[str, ...], first: int = 0) -> Tally:
    """Run ``count`` argument lists in this process."""
    tally = Tally()
    with without_the_work():
        for number in range(first, first + count):
            argv = arguments(random.Random(f"commands {seed} {number}"), names)
            tally.run(f"command {number}", str(argv), partial(in_time, partial(_command, argv)))
            _progress("commands", number + 1 - first)
    return tally


def _command(argv: list[str]) -> tuple[str, str]:
    code, said = run_here(argv)
    judge(code, said)
    return (argv[0] if argv[0] in COMMANDS else "no command", f"exit {code}")


def processes(count: int, seed: int, names: tuple[str, ...], first: int = 0) -> Tally:
    """Run ``count`` argument lists, each in a process of its own, with nothing left out."""
    tally = Tally()
    for number in range(first, first + count):
        argv = _short(random.Random(f"processes {seed} {number}"), names)
        tally.run(f"process {number}", str(argv), partial(_process, argv))
    return tally


def _short(rng: random.Random, names: tuple[str, ...]) -> list[str]:
    """An argument list that a process can be given, and that asks for one target at most."""
    while True:
        argv = arguments(rng, names)
        if argv[0] in ("verify", "proof", "attack"):
            # Without a target these take minutes, and so does the attack on what is installed.
            target = rng.choice([n for n in names if argv[0] != "attack" or not n[1:2].isdigit()])
            alone = ["--no-kernel", "--only", target]
            argv[1:1] = alone if argv[0] == "proof" else [target]
        if len(argv) < 100 and not any("\0" in a or a == "--kernel" for a in argv):
            return argv


def _process(argv: list[str]) -> tuple[str, str]:
    command = [sys.executable, "-m", "hardlimit.proofs.cli", *argv]
    done = subprocess.run(
        [os.fsencode(part) if _encodable(part) else part.encode(errors="replace")
         for part in command],
        stdin=subprocess.DEVNULL, capture_output=True, timeout=PROCESS_SECONDS, check=False,
    )  # fmt: skip
    judge(done.returncode, done.stderr.decode(errors="replace"))
    if b"internal error" in done.stdout:
        raise Fault(done.stdout.decode(errors="replace")[-600:])
    return (argv[0] if argv[0] in COMMANDS else "no command", f"exit {done.returncode}")


def _encodable(part: str) -> bool:
    try:
        os.fsencode(part)
    except UnicodeEncodeError:
        return False
    return True


# -- documents ---------------------------------------------------------------------------------
def read(data: bytes) -> str:
    """What becomes of the document ``data``: "refused", or the least level of its theorems."""
    said: list[dict[str, Any]] = []
    try:
        in_time(lambda: report(parse(data), lambda **message: said.append(message)))
    except FileRefused as error:
        if not str(error).strip():
            raise Fault("refused without a reason") from error
        return "refused"
    except NoEnd:
        if not said:
            raise
        # Whoever checks a file stops a step that takes long.
        return f"over {SECONDS} s"
    found = [from_plain(m["theorem"]).theorems[0] for m in said if "theorem" in m]
    for theorem in found:
        details = [w.detail for step in theorem.steps for w in step.witnesses.values()]
        odd = [text for text in (theorem.failure, *details) if "internal error" in text]
        if odd:
            raise Fault(odd[0])
    return least([theorem.level for theorem in found])


def fuzz_documents(count: int, seed: int, given: list[dict[str, Any]], first: int = 0) -> Tally:
    """Read ``count`` hostile documents, and check those that can be read."""
    tally = Tally()
    for number in range(first, first + count):
        kind, data = document(random.Random(f"documents {seed} {number}"), given)
        about = data[:600].decode("latin-1")
        tally.run(f"document {number}", about, lambda k=kind, d=data: (k, read(d)))  # type: ignore[misc]
        _progress("documents", number + 1 - first)
    return tally


def run() -> int:
    """The long run."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.hostile.runs", description=__doc__)
    parser.add_argument("--commands", type=int, default=100_000, metavar="N")
    parser.add_argument("--documents", type=int, default=100_000, metavar="N")
    parser.add_argument("--processes", type=int, default=300, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        os.environ["HARDLIMIT_CACHE"] = str(Path(folder, "cache"))
        given = exports(Path(folder))
        names = zoo(Path(folder), canonical(given[0]))
        faults = 0
        for title, work in (
            ("argument lists", lambda: commands(args.commands, args.seed, names, args.first)),
            ("documents", lambda: fuzz_documents(args.documents, args.seed, given, args.first)),
            ("processes", lambda: processes(args.processes, args.seed, names, args.first)),
        ):
            begun = time.monotonic()
            tally = work()
            faults += len(tally.faults)
            print(f"{title}, seed {args.seed}, in {time.monotonic() - begun:.0f} s")
            print("\n".join(tally.table()), flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(run())
