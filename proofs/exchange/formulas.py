"""Expressions as nested lists, and back.

A list starts with the kind of its node::

    ["number", "-3/2"]   ["pi"]   ["symbol", "sigma"]
    ["index", "n", "N"]  ["next", index]                an index of range 1..N; the one after it
    ["entry", "x", index, ...]                          an entry of a family or definition
    ["add", a, b, ...]   ["mul", a, b, ...]   ["pow", base, exponent]
    ["exp", a]   ["log", a]   ["abs", a]
    ["sum", body, ["n", "N"], ...]   ["product", ...]   ["min", body, ["k", "K"]]
    ["delta", i, j]   ["indicator", a, b]   ["xlogy", q, u]   ["pos", a]   ["logistic", a]
    ["mapsum", body, "z", "N", "K"]                     over all assignments z: 1..N -> 1..K

SymPy's constructors rearrange what they are given; a formula is refused unless writing down
what was built gives the very lists that were read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from ..language.context import Context
from ..language.errors import VocabularyError
from ..language.functions import FUNCTIONS, OF_INDICES
from ..language.instead import outside
from ..language.substitution import family_name
from ..language.vocabulary import Index, MapSum, MinOver, expression
from .names import INDEX, NAME, NUMBER
from .strict import FileRefused, items, word

MAX_FORMULA_DEPTH = 60
MAX_NODES = 4_000
MAX_EXPONENT = 1_000
#: Indices of one family, or of one sum: instances have a value for every choice of theirs.
MAX_RANK = 6

#: Kinds whose parts are formulas (of ``delta``: indices).
PLAIN: dict[str, Any] = {
    "add": sp.Add,
    "mul": sp.Mul,
    "pow": sp.Pow,
    **{one.word: one.head for one in FUNCTIONS},
}
ARITY = {"pow": 2, **{one.word: one.arity for one in FUNCTIONS}}
#: Kinds that bind indices.
BINDERS: dict[str, Any] = {"sum": sp.Sum, "product": sp.Product, "min": MinOver}
_KINDS = {kind: name for name, kind in (*PLAIN.items(), *BINDERS.items())}


def plain_formula(value: Any) -> list[Any]:
    """``value`` as nested lists.

    Raises:
        VocabularyError: if it has a part that the format does not know.
    """
    expr = expression(value)
    if isinstance(expr, sp.Rational):
        # As SymPy prints it, which takes far longer.
        return ["number", str(expr.p) if expr.q == 1 else f"{expr.p}/{expr.q}"]
    if _is_next(expr, Index):
        return ["next", plain_formula(expr.args[1])]
    if expr is sp.pi:
        return ["pi"]
    if isinstance(expr, Index):
        return ["index", expr.name, expr.size.name]
    if isinstance(expr, sp.Indexed):
        return ["entry", family_name(expr), *map(_plain_index, expr.indices)]
    if isinstance(expr, sp.Symbol):
        return ["symbol", expr.name]
    if isinstance(expr, MapSum):
        body, base, rows, values = expr.args
        return ["mapsum", plain_formula(body), base.label.name, rows.name, values.name]
    name = _KINDS.get(type(expr))
    if name is None:
        raise VocabularyError(outside(expr))
    if name in BINDERS:
        limits = [_limit(*limit) for limit in expr.args[1:]]
        return [name, plain_formula(expr.args[0]), *limits]
    part = _plain_index if name in OF_INDICES else plain_formula
    return [name, *map(part, expr.args)]


def _limit(index: Any, low: Any, size: Any) -> list[str]:
    """A declared index and its size: nothing else is summed over."""
    if not isinstance(index, Index) or low != 1 or size != index.size:
        raise VocabularyError(
            f"a sum over {index} from {low} to {size}: write total(f, n) over a declared index, "
            "and delta or indicator for what is left out"
        )
    return [index.name, index.size.name]


def _plain_index(expr: Any) -> list[Any]:
    if _is_next(expr, sp.Indexed):
        return ["next", plain_formula(expr.args[1])]
    return plain_formula(expr)


def _is_next(expr: Any, kind: type[Any]) -> bool:
    whole = isinstance(expr, sp.Add) and len(expr.args) == 2 and expr.args[0] == 1
    return whole and isinstance(expr.args[1], kind)


class FormulaReader:
    """Builds expressions over the names that ``context`` declares, and nothing else."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._builders: dict[str, Callable[[list[Any], int], Any]] = {
            "number": self._number,
            "pi": self._pi,
            "symbol": self._symbol,
            "index": self._index,
            "next": self._next,
            "entry": self._entry,
            "mapsum": self._mapsum,
            **dict.fromkeys(BINDERS, self._binder),
            **dict.fromkeys(PLAIN, self._plain),
        }
        self._nodes = 0

    def formula(self, value: Any) -> Any:
        """The expression that ``value`` stands for.

        Raises:
            FileRefused: if it is not of the format, or would not be stored as it stands.
        """
        self._nodes = 0
        expr = self._build(value, 0)
        if _plainly(expr) != value:
            raise FileRefused(f"the formula {str(value)[:60]} is not in its normal form")
        return expr

    def index(self, value: Any) -> Index:
        """The index that ``value`` stands for."""
        if not isinstance(value, list) or value[:1] != ["index"]:
            raise FileRefused("an index must be a list such as index, n, N")
        return self._index(value[1:], 0)

    def size(self, name: Any) -> Any:
        """The declared size of that name."""
        found = self.context.sizes.get(word(name, "a size", NAME))
        if found is None:
            raise FileRefused(f"the size {name} is not declared")
        return found

    def _build(self, value: Any, depth: int) -> Any:
        self._nodes += 1
        if depth > MAX_FORMULA_DEPTH or self._nodes > MAX_NODES:
            raise FileRefused("a formula is too large or nested too deeply")
        kind, *rest = items(value, "a formula") or [None]
        builder = self._builders.get(kind) if isinstance(kind, str) else None
        if builder is None:
            raise FileRefused(f"{str(kind)[:40]!r} is not a kind of formula")
        return builder([kind, *rest] if kind in PLAIN or kind in BINDERS else rest, depth)

    # -- leaves --------------------------------------------------------------------------
    def _number(self, rest: list[Any], depth: int) -> Any:
        (text,) = _exactly(rest, 1, "number")
        numerator, _, denominator = word(text, "a number", NUMBER).partition("/")
        return sp.Rational(int(numerator), int(denominator or 1))

    def _pi(self, rest: list[Any], depth: int) -> Any:
        _exactly(rest, 0, "pi")
        return sp.pi

    def _symbol(self, rest: list[Any], depth: int) -> Any:
        (name,) = _exactly(rest, 1, "symbol")
        word(name, "a symbol", NAME)
        declared = self.context.symbols.get(name)
        definition = self.context.definitions.get(name)
        if declared is not None:
            return declared.symbol
        if definition is not None and not definition.params:
            return definition.base
        if name in self.context.sizes:
            return self.context.sizes[name]
        raise FileRefused(f"the symbol {name} is not declared")

    def _index(self, rest: list[Any], depth: int) -> Index:
        name, size = _exactly(rest, 2, "index")
        return Index(word(name, "an index", INDEX), self.size(size))

    def _next(self, rest: list[Any], depth: int) -> Any:
        (inner,) = _exactly(rest, 1, "next")
        built = self._build(inner, depth + 1)
        if not isinstance(built, Index | sp.Indexed):
            raise FileRefused("only an index has a next one")
        return built + 1

    def _entry(self, rest: list[Any], depth: int) -> Any:
        name, *indices = rest or [None]
        word(name, "a family", NAME)
        family = self.context.families.get(name)
        definition = self.context.definitions.get(name)
        if family is None and (definition is None or not definition.params):
            raise FileRefused(f"the family {name} is not declared")
        wanted = len(family.sizes) if family else len(definition.params)  # type: ignore[union-attr]
        _exactly(indices, wanted, f"entry of {name}")
        base = family.base if family else definition.base  # type: ignore[union-attr]
        return base[tuple(self._build(i, depth + 1) for i in indices)]

    # -- nodes ---------------------------------------------------------------------------
    def _plain(self, rest: list[Any], depth: int) -> Any:
        kind, *parts = rest
        if kind in ("add", "mul"):
            if len(parts) < 2:
                raise FileRefused(f"{kind} needs two parts at least")
        else:
            _exactly(parts, ARITY[kind], kind)
        built = [self._build(part, depth + 1) for part in parts]
        if kind == "pow":
            _refuse_power(*built)
        if kind == "exp":
            _refuse_exponent(*built)
        return _unchanged(PLAIN[kind](*built), kind, len(parts))

    def _binder(self, rest: list[Any], depth: int) -> Any:
        kind, body, *limits = rest if len(rest) > 1 else [*rest, None]
        if not limits or len(limits) > (1 if kind == "min" else MAX_RANK):
            raise FileRefused(f"{kind} needs its index (of several, at most {MAX_RANK})")
        ranges = []
        for limit in limits:
            index = self._index(items(limit, "a range"), depth)
            try:
                self.context.refuse_bound(index)
            except VocabularyError as error:
                raise FileRefused(str(error)) from None
            ranges.append((index, 1, index.size))
        return _unchanged(BINDERS[kind](self._build(body, depth + 1), *ranges), kind, len(rest) - 1)

    def _mapsum(self, rest: list[Any], depth: int) -> Any:
        body, name, rows, values = _exactly(rest, 4, "mapsum")
        family = self.context.families.get(word(name, "an assignment", NAME))
        if family is None or family.values is None:
            raise FileRefused(f"the assignment {name} is not declared")
        inner = self._build(body, depth + 1)
        return MapSum(inner, family.base, self.size(rows), self.size(values))


