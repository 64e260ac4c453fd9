"""A small layered layout: rows, order within rows, places (after Sugiyama, Tagawa and Toda).

An edge that passes rows between its ends bends there in a narrow slot of its own, so that it runs
between the nodes and not behind them; edges from one node share their slots.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Edge = tuple[str, str]

_WIDEST = 10
_SWEEPS = 24
#: Room from one neighbour to the next, in units of a node: a node's half plus a slot's half.
_NODE, _SLOT = 0.5, 0.16


@dataclass(frozen=True)
class Layout:
    """Rows of names, the place of every name across, and the way of every edge.

    ``places`` runs from 0 to ``width`` in units of a node with its gap.  A name that is no node is
    the slot of a passing edge; ``ways`` lists the names from an edge's first node to its last.
    """

    rows: tuple[tuple[str, ...], ...]
    places: dict[str, float]
    ways: dict[Edge, tuple[str, ...]]
    width: float


def layered(nodes: Sequence[str], edges: Iterable[Edge]) -> Layout:
    """Lay out ``nodes``, every edge leading downwards; edges that close a cycle may not."""
    edges = tuple(dict.fromkeys(edges))
    rows = _rows(nodes, edges)
    ways = _ways(rows, edges)
    near: dict[str, set[str]] = {name: set() for row in rows for name in row}
    for way in ways.values():
        for above, below in itertools.pairwise(way):
            near[above].add(below)
            near[below].add(above)
    slots = near.keys() - set(nodes)
    places = _order(rows, near, slots)
    width = max((_length(row, slots) for row in rows), default=0.0)
    places = {name: place + width / 2 for name, place in places.items()}
    _straighten(rows, near, slots, places, width)
    return Layout(tuple(map(tuple, rows)), places, ways, width)


def _rows(nodes: Sequence[str], edges: Sequence[Edge]) -> list[list[str]]:
    """Nodes by the longest path to them; a row too long for a page is cut."""
    depth = dict.fromkeys(nodes, 0)
    for _ in nodes:  # no path is longer than the number of nodes
        for above, below in edges:
            depth[below] = max(depth[below], min(depth[above] + 1, len(nodes)))
    rows: dict[int, list[str]] = {}
    for name in nodes:
        rows.setdefault(depth[name], []).append(name)
    cut: list[list[str]] = []
    for _, row in sorted(rows.items()):
        parts = -(-len(row) // _WIDEST)
        size = -(-len(row) // parts)
        cut.extend(row[i : i + size] for i in range(0, len(row), size))
    return cut


def _ways(rows: list[list[str]], edges: Sequence[Edge]) -> dict[Edge, tuple[str, ...]]:
    at = {name: place for place, row in enumerate(rows) for name in row}
    ways: dict[Edge, tuple[str, ...]] = {}
    for above, below in edges:
        way = [above]
        for place in range(at[above] + 1, at[below]):
            slot = f"{above}\n{place}"
            if slot not in rows[place]:
                rows[place].append(slot)
            way.append(slot)
        ways[(above, below)] = (*way, below)
    return ways


def _half(name: str, slots: set[str]) -> float:
    return _SLOT if name in slots else _NODE


def _length(row: Sequence[str], slots: set[str]) -> float:
    return sum(2 * _half(name, slots) for name in row)


def _centred(row: Sequence[str], slots: set[str]) -> dict[str, float]:
    """Places of a row's names about 0, side by side."""
    places: dict[str, float] = {}
    edge = -_length(row, slots) / 2
    for name in row:
        places[name] = edge + _half(name, slots)
        edge += 2 * _half(name, slots)
    return places


def _mean(name: str, near: dict[str, set[str]], places: dict[str, float]) -> float:
    if not near[name]:
        return places[name]
    return sum(places[other] for other in near[name]) / len(near[name])


def _order(rows: list[list[str]], near: dict[str, set[str]], slots: set[str]) -> dict[str, float]:
    """Sort every row, again and again, by where the neighbours of its names stand."""
    places: dict[str, float] = {}
    for row in rows:
        places.update(_centred(row, slots))
    for sweep in range(_SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            row.sort(key=lambda name: (_mean(name, near, places), name))
            places.update(_centred(row, slots))
    return places


def _straighten(
    rows: list[list[str]],
    near: dict[str, set[str]],
    slots: set[str],
    places: dict[str, float],
    width: float,
) -> None:
    """Move every name towards its neighbours as far as the order and the width allow."""
    for sweep in range(_SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            left = 0.0
            right = width - _length(row, slots)  # what may still be lost to the left
            for name in row:
                half = _half(name, slots)
                wish = _mean(name, near, places) - half
                left = min(max(wish, left), right)
                places[name] = left + half
                left += 2 * half
                right += 2 * half
