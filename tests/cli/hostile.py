"""Hostile input in bulk: argument lists for the command, and documents for the JSON reader.

``python -m tests.cli.hostile --commands 100000 --documents 100000 --processes 300`` makes that
many argument lists and runs each through ``main`` in this process, that many changed exports
for the strict reader, and that many runs of the command in processes of their own.  Parsing,
the search for targets and the reading of files are the real ones; what takes seconds (checking
a derivation, printing it, writing it down, a process for each recheck) is left out in this process and real in
the others.  Every input must end in time with one of :data:`CODES`, without a traceback, and
with one sentence if it is refused.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
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

from hardlimit.proofs.cli import attacking, exporting, main, proof, studying, verify
from hardlimit.proofs.exchange import writing
from hardlimit.proofs.exchange.recheck import read_document
from hardlimit.proofs.exchange.strict import FileRefused, canonical, parse, sealed
from hardlimit.proofs.report import Report, TheoremReport

from .conftest import GOOD

#: Seconds for one input in this process, and in a process of its own.
SECONDS, PROCESS_SECONDS = 10, 300
CODES = (0, 1, 2, 130)
COMMANDS = ("verify", "study", "list", "proof", "export", "recheck", "attack")
OPTIONS = (
    *("--json", "--jobs", "--no-cache", "--update-baseline", "--all", "--output", "--only"),
    *("--fragment", "--seconds", "--memory", "--help", "--version", "--", "-", "--jobs=", "-j"),
    *("--js", "--no-such-option", "-h", "--output=", "--=", "---"),
)
NUMBERS = ("0", "1", "-1", "2", "1e9", "9" * 30, "9" * 5000, "0x10", "１", "٣", " 1", "1_0", "nan")
LETTERS = (
    "abcXYZ019._-:=+ '\"\\$`~*?[]{}()<>|&;#%@!^,\t\n\r\x00\x07\x1b\x7f\x9b"
    "éßЖ中😀\u0301\u200b\u202e\u2028\ufeff\udcff\udc80\U0010ffff"
)
EVERYTHING = (
    "from sympy import Abs, exp, log, pi, sqrt\n"
    + GOOD
    + """

@derivation(label="T4", slug="everything", title="All kinds of nodes")
def everything(d):
    N, K = d.size("N"), d.size("K", note="components")
    n, m, (k, j) = d.index("n", N), d.index("m", N), d.indices("k j", K)
    x = d.family("x", N, K, vector=True, tex=r"\\bar{x}")
    z, every = d.assignment("z", N, values=K), d.assignment("every", N, values=K)
    s = d.symbol("s", "positive")
    d.define("f", (n,), total(x[n, k] * delta(k, z[n]), k))
    d.define("g", (), minimum(total(x[n, k], n), k))
    d.define("h", (n,), xlogy(s, s / pi) + Abs(x[n, z[n]]) + exp(-s) * log(s))
    d.define("w", (), sqrt(2) * over_maps(product(x[m, every[m]], m), every))
    d.define("y", (n, k), indicator(x[n, k], total(x[n, j] + x[m, j], j, m)) + x[n + 1, k])
    d.goal(equal((s + 1)**2, s**2 + 2*s + 1))
    d.have(equal((s + 1)**2, s**2 + 2*s + 1), Algebra(), "Multiply out.")
