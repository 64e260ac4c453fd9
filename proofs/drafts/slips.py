"""Errors of Python in an author's function, as one says them to an author."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable

from ..language.instead import did_you_mean
from .drafting import Draft

_CALL = re.compile(r"\w+\.(\w+)\(\) (missing|takes|got)")


def told(error: BaseException, known: Iterable[str] = ()) -> str:
    """What is wrong, with the word that is meant perhaps, or how it is called; empty if unknown.

    ``known`` are the names of the author's file.
    """
    text = " ".join(str(error).split())
    if isinstance(error, AttributeError) and isinstance(error.obj, Draft):
        words = [word for word in dir(Draft) if not word.startswith("_")]
        return f"a derivation has no {error.name!r}{did_you_mean(str(error.name), words)}"
    if isinstance(error, NameError) and isinstance(error.name, str):
        return f"{text}{did_you_mean(error.name, known)}"
    called = _CALL.match(text) if isinstance(error, TypeError) else None
    word = getattr(Draft, called[1], None) if called else None
    if word is None or not callable(word):
        return ""
    _, *others = inspect.signature(word).parameters.values()
    how = ", ".join(str(p.replace(annotation=p.empty)) for p in others)
    return f"{text.partition('.')[2]}; it is called as d.{word.__name__}({how})"
