"""``hardlimit study``: a derivation line by line; a reader may try each line before it is shown."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from ..book.bounds import Bounds
from ..book.cache import Cache
from ..book.completing import not_read
from ..book.session import Session
from ..book.shelf import Request
from ..book.workers import in_parallel
from ..language.errors import RanOut
from .attempts_said import Said
from .pages_data import LinePage, Pages, in_full
from .targets import resolve

Found = TypeVar("Found")

HELP = """\
  Enter   show the line; then go on to the next
  a line  your own, in LaTeX (or beginning with a sign: = …, \\le …); it is judged
  h       a hint: the rule, and what it uses
  s       once the line is shown: its steps, what they need, an instance
  l       the statement again, and the lines up to here
  b       back to the line before
  q       stop"""
_TRY_SECONDS = 30


def study(target: str, *, everything: bool) -> int:
    """Print the derivations that ``target`` names; if somebody is there, let them try."""
    session = Session(Cache())
    requests = resolve(session, (target,))
    asking = sys.stdin.isatty() and sys.stdout.isatty() and not everything
    code = 0
    for request in requests:
        pages = _as_read(_apart(_pages, request, lost=_lost), request)
        if not pages.holds:
            code = 1
        if not asking:
            for page in in_full(pages):
                print(f"{page}\n")
        elif not _Reading(request, pages).read():
            break
    return code


def _apart(
    function: Callable[..., Found],
    request: Request,
    *more: Any,
    lost: Callable[[tuple[Any, ...], str], Found],
    seconds: int = 0,
) -> Found:
    """The value of ``function`` in a process of its own, bounded in time and memory."""
    from ..book.checking import prepare

    prepare([(request.origin, request.card.slug)])
    calls = [(request.origin, request.card.slug, *more)]
    bounds = Bounds(step_seconds=seconds) if seconds else None
    label = [request.card.label]
    found = in_parallel(function, calls, label, 1, lambda *_: None, lost=lost, bounds=bounds)
    with contextlib.closing(found):
        value: Found = next(found)
    return value


class _Reading:
    """One derivation, with somebody there."""

    def __init__(self, request: Request, pages: Pages) -> None:
        self._request, self._pages = request, pages

    def read(self) -> bool:
        """Show it; False if the reader has had enough."""
        print(self._pages.statement)
        place, many = 0, len(self._pages.lines)
        while place < many:
            step = self._line(place)
            if step == 0:
                return False
            place = max(0, place + step)
        print(f"\n{self._pages.closing}")
        return _ask("[Enter: on, q: stop] ") not in ("q", "quit", None)

    def _line(self, place: int) -> int:
        """One line: 1 to go on, -1 to go back, 0 to stop."""
        page = self._pages.lines[place]
        print(f"\n{page.head}")
        if page.asked:
            print(page.asked)
        shown = False
        while True:
            answer = _ask(
                "[Enter: next, s: steps, ?: help] "
                if shown
                else "[your line, or Enter to see it; ?: help] "
            )
            if answer in ("q", "quit", None):
                return 0
            if answer == "b":
                return -1
            if answer == "?":
                print(f"{HELP}\n  It is written like this: {self._model(place)}")
            elif answer == "h":
                print(f"  {page.hint}")
            elif answer == "l":
                print(self._pages.statement)
                print("\n".join(earlier.line for earlier in self._pages.lines[:place]))
            elif answer == "s" and shown:
                print(page.under)
            elif answer == "" and shown:
                return 1
            else:
                shown = self._tried(page, answer) or shown

    def _tried(self, page: LinePage, answer: str) -> bool:
        """Judge a line, if it is one; whether the line is shown now."""
        if answer and answer != "s":
            said = _apart(
                _judged, self._request, page.step, answer, lost=_no_end, seconds=_TRY_SECONDS
            )
            print("\n".join(said.lines))
            if said.kind != "right":
                return False
        print(f"\n{page.line}" + ("" if page.holds else f"\n{page.under}"))
        return True

    def _model(self, place: int) -> str:
        return self._pages.lines[place - 1].latex if place else r"\sum_{n=1}^{N} x_n = a"


def _pages(origin: str, slug: str) -> Pages:
    from ..book.checking import checker_of
    from .pages import study_pages

    return study_pages(checker_of(origin), slug)


def _as_read(pages: Pages, request: Request) -> Pages:
    """Notes of which a line was not understood do not hold."""
    from ..book.shelf import shelf_of

    failure = not_read(shelf_of(request.origin), request.card.slug)
    if not failure or not pages.holds:
        return pages
    return replace(pages, closing=f"{request.card.label} does not hold: {failure}", holds=False)


def _judged(origin: str, slug: str, number: str, text: str) -> Said:
    from ..book.checking import checker_of
    from .attempts import attempt

    return attempt(checker_of(origin), slug, number, text)


def _lost(call: tuple[Any, ...], why: str) -> Pages:
    raise RanOut(f"undecided: {why}")


def _no_end(call: tuple[Any, ...], why: str) -> Said:
    return Said("undecided", said=(why,))


def _ask(prompt: str) -> str | None:
    try:
        return input(f"\n{prompt}").strip()
    except EOFError:
        return None
