"""The derivations of this project, one module a chapter, in reading order.

Importing this package imports no chapter: their names are enough to find them.
"""

#: The chapters in reading order; each is a module of this package.
CHAPTERS: tuple[str, ...] = (
    "question",
    "foundations",
    "mixture",
    "m_steps",
    "limit",
    "dirac",
    "soft",
    "algorithms",
)
