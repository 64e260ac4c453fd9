"""Chains of lines, each starting where the one before ended; they close by themselves.

>>> from hardlimit.proofs.author import Algebra, Derivation, equal
>>> d = Derivation("X1", "binomial", "A square", "")
>>> a, b = d.symbol("a"), d.symbol("b")
>>> with d.calc((a + b) ** 2) as line:
...     _ = line.eq(a * (a + b) + b * (a + b), "Multiply one factor out.", Algebra())
...     _ = line.eq(a**2 + 2 * a * b + b**2, "Then the other.", Algebra(), goal=True)
>>> [(step.number, step.rule.name, step.folded) for step in d.steps]
[('1', 'Algebra', False), ('2', 'Algebra', False), ('3', 'Chain', True)]
"""

from __future__ import annotations

from types import TracebackType
from typing import Any, Protocol

from ..kernel.derivation import Step
from ..language.claims import AtMost, Equal, Hypothesis, LessThan, Relation, TendsTo
from ..language.errors import DerivationError
from ..language.vocabulary import expression
from ..rules.base import Ref, Rule
from ..rules.chains import Chain

#: The local hypotheses under which a line holds.
Under = tuple[Hypothesis, ...] | Hypothesis


class Sheet(Protocol):
    """What a chain is written on; see :class:`.drafting.Draft`."""

    steps: list[Step]

    def step(
        self,
        relation: Any,
        by: Any,
        why: Any,
        under: Any = (),
        continues: bool = False,
        fold: bool = False,
    ) -> Ref: ...

    def goal(self, *relations: Relation) -> None: ...


#: The sentence or the rule of a line, in either order; the rule may be left out.
Said = str | Rule | None

#: Why the step holds that closes a chain; readers see the lines instead.
CLOSING = "The chain, from its first side to its last."


class Calc:
    """A chain of lines: ``with d.calc(start) as line``.

    At the end of the block the chain is closed by one step, its first side against its
    last, by transitivity.  That step is folded, for a reader sees it in the lines.  A
    chain that has a ``why`` of its own is one line to the reader: then that step is
    shown, and its lines are folded under it.
    """

    def __init__(
        self,
        draft: Sheet,
        start: Any,
        under: Under = (),
        why: str = "",
        outer: Calc | None = None,
        goal: bool = False,
    ) -> None:
        self.draft = draft
        self.start = start
        self.here = start
        self.under = under
        self.lines: list[Ref] = []
        self.kinds: list[Relation] = []
        self._why, self._outer, self._goal = why, outer, goal
        self._shown: Ref | None = None

    def __enter__(self) -> Calc:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None and self._shown is None:
            self._close()

    def done(self, why: str = "") -> Ref:
        """Close the chain where there is no block; with ``why`` it is one line to the reader."""
        if self._shown is None:
            self._why = self._why or (why if len(self.lines) > 1 else "")
            self._close()
        return self.shown

    def eq(self, rhs: Any, why: Said, by: Said = None, goal: bool = False) -> Ref:
        """The next line: = rhs; a rule that is left out is looked for.

        With ``goal``, what the chain has shown by this line, from its start to here, is a
        part of the statement; so with the other kinds of lines.
        """
        return self._line(Equal(self.here, expression(rhs)), why, by, goal)

    def le(self, rhs: Any, why: Said, by: Said = None, goal: bool = False) -> Ref:
        """The next line: <= rhs."""
        return self._line(AtMost(self.here, expression(rhs)), why, by, goal)

    def lt(self, rhs: Any, why: Said, by: Said = None, goal: bool = False) -> Ref:
        """The next line: < rhs."""
        return self._line(LessThan(self.here, expression(rhs)), why, by, goal)

    def tends(
        self,
        limit: Any,
        variable: Any,
        why: str | Rule,
        by: str | Rule | None = None,
        goal: bool = False,
    ) -> Ref:
        """A line "tends to ``limit`` as ``variable`` falls to 0"; only equations may follow."""
        return self._line(TendsTo(self.here, variable, expression(limit)), why, by, goal)

    def through(self, why: str, goal: bool = False) -> Calc:
        """The next line, shown by a finer chain that is folded under it."""
        return Calc(self.draft, self.here, self.under, why, self, goal)

    @property
    def shown(self) -> Ref:
        """What the whole chain shows, once it is closed.

        Raises:
            DerivationError: before the chain is closed.
        """
        if self._shown is None:
            raise DerivationError("a chain shows something only when it is closed")
        return self._shown

    def conclusion(self) -> Relation:
        """What the lines so far show: the first side against the last."""
        limit = next((k for k in self.kinds if isinstance(k, TendsTo)), None)
        if limit is not None:
            return TendsTo(self.start, limit.variable, self.here)
        kind: type[Any] = Equal
        if any(isinstance(k, LessThan) for k in self.kinds):
            kind = LessThan
        elif any(isinstance(k, AtMost) for k in self.kinds):
            kind = AtMost
        return kind(self.start, self.here)  # type: ignore[no-any-return]

    def _line(self, relation: Any, why: Any, by: Any, goal: bool) -> Ref:
        if self._shown is not None:
            raise DerivationError("this chain is closed: no line can follow")
        fold = bool(self._why)
        ref = self.draft.step(relation, by, why, self.under, bool(self.lines), fold)
        return self._append(ref, relation, goal)

    def _append(self, ref: Ref, relation: Any, goal: bool) -> Ref:
        self.lines.append(ref)
        self.kinds.append(relation)
        self.here = relation.expressions()[-1]
        if goal:
            self.draft.goal(self.conclusion())
            self._whole(CLOSING, fold=True)
        return ref

    def _whole(self, why: str, fold: bool, continues: bool = False) -> Ref:
        """The step that says what the lines so far show; one line says it already."""
        if len(self.lines) == 1:
            return self.lines[0]
        closing = Chain(tuple(self.lines))
        last = self.draft.steps[-1]
        if last.rule == closing and fold:  # a part of the statement that ends the chain
            return Ref(last.number)
        if last.rule == closing:
            self.draft.steps.pop()
        return self.draft.step(self.conclusion(), closing, why, self.under, continues, fold)

    def _close(self) -> None:
        if not self.lines:
            raise DerivationError("a chain has no line")
        if not self._why:
            self._shown = self._whole(CLOSING, fold=True)
            return
        if len(self.lines) == 1:
            raise DerivationError("a chain of one line says why in that line")
        outer = self._outer
        self._shown = self._whole(self._why, fold=False, continues=bool(outer and outer.lines))
        if outer is not None:
            outer._append(self._shown, self.conclusion(), self._goal)
        elif self._goal:
            self.draft.goal(self.conclusion())
