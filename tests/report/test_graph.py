"""The graph of citations, and its layout."""

from __future__ import annotations

import itertools
import re

from hardlimit.proofs.report.data import Report
from hardlimit.proofs.report.render.graph import citations, graph_svg
from hardlimit.proofs.report.render.layering import Layout, layered
from hardlimit.proofs.report.render.links import Links


def test_an_edge_for_every_citation(report: Report) -> None:
    assert citations(report) == [
        ("steiner-identity", "softmin"),
        ("softmin", "responsibilities-harden"),
        ("steiner-identity", "responsibilities-harden"),
        ("steiner-identity", "em-converges"),
        ("responsibilities-harden", "wrong-log"),
    ]
    drawn = re.findall(r'data-from="([^"]*)" data-to="([^"]*)"', graph_svg(report, Links({})))
    assert drawn == citations(report)


def test_a_node_for_every_theorem_in_the_colour_of_its_level(report: Report) -> None:
    svg = graph_svg(report, Links({}))
    for theorem in report.theorems:
        assert f'href="#{theorem.slug}" class="node is-{theorem.level}"' in svg
    assert svg.count("<rect") == len(report.theorems)


def sound(layout: Layout) -> bool:
    """Rows go down along every edge; nothing in a row overlaps or leaves the drawing."""
    row_of = {name: place for place, row in enumerate(layout.rows) for name in row}
    for way in layout.ways.values():
        rows = [row_of[name] for name in way]
        if rows != list(range(rows[0], rows[0] + len(rows))):
            return False
    for row in layout.rows:
        places = [layout.places[name] for name in row]
        if any(b - a < 0.3 for a, b in itertools.pairwise(places)):
            return False
        if not all(0 < place < layout.width for place in places):
            return False
    return True


def test_layouts_are_sound() -> None:
    names = [f"t{i}" for i in range(30)]
    chain = list(itertools.pairwise(names))
    star = [("t0", name) for name in names[1:]]
    thirds = [(names[i // 3], names[i]) for i in range(3, 30)]
    for edges in ([], chain, star, thirds, chain + star + thirds):
        layout = layered(names, edges)
        assert sound(layout)
        assert set(layout.ways) == set(edges)
        assert set(names) <= set(layout.places)


def test_nodes_of_one_row_keep_clear_of_each_other() -> None:
    layout = layered([f"t{i}" for i in range(25)], [])
    assert max(len(row) for row in layout.rows) <= 10
    for row in layout.rows:
        places = sorted(layout.places[name] for name in row)
        assert all(b - a > 0.99 for a, b in itertools.pairwise(places))


def test_a_cycle_in_a_report_does_no_harm() -> None:
    layout = layered(["a", "b", "c"], [("a", "b"), ("b", "a"), ("b", "c")])
    assert set(layout.places) >= {"a", "b", "c"}


def test_no_theorems_no_graph() -> None:
    assert layered([], []).rows == ()
