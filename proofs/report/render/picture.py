"""One computed picture: responsibilities that harden as sigma falls.

The numbers come from the caller.  Points are coloured by their responsibilities; the dashed line
is the limit, where the two nearest means are equally far (for more than two means, the borders of
the Voronoi cells), computed here from the means.  Two outputs show the same picture: SVG for the
page, in colours that read on a light and on a dark ground, and LaTeX's own ``picture``
environment, which needs the package ``color`` and nothing else.
"""

from __future__ import annotations

import html
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hardlimit.proofs.report.render import prose

Point = tuple[float, float]
#: A table of numbers: lists, tuples or a NumPy array.
Rows = Iterable[Iterable[float]]
Colour = tuple[float, float, float]

#: Blue and orange mix to grey, which is what an undecided point should look like.
_COLOURS: tuple[Colour, ...] = (
    (0.16, 0.44, 0.78),
    (0.86, 0.47, 0.10),
    (0.20, 0.58, 0.40),
    (0.62, 0.36, 0.66),
)
_ROOM = 0.06
_SIDE, _GAP, _LEFT, _TOP = 200.0, 16.0, 24.0, 24.0
_DASHES = 25
_TEX_SIDE, _TEX_GAP = 48.0, 4.0


@dataclass(frozen=True)
class Panel:
    """The data of one value of sigma: points (N, 2), means (K, 2), responsibilities (N, K)."""

    sigma: float
    points: Rows
    means: Rows
    responsibilities: Rows
    x_label: str = ""
    y_label: str = ""


@dataclass(frozen=True)
class _Drawn:
    """A panel in plain floats."""

    sigma: float
    points: list[list[float]]
    means: list[list[float]]
    shares: list[list[float]]


@dataclass(frozen=True)
class Picture:
    """The same picture for the page, its parts as SVG elements, and as LaTeX code."""

    svg: str
    latex: str
    #: Whether words have room beside it on paper.
    narrow: bool = False


@dataclass(frozen=True)
class _Frame:
    """The part of the plane that is shown, the same in every panel."""

    low: Point
    high: Point

    def place(self, point: Sequence[float], side: float) -> Point:
        """``point`` on a square of the given side, y upwards."""
        x, y = (
            (value - low) / (high - low) * side
            for value, low, high in zip(point, self.low, self.high, strict=True)
        )
        return x, y


def responsibility_picture(panels: Sequence[Panel]) -> Picture:
    """Draw the panels in a row, on common axes.

    Raises:
        ValueError: if there is no panel, no point, or no mean.
    """
    drawn = [_plain(panel) for panel in panels]
    if not drawn or not all(panel.points and panel.means for panel in drawn):
        raise ValueError("a picture needs at least one panel, with points and means")
    frame = _frame(drawn)
    axes = (panels[0].x_label, panels[0].y_label)
    return Picture(_svg(drawn, frame, axes), _latex(drawn, frame, axes))


def voronoi_segments(
    means: Sequence[Sequence[float]], low: Point, high: Point
) -> list[tuple[Point, Point]]:
    """The borders of the means' cells inside the box from ``low`` to ``high``.

    >>> voronoi_segments([(-1, 0), (1, 0)], (-2, -2), (2, 2))
    [((0.0, -2.0), (0.0, 2.0))]
    """
    found = []
    for (j, a), (k, b) in itertools.combinations(enumerate(means), 2):
        middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        along = (a[1] - b[1], b[0] - a[0])
        if along == (0, 0):
            continue
        # Every bound is a half-line of the parameter t: constant + slope t >= 0.
        bounds = [(middle[i] - low[i], along[i]) for i in (0, 1)]
        bounds += [(high[i] - middle[i], -along[i]) for i in (0, 1)]
        for index, other in enumerate(means):
            if index not in (j, k):
                bounds.append(_nearer(a, other, middle, along))
        span = _clip(bounds)
        if span is not None:
            ends = [(middle[0] + t * along[0], middle[1] + t * along[1]) for t in span]
            found.append((ends[0], ends[1]))
    return found


