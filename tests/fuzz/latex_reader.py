"""An independent reader of what the printer prints: LaTeX to values.

It goes by the usual precedence and knows nothing of the printer.
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

TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\d+|[A-Za-z]|\S")
STOP = {")", "}", "]", "+", "-", ",", "=", "/", r"\rVert", r"\rvert", r"\rangle", ""}


class Reader(Descent):
    """A recursive-descent parser from LaTeX to functions of an environment."""

    def __init__(
        self, latex: str, at: Instance, heads: Mapping[str, str], spans: Mapping[str, str]
    ) -> None:
        """Read ``latex`` at ``at``; ``heads`` says which name a letter prints, ``spans`` what
        an index runs over."""
        words = (t for t in TOKEN.findall(latex) if t not in (r"\left", r"\right", r"\cdot"))
        self.tokens: list[str] = [*words, ""]
        self.place = 0
        self.at, self.heads, self.spans = at, heads, spans

    def group(self) -> Value:
        self.take("{")
        value = self.sum()
        self.take("}")
        return value

    def juxtaposed(self) -> Value:
        factors = [self.factor()]
        while self.peek() not in STOP:
            if self.tokens[self.place : self.place + 5] == [r"\log", "^", "{", r"\circ", "}"]:
                self.place += 5
                factors.append(weighted(factors.pop(), self.log()))
            else:
                factors.append(self.factor())

        def value(env: Env) -> Any:
            out = factors[0](env)
            for factor in factors[1:]:
                out = scale(out, factor(env))
            return out

        return value

    def term(self) -> Value:
        top = self.juxtaposed()
        if self.peek() != "/":
            return top
        self.take()
        bottom = self.juxtaposed()
        return lambda env: scale(top(env), 1 / bottom(env))

    def factor(self) -> Value:
        base, squarable = self.atom()
        if self.peek() != "^":
            if squarable == "norm":
                return lambda env: flint.arb(dot(base(env), base(env))).sqrt()
            return base
        self.take()
        exponent = self.group()
        if squarable == "norm":
            return lambda env: power(dot(base(env), base(env)), exponent(env) / 2)
        return lambda env: power(base(env), exponent(env))

    def atom(self) -> tuple[Value, str]:
        token = self.take()
        if token.isdigit():
            return (lambda env: flint.fmpq(int(token))), ""
        if token == "(":
            inside = self.sum()
            self.take(")")
            return inside, ""
        if token == "e":
            self.take("^")
            inside = self.group()
            return (lambda env: flint.arb(inside(env)).exp()), ""
        if token == r"\lVert":
            inside = self.sum()
            self.take(r"\rVert")
            return inside, "norm"
        special = {
            r"\frac": self.frac,
            r"\sqrt": self.sqrt,
            r"\log": self.log,
            r"\exp": self.exp,
            r"\sum": lambda: self.big(r"\sum"),
            r"\prod": lambda: self.big(r"\prod"),
            r"\min": self.minimum,
            r"\lvert": self.absolute,
            r"\langle": self.inner,
            r"\delta": self.delta,
        }
        if token in special:
            return special[token](), ""
        if token == r"\mathbf" and self.tokens[self.place : self.place + 3] == ["{", "1", "}"]:
            self.place += 3
            return self.bracket(), ""
        self.place -= 1
        return self.name(), ""

    def frac(self) -> Value:
        top, bottom = self.group(), self.group()
        return lambda env: scale(top(env), 1 / bottom(env))

    def sqrt(self) -> Value:
        inside = self.group()
        return lambda env: flint.arb(inside(env)).sqrt()

    def log(self) -> Value:
        # \log(...) takes the bracket and no more; else one factor or a big operator.
        inside = self.atom()[0] if self.peek() == "(" else self.factor()
        return lambda env: flint.arb(inside(env)).log()

    def exp(self) -> Value:
        assert self.peek() == "("
        inside = self.atom()[0]
        return lambda env: flint.arb(inside(env)).exp()

    def absolute(self) -> Value:
        inside = self.sum()
        self.take(r"\rvert")
        return lambda env: abs(inside(env))

    def inner(self) -> Value:
        left = self.sum()
        self.take(",")
        right = self.sum()
        self.take(r"\rangle")
        return lambda env: dot(left(env), right(env))

    def bracket(self) -> Value:
        self.take("[")
        left = self.sum()
        self.take("=")
        right = self.sum()
        self.take("]")
        return lambda env: flint.fmpq(1 if (left(env) - right(env)) == 0 else 0)

    def label(self) -> str:
        name = self.take()
        while self.peek() == "'":
            name += self.take()
        return name

    def big(self, operator: str) -> Value:
        self.take("_")
        self.take("{")
        name = self.label()
        if self.peek() == r"\in":
            while self.take() != "^":
                pass
            self.take("{")
            assert self.take() == "N"
            self.take("}")
            self.take("}")
            values: list[Any] = list(itertools.product(range(1, self.at.sizes["K"] + 1), repeat=2))
        else:
            self.take("=")
            self.take("1")
            self.take("}")
            self.take("^")
            self.take("{")
            values = list(range(1, self.at.sizes[self.take()] + 1))
            self.take("}")
        body = self.term()

        def value(env: Env) -> Any:
            parts = [body({**env, name: at}) for at in values]
            out = parts[0]
            for part in parts[1:]:
                out = add(out, part) if operator == r"\sum" else scale(out, part)
            return out

        return value

    def minimum(self) -> Value:
        self.take("_")
        self.take("{")
        said = self.peek() == "1"
        if said:
            self.take("1")
            self.take(r"\le")
        name = self.label()
        size = self.spans.get(name[0], "")
        if said:
            self.take(r"\le")
            size = self.take()
        self.take("}")
        body = self.term()
        span = range(1, self.at.sizes[size] + 1)
        return lambda env: min((flint.arb(body({**env, name: at})) for at in span), key=float)

    def delta(self) -> Value:
        first, second = self.indices()
        return lambda env: flint.fmpq(int(first(env) == second(env)))

    def indices(self) -> list[Value]:
        self.take("_")
        self.take("{")
        out: list[Value] = []
        while self.peek() != "}":
            if self.peek() == ",":
                self.take()
            out.append(self.index())
        self.take("}")
        return out

    def index(self) -> Value:
        name = self.label()
        if self.peek() == "_":
            inner = self.indices()
            return lambda env: self.look(name, [i(env) for i in inner], env)
        return lambda env: env[name]

    def name(self) -> Value:
        head, is_vector = self.head()
        if head not in (*self.heads, *self.at.sizes, r"\pi") and self.peek() != "_":
            return lambda env: env[head]
        inner = self.indices() if self.peek() == "_" else []
        if head in (r"\hat{\sigma}", "r") and self.peek() == "^":
            self.superscript()
        return lambda env: self.value(head, [i(env) for i in inner], is_vector, env)

    def superscript(self) -> None:
        self.take("^")
        self.take("{")
        depth = 1
        while depth:
            depth += {"{": 1, "}": -1}.get(self.take(), 0)

    def head(self) -> tuple[str, bool]:
        token = self.label()
        if token in (r"\mathbf", r"\boldsymbol"):
            self.take("{")
            inside = self.take()
            self.take("}")
            return inside, True
        if token == r"\det":
            return f"{token} {self.take()}", False
        if token in (r"\bar", r"\hat"):
            self.take("{")
            inside, is_vector = self.head()
            self.take("}")
            return rf"{token}{{{inside}}}", is_vector
        return token, False

    def value(self, head: str, at: list[int], is_vector: bool, env: Env) -> Any:
        if is_vector:
            return tuple(self.look(head, [*at, i], env) for i in range(1, self.at.sizes["D"] + 1))
        return self.look(head, at, env)

    def look(self, head: str, at: list[int], env: Env) -> Any:
        if head in self.at.sizes:
            return flint.fmpq(self.at.sizes[head])
        if head == r"\pi" and not at:
            return flint.arb.pi()
        if head in env and isinstance(env[head], tuple):
            return env[head][at[0] - 1]
        name = self.heads[head]
        definition = self.at.context.definitions.get(name)
        if definition is None:
            return self.at.values[(name, *at) if at else name]
        return self.at.defined((name, *at)) if at else self.at.symbol(name)
