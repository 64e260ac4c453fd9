"""What a rule is."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..language.claims import Claim
from ..language.errors import RuleMismatch
from ..language.substitution import same
from ..language.vocabulary import expression
from .references import Ref as Ref

if TYPE_CHECKING:
    from .state import State


@dataclass(frozen=True)
class Rule:
    """Base of all rules.  A rule's fields are its arguments; its docstring is the inference rule.

    ``check`` raises :class:`RuleMismatch` unless the claim follows by this rule.

    Attributes:
        formulas: the arguments that are formulas, so that a whole number is one, too.
    """

    formulas: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        for name in self.formulas:
            value = getattr(self, name)
            if isinstance(value, int) and not isinstance(value, bool):
                object.__setattr__(self, name, expression(value))

    def check(self, claim: Claim, state: State) -> None:
        """Accept ``claim`` or raise."""
        raise NotImplementedError

    @classmethod
    def word(cls, fields: Mapping[str, Any]) -> str:
        """The author's word for the rule with these arguments."""
        return cls.__name__

    @property
    def name(self) -> str:
        """The rule's name as shown to readers and stored in reports."""
        return self.word(vars(self))

    @property
    def title(self) -> str:
        """The rule in a few words."""
        return (type(self).__doc__ or "").splitlines()[0].rstrip(".")

    def refs(self) -> list[Ref]:
        """All references among the arguments, for display and dependency order."""
        return list(_find_refs([getattr(self, f.name) for f in dataclasses.fields(self)]))


def _find_refs(thing: Any) -> Iterable[Ref]:
    if isinstance(thing, Ref):
        yield thing
    elif isinstance(thing, tuple | list):
        for item in thing:
            yield from _find_refs(item)


def expect(claim: Claim, *kinds: type) -> Any:
    """The claim's relation, if it is of one of ``kinds``.

    Raises:
        RuleMismatch: otherwise.
    """
    if not isinstance(claim.relation, kinds):
        wanted = " or ".join(k.__name__ for k in kinds)
        raise RuleMismatch(f"this rule concludes {wanted}, not {type(claim.relation).__name__}")
    return claim.relation


def not_idle(relation: Any) -> None:
    """Refuse a line whose two sides are one formula.

    Raises:
        RuleMismatch: if nothing changes from left to right.
    """
    if same(relation.lhs, relation.rhs):
        raise RuleMismatch("both sides are the same formula: nothing is done here")