def _plainly(expr: Any) -> Any:
    try:
        return plain_formula(expr)
    except VocabularyError:
        return None


def _exactly(parts: list[Any], count: int, kind: str) -> list[Any]:
    if len(parts) != count:
        raise FileRefused(f"{kind} needs {count} parts, not {len(parts)}")
    return parts


def _unchanged(expr: Any, kind: str, count: int) -> Any:
    """``expr`` unless SymPy made another node of the parts: then at once, before it grows."""
    if _KINDS.get(type(expr)) != kind or len(expr.args) != count:
        said = f"a formula of the kind {kind} is not in its normal form"
        raise FileRefused(f"{said}: write it without evaluate=False")
    return expr


def _refuse_power(base: Any, exponent: Any) -> None:
    """Refuse powers of numbers that SymPy would work out, whatever their size."""
    if not isinstance(exponent, sp.Rational):
        return
    if abs(exponent) > MAX_EXPONENT or exponent.q > MAX_EXPONENT:
        raise FileRefused(f"an exponent is beyond {MAX_EXPONENT}")
    root = abs(exponent) < 1 and isinstance(base, sp.Integer) and 1 < base.p < 10**12
    if isinstance(base, sp.Rational) and not root:
        raise FileRefused("a power of a number must be worked out, or be a root")


def _refuse_exponent(exponent: Any) -> None:
    """Refuse exponents c log u with a number c: they are stored as powers."""
    for term in sp.Add.make_args(exponent):
        factors = sp.Mul.make_args(term)
        logs = [f for f in factors if isinstance(f, sp.log)]
        if len(logs) == 1 and all(f.is_number for f in factors if f is not logs[0]):
            raise FileRefused("e to a multiple of a logarithm must be written as a power")
