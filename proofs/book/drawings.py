"""Charts and tables as plain data between an author's process and ours.

Numbers are text to the last bit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, cast

from ..exchange.strict import FileRefused, showable
from ..report.render.charts import KINDS, Chart, Kind, Plot, Series
from ..report.render.tables import Numbers

_MOST = 10_000


def plain_chart(chart: Chart) -> dict[str, Any]:
    """The chart as lists, texts and numbers written as text."""
    return {
        "name": chart.name,
        "described": chart.described,
        "plots": [
            {
                "title": plot.title,
                "x_label": plot.x_label,
                "ranges": _table((plot.x_range, plot.y_range)),
                "x_ticks": [[repr(float(place)), text] for place, text in plot.x_ticks],
                "y_ticks": [[repr(float(place)), text] for place, text in plot.y_ticks],
                "series": [
                    {
                        "kind": series.kind,
                        "points": _table(series.points),
                        "words": series.words,
                        "at": _table((series.at,))[0],
                        "colour": repr(int(series.colour)),
                        "wide": repr(float(series.wide)),
                    }
                    for series in plot.series
                ],
            }
            for plot in chart.plots
        ],
    }


def read_chart(found: dict[str, Any]) -> Chart:
    """The chart that was handed over.

    Raises:
        FileRefused: if it is none.
        LookupError, TypeError, ValueError: if it has another form.
    """
    return Chart(_text(found["name"]), _text(found["described"]), tuple(map(_plot, found["plots"])))


def plain_table(table: Numbers) -> dict[str, Any]:
    """The table as lists of text."""
    rows = [list(row) for row in table.rows]
    return {"name": table.name, "head": list(table.head), "rows": rows}


def read_table(found: dict[str, Any]) -> Numbers:
    """The table that was handed over.

    Raises:
        FileRefused: if it is none.
        LookupError, TypeError, ValueError: if it has another form.
    """
    head, *rows = (tuple(map(_text, row)) for row in [found["head"], *found["rows"]])
    if not head or not rows or any(len(row) != len(head) for row in rows):
        raise FileRefused("a table of numbers has rows, each as long as its head")
    return Numbers(_text(found["name"]), head, tuple(rows))


def _plot(found: dict[str, Any]) -> Plot:
    x_range, y_range = (_pair(row) for row in found["ranges"])
    return Plot(
        _text(found["title"]),
        tuple(map(_series, found["series"])),
        x_range,
        y_range,
        tuple((_number(place), _text(text)) for place, text in found["x_ticks"]),
        tuple((_number(place), _text(text)) for place, text in found["y_ticks"]),
        _text(found["x_label"]),
    )


def _series(found: dict[str, Any]) -> Series:
    kind, colour = _text(found["kind"]), _number(found["colour"])
    points = tuple(tuple(map(_number, row)) for row in found["points"])
    wide = 3 if kind == "band" else 2
    fine = kind in KINDS and colour in (0, 1, 2) and 0 < len(points) <= _MOST
    if not fine or any(len(row) != wide for row in points):
        raise FileRefused("a series of a chart is of no kind that is drawn")
    words, at = _text(found["words"]), _pair(found["at"])
    return Series(cast(Kind, kind), points, words, at, int(colour), _number(found["wide"]))


def _table(rows: Iterable[Iterable[float]]) -> list[list[str]]:
    return [[repr(float(value)) for value in row] for row in rows]


def _pair(found: Any) -> tuple[float, float]:
    first, second = map(_number, found)
    return first, second


def _number(found: Any) -> float:
    value = float(_text(found))
    if not math.isfinite(value):
        raise FileRefused("a number of a chart is none")
    return value


def _text(found: Any) -> str:
    if not isinstance(found, str):
        raise FileRefused("a chart has no text where there must be one")
    showable(found)
    return found