def _plain(panel: Panel) -> _Drawn:
    points, means, shares = (
        [[float(value) for value in row] for row in rows]
        for rows in (panel.points, panel.means, panel.responsibilities)
    )
    return _Drawn(float(panel.sigma), points, means, shares)


def _frame(panels: Sequence[_Drawn]) -> _Frame:
    shown = [row for panel in panels for row in (*panel.points, *panel.means)]
    lows, highs = [], []
    for axis in (0, 1):
        values = [row[axis] for row in shown]
        room = _ROOM * ((max(values) - min(values)) or 1.0)
        lows.append(min(values) - room)
        highs.append(max(values) + room)
    return _Frame((lows[0], lows[1]), (highs[0], highs[1]))


def _nearer(
    a: Sequence[float], other: Sequence[float], middle: Point, along: Point
) -> tuple[float, float]:
    """|x − other|² − |x − a|² on the line, as (constant, slope): squares of x cancel."""
    constant = sum((a[i] - other[i]) * (2 * middle[i] - a[i] - other[i]) for i in (0, 1))
    slope = sum(2 * (a[i] - other[i]) * along[i] for i in (0, 1))
    return constant, slope


def _clip(bounds: Sequence[tuple[float, float]]) -> Point | None:
    low, high = float("-inf"), float("inf")
    for constant, slope in bounds:
        if slope > 0:
            low = max(low, -constant / slope)
        elif slope < 0:
            high = min(high, -constant / slope)
        elif constant < 0:
            return None
    return (low, high) if low < high else None


def _mixture(shares: Sequence[float]) -> Colour:
    mixed = [0.0, 0.0, 0.0]
    for component, share in enumerate(shares):
        colour = _COLOURS[component % len(_COLOURS)]
        for i in range(3):
            mixed[i] += min(1.0, max(0.0, share)) * colour[i]
    return min(1.0, mixed[0]), min(1.0, mixed[1]), min(1.0, mixed[2])


def _svg(panels: Sequence[_Drawn], frame: _Frame, axes: tuple[str, str]) -> str:
    names = ", ".join(f"{panel.sigma:g}" for panel in panels)
    label = f"Points coloured by responsibility for sigma = {names}; the limit as a dashed line"
    across, up = (html.escape(axis) for axis in axes)
    box = (-_LEFT, -_TOP, _LEFT + _SIDE + 4, _TOP + _SIDE + 26)
    turned = f'<text transform="translate(-10 {_SIDE / 2:g}) rotate(-90)" text-anchor="middle">'
    beside = [_svg_text(_SIDE + 18, across), f"{turned}{up}</text>"]
    drawn = ["\n".join([*_svg_panel(panel, frame), *beside]) for panel in panels]
    return in_a_row([(box, inside) for inside in drawn], label)


def in_a_row(parts: Sequence[tuple[tuple[float, ...], str]], described: str) -> str:
    """Parts of a picture beside each other or, where the page is narrow, below each other.

    A part is what it shows of the plane (left, top, width, height), and what is in it as SVG.
    """
    lines = [f'<div class="plots" role="img" aria-label="{html.escape(described)}">']
    for (left, top, width, height), inside in parts:
        box = f"{left:g} {top:g} {width:g} {height:g}"
        lines += [f'<svg viewBox="{box}">', inside, "</svg>"]
    return "\n".join([*lines, "</div>"])


def _svg_text(y: float, text: str) -> str:
    return f'<text x="{_SIDE / 2:g}" y="{y:g}" text-anchor="middle">{text}</text>'


