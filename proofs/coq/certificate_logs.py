"""Certificates for the laws of the logarithm."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..normal.polynomials import Poly
from .certificate_laurent import Atoms
from .certificate_terms import Term, factor_term, number, poly_term, scaled
from .goal import Unscripted

if TYPE_CHECKING:
    from .certificate import Prover


def split(prover: Prover, inside: Term, proof: str, poly: Poly, out: Poly) -> str:
    """ln poly = the sum of the logarithms of its factors."""
    raise Unscripted("logs")
