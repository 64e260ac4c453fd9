"""Names in Coq: all of them are made here, one to one.  This module is trusted.

What an author calls ``x`` is ``v_x``; a hypothesis is ``hyp_1`` and a case ``case_1``,
by where they stand.  Premises and proofs make names of their own: those of a premise say
what it is about (``range_v_n``), those that a proof makes up end in an underscore and do
not begin with ``v_``.  No word of Coq and no name of a library that is loaded begins
with one of these (a test asks Coq), so that nothing can be captured or shadowed; and
nothing else that an author has typed is in a Coq file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...language.claims import Hypothesis
from ...language.errors import HardlimitError

#: What the name of an author begins with in Coq.
PREFIX = "v_"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}'{0,9}")
_SLUG = re.compile(r"(?=.{1,64}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
#: A case that a lemma has besides those of an author, who cannot write such a name.
MADE = "#"


class Unnamable(HardlimitError):
    """A name that has no counterpart in Coq."""


def coq_name(name: str) -> str:
    """What the size, symbol, family, definition or index ``name`` is called in Coq.

    Raises:
        Unnamable: if it is no identifier of plain letters, digits and underscores.
    """
    if not _NAME.fullmatch(name):
        raise Unnamable(f"{name!r} has no name in Coq: it must be of letters, digits and _")
    return PREFIX + name


def plain_name(identifier: str) -> str:
    """The inverse of :func:`coq_name`.

    Raises:
        Unnamable: if ``identifier`` is none of its values.
    """
    name = identifier.removeprefix(PREFIX)
    if name == identifier or not _NAME.fullmatch(name):
        raise Unnamable(f"Coq speaks of {identifier}, which is no name of the derivation")
    return name


def new_name(name: str) -> str:
    """What a changed entry of ``name`` is called, or the changed ``name`` itself."""
    return f"new_{coq_name(name)}"


def range_of(index: str) -> str:
    """What the premise is called that an index of this Coq name lies in its range."""
    return f"range_{index}"


def sign_of(name: str) -> str:
    """What the premise is called about the sign of what has this Coq name."""
    return f"sign_{name}"


def least_of(size: str) -> str:
    """What the premise is called that a size of this Coq name is at least 1."""
    return f"least_{size}"


def module_name(slug: str) -> str:
    """The module with the proofs of the derivation ``slug``: ``e-step`` is ``T_e_step``.

    Raises:
        Unnamable: if ``slug`` is not of small letters, digits and single hyphens.
    """
    return f"T_{_slug(slug)}"


def statement_module(slug: str) -> str:
    """The module with the statements of the derivation ``slug``."""
    return f"S_{_slug(slug)}"


def _slug(slug: str) -> str:
    if not _SLUG.fullmatch(slug):
        raise Unnamable(f"{slug!r} has no name in Coq: it must be of small letters, digits and -")
    return slug.replace("-", "_")


class Premises:
    """The names of the hypotheses and cases of one derivation: by where they stand."""

    def __init__(self, hypotheses: Iterable[Hypothesis], cases: Iterable[Hypothesis]) -> None:
        self._hypotheses = {h: f"hyp_{p}" for p, h in enumerate(hypotheses, 1)}
        self._cases = {h: f"case_{p}" for p, h in enumerate(dict.fromkeys(cases), 1)}

    def name(self, h: Hypothesis) -> str:
        """The name of a hypothesis or of a case.

        Raises:
            Unnamable: if it is none of this derivation.
        """
        if h.name.startswith(MADE) and h.name.removeprefix(MADE).isdecimal():
            return f"where_{int(h.name.removeprefix(MADE))}"
        found = self._hypotheses.get(h) or self._cases.get(h)
        if found is None:
            raise Unnamable(f"{h.name!r} is no hypothesis of the derivation")
        return found
