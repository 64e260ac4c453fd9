"""Wide formulas: where they may be broken, and brackets no taller than they need to be.

A formula may be broken before the signs that stand outside all its brackets; on the page, which
may be narrow, a long piece also inside its outermost ones.  Brackets written
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


def fine_pieces(latex: str, *, most: float = 14) -> list[str]:
    """:func:`pieces`, and those that are wider than ``most`` ems cut inside their brackets, too.

    A bracket that is opened in one piece and closed in another has a size of its own.

    >>> fine_pieces(r"a \\left(b + \\frac{c}{d}\\right)", most=2)
    ['a \\\\Bigl(b', '+ \\\\frac{c}{d}\\\\Bigr)']
    """
    stated, *under = re.split(r" (?=\\quad \\text\b)", latex) if width(latex) > most else [latex]
    found = [
        part
        for piece in pieces(stated)
        for part in ([piece] if width(piece) <= most else _inside(piece) or _factors(piece))
    ]
    # What is said under a formula is broken where its parts end.
    return [*found, *(p for part in under for p in re.split(r"(?<=,\\ )", part))]


def _factors(latex: str) -> list[str]:
    """``latex`` cut before a factor in tall brackets that is not the first."""
    before, bracket, after = latex.partition(" \\left(")
    whole = before.count("{") == before.count("}") and before.strip(" =<>+-")
    return [before, f"\\left({after}"] if bracket and whole else [latex]


def _inside(latex: str) -> list[str]:
    """``latex`` cut before the signs that stand in one pair of brackets and in no group.

    Empty if there are none.
    """
    found: list[list[str]] = [[]]
    opened: list[str] = []
    start, before = (0, 0), ""  # where the bracket is that is open
    tokens = _TOKEN.findall(latex)
    for token in tokens:
        if token.isspace():
            found[-1].append(" ")
            continue
        if before not in _SIZED and token in _CLOSERS and opened:
            opened.pop()
            if not opened and token == "\\right" and start[0] < len(found) - 1:
                found[start[0]][start[1]], token = "\\Bigl", "\\Bigr"
        inside = before not in _SIZED and opened in (["("], ["\\left"])
        if inside and token in _SIGNS and before not in _NO_TERM:
            found.append([])
        if before not in _SIZED and token in _OPENERS:
            if not opened:
                start = (len(found) - 1, len(found[-1]))
            opened.append(token)
        found[-1].append(token)
        before = "x" if before in ("^", "_") and token in _SIGNS else token
    return ["".join(part).strip() for part in found] if len(found) > 1 else []


def width(latex: str) -> float:
    """About how many ems a formula is wide, in display style."""
    found, _ = _width(_TOKEN.findall(latex), 0)
    return found


#: What takes no room itself.
_FLAT = _words(
    r"\left \right \Bigl \Bigr \mathbf \boldsymbol \mathcal \mathrm \hat \bar \text , . ; & ! \!"
)


def _width(tokens: list[str], place: int) -> tuple[float, int]:
    """The width of the group that begins at ``place``, and where it ends."""
    total = 0.0
    scripts = 0.0  # of the atom before: a subscript and a superscript stand above each other
    while place < len(tokens) and tokens[place] != "}":
        token = tokens[place]
        place += 1
        if token in ("_", "^"):
            part, place = _part(tokens, place)
            total += max(0.0, 0.7 * part - scripts)
            scripts = max(scripts, 0.7 * part)
        elif token in ("\\frac", "\\dfrac", "\\tfrac"):
            over, place = _part(tokens, place)
            under, place = _part(tokens, place)
            total, scripts = total + max(over, under) + 0.2, 0.0
        elif token == "{":
            part, place = _width(tokens, place)
            total, place, scripts = total + part, place + 1, 0.0
        elif token in ("\\sum", "\\prod"):
            total, scripts = total + 1.5, 1.5  # its limits stand below and above
        elif not token.isspace() and token not in _FLAT:
            total += 1.3 if token in _SIGNS else 1.4 if token in _NAMES else 0.55
            scripts = 0.0
    return total, place


_NAMES = _words(r"\log \exp \min \max \quad \qquad \longrightarrow \iff")


def _part(tokens: list[str], place: int) -> tuple[float, int]:
    """The width of the group or the token at ``place``, and where what follows it begins."""
    while place < len(tokens) and tokens[place].isspace():
        place += 1
    if place < len(tokens) and tokens[place] == "{":
        part, place = _width(tokens, place + 1)
        return part, place + 1
    return 0.55, place + 1


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
