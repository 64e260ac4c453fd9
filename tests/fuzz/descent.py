"""What readers by recursive descent share: tokens one by one, and sums of signed terms."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

import flint
from hardlimit.proofs.instances.evaluate import Instance

from .vectors import add, scale

Env = Mapping[str, Any]
Value = Callable[[Env], Any]


def weighted(weight: Value, logarithm: Value) -> Value:
    """q log u, and 0 where q = 0, whatever u is."""

    def value(env: Env) -> Any:
        q = weight(env)
        return flint.fmpq(0) if q == 0 else scale(q, logarithm(env))

    return value


class Descent(ABC):
    """A place among tokens, the last of which is empty; what is read are functions of values."""

    minus = "-"
    tokens: list[str]
    place: int
    at: Instance

    def read(self) -> Any:
        value = self.sum()
        assert self.peek() == "", self.tokens[self.place :]
        return value(dict(self.at.indices))

    def peek(self) -> str:
        return str(self.tokens[self.place])

    def take(self, wanted: str | None = None) -> str:
        token = self.peek()
        assert wanted is None or token == wanted, (wanted, self.tokens[self.place :])
        self.place += 1
        return token

    @abstractmethod
    def term(self) -> Value:
        """One term of a sum."""

    def sum(self) -> Value:
        parts: list[tuple[int, Value]] = []
        while not parts or self.peek() in ("+", self.minus):
            sign = -1 if self.peek() == self.minus else 1
            if self.peek() in ("+", self.minus):
                self.take()
            parts.append((sign, self.term()))

        def value(env: Env) -> Any:
            out = scale(parts[0][1](env), flint.fmpq(parts[0][0]))
            for sign, part in parts[1:]:
                out = add(out, scale(part(env), flint.fmpq(sign)))
            return out

        return value
