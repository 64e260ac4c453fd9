"""What both ways of showing a text need: strong words and links, sources, hypotheses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from .reading import LINK
from .reading_finding import Drawn

_MATHS = re.compile(r"(\$[^$]*\$)")
_STRONG = re.compile(r"\*\*([^*]+)\*\*")


def supposed(drawn: Iterable[Drawn]) -> list[str]:
    """What has to hold for the formulas of a display, each hypothesis once."""
    return list(dict.fromkeys(latex for item in drawn for latex in item.supposes))


def sources(drawn: Iterable[Drawn]) -> list[Drawn]:
    """What is drawn, each label once; what is proved rather than what is defined."""
    kept: dict[str, Drawn] = {}
    for item in drawn:
        if item.label not in kept or kept[item.label].defines:
            kept[item.label] = item
    return list(kept.values())


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
