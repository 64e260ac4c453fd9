"""From SymPy expressions of the vocabulary to formula nodes: order, fractions, norms.

Nothing is computed here except what leaves the value of every formula unchanged whatever the
values of its names: terms and factors are put in order, quotients become fractions, and sums
over a coordinate become norms and inner products.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from ...language.context import Context
from ...language.errors import VocabularyError
from ...language.fixed import reaches
from ...language.functions import BY_HEAD, Decay, Factorial, Reaches
from ...language.others import others
from ...language.spelling import Spelling, bold_spelling, light, name_plain, name_tex, spell
from ...language.substitution import family_name
from ...language.vocabulary import (
    Index,
    IndexNumber,
    Indicator,
    MapSum,
    MinOver,
    XLogY,
    as_number,
    index_size,
)
from . import formula_nodes as nodes
from .formula_nodes import Named, Node, Number
from .formula_products import forward, gap_form, product, terms
from .formula_vectors import is_coordinate, is_linear, primitive, split_factors, squared

#: Exponents wider than this are set as exp(...).
WIDEST_EXPONENT = 19


@dataclass(frozen=True)
class View:
    """How a part is shown: inside an exponent, and with which coordinates left out."""

    inline: bool = False
    dropped: frozenset[Index] = frozenset()


class Layout:
    """Lays expressions out as nodes.

    Args:
        context: the declarations, for the spelling and the order of names.
        labels: other names under which to show certain indices.
        merge: whether sums over coordinates are shown as norms and inner products.
    """

    def __init__(
        self, context: Context, labels: Mapping[str, str] | None = None, merge: bool = True
    ) -> None:
        self.context = context
        self.labels = dict(labels or {})
        self.merge = merge
        declared = [
            *context.families,
            *context.definitions,
            *context.symbols,
            *context.sizes,
        ]
        self.rank = {name: place for place, name in enumerate(declared)}
        #: Parts are laid out in several ways before one is chosen, at every level.
        self._known: dict[tuple[Any, View], Node] = {}

    def side(self, expr: Any, view: View = View()) -> Node:
        """One side of a relation: an expression or an index."""
        if index_size(expr) is not None:
            return self.index(expr)
        return self.of(expr, view)

    def index(self, expr: Any) -> Node:
        """An index, an index plus a whole number, or an entry of an assignment."""
        if isinstance(expr, Index):
            label = self.labels.get(str(expr.name), str(expr.name))
            return Named(spell(name_tex(label)), name_plain(label), nodes.INDEX)
        if isinstance(expr, sp.Indexed):
            return self._entry(expr, View())
        if isinstance(expr, sp.Add) and len(expr.args) == 2 and expr.args[0].is_Integer:
            shift = int(expr.args[0])
            return nodes.Terms(((False, self.index(expr.args[1])), (shift < 0, Number(abs(shift)))))
        raise VocabularyError(f"{expr} is not an index")

    def of(self, expr: Any, view: View) -> Node:
        """The node of a number-valued expression.

        Raises:
            VocabularyError: for anything outside the closed vocabulary.
        """
        key = (expr, view)
        if key not in self._known:
            self._known[key] = self._of(expr, view)
        return self._known[key]

    def _of(self, expr: Any, view: View) -> Node:
        if isinstance(expr, Index):
            raise VocabularyError(f"the index {expr} stands where a number is expected")
        if isinstance(expr, sp.Rational):
            return self._number(expr, view)
        if isinstance(expr, sp.Symbol):
            return self._symbol(expr)
        if isinstance(expr, sp.Indexed):
            return self._entry(expr, view)
        if isinstance(expr, sp.Add):
            return terms([self.of(arg, view) for arg in expr.args])
        if isinstance(expr, sp.Mul):
            return self._product(expr.args, view)
        if isinstance(expr, sp.exp):
            return self._exponential(expr.args[0], view)
        if isinstance(expr, sp.Pow):
            return self._power(expr, view)
        if isinstance(expr, sp.Sum):
            return self._sum(expr, view)
        return self._rare(expr, view)

    def _rare(self, expr: Any, view: View) -> Node:
        if expr is sp.pi:
            return Named(Spelling(r"\pi"), "π", nodes.CONSTANT)
        known = BY_HEAD.get(type(expr))
        if known is not None and known.shown:
            inside = [self.of(arg, view) for arg in expr.args]
            return nodes.Call(known.shown, inside[0], known.ahead, tuple(inside[1:]))
        if isinstance(expr, IndexNumber):
            plain = as_number(expr.args[0])
            return self.index(expr.args[0]) if plain == expr else self.of(plain, view)
        if isinstance(expr, Factorial):
            return nodes.Factorial(self.of(expr.args[0], view))
        if isinstance(expr, Decay):
            return self._exponential(-expr.args[0], view)
        if isinstance(expr, sp.Abs):
            return nodes.Absolute(forward(self.of(expr.args[0], view)))
        if isinstance(expr, sp.Product):
            return self._bound(expr, view, "prod")
        if isinstance(expr, MinOver):
            return self._least(expr, view)
        if isinstance(expr, MapSum):
            body, base, rows, values = expr.args
            return nodes.OverMaps(
                self._assignment(base),
                self._size(rows),
                self._size(values),
                self.of(body, view),
            )
        if isinstance(expr, Indicator | Reaches):
            left, right = (self.side(arg, replace(view, inline=True)) for arg in expr.args)
            return nodes.Bracket(left, right, isinstance(expr, Reaches))
        if isinstance(expr, sp.KroneckerDelta) and len(expr.args) == 2:
            return self._delta(*expr.args)
        if isinstance(expr, XLogY):
            return nodes.WeightedLog(*(self.of(arg, view) for arg in expr.args))
        raise VocabularyError(f"{expr} ({type(expr).__name__}) cannot be printed")

    # -- names ----------------------------------------------------------------------
    def _symbol(self, symbol: Any) -> Node:
        name = symbol.name
        rank = self.rank.get(name, -1)
        if name in self.context.sizes:
            return Named(spell(name_tex(name)), name_plain(name), nodes.SIZE, rank)
        definition = self.context.definitions.get(name)
        found = self.context.symbols.get(name) or definition
        if found is None or (definition is not None and definition.params):
            raise VocabularyError(f"the symbol {symbol} is not declared")
        kind = nodes.SCALAR if definition is None else nodes.DEFINED
        return Named(spell(found.tex), name_plain(name), kind, rank)

    def _size(self, size: Any) -> Node:
        if not isinstance(size, sp.Symbol) or size.name not in self.context.sizes:
            raise VocabularyError(f"the size {size} is not declared")
        return self._symbol(size)

    def _entry(self, expr: Any, view: View) -> Node:
        name = family_name(expr)
        found = self.context.families.get(name) or self.context.definitions.get(name)
        if found is None:
            raise VocabularyError(f"the family {name} is not declared")
        indices = list(expr.indices)
        spelling = spell(light(found.tex) if found.vector else found.tex)
        if found.vector and indices[-1] in view.dropped:
            spelling = bold_spelling(found.tex)
            indices.pop()
        shown = tuple(self.index(i) for i in indices)
        kind = nodes.VECTOR if found.vector else nodes.ENTRY
        return Named(spelling, name_plain(name), kind, self.rank[name], shown)

    def _assignment(self, base: Any) -> Node:
        family = self.context.families.get(str(base.label.name))
        if family is None or family.values is None:
            raise VocabularyError(f"{base} is not a declared assignment")
        return Named(spell(family.tex), name_plain(family.name), nodes.INDEX)

    def _delta(self, left: Any, right: Any) -> Node:
        first, second = self.index(left), self.index(right)
        if isinstance(left, sp.Indexed) and not isinstance(right, sp.Indexed):
            first, second = second, first
        if isinstance(left, sp.Indexed) or isinstance(right, sp.Indexed):
            return nodes.Bracket(first, second)
        if "'" in name_of(first) and "'" not in name_of(second):
            first, second = second, first
        return nodes.Delta(first, second)

    # -- numbers, products, powers --------------------------------------------------
    def _number(self, number: Any, view: View) -> Node:
        return product(bool(number < 0), abs(number), [], [], view.inline)

    def _product(self, factors: Any, view: View, extra: tuple[Node, ...] = ()) -> Node:
        number = sp.S.One
        top: list[Node] = list(extra)
        bottom: list[Node] = []
        for factor in factors:
            content, factor = (
                primitive(factor) if isinstance(factor, sp.Add) else (sp.S.One, factor)
            )
            number *= content
            if isinstance(factor, sp.Rational):
                number *= factor
            elif _is_quotient(factor):
                bottom.append(self._plain_power(factor.base, -factor.exp, view))
            else:
                top.append(self.of(factor, view))
        return product(bool(number < 0), abs(number), top, bottom, view.inline)

    def _power(self, expr: Any, view: View) -> Node:
        if _is_quotient(expr):
            return self._product((expr,), view)
        return self._plain_power(expr.base, expr.exp, view)

    def _plain_power(self, base: Any, exponent: Any, view: View) -> Node:
        inside = self.of(base, view)
        if exponent == 1:
            return inside
        if nodes.is_square_norm(inside) and isinstance(exponent, sp.Rational) and exponent.q < 3:
            length, power = inside.base, int(2 * exponent)
            return length if power == 1 else nodes.Power(length, Number(power))
        if exponent == sp.Rational(1, 2):
            return nodes.Root(inside)
        return nodes.Power(inside, self.of(exponent, replace(view, inline=True)))

    def _exponential(self, exponent: Any, view: View) -> Node:
        small = gap_form(self.of(exponent, replace(view, inline=True)))
        tall = any(
            isinstance(n, nodes.Exponential | nodes.Root | nodes.OverMaps | nodes.WeightedLog)
            or (isinstance(n, nodes.Call) and n.name == "exp")
            or (isinstance(n, nodes.Big) and n.operator != "min")
            for n in nodes.descendants(small)
        )
        if not tall and nodes.width(small) <= WIDEST_EXPONENT:
            return nodes.Exponential(small)
        return nodes.Call("exp", gap_form(self.of(exponent, view)))

    # -- sums -----------------------------------------------------------------------
    def _bound(self, expr: Any, view: View, operator: str) -> Node:
        """A big operator over all indices that ``expr`` binds."""
        bound = {limit[0] for limit in expr.args[1:]}
        inside = replace(view, dropped=view.dropped - bound)
        return self._over(self.of(expr.args[0], inside), expr.args[1:], operator)

    def _least(self, expr: Any, view: View) -> Node:
        """A least value, of all or of the others."""
        found, (index, _, size) = others(expr), expr.args[1]
        if found is None or not reaches(self.context, size, 2):
            return self._bound(expr, view, "min")
        inside = replace(view, dropped=view.dropped - {index})
        body, beside = self.of(found[0], inside), self.index(found[1])
        return nodes.Big("min", self.index(index), self._size(size), body, True, beside)

    def _over(self, body: Node, limits: Any, operator: str) -> Node:
        for index, low, size in limits:
            if low != 1 or not isinstance(index, Index):
                raise VocabularyError(f"the range of {index} does not start at 1")
            label = self.labels.get(str(index.name), str(index.name))
            known = self.context.indices.get(label) == Index(label, size)
            body = nodes.Big(operator, self.index(index), self._size(size), body, known)
        return body

    def _sum(self, expr: Any, view: View) -> Node:
        body, *limits = expr.args
        index, low, size = limits[0]
        if self.merge and low == 1 and isinstance(index, Index) and index.size == size:
            bound = {limit[0] for limit in limits}
            merged = self._merged(body, index, replace(view, dropped=view.dropped - bound))
            if merged is not None:
                return self._over(merged, limits[1:], "sum")
        return self._bound(expr, view, "sum")

    def _merged(self, body: Any, index: Index, view: View) -> Node | None:
        """The sum of ``body`` over the coordinate ``index`` by norms and inner products."""
        if not is_coordinate(body, index, self.context):
            return None
        parts = [self._merged_term(term, index, view) for term in sp.Add.make_args(body)]
        found = [part for part in parts if part is not None]
        return terms(found) if len(found) == len(parts) else None

    def _merged_term(self, term: Any, index: Index, view: View) -> Node | None:
        apart, vectors = split_factors(term, index)
        inside = replace(view, dropped=view.dropped | {index})
        if len(vectors) == 1 and squared(vectors[0]):
            vector = vectors[0].base
            if not is_linear(vector, index, self.context):
                return None
            shown: Node = nodes.Power(nodes.Norm(self.of(vector, inside)), Number(2))
        elif len(vectors) == 2 and all(is_linear(v, index, self.context) for v in vectors):
            contents, parts = zip(*(primitive(v, whole=False) for v in vectors), strict=True)
            pair = sorted((self.of(v, inside) for v in parts), key=nodes.ranks)
            shown = nodes.Inner(*pair)
            apart += contents
        else:
            return None
        return self._product(apart, view, (shown,))

    def vector(self, expr: Any, index: Index) -> Node | None:
        """``expr`` as a vector whose coordinate is ``index``, or None if it is not linear."""
        if not self.merge or not is_linear(expr, index, self.context):
            return None
        return self.of(expr, View(dropped=frozenset((index,))))


def name_of(node: Node) -> str:
    """The label of an index node, empty for others."""
    return node.plain if isinstance(node, Named) else ""


def _is_quotient(factor: Any) -> bool:
    return isinstance(factor, sp.Pow) and isinstance(factor.exp, sp.Rational) and factor.exp < 0
