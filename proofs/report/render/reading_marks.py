"""What both ways of showing a text need: strong words and links, sources, hypotheses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .reading import LINK
from .reading_finding import Drawn

_MATHS = re.compile(r"(\$[^$]*\$)")
_STRONG = re.compile(r"\*\*([^*]+)\*\*")


def supposed(drawn: Iterable[Drawn]) -> list[str]:
    """What has to hold for the formulas of a display, each hypothesis once."""
    return list(dict.fromkeys(latex for item in drawn for latex in item.supposes))


@dataclass(frozen=True)
class Source:
    """Where a formula is proved: the theorem, and the line of its proof if it is only that.

    ``shown`` is as short as it may be beside the one before it.
    """

    slug: str
    anchor: str
    of: str
    line: str
    shown: str


def sources(drawn: Iterable[Drawn]) -> list[Source]:
    """Where the formulas of a display come from: ``D7 (2)``, ``(3)``, each once.

    A theorem that only defines something is named if nothing that it proves is shown, and a step
    under a line if the line is not.
    """
    items = list(drawn)
    proving = {item.slug for item in items if not item.defines}
    named = {(item.slug, item.line) for item in items}
    found: list[Source] = []
    for item in sorted(items, key=lambda item: [i.slug for i in items].index(item.slug)):
        line, dot, _ = item.line.partition(".")
        if (item.defines and item.slug in proving) or (dot and (item.slug, line) in named):
            continue
        of = "" if found and found[-1].slug == item.slug and item.line else item.of
        shown = " ".join(filter(None, (of, item.line and f"({item.line})")))
        if all((item.slug, item.line) != (one.slug, one.line) for one in found):
            found.append(Source(item.slug, item.anchor, item.of, item.line, shown))
    return found


def marked(
    text: str,
    setter: Callable[[str], str],
    link: Callable[[str], str],
    strong: tuple[str, str],
) -> str:
    """``text`` set by ``setter``, with links and strong words, which it does not know.

    They are taken out before and put in again after it; control characters hold their places,
    and no text has any (:mod:`.reading`).
    """
    kept: list[str] = []

    def hold(found: str) -> str:
        kept.append(found)
        return f"\x02{len(kept) - 1}\x03"

    def words(piece: str) -> str:
        piece = LINK.sub(lambda m: hold(link(m[1])), piece)
        return _STRONG.sub(lambda m: hold(strong[0]) + m[1] + hold(strong[1]), piece)

    pieces = _MATHS.split(text)
    held = "".join(p if place % 2 else words(p) for place, p in enumerate(pieces))
    return re.sub(r"\x02(\d+)\x03", lambda m: kept[int(m[1])], setter(held))
