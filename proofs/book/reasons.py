"""Rules with plain arguments, as an author writes them.

What a rule uses is named one after the other: a string is a definition to write out, a
reference is a line or a hypothesis.  ``Rewrite(mean, "r")`` replaces by the line ``mean``
with ``r`` written out.  Tuples are taken apart, so the arguments of the rule itself
(:mod:`hardlimit.proofs.rules`) are understood as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sympy as sp

from .. import rules
from ..language.context import Definition
from ..language.errors import DerivationError
from ..language.vocabulary import Index, index_size
from ..rules.base import Ref
from ..rules.combining import Part, Tangent

#: One name, one line, or several of them.
Used = str | Ref | Iterable[str | Ref]


#: Words for one rule in its several forms.
AbsoluteBound = rules.AbsoluteValue
MeanOverAssignments = SumOverAssignments = rules.OverAssignments


def Unfold(*used: Used, names: Used = ()) -> rules.Algebra:
    """Insert the definitions of these names."""
    return rules.Algebra(_split("Unfold", (*used, names), lines=False)[1])


def LogLaws(*used: Used, names: Used = ()) -> rules.Algebra:
    """Laws of the logarithm, with these definitions written out."""
    return rules.Algebra(_split("LogLaws", (*used, names), lines=False)[1], logs=True)


def KnownIndicators(*used: Used, names: Used = ()) -> rules.Algebra:
    """An indicator whose condition is decided, with these definitions written out."""
    named = _split("KnownIndicators", (*used, names), lines=False)[1]
    return rules.Algebra(named, decided=True)


def Gradient(*used: Used, names: Used = ()) -> rules.Gradient:
    """Differentiate term by term, with these definitions written out."""
    return rules.Gradient(_split("Gradient", (*used, names), lines=False)[1])


def LinearRoot(factor: Any, *used: Used, names: Used = ()) -> rules.LinearRoot:
    """Solve a gradient that is linear up to ``factor``, which never vanishes."""
    return rules.LinearRoot(factor, _split("LinearRoot", (*used, names), lines=False)[1])


def Gap(gap: Any, *used: Used, names: Used = (), logs: bool = False) -> rules.Combine:
    """The difference of the two sides is ``gap``, a term of known sign."""
    return rules.combining.gap(gap, _split("Gap", (*used, names), lines=False)[1], logs)


def Tangents(
    tangents: tuple[Tangent, ...],
    parts: tuple[Part, ...] = (),
    gap: Any = 0,
    names: tuple[str, ...] = (),
    logs: bool = True,
) -> rules.Combine:
    """Logarithms lie below their tangents, termwise, and known inequalities add up to the rest."""
    if not tangents:
        raise DerivationError("no tangent is named: combine or Gap would do")
    return rules.Combine(parts, gap, names, logs, tangents)


def ConvexOptimum(
    tangents: tuple[Tangent, ...],
    parts: tuple[Part, ...] = (),
    gap: Any = 0,
    names: tuple[str, ...] = (),
    logs: bool = True,
) -> rules.ConvexOptimum:
    """Where tangents show the bound at every other point, a point is the optimum."""
    return rules.ConvexOptimum(parts, gap, names, logs, tangents)


def Rewrite(*used: Used, names: Used = (), reverse: bool = False) -> rules.Rewrite:
    """Replace the left sides of these equations by their right sides."""
    return rules.Rewrite(*_split("Rewrite", (*used, names)), reverse)


def UseTotal(*used: Used, names: Used = (), logs: bool = True) -> rules.Rewrite:
    """Put in the known values of these sums: what Rewrite was called for sums, once."""
    return Rewrite(*used, names=names)


def LimitLaws(*used: Used, known: Used = (), names: Used = ()) -> rules.LimitLaws:
    """Take limits part by part; lines are limits that are known."""
    lines, named = _split("LimitLaws", (*used, known, names))
    return rules.LimitLaws(named, lines)


def Cases(*lines: Used) -> rules.Cases:
    """These lines say the same in every case."""
    return rules.Cases(_split("Cases", lines, names=False)[0])


def Chain(*lines: Used) -> rules.Chain:
    """These lines, read from first to last."""
    return rules.Chain(_split("Chain", lines, names=False)[0])


def AtMinimum(line: Ref) -> rules.Cases:
    """This line holds in the one case that an index attains a minimum; one does."""
    return rules.Cases((line,))


def Antisymmetry(first: Ref, second: Ref) -> rules.Chain:
    """Two inequalities make an equation."""
    return rules.Chain((first, second))


def ByHypothesis(*used: Used | None, names: Used = ()) -> rules.ByHypothesis:
    """A line or hypothesis at other indices; without one, what the declared signs say."""
    lines, named = _split("ByHypothesis", (*(u for u in used if u is not None), names))
    if len(lines) > 1:
        raise DerivationError("ByHypothesis reads off one line")
    return rules.ByHypothesis(lines[0] if lines else None, named)


def combine(
    *parts: Ref | str | tuple[Any, ...],
    gap: Any = 0,
    names: Used = (),
    logs: bool = False,
) -> rules.Combine:
    """Add inequalities: each is a line, or (line, factor[, indices to sum over])."""
    strings = tuple(part for part in parts if isinstance(part, str))
    lines = [part for part in parts if not isinstance(part, str)]
    named = _split("combine", (*strings, names), lines=False)[1]
    return rules.combining.combine(*lines, gap=gap, names=named, logs=logs)


def termwise(
    line: Ref,
    *over: Index | str,
    factor: Any = 1,
    gap: Any = 0,
    names: Used = (),
    logs: bool = False,
) -> rules.Combine:
    """Sum a known inequality over the indices ``over``, each term times ``factor``."""
    indices = [item for item in over if not isinstance(item, str)]
    strings = tuple(item for item in over if isinstance(item, str))
    named = _split("termwise", (*strings, names), lines=False)[1]
    return rules.combining.termwise(line, *indices, factor=factor, gap=gap, names=named, logs=logs)


def Cite(
    slug: str,
    part: int = 0,
    *used: Used,
    sizes: tuple[tuple[str, Any], ...] = (),
    indices: tuple[tuple[str, Any], ...] = (),
    symbols: tuple[tuple[str, Any], ...] = (),
    families: tuple[tuple[str, tuple[Index, ...], Any], ...] = (),
    names: Used = (),
    logs: bool = False,
    **put: Any,
) -> rules.Cite:
    """An earlier theorem, with other names put in.

    ``Cite("softmin", 4, C=K, tau=2 * s**2, p=(k, pi[k]))`` puts the size K for C, a number
    for the symbol tau, and pi[k] for p at every k.  A definition is put in by itself, an
    index by an index.  The four keyword tuples are the same in the rule's own form.
    """
    maps: dict[str, list[Any]] = {
        "sizes": [*sizes],
        "indices": [*indices],
        "symbols": [*symbols],
        "families": [*families],
    }
    for name, value in put.items():
        kind, entry = _put(name, value)
        maps[kind].append(entry)
    named = _split("Cite", (*used, names), lines=False)[1]
    given = {kind: tuple(entries) for kind, entries in maps.items()}
    return rules.Cite(slug, part, **given, names=named, logs=logs)


def _put(name: str, value: Any) -> tuple[str, tuple[Any, ...]]:
    """What is put in for one name of a cited theorem, by its kind."""
    if isinstance(value, Definition):
        return "families", (name, value.params, value[value.params])
    if isinstance(value, tuple):
        return "families", (name, tuple(value[:-1]), value[-1])
    if index_size(value) is not None:
        return "indices", (name, value)
    if isinstance(value, sp.Symbol) and value.is_integer and value.is_positive:
        return "sizes", (name, value)
    return "symbols", (name, value)


def _split(
    rule: str, used: Iterable[Any], lines: bool = True, names: bool = True
) -> tuple[tuple[Ref, ...], tuple[str, ...]]:
    """The lines and the names among what a rule uses.

    Raises:
        DerivationError: if something is neither, or is not used by this rule.
    """
    items = list(_flat(used))
    for item in items:
        if not (lines and isinstance(item, Ref)) and not (names and isinstance(item, str)):
            wanted = " and ".join(["lines"] * lines + ["names of definitions"] * names)
            raise DerivationError(f"{rule} takes {wanted}, not {item!r}")
    return (
        tuple(item for item in items if isinstance(item, Ref)),
        tuple(item for item in items if isinstance(item, str)),
    )


def _flat(used: Iterable[Any]) -> Iterator[Any]:
    for item in used:
        if isinstance(item, tuple | list):
            yield from _flat(item)
        else:
            yield item
