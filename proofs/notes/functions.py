r"""Functions as notes write them: ``L(b) = ...`` is defined once, and then stand ``L``,
``L(\hat b)``, ``L'(b)``, ``\frac{dL}{db}`` and ``\mu^{+}`` for ``\mu`` in ``J(c, \mu)``.

A function is a definition whose name has its variables in brackets.  At other arguments it is
what it is defined by, with them put in.  A slope inside a formula is worked out, and what was
worked out is stated beside the line, to be checked as if the author had written it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Claim, Equal, LessThan, NotEqual, Relation
from ..language.declared import DECLARED
from ..language.errors import HardlimitError
from ..language.substitution import (
    Substitution,
    name_of,
    names_used,
    substitute,
    substitute_index,
)
from ..language.symbols import SQUARE, look
from ..language.vocabulary import Index
from ..language.whole import whole
from ..rules.gradients import differentiate
from ..rules.state import State
from . import values
from .entries import EntryReader
from .names import Known, Label, Names, Written, mark_look, read_written
from .places import NotUnderstood, Source
from .tokens import Stream, Token
from .values import Value

#: What may stand before the data of a likelihood, which are no variables: L(b; x), L(b | x).
DATA = (";", r"\mid", "|")
MAX_ORDER = 4


@dataclass(frozen=True)
class Function:
    """A definition with its variables, and the look of its name without them.

    ``variables`` are those at the indices that are asked for: of ``Q_k(\\mu_k)`` at j it is
    ``\\mu_j``; ``own`` are those of the definition.
    """

    item: Known
    written: Written
    variables: tuple[Written, ...]
    own: tuple[Written, ...]


@dataclass(frozen=True)
class Slope:
    """d function / d variable = value, as it was worked out."""

    function: Any
    variable: Value
    value: Any
    token: Token


@dataclass(frozen=True)
class Inside:
    """What is declared of a variable, asked of what is put for it."""

    relation: Relation
    token: Token


@dataclass(frozen=True)
class Derivative:
    """What is differentiated, and by what; ``squared``: by the square of that."""

    function: Value
    variable: Value
    token: Token
    squared: bool = False


@dataclass(frozen=True)
class _Variable:
    """What a variable of a function is: a symbol, a family, or one entry of a family."""

    item: Known
    labels: tuple[Label, ...]

    @property
    def missing(self) -> tuple[Any, ...]:
        """The ranges of the indices that are not written."""
        return self.item.sizes[len(self.labels) :]


def _read_function(item: Known) -> Function | None:
    r"""The function that a definition is if it is written as one, ``L(\mu, \sigma)``."""
    if item.kind != "definition" or item.look.tail in ("", SQUARE):
        return None
    stream = Stream(Source(item.tex), 0, len(item.tex))
    written = read_written(stream)
    stream.take("(")
    variables = [read_written(stream)]
    while stream.took(","):
        variables.append(read_written(stream))
    return Function(item, written, tuple(variables), tuple(variables))


class FunctionReader(EntryReader):
    """Reads values and slopes of functions; what slopes rest on is put into ``slopes``."""

    def __init__(self, source: Source, start: int, end: int, names: Names) -> None:
        super().__init__(source, start, end, names)
        self.slopes: list[Slope] = []
        #: What has to hold of arguments and was not seen at once; it is stated beside the line.
        self.inside: list[Inside] = []
        #: Whether a line is read, beside which something may be stated.
        self.in_line = False

    def expression(self) -> Value:
        """A sum of terms."""
        raise NotImplementedError

    def _inside(self, closer: str) -> Value:
        raise NotImplementedError

    # -- values ------------------------------------------------------------------------
    def _otherwise(self, written: Written, found: list[Known]) -> Value:
        """The value of a function, or of its slope, where no plain name is meant."""
        square = self._by_square(written)
        if square is not None:
            return Value(square)
        function, labels = self.function_of(written)
        if function is None:
            return super()._otherwise(written, found)
        entry = self._value_at(function, labels, written.token)
        for _ in range(self._primes(function, written)):
            variable = self._only_variable(function, written.token)
            entry = Value(self.slope(entry, variable, written.token))
        return self._applied(function, entry, written.token)

    def _value_at(self, function: Function, labels: tuple[Label, ...], here: Token) -> Value:
        """The function at its own variables."""
        entry = self._entry(function.item, labels, here)
        if function.variables == function.own:
            return entry
        # Under its name it would be printed with the variables of its definition.
        body = self.context.unfold(entry.expr, frozenset({function.item.name}))
        self.partial.append(body)
        return Value(body, entry.coordinate)

    def _by_square(self, written: Written) -> Any:
        r"""``s^2``, ``s^4`` and ``s`` itself, where the square is what is defined."""
        head = look(written.head).light().head
        for item in self.names.known:
            own = item.look
            rest = written.labels[len(own.sub) :]
            fits = own.tail == SQUARE and own.light().head == head and not written.mark
            below = tuple(label.text for label in written.labels[: len(own.sub)])
            if not fits or below != own.sub or len(rest) != len(item.sizes):
                continue
            square = self._entry(item, rest, written.token).expr
            before = self.place
            exponent = self._order() if self.peek(1).isdigit() or self.peek(3) == "}" else 1
            if exponent % 2 == 0:
                return square ** (exponent // 2)
            self.place = before
            self.partial.append(sp.sqrt(square))
            return sp.sqrt(square)
        return None

    @cached_property
    def _functions(self) -> list[Function]:
        return [f for item in self.names.known if (f := _read_function(item)) is not None]

    def function_of(self, written: Written) -> tuple[Function | None, tuple[Label, ...]]:
        """The function of this name, primes left aside, and the indices behind its own."""
        found: list[tuple[Function, tuple[Label, ...]]] = []
        for function in self._functions:
            own = function.written
            count = len(own.labels)
            behind = len(written.labels) - count
            exact = mark_look(own.mark) == mark_look(written.mark)
            primed = written.mark.strip("'") == "" and not own.mark
            primed = primed and not (written.mark and self._prime_is_name(function))
            fits = own.labels == written.labels[:count] and behind == len(function.item.sizes)
            if fits and (exact or primed) and _head(own) == _head(written):
                found.insert(0 if exact else len(found), (function, written.labels[count:]))
        return (self._at(*found[0]), found[0][1]) if found else (None, ())

    def _prime_is_name(self, function: Function) -> bool:
        """Whether something else is declared whose name is that of the function and primes."""
        own = function.item.look
        return any(
            item.look.light().head == own.light().head
            and item.look.sub == own.sub
            and item.look.sup != ""
            and set(item.look.sup) <= {"'"}
            for item in self.names.known
        )

    def _at(self, function: Function, labels: tuple[Label, ...]) -> Function:
        """The function at these indices: they are those of its variables, too."""
        at = dict(zip(function.item.thing.params, labels, strict=False))

        def moved(label: Label) -> Label:
            index = self.names.indices.get(label.text)
            return label if index is None or label.sub or label.plus else at.get(index, label)

        variables = (replace(v, labels=tuple(map(moved, v.labels))) for v in function.own)
        return replace(function, variables=tuple(variables))

    def _primes(self, function: Function, written: Written) -> int:
        return len(written.mark) if written.mark != function.written.mark else 0

    def _only_variable(self, function: Function, here: Token) -> Value:
        if len(function.variables) != 1:
            raise self.error(
                r"by which of its variables? Write \frac{\partial f}{\partial x}", here
            )
        variable = self._variables(function)[0]
        if variable.missing:
            raise self.error(r"a prime is the slope by a number: write \nabla", here)
        return self._entry(variable.item, variable.labels, here)

    def variable_of(self, expr: Any, here: Token) -> Value | None:
        """The variable of a function of one, if ``expr`` is its value."""
        if not isinstance(expr, sp.Symbol | sp.Indexed) or isinstance(expr, Index):
            return None
        for function in self._functions:
            if function.item.name == name_of(expr) and len(function.variables) == 1:
                variable = self._variables(function)[0]
                return self._entry(variable.item, variable.labels, here)
        return None

    def _variables(self, function: Function) -> list[_Variable]:
        found = []
        for written, own in zip(function.variables, function.own, strict=True):
            known = [(i, rest) for i, rest in self.names.matching(written) if i.kind != "size"]
            if not known or known[0][0].kind == "definition":
                raise self.error(f"{written.tex()} is no variable: {function.item.tex} is one name")
            found.append(_Variable(*known[0]))
            defined = replace(found[-1], labels=own.labels[len(own.labels) - len(known[0][1]) :])
            self._refuse_others(function, defined)
        return found

    def _refuse_others(self, function: Function, variable: _Variable) -> None:
        r"""Of ``Q_k(\mu_k)`` the variable is one entry: no other may occur in what it is."""
        at = tuple(self.index(label) for label in variable.labels)
        for part in sp.preorder_traversal(self._written_out(function.item.thing.body, [variable])):
            mine = isinstance(part, sp.Indexed) and name_of(part) == variable.item.name
            if mine and part.indices[: len(at)] != at:
                tex = variable.item.tex
                raise self.error(f"{tex} stands at other indices, too: write it out")

    def _applied(self, function: Function, entry: Value, here: Token) -> Value:
        """``entry`` with the arguments put in that follow; itself if none do."""
        if self.peek() != "(":
            return entry
        if self._own_arguments(function):
            return entry
        self.take("(")
        self._closers.append(")")
        variables = self._variables(function)
        body = self._written_out(entry.expr, variables)
        change = Substitution()
        for number, variable in enumerate(variables):
            if number:
                self.take(",")
            change = self._put(change, variable, body)
        self.data(function)
        self.take(")")
        self._closers.pop()
        found = self._substituted(body, change, here)
        self._require_inside(variables, change, here)
        return Value(found, entry.coordinate)

    def _require_inside(
        self, variables: Sequence[_Variable], change: Substitution, here: Token
    ) -> None:
        """Ask of the arguments what is declared of the variables: a sign, and bounds.

        What a function is at other places is not said, and where it was written |x| for x > 0,
        say, it was read as x.
        """
        for item in (v.item for v in variables):
            if item.kind not in ("symbol", "family"):
                continue
            letters = tuple(values.coordinate_of(size) for size in item.sizes)
            entry = item.thing.base[letters] if letters else item.thing
            sign = DECLARED[self.context.sign_of(entry)]
            asked = [sign.of(entry), *self._bounds(item)]
            if sign.whole and not whole(substitute(entry, change), self.context):
                raise self.error(f"what is put for {item.tex} must be a whole number", here)
            for relation in asked:
                if relation is not None:
                    put = relation.map(lambda e: self._built(here, substitute, e, change))
                    self._require(put, item, here)

    def _bounds(self, item: Known) -> list[Relation]:
        """What is given of the name alone: bounds by numbers."""
        return [
            h.relation
            for h in self.context.hypotheses.values()
            if isinstance(h.relation, AtMost | LessThan)
            and frozenset().union(*map(names_used, h.relation.expressions())) == {item.name}
        ]

    def _require(self, relation: Relation, item: Known, here: Token) -> None:
        if self._state(relation.expressions()[0]).shows(relation) is not None:
            return
        plain = all(e.is_number for e in relation.expressions())
        if plain or not self.in_line or len(set(item.sizes)) < len(item.sizes):
            raise self.error(
                f"what is put for {item.tex} must have the sign and the bounds that are given "
                f"of {item.tex}",
                here,
            )
        self.inside.append(Inside(relation, here))

    def _own_arguments(self, function: Function) -> bool:
        """Whether the variables themselves stand in the brackets; then they are taken."""
        before = self.place
        try:
            self.take("(")
            for number, variable in enumerate(function.variables):
                if number:
                    self.take(",")
                read = read_written(self)
                if (read.head, read.labels, read.mark) != (
                    variable.head,
                    variable.labels,
                    variable.mark,
                ):
                    raise self.error("another argument")
            self.data(function)
            self.take(")")
        except NotUnderstood:
            self.place = before
            return False
        return True

    def data(self, function: Function | None = None) -> None:
        """Pass over the data behind the variables: names that occur in the function."""
        if self.peek() not in DATA:
            return
        self.take()
        body = None if function is None else function.item.thing.body
        used = None if body is None else names_used(self.context.unfold_all(body))
        while True:
            written = read_written(self)
            found = self.names.matching(written)
            if not found:
                raise self._unknown(written, [])
            if used is not None and used.isdisjoint(self._names_of(found)):
                raise self.error(f"{written.tex()} does not occur in it", written.token)
            if not self.took(","):
                return

    def _names_of(self, found: Sequence[tuple[Known, tuple[Label, ...]]]) -> set[str]:
        """The names of what is found, and those that their definitions speak of."""
        names = {item.name for item, _ in found}
        for item in (self.context.definitions.get(name) for name in tuple(names)):
            names |= names_used(self.context.unfold_all(item.body)) if item is not None else set()
        return names

    def _written_out(self, expr: Any, variables: Sequence[_Variable]) -> Any:
        """``expr`` without definitions that depend on the variables."""
        context, names = self.context, {v.item.name for v in variables}
        moving = {
            name
            for name, item in context.definitions.items()
            if names & names_used(context.unfold_all(item.body))
        }
        return context.unfold(expr, frozenset(moving))

    def _put(self, change: Substitution, variable: _Variable, body: Any) -> Substitution:
        """``change``, and the argument that follows for the variable."""
        here, name, missing = self.token, variable.item.name, variable.missing
        if name not in names_used(body):
            raise self.error(f"{variable.item.tex} does not occur in it", here)
        whole = self._whole_name(variable) if missing and not variable.labels else None
        if whole is not None:
            return change.defining(name, *whole)
        value = self.expression()
        if len(missing) > 1 or variable.item.kind == "assignment":
            raise self.error(f"a name with the indices of {variable.item.tex} is expected", here)
        letters = tuple(Index(f"a#{n}", size) for n, size in enumerate(variable.item.sizes))
        if not missing:
            return change.defining(name, letters, self.number(value, here))
        if value.coordinate is None or value.coordinate.size != missing[0]:
            raise self.error(f"a vector of {missing[0]} coordinates is expected", here)
        vector = substitute_index(value.expr, value.coordinate, letters[-1])
        return change.defining(name, letters, vector)

    def _whole_name(self, variable: _Variable) -> tuple[tuple[Index, ...], Any] | None:
        """Parameters and entry of a name that has the indices of the variable."""
        before, mine = self.place, variable.item
        try:
            written = read_written(self)
            if self.peek() not in (",", ")", *DATA) or variable.labels:
                raise self.error("more than a name")
            for item, rest in self.names.matching(written):
                labels = [getattr(one.thing, "values", None) for one in (item, mine)]
                if not rest and item.sizes == mine.sizes and labels[0] == labels[1]:
                    letters = tuple(Index(f"a#{n}", s) for n, s in enumerate(item.sizes))
                    return letters, item.thing.base[letters]
        except NotUnderstood:
            pass
        self.place = before
        return None

    def _substituted(self, body: Any, change: Substitution, here: Token) -> Any:
        """``body`` with the arguments put in, if all that needs a value there is left to see."""
        found = self._built(here, values.sound, self._built(here, substitute, body, change))
        left = values.needs(found)
        kept = {(asked, _core(part)) for asked, part, _ in left}
        kept |= {("nonzero", core) for _, core in kept}
        bound = 0
        for asked, part, inside in values.needs(body):
            bound += bool(inside)
            put = substitute(part, change)
            if put.is_number:
                told = put.is_positive or (asked == "nonzero" and put.is_nonzero)
            else:
                told = (asked, _core(put)) in kept or (put == part and self._always(asked, part))
            if not inside and not told:
                raise self.error("with this argument a part of it cancels: write it out", here)
        if bound > sum(bool(inside) for _, _, inside in left):
            raise self.error("with this argument a part of it cancels: write it out", here)
        if left:
            self.partial.append(found)
        return found

    def _always(self, asked: str, part: Any) -> bool:
        """Whether what is given shows that ``part`` is as it is asked to be."""
        zero = sp.Integer(0)
        relation = LessThan(zero, part) if asked == "positive" else NotEqual(part, zero)
        return self._state(part).shows(relation) is not None

    def _state(self, expr: Any) -> State:
        """What is given, in which something is looked for."""
        return State(self.context.snapshot(), Claim(Equal(expr, expr)), {}, {})

    # -- slopes ------------------------------------------------------------------------
    def derivative_follows(self) -> bool:
        r"""Whether \nabla, \partial f / \partial x, \frac{d f}{d x} or the like follows."""
        if self.peek() in (r"\nabla", r"\partial"):
            return True
        before = self.place
        inside = self.took(r"\frac", "{")
        if not inside and self.peek() == r"\frac":
            return False
        begins = self._d() and (inside or self._by_slash())
        self.place = before
        return begins

    def _by_slash(self) -> bool:
        """Whether a name, a slash and another d follow."""
        try:
            read_written(self)
        except NotUnderstood:
            return False
        return self.took("/") and self._d()

    def _d(self) -> bool:
        r"""Take the sign of a derivative: \partial, or a d that is no declared number."""
        if self.took(r"\partial"):
            return True
        declared = any(str(item.look.head) == "d" for item in self.names.known)
        return not declared and (self.took("d") or self.took(r"\mathrm", "{", "d", "}"))

    def derivative(self) -> Derivative:
        """What is differentiated, and by what; of higher ones the last step is left."""
        here = self.token
        if self.took(r"\nabla"):
            if not self.took("_"):
                return self._whole_gradient(here)
            grouped = self.took("{")
            variable = self._name()
            if grouped:
                self.take("}")
            return Derivative(self._differentiated(), variable, here)
        if not self.took(r"\frac"):
            self._d()
            value = self._name()
            self.take("/")
            self._d()
            variable = self._name()
            self._refuse_bracket_behind()
            return Derivative(value, variable, here)
        self.take("{")
        self._d()
        order = self._order()
        inside = None if self.took("}") else self._inside("}")
        self.take("{")
        by, powers = list[Value](), list[int]()
        while not self.took("}"):
            if not self._d():
                raise self.error(
                    "by what is differentiated? Write \\frac{\\partial f}{\\partial x}"
                )
            by.append(self._name())
            powers.append(self._order())
        if inside is not None:
            self._refuse_bracket_behind()
        value = self._differentiated() if inside is None else inside
        if (order, powers) == (1, [2]):
            return Derivative(value, by[0], here, squared=True)
        variables = [v for v, power in zip(by, powers, strict=True) for _ in range(power)]
        if len(variables) != order or order > MAX_ORDER:
            raise self.error("above and below there are different orders", here)
        for variable in variables[:0:-1]:
            value = Value(self.slope(value, variable, here))
        return Derivative(value, variables[0], here)

    def _differentiated(self) -> Value:
        """What follows the sign of a derivative, up to the next + or -."""
        end = self._bracket_end()
        value = self._operand()
        if end is not None and self.place > end and self.tokens[end].text not in ("^", "!", "/"):
            raise self.error("does the derivative reach over all that follows? Put brackets")
        return value

    def _refuse_bracket_behind(self) -> None:
        r"""Refuse \frac{df}{dt}(3): the slope there, or three times the slope?"""
        if self.peek() == "(":
            raise self.error(
                r"the derivative at this place, or a product? Write |_{x = ...}, or \cdot"
            )

    def _bracket_end(self) -> int | None:
        """The place behind the bracket that begins here."""
        depth = 0
        for place in range(self.place, len(self.tokens)):
            text = self.tokens[place].text
            depth += (text in ("(", "[")) - (text in (")", "]"))
            if not depth:
                return place + 1 if place > self.place else None
        return None

    def _whole_gradient(self, here: Token) -> Derivative:
        r"""``\nabla J(v)``, by the only variable of J."""
        function, labels = self.function_of(read_written(self))
        if function is None or len(function.variables) != 1:
            raise self.error(r"by which variable? Write \nabla_x f", here)
        if self.peek() == "(" and not self._own_arguments(function):
            raise self.error(r"write \nabla_x f at the place where it is asked for", here)
        variable = self._variables(function)[0]
        value = self._value_at(function, labels, here)
        return Derivative(value, self._entry(variable.item, variable.labels, here), here)

    def _order(self) -> int:
        """The number above a d, 1 where there is none."""
        if not self.took("^"):
            return 1
        grouped = self.took("{")
        digit = self.take()
        if not digit.is_digit:
            raise self.error("the order of a derivative is a number", digit)
        if grouped:
            self.take("}")
        return int(digit.text)

    def _operand(self) -> Value:
        """What an operator before it is applied to."""
        raise NotImplementedError

    def prime_follows(self) -> Derivative | None:
        r"""``L'(b)``, if it stands before an equals sign; then it is taken."""
        before, marked = self.place, len(self.slopes)
        try:
            here, written = self.token, read_written(self)
            function, labels = self.function_of(written)
            primes = self._primes(function, written) if function is not None else 0
            if function is not None and primes:
                own = self.peek() != "(" or self._own_arguments(function)
                if own and self.peek() == "=":
                    variable = self._only_variable(function, here)
                    value = self._value_at(function, labels, here)
                    for _ in range(primes - 1):
                        value = Value(self.slope(value, variable, here))
                    return Derivative(value, variable, here)
        except NotUnderstood:
            pass
        self.place = before
        del self.slopes[marked:]
        return None

    def value_of(self, found: Derivative) -> Value:
        """The derivative as it is worked out."""
        slope = self.slope(found.function, found.variable, found.token)
        if found.squared:
            # By s^2, for s > 0: the chain rule.
            if self.context.sign_of(found.variable.expr) != "positive":
                raise self.error("by a square one differentiates where its root is positive")
            slope = slope / (2 * found.variable.expr)
        return Value(slope, found.variable.coordinate)

    def slope(self, function: Value, variable: Value, here: Token) -> Any:
        """The slope of a number, which is noted beside the line."""
        if not self.in_line:
            raise self.error("a derivative stands in lines, not in what is given", here)
        inside = self.number(function, here)
        plain = self._written_out(inside, [_Variable(self._item(variable, here), ())])
        try:
            found = values.sound(differentiate(plain, variable.expr, self._state(inside)))
        except HardlimitError as error:
            raise self.error(f"its slope is not found: {error}", here) from None
        self.slopes.append(Slope(inside, variable, found, here))
        return found

    def _item(self, variable: Value, here: Token) -> Known:
        """The symbol or family of which a variable is one."""
        if variable.is_index or not isinstance(variable.expr, sp.Symbol | sp.Indexed):
            raise self.error("one differentiates by a declared number", here)
        name = name_of(variable.expr)
        found = [i for i in self.names.known if i.name == name and i.kind in ("symbol", "family")]
        if not found:
            raise self.error("one differentiates by a declared number", here)
        return found[0]

    def is_function_up_to(self, begun: int, end: int) -> bool:
        """Whether the name of a function, and nothing else, stands there."""
        before, self.place = self.place, begun
        try:
            function, _ = self.function_of(read_written(self))
            return function is not None and self.place == end
        except NotUnderstood:
            return False
        finally:
            self.place = before

    # -- at a place --------------------------------------------------------------------
    def placed(self, value: Value, here: Token) -> Value:
        """``value`` at the place that follows, ``|_{b = ...}``."""
        for word in ("|", "_", "{"):
            self.take(word)
        variables, change = list[_Variable](), Substitution()
        body = value.expr
        while True:
            variable = _Variable(self._item(self._name(), here), ())
            variables.append(variable)
            self.take("=")
            body = self._written_out(body, variables)
            change = self._put(change, variable, body)
            if not self.took(","):
                break
        self.take("}")
        found = self._substituted(body, change, here)
        self._require_inside(variables, change, here)
        return Value(found, value.coordinate)


def _core(part: Any) -> Any:
    """What a power is of: the power of a number has a value where that is not 0, or positive."""
    while isinstance(part, sp.Pow) and part.exp.is_number:
        part = part.base
    return part


def _head(written: Written) -> str:
    return look(written.head).light().head
