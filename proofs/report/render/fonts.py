"""Which of two cuts of the font for mathematics a page needs.

Both are subsets of Latin Modern Math, made once (``assets/THIRD-PARTY.md``): signs that MathML
draws by itself (roots, big brackets, long arrows) are in both.  The small one is taken where it
has all letters and signs that stand in the page's formulas.
"""

from __future__ import annotations

import html
import re

from .template import asset_bytes

_WHOLE, _SMALL = "math.woff2", "math-small.woff2"
#: What the small cut has, as it was asked for; also in ``assets/THIRD-PARTY.md``.
_IN_SMALL = """20-7E,A0,AF,B1,B7,D7,131,237,2C6,2C7,2D8-2DC,300-30C,2016,2026,2032,2061,210E,2112,
2113,211D,2131,2190-2194,21A6,2202,2207-2209,220F,2211,2212,2218,221A,221E,2223,2225,2248,2260,
2264,2265,22C5,25A1,27E8,27E9,27F6,27FA,1D42C,1D42F,1D431-1D433,1D434-1D454,1D456-1D467,1D49F,
1D4A9,1D6F4,1D6FC-1D71B,1D741,1D7CF"""
_MATH = re.compile(r"<math\b.*?</math>", re.DOTALL)
_SINGLE = re.compile(r"<mi>(&[^;]+;|.)</mi>")


def math_font(page: str) -> bytes:
    """The smaller cut that draws all formulas of ``page`` (HTML), as WOFF2."""
    return asset_bytes(_SMALL if drawn(page) <= in_small() else _WHOLE)


def drawn(page: str) -> set[int]:
    """The code points that a browser draws for the formulas of ``page``.

    A letter that stands alone in ``<mi>`` is drawn from the italic block.

    >>> sorted(map(hex, drawn("<math><mi>x</mi><mo>=</mo><mi>h</mi></math> and y")))
    ['0x1d465', '0x210e', '0x3d']
    """
    found: set[int] = set()
    for formula in _MATH.findall(page):
        found |= {_italic(ord(html.unescape(m))) for m in _SINGLE.findall(formula)}
        text = html.unescape(re.sub(r"<[^>]*>", "", _SINGLE.sub("", formula)))
        found |= set(map(ord, text))
    return found - {ord("\n")}


def _italic(code: int) -> int:
    for first, last, italic in (
        (0x41, 0x5A, 0x1D434),
        (0x61, 0x7A, 0x1D44E),
        (0x391, 0x3A9, 0x1D6E2),
        (0x3B1, 0x3C9, 0x1D6FC),
    ):
        if first <= code <= last:
            return 0x210E if code == 0x68 else italic + code - first
    return code


def in_small() -> set[int]:
    """The code points that the small cut has."""
    found: set[int] = set()
    for part in _IN_SMALL.replace("\n", "").split(","):
        first, _, last = part.partition("-")
        found |= set(range(int(first, 16), int(last or first, 16) + 1))
    return found
