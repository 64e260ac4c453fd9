"""``hardlimit study``: a derivation one step at a time."""

from __future__ import annotations

import sys

from ..cache import Cache
from ..session import Request, Session, open_book
from .targets import resolve


def study(target: str, *, everything: bool) -> int:
    """Print the derivations that ``target`` names; wait for Enter if somebody is there."""
    session = Session(Cache())
    requests = resolve(session, (target,))
    asking = sys.stdin.isatty() and sys.stdout.isatty() and not everything
    for request in requests:
        if not _read(request, asking=asking):
            break
    return 0


def _read(request: Request, *, asking: bool) -> bool:
    """Show one derivation; False if the reader has had enough."""
    from ..checking import checker_of
    from ..study import study_pages

    for page in study_pages(checker_of(open_book(request.origin)), request.card.slug):
        print(page)
        if not asking:
            print()
        elif not _more():
            return False
    return True


def _more() -> bool:
    try:
        answer = input("\n[Enter: next, q: stop] ")
    except EOFError:
        return False
    return answer.strip().lower() not in ("q", "quit")
