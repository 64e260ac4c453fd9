"""The fields of relations and rules as plain data, and back, by their declared types."""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Mapping
from typing import Any

from ..language.claims import (
    AtMost,
    Equal,
    HasGradient,
    LessThan,
    NotEqual,
    Optimum,
    Relation,
    TendsTo,
    ZeroExactlyAt,
)
from ..language.errors import DerivationError
from ..language.vocabulary import Index
from ..rules import RULES, Rule
from ..rules.base import Ref
from ..rules.unsaid import UNSAID, Unsaid
from .formulas import FormulaReader, plain_formula
from .names import TARGET, WORD
from .strict import FileRefused, flag, items, record, whole, word

RELATIONS: dict[str, type[Relation]] = {
    kind.__name__: kind
    for kind in (
        Equal,
        AtMost,
        LessThan,
        NotEqual,
        HasGradient,
        TendsTo,
        ZeroExactlyAt,
        Optimum,
    )
}


def plain_relation(relation: Relation) -> dict[str, Any]:
    """A relation as an object: its kind under ``relation``, then its fields."""
    return {"relation": type(relation).__name__, **_plain_fields(relation)}


def plain_rule(rule: Rule, *, unsaid: bool = False) -> dict[str, Any] | None:
    """A rule as an object: its name under ``rule``, then its arguments.

    ``unsaid``: a reason may be left out; null then.
    """
    if unsaid and type(rule) is Unsaid:
        return None
    if RULES.get(type(rule).__name__) is not type(rule):
        raise DerivationError(f"{type(rule).__name__} is not a kernel rule")
    return {"rule": type(rule).__name__, **_plain_fields(rule)}


def read_relation(value: Any, reader: FormulaReader) -> Relation:
    """The relation that ``value`` stands for.

    Raises:
        FileRefused: if it is none.
    """
    relation = _read_fields(value, "relation", RELATIONS, reader)
    if isinstance(relation, Optimum) and relation.kind not in ("minimises", "maximises"):
        raise FileRefused("an optimum minimises or maximises")
    return relation  # type: ignore[no-any-return]


def read_rule(value: Any, reader: FormulaReader, *, unsaid: bool = False) -> Rule:
    """The rule that ``value`` stands for; ``unsaid``: null is a reason that was left out.

    Raises:
        FileRefused: if there is no such rule, or its arguments are of other types.
    """
    if unsaid and value is None:
        return UNSAID
    return _read_fields(value, "rule", RULES, reader)  # type: ignore[no-any-return]


def field_types(kind: Any) -> Mapping[str, Any]:
    """The declared types of the fields of a relation or rule, in order."""
    return _field_types(kind)


@functools.cache
def _field_types(kind: Any) -> Mapping[str, Any]:
    hints = typing.get_type_hints(kind)
    found = {field.name: hints[field.name] for field in dataclasses.fields(kind)}
    return types.MappingProxyType(found)


def _plain_fields(thing: Any) -> dict[str, Any]:
    return {
        name: _plain(getattr(thing, name), kind, f"{type(thing).__name__}: {name}")
        for name, kind in field_types(type(thing)).items()
    }


def _read_fields(value: Any, key: str, known: dict[str, type[Any]], reader: FormulaReader) -> Any:
    name = value.get(key) if isinstance(value, dict) else None
    kind = known.get(name) if isinstance(name, str) else None
    if kind is None:
        raise FileRefused(f"{str(name)[:40]!r} is not the name of a {key}")
    wanted = field_types(kind)
    _, *found = record(value, f"the {key} {name}", key, *wanted)
    arguments = {
        field: _read(part, wanted[field], reader, f"{name}: {field}")
        for field, part in zip(wanted, found, strict=True)
    }
    return kind(**arguments)


def _plain(value: Any, kind: Any, where: str) -> Any:
    if kind is Any:
        return plain_formula(value)
    if kind is Ref and isinstance(value, Ref):
        at = [[plain_formula(i), plain_formula(v)] for i, v in value.indices]
        return {"to": value.target, "at": at}
    if kind is Index and isinstance(value, Index):
        return plain_formula(value)
    if kind in (str, int, bool) and type(value) is kind:
        return value
    inner = typing.get_args(kind)
    if isinstance(kind, types.UnionType) and types.NoneType in inner:
        return None if value is None else _plain(value, inner[0], where)
    if typing.get_origin(kind) is tuple and isinstance(value, tuple):
        parts = _types_of_parts(inner, len(value))
        if len(parts) == len(value):
            return [_plain(v, k, where) for v, k in zip(value, parts, strict=True)]
    raise DerivationError(f"{where} must be {_in_words(kind)}")


#: How the types of arguments are called.
_WORDS = {str: "text", int: "a whole number", bool: "True or False", Ref: "an earlier line"}


def _in_words(kind: Any) -> str:
    """A type as an author writes it: ("a", x) for a tuple of a text and a formula."""
    inner = typing.get_args(kind)
    if isinstance(kind, types.UnionType):
        return " or ".join("left out" if k is types.NoneType else _in_words(k) for k in inner)
    if typing.get_origin(kind) is tuple and inner[-1:] == (...,):
        return f"a tuple of which each is {_in_words(inner[0])}"
    if typing.get_origin(kind) is tuple:
        return f"a tuple ({', '.join(map(_in_words, inner))})"
    return _WORDS.get(kind, "an index" if kind is Index else "a formula")


def _read(value: Any, kind: Any, reader: FormulaReader, where: str) -> Any:
    if kind is Any:
        return reader.formula(value)
    if kind is Ref:
        to, at = record(value, where, "to", "at")
        return Ref(
            word(to, where, TARGET), tuple(_pair(p, reader, where) for p in items(at, where))
        )
    if kind is Index:
        return reader.index(value)
    if kind is str:
        return word(value, where, WORD)
    if kind is int:
        return whole(value, where)
    if kind is bool:
        return flag(value, where)
    inner = typing.get_args(kind)
    if isinstance(kind, types.UnionType) and types.NoneType in inner:
        return None if value is None else _read(value, inner[0], reader, where)
    if typing.get_origin(kind) is not tuple:
        raise TypeError(f"{where}: no way to read {kind}")
    found = items(value, where)
    parts = _types_of_parts(inner, len(found))
    if len(parts) != len(found):
        raise FileRefused(f"{where} must have {len(parts)} parts")
    return tuple(_read(v, k, reader, where) for v, k in zip(found, parts, strict=True))


def _types_of_parts(inner: tuple[Any, ...], count: int) -> tuple[Any, ...]:
    return (inner[0],) * count if inner[1:] == (Ellipsis,) else inner


def _pair(value: Any, reader: FormulaReader, where: str) -> tuple[Index, Any]:
    pair = items(value, where)
    if len(pair) != 2:
        raise FileRefused(f"{where}: an index and what is put for it")
    return reader.index(pair[0]), reader.formula(pair[1])
