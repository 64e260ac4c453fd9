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
    code = 0
    for request in requests:
        pages, holds = _pages_of(request)
        if not holds:
            code = 1
        if not _read(pages, asking=asking):
            break
    return code


def _pages_of(request: Request) -> tuple[list[str], bool]:
    """The pages of one derivation, and whether it holds."""
    from ..book.checking import prepare

    calls = [(request.origin, request.card.slug)]
    prepare(calls)
    found = in_parallel(_pages, calls, [request.card.label], 1, lambda *_: None, lost=_lost)
    with contextlib.closing(found):
        return next(found)


def _read(pages: list[str], *, asking: bool) -> bool:
    """Show one derivation; False if the reader has had enough."""
    for page in pages:
        print(page)
        if not asking:
            print()
        elif not _more():
            return False
    return True


def _pages(origin: str, slug: str) -> tuple[list[str], bool]:
    from ..book.checking import checker_of
    from .pages import study_pages

    checker = checker_of(origin)
    return list(study_pages(checker, slug)), checker.check(slug).theorem is not None


def _lost(call: tuple[str, str], why: str) -> tuple[list[str], bool]:
    raise RanOut(f"undecided: {why}")


def _more() -> bool:
    try:
        answer = input("\n[Enter: next, q: stop] ")
    except EOFError:
        return False
    return answer.strip().lower() not in ("q", "quit")
