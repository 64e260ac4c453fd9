"""A closer look for counterexamples, at lines that the rules refuse and the instances accept.

The kernel looks at a couple of dozen instances, and near a few of them.  Here more are
drawn and more is tried near them, so that a false line that the instances missed is told
from one that is true, or that nothing is known about.
"""

from __future__ import annotations

from ..instances.checks import Refuted, check_at
from ..instances.evaluate import Instance
from ..instances.near import approaching
from ..instances.pool import Pool
from ..kernel.derivation import Derivation
from ..language.claims import Claim, Equal, HasGradient, Relation, TendsTo, ZeroExactlyAt
from ..language.errors import Undecided, Undefined

#: Instances that are drawn, of those how many are looked around, and neighbours of each.
COUNT, AROUND, NEIGHBOURS = 72, 12, 30


class CloserLook:
    """Looks for counterexamples to claims in the place of claims of one derivation."""

    def __init__(self, derivation: Derivation) -> None:
        seed = f"{derivation.slug}, closer"
        self.pool = Pool(derivation.context, seed, COUNT, shrink=False, near=AROUND)
        self._refuted: dict[Claim, bool] = {}

    def refutes(self, claim: Claim) -> bool:
        """Whether an instance was found at which the claim is false or has no value."""
        if claim not in self._refuted:
            self._refuted[claim] = self._found(claim)
        return self._refuted[claim]

    def _found(self, claim: Claim) -> bool:
        if any(fails(claim.relation, at) for at in self.pool.instances(claim.under)):
            return True
        if isinstance(claim.relation, Equal | HasGradient | TendsTo | ZeroExactlyAt):
            return False  # where an equation fails, it fails nearly everywhere
        drawer = self.pool.drawer(claim.under)
        for start, places in self.pool.loose(claim.under):
            near = approaching(claim.relation, start, places, drawer, NEIGHBOURS)
            if any(fails(claim.relation, at) for at in near):
                return True
        return False


def fails(relation: Relation, instance: Instance) -> bool:
    """Whether the relation is false, or has no value, at an instance."""
    try:
        check_at(relation, instance)
    except (Refuted, Undefined):
        return True
    except Undecided:
        return False
    return False
