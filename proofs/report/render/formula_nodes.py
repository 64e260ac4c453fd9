"""What a formula looks like: a small tree between SymPy and the writers.

SymPy expressions are laid out as these nodes once (order of terms, fractions, norms); the
writers for LaTeX and for the terminal then only have to place brackets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TypeGuard

from ...language.spelling import Spelling

#: What a name stands for; products list their factors in this order.
CONSTANT, SIZE, SCALAR, DEFINED, ENTRY, VECTOR, INDEX = range(7)


@dataclass(frozen=True)
class Node:
    """Base of all nodes."""


@dataclass(frozen=True)
class Number(Node):
    """A whole number >= 0."""

    value: int


@dataclass(frozen=True)
class Named(Node):
    """A name with subscripts; ``rank`` is its place in the order of declaration."""

    spelling: Spelling
    plain: str
    kind: int
    rank: int = -1
    indices: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Terms(Node):
    """A sum of (negative?, term); a single negative term is a minus sign."""

    items: tuple[tuple[bool, Node], ...]


@dataclass(frozen=True)
class Times(Node):
    """A product of two or more factors."""

    factors: tuple[Node, ...]


@dataclass(frozen=True)
class Fraction(Node):
    """top over bottom; ``inline``: with a slash, as in exponents."""

    top: Node
    bottom: Node
    inline: bool = False


@dataclass(frozen=True)
class Power(Node):
    """base to the exponent."""

    base: Node
    exponent: Node


@dataclass(frozen=True)
class Root(Node):
    """The square root."""

    inside: Node


@dataclass(frozen=True)
class Exponential(Node):
    """e to the exponent, set as a power."""

    exponent: Node


@dataclass(frozen=True)
class Call(Node):
    """A function of arguments; ``ahead`` is printed before them."""

    name: str
    argument: Node
    ahead: str = ""
    others: tuple[Node, ...] = ()


@dataclass(frozen=True)
class WeightedLog(Node):
    """q log u, which is 0 at q = 0 whatever u is: not a product, whose factors need values."""

    weight: Node
    argument: Node


@dataclass(frozen=True)
class Big(Node):
    """A big operator over index = 1..size: ``sum``, ``prod`` or ``min``.

    ``known``: the index is declared with this range, so that the range need not be said;
    ``beside``: the index that is left out.
    """

    operator: str
    index: Node
    size: Node
    body: Node
    known: bool = True
    beside: Node | None = None


@dataclass(frozen=True)
class OverMaps(Node):
    """A sum over all assignments of values 1..values to rows 1..rows."""

    index: Node
    rows: Node
    values: Node
    body: Node


@dataclass(frozen=True)
class Norm(Node):
    """The length of a vector."""

    inside: Node


@dataclass(frozen=True)
class Inner(Node):
    """The inner product of two vectors."""

    left: Node
    right: Node


@dataclass(frozen=True)
class Absolute(Node):
    """The absolute value."""

    inside: Node


@dataclass(frozen=True)
class Factorial(Node):
    """x!"""

    inside: Node


@dataclass(frozen=True)
class Bracket(Node):
    """1[left = right], or 1[left >= right]."""

    left: Node
    right: Node
    reaches: bool = False


@dataclass(frozen=True)
class Delta(Node):
    """Kronecker's delta."""

    left: Node
    right: Node


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below ``node``, in the order in which they are shown."""
    for field in fields(node):
        yield from _nodes(getattr(node, field.name))


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _nodes(part)


def descendants(node: Node) -> Iterator[Node]:
    """``node`` and everything below it, as shown from left to right."""
    yield node
    for child in children(node):
        yield from descendants(child)


def ends_apart(node: Big) -> bool:
    """Whether the last factor under a product or least value might as well stand behind it."""
    last = _end(node.body)
    inside = node.operator != "sum" and node.index in descendants(node.body)
    return inside and last is not None and node.index not in descendants(last)


def _end(body: Node) -> Node | None:
    """The last of several factors, or what may stand behind a sum at the end of ``body``."""
    factors = body.factors if isinstance(body, Times) else (body,)
    last = factors[-1]
    inner = _end(last.body) if isinstance(last, Big | OverMaps) else None
    if inner is not None and not (isinstance(last, Big) and last.index in descendants(inner)):
        return inner
    return last if len(factors) > 1 else None


def ranks(node: Node) -> tuple[int, ...]:
    """The places of declaration of the names in ``node``, indices left out."""
    if isinstance(node, Named):
        return () if node.kind in (INDEX, CONSTANT) else (node.rank,)
    if isinstance(node, Big):
        return ranks(node.body)
    return tuple(rank for child in children(node) for rank in ranks(child))


def width(node: Node) -> int:
    """Roughly how many characters ``node`` takes in print."""
    own = 0 if isinstance(node, Times | Power) else 1
    if isinstance(node, Terms):
        own = len(node.items)
    elif isinstance(node, Norm | Inner | Absolute | Call | WeightedLog | Bracket):
        own = 3
    return own + sum(map(width, children(node)))


def is_minus(node: Node) -> bool:
    """Whether ``node`` is minus something."""
    return isinstance(node, Terms) and len(node.items) == 1 and node.items[0][0]


def is_square_norm(node: Node) -> TypeGuard[Power]:
    """Whether ``node`` is the squared length of a vector."""
    return isinstance(node, Power) and isinstance(node.base, Norm) and node.exponent == Number(2)


def times(factors: list[Node]) -> Node:
    """The product of ``factors``, which may be none or one."""
    flat: list[Node] = []
    for factor in factors:
        flat.extend(factor.factors if isinstance(factor, Times) else (factor,))
    if len(flat) > 1:
        flat = [f for f in flat if f != Number(1)] or [Number(1)]
    if not flat:
        return Number(1)
    return flat[0] if len(flat) == 1 else Times(tuple(flat))


def negated(node: Node) -> Node:
    """Minus ``node``."""
    if isinstance(node, Terms) and is_minus(node):
        return node.items[0][1]
    return Terms(((True, node),))
