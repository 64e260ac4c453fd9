"""Reads the source of everything that judges: it calls none of what it must not trust."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import hardlimit.proofs as proofs

from . import ONE_PROCESS, parsed

pytestmark = ONE_PROCESS

ROOT = Path(next(iter(proofs.__path__))).resolve()
#: Modules and packages through which a judged expression goes.
JUDGES = ("language", "kernel", "rules", "instances", "exchange", "book/recheck")
#: Modules among them that only word messages.
SHOWS = ("wording.py",)
#: Of SymPy: rewriting, calculus, parsing.  Of Python: running text, and checks that -O drops.
FORBIDDEN = frozenset(
    (
        *("simplify", "nsimplify", "trigsimp", "powsimp", "logcombine", "limit", "series", "solve"),
        *("solveset", "diff", "integrate", "summation", "doit", "equals", "sympify", "subs"),
        *("xreplace", "replace", "expand", "factor", "together", "cancel", "apart", "collect"),
        *("rewrite", "refine", "evalf", "lambdify", "parse_expr", "eval", "exec", "compile"),
        *("__import__", "import_module", "breakpoint"),
    )
)
#: (module, name): a method of that name, not SymPy's: of text, or of FLINT, which only proposes.
ALLOWED = frozenset(
    (
        ("rules/replacing.py", "replace"),
        ("rules/combining.py", "replace"),
        ("rules/normal/factors.py", "factor"),
    )
)
MODULES = ("pickle", "marshal", "shelve", "importlib", "subprocess", "ctypes", "sympy.parsing")


def _files() -> Iterator[Path]:
    for name in JUDGES:
        whole = ROOT / name
        found = sorted(whole.rglob("*.py")) if whole.is_dir() else [whole.with_suffix(".py")]
        yield from (path for path in found if path.name not in SHOWS)


FILES = {path.relative_to(ROOT).as_posix(): path for path in _files()}


def _called(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every name that is called or handed on; of names that are variables here, the calls."""
    stores = (ast.Store, ast.Param)
    nodes = list(ast.walk(tree))
    variables = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, stores)}
    variables |= {n.arg for n in nodes if isinstance(n, ast.arg)}
    variables |= {n.target.id for n in nodes if _is_field(n)}  # type: ignore[attr-defined]
    calls = {id(n.func) for n in nodes if isinstance(n, ast.Call)}
    ours = _ours(nodes)
    for node in nodes:
        if isinstance(node, ast.Attribute | ast.Name):
            name = node.attr if isinstance(node, ast.Attribute) else node.id
            if isinstance(node, ast.Name) and name in ours:
                continue
            if isinstance(node, ast.Attribute) and ast.unparse(node) == "re.compile":
                continue
            # SymPy's limit is a function; relations have a field of that name.
            if id(node) in calls or (name not in variables and name != "limit"):
                yield name, node.lineno


def _ours(nodes: list[ast.AST]) -> set[str]:
    """Names that the module defines, or takes from another module of ours or dataclasses."""
    found = {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and (node.level or node.module == "dataclasses"):
            found |= {alias.asname or alias.name for alias in node.names}
    return found


def _is_field(node: ast.AST) -> bool:
    return isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)


def test_the_files_are_there() -> None:
    assert len(FILES) > 40
    assert all(path.is_file() for path in FILES.values())


def test_nothing_forbidden_is_called() -> None:
    assert not [
        f"{name}:{line}: {called}"
        for name in FILES
        for called, line in _called(parsed(FILES[name]))
        if called in FORBIDDEN and (name, called) not in ALLOWED
    ]


def test_no_assert_and_no_forbidden_module() -> None:
    for name, path in FILES.items():
        for node in ast.walk(parsed(path)):
            assert not isinstance(node, ast.Assert), f"{name}:{node.lineno}: assert"
            imported: list[str] = []
            if isinstance(node, ast.Import):
                imported = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                imported = [f"{node.module}.{alias.name}" for alias in node.names]
            for module in imported:
                assert not module.startswith(MODULES), f"{name}: {module}"


def test_replace_is_our_own() -> None:
    """``replace`` is a function, of the module or of dataclasses; as a method, of a name."""
    for name, called in ALLOWED:
        if called != "replace":
            continue
        for node in ast.walk(parsed(FILES[name])):
            if isinstance(node, ast.Attribute) and node.attr == called:
                owner = node.value
                assert isinstance(owner, ast.Attribute), f"{name}:{node.lineno}"
                assert owner.attr == "target", f"{name}:{node.lineno}"


def test_the_reading_of_the_source_sees_calls() -> None:
    text = "from sympy import doit\ndoit(x)\n"
    text += "import sympy as sp\nf = sp.simplify\nx.subs(a, b)\neval('1')\nlimit = 3\nsp.limit(x)\n"
    seen = {name for name, _ in _called(ast.parse(text))}
    assert {"doit", "simplify", "subs", "eval", "limit"} <= seen
