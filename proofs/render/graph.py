"""The graph of what rests on what, drawn in layers as inline SVG.

Theorems stand below everything they cite; within a layer they are ordered so that edges cross
little (a few sweeps towards the mean place of the neighbours).  There is an edge for every
citation of a theorem that the report holds.
"""

from __future__ import annotations

import html
from dataclasses import dataclass

from hardlimit.proofs.render import outline, prose
from hardlimit.proofs.report import Report, TheoremReport

_WIDTH, _HEIGHT = 52, 28
_ACROSS, _DOWN = 68, 66
_MARGIN = 8
_WIDEST = 11
_SWEEPS = 12


@dataclass(frozen=True)
class Layout:
    """Centres of the nodes by slug, edges from the cited to the citing, and the size."""

    places: dict[str, tuple[float, float]]
    edges: tuple[tuple[str, str], ...]
    width: float
    height: float


def layout(report: Report) -> Layout:
    """Place the theorems of ``report``."""
    edges = _edges(report)
    layers = _layers(report, edges)
    _order(layers, edges)
    widest = max((len(layer) for layer in layers), default=1)
    width = widest * _ACROSS - (_ACROSS - _WIDTH) + 2 * _MARGIN
    places: dict[str, tuple[float, float]] = {}
    for row, layer in enumerate(layers):
        start = (width - (len(layer) - 1) * _ACROSS) / 2
        for column, slug in enumerate(layer):
            places[slug] = (start + column * _ACROSS, _MARGIN + _HEIGHT / 2 + row * _DOWN)
    height = max(0, len(layers) - 1) * _DOWN + _HEIGHT + 2 * _MARGIN
    return Layout(places, edges, width, height)


def graph_svg(report: Report) -> str:
    """The graph as an SVG element whose nodes link to ``#slug`` of the same page."""
    drawn = layout(report)
    lines = [
        f'<svg class="graph" viewBox="0 0 {drawn.width:g} {drawn.height:g}" '
        f'width="{drawn.width:g}" height="{drawn.height:g}" role="group" '
        'aria-label="Which theorem rests on which">',
        '<g class="edges" aria-hidden="true">',
    ]
    lines.extend(_edge_svg(drawn, above, below) for above, below in drawn.edges)
    lines.append("</g>")
    lines.extend(_node_svg(theorem, drawn.places[theorem.slug]) for theorem in report.theorems)
    lines.append("</svg>")
    return "\n".join(lines)


def _edges(report: Report) -> tuple[tuple[str, str], ...]:
    known = outline.references(report)
    found: dict[tuple[str, str], None] = {}
    for theorem in report.theorems:
        for name in theorem.cites:
            cited = known.get(name)
            if cited is not None and cited is not theorem:
                found[(cited.slug, theorem.slug)] = None
    return tuple(found)


def _layers(report: Report, edges: tuple[tuple[str, str], ...]) -> list[list[str]]:
    """Slugs by the length of the longest path to them; rows too long for a page are cut."""
    depth = {theorem.slug: 0 for theorem in report.theorems}
    for _ in depth:  # a path is shorter than the number of theorems, even if a report had cycles
        changed = False
        for above, below in edges:
            if depth[below] < depth[above] + 1 < len(depth):
                depth[below] = depth[above] + 1
                changed = True
        if not changed:
            break
    rows: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for slug, row in depth.items():
        rows[row].append(slug)
    return [row[i : i + _WIDEST] for row in rows for i in range(0, len(row), _WIDEST)]


def _order(layers: list[list[str]], edges: tuple[tuple[str, str], ...]) -> None:
    neighbours: dict[str, list[str]] = {slug: [] for layer in layers for slug in layer}
    for above, below in edges:
        neighbours[above].append(below)
        neighbours[below].append(above)
    place = _relative(layers)
    for sweep in range(_SWEEPS):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wish = {
                slug: sum(place[other] for other in neighbours[slug]) / len(neighbours[slug])
                if neighbours[slug]
                else place[slug]
                for slug in layer
            }
            layer.sort(key=wish.__getitem__)
            place.update(_relative([layer]))


def _relative(layers: list[list[str]]) -> dict[str, float]:
    """Places from -1/2·length to 1/2·length, so that rows are compared about their middles."""
    return {
        slug: column - (len(layer) - 1) / 2 for layer in layers for column, slug in enumerate(layer)
    }


def _edge_svg(drawn: Layout, above: str, below: str) -> str:
    x1, y1 = drawn.places[above]
    x2, y2 = drawn.places[below]
    top, bottom = y1 + _HEIGHT / 2, y2 - _HEIGHT / 2
    bend = (bottom - top) / 2
    path = f"M{x1:g} {top:g}C{x1:g} {top + bend:g} {x2:g} {bottom - bend:g} {x2:g} {bottom:g}"
    return f'<path d="{path}" data-from="{html.escape(above)}" data-to="{html.escape(below)}"/>'


def _node_svg(theorem: TheoremReport, place: tuple[float, float]) -> str:
    x, y = place
    label = html.escape(theorem.label)
    title = html.escape(f"{theorem.label}. {prose.plain(theorem.title)} ({theorem.level})")
    slug = html.escape(theorem.slug)
    return (
        f'<a href="#{slug}" class="node is-{theorem.level}" data-node="{slug}" '
        f'aria-label="{title}"><title>{title}</title>'
        f'<rect x="{x - _WIDTH / 2:g}" y="{y - _HEIGHT / 2:g}" width="{_WIDTH}" '
        f'height="{_HEIGHT}" rx="6"/>'
        f'<text x="{x:g}" y="{y + 4.5:g}">{label}</text></a>'
    )
