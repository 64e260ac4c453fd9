"""The derivations of this project, one module a chapter, in reading order.

Importing this package imports no chapter: their names are enough to find them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hardlimit.proofs.report.render.charts import Chart
    from hardlimit.proofs.report.render.picture import Panel
    from hardlimit.proofs.report.render.tables import Numbers

__version__ = "0.1.0"
#: The chapters in reading order; each is a module of this package.
CHAPTERS: tuple[str, ...] = (
    "question",
    "soft_question",
    "foundations",
    "bounds",
    "mixture",
    "em",
    "m_steps",
    "variances",
    "covariance",
    "full_covariance",
    "other_covariances",
    "weights",
    "limit",
    "assignment",
    "update",
    "objective",
    "dirac",
    "narrow_bells",
    "soft",
    "entropy",
    "algorithms",
    "termination",
    "hard_em",
    "hard_bound",
    "spherical",
    "tropical",
    "metrics",
    "fuzzy",
    "degenerate",
    "wide",
    "falling",
    "bias",
    "following",
    "local",
    "exercises",
)

#: The texts of the book, in reading order: prose, whose formulas are drawn from the theorems.
TEXTS = ("whole_proof.md", "gentle.md", "spherical.md")

#: Texts that stand before all theorems, in the reference.
REFERENCE_TEXTS = ("climbing.md", "stopping.md")

#: What is stated and proved in Coq alone, in the folder ``beyond``: label and module.
FURTHER: tuple[tuple[str, str], ...] = (
    ("D10", "Trajectories"),
    ("D8", "Optimisers"),
    ("D8e", "Existence"),
    ("G3", "LocalOptimality"),
    ("B5c", "Ascent"),
    ("D11", "FixedPoints"),
    ("A6", "Covariance"),
    ("D6", "Sticky"),
)


def opening_picture() -> list[Panel]:
    """The data of the picture of many points and their shares."""
    from .picture import panels

    return panels()


def charts() -> list[Chart]:
    """The other pictures of the book, by name."""
    from .charts_single import charts as single
    from .climbing_charts import charts as climbing
    from .share_charts import charts as found
    from .spherical_charts import charts as more

    return [*found(), *single(), *climbing(), *more()]


def tables() -> list[Numbers]:
    """The tables of computed numbers, by name."""
    from .share_charts import tables as found

    return found()


def remarks() -> dict[str, str]:
    """Prose that the checker's own verdicts add to theorems, by slug."""
    from .rejected import remarks as found

    return found()
