r"""Functions at arguments: ``L(t + 1)``, ``J(c, \mu^{+})``, ``L |_{b = 0}``.

At other arguments a function is what it is defined by, with them put in.  What is put for a
variable has to be what was declared of it, and what cancels has to have a value: where that is
not seen at once it is stated beside the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Claim, Equal, LessThan, NotEqual, Relation
from ..language.declared import DECLARED
from ..language.moving import moves_along
from ..language.shapes import entry, row_of
from ..language.substitution import (
    Substitution,
    name_of,
    names_among,
    names_used,
    substitute,
    substitute_index,
)
from ..language.vocabulary import Index
from ..language.whole import whole
from ..rules.state import State
from . import values
from .functions import Function, NamedFunctions, Variable, letters_of
from .names import Known, Label, Names, read_written
from .places import NotUnderstood, Source
from .tokens import Token
from .values import Value

#: What is said where something else stands for what a slope, or a place, is about.
BY_NUMBERS = "one differentiates by a declared number"
AT_PLACES = "a place says of a declared number, or of several, which value it has there"
#: What may stand before the data of a likelihood, which are no variables: L(b; x), L(b | x).
DATA = (";", r"\mid", "|")
#: What may stand between two variables: also D(p \\| q), of one law from another.
BETWEEN = (",", r"\|")


@dataclass(frozen=True)
class Inside:
    """What is declared of a variable, asked of what is put for it."""

    relation: Relation
    token: Token
    why: str = ""


class ArgumentReader(NamedFunctions):
    """Reads the values of functions; what has to hold of arguments is put into ``inside``."""

    def __init__(self, source: Source, start: int, end: int, names: Names) -> None:
        super().__init__(source, start, end, names)
        #: What has to hold of arguments and was not seen at once; it is stated beside the line.
        self.inside: list[Inside] = []
        #: What was put for the variables of functions.
        self.called: list[Substitution] = []

    def _value_at(self, function: Function, labels: tuple[Label, ...], here: Token) -> Value:
        """The function at its own variables."""
        entry = self._entry(function.item, labels, here)
        if function.variables == function.own:
            return entry
        # Under its name it would be printed with the variables of its definition.
        body = self.context.unfold(entry.expr, frozenset({function.item.name}))
        self.partial.append(body)
        return replace(entry, expr=body)

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
                self._take_between()
            change = self._put(change, variable, body)
        self.data(function)
        self.take(")")
        self._closers.pop()
        found = self._substituted(body, change, here)
        if entry.expr in self.partial:
            # It is asked for at these arguments, and not at the variables of its definition.
            self.partial.remove(entry.expr)
        self._require_inside(variables, change, here)
        self.called.append(change)
        return replace(entry, expr=found)

    def _require_inside(
        self, variables: Sequence[Variable], change: Substitution, here: Token
    ) -> None:
        """Ask of the arguments what is declared of the variables: a sign, and bounds.

        What a function is at other places is not said, and where it was written |x| for x > 0,
        say, it was read as x.
        """
        for item in (v.item for v in variables):
            if item.kind not in ("symbol", "family"):
                continue
            letters = tuple(row_of(size) for size in item.sizes)
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
            and names_among(h.relation.expressions()) == {item.name}
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
                    self._take_between()
                if read_written(self) != variable:
                    raise self.error("another argument")
            self.data(function)
            self.take(")")
        except NotUnderstood:
            self.place = before
            return False
        return True

    def _take_between(self) -> None:
        if self.peek() in BETWEEN:
            self.take()
        else:
            self.take(",")

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

    def _put(self, change: Substitution, variable: Variable, body: Any) -> Substitution:
        """``change``, and the argument that follows for the variable."""
        here, name, missing = self.token, variable.item.name, variable.missing
        if name not in names_used(body):
            raise self.error(f"{variable.item.tex} does not occur in it", here)
        found = moves_along(body, name, self.context.hypotheses.values(), self.context)
        if found is not None:
            raise self.error(
                f"what is supposed gives {found[1]} by {variable.item.tex}: with another argument "
                "it would be another, and which is not said",
                here,
            )
        named = self._whole_name(variable) if missing and not variable.labels else None
        if named is not None:
            return change.defining(name, *named)
        value = self.expression()
        letters = letters_of(variable.item.sizes)
        if len(missing) == 2 and tuple(i.size for i in value.shape) == missing:
            return change.defining(name, letters, entry(value.shaped(), *letters[-2:]))
        if len(missing) > 1 or variable.item.kind == "assignment":
            raise self.error(f"a name with the indices of {variable.item.tex} is expected", here)
        if not missing:
            return change.defining(name, letters, self.number(value, here))
        if value.is_plain and value.expr == 0:
            return change.defining(name, letters, value.expr)
        if value.is_matrix or value.coordinate is None or value.coordinate.size != missing[0]:
            raise self.error(f"a vector of {missing[0]} coordinates is expected", here)
        vector = substitute_index(value.expr, value.coordinate, letters[-1])
        return change.defining(name, letters, vector)

    def _whole_name(self, variable: Variable) -> tuple[tuple[Index, ...], Any] | None:
        """Parameters and entry of a name that has the indices of the variable."""
        before, mine = self.place, variable.item
        try:
            written = read_written(self)
            if self.peek() not in (*BETWEEN, ")", *DATA) or variable.labels:
                raise self.error("more than a name")
            for item, rest in self.names.matching(written):
                labels = [getattr(one.thing, "values", None) for one in (item, mine)]
                if not rest and item.sizes == mine.sizes and labels[0] == labels[1]:
                    letters = letters_of(item.sizes)
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

    def placed(self, value: Value, here: Token) -> Value:
        """``value`` at the place that follows, ``|_{b = ...}``."""
        for word in ("|", "_", "{"):
            self.take(word)
        variables, change = list[Variable](), Substitution()
        body = value.expr
        while True:
            variable = Variable(self._item(self._name(), here, AT_PLACES), ())
            variables.append(variable)
            self.take("=")
            body = self._written_out(body, variables)
            change = self._put(change, variable, body)
            if not self.took(","):
                break
        self.take("}")
        found = self._substituted(body, change, here)
        self._require_inside(variables, change, here)
        return replace(value, expr=found)

    def _item(self, variable: Value, here: Token, wanted: str) -> Known:
        """The symbol or family of which a variable is one; ``wanted`` says what is needed."""
        if variable.is_index or not isinstance(variable.expr, sp.Symbol | sp.Indexed):
            raise self.error(wanted, here)
        name = name_of(variable.expr)
        found = [i for i in self.names.known if i.name == name and i.kind in ("symbol", "family")]
        if not found:
            raise self.error(wanted, here)
        return found[0]


def _core(part: Any) -> Any:
    """What a power is of: the power of a number has a value where that is not 0, or positive."""
    while isinstance(part, sp.Pow) and part.exp.is_number:
        part = part.base
    return part
