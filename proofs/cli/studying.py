"""``hardlimit study``: a derivation one step at a time."""

from __future__ import annotations

import contextlib
import sys

from ..book.cache import Cache
from ..book.session import Request, Session
from ..book.workers import in_parallel
from ..language.errors import RanOut
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
    from ..book.checking import prepare

    calls = [(request.origin, request.card.slug)]
    prepare(calls)
    found = in_parallel(_pages, calls, [request.card.label], 1, lambda *_: None, lost=_lost)
    with contextlib.closing(found):
        pages = next(found)
    for page in pages:
        print(page)
        if not asking:
            print()
        elif not _more():
            return False
    return True


def _pages(origin: str, slug: str) -> list[str]:
    from ..book.checking import checker_of
    from .pages import study_pages

    return list(study_pages(checker_of(origin), slug))


def _lost(call: tuple[str, str], why: str) -> list[str]:
    raise RanOut(f"undecided: {why}")


def _more() -> bool:
    try:
        answer = input("\n[Enter: next, q: stop] ")
    except EOFError:
        return False
    return answer.strip().lower() not in ("q", "quit")
