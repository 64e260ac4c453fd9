"""From what the user typed to the derivations that are meant."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ..book.cache import Card
from ..book.discovery import LIBRARY, NOTES, InputError, packages, shown_path
from ..book.notebooks import SUFFIX as NOTEBOOK
from ..book.session import Session
from ..book.shelf import Request
from .project import files_in, project_files


def resolve(
    session: Session, targets: Sequence[str], own: Sequence[Path] | None = None
) -> list[Request]:
    """The derivations that the targets name, each once.

    If none is named: those of the files that the project names, else all installed ones.
    ``own`` are these files, where it is known which they are.

    Raises:
        InputError: if a target names nothing.
    """
    if not targets:
        own = project_files() if own is None else own
        if not own:
            return _everything(session)
        return list(dict.fromkeys(r for path in own for r in session.in_file(path)))
    found = list(dict.fromkeys(r for target in targets for r in _one(session, target)))
    for request in session.shadowing(found):
        file, card = shown_path(request.origin), request.card
        print(
            f"hardlimit: {file}: {card.label} ({card.slug}) shares a name with an installed "
            f"derivation; {card.label} alone means the installed one, {file}::{card.label} this "
            "one, and within the file its own comes first",
            file=sys.stderr,
        )
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


def _one(session: Session, target: str) -> list[Request]:
    name, separator, part = target.partition("::")
    if name.endswith((".py", NOTEBOOK, *NOTES)) or os.sep in name or "/" in name:
        return _in_file(session, name, part if separator else "")
    cards = session.contents(LIBRARY).cards if packages() else ()
    chosen = _named(cards, target)
    if chosen is not None:
        return [Request(LIBRARY, chosen)]
    if name and located(name).exists():
        return _in_file(session, name, part if separator else "")
    raise InputError(_unknown(target, cards, "installed derivation"))


def _in_file(session: Session, name: str, part: str) -> list[Request]:
    path = located(name)
    if path.is_dir():
        if part:
            raise InputError(f"{name} is a folder: name a file of it before ::")
        return [request for file in files_in(path) for request in session.in_file(file)]
    requests = session.in_file(path)
    if not part:
        return requests
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