"""
)


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


def zoo(folder: Path, export: bytes) -> tuple[str, ...]:
    """Files of every kind in ``folder``, and names that lead to them or past them."""
    rng = random.Random("zoo")
    files: dict[str, bytes] = {
        "good.py": EVERYTHING.encode(),
        "cut.py": EVERYTHING.encode()[:-40],
        "empty.py": b"",
        "plain.py": b"x = 1\n",
        "raises.py": b"raise RuntimeError('two\\nlines')\n",
        "exits.py": b"import sys; sys.exit('gone')\n",
        "recursion.py": b"f = lambda: f()\nf()\n",
        "binary.py": rng.randbytes(400),
        "zeros.py": bytes(1000),
        "nested.py": b"x = " + b"(" * 3000 + b")" * 3000,
        "latin.py": b"# \xe9\n",
        "no-suffix": EVERYTHING.encode(),
        "spaced name.py": EVERYTHING.encode(),
        "é.py": EVERYTHING.encode(),
        "good.json": export,
        "cut.json": export[: len(export) // 2],
        "deep.json": b"[" * 100_000,
        "long.json": b" " * 8_000_001,
        "binary.json": rng.randbytes(3000),
        "unicode.json": '{"format": "é\u202e"}'.encode(),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    for name in ("folder", "folder.py", "folder.json"):
        (folder / name).mkdir()
    links = {"loop": "loop", "loop.py": "loop.py", "one.py": "two.py", "two.py": "one.py"}
    for name, to in {**links, "gone.py": "nowhere.py", "self": "."}.items():
        (folder / name).symlink_to(to)
    beyond = ("nowhere.py", "good.py/x.py", "loop.py/x.py", "self/" * 60 + "good.py", "a" * 5000)
    system = (
        "/dev/null",
        "/",
        ".",
        "..",
        "~",
        "/proc/self/mem",
        "/dev/null/x.py",
        "a" * 300 + ".py",
    )
    parts = ("good.py::T1", "good.py::", "good.py::square", "good.py::nothing", "::T1", "::")
    installed = ("D1", "d1", "q1", "D99x", "responsibilities-harden", "")
    return (*files, *links, "folder", "folder.py", "folder.json", "gone.py", *beyond, *system,
            *parts, *installed)  # fmt: skip


def text(rng: random.Random) -> str:
    """Any characters that can be an argument; no separators, so that nothing is left behind."""
    return "".join(rng.choice(LETTERS) for _ in range(rng.choice((0, 1, 2, 5, 20, 3000))))


def word(rng: random.Random, names: tuple[str, ...]) -> str:
    """One argument."""
    roll = rng.random()
    if roll < 0.45:
        return rng.choice(names)
    if roll < 0.65:
        return rng.choice(OPTIONS)
    if roll < 0.75:
        return rng.choice(NUMBERS)
    name = rng.choice(names)
    if roll < 0.85 and name and len(name) < 100 and "/" not in name:
        at = rng.randrange(len(name))
        return name[:at] + rng.choice(LETTERS) + name[at + rng.choice((0, 1)) :]
    return text(rng)


def arguments(rng: random.Random, names: tuple[str, ...]) -> list[str]:
    """One argument list; an output stays in the current folder."""
    out = [rng.choice(COMMANDS) if rng.random() < 0.95 else text(rng)]
    out += [word(rng, names) for _ in range(rng.choice((0, 1, 1, 2, 2, 3, 5, 8)))]
    if rng.random() < 0.02:
        out += [rng.choice(names)] * 2000
    for at, option in enumerate(out[:-1]):
        if "--output".startswith(option) and option.startswith("--o"):
            out[at + 1] = f"written{rng.choice(('', '.json', ' x', 'é', chr(10)))}"
    return out


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
            (attacking, "attack", _no_attack),
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
            argv[1:1] = ["--only", target] if argv[0] == "proof" else [target]
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
def _leaf(rng: random.Random) -> Any:
    deep: Any = ["symbol", "a"]
    for _ in range(rng.choice((3, 60, 300))):
        deep = [rng.choice(("exp", "log", "abs")), deep]
    return rng.choice(
        (None, True, -1, 10**30, 1.5, "", "9" * 60, text(rng), [], {}, ["number", "1/0"], deep,
         [[]] * 5000, ["pow", ["number", "10"], ["number", "9" * 20]], {"": [{}]})
    )  # fmt: skip


def _spots(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inner: Any = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    for key, part in inner:
        yield from _spots(part, (*path, key))


def changed(rng: random.Random, document: dict[str, Any], data: bytes) -> bytes:
    """The document with bytes or a value changed; a changed value is sealed again."""
    at = rng.randrange(len(data))
    roll = rng.random()
    if roll < 0.15:
        return data[:at] + rng.randbytes(rng.choice((1, 1, 4))) + data[at + 1 :]
    if roll < 0.25:
        return data[:at]
    if roll < 0.35:
        return data[:at] + data[rng.randrange(len(data)) :][:200] + data[at:]
    if roll < 0.4:
        return rng.randbytes(rng.randrange(300))
    document = copy.deepcopy(document)
    spots = [s for s in _spots(document["theorems"]) if s]
    for _ in range(rng.choice((1, 1, 2))):
        *path, last = rng.choice(spots)
        place: Any = document["theorems"]
        try:
            for key in path:
                place = place[key]
            source: Any = document["theorems"]
            for key in rng.choice(spots):
                source = source[key]
            place[last] = copy.deepcopy(source) if rng.random() < 0.5 else _leaf(rng)
        except (LookupError, TypeError):
            continue
    with contextlib.suppress(FileRefused, UnicodeEncodeError):
        return canonical(sealed(document["targets"], document["theorems"]))
    return json.dumps(document).encode()


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
