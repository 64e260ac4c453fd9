"""From derivations to the bytes of a file: the targets, and everything that they cite."""

from __future__ import annotations

from collections.abc import Sequence

from ..exchange.strict import FileRefused, canonical, parse, sealed
from ..exchange.theorems import plain_derivation
from ..language.errors import HardlimitError
from .checking import Checker, citations
from .recheck import read_document


class CannotExport(HardlimitError):
    """A derivation cannot be written in the exchange format."""


def export(targets: Sequence[tuple[Checker, str]]) -> bytes:
    """The file for the derivations ``targets``, each given by its checker and slug.

    Nothing is checked; but what is written was read back, and is the same derivation.

    Raises:
        HardlimitError: if a derivation cannot be built, or has no form in the format.
    """
    theorems: dict[str, dict[str, object]] = {}
    for checker, slug in targets:
        _add(checker, slug, theorems)
    data = canonical(sealed([slug for _, slug in targets], list(theorems.values())))
    try:
        read_document(parse(data))
    except FileRefused as error:
        raise CannotExport(f"this cannot be written as data: {error}") from error
    return data


def _add(checker: Checker, slug: str, theorems: dict[str, dict[str, object]]) -> None:
    """Add a derivation after all that it cites."""
    if slug in theorems:
        return
    derivation = checker.derivation(slug)
    cites: dict[str, str] = {}
    for other in citations(derivation):
        place = checker.home(slug, other)
        if place is None:
            raise CannotExport(f"{slug} cites {other}, which does not stand before it")
        _add(place, other, theorems)
        cites[other] = str(theorems[other]["digest"])
    try:
        theorems[slug] = plain_derivation(derivation, cites)
    except HardlimitError as error:
        raise CannotExport(f"{derivation.label} cannot be written as data: {error}") from error
