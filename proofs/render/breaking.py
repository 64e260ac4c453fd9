"""Places where TeX may break a wide formula: before its outermost signs.

>>> with_breaks("a = b + c", least=0)
'a \\\\hlbr = b \\\\hlbr + c'
>>> with_breaks("(a + b) - \\\\frac{a + b}{2}", least=0)
'(a + b) \\\\hlbr - \\\\frac{a + b}{2}'
"""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SIGNS = _words(
    r"= < > + - \le \leq \ge \geq \ne \neq \approx \equiv \to \longrightarrow \iff \implies "
    r"\Rightarrow \Leftrightarrow \Longrightarrow \Longleftrightarrow \in \wedge \vee \land \lor "
    r"\quad \qquad"
)
_OPENERS = _words(r"{ ( [ \{ \left \begin \lVert \lvert \lbrace \langle \bigl \Bigl \biggl \Biggl")
_CLOSERS = _words(r"} ) ] \} \right \end \rVert \rvert \rbrace \rangle \bigr \Bigr \biggr \Biggr")
#: After one of these the next delimiter belongs to the command, and opens nothing itself.
_SIZED = _words(r"\left \right \bigl \Bigl \biggl \Biggl \bigr \Bigr \biggr \Biggr \middle")
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[^\\\s]|\s+", re.DOTALL)


def with_breaks(latex: str, *, least: int = 48) -> str:
    """``latex`` with ``\\hlbr`` before each sign that stands outside all brackets.

    Formulas shorter than ``least`` characters are left as they are: they always fit.
    """
    if len(latex) < least:
        return latex
    out: list[str] = []
    depth = 0
    before = ""
    for token in _TOKEN.findall(latex):
        if token.isspace():
            out.append(" ")
            continue
        if before not in _SIZED:
            if token in _CLOSERS:
                depth -= 1
            if depth == 0 and token in _SIGNS and _ends_a_term(before):
                out.append("\\hlbr ")
            if token in _OPENERS:
                depth += 1
        out.append(token)
        before = token
    return "".join(out).strip()


def _ends_a_term(token: str) -> bool:
    return bool(token) and token not in _SIGNS and token not in _OPENERS and token not in "^_,;:&"
