"""What an author types for a line and its reason, or one sentence why it is none."""

from __future__ import annotations

from types import FunctionType
from typing import Any, NoReturn, TypeVar

import sympy as sp
from sympy.core.relational import Relational

from ..language.claims import AtMost, Equal, Hypothesis, LessThan, NotEqual, Relation
from ..language.errors import DerivationError
from ..rules.base import Ref, Rule
from ..rules.unsaid import UNSAID

Item = TypeVar("Item")


class Written(list[Item]):
    """What is written so far of one kind; ``word`` is the method that writes more."""

    def __init__(self, kind: str, word: str) -> None:
        super().__init__()
        self._kind, self._word = kind, word

    def __call__(self, *arguments: Any, **named: Any) -> NoReturn:
        """Whoever calls it means the method."""
        raise DerivationError(f"d.{self._kind} is a list; did you mean d.{self._word}(...)?")


#: SymPy's relations, and whether their sides change places.
_SYMPY: dict[type[Any], tuple[type[Any], bool]] = {
    sp.Eq: (Equal, False),
    sp.Ne: (NotEqual, False),
    sp.Le: (AtMost, False),
    sp.Lt: (LessThan, False),
    sp.Ge: (AtMost, True),
    sp.Gt: (LessThan, True),
}


def relation_of(said: Any) -> Relation:
    """The relation that was typed; SymPy's own are taken as they stand.

    Raises:
        DerivationError: if it is none.
    """
    if isinstance(said, Relation):
        return said
    if isinstance(said, Relational) and type(said) in _SYMPY:
        kind, turned = _SYMPY[type(said)]
        left, right = (said.rhs, said.lhs) if turned else (said.lhs, said.rhs)
        return kind(left, right)  # type: ignore[no-any-return]
    if isinstance(said, bool | sp.logic.boolalg.BooleanAtom):
        raise DerivationError(
            f"the line is only {bool(said)}: Python's == compares formulas, and SymPy works out "
            "what it can; write equal(a, b), at_most(a, b) or less(a, b)"
        )
    if isinstance(said, Hypothesis):
        raise DerivationError(
            f"{said.name} is a case; a line is a relation: put the case in under="
        )
    if isinstance(said, Ref):
        raise DerivationError("a line is a relation, not a reference to an earlier line")
    if isinstance(said, tuple | list):
        raise DerivationError(
            "a line is one relation, not several: write equal(a, b), and one line for each"
        )
    raise DerivationError(
        f"a line is a relation such as equal(a, b) or at_most(a, b), not {_shown(said)}"
    )


def reason_of(*said: Any) -> tuple[Rule, str]:
    """The rule and the sentence among what was typed behind a line, in either order.

    Without a rule, the reason is looked for when the line is checked.

    Raises:
        DerivationError: if there is no sentence, or something else stands there.
    """
    rule: Rule = UNSAID
    why: str | None = None
    for one in said:
        if isinstance(one, str) and why is None:
            why = one
        elif isinstance(one, Rule) and rule == UNSAID:
            rule = one
        elif isinstance(one, FunctionType) or (isinstance(one, type) and issubclass(one, Rule)):
            raise DerivationError(f"{one.__name__} is the rule itself: write {one.__name__}()")
        elif one is not None:
            raise DerivationError(
                f"beside a line stand its reason and why it holds, not {_shown(one)}"
            )
    if why is None:
        raise DerivationError('the line does not say why: d.have(claim, "why", Rule(...))')
    return rule, why


def cases_of(under: Any) -> tuple[Hypothesis, ...]:
    """Cases as ``d.case`` gives them: one, or several.

    Raises:
        DerivationError: if something else is among them.
    """
    cases = tuple(under) if isinstance(under, tuple | list) else (under,)
    for one in cases:
        if not isinstance(one, Hypothesis):
            raise DerivationError(
                f'what stands in under= comes from d.case("name", relation), not {_shown(one)}'
            )
    return cases


def _shown(said: Any) -> str:
    text = " ".join(str(said).split())
    return text if len(text) <= 60 else f"{text[:60]}..."
