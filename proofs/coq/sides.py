"""Side conditions in Coq: the facts that they rest on, and the tactic that closes them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from ..claims import Binary, LessThan, Relation
from ..errors import HardlimitError
from ..rules.base import Ref
from ..signs import Fact, Signs
from .goal import Goal
from .names import coq_name


class TracedSigns(Signs):
    """The procedure for signs, noting which facts it meets on its way."""

    met: dict[str, None]

    def __init__(
        self, signs: Signs, facts: Iterable[Fact] = (), met: dict[str, None] | None = None
    ):
        super().__init__(signs.context, (*signs.facts, *facts))
        self.met = {} if met is None else met

    def with_facts(self, extra: Iterable[Fact]) -> Signs:
        return TracedSigns(self, tuple(extra), self.met)

    def _fact(self, relation: Relation) -> str | None:
        return self._noted(super()._fact(relation))

    def _difference_fact(self, expr: object, kinds: tuple[type, ...]) -> str | None:
        return self._noted(super()._difference_fact(expr, kinds))

    def _noted(self, source: str | None) -> str | None:
        if source is not None:
            self.met[source] = None
        return source


def steps_needed(goal: Goal) -> list[str]:
    """The numbers of earlier lines on which the side conditions of the step rest.

    The rule is run once more, for what it asks on its way; its verdict is not used.
    """
    state = goal.state
    if not isinstance(state.signs, TracedSigns):
        state.signs = TracedSigns(state.signs)
        with contextlib.suppress(HardlimitError, RecursionError):
            for expr in goal.claim.relation.expressions():
                state.require_defined(expr)
            goal.step.rule.check(goal.claim, state)
    sources = [*state.signs.met, *(o.discharged_by for o in state.obligations)]
    sources += [f.source for f in state.signs.facts
                if isinstance(f.relation, LessThan) and f.relation.lhs == 0]  # fmt: skip
    needed = dict.fromkeys(s.removeprefix("step ") for s in sources if s.startswith("step "))
    return [n for n in needed if isinstance(goal.earlier[n].relation, Binary)]


def facts(goal: Goal, inside: bool = True) -> str:
    """Tactics that pose the earlier lines on which the side conditions of the step rest.

    Hypotheses are in scope already.  A limit or an optimum binds a name itself:
    ``inside`` says that it has been introduced (with its sign); otherwise the lines
    are posed for all its values, and for a symbol at 1, too.
    """
    lines: list[str] = []
    for number in steps_needed(goal):
        ref = Ref(number)
        text = goal.use(ref, goal.state.wild(goal.earlier[number]))
        own = "" if inside else goal.own(goal.claim.relation)
        for proof in _closed(goal, text, own):
            lines.append(f"try pose proof {proof} as {goal.fresh('fact')}.")
    return "\n".join(lines)


def _closed(goal: Goal, text: str, own: str) -> list[str]:
    """The proof ``text`` with the moving name ``own`` bound in front, if there is one."""
    if not own:
        return [text]
    t, name = goal.translator, coq_name(own)
    sign = f" ({name}_sign : {t.sign(own)})" if t.sign(own) else ""
    general = f"(fun ({name} : {t.type_of(own)}){sign} => {text})"
    if t.type_of(own) != "R":
        return [general]
    at_one = f"{general} 1" + (" ltac:(lra)" if sign else "")
    return [general, f"({at_one})"]


def side(goal: Goal) -> str:
    """One tactic that closes a sign, an inequality of that kind, or a range.

    Definitions are written out where the plain attempt ends: first the outermost,
    one at a time, then all of them in the facts as well.
    """
    names = [coq_name(n) for n in reversed(goal.context.definitions)]
    if not names:
        return "hl_side"
    one = " | ".join(f"progress cbv beta delta [{n}]" for n in names)
    every = " ".join(names)
    return f"hl_side_with ltac:(first [{one}]) ltac:(cbv beta delta [{every}] in *)"
