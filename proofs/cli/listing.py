"""``hardlimit list``: what is installed."""

from __future__ import annotations

from ..cache import Cache
from ..render.prose import plain
from ..session import Session
from .targets import resolve


def list_derivations() -> int:
    """One line for each installed derivation: label, level if known, slug, title, chapter."""
    session = Session(Cache())
    requests = resolve(session, ())
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
    return 0
