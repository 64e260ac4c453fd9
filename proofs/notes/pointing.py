r"""Braces with a claim at them, ``\underbrace{\sum_k r_{nk}}_{= 1}``, and how many there are.

What stands at a brace is a claim of its own, beside the line.  ``\#\{n : z_n = k\}`` is the sum
of what is 1 where the condition holds.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from ..language.claims import AtMost, Equal, LessThan, Relation
from ..language.shapes import sized
from ..language.substitution import Substitution, free_indices, substitute
from ..language.vocabulary import Index, total
from . import values
from .arguments import Inside
from .brackets import PAIRS, Factor
from .operators import OperatorReader
from .ranges import read_range
from .tokens import Token
from .values import Value

_CLAIMS: dict[str, tuple[type[Relation], bool]] = {
    "=": (Equal, False),
    r"\equiv": (Equal, False),
    r"\le": (AtMost, False),
    "<": (LessThan, False),
    r"\ge": (AtMost, True),
    ">": (LessThan, True),
}
#: Behind these a sum in a brace is not taken for more than it is.
_BEFORE = frozenset(("", "(", "[", "{", "+", "=", r"\le", r"\ge", "<", ">", r"\ne", r"\to", ","))
_AFTER = frozenset(
    ("", ")", "]", "}", "+", "-", "=", r"\le", r"\ge", "<", ">", r"\ne", r"\to", ",", ".")
)
_AT_BRACE = "The brace on the line says so."


class PointingReader(OperatorReader):
    """Reads braces with a claim, and counts."""

    def _brace(self, here: Token) -> Factor:
        before = self.tokens[self.place - 1].text if self.place else ""
        self.take()
        first = self.place
        self.take("{")
        value = self._inside("}")
        several = self._is_sum(first + 1, self.place - 1)
        self.take("_" if self.peek() == "_" else "^")
        self.take("{")
        relation = self._claim_of(value, here)
        self.take("}")
        if several and not (before in _BEFORE and self.peek() in _AFTER):
            raise self.error("a brace is no bracket: put brackets around the sum in it", here)
        change: dict[Any, Any] = {}
        for index in sorted(free_indices(relation.expressions()[0]), key=str):
            if index.name not in self.context.indices and "#" not in index.name:
                used = {i.name for e in relation.expressions() for i in free_indices(e)}
                other = self.names.another(index, used - {index.name})
                if other is not None:
                    change[index] = other
        put = Substitution(indices=change)
        claim = relation.map(lambda e: substitute(e, put))
        if self.in_line:
            self.inside.append(Inside(claim, here, _AT_BRACE))
        elif not self.follows(claim):
            raise self.error(
                "what the brace says does not follow from what is given: say it by 'suppose', or "
                "in a line",
                here,
            )
        return Factor(value, "bracket")

    def _claim_of(self, value: Value, here: Token) -> Relation:
        """The relation at a brace; where no sign stands there, it is an equation."""
        if self.restricted:
            raise self.error("a claim at a brace, under a sum with a condition: say it in a line")
        self.took(":")
        sign = self.take().text if self.peek() in _CLAIMS else "="
        right = self.expression()
        if right.unsized and value.column is not None:
            right = Value.of(self._built(here, sized, right.shaped(), *value.shape))
        alike = (right.shape, right.transposed) == (value.shape, value.transposed)
        if not alike and not (right.is_plain and right.expr == 0 and sign == "="):
            raise self.error(f"{value.called} stands beside {right.called}", here)
        if value.shape and sign != "=":
            raise self.error("vectors are compared by = only", here)
        kind, turned = _CLAIMS[sign]
        sides = [values.counted(v).expr for v in (value, right)]
        return kind(*(sides[::-1] if turned else sides))

    def _is_sum(self, first: int, last: int) -> bool:
        """Whether there is a sign of a sum outside all brackets between two places."""
        depth = 0
        for token in self.tokens[first:last]:
            if token.text in (*PAIRS, "{"):
                depth += 1
            elif token.text in (*PAIRS.values(), "}"):
                depth -= 1
            elif depth == 0 and token.text in ("+", "-"):
                return True
        return False

    # -- how many ------------------------------------------------------------------------
    def _counted_set(self) -> Value | None:
        r"""``\#\{n : z_n = k\}`` or ``|\{n : z_n = k\}|``; then it is taken."""
        here = self.token
        bars = {"|": "|", r"\lvert": r"\rvert"}
        if here.text in bars and self.peek(1) == r"\{":
            closer = bars[here.text]
        elif here.text == r"\#":
            if self.peek(1) != r"\{":
                raise self.error(r"how many of what? Write \#\{n : z_n = k\}")
            closer = ""
        elif [self.peek(n) for n in range(6)] == [r"\operatorname", "{", "c", "a", "r", "d"]:
            self.place += 6
            closer = "}"
        else:
            return None
        return self._count_up(here, closer)

    def _count_up(self, here: Token, closer: str) -> Value:
        bracket = False
        if closer == "}":
            self.take("}")
            bracket, closer = self.took("("), ""
        else:
            self.take()
        self.take(r"\{")
        before, marked = dict(self.scope), len(self.partial)
        item, closed = read_range(self, self.scope, self.names, r"\#")
        if closed or item.index is None or item.condition is None:
            raise self.error(
                r"a set that is counted is \{n : z_n = k\}, with a condition by = or \ne", here
            )
        self.scope[item.label] = item.index
        body: Any = sp.Mul(*item.conditions(self))
        while self.took(","):
            body *= self._condition()
        self.scope = before
        self.take(r"\}")
        if bracket:
            self.take(")")
        if closer:
            self.take(closer)
        del self.partial[marked:]
        index: Index = item.index
        return Value(total(body, index))

    def _condition(self) -> Any:
        """One more condition on what is counted: 1 where it holds."""
        here = self.token
        left = self.expression()
        differs = self.peek() == r"\ne"
        self.take(r"\ne" if differs else "=")
        found = self.compare(left, self.expression(), here)
        return 1 - found if differs else found
