r"""Conditions that say which one is least: ``\text{if } k = \arg\min_j d_j``.

As elsewhere = says that no other does as well, d_k < d_j for all j \ne k, and \in that none does
better.  That k is not the one with = is that another does as well, for some j \ne k.
"""

from __future__ import annotations

from ..language.claims import AtMost, Hypothesis, LessThan, NotEqual
from ..language.substitution import free_indices, substitute_index
from ..language.vocabulary import Index, index_size
from .roots import RootReader
from .sides import Side
from .stated import Stated


def is_choice(side: Side) -> bool:
    """Whether a side is the arg min over an index."""
    optimum = side.kind in ("minimises", "maximises") and side.variable is not None
    return optimum and isinstance(side.variable.expr, Index)  # type: ignore[union-attr]


class ChoiceReader(RootReader):
    """Reads which index, or label, is least."""

    def _choice(
        self, left: Side, sign: str, right: Side, about: list[Side]
    ) -> tuple[list[Stated], list[Hypothesis]]:
        """A condition on the one at ``left``, and one for all others."""
        assert right.variable is not None  # noqa: S101
        other, one, here = right.variable.expr, left.value.expr, right.token
        if not left.value.is_index or index_size(one) != other.size or left.kind:
            raise self.error("which index is it? Write k = \\arg\\min_j d_j", left.token)
        values = [v.expr for s in about for v in (s.value, s.variable) if v is not None]
        if any(other in free_indices(e) for e in (*values, one)):
            raise self.error(f"{other.name} stands outside of the arg min, too", here)
        each = self.number(right.value, here)
        partial = [*right.partial, *left.partial]
        own = substitute_index(each, other, one)
        exprs, lost = self._settled([own, each], partial, (), here)
        if lost:
            raise self.error("a denominator or logarithm cancels: write it without", here)
        own, each = exprs if right.kind == "minimises" else exprs[::-1]
        differ = NotEqual(other, one)
        if sign == "=":
            return [], [Hypothesis("", LessThan(own, each), (other,), differ)]
        if sign == r"\in":
            return [], [Hypothesis("", AtMost(own, each), (other,))]
        if sign == r"\ne":
            return [Stated(differ), Stated(AtMost(each, own))], []
        raise self.error("an arg min stands behind =, \\ne or \\in", here)
