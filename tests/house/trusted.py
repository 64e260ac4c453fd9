"""What has to be trusted, by import closure: ``python tests/house/trusted.py --write``.

For *derived*: all that the rules and the gate import (the instances are a second witness: a
fault there lets nothing false through by itself).  For *proved*: what states a claim in Coq;
Coq's kernel does the rest.  For both: the strict reader through which every derivation comes.
"""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROOFS = ROOT / "proofs"
PAGE = ROOT / "docs" / "trusted.md"
#: The second witness, and what words messages: no part of a judgement rests on them.
APART = ("instances", "language/wording.py", "report")
#: For *proved* the rules only propose: a step's reason is read, and not believed.
PROPOSED: dict[str, tuple[str, ...]] = {"derived": (), "proved": ("rules",)}
ROOTS = {
    "derived": ("kernel/gate.py", "rules/__init__.py", "exchange/theorems.py"),
    "proved": ("coq/statements/stated.py", "exchange/theorems.py"),
}


def closure(level: str) -> list[str]:
    """The files that the roots of a level import, directly or not, and they themselves."""
    found: set[str] = set()
    left = list(ROOTS[level])
    while left:
        name = left.pop()
        if name not in found and not name.startswith(APART + PROPOSED[level]):
            found.add(name)
            left += _imported(name)
    return sorted(found)


def _imported(name: str) -> Iterator[str]:
    path = PROOFS / name
    inside = path.relative_to(PROOFS).parent.parts
    for node in _run(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = list(inside[: len(inside) - node.level + 1])
            base += node.module.split(".") if node.module else []
            yield from _files(base)
            for alias in node.names:
                yield from _files([*base, alias.name])


def _run(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a module, without what only type checkers read."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node
        yield from _run(node)


def _files(parts: list[str]) -> Iterator[str]:
    for name in ("/".join(parts) + ".py", "/".join([*parts, "__init__.py"])):
        if (PROOFS / name).is_file():
            yield name


def lines(name: str) -> tuple[int, int]:
    """All lines of a file, and those that hold code (no comment, docstring or blank)."""
    text = (PROOFS / name).read_text(encoding="utf-8")
    docs: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            docs |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    code: set[int] = set()
    skip = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in skip and token.type != tokenize.ENDMARKER:
            code |= set(range(token.start[0], token.end[0] + 1))
    return len(text.splitlines()), len(code - docs)


def page() -> str:
    """The table as Markdown."""
    parts = [
        "# What has to be trusted",
        "",
        "Made by `python tests/house/trusted.py --write`; a test holds it to the code.",
        "Beyond these files one trusts Python, SymPy's expression constructors, and for *proved*",
        "Coq's kernel ([coq.md](coq.md)).  Two numbers a file: all lines, and lines of code.",
        "",
    ]
    for level in ROOTS:
        rows = [(name, *lines(name)) for name in closure(level)]
        whole, code = sum(row[1] for row in rows), sum(row[2] for row in rows)
        parts += [f"## {level}: {len(rows)} files, {whole} lines, {code} of them code", ""]
        parts += ["| file | lines | code |", "| --- | ---: | ---: |"]
        parts += [f"| proofs/{name} | {every} | {some} |" for name, every, some in rows] + [""]
    return "\n".join(parts)


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        print(page())
