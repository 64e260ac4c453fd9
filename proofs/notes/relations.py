r"""Lines of notes: sides joined by signs, each sign with what it states.

Beside =, \le, <, \ge, >, \ne a line may state a gradient (``\frac{\partial f}{\partial x} = g``,
``\nabla_x f = g``), a limit (``f \to g \quad (\sigma \to 0)``, ``\lim_{\sigma \to 0} f = g``),
a place of an optimum (``x = \arg\min_y f``, ``x \text{ minimises } f``) and a root
(``f = 0 \iff x = g``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from ..language.claims import Equal, HasGradient, Hypothesis, Optimum, Relation, ZeroExactlyAt
from ..language.settling import free_names, settled
from ..language.substitution import (
    free_indices,
)
from ..language.vocabulary import Index
from .below import EXTREMA
from .choosing import is_choice
from .equivalent import equivalent
from .formulas import FormulaReader
from .names import Names
from .places import NotUnderstood, Source
from .proportions import NO_CONDITION, ProportionReader
from .sides import BINARY, SIGNS, TURNED, Side
from .stated import OF_ALL_ENTRIES, OF_ONE_ENTRY, Stated
from .values import Value


class RelationReader(ProportionReader):
    """Reads whole lines."""

    #: The side that was read last: the next line may go on from it.
    last: Side | None = None
    #: The conditions that stand on the line.
    conditions: tuple[Relation, ...] = ()
    #: What stands before \iff at the beginning of the line, if that is known.
    previous: list[Stated] | None = None
    #: What stands behind the last \iff.
    part: list[Stated] | None = None
    #: Of which indices "for all" is said of the condition as well as of what holds under it.
    each: Sequence[str] = ()
    #: Whether a derivative is a number here, since it is said under which condition it is one.
    worked = False

    def beside(self) -> list[Stated]:
        """What the slopes and the arguments in the formulas rest on."""
        out: list[Stated] = []
        for asked in self.inside:
            exprs, lost = self._settled(list(asked.relation.expressions()), [], (), asked.token)
            made = type(asked.relation)(*exprs)
            stated = Stated(made, lost, under=self.conditions, why=asked.why)
            out += [stated] if stated not in out else []
        for slope in self.slopes:
            parts = [slope.function, slope.variable.expr, slope.value]
            exprs, lost = self._settled(parts, [], slope.variable.shape, slope.token)
            stated = Stated(HasGradient(*exprs), lost)
            out += [stated] if stated not in out else []
        return out

    def line(self, start: Side | None = None) -> list[Stated]:
        """The relations of a line, first to last; ``start`` is the left side where it is left out.

        Raises:
            NotUnderstood: if anything of it is not understood.
        """
        if self.previous is not None:
            self.take(r"\iff")
        self.each = list[str]()
        sides = [self._side() if start is None else start]
        signs: list[str] = []
        limit: Value | None = None
        under: list[Stated] = []
        asked: list[Stated] = []
        quantified: list[Hypothesis] = []
        forall: tuple[Index, ...] | None = None
        some: tuple[Index, ...] = ()
        while self.peek():
            here = self.token
            sign = self._sign()
            if sign == "remark":
                found = self._limit_remark()
                if limit is not None:
                    raise self.error("a second limit", here)
                limit = found
            elif sign == "for":
                indices, condition = self.quantified()
                if not indices:
                    if asked:
                        raise self.error("say for all which before the condition", here)
                    continue
                if asked and _is_about(indices, asked, sides):
                    about = [one for one in asked if _has(indices, one)]
                    under = [one for one in under if one not in about]
                    quantified += [Hypothesis("", s.relation, indices, condition) for s in about]
                    asked = []
                    continue
                self.each += [i.name for i in indices if any(_has((i,), one) for one in asked)]
                forall = (*(forall or ()), *indices)
                under += [Stated(condition)] if condition is not None else []
            elif sign == "some":
                indices, condition = self.quantified()
                if not (asked and indices and _is_about(indices, asked, sides)):
                    raise self.error("'for some' is said of a condition alone", here)
                under += [Stated(condition)] if condition is not None else []
                some, asked = (*some, *indices), []
            elif sign == "if" or (sign == "and" and (asked or quantified)):
                more, chosen = self.line_of_condition(sides)
                quantified += chosen
                if any(_has(some, one) for one in more):
                    raise self.error("'for some' ends before this: take another letter", here)
                asked = [*asked, *more] if sign == "and" else more
                under += more
            elif sign == "over":
                self._over(sides)
            elif forall is not None or under or quantified:
                # What is said of an index here is no relation of the side before.
                raise self.error("the statement ends before this: say the rest by itself", here)
            else:
                if sign == r"\xrightarrow":
                    limit, sign = self._arrow(), r"\to"
                signs.append(sign)
                sides.append(self._side(sign))
        self.conditions = tuple(s.relation for s in under)
        self._follow(sides)
        end = sides[-1]
        self.last = Side(end.value, end.token, partial=end.partial, along=end.along)
        if len(sides) < 2 and not (start is None and sides[0].kind == "lim"):
            raise self.error("a line needs =, \\le, <, \\to or the like")
        stated = self._stated(sides, signs, limit, under, forall)
        self._refuse_open_factor(stated)
        if sides[-1].kind in EXTREMA.values():
            # The next line goes on from the value that was named.
            self.last = sides[-2] if signs[-1] == "=" else None
        if under:
            stated = [self._beside_conditions(one) for one in stated]
        if not quantified:
            return stated
        if any(isinstance(one.relation, Optimum | ZeroExactlyAt) for one in stated):
            raise self.error("suppose this condition in the block", sides[-1].token)
        return [replace(one, quantified=tuple(quantified)) for one in stated]

    def _beside_conditions(self, stated: Stated) -> Stated:
        """The same with other letters for bound indices where a condition has them free."""
        relations = (stated.relation, *stated.under)
        scope = free_names(*(e for relation in relations for e in relation.expressions()))

        def named(expr: Any) -> Any:
            return settled(expr, self.context, scope)

        relation, *under = (one.map(named) for one in relations)
        lost = tuple(map(named, stated.lost))
        return replace(stated, relation=relation, lost=lost, under=tuple(under))

    def goes_on(self) -> bool:
        """Whether the line begins with a sign, so that its left side is that of the line before."""
        if self.peek() in (*SIGNS, r"\iff", r"\propto"):
            return True
        return self.peek() == ":" and self.peek(1) == "="

    def after_gap(self) -> None:
        """Read a line whose left side is not known, to see what it ends with."""
        sign = self._sign()
        if sign == r"\xrightarrow":
            self._arrow()
        self.last = self._side()
        if self.peek():
            self.line(self.last)

    def line_of_condition(self, about: list[Side]) -> tuple[list[Stated], list[Hypothesis]]:
        """The relation after "if", up to the end; and what it says of all values of an index.

        ``about`` are the sides of what holds under it.
        """
        sides, signs = [self._side()], list[str]()
        while self.peek() in (*BINARY, *TURNED) or (self.peek() == r"\in" and not signs):
            signs.append(self.take().text)
            sides.append(self._side())
        if not signs:
            raise self.error("a condition needs =, \\ne, \\le or <")
        here = sides[-1].token
        if len(sides) == 2 and is_choice(sides[1]):
            return self._choice(sides[0], signs[0], sides[1], about)
        found = self._stated(sides, signs, None, [], None)
        if any(one.entries for one in found):
            raise self.error(OF_ALL_ENTRIES, here)
        return found, []

    # -- relations ---------------------------------------------------------------------
    def _stated(
        self,
        sides: list[Side],
        signs: list[str],
        limit: Value | None,
        under: list[Stated],
        forall: tuple[Index, ...] | None,
    ) -> list[Stated]:
        conditions = tuple(s.relation for s in under)
        out, sides, signs = self._attained(sides, signs, conditions, forall)
        if r"\iff" in signs or self.previous is not None:
            if r"\propto" in signs:
                raise self.error(NO_CONDITION, sides[0].token)
            return self._equivalences(sides, signs, under, forall)
        sides = [self._worked(side) for side in sides] if self.worked else sides
        used_limit = False
        for place, sign in enumerate(signs):
            left, right = sides[place], sides[place + 1]
            if right.kind in ("minimises", "maximises"):
                if left.kind:
                    raise self.error("the place of an optimum is a number or a name", right.token)
                first = sides[place - 1] if sign == right.kind and place == 1 else None
                if first is not None:
                    out.pop()
                out.append(self._optimum(first, left, right, sign, conditions, forall))
                continue
            if left.kind == "infinite":
                raise self.error("nothing goes on from infinity", right.token)
            limits = sign == r"\to" or (left.kind == "lim" and sign == "=")
            if right.kind == "infinite" and not limits:
                raise self.error("only a limit is infinite", right.token)
            if right.kind and right.kind != "infinite":
                raise self.error("a derivative or limit stands at the beginning", right.token)
            if left.kind == "gradient" and place == 0:
                if sign != "=":
                    raise self.error("a derivative is followed by =", right.token)
                relation = self._checked(left, right, "gradient", left.variable)
            elif left.kind == "lim" and place == 0:
                if sign != "=":
                    raise self.error("a limit is followed by =", right.token)
                relation = self._checked(left, right, r"\to", left.variable)
            elif left.kind in ("minimises", "maximises") and sign == "=" and not right.kind:
                if place:
                    # a = arg max f = b: that b is the place, and that a is b.
                    relation = self._checked(sides[place - 1], right, "=", None)
                else:
                    out.append(self._optimum(None, right, left, sign, conditions, forall))
                    continue
            elif left.kind in ("minimises", "maximises") or left.joint:
                raise self.error("an optimum ends its line", right.token)
            elif sign == r"\to":
                limit = limit or self._announced_limit()
                if limit is None:
                    raise self.error(
                        r"what falls to 0? Write (\sigma \to 0) behind the line", right.token
                    )
                relation, used_limit = self._checked(left, right, sign, limit), True
            elif sign == r"\propto" or (sign == "=" and self._is_up_to_factor(left)):
                if conditions:
                    raise self.error(NO_CONDITION, right.token)
                kernel = self._kernel(left, right) if sign == "=" else None
                both = self._proportional(left, right, kernel)
                out += [replace(one, under=conditions, forall=forall) for one in both]
                continue
            elif sign == r"\in":
                raise self.error(r"\in stands before arg min or arg max only", right.token)
            else:
                relation = self._checked(left, right, sign, None)
            made, lost = relation
            entries = self._entries if left.value.shape or right.value.shape else ()
            if any(free_indices(e) & {*entries} for c in conditions for e in c.expressions()):
                raise self.error(OF_ONE_ENTRY, right.token)
            out.append(Stated(made, lost, sign in TURNED, conditions, forall, entries=entries))
        if limit is not None and not used_limit:
            raise self.error("nothing tends to anything on this line")
        return out

    def _equivalences(
        self,
        sides: list[Side],
        signs: list[str],
        under: list[Stated],
        forall: tuple[Index, ...] | None,
    ) -> list[Stated]:
        r"""What ``A \iff B \iff C`` states: f = g = 0 \iff x = a is f = g, and where g vanishes."""
        previous, self.previous = self.previous, None
        if previous is None and self._is_root(sides, signs):
            end = max(signs.index(r"\iff") - 1, 0)
            conditions = tuple(s.relation for s in under)
            root = self._root_relation(sides[end:], signs[end:], conditions, forall)
            return [*self._stated(sides[: end + 1], signs[:end], None, under, forall), root]
        vector = next((s for s in sides if s.value.coordinate is not None), None)
        if vector is not None:
            raise self.error(
                r"\iff between vectors speaks of all coordinates together: say it of each",
                vector.token,
            )
        parts = [previous] if previous is not None else []
        begin, self.worked = 0, True
        for place in (*(n for n, sign in enumerate(signs) if sign == r"\iff"), len(signs)):
            if place == begin:
                raise self.error(r"\iff joins two statements", sides[begin].token)
            part = self._stated(sides[begin : place + 1], signs[begin:place], None, under, forall)
            parts.append(part)
            begin = place + 1
        self.worked, self.part = False, parts[-1]
        try:
            return [
                one
                for first, second in pairwise(parts)
                for one in equivalent(first, second, self.context)
            ]
        except NotUnderstood as error:
            raise self.error(error.message, sides[-1].token) from None

    def worked_out(self, one: Stated) -> Stated:
        """A slope that is a condition, as the number that it is."""
        relation = one.relation
        if not isinstance(relation, HasGradient):
            return one
        function, variable, gradient = relation.function, relation.variable, relation.gradient
        found = self.slope(Value(function), Value(variable), self.token)
        made = settled(found, self.context, free_names(function, variable, gradient))
        return replace(one, relation=Equal(made, gradient))

    def _worked(self, side: Side) -> Side:
        """A side that is a derivative, as the number that it is."""
        if side.kind != "gradient":
            return side
        assert side.variable is not None  # noqa: S101
        found = self.slope(side.value, side.variable, side.token)
        return replace(side, kind="", value=replace(side.variable, expr=found))


def _has(indices: tuple[Index, ...], condition: Stated) -> bool:
    """Whether one of the indices stands in a condition."""
    return any(set(indices) & free_indices(e) for e in condition.relation.expressions())


def _is_about(
    indices: tuple[Index, ...], conditions: Iterable[Stated], sides: Iterable[Side]
) -> bool:
    """Whether "for all j" behind conditions is said of these alone: the sides have no j."""
    asked = [e for one in conditions for e in one.relation.expressions()]
    values = [v.expr for side in sides for v in (side.value, side.variable) if v is not None]
    return all(
        any(index in free_indices(e) for e in asked)
        and not any(index in free_indices(e) for e in values)
        for index in indices
    )


def read_line(source: Source, start: int, end: int, names: Names) -> list[Stated]:
    """The relations stated between two places of a text."""
    return RelationReader(source, start, end, names).line()


def read_expression(source: Source, start: int, end: int, names: Names) -> Any:
    """The number that is written between two places of a text.

    Raises:
        NotUnderstood: if it is none.
    """
    reader = FormulaReader(source, start, end, names)
    here = reader.token
    value = reader.expression()
    if reader.peek():
        raise reader.error(f"{reader.said()} is not understood here")
    found = reader.number(value, here)
    return settled(found, names.context, free_names(found))
