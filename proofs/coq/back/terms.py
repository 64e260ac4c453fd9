"""Coq terms read as SymPy expressions of a derivation: the inverse of the translation.

Written on its own: it shares no table with the translator.  Names are looked up in the
declarations; what is not expected is an error, never a guess.  SymPy evaluates while it
builds: what it cancels on its own (x/x against 1) is no difference here.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from ...language.context import Context
from ...language.functions import FUNCTIONS
from ...language.vocabulary import AssignmentName, Index, MapSum, MinOver, as_number
from ..statements.names import coq_name
from .parse import Apply, Bind, Tree, Unreadable


@dataclass(frozen=True)
class Declared:
    """A bound Coq name that stands for a declared size, symbol or family."""

    name: str


@dataclass(frozen=True)
class Replaced:
    """A name that must not occur here: a changed copy of it does."""

    name: str


#: What bound Coq names stand for: declared names, indices, assignments summed over.
Scope = Mapping[str, Declared | Replaced | Index | Any]


@dataclass
class Reader:
    """Reads terms with the declarations of one derivation.

    Attributes:
        arguments: for each definition that was printed, the declared names that its first
            arguments stand for; its own indices follow.
    """

    context: Context
    arguments: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._serial = itertools.count(1)
        self.definitions = {f"definition {coq_name(n)}": n for n in self.context.definitions}

    # -- numbers ---------------------------------------------------------------------
    def number(self, node: Tree, scope: Scope) -> Any:
        """The real number that ``node`` denotes."""
        if not isinstance(node, Apply):
            raise Unreadable("Coq printed a binder where a number goes")
        head, args = node.head, node.args
        if head in scope:
            return self._declared(head, args, scope)
        if head in self.definitions:
            return self._definition(self.definitions[head], args, scope)
        if head in ("Rmult", "Rdiv", "Ropp"):
            return sp.Mul(*self._factors(node, scope))
        if head in _BINDERS and len(args) == 2:
            return self._binder(_BINDERS[head], args[0], args[1], scope)
        if head in _FUNCTIONS and len(args) == _FUNCTIONS[head][0]:
            return _FUNCTIONS[head][1](*(self.number(a, scope) for a in args))
        match head, args:
            case "PI", ():
                return sp.pi
            case "IZR", (whole,):
                return sp.Integer(_integer(whole))
            case "INR", (whole,):
                return self._whole(whole, scope)
            case "pow", (base, exponent):
                return sp.Pow(self.number(base, scope), self._exponent(exponent, scope))
            case "delta", (i, j):
                return sp.KroneckerDelta(self.index(i, scope), self.index(j, scope))
            case "mapsum", (rows, values, body):
                return self._maps(rows, values, body, scope)
        raise Unreadable(f"Coq printed {head} with {len(args)} arguments where a number goes")

    def _factors(self, node: Tree, scope: Scope) -> list[Any]:
        """The factors of a product: SymPy builds it in one go, and so stores it."""
        match node:
            case Apply("Rmult", (a, b)):
                return self._factors(a, scope) + self._factors(b, scope)
            case Apply("Rdiv", (a, b)):
                return [*self._factors(a, scope), sp.Pow(self.number(b, scope), -1)]
            case Apply("Ropp", (a,)):
                return [sp.Integer(-1), *self._factors(a, scope)]
        return [self.number(node, scope)]

    def _declared(self, head: str, args: tuple[Tree, ...], scope: Scope) -> Any:
        meaning = scope[head]
        if isinstance(meaning, Declared):
            family = self.context.families.get(meaning.name)
            if family is not None and family.values is None:
                return family[tuple(self.index(a, scope) for a in args)]
            if meaning.name in self.context.symbols and not args:
                return self.context.symbols[meaning.name].symbol
        raise Unreadable(f"Coq printed {head} where a number goes")

    def _definition(self, name: str, args: tuple[Tree, ...], scope: Scope) -> Any:
        definition = self.context.definitions[name]
        if name not in self.arguments:
            raise Unreadable(f"Coq did not print the definition of {name} before it is used")
        first = self.arguments[name]
        if len(args) != len(first) + len(definition.params):
            raise Unreadable(f"{name} has {len(args)} arguments")
        for wanted, arg in zip(first, args, strict=False):
            found = scope.get(arg.head) if isinstance(arg, Apply) and not arg.args else None
            if found != Declared(wanted):
                raise Unreadable(f"{name} is not applied to {wanted} itself")
        if not definition.params:
            return definition.base
        return definition.base[tuple(self.index(a, scope) for a in args[len(first) :])]

    def _binder(self, kind: Any, size: Tree, body: Tree, scope: Scope) -> Any:
        if not isinstance(body, Bind) or body.kind != "fun" or body.type != Apply("nat"):
            raise Unreadable("Coq printed a sum of what is no function of an index")
        top = self.size(size, scope)
        index = self.fresh(body.name, top)
        inner = self.number(body.body, bound(scope, body.name, index))
        return kind(inner, (index, 1, top))

    def fresh(self, name: str, size: Any) -> Index:
        """An index that occurs nowhere else."""
        return Index(f"{name}#{next(self._serial)}", size)

    def _maps(self, rows: Tree, values: Tree, body: Tree, scope: Scope) -> Any:
        if not isinstance(body, Bind) or body.kind != "fun" or shape(body.type) != (1, "nat"):
            raise Unreadable("Coq printed a sum over maps of what is no function of a map")
        sizes = self.size(rows, scope), self.size(values, scope)
        name = AssignmentName(f"{body.name}#{next(self._serial)}", sizes[1])
        base = sp.IndexedBase(name)
        inner = self.number(body.body, bound(scope, body.name, base))
        return MapSum(inner, base, *sizes)

    def _exponent(self, node: Tree, scope: Scope) -> Any:
        count = 0
        here = node
        while isinstance(here, Apply) and here.head == "S" and len(here.args) == 1:
            count, here = count + 1, here.args[0]
        if here == Apply("O"):
            return sp.Integer(count)
        return self.size(node, scope)

    # -- sizes and indices -----------------------------------------------------------
    def size(self, node: Tree, scope: Scope) -> Any:
        """The size that ``node`` is."""
        if isinstance(node, Apply) and not node.args:
            meaning = scope.get(node.head)
            if isinstance(meaning, Declared) and meaning.name in self.context.sizes:
                return self.context.sizes[meaning.name]
        raise Unreadable("Coq printed something else where a size goes")

    def _whole(self, node: Tree, scope: Scope) -> Any:
        """The number of a size or of an index."""
        try:
            return self.size(node, scope)
        except Unreadable:
            return as_number(self.index(node, scope))

    def index(self, node: Tree, scope: Scope) -> Any:
        """The index that ``node`` denotes."""
        if isinstance(node, Apply):
            if node.head == "S" and len(node.args) == 1:
                return sp.Add(sp.Integer(1), self.index(node.args[0], scope))
            meaning = scope.get(node.head)
            if isinstance(meaning, Index) and not node.args:
                return meaning
            if isinstance(meaning, sp.IndexedBase) and len(node.args) == 1:
                return meaning[self.index(node.args[0], scope)]
            family = self.context.families.get(getattr(meaning, "name", ""))
            if isinstance(meaning, Declared) and family is not None and family.values is not None:
                return family[tuple(self.index(a, scope) for a in node.args)]
        raise Unreadable("Coq printed something else where an index goes")


_BINDERS: dict[str, Any] = {"sumr": sp.Sum, "prodr": sp.Product, "minr": MinOver}
_FUNCTIONS: dict[str, tuple[int, Any]] = {
    "Rplus": (2, sp.Add),
    "Rminus": (2, lambda a, b: sp.Add(a, sp.Mul(-1, b))),
    "Rpower": (2, sp.Pow),
    "sqrt": (1, lambda a: sp.Pow(a, sp.Rational(1, 2))),
    **{one.coq: (one.arity, one.head) for one in FUNCTIONS if not one.of_indices},
}


def bound(scope: Scope, name: str, meaning: Any) -> Scope:
    """``scope`` with one more bound name; ``_`` cannot be used and is left out."""
    return scope if name == "_" else {**scope, name: meaning}


def shape(kind: Tree) -> tuple[int, str]:
    """How many indices a value of this type takes, and whether it is then R or nat."""
    count = 0
    while isinstance(kind, Bind) and kind.kind == "forall" and kind.type == Apply("nat"):
        count, kind = count + 1, kind.body
    if kind not in (Apply("R"), Apply("nat")):
        raise Unreadable("Coq printed a type that no declaration has")
    return count, kind.head


def _integer(node: Tree) -> int:
    match node:
        case Apply("Z0", ()):
            return 0
        case Apply("Zpos", (p,)):
            return _positive(p)
        case Apply("Zneg", (p,)):
            return -_positive(p)
    raise Unreadable("Coq printed something else where a whole number goes")


def _positive(node: Tree) -> int:
    match node:
        case Apply("xH", ()):
            return 1
        case Apply("xO", (p,)):
            return 2 * _positive(p)
        case Apply("xI", (p,)):
            return 2 * _positive(p) + 1
    raise Unreadable("Coq printed something else where a whole number goes")
