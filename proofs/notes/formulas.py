r"""A reader of ordinary LaTeX formulas: recursive descent over the declared names.

::

    expression = [+|-] term {(+|-) term}
    term       = product [/ product]
    product    = factor {[\cdot] factor}
    factor     = atom [^ exponent]

Sums, products and least values take in the product that follows; a logarithm takes one factor,
a bracket or a big operator.  Where notes are read in two ways (``1/2x``, ``\log ab``,
``f(x)``) the declarations decide, or the formula is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..language.context import Context
from ..language.errors import VocabularyError
from ..language.substitution import free_indices
from ..language.symbols import look
from ..language.vocabulary import (
    Index,
    MapSum,
    delta,
    index_size,
    indicator,
    minimum,
    product,
    total,
    xlogy,
)
from . import values
from .names import Known, Label, Names, Written, read_labels, read_written, starts_name
from .places import NotUnderstood, Source
from .ranges import Range, read_ranges
from .tokens import Stream, Token
from .values import Value, number

DEEPEST = 80
_PAIRS = {"(": ")", "[": "]", r"\{": r"\}"}
_BARS = {"|": "|", r"\lvert": r"\rvert", r"\|": r"\|", r"\lVert": r"\rVert"}
_BIG = (r"\sum", r"\prod", r"\min", r"\max")
_STARTS = frozenset(
    (*_PAIRS, *_BIG, r"\lvert", r"\lVert", r"\langle", r"\frac", r"\sqrt", r"\exp", r"\log", "{")
)
_ONES = (r"\mathbf", r"\mathbb", r"\boldsymbol", r"\mathrm")
#: What to say of signs that notes have and the vocabulary has not.
TOLD = {
    "!": "a factorial is not in the vocabulary: declare a positive family for it",
    r"\pm": "one sign or the other: write two lines",
    r"\int": "integrals are not in the vocabulary: finite sums are",
    r"\infty": "infinity is not a number of the vocabulary",
    r"\propto": "'proportional to' leaves a factor open: write the equation",
    r"\approx": "'about' states nothing that can be checked: write an inequality or a limit",
    r"\sim": "distributions are not in the vocabulary: write the density or the moments",
    r"\partial": r"a derivative stands alone on the left: \frac{\partial f}{\partial x} = ...",
    r"\mid": "conditional notation is not in the vocabulary: give it a name of its own",
    r"\begin": "an environment inside a formula is not understood",
    r"\\": "a line break inside a formula",
}


@dataclass(frozen=True)
class Factor:
    """A factor: ``kind`` says what it is written as; ``bound`` what an open operator binds."""

    value: Value
    kind: str
    bound: frozenset[Index] = frozenset()


@dataclass(frozen=True)
class Term:
    """A term; ``bottom`` is what stands below a slash outside all brackets."""

    value: Value
    bound: frozenset[Index] = frozenset()
    kinds: tuple[str, ...] = ()
    bottom: Any = None


class FormulaReader(Stream):
    """Reads expressions over the names of ``context``."""

    def __init__(self, source: Source, start: int, end: int, names: Names) -> None:
        super().__init__(source, start, end)
        self.names = names
        self.scope: dict[str, Index] = {}
        #: Parts as written that do not always have a value.
        self.partial: list[Any] = []
        self._depth = self._inline = self._count = 0
        self._closers: list[str] = []

    @property
    def context(self) -> Context:
        return self.names.context

    # -- sums, products, factors -------------------------------------------------------
    def expression(self) -> Value:
        """A sum of terms."""
        self._deeper()
        parts: list[tuple[bool, Value]] = []
        bound: frozenset[Index] = frozenset()
        first = self.token
        while not parts or self.peek() in ("+", "-"):
            negative = self.peek() == "-"
            if self.peek() in ("+", "-"):
                self.take()
            here = self.token
            term = self._term()
            again = sorted(i.name for i in bound & free_indices(term.value.expr))
            if again:
                raise self.error(
                    f"the sum before this term binds {again[0]} and ends here: "
                    "put brackets around what belongs to it",
                    here,
                )
            bound |= term.bound
            parts.append((negative, term.value))
        self._depth -= 1
        whole: Value = self._built(first, values.add, parts)
        return whole

    def _term(self, in_big: bool = False) -> Term:
        first = self.token
        top = self._product()
        slash = self.token
        if self.peek() != "/" or (in_big and self.peek(1) in _BIG):
            return top
        self.take()
        bottom = self._product()
        if self.peek() == "/":
            raise self.error("two slashes: write fractions, or brackets")
        if len(bottom.kinds) > 1 and not self._slash_reaches(top, bottom):
            raise self.error(
                r"does the slash reach over all that follows? Write \frac{...}{...}", slash
            )
        below = self._number(bottom.value, slash)
        again = sorted(i.name for i in top.bound & free_indices(below))
        if again:
            raise self.error(f"what is divided binds {again[0]}: put brackets", slash)
        value = self._built(first, values.divide, top.value, below)
        self.partial.append(1 / below)
        return Term(value, top.bound, ("slash",), below)

    def _slash_reaches(self, top: Term, bottom: Term) -> bool:
        """Whether ``a/bc`` is a/(bc): in an exponent, of names, unless it begins like 1/2."""
        plain = self._inline and set(bottom.kinds) <= {"number", "name", "power"}
        return bool(plain) and not (set(top.kinds) == {"number"} and bottom.kinds[0] == "number")

    def _product(self) -> Term:
        first, factors, kinds = self.token, list[Factor](), list[str]()
        while True:
            here = self.token
            dot = bool(factors) and (self.took(r"\cdot") or self.took("*"))
            if factors and not dot:
                if self._weighted_log_follows():
                    factors.append(self._weighted_log(factors.pop(), here))
                    kinds[-1] = factors[-1].kind
                    continue
                if not self._starts_factor():
                    break
                self._refuse_side_by_side(kinds, here)
            factor = self._factor()
            kinds.append(f"dot {factor.kind}" if dot else factor.kind)
            factors.append(factor)
        value = factors[0].value
        for factor in factors[1:]:
            value = self._times(first, value, factor.value)
        return Term(value, frozenset().union(*(f.bound for f in factors)), tuple(kinds))

    def _times(self, here: Token, left: Value, right: Value) -> Value:
        if left.transposed and right.coordinate is not None:
            plain = Value(left.expr, left.coordinate)
            return Value(self._built(here, values.inner, plain, right, self._fresh()))
        whole: Value = self._built(here, values.multiply, left, right)
        return whole

    def _refuse_side_by_side(self, kinds: list[str], here: Token) -> None:
        if kinds[-1].endswith("number") and here.is_digit:
            raise self.error(r"two numbers side by side: write \cdot", here)
        if kinds[-1].endswith("log"):
            raise self.error(
                r"does the logarithm end here? Write \log(...), or put it in brackets", here
            )
        if kinds[-1] == "name" and self.peek() == "(" and self._is_argument():
            raise self.error(
                r"this looks like a function of what is in brackets, but a number is declared: "
                r"write \cdot for a product, or define the name with its brackets",
                here,
            )

    def _is_argument(self) -> bool:
        """Whether the bracket holds nothing but names set apart by commas."""
        before = self.place
        try:
            self.take("(")
            if not starts_name(self):
                return False
            read_written(self)
            return self.peek() in (",", ";", "|") or (self.peek() == ")" and self.peek(1) != "^")
        except NotUnderstood:
            return False
        finally:
            self.place = before

    def _starts_factor(self) -> bool:
        text, side = self.token.text, self.token.side
        if text in ("|", r"\|"):
            open_bar = bool(self._closers) and self._closers[-1] == text
            return side == "l" or (side != "r" and not open_bar)
        if text == "(" and self._is_remark():
            return False
        if text == r"\operatorname" or side == "r":
            return text == r"\operatorname" and not self._is_argmin()
        notation = any(words[0] == text for _, words in self.names.notations)
        return notation or text in _STARTS or self.token.is_digit or starts_name(self)

    def _is_remark(self) -> bool:
        r"""Whether the bracket says where something tends: ``(\sigma \to 0)``."""
        depth = 0
        for token in self.tokens[self.place :]:
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if depth == 1 and token.text in (r"\to", r"\text"):
                return True
            if depth == 0:
                return False
        return False

    def _is_argmin(self) -> bool:
        return self.peek(1) == "{" and self.peek(2) == "a" and self.peek(3) == "r"

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.error("the formula is nested too deeply")

    def _factor(self) -> Factor:
        self._deeper()
        factor = self._with_exponent(self.token)
        self._depth -= 1
        return factor

    def _with_exponent(self, here: Token) -> Factor:
        atom = self._atom()
        if self.peek() == "_" and atom.kind not in ("name",):
            raise self.error("a subscript belongs to a name")
        if self.peek() == "'":
            raise self.error("a prime belongs to a name")
        if self.peek() != "^":
            return atom
        if atom.kind in ("log", "big"):
            raise self.error("does the power belong to the argument? Put brackets")
        self.take()
        if self._transposes():
            if atom.value.coordinate is None:
                raise self.error("only a vector is transposed", here)
            return Factor(Value(atom.value.expr, atom.value.coordinate, True), "vector")
        exponent = self._exponent()
        if self.peek() in ("^", "'"):
            raise self.error("a second exponent")
        if atom.kind == "norm":
            squared = atom.value.expr.base
            value = self._built(here, values.power, squared, exponent / 2)
        else:
            if atom.value.coordinate is not None:
                raise self.error(
                    r"a power of a vector: a squared length is \lVert ... \rVert^2", here
                )
            base = self._number(atom.value, here)
            value = self._built(here, values.power, base, exponent)
            if not (exponent.is_Integer and exponent > 0):
                self.partial.append(value)
        kind = "power" if atom.kind in ("name", "number", "power") else "factor"
        return Factor(Value(value), kind)

    def _transposes(self) -> bool:
        if self.took(r"\top") or self.took("{", r"\top", "}"):
            return True
        declared = bool(self.names.matching(Written("T", (), "", self.token)))
        return not declared and (self.took("T") or self.took("{", "T", "}"))

    def _exponent(self) -> Any:
        here = self.token
        self._inline += 1
        if self.took("{"):
            value = self._inside("}")
        elif self.token.is_digit:
            value = Value(sp.Integer(int(self.take().text)))
        elif starts_name(self):
            end = self.place + 1
            value = self._name()
            if self.place != end:
                raise self.error("an exponent of more than one sign needs braces", here)
        else:
            raise self.error(f"{self.said()} cannot be an exponent without braces")
        self._inline -= 1
        return self._number(value, here)

    # -- atoms -------------------------------------------------------------------------
    def _atom(self) -> Factor:
        here = self.token
        text = here.text
        if here.is_digit:
            return Factor(Value(self._digits()), "number")
        noted = self._notation()
        if noted is not None:
            return Factor(noted, "notation")
        if text in _PAIRS:
            self.take()
            return Factor(self._inside(_PAIRS[text]), "bracket")
        if text in _BARS:
            return self._bars()
        if self._is_base():
            exponent = self._exponent()
            return Factor(Value(self._built(here, values.exponential, exponent)), "exp")
        special = self._special().get(text)
        if special is not None:
            self.take()
            return special(here)
        if text in _ONES and self._is_one():
            return Factor(Value(self._indicator()), "indicator")
        if starts_name(self):
            return Factor(self._name(), "name")
        raise self.error(TOLD.get(text, f"a formula is expected, not {self.said()}"))

    def _special(self) -> dict[str, Callable[[Token], Factor]]:
        return {
            r"\frac": self._fraction,
            r"\sqrt": self._root,
            r"\exp": self._exp,
            r"\log": self._log,
            r"\langle": self._inner,
            "{": self._group,
            **dict.fromkeys(_BIG, self._big),
        }

    def _digits(self) -> Any:
        first = self.take()
        text, last = first.text, first
        while self.token.is_digit and self.token.start == last.end:
            last = self.take()
            text += last.text
        decimals = ""
        if self.peek() == "." and self.tokens[self.place + 1].is_digit:
            point = self.token
            if point.start == last.end and self.tokens[self.place + 1].start == point.end:
                self.take()
                last = point
                while self.token.is_digit and self.token.start == last.end:
                    last = self.take()
                    decimals += last.text
        if len(text + decimals) > values.MAX_DIGITS:
            raise self.error(f"a number has more than {values.MAX_DIGITS} digits", first)
        return sp.Rational(int(text + decimals), 10 ** len(decimals))

    def _notation(self) -> Value | None:
        """A definition that is written with more than one sign, such as a determinant."""
        here = self.token
        for item, words in self.names.notations:
            if all(self.peek(ahead) == word for ahead, word in enumerate(words)):
                self.place += len(words)
                if item.sizes:
                    self.take("_")
                return self._entry(item, read_labels(self) if item.sizes else (), here)
        return None

    def _inside(self, closer: str) -> Value:
        self._closers.append(closer)
        value = self.expression()
        if self.peek() != closer:
            raise self.error(TOLD.get(self.peek(), f"{closer} is missing before {self.said()}"))
        self.take()
        self._closers.pop()
        return value

    def _bars(self) -> Factor:
        here = self.take()
        value = self._inside(_BARS[here.text])
        if here.text in (r"\|", r"\lVert") or value.coordinate is not None:
            if self.took("_", "2") or self.took("_", "{", "2", "}"):
                pass
            if value.coordinate is None:
                raise self.error(r"a length is that of a vector; of a number it is |...|", here)
            squared = self._built(here, values.inner, value, value, self._fresh())
            return Factor(Value(sp.Pow(squared, sp.S.Half)), "norm")
        return Factor(Value(self._built(here, values.absolute, number(value))), "bracket")

    def _inner(self, here: Token) -> Factor:
        self._closers.append(r"\rangle")
        left = self.expression()
        self.take(",")
        right = self.expression()
        self.take(r"\rangle")
        self._closers.pop()
        return Factor(Value(self._built(here, values.inner, left, right, self._fresh())), "bracket")

    def _group(self, here: Token) -> Factor:
        self._closers.append("}")
        factor = self._factor()
        if self.peek() != "}":
            raise self.error("braces are not seen in print: put brackets around a sum or product")
        self.take()
        self._closers.pop()
        return factor

    def _argument(self) -> Value:
        """What a command takes: a group, or one sign."""
        if self.took("{"):
            return self._inside("}")
        if self.token.is_digit:
            return Value(sp.Integer(int(self.take().text)))
        if starts_name(self):
            here, end = self.token, self.place + 1
            value = self._name()
            if self.place == end:
                return value
            raise self.error("braces are missing", here)
        raise self.error("braces are missing")

    def _fraction(self, here: Token) -> Factor:
        if self.peek(1) == r"\partial" or self.peek() == r"\partial":
            raise self.error(TOLD[r"\partial"], here)
        top, bottom = self._argument(), self._number(self._argument(), here)
        value = self._built(here, values.divide, top, bottom)
        self.partial.append(1 / bottom)
        return Factor(value, "fraction")

    def _root(self, here: Token) -> Factor:
        degree = sp.Integer(2)
        if self.took("["):
            degree = self._number(self._inside("]"), here)
            if not (degree.is_Integer and 2 <= degree <= 12):
                raise self.error("a root is the second, third, ... twelfth", here)
        inside = self._number(self._argument(), here)
        value = self._built(here, values.power, inside, 1 / degree)
        self.partial.append(value)
        return Factor(Value(value), "bracket")

    def _exp(self, here: Token) -> Factor:
        if self.peek() not in _PAIRS:
            raise self.error(r"\exp needs brackets")
        exponent = self._number(self._inside(_PAIRS[self.take().text]), here)
        return Factor(Value(self._built(here, values.exponential, exponent)), "exp")

    def _log(self, here: Token) -> Factor:
        argument, kind, bound = self._log_argument()
        value = self._built(here, values.logarithm, argument)
        self.partial.append(value)
        return Factor(Value(value), kind, bound)

    def _log_argument(self) -> tuple[Any, str, frozenset[Index]]:
        """What a logarithm is of; the kind says whether it is closed by a bracket."""
        here = self.token
        if self.peek() == "^":
            raise self.error(r"write (\log ...)^{...} for a power of a logarithm")
        if self.peek() in _PAIRS:
            self.take()
            argument = self._number(self._inside(_PAIRS[here.text]), here)
            if self.peek() == "^":
                raise self.error(
                    "does the power belong to the logarithm or to its argument? Put brackets"
                )
            return argument, "exp", frozenset()
        if self.peek() in _BIG:
            self.take()
            found = self._big(here, in_log=True)
            return self._number(found.value, here), "big", found.bound
        if self.token.is_digit:
            # Nobody means (log 2) pi by \log 2\pi.
            term = self._product()
            if any(kind.startswith("dot") for kind in term.kinds):
                raise self.error(r"does the logarithm end at the dot? Put brackets", here)
            return self._number(term.value, here), "log", term.bound
        return self._number(self._factor().value, here), "log", frozenset()

    # -- 0 log 0 = 0 -------------------------------------------------------------------
    def _weighted_log_follows(self) -> bool:
        marks = ((r"\circ",), ("{", r"\circ", "}"))
        return any(
            [self.peek(i) for i in range(2 + len(mark))] == [r"\log", "^", *mark] for mark in marks
        )

    def _weighted_log(self, weight: Factor, here: Token) -> Factor:
        q = self._number(weight.value, here)
        if weight.kind in ("log", "big"):
            raise self.error("a weighted logarithm has one factor before it: put brackets", here)
        self.take(r"\log")
        self.take("^")
        for mark in ("{", r"\circ", "}") if self.peek() == "{" else (r"\circ",):
            self.take(mark)
        argument, kind, bound = self._log_argument()
        return Factor(Value(xlogy(q, argument)), kind, bound)

    # -- big operators -----------------------------------------------------------------
    def _big(self, here: Token, in_log: bool = False) -> Factor:
        operator = here.text if here.text in _BIG else self.tokens[self.place - 1].text
        if self.peek() != "_":
            what = "least or greatest of numbers" if operator in (r"\min", r"\max") else "range"
            raise self.error(f"{operator} needs its index below it ({what} without one: no)")
        ranges = read_ranges(self, self.scope, self.names, operator)
        before, marked = dict(self.scope), len(self.partial)
        for item in ranges:
            if item.index is not None:
                self.scope[item.label] = item.index
        conditions = [c for item in ranges for c in item.conditions(self)]
        negative = self.took("-")
        body = self._term(in_big=True)
        self.scope = before
        bound = frozenset(item.index for item in ranges if item.index is not None)
        self._refuse_slash(operator, body, bound, in_log, here)
        value = body.value
        if negative:
            value = self._built(here, values.add, [(True, value)])
        for condition in conditions:
            if operator != r"\sum":
                raise self.error("only a sum may have a condition", here)
            value = self._built(here, values.multiply, Value(condition), value)
        for item in reversed(ranges):
            value = self._bind(operator, value, item, here)
            self._bind_partial(item, marked)
        return Factor(value, "big", bound | body.bound)

    def _refuse_slash(
        self, operator: str, body: Term, bound: frozenset[Index], in_log: bool, here: Token
    ) -> None:
        apart = body.bottom is not None and not bound & free_indices(body.bottom)
        if apart and (operator != r"\sum" or in_log) and not self._inline:
            raise self.error(
                rf"is all of {operator} divided, or what it is over? Write \frac, or brackets", here
            )

    def _bind(self, operator: str, value: Value, item: Range, here: Token) -> Value:
        if item.maps is not None:
            if operator != r"\sum":
                raise self.error("over all assignments there are sums only", here)
            family = item.maps
            body = self._number(value, here)
            return Value(MapSum(body, family.base, family.rows, family.values))
        index = item.index
        assert index is not None  # noqa: S101
        if operator == r"\sum":
            if value.coordinate is None:
                self._number(value, here)
            return Value(total(value.expr, index), value.coordinate)
        body = self._number(value, here)
        if operator == r"\prod":
            return Value(product(body, index))
        return Value(minimum(body, index) if operator == r"\min" else -minimum(-body, index))

    def _bind_partial(self, item: Range, marked: int) -> None:
        """Parts that need a value for each value of a bound index need it under a sum."""
        for place in range(marked, len(self.partial)):
            part = self.partial[place]
            if item.maps is not None:
                family = item.maps
                if part.has(family.base):
                    part = MapSum(part, family.base, family.rows, family.values)
            elif item.index in free_indices(part):
                part = total(part, item.index)
            self.partial[place] = part

    # -- indicators --------------------------------------------------------------------
    def _is_one(self) -> bool:
        return (self.peek(1) == "1") or (
            self.peek(1) == "{" and self.peek(2) == "1" and self.peek(3) == "}"
        )

    def _indicator(self) -> Any:
        self.place += 2 if self.peek(1) == "1" else 4
        here = self.token
        if self.peek() not in _PAIRS:
            raise self.error("an indicator needs its condition in brackets")
        closer = _PAIRS[self.take().text]
        self._inline += 1
        self._closers.append(closer)
        left = self.expression()
        differs = self.peek() == r"\ne"
        if not differs and self.peek() != "=":
            raise self.error("an indicator compares by = or \\ne only")
        self.take()
        right = self.expression()
        self.take(closer)
        self._closers.pop()
        self._inline -= 1
        found = self.compare(left, right, here)
        return 1 - found if differs else found

    def compare(self, left: Value, right: Value, here: Token) -> Any:
        """1 where two indices, or two numbers, are equal."""
        if left.is_index and right.is_index:
            if index_size(left.expr) != index_size(right.expr):
                raise self.error("indices of different ranges are compared", here)
            return delta(left.expr, right.expr)
        return indicator(self._number(left, here), self._number(right, here))

    # -- names -------------------------------------------------------------------------
    def _is_base(self) -> bool:
        if self.peek() == "e" and self.peek(1) == "^":
            self.place += 2
            return True
        return self.took(r"\mathrm", "{", "e", "}", "^")

    def _name(self) -> Value:
        written = read_written(self)
        label = _bare(written)
        if label in self.scope:
            return Value(self.scope[label])
        found = self.names.matching(written)
        constant = written.head == r"\pi" and not written.labels and not written.mark
        for item, rest in found:
            if len(item.sizes) - len(rest) in (0, 0 if constant else 1):
                return self._entry(item, rest, written.token)
        if label in self.names.indices:
            return Value(self.names.indices[label])
        if constant:
            return Value(sp.pi)
        if written.head == r"\delta" and len(written.labels) == 2 and not written.mark:
            return Value(self._delta(written))
        raise self._unknown(written, [item for item, _ in found])

    def _delta(self, written: Written) -> Any:
        left, right = (self.index(label) for label in written.labels)
        if index_size(left) != index_size(right):
            raise self.error("indices of different ranges are compared", written.token)
        return delta(left, right)

    def _unknown(self, written: Written, found: list[Known]) -> NotUnderstood:
        if found:
            item = found[0]
            wanted = len(item.sizes)
            return self.error(
                f"{item.tex} takes {wanted} indices, {len(written.labels) - len(item.look.sub)} "
                "are written"
                if wanted
                else f"{item.tex} has no index",
                written.token,
            )
        return self.error(
            f"{written.tex()} is not declared{self.names.near(written)}", written.token
        )

    def _entry(self, item: Known, labels: tuple[Label, ...], here: Token) -> Value:
        if not item.sizes:
            thing = item.thing
            return Value(thing.base if item.kind == "definition" else thing)
        at = [self.index(label) for label in labels]
        for index, size, label in zip(at, item.sizes, labels, strict=False):
            if index_size(index) != size:
                raise self.error(
                    f"{label} runs over 1..{index_size(index)}, "
                    f"but this index of {item.tex} over 1..{size}",
                    label.token,
                )
        if len(at) == len(item.sizes):
            return Value(item.thing.base[tuple(at)])
        if item.kind == "assignment":
            raise self.error(f"{item.tex} needs its index", here)
        coordinate = values.coordinate_of(item.sizes[-1])
        return Value(item.thing.base[(*at, coordinate)], coordinate)

    def index(self, label: Label) -> Any:
        """The index that a subscript is.

        Raises:
            NotUnderstood: if it is none.
        """
        if label.text.isdigit():
            raise self.error(
                f"the entry at the fixed place {label} is not in the vocabulary", label.token
            )
        found: Any = None
        if label.sub:
            written = Written(label.tex, label.sub, "", label.token)
            for item, rest in self.names.matching(written):
                if item.kind == "assignment" and len(rest) == len(item.sizes):
                    found = self._entry(item, rest, label.token).expr
        else:
            found = self.scope.get(label.text) or self.names.indices.get(label.text)
        if found is None:
            stem = str(label).rstrip("'")
            hint = "" if stem == str(label) else " (a free index has no prime)"
            raise self.error(
                f"the index {label} is neither bound here nor declared{hint}: "
                rf"say its range, such as ${stem} \le N$, or bind it",
                label.token,
            )
        return found + 1 if label.plus else found

    # -- helpers -----------------------------------------------------------------------
    def _fresh(self) -> str:
        self._count += 1
        return f"c#{self._count}"

    def _number(self, value: Value, here: Token) -> Any:
        return self._built(here, number, value)

    def _built(self, here: Token, build: Callable[..., Any], *args: Any) -> Any:
        try:
            return build(*args)
        except VocabularyError as error:
            raise self.error(str(error), here) from None


def _bare(written: Written) -> str:
    """A name that may be an index: a letter with primes and nothing else."""
    if written.labels or not set(written.mark) <= {"'"}:
        return ""
    return look(written.head).head + written.mark
