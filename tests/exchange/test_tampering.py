"""A file that was changed, in any byte or any field, is refused."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hardlimit.proofs.book.recheck import read_document
from hardlimit.proofs.exchange.strict import FileRefused, canonical, parse, sealed

from .conftest import PROSE


def _leaves(thing: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    parts: Any = ()
    if isinstance(thing, dict):
        parts = thing.items()
    elif isinstance(thing, list):
        parts = enumerate(thing)
    else:
        yield path
    for key, value in parts:
        yield from _leaves(value, (*path, key))


def _changed(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return value + "2" if isinstance(value, str) else "2"


def _put(thing: Any, path: tuple[Any, ...]) -> Any:
    out = copy.deepcopy(thing)
    here = out
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = _changed(here[path[-1]])
    return out


def test_every_field(document: dict[str, Any]) -> None:
    for path in _leaves(document):
        with pytest.raises(FileRefused):
            parse(canonical(_put(document, path)))


def test_every_field_with_the_digest_of_the_file_made_anew(document: dict[str, Any]) -> None:
    theorems = document["theorems"]
    for path in _leaves(theorems):
        if PROSE & set(path):
            continue
        forged = sealed(document["targets"], _put(theorems, path))
        with pytest.raises(FileRefused):
            read_document(parse(canonical(forged)))


def test_every_byte(small: bytes) -> None:
    for position in range(len(small)):
        data = bytearray(small)
        data[position] ^= 1 << position % 8
        with pytest.raises(FileRefused):
            parse(bytes(data))


def test_every_truncation_and_addition(small: bytes) -> None:
    for end in range(0, len(small), 7):
        with pytest.raises(FileRefused):
            parse(small[:end])
    for more in (b" ", b"\n", b"\0", b"{}", small):
        with pytest.raises(FileRefused):
            parse(small + more)


def test_other_layouts_of_the_same_data(small: bytes) -> None:
    data = json.loads(small)
    for text in (json.dumps(data), json.dumps(data, indent=1), json.dumps(data, sort_keys=True)):
        with pytest.raises(FileRefused):
            parse(text.encode())


def test_random_mixtures_of_two_files(small: bytes) -> None:
    pick = random.Random(1)
    for _ in range(300):
        a, b = sorted(pick.randrange(len(small)) for _ in range(2))
        data = small[:a] + small[b:] + small[a:b]
        if data != small:
            with pytest.raises(FileRefused):
                parse(data)
