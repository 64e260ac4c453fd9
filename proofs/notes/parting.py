r"""A slope that needs more than to differentiate: what differentiating gives, and what that is.

That \partial / \partial u_k (\sum_j y_j) \log \sum_j e^{u_j} is a share holds if \sum_j y_j = 1:
a person differentiates, and puts in the total.
"""

from __future__ import annotations

from dataclasses import replace

from ..instances.pool import Pool
from ..instances.witness import examine
from ..language.claims import Claim, Equal, HasGradient
from ..language.context import Context
from ..language.errors import HardlimitError
from ..language.substitution import name_of
from ..rules.gradients import differentiate
from ..rules.state import State
from . import values
from .stated import Stated

#: Instances at which a slope is looked at.
COUNT = 12


def parted(stated: Stated, context: Context) -> list[Stated]:
    """The statement in two where it is a slope that is not seen at once, and is not false."""
    relation = stated.relation
    if not isinstance(relation, HasGradient) or stated.under:
        return [stated]
    claim, context = Claim(relation), context.snapshot()
    try:
        state = State(context, claim, {}, {})
        moving = context.depending_on([name_of(relation.variable)])
        function = context.unfold(relation.function, moving)
        own = values.sound(differentiate(function, relation.variable, state))
        own = values.settled(own, context, values.free_names(*relation.expressions()))
        if not state.residue(own, relation.gradient, tuple(context.definitions)):
            return [stated]
        if examine(claim, Pool(context, "slopes", COUNT)).status != "accepts":
            return [stated]
    except (HardlimitError, RecursionError):
        return [stated]
    first = replace(stated, relation=replace(relation, gradient=own))
    return [first, Stated(Equal(own, relation.gradient), stated.lost)]
