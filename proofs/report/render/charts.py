"""Curves and bars beside each other, as SVG for the page and as vector graphics in the PDF.

The numbers come from the caller.  Colours are told apart by the colour-blind, and a dashed line
from a full one without any colour; each series may have a few words beside it.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from .characters import text_to_tex
from .picture import Picture, in_a_row

Kind = Literal["line", "dashed", "bars", "band"]
KINDS: tuple[str, ...] = get_args(Kind)
Colour = tuple[float, float, float]

_COLOURS: tuple[Colour, ...] = ((0.16, 0.44, 0.78), (0.80, 0.42, 0.05), (0.20, 0.50, 0.36))
_WIDTH, _HEIGHT, _GAP = 190.0, 120.0, 14.0
_LEFT, _ABOVE = 34.0, 20.0
#: Room below a plot, for its ticks, and for a label under them where there is one.
_TICKS, _LABEL = 19.0, 15.0


@dataclass(frozen=True)
class Series:
    """Points (x, y) of a line; of bars, their places and heights; of a band, (x, low, high).

    ``words`` stand at the place ``at`` of the plot, in its coordinates; bars are ``wide``.
    """

    kind: Kind
    points: Sequence[Sequence[float]]
    words: str = ""
    at: tuple[float, float] = (0.0, 0.0)
    colour: int = 0
    wide: float = 0.6


@dataclass(frozen=True)
class Plot:
    """A title, series, and what stands at the axes: (place, words) at each tick."""

    title: str
    series: Sequence[Series]
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    x_ticks: Sequence[tuple[float, str]] = ()
    y_ticks: Sequence[tuple[float, str]] = ()
    x_label: str = ""


@dataclass(frozen=True)
class Chart:
    """Plots in a row, by name; ``described`` says in words what is seen."""

    name: str
    described: str
    plots: tuple[Plot, ...]


def drawn(chart: Chart) -> Picture:
    """The chart on the page and in the PDF.

    Raises:
        ValueError: if there is no plot, or a range is empty.
    """
    plots = chart.plots
    if not plots or any(low >= high for p in plots for low, high in (p.x_range, p.y_range)):
        raise ValueError("a chart needs at least one plot, and ranges that are not empty")
    return Picture(_svg(plots, chart.described), _latex(plots), narrow=len(plots) == 1)


def _across(plot: Plot, x: float) -> float:
    low, high = plot.x_range
    return (x - low) / (high - low) * _WIDTH


def _up(plot: Plot, y: float) -> float:
    low, high = plot.y_range
    return (min(max(y, low), high) - low) / (high - low) * _HEIGHT


def _outline(plot: Plot, series: Series) -> list[list[tuple[float, float]]]:
    """The corners of what is drawn, y upwards: one path for a line, one for each bar."""
    if series.kind == "bars":
        half = series.wide / 2
        return [
            [
                (_across(plot, x - half), 0.0),
                (_across(plot, x - half), _up(plot, y)),
                (_across(plot, x + half), _up(plot, y)),
                (_across(plot, x + half), 0.0),
            ]
            for x, y in series.points
        ]
    if series.kind == "band":
        low = [(_across(plot, x), _up(plot, a)) for x, a, _ in series.points]
        high = [(_across(plot, x), _up(plot, b)) for x, _, b in series.points]
        return [[*_thinned(low), *reversed(_thinned(high))]]
    return [_thinned([(_across(plot, x), _up(plot, y)) for x, y in series.points])]


def _thinned(
    corners: Sequence[tuple[float, float]], most: float = 0.2
) -> list[tuple[float, float]]:
    """A line with fewer corners, nowhere farther than ``most`` points from the given one.

    The corner farthest from the straight line between the ends stays, and so on for both parts
    (Douglas and Peucker, 1973).

    >>> _thinned([(0.0, 0.0), (1.0, 0.01), (2.0, 0.0), (3.0, 5.0)])
    [(0.0, 0.0), (2.0, 0.0), (3.0, 5.0)]
    """
    kept = {0, len(corners) - 1}
    spans = [(0, len(corners) - 1)]
    while spans:
        first, last = spans.pop()
        (x, y), (u, v) = corners[first], corners[last]
        long = math.hypot(u - x, v - y)
        off = [
            abs((a - x) * (v - y) - (b - y) * (u - x)) / long if long else math.hypot(a - x, b - y)
            for a, b in corners[first + 1 : last]
        ]
        if off and max(off) > most:
            place = first + 1 + off.index(max(off))
            kept.add(place)
            spans += [(first, place), (place, last)]
    return [corners[place] for place in sorted(kept)]


def _shift(place: int) -> float:
    return _LEFT + place * (_WIDTH + _LEFT + _GAP)


def _below(plots: Sequence[Plot]) -> float:
    return _TICKS + (_LABEL if any(plot.x_label for plot in plots) else 0)


# -- SVG -----------------------------------------------------------------------------------
def _svg(plots: Sequence[Plot], described: str) -> str:
    box = (-_LEFT, -_ABOVE, _LEFT + _WIDTH + 6, _ABOVE + _HEIGHT + _below(plots))
    return in_a_row([(box, "\n".join(_svg_plot(plot))) for plot in plots], described)


def _svg_plot(plot: Plot) -> Iterator[str]:
    yield _words(_WIDTH / 2, -7, plot.title, "middle")
    yield '<g fill="none" stroke-width="2">'
    for series in plot.series:
        colour = "#" + "".join(f"{round(255 * part):02x}" for part in _COLOURS[series.colour])
        for corners in _outline(plot, series):
            path = "M" + " ".join(f"{round(x, 1):g} {round(_HEIGHT - y, 1):g}" for x, y in corners)
            if series.kind in ("bars", "band"):
                opacity = ' fill-opacity="0.22"' if series.kind == "band" else ""
                yield f'<path fill="{colour}"{opacity} d="{path}Z"/>'
            else:
                dashes = ' stroke-dasharray="5 4"' if series.kind == "dashed" else ""
                yield f'<path stroke="{colour}"{dashes} d="{path}"/>'
    yield "</g>"
    yield (
        f'<path d="M0 0V{_HEIGHT:g}H{_WIDTH:g}" fill="none" stroke="currentColor" '
        'stroke-opacity="0.5"/>'
    )
    for x, text in plot.x_ticks:
        yield _words(_across(plot, x), _HEIGHT + 14, text, "middle")
    for y, text in plot.y_ticks:
        yield _words(-5, _HEIGHT - _up(plot, y) + 4, text, "end")
    yield _words(_WIDTH / 2, _HEIGHT + 29, plot.x_label, "middle")
    for series in plot.series:
        x, y = series.at
        yield _words(_across(plot, x), _HEIGHT - _up(plot, y), series.words, "middle")


def _words(x: float, y: float, text: str, anchor: str) -> str:
    if not text:
        return ""
    at = f'x="{round(x, 1):g}" y="{round(y, 1):g}"'
    return f'<text {at} text-anchor="{anchor}">{html.escape(text)}</text>'


# -- LaTeX ---------------------------------------------------------------------------------
def _latex(plots: Sequence[Plot]) -> str:
    """LaTeX's own picture, a unit one big point; lines and areas in PDF's own language."""
    scale = 440 / (_shift(len(plots)) - _GAP - _LEFT) if len(plots) > 2 else 0.55
    width, below = _shift(len(plots)) - _GAP - _LEFT, _below(plots)
    lines = [
        f"\\begingroup\\setlength{{\\unitlength}}{{{scale:.3f}bp}}\\scriptsize",
        f"\\begin{{picture}}({width:g},{_HEIGHT + _ABOVE + below:g})(0,-{below:g})",
    ]
    for place, plot in enumerate(plots):
        lines.append(f"\\put({_shift(place):g},0){{%")
        drawn = " ".join(_pdf(plot, scale))
        lines.append(f"\\ifdefined\\pdfliteral\\pdfliteral{{q {drawn} Q}}\\fi")
        lines.extend(_tex_words(plot))
        lines.append("}%")
    return "\n".join([*lines, "\\end{picture}\\endgroup", ""])


def _pdf(plot: Plot, scale: float) -> Iterator[str]:
    def at(point: tuple[float, float]) -> str:
        return f"{point[0] * scale:.2f} {point[1] * scale:.2f}"

    for series in plot.series:
        colour = _COLOURS[series.colour]
        if series.kind == "band":  # as light as on the page, where it is transparent
            colour = tuple(1 - 0.22 * (1 - part) for part in colour)  # type: ignore[assignment]
        told = " ".join(f"{part:.2f}" for part in colour)
        for first, *rest in _outline(plot, series):
            path = f"{at(first)} m " + " ".join(f"{at(point)} l" for point in rest)
            if series.kind in ("bars", "band"):
                yield f"{told} rg {path} h f"
            else:
                dashes = "[4 3] 0 d" if series.kind == "dashed" else "[] 0 d"
                yield f"{told} RG 1.2 w {dashes} {path} S"
    axes = [(0.0, _HEIGHT), (0.0, 0.0), (_WIDTH, 0.0)]
    yield f"0.4 G 0.5 w [] 0 d {at(axes[0])} m {at(axes[1])} l {at(axes[2])} l S"


def _tex_words(plot: Plot) -> Iterator[str]:
    placed: list[tuple[float, float, str, str]] = [(_WIDTH / 2, _HEIGHT + 5, plot.title, "b")]
    placed += [(_across(plot, x), -4, text, "t") for x, text in plot.x_ticks]
    placed += [(-5, _up(plot, y), text, "r") for y, text in plot.y_ticks]
    placed.append((_WIDTH / 2, -18, plot.x_label, "t"))
    placed += [(_across(plot, s.at[0]), _up(plot, s.at[1]), s.words, "b") for s in plot.series]
    for x, y, text, where in placed:
        if text:
            shown = text_to_tex(text)
            yield f"\\put({x:.1f},{y:.1f}){{\\makebox(0,0)[{where}]{{{shown}}}}}%"
