"""Sums and products of nodes in textbook order, and quotients as fractions."""

from __future__ import annotations

from typing import Any

from . import formula_nodes as nodes
from .formula_nodes import Node, Number

_Key = tuple[Any, ...]


def terms(parts: list[Node]) -> Node:
    """The sum of ``parts``: positive terms first, in the order of declaration."""
    items: list[tuple[bool, Node]] = []
    for part in parts:
        items.extend(part.items if isinstance(part, nodes.Terms) else ((False, part),))
    if len(items) == 1 and not items[0][0]:
        return items[0][1]
    items.sort(key=_term_key)
    return nodes.Terms(tuple(items))


def _term_key(item: tuple[bool, Node]) -> _Key:
    negative, node = item
    if negative:
        group = 1 if _numeric(node) else 2 if _has_function(node) else 0
    else:
        group = 0 if _numeric(node) else 1
    return (negative, group, nodes.ranks(node), repr(node))


def _numeric(node: Node) -> bool:
    return all(
        isinstance(n, Number | nodes.Fraction | nodes.Root | nodes.Times | nodes.Power)
        or (isinstance(n, nodes.Named) and n.kind == nodes.CONSTANT)
        for n in nodes.descendants(node)
    )


def _has_function(node: Node) -> bool:
    return any(
        isinstance(n, nodes.Call | nodes.Exponential | nodes.Big | nodes.OverMaps)
        for n in nodes.descendants(node)
    )


def product(negative: bool, number: Any, top: list[Node], bottom: list[Node], inline: bool) -> Node:
    """``number`` (rational, >= 0) times ``top`` over ``bottom``."""
    above, below = _flat(top), _flat(bottom)
    for place, factor in enumerate(above):
        if nodes.is_minus(factor):
            above[place] = nodes.negated(factor)
            negative = not negative
    above.sort(key=_factor_key)
    below.sort(key=_factor_key)
    if number.p != 1 or not above:
        above.insert(0, Number(int(number.p)))
    if number.q != 1:
        below.insert(0, Number(int(number.q)))
    out = _quotient(above, below, inline)
    return nodes.negated(out) if negative else out


def _flat(factors: list[Node]) -> list[Node]:
    out: list[Node] = []
    for factor in factors:
        if isinstance(factor, nodes.Times):
            out.extend(factor.factors)
        else:
            out.append(factor)
    return out


def _quotient(above: list[Node], below: list[Node], inline: bool) -> Node:
    if not below:
        return nodes.times(above)
    if inline:
        return nodes.Fraction(nodes.times(above), nodes.times(below), inline=True)
    inside, outside = _split(above, below)
    fraction = nodes.Fraction(nodes.times(inside), nodes.times(below))
    return nodes.times([fraction, *outside])


def _split(above: list[Node], below: list[Node]) -> tuple[list[Node], list[Node]]:
    """Which factors stand on the fraction bar and which behind it."""
    if all(isinstance(factor, Number) for factor in below):
        if not any(_wide(factor) for factor in above):
            return above, []
        inside = [f for f in above if _class(f) <= 3]
        return inside, [f for f in above if f not in inside]
    big_below = any(isinstance(n, nodes.Big) for f in below for n in nodes.descendants(f))
    outside: list[Node] = [f for f in above if isinstance(f, nodes.Big | nodes.OverMaps)]
    if big_below and len(outside) < 2:
        return above, []
    inside = [f for f in above if f not in outside]
    if not big_below:
        behind: list[Node] = [f for f in inside if isinstance(f, nodes.Call) and f.name == "exp"]
        if any(isinstance(f, nodes.Exponential) for f in inside) and not _only_exponential(inside):
            behind += [f for f in inside if isinstance(f, nodes.Exponential)]
        outside = behind + outside
        inside = [f for f in inside if f not in behind]
    return inside, outside


def _only_exponential(factors: list[Node]) -> bool:
    return all(isinstance(f, Number | nodes.Exponential) for f in factors)


def _wide(node: Node) -> bool:
    return _class(node) >= 7


def _factor_key(node: Node) -> _Key:
    return (_class(node), nodes.ranks(node), repr(node))


def _class(node: Node) -> int:
    """The place of a factor in a product: numbers first, then names, functions, sums."""
    if isinstance(node, nodes.Named):
        return 6 if node.kind == nodes.VECTOR else 1 + node.kind
    if isinstance(node, nodes.Power | nodes.Root):
        base = node.base if isinstance(node, nodes.Power) else node.inside
        return 9 if isinstance(base, nodes.Times | nodes.Fraction) else _class(base)
    if isinstance(node, nodes.Call):
        return 11 if node.name == "exp" else 12
    simple: tuple[tuple[type[Node], int], ...] = (
        (Number, 0),
        (nodes.Fraction, 3),
        (nodes.Delta, 5),
        (nodes.Bracket, 5),
        (nodes.Terms, 8),
        (nodes.Exponential, 10),
        (nodes.Big, 13),
        (nodes.OverMaps, 13),
    )
    return next((place for kind, place in simple if isinstance(node, kind)), 7)


def forward(node: Node) -> Node:
    """A difference as a reader expects it where its sign does not matter: |r - t|, not |t - r|."""
    if not (isinstance(node, nodes.Terms) and [n for n, _ in node.items] == [False, True]):
        return node
    (_, first), (_, second) = node.items
    if _plainness(first) <= _plainness(second):
        return node
    return nodes.Terms(((False, second), (True, first)))


def _plainness(node: Node) -> _Key:
    return (not isinstance(node, nodes.Named), nodes.ranks(node))


def gap_form(node: Node) -> Node:
    """An exponent (a - b)/c as -(b - a)/c, the way in which decay is written."""
    if not isinstance(node, nodes.Fraction):
        return node
    factors = list(node.top.factors) if isinstance(node.top, nodes.Times) else [node.top]
    for place, factor in enumerate(factors):
        if isinstance(factor, nodes.Terms) and [n for n, _ in factor.items] == [False, True]:
            (_, first), (_, second) = factor.items
            factors[place] = nodes.Terms(((False, second), (True, first)))
            turned = nodes.Fraction(nodes.times(factors), node.bottom, node.inline)
            return nodes.negated(turned)
    return node
