"""From bytes to plain data: bounded, without doubt about its reading, in one canonical form.

Imports nothing heavy.  What passes here is a JSON document whose bytes are the only bytes
that stand for it and whose digest is right; whether it is a proof is asked elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from ..language.errors import HardlimitError
from ..language.naming import unshown

FORMAT = "hardlimit-proof"
VERSION = 3

MAX_BYTES = 8_000_000
MAX_DEPTH = 120
MAX_ITEMS = 2_000
MAX_TEXT = 6_000
_KEYS = ("format", "version", "targets", "theorems", "digest")


class FileRefused(HardlimitError):
    """A file is not a proof in the exchange format, or was changed after it was written."""


def parse(data: bytes) -> dict[str, Any]:
    """The document in ``data``, whose form, bounds and digest are checked.

    Raises:
        FileRefused: with one sentence.
    """
    document = read(data)
    if not isinstance(document, dict) or tuple(document) != _KEYS:
        raise FileRefused(f"the file must be an object with the keys {', '.join(_KEYS)}")
    if document["format"] != FORMAT or document["version"] is not VERSION:
        raise FileRefused(f"the file is not in version {VERSION} of the format {FORMAT}")
    _bounded(document)
    if canonical(document) != data:
        raise FileRefused("the file is not in its canonical form: it was changed or reformatted")
    if document["digest"] != document_digest(document):
        raise FileRefused("the digest of the file is wrong: it was changed after it was written")
    return document


def read(data: bytes) -> Any:
    """The plain data in ``data``: JSON without floats, long numbers, or a key that stands twice.

    Raises:
        FileRefused: with one sentence.
    """
    if len(data) > MAX_BYTES:
        raise FileRefused(f"the file has more than {MAX_BYTES} bytes")
    try:
        return json.loads(
            data.decode("ascii"),
            parse_int=_whole,
            parse_float=_no_float,
            parse_constant=_no_float,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError:
        raise FileRefused("the file is not plain ASCII (other letters are escaped)") from None
    except RecursionError:
        raise FileRefused("the file is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise FileRefused(
            f"the file is not JSON, as `hardlimit export` writes it: {error.msg} at "
            f"byte {error.pos}"
        ) from None


def read_part(data: bytes) -> Any:
    """Plain data that is a part of a document, within the bounds of one.

    Raises:
        FileRefused: with one sentence.
    """
    part = read(data)
    _bounded(part)
    if canonical(part) != data:
        raise FileRefused("it is not in canonical form")
    return part


def canonical(document: Any) -> bytes:
    """The one way to write ``document``."""
    text = json.dumps(document, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.encode("ascii") + b"\n"


def document_digest(document: dict[str, Any]) -> str:
    """The digest of all of ``document`` but its digest."""
    rest = {name: value for name, value in document.items() if name != "digest"}
    return hashlib.sha256(canonical(rest)).hexdigest()


def sealed(targets: list[str], theorems: list[Any]) -> dict[str, Any]:
    """A document with its digest."""
    document: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "targets": targets,
        "theorems": theorems,
    }
    return {**document, "digest": document_digest(document)}


# -- while parsing ---------------------------------------------------------------------
def _whole(text: str) -> int:
    if len(text) > 9:
        raise FileRefused("a whole number has more than 9 digits")
    return int(text)


def _no_float(text: str) -> Any:
    raise FileRefused(f"{text[:20]} is not a whole number (fractions are written as text)")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise FileRefused("a key stands twice in one object")
    return found


def _bounded(document: Any) -> None:
    """Refuse what is nested too deeply, too long, or has characters that cannot be shown."""
    stack = [(document, 1)]
    while stack:
        value, depth = stack.pop()
        if isinstance(value, str):
            showable(value)
        elif isinstance(value, dict | list):
            if depth > MAX_DEPTH:
                raise FileRefused(f"the file is nested more than {MAX_DEPTH} levels deep")
            if len(value) > MAX_ITEMS:
                raise FileRefused(f"a list in the file has more than {MAX_ITEMS} items")
            if isinstance(value, dict):
                stack.extend((name, depth + 1) for name in value)
                value = list(value.values())
            stack.extend((item, depth + 1) for item in value)


def showable(text: str) -> None:
    """Refuse a text that is too long, or has characters that cannot be shown.

    Raises:
        FileRefused: naming the character.
    """
    if len(text) > MAX_TEXT:
        raise FileRefused(f"a text in the file has more than {MAX_TEXT} characters")
    found = unshown(text)
    if found:
        raise FileRefused(f"a text in the file has the character {found}")


# -- reading fields --------------------------------------------------------------------
def record(value: Any, where: str, *keys: str) -> list[Any]:
    """The values of an object that has exactly ``keys``, in that order.

    Raises:
        FileRefused: otherwise.
    """
    if not isinstance(value, dict) or tuple(value) != keys:
        raise FileRefused(f"{where} must be an object with the keys {', '.join(keys)}")
    return list(value.values())


def items(value: Any, where: str, most: int = MAX_ITEMS) -> list[Any]:
    """``value`` if it is a list of at most ``most`` items."""
    if not isinstance(value, list):
        raise FileRefused(f"{where} must be a list")
    if len(value) > most:
        raise FileRefused(f"{where} has more than {most} items")
    return value


def prose(value: Any, where: str) -> str:
    """``value`` if it is text."""
    if not isinstance(value, str):
        raise FileRefused(f"{where} must be text")
    return value


def line(value: Any, where: str) -> str:
    """``value`` if it is one line of text: a second one could look like a verdict of ours."""
    if "\n" in prose(value, where):
        raise FileRefused(f"{where} must be one line")
    return str(value)


def word(value: Any, where: str, pattern: re.Pattern[str]) -> str:
    """``value`` if it is text of the form ``pattern``."""
    if not pattern.fullmatch(prose(value, where)):
        raise FileRefused(f"{where} cannot be {value[:40]!r}")
    return str(value)


def flag(value: Any, where: str) -> bool:
    """``value`` if it is true or false."""
    if not isinstance(value, bool):
        raise FileRefused(f"{where} must be true or false")
    return value


def whole(value: Any, where: str) -> int:
    """``value`` if it is a whole number that is not negative."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise FileRefused(f"{where} must be a whole number that is not negative")
    return value
