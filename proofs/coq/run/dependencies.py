"""What has to be compiled before what."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

Name = TypeVar("Name")


def required(text: str, path: str) -> list[str]:
    """The modules below the logical ``path`` that a Coq text loads."""
    lists = re.findall(rf"From {path} Require (?:Import |Export )?([\w\s]+)\.", text)
    found = [name for names in lists for name in names.split()]
    return found + re.findall(rf"(?m)^Require {path}\.(\w+)\.$", text)


def with_needed(names: Iterable[Name], needs: Callable[[Name], Iterable[Name]]) -> list[Name]:
    """The names and all that they need, each once and after what it needs.

    Of names that need one another in a circle the one met first comes last: whoever
    compiles them is told so by Coq.
    """
    found: dict[Name, None] = {}
    begun: set[Name] = set()

    def visit(name: Name) -> None:
        if name not in begun:
            begun.add(name)
            for other in needs(name):
                visit(other)
            found[name] = None

    for name in names:
        visit(name)
    return list(found)
