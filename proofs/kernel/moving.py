"""What moves while a line is looked at: the variable of a limit, of a slope, of an optimum."""

from __future__ import annotations

from typing import Any

from ..language.claims import Claim, HasGradient, Optimum, TendsTo, ZeroExactlyAt
from ..language.context import Context
from ..language.errors import DerivationError
from ..language.moving import moves_along
from ..language.substitution import name_of, names_used
from ..language.vocabulary import Index


def check_moving(claim: Claim, context: Context) -> None:
    """No hypothesis may restrict what falls to 0, nor say that another number moves along.

    Raises:
        DerivationError: where one does.
    """
    if isinstance(claim.relation, TendsTo):
        _check_limit(claim.relation, claim, context)
    elif isinstance(claim.relation, HasGradient | Optimum | ZeroExactlyAt):
        _check_still(claim.relation, claim, context)


def _check_limit(relation: TendsTo, claim: Claim, context: Context) -> None:
    """A limit is about every small value of its variable."""
    name = relation.variable.name
    if context.symbols.get(name) is None or context.symbols[name].sign != "positive":
        raise DerivationError(f"the limit variable {name} must be a positive symbol")
    if name in names_used(context.unfold_all(relation.limit)):
        raise DerivationError(f"a limit as {name} falls to 0 cannot contain {name}")
    for hypothesis in context.all_hypotheses(claim.under):
        for expr in hypothesis.expressions():
            if not isinstance(expr, Index) and name in names_used(context.unfold_all(expr)):
                raise DerivationError(
                    f"hypothesis {hypothesis.name} restricts {name}, which tends to 0"
                )


def _check_still(relation: Any, claim: Claim, context: Context) -> None:
    """A slope holds all else fast: not so a number that a hypothesis gives by the variable."""
    moves = name_of(relation.variable)
    hypotheses = context.all_hypotheses(claim.under)
    found = moves_along(relation.function, moves, hypotheses, context)
    if found is not None:
        hypothesis, given = found
        raise DerivationError(
            f"hypothesis {hypothesis.name} gives {given} by {moves}, so that it does not stand "
            f"still where {moves} moves: put in what it is"
        )
