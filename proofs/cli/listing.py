"""``hardlimit list``: what is installed."""

from __future__ import annotations

import sys

from ..book.cache import Cache
from ..book.discovery import LIBRARY, InputError
from ..book.session import Session
from ..book.shelf import Request
from ..report.render.prose import plain
from .targets import located


def list_derivations(file: str | None = None) -> int:
    """One line for each derivation: label, level if known, slug, title, chapter.

    Those that are installed, or those of a file of one's own.
    """
    session = Session(Cache())
    if file is not None:
        requests = session.in_file(located(file))
    else:
        requests = [Request(LIBRARY, card) for card in session.contents(LIBRARY).cards]
    if not requests:
        raise InputError("no derivations are installed; name a file of derivations")
    chapters = {c.slug: plain(c.title) for c in session.chapters(requests)}
    session.remember_contents()
    slugs = max(len(request.card.slug) for request in requests)
    titles = max(len(plain(request.card.title)) for request in requests)
    for request in requests:
        card = request.card
        print(
            f"{card.label:<5}  {session.level(card) or '-':<9}  {card.slug:<{slugs}}  "
            f"{plain(card.title):<{titles}}  {chapters[card.chapter]}"
        )
    missing = session.contents(LIBRARY).missing if file is None else ()
    for name in missing:
        print(f"hardlimit: the chapter {name} is listed but does not exist", file=sys.stderr)
    return 2 if missing else 0
