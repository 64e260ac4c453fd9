"""``hardlimit verify --watch``: once more whenever a file has changed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

#: Seconds between two looks.
BETWEEN = 0.5
#: The code of a command whose reader has gone.
GONE = 141


def watch(arguments: list[str], files: Iterable[Path], rounds: int | None = None) -> int:
    """Run ``hardlimit verify`` with these arguments, and again after each change; the last code.

    Where nobody reads any more what it prints (into a pipe), it ends.

    Each run is a process of its own, so that nothing is remembered but the cached verdicts.
    ``rounds``: how many runs there are, for want of an end.
    """
    files, code = list(files), 0
    while rounds is None or rounds > 0:
        seen = _state(files)
        command = [sys.executable, "-m", "hardlimit.proofs.cli", "verify", *arguments]
        code = subprocess.run(command, check=False).returncode
        if code == GONE:
            break
        if rounds is not None:
            rounds -= 1
            if not rounds:
                break
        print("hardlimit: waiting for a change (Ctrl-C ends)", file=sys.stderr, flush=True)
        while _state(files) == seen:
            time.sleep(BETWEEN)
    return code


def _state(files: Iterable[Path]) -> list[tuple[int, int]]:
    out = []
    for file in files:
        try:
            found = file.stat()
            out.append((found.st_mtime_ns, found.st_size))
        except OSError:
            out.append((0, -1))
    return out
