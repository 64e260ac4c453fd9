"""The graph of what rests on what, as inline SVG.

Theorems stand below everything they cite.  There is an edge for every citation of a theorem that
the report holds; colours are those of the levels.
"""

from __future__ import annotations

import html

from hardlimit.proofs.report.data import Report, TheoremReport
from hardlimit.proofs.report.render import outline, prose
from hardlimit.proofs.report.render.layering import Edge, Layout, layered
from hardlimit.proofs.report.render.links import Links

_WIDTH, _HEIGHT = 46, 26
_ACROSS, _DOWN = 60, 68
_MARGIN = 6


def graph_svg(report: Report, links: Links) -> str:
    """The graph as an SVG element whose nodes link to the theorems."""
    drawn = layered([theorem.slug for theorem in report.theorems], citations(report))
    width = drawn.width * _ACROSS + 2 * _MARGIN
    height = max(0, len(drawn.rows) - 1) * _DOWN + _HEIGHT + 2 * _MARGIN
    places = _places(drawn)
    lines = [
        f'<svg class="graph" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" role="group" '
        'aria-label="Which theorem rests on which">',
        '<g class="edges" aria-hidden="true">',
    ]
    lines.extend(_edge(edge, [places[name] for name in way]) for edge, way in drawn.ways.items())
    lines.append("</g>")
    lines.extend(_node(theorem, places[theorem.slug], links) for theorem in report.theorems)
    lines.append("</svg>")
    return "\n".join(lines)


def citations(report: Report) -> list[Edge]:
    """(cited slug, citing slug) for every citation between theorems of the report, once."""
    known = outline.references(report)
    found: dict[Edge, None] = {}
    for theorem in report.theorems:
        for name in theorem.cites:
            cited = known.get(name)
            if cited is not None and cited is not theorem:
                found[(cited.slug, theorem.slug)] = None
    return list(found)


def _places(drawn: Layout) -> dict[str, tuple[float, float]]:
    return {
        name: (_MARGIN + drawn.places[name] * _ACROSS, _MARGIN + _HEIGHT / 2 + row * _DOWN)
        for row, names in enumerate(drawn.rows)
        for name in names
    }


def _edge(edge: Edge, points: list[tuple[float, float]]) -> str:
    """A curve from node to node, upright where it passes a row."""
    half = _HEIGHT / 2
    x, y = points[0][0], points[0][1] + half
    path = f"M{x:.1f} {y:g}"
    for place, (next_x, next_y) in enumerate(points[1:], start=1):
        top = next_y - half
        bend = (y + top) / 2
        path += f"C{x:.1f} {bend:g} {next_x:.1f} {bend:g} {next_x:.1f} {top:g}"
        x, y = next_x, next_y + half
        if place < len(points) - 1:
            path += f"V{y:g}"
    above, below = map(html.escape, edge)
    return f'<path d="{path}" data-from="{above}" data-to="{below}"/>'


def _node(theorem: TheoremReport, place: tuple[float, float], links: Links) -> str:
    x, y = place
    label = html.escape(theorem.label)
    title = html.escape(f"{theorem.label}. {prose.plain(theorem.title)} ({theorem.level})")
    slug = html.escape(theorem.slug)
    return (
        f'<a href="{links.href(theorem.slug)}" class="node is-{theorem.level}" data-node="{slug}" '
        f'aria-label="{title}"><title>{title}</title>'
        f'<rect x="{x - _WIDTH / 2:.1f}" y="{y - _HEIGHT / 2:g}" width="{_WIDTH}" '
        f'height="{_HEIGHT}" rx="6"/>'
        f'<text x="{x:.1f}" y="{y + 4.5:g}">{label}</text></a>'
    )
