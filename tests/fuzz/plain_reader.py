"""An independent reader of what the printer writes for the terminal: text to values.

It goes by the usual precedence, products and quotients from left to right, and knows nothing
of the printer.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from typing import Any

import flint
from hardlimit.proofs.instances.evaluate import Instance

from .descent import Descent, Env, Value, weighted
from .vectors import add, dot, power, scale

TOKEN = re.compile(r"log°|[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\d+|[A-Za-zα-ωΑ-Ω][A-Za-zα-ωΑ-Ω0-9_]*'*|\S")
LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


class PlainReader(Descent):
    """A recursive-descent parser from text to functions of an environment."""

    minus = "−"

    def __init__(
        self, text: str, at: Instance, names: Mapping[str, str], spans: Mapping[str, str]
    ) -> None:
        """Read ``text`` at ``at``; ``names`` says which name a word prints, ``spans`` what a
        declared index runs over."""
        self.tokens = [*TOKEN.findall(text), ""]
        self.place = 0
        self.at, self.names, self.spans = at, names, spans

    def closed(self, end: str) -> Value:
        inside = self.sum()
        self.take(end)
        return inside

    def term(self) -> Value:
        factors: list[tuple[str, Value]] = [("·", self.factor())]
        while self.peek() in ("·", "/"):
            sign = self.take()
            if self.peek() == "log°":
                assert sign == "·"
                before, weight = factors.pop()
                factors.append((before, weighted(weight, self.logarithm())))
            else:
                factors.append((sign, self.factor()))

        def value(env: Env) -> Any:
            out = factors[0][1](env)
            for sign, factor in factors[1:]:
                here = factor(env)
                out = scale(out, here if sign == "·" else 1 / here)
            return out

        return value

    def logarithm(self) -> Value:
        self.take("log°")
        self.take("(")
        inside = self.closed(")")
        return lambda env: flint.arb(inside(env)).log()

    def factor(self) -> Value:
        base, is_norm = self.atom()
        exponent: Value | None = None
        if self.peek() == "^":
            self.take()
            exponent = self.atom()[0]
        elif self.peek() and self.peek()[0] in "⁰¹²³⁴⁵⁶⁷⁸⁹":
            number = int(self.take().translate(LOWERED))
            exponent = lambda env: flint.fmpq(number)  # noqa: E731
        if is_norm:
            half = exponent or (lambda env: flint.fmpq(1))
            return lambda env: power(dot(base(env), base(env)), half(env) / 2)
        return base if exponent is None else lambda env: power(base(env), exponent(env))

    def atom(self) -> tuple[Value, bool]:
        token = self.take()
        if token.isdigit() and token == "1" and self.peek() == "[":
            return self.indicator(), False
        if token.isdigit():
            return (lambda env: flint.fmpq(int(token))), False
        if token == "(":
            return self.closed(")"), False
        if token == "‖":
            return self.closed("‖"), True
        if token == "|":
            inside = self.closed("|")
            return (lambda env: abs(inside(env))), False
        if token == "⟨":
            left = self.closed(",")
            right = self.closed("⟩")
            return (lambda env: dot(left(env), right(env))), False
        if token == "√":
            self.take("(")
            inside = self.closed(")")
            return (lambda env: flint.arb(inside(env)).sqrt()), False
        if token in ("exp", "log"):
            self.take("(")
            inside = self.closed(")")
            return (lambda env: getattr(flint.arb(inside(env)), token)()), False
        if token == "δ":
            first, second = self.indices()
            return (lambda env: flint.fmpq(int(first(env) == second(env)))), False
        operator, mark, label = token.partition("_")
        if mark and operator in ("Σ", "Π", "min"):
            return self.big(operator, label), False
        return self.name(token), False

    def indicator(self) -> Value:
        self.take("[")
        left = self.closed("=")
        right = self.closed("]")
        return lambda env: flint.fmpq(int((left(env) - right(env)) == 0))

    def big(self, operator: str, label: str) -> Value:
        if label:
            size = self.spans.get(label, "")
        else:
            self.take("{")
            label = self.take()
            self.take("≤")
            size = self.take()
            self.take("}")
        values: list[Any] = (
            list(range(1, self.at.sizes[size] + 1))
            if size
            else list(itertools.product(range(1, self.at.sizes["K"] + 1), repeat=2))
        )
        body = self.term()

        def value(env: Env) -> Any:
            parts = [body({**env, label: at}) for at in values]
            if operator == "min":
                return min(map(flint.arb, parts), key=float)
            out = parts[0]
            for part in parts[1:]:
                out = add(out, part) if operator == "Σ" else scale(out, part)
            return out

        return value

    def indices(self) -> list[Value]:
        self.take("[")
        out = [self.index()]
        while self.peek() == ",":
            self.take()
            out.append(self.index())
        self.take("]")
        return out

    def index(self) -> Value:
        name = self.take()
        if self.peek() == "[":
            inner = self.indices()
            return lambda env: self.look(name, [i(env) for i in inner], env)
        return lambda env: env[name]

    def name(self, token: str) -> Value:
        if self.peek() == "[":
            inner = self.indices()
        elif token in (*self.names, *self.at.indices, *self.at.sizes, "π"):
            inner = []
        elif "_" not in token:
            return lambda env: env[token]
        else:  # a vector: x_n
            token, _, label = token.rpartition("_")
            inner = [lambda env: env[label]]
        return lambda env: self.entry(token, [i(env) for i in inner], env)

    def entry(self, token: str, at: list[int], env: Env) -> Any:
        if token in env and not at:
            return env[token]
        name = self.names.get(token, token)
        context = self.at.context
        item = context.families.get(name) or context.definitions.get(name)
        rank = len(getattr(item, "sizes", getattr(item, "params", ())))
        if item is not None and getattr(item, "vector", False) and len(at) == rank - 1:
            return tuple(self.look(token, [*at, i], env) for i in range(1, self.at.sizes["D"] + 1))
        return self.look(token, at, env)

    def look(self, token: str, at: list[int], env: Env) -> Any:
        if token in env and isinstance(env[token], tuple):
            return env[token][at[0] - 1]
        if token in self.at.sizes:
            return flint.fmpq(self.at.sizes[token])
        if token == "π" and not at:
            return flint.arb.pi()
        name = self.names[token]
        if name in self.at.context.definitions:
            return self.at.defined((name, *at)) if at else self.at.symbol(name)
        return self.at.values[(name, *at) if at else name]
