"""A picture of the shares hardening on the data of a certificate: SVG, written by hand."""

import math
from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np

from .._checks import FloatArray
from ..em import responsibilities
from .table import Table

#: Colours that are told apart with all kinds of colour vision (Okabe and Ito).
_COLOURS = (
    (0, 114, 178), (230, 159, 0), (0, 158, 115), (204, 121, 167),
    (86, 180, 233), (213, 94, 0), (240, 228, 66), (90, 90, 90),
)  # fmt: skip
_SIZE, _GAP, _LEFT, _TOP = 230, 26, 54, 84
#: More points than this are drawn by a sample at equal steps.
_MOST = 1500


def picture(table: Table, means: FloatArray, certificate: dict[str, Any]) -> str:
    """The SVG: the data at four widths down to the certified one, and how many points are hard.

    Args:
        table: the data.
        means: Lloyd's last centres, (K, D).
        certificate: what `certify` returned.
    """
    widths = _widths(table.x, means, certificate)
    shown = np.unique(np.linspace(0, len(table.x) - 1, min(len(table.x), _MOST)).astype(int))
    axes = _axes(table.x, means)
    deciding = certificate["sigma"]["row"]
    parts = []
    for place, sigma in enumerate(widths):
        at = (_LEFT + place * (_SIZE + _GAP), _TOP)
        parts.append(_panel(table, means, sigma, shown, axes, at, deciding))
    bottom = _TOP + _SIZE + 74
    parts.append(_staircase(certificate, widths, (_LEFT, bottom)))
    width = _LEFT + 4 * _SIZE + 3 * _GAP + 20
    height = bottom + _SIZE * 0.7 + 58
    title = (
        f"{table.name}, K = {len(means)}: shares harden as σ falls "
        f"(ε = {certificate['epsilon']}; certified up to σ = {_short(certificate['sigma']['low'])})"
    )
    legend = f"+ centre    ○ point that decides, line {table.lines[deciding]}"
    if len(shown) < len(table.x):
        legend += f"    {len(shown)} of {len(table.x)} points drawn"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" font-family="sans-serif" font-size="12">\n'
        f'<rect width="100%" height="100%" fill="white"/>\n'
        f'<text x="{_LEFT}" y="28" font-size="16">{escape(title)}</text>\n'
        f'<text x="{_LEFT}" y="50" xml:space="preserve">{escape(legend)}</text>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _widths(x: FloatArray, means: FloatArray, certificate: dict[str, Any]) -> list[float]:
    """Four widths at equal ratios, from a soft one to the certified one, or the least positive."""
    lows = [float(row["low"]) for row in certificate["rows"]]
    positive = [low for low in lows if 0 < low < 1e300]
    distances = ((x[:, None, :] - means) ** 2).sum(axis=2).min(axis=1)
    soft = max(float(np.sqrt(distances.mean() / x.shape[1])), 1e-300)
    last = float(certificate["sigma"]["low"])
    if not 0 < last < 1e300:
        last = min(positive, default=soft / 8)
    first = max(2 * soft, 2 * float(np.median(positive)) if positive else 0.0, 8 * last)
    return [first * (last / first) ** (i / 3) for i in range(4)]


def _axes(x: FloatArray, means: FloatArray) -> tuple[int, int | None]:
    """The two coordinates in which the centres lie farthest apart, relative to the data."""
    if x.shape[1] == 1:
        return 0, None
    spread = x.max(axis=0) - x.min(axis=0)
    apart = (means.max(axis=0) - means.min(axis=0)) / np.where(spread > 0, spread, np.inf)
    first, second = sorted(np.argsort(-apart, kind="stable")[:2].tolist())
    return first, second


