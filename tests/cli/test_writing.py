"""The tutorial shows what one sees: its files are written, its commands run."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from ..commands import Outcome

Run = Callable[..., Outcome]
PAGE = Path(__file__).parents[2] / "docs" / "writing.md"
_BLOCK = re.compile(r"^```(\w+)[ ]?([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_the_tutorial(run: Run) -> None:
    commands = 0
    for kind, info, body in _BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if kind != "console":
            Path(info).write_text(body)
            continue
        file, change = None, info.partition(": ")
        if info:
            file = Path(change[0])
            before = file.read_text()
            old, new = change[2].split(" -> ")
            assert before.count(old) == 1
            file.write_text(before.replace(old, new))
        for command, shown in re.findall(
            r"^\$ hardlimit ([^\n]*)\n((?:[^$\n][^\n]*\n)*)", body, re.M
        ):
            found = run(*command.split())
            assert re.fullmatch(_pattern(shown), found.out), f"{command}\n{found.out}{found.err}"
            commands += 1
        if file is not None:
            file.write_text(before)
    assert commands == 5


def _pattern(shown: str) -> str:
    """What a command must print: ``...`` stands for anything, ``_ s`` for seconds."""
    parts = re.split(r"(\.\.\.|_ s)", shown)
    stands = {"...": r"(?:.|\n)*", "_ s": r"[\d.]+ s"}
    return "".join(stands.get(part, re.escape(part)) for part in parts)
