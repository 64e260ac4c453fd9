"""Small bugs to order: every way to change one place of a module, as text of the whole module."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

Apply = Callable[[], None]

_ARITHMETIC: dict[type, tuple[type, ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}
_COMPARISONS: dict[type, tuple[type, ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_NAMES = {
    "min": "max", "max": "min", "argmin": "argmax", "argmax": "argmin", "any": "all",
    "all": "any", "minimum": "maximum", "maximum": "minimum", "exp": "expm1", "log": "log1p",
    "log1p": "log", "sum": "max", "mean": "sum", "ones": "zeros", "zeros": "ones",
    "eye": "ones_like",
}  # fmt: skip

#: Functions whose value does not depend on the order of two arguments.
_SYMMETRIC = {"max", "min", "np.maximum", "np.minimum", "math.gcd", "two_sum"}


@dataclass(frozen=True)
class Mutant:
    """One change: where, what, and the whole module after it.

    Attributes:
        module: the name of the module.
        function: the qualified name of the function or class that is changed, or "".
        line: of the change.
        what: a few words.
        source: the whole module after it.
        first: the first line by which one can tell whether the change was reached, 0 if the
            change is made when the module is imported.
        last: the last one.
    """

    module: str
    function: str
    line: int
    what: str
    source: str
    first: int
    last: int

    @property
    def key(self) -> str:
        """The same for the same changed module only."""
        return hashlib.sha256(f"{self.module}\n{self.source}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Site:
    """A change that can be made: the node by its place in the tree, the change by its number."""

    path: Path
    place: int
    number: int

    def mutant(self) -> Mutant | None:
        """The module with that change; None if that is the module as it is."""
        text = self.path.read_text()
        tree, changed = ast.parse(text), ast.parse(text)
        node, twin = (next(islice(ast.walk(t), self.place, None)) for t in (tree, changed))
        what, apply = list(changes(twin))[self.number]
        apply()
        source = ast.unparse(ast.fix_missing_locations(changed))
        if source == ast.unparse(tree):
            return None
        function, first, last = _where(tree, node)
        line = getattr(node, "lineno", 0)
        return Mutant(self.path.stem, function, line, what, source, first, last)


def sites(path: Path) -> Iterator[Site]:
    """Every change of a module, but for those of words."""
    tree = ast.parse(path.read_text())
    words = {n for part in _telling(tree) for n in ast.walk(part)}
    for place, node in enumerate(ast.walk(tree)):
        if node not in words:
            for number, _ in enumerate(changes(node)):
                yield Site(path, place, number)


def draw(paths: Iterable[Path], count: int, seed: int) -> list[Mutant]:
    """So many different mutants, each change as likely as any other.

    The order of the changes of a module depends on nothing else, so results for it stay of use
    when other modules change.
    """

    def order(site: Site, text: str) -> bytes:
        return hashlib.sha256(f"{seed} {site.place} {site.number} {text}".encode()).digest()

    every = [(order(site, text), site) for path in paths
             for text in [path.read_text()] for site in sites(path)]  # fmt: skip
    found: dict[str, Mutant] = {}
    for _, site in sorted(every, key=lambda pair: pair[0]):
        if len(found) == count:
            break
        mutant = site.mutant()
        if mutant is not None:
            found.setdefault(mutant.key, mutant)
    return list(found.values())


def _where(tree: ast.Module, node: ast.AST) -> tuple[str, int, int]:
    """The function or class of a node, and the lines that are run if the node is."""
    names: list[str] = []
    inside: ast.stmt | None = None
    function: ast.stmt | None = None
    here: ast.AST = tree
    while here is not node:
        here = next(c for c in ast.iter_child_nodes(here) if any(n is node for n in ast.walk(c)))
        if isinstance(here, ast.FunctionDef | ast.ClassDef):
            names.append(here.name)
        if isinstance(here, ast.FunctionDef):
            function = here
        if isinstance(here, ast.stmt):
            inside = here
    if function is None or inside is None:
        return ".".join(names), 0, 0
    if inside is function or isinstance(node, ast.stmt):
        # A default, or a statement taken out of those of the node: wherever that is entered.
        return ".".join(names), inside.lineno, inside.end_lineno or inside.lineno
    body = getattr(inside, "body", None)
    last = max(inside.lineno, body[0].lineno - 1) if body else inside.end_lineno
    return ".".join(names), inside.lineno, last or inside.lineno


def changes(node: ast.AST) -> Iterator[tuple[str, Apply]]:
    """What can be changed at a node: a few words, and a function that changes it there."""
    text = ast.unparse(node) if isinstance(node, ast.expr | ast.stmt) else ""
    text = " ".join(text.split())[:70]
    if isinstance(node, ast.BinOp | ast.AugAssign):
        for new in _ARITHMETIC.get(type(node.op), ()):
            yield f"{new.__name__} in {text}", _setter(node, "op", new())
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        for new in _COMPARISONS.get(type(node.ops[0]), ()):
            yield f"{new.__name__} in {text}", _setter(node, "ops", [new()])
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield f"{type(other).__name__} in {text}", _setter(node, "op", other)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not | ast.Invert):
        yield f"without the sign or not: {text}", _become(node, node.operand)
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        opposite = ast.UnaryOp(ast.Not(), node.test)
        yield f"the opposite condition: {text}", _setter(node, "test", opposite)
    elif isinstance(node, ast.Attribute) and node.attr in _NAMES:
        yield f"{_NAMES[node.attr]} for {text}", _setter(node, "attr", _NAMES[node.attr])
    elif isinstance(node, ast.Constant):
        yield from _constants(node, text)
    elif isinstance(node, ast.Call):
        # `strict` of zip only asserts; what is said last of anything else may matter.
        if node.keywords and node.keywords[-1].arg != "strict":
            yield (
                f"without the last argument: {text}",
                _setter(node, "keywords", node.keywords[:-1]),
            )
        if len(node.args) > 1 and ast.unparse(node.func) not in _SYMMETRIC:
            swapped = [node.args[1], node.args[0], *node.args[2:]]
            yield f"arguments swapped: {text}", _setter(node, "args", swapped)
    elif isinstance(node, ast.FunctionDef | ast.For | ast.While | ast.With):
        yield from _deletions(node)


def _constants(node: ast.Constant, text: str) -> Iterator[tuple[str, Apply]]:
    if isinstance(node.value, bool):
        yield f"not {text}", _setter(node, "value", not node.value)
    elif isinstance(node.value, int):
        yield f"{node.value + 1} for {text}", _setter(node, "value", node.value + 1)
        if node.value == 1:
            yield f"0 for {text}", _setter(node, "value", 0)
    elif isinstance(node.value, float):
        yield f"twice {text}", _setter(node, "value", 2 * node.value if node.value else 1.0)


def _deletions(
    node: ast.FunctionDef | ast.For | ast.While | ast.With,
) -> Iterator[tuple[str, Apply]]:
    """One statement less, if it is one that computes."""
    for place, statement in enumerate(node.body):
        words = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if isinstance(statement, ast.AugAssign | ast.Expr | ast.If) and not words:
            rest = [*node.body[:place], ast.Pass(), *node.body[place + 1 :]]
            text = " ".join(ast.unparse(statement).split())[:70]
            yield f"without {text}", _setter(node, "body", rest)


def _setter(node: ast.AST, name: str, value: object) -> Apply:
    return lambda: setattr(node, name, value)


def _become(node: ast.AST, other: ast.AST) -> Apply:
    def apply() -> None:
        node.__class__ = other.__class__
        node.__dict__ = other.__dict__

    return apply


def _telling(tree: ast.Module) -> Iterable[ast.AST]:
    """What only tells: annotations, decorators, docstrings, messages, imports, warnings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise | ast.Import | ast.ImportFrom | ast.JoinedStr) or (
            isinstance(node, ast.Expr)
            and (
                isinstance(node.value, ast.Constant)
                or (
                    isinstance(node.value, ast.Call)
                    and ast.unparse(node.value.func).endswith("warn")
                )
            )
        ):
            yield node
        if isinstance(node, ast.keyword) and node.arg == "strict":
            yield node.value
        elif isinstance(node, ast.ClassDef):
            yield from node.decorator_list
        elif isinstance(node, ast.arg) and node.annotation is not None:
            yield node.annotation
        elif isinstance(node, ast.FunctionDef) and node.returns is not None:
            yield node.returns
            yield from node.decorator_list
        elif isinstance(node, ast.AnnAssign):
            yield node.annotation
            yield node.target
