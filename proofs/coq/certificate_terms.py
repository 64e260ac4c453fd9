"""Terms between SymPy and Coq: nested tuples, each with exactly one Coq text.

A *term* is one of::

    ("num", p, q)           ("add", a, ...)   ("mul", a, ...)  ("neg", a)  ("inv", a)
    ("pow", a, n)           ("npow", a, size) ("sqrt", a)      ("rpower", a, b)
    ("exp", a)  ("ln", a)   ("xlogy", a, b, whether a >= 0)    ("abs", a)  ("ind", a, b)
    ("sym", name)           ("el", name, tokens)               ("delta", i, j)
    ("sum" | "prod" | "min", size, token, body)
    ("map", name, rows, values, body)
    ("as", a, left, right, proof)    a = left and, by ``proof``, left = right
    ("same", a, b)                   a = b, which differ in the order of addends or factors
    ("decided", a, value)            an indicator of known value

Index tokens are those of the normal forms (:mod:`..normal.polynomials`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any

import sympy as sp

from ..context import Context
from ..normal.polynomials import Gen, Mono, Poly, Token
from ..substitution import family_name
from ..vocabulary import Index, Indicator, MapSum, MinOver, XLogY
from .names import coq_name
from .translate import Translator, Untranslatable, _negated

Term = tuple[Any, ...]
BINDERS = {"sum": "sumr", "prod": "prodr", "min": "minr"}
CALLS = {"sqrt": "sqrt", "rpower": "Rpower", "exp": "exp", "ln": "ln", "abs": "Rabs", "ind": "ind"}  # fmt: skip
ZERO: Term = ("num", 0, 1)
UNIT: Term = ("num", 1, 1)
#: Stands before the name of an assignment that a sum over assignments binds.
BOUND = "~"


# -- building --------------------------------------------------------------------------
def number(value: Fraction | int) -> Term:
    """A rational number."""
    value = Fraction(value)
    if value < 0:
        return ("neg", number(-value))
    return ("num", value.numerator, value.denominator)


def times(factors: Iterable[Term]) -> Term:
    """The product of ``factors``, 1 if there are none."""
    found = tuple(factors)
    return UNIT if not found else found[0] if len(found) == 1 else ("mul", *found)


def scaled(factor: Fraction | int, term: Term) -> Term:
    """``factor`` times ``term``."""
    return term if factor == 1 else ("mul", number(factor), term)


def factor_term(gen: Gen, e: Fraction) -> Term:
    """The generator ``gen`` of a normal form to the power ``e``."""
    if gen[0] == "exp":
        return ("exp", multiple(e, gen[1]))
    base = generator_term(gen)
    if e.denominator == 2:
        base, e = ("sqrt", base), e * 2
    elif e.denominator != 1:
        return ("rpower", base, number(e))
    power = base if abs(e) == 1 else ("pow", base, int(abs(e)))
    return power if e > 0 else ("inv", power)


def mono_term(mono: Iterable[tuple[Gen, Fraction]]) -> Term:
    """The product of the factors of a monomial."""
    return times(factor_term(g, e) for g, e in mono)


def multiple(c: Fraction, mono: Mono) -> Term:
    """A rational times a monomial."""
    return scaled(c, mono_term(mono)) if mono else number(c)


def poly_term(poly: Poly | Any) -> Term:
    """A normal form (or the key of one) as a term."""
    items = sorted(poly.items() if isinstance(poly, dict) else poly)
    found = tuple(multiple(c, m) for m, c in items)
    return ZERO if not found else found[0] if len(found) == 1 else ("add", *found)


def generator_term(gen: Gen) -> Term:
    """A generator of a normal form as a term."""
    kind = gen[0]
    if kind in ("sym", "el", "delta"):
        return gen
    if kind == "log":
        return ("ln", poly_term(gen[1]))
    if kind == "logp":
        return ("ln", number(gen[1]))
    if kind == "prime":
        return number(gen[1])
    if kind == "poly":
        return poly_term(gen[1])
    if kind == "ind":
        return ("ind", poly_term(gen[1]), ZERO)
    if kind == "abs":
        return ("abs", poly_term(gen[1]))
    if kind == "exp":
        return ("exp", mono_term(gen[1]))
    if kind == "sum":
        from ..normal.sums import _height

        height = _height(gen[2])
        body = mono_term(gen[2])
        bound = [(("b", height, i), s) for i, (_, s) in enumerate(gen[1])]
        return nest(bound, body)
    if kind == "min":
        from ..normal.sums import _binder_height

        return ("min", gen[1], ("b", _binder_height(gen), 0), poly_term(gen[2]))
    if kind == "map":
        _, name, rows, values = gen[1]
        return ("map", name, rows, values, poly_term(gen[2]))
    raise Untranslatable(f"no term for {kind}")


def nest(bound: Iterable[tuple[Token, str]], body: Term) -> Term:
    """The sum of ``body`` over ``bound``, the first index outermost."""
    for token, size in reversed(list(bound)):
        body = ("sum", size, token, body)
    return body


# -- walking ---------------------------------------------------------------------------
def replaced(thing: Any, mapping: dict[Token, Token]) -> Any:
    """A term with index tokens replaced (bound ones that are not in ``mapping`` stay)."""
    if not isinstance(thing, tuple):
        return thing
    if thing in mapping:
        return mapping[thing]
    return tuple(replaced(part, mapping) for part in thing)


def free_tokens(thing: Any, bound: frozenset[Any] = frozenset()) -> Iterator[Token]:
    """The serial tokens ("b", 0, n) that are free in a term, each once or more."""
    if not isinstance(thing, tuple) or not thing:
        return
    if len(thing) == 3 and thing[0] == "b" and thing[1] == 0:
        if thing not in bound:
            yield thing
        return
    if thing[0] in BINDERS and len(thing) == 4:
        bound = bound | {thing[2]}
    for part in thing:
        yield from free_tokens(part, bound)


def map_names(thing: Any) -> Iterator[str]:
    """The names of assignments whose values are index tokens of a term."""
    if isinstance(thing, tuple) and thing:
        if thing[0] == "c" and len(thing) == 3:
            yield thing[1]
        for part in thing:
            for name in map_names(part):
                if not (thing[0] == "map" and name == thing[1]):
                    yield name


def shown(term: Any) -> Any:
    """The term that is printed: without notes on what it is known to equal."""
    if not isinstance(term, tuple):
        return term
    if term and term[0] in ("as", "same", "decided"):
        return shown(term[1])
    return tuple(shown(part) for part in term)


def alpha(term: Any, names: dict[Token, Token] | None = None) -> Any:
    """A term with its bound indices numbered from outside; equal for equal up to names."""
    names = names or {}
    if not isinstance(term, tuple):
        return term
    if term in names:
        return names[term]
    if term and term[0] in BINDERS and len(term) == 4:
        inner = {**names, term[2]: ("b", -1, len(names))}
        return (term[0], term[1], inner[term[2]], alpha(term[3], inner))
    return tuple(alpha(part, names) for part in term)


def assignment(name: str) -> str:
    """The Coq name of an assignment; a bound one is told from all others."""
    return f"{name.removeprefix(BOUND)}_z_" if name.startswith(BOUND) else coq_name(name)


# -- printing --------------------------------------------------------------------------
class Printer:
    """Coq text of terms; ``definitions`` say which moving names come first."""

    def __init__(self, translator: Translator) -> None:
        self.translator = translator
        self.context = translator.context
        self._texts: dict[Term, str] = {}

    def token(self, t: Token) -> str:
        """An index token as a ``nat`` that may stand as an argument."""
        if t[0] == "f":
            return coq_name(t[1])
        if t[0] == "b":
            return f"t{t[2]}_" if t[1] == 0 else f"b{t[1]}_{t[2]}_"
        if t[0] == "o":
            return "(S " * t[2] + self.token(t[1]) + ")" * t[2]
        return f"({' '.join([assignment(t[1]), *map(self.token, t[2])])})"

    def __call__(self, term: Term) -> str:
        if term not in self._texts:
            self._texts[term] = self._text(term)
        return self._texts[term]

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
        if kind == "xlogy":
            return f"(xlogy {self(t[1])} {self(t[2])})"
        if kind == "delta":
            return f"(delta {self.token(t[1])} {self.token(t[2])})"
        if kind in BINDERS:
            return f"({BINDERS[kind]} {coq_name(t[1])} (fun {self.token(t[2])} : nat => {self(t[3])}))"
        if kind == "map":
            z, sizes = assignment(t[1]), f"{coq_name(t[2])} {coq_name(t[3])}"
            return f"(mapsum {sizes} (fun {z} : nat -> nat => {self(t[4])}))"
        return self._leaf(t[1], [self.token(i) for i in (t[2] if kind == "el" else ())])

    def _leaf(self, name: str, at: list[str]) -> str:
        if name == "\\pi":
            return "PI"
        if name in self.context.sizes:
            return f"(INR {coq_name(name)})"
        text, level = self.translator._applied(name, at)
        return text if not level else f"({text})"


# -- reading SymPy ---------------------------------------------------------------------
class Reader:
    """Terms from SymPy expressions, with the text that the translator gives them.

    Args:
        unfold: definitions that are written out.
        token: the bound token of a depth and a size; equal formulas get equal terms.
        nonnegative: tells whether an expression is known not to be negative.
    """

    def __init__(
        self,
        context: Context,
        unfold: frozenset[str],
        token: Callable[[int, str], Token],
        nonnegative: Callable[[Any], Any],
    ) -> None:
        self.context, self.unfold, self.fresh = context, unfold, token
        self.nonnegative = nonnegative
        self.maps: dict[str, tuple[str, str]] = {}
        self.depth = 0
        self._within: tuple[str, ...] = ()

    def plain(self) -> Reader:
        """The same reader without any replacement."""
        out = Reader(self.context, self.unfold, self.fresh, self.nonnegative)
        out.maps, out._within, out.depth = self.maps, self._within, self.depth
        return out

    def __call__(self, e: Any, env: dict[Index, Token] | None = None) -> Term:
        env = env or {}
        if isinstance(e, sp.Rational):
            return number(Fraction(int(e.p), int(e.q)))
        if e is sp.pi:
            return ("sym", "\\pi")
        if isinstance(e, sp.Symbol | sp.Indexed):
            return self._named(e, env)
        if isinstance(e, sp.Add):
            return ("add", self(e.args[0], env), *(self._addend(a, env) for a in e.args[1:]))
        if isinstance(e, sp.Mul):
            return self._product(list(e.args), env)
        if isinstance(e, sp.KroneckerDelta):
            return ("delta", *(self.token(i, env) for i in e.args))
        if isinstance(e, XLogY):
            q, u = e.args
            return ("xlogy", self(q, env), self(u, env), bool(self.nonnegative(q)))
        for kind, name in ((sp.exp, "exp"), (sp.log, "ln"), (sp.Abs, "abs"), (Indicator, "ind")):
            if isinstance(e, kind):
                return (name, *(self(a, env) for a in e.args))
        if isinstance(e, sp.Pow):
            return self._power(e, env)
        for kind, name in ((sp.Sum, "sum"), (sp.Product, "prod"), (MinOver, "min")):
            if isinstance(e, kind):
                return self._bound(name, e, env)
        if isinstance(e, MapSum):
            body, base, rows, values = e.args
            name = base.label.name
            self.maps[BOUND + name] = (rows.name, values.name)
            around, self._within = self._within, (*self._within, name)
            inside = self(body, env)
            self._within = around
            return ("map", BOUND + name, rows.name, values.name, inside)
        raise Untranslatable(f"{type(e).__name__} has no term")

    def _named(self, e: Any, env: dict[Index, Token]) -> Term:
        indexed = isinstance(e, sp.Indexed)
        name = family_name(e) if indexed else e.name
        at = tuple(self.token(i, env) for i in e.indices) if indexed else ()
        definition = self.context.definitions.get(name)
        if definition is not None and name in self.unfold:
            return self(definition.body, dict(zip(definition.params, at, strict=True)))
        return ("el", name, at) if indexed else ("sym", name)

    def _addend(self, a: Any, env: dict[Index, Token]) -> Term:
        if (isinstance(a, sp.Mul) and a.as_coeff_Mul()[0] < 0) or (a.is_Number and a < 0):
            return ("neg", self(_negated(a), env))
        return self(a, env)

    def _product(self, factors: list[Any], env: dict[Index, Token]) -> Term:
        minus = bool(factors[0].is_Rational and factors[0] < 0)
        if minus:
            factors = ([-factors[0]] if factors[0] != -1 else []) + factors[1:]
        out: list[Term] = []
        for f in factors:
            if isinstance(f, sp.Pow) and not isinstance(f, sp.exp) and f.exp.is_Rational and f.exp < 0:
                inside = self._power(sp.Pow(f.base, -f.exp, evaluate=False), env)
                out += [*([] if out else [UNIT]), ("inv", inside)]
            else:
                out.append(self(f, env))
        return ("neg", times(out)) if minus else times(out)

    def _power(self, e: Any, env: dict[Index, Token]) -> Term:
        base, exponent = e.args
        if exponent.is_Rational and exponent < 0:
            return self._product([e], env)
        if exponent == 1:
            return self(base, env)
        if exponent.is_Integer:
            return ("pow", self(base, env), int(exponent))
        if exponent == sp.Rational(1, 2):
            return ("sqrt", self(base, env))
        if isinstance(exponent, sp.Symbol) and exponent.name in self.context.sizes:
            return ("npow", self(base, env), exponent.name)
        return ("rpower", self(base, env), self(exponent, env))

    def _bound(self, kind: str, e: Any, env: dict[Index, Token]) -> Term:
        inner, limits = dict(env), []
        for index, _, size in e.args[1:]:
            token = self.fresh(self.depth, size.name)
            self.depth += 1
            inner[index] = token
            limits.append((size.name, token))
        body = self(e.args[0], inner)
        self.depth -= len(limits)
        for size, token in limits:
            body = (kind, size, token, body)
        return body

    def token(self, i: Any, env: dict[Index, Token]) -> Token:
        """The token of an index expression."""
        if isinstance(i, Index):
            return env.get(i, ("f", i.name))
        if isinstance(i, sp.Add):
            return ("o", self.token(i.args[1], env), int(i.args[0]))
        name = family_name(i)
        name = BOUND + name if name in self._within else name
        return ("c", name, tuple(self.token(j, env) for j in i.indices))
