"""Expressions and index expressions in Coq.  This module is trusted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy as sp

from ...language.substitution import family_name
from ...language.vocabulary import Index, IndexNumber, MapSum, MinOver
from .bindings import Bindings
from .names import coq_name
from .shapes import shape

#: How loosely a text binds; what binds more loosely than its place allows is put in parentheses.
ADD, FRACTION, MUL, POW, APP, ATOM, ALWAYS = 50, 45, 40, 30, 10, 0, -1
_INFIX = {"plus": ("+", ADD), "minus": ("-", ADD), "times": ("*", MUL), "over": ("/", MUL)}
_BIND = {sp.Sum: "sumr", sp.Product: "prodr", MinOver: "minr"}


class Untranslatable(Exception):
    """Something that this translator has no Coq text for."""


class Terms:
    """Coq text for the expressions of one derivation; ``bindings`` say which names move.

    ``closed``: no section is around, so that a definition is applied to all names that it
    depends on, not to the moving ones alone.
    """

    def __init__(self, bindings: Bindings, *, closed: bool = False) -> None:
        self.bindings, self.context, self.closed = bindings, bindings.context, closed

    def term(self, expr: Any, limit: int = 100) -> str:
        """``expr`` as a real number, in parentheses if it binds less than ``limit``."""
        text, level = self._term(expr)
        return text if level <= limit else f"({text})"

    def _term(self, e: Any) -> tuple[str, int]:
        if isinstance(e, sp.Add) and len(e.args) == 1:
            return self.term(e.args[0], ADD), ADD
        operation, parts = (found := shape(e)).operation, found.parts
        if operation in _INFIX:
            sign, level = _INFIX[operation]
            return f"{self.term(parts[0], level)} {sign} {self.term(parts[1], level - 1)}", level
        if operation == "opp":
            return f"- {self.term(parts[0], POW if e.is_Rational else ALWAYS)}", MUL
        if operation == "pow":
            exponent = str(parts[1]) if parts[1].is_Integer else coq_name(parts[1].name)
            return f"{self.term(parts[0], APP)} ^ {exponent}", POW
        if operation in ("leaf", "sum"):
            return self._leaf(parts[0])
        return " ".join([operation, *(self.term(p, ATOM) for p in parts)]), APP

    def _leaf(self, e: Any) -> tuple[str, int]:
        if isinstance(e, sp.Rational):
            return (str(e.p), ATOM) if e.q == 1 else (f"{e.p} / {e.q}", FRACTION)
        if e is sp.pi:
            return "PI", ATOM
        if isinstance(e, sp.Symbol) and not isinstance(e, Index):
            return self.entry(e.name, [])
        if isinstance(e, sp.Indexed):
            return self.entry(family_name(e), map(self.index, e.indices))
        if isinstance(e, IndexNumber):
            return f"INR {self.index(e.args[0])}", APP
        if isinstance(e, sp.KroneckerDelta):
            return " ".join(["delta", *map(self.index, e.args)]), APP
        if type(e) in _BIND:
            body = self.term(e.args[0])
            for i, _, size in e.args[1:]:
                function = f"fun {coq_name(i.name)} : nat => {body}"
                body = f"{_BIND[type(e)]} {coq_name(size.name)} ({function})"
            return body, APP
        if isinstance(e, MapSum):
            body, base, *sizes = e.args
            function = f"fun {coq_name(base.label.name)} : nat -> nat => {self.term(body)}"
            return f"mapsum {' '.join(coq_name(s.name) for s in sizes)} ({function})", APP
        raise Untranslatable(f"{type(e).__name__} has no Coq text")

    def entry(self, name: str, at: Iterable[str]) -> tuple[str, int]:
        """A size, a symbol, or an entry of a family or definition, and how loosely it binds."""
        definition = self.context.definitions.get(name)
        first = self.arguments(definition.body) if definition else []
        words = ["INR"] * (name in self.context.sizes) + [*map(coq_name, (name, *first)), *at]
        return " ".join(words), APP if words[1:] else ATOM

    def arguments(self, body: Any) -> list[str]:
        """The declared names that a definition with this body is applied to."""
        return self.bindings.all_of(body) if self.closed else self.bindings.moved(body)

    def index(self, i: Any) -> str:
        """An index expression as a ``nat``, ready to be an argument."""
        if isinstance(i, Index):
            return coq_name(i.name)
        if isinstance(i, sp.Add) and i.args[0] == 1:
            return f"(S {self.index(i.args[1])})"
        if isinstance(i, sp.Indexed):
            return f"({' '.join([coq_name(family_name(i)), *map(self.index, i.indices)])})"
        raise Untranslatable(f"{i} is no index")
