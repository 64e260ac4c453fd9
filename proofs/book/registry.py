"""How a chapter says which derivations it holds.  Light: importing this imports no SymPy.

A chapter module has ``CHAPTER = Chapter(...)`` and, in reading order, functions like::

    @derivation(label="A2", slug="steiner", title="Steiner's identity", summary="...")
    def steiner(d: Derivation) -> None:
        ...

Each writes one derivation into the fresh, empty ``d`` that it is given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar

from ..language.naming import LABEL, SLUG

if TYPE_CHECKING:
    from ..drafts.drafting import Draft

#: The attribute of a module that lists its entries.
ENTRIES = "__derivations__"

Writer = TypeVar("Writer", bound="Callable[[Draft], None]")


@dataclass(frozen=True)
class Chapter:
    """A chapter: its slug, its title, and prose with mathematics between dollar signs."""

    slug: str
    title: str
    introduction: str = ""


@dataclass(frozen=True)
class Entry:
    """A registered derivation: who it is, the function that writes it, and where that stands."""

    label: str
    slug: str
    title: str
    summary: str
    function: Callable[[Draft], None]
    file: str
    line: int
    chapter: Chapter = Chapter("", "")


def derivation(
    *, label: str, slug: str, title: str, summary: str = ""
) -> Callable[[Writer], Writer]:
    """Register a function that writes one derivation; the function itself stays as it is.

    Args:
        label: the short name that readers use, such as ``A2`` (letters, digits, ``_ . + -``).
        slug: the name by which other derivations cite it, such as ``steiner-identity``.
        title: the theorem in a few words.
        summary: prose for the reader, with mathematics between dollar signs.

    Raises:
        ValueError: if the label, the slug or the title is not of that form.
    """
    if not LABEL.fullmatch(label):
        raise ValueError(f"{label!r} cannot be a label: use letters, digits and _ . + -")
    if not SLUG.fullmatch(slug):
        raise ValueError(f"{slug!r} cannot be a slug: use a-z, 0-9 and single hyphens")
    if "\n" in title or not title.strip():
        raise ValueError(f"the title of {label} must be one line of text")

    def register(function: Writer) -> Writer:
        code = function.__code__
        entry = Entry(label, slug, title, summary, function, code.co_filename, code.co_firstlineno)
        # In the module that defines the function, so that importing it elsewhere, or giving
        # two functions one name, neither adds nor loses a derivation.
        function.__globals__.setdefault(ENTRIES, []).append(entry)
        return function

    return register


def collect(module: ModuleType) -> list[Entry]:
    """The derivations that ``module`` defines, in the order in which they stand there.

    Raises:
        ValueError: if two of them have one label or one slug.
    """
    stem = Path(getattr(module, "__file__", None) or "own").stem
    # The name of a file's module is made from its path, which says nothing to a reader.
    slug = module.__name__.rpartition(".")[2] if "." in module.__name__ else "own"
    own = Chapter(slug, stem.replace("_", " ").replace("-", " "))
    chapter = getattr(module, "CHAPTER", own)
    found: list[Entry] = []
    for entry in getattr(module, ENTRIES, ()):
        for other in found:
            if entry.slug == other.slug or entry.label == other.label:
                same = entry.slug if entry.slug == other.slug else entry.label
                raise ValueError(f"{same} is the name of two derivations")
        found.append(replace(entry, chapter=chapter))
    return found


def build(entry: Entry) -> Draft:
    """The derivation that ``entry`` writes.  Whatever its function raises is passed on."""
    from ..drafts.drafting import Draft

    written = Draft(
        entry.label, entry.slug, entry.title, entry.chapter.slug, entry.summary, entry.file
    )
    entry.function(written)
    return written
