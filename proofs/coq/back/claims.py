"""Coq propositions read as claims: what is bound, what is assumed, what is concluded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sympy as sp

from ...language.claims import (
    AtMost,
    Claim,
    Equal,
    HasGradient,
    LessThan,
    NotEqual,
    Optimum,
    Relation,
    TendsTo,
    ZeroExactlyAt,
)
from ...language.substitution import indices_among
from ...language.vocabulary import Index
from ..statements.names import plain_name
from .parse import Apply, Bind, Let, Tree, Unreadable
from .statement import Never, Premise, Statement, Within, declared_shape
from .terms import Declared, Reader, Replaced, Scope, bound, shape


class ClaimReader:
    """Reads propositions with the declarations of one derivation."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.context = reader.context
        self._premises: dict[tuple[Tree, tuple[Any, ...]], Premise] = {}

    def proposition(self, node: Tree, claim: Claim | None) -> Statement:
        """The closed proposition ``node``; ``claim`` is what it should say.

        Without a claim it should say that not everything which is given leads to a
        contradiction.

        Raises:
            Unreadable: if it says something that no claim says.
        """
        if claim is not None:
            indices = indices_among(claim.relation.expressions())
            indices |= indices_among(e for h in claim.under for e in h.expressions())
            return self.statement(node, {i.name: i for i in indices})
        if not isinstance(node, Bind) or node.kind != "forall" or node.name != "_":
            raise Unreadable("Coq printed something else where the hypotheses go")
        if node.body != Apply("False"):
            raise Unreadable("Coq printed something else where a contradiction goes")
        return self.statement(node.type, {})

    def statement(self, node: Tree, indices: Mapping[str, Index]) -> Statement:
        """The same of a proposition about the free ``indices`` and those that are declared."""
        indices = {**self.context.indices, **indices}
        scope: Scope = {}
        variables, premises = [], []
        while isinstance(node, Bind) and node.kind == "forall":
            if _is_type(node.type):
                name = plain_name(node.name) if node.name != "_" else "_"
                variables.append((name, shape(node.type)))
                scope = bound(scope, node.name, self._meaning(name, shape(node.type), indices))
            elif node.name != "_":
                raise Unreadable("Coq printed a proof where a number or an index goes")
            else:
                premises.append(self.premise(node.type, scope))
            node = node.body
        relation, domain = self.conclusion(node, scope)
        return Statement(tuple(variables), tuple(premises), relation, domain)

    def _meaning(self, name: str, kind: tuple[int, str], indices: Mapping[str, Index]) -> Any:
        context = self.context
        if name in indices and kind == (0, "nat"):
            return indices[name]
        if name == "_" or kind == declared_shape(context, name):
            return Declared(name)
        raise Unreadable(f"Coq binds {name}, which is not declared so")

    # -- premises --------------------------------------------------------------------
    def premise(self, node: Tree, scope: Scope) -> Premise:
        """A premise: a range, a sign, or a hypothesis (most are the same in every line)."""
        key = (node, tuple(scope.items()))
        if key not in self._premises:
            self._premises[key] = self._read_premise(node, scope)
        return self._premises[key]

    def _read_premise(self, node: Tree, scope: Scope) -> Premise:
        names: list[str] = []
        while isinstance(node, Bind) and _is_type(node.type):
            if node.kind != "forall" or node.type != Apply("nat") or node.name == "_":
                raise Unreadable("Coq printed a premise about all of something that is no index")
            names.append(node.name)
            node = node.body
        conditions = []
        while isinstance(node, Bind):
            if node.kind != "forall" or node.name != "_":
                raise Unreadable("Coq printed a premise that depends on a proof")
            conditions.append(node.type)
            node = node.body
        if not len(names) <= len(conditions) <= len(names) + 1:
            raise Unreadable("Coq printed a premise with an index of no range, or two conditions")
        forall, beyond = [], set()
        for position, (name, condition) in enumerate(zip(names, conditions, strict=False)):
            what, top, over = self._between(condition, scope)
            if what != Apply(name):
                raise Unreadable(f"Coq printed no range of {name}")
            index = self.reader.fresh(name, top)
            scope = bound(scope, name, index)
            forall.append(index)
            beyond |= {position} if over else set()
        guard = self._plain(conditions[-1], scope) if len(conditions) > len(names) else None
        return Premise(self._plain(node, scope), tuple(forall), guard, frozenset(beyond))

    def _between(self, node: Tree, scope: Scope) -> tuple[Tree, Any, bool]:
        """The parts of ``1 <= what <= top`` or ``1 <= what <= S top``."""
        match node:
            case Apply("and", (Apply("le", (low, what)), Apply("le", (again, top)))):
                over = isinstance(top, Apply) and top.head == "S" and len(top.args) == 1
                size = self.reader.size(top.args[0] if over else top, scope)  # type: ignore[union-attr]
                if low == _ONE and what == again:
                    return what, size, over
        raise Unreadable("Coq printed something else where a range goes")

    def _plain(self, node: Tree, scope: Scope) -> Relation:
        """A relation between two numbers or two indices."""
        number, index = self.reader.number, self.reader.index
        match node:
            case Apply("and", _):
                what, size, over = self._between(node, scope)
                return Within(index(what, scope), size.name, over)
            case Apply("le", (low, Apply(name, ()))) if low == _ONE and isinstance(
                scope.get(name), Declared
            ):
                return Within(self.reader.size(Apply(name), scope))
            case Apply("eq", (Apply("R"), a, b)):
                return Equal(number(a, scope), number(b, scope))
            case Apply("not", (Apply("eq", (Apply("R"), a, b)),)):
                return NotEqual(number(a, scope), number(b, scope))
            case Apply("Rle", (a, b)):
                return AtMost(number(a, scope), number(b, scope))
            case Apply("Rlt", (a, b)):
                return LessThan(number(a, scope), number(b, scope))
            case Apply("eq", (Apply("nat"), a, b)):
                return Equal(index(a, scope), index(b, scope))
            case Apply("not", (Apply("eq", (Apply("nat"), a, b)),)):
                return NotEqual(index(a, scope), index(b, scope))
            case Apply("le", (a, b)):
                return AtMost(index(a, scope), index(b, scope))
            case Apply("lt", (a, b)):
                return LessThan(index(a, scope), index(b, scope))
        raise Unreadable("Coq printed something else where a relation goes")

    # -- conclusions -----------------------------------------------------------------
    def conclusion(self, node: Tree, scope: Scope) -> tuple[Relation, tuple[Premise, ...]]:
        """The conclusion, and the domain of an optimum."""
        match node:
            case Apply("False", ()):
                return Never(), ()
            case Apply("iff", (left, right)):
                zero, there = self._plain(left, scope), self._plain(right, scope)
                if isinstance(zero, Equal) and isinstance(there, Equal) and zero.rhs == 0:
                    return ZeroExactlyAt(zero.lhs, there.lhs, there.rhs), ()
            case Apply("tends_to", (Bind("fun", name, Apply("R", ()), body), limit)):
                variable = self._own(name)
                inner = self.reader.number(body, bound(scope, name, variable))
                symbol = sp.Symbol(variable.name, positive=True)
                return TendsTo(inner, symbol, self.reader.number(limit, scope)), ()
            case Apply("derivable_pt_lim", (function, at, gradient)):
                return self._gradient(function, at, gradient, scope), ()
            case Apply(head, args) if head.split("_")[0] in ("minimises", "maximises"):
                return self._optimum(head, args, scope)
        return self._plain(node, scope), ()

    def _own(self, name: str) -> Declared:
        plain = plain_name(name) if name != "_" else "_"
        if plain not in ("_", *self.context.symbols, *self.context.families):
            raise Unreadable(f"Coq binds {name}, which is no declared symbol or family")
        return Declared(plain)

    def _gradient(self, function: Tree, at: Tree, gradient: Tree, scope: Scope) -> Relation:
        number = self.reader.number
        match function:
            case Bind("fun", entry, Apply("R", ()), Let(name, value, body)):
                point = number(at, scope)
                head = at.head if isinstance(at, Apply) else ""
                at_args = at.args if isinstance(at, Apply) else ()
                put = Apply(f"put{len(at_args)}", (Apply(head), *at_args, Apply(entry)))
                same_place = value == (put if at_args else Apply(entry))
                meaning = scope.get(head)
                if same_place and isinstance(meaning, Declared) and entry not in scope:
                    inside = bound({**scope, head: Replaced(head)}, name, meaning)
                    return HasGradient(number(body, inside), point, number(gradient, scope))
        raise Unreadable("Coq printed something else where a function and its entry go")

    def _optimum(
        self, head: str, args: tuple[Tree, ...], scope: Scope
    ) -> tuple[Relation, tuple[Premise, ...]]:
        kind, _, rest = head.partition("_")
        unique = rest == "uniquely"
        apart = args[2] if unique and len(args) == 5 else None
        match args[:2] + args[3:] if apart is not None else args:
            case (points, Bind("fun", one, t1, asked), Bind("fun", two, t2, body), best) if (
                points == t1 == t2 and unique == (apart is not None) == bool(rest)
            ):
                count, result = shape(points)
                names = {one, two} - {"_"}
                if len(names) > 1 or result != "R":
                    raise Unreadable("Coq printed two names of what an optimum is taken over")
                own = self._own(min(names, default="_"))
                domain = tuple(self._domain(asked, bound(scope, one, own)))
                function = self.reader.number(body, bound(scope, two, own))
                variable, inside = self._entry(own.name, count, best, scope)
                for _ in range(count):
                    best = best.body  # type: ignore[union-attr]
                value = self.reader.number(best, inside)
                if unique:
                    self._apart(apart, variable, scope)
                return Optimum(kind, function, variable, value, (), unique), domain
        raise Unreadable(f"Coq printed {head} of something that is no function and no point")

    def _entry(self, name: str, count: int, best: Tree, scope: Scope) -> tuple[Any, Scope]:
        """The entry that an optimum is taken over, and what its indices are called."""
        if not count:
            return sp.Symbol(name), scope
        sizes = self.context.families[name].sizes if name in self.context.families else ()
        if len(sizes) != count:
            raise Unreadable(f"Coq printed an optimum over {name} with {count} indices")
        indices = []
        for size in sizes:
            if not isinstance(best, Bind) or best.kind != "fun" or best.type != Apply("nat"):
                raise Unreadable("Coq printed a point of too few indices")
            index = self.reader.fresh(best.name, size)
            scope = bound(scope, best.name, index)
            indices.append(index)
            best = best.body
        return sp.IndexedBase(name)[tuple(indices)], scope

    def _apart(self, node: Tree | None, variable: Any, scope: Scope) -> None:
        at = variable.indices if isinstance(variable, sp.Indexed) else ()
        if isinstance(node, Apply) and node.head == f"apart{len(at)}":
            sizes = [self.reader.size(a, scope) for a in node.args]
            if sizes == [i.size for i in at]:
                return
        raise Unreadable("Coq printed something else where the points that differ go")

    def _domain(self, node: Tree, scope: Scope) -> Iterator[Premise]:
        """The premises on a point: ``True``, or a conjunction."""
        if node == Apply("True"):
            return
        while isinstance(node, Apply) and node.head == "and" and len(node.args) == 2:
            yield self.premise(node.args[0], scope)
            node = node.args[1]
        yield self.premise(node, scope)


_ONE = Apply("S", (Apply("O"),))


def _is_type(node: Tree) -> bool:
    while isinstance(node, Bind) and node.type == Apply("nat"):
        node = node.body
    return node in (Apply("R"), Apply("nat"))
