"""The computed picture: borders of the limit, colours, both outputs."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hardlimit.proofs.report.render.picture import Panel, responsibility_picture, voronoi_segments

BOX = ((-4.0, -4.0), (4.0, 4.0))


def squared(a: tuple[float, float], b: tuple[float, float]) -> float:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def test_the_border_of_two_cells_is_the_bisector() -> None:
    a, b = (0.3, -1.0), (1.7, 2.0)
    ((start, end),) = voronoi_segments([a, b], *BOX)
    for point in (start, end):
        assert squared(point, a) == pytest.approx(squared(point, b))
        assert max(abs(point[0]), abs(point[1])) == pytest.approx(4.0)


def test_borders_of_several_cells_belong_to_the_two_nearest() -> None:
    rng = np.random.default_rng(5)
    for _ in range(50):
        means = [(float(x), float(y)) for x, y in rng.uniform(-3, 3, size=(4, 2))]
        for start, end in voronoi_segments(means, *BOX):
            middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
            first, second, third, _ = sorted(squared(middle, mean) for mean in means)
            assert first == pytest.approx(second)
            assert third > second - 1e-9


def test_three_means_in_a_triangle_have_three_borders_from_one_point() -> None:
    borders = voronoi_segments([(-1, 0), (1, 0), (0, 1.5)], *BOX)
    assert len(borders) == 3
    ends = [(round(x, 9), round(y, 9)) for border in borders for x, y in border]
    assert max(ends.count(end) for end in ends) == 3


def test_coinciding_means_have_no_border() -> None:
    assert voronoi_segments([(0, 0), (0, 0)], *BOX) == []


def panels() -> list[Panel]:
    x = np.array([[0.0, 0.0], [1.0, 1.0], [0.5, 0.5]])
    means = x[:2]
    return [
        Panel(sigma, x, means, np.array([[1, 0], [0, 1], [0.5, 0.5]]), "a < b", "c & d")
        for sigma in (1.0, 0.1)
    ]


def test_the_svg_is_xml_with_a_dot_for_every_point() -> None:
    root = ET.fromstring(responsibility_picture(panels()).svg)
    dots = [p for p in root.iter("path") if "h0" in p.get("d", "")]
    assert sum(p.get("d", "").count("h0") for p in dots) == 6
    assert len({p.get("stroke") for p in dots}) == 3
    assert "σ = 0.1" in "".join(root.itertext())
    assert "a < b" in "".join(root.itertext())


def test_the_latex_uses_only_the_picture_environment_and_color() -> None:
    latex = responsibility_picture(panels()).latex
    assert latex.isascii()
    assert latex.count("\\circle*") == 6
    commands = set(re.findall(r"\\([a-z]+)", latex))
    assert commands <= {
        "begin", "end", "begingroup", "endgroup", "setlength", "unitlength", "footnotesize",
        "put", "makebox", "framebox", "color", "circle", "qbezier", "line", "linethickness",
        "thinlines", "sigma", "rightarrow", "uparrow", "qquad",
    }  # fmt: skip
    assert "c \\& d" in latex


def test_a_picture_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one panel"):
        responsibility_picture([])
    with pytest.raises(ValueError, match="at least one panel"):
        responsibility_picture([Panel(1.0, [], [], [])])
