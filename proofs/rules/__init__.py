"""The rules of inference: each is one object with its check; see each docstring."""

from typing import Any

from .assignments import OverAssignments
from .base import Ref, Rule
from .chains import Chain
from .citing import Cite
from .combining import Combine
from .convexity import ConvexOptimum
from .equalities import Algebra
from .gradients import Gradient, LinearRoot
from .indicators import AbsoluteValue
from .inequalities import LogBound, MinimumIsLeast, Monotone
from .limits import LimitLaws
from .logic import ByHypothesis, Cases
from .optima import GlobalOptimum
from .pigeonhole import Pigeonhole
from .replacing import Rewrite
from .squeezing import Squeeze
from .state import Obligation, State

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
        ConvexOptimum,
        GlobalOptimum,
        Gradient,
        LimitLaws,
        LinearRoot,
        LogBound,
        OverAssignments,
        MinimumIsLeast,
        Monotone,
        Pigeonhole,
        Rewrite,
        Squeeze,
    )
}

#: All words that authors have for rules, some of whose arguments are then given.
WORDS: dict[str, tuple[type[Rule], dict[str, Any]]] = {
    **{name: (rule, {}) for name, rule in RULES.items()},
    "AbsoluteBound": (AbsoluteValue, {}),
    "Antisymmetry": (Chain, {}),
    "AtMinimum": (Cases, {}),
    "KnownIndicators": (Algebra, {"decided": True}),
    "LogLaws": (Algebra, {"logs": True}),
    "MeanOverAssignments": (OverAssignments, {}),
    "SumOverAssignments": (OverAssignments, {}),
    "Unfold": (Algebra, {}),
    "UseTotal": (Rewrite, {}),
}

__all__ = [
    "RULES",
    "WORDS",
    "AbsoluteValue",
    "Algebra",
    "ByHypothesis",
    "Cases",
    "Chain",
    "Cite",
    "Combine",
    "ConvexOptimum",
    "GlobalOptimum",
    "Gradient",
    "LimitLaws",
    "LinearRoot",
    "LogBound",
    "MinimumIsLeast",
    "Monotone",
    "Obligation",
    "OverAssignments",
    "Pigeonhole",
    "Ref",
    "Rewrite",
    "Rule",
    "Squeeze",
    "State",
]
