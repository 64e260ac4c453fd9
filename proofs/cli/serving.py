"""``hardlimit mcp``: notes are judged for a language model's client, over standard streams.

Three tools of the Model Context Protocol: ``verify`` (the verdict on each line), ``suggest`` (the
reasons that were found) and ``counterexample`` (values at which the first false line fails).
What they are given is read by the grammar for notes; nothing in it is run.  The protocol is
spoken by its official package (the extra ``mcp``).
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..book.discovery import InputError, NothingRead
from ..book.session import Session
from ..language.errors import HardlimitError
from ..report.data import LineReport
from ..report.lines import FALSE, HOLDING, fails

#: Characters of notes that are judged at once.
LONGEST = 200_000
_FORMATS = {"latex": ".tex", "markdown": ".md"}


def lines_of(text: str, notation: str = "latex") -> tuple[LineReport, ...]:
    """The verdict on every line of notes.

    Raises:
        HardlimitError: with one sentence, if they cannot be judged.
    """
    if notation not in _FORMATS:
        raise InputError(f"the notation is latex or markdown, not {notation[:40]!r}")
    if len(text) > LONGEST:
        raise InputError(f"more than {LONGEST} characters are not judged at once")
    with tempfile.TemporaryDirectory(prefix="hardlimit-notes-") as folder:
        path = Path(folder).resolve() / f"notes{_FORMATS[notation]}"
        path.write_text(text, encoding="utf-8", errors="replace")
        session = Session(None, 1)
        try:
            requests = session.in_file(path)
        except NothingRead:
            return session.lines({}, [path])
        with contextlib.closing(session.results(requests)) as results:
            reports = {q: r.report for q, r in zip(requests, results, strict=True)}
        return session.lines(reports)


def verify(text: str, notation: str = "latex") -> dict[str, Any]:
    """Judge every line of notes: derived, false (with a counterexample), no reason, not read.

    The notes say in a block what is given (\\begin{given} Let $x_n$ be real for $n \\le N$.
    \\end{given}, or in Markdown > **Given.** ...); displays below it are the lines.
    """
    lines = lines_of(text, notation)
    return {
        "holds": not any(map(fails, lines)),
        "lines": [
            {k: v for k, v in asdict(line).items() if k not in ("file", "column", "theorem")}
            for line in lines
        ],
    }


def suggest(text: str, notation: str = "latex") -> dict[str, Any]:
    """The reasons by which the lines of notes hold, as they were found."""
    lines = lines_of(text, notation)
    return {
        "reasons": [
            {"line": line.line, "text": line.text, "reasons": list(line.reasons)}
            for line in lines
            if line.status in HOLDING
        ],
        "without": [line.line for line in lines if fails(line)],
    }


def counterexample(text: str, notation: str = "latex") -> dict[str, Any]:
    """Values at which the first false line of notes fails, and the slip it may be; or none."""
    for line in lines_of(text, notation):
        if line.status == FALSE:
            at, said = list(line.counterexample), line.message
            return {"line": line.line, "text": line.text, "at": at, "slip": line.slip, "why": said}
    return {"line": None}


TOOLS: tuple[Callable[..., dict[str, Any]], ...] = (verify, suggest, counterexample)


def _told(tool: Callable[..., dict[str, Any]]) -> Callable[[str, str], dict[str, Any]]:
    """The tool, whose refusals are answers of one sentence."""

    def answer(text: str, notation: str = "latex") -> dict[str, Any]:
        try:
            return tool(text, notation)
        except HardlimitError as error:
            return {"error": str(error)}

    return answer


def serve() -> int:
    """Answer over standard input and output until the client leaves.

    Raises:
        InputError: if the protocol's package is not installed.
    """
    try:
        from mcp.server.mcpserver import MCPServer  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        raise InputError("mcp is not installed: pip install 'hardlimit[mcp]'") from None
    server = MCPServer("hardlimit")
    for tool in TOOLS:
        server.tool(name=tool.__name__, description=tool.__doc__)(_told(tool))
    server.run("stdio")
    return 0
