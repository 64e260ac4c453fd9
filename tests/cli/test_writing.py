"""Tutorial and how-tos show what one sees: their files are written, their commands run."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ..commands import Outcome

Run = Callable[..., Outcome]
DOCS = Path(__file__).parents[2] / "docs"
#: How many commands each page shows.
PAGES = {
    "writing.md": 7,
    "howto/global-optimum.md": 1,
    "howto/limits.md": 2,
    "howto/hypotheses.md": 1,
    "howto/ref-and-combine.md": 3,
    "howto/own-book.md": 2,
    "howto/ci.md": 1,
}
#: Those that take seconds.
LONG = {"writing.md", "howto/hypotheses.md"}
_BLOCK = re.compile(r"^```(\w+)[ ]?([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_no_page_is_left_out() -> None:
    assert {f"howto/{page.name}" for page in (DOCS / "howto").iterdir()} < set(PAGES)


@pytest.mark.parametrize(
    "page",
    [pytest.param(p, marks=[pytest.mark.slow] if p in LONG else []) for p in PAGES],
)
def test_a_page_shows_what_one_sees(run: Run, page: str) -> None:
    commands = 0
    for kind, info, body in _BLOCK.findall((DOCS / page).read_text(encoding="utf-8")):
        if kind != "console":
            if info:  # the name of a file
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
    assert commands == PAGES[page]


def _pattern(shown: str) -> str:
    """What a command must print: ``...`` stands for anything, ``_ s`` for seconds."""
    parts = re.split(r"(\.\.\.|_ s)", shown)
    stands = {"...": r"(?:.|\n)*", "_ s": r"[\d.]+ s"}
    return "".join(stands.get(part, re.escape(part)) for part in parts)
