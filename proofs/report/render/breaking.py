"""Wide formulas: where they may be broken, and brackets no taller than they need to be.

A formula may be broken before the signs that stand outside all its brackets.  Brackets written
with ``\\left`` and ``\\right`` around something flat are set in their natural size, which looks
better and lets TeX break more freely.  Nothing else of a formula is touched.

>>> pieces("a = b + (c + d)", least=0)
['a', '= b', '+ (c + d)']
>>> with_breaks("(a + b) - \\\\frac{a + b}{2}", least=0)
'(a + b) \\\\hlbr - \\\\frac{a + b}{2}'
>>> relaxed("\\\\left(a_{n} + b\\\\right)^{2}")
'(a_{n} + b)^{2}'
"""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SIGNS = _words(
    r"= < > + - \le \leq \ge \geq \ne \neq \approx \equiv \to \longrightarrow \iff \implies "
    r"\Rightarrow \Leftrightarrow \Longrightarrow \Longleftrightarrow \in \wedge \vee \land \lor"
)
_OPENERS = _words(r"{ ( [ \{ \left \begin \lVert \lvert \lbrace \langle \bigl \Bigl \biggl \Biggl")
_CLOSERS = _words(r"} ) ] \} \right \end \rVert \rvert \rbrace \rangle \bigr \Bigr \biggr \Biggr")
#: After one of these the next delimiter belongs to the command, and opens nothing itself.
_SIZED = _words(r"\left \right \bigl \Bigl \biggl \Biggl \bigr \Bigr \biggr \Biggr \middle")
_TALL = _words(
    r"\frac \dfrac \tfrac \cfrac \binom \sum \prod \int \bigcup \bigcap \begin \substack \sqrt "
    r"\underset \overset \underbrace \overbrace \operatorname \lim \min \max \inf \sup \middle"
)
_PLAIN = _words(r"( ) [ ] \{ \} \lVert \rVert \lvert \rvert \langle \rangle")
#: A sign after one of these is no sign between two terms.
_NO_TERM = _SIGNS | _OPENERS | _words(r"^ _ , ; : & \\ \quad \qquad \cdot \times \mid")
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[^\\\s]|\s+", re.DOTALL)


def pieces(latex: str, *, least: int = 48) -> list[str]:
    """``latex`` cut before each sign that stands outside all brackets.

    Formulas shorter than ``least`` characters are left whole: they always fit.
    """
    if len(latex) < least:
        return [latex]
    found: list[list[str]] = [[]]
    depth = 0
    before = ""
    for token in _TOKEN.findall(latex):
        if token.isspace():
            found[-1].append(" ")
            continue
        if before not in _SIZED:
            if token in _CLOSERS:
                depth -= 1
            if depth == 0 and token in _SIGNS and before and before not in _NO_TERM:
                found.append([])
            if token in _OPENERS:
                depth += 1
        found[-1].append(token)
        before = "x" if before in ("^", "_") and token in _SIGNS else token
    return ["".join(tokens).strip() for tokens in found]


def with_breaks(latex: str, *, least: int = 48) -> str:
    """``latex`` with the TeX macro ``\\hlbr`` wherever :func:`pieces` cuts."""
    return " \\hlbr ".join(pieces(latex, least=least))


def relaxed(latex: str) -> str:
    """``latex`` with ``\\left`` and ``\\right`` taken away from around flat contents."""
    out: list[str] = []
    opened: list[tuple[int, bool]] = []  # where each \left stands, and whether it must stay
    tokens = _TOKEN.findall(latex)
    for place, token in enumerate(tokens):
        after = tokens[place + 1] if place + 1 < len(tokens) else ""
        if token in _TALL and opened:
            opened = [(start, True) for start, _ in opened]
        if token == "\\left":
            opened.append((len(out), after not in _PLAIN))
        elif token == "\\right" and opened:
            start, stays = opened.pop()
            if not stays and after in _PLAIN:
                out[start] = ""
                token = ""
            else:
                opened = [(outer, True) for outer, _ in opened]
        out.append(token)
    return "".join(out)
