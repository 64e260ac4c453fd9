"""From what the user typed to the derivations that are meant."""

from __future__ import annotations

import contextlib
import difflib
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..book.cache import Card
from ..book.discovery import LIBRARY, NOTES, InputError, NothingRead, packages, shown_path
from ..book.files import read_files
from ..book.notebooks import SUFFIX as NOTEBOOK
from ..book.session import Session
from ..book.shelf import Request
from ..language.errors import HardlimitError, RanOut
from ..report.data import UnusableReport
from .project import files_in, project_files


@dataclass(frozen=True)
class Refusal:
    """Why something that was named cannot be used; ``path`` is the file, where it is one."""

    error: HardlimitError
    path: Path | None = None

    @property
    def unread(self) -> Path | None:
        """The file of notes whose lines say themselves why they were not understood."""
        return self.error.path if isinstance(self.error, NothingRead) else None

    def told(self) -> UnusableReport:
        """The sentence, and the place that it is about (line 0: the whole file)."""
        said, shown = str(self.error), shown_path(self.path) if self.path else ""
        if self.unread:
            return UnusableReport(shown, 0, f"{shown}: nothing of what it says was understood")
        placed = re.match(rf"{re.escape(shown)}:(\d+)", said) if shown else None
        return UnusableReport(shown, int(placed[1]) if placed else 0, said)


def resolve(
    session: Session,
    targets: Sequence[str],
    own: Sequence[Path] | None = None,
    refused: list[Refusal] | None = None,
) -> list[Request]:
    """The derivations that the targets name, each once.

    If none is named: those of the files that the project names, else all installed ones.
    ``own`` are these files, where it is known which they are.  ``refused`` takes what of the
    targets and files cannot be used.

    Raises:
        InputError: if a target names nothing, and there is no ``refused`` to take it.
    """
    if not targets:
        own = project_files() if own is None else own
        if not own:
            return _everything(session)
        return list(dict.fromkeys(r for path in own for r in _held(session, path, refused)))
    found: list[Request] = []
    for target in targets:
        with _telling(refused):
            found += _one(session, target, refused)
    found = list(dict.fromkeys(found))
    for request in session.shadowing(found):
        file, card = shown_path(request.origin), request.card
        print(
            f"hardlimit: {file}: {card.label} ({card.slug}) shares a name with an installed "
            f"derivation; {card.label} alone means the installed one, {file}::{card.label} this "
            "one, and within the file its own comes first",
            file=sys.stderr,
        )
    return found


@contextlib.contextmanager
def _telling(refused: list[Refusal] | None, path: Path | None = None) -> Iterator[None]:
    """Put by why something cannot be used, where the rest is to be done all the same."""
    try:
        yield
    except (InputError, RanOut) as error:
        if refused is None:
            raise
        refused.append(Refusal(error, path))


def _held(session: Session, path: Path, refused: list[Refusal] | None) -> list[Request]:
    """The derivations in a file; of the two parts of a notebook each by itself."""
    found: list[Request] = []
    with _telling(refused, path):
        for file in read_files(path):
            with _telling(refused, path):
                found += session.in_file(file)
    return found


def _everything(session: Session) -> list[Request]:
    if not packages():
        raise InputError("no derivations are installed; name a file of derivations")
    contents = session.contents(LIBRARY)
    if contents.missing:
        raise InputError(f"the chapter {contents.missing[0]} is listed but does not exist")
    if not contents.cards:
        raise InputError("the installed packages hold no derivation; name a file of derivations")
    return [Request(LIBRARY, card) for card in contents.cards]


def _one(session: Session, target: str, refused: list[Refusal] | None) -> list[Request]:
    name, separator, part = target.partition("::")
    if name.endswith((".py", NOTEBOOK, *NOTES)) or os.sep in name or "/" in name:
        return _in_file(session, name, part if separator else "", refused)
    cards = session.contents(LIBRARY).cards if packages() else ()
    chosen, there = _named(cards, target), bool(name) and located(name).exists()
    if there and (chosen is None or name not in (chosen.label, chosen.slug)):
        return _in_file(session, name, part if separator else "", refused)
    if chosen is None:
        raise InputError(_unknown(target, cards, "installed derivation"))
    if there:
        print(
            f"hardlimit: {name} is the installed derivation here; {os.curdir}{os.sep}{name} is "
            "what has that name in this folder",
            file=sys.stderr,
        )
    return [Request(LIBRARY, chosen)]


def _in_file(
    session: Session, name: str, part: str, refused: list[Refusal] | None
) -> list[Request]:
    path = located(name)
    if path.is_dir():
        if part:
            raise InputError(f"{name} is a folder: name a file of it before ::")
        return [r for file in files_in(path) for r in _held(session, file, refused)]
    if not part:
        return _held(session, path, refused)
    requests = session.in_file(path)
    cards = [request.card for request in requests]
    chosen = _named(cards, part)
    if chosen is None:
        raise InputError(_unknown(part, cards, f"derivation in {name}"))
    return [request for request in requests if request.card == chosen]


def located(name: str) -> Path:
    """The file of that name with links followed; it need not be there.

    Raises:
        InputError: if the system cannot say (too long a name, links in a circle, no access).
    """
    try:
        path = Path(name).resolve()
        path.exists()
    except (OSError, RuntimeError, ValueError) as error:
        circle = "too many levels of symbolic links"
        reason = circle if isinstance(error, RuntimeError) else getattr(error, "strerror", None)
        raise InputError(f"cannot read {name!r}: {(reason or str(error)).lower()}") from error
    return path


def _named(cards: Sequence[Card], name: str) -> Card | None:
    """The card of that label or slug; capital letters count only if they must."""
    for change in (str, str.lower):
        for card in cards:
            if change(name) in (change(card.label), change(card.slug)):
                return card
    return None


def _unknown(name: str, cards: Sequence[Card], kind: str) -> str:
    known = {text.lower(): text for card in cards for text in (card.label, card.slug)}
    near = difflib.get_close_matches(name.lower(), known, n=3, cutoff=0.5)
    hint = f"; did you mean {', '.join(known[text] for text in near)}?" if near else ""
    return f"there is no {kind} {name!r}{hint}"
