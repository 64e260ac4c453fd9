r"""Lines of notes: sides joined by signs, each sign with what it states.

Beside =, \le, <, \ge, >, \ne a line may state a gradient (``\frac{\partial f}{\partial x} = g``,
``\nabla_x f = g``), a limit (``f \to g \quad (\sigma \to 0)``, ``\lim_{\sigma \to 0} f = g``),
a place of an optimum (``x = \arg\min_y f``, ``x \text{ minimises } f``) and a root
(``f = 0 \iff x = g``).
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import sympy as sp

from ..language.claims import (
    Equal,
    HasGradient,
    Optimum,
    Relation,
    TendsTo,
    ZeroExactlyAt,
)
from ..language.declared import DECLARED
from ..language.settling import free_names, settled
from ..language.shapes import column_of, row_of, sized
from ..language.statements import at_infinity, tends_to
from ..language.substitution import (
    Substitution,
    free_indices,
    name_of,
    names_used,
    same,
    substitute,
)
from ..language.vocabulary import Index, expression
from .arguments import BY_NUMBERS
from .equivalent import equivalent
from .formulas import FormulaReader
from .lost import lost_by_names
from .names import Names
from .places import NotUnderstood, Source
from .sides import BINARY, TURNED, Side, SideReader
from .stated import OF_ALL_ENTRIES, OF_ONE_ENTRY, Stated
from .tokens import Token
from .values import Value, lost_parts


class RelationReader(SideReader):
    """Reads whole lines."""

    #: The side that was read last: the next line may go on from it.
    last: Side | None = None
    #: The conditions that stand on the line.
    conditions: tuple[Relation, ...] = ()
    #: What stands before \iff at the beginning of the line, if that is known.
    previous: list[Stated] | None = None
    #: What stands behind the last \iff.
    part: list[Stated] | None = None
    #: Whether a derivative is a number here, since it is said under which condition it is one.
    worked = False
    #: The letters for the entries of the vectors or matrices that were compared last.
    _entries: tuple[Index, ...] = ()

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
        sides = [self._side() if start is None else start]
        signs: list[str] = []
        limit: Value | None = None
        under: list[Stated] = []
        forall: tuple[Index, ...] | None = None
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
                forall = (*(forall or ()), *indices)
                under += [Stated(condition)] if condition is not None else []
            elif sign == "if":
                under += self.line_of_condition()
            elif sign == "over":
                self._over(sides)
            elif forall is not None or under:
                # What is said of an index here is no relation of the side before.
                raise self.error("the statement ends before this: say the rest by itself", here)
            else:
                if sign == r"\xrightarrow":
                    limit, sign = self._arrow(), r"\to"
                signs.append(sign)
                sides.append(self._side(sign))
        self.conditions = tuple(s.relation for s in under)
        self.last = Side(sides[-1].value, sides[-1].token, partial=sides[-1].partial)
        if len(sides) < 2 and not (start is None and sides[0].kind == "lim"):
            raise self.error("a line needs =, \\le, <, \\to or the like")
        return self._stated(sides, signs, limit, under, forall)

    def goes_on(self) -> bool:
        """Whether the line begins with a sign, so that its left side is that of the line before."""
        if self.peek() in (*BINARY, *TURNED, r"\to", r"\xrightarrow", r"\iff", r"\equiv"):
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

    def line_of_condition(self) -> list[Stated]:
        """The relation after "if", up to the end."""
        sides, signs = [self._side()], []
        while self.peek() in (*BINARY, *TURNED):
            signs.append(self.take().text)
            sides.append(self._side())
        if not signs:
            raise self.error("a condition needs =, \\ne, \\le or <")
        here = sides[-1].token
        found = self._stated(sides, signs, None, [], None)
        if any(one.entries for one in found):
            raise self.error(OF_ALL_ENTRIES, here)
        return found

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
        if r"\iff" in signs or self.previous is not None:
            return self._equivalences(sides, signs, under, forall)
        sides = [self._worked(side) for side in sides] if self.worked else sides
        out: list[Stated] = []
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
                if limit is None:
                    raise self.error(
                        r"what falls to 0? Write (\sigma \to 0) behind the line", right.token
                    )
                relation, used_limit = self._checked(left, right, sign, limit), True
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

    def _is_root(self, sides: list[Side], signs: list[str]) -> bool:
        """Whether it ends with ``f = 0 \\iff x = g`` for a declared x."""
        if signs[-3:] != ["=", r"\iff", "="] or signs.count(r"\iff") > 1:
            return False
        unknown = sides[-2].value.expr
        known = {*self.context.symbols, *self.context.families}
        entry = isinstance(unknown, sp.Symbol | sp.Indexed) and name_of(unknown) in known
        return entry and bool(sides[-3].value.expr == 0)

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

    def _checked(
        self, left: Side, right: Side, sign: str, variable: Value | None
    ) -> tuple[Relation, tuple[Any, ...]]:
        values = [left.value, right.value]
        here = right.token
        shape: tuple[Index, ...] = ()
        if sign == "gradient":
            assert variable is not None  # noqa: S101
            self.number(left.value, left.token)
            self._item(variable, here, BY_NUMBERS)
            variable, values[1] = self._common(variable, right.value, here)
            shape = variable.shape
        elif left.value.is_index != right.value.is_index:
            raise self.error(f"{left.value.called} stands beside {right.value.called}", here)
        elif not left.value.is_index:
            values = [*self._common(left.value, right.value, here)]
            shape = max((value.shape for value in values), key=len)
        if shape and sign not in ("=", "gradient"):
            what = "matrices" if len(shape) > 1 else "vectors"
            raise self.error(
                f"{what} are compared by = only: say a bound or a limit of each entry", here
            )
        exprs = [v.expr for v in values]
        if variable is not None:
            exprs.append(variable.expr)
        partial = [*left.partial, *right.partial]
        exprs, lost = self._settled(exprs, partial, shape, here)
        made: Relation
        if sign == "gradient":
            made = HasGradient(exprs[0], exprs[2], exprs[1])
        elif sign == r"\to":
            made = self._limit(*exprs)
            lost = tuple(self._limit(p, sp.S.Zero, exprs[2]).function for p in lost)
        elif sign in TURNED:
            made = BINARY[TURNED[sign]](exprs[1], exprs[0])
        else:
            made = BINARY[sign](exprs[0], exprs[1])
        return made, lost

    def _limit(self, function: Any, limit: Any, variable: Any) -> TendsTo:
        """A limit as the variable falls to 0, or grows."""
        if variable != self.rising:
            return tends_to(function, variable, limit)
        return at_infinity(self.context, function, variable, limit)

    def _common(self, left: Value, right: Value, here: Token) -> tuple[Value, Value]:
        """Two sides of one shape; one may be the number 0, or an identity matrix without a size."""
        sides = [left, right]
        for number, other in ((0, right), (1, left)):
            if sides[number].unsized:
                row, column = (*other.shape, None, None)[:2]
                unit = self._built(here, sized, sides[number].shaped(), row, column)
                sides[number] = Value.of(unit)
        left, right = sides
        if any(v.is_plain and v.expr == 0 for v in sides):
            return left, right
        if (left.called, left.transposed) != (right.called, right.transposed):
            raise self.error(f"{left.called} stands beside {right.called}", here)
        if left.shape != right.shape:
            raise self.error("vectors of different sizes stand beside one another", here)
        return left, right

    def _settled(
        self, exprs: list[Any], partial: list[Any], shape: tuple[Index, ...], here: Token
    ) -> tuple[list[Any], tuple[Any, ...]]:
        """Sides with declared letters for the entries, and bound indices named."""
        lost = lost_parts(partial, exprs)
        self.refuse_pairs((i for e in exprs for i in free_indices(e)), here)
        used = free_names(*exprs)
        needed = {i for e in (*exprs, *lost) for i in free_indices(e) if "#" in i.name} | {*shape}
        change: dict[Any, Any] = {}
        for index in sorted(needed, key=str):
            free = self.names.letter(index.size, used)
            if free is None or index not in (row_of(index.size), column_of(index.size)):
                raise self.error(f"declare one more index for the {index.size} coordinates", here)
            used |= {free.name}
            change[index] = free
        self._entries = tuple(change[i] for i in shape)
        put = Substitution(indices=change)
        exprs = [substitute(expression(e), put) for e in exprs]
        scope = free_names(*exprs)
        settle = [settled(e, self.context, scope) for e in exprs]
        kept = [p for p in partial if p not in lost]
        named = dict(zip((substitute(p, put) for p in kept), kept, strict=True))
        lost += tuple(named[p] for p in lost_by_names(named, settle))
        return settle, tuple(settled(substitute(p, put), self.context, scope) for p in lost)

    def _root_relation(
        self,
        sides: list[Side],
        signs: list[str],
        under: tuple[Relation, ...],
        forall: tuple[Index, ...] | None,
    ) -> Stated:
        kinds = [s.kind for s in sides]
        if any(kinds[kinds[0] == "gradient" :]):
            raise self.error(r"\iff joins equations and inequalities of numbers", sides[-1].token)
        function, _, variable, solution = sides[-4:]
        if function.kind:
            assert function.variable is not None  # noqa: S101
            found = self.slope(function.value, function.variable, function.token)
            function = replace(function, value=replace(function.variable, expr=found))
        free = free_indices(variable.value.expr) - free_indices(function.value.expr)
        if free & set(forall or ()):
            raise self.error(
                "does the function vanish only where this holds for all of them together? That is "
                "no line of the language: say what follows from each side in a line of its own",
                solution.token,
            )
        self._refuse_coupled(function.value, variable.value, solution.token)
        common = self._common(variable.value, solution.value, solution.token)
        partial = [p for s in sides for p in s.partial]
        exprs, lost = self._settled(
            [v.expr for v in (function.value, *common)],
            partial,
            max((v.shape for v in (function.value, *common)), key=len),
            solution.token,
        )
        return Stated(ZeroExactlyAt(*exprs), lost, under=under, forall=forall)

    def _refuse_coupled(self, function: Value, variable: Value, here: Token) -> None:
        """Refuse entries that vanish together only: what is stated is stated of each."""
        plain, whole = variable.expr, self.context.unfold_all(function.expr)
        if not variable.shape or not isinstance(plain, sp.Indexed):
            return
        entries = {e for e in sp.preorder_traversal(whole) if isinstance(e, sp.Indexed)}
        if any(e.base == plain.base and e != plain for e in entries):
            raise self.error(
                "the entries vanish together only, and each of them depends on all: say what "
                "follows from each side in a line of its own",
                here,
            )

    def _optimum(
        self,
        first: Side | None,
        left: Side,
        right: Side,
        sign: str,
        under: tuple[Relation, ...],
        forall: tuple[Index, ...] | None,
    ) -> Stated:
        if sign not in ("=", r"\in", right.kind):
            raise self.error("an optimum is stated by =, \\in or 'minimises'", right.token)
        variable = right.variable if first is None else first.value
        if variable is None:
            variable = self._meant(left, right)
        if first is not None and right.variable is not None and right.variable != first.value:
            raise self.error("the optimum is over another variable", right.token)
        if not isinstance(variable.expr, sp.Symbol | sp.Indexed):
            raise self.error(
                r"say of which variable: p = 0 \text{ minimises } ..., or ... \text{ over } p",
                (first or left).token,
            )
        variable, value = self._common(variable, left.value, left.token)
        self.number(right.value, right.token)
        exprs, lost = self._settled(
            [right.value.expr, variable.expr, value.expr],
            [*left.partial, *right.partial],
            variable.shape,
            right.token,
        )
        domain, rest = self._domain(under, exprs[1])
        if not domain:
            domain = self._about(exprs[1])
        function, unknown, value = self._each(exprs, right.token)
        relation = Optimum(right.kind, function, unknown, value, domain, sign == "=")
        return Stated(relation, lost, under=rest, forall=forall)

    def _meant(self, left: Side, right: Side) -> Value:
        r"""What is optimised where nothing says it: ``\mu`` by ``\hat\mu``, or the side itself."""
        own = self.variable_of(right.value.expr, left.token)
        if own is not None:
            return own
        value, context = left.value, self.context
        expr = value.expr
        if not isinstance(expr, sp.Symbol | sp.Indexed) or context.definition_of(expr) is None:
            return value
        plain = _plain_name(name_of(expr))
        moves = plain in names_used(context.unfold_all(right.value.expr))
        if moves and plain in context.symbols and isinstance(expr, sp.Symbol):
            return replace(value, expr=context.symbols[plain].symbol)
        family = context.families.get(plain)
        if moves and family is not None and isinstance(expr, sp.Indexed):
            return replace(value, expr=family.base[expr.indices])
        raise self.error(
            f"{left.token.text} stands for something else: say of which variable, as in "
            r"p = m \text{ maximises }",
            left.token,
        )

    def _about(self, variable: Any) -> tuple[str, ...]:
        """The hypotheses about the variable: where none is said, it is free within these."""
        name, context = name_of(variable), self.context
        return tuple(
            h.name
            for h in context.hypotheses.values()
            if any(name in names_used(context.unfold_all(e)) for e in h.expressions())
        )

    def _each(self, exprs: list[Any], here: Token) -> list[Any]:
        r"""``\lambda_k`` maximises ``Q_k``: for every j, all of them together maximise Q_j."""
        function, unknown, value = exprs
        used = free_names(*exprs)
        for index in sorted(free_indices(unknown) & free_indices(function), key=str):
            other = self.names.another(index, used)
            if other is None:
                raise self.error(f"declare one more index that runs over 1..{index.size}", here)
            used |= {other.name}
            function = substitute(function, Substitution(indices={index: other}))
        return [settled(function, self.context, free_names(function)), unknown, value]

    def _domain(
        self, under: tuple[Relation, ...], variable: Any
    ) -> tuple[tuple[str, ...], tuple[Relation, ...]]:
        """The hypotheses that say over what an optimum is taken; signs are declared already."""
        names: list[str] = []
        for condition in under:
            name = next(
                (
                    h.name
                    for h in self.context.hypotheses.values()
                    if h.guard is None and same_relation(h.relation, condition)
                ),
                None,
            )
            if name is not None:
                names.append(name)
            elif not self._declared_sign(condition, variable):
                raise self.error("over what the optimum is taken must be a hypothesis of the block")
        return tuple(names), ()

    def _declared_sign(self, condition: Relation, variable: Any) -> bool:
        return condition == DECLARED[self.context.sign_of(variable)].of(variable)


def _plain_name(name: str) -> str:
    """The name without its accent or star."""
    return re.sub(r"_(hat|bar|tilde|star|new)$", "", name)


def same_relation(left: Relation, right: Relation) -> bool:
    """Whether two relations state the same between the same formulas."""
    return type(left) is type(right) and all(
        same(a, b) for a, b in zip(left.expressions(), right.expressions(), strict=True)
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
