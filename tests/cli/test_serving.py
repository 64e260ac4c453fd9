"""Notes are judged for a client: three tools, by the grammar alone and by the protocol."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hardlimit.proofs.cli.serving import LONGEST, counterexample, lines_of, suggest, verify
from hardlimit.proofs.language.errors import HardlimitError

GIVEN = "> **Given.** Let $x_n$ be real for $n \\le N$; let $t$ be real.\n\n"
RIGHT = GIVEN + "$$\\sum_n (x_n + t) = \\sum_n x_n + N t$$\n"
WRONG = GIVEN + "$$\\sum_n (x_n + t) = \\sum_n x_n + t$$\n"


@pytest.fixture(scope="module")
def wrong() -> dict[str, Any]:
    return verify(WRONG, "markdown")


def test_each_line_has_its_verdict(wrong: dict[str, Any]) -> None:
    found = verify(RIGHT, "markdown")
    assert found["holds"]
    assert [line["status"] for line in found["lines"]] == ["derived"]
    assert not wrong["holds"]
    assert wrong["lines"][0]["line"] == 3
    assert wrong["lines"][0]["slip"] == "a factor N"


def test_reasons_and_counterexamples() -> None:
    assert suggest(RIGHT, "markdown")["reasons"][0]["reasons"] == ["Algebra"]
    found = counterexample(WRONG, "markdown")
    assert found["line"] == 3
    assert any(one.startswith("N = ") for one in found["at"])
    assert counterexample(RIGHT, "markdown") == {"line": None}


def test_of_notes_of_which_nothing_is_read_every_line_is_told() -> None:
    found = verify("\\begin{given} Let $t$ be odd. \\end{given}\n\\[ t = t + \\]")
    assert not found["holds"]
    assert [(n["line"], n["status"]) for n in found["lines"]] == [
        (1, "not understood"),
        (2, "not understood"),
    ]


@pytest.mark.parametrize(
    ("text", "notation", "said"),
    [
        ("import os", "python", "latex or markdown"),
        ("x" * (LONGEST + 1), "latex", "at once"),
        ("__import__('os').system('true')", "latex", "holds no derivation"),
    ],
)
def test_what_is_no_notes_is_refused_in_one_sentence(text: str, notation: str, said: str) -> None:
    with pytest.raises(HardlimitError, match=said):
        lines_of(text, notation)


def test_a_client_of_the_protocol_is_answered() -> None:
    mcp = pytest.importorskip("mcp")
    anyio = pytest.importorskip("anyio")

    async def asked() -> tuple[list[str], Any, Any]:
        command = [sys.executable, "-c", "from hardlimit.proofs.cli import main; main(['mcp'])"]
        server = mcp.StdioServerParameters(command=command[0], args=command[1:])
        async with mcp.stdio_client(server) as (read, write), mcp.ClientSession(read, write) as one:
            await one.initialize()
            tools = [tool.name for tool in (await one.list_tools()).tools]
            notes = {"text": WRONG, "notation": "markdown"}
            found = await one.call_tool("counterexample", notes)
            refused = await one.call_tool("verify", {"text": "1", "notation": "python"})
            return tools, found, refused

    tools, found, refused = anyio.run(asked)
    assert tools == ["verify", "suggest", "counterexample"]
    assert "a factor N" in found.content[0].text
    assert "latex or markdown" in refused.content[0].text
