"""Puts found reasons into an author's Python file: calls get an argument, or another one for a
reason that does not do, and nothing else changes.

Imports no SymPy: it reads the text of a file, and runs nothing.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

#: The calls that write a line of a derivation.
_LINES = frozenset(("have", "show", "eq", "le", "lt", "tends", "step"))
_AUTHOR = "hardlimit.proofs.author"
#: Lines longer than this get their new argument on a line of its own where they can.
_WIDE = 100


@dataclass(frozen=True)
class Insertion:
    """What is put in, before which byte of the file, and in the place of how many."""

    at: int
    text: str
    length: int = 0


class Source:
    """The text of a Python file, by bytes: :mod:`ast` counts these.

    Raises:
        SyntaxError: if it is none.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.tree = ast.parse(data)
        self._starts = [0]
        for line in data.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def at(self, line: int, column: int) -> int:
        """The byte at a place of the tree."""
        return self._starts[line - 1] + column

    def call(self, line: int) -> ast.Call | None:
        """The one call on that line that writes a line of a derivation."""
        found = [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _LINES
            and line in (node.lineno, node.func.end_lineno)
        ]
        return found[0] if len(found) == 1 else None

    def reason(self, call: ast.Call, rule: str) -> Insertion:
        """Where and how a reason is put into a call, or takes the place of the one given."""
        given = self._given(call)
        if given is not None:
            start = self.at(given.lineno, given.col_offset)
            end = self.at(given.end_lineno or 0, given.end_col_offset or 0)
            return Insertion(start, rule, end - start)
        named = {word.arg for word in call.keywords}
        last: ast.expr = call.args[-1] if call.args else call.func
        text = rule
        if "why" in named:
            last, text = call.keywords[-1].value, f"by={rule}"
        end = self._behind(last, call)
        return Insertion(end, self._apart(last, call, end, text))

    def _given(self, call: ast.Call) -> ast.Call | None:
        """The reason that a call has already, if it is written out there."""
        values = [*call.args, *(w.value for w in call.keywords if w.arg == "by")]
        found = [v for v in values if isinstance(v, ast.Call) and isinstance(v.func, ast.Name)
                 and v.func.id in _rule_names()]  # fmt: skip
        return found[0] if len(found) == 1 else None

    def _behind(self, last: ast.expr, call: ast.Call) -> int:
        """Behind the last argument, and behind the brackets that are around it."""
        end = self.at(last.end_lineno or 0, last.end_col_offset or 0)
        stop = self.at(call.end_lineno or 0, call.end_col_offset or 0) - 1
        place = end
        while place < stop:
            letter = self.data[place : place + 1]
            if letter == b")":
                end = place + 1
            elif letter == b"#":
                place = self.data.find(b"\n", place, stop)
                if place < 0:
                    break
            elif not letter.isspace():
                break
            place += 1
        return end

    def _apart(self, last: ast.expr, call: ast.Call, end: int, text: str) -> str:
        """On a line of its own where the arguments stand so, or the line would be too long."""
        start = self._starts[last.lineno - 1]
        before = self.data[start : self.at(last.lineno, last.col_offset)]
        own = call.lineno != last.lineno and before.strip(b" \t(") == b""
        if own:
            line = self.data[self.data.rfind(b"\n", 0, end) + 1 : end]
            margin = line[: len(line) - len(line.lstrip())].decode()
            return f",\n{margin}{text}"
        return f", {text}"

    def imports(self, rules: Sequence[str]) -> list[Insertion]:
        """What must be imported so that these expressions have their names."""
        needed = {n.id for rule in rules for n in ast.walk(ast.parse(rule, mode="eval"))
                  if isinstance(n, ast.Name)}  # fmt: skip
        known = set(self._known()) | set(dir(builtins))
        ours = sorted(n for n in needed - known if n in _author_names())
        found = [self._imported(ours)] if ours and not self._starred() else []
        if "sp" in needed - known:
            found.append(Insertion(self._top(), "import sympy as sp\n"))
        return found

    def _known(self) -> Iterator[str]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield from (alias.asname or alias.name for alias in node.names)

    def _starred(self) -> bool:
        return any(node.names[0].name == "*" for node in self._ours())

    def _ours(self) -> list[ast.ImportFrom]:
        top = [n for n in self.tree.body if isinstance(n, ast.ImportFrom)]
        return [node for node in top if node.module == _AUTHOR]

    def _imported(self, names: Sequence[str]) -> Insertion:
        if not self._ours():
            return Insertion(self._top(), f"from {_AUTHOR} import {', '.join(names)}\n")
        last = self._ours()[-1].names[-1]
        end = self.at(last.end_lineno or 0, last.end_col_offset or 0)
        start = self._starts[last.lineno - 1]
        before = self.data[start : self.at(last.lineno, last.col_offset)]
        between = f",\n{before.decode()}" if before.isspace() else ", "
        return Insertion(end, "".join(between + name for name in names))

    def _top(self) -> int:
        """Behind the last import at the top, or what must stand before any."""
        behind = 0
        for node in self.tree.body:
            doc = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            if isinstance(node, ast.Import | ast.ImportFrom) or (doc and not behind):
                behind = node.end_lineno or 0
        return self._starts[behind]


def inserted(data: bytes, insertions: Sequence[Insertion]) -> bytes:
    """The file with all of these put in."""
    for one in sorted(insertions, key=lambda i: i.at, reverse=True):
        data = data[: one.at] + one.text.encode() + data[one.at + one.length :]
    return data


def with_reasons(data: bytes, reasons: Mapping[int, str]) -> tuple[bytes, list[int]]:
    """The file with reasons put in, by line; and the lines at which none could be put."""
    source = Source(data)
    found: list[Insertion] = []
    put: list[str] = []
    left: list[int] = []
    for line, rule in reasons.items():
        call = source.call(line)
        if call is None or not _is_python(rule):
            left.append(line)
            continue
        found.append(source.reason(call, rule))
        put.append(rule)
    return inserted(data, [*found, *source.imports(put)]), left


def _is_python(rule: str) -> bool:
    """Whether it may stand in a file: an index that nothing declares, n', is none of its names."""
    try:
        ast.parse(rule, mode="eval")
    except SyntaxError:
        return False
    return True


def _author_module() -> ast.Module:
    """The text of :mod:`hardlimit.proofs.author`, read and not imported."""
    from pathlib import Path

    return ast.parse((Path(__file__).parents[1] / "author.py").read_text(encoding="utf-8"))


def _rule_names() -> frozenset[str]:
    """What it offers as reasons."""
    found = [n for n in _author_module().body if isinstance(n, ast.ImportFrom)]
    own = [n for n in found if n.module in ("book.reasons", "rules")]
    return frozenset(name.name for node in own for name in node.names) - {"Ref", "Rule"}


def _author_names() -> frozenset[str]:
    """All that it offers."""
    for node in _author_module().body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return frozenset(ast.literal_eval(node.value))
    return frozenset()