def _panel(
    table: Table,
    means: FloatArray,
    sigma: float,
    shown: Any,
    axes: tuple[int, int | None],
    at: tuple[float, float],
    deciding: int,
) -> str:
    """One scatter plot; a point has the mixture of the colours of its components."""
    x, k = table.x, len(means)
    shares = responsibilities(x, means, np.full(k, 1 / k), sigma**2)
    colours = shares @ np.array(_palette(k), dtype=float)
    across = _scale(np.concatenate([x[:, axes[0]], means[:, axes[0]]]), at[0])
    down = (
        _scale(np.arange(len(x), dtype=float), at[1], flip=True)
        if axes[1] is None
        else _scale(np.concatenate([x[:, axes[1]], means[:, axes[1]]]), at[1], flip=True)
    )
    second = "row" if axes[1] is None else table.columns[axes[1]]
    out = [_frame(at, _SIZE, _SIZE)]
    for n in shown:
        red, green, blue = (round(v) for v in colours[n])
        out.append(
            f'<circle cx="{across[n]:.1f}" cy="{down[n]:.1f}" r="2.6" '
            f'fill="rgb({red},{green},{blue})"/>'
        )
    for centre in range(k):
        cx = across[len(x) + centre]
        cy = down[len(x) + centre] if axes[1] is not None else at[1] + _SIZE - 6
        out.append(
            f'<path d="M{cx - 6:.1f} {cy:.1f}h12M{cx:.1f} {cy - 6:.1f}v12" '
            f'stroke="black" stroke-width="2"/>'
        )
    out.append(
        f'<circle cx="{across[deciding]:.1f}" cy="{down[deciding]:.1f}" r="7" fill="none" '
        f'stroke="black"/>'
    )
    top = shares.max(axis=1)
    out += [
        f'<text x="{at[0]}" y="{at[1] - 8}">σ = {sigma:.3g}; {_hardest(float(top.min()))}</text>',
        f'<text x="{at[0] + _SIZE / 2}" y="{at[1] + _SIZE + 18}" text-anchor="middle">'
        f"{escape(table.columns[axes[0]])}</text>",
    ]
    if at[0] == _LEFT:
        out.append(_upright(at[0] - 12, at[1] + _SIZE / 2, second))
    return "\n".join(out)


def _staircase(
    certificate: dict[str, Any], widths: Sequence[float], at: tuple[float, float]
) -> str:
    """The share of points that are within ε at a width, on a logarithmic axis."""
    width, height = 4 * _SIZE + 3 * _GAP, _SIZE * 0.7
    lows = np.sort([min(float(row["low"]), 1e300) for row in certificate["rows"]])
    positive = lows[(lows > 0) & (lows < 1e300)]
    ends = [*widths, *positive.tolist()]
    low, high = math.log10(min(ends)) - 0.05, math.log10(max(ends)) + 0.05

    def across(sigma: float) -> float:
        return at[0] + width * (math.log10(sigma) - low) / (high - low)

    steps = [f"M{at[0]:.1f} {at[1] + height * (lows == 0).mean():.1f}"]
    for sigma in positive.tolist():
        steps.append(f"H{across(sigma):.1f}V{at[1] + height * (lows <= sigma).mean():.1f}")
    steps.append(f"H{at[0] + width:.1f}")
    out = [_frame(at, width, height)]
    for sigma in widths:
        out.append(
            f'<path d="M{across(sigma):.1f} {at[1]:.1f}v{height:.1f}" stroke="#bbb" '
            f'stroke-dasharray="4 4"/>'
        )
    out.append(f'<path d="{"".join(steps)}" fill="none" stroke="rgb(0,114,178)" stroke-width="2"/>')
    for power in range(math.floor(low), math.floor(high) + 1):
        for digit in (1, 2, 5):
            sigma = digit * 10.0**power
            if low <= math.log10(sigma) <= high:
                out.append(
                    f'<path d="M{across(sigma):.1f} {at[1] + height:.1f}v5" stroke="black"/>'
                    f'<text x="{across(sigma):.1f}" y="{at[1] + height + 18:.1f}" '
                    f'text-anchor="middle">{sigma:g}</text>'
                )
    for share, words in ((0, "100 %"), (0.5, "50 %"), (1, "0 %")):
        out.append(
            f'<text x="{at[0] - 6}" y="{at[1] + height * share + 4:.1f}" '
            f'text-anchor="end">{words}</text>'
        )
    out.append(
        f'<text x="{at[0] + width / 2}" y="{at[1] + height + 40:.1f}" text-anchor="middle">'
        f"σ: points whose shares are within ε of Lloyd's assignment, at all of its steps</text>"
    )
    return "\n".join(out)


def _frame(at: tuple[float, float], width: float, height: float) -> str:
    return (
        f'<rect x="{at[0]}" y="{at[1]}" width="{width:g}" height="{height:g}" fill="none" '
        f'stroke="#888"/>'
    )


def _upright(x: float, y: float, text: str) -> str:
    return (
        f'<text x="{x}" y="{y}" text-anchor="middle" transform="rotate(-90 {x} {y})">'
        f"{escape(text)}</text>"
    )


def _scale(values: FloatArray, start: float, *, flip: bool = False) -> FloatArray:
    low, high = values.min(), values.max()
    unit = (values - low) / (high - low) if high > low else np.full(len(values), 0.5)
    out: FloatArray = start + 10 + (1 - unit if flip else unit) * (_SIZE - 20)
    return out


def _palette(size: int) -> list[tuple[int, ...]]:
    return [_COLOURS[k % len(_COLOURS)] for k in range(size)]


def _hardest(share: float) -> str:
    """The least of the largest shares of the points; never 100 % for less."""
    return f"shares from {share:.1%}" if share < 0.999 else "shares over 99.9%"


def _short(decimal: str) -> str:
    return f"{float(decimal):.4g}" if decimal != "1e300" else "∞"
