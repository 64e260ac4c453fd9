"""What is printed says what is stored: LaTeX is read back by an independent reader.

Random expressions of the vocabulary are printed, the LaTeX is parsed here (by the usual
precedence, knowing nothing of the printer) and evaluated, and the value is compared with that
of the strict evaluator on the expression itself.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import flint
import pytest
import sympy as sp
from hardlimit.proofs.claims import Equal
from hardlimit.proofs.derivation import Derivation
from hardlimit.proofs.errors import Undecided, Undefined, VocabularyError
from hardlimit.proofs.hygiene import check_expression
from hardlimit.proofs.instances.evaluate import Instance
from hardlimit.proofs.instances.numbers import precision
from hardlimit.proofs.render.formula import Printer
from hardlimit.proofs.vocabulary import (
    XLogY,
    delta,
    indicator,
    minimum,
    over_maps,
    product,
    total,
    xlogy,
)
from hypothesis import given, settings
from hypothesis import strategies as st

SIZES = {"N": 2, "K": 3, "D": 2}
Env = Mapping[str, Any]
Value = Callable[[Env], Any]

# -- the declarations, and values for them ---------------------------------------------
d = Derivation("T", "readback", "Read back", "tests")
N, K, D = d.size("N"), d.size("K"), d.size("D")
n, m = d.indices("n m", N)
j, k = d.indices("j k", K)
e, f = d.indices("e f", D)
sigma, t = d.symbol("sigma", "positive"), d.symbol("t")
shat = d.symbol("shat", "positive", tex=r"\hat{\sigma}^2")
x = d.family("x", N, D, vector=True)
mu = d.family("mu", K, D, vector=True)
v = d.family("v", D, vector=True)
B = d.family("B", D, D, vector=True)
w, p = d.family("w", N), d.family("p", K, sign="positive", tex=r"\pi")
r = d.family("r", N, K, sign="positive", tex=r"r^{\text{old}}")
c, z = d.assignment("c", N, values=K), d.assignment("z", N, values=K)
xbar = d.define("xbar", e, total(w[n] * x[n, e], n) / N, tex=r"\bar{x}", vector=True)
dist = d.define("dist", (n, k), total((x[n, e] - mu[k, e]) ** 2, e), tex="d")
W = d.define("W", (), total(w[n] ** 2, n) + 1)

HEADS = {
    "x": "x",
    r"\mu": "mu",
    "v": "v",
    "B": "B",
    "w": "w",
    r"\pi": "p",
    "r": "r",
    "c": "c",
    "z": "z",
    r"\bar{x}": "xbar",
    "d": "dist",
    "W": "W",
    r"\sigma": "sigma",
    "t": "t",
    r"\hat{\sigma}": "shat",
}
SPANS = {"n": "N", "m": "N", "j": "K", "k": "K", "e": "D", "f": "D"}


def instance(seed: int) -> Instance:
    """Distinct values for all names; no two of them are equal, so mix-ups show."""
    values: dict[Any, Any] = {}
    count = itertools.count(seed * 5 + 2)

    def fresh() -> Any:
        step = next(count)
        return flint.fmpq(2 * step + 1, step + 7)

    for name in d.context.symbols:
        values[name] = fresh()
    for name, family in d.context.families.items():
        spans = [range(1, SIZES[s.name] + 1) for s in family.sizes]
        for at in itertools.product(*spans):
            number = 1 + (sum(at) + seed) % 3 if family.values is not None else fresh()
            values[(name, *at)] = number
    if seed % 2:
        values["t"] = -values["t"]
    free = {"n": 1, "m": 2, "j": 3, "k": 1 + seed % 2, "e": 1, "f": 2}
    return Instance(d.context, SIZES, values, free)


# -- the reader ------------------------------------------------------------------------
TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\d+|[A-Za-z]|\S")
STOP = {")", "}", "]", "+", "-", ",", "=", "/", r"\rVert", r"\rvert", r"\rangle", ""}


def scale(a: Any, b: Any) -> Any:
    """A product of which at most one factor is a vector."""
    if isinstance(a, tuple) or isinstance(b, tuple):
        vector, number = (a, b) if isinstance(a, tuple) else (b, a)
        return tuple(entry * number for entry in vector)
    return a * b


def add(a: Any, b: Any) -> Any:
    """A sum of two numbers or of two vectors."""
    if isinstance(a, tuple):
        return tuple(p + q for p, q in zip(a, b, strict=True))
    return a + b


def dot(a: Any, b: Any) -> Any:
    """An inner product."""
    return sum((p * q for p, q in zip(a, b, strict=True)), flint.fmpq(0))


def power(a: Any, b: Any) -> Any:
    """a to the b."""
    if isinstance(b, flint.fmpq) and b.q == 1:
        return a ** int(b.p)
    return flint.arb(a) ** flint.arb(b)


class Reader:
    """A recursive-descent parser from LaTeX to functions of an environment."""

    def __init__(self, latex: str, at: Instance) -> None:
        words = (t for t in TOKEN.findall(latex) if t not in (r"\left", r"\right", r"\cdot"))
        self.tokens: list[str] = [*words, ""]
        self.place = 0
        self.at = at

    def read(self) -> Any:
        value = self.sum()
        assert self.peek() == "", self.tokens[self.place :]
        return value(dict(self.at.indices))

    def peek(self) -> str:
        return self.tokens[self.place]

    def take(self, wanted: str | None = None) -> str:
        token = self.peek()
        assert wanted is None or token == wanted, (wanted, self.tokens[self.place :])
        self.place += 1
        return token

    def group(self) -> Value:
        self.take("{")
        value = self.sum()
        self.take("}")
        return value

    def sum(self) -> Value:
        parts: list[tuple[int, Value]] = []
        while not parts or self.peek() in ("+", "-"):
            sign = -1 if self.peek() == "-" else 1
            if self.peek() in ("+", "-"):
                self.take()
            parts.append((sign, self.term()))

        def value(env: Env) -> Any:
            out = scale(parts[0][1](env), flint.fmpq(parts[0][0]))
            for sign, part in parts[1:]:
                out = add(out, scale(part(env), flint.fmpq(sign)))
            return out

        return value

    def juxtaposed(self) -> Value:
        factors = [self.factor()]
        while self.peek() not in STOP:
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
            values: list[Any] = list(itertools.product(range(1, SIZES["K"] + 1), repeat=2))
        else:
            self.take("=")
            self.take("1")
            self.take("}")
            self.take("^")
            self.take("{")
            values = list(range(1, SIZES[self.take()] + 1))
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
        name = self.label()
        self.take("}")
        body = self.term()
        span = range(1, SIZES[SPANS[name[0]]] + 1)
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
        if head in (*SPANS, "k'", "j'") and self.peek() != "_":
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
        if token in (r"\bar", r"\hat"):
            self.take("{")
            inside, is_vector = self.head()
            self.take("}")
            return rf"{token}{{{inside}}}", is_vector
        return token, False

    def value(self, head: str, at: list[int], is_vector: bool, env: Env) -> Any:
        if is_vector:
            return tuple(self.look(head, [*at, i], env) for i in range(1, SIZES["D"] + 1))
        return self.look(head, at, env)

    def look(self, head: str, at: list[int], env: Env) -> Any:
        if head in SIZES:
            return flint.fmpq(SIZES[head])
        if head == r"\pi" and not at:
            return flint.arb.pi()
        if head in env and isinstance(env[head], tuple):
            return env[head][at[0] - 1]
        name = HEADS[head]
        definition = d.context.definitions.get(name)
        if definition is None:
            return self.at.values[(name, *at) if at else name]
        return self.at.entry((name, *at)) if at else self.at.symbol(name)


# -- random expressions ----------------------------------------------------------------
def leaves(free: frozenset[Any]) -> list[Any]:
    """Atoms that are legal where the indices ``free`` are in scope."""
    out: list[Any] = [sigma, t, W, shat, N, K, sp.pi, sp.Integer(2), sp.Rational(-3, 2)]
    points, kinds = [i for i in (n, m) if i in free], [i for i in (j, k) if i in free]
    coords = [i for i in (e, f) if i in free]
    out += [w[a] for a in points] + [p[b] for b in kinds] + [p[c[a]] for a in points]
    out += [r[a, b] for a in points for b in kinds] + [dist[a, b] for a in points for b in kinds]
    out += [dist[a, c[a]] for a in points] + [delta(c[a], b) for a in points for b in kinds]
    out += [delta(*kinds)] if len(kinds) == 2 else []
    for h in coords:
        out += [v[h], xbar[h], *(x[a, h] for a in points), *(mu[b, h] for b in kinds)]
        out += [mu[c[a], h] for a in points]
    return out


@st.composite
def vectors(draw: Any, free: frozenset[Any], at: Any) -> Any:
    """A linear combination of vectors at the coordinate ``at``."""
    some = [v[at], xbar[at], *(x[a, at] for a in (n, m) if a in free)]
    some += [mu[b, at] for b in (j, k) if b in free] + [mu[c[a], at] for a in (n, m) if a in free]
    factors = [sp.S.One, sp.S.NegativeOne, sp.Integer(2), t, 1 / W, sigma**2]
    count = draw(st.integers(1, 3))
    return sum(draw(st.sampled_from(factors)) * draw(st.sampled_from(some)) for _ in range(count))


@st.composite
def expressions(draw: Any, depth: int, free: frozenset[Any]) -> Any:
    """An expression of the vocabulary whose free indices are among ``free``."""
    if depth == 0:
        return draw(st.sampled_from(leaves(free)))

    def smaller(more: Any = None) -> Any:
        return draw(expressions(depth - 1, free | {more} if more is not None else free))

    unused = [i for i in (n, m, j, k, e, f) if i not in free]
    kinds = ["add", "mul", "div", "pow", "sub", "exp", "log", "root", "abs", "neg", "ind", "xlogy"]
    kinds += ["sum", "sum", "prod", "min", "maps"] if unused else []
    coords = [i for i in (e, f) if i not in free]
    kinds += ["norm", "norm", "inner"] if coords else []
    kind = draw(st.sampled_from(kinds))
    if kind in ("sum", "prod", "min"):
        index = draw(st.sampled_from(unused))
        build: Any = {"sum": total, "prod": product, "min": minimum}[kind]
        return build(smaller(index), index)
    if kind in ("norm", "inner"):
        at = draw(st.sampled_from(coords))
        first, second = draw(vectors(free, at)), draw(vectors(free, at))
        factor = draw(expressions(depth - 1, free))
        return total(factor * (first**2 if kind == "norm" else first * second), at)
    if kind == "maps":
        index = draw(st.sampled_from([i for i in (n, m) if i not in free] or [n]))
        inside = smaller(index) if index not in free else smaller()
        body = p[z[index]] * inside + t
        return over_maps(total(body, index) if index not in free else body, z)
    a = smaller()
    unary = {
        "exp": lambda: sp.exp(a),
        "log": lambda: sp.log(a**2 + 1) if draw(st.booleans()) else sp.log(a),
        "root": lambda: sp.sqrt(a),
        "abs": lambda: sp.Abs(a),
        "neg": lambda: -a,
        "pow": lambda: a ** draw(st.sampled_from([2, 3, -1, -2, N, -D / sp.Integer(2)])),
    }
    if kind in unary:
        return unary[kind]()
    b = smaller()
    return {
        "add": lambda: a + b,
        "sub": lambda: a - b,
        "mul": lambda: a * b,
        "div": lambda: a / b,
        "ind": lambda: indicator(a, b),
        "xlogy": lambda: xlogy(a, b),
    }[kind]()


def agree(left: Any, right: Any) -> bool:
    """Whether two values are the same number, as far as balls can tell."""
    gap = flint.arb(left) - flint.arb(right)
    return bool(gap.contains(0)) and bool(gap.rad() < 1e-20 * (1 + abs(flint.arb(right)).mid()))


@pytest.fixture(autouse=True, scope="module")
def _many_digits() -> Iterator[None]:
    with precision(400):
        yield


def value_of(expr: Any, at: Instance) -> Any:
    """The value of an expression, or None if it has none here."""
    try:
        found = at.of(expr)
        return found if not isinstance(found, flint.arb) or found.is_finite() else None
    except (Undefined, Undecided, OverflowError):
        return None


EVERY = frozenset((n, j, k, f))


@settings(max_examples=400, deadline=None)
@given(expressions(4, EVERY), st.integers(0, 3))
def test_latex_reads_back(expr: Any, seed: int) -> None:
    try:
        check_expression(sp.sympify(expr), d.context, EVERY)
    except VocabularyError:
        return  # SymPy made something of it that no derivation may contain
    at = instance(seed)
    wanted = value_of(sp.sympify(expr), at)
    if wanted is None or not abs(flint.arb(wanted)) < flint.arb(10) ** 40:
        return
    latex = Printer(d.context).expression(sp.sympify(expr))
    try:
        found = Reader(latex, at).read()
    except ZeroDivisionError:
        assert sp.sympify(expr).has(XLogY)  # 0 log u is 0 even where u has no value
        return
    if not flint.arb(found).is_finite():
        return  # two balls around a tie, or 0 log 0
    assert agree(found, wanted), f"{expr}\n{latex}\n{found} is not {wanted}"


@pytest.mark.parametrize(
    ("expr", "latex"),
    [
        (sp.log((t + W) ** 2), r"\log((W + t)^{2})"),
        (sp.log(t) ** 2, r"(\log t)^{2}"),
        (total(p[k], k) * total(w[n], n), None),
        (total(p[k] + 1, k) - t, None),
        (total(-p[k], k), r"\sum_{k=1}^{K} (-\pi_{k})"),
        (sp.exp(-t / (2 * (sigma + W))), None),
        (minimum(p[k], k) * t, r"t \min_{k} \pi_{k}"),
        (product(w[n], n) * total(p[k], k), None),
        (product(p[k], k) * minimum(w[n], n) * total(x[n, f], n), None),
        (total(w[n] * total(p[k], k), n) - total(w[n], n) * total(p[k] + w[m], k), None),
        (sp.exp((t - W) / sigma), None),
        (sp.exp((t - W) ** 3 / (2 * sigma)), None),
        (1 / sp.sqrt(2 * sp.pi * sigma**2), r"\frac{1}{\sqrt{2 \pi} \sigma}"),
        (sp.sqrt(6) / (4 * sp.sqrt(sp.pi) * sp.sqrt(3)), None),
        (sp.sqrt(2) * sp.sqrt(t + 3) / 6, None),
        (total((B[e, e] + v[e]) ** 2, e), r"\sum_{e=1}^{D} (v_{e} + B_{ee})^{2}"),
        (total((v[e] * x[n, e] + mu[k, e]) ** 2, e), None),
        (total((v[e] + t) ** 2, e), r"\sum_{e=1}^{D} (v_{e} + t)^{2}"),
        (total(v[e] ** 2 * x[n, e], e), r"\sum_{e=1}^{D} x_{ne} v_{e}^{2}"),
        (total((v[e] - total(w[n] * x[n, e], n) / W) ** 2, e), None),
        (sp.sqrt(total(v[e] ** 2, e)), r"\lVert \mathbf{v} \rVert"),
        (total(v[e] ** 2, e) ** sp.Rational(3, 2), r"\lVert \mathbf{v} \rVert^{3}"),
        (sp.Abs(dist[n, j] - p[k]) ** 3, None),
        (sp.log(p[k]) * sp.log(w[n] ** 2) * product(w[n], n), None),
        (sp.Pow(sp.Rational(2, 3), K) * sp.Pow(sp.Rational(-1, 2), N), None),
    ],
)
def test_awkward_brackets(expr: Any, latex: str | None) -> None:
    printed = Printer(d.context).expression(expr)
    assert latex is None or printed == latex
    at = instance(0)
    assert agree(Reader(printed, at).read(), at.of(expr))


def test_the_reader_notices_a_missing_bracket() -> None:
    at = instance(0)
    right = Reader(r"2 (t + W)", at).read()
    wrong = Reader(r"2 t + W", at).read()
    assert agree(right, at.of(2 * (t + W)))
    assert not agree(wrong, at.of(2 * (t + W)))


def test_sides_that_differ_are_shown_apart() -> None:
    left, right = total(t * v[e] ** 2, e), t * total(v[e] ** 2, e)
    lhs, sign, rhs = Printer(d.context).relation_parts(Equal(left, right))
    assert (lhs, sign, rhs) == (
        r"\sum_{e=1}^{D} t v_{e}^{2}",
        "=",
        r"t \sum_{e=1}^{D} v_{e}^{2}",
    )
