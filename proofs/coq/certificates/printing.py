"""Coq text of certificate terms."""

from __future__ import annotations

from ...rules.normal.terms import Token
from ..statements.names import coq_name
from ..statements.terms import ATOM
from ..statements.translate import Translator
from .terms import BINDERS, CALLS, Term, assignment


class Printer:
    """Coq text of terms; ``definitions`` say which moving names come first."""

    def __init__(self, translator: Translator) -> None:
        self.translator = translator
        self.context = translator.context
        self._texts: dict[Term, str] = {}

    def token(self, t: Token) -> str:
        """An index token as a ``nat`` that may stand as an argument."""
        kind: str = t[0]
        if kind == "f":
            return coq_name(t[1])
        if kind == "b":
            return f"t{t[2]}_" if not t[1] else f"b{t[1]}_{t[2]}_"
        if kind == "o":
            ahead = int(t[2])
            return "(S " * ahead + self.token(t[1]) + ")" * ahead
        return f"({' '.join([assignment(t[1]), *map(self.token, t[2])])})"

    def __call__(self, term: Term) -> str:
        text = self._texts.get(term)
        if text is None:
            text = self._texts[term] = self._text(term)
        return text

    def _text(self, t: Term) -> str:
        kind = t[0]
        if kind == "num":
            return str(t[1]) if t[2] == 1 else f"({t[1]} / {t[2]})"
        if kind in ("add", "mul"):
            return "(" + (" + " if kind == "add" else " * ").join(map(self, t[1:])) + ")"
        if kind == "neg":
            return f"(- ({self(t[1])}))"
        if kind == "inv":
            return f"(/ {self(t[1])})"
        if kind == "pow":
            return f"({self(t[1])} ^ {t[2]})"
        if kind == "npow":
            return f"({self(t[1])} ^ {coq_name(t[2])})"
        if kind in CALLS:
            return f"({CALLS[kind]} {' '.join(map(self, t[1:]))})"
        if kind in ("as", "same", "decided"):
            return self(t[1])
        if kind == "short":
            return f"({t[1]} {' '.join(map(self, t[3:]))})"
        if kind == "xlogy":
            return f"(xlogy {self(t[1])} {self(t[2])})"
        if kind == "idx":
            return f"(INR {self.token(t[1])})"
        if kind == "delta":
            return f"(delta {self.token(t[1])} {self.token(t[2])})"
        if kind in BINDERS:
            return (
                f"({BINDERS[kind]} {coq_name(t[1])} (fun {self.token(t[2])} : nat => {self(t[3])}))"
            )
        if kind == "map":
            z, sizes = assignment(t[1]), f"{coq_name(t[2])} {coq_name(t[3])}"
            return f"(mapsum {sizes} (fun {z} : nat -> nat => {self(t[4])}))"
        return self._leaf(t[1], [self.token(i) for i in (t[2] if kind == "el" else ())])

    def _leaf(self, name: str, at: list[str]) -> str:
        if name == "\\pi":
            return "PI"
        text, level = self.translator.entry(name, at)
        return text if level == ATOM else f"({text})"
