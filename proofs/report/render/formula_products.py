"""Sums and products of nodes in textbook order, and quotients as fractions."""

from __future__ import annotations

from typing import Any

import sympy as sp

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
    after = all(_is_size(node) for negative, node in items if not negative and not _numeric(node))
    items.sort(key=lambda item: _term_key(item, after))
    return nodes.Terms(tuple(items))


def _term_key(item: tuple[bool, Node], after: bool) -> _Key:
    negative, node = item
    if negative:
        group = 1 if _numeric(node) else 2 if _has_function(node) else 0
    else:
        group = int(_numeric(node) is after)
    return (negative, group, nodes.ranks(node), repr(node))


def _is_size(node: Node) -> bool:
    return isinstance(node, nodes.Named) and node.kind == nodes.SIZE


def _numeric(node: Node) -> bool:
    return all(
        isinstance(n, Number | nodes.Fraction | nodes.Root | nodes.Times | nodes.Power)
        or (isinstance(n, nodes.Named) and n.kind == nodes.CONSTANT)
        for n in nodes.descendants(node)
    )


def _has_function(node: Node) -> bool:
    return any(
        isinstance(
            n, nodes.Call | nodes.WeightedLog | nodes.Exponential | nodes.Big | nodes.OverMaps
        )
        for n in nodes.descendants(node)
    )


def product(negative: bool, number: Any, top: list[Node], bottom: list[Node], inline: bool) -> Node:
    """``number`` (rational, >= 0) times ``top`` over ``bottom``."""
    negative ^= sum(map(nodes.is_minus, top + bottom)) % 2 == 1
    above, below = _flattened(*([_unsigned(f) for f in part] for part in (top, bottom)))
    number *= _taken_number(above) / _taken_number(below)
    number = _joined_roots(number, above, below)
    above.sort(key=_factor_key)
    below.sort(key=_factor_key)
    if number.p != 1 or not above:
        above.insert(0, Number(int(number.p)))
    if number.q != 1:
        below.insert(0, Number(int(number.q)))
    out = _quotient(above, below, inline)
    return nodes.negated(out) if negative else out


def _unsigned(node: Node) -> Node:
    return nodes.negated(node) if nodes.is_minus(node) else node


def _joined_roots(number: Any, above: list[Node], below: list[Node]) -> Any:
    """Undo what SymPy makes of 1/sqrt(2 pi): sqrt(2)/(2 sqrt(pi)).

    Roots of numbers move from ``above`` to ``below`` where they divide the denominator of
    ``number``, the new value of which is returned, and those below become one root.
    """
    for factor in list(above):
        if isinstance(factor, nodes.Root) and isinstance(factor.inside, Number):
            divided = number * factor.inside.value
            if divided.q < number.q and number.q % factor.inside.value == 0:
                above.remove(factor)
                below.append(factor)
                number = divided
    roots = [f for f in below if isinstance(f, nodes.Root) and _numeric(f)]
    if len(roots) > 1:
        inside = sorted((f.inside for f in roots), key=_factor_key)
        below[:] = [f for f in below if f not in roots]
        below.append(nodes.Root(nodes.times(inside)))
    return number


def _flattened(top: list[Node], bottom: list[Node]) -> tuple[list[Node], list[Node]]:
    """Factors above and below the bar, products and fractions among them taken apart."""
    above: list[Node] = []
    below: list[Node] = []
    for factors, here, there in ((top, above, below), (bottom, below, above)):
        for factor in factors:
            for part in _factors(factor):
                if isinstance(part, nodes.Fraction):
                    here.extend(_factors(part.top))
                    there.extend(_factors(part.bottom))
                else:
                    here.append(part)
    return above, below


def _factors(node: Node) -> tuple[Node, ...]:
    return node.factors if isinstance(node, nodes.Times) else (node,)


def _taken_number(factors: list[Node]) -> Any:
    """The product of the whole numbers among ``factors``, which are removed."""
    values = [sp.Integer(f.value) for f in factors if isinstance(f, Number)]
    factors[:] = [f for f in factors if not isinstance(f, Number)]
    return sp.Mul(*values)


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
        logs_only = all(isinstance(f, nodes.Call | nodes.WeightedLog) for f in above if _wide(f))
        inside = [f for f in above if _class(f) <= (5 if logs_only else 4)]
        return inside, [f for f in above if f not in inside]
    inner = [n for f in below for n in nodes.descendants(f)]
    big_below = any(isinstance(n, nodes.Big) for n in inner)
    # A share: its exponential belongs above those that it is compared with.
    share = any(isinstance(n, nodes.Exponential) for n in inner)
    outside: list[Node] = [f for f in above if isinstance(f, nodes.Big | nodes.OverMaps)]
    if big_below and len(outside) < 2:
        return above, []
    inside = [f for f in above if f not in outside]
    if not big_below:
        alone = len([f for f in inside if f != Number(1)]) == 1
        behind = [f for f in inside if _stands_behind(f, alone, share)]
        outside = behind + outside
        inside = [f for f in inside if f not in behind]
    return inside, outside


def _stands_behind(node: Node, alone: bool, share: bool) -> bool:
    """Whether a function reads better behind a fraction than on its bar."""
    if isinstance(node, nodes.Exponential):
        return not share and (not alone or nodes.width(node) >= 8)
    if isinstance(node, nodes.Call | nodes.WeightedLog):
        tall = any(isinstance(n, nodes.Fraction | nodes.Big) for n in nodes.descendants(node))
        return tall or not alone
    return False


def _wide(node: Node) -> bool:
    return _class(node) >= 8


def _factor_key(node: Node) -> _Key:
    return (_class(node), nodes.ranks(node), repr(node))


def _class(node: Node) -> int:
    """The place of a factor in a product: numbers first, then names, functions, sums."""
    if isinstance(node, nodes.Named) and node.kind == nodes.INDEX:
        return 1  # an index as a number, as k in k p_k
    if isinstance(node, nodes.Named):
        return 1 + node.kind + (node.kind == nodes.VECTOR)
    if isinstance(node, nodes.Power | nodes.Root):
        base = node.base if isinstance(node, nodes.Power) else node.inside
        if isinstance(base, nodes.Times | nodes.Fraction):
            return 0 if _numeric(base) else 10
        return _class(base)
    if isinstance(node, nodes.WeightedLog):
        return 13
    if isinstance(node, nodes.Call):
        return 12 if node.name == "exp" else 13
    simple: tuple[tuple[type[Node], int], ...] = (
        (Number, 0),
        (nodes.Fraction, 3),
        (nodes.Delta, 6),
        (nodes.Bracket, 6),
        (nodes.Terms, 9),
        (nodes.Exponential, 11),
        (nodes.Big, 14),
        (nodes.OverMaps, 14),
    )
    return next((place for kind, place in simple if isinstance(node, kind)), 8)


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
