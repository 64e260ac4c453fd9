"""Names of a derivation as Coq identifiers, one to one.

Names that proofs make up end in one underscore; of a derivation only reserved words get that.
"""

from __future__ import annotations

#: Words of Coq, names of its library that statements use, and names of ours.
RESERVED = frozenset(
    """
    S O R exp ln sqrt pow Rabs PI INR IZR Rpower sumr prodr minr delta ind xlogy mapsum
    put1 put2 put3 tends_to derivable_pt_lim minimises maximises minimises_uniquely
    maximises_uniquely apart0 apart1 apart2 apart3 as at cofix else end exists exists2 fix for
    forall fun if in let match mod return Set Prop SProp Type then using where with nat and or
    not True False eq ex iff le lt ge gt
    """.split()  # noqa: SIM905
)


def coq_name(name: str) -> str:
    """``name`` as a Coq identifier; different names stay different.

    A reserved word, and every name that ends in an underscore, gets one more underscore.
    """
    return name + "_" if name in RESERVED or name.endswith("_") else name


def plain_name(identifier: str) -> str:
    """The inverse of :func:`coq_name`."""
    return identifier[:-1] if identifier.endswith("_") else identifier


def module_name(slug: str) -> str:
    """The Coq module (and file) of the derivation ``slug``: ``e-step`` is ``T_e_step``."""
    return "T_" + slug.replace("-", "_")


def hypothesis_name(name: str) -> str:
    """The Coq name of the hypothesis ``name`` (it may share its name with a family)."""
    return f"hyp_{name}"
