r"""Which names are functions: ``L(b) = ...`` is defined once, and then stand ``L``, ``L(\hat b)``.

A function is a definition whose name has its variables in brackets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import sympy as sp

from ..language.substitution import name_of, names_used
from ..language.symbols import SQUARE, look
from ..language.vocabulary import Index
from .entries import EntryReader
from .names import Known, Label, Written, mark_look, read_written
from .places import NotUnderstood, Source
from .tokens import Stream, Token
from .values import Value


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
class Variable:
    """What a variable of a function is: a symbol, a family, or one entry of a family."""

    item: Known
    labels: tuple[Label, ...]

    @property
    def missing(self) -> tuple[Any, ...]:
        """The ranges of the indices that are not written."""
        return self.item.sizes[len(self.labels) :]


def read_function(item: Known) -> Function | None:
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


def letters_of(sizes: Sequence[Any]) -> tuple[Index, ...]:
    """Letters for the indices of a family that stand nowhere else."""
    return tuple(Index(f"a#{number}", size) for number, size in enumerate(sizes))


class NamedFunctions(EntryReader):
    """Knows which names are functions, and what their variables are."""

    @cached_property
    def _functions(self) -> list[Function]:
        return [f for item in self.names.known if (f := read_function(item)) is not None]

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

    def _variables(self, function: Function) -> list[Variable]:
        found = []
        for written, own in zip(function.variables, function.own, strict=True):
            known = [(i, rest) for i, rest in self.names.matching(written) if i.kind != "size"]
            if not known or known[0][0].kind == "definition":
                raise self.error(f"{written.tex()} is no variable: {function.item.tex} is one name")
            found.append(Variable(*known[0]))
            defined = replace(found[-1], labels=own.labels[len(own.labels) - len(known[0][1]) :])
            self._refuse_others(function, defined)
        return found

    def _refuse_others(self, function: Function, variable: Variable) -> None:
        r"""Of ``Q_k(\mu_k)`` the variable is one entry: no other may occur in what it is."""
        at = tuple(self.index(label) for label in variable.labels)
        for part in sp.preorder_traversal(self._written_out(function.item.thing.body, [variable])):
            mine = isinstance(part, sp.Indexed) and name_of(part) == variable.item.name
            if mine and part.indices[: len(at)] != at:
                tex = variable.item.tex
                raise self.error(f"{tex} stands at other indices, too: write it out")

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

    def _names_of(self, found: Sequence[tuple[Known, tuple[Label, ...]]]) -> set[str]:
        """The names of what is found, and those that their definitions speak of."""
        names = {item.name for item, _ in found}
        for item in (self.context.definitions.get(name) for name in tuple(names)):
            names |= names_used(self.context.unfold_all(item.body)) if item is not None else set()
        return names

    def _written_out(self, expr: Any, variables: Sequence[Variable]) -> Any:
        """``expr`` without definitions that depend on the variables."""
        moving = self.context.depending_on(v.item.name for v in variables)
        return self.context.unfold(expr, moving)


def _head(written: Written) -> str:
    return look(written.head).light().head
