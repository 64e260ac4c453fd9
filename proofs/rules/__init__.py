"""The rules of inference: each is one object with its check; see each docstring."""

from typing import Any

from .assignments import MeanOverAssignments, SumOverAssignments
from .base import Ref, Rule
from .chains import Antisymmetry, Chain
from .citing import Cite
from .combining import Combine
from .convexity import ConvexOptimum
from .equalities import Algebra
from .gradients import Gradient, LinearRoot
from .indicators import AbsoluteBound, AbsoluteValue, KnownIndicators
from .inequalities import LogBound, MinimumIsLeast, Monotone
from .limits import LimitLaws, Squeeze
from .logic import AtMinimum, ByHypothesis, Cases
from .optima import GlobalOptimum
from .pigeonhole import Pigeonhole
from .replacing import Rewrite
from .state import Obligation, State

#: All rules by name.
RULES: dict[str, type[Rule]] = {
    rule.__name__: rule
    for rule in (
        AbsoluteBound,
        AbsoluteValue,
        Algebra,
        Antisymmetry,
        AtMinimum,
        ByHypothesis,
        Cases,
        Chain,
        Cite,
        Combine,
        ConvexOptimum,
        GlobalOptimum,
        Gradient,
        KnownIndicators,
        LimitLaws,
        LinearRoot,
        LogBound,
        MeanOverAssignments,
        MinimumIsLeast,
        Monotone,
        Pigeonhole,
        Rewrite,
        Squeeze,
        SumOverAssignments,
    )
}

#: All words that authors have for rules, some of whose arguments are then given.
WORDS: dict[str, tuple[type[Rule], dict[str, Any]]] = {
    **{name: (rule, {}) for name, rule in RULES.items()},
    "LogLaws": (Algebra, {"logs": True}),
    "Unfold": (Algebra, {}),
    "UseTotal": (Rewrite, {}),
}

__all__ = [
    "RULES",
    "WORDS",
    "AbsoluteBound",
    "AbsoluteValue",
    "Algebra",
    "Antisymmetry",
    "AtMinimum",
    "ByHypothesis",
    "Cases",
    "Chain",
    "Cite",
    "Combine",
    "ConvexOptimum",
    "GlobalOptimum",
    "Gradient",
    "KnownIndicators",
    "LimitLaws",
    "LinearRoot",
    "LogBound",
    "MeanOverAssignments",
    "MinimumIsLeast",
    "Monotone",
    "Obligation",
    "Pigeonhole",
    "Ref",
    "Rewrite",
    "Rule",
    "Squeeze",
    "State",
    "SumOverAssignments",
]
