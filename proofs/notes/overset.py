r"""What is set above or below a sign: ``\overset{\text{Jensen}}{\le}``, ``\stackrel{(a)}{=}``.

Words, a number in brackets or a star only point; what changes the sign's meaning
(``\overset{!}{=}``, ``\overset{d}{=}``) is refused.
``\mathop{\mathrm{arg\,min}}`` is the operator that it prints.
"""

from __future__ import annotations

import re

ABOVE = frozenset((r"\overset", r"\stackrel", r"\underset"))
MATHOP = r"\mathop"

_GROUP = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_BOTH = re.compile(rf"\s*(?P<above>{_GROUP})\s*(?P<sign>{_GROUP}|\\[A-Za-z]+|[=<>])")
_SIGN = re.compile(
    r"\{?\s*(?P<sign>[=<>]|:=|\\(?:leq?|geq?|neq?|leqslant|geqslant|iff|implies|equiv|to"
    r"|Rightarrow|Leftrightarrow|Longrightarrow|Longleftrightarrow|coloneqq)(?![A-Za-z]))\s*\}?"
)
_WORDS = re.compile(
    r"(?:\\(?:text|textrm|textit|textnormal|mbox|mathrm|scriptsize|small|tiny|,|;|quad| )"
    r"|\\(?:eq)?ref\{[^{}]*\}|[A-Za-z0-9 ,.;:'()~{}-]|\\star|\\ast|\*|\\dagger|\\ddagger"
    r"|\\triangle|\\Delta|\\circ)*"
)
#: Above a sign these make another sign of it: in distribution, almost surely, shall be.
_OTHER = frozenset(
    (
        *("d", "D", "p", "P", "as", "law", "dist", "distribution", "iid", "prob", "probability"),
        *("pr", "st", "mod", "L", "w", "weakly", "if", "when", "unless", "only", "not", "for"),
        *("almost", "surely", "asymptotically", "approx", "approximately", "large", "small"),
        *("where", "provided", "whenever", "except", "in", "hope", "want", "maybe", "set", "any"),
        *("as", "up", "to", "order", "roughly", "heuristically", "average", "mean", "expected"),
        *("expectation", "limit", "high", "false", "wrong", "wlog", "generically", "some"),
    )
)
_OPERATOR = re.compile(
    r"\s*\{\s*(?:\\(?:mathrm|text|rm|mathsf|textrm|operatorname\*?)(?![A-Za-z])\s*)?"
    r"\{?(?P<word>(?:[A-Za-z\s]|\\[,;!: ]|\\arg|\\min|\\max)*)\}?\s*\}"
)


def pointed(text: str, place: int, end: int) -> tuple[int, int, int] | str | None:
    r"""Where the sign stands below what is set above it, and the place behind both.

    ``place`` is behind ``\overset``; None where it is no relation, and a sentence where what
    stands above it makes another sign of it.
    """
    both = _BOTH.match(text, place, end)
    sign = None if both is None else _SIGN.fullmatch(both["sign"])
    if both is None or sign is None:
        return None
    above = both["above"][1:-1].strip()
    said = _bare(above).strip()
    points = only_points(said) or re.fullmatch(r"\(\w{1,3}\)", said) is not None
    if not above or not _WORDS.fullmatch(above) or not points or said == "a.s.":
        return f"what stands above {sign['sign']} makes another sign of it: write the line without"
    first = both.start("sign") + sign.start("sign")
    return first, both.start("sign") + sign.end("sign"), both.end()


def only_points(words: str) -> bool:
    """Whether words beside a line, or above its sign, leave what it says as it is."""
    said = {w.lower() if len(w) > 1 else w for w in re.findall(r"[A-Za-z]+", words)}
    return not said & _OTHER


def _bare(above: str) -> str:
    """The words above a sign without their commands."""
    return re.sub(r"\\(?:eq)?ref\{[^{}]*\}|\\[A-Za-z]+|\\.|[{}~]", " ", above)


def operator(text: str, place: int, end: int) -> tuple[str, int] | None:
    r"""The word of ``\mathop{\mathrm{arg\,min}}`` and the place behind it, or None."""
    found = _OPERATOR.match(text, place, end)
    if found is None:
        return None
    word = re.sub(r"\\[,;!: ]|\\|\s", "", found["word"])
    return (word, found.end()) if word in ("argmin", "argmax", "min", "max") else None
