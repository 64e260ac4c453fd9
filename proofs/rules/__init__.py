"""The rules of inference: each is one object with its check; see each docstring."""

from .base import Obligation, Ref, Rule, State
from .calculus import GlobalOptimum, Gradient, LimitLaws, LinearRoot, Squeeze
from .equalities import (
    AbsoluteValue,
    Algebra,
    Chain,
    KnownIndicators,
    LogLaws,
    Rewrite,
    SumOverAssignments,
    Unfold,
    UseTotal,
)
from .inequalities import Combine, Gap, LogBound, MinimumIsLeast, Monotone, Pigeonhole
from .logic import ByHypothesis, Cases, Cite

#: All rules by name.
RULES: dict[str, type[Rule]] = {
    rule.__name__: rule
    for rule in (
        AbsoluteValue,
        Algebra,
        ByHypothesis,
        Cases,
        Chain,
        Cite,
        Combine,
        Gap,
        GlobalOptimum,
        Gradient,
        KnownIndicators,
        LimitLaws,
        LinearRoot,
        LogBound,
        LogLaws,
        MinimumIsLeast,
        Monotone,
        Pigeonhole,
        Rewrite,
        Squeeze,
        SumOverAssignments,
        Unfold,
        UseTotal,
    )
}

__all__ = ["RULES", "Obligation", "Ref", "Rule", "State", *RULES]
