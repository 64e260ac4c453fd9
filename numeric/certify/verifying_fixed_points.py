"""Checks the claim about EM's fixed point; the bounds are those that `fixed_points` explains."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Protocol

from . import intervals
from .claims import Refused, decimal

BITS = 200


class Checked(Protocol):
    """What has been checked before: points at Lloyd's fixed point, their labels and distances."""

    claims: Mapping[str, Any]
    done: list[str]
    means: list[list[Fraction]]
    labels: list[int]
    distances: list[list[Fraction]]


def check_fixed_point(check: Checked) -> None:
    """At the claimed radii EM maps the centres within them into themselves and contracts."""
    claim, claims = check.claims["fixed_point"], check.claims
    if "reason" in claim:
        if not isinstance(claim["reason"], str) or "distance" in claim:
            raise Refused("the claim about EM's fixed point is not understood")
        return
    last = claims["steps"][-1]
    if claims["converged"] is not True or last["ties"] or last["empty"]:
        raise Refused("Lloyd's fixed point has ties or empty clusters, or is none")
    sigma, bound = decimal(claim["sigma"]), decimal(claim["contraction"])
    if sigma != decimal(claims["objective"]["sigma"]) or not sigma > 0:
        raise Refused("EM's fixed point is claimed at another sigma")
    radii = [decimal(claim[name]) for name in ("distance", "unique_within")]
    if not (0 < radii[0] <= radii[1] or (radii[0] == 0 and len(check.means) == 1)):
        raise Refused("the radii of EM's fixed point are in the wrong order")
    if not 0 <= bound < 1:
        raise Refused("EM is not claimed to be a contraction")
    for radius in radii:
        moved, slope = _moves(check, sigma, radius)
        if not moved <= radius:
            raise Refused(f"EM does not keep centres within {float(radius):g} of Lloyd's")
        if not slope <= bound:
            raise Refused(f"EM is no such contraction within {float(radius):g} of Lloyd's")
    check.done.append("EM has exactly one fixed point near Lloyd's (D11)")


def _moves(check: Checked, sigma: Fraction, radius: Fraction) -> tuple[Fraction, Fraction]:
    """Upper bounds of how far EM moves a centre from Lloyd's, and of its Lipschitz constant."""
    parts, double = range(len(check.means)), 2 * sigma * sigma
    bits = 128 + _scale(radius) + 2 * _scale(sigma)
    moved, slopes, kept = ([Fraction(0) for _ in parts] for _ in range(3))
    for own, row in zip(check.labels, check.distances, strict=True):
        roots = [intervals.sqrt(d, BITS + _scale(d)) for d in row]
        near = (roots[own][1] + radius) ** 2
        errors = [Fraction(0) for _ in parts]
        for k in parts:
            if k == own:
                continue
            away = roots[k][0] - radius
            if away < 0:
                raise Refused("a centre within the radius could lie on a point of another")
            exponent = (away * away - near) / double
            # e^{−v} > 1 for v < 0 bounds nothing; no honest certificate comes here.
            if exponent < 0:
                raise Refused("a point could change its cluster within the radius")
            errors[k] = intervals.exp_minus((exponent, exponent), bits)[1]
        errors[own] = sum(errors, Fraction(0))
        kept[own] += 1 - errors[own]
        reach = max(root[1] for root in roots) + radius
        for k in parts:
            moved[k] += errors[k] * roots[k][1]
            slopes[k] += 2 * errors[k] * reach * (roots[k][1] + radius) / sigma**2
    if not all(value > 0 for value in kept):
        raise Refused("a cluster could lose its points within the radius")
    return (
        max(m / value for m, value in zip(moved, kept, strict=True)),
        max(s / value for s, value in zip(slopes, kept, strict=True)),
    )


def _scale(value: Fraction) -> int:
    """Bits after the point that a tiny number needs besides."""
    if value == 0:
        return 0
    return max(0, value.denominator.bit_length() - value.numerator.bit_length())
