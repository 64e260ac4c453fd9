"""Terms between SymPy and Coq: nested tuples, each with exactly one Coq text.

A *term* is one of::

    ("num", p, q)           ("add", a, ...)   ("mul", a, ...)  ("neg", a)  ("inv", a)
    ("pow", a, n)           ("npow", a, size) ("sqrt", a)      ("rpower", a, b)
    ("exp", a)  ("ln", a)   ("xlogy", a, b, whether a >= 0)    ("abs", a)  ("ind", a, b)
    ("size", a): the absolute value of what is not negative
    ("short", name, what it stands for, a, ...)
    (name, a): a function that is known by its laws alone
    ("idx", token): an index as a number
    ("sym", name)           ("el", name, tokens)               ("delta", i, j)
    ("sum" | "prod" | "min", size, token, body)
    ("map", name, rows, values, body)
    ("as", a, left, right, proof)    a = left and, by ``proof``, left = right
    ("same", a, b)                   a = b, which differ in the order of addends or factors
    ("decided", a, value)            an indicator of known value

Index tokens are those of the normal forms (:mod:`..normal.terms`).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import Any

from ...language.exact import Fraction
from ...language.functions import OPAQUE
from ...rules.normal.sums import binder_height, height_over
from ...rules.normal.terms import Gen, Mono, Poly, Token
from ..statements.names import coq_name
from ..statements.terms import Untranslatable

Term = tuple[Any, ...]
BINDERS = {"sum": "sumr", "prod": "prodr", "min": "minr"}
CALLS = {"sqrt": "sqrt", "exp": "exp", "ln": "ln", "abs": "Rabs", "size": "Rabs"}
CALLS |= {"rpower": "Rpower", "ind": "ind", **{name: name for name in OPAQUE}}
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
    if kind in ("sym", "el", "delta", "idx"):
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
    if kind in OPAQUE:
        return (kind, poly_term(gen[1]))
    if kind == "abs":
        return ("abs", poly_term(gen[1]))
    if kind == "exp":
        return ("exp", mono_term(gen[1]))
    if kind == "sum":
        height = height_over(gen[2])
        body = mono_term(gen[2])
        bound = [(("b", height, i), s) for i, (_, s) in enumerate(gen[1])]
        return nest(bound, body)
    if kind in ("min", "prod"):
        return (kind, gen[1], ("b", binder_height(gen), 0), poly_term(gen[2]))
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


def serial_tokens(thing: Any) -> set[Token]:
    """All serial tokens of a term, free or bound."""
    if not isinstance(thing, tuple):
        return set()
    if len(thing) == 3 and thing[:2] == ("b", 0):
        return {thing}
    return set().union(*map(serial_tokens, thing))


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


@functools.lru_cache(maxsize=10_000)
def alpha(term: Any) -> Any:
    """A term with its bound indices numbered from outside; equal for equal up to names."""
    return _alpha(term, {})


def _alpha(term: Any, names: dict[Token, Token]) -> Any:
    if not isinstance(term, tuple):
        return term
    if term in names:
        return names[term]
    if term and term[0] in BINDERS and len(term) == 4:
        inner = {**names, term[2]: ("b", -1, len(names))}
        return (term[0], term[1], inner[term[2]], _alpha(term[3], inner))
    return tuple(_alpha(part, names) for part in term)


def assignment(name: str) -> str:
    """The Coq name of an assignment; a bound one is told from all others."""
    return f"{name.removeprefix(BOUND)}_z_" if name.startswith(BOUND) else coq_name(name)
