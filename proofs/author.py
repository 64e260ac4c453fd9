"""Everything an author of derivations needs, in one import.

>>> from hardlimit.proofs.author import Algebra, derivation, equal, total
"""

from .book.reasons import (
    AbsoluteBound,
    Antisymmetry,
    AtMinimum,
    ByHypothesis,
    Cases,
    Chain,
    Cite,
    ConvexOptimum,
    Gap,
    Gradient,
    KnownIndicators,
    LimitLaws,
    LinearRoot,
    LogLaws,
    MeanOverAssignments,
    Rewrite,
    SumOverAssignments,
    Tangents,
    Unfold,
    UseTotal,
    combine,
    termwise,
)
from .book.registry import Chapter, derivation
from .drafts.chains import Calc
from .drafts.drafting import CrossCheck
from .drafts.drafting import Draft as Derivation
from .drafts.matrices import Matrix, det, diag, trace
from .language.chance import Law
from .language.claims import Hypothesis
from .language.context import Family
from .language.functions import (
    beta,
    decay,
    digamma,
    factorial,
    gamma,
    larger,
    logistic,
    pos,
    reaches,
    sign,
    smaller,
)
from .language.laws import conditional, covariance, expect, variance
from .language.statements import (
    at_most,
    differs,
    equal,
    has_gradient,
    less,
    maximises,
    minimises,
    tends_to,
    zero_exactly_at,
)
from .language.substitution import substitute_index
from .language.vocabulary import (
    Index,
    as_number,
    delta,
    indicator,
    minimum,
    over_maps,
    product,
    total,
    xlogy,
)
from .rules import (
    AbsoluteValue,
    Algebra,
    Combine,
    GlobalOptimum,
    LogBound,
    MinimumIsLeast,
    Monotone,
    OverAssignments,
    Pigeonhole,
    Ref,
    Rule,
    Squeeze,
)

__all__ = [
    "AbsoluteBound",
    "AbsoluteValue",
    "Algebra",
    "Antisymmetry",
    "AtMinimum",
    "ByHypothesis",
    "Calc",
    "Cases",
    "Chain",
    "Chapter",
    "Cite",
    "Combine",
    "ConvexOptimum",
    "CrossCheck",
    "Derivation",
    "Family",
    "Gap",
    "GlobalOptimum",
    "Gradient",
    "Hypothesis",
    "Index",
    "KnownIndicators",
    "Law",
    "LimitLaws",
    "LinearRoot",
    "LogBound",
    "LogLaws",
    "Matrix",
    "MeanOverAssignments",
    "MinimumIsLeast",
    "Monotone",
    "OverAssignments",
    "Pigeonhole",
    "Ref",
    "Rewrite",
    "Rule",
    "Squeeze",
    "SumOverAssignments",
    "Tangents",
    "Unfold",
    "UseTotal",
    "as_number",
    "at_most",
    "beta",
    "combine",
    "conditional",
    "covariance",
    "decay",
    "delta",
    "derivation",
    "det",
    "diag",
    "differs",
    "digamma",
    "equal",
    "expect",
    "factorial",
    "gamma",
    "has_gradient",
    "indicator",
    "larger",
    "less",
    "logistic",
    "maximises",
    "minimises",
    "minimum",
    "over_maps",
    "pos",
    "product",
    "reaches",
    "sign",
    "smaller",
    "substitute_index",
    "tends_to",
    "termwise",
    "total",
    "trace",
    "variance",
    "xlogy",
    "zero_exactly_at",
]

# ``help(author)`` tells each word in a line and no more: it would show every method of every class
# that a module lists.  Without a list ``import *`` takes the same names, which are all there are.
__doc__ = (
    (__doc__ or "")
    + "\n"
    + "\n".join(
        f"{name:<20} {(globals()[name].__doc__ or '').strip().partition(chr(10))[0]}"
        for name in __all__
    )
)
del __all__
