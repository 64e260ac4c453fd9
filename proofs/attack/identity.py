"""Whether two formulas are identically equal: by the checker's residue, on numbers first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..instances import numbers
from ..instances.evaluate import Instance
from ..language.context import Context
from ..language.errors import HardlimitError
from ..language.fixed import fixed_indices
from ..rules.normal.convert import Normaliser


@dataclass(frozen=True)
class Identity:
    """Compares formulas; what differs at one of the instances needs no residue.

    Attributes:
        instances: of the derivation whose declarations the formulas use, whether or not its
            hypotheses hold there.
    """

    instances: Sequence[Instance]

    def __call__(self, left: Any, right: Any, context: Context) -> bool:
        """Whether the residue of ``left`` - ``right`` is zero, with definitions written out."""
        if any(_differ(left, right, at) for at in self.instances):
            return False
        normal = Normaliser(
            context,
            unfold=tuple(context.definitions),
            logs=True,
            fixed=fixed_indices(context, ()),
        )
        try:
            return bool(normal.equal(left, right))
        except (HardlimitError, RecursionError):
            return False


def _differ(left: Any, right: Any, at: Instance) -> bool:
    try:
        gap = at.of(left) - at.of(right)
    except (HardlimitError, LookupError):
        return False  # no value here: this tells nothing
    return gap != 0 if numbers.is_exact(gap) else not gap.contains(0)
