"""What Coq prints with ``Printing All``, as a tree.  Whatever else it prints is an error.

The grammar of such a term: names, application, ``forall``, ``fun`` and ``let``; every
implicit argument and every coercion is written out, no notation is left.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from ...language.errors import HardlimitError


class Unreadable(HardlimitError):
    """Coq printed something that has no place in a statement."""


@dataclass(frozen=True)
class Apply:
    """``head`` applied to ``args``; a bare name has none."""

    head: str
    args: tuple[Tree, ...] = ()


@dataclass(frozen=True)
class Bind:
    """``forall name : type, body`` or ``fun name : type => body`` (``kind`` says which)."""

    kind: str
    name: str
    type: Tree
    body: Tree


@dataclass(frozen=True)
class Let:
    """``let name := value in body``."""

    name: str
    value: Tree
    body: Tree


Tree: TypeAlias = Apply | Bind | Let

_TOKEN = re.compile(r"\s*(:=|=>|[(),:]|@?[^\W\d][\w'.]*)")


def tree(text: str) -> Tree:
    """The term that ``text`` prints.

    Raises:
        Unreadable: if it is none.
    """
    parser = _Parser(_tokens(text))
    found = parser.term()
    parser.finish()
    return found


def _tokens(text: str) -> list[str]:
    found, place = [], 0
    text = text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise Unreadable(f"Coq printed {text[place : place + 20].strip()!r}")
        found.append(match[1])
        place = match.end()
    return found


class _Parser:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.place = 0

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise Unreadable(f"Coq printed {token or 'nothing'!r} where {wanted or 'a term'} goes")
        self.place += 1
        return token

    def name(self) -> str:
        token = self.take()
        if not (token[0].isalpha() or token[0] == "_"):
            raise Unreadable(f"Coq printed {token!r} where a name goes")
        return token

    def finish(self) -> None:
        if self.peek():
            raise Unreadable(f"Coq printed {self.peek()!r} after a term")

    def term(self) -> Tree:
        token = self.peek()
        if token in ("forall", "fun"):
            self.take()
            binders = self.binders()
            self.take("," if token == "forall" else "=>")
            body = self.term()
            for name, kind in reversed(binders):
                body = Bind(token, name, kind, body)
            return body
        if token == "let":
            self.take()
            name = self.name()
            if self.peek() == ":":
                self.take()
                self.term()
            self.take(":=")
            value = self.term()
            self.take("in")
            return Let(name, value, self.term())
        return self.application()

    def binders(self) -> list[tuple[str, Tree]]:
        if self.peek() != "(":
            return self.group()
        found: list[tuple[str, Tree]] = []
        while self.peek() == "(":
            self.take()
            found += self.group()
            self.take(")")
        return found

    def group(self) -> list[tuple[str, Tree]]:
        names = [self.name()]
        while self.peek() != ":":
            names.append(self.name())
        self.take(":")
        kind = self.term()
        return [(name, kind) for name in names]

    def application(self) -> Tree:
        head = self.atom()
        args: list[Tree] = []
        while self.peek() and self.peek() not in (")", ",", ":", ":=", "=>", "in"):
            args.append(self.atom())
        if not args:
            return head
        if not isinstance(head, Apply) or head.args:
            raise Unreadable("Coq printed something applied that is no name")
        return Apply(head.head, tuple(args))

    def atom(self) -> Tree:
        if self.peek() == "(":
            self.take()
            inner = self.term()
            self.take(")")
            return inner
        token = self.take()
        if token in ("forall", "fun", "let", "in") or not (token[0].isalpha() or token[0] in "_@"):
            raise Unreadable(f"Coq printed {token!r} where a term goes")
        return Apply(token.removeprefix("@"))