def _svg_panel(panel: _Drawn, frame: _Frame) -> list[str]:
    lines = [
        _svg_text(-9, f"σ = {panel.sigma:g}"),
        f'<rect width="{_SIDE:g}" height="{_SIDE:g}" rx="3" fill="none" stroke="currentColor" '
        'stroke-opacity="0.35"/>',
    ]
    # Points of one colour are the dots of one path: a line of no length has round ends.
    dots: dict[str, str] = {}
    for point, shares in zip(panel.points, panel.shares, strict=True):
        x, y = frame.place(point, _SIDE)
        colour = "".join(f"{round(31 * part) * 255 // 31:02x}" for part in _mixture(shares))
        dots[colour] = dots.get(colour, "") + f"M{round(x)} {round(_SIDE - y)}h0"
    lines.append('<g stroke-width="4.6" stroke-linecap="round">')
    lines += [f'<path d="{path}" stroke="#{colour}"/>' for colour, path in dots.items()]
    lines.append("</g>")
    for ends in voronoi_segments(panel.means, frame.low, frame.high):
        (x1, y1), (x2, y2) = (frame.place(end, _SIDE) for end in ends)
        lines.append(
            f'<path d="M{x1:.1f} {_SIDE - y1:.1f}L{x2:.1f} {_SIDE - y2:.1f}" '
            'stroke="currentColor" stroke-width="1.2" stroke-dasharray="5 4"/>'
        )
    for mean in panel.means:
        x, y = frame.place(mean, _SIDE)
        lines.append(
            f'<path d="M{x - 6:.1f} {_SIDE - y:.1f}h12m-6 -6v12" stroke="currentColor" '
            'stroke-width="2.4"/>'
        )
    return lines


def _latex(panels: Sequence[_Drawn], frame: _Frame, axes: tuple[str, str]) -> str:
    width = len(panels) * _TEX_SIDE + (len(panels) - 1) * _TEX_GAP
    across, up = map(prose.to_tex, axes)
    named = f"$\\rightarrow$ {across}\\qquad $\\uparrow$ {up}"
    lines = [
        "\\begingroup\\setlength{\\unitlength}{1mm}\\footnotesize",
        f"\\begin{{picture}}({width:g},{_TEX_SIDE + 11:g})(0,-6)",
    ]
    for place, panel in enumerate(panels):
        lines.append(f"\\put({place * (_TEX_SIDE + _TEX_GAP):g},0){{%")
        lines.extend(_latex_panel(panel, frame))
        lines.append("}%")
    if across or up:
        lines.append(f"\\put({width / 2:g},-1.6){{\\makebox(0,0)[t]{{{named}}}}}%")
    return "\n".join([*lines, "\\end{picture}\\endgroup", ""])


def _latex_panel(panel: _Drawn, frame: _Frame) -> list[str]:
    side = _TEX_SIDE
    lines = [
        f"\\put({side / 2:g},{side + 1.5:g}){{\\makebox(0,0)[b]{{$\\sigma = {panel.sigma:g}$}}}}%",
        f"{{\\color[gray]{{0.6}}\\put(0,0){{\\framebox({side:g},{side:g}){{}}}}}}%",
    ]
    for point, shares in zip(panel.points, panel.shares, strict=True):
        x, y = frame.place(point, side)
        colour = ",".join(f"{part:.2f}" for part in _mixture(shares))
        lines.append(f"{{\\color[rgb]{{{colour}}}\\put({x:.2f},{y:.2f}){{\\circle*{{1}}}}}}%")
    for ends in voronoi_segments(panel.means, frame.low, frame.high):
        start, end = (frame.place(point, side) for point in ends)
        lines.extend(_latex_dashes(start, end))
    for mean in panel.means:
        x, y = frame.place(mean, side)
        lines.append(
            f"\\linethickness{{0.5mm}}\\put({x - 1.5:.2f},{y:.2f}){{\\line(1,0){{3}}}}"
            f"\\put({x:.2f},{y - 1.5:.2f}){{\\line(0,1){{3}}}}\\thinlines%"
        )
    return lines


def _latex_dashes(start: Point, end: Point) -> list[str]:
    """Straight Bézier curves: ``\\line`` knows only a few slopes."""

    def at(t: float) -> str:
        return (
            f"({start[0] + t * (end[0] - start[0]):.2f},{start[1] + t * (end[1] - start[1]):.2f})"
        )

    step = 1 / _DASHES
    return [
        f"\\qbezier[40]{at(i * step)}{at((i + 0.3) * step)}{at((i + 0.6) * step)}%"
        for i in range(_DASHES)
    ]
